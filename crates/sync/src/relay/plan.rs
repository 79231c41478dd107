//! Which packs to send, in which order, and the cursor that holds after each.
//!
//! A space's log is cut into rows: a pack as it came fills one place, a derived pack all places from the first to
//! the last that it stands for. The rows leave no place to two of them, so a device lacks a row, or a part of it,
//! exactly if the row reaches out of what its cursor holds; and taking the row joins its places to the cursor's.
//!
//! The plan names ranges of a space's log; the server reads them, a turn at a time, and reports what it read.
//! What is new comes first: spaces that the device follows ascend from their cursor, spaces that it has never
//! seen descend from the newest, all in turn; then what was left behind below a cursor descends.

use std::collections::VecDeque;

use proto::{Cursor, DeviceId, SpaceId};

/// Which way a range of the log is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Oldest first.
    Ascending,
    /// Newest first.
    Descending,
}

/// A range of one space's log that is to be read next: the rows that have a place in `(after, up_to]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Want {
    /// The space.
    pub space: SpaceId,
    /// The place below the range.
    pub after: u64,
    /// The last place of the range.
    pub up_to: u64,
    /// Which end comes first.
    pub direction: Direction,
    /// The author whose packs are not wanted.
    pub skip_author: Option<DeviceId>,
    /// Packs as they came are wanted in the place of derived ones, as far as they are kept.
    pub originals: bool,
}

/// A row's places in its space's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first place of a pack that it stands for.
    pub first: u64,
    /// The last, which is the row's own.
    pub seq: u64,
}

/// What is to be done with a pack that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Send it with this cursor.
    Send(Cursor),
    /// Do not send it, nor anything after it: the budget is spent.
    Stop,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What is newer than the device's cursor.
    News,
    /// What is older than all that the device holds.
    Backlog,
}

#[derive(Debug)]
struct Lane {
    space: SpaceId,
    cursor: Cursor,
    told: Cursor,
    top: u64,
    part: Part,
}

impl Lane {
    fn new(space: SpaceId, told: Cursor, top: u64) -> Self {
        let fresh = told == Cursor::default();
        let cursor = if fresh {
            Cursor {
                high: top,
                low: top,
            }
        } else {
            told
        };
        let part = if fresh { Part::Backlog } else { Part::News };
        let mut lane = Self {
            space,
            cursor,
            told,
            top,
            part,
        };
        lane.turn_to_backlog_if_done();
        lane
    }

    fn turn_to_backlog_if_done(&mut self) {
        if self.cursor.high >= self.top {
            self.part = Part::Backlog;
        }
    }

    fn is_done(&self) -> bool {
        self.part == Part::Backlog && self.cursor.low == 0
    }

    /// Rows come in order and touch what is held, so what is held stays one piece.
    fn join(&mut self, span: Span) {
        self.cursor.high = self.cursor.high.max(span.seq);
        self.cursor.low = self.cursor.low.min(span.first.saturating_sub(1));
    }

    fn move_to_end(&mut self) {
        match self.part {
            // A derived row may have reached beyond the top that the plan began with.
            Part::News => self.cursor.high = self.cursor.high.max(self.top),
            Part::Backlog => self.cursor.low = 0,
        }
    }
}

/// The plan of one answer's packs.
#[derive(Debug)]
pub struct SendPlan {
    lanes: Vec<Lane>,
    /// Lanes whose news, or whose very first packs, are still to be sent.
    first: VecDeque<usize>,
    /// Lanes of which only older packs are missing.
    later: VecDeque<usize>,
    skip_author: Option<DeviceId>,
    originals: bool,
    budget: u64,
    spent: u64,
    full: bool,
}

impl SendPlan {
    /// Makes an empty plan. `budget` is about how many bytes of packs to send, 0 for all; packs of
    /// `skip_author` are left out.
    pub fn new(budget: u64, skip_author: Option<DeviceId>) -> Self {
        Self {
            lanes: Vec::new(),
            first: VecDeque::new(),
            later: VecDeque::new(),
            skip_author,
            originals: false,
            budget,
            spent: 0,
            full: false,
        }
    }

