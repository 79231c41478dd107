//! Unlock codes of other devices, sealed to those who may hand them out.

use crate::error::ClientError;
use proto::DeviceId;
use rusqlite::{Connection, OptionalExtension};

/// SQLite's numbers are signed; no honest device counts that far.
pub(crate) const LAST_SERIAL: u64 = i64::MAX as u64;

/// Keeps a device's deposit unless a newer one is here.
pub(crate) fn keep(
    connection: &Connection,
    device: DeviceId,
    serial: u64,
    bytes: &[u8],
) -> Result<(), ClientError> {
    let serial = serial.min(LAST_SERIAL);
    connection
        .prepare_cached(
            "INSERT INTO doc_unlock_deposit (device, serial, bytes) VALUES (?1, ?2, ?3)
             ON CONFLICT (device) DO UPDATE SET serial = ?2, bytes = ?3 WHERE serial < ?2",
        )?
        .execute((device.as_bytes(), serial, bytes))?;
    Ok(())
}

pub(crate) fn of(
    connection: &Connection,
    device: DeviceId,
) -> Result<Option<Vec<u8>>, ClientError> {
    Ok(connection
        .prepare_cached("SELECT bytes FROM doc_unlock_deposit WHERE device = ?1")?
        .query_row([device.as_bytes()], |row| row.get(0))
        .optional()?)
}

pub(crate) fn serial_of(
    connection: &Connection,
    device: DeviceId,
) -> Result<Option<u64>, ClientError> {
    Ok(connection
        .prepare_cached("SELECT serial FROM doc_unlock_deposit WHERE device = ?1")?
        .query_row([device.as_bytes()], |row| row.get(0))
        .optional()?)
}
