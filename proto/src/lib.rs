//! Bytes on the wire of the Sổ tay protocol: types, codec, limits and versions.
//!
//! Everything that a device and a relay exchange, or that two devices exchange in a file, has its one
//! encoding here; `spec/` beside this crate says the same in prose, and `vectors/` holds samples that
//! another team can check a client against. Each decoder takes arbitrary bytes: it neither panics nor
//! allocates beyond a small multiple of its input and the limits of [`limits`].
//!
//! This crate knows nothing of cryptography (hashes and signatures are made in `seal`), of who may do what
//! (`access`), of documents' contents (changes are opaque bytes), nor of HTTP, files, clocks or databases.
//!
//! Modules in reading order: [`codec`] and [`limits`], then the nouns ([`id`], [`key`], [`role`], [`code`],
//! [`version`]), what is stored ([`bundle`], [`excerpt`], [`audit`], [`tally`], [`pack`], [`ledger`]), what is said ([`message`])
//! and how it is cut out of a stream ([`request`], [`frame`]), and last what a person carries ([`courier`],
//! [`invite_code`], [`liaison_code`], [`recovery_code`]).

pub mod codec;
pub mod limits;

pub mod code;
pub mod id;
pub mod key;
pub mod role;
pub mod version;

pub mod audit;
pub mod bundle;
pub mod excerpt;
pub mod ledger;
pub mod pack;
pub mod pack_set;

pub mod message;

pub mod frame;
pub mod request;
mod stream_buffer;

pub mod courier;
pub mod invite_code;
pub mod liaison_code;
pub mod recovery_code;
pub mod relay_key_code;
pub mod tally;
pub mod typed_code;
pub mod unlock;

pub use audit::{AuditLine, AuditSegment};
pub use bundle::{Bundle, BundleChange, BundleDocument};
pub use code::Code;
pub use codec::{DecodeError, Reader, Wire, Writer};
pub use courier::{COURIER_LINE, CourierItem, Holdings};
pub use excerpt::{Excerpt, Origin, Pruned, PrunedPart, Tombstone};
pub use frame::{CourierReader, FrameReader};
pub use id::{
    AuditHash, ChangeHash, DeviceId, DocId, EntryHash, InviteId, OfficerId, PackHash, RelayEpoch,
    RelayId, RequestHash, SpaceId, UnixMillis,
};
pub use invite_code::InviteCode;
pub use key::{DeviceKeys, SealedKey, Signature};
pub use ledger::{Action, Actor, Entry, SpaceKind};
pub use liaison_code::LiaisonCode;
pub use message::{
    Attested, Cursor, ErasureReceipt, ErasureReceiptBody, Frame, LayoutRow, LedgerOutcome,
    LedgerPush, ManifestItem, PackOutcome, Receipt, ReceiptBody, RequestFlags, RequestHead,
    SpaceState, StoredPack,
};
pub use pack::{Cover, PackHeader};
pub use pack_set::PackSet;
pub use recovery_code::RecoveryCode;
pub use relay_key_code::RelayKeyCode;
pub use request::{RequestPart, RequestReader};
pub use role::{Role, RoleSet};
pub use tally::{TalliedRun, Tally};
pub use unlock::{UnlockCode, UnlockDeposit, UnlockShare};
