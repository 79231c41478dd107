//! Removing a space from this device: deleted pages are overwritten (`secure_delete`), and then the log is emptied.

use crate::error::ClientError;
use proto::DeviceId;
use rusqlite::Connection;

/// Tells whether nothing of a space is here any more that could be read.
pub(crate) fn is_empty(connection: &Connection, space: i64) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM doc_space_key WHERE space = ?1)
                AND NOT EXISTS (SELECT 1 FROM doc_record WHERE space = ?1)",
        )?
        .query_row([space], |row| row.get(0))?)
}

/// Returns the numbers of a space's records.
pub(crate) fn records(connection: &Connection, space: i64) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached("SELECT n FROM doc_record WHERE space = ?1")?;
    let rows = statement.query_map([space], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes everything of a space but its ledger and the names of this device's own packs, whose numbers must not be used
/// again. The cursor goes back to the beginning. The rows in the read models must be gone.
pub(crate) fn space(
    connection: &Connection,
    space: i64,
    device: DeviceId,
) -> Result<(), ClientError> {
    for sql in [
        "DELETE FROM doc_change WHERE record IN (SELECT n FROM doc_record WHERE space = ?1)",
        "DELETE FROM doc_record WHERE space = ?1",
        "DELETE FROM doc_space_key WHERE space = ?1",
        "DELETE FROM doc_intent WHERE space = ?1",
        "DELETE FROM doc_suspicion WHERE space = ?1",
        "DELETE FROM doc_vouched WHERE space = ?1",
        "DELETE FROM doc_brought_entry WHERE carrier = ?1",
        "DELETE FROM doc_other_key WHERE space = ?1",
        "DELETE FROM doc_history WHERE space = ?1",
        "DELETE FROM doc_tally WHERE space = ?1",
        "DELETE FROM doc_comparing WHERE space = ?1",
        "DELETE FROM doc_left_out WHERE space = ?1",
        "DELETE FROM doc_difference WHERE space = ?1",
        "UPDATE doc_space SET high = 0, low = 0 WHERE n = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([space])?;
    }
    connection
        // The name of a pack that was set aside would say that its words are in others.
        .prepare_cached(
            "DELETE FROM doc_pack WHERE space = ?1 AND (author <> ?2 OR number = 0 OR state = 3)",
        )?
        .execute((space, device.as_bytes()))?;
    connection
        // Of a pack of which only the name is left nothing can be brought.
        .prepare_cached(
            "UPDATE doc_pack SET bytes = x'', state = CASE WHEN state IN (5, 6) THEN 2 ELSE state END
             WHERE space = ?1",
        )?
        .execute([space])?;
    Ok(())
}

/// Removes what this device noted down, which is in packs, and what it held for those who look after the unit: logs and
/// unlock codes of others. Its own log goes on from its newest line, whose words are gone too.
pub(crate) fn logs(connection: &Connection, device: DeviceId) -> Result<(), ClientError> {
    for sql in [
        "DELETE FROM doc_audit_line WHERE device <> ?1
            OR number < (SELECT max(number) FROM doc_audit_line WHERE device = ?1)",
        "UPDATE doc_audit_line SET words = '', why = '' WHERE device = ?1",
        "DELETE FROM doc_unlock_deposit WHERE device <> ?1",
    ] {
        connection
            .prepare_cached(sql)?
            .execute([device.as_bytes()])?;
    }
    Ok(())
}

/// Writes the log into the database and empties it, so that nothing deleted stands in it any more.
pub(crate) fn empty_log(connection: &Connection) -> Result<(), ClientError> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}
