//! What of a pack counts: work that a device did after its access had ended counts only as far as a supervisor says.

use crate::relay::contents::Part;
use access::Ledger;
use proto::ledger::Verdict;
use proto::{DeviceId, DocId};

/// How much of a part counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing<'a> {
    /// All of it.
    All,
    /// It waits for a verdict.
    Waits,
    /// Nothing of it.
    Rejected,
    /// These documents, in order.
    Accepted(&'a [DocId]),
}

impl<'a> Standing<'a> {
    /// Judges a part by the ledger of the space in which it stands. What came from another space is let in with the pack that
    /// brought it.
    pub(crate) fn of(ledger: &'a Ledger, part: &Part) -> Self {
        let (author, number) = part.brought_by;
        Self::of_pack(ledger, author, number)
    }

    /// Judges a pack.
    pub(crate) fn of_pack(ledger: &'a Ledger, author: DeviceId, number: u64) -> Self {
        if ledger
            .member(&author)
            .is_none_or(|member| member.stands(number))
        {
            return Standing::All;
        }
        match ledger
            .verdict(&author, number)
            .map(|record| &record.verdict)
        {
            None => Standing::Waits,
            Some(Verdict::AcceptAll) => Standing::All,
            Some(Verdict::RejectAll) => Standing::Rejected,
            Some(Verdict::Accept(documents)) => Standing::Accepted(documents),
        }
    }

    /// Tells whether a document's changes count.
    pub(crate) fn covers(&self, id: &DocId) -> bool {
        match self {
            Standing::All => true,
            Standing::Waits | Standing::Rejected => false,
            Standing::Accepted(documents) => documents.binary_search(id).is_ok(),
        }
    }
}
