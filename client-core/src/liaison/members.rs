//! Who of the unit is in its liaisons: whoever reviews in the unit, as the unit's ledger says.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::spaces::Space;
use crate::store::{holdings, ledgers, liaisons, spaces};
use access::{Intent, Ledger, Member};
use proto::{DeviceId, Role, RoleSet, SpaceKind};
use records::schema::REVIEWERS;
use rusqlite::Connection;

/// Returns the roles that a member of the unit has in the unit's liaisons; none for whoever is not let in.
pub(crate) fn part_in_liaisons(roles: RoleSet) -> RoleSet {
    let is_reviewing = |role: &Role| REVIEWERS.contains(role);
    roles.iter().filter(is_reviewing).collect()
}

impl Notebook {
    /// Does what follows from a ledger of a liaison or of the unit: notes down with whom there is one now, and lets members in
    /// and out as they came and went in the unit.
    pub(crate) fn follow_liaisons(&mut self) -> Result<(), ClientError> {
        let liaisons = spaces::of_kind(&self.connection, SpaceKind::Liaison)?;
        if liaisons.is_empty() || self.has_left()? {
            return Ok(());
        }
        self.note_hosts()?;
        let unit = self.unit_space()?;
        let unit = self.ledger_as_decided(&unit)?;
        for space in liaisons {
            self.follow_unit(&space, &unit)?;
        }
        Ok(())
    }

    /// Keeps a record of each unit whose invite has brought this device in.
    fn note_hosts(&mut self) -> Result<(), ClientError> {
        for invite in liaisons::all(&self.connection)? {
            let space = spaces::by_number(&self.connection, invite.space)?;
            let me = self.device;
            let is_in = |ledger: &Ledger| ledger.active_member(&me).is_ok();
            if self.ledger(&space)?.is_some_and(is_in) {
                self.in_one_transaction(|notebook| {
                    if notebook.name_of_linked(space.id)?.is_none() {
                        let known = notebook.unit_named(&invite.name)?.map(|unit| unit.id);
                        notebook.write_other_unit(known, &invite.name, space.id)?;
                    }
                    liaisons::forget(&notebook.connection, space.n)
                })?;
            }
        }
        Ok(())
    }

    fn follow_unit(&mut self, space: &Space, unit: &Ledger) -> Result<(), ClientError> {
        let me = self.device;
        let is_in = |ledger: &Ledger| ledger.active_member(&me).is_ok();
        if !self.ledger(space)?.is_some_and(is_in) {
            return Ok(());
        }
        let mut ledger = self.ledger_as_decided(space)?;
        let time = self.now()?;
        for intent in due(&self.connection, space, me, &ledger, unit)? {
            // What this device may not do, another one does.
            let signed = intent.sign(&ledger, &self.secret, time, &mut self.world.random);
            if let Ok(signed) = signed
                && ledger.extend(&signed, None).is_ok()
            {
                let waiting = Waiting::Intent(intent).to_bytes();
                ledgers::add_intent(&self.connection, space.n, &waiting)?;
            }
        }
        Ok(())
    }
}

/// Names what a liaison's ledger lacks of what the unit's says. Of devices that the unit's does not know nothing is said: an
/// answer that was cut may have brought one ledger and not the other.
fn due(
    connection: &Connection,
    space: &Space,
    me: DeviceId,
    ledger: &Ledger,
    unit: &Ledger,
) -> Result<Vec<Intent>, ClientError> {
    let side = ledger.member(&me).map(|member| member.side);
    let mut intents = Vec::new();
    for (device, in_unit) in unit.members().filter(|(device, _)| **device != me) {
        let roles = match in_unit.is_active() {
            true => part_in_liaisons(in_unit.roles),
            false => RoleSet::EMPTY,
        };
        let known = ledger.member(device);
        if known.is_some_and(|member| Some(member.side) != side) {
            continue;
        }
        let newest = holdings::newest(connection, space.n, *device)?;
        let (device, last) = (*device, newest);
        match known.filter(|member| member.is_active()) {
            None if roles.is_empty() => {}
            None => intents.push(admission(in_unit, known, roles, newest)),
            Some(_) if roles.is_empty() => intents.push(Intent::Revoke { device, last }),
            Some(member) if member.roles != roles => intents.push(Intent::Role { device, roles }),
            Some(_) => {}
        }
    }
    Ok(intents)
}

/// A device that is let in again keeps the officer that the liaison knows it by.
fn admission(in_unit: &Member, known: Option<&Member>, roles: RoleSet, newest: u64) -> Intent {
    Intent::Admit {
        keys: in_unit.keys,
        officer: known.unwrap_or(in_unit).officer,
        roles,
        resumes: if known.is_some() { newest } else { 0 },
    }
}
