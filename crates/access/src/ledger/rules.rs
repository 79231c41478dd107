//! The rules that an entry must keep, one function an action. Each checks everything before it changes
//! anything, so a refused entry leaves the ledger as it was.

use std::collections::BTreeMap;

use proto::ledger::{Admit, Create, Enrol, FIRST_EPOCH, Invite};
use proto::{
    Action, Actor, DeviceId, Entry, InviteId, Role, RoleSet, SealedKey, SpaceId, SpaceKind,
    UnixMillis,
};
use seal::{VerifiedEntry, VerifyingKey, device_id, invite_id};

use super::{InviteRecord, InviteState, Ledger, Member};
use crate::duty::{Duty, duties, grants};
use crate::refusal::Refusal;

impl Ledger {
    /// Begins a ledger with the entry that creates its space. Whether the founder may create one is not
    /// decided here: a relay decides on new units, and the unit's ledger on its areas.
    pub fn found(entry: &VerifiedEntry) -> Result<Self, Refusal> {
        let Entry {
            space,
            index,
            previous,
            signer,
            action,
            time,
        } = entry.payload();
        let Action::Create(create) = action else {
            return Err(bad("the first entry creates the space"));
        };
        if !space.is_zero() || *index != 0 || !previous.is_zero() {
            return Err(bad("the first entry follows none"));
        }
        let founder = device_id(&create.keys);
        let key = VerifyingKey::try_from(&create.keys).map_err(|_| Refusal::BadSignature)?;
        if *signer != Actor::Device(founder) || *entry.key() != key {
            return Err(Refusal::BadSignature);
        }
        check_founding(create)?;
        let hash = entry.hash();
        Ok(Self {
            space: SpaceId::of_create(&hash),
            kind: create.kind,
            unit: create.unit,
            founder,
            founding_nonce: create.nonce,
            length: 1,
            head: hash,
            epoch: FIRST_EPOCH,
            members: BTreeMap::from([(founder, founding_member(create, *time))]),
            invites: BTreeMap::new(),
        })
    }

    /// Adds an entry. A relay gives its time, so that an expired invite is refused; a device that replays
    /// what a relay accepted gives none. A refused entry changes nothing.
    pub fn apply(
        &mut self,
        entry: &VerifiedEntry,
        relay_now: Option<UnixMillis>,
    ) -> Result<(), Refusal> {
        let payload = entry.payload();
        self.check_place(payload)?;
        if *entry.key() != self.signer_key(&payload.signer)? {
            return Err(Refusal::BadSignature);
        }
        match (&payload.signer, &payload.action) {
            (Actor::Invite(signer), Action::Enrol(enrol)) => {
                self.enrol(*signer, enrol, payload.time, relay_now)?;
            }
            (Actor::Invite(_), _) => return Err(bad("an invite signs its own enrolment only")),
            (Actor::Device(signer), action) => {
                self.act(*signer, action, payload.time, relay_now)?;
            }
        }
        self.length += 1;
        self.head = entry.hash();
        Ok(())
    }

    fn act(
        &mut self,
        signer: DeviceId,
        action: &Action,
        time: UnixMillis,
        relay_now: Option<UnixMillis>,
    ) -> Result<(), Refusal> {
        let roles = self.active_member(&signer)?.roles;
        match action {
            Action::Create(_) => Err(bad("a space is created once")),
            Action::Enrol(_) => Err(bad("an enrolment is signed by its invite")),
            Action::Invite(invite) => {
                self.need(roles, Duty::Invite)?;
                self.add_invite(signer, roles, invite, time, relay_now)
            }
            Action::CancelInvite { invite } => self.cancel_invite(signer, roles, *invite),
            Action::Role {
                device,
                roles: given,
            } => {
                self.need(roles, Duty::Administer)?;
                self.change_roles(*device, roles, *given)
            }
            Action::Revoke { device } => {
                self.need(roles, Duty::Administer)?;
                self.revoke(*device, time)
            }
            Action::NewEpoch { epoch, space_keys } => {
                self.need(roles, Duty::Administer)?;
                self.begin_epoch(*epoch, space_keys)
            }
            Action::Admit(admit) => {
                self.need(roles, Duty::Invite)?;
                self.admit(roles, admit, time)
            }
        }
    }

