//! Whether a derived pack may take the place of rows of a log.

use access::{Duty, Request, decide, may_stand_in};
use proto::{Actor, Code, Cover, PackHash, PackHeader};

use super::plan::Span;
use super::space::{Bearer, SpaceSummary};

/// What a space has of the packs that a derived pack covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// How many there are.
    pub packs: u64,
    /// From the first place that one of them has, to the last.
    pub span: Span,
}

impl Covered {
    /// Adds other packs.
    pub fn and(self, other: Self) -> Self {
        Self {
            packs: self.packs.saturating_add(other.packs),
            span: Span {
                first: self.span.first.min(other.span.first),
                seq: self.span.seq.max(other.span.seq),
            },
        }
    }
}

/// A row of a log as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingRow {
    /// Its places.
    pub span: Span,
    /// Whether it stands for other packs.
    pub is_derived: bool,
    /// Whether it only keeps the place of a pack that is not here.
    pub is_stub: bool,
    /// For how many packs it stands.
    pub packs: u64,
    /// The pack's hash.
    pub hash: PackHash,
}

/// Tells whether a derived pack fits: it covers neighbouring rows, each as a whole. `rows` are all that have a place
/// between the ends of what is `covered`; no place belongs to two of them, so equal numbers mean the same packs.
///
/// One row that is a pack as it came gains nothing from being merged and is only ever replaced. One derived row may be
/// merged again: so a faulty one is mended. A stub gives way to whatever says what its pack said.
pub fn fits(rows: &[StandingRow], covered: Covered, is_replacement: bool) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return false;
    };
    let packs = rows
        .iter()
        .fold(0u64, |sum, row| sum.saturating_add(row.packs));
    let ends = Span {
        first: first.span.first,
        seq: last.span.seq,
    };
    let gains = is_replacement || rows.len() > 1 || first.is_derived || first.is_stub;
    packs == covered.packs && ends == covered.span && gains
}

impl SpaceSummary {
    /// Refuses a derived pack whose author may not make it; `over_something` gives way to it, or else only places that are
    /// kept for packs that are not here. Its hash and signature were checked before.
    pub fn may_derive(&self, header: &PackHeader, over_something: bool) -> Result<(), Code> {
        let key_epoch = header.key_epoch;
        let is_own = |cover: &Cover| cover.author == header.author;
        let request = if header.erases.is_empty() {
            Request::Derive { key_epoch }
        } else {
            Request::Replace {
                key_epoch,
                over_others: over_something && !header.covers.iter().all(is_own),
                documents: &header.erases,
            }
        };
        let decision = decide(&self.ledger, Actor::Device(header.author), request);
        decision.into_result().map_err(|refusal| refusal.code())
    }

    /// Tells whether a derived pack may stand in places that are kept for packs which are not here.
    pub fn may_stand_in(&self, header: &PackHeader, bearer: Bearer) -> bool {
        let bearer = match bearer {
            Bearer::Author => header.author,
            Bearer::Another(device) => device,
        };
        let authors = header.covers.iter().map(|cover| cover.author);
        may_stand_in(&self.ledger, (header.author, bearer), authors)
    }

    /// Refuses a derived pack that takes the place of nothing but stubs, or nobody's, if its author could never make it: the
    /// author may have left since, and what it stands for is nowhere else.
    pub fn may_be_given_back(&self, header: &PackHeader) -> Result<(), Code> {
        if !header.erases.iter().all(|id| self.ledger.is_erased(id)) {
            return Err(Code::NotErased);
        }
        let (key_epoch, is_compaction) = (header.key_epoch, header.erases.is_empty());
        let duty = match is_compaction {
            true => Duty::Review,
            false => Duty::Write,
        };
        let request = Request::GivenBack { duty, key_epoch };
        let decision = decide(&self.ledger, Actor::Device(header.author), request);
        decision.into_result().map_err(|refusal| refusal.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(first: u64, seq: u64, packs: u64) -> StandingRow {
        StandingRow {
            span: Span { first, seq },
            is_derived: packs > 1,
            is_stub: false,
            packs,
            hash: PackHash::ZERO,
        }
    }

    fn covered(first: u64, seq: u64, packs: u64) -> Covered {
        let span = Span { first, seq };
        Covered { packs, span }
    }

    #[test]
    fn only_whole_neighbouring_rows_are_merged() {
        let rows = [row(1, 4, 4), row(5, 5, 1), row(6, 6, 1)];
        assert!(fits(&rows, covered(1, 6, 6), false));
        assert!(!fits(&rows, covered(1, 6, 5), false), "one is left out");
        assert!(!fits(&rows, covered(2, 6, 5), false), "half a row");
        assert!(!fits(&[], covered(1, 6, 6), false));
    }

    #[test]
    fn a_pack_as_it_came_is_replaced_but_not_merged_alone() {
        let single = [row(5, 5, 1)];
        assert!(!fits(&single, covered(5, 5, 1), false));
        assert!(fits(&single, covered(5, 5, 1), true));
        assert!(fits(&[row(1, 4, 4)], covered(1, 4, 4), false));
        let is_stub = true;
        let stub = [StandingRow {
            is_stub,
            ..single[0]
        }];
        assert!(fits(&stub, covered(5, 5, 1), false));
    }
}
