//! Leaving a space: when this device's access to it has ended and all its work there is safe, nothing of it stays.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::spaces::Space;
use crate::store::{changes, late, packs, scattered, spaces, wipe};
use crate::view::project::Projection;
use access::Member;
use proto::{Code, SpaceKind};

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
        let mut left = false;
        for space in spaces::all(&self.connection)? {
            if self.has_ended(&space)?
                && self.is_all_sent(&space)?
                && !wipe::is_empty(&self.connection, space.n)?
            {
                self.leave(&space)?;
                left = true;
            }
        }
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

    fn leave(&mut self, space: &Space) -> Result<(), ClientError> {
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

/// Says that this device's access has ended.
pub(crate) fn access_ended() -> ClientError {
    ClientError::Refused {
        code: Code::AccessEnded.as_str().to_owned(),
    }
}