    fn check_place(&self, entry: &Entry) -> Result<(), Refusal> {
        // A first entry has no space's id and would be mistaken for another space's.
        if matches!(entry.action, Action::Create(_)) {
            return Err(bad("a space is created once"));
        }
        if entry.space != self.space {
            return Err(Refusal::UnknownSpace);
        }
        if entry.index != self.length || entry.previous != self.head {
            return Err(Refusal::StaleHead {
                length: self.length,
            });
        }
        Ok(())
    }

    fn need(&self, roles: RoleSet, duty: Duty) -> Result<(), Refusal> {
        match duties(roles, self.kind).contains(duty) {
            true => Ok(()),
            false => Err(Refusal::RoleLacksDuty { duty }),
        }
    }

    fn add_invite(
        &mut self,
        signer: DeviceId,
        signer_roles: RoleSet,
        invite: &Invite,
        time: UnixMillis,
        relay_now: Option<UnixMillis>,
    ) -> Result<(), Refusal> {
        let id = invite_id(&invite.keys);
        check_grant(signer_roles, invite.roles)?;
        self.check_epochs(&invite.space_keys)?;
        if self.invites.contains_key(&id) {
            return Err(Refusal::AlreadyKnown);
        }
        if relay_now.is_some_and(|now| now > invite.expires) {
            return Err(Refusal::InviteExpired { invite: id });
        }
        let record = InviteRecord {
            keys: invite.keys,
            by: signer,
            officer: invite.officer,
            roles: invite.roles,
            since: time,
            expires: invite.expires,
            state: InviteState::Open,
            space_keys: invite.space_keys.clone(),
        };
        self.invites.insert(id, record);
        Ok(())
    }

    fn enrol(
        &mut self,
        signer: InviteId,
        enrol: &Enrol,
        time: UnixMillis,
        relay_now: Option<UnixMillis>,
    ) -> Result<(), Refusal> {
        if signer != enrol.invite {
            return Err(bad("an invite signs its own enrolment only"));
        }
        let invite = self
            .invites
            .get(&signer)
            .ok_or(Refusal::InviteUnknown { invite: signer })?;
        check_open(signer, invite)?;
        if relay_now.is_some_and(|now| now > invite.expires) {
            return Err(Refusal::InviteExpired { invite: signer });
        }
        let (officer, roles) = (invite.officer, invite.roles);
        let device = self.add_member(Member {
            keys: enrol.keys,
            officer,
            roles,
            since: time,
            invite: Some(signer),
            ended: None,
            space_keys: enrol.space_keys.clone(),
        })?;
        if let Some(invite) = self.invites.get_mut(&signer) {
            invite.state = InviteState::Used { device };
        }
        Ok(())
    }

    fn admit(
        &mut self,
        signer_roles: RoleSet,
        admit: &Admit,
        time: UnixMillis,
    ) -> Result<(), Refusal> {
        check_grant(signer_roles, admit.roles)?;
        self.add_member(Member {
            keys: admit.keys,
            officer: admit.officer,
            roles: admit.roles,
            since: time,
            invite: None,
            ended: None,
            space_keys: admit.space_keys.clone(),
        })?;
        Ok(())
    }

    fn add_member(&mut self, member: Member) -> Result<DeviceId, Refusal> {
        self.check_epochs(&member.space_keys)?;
        let device = device_id(&member.keys);
        if self.members.contains_key(&device) {
            return Err(Refusal::AlreadyKnown);
        }
        self.members.insert(device, member);
        Ok(device)
    }

    /// Whoever made an invite may withdraw it, and so may an administrator.
    fn cancel_invite(
        &mut self,
        signer: DeviceId,
        signer_roles: RoleSet,
        id: InviteId,
    ) -> Result<(), Refusal> {
        let invite = self
            .invites
            .get(&id)
            .ok_or(Refusal::InviteUnknown { invite: id })?;
        if invite.by != signer {
            self.need(signer_roles, Duty::Administer)?;
        }
        check_open(id, invite)?;
        if let Some(invite) = self.invites.get_mut(&id) {
            invite.state = InviteState::Cancelled;
        }
        Ok(())
    }

