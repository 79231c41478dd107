//! A set of packs, by author and number.

use std::collections::BTreeMap;

use crate::id::DeviceId;
use crate::pack::Cover;

/// Which packs of a space someone holds, or a derived pack covers. Runs of numbers are kept as runs, so the set is as
/// large as its gaps are many.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackSet {
    /// By author: the first number of each run and its last; no two runs touch.
    runs: BTreeMap<DeviceId, BTreeMap<u64, u64>>,
}

impl PackSet {
    /// Makes an empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one pack.
    pub fn insert(&mut self, author: DeviceId, number: u64) {
        self.insert_run(Cover {
            author,
            first: number,
            last: number,
        });
    }

    /// Adds a run of packs.
    pub fn insert_run(&mut self, run: Cover) {
        let runs = self.runs.entry(run.author).or_default();
        let (mut first, mut last) = (run.first, run.last);
        // Runs that overlap or touch the new one become part of it.
        while let Some((&start, &end)) = runs.range(..=last.saturating_add(1)).next_back() {
            if end.saturating_add(1) < first {
                break;
            }
            (first, last) = (first.min(start), last.max(end));
            runs.remove(&start);
        }
        runs.insert(first, last);
    }

    /// Tells whether a pack is in the set.
    pub fn contains(&self, author: &DeviceId, number: u64) -> bool {
        self.run_at(author, number)
            .is_some_and(|(_, last)| number <= last)
    }

    /// Tells whether a whole run is in the set.
    pub fn contains_run(&self, run: &Cover) -> bool {
        self.run_at(&run.author, run.first)
            .is_some_and(|(_, last)| run.last <= last)
    }

    /// Gives the number up to which an author's packs are in the set without a gap, from 1 on; 0 if there is none.
    pub fn contiguous(&self, author: &DeviceId) -> u64 {
        self.run_at(author, 1).map_or(0, |(_, last)| last)
    }

    /// Gives the runs in the order in which they are written.
    pub fn runs(&self) -> impl Iterator<Item = Cover> {
        self.runs.iter().flat_map(|(author, runs)| {
            runs.iter().map(|(first, last)| Cover {
                author: *author,
                first: *first,
                last: *last,
            })
        })
    }

    /// Tells whether there is nothing in the set.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Gives what is in this set and not in another.
    pub fn without(&self, other: &Self) -> Self {
        let mut rest = Self::new();
        for run in self.runs() {
            let mut next = run.first;
            let others = other.runs.get(&run.author).into_iter().flatten();
            for (first, last) in others.filter(|(_, last)| **last >= run.first) {
                if *first > run.last {
                    break;
                }
                if next < *first {
                    rest.insert_run(Cover {
                        first: next,
                        last: *first - 1,
                        ..run
                    });
                }
                next = last.saturating_add(1);
            }
            if next <= run.last {
                rest.insert_run(Cover { first: next, ..run });
            }
        }
        rest
    }

    /// Gives the run that begins at a number or last before it, whether or not it reaches so far.
    fn run_at(&self, author: &DeviceId, number: u64) -> Option<(u64, u64)> {
        let runs = self.runs.get(author)?;
        let (first, last) = runs.range(..=number).next_back()?;
        Some((*first, *last))
    }
}

impl Extend<Cover> for PackSet {
    fn extend<I: IntoIterator<Item = Cover>>(&mut self, runs: I) {
        runs.into_iter().for_each(|run| self.insert_run(run));
    }
}

impl FromIterator<Cover> for PackSet {
    fn from_iter<I: IntoIterator<Item = Cover>>(runs: I) -> Self {
        let mut set = Self::new();
        set.extend(runs);
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::PackSet;
    use crate::id::DeviceId;
    use crate::pack::{Cover, check_order};

    fn runs() -> impl Strategy<Value = Vec<Cover>> {
        let run = (0..3u8, 1..40u64, 0..6u64).prop_map(|(author, first, more)| Cover {
            author: DeviceId([author; 16]),
            first,
            last: first + more,
        });
        proptest::collection::vec(run, 0..20)
    }

    proptest! {
        #[test]
        fn what_is_left_is_in_the_one_and_not_in_the_other(one in runs(), other in runs()) {
            let [one, other]: [PackSet; 2] = [one, other].map(|runs| runs.into_iter().collect());
            let rest = one.without(&other);
            for author in (0..3).map(|author| DeviceId([author; 16])) {
                for number in 0..50 {
                    let wanted = one.contains(&author, number) && !other.contains(&author, number);
                    prop_assert_eq!(rest.contains(&author, number), wanted);
                }
            }
            prop_assert_eq!(one.without(&PackSet::new()), one.clone());
            prop_assert!(one.without(&one).is_empty());
        }

        #[test]
        fn it_holds_what_was_put_in_and_writes_it_in_one_form(
            runs in runs(),
        ) {
            let set: PackSet = runs.iter().copied().collect();
            let plain: BTreeSet<(DeviceId, u64)> = runs
                .iter()
                .flat_map(|run| (run.first..=run.last).map(|number| (run.author, number)))
                .collect();
            for author in (0..3).map(|author| DeviceId([author; 16])) {
                for number in 1..50 {
                    prop_assert_eq!(set.contains(&author, number), plain.contains(&(author, number)));
                }
                let gap = (1..).find(|number| !plain.contains(&(author, *number)));
                prop_assert_eq!(set.contiguous(&author), gap.unwrap_or(1) - 1);
            }
            let written: Vec<Cover> = set.runs().collect();
            prop_assert!(check_order(&written).is_ok());
            prop_assert!(written.iter().all(|run| set.contains_run(run)));
            prop_assert_eq!(written.into_iter().collect::<PackSet>(), set);
        }
    }
}
