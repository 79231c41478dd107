//! Over random logs, compactions, cursors, budgets and page sizes: everything comes, nothing comes twice for
//! nothing, in the promised order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proto::{Cursor, DeviceId, SpaceId};

use super::{Direction, SendPlan, Span, Verdict, Want};

const OWN: DeviceId = DeviceId([1; 16]);

/// A space's log: for each place from 1 whose pack it is, if it is still there, and how the places are cut into rows.
#[derive(Debug, Clone)]
struct Log {
    slots: Vec<Slot>,
    rows: Vec<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Slot {
    Own,
    Other,
    Deleted,
}

/// A row, or what of it a device gets: its places that are packs of others.
type Sent = (SpaceId, Span);

impl Log {
    fn new(slots: Vec<Slot>) -> Self {
        let mut log = Self {
            slots: Vec::new(),
            rows: Vec::new(),
        };
        slots.into_iter().for_each(|slot| log.append(slot));
        log
    }

    fn append(&mut self, slot: Slot) {
        self.slots.push(slot);
        let seq = self.top();
        if slot != Slot::Deleted {
            self.rows.push(Span { first: seq, seq });
        }
    }

    /// Puts one row in the place of up to `count` neighbouring ones.
    fn compact(&mut self, from: usize, count: usize) {
        let from = from % (self.rows.len() + 1);
        let end = (from + count).min(self.rows.len());
        if end > from {
            let (first, seq) = (self.rows[from].first, self.rows[end - 1].seq);
            self.rows.splice(from..end, [Span { first, seq }]);
        }
    }

    fn top(&self) -> u64 {
        self.slots.len() as u64
    }

    fn others(&self) -> BTreeSet<u64> {
        self.others_in(Span {
            first: 1,
            seq: self.top(),
        })
    }

    fn others_in(&self, span: Span) -> BTreeSet<u64> {
        let places = (1..).zip(&self.slots);
        let inside = places.filter(|(seq, _)| (span.first..=span.seq).contains(seq));
        inside
            .filter(|(_, slot)| **slot == Slot::Other)
            .map(|(seq, _)| seq)
            .collect()
    }

    /// Reads a page as a store does.
    fn page(&self, want: &Want, size: usize) -> (Vec<Span>, bool) {
        let skips_own = want.skip_author == Some(OWN);
        let shown = |span: &Span| !skips_own || !self.others_in(*span).is_empty();
        let reaches = |span: &Span| span.seq > want.after && span.first <= want.up_to;
        let rows = self.rows.iter().copied();
        let mut found: Vec<Span> = rows.filter(reaches).filter(shown).collect();
        if want.direction == Direction::Descending {
            found.reverse();
        }
        let reached_end = found.len() <= size;
        found.truncate(size);
        (found, reached_end)
    }
}

fn space(index: usize) -> SpaceId {
    SpaceId([index as u8; 16])
}

/// Carries out one answer, cut after so many rows; gives what arrived, and whether there is more.
fn answer(
    logs: &[Log],
    cursors: &mut BTreeMap<SpaceId, Cursor>,
    budget: u64,
    page: usize,
    cut: usize,
) -> (Vec<Sent>, bool) {
    let mut plan = SendPlan::new(budget, Some(OWN));
    for (index, log) in logs.iter().enumerate() {
        let cursor = cursors.get(&space(index)).copied().unwrap_or_default();
        plan.add_space(space(index), cursor, log.top(), &[]);
    }
    let mut sent = Vec::new();
    let mut turns = 0;
    while let Some(want) = plan.next_want() {
        turns += 1;
        assert!(turns < 1000, "the plan goes round in circles");
        let (_, log) = (0..)
            .zip(logs)
            .find(|(index, _)| space(*index) == want.space)
            .unwrap();
        let (found, reached_end) = log.page(&want, page);
        for span in found {
            if sent.len() == cut {
                return (sent, true);
            }
            let Verdict::Send(cursor) = plan.offer(span, 10) else {
                break;
            };
            sent.push((want.space, span));
            cursors.insert(want.space, cursor);
        }
        plan.end_turn(reached_end);
    }
    cursors.extend(plan.silent_moves());
    (sent, plan.has_more())
}

fn slot() -> impl Strategy<Value = Slot> {
    prop_oneof![3 => Just(Slot::Other), 2 => Just(Slot::Own), 1 => Just(Slot::Deleted)]
}

fn logs() -> impl Strategy<Value = Vec<Log>> {
    let slots = prop::collection::vec(slot(), 0..12);
    let compactions = prop::collection::vec((0..12usize, 1..6usize), 0..4);
    let log = (slots, compactions).prop_map(|(slots, compactions)| {
        let mut log = Log::new(slots);
        compactions
            .into_iter()
            .for_each(|(from, count)| log.compact(from, count));
        log
    });
    prop::collection::vec(log, 1..4)
}

fn lacks(cursor: Cursor, place: u64) -> bool {
    place <= cursor.low || place > cursor.high
}

/// What happens to one log and one device.
#[derive(Debug, Clone)]
enum Event {
    Append(Slot),
    Compact(usize, usize),
    Sync {
        budget: u64,
        page: usize,
        cut: usize,
    },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => slot().prop_map(Event::Append),
        2 => (0..40usize, 1..9usize).prop_map(|(from, count)| Event::Compact(from, count)),
        2 => (0..60u64, 1..5usize, prop_oneof![Just(usize::MAX), 0..6usize])
            .prop_map(|(budget, page, cut)| Event::Sync { budget, page, cut }),
    ]
}

