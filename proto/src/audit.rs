//! Lines of a device's consultation log, as they travel: column by column, chained by their hashes.
//!
//! A log belongs to one device and names no officer: who that is, the unit's ledger says, and a line could only say
//! the same or lie. Its lines are numbered 0, 1, 2…; each hash covers the line and the hash before it.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{AuditHash, DocId, UnixMillis};
use crate::{limits, version};

/// One thing that somebody did with records, or with the notebook itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// When, by the device's clock as the relay corrected it; whole seconds.
    pub at: UnixMillis,
    /// What was done; a code that a reader need not know to pass the line on.
    pub act: u8,
    /// The kind of record, or 0.
    pub kind: u8,
    /// The record, or the device that the act was about.
    pub subject: Option<DocId>,
    /// How many records were found, listed or exported; of other acts what the act says.
    pub count: u64,
    /// What was searched for.
    pub words: String,
    /// Why, where somebody said it.
    pub why: String,
}

/// Consecutive lines of one device's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSegment {
    /// The first line's number.
    pub first: u64,
    /// The hash of the line before the first one; zero before line 0.
    pub previous: AuditHash,
    /// The lines, at least one.
    pub lines: Vec<AuditLine>,
}

const HAS_SUBJECT: u8 = 1;
const HAS_COUNT: u8 = 2;
const HAS_WORDS: u8 = 4;
const HAS_WHY: u8 = 8;

impl AuditLine {
    fn marks(&self) -> u8 {
        let mark = |given: bool, bit: u8| if given { bit } else { 0 };
        mark(self.subject.is_some(), HAS_SUBJECT)
            | mark(self.count > 0, HAS_COUNT)
            | mark(!self.words.is_empty(), HAS_WORDS)
            | mark(!self.why.is_empty(), HAS_WHY)
    }

    fn seconds(&self) -> i64 {
        self.at.0.div_euclid(1000)
    }

    /// Gives the bytes that the line's hash covers besides the hash before it: its number, then a segment of it alone.
    pub fn hashed_bytes(&self, number: u64) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.varint(number);
        write_columns(std::slice::from_ref(self), &mut writer);
        writer.into_bytes()
    }
}

impl Wire for AuditSegment {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::AUDIT);
        writer.varint(self.first);
        self.previous.write(writer);
        writer.varint(self.lines.len() as u64);
        write_columns(&self.lines, writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.version("audit segment", version::AUDIT)?;
        let first = reader.varint()?;
        let previous = AuditHash::read(reader)?;
        let count = reader.length(limits::AUDIT_LINES)?;
        if count == 0 || first.checked_add(count as u64).is_none() {
            return Err(DecodeError::Invalid {
                what: "audit segment",
            });
        }
        Ok(Self {
            first,
            previous,
            lines: read_columns(reader, count)?,
        })
    }
}

/// Writes what is alike from line to line side by side; times as seconds since the line before.
fn write_columns(lines: &[AuditLine], writer: &mut Writer) {
    for line in lines {
        writer.u8(line.marks());
    }
    for line in lines {
        writer.u8(line.act);
    }
    for line in lines {
        writer.u8(line.kind);
    }
    let mut before = 0_i64;
    for line in lines {
        writer.zigzag(line.seconds().wrapping_sub(before));
        before = line.seconds();
    }
    for subject in lines.iter().filter_map(|line| line.subject) {
        subject.write(writer);
    }
    for line in lines.iter().filter(|line| line.count > 0) {
        writer.varint(line.count);
    }
    for text in lines.iter().map(|line| &line.words).filter(is_given) {
        writer.bytes(text.as_bytes());
    }
    for text in lines.iter().map(|line| &line.why).filter(is_given) {
        writer.bytes(text.as_bytes());
    }
}

fn is_given(text: &&String) -> bool {
    !text.is_empty()
}

fn read_columns(reader: &mut Reader<'_>, count: usize) -> Result<Vec<AuditLine>, DecodeError> {
    let marks = reader.raw(count)?;
    let (acts, kinds) = (reader.raw(count)?, reader.raw(count)?);
    let mut lines = Vec::new();
    let mut seconds = 0_i64;
    for (act, kind) in acts.iter().zip(kinds) {
        seconds = seconds.wrapping_add(reader.zigzag()?);
        let millis = seconds.checked_mul(1000);
        let millis = millis.ok_or(DecodeError::Invalid { what: "audit time" })?;
        lines.push(AuditLine {
            at: UnixMillis(millis),
            act: *act,
            kind: *kind,
            subject: None,
            count: 0,
            words: String::new(),
            why: String::new(),
        });
    }
    for line in marked(&mut lines, marks, HAS_SUBJECT) {
        line.subject = Some(DocId::read(reader)?);
    }
    for line in marked(&mut lines, marks, HAS_COUNT) {
        line.count = reader.varint()?;
    }
    for line in marked(&mut lines, marks, HAS_WORDS) {
        line.words = reader.text(limits::AUDIT_TEXT)?.to_owned();
    }
    for line in marked(&mut lines, marks, HAS_WHY) {
        line.why = reader.text(limits::AUDIT_TEXT)?.to_owned();
    }
    // What is marked as given and is empty would have two encodings.
    match lines
        .iter()
        .zip(marks)
        .all(|(line, marks)| line.marks() == *marks)
    {
        true => Ok(lines),
        false => Err(DecodeError::NotCanonical),
    }
}

fn marked<'a>(
    lines: &'a mut [AuditLine],
    marks: &'a [u8],
    bit: u8,
) -> impl Iterator<Item = &'a mut AuditLine> {
    let all = lines.iter_mut().zip(marks);
    all.filter(move |(_, marks)| *marks & bit != 0)
        .map(|(line, _)| line)
}
