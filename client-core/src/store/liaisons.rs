//! Liaisons that this device is about to enter by an invite.

use crate::error::ClientError;
use rusqlite::{Connection, OptionalExtension};
use seal::InviteSecret;

/// An invite that is being taken up.
pub(crate) struct GuestInvite {
    pub(crate) space: i64,
    /// What the unit that invited is to be called here.
    pub(crate) name: String,
    pub(crate) secret: InviteSecret,
}

/// Keeps an invite in the place of an earlier one to the same liaison.
pub(crate) fn keep(
    connection: &Connection,
    space: i64,
    secret: &[u8; 16],
    name: &str,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_liaison_invite (space, secret, name) VALUES (?1, ?2, ?3)
             ON CONFLICT (space) DO UPDATE SET secret = ?2, name = ?3",
        )?
        .execute((space, secret, name))?;
    Ok(())
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<GuestInvite>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT space, secret, name FROM doc_liaison_invite ORDER BY space")?;
    let rows = statement.query_map([], |row| {
        Ok(GuestInvite {
            space: row.get(0)?,
            secret: InviteSecret::from_bytes(row.get(1)?),
            name: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn secret_of(
    connection: &Connection,
    space: i64,
) -> Result<Option<InviteSecret>, ClientError> {
    Ok(connection
        .prepare_cached("SELECT secret FROM doc_liaison_invite WHERE space = ?1")?
        .query_row([space], |row| row.get(0))
        .optional()?
        .map(InviteSecret::from_bytes))
}

pub(crate) fn forget(connection: &Connection, space: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("DELETE FROM doc_liaison_invite WHERE space = ?1")?
        .execute([space])?;
    Ok(())
}
