//! What a space's entries add up to.
//!
//! State and questions are here and in `member`, the rules that an entry must keep in `rules`, and the opening
//! of sealed space keys in `keys`.

mod keys;
mod member;
mod rules;

use std::collections::BTreeMap;

use proto::ledger::{EraseReason, Policy, Verdict};
use proto::{
    Actor, DeviceId, DeviceKeys, DocId, EntryHash, InviteId, SpaceId, SpaceKind, UnixMillis,
};
use seal::{SignedEntry, VerifiedEntry, VerifyingKey};

use crate::refusal::Refusal;

pub use member::{EscrowRange, InviteRecord, InviteState, Member, Side};

/// A space's members, invites, key epochs, erasures, verdicts and policy after its entries so far.
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
    erasures: BTreeMap<DocId, Erasure>,
    verdicts: BTreeMap<(DeviceId, u64), VerdictRecord>,
    policy: Policy,
    policy_since: UnixMillis,
}

/// What was decided on a pack in escrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictRecord {
    /// The verdict.
    pub verdict: Verdict,
    /// The device that gave it.
    pub by: DeviceId,
    /// When, by that device's clock.
    pub time: UnixMillis,
}

/// The erasing of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// The place of the entry in the ledger.
    pub index: u64,
    /// Why.
    pub reason: EraseReason,
    /// The device that erased it.
    pub by: DeviceId,
    /// When, by that device's clock.
    pub time: UnixMillis,
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

    /// Gives the unit's space; none for the unit itself.
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

    /// Tells whether another unit has taken up this space's invite and somebody of it is still in.
    pub fn has_guests(&self) -> bool {
        let mut members = self.members.values();
        members.any(|member| member.is_active() && member.side == Side::Guest)
    }

    /// Gives all invites ever made, by id.
    pub fn invites(&self) -> impl Iterator<Item = (&InviteId, &InviteRecord)> {
        self.invites.iter()
    }

    /// Finds an invite.
    pub fn invite(&self, invite: &InviteId) -> Option<&InviteRecord> {
        self.invites.get(invite)
    }

    /// Tells whether a document is erased. It is so for good.
    pub fn is_erased(&self, document: &DocId) -> bool {
        self.erasures.contains_key(document)
    }

    /// Gives who erased a document, and why.
    pub fn erasure(&self, document: &DocId) -> Option<&Erasure> {
        self.erasures.get(document)
    }

    /// Gives all erased documents, by id.
    pub fn erasures(&self) -> impl Iterator<Item = (&DocId, &Erasure)> {
        self.erasures.iter()
    }

    /// Gives which of a device's packs are or were in escrow, in the order in which its access ended; nothing for a
    /// device whose access never did.
    pub fn escrow_of(&self, device: &DeviceId) -> &[EscrowRange] {
        self.members
            .get(device)
            .map_or(&[], |member| member.escrow.as_slice())
    }

    /// Finds the verdict on a pack that was in escrow.
    pub fn verdict(&self, device: &DeviceId, number: u64) -> Option<&VerdictRecord> {
        self.verdicts.get(&(*device, number))
    }

    /// Gives all verdicts, by device and number.
    pub fn verdicts(&self) -> impl Iterator<Item = (&(DeviceId, u64), &VerdictRecord)> {
        self.verdicts.iter()
    }

    /// Gives the policy; that of no limits where none was ever set. Only a unit's ledger has one.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Gives when the policy was set last, by the signer's clock; the beginning of time where none was ever set.
    pub fn policy_since(&self) -> UnixMillis {
        self.policy_since
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
