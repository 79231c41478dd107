//! Which neighbouring rows of a log to merge, so that a year of small packs is soon a few large ones.
//!
//! Rows are merged as soon as together they are twice as large as the largest of them, so a pack is written anew only when
//! what it is in doubles, however large that is, and few rows are left. The newest packs are left as they are: whoever
//! lacks a part of a row gets all of it, and most devices lack the newest alone.

use proto::{LayoutRow, PackSet};
use std::collections::BTreeSet;
use std::ops::Range;

/// Merging fewer packs saves little.
const FEWEST: u64 = 8;
/// A merged row is not to be larger than this: whoever lacks a part of it gets all of it.
const LARGEST: u64 = 1 << 20;
/// From so many packs on a merged row is large: to get it for a part of it costs much.
const LARGE: u64 = 64;
/// So many packs are newer than a merged row: about what a device lacks that was away for a week.
const NEWER: u64 = 4;
/// So many packs are newer than a large row: about what a device lacks that was away for a month.
const NEWER_THAN_LARGE: u64 = 16;

/// A row as the plan leaves it.
struct Planned {
    rows: Range<usize>,
    packs: u64,
    size: u64,
    /// It is not to be merged with others.
    is_torn: bool,
}

/// Returns which rows are to be merged into one each, as ranges of the layout's rows, the oldest first.
pub fn plan_compaction(rows: &[LayoutRow]) -> Vec<Range<usize>> {
    let torn = torn(rows);
    let mut planned: Vec<Planned> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| Planned {
            rows: at..at + 1,
            packs: row.packs(),
            size: row.size,
            is_torn: torn.contains(&at),
        })
        .collect();
    while let Some(run) = (0..planned.len()).find_map(|first| run_from(&planned, first)) {
        let at = run.start;
        let run: Vec<Planned> = planned.drain(run).collect();
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            break;
        };
        let merged = Planned {
            rows: first.rows.start..last.rows.end,
            packs: run.iter().map(|row| row.packs).sum(),
            size: run.iter().map(|row| row.size).sum(),
            is_torn: false,
        };
        planned.insert(at, merged);
    }
    let merged = planned.into_iter().map(|row| row.rows);
    merged.filter(|rows| rows.len() > 1).collect()
}

/// Finds the rows of whose packs others stand for some, and not for all. A relay that was filled again has them, where it adopted a
/// merged pack and only some of the authors brought theirs: what is made of such a row with its neighbours fits no place.
fn torn(rows: &[LayoutRow]) -> BTreeSet<usize> {
    let of = |row: &LayoutRow| row.covers.iter().copied().collect::<PackSet>();
    let (mut seen, mut twice) = (PackSet::new(), PackSet::new());
    for row in rows {
        let packs = of(row);
        let shared = packs.without(&packs.without(&seen));
        twice.extend(shared.runs());
        seen.extend(packs.runs());
    }
    if twice.is_empty() {
        return BTreeSet::new();
    }
    let is_torn = |row: &LayoutRow| {
        let packs = of(row);
        let alone = packs.without(&twice);
        !alone.is_empty() && alone != packs
    };
    let rows = rows.iter().enumerate();
    rows.filter(|(_, row)| is_torn(row))
        .map(|(at, _)| at)
        .collect()
}