proptest! {
    #[test]
    fn everything_that_is_missing_comes_once_whatever_budget_and_pages_are(
        logs in logs(),
        starts in prop::collection::vec((0..12u64, 0..12u64), 4),
        budget in 0..60u64,
        page in 1..5usize,
    ) {
        let mut cursors = BTreeMap::new();
        let mut missing = BTreeSet::new();
        for (index, (log, (a, b))) in logs.iter().zip(starts).enumerate() {
            let high = a.max(b).min(log.top());
            let cursor = Cursor { high, low: a.min(b).min(high) };
            cursors.insert(space(index), cursor);
            let others = log.others().into_iter().filter(|place| lacks(cursor, *place));
            missing.extend(others.map(|place| (space(index), place)));
        }
        let mut got = Vec::new();
        for round in 0.. {
            prop_assert!(round < 200, "it never ends");
            let (sent, more) = answer(&logs, &mut cursors, budget, page, usize::MAX);
            got.extend(sent);
            if !more {
                break;
            }
        }
        let rows: BTreeSet<_> = got.iter().map(|(space, span)| (*space, span.first)).collect();
        prop_assert_eq!(rows.len(), got.len(), "something came twice");
        let mut arrived = BTreeSet::new();
        for (id, span) in &got {
            let log = &logs[id.0[0] as usize];
            arrived.extend(log.others_in(*span).into_iter().map(|place| (*id, place)));
        }
        prop_assert!(missing.is_subset(&arrived), "{missing:?} {arrived:?}");
        for (index, log) in logs.iter().enumerate() {
            prop_assert_eq!(cursors[&space(index)], Cursor { high: log.top(), low: 0 });
        }
    }

    /// Packs come, rows are merged, links are cut, in any order: what a cursor claims is held, whoever holds everything
    /// gets nothing, and a row comes only to a device that lacked something between its ends.
    #[test]
    fn a_cursor_claims_what_is_held_through_compactions_and_cuts(events in prop::collection::vec(event(), 0..60)) {
        let mut logs = [Log::new(Vec::new())];
        let (mut cursors, mut held) = (BTreeMap::new(), BTreeSet::new());
        let last = Event::Sync { budget: 0, page: 3, cut: usize::MAX };
        let idle = last.clone();
        for (index, event) in events.iter().chain([&last, &idle]).enumerate() {
            let Event::Sync { budget, page, cut } = *event else {
                match event {
                    Event::Append(slot) => logs[0].append(*slot),
                    Event::Compact(from, count) => logs[0].compact(*from, *count),
                    Event::Sync { .. } => {}
                }
                continue;
            };
            let before = cursors.get(&space(0)).copied().unwrap_or_default();
            let (sent, _) = answer(&logs, &mut cursors, budget, page, cut);
            for (_, span) in &sent {
                prop_assert!(lacks(before, span.first) || lacks(before, span.seq), "{before:?} has {span:?}");
                held.extend(logs[0].others_in(*span));
            }
            let cursor = cursors.get(&space(0)).copied().unwrap_or_default();
            for place in logs[0].others().into_iter().filter(|place| !lacks(cursor, *place)) {
                prop_assert!(held.contains(&place), "{cursor:?} claims {place}");
            }
            let is_idle = index == events.len() + 1;
            prop_assert!(!is_idle || sent.is_empty(), "{sent:?} came to a device that has everything");
        }
        prop_assert_eq!(held, logs[0].others());
    }
}

#[test]
fn a_fresh_space_begins_with_its_newest_and_a_followed_one_with_its_oldest_news() {
    let logs = [
        Log::new(vec![Slot::Other; 4]),
        Log::new(vec![Slot::Other; 4]),
    ];
    let mut cursors = BTreeMap::from([(space(1), Cursor { high: 2, low: 1 })]);
    let (sent, more) = answer(&logs, &mut cursors, 0, 1, usize::MAX);
    let in_space = |wanted: usize| -> Vec<u64> {
        sent.iter()
            .filter(|(id, _)| *id == space(wanted))
            .map(|(_, span)| span.seq)
            .collect()
    };
    assert_eq!(
        (in_space(0), in_space(1), more),
        (vec![4, 3, 2, 1], vec![3, 4, 1], false)
    );
    // The backlog of a followed space waits until no space has anything newer.
    assert_eq!(
        sent.last().map(|(id, span)| (*id, span.seq)),
        Some((space(1), 1))
    );
}

#[test]
fn a_row_that_reaches_around_all_that_is_held_comes_once() {
    let mut log = Log::new(vec![Slot::Other; 9]);
    log.compact(0, 9);
    let mut cursors = BTreeMap::from([(space(0), Cursor { high: 5, low: 3 })]);
    let (sent, more) = answer(&[log], &mut cursors, 0, 1, usize::MAX);
    assert_eq!((sent.len(), more), (1, false));
    assert_eq!(cursors[&space(0)], Cursor { high: 9, low: 0 });
}

#[test]
fn what_the_device_has_just_pushed_needs_no_reading() {
    let mut plan = SendPlan::new(0, Some(OWN));
    plan.add_space(space(0), Cursor { high: 3, low: 0 }, 5, &[4, 5]);
    assert_eq!(plan.next_want(), None);
    let cursor = Cursor { high: 5, low: 0 };
    assert_eq!(
        plan.silent_moves().collect::<Vec<_>>(),
        [(space(0), cursor)]
    );

    let mut plan = SendPlan::new(0, Some(OWN));
    plan.add_space(space(0), Cursor { high: 3, low: 0 }, 6, &[5, 6]);
    let want = plan.next_want().unwrap();
    assert_eq!((want.after, want.up_to), (3, 6));
}
