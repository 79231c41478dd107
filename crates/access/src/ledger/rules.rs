//! The rules that an entry must keep: here those of every entry, below one file for each family of actions.
//! Each rule checks everything before it changes anything, so a refused entry leaves the ledger as it was.

mod erasure;
mod escrow;
mod keys;
mod liaison;
mod members;
mod policy;

use std::collections::BTreeMap;

use proto::ledger::{Create, FIRST_EPOCH, Policy};
use proto::{
    Action, Actor, DeviceId, Entry, OfficerId, Role, RoleSet, SpaceId, SpaceKind, UnixMillis,
};
use seal::{VerifiedEntry, VerifyingKey, device_id};

use super::Ledger;
use crate::duty::{Duty, duties};
use crate::ledger::Side;
use crate::refusal::Refusal;

/// The member who signs an entry, and where and when.
struct Signing {
    device: DeviceId,
    roles: RoleSet,
    side: Side,
    index: u64,
    time: UnixMillis,
    /// The relay's time; none where a device replays what a relay accepted.
    relay_now: Option<UnixMillis>,
}

impl Ledger {
    /// Begins a ledger with the entry that creates its space. Whether the founder may create one is not
    /// decided here: a relay decides on new units, and the unit's ledger on its other spaces.
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
            members: BTreeMap::from([(founder, members::founder(create, *time))]),
            invites: BTreeMap::new(),
            erasures: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            policy: Policy::default(),
            policy_since: UnixMillis(i64::MIN),
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
            (Actor::Device(device), action) => {
                let member = self.active_member(device)?;
                let signing = Signing {
                    device: *device,
                    roles: member.roles,
                    side: member.side,
                    index: payload.index,
                    time: payload.time,
                    relay_now,
                };
                self.act(&signing, action)?;
            }
        }
        self.length += 1;
        self.head = entry.hash();
        Ok(())
    }

    fn act(&mut self, signing: &Signing, action: &Action) -> Result<(), Refusal> {
        match action {
            Action::Create(_) => Err(bad("a space is created once")),
            Action::Enrol(_) => Err(bad("an enrolment is signed by its invite")),
            Action::CancelInvite { invite } => self.cancel_invite(signing, *invite),
            Action::Invite(invite) => {
                self.need(signing, Duty::Invite)?;
                self.add_invite(signing, invite)
            }
            Action::Admit(admit) => {
                self.need(signing, Duty::Invite)?;
                self.admit(signing, admit)
            }
            Action::Role { device, roles } => {
                self.need(signing, Duty::Administer)?;
                self.change_roles(signing, *device, *roles)
            }
            Action::Revoke(revoke) => {
                self.need(signing, Duty::Administer)?;
                self.revoke(signing, revoke)
            }
            Action::NewEpoch(keys) => {
                self.need(signing, Duty::Administer)?;
                self.begin_epoch(keys)
            }
            Action::Erase(erase) => {
                self.need(signing, Duty::Erase)?;
                self.erase(signing, erase)
            }
            Action::Verdict(judgement) => {
                self.need(signing, Duty::Review)?;
                self.judge(signing, judgement)
            }
            Action::Policy(policy) => {
                self.need(signing, Duty::Administer)?;
                self.set_policy(signing, policy)
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

    fn need(&self, signing: &Signing, duty: Duty) -> Result<(), Refusal> {
        match duties(signing.roles, self.kind).contains(duty) {
            true => Ok(()),
            false => Err(Refusal::RoleLacksDuty { duty }),
        }
    }
}

fn bad(rule: &'static str) -> Refusal {
    Refusal::BadEntry { rule }
}

fn check_founding(create: &Create) -> Result<(), Refusal> {
    if (create.kind == SpaceKind::Unit) != create.unit.is_none() {
        return Err(bad("every space but the unit's own belongs to a unit"));
    }
    if create.officer == OfficerId::NOBODY || !create.roles.contains(Role::Administrator) {
        return Err(Refusal::LastAdministrator);
    }
    if create.key.epoch != FIRST_EPOCH {
        return Err(Refusal::WrongKeys);
    }
    Ok(())
}
