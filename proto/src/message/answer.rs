//! The frames of an answer. Each travels as a varint of its length, a tag byte and its payload.

use super::erasure::ErasureReceipt;
use super::head::Cursor;
use super::layout::LayoutRow;
use super::receipt::Receipt;
use super::{read_entries, write_entries};
use crate::code::Code;
use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::frame::framed;
use crate::id::{RelayEpoch, SpaceId, UnixMillis};
use crate::limits;

/// One frame of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// Opens every answer.
    Hello {
        /// The relay's epoch.
        epoch: RelayEpoch,
        /// The relay's time.
        time: UnixMillis,
    },
    /// Entries that the device lacks.
    Ledger {
        /// The space.
        space: SpaceId,
        /// The first entry's index.
        from: u64,
        /// Signed entries in order.
        entries: Vec<Vec<u8>>,
    },
    /// What became of a ledger push.
    LedgerResult {
        /// The space.
        space: SpaceId,
        /// Accepted or refused.
        outcome: LedgerOutcome,
    },
    /// What became of a pack.
    PackResult {
        /// Its place in the manifest, from 0.
        index: u32,
        /// Stored, known or refused.
        outcome: PackOutcome,
    },
    /// How far the relay has the device's own packs of a space.
    Own {
        /// The space.
        space: SpaceId,
        /// The highest number up to which none is missing; 0 if there is none.
        number: u64,
    },
    /// A pack, and the cursor that holds once it is applied.
    Pack {
        /// The space.
        space: SpaceId,
        /// The cursor after it.
        cursor: Cursor,
        /// The pack's bytes.
        pack: Vec<u8>,
    },
    /// A cursor that moves without a pack.
    Cursor {
        /// The space.
        space: SpaceId,
        /// The new cursor.
        cursor: Cursor,
    },
    /// The relay's signature for what it made durable.
    Receipt(Receipt),
    /// Closes an answer that is complete.
    End {
        /// Whether the relay has more to give than the budget allowed.
        more: bool,
    },
    /// Closes an answer, or refuses a request, with a reason.
    Error {
        /// The reason.
        code: Code,
    },
    /// What stands at the places of a space's log.
    Layout {
        /// The space.
        space: SpaceId,
        /// Rows in the order of their places.
        rows: Vec<LayoutRow>,
        /// Whether the next frame goes on with this space's rows.
        more: bool,
    },
    /// The relay's signature for what it deleted for the sake of erased documents.
    Erased(ErasureReceipt),
}

/// What became of a ledger push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerOutcome {
    /// All entries were added.
    Accepted {
        /// The ledger's length now.
        length: u64,
    },
    /// None was.
    Refused {
        /// Why.
        code: Code,
    },
}

/// What became of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackOutcome {
    /// Made durable by this request.
    Stored {
        /// Its place in the relay's log.
        seq: u64,
    },
    /// Was durable before.
    Known {
        /// Its place in the relay's log.
        seq: u64,
    },
    /// Not taken.
    Refused {
        /// Why.
        code: Code,
    },
}

impl Frame {
    /// Gives the byte that names the frame.
    pub fn tag(&self) -> u8 {
        match self {
            Frame::Hello { .. } => 1,
            Frame::Ledger { .. } => 2,
            Frame::LedgerResult { .. } => 3,
            Frame::PackResult { .. } => 4,
            Frame::Own { .. } => 5,
            Frame::Pack { .. } => 6,
            Frame::Cursor { .. } => 7,
            Frame::Receipt(_) => 8,
            Frame::End { .. } => 9,
            Frame::Error { .. } => 10,
            Frame::Layout { .. } => 11,
            Frame::Erased(_) => 12,
        }
    }

    /// Gives the frame with its length before it, as it travels.
    pub fn to_framed_bytes(&self) -> Vec<u8> {
        framed(self)
    }
}

