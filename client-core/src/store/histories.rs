//! Ledgers that were given up, and what of them is still to be decided again.

use crate::error::ClientError;
use rusqlite::Connection;
use seal::SpaceKey;

/// A history that is not settled.
#[derive(Debug)]
pub(crate) struct History {
    /// All its entries, in order.
    pub(crate) entries: Vec<Vec<u8>>,
    /// The places that are not settled, with the rows that say so.
    pub(crate) open: Vec<(i64, usize)>,
}

/// Keeps a ledger that is given up. Entries before the place at which it parts are settled: they stand.
pub(crate) fn keep(
    connection: &Connection,
    space: i64,
    parted: usize,
    at: i64,
    entries: &[Vec<u8>],
) -> Result<(), ClientError> {
    connection
        .prepare_cached("INSERT INTO doc_history (space, parted, at) VALUES (?1, ?2, ?3)")?
        .execute((space, parted as i64, at))?;
    let history = connection.last_insert_rowid();
    let mut statement = connection.prepare_cached(
        "INSERT INTO doc_history_entry (history, position, bytes, settled) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (position, entry) in entries.iter().enumerate() {
        statement.execute((history, position as i64, entry, position < parted))?;
    }
    Ok(())
}

/// Tells whether anything is still to be decided again, or a key to be published, of whatever space.
pub(crate) fn any_open(connection: &Connection) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM doc_history_entry WHERE settled = 0)
                OR EXISTS (SELECT 1 FROM doc_other_key o WHERE NOT EXISTS (
                    SELECT 1 FROM doc_space_key k WHERE k.space = o.space AND k.key = o.key))",
        )?
        .exists([])?)
}

/// Tells whether anything is still to be decided again in a space.
pub(crate) fn is_open(connection: &Connection, space: i64) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM doc_history_entry e JOIN doc_history h ON h.n = e.history
             WHERE e.settled = 0 AND h.space = ?1",
        )?
        .exists([space])?)
}

/// Returns the histories of a space of which something is still to be decided again, the oldest first.
pub(crate) fn open(connection: &Connection, space: i64) -> Result<Vec<History>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT n FROM doc_history WHERE space = ?1
         AND EXISTS (SELECT 1 FROM doc_history_entry WHERE history = doc_history.n AND settled = 0) ORDER BY n",
    )?;
    let numbers = statement.query_map([space], |row| row.get(0))?;
    let numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
    let mut statement = connection.prepare_cached(
        "SELECT bytes, settled FROM doc_history_entry WHERE history = ?1 ORDER BY position",
    )?;
    let mut histories = Vec::new();
    for n in numbers {
        let mut history = History {
            entries: Vec::new(),
            open: Vec::new(),
        };
        let mut rows = statement.query([n])?;
        while let Some(row) = rows.next()? {
            if !row.get::<_, bool>(1)? {
                history.open.push((n, history.entries.len()));
            }
            history.entries.push(row.get(0)?);
        }
        histories.push(history);
    }
    Ok(histories)
}

/// Takes note that nothing is to be done about an entry any more.
pub(crate) fn settle(
    connection: &Connection,
    (history, position): (i64, usize),
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_history_entry SET settled = 1 WHERE history = ?1 AND position = ?2",
        )?
        .execute((history, position as i64))?;
    Ok(())
}

/// Keeps the keys of epochs after one, which the ledger that stands does not know, and takes them out of use.
pub(crate) fn retire_keys(
    connection: &Connection,
    space: i64,
    after: u32,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO doc_other_key (space, key)
             SELECT space, key FROM doc_space_key WHERE space = ?1 AND epoch > ?2",
        )?
        .execute((space, after))?;
    connection
        .prepare_cached("DELETE FROM doc_space_key WHERE space = ?1 AND epoch > ?2")?
        .execute((space, after))?;
    Ok(())
}

/// Returns the keys of a space that no epoch of its ledger has.
pub(crate) fn other_keys(
    connection: &Connection,
    space: i64,
) -> Result<Vec<SpaceKey>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT key FROM doc_other_key WHERE space = ?1
         AND key NOT IN (SELECT key FROM doc_space_key WHERE space = ?1) ORDER BY key",
    )?;
    let rows = statement.query_map([space], |row| row.get::<_, [u8; 32]>(0))?;
    let keys = rows.map(|key| key.map(SpaceKey::from_bytes));
    Ok(keys.collect::<Result<_, _>>()?)
}
