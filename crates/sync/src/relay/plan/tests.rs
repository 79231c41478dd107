//! Over random logs, cursors, budgets and page sizes: everything comes, once, in the promised order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proto::{Cursor, DeviceId, SpaceId};

use super::{Direction, SendPlan, Verdict, Want};

const OWN: DeviceId = DeviceId([1; 16]);

/// A space's log: for each place from 1 whether the pack is the device's own, or gone.
#[derive(Debug, Clone)]
struct Log(Vec<Slot>);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Slot {
    Own,
    Other,
    Deleted,
}

impl Log {
    fn top(&self) -> u64 {
        self.0.len() as u64
    }

    fn others(&self) -> BTreeSet<u64> {
        (1..)
            .zip(&self.0)
            .filter(|(_, slot)| **slot == Slot::Other)
            .map(|(seq, _)| seq)
            .collect()
    }

    /// Reads a page as a store does.
    fn page(&self, want: &Want, size: usize) -> (Vec<u64>, bool) {
        let skips_own = want.skip_author == Some(OWN);
        let shown = |slot: Slot| slot == Slot::Other || (slot == Slot::Own && !skips_own);
        let range = (1..)
            .zip(&self.0)
            .filter(|(seq, _)| (want.after + 1..=want.up_to).contains(seq));
        let mut found: Vec<u64> = range
            .filter(|(_, slot)| shown(**slot))
            .map(|(seq, _)| seq)
            .collect();
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

/// Carries out one answer; gives what was sent, and the cursors after it.
fn answer(
    logs: &[Log],
    cursors: &mut BTreeMap<SpaceId, Cursor>,
    budget: u64,
    page: usize,
) -> (Vec<(SpaceId, u64)>, bool) {
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
        let log = logs
            .iter()
            .enumerate()
            .find(|(index, _)| space(*index) == want.space)
            .unwrap()
            .1;
        let (found, reached_end) = log.page(&want, page);
        for seq in found {
            let Verdict::Send(cursor) = plan.offer(seq, 10) else {
                break;
            };
            sent.push((want.space, seq));
            cursors.insert(want.space, cursor);
        }
        plan.end_turn(reached_end);
    }
    cursors.extend(plan.silent_moves());
    (sent, plan.has_more())
}

fn logs() -> impl Strategy<Value = Vec<Log>> {
    let slot = prop_oneof![3 => Just(Slot::Other), 2 => Just(Slot::Own), 1 => Just(Slot::Deleted)];
    prop::collection::vec(prop::collection::vec(slot, 0..12).prop_map(Log), 1..4)
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
            let lacks = |seq: &u64| *seq <= cursor.low || *seq > cursor.high;
            missing.extend(log.others().into_iter().filter(lacks).map(|seq| (space(index), seq)));
        }
        let mut got = Vec::new();
        for round in 0.. {
            prop_assert!(round < 200, "it never ends");
            let (sent, more) = answer(&logs, &mut cursors, budget, page);
            got.extend(sent);
            if !more {
                break;
            }
        }
        let once: BTreeSet<_> = got.iter().copied().collect();
        prop_assert_eq!(once.len(), got.len(), "something came twice");
        prop_assert_eq!(once, missing);
        for (index, log) in logs.iter().enumerate() {
            prop_assert_eq!(cursors[&space(index)], Cursor { high: log.top(), low: 0 });
        }
    }

    #[test]
    fn a_cursor_never_claims_a_pack_that_was_not_sent(logs in logs(), budget in 1..60u64, page in 1..5usize) {
        let mut cursors = BTreeMap::new();
        let mut held: BTreeSet<(SpaceId, u64)> = BTreeSet::new();
        for _ in 0..200 {
            let (sent, more) = answer(&logs, &mut cursors, budget, page);
            held.extend(sent);
            for (index, log) in logs.iter().enumerate() {
                let cursor = cursors.get(&space(index)).copied().unwrap_or_default();
                let claimed = |seq: &u64| *seq > cursor.low && *seq <= cursor.high;
                for seq in log.others().into_iter().filter(claimed) {
                    prop_assert!(held.contains(&(space(index), seq)), "{cursor:?} claims {seq}");
                }
            }
            if !more {
                break;
            }
        }
    }
}

#[test]
fn a_fresh_space_begins_with_its_newest_and_a_followed_one_with_its_oldest_news() {
    let logs = [Log(vec![Slot::Other; 4]), Log(vec![Slot::Other; 4])];
    let mut cursors = BTreeMap::from([(space(1), Cursor { high: 2, low: 1 })]);
    let (sent, more) = answer(&logs, &mut cursors, 0, 1);
    let in_space = |wanted: usize| -> Vec<u64> {
        sent.iter()
            .filter(|(id, _)| *id == space(wanted))
            .map(|(_, seq)| *seq)
            .collect()
    };
    assert_eq!(
        (in_space(0), in_space(1), more),
        (vec![4, 3, 2, 1], vec![3, 4, 1], false)
    );
    // The backlog of a followed space waits until no space has anything newer.
    assert_eq!(sent.last(), Some(&(space(1), 1)));
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
