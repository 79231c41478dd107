//! Where a record is at home: in the space of its area, or where that is at home to which it belongs.

use crate::error::ClientError;
use crate::moving::space_of_area;
use crate::notebook::Notebook;
use crate::store::changes::RecordRow;
use crate::store::{meta, scattered, spaces};
use crate::view::moved::{self, Home};
use proto::{DocId, SpaceId};
use records::{Document, Kind, Row};
use rusqlite::Connection;

/// Finds the home of a record that has moved, or belongs to one that has; nothing for all others.
///
/// `space` is where it is listed while its area's record has not arrived.
pub(crate) fn home_of(
    connection: &Connection,
    record: i64,
    space: i64,
    document: &Document,
    row: &Row,
) -> Result<Option<Home>, ClientError> {
    let Some(area) = row.area else {
        return Ok(None);
    };
    if let (Kind::Visit | Kind::FollowUp, Some(parent)) = (row.kind, row.parent)
        && let Some(home) = moved::of_id(connection, parent)?
        && moved::has_lived(connection, home.root, area)?
    {
        return Ok(Some(home));
    }
    // What somebody brought to a space does not say that it belongs there.
    if document.referred("area").len() < 2 && !scattered::is_scattered(connection, record)? {
        return Ok(None);
    }
    Ok(Some(Home {
        root: record,
        area,
        space: readable_space_of(connection, area)?.unwrap_or(Some(space)),
    }))
}

/// Returns the space of an area if this device can read it; the outer nothing says that the area's record is not here.
pub(super) fn readable_space_of(
    connection: &Connection,
    area: DocId,
) -> Result<Option<Option<i64>>, ClientError> {
    match space_of_area(connection, area)? {
        Some(space) => is_readable(connection, space).map(Some),
        None => Ok(None),
    }
}

/// Returns a space's number if this device can read it.
pub(crate) fn is_readable(
    connection: &Connection,
    space: SpaceId,
) -> Result<Option<i64>, ClientError> {
    match spaces::by_id(connection, space)? {
        Some(space) if spaces::has_keys(connection, space.n)? => Ok(Some(space.n)),
        _ => Ok(None),
    }
}

/// Returns the space by whose ledger is judged which roles the writers of a record held: of one that has lived in several
/// spaces the unit's, which every device has.
pub(crate) fn judging_space(connection: &Connection, row: &RecordRow) -> Result<i64, ClientError> {
    if !row.scattered {
        return Ok(row.space);
    }
    let unit: Option<[u8; 16]> = meta::get(connection, meta::UNIT_SPACE)?;
    let unit = SpaceId(unit.ok_or(ClientError::NotJoinedYet)?);
    let space = spaces::by_id(connection, unit)?;
    Ok(space.ok_or(ClientError::NotJoinedYet)?.n)
}

impl Notebook {
    /// Returns the area where a record is now that has moved out of this device's sight.
    pub(crate) fn moved_away(&self, record: i64) -> Result<Option<DocId>, ClientError> {
        let home = moved::of(&self.connection, record)?;
        Ok(home
            .filter(|home| home.space.is_none())
            .map(|home| home.area))
    }

    /// Fails with `record-moved` where a record is in an area that this device is not in.
    pub(crate) fn refuse_moved(&self, record: i64) -> Result<(), ClientError> {
        match self.moved_away(record)? {
            Some(_) => Err(ClientError::RecordMoved),
            None => Ok(()),
        }
    }
}
