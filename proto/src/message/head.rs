//! The head of a sync request: who asks, what it has, what it brings.
//!
//! A request's body is a varint of the head's length, the head, the signature, then the packs' bytes in the
//! manifest's order. The signature binds the head, and the head's manifest binds the packs.

use super::{read_entries, write_entries};
use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{PackHash, RelayEpoch, RelayId, SpaceId, UnixMillis};
use crate::ledger::Actor;
use crate::{limits, version};

/// The method and path that a request's signature covers before the head.
pub const REQUEST_LINE: &str = "POST /v1/sync";

/// The signed part of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestHead {
    /// The relay that the request is for.
    pub relay: RelayId,
    /// Who asks and signs.
    pub actor: Actor,
    /// The sender's clock, with the offset that it learned from the relay.
    pub time: UnixMillis,
    /// The relay epoch that the cursors belong to; zero if none is known.
    pub relay_epoch: RelayEpoch,
    /// About how many bytes of packs the answer may hold; 0 for all.
    pub answer_budget: u64,
    /// What else is asked for.
    pub flags: RequestFlags,
    /// What the sender has of each of its spaces.
    pub spaces: Vec<SpaceState>,
    /// Ledger entries that it brings.
    pub ledger_pushes: Vec<LedgerPush>,
    /// Packs that it brings, in the order in which their bytes follow.
    pub manifest: Vec<ManifestItem>,
}

/// What a request asks for beside the packs past its cursors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RequestFlags {
    /// Wants an `Own` frame for each space: the sender's own numbers as the relay has them.
    pub probe: bool,
    /// Wants its own packs too, having lost them.
    pub include_own: bool,
    /// Wants a `Layout` of each space that it may read.
    pub layout: bool,
    /// Wants packs as they came in the place of derived ones, as far as the relay still has them.
    pub originals: bool,
}

/// What the sender has of one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpaceState {
    /// The space.
    pub space: SpaceId,
    /// The part of the relay's log that it holds.
    pub cursor: Cursor,
    /// How many ledger entries it holds.
    pub ledger_length: u64,
    /// The first bytes of its last entry's hash; zero if it holds none.
    pub ledger_head: [u8; 8],
}

/// A part of a relay's log: all packs with a place in `(low, high]` are held. A fresh device has (0, 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cursor {
    /// The newest place held.
    pub high: u64,
    /// The place below which packs are still missing; 0 when none is.
    pub low: u64,
}

/// Entries to be added to one ledger, all or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPush {
    /// The space; for a space's first entry the id that the entry's hash gives.
    pub space: SpaceId,
    /// Signed entries in order.
    pub entries: Vec<Vec<u8>>,
}

/// One pack to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestItem {
    /// The pack's hash.
    pub hash: PackHash,
    /// Bytes of the whole pack.
    pub length: u32,
}

impl Wire for RequestHead {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::REQUEST);
        self.relay.write(writer);
        self.actor.write(writer);
        self.time.write(writer);
        self.relay_epoch.write(writer);
        writer.varint(self.answer_budget);
        self.flags.write(writer);
        writer.list(&self.spaces);
        writer.list(&self.ledger_pushes);
        writer.list(&self.manifest);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        limits::REQUEST_HEAD.check(reader.remaining() as u64)?;
        reader.version("request", version::REQUEST)?;
        let head = Self {
            relay: RelayId::read(reader)?,
            actor: Actor::read(reader)?,
            time: UnixMillis::read(reader)?,
            relay_epoch: RelayEpoch::read(reader)?,
            answer_budget: reader.varint()?,
            flags: RequestFlags::read(reader)?,
            spaces: reader.list(limits::REQUEST_SPACES)?,
            ledger_pushes: reader.list(limits::LEDGER_PUSHES)?,
            manifest: reader.list(limits::REQUEST_PACKS)?,
        };
        limits::REQUEST_PACK_BYTES.check(head.pack_bytes())?;
        Ok(head)
    }
}

impl RequestHead {
    /// Gives how many bytes of packs the manifest announces.
    pub fn pack_bytes(&self) -> u64 {
        self.manifest
            .iter()
            .map(|item| u64::from(item.length))
            .sum()
    }
}

impl Wire for RequestFlags {
    fn write(&self, writer: &mut Writer) {
        let bits = [self.probe, self.include_own, self.layout, self.originals];
        let set = bits.into_iter().rev();
        writer.u8(set.fold(0, |bits, bit| bits << 1 | u8::from(bit)));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            bits @ 0..=15 => Ok(Self {
                probe: bits & 1 != 0,
                include_own: bits & 2 != 0,
                layout: bits & 4 != 0,
                originals: bits & 8 != 0,
            }),
            bits => Err(DecodeError::UnknownTag {
                what: "request flag",
                tag: u64::from(bits),
            }),
        }
    }
}

impl Wire for SpaceState {
    fn write(&self, writer: &mut Writer) {
        self.space.write(writer);
        self.cursor.write(writer);
        writer.varint(self.ledger_length);
        writer.raw(&self.ledger_head);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            space: SpaceId::read(reader)?,
            cursor: Cursor::read(reader)?,
            ledger_length: reader.varint()?,
            ledger_head: reader.array()?,
        })
    }
}

impl Wire for Cursor {
    fn write(&self, writer: &mut Writer) {
        writer.varint(self.high);
        writer.varint(self.low);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let cursor = Self {
            high: reader.varint()?,
            low: reader.varint()?,
        };
        if cursor.low > cursor.high {
            return Err(DecodeError::Invalid { what: "cursor" });
        }
        Ok(cursor)
    }
}

impl Wire for LedgerPush {
    fn write(&self, writer: &mut Writer) {
        self.space.write(writer);
        write_entries(&self.entries, writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            space: SpaceId::read(reader)?,
            entries: read_entries(reader)?,
        })
    }
}

impl Wire for ManifestItem {
    fn write(&self, writer: &mut Writer) {
        self.hash.write(writer);
        writer.varint(u64::from(self.length));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let item = Self {
            hash: PackHash::read(reader)?,
            length: reader.varint_u32("pack")?,
        };
        limits::PACK.check(u64::from(item.length))?;
        Ok(item)
    }
}
