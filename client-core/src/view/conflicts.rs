//! The conflict list: fields that two people wrote without seeing each other.

use crate::error::ClientError;
use proto::{DeviceId, DocId, UnixMillis};
use records::Kind;
use rusqlite::Connection;

/// One value of a conflict as it is stored; the officer's name is looked up by the notebook.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredValue {
    /// The field, or an item of its list.
    pub(crate) key: String,
    pub(crate) document: DocId,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) field: String,
    pub(crate) value: serde_json::Value,
    pub(crate) sensitive: bool,
    pub(crate) device: DeviceId,
    pub(crate) at: UnixMillis,
}

/// Returns the values of every conflict (or of one record's), the one shown first in each field.
pub(crate) fn all(
    connection: &Connection,
    record: Option<i64>,
) -> Result<Vec<StoredValue>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.key, d.id, r.kind, r.title, c.field, c.value, c.device, c.at, c.sensitive
         FROM rm_conflict c JOIN rm_record r ON r.n = c.record JOIN doc_record d ON d.n = c.record
         WHERE ?1 IS NULL OR c.record = ?1
         ORDER BY c.record, c.key, c.rank",
    )?;
    let mut rows = statement.query([record])?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        let json: String = row.get(5)?;
        values.push(StoredValue {
            key: row.get(0)?,
            document: DocId(row.get(1)?),
            kind: Kind::from_code(row.get(2)?).ok_or(ClientError::DatabaseDamaged)?,
            title: row.get(3)?,
            field: row.get(4)?,
            value: serde_json::from_str(&json).map_err(|_| ClientError::DatabaseDamaged)?,
            device: DeviceId(row.get(6)?),
            at: UnixMillis(row.get(7)?),
            sensitive: row.get(8)?,
        });
    }
    Ok(values)
}

/// Counts the fields in conflict.
pub(crate) fn count(connection: &Connection) -> Result<u64, ClientError> {
    Ok(connection.query_row(
        "SELECT count(*) FROM rm_conflict WHERE rank = 0",
        [],
        |row| row.get(0),
    )?)
}
