//! Branches of a consultation log: a phone that was copied, or put back to an older copy, gives two lines one number. Both
//! are kept, by everybody who may read them.

use crate::store::audit::StoredLine;
use proto::{AuditHash, UnixMillis};
use std::collections::BTreeMap;

/// A run of lines of a forked log, from where it leaves the others to where it ends or forks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogBranch {
    /// The number of its first line.
    pub first: u64,
    /// The number of its last line.
    pub last: u64,
    /// When its first line was written.
    pub began: UnixMillis,
    /// When its last line was written.
    pub ended: UnixMillis,
}

/// Tells whether a line has its hash after one with this hash.
pub(crate) fn fits(line: &StoredLine, previous: &AuditHash) -> bool {
    seal::audit_line_hash(previous, line.number, &line.line) == line.hash
}

/// Lines by the one that they follow, which is none for those of number 0 and after a gap, and by their number.
type Following = BTreeMap<(Option<usize>, u64), Vec<usize>>;

/// Finds the branches of a log, given its lines by number and hash; none where no two lines follow the same one.
pub(crate) fn branches(lines: &[StoredLine]) -> Vec<LogBranch> {
    let (mut following, mut before) = (Following::new(), Vec::<usize>::new());
    let places: Vec<usize> = (0..lines.len()).collect();
    for same in places.chunk_by(|one, other| number(lines, *one) == number(lines, *other)) {
        for line in same {
            let parent = before.iter().find(|parent| follows(lines, **parent, *line));
            let key = (parent.copied(), number(lines, *line));
            following.entry(key).or_default().push(*line);
        }
        before = same.to_vec();
    }
    let forks = following.values().filter(|begin| begin.len() > 1);
    let mut branches: Vec<LogBranch> = forks
        .flatten()
        .filter_map(|first| run(lines, &following, *first))
        .collect();
    branches.sort_by_key(|branch| (branch.first, branch.began, branch.last, branch.ended));
    branches
}

/// Follows a branch from its first line to its end or the next fork.
fn run(lines: &[StoredLine], following: &Following, first: usize) -> Option<LogBranch> {
    let mut last = first;
    while let Some(next) = following.get(&(Some(last), number(lines, last).saturating_add(1)))
        && let [only] = next.as_slice()
    {
        last = *only;
    }
    let (first, last) = (lines.get(first)?, lines.get(last)?);
    Some(LogBranch {
        first: first.number,
        last: last.number,
        began: first.line.at,
        ended: last.line.at,
    })
}

fn number(lines: &[StoredLine], place: usize) -> u64 {
    lines.get(place).map_or(0, |line| line.number)
}

fn follows(lines: &[StoredLine], parent: usize, line: usize) -> bool {
    let (Some(parent), Some(line)) = (lines.get(parent), lines.get(line)) else {
        return false;
    };
    parent.number.checked_add(1) == Some(line.number) && fits(line, &parent.hash)
}
