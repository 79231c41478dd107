//! Ledgers that travel inside packs of other spaces.

use proto::{DeviceId, DocId};

use crate::hash::{BROUGHT_LEDGER_LABEL, first_half, labelled};

/// Derives the id under which a device brings entries of another space's ledger. No other device's pack may carry it.
pub fn brought_ledger_id(device: &DeviceId) -> DocId {
    DocId(first_half(labelled(
        BROUGHT_LEDGER_LABEL,
        &[device.as_bytes()],
    )))
}
