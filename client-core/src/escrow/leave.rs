//! Leaving a space: when this device's access to it has ended and all its work there is safe, nothing of it stays.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::store::spaces::Space;
use crate::store::{changes, late, packs, scattered, spaces, wipe};
use crate::view::list;
use crate::view::project::Projection;
use access::Member;
use proto::{Code, DocId, SpaceId, SpaceKind, UnixMillis};
use records::{Document, Kind, RecordChange};
use rusqlite::Connection;
use std::collections::BTreeMap;

impl Notebook {
    /// Tells whether this device was in a space and its access has ended.
    pub(crate) fn has_ended(&mut self, space: &Space) -> Result<bool, ClientError> {
        let device = self.device;
        let member = self
            .ledger(space)?
            .and_then(|ledger| ledger.member(&device));
        Ok(member.is_some_and(|member| !member.is_active()))
    }

    /// Tells whether this device's access to the unit has ended.
    pub(crate) fn has_left(&mut self) -> Result<bool, ClientError> {
        let unit = self.unit_space()?;
        self.has_ended(&unit)
    }

    /// Fails with `access-ended` when this device has no place in the unit any more.
    pub fn within_unit(&mut self) -> Result<(), ClientError> {
        match self.has_left()? {
            true => Err(access_ended()),
            false => Ok(()),
        }
    }

    /// Wipes the spaces in which this device's access has ended and from which nothing waits to be sent any more; returns
    /// whether there were any.
    pub(crate) fn leave_ended_spaces(&mut self) -> Result<bool, ClientError> {
        let mut names = None;
        for space in spaces::all(&self.connection)? {
            if self.has_ended(&space)?
                && self.is_all_sent(&space)?
                && !wipe::is_empty(&self.connection, space.n)?
            {
                // The unit's space may go first, and the names of the areas are in it.
                let names = match &mut names {
                    Some(names) => names,
                    none => none.insert(self.names_of_areas()?),
                };
                let name = names.get(&space.id).map(String::as_str);
                self.leave(&space, name)?;
            }
        }
        let left = names.is_some();
        if left {
            self.forget_areas();
            // What was overwritten in the database still stands in its log.
            wipe::empty_log(&self.connection)?;
        }
        Ok(left)
    }

    fn is_all_sent(&mut self, space: &Space) -> Result<bool, ClientError> {
        let device = self.device;
        let kind = self.ledger(space)?.map(access::Ledger::kind);
        let has_lines = kind == Some(SpaceKind::Audit) && self.lines_to_send()?.is_some();
        Ok(!has_lines
            && changes::unsealed_records(&self.connection, space.n)?.is_empty()
            && !packs::any_waiting_of(&self.connection, space.n, device)?)
    }

    fn names_of_areas(&self) -> Result<BTreeMap<SpaceId, String>, ClientError> {
        let mut names = BTreeMap::new();
        for n in list::all_of(&self.connection, Kind::Area)? {
            let (area, _) = changes::by_number(&self.connection, n)?;
            let space = moving::space_of_area(&self.connection, area)?;
            if let (Some(space), Some(name)) = (space, list::title(&self.connection, area)?) {
                names.insert(space, name);
            }
        }
        Ok(names)
    }

    fn leave(&mut self, space: &Space, name: Option<&str>) -> Result<(), ClientError> {
        let device = self.device;
        let ledger = self.ledger(space)?.ok_or(ClientError::NotJoinedYet)?;
        let is_log = ledger.kind() == SpaceKind::Audit;
        let escrow = ledger
            .member(&device)
            .map(|member: &Member| member.escrow.clone())
            .unwrap_or_default();
        let transaction = self.connection.transaction()?;
        for range in escrow {
            late::remember(&transaction, space.n, device, range.after, range.through)?;
        }
        for record in late::of_space(&transaction, space.n)? {
            let at = late_at(&transaction, record.record)?;
            late::remember_when(&transaction, space.n, record.record, (at, name))?;
        }
        let mut projection = Projection::default();
        let mut stay = Vec::new();
        for n in scattered::scattered_in(&transaction, space.n)? {
            match scattered::drop_carried(&transaction, n, space.n)? {
                Some(carrier) => {
                    scattered::set_space(&transaction, n, carrier)?;
                    stay.push(n);
                }
                None => scattered::set_space(&transaction, n, space.n)?,
            }
        }
        for n in wipe::records(&transaction, space.n)? {
            projection.forget(&transaction, n)?;
        }
        wipe::space(&transaction, space.n, device)?;
        for n in stay {
            projection.again(&transaction, n)?;
        }
        projection.finish(&transaction)?;
        if is_log {
            wipe::logs(&transaction, device)?;
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Tells when late work was, as if it counted; nothing where it is not here any more.
fn late_at(connection: &Connection, id: DocId) -> Result<Option<UnixMillis>, ClientError> {
    let Some(row) = changes::record(connection, id)? else {
        return Ok(None);
    };
    let held = moving::changes_of(connection, row.n)?.into_iter();
    let held: Vec<RecordChange> = held.map(|change| change.voided(false)).collect();
    let document = Document::from_changes(id, &held, records::anyone);
    let natural = match document.kind() {
        // What is due some day was promised on another.
        Some(Kind::FollowUp) | None => None,
        Some(_) => records::row(&document).and_then(|row| row.at),
    };
    Ok(natural.or(document.changed_at()))
}

/// Says that this device's access has ended.
pub(crate) fn access_ended() -> ClientError {
    ClientError::Refused {
        code: Code::AccessEnded.as_str().to_owned(),
    }
}
