//! Labelled hashes. Each purpose has its own label, so bytes signed for one never pass for another.

use proto::message::REQUEST_LINE;
use proto::{EntryHash, PackHash, RequestHash};
use sha2::{Digest, Sha256};

/// The label of a device's id.
pub const DEVICE_LABEL: &str = "sotay device v1";
/// The label of an invite's id.
pub const INVITE_LABEL: &str = "sotay invite v1";
/// The label of an invite's signing key.
pub const INVITE_SIGN_LABEL: &str = "sotay invite sign v1";
/// The label of an invite's key exchange key.
pub const INVITE_KX_LABEL: &str = "sotay invite kx v1";
/// The label of a pack.
pub const PACK_LABEL: &str = "sotay pack v1";
/// The label of what a pack says.
pub const CONTENTS_LABEL: &str = "sotay contents v1";
/// The label of a ledger entry.
pub const LEDGER_LABEL: &str = "sotay ledger v1";
/// The label of a request.
pub const REQUEST_LABEL: &str = "sotay request v1";
/// The label of a receipt.
pub const RECEIPT_LABEL: &str = "sotay receipt v1";
/// The label of an erasure receipt.
pub const ERASURE_LABEL: &str = "sotay erasure v1";
/// The label of a recovery code's signing key.
pub const RECOVERY_SIGN_LABEL: &str = "sotay recovery sign v1";
/// The label of a recovery code's key exchange key.
pub const RECOVERY_KX_LABEL: &str = "sotay recovery kx v1";
/// The label of a digest over what a relay keeps.
pub const STORE_LABEL: &str = "sotay store v1";
/// The label of a space key's sealing.
pub const SPACE_KEY_LABEL: &str = "sotay space key v1";

/// The label of the id under which entries of another space's ledger travel.
pub const BROUGHT_LEDGER_LABEL: &str = "sotay brought ledger v1";
/// The label of the id under which a tally travels, and of what it adds up.
pub const TALLY_LABEL: &str = "sotay tally v1";
/// The label of what a tally knows.
pub const TALLY_KNOWLEDGE_LABEL: &str = "sotay tally knowledge v1";
/// The label of an unlock code's sealing, and of the id under which it travels.
pub const UNLOCK_LABEL: &str = "sotay unlock v1";
/// The label of a consultation log's id.
pub const AUDIT_LOG_LABEL: &str = "sotay audit log v1";
/// The label of the id that a report's copy has in a liaison.
pub const REPORT_LABEL: &str = "sotay report v1";
/// The label of a line of a consultation log.
pub const AUDIT_LINE_LABEL: &str = "sotay audit line v1";

/// Hashes a label and the parts after it with SHA-256.
pub(crate) fn labelled(label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(label.as_bytes());
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Gives the first half of a hash, which is an id.
pub(crate) fn first_half(hash: [u8; 32]) -> [u8; 16] {
    let [half @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = hash;
    half
}

/// Hashes a ledger entry's bytes, without its signature.
pub fn entry_hash(entry: &[u8]) -> EntryHash {
    EntryHash(labelled(LEDGER_LABEL, &[entry]))
}

/// Hashes a pack, given its header's bytes and the SHA-256 of its sealed body: whoever has lost the body can still
/// check the signature.
pub(crate) fn pack_hash(header: &[u8], body_hash: &[u8; 32]) -> PackHash {
    PackHash(labelled(PACK_LABEL, &[header, body_hash]))
}

/// Hashes a pack's sealed body, or a change.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Hashes what a relay knows of the packs that a row of its log stands for.
pub fn digest(known: &[u8]) -> [u8; 32] {
    labelled(STORE_LABEL, &[known])
}

/// Hashes a request's head together with the request line.
pub fn request_hash(head: &[u8]) -> RequestHash {
    RequestHash(labelled(REQUEST_LABEL, &[REQUEST_LINE.as_bytes(), head]))
}
