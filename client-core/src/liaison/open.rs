//! Founding a liaison, and inviting the other unit to it.

use crate::error::ClientError;
use crate::liaison::unit::{OtherUnit, other_units};
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::spaces::Space;
use crate::store::{ledgers, spaces};
use crate::unit::INVITE_LASTS_MILLIS;
use access::{Intent, NewSpace, Request, Side, decide};
use proto::{Actor, DocId, LiaisonCode, OfficerId, Role, RoleSet, SpaceId, UnixMillis};
use seal::InviteSecret;

/// A code for another unit.
#[derive(Clone, PartialEq, Eq)]
pub struct LiaisonInvitation {
    /// What a commander or administrator of the other unit types; whoever has it can take that unit's place.
    pub code: String,
    /// The other unit's record here.
    pub unit: DocId,
    /// Until when it can be taken up.
    pub expires: UnixMillis,
}

impl std::fmt::Debug for LiaisonInvitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LiaisonInvitation({})", self.unit)
    }
}

impl Notebook {
    /// Founds a liaison with another unit, or invites it again to one that it has not taken up. The code is valid
    /// on the relay with the next sync.
    ///
    /// Fails with `relay-not-met`, `role-lacks-duty` where this device does not administer the unit, `liaison-exists` where the
    /// two are linked already, or `record-invalid` for the name.
    pub fn new_liaison(&mut self, name: &str) -> Result<LiaisonInvitation, ClientError> {
        self.within_lease()?;
        self.within_unit()?;
        let relay = self.relay()?.id.ok_or(ClientError::RelayNotMet)?;
        let unit = self.unit_space()?;
        let me = Actor::Device(self.device);
        let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
        if !decide(ledger, me, Request::FoundSpace).is_allowed() {
            return Err(ClientError::RoleLacksDuty);
        }
        let own_name = self.own_unit()?.map(|(_, name)| name).unwrap_or_default();
        self.in_one_transaction(|notebook| {
            let known = notebook.unit_named(name)?;
            let open = match known.as_ref().and_then(|unit| unit.space) {
                Some(space) => notebook.never_taken_up(space)?,
                None => None,
            };
            let known = known.map(|unit| unit.id);
            let (record, space) = match (known, open) {
                (Some(record), Some(space)) => (record, space),
                _ => notebook.found_liaison(unit.id, known, name)?,
            };
            let secret = InviteSecret::generate(&mut notebook.world.random);
            let expires = notebook.now()?.plus_millis(INVITE_LASTS_MILLIS);
            let intent = Intent::Invite {
                keys: *secret.pair().keys(),
                // Who takes it up is the other unit's choice: the invite is for the unit.
                officer: OfficerId(record.0),
                roles: leading(),
                expires,
            };
            let waiting = Waiting::Intent(intent).to_bytes();
            ledgers::add_intent(&notebook.connection, space.n, &waiting)?;
            let code = LiaisonCode {
                relay,
                unit: unit.id,
                name: own_name,
                liaison: space.id,
                secret: *secret.as_bytes(),
                expires,
            };
            Ok(LiaisonInvitation {
                code: code.to_string(),
                unit: record,
                expires,
            })
        })
    }

    fn found_liaison(
        &mut self,
        unit: SpaceId,
        known: Option<DocId>,
        name: &str,
    ) -> Result<(DocId, Space), ClientError> {
        let officer = self.officer()?.ok_or(ClientError::NotJoinedYet)?;
        let id = self.found_space(NewSpace::Liaison { unit }, officer)?;
        let record = self.write_other_unit(known, name, id)?;
        let space = spaces::by_id(&self.connection, id)?;
        Ok((record, space.ok_or(ClientError::DatabaseDamaged)?))
    }

    /// Returns the space of a liaison of this unit's making in which nobody of the other unit ever was. One that has ended is
    /// not taken up again: a device enrols in a space once.
    ///
    /// Fails with `liaison-exists` where the other unit is in it, or made it.
    fn never_taken_up(&mut self, space: SpaceId) -> Result<Option<Space>, ClientError> {
        let me = self.device;
        let Some(space) = spaces::by_id(&self.connection, space)? else {
            return Err(ClientError::LiaisonExists);
        };
        let ledger = self.ledger_as_decided(&space)?;
        let is_host = |member: &access::Member| member.side == Side::Host;
        let is_over = !ledger.has_guests();
        match ledger.active_member(&me) {
            Ok(member) if is_host(member) && is_over => {
                let was_taken_up = ledger.members().any(|(_, member)| !is_host(member));
                Ok((!was_taken_up).then_some(space))
            }
            Err(_) if is_over || ledger.member(&me).is_some() => Ok(None),
            _ => Err(ClientError::LiaisonExists),
        }
    }

    /// Finds the record of another unit by its name.
    pub(super) fn unit_named(&self, name: &str) -> Result<Option<OtherUnit>, ClientError> {
        let units = other_units(&self.connection)?.into_iter();
        let own = self.own_unit()?.map(|(id, _)| id);
        let mut named = units.filter(|unit| Some(unit.id) != own);
        Ok(named.find(|unit| unit.name == name.trim()))
    }
}

/// The roles of the device that takes up an invite: it lets in the others of its unit.
fn leading() -> RoleSet {
    [Role::Commander, Role::Administrator].into_iter().collect()
}
