//! Versions of what travels. A reader refuses what it does not know rather than guess.

/// The version of a pack's header and sealed body.
pub const PACK: u8 = 1;
/// The version of a bundle.
pub const BUNDLE: u8 = 1;
/// The version of a segment of a consultation log.
pub const AUDIT: u8 = 1;
/// The version of an unlock code's deposit.
pub const UNLOCK_DEPOSIT: u8 = 1;
/// The version of a tally.
pub const TALLY: u8 = 1;
/// The version of a ledger entry.
pub const ENTRY: u8 = 1;
/// The version of a request, which its answer follows.
pub const REQUEST: u8 = 1;
/// The version of an invite code's contents.
pub const INVITE_CODE: u8 = 1;
/// The version of a courier file's items.
pub const COURIER: u8 = 1;
/// The version of a recovery code's contents.
pub const RECOVERY_CODE: u8 = 1;
/// The version of a liaison code's contents.
pub const LIAISON_CODE: u8 = 1;
/// The version of a relay key code's contents.
pub const RELAY_KEY_CODE: u8 = 1;
