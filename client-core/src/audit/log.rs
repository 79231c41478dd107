//! Writing this device's lines.

use crate::audit::act::{Act, is_about_people};
use crate::database;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::{audit, meta};
use crate::view::restricted;
use proto::{AuditHash, AuditLine, DeviceId, DocId, UnixMillis};
use records::Kind;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Who opens a record again within this time is still at the same business.
const SAME_VISIT_MILLIS: i64 = 10 * 60_000;
/// So many of the newest lines are looked through for it.
const SAME_VISIT_LINES: u64 = 32;
/// More rows of a kind than this, within the time of one consultation, are no page that somebody reads, but an export by another
/// name.
const MOST_READ_ROWS: u64 = 100;
/// Characters of a reason or of what was searched for.
const LONGEST_TEXT: usize = 200;

/// How many rows of a kind were listed since when.
struct Listed {
    since: UnixMillis,
    rows: u64,
}

impl Listed {
    fn read(bytes: &[u8]) -> Option<Listed> {
        let (since, rows) = bytes.split_first_chunk::<8>()?;
        Some(Listed {
            since: UnixMillis(i64::from_le_bytes(*since)),
            rows: u64::from_le_bytes(rows.try_into().ok()?),
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        [self.since.0.to_le_bytes(), self.rows.to_le_bytes()].concat()
    }

    fn is_same_visit(&self, now: UnixMillis) -> bool {
        (self.since..=self.since.plus_millis(SAME_VISIT_MILLIS)).contains(&now)
    }
}

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

    /// Counts rows that are listed, and writes down that more came together within ten minutes than a person reads: page by page or
    /// at once, it is the same.
    pub(crate) fn log_list(&self, kind: Kind, rows: usize) -> Result<(), ClientError> {
        if rows == 0 || !is_about_people(kind) {
            return Ok(());
        }
        let line = self.line(Act::List)?;
        let (key, rows) = (format!("{}{}", meta::LISTED, kind.code()), rows as u64);
        let stored: Option<Vec<u8>> = meta::get(&self.connection, &key)?;
        let listed = match stored.as_deref().and_then(Listed::read) {
            Some(before) if before.is_same_visit(line.at) => Listed {
                rows: before.rows.saturating_add(rows),
                ..before
            },
            _ => Listed {
                since: line.at,
                rows,
            },
        };
        database::without_waiting(&self.connection, || match listed.rows {
            0..=MOST_READ_ROWS => {
                match meta::set(&self.connection, &key, listed.to_bytes()) {
                    // A full disk holds up nobody who reads a page; where it matters, a line has to be written.
                    Err(ClientError::DiskFull) => Ok(()),
                    counted => counted,
                }
            }
            count => {
                // Together: what is counted anew stands in the log.
                let transaction = self.connection.unchecked_transaction()?;
                meta::remove(&transaction, &key)?;
                let kind = kind.code();
                let line = AuditLine {
                    kind,
                    count,
                    ..line
                };
                append(&transaction, self.device, &line)?;
                Ok(transaction.commit()?)
            }
        })
    }

    /// Counts what a plan names, by kind, as a list.
    pub(crate) fn log_listed(
        &self,
        kinds: impl IntoIterator<Item = Kind>,
    ) -> Result<(), ClientError> {
        let mut rows = BTreeMap::<Kind, usize>::new();
        for kind in kinds {
            *rows.entry(kind).or_default() += 1;
        }
        for (kind, rows) in rows {
            self.log_list(kind, rows)?;
        }
        Ok(())
    }

    /// Writes down that whole records of a list are handed to another program; a skin calls it before it does. One is opened, several
    /// are an export.
    pub fn handing_over(&self, kind: Kind, records: &[DocId]) -> Result<(), ClientError> {
        match records {
            _ if !is_about_people(kind) => Ok(()),
            [] => Ok(()),
            [one] => self.log_open(*one, Some(kind)),
            many => self.log_look(AuditLine {
                kind: kind.code(),
                count: many.len() as u64,
                ..self.line(Act::Export)?
            }),
        }
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