    /// Wants packs as they came in the place of derived ones.
    pub fn with_originals(mut self) -> Self {
        self.originals = true;
        self
    }

    /// Adds a space: the device's cursor, the newest place of the log, and the places, ascending, that the
    /// device itself has just filled, which need not be read to know that they are its own.
    pub fn add_space(&mut self, space: SpaceId, cursor: Cursor, top: u64, just_filled: &[u64]) {
        let fresh = cursor == Cursor::default();
        let mut lane = Lane::new(space, cursor, top);
        if !fresh && self.skip_author.is_some() {
            let start = lane.cursor.high;
            let following = just_filled.iter().skip_while(|seq| **seq <= start);
            for (seq, _) in following
                .zip(start + 1..)
                .take_while(|(seq, next)| *seq == next)
            {
                lane.cursor.high = *seq;
            }
            lane.turn_to_backlog_if_done();
        }
        let index = self.lanes.len();
        if !lane.is_done() {
            let urgent = fresh || lane.part == Part::News;
            if urgent {
                self.first.push_back(index)
            } else {
                self.later.push_back(index)
            }
        }
        self.lanes.push(lane);
    }

    /// Gives the next range to read, until the budget is spent or nothing is missing.
    pub fn next_want(&self) -> Option<Want> {
        if self.full {
            return None;
        }
        let lane = self.lanes.get(self.current()?)?;
        let (after, up_to, direction) = match lane.part {
            Part::News => (lane.cursor.high, lane.top, Direction::Ascending),
            Part::Backlog => (0, lane.cursor.low, Direction::Descending),
        };
        let skip_author = self.skip_author;
        Some(Want {
            space: lane.space,
            after,
            up_to,
            direction,
            skip_author,
            originals: self.originals,
        })
    }

    /// Takes note of a row of the wanted range, in the wanted direction. The first row of an answer is
    /// sent whatever its size, so that a small budget still leads somewhere.
    pub fn offer(&mut self, span: Span, length: u64) -> Verdict {
        let budget_is_spent =
            self.budget > 0 && self.spent > 0 && self.spent.saturating_add(length) > self.budget;
        let lane = self.current().and_then(|index| self.lanes.get_mut(index));
        let (false, Some(lane)) = (budget_is_spent || self.full, lane) else {
            self.full = true;
            return Verdict::Stop;
        };
        self.spent = self.spent.saturating_add(length);
        lane.join(span);
        lane.told = lane.cursor;
        Verdict::Send(lane.cursor)
    }

    /// Ends a turn of the wanted range; `reached_end` tells that nothing of it is left to read.
    pub fn end_turn(&mut self, reached_end: bool) {
        let from_first = !self.first.is_empty();
        let ring = if from_first {
            &mut self.first
        } else {
            &mut self.later
        };
        let Some(index) = ring.pop_front() else {
            return;
        };
        let Some(lane) = self.lanes.get_mut(index) else {
            return;
        };
        if !reached_end || self.full {
            ring.push_back(index);
            return;
        }
        lane.move_to_end();
        lane.turn_to_backlog_if_done();
        if !lane.is_done() {
            self.later.push_back(index);
        }
    }

    /// Gives the cursors that moved without a pack telling so. A fresh space of which nothing was sent stays
    /// fresh, so that the next answer begins with its newest.
    pub fn silent_moves(&self) -> impl Iterator<Item = (SpaceId, Cursor)> {
        let holds_nothing = |lane: &&Lane| lane.cursor.low == lane.cursor.high;
        let moved = self.lanes.iter().filter(|lane| lane.cursor != lane.told);
        moved
            .filter(move |lane| !holds_nothing(lane))
            .map(|lane| (lane.space, lane.cursor))
    }

    /// Tells whether something is left that the budget did not allow.
    pub fn has_more(&self) -> bool {
        !(self.first.is_empty() && self.later.is_empty())
    }

    fn current(&self) -> Option<usize> {
        self.first.front().or(self.later.front()).copied()
    }
}

#[cfg(test)]
mod tests;
