//! A courier file: what one device hands to another, or to the relay through another, by cable or memory card.
//!
//! The file is [`COURIER_LINE`], then items, each with its length before it. Everything in it that matters is signed by
//! whoever made it, so the file itself is not: a file that was cut short, joined from two, or shuffled is worth as much as
//! the whole items in it. Whoever holds the file sees what a relay sees.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::frame::framed;
use crate::id::{DeviceId, SpaceId, UnixMillis};
use crate::message::{Receipt, read_entries, write_entries};
use crate::pack::{Cover, check_order};
use crate::{limits, version};

/// The first bytes of a courier file, which also tell a person what it is.
pub const COURIER_LINE: &[u8] = b"sotay courier 1\n";

/// One item of a courier file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CourierItem {
    /// Says where the file comes from; for people, and not to be believed.
    Opening {
        /// The unit's space.
        unit: SpaceId,
        /// The device that wrote the file.
        device: DeviceId,
        /// When, by its clock.
        time: UnixMillis,
        /// Which file of a set it is, from 1.
        part: u32,
    },
    /// What the writing device holds, so that an answer need not bring it.
    Holdings(Holdings),
    /// Entries of a ledger.
    Ledger {
        /// The space.
        space: SpaceId,
        /// The first entry's index.
        from: u64,
        /// Signed entries in order.
        entries: Vec<Vec<u8>>,
    },
    /// A pack.
    Pack {
        /// Its bytes.
        pack: Vec<u8>,
    },
    /// What a relay signed for.
    Receipt(Receipt),
    /// Ends the file.
    Closing {
        /// Whether another file of the set follows.
        more: bool,
    },
}

/// What a device holds of a space. Of one space there may be several, with different packs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// The space.
    pub space: SpaceId,
    /// How many ledger entries.
    pub ledger_length: u64,
    /// Packs, sorted, without overlap.
    pub packs: Vec<Cover>,
}

impl CourierItem {
    /// Gives the byte that names the item.
    pub fn tag(&self) -> u8 {
        match self {
            CourierItem::Opening { .. } => 1,
            CourierItem::Holdings(_) => 2,
            CourierItem::Ledger { .. } => 3,
            CourierItem::Pack { .. } => 4,
            CourierItem::Receipt(_) => 5,
            CourierItem::Closing { .. } => 6,
        }
    }

    /// Gives the item with its length before it, as it stands in a file.
    pub fn to_framed_bytes(&self) -> Vec<u8> {
        framed(self)
    }
}

impl Wire for CourierItem {
    fn write(&self, writer: &mut Writer) {
        writer.u8(self.tag());
        match self {
            CourierItem::Opening {
                unit,
                device,
                time,
                part,
            } => {
                writer.u8(version::COURIER);
                unit.write(writer);
                device.write(writer);
                time.write(writer);
                writer.varint(u64::from(*part));
            }
            CourierItem::Holdings(holdings) => holdings.write(writer),
            CourierItem::Ledger {
                space,
                from,
                entries,
            } => {
                space.write(writer);
                writer.varint(*from);
                write_entries(entries, writer);
            }
            CourierItem::Pack { pack } => writer.bytes(pack),
            CourierItem::Receipt(receipt) => receipt.write(writer),
            CourierItem::Closing { more } => writer.u8(u8::from(*more)),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => {
                reader.version("courier file", version::COURIER)?;
                Ok(CourierItem::Opening {
                    unit: Wire::read(reader)?,
                    device: Wire::read(reader)?,
                    time: Wire::read(reader)?,
                    part: reader.varint_u32("part")?,
                })
            }
            2 => Wire::read(reader).map(CourierItem::Holdings),
            3 => Ok(CourierItem::Ledger {
                space: Wire::read(reader)?,
                from: reader.varint()?,
                entries: read_entries(reader)?,
            }),
            4 => Ok(CourierItem::Pack {
                pack: reader.bytes(limits::PACK)?.to_vec(),
            }),
            5 => Wire::read(reader).map(CourierItem::Receipt),
            6 => match reader.u8()? {
                flag @ (0 | 1) => Ok(CourierItem::Closing { more: flag == 1 }),
                tag => Err(DecodeError::UnknownTag {
                    what: "closing",
                    tag: u64::from(tag),
                }),
            },
            tag => Err(DecodeError::UnknownTag {
                what: "courier item",
                tag: u64::from(tag),
            }),
        }
    }
}

impl Wire for Holdings {
    fn write(&self, writer: &mut Writer) {
        self.space.write(writer);
        writer.varint(self.ledger_length);
        writer.list(&self.packs);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let holdings = Self {
            space: Wire::read(reader)?,
            ledger_length: reader.varint()?,
            packs: reader.list(limits::HOLDINGS)?,
        };
        check_order(&holdings.packs)?;
        Ok(holdings)
    }
}
