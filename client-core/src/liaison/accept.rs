//! Taking up another unit's code.

use crate::error::ClientError;
use crate::liaison::unit::other_units;
use crate::notebook::Notebook;
use crate::store::{liaisons, spaces};
use proto::{LiaisonCode, Role, SpaceId, SpaceKind};

impl Notebook {
    /// Takes note of a code from another unit; the next sync brings this device in, and the unit's other reviewing devices
    /// after it. Returns what the other unit is called: as `name` says, or as it calls itself.
    ///
    /// Fails with `liaison-malformed`, `liaison-other-relay`, `liaison-exists` where this unit is in it already or has made the
    /// code itself, or `role-lacks-duty` where this device is neither a commander's nor an administrator's.
    pub fn accept_liaison(
        &mut self,
        code: &str,
        name: Option<&str>,
    ) -> Result<String, ClientError> {
        self.within_lease()?;
        self.within_unit()?;
        let code: LiaisonCode = code
            .trim()
            .parse()
            .map_err(|_| ClientError::LiaisonMalformed)?;
        if self.relay()?.id.is_some_and(|relay| relay != code.relay) {
            return Err(ClientError::LiaisonOtherRelay);
        }
        let unit = self.unit_space()?;
        let device = self.device;
        let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
        let leads = |member: &access::Member| {
            let leading = [Role::Commander, Role::Administrator];
            leading.iter().any(|role| member.roles.contains(*role))
        };
        if !ledger.active_member(&device).is_ok_and(leads) {
            return Err(ClientError::RoleLacksDuty);
        }
        if code.unit == unit.id {
            return Err(ClientError::LiaisonExists);
        }
        let name = name.unwrap_or(&code.name).trim().to_owned();
        self.in_one_transaction(|notebook| {
            let n = match spaces::by_id(&notebook.connection, code.liaison)? {
                Some(space) => space.n,
                None => spaces::insert(&notebook.connection, code.liaison, SpaceKind::Liaison)?,
            };
            let space = spaces::by_number(&notebook.connection, n)?;
            if let Some(ledger) = notebook.ledger(&space)?
                && ledger.active_member(&device).is_ok()
            {
                return Err(ClientError::LiaisonExists);
            }
            liaisons::keep(&notebook.connection, n, &code.secret, &name)
        })?;
        Ok(name)
    }

    /// Takes up the spaces of liaisons that others of the unit founded or accepted, where this device is of those who are let
    /// in; returns whether there were any.
    pub(crate) fn adopt_liaisons(&mut self) -> Result<bool, ClientError> {
        let (me, unit) = (self.device, self.unit_space()?);
        let roles = self
            .ledger(&unit)?
            .and_then(|ledger| ledger.active_member(&me).ok())
            .map(|member| member.roles);
        if roles.is_none_or(|roles| super::members::part_in_liaisons(roles).is_empty()) {
            return Ok(false);
        }
        let units = other_units(&self.connection)?.into_iter();
        let liaisons: Vec<SpaceId> = units.filter_map(|unit| unit.space).collect();
        let mut adopted = false;
        for liaison in liaisons {
            if spaces::by_id(&self.connection, liaison)?.is_none() {
                spaces::insert(&self.connection, liaison, SpaceKind::Liaison)?;
                adopted = true;
            }
        }
        Ok(adopted)
    }
}
