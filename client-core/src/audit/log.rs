//! Writing this device's lines.

use crate::audit::act::{Act, is_about_people};
use crate::database;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::audit;
use crate::view::restricted;
use proto::{AuditHash, AuditLine, DeviceId, DocId, UnixMillis};
use records::Kind;
use rusqlite::Connection;

/// Who opens a record again within this time is still at the same business.
const SAME_VISIT_MILLIS: i64 = 10 * 60_000;
/// So many of the newest lines are looked through for it.
const SAME_VISIT_LINES: u64 = 32;
/// More rows than this are no page that somebody reads, but an export by another name.
const MOST_READ_ROWS: usize = 100;
/// Characters of a reason or of what was searched for.
const LONGEST_TEXT: usize = 200;

/// Cuts what was looked for to the length that a line holds.
pub(crate) fn shortened(words: &str) -> String {
    words.trim().chars().take(LONGEST_TEXT).collect()
}

/// Adds a line to this device's log. In a transaction, it stands or falls with the act.
pub(crate) fn append(
    connection: &Connection,
    device: DeviceId,
    line: &AuditLine,
) -> Result<(), ClientError> {
    let (number, previous) = match audit::newest(connection, device)? {
        Some((number, hash)) => (number + 1, hash),
        None => (0, AuditHash::ZERO),
    };
    let hash = seal::audit_line_hash(&previous, number, line);
    audit::insert(connection, device, number, &hash, line)
}

impl Notebook {
    /// States why what follows is looked at, until something else is stated; an empty text states nothing.
    ///
    /// Fails with `why-too-long` beyond 200 characters.
    pub fn because(&mut self, why: &str) -> Result<(), ClientError> {
        if why.chars().count() > LONGEST_TEXT {
            return Err(ClientError::WhyTooLong);
        }
        self.why = why.trim().to_owned();
        Ok(())
    }

    /// Writes down that a record is printed or shown to somebody; a skin calls it before it does.
    pub fn printing(&self, id: DocId) -> Result<(), ClientError> {
        let kind = self.row(id)?.kind;
        self.log(AuditLine {
            kind: kind.map_or(0, Kind::code),
            subject: Some(id),
            ..self.line(Act::Print)?
        })
    }

    /// Makes a line of an act, now, for the reason that was stated.
    pub(crate) fn line(&self, act: Act) -> Result<AuditLine, ClientError> {
        let seconds = self.now()?.0.div_euclid(1000);
        Ok(AuditLine {
            at: UnixMillis(seconds.saturating_mul(1000)),
            act: act.code(),
            kind: 0,
            subject: None,
            count: 0,
            words: String::new(),
            why: self.why.clone(),
        })
    }

    pub(crate) fn log(&self, line: AuditLine) -> Result<(), ClientError> {
        append(&self.connection, self.device, &line)
    }

    /// Writes down a look, for which nobody waits: the disk takes ten times as long as the looking.
    fn log_look(&self, line: AuditLine) -> Result<(), ClientError> {
        database::without_waiting(&self.connection, || self.log(line))
    }

    /// Writes down that a record is opened, unless it says nothing of residents, was written here just now, or is
    /// still open. Fails with `why-missing` for what belongs to a restricted household and nobody said why.
    pub(crate) fn log_open(&self, id: DocId, kind: Option<Kind>) -> Result<(), ClientError> {
        let Some(kind) = kind.filter(|kind| is_about_people(*kind)) else {
            return Ok(());
        };
        // Whoever wrote into a record stands in its history.
        if self.written.contains(&id) {
            return Ok(());
        }
        if self.why.is_empty() && restricted::has(&self.connection, id)? {
            return Err(ClientError::WhyMissing);
        }
        let line = AuditLine {
            kind: kind.code(),
            subject: Some(id),
            ..self.line(Act::Open)?
        };
        let since = line.at.plus_millis(-SAME_VISIT_MILLIS);
        if audit::has_again(
            &self.connection,
            self.device,
            SAME_VISIT_LINES,
            since,
            &line,
        )? {
            return Ok(());
        }
        self.log_look(line)
    }

    /// Writes down what was searched for, in all records or in those of a kind, and how many were found.
    pub(crate) fn log_search(
        &self,
        words: &str,
        kind: Option<Kind>,
        found: u64,
    ) -> Result<(), ClientError> {
        self.log_look(AuditLine {
            kind: kind.map_or(0, Kind::code),
            count: found,
            words: shortened(words),
            ..self.line(Act::Search)?
        })
    }

    /// Writes down a list that is longer than what a person reads.
    pub(crate) fn log_list(&self, kind: Kind, rows: usize) -> Result<(), ClientError> {
        if rows <= MOST_READ_ROWS || !is_about_people(kind) {
            return Ok(());
        }
        self.log_look(AuditLine {
            kind: kind.code(),
            count: rows as u64,
            ..self.line(Act::List)?
        })
    }

    /// Writes down that records like one, or of a whole kind, are shown beside each other.
    pub(crate) fn log_compare(
        &self,
        kind: Kind,
        subject: Option<DocId>,
        pairs: usize,
    ) -> Result<(), ClientError> {
        if pairs == 0 {
            return Ok(());
        }
        self.log_look(AuditLine {
            kind: kind.code(),
            subject,
            count: pairs as u64,
            ..self.line(Act::Compare)?
        })
    }

    /// Writes down an export.
    pub(crate) fn log_export(&self, kind: Kind, records: usize) -> Result<(), ClientError> {
        self.log(AuditLine {
            kind: kind.code(),
            count: records as u64,
            ..self.line(Act::Export)?
        })
    }
}