/// Finds the longest run of neighbours from one on that are to be one row.
fn run_from(planned: &[Planned], first: usize) -> Option<Range<usize>> {
    let from_here = planned.get(first..)?;
    let mut newer: u64 = from_here.iter().map(|row| row.packs).sum();
    let (mut packs, mut size, mut largest) = (0, 0_u64, 0);
    let mut longest = None;
    for (end, row) in (first + 1..).zip(from_here) {
        newer -= row.packs;
        packs += row.packs;
        size = size.saturating_add(row.size);
        largest = largest.max(row.size);
        if size > LARGEST || row.is_torn {
            break;
        }
        let left = match packs < LARGE {
            true => NEWER,
            false => NEWER_THAN_LARGE,
        };
        if packs >= FEWEST && newer >= left && size / 2 >= largest {
            longest = Some(first..end);
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proto::{Cover, DeviceId};

    /// A log of which each row knows how often each of its packs was written anew.
    struct Log {
        rows: Vec<LayoutRow>,
        rewrites: Vec<u32>,
    }

    impl Log {
        fn add(&mut self, size: u64) {
            let number = self.rewrites.len() as u64 + 1;
            self.rewrites.push(0);
            self.rows.push(LayoutRow {
                place: number,
                size,
                covers: vec![Cover {
                    author: DeviceId([1; 16]),
                    first: number,
                    last: number,
                }],
            });
        }

        fn compact(&mut self) {
            for range in plan_compaction(&self.rows).into_iter().rev() {
                let run: Vec<LayoutRow> = self.rows.drain(range.clone()).collect();
                let (first, last) = (&run[0], &run[run.len() - 1]);
                let cover = Cover {
                    last: last.covers[0].last,
                    ..first.covers[0]
                };
                for number in cover.first..=cover.last {
                    self.rewrites[number as usize - 1] += 1;
                }
                let merged = LayoutRow {
                    place: last.place,
                    size: run.iter().map(|row| row.size).sum(),
                    covers: vec![cover],
                };
                self.rows.insert(range.start, merged);
            }
        }
    }

    #[test]
    fn a_large_row_is_written_anew_only_when_as_much_has_come_behind_it() {
        let mut log = Log {
            rows: Vec::new(),
            rewrites: Vec::new(),
        };
        log.add(200_000);
        for _ in 0..150 {
            log.add(1_000);
            log.compact();
        }
        assert_eq!(log.rewrites[0], 0);
        for _ in 0..100 {
            log.add(1_000);
            log.compact();
        }
        assert_eq!(log.rewrites[0], 1);
    }

    #[test]
    fn a_row_of_whose_packs_some_stand_elsewhere_is_left_alone() {
        let cover = |author, first, last| Cover {
            author: DeviceId([author; 16]),
            first,
            last,
        };
        let row = |place, covers| LayoutRow {
            place,
            size: 1_000,
            covers,
        };
        let adopted = row(1, vec![cover(1, 1, 20), cover(2, 1, 20)]);
        let brought = |author: u8, behind: u64| {
            (1..=30).map(move |number| row(behind + number, vec![cover(author, number, number)]))
        };
        // One of its authors brought all packs again: they are merged without it.
        let mut rows = vec![adopted];
        rows.extend(brought(1, 1));
        let ranges = plan_compaction(&rows);
        assert!(
            !ranges.is_empty() && ranges.iter().all(|range| range.start > 0),
            "{ranges:?}"
        );
        // Then the other one did.
        rows.extend(brought(2, 31));
        assert_eq!(plan_compaction(&rows)[0].start, 0);
    }

    proptest! {
        #[test]
        fn few_rows_are_left_and_each_pack_is_written_anew_a_few_times(
            steps in proptest::collection::vec(1..40usize, 1..60),
        ) {
            let mut log = Log { rows: Vec::new(), rewrites: Vec::new() };
            for added in steps {
                for _ in 0..added {
                    log.add(700);
                }
                log.compact();
                prop_assert!(plan_compaction(&log.rows).is_empty(), "one plan is all there is to do");
            }
            let packs = log.rewrites.len() as u64;
            let doublings = packs.ilog2();
            prop_assert!(log.rewrites.iter().all(|times| *times <= doublings));
            let settled = packs.saturating_sub(NEWER_THAN_LARGE);
            let rows = log.rows.iter().filter(|row| row.place <= settled).count();
            prop_assert!(rows <= FEWEST as usize + doublings as usize, "{} rows", rows);
        }

        #[test]
        fn the_newest_packs_are_left_alone(
            sizes in proptest::collection::vec(1..2_000u64, 0..300),
        ) {
            let mut log = Log { rows: Vec::new(), rewrites: Vec::new() };
            sizes.iter().for_each(|size| log.add(*size));
            log.compact();
            let newest = log.rewrites.iter().rev().take(NEWER as usize);
            prop_assert!(newest.copied().all(|times| times == 0));
            for row in log.rows.iter().filter(|row| row.packs() >= LARGE) {
                prop_assert!(row.place + NEWER_THAN_LARGE <= sizes.len() as u64);
            }
        }

        #[test]
        fn large_rows_are_left_alone(sizes in proptest::collection::vec(1..2 * LARGEST, 0..60)) {
            let mut log = Log { rows: Vec::new(), rewrites: Vec::new() };
            sizes.iter().for_each(|size| log.add(*size));
            let before: Vec<u64> = log.rows.iter().map(|row| row.size).filter(|size| *size > LARGEST).collect();
            log.compact();
            let after: Vec<u64> = log.rows.iter().map(|row| row.size).filter(|size| *size > LARGEST).collect();
            prop_assert_eq!(before, after);
        }
    }
}
