//! Single values of the device: its secret, the relay, the clock's offset, the last sync.

use crate::error::ClientError;
use rusqlite::types::{FromSql, ToSql};
use rusqlite::{Connection, OptionalExtension};

pub(crate) const DEVICE_SECRET: &str = "device_secret";
pub(crate) const RELAY_URL: &str = "relay_url";
pub(crate) const RELAY_ID: &str = "relay_id";
pub(crate) const RELAY_EPOCH: &str = "relay_epoch";
/// The life of the relay in which all its ledgers were the known ones.
pub(crate) const AGREED_EPOCH: &str = "agreed_epoch";
pub(crate) const CLOCK_OFFSET: &str = "clock_offset";
pub(crate) const LAST_SYNC: &str = "last_sync";
pub(crate) const UNIT_SPACE: &str = "unit_space";
pub(crate) const AUDIT_SPACE: &str = "audit_space";
pub(crate) const INVITE_SECRET: &str = "invite_secret";
pub(crate) const JOINING_AS_DEVICE: &str = "joining_as_device";
pub(crate) const UPLOAD_BUDGET: &str = "upload_budget";
pub(crate) const PROBE: &str = "probe";
/// With a space's number: the newest stored pack when it was last seen how the space's log is cut.
pub(crate) const LOOKED_AT: &str = "looked_at_";
/// With a space's number: when a row was last fetched that looks like a merged pack which was not believed.
pub(crate) const FETCHED_AGAIN: &str = "fetched_again_";
pub(crate) const NEW_EPOCH: &str = "new_epoch";
pub(crate) const INCLUDE_OWN: &str = "include_own";
/// This device's own packs are asked for once nothing waits for a newer program before them.
pub(crate) const OWN_LATER: &str = "own_later";
/// How many changes packs carried when the last sync came to its end.
pub(crate) const CHANGES_CARRIED: &str = "changes_carried";
/// With a kind's code: how many of its rows were listed since when.
pub(crate) const LISTED: &str = "listed_";
pub(crate) const AUDIT_SEALED: &str = "audit_sealed";
pub(crate) const LATEST_TIME: &str = "latest_time";
pub(crate) const AREAS_CHANGED: &str = "areas_changed";
pub(crate) const OPENED_AT: &str = "opened_at";
pub(crate) const LEASE_DAYS: &str = "lease_days";
pub(crate) const LEASE_EXTENDED: &str = "lease_extended";
pub(crate) const LEASE_FROM: &str = "lease_from";
pub(crate) const UNLOCK_KEPT: &str = "unlock_kept";
/// Whether another unlock code is to be drawn: this one went to somebody who is not to hand it out any more, or came back with an
/// older copy of the phone.
pub(crate) const UNLOCK_OUTLIVED: &str = "unlock_outlived";
pub(crate) const UNLOCK_PACK: &str = "unlock_pack";
pub(crate) const UNLOCK_RECIPIENTS: &str = "unlock_recipients";
pub(crate) const UNLOCK_SECRET: &str = "unlock_secret";
pub(crate) const UNLOCK_SERIAL: &str = "unlock_serial";
pub(crate) const WRONG_PINS: &str = "wrong_pins";
pub(crate) const READ_MODEL_VERSION: &str = "read_model_version";

pub(crate) fn get<T: FromSql>(
    connection: &Connection,
    key: &str,
) -> Result<Option<T>, ClientError> {
    Ok(connection
        .prepare_cached("SELECT value FROM doc_meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

pub(crate) fn set(
    connection: &Connection,
    key: &str,
    value: impl ToSql,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("INSERT INTO doc_meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
        .execute((key, value))?;
    Ok(())
}

pub(crate) fn remove(connection: &Connection, key: &str) -> Result<(), ClientError> {
    connection
        .prepare_cached("DELETE FROM doc_meta WHERE key = ?1")?
        .execute([key])?;
    Ok(())
}
