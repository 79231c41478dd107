//! Where there are conflicts: which records, which places in them. What the values are is read from the records.

use crate::error::ClientError;
use crate::store::postponed::Seen;
use crate::view::narrowing::Narrowing;
use proto::{DeviceId, UnixMillis};
use records::Kind;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

/// Narrows the list. Everything left out does not.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub(crate) record: Option<i64>,
    pub(crate) kind: Option<Kind>,
    pub(crate) space: Option<i64>,
    /// Devices of which one wrote one of the values.
    pub(crate) devices: Option<Vec<DeviceId>>,
    pub(crate) from: Option<UnixMillis>,
    pub(crate) until: Option<UnixMillis>,
    pub(crate) with_postponed: bool,
    /// By which postponements end.
    pub(crate) now: UnixMillis,
}

/// A place of a record where there is more than one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) record: i64,
    pub(crate) key: String,
    pub(crate) postponed_until: Option<UnixMillis>,
}

/// How many conflicts a filter lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) shown: u64,
    /// Postponed, and for that alone not among them.
    pub(crate) left_out: u64,
}

/// Every conflict that the filter lets through, postponed or not. What was postponed is shown again once a value has come
/// or gone since.
const FILTERED: &str = "
    SELECT c.record, c.key, c.newest, d.id, p.until
    FROM (SELECT record, key, max(at) AS newest, count(*) AS number FROM rm_conflict
          WHERE :record IS NULL OR record = :record GROUP BY record, key) c
    JOIN rm_record r ON r.n = c.record
    JOIN doc_record d ON d.n = c.record
    LEFT JOIN doc_postponed p ON p.record = c.record AND p.key = c.key AND p.until > :now
                             AND p.newest = c.newest AND p.number = c.number
    WHERE (:kind IS NULL OR r.kind = :kind) AND (:space IS NULL OR r.space = :space)
      AND (:from IS NULL OR c.newest >= :from) AND (:until IS NULL OR c.newest < :until)
      AND (:devices IS NULL OR EXISTS (
           SELECT 1 FROM rm_conflict v WHERE v.record = c.record AND v.key = c.key
           AND hex(v.device) IN (SELECT value FROM json_each(:devices))))";

impl Filter {
    /// Returns what the statement's parameters stand for.
    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            (":record", self.record.into()),
            (":kind", self.kind.map(|kind| i64::from(kind.code())).into()),
            (":space", self.space.into()),
            (":from", self.from.map(|at| at.0).into()),
            (":until", self.until.map(|at| at.0).into()),
            (":devices", self.devices().into()),
            (":now", self.now.0.into()),
            (":with_postponed", self.with_postponed.into()),
        ]
    }

    fn devices(&self) -> Option<String> {
        let hex = |device: &DeviceId| -> String {
            let bytes = device.as_bytes().iter();
            bytes.map(|byte| format!("{byte:02X}")).collect()
        };
        let devices: Vec<String> = self.devices.as_ref()?.iter().map(hex).collect();
        Some(serde_json::json!(devices).to_string())
    }
}

/// Returns a page, the conflict with the newest value first; nothing about the order depends on how records arrived here.
pub(crate) fn page(
    connection: &Connection,
    filter: &Filter,
    page: &Narrowing,
) -> Result<Vec<Place>, ClientError> {
    let sql = format!(
        "SELECT record, key, until FROM ({FILTERED}) WHERE :with_postponed OR until IS NULL
         ORDER BY newest DESC, id, key LIMIT :limit OFFSET :offset"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut values = filter.values();
    values.push((":limit", page.sql_limit().into()));
    values.push((":offset", page.offset.into()));
    let rows = statement.query_map(&values[..], |row| {
        Ok(Place {
            record: row.get(0)?,
            key: row.get(1)?,
            postponed_until: row.get::<_, Option<i64>>(2)?.map(UnixMillis),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts what all pages show and leave out.
pub(crate) fn count_of(connection: &Connection, filter: &Filter) -> Result<Counts, ClientError> {
    let sql = format!(
        "SELECT count(*) FILTER (WHERE :with_postponed OR until IS NULL),
                count(*) FILTER (WHERE NOT :with_postponed AND until IS NOT NULL) FROM ({FILTERED})"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row(&filter.values()[..], |row| {
        Ok(Counts {
            shown: row.get(0)?,
            left_out: row.get(1)?,
        })
    })?)
}

/// Returns by what a conflict is recognised as the one that was postponed; nothing where there is none.
pub(crate) fn seen(
    connection: &Connection,
    record: i64,
    key: &str,
) -> Result<Option<Seen>, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT max(at), count(*) FROM rm_conflict WHERE record = ?1 AND key = ?2 GROUP BY record",
        )?
        .query_row((record, key), |row| {
            Ok(Seen {
                newest: row.get(0)?,
                number: row.get(1)?,
            })
        })
        .optional()?)
}

/// Counts the fields in conflict.
pub(crate) fn count(connection: &Connection) -> Result<u64, ClientError> {
    Ok(connection.query_row(
        "SELECT count(*) FROM rm_conflict WHERE rank = 0",
        [],
        |row| row.get(0),
    )?)
}
