//! Entries about what a space holds: documents that are erased, packs that are judged.

use std::fmt;
use std::str::FromStr;

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{DeviceId, DocId, ParseIdError};
use crate::limits::{self, Limit};

/// The erasing of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erase {
    /// Why.
    pub reason: EraseReason,
    /// The documents: at least one, ascending, none twice.
    pub documents: Vec<DocId>,
}

/// Why documents are erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum EraseReason {
    /// The person of whom they tell asked for it.
    Request = 1,
    /// The time for which they may be kept is over.
    Retention = 2,
    /// They should not have been recorded.
    Mistake = 3,
    /// An authority ordered it.
    Order = 4,
}

/// A verdict on one pack of a device whose access had ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The pack's author.
    pub device: DeviceId,
    /// The pack's number.
    pub number: u64,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// What becomes of a pack that was in escrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All of it counts.
    AcceptAll,
    /// Nothing of it counts.
    RejectAll,
    /// The changes of these documents count, the others do not: at least one, ascending, none twice.
    Accept(Vec<DocId>),
}

impl EraseReason {
    /// All reasons, in the order of their bytes.
    pub const ALL: [EraseReason; 4] = [
        EraseReason::Request,
        EraseReason::Retention,
        EraseReason::Mistake,
        EraseReason::Order,
    ];

    /// Gives the stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            EraseReason::Request => "request",
            EraseReason::Retention => "retention",
            EraseReason::Mistake => "mistake",
            EraseReason::Order => "order",
        }
    }
}

impl fmt::Display for EraseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EraseReason {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let mut all = EraseReason::ALL.into_iter();
        let found = all.find(|reason| reason.as_str() == text);
        found.ok_or(ParseIdError {
            kind: "EraseReason",
        })
    }
}

impl Verdict {
    /// Tells whether the changes of a document count.
    pub fn accepts(&self, document: &DocId) -> bool {
        match self {
            Verdict::AcceptAll => true,
            Verdict::RejectAll => false,
            Verdict::Accept(documents) => documents.binary_search(document).is_ok(),
        }
    }
}

/// Tells whether documents are named as an entry names them: at least one, ascending, none twice.
pub fn is_document_set(documents: &[DocId]) -> bool {
    !documents.is_empty() && documents.is_sorted_by(|one, next| one < next)
}

fn read_documents(reader: &mut Reader<'_>, limit: Limit) -> Result<Vec<DocId>, DecodeError> {
    let documents = reader.list(limit)?;
    match is_document_set(&documents) {
        true => Ok(documents),
        false => Err(DecodeError::NotCanonical),
    }
}

impl Wire for EraseReason {
    fn write(&self, writer: &mut Writer) {
        writer.u8(*self as u8);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let tag = reader.u8()?;
        let mut all = EraseReason::ALL.into_iter();
        let found = all.find(|reason| *reason as u8 == tag);
        found.ok_or(DecodeError::UnknownTag {
            what: "reason to erase",
            tag: u64::from(tag),
        })
    }
}

impl Wire for Erase {
    fn write(&self, writer: &mut Writer) {
        self.reason.write(writer);
        writer.list(&self.documents);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            reason: EraseReason::read(reader)?,
            documents: read_documents(reader, limits::ERASED_DOCUMENTS)?,
        })
    }
}

impl Wire for Judgement {
    fn write(&self, writer: &mut Writer) {
        self.device.write(writer);
        writer.varint(self.number);
        self.verdict.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            device: DeviceId::read(reader)?,
            number: reader.varint()?,
            verdict: Verdict::read(reader)?,
        })
    }
}

impl Wire for Verdict {
    fn write(&self, writer: &mut Writer) {
        match self {
            Verdict::AcceptAll => writer.u8(1),
            Verdict::RejectAll => writer.u8(2),
            Verdict::Accept(documents) => {
                writer.u8(3);
                writer.list(documents);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => Ok(Verdict::AcceptAll),
            2 => Ok(Verdict::RejectAll),
            3 => read_documents(reader, limits::ACCEPTED_DOCUMENTS).map(Verdict::Accept),
            tag => Err(DecodeError::UnknownTag {
                what: "verdict",
                tag: u64::from(tag),
            }),
        }
    }
}
