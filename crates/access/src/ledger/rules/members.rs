//! Who is in, in which role, and who was.

use proto::ledger::{Admit, Create, Enrol, Invite, Revoke};
use proto::{DeviceId, InviteId, OfficerId, Role, RoleSet, UnixMillis};
use seal::{device_id, invite_id};

use super::{Signing, bad};
use crate::duty::{Duty, grants};
use crate::ledger::{EscrowRange, InviteRecord, InviteState, Ledger, Member, Side};
use crate::refusal::Refusal;

impl Ledger {
    pub(super) fn add_invite(&mut self, signing: &Signing, invite: &Invite) -> Result<(), Refusal> {
        let id = invite_id(&invite.keys);
        check_grant(signing.roles, invite.roles)?;
        self.check_may_have_guest(signing.side)?;
        if invite.officer == OfficerId::NOBODY {
            return Err(bad("an invite is for an officer"));
        }
        self.check_all_epochs(&invite.space_keys)?;
        if self.invites.contains_key(&id) {
            return Err(Refusal::AlreadyKnown);
        }
        check_not_expired(id, invite.expires, signing.relay_now)?;
        let record = InviteRecord {
            keys: invite.keys,
            by: signing.device,
            officer: invite.officer,
            roles: invite.roles,
            since: signing.time,
            expires: invite.expires,
            state: InviteState::Open,
            space_keys: invite.space_keys.clone(),
        };
        self.invites.insert(id, record);
        Ok(())
    }

    pub(super) fn enrol(
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
        check_not_expired(signer, invite.expires, relay_now)?;
        self.check_room_for_guest()?;
        self.check_all_epochs(&enrol.space_keys)?;
        let device = device_id(&enrol.keys);
        if self.members.contains_key(&device) {
            return Err(Refusal::AlreadyKnown);
        }
        let member = Member {
            keys: enrol.keys,
            officer: invite.officer,
            side: self.side_of_invited(),
            roles: invite.roles,
            held: vec![(time, invite.roles)],
            since: time,
            invite: Some(signer),
            ended: None,
            escrow: Vec::new(),
            space_keys: enrol.space_keys.clone(),
        };
        self.members.insert(device, member);
        if let Some(invite) = self.invites.get_mut(&signer) {
            invite.state = InviteState::Used { device };
        }
        Ok(())
    }

    pub(super) fn admit(&mut self, signing: &Signing, admit: &Admit) -> Result<(), Refusal> {
        check_grant(signing.roles, admit.roles)?;
        self.check_all_epochs(&admit.space_keys)?;
        let device = device_id(&admit.keys);
        self.check_same_side(signing, device)?;
        match self.members.get_mut(&device) {
            Some(member) if member.is_active() => Err(Refusal::AlreadyKnown),
            Some(member) => readmit(member, admit, signing.time),
            None if admit.resumes > 0 => {
                Err(bad("a device that is new to the space has no packs there"))
            }
            None => {
                self.members.insert(device, newcomer(admit, signing));
                Ok(())
            }
        }
    }

    /// Whoever made an invite may withdraw it, and so may an administrator.
    pub(super) fn cancel_invite(&mut self, signing: &Signing, id: InviteId) -> Result<(), Refusal> {
        let invite = self
            .invites
            .get(&id)
            .ok_or(Refusal::InviteUnknown { invite: id })?;
        if invite.by != signing.device {
            self.need(signing, Duty::Administer)?;
        }
        check_open(id, invite)?;
        if let Some(invite) = self.invites.get_mut(&id) {
            invite.state = InviteState::Cancelled;
        }
        Ok(())
    }

    pub(super) fn change_roles(
        &mut self,
        signing: &Signing,
        device: DeviceId,
        roles: RoleSet,
    ) -> Result<(), Refusal> {
        check_grant(signing.roles, roles)?;
        self.check_same_side(signing, device)?;
        self.check_target(device)?;
        if !roles.contains(Role::Administrator) {
            self.check_other_administrator(device)?;
        }
        if let Some(member) = self.members.get_mut(&device) {
            member.roles = roles;
            member.held.push((signing.time, roles));
        }
        Ok(())
    }

    pub(super) fn revoke(&mut self, signing: &Signing, revoke: &Revoke) -> Result<(), Refusal> {
        let device = revoke.device;
        if signing.side == Side::Guest {
            self.check_same_side(signing, device)?;
        }
        self.check_target(device)?;
        self.check_other_administrator(device)?;
        self.check_new_keys(&revoke.keys, Some(device))?;
        if let Some(member) = self.members.get_mut(&device) {
            member.ended = Some(signing.time);
            member.held.push((signing.time, RoleSet::EMPTY));
            member.escrow.push(EscrowRange {
                after: revoke.last,
                through: None,
            });
        }
        self.rotate(&revoke.keys);
        Ok(())
    }

    fn check_target(&self, device: DeviceId) -> Result<(), Refusal> {
        match self.members.get(&device) {
            None => Err(Refusal::UnknownDevice { device }),
            Some(member) if !member.is_active() => Err(Refusal::AccessEnded { device }),
            Some(_) => Ok(()),
        }
    }

    /// A recovery code does not count: it is for the day on which no other administrator is left, and a space that
    /// is led by paper alone is one lost sheet from being led by nobody. Neither does a
    /// guest, which may go as it came.
    fn check_other_administrator(&self, device: DeviceId) -> Result<(), Refusal> {
        match self
            .members
            .iter()
            .any(|(id, member)| *id != device && member.administers())
        {
            true => Ok(()),
            false => Err(Refusal::LastAdministrator),
        }
    }
}

pub(super) fn founder(create: &Create, time: UnixMillis) -> Member {
    Member {
        keys: create.keys,
        officer: create.officer,
        side: Side::Host,
        roles: create.roles,
        held: vec![(time, create.roles)],
        since: time,
        invite: None,
        ended: None,
        escrow: Vec::new(),
        space_keys: vec![create.key.clone()],
    }
}

fn newcomer(admit: &Admit, signing: &Signing) -> Member {
    let time = signing.time;
    Member {
        keys: admit.keys,
        officer: admit.officer,
        side: signing.side,
        roles: admit.roles,
        held: vec![(time, admit.roles)],
        since: time,
        invite: None,
        ended: None,
        escrow: Vec::new(),
        space_keys: admit.space_keys.clone(),
    }
}

/// Its earlier packs name the device alone, so it stays the same officer's.
fn readmit(member: &mut Member, admit: &Admit, time: UnixMillis) -> Result<(), Refusal> {
    if member.keys != admit.keys || member.officer != admit.officer {
        return Err(bad("a device keeps its keys and its officer"));
    }
    member.roles = admit.roles;
    member.held.push((time, admit.roles));
    member.since = time;
    member.invite = None;
    member.ended = None;
    member.space_keys.clone_from(&admit.space_keys);
    if let Some(range) = member.escrow.last_mut() {
        range.through = Some(admit.resumes);
    }
    Ok(())
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

fn check_not_expired(
    id: InviteId,
    expires: UnixMillis,
    relay_now: Option<UnixMillis>,
) -> Result<(), Refusal> {
    match relay_now.is_some_and(|now| now > expires) {
        true => Err(Refusal::InviteExpired { invite: id }),
        false => Ok(()),
    }
}
