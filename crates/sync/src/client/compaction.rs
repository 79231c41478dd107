//! Which neighbouring rows of a log to merge, so that a year of small packs is soon a few large ones.
//!
//! Rows have levels: a row of level n stands for at least 8ⁿ packs. As soon as eight neighbours of one level are
//! there they become one of the next level, so a pack is written anew once a level, whatever else comes. Rows that are
//! large already are left alone.

use proto::LayoutRow;
use std::ops::Range;

/// So many rows of a level become one of the next.
const FANOUT: usize = 8;
/// A merged row is not to be larger than this: whoever lacks a part of it gets all of it.
const LARGEST: u64 = 1 << 20;

/// A row as the plan leaves it.
struct Planned {
    rows: Range<usize>,
    packs: u64,
    size: u64,
}

/// Returns which rows are to be merged into one each, as ranges of the layout's rows, the oldest first.
pub fn plan_compaction(rows: &[LayoutRow]) -> Vec<Range<usize>> {
    let mut planned: Vec<Planned> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| Planned {
            rows: at..at + 1,
            packs: row.packs(),
            size: row.size,
        })
        .collect();
    while let Some(at) = next_run(&planned) {
        let run: Vec<Planned> = planned.drain(at..at + FANOUT).collect();
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            break;
        };
        let merged = Planned {
            rows: first.rows.start..last.rows.end,
            packs: run.iter().map(|row| row.packs).sum(),
            size: run.iter().map(|row| row.size).sum(),
        };
        planned.insert(at, merged);
    }
    let merged = planned.into_iter().map(|row| row.rows);
    merged.filter(|rows| rows.len() > 1).collect()
}

/// Finds the first neighbours of one level that become one of the next.
fn next_run(planned: &[Planned]) -> Option<usize> {
    planned.windows(FANOUT).position(|run| {
        let first = run.first().map(|row| level(row.packs));
        let size: u64 = run.iter().map(|row| row.size).sum();
        size <= LARGEST && run.iter().all(|row| Some(level(row.packs)) == first)
    })
}

fn level(packs: u64) -> u32 {
    packs.max(1).ilog(FANOUT as u64)
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
            let levels = (log.rewrites.len() as u64).ilog(FANOUT as u64) + 1;
            prop_assert!(log.rewrites.iter().all(|times| *times < levels));
            prop_assert!(log.rows.len() < FANOUT * levels as usize);
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
