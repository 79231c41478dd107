//! Lines of consultation logs.

use crate::error::ClientError;
use proto::{AuditHash, AuditLine, DeviceId, DocId, UnixMillis};
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeMap;

/// A line as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredLine {
    pub(crate) device: DeviceId,
    pub(crate) number: u64,
    pub(crate) hash: AuditHash,
    pub(crate) line: AuditLine,
}

const COLUMNS: &str =
    "SELECT device, number, hash, at, act, kind, subject, count, words, why FROM doc_audit_line";

fn read(row: &Row<'_>) -> rusqlite::Result<StoredLine> {
    Ok(StoredLine {
        device: DeviceId(row.get(0)?),
        number: row.get(1)?,
        hash: AuditHash(row.get(2)?),
        line: AuditLine {
            at: UnixMillis(row.get(3)?),
            act: row.get(4)?,
            kind: row.get(5)?,
            subject: row.get::<_, Option<[u8; 16]>>(6)?.map(DocId),
            count: row.get(7)?,
            words: row.get(8)?,
            why: row.get(9)?,
        },
    })
}

/// Returns the number and hash of a log's newest line.
pub(crate) fn newest(
    connection: &Connection,
    device: DeviceId,
) -> Result<Option<(u64, AuditHash)>, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT number, hash FROM doc_audit_line WHERE device = ?1 ORDER BY number DESC, hash DESC LIMIT 1",
        )?
        .query_row([device.as_bytes()], |row| Ok((row.get(0)?, AuditHash(row.get(1)?))))
        .optional()?)
}

/// Keeps a line. One that is here already had the same words, by its hash, unless they were wiped.
pub(crate) fn insert(
    connection: &Connection,
    device: DeviceId,
    number: u64,
    hash: &AuditHash,
    line: &AuditLine,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_audit_line (device, number, hash, at, act, kind, subject, count, words, why)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT DO UPDATE SET words = excluded.words, why = excluded.why",
        )?
        .execute((
            device.as_bytes(),
            number,
            hash.as_bytes(),
            line.at.0,
            line.act,
            line.kind,
            line.subject.as_ref().map(DocId::as_bytes),
            line.count,
            &line.words,
            &line.why,
        ))?;
    Ok(())
}

/// Tells whether one of a log's newest lines says the same act of the same subject for the same reason.
pub(crate) fn has_again(
    connection: &Connection,
    device: DeviceId,
    newest: u64,
    since: UnixMillis,
    line: &AuditLine,
) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM (SELECT at, act, subject, why FROM doc_audit_line WHERE device = ?1
                                           ORDER BY number DESC LIMIT ?2)
                            WHERE at BETWEEN ?3 AND ?4 AND act = ?5 AND subject = ?6 AND why = ?7)",
        )?
        .query_row(
            (
                device.as_bytes(),
                newest,
                since.0,
                line.at.0,
                line.act,
                line.subject.as_ref().map(DocId::as_bytes),
                &line.why,
            ),
            |row| row.get(0),
        )?)
}

/// Returns lines of a log from a number on, in order.
pub(crate) fn from_number(
    connection: &Connection,
    device: DeviceId,
    number: u64,
    limit: u64,
) -> Result<Vec<StoredLine>, ClientError> {
    let mut statement = connection.prepare_cached(&format!(
        "{COLUMNS} WHERE device = ?1 AND number >= ?2 ORDER BY number, hash LIMIT ?3"
    ))?;
    let rows = statement.query_map((device.as_bytes(), number, limit), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns all lines of a log, in order; two of one number by their hashes.
pub(crate) fn of_device(
    connection: &Connection,
    device: DeviceId,
) -> Result<Vec<StoredLine>, ClientError> {
    from_number(connection, device, 0, u64::MAX >> 1)
}

/// Returns every device of whose log a line is here.
pub(crate) fn devices(connection: &Connection) -> Result<Vec<DeviceId>, ClientError> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT device FROM doc_audit_line ORDER BY device")?;
    let rows = statement.query_map([], |row| Ok(DeviceId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Which lines a page shows.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    /// Only those of these devices.
    pub(crate) devices: Option<Vec<DeviceId>>,
    pub(crate) subject: Option<DocId>,
    pub(crate) since: Option<UnixMillis>,
}

impl Filter {
    fn sql(&self) -> (String, Vec<rusqlite::types::Value>) {
        let (mut conditions, mut values) = (vec!["1".to_owned()], Vec::new());
        if let Some(devices) = &self.devices {
            let marks = vec!["?"; devices.len()].join(", ");
            conditions.push(format!("device IN ({marks})"));
            values.extend(devices.iter().map(|device| device.0.to_vec().into()));
        }
        if let Some(subject) = self.subject {
            conditions.push("subject = ?".to_owned());
            values.push(subject.0.to_vec().into());
        }
        if let Some(since) = self.since {
            conditions.push("at >= ?".to_owned());
            values.push(since.0.into());
        }
        (conditions.join(" AND "), values)
    }
}

/// Returns a page of lines, newest first, and how many there are on all pages.
pub(crate) fn page(
    connection: &Connection,
    filter: &Filter,
    limit: u32,
    offset: u32,
) -> Result<(Vec<StoredLine>, u64), ClientError> {
    let (conditions, mut values) = filter.sql();
    let total = connection
        .prepare(&format!(
            "SELECT count(*) FROM doc_audit_line WHERE {conditions}"
        ))?
        .query_row(rusqlite::params_from_iter(&values), |row| row.get(0))?;
    values.extend([i64::from(limit).into(), i64::from(offset).into()]);
    let mut statement = connection.prepare(&format!(
        "{COLUMNS} WHERE {conditions} ORDER BY at DESC, device, number DESC LIMIT ? OFFSET ?"
    ))?;
    let rows = statement.query_map(rusqlite::params_from_iter(&values), read)?;
    Ok((rows.collect::<Result<_, _>>()?, total))
}

/// Returns when each device wrote down an act about a subject, the first time.
pub(crate) fn by_act(
    connection: &Connection,
    act: u8,
) -> Result<BTreeMap<(DeviceId, DocId), UnixMillis>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT device, subject, min(at) FROM doc_audit_line WHERE act = ?1 AND subject IS NOT NULL
         GROUP BY device, subject",
    )?;
    let rows = statement.query_map([act], |row| {
        let about = (DeviceId(row.get(0)?), DocId(row.get(1)?));
        Ok((about, UnixMillis(row.get(2)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
