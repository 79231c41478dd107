//! What is compared of records, and the keys by which those that are alike are found.

use crate::error::ClientError;
use likeness::{MOST_SHARING, NormalForm, Position, Profile};
use proto::DocId;
use records::Kind;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeSet;

/// Writes a record's profile and keys.
pub(crate) fn insert(connection: &Connection, n: i64, profile: Profile) -> Result<(), ClientError> {
    let members: Vec<u8> = profile.members.iter().flat_map(|member| member.0).collect();
    connection
        .prepare_cached(
            "INSERT INTO rm_profile (record, kind, space, name, person, address, phone, class, lat, lon, members)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(rusqlite::params![
            n,
            profile.kind.code(),
            profile.area,
            profile.name,
            profile.person,
            profile.address,
            profile.phone,
            profile.class,
            profile.position.map(|position| position.lat),
            profile.position.map(|position| position.lon),
            members,
        ])?;
    let mut statement =
        connection.prepare_cached("INSERT INTO rm_likeness (key, record) VALUES (?1, ?2)")?;
    for key in NormalForm::from(profile).keys() {
        statement.execute((key.cast_signed(), n))?;
    }
    Ok(())
}

/// Removes a record's profile and keys.
pub(crate) fn remove(connection: &Connection, n: i64) -> Result<(), ClientError> {
    let Some(profile) = of_record(connection, n)? else {
        return Ok(());
    };
    let mut statement =
        connection.prepare_cached("DELETE FROM rm_likeness WHERE key = ?1 AND record = ?2")?;
    for key in NormalForm::from(profile).keys() {
        statement.execute((key.cast_signed(), n))?;
    }
    connection
        .prepare_cached("DELETE FROM rm_profile WHERE record = ?1")?
        .execute([n])?;
    Ok(())
}

/// Returns a record's profile; nothing where it is not compared.
pub(crate) fn of_record(connection: &Connection, n: i64) -> Result<Option<Profile>, ClientError> {
    let found = connection
        .prepare_cached(
            "SELECT record, kind, space, name, person, address, phone, class, lat, lon, members
             FROM rm_profile WHERE record = ?1",
        )?
        .query_row([n], |row| Ok(read(row)))
        .optional()?;
    Ok(found.transpose()?.map(|(_, profile)| profile))
}

/// Goes through the profiles of a kind in the order of the records' arrival.
pub(crate) fn of_kind(
    connection: &Connection,
    kind: Kind,
    mut take: impl FnMut(i64, Profile),
) -> Result<(), ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT record, kind, space, name, person, address, phone, class, lat, lon, members
         FROM rm_profile WHERE kind = ?1 ORDER BY record",
    )?;
    let mut rows = statement.query([kind.code()])?;
    while let Some(row) = rows.next()? {
        let (n, profile) = read(row)?;
        take(n, profile);
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<(i64, Profile), ClientError> {
    let position: (Option<i32>, Option<i32>) = (row.get(8)?, row.get(9)?);
    let members: Vec<u8> = row.get(10)?;
    let (members, _) = members.as_chunks::<16>();
    let profile = Profile {
        kind: Kind::from_code(row.get(1)?).ok_or(ClientError::DatabaseDamaged)?,
        area: row.get(2)?,
        name: row.get(3)?,
        person: row.get(4)?,
        address: row.get(5)?,
        phone: row.get(6)?,
        class: row.get(7)?,
        position: match position {
            (Some(lat), Some(lon)) => Some(Position { lat, lon }),
            _ => None,
        },
        members: members.iter().copied().map(DocId).collect(),
    };
    Ok((row.get(0)?, profile))
}

/// Returns the records that share a key with a form, in the order of their arrival. Keys that too many share are left out.
pub(crate) fn sharing_a_key(
    connection: &Connection,
    form: &NormalForm,
) -> Result<BTreeSet<i64>, ClientError> {
    let mut statement =
        connection.prepare_cached("SELECT record FROM rm_likeness WHERE key = ?1 LIMIT ?2")?;
    let mut sharing = BTreeSet::new();
    for key in form.keys() {
        let rows = statement.query_map((key.cast_signed(), MOST_SHARING + 1), |row| row.get(0))?;
        let records: Vec<i64> = rows.collect::<Result<_, _>>()?;
        if records.len() <= MOST_SHARING {
            sharing.extend(records);
        }
    }
    Ok(sharing)
}
