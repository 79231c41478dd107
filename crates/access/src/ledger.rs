//! What a space's entries add up to.
//!
//! State and questions are here, the rules that an entry must keep in `rules`, and the opening of
//! sealed space keys in `keys`.

mod keys;
mod rules;

use std::collections::BTreeMap;

use proto::{
    Actor, DeviceId, DeviceKeys, EntryHash, InviteId, OfficerId, RoleSet, SealedKey, SpaceId,
    SpaceKind, UnixMillis,
};
use seal::{SignedEntry, VerifiedEntry, VerifyingKey};

use crate::refusal::Refusal;

/// A space's members, invites and key epochs after its entries so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    space: SpaceId,
    kind: SpaceKind,
    unit: Option<SpaceId>,
    founder: DeviceId,
    founding_nonce: [u8; 16],
    length: u64,
    head: EntryHash,
    epoch: u32,
    members: BTreeMap<DeviceId, Member>,
    invites: BTreeMap<InviteId, InviteRecord>,
}

/// A device that is or was a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its public keys.
    pub keys: DeviceKeys,
    /// The officer to whom it belongs.
    pub officer: OfficerId,
    /// Its roles now.
    pub roles: RoleSet,
    /// When its entry was signed, by the signer's clock.
    pub since: UnixMillis,
    /// The invite by which it joined; none for the founder.
    pub invite: Option<InviteId>,
    /// When its access ended, by the signer's clock.
    pub ended: Option<UnixMillis>,
    /// The space's keys sealed to it, epochs ascending.
    pub space_keys: Vec<SealedKey>,
}

impl Member {
    /// Tells whether its access has not ended.
    pub fn is_active(&self) -> bool {
        self.ended.is_none()
    }
}

/// An invite that was once made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteRecord {
    /// The keys that its secret yields.
    pub keys: DeviceKeys,
    /// The device that made it.
    pub by: DeviceId,
    /// The officer who is invited.
    pub officer: OfficerId,
    /// The roles that it gives.
    pub roles: RoleSet,
    /// When it was made, by the signer's clock.
    pub since: UnixMillis,
    /// The last instant at which it can be taken up.
    pub expires: UnixMillis,
    /// What became of it.
    pub state: InviteState,
    /// The space's keys sealed to it, epochs ascending.
    pub space_keys: Vec<SealedKey>,
}

/// What became of an invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InviteState {
    /// It waits.
    Open,
    /// A device took it up.
    Used {
        /// The device.
        device: DeviceId,
    },
    /// It was withdrawn, or a new key epoch made it useless.
    Cancelled,
}

impl Ledger {
    /// Gives the space's id.
    pub fn space(&self) -> SpaceId {
        self.space
    }

    /// Gives what the space holds.
    pub fn kind(&self) -> SpaceKind {
        self.kind
    }

    /// Gives the unit's space, for an area.
    pub fn unit(&self) -> Option<SpaceId> {
        self.unit
    }

    /// Gives the device that founded the space.
    pub fn founder(&self) -> DeviceId {
        self.founder
    }

    /// Gives the number of entries.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Gives the last entry's hash.
    pub fn head(&self) -> EntryHash {
        self.head
    }

    /// Gives the current key epoch.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Gives all devices that are or were members, by id.
    pub fn members(&self) -> impl Iterator<Item = (&DeviceId, &Member)> {
        self.members.iter()
    }

    /// Finds a device that is or was a member.
    pub fn member(&self, device: &DeviceId) -> Option<&Member> {
        self.members.get(device)
    }

    /// Finds a member whose access has not ended.
    pub fn active_member(&self, device: &DeviceId) -> Result<&Member, Refusal> {
        let actor = Actor::Device(*device);
        let member = self
            .members
            .get(device)
            .ok_or(Refusal::NotAMember { actor })?;
        if member.is_active() {
            Ok(member)
        } else {
            Err(Refusal::AccessEnded { device: *device })
        }
    }

    /// Gives all invites ever made, by id.
    pub fn invites(&self) -> impl Iterator<Item = (&InviteId, &InviteRecord)> {
        self.invites.iter()
    }

    /// Finds an invite.
    pub fn invite(&self, invite: &InviteId) -> Option<&InviteRecord> {
        self.invites.get(invite)
    }

    /// Finds the public keys of a device that is or was a member, or of an invite, used or not. What they
    /// may do is another question; a pack signed before its author's access ended stays valid.
    pub fn keys_of(&self, actor: &Actor) -> Option<&DeviceKeys> {
        match actor {
            Actor::Device(device) => self.members.get(device).map(|member| &member.keys),
            Actor::Invite(invite) => self.invites.get(invite).map(|invite| &invite.keys),
        }
    }

    /// Checks an entry's signature with the key that the ledger has for its signer.
    pub fn verify(&self, entry: &SignedEntry) -> Result<VerifiedEntry, Refusal> {
        let key = self.signer_key(&entry.claimed_signer())?;
        entry.verify(&key).map_err(|_| Refusal::BadSignature)
    }

    /// Checks and adds an entry: [`Ledger::verify`], then [`Ledger::apply`].
    pub fn extend(
        &mut self,
        entry: &SignedEntry,
        relay_now: Option<UnixMillis>,
    ) -> Result<(), Refusal> {
        let verified = self.verify(entry)?;
        self.apply(&verified, relay_now)
    }

    /// Adds up a whole ledger. The space's id proves the first entry, and the chain all others.
    pub fn replay(space: SpaceId, entries: &[SignedEntry]) -> Result<Self, Refusal> {
        let (first, rest) = entries.split_first().ok_or(Refusal::UnknownSpace)?;
        let founding = first.verify_founding().map_err(|_| Refusal::BadSignature)?;
        let mut ledger = Self::found(&founding)?;
        if ledger.space != space {
            return Err(Refusal::UnknownSpace);
        }
        rest.iter()
            .try_for_each(|entry| ledger.extend(entry, None))?;
        Ok(ledger)
    }

    fn signer_key(&self, signer: &Actor) -> Result<VerifyingKey, Refusal> {
        let keys = self.keys_of(signer).ok_or(match signer {
            Actor::Device(_) => Refusal::NotAMember { actor: *signer },
            Actor::Invite(invite) => Refusal::InviteUnknown { invite: *invite },
        })?;
        VerifyingKey::try_from(keys).map_err(|_| Refusal::BadSignature)
    }
}
