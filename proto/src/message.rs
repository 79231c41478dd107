//! What one sync says: the request's head ([`head`]) and the answer's frames ([`answer`], [`receipt`], [`layout`]).

pub mod answer;
pub mod erasure;
pub mod head;
pub mod layout;
pub mod receipt;

pub use answer::{Frame, LedgerOutcome, PackOutcome};
pub use erasure::{ErasureReceipt, ErasureReceiptBody};
pub use head::{
    Cursor, LedgerPush, ManifestItem, REQUEST_LINE, RequestFlags, RequestHead, SpaceState,
};
pub use layout::LayoutRow;
pub use receipt::{Attested, Receipt, ReceiptBody, StoredPack};

use crate::codec::{DecodeError, Reader, Writer};
use crate::limits;

/// Writes signed entries, each as length and bytes.
pub(crate) fn write_entries(entries: &[Vec<u8>], writer: &mut Writer) {
    writer.varint(entries.len() as u64);
    for entry in entries {
        writer.bytes(entry);
    }
}

/// Reads signed entries without looking into them.
pub(crate) fn read_entries(reader: &mut Reader<'_>) -> Result<Vec<Vec<u8>>, DecodeError> {
    let count = reader.length(limits::LEDGER_ENTRIES)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        entries.push(reader.bytes(limits::ENTRY)?.to_vec());
    }
    Ok(entries)
}