    fn change_roles(
        &mut self,
        device: DeviceId,
        signer_roles: RoleSet,
        roles: RoleSet,
    ) -> Result<(), Refusal> {
        check_grant(signer_roles, roles)?;
        self.check_target(device)?;
        if !roles.contains(Role::Administrator) {
            self.check_other_administrator(device)?;
        }
        if let Some(member) = self.members.get_mut(&device) {
            member.roles = roles;
        }
        Ok(())
    }

    fn revoke(&mut self, device: DeviceId, time: UnixMillis) -> Result<(), Refusal> {
        self.check_target(device)?;
        self.check_other_administrator(device)?;
        if let Some(member) = self.members.get_mut(&device) {
            member.ended = Some(time);
        }
        Ok(())
    }

    /// Every member who stays gets the new key. Open invites do not have it and cannot be taken up any more.
    fn begin_epoch(
        &mut self,
        epoch: u32,
        space_keys: &[(DeviceId, SealedKey)],
    ) -> Result<(), Refusal> {
        let active = self.members.iter().filter(|(_, member)| member.is_active());
        let complete = active
            .map(|(id, _)| id)
            .eq(space_keys.iter().map(|(id, _)| id));
        let follows = Some(epoch) == self.epoch.checked_add(1)
            && space_keys.iter().all(|(_, key)| key.epoch == epoch);
        if !complete || !follows {
            return Err(Refusal::WrongKeys);
        }
        for (device, key) in space_keys {
            if let Some(member) = self.members.get_mut(device) {
                member.space_keys.push(key.clone());
            }
        }
        for invite in self
            .invites
            .values_mut()
            .filter(|invite| invite.state == InviteState::Open)
        {
            invite.state = InviteState::Cancelled;
        }
        self.epoch = epoch;
        Ok(())
    }

    /// A newcomer must be able to read the whole history: every epoch's key, in order.
    fn check_epochs(&self, space_keys: &[SealedKey]) -> Result<(), Refusal> {
        let epochs = space_keys.iter().map(|key| key.epoch);
        if epochs.eq(FIRST_EPOCH..=self.epoch) {
            Ok(())
        } else {
            Err(Refusal::WrongKeys)
        }
    }

    fn check_target(&self, device: DeviceId) -> Result<(), Refusal> {
        match self.members.get(&device) {
            None => Err(Refusal::UnknownDevice { device }),
            Some(member) if !member.is_active() => Err(Refusal::AccessEnded { device }),
            Some(_) => Ok(()),
        }
    }

    fn check_other_administrator(&self, device: DeviceId) -> Result<(), Refusal> {
        let administers =
            |member: &Member| member.is_active() && member.roles.contains(Role::Administrator);
        match self
            .members
            .iter()
            .any(|(id, member)| *id != device && administers(member))
        {
            true => Ok(()),
            false => Err(Refusal::LastAdministrator),
        }
    }
}

fn bad(rule: &'static str) -> Refusal {
    Refusal::BadEntry { rule }
}

fn check_founding(create: &Create) -> Result<(), Refusal> {
    if (create.kind == SpaceKind::Area) != create.unit.is_some() {
        return Err(bad("an area, and nothing else, belongs to a unit"));
    }
    if !create.roles.contains(Role::Administrator) {
        return Err(Refusal::LastAdministrator);
    }
    if create.key.epoch != FIRST_EPOCH {
        return Err(Refusal::WrongKeys);
    }
    Ok(())
}

fn founding_member(create: &Create, time: UnixMillis) -> Member {
    Member {
        keys: create.keys,
        officer: create.officer,
        roles: create.roles,
        since: time,
        invite: None,
        ended: None,
        space_keys: vec![create.key.clone()],
    }
}

fn check_grant(signer: RoleSet, given: RoleSet) -> Result<(), Refusal> {
    if given.is_empty() {
        return Err(bad("a member has a role"));
    }
    let grantable = grants(signer);
    match given.iter().all(|role| grantable.contains(role)) {
        true => Ok(()),
        false => Err(Refusal::RoleNotGrantable { roles: given }),
    }
}

fn check_open(id: InviteId, invite: &InviteRecord) -> Result<(), Refusal> {
    match invite.state {
        InviteState::Open => Ok(()),
        InviteState::Used { .. } => Err(Refusal::InviteUsed { invite: id }),
        InviteState::Cancelled => Err(Refusal::InviteCancelled { invite: id }),
    }
}
