//! How large each thing on the wire may be. A decoder refuses more before it allocates.

use crate::codec::DecodeError;

/// A named upper bound, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The name, as in errors and in the specification.
    pub name: &'static str,
    /// The largest accepted value.
    pub max: u64,
}

impl Limit {
    /// Refuses a value above the limit.
    pub fn check(self, value: u64) -> Result<(), DecodeError> {
        if value > self.max {
            return Err(DecodeError::TooLong {
                what: self.name,
                limit: self.max,
            });
        }
        Ok(())
    }
}

macro_rules! limits {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $max:expr;)*) => {
        $($(#[$doc])* pub const $constant: Limit = Limit { name: $name, max: $max };)*

        /// All limits, for the specification's table.
        pub const ALL: &[Limit] = &[$($constant),*];
    };
}

limits! {
    /// Bytes of a pack's sealed body.
    PACK_BODY = "pack body", 4 << 20;
    /// Bytes of a whole pack: header, body and signature.
    PACK = "pack", (4 << 20) + (64 << 10);
    /// Ranges in a pack's `covers`.
    PACK_COVERS = "pack covers", 1024;
    /// Documents that one ledger entry erases, that a replacement is made for, or that an erasure receipt names.
    ERASED_DOCUMENTS = "erased documents", 1024;
    /// Bytes of a bundle before compression.
    BUNDLE = "bundle", 32 << 20;
    /// Documents in a bundle.
    BUNDLE_DOCUMENTS = "bundle documents", 1 << 17;
    /// Changes of all documents in a bundle: each takes some hundred bytes of memory, however few it travels in.
    BUNDLE_CHANGES = "bundle changes", 1 << 17;
    /// Parts that a change is cut into.
    CHANGE_PARTS = "change parts", 16;
    /// Bytes of one change.
    CHANGE = "change", 16 << 20;
    /// Members to whom one unlock code is sealed.
    UNLOCK_SHARES = "unlock shares", 1024;
    /// Characters of an unlock code, separators included.
    UNLOCK_CODE = "unlock code", 256;
    /// Lines in one segment of a consultation log.
    AUDIT_LINES = "audit lines", 4096;
    /// Bytes of what was searched for, or of a reason.
    AUDIT_TEXT = "audit text", 1024;
    /// Excerpts of other packs in a bundle, those inside excerpts included.
    BUNDLE_EXCERPTS = "bundle excerpts", 8192;
    /// Parts left out of one excerpt.
    EXCERPT_PRUNED = "pruned parts", 1 << 18;
    /// Leaves of the tree over a pack's contents.
    PACK_LEAVES = "pack leaves", 1 << 24;
    /// Bytes of one ledger entry with its signature.
    ENTRY = "ledger entry", 256 << 10;
    /// Space keys in an invite, an enrolment or a new epoch.
    ENTRY_KEYS = "space keys", 1024;
    /// Documents that one verdict accepts.
    ACCEPTED_DOCUMENTS = "accepted documents", 8192;
    /// Kinds of records for which a policy says how long they are kept.
    RETENTION_KINDS = "retention kinds", 256;
    /// Bytes of a request's head.
    REQUEST_HEAD = "request head", 4 << 20;
    /// Spaces that one request speaks of.
    REQUEST_SPACES = "request spaces", 4096;
    /// Ledgers that one request adds to.
    LEDGER_PUSHES = "ledger pushes", 4096;
    /// Entries that one ledger push or one ledger frame carries.
    LEDGER_ENTRIES = "ledger entries", 4096;
    /// Packs that one request pushes.
    REQUEST_PACKS = "request packs", 1024;
    /// Bytes of all packs that one request pushes.
    REQUEST_PACK_BYTES = "request pack bytes", 64 << 20;
    /// Bytes of one frame of an answer, tag included.
    FRAME = "frame", (4 << 20) + (128 << 10);
    /// Packs that one receipt names; a relay writes several receipts rather than a longer one.
    RECEIPT_PACKS = "receipt packs", 1024;
    /// Rows of a log that one layout frame tells; a relay writes several frames rather than a longer one.
    LAYOUT_ROWS = "layout rows", 4096;
    /// Ranges of packs in one statement of what a device holds; a device writes several rather than a longer one.
    HOLDINGS = "holdings", 4096;
    /// Documents that a tally leaves out.
    TALLY_LEFT_OUT = "tally left out", 64;
    /// Packs that one erasure receipt names.
    ERASED_PACKS = "erased packs", 1 << 14;
    /// Spaces that one invite code opens besides the unit's.
    INVITE_SPACES = "invite spaces", 65;
    /// Bytes of the relay's address in a code.
    RELAY_URL = "relay address", 256;
    /// Characters of an invite code, separators included.
    INVITE_CODE = "invite code", 8192;
    /// Characters of a recovery code, separators included.
    RECOVERY_CODE = "recovery code", 1024;
    /// Bytes of a unit's name in a liaison code.
    UNIT_NAME = "unit name", 400;
    /// Characters of a liaison code, separators included.
    LIAISON_CODE = "liaison code", 2048;
    /// Characters of a relay key code, separators and line ends included.
    RELAY_KEY_CODE = "relay key code", 256;
}

/// Bytes that a frame adds to a pack or an entry, with room to spare: tag, space, index, cursor, lengths.
const FRAME_ROOM: u64 = 64;

const _: () = {
    assert!(
        PACK.max + FRAME_ROOM <= FRAME.max,
        "the largest pack fits a frame"
    );
    assert!(
        ENTRY.max + FRAME_ROOM <= FRAME.max,
        "the largest entry fits a frame"
    );
    assert!(PACK_BODY.max < PACK.max, "a pack has room for its header");
};
