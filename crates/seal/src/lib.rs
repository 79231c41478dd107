//! Cryptography of Sổ tay: device and space keys, sealed packs, signatures, PIN wrapping.
//!
//! What is sealed or signed by others comes in as a type that gives away nothing to act on: [`Signed`] has no
//! payload, only [`Verified`] does; a [`SignedPack`] shows its header only under the name
//! [`SignedPack::claimed_header`], and only a [`VerifiedPack`] can be opened.
//!
//! There is one algorithm for each purpose and nothing to negotiate: Ed25519 (strict verification) over
//! labelled SHA-256 hashes, HPKE base mode with X25519, HKDF-SHA256 and ChaCha20-Poly1305 for space keys,
//! XChaCha20-Poly1305 for packs, Argon2id for PINs. Randomness comes in as an argument; no secret has a
//! `Debug` that shows it. This crate knows nothing of members and roles, reads no clock and opens no file.
//!
//! Modules in reading order: [`hash`], the keys ([`device`], [`invite`], [`recovery`], [`relay`], [`space_key`]), then
//! [`signed`], [`pack`], [`mod@excerpt`], [`mod@derive`], [`receipt`] and [`pin`].

pub mod error;
pub mod hash;

mod code_secret;
pub mod device;
pub mod invite;
pub mod recovery;
pub mod relay;
pub mod space_key;

pub mod audit;
pub mod brought;
mod contents;
pub mod derive;
pub mod excerpt;
mod merkle;
pub mod pack;
pub mod receipt;
pub mod signed;

pub mod pin;
pub mod report;
pub mod tally;
pub mod unlock;

pub use audit::{audit_line_hash, audit_log_id};
pub use brought::brought_ledger_id;
pub use derive::{check_derived, derive, take_out, take_over};
pub use device::{DeviceSecret, device_id};
pub use error::SealError;
pub use excerpt::{Keep, VerifiedExcerpt, excerpt, verify_excerpt};
pub use hash::{entry_hash, request_hash};
pub use invite::{InviteSecret, invite_id};
pub use pack::{
    OpenedPack, PackDraft, SealedPack, SignedPack, VerifiedPack, open, parse_pack, seal_pack,
};
pub use pin::{PinError, PinParams, unwrap_key, wrap_key};
pub use receipt::{Attestable, attest, verify_attested};
pub use recovery::RecoverySecret;
pub use relay::RelaySecret;
pub use report::report_copy_id;
pub use signed::{
    Signable, Signed, SignedEntry, SignedRequest, Verified, VerifiedEntry, VerifiedRequest,
    VerifyingKey,
};
pub use space_key::{SpaceKey, open_space_key, seal_space_key};
pub use tally::{ChangeSum, tally_id, tally_knowledge};
pub use unlock::{UnlockSecret, open_unlock_secret, seal_unlock_secret, unlock_deposit_id};