impl Wire for Frame {
    fn write(&self, writer: &mut Writer) {
        writer.u8(self.tag());
        match self {
            Frame::Hello { epoch, time } => {
                epoch.write(writer);
                time.write(writer);
            }
            Frame::Ledger {
                space,
                from,
                entries,
            } => {
                space.write(writer);
                writer.varint(*from);
                write_entries(entries, writer);
            }
            Frame::LedgerResult { space, outcome } => {
                space.write(writer);
                outcome.write(writer);
            }
            Frame::PackResult { index, outcome } => {
                writer.varint(u64::from(*index));
                outcome.write(writer);
            }
            Frame::Own { space, number } => {
                space.write(writer);
                writer.varint(*number);
            }
            Frame::Pack {
                space,
                cursor,
                pack,
            } => {
                space.write(writer);
                cursor.write(writer);
                writer.bytes(pack);
            }
            Frame::Cursor { space, cursor } => {
                space.write(writer);
                cursor.write(writer);
            }
            Frame::Receipt(receipt) => receipt.write(writer),
            Frame::End { more } => writer.u8(u8::from(*more)),
            Frame::Error { code } => code.write(writer),
            Frame::Layout { space, rows, more } => {
                space.write(writer);
                writer.list(rows);
                writer.u8(u8::from(*more));
            }
            Frame::Erased(receipt) => receipt.write(writer),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => Ok(Frame::Hello {
                epoch: Wire::read(reader)?,
                time: Wire::read(reader)?,
            }),
            2 => Ok(Frame::Ledger {
                space: Wire::read(reader)?,
                from: reader.varint()?,
                entries: read_entries(reader)?,
            }),
            3 => Ok(Frame::LedgerResult {
                space: Wire::read(reader)?,
                outcome: Wire::read(reader)?,
            }),
            4 => Ok(Frame::PackResult {
                index: reader.varint_u32("manifest index")?,
                outcome: Wire::read(reader)?,
            }),
            5 => Ok(Frame::Own {
                space: Wire::read(reader)?,
                number: reader.varint()?,
            }),
            6 => Ok(Frame::Pack {
                space: Wire::read(reader)?,
                cursor: Wire::read(reader)?,
                pack: reader.bytes(limits::PACK)?.to_vec(),
            }),
            7 => Ok(Frame::Cursor {
                space: Wire::read(reader)?,
                cursor: Wire::read(reader)?,
            }),
            8 => Wire::read(reader).map(Frame::Receipt),
            9 => Ok(Frame::End {
                more: read_more(reader)?,
            }),
            10 => Ok(Frame::Error {
                code: Wire::read(reader)?,
            }),
            11 => Ok(Frame::Layout {
                space: Wire::read(reader)?,
                rows: reader.list(limits::LAYOUT_ROWS)?,
                more: read_more(reader)?,
            }),
            12 => Wire::read(reader).map(Frame::Erased),
            tag => Err(DecodeError::UnknownTag {
                what: "frame",
                tag: u64::from(tag),
            }),
        }
    }
}

/// Reads whether something follows.
fn read_more(reader: &mut Reader<'_>) -> Result<bool, DecodeError> {
    match reader.u8()? {
        flag @ (0 | 1) => Ok(flag == 1),
        tag => Err(DecodeError::UnknownTag {
            what: "more",
            tag: u64::from(tag),
        }),
    }
}

impl Wire for LedgerOutcome {
    fn write(&self, writer: &mut Writer) {
        match self {
            LedgerOutcome::Accepted { length } => {
                writer.u8(1);
                writer.varint(*length);
            }
            LedgerOutcome::Refused { code } => {
                writer.u8(2);
                code.write(writer);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => Ok(LedgerOutcome::Accepted {
                length: reader.varint()?,
            }),
            2 => Ok(LedgerOutcome::Refused {
                code: Wire::read(reader)?,
            }),
            tag => Err(DecodeError::UnknownTag {
                what: "ledger outcome",
                tag: u64::from(tag),
            }),
        }
    }
}

impl Wire for PackOutcome {
    fn write(&self, writer: &mut Writer) {
        match self {
            PackOutcome::Stored { seq } => {
                writer.u8(1);
                writer.varint(*seq);
            }
            PackOutcome::Known { seq } => {
                writer.u8(2);
                writer.varint(*seq);
            }
            PackOutcome::Refused { code } => {
                writer.u8(3);
                code.write(writer);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => Ok(PackOutcome::Stored {
                seq: reader.varint()?,
            }),
            2 => Ok(PackOutcome::Known {
                seq: reader.varint()?,
            }),
            3 => Ok(PackOutcome::Refused {
                code: Wire::read(reader)?,
            }),
            tag => Err(DecodeError::UnknownTag {
                what: "pack outcome",
                tag: u64::from(tag),
            }),
        }
    }
}
