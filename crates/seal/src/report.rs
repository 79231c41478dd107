//! Reports that go from one unit to another.

use proto::{DocId, SpaceId};

use crate::hash::{REPORT_LABEL, first_half, labelled};

/// Derives the id that a report has in a liaison: every device that sends it there writes in one document.
pub fn report_copy_id(liaison: &SpaceId, report: &DocId) -> DocId {
    let parts = [liaison.as_bytes().as_slice(), report.as_bytes().as_slice()];
    DocId(first_half(labelled(REPORT_LABEL, &parts)))
}
