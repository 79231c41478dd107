//! Who is in the unit.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view;
use access::InviteState;
use proto::{DeviceId, DocId, InviteId, UnixMillis};

/// A device of the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// The device.
    pub device: DeviceId,
    /// The officer to whom it belongs.
    pub officer: DocId,
    /// The officer's name, once the record is here.
    pub officer_name: Option<String>,
    /// Its roles in the unit.
    pub roles: Vec<&'static str>,
    /// Since when it is a member, by the signer's clock.
    pub since: UnixMillis,
    /// Whether its access has ended.
    pub ended: bool,
    /// Whether it is a recovery code on paper, which belongs to nobody.
    pub paper: bool,
    /// Whether it is this device.
    pub me: bool,
}

/// An invite that waits to be taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingInvite {
    /// The invite's id.
    pub invite: InviteId,
    /// The officer who is invited.
    pub officer: DocId,
    /// The officer's name, once the record is here.
    pub officer_name: Option<String>,
    /// The roles that it gives.
    pub roles: Vec<&'static str>,
    /// Until when it can be taken up.
    pub expires: UnixMillis,
}

impl Notebook {
    /// Lists the unit's devices in the order in which they joined.
    pub fn devices(&mut self) -> Result<Vec<DeviceRow>, ClientError> {
        let (me, unit) = (self.device, self.unit_space()?);
        let ledger = self
            .ledger(&unit)?
            .ok_or(ClientError::NotJoinedYet)?
            .clone();
        let mut devices = Vec::new();
        for (device, member) in ledger.members() {
            let officer = DocId(member.officer.0);
            devices.push(DeviceRow {
                device: *device,
                officer,
                officer_name: view::list::title(&self.connection, officer)?,
                roles: member.roles.iter().map(proto::Role::as_str).collect(),
                since: member.since,
                ended: !member.is_active(),
                paper: member.is_paper(),
                me: *device == me,
            });
        }
        devices.sort_by_key(|row| (row.since, row.device));
        Ok(devices)
    }

    /// Lists the invites that can still be taken up.
    pub fn pending_invites(&mut self) -> Result<Vec<PendingInvite>, ClientError> {
        let (now, unit) = (self.now()?, self.unit_space()?);
        let ledger = self
            .ledger(&unit)?
            .ok_or(ClientError::NotJoinedYet)?
            .clone();
        let mut pending = Vec::new();
        for (invite, record) in ledger.invites() {
            if record.state == InviteState::Open && record.expires >= now {
                let officer = DocId(record.officer.0);
                pending.push(PendingInvite {
                    invite: *invite,
                    officer,
                    officer_name: view::list::title(&self.connection, officer)?,
                    roles: record.roles.iter().map(proto::Role::as_str).collect(),
                    expires: record.expires,
                });
            }
        }
        pending.sort_by_key(|row| (row.expires, row.invite));
        Ok(pending)
    }

    /// Returns the officer behind a device, as the unit's ledger says.
    pub(crate) fn officer_of(
        &mut self,
        device: DeviceId,
    ) -> Result<Option<(DocId, Option<String>)>, ClientError> {
        let unit = self.unit_space()?;
        let officer = self
            .ledger(&unit)?
            .and_then(|ledger| ledger.member(&device))
            .map(|member| DocId(member.officer.0));
        match officer {
            Some(id) => Ok(Some((id, view::list::title(&self.connection, id)?))),
            None => Ok(None),
        }
    }
}
