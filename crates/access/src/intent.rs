//! Making entries. A device keeps *intents*, which name no place in the ledger, and signs an entry when it
//! sends: if the relay's ledger has moved on meanwhile, the same intent is signed onto the new head.

mod stored;

use std::collections::BTreeMap;

use proto::ledger::{
    Admit, Enrol, EpochKeys, Erase, EraseReason, Invite, Judgement, Policy, Revoke,
};
use proto::{
    Action, Actor, DeviceId, DeviceKeys, DocId, Entry, InviteId, OfficerId, RoleSet, SealedKey,
    UnixMillis,
};
use rand_core::CryptoRng;
use seal::{DeviceSecret, InviteSecret, SealError, SignedEntry, SpaceKey, seal_space_key};

use crate::ledger::{Ledger, Member};
use crate::refusal::Refusal;

/// Why no entry was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// The ledger would refuse the entry.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A space key could not be opened or sealed.
    #[error("a space key could not be opened or sealed: {0}")]
    Keys(#[from] SealError),
}

/// What a member wants to do to a ledger, whatever its head. Can be stored as bytes; holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Invites an officer's device.
    Invite {
        /// The public keys of the invite's secret.
        keys: DeviceKeys,
        /// The officer.
        officer: OfficerId,
        /// The roles that the device will have.
        roles: RoleSet,
        /// The last instant at which it can be taken up.
        expires: UnixMillis,
    },
    /// Withdraws an invite.
    CancelInvite {
        /// The invite.
        invite: InviteId,
    },
    /// Gives a member other roles.
    Role {
        /// The member's device.
        device: DeviceId,
        /// All roles that it has from then on.
        roles: RoleSet,
    },
    /// Ends a device's access, and begins a new key epoch for those who stay.
    Revoke {
        /// The device.
        device: DeviceId,
        /// The number of its last pack here that the signer holds.
        last: u64,
    },
    /// Begins a new key epoch.
    NewEpoch,
    /// Makes a known device a member, perhaps one whose access had ended.
    Admit {
        /// The device's keys.
        keys: DeviceKeys,
        /// The officer to whom it belongs.
        officer: OfficerId,
        /// The roles that it will have.
        roles: RoleSet,
        /// The number of its last pack here that the signer holds, if its access had ended; else 0.
        resumes: u64,
    },
    /// Erases those of the documents that are not erased yet.
    Erase {
        /// Why.
        reason: EraseReason,
        /// The documents, in any order.
        documents: Vec<DocId>,
    },
    /// Judges a pack in escrow.
    Verdict(Judgement),
    /// Sets the unit's policy.
    Policy(Policy),
}

impl Intent {
    /// Signs the intent onto the ledger's head. The entry is tried on the ledger first, so what a relay with
    /// the same ledger would refuse is refused here; the ledger itself stays as it is.
    pub fn sign(
        &self,
        ledger: &Ledger,
        signer: &DeviceSecret,
        time: UnixMillis,
        rng: &mut impl CryptoRng,
    ) -> Result<SignedEntry, DraftError> {
        ledger.active_member(&signer.id())?;
        let action = match self {
            Intent::Invite {
                keys,
                officer,
                roles,
                expires,
            } => Action::Invite(Invite {
                keys: *keys,
                officer: *officer,
                roles: *roles,
                expires: *expires,
                space_keys: seal_all(ledger, &ledger.open_keys(signer)?, keys, rng)?,
            }),
            Intent::CancelInvite { invite } => Action::CancelInvite { invite: *invite },
            Intent::Role { device, roles } => Action::Role {
                device: *device,
                roles: *roles,
            },
            Intent::Revoke { device, last } => Action::Revoke(Revoke {
                device: *device,
                last: *last,
                keys: new_epoch(ledger, Some(*device), rng)?,
            }),
            Intent::NewEpoch => Action::NewEpoch(new_epoch(ledger, None, rng)?),
            Intent::Admit {
                keys,
                officer,
                roles,
                resumes,
            } => Action::Admit(Admit {
                keys: *keys,
                officer: *officer,
                roles: *roles,
                resumes: *resumes,
                space_keys: seal_all(ledger, &ledger.open_keys(signer)?, keys, rng)?,
            }),
            Intent::Erase { reason, documents } => Action::Erase(Erase {
                reason: *reason,
                documents: not_erased(ledger, documents)?,
            }),
            Intent::Verdict(judgement) => Action::Verdict(judgement.clone()),
            Intent::Policy(policy) => Action::Policy(policy.clone()),
        };
        sign_next(ledger, Actor::Device(signer.id()), action, signer, time)
    }
}

/// Signs the taking up of an invite by a device onto the ledger's head.
pub fn enrol(
    ledger: &Ledger,
    secret: &InviteSecret,
    device: &DeviceKeys,
    time: UnixMillis,
    rng: &mut impl CryptoRng,
) -> Result<SignedEntry, DraftError> {
    let invite = secret.id();
    let space_keys = seal_all(ledger, &ledger.open_invite_keys(secret)?, device, rng)?;
    let action = Action::Enrol(Enrol {
        invite,
        keys: *device,
        space_keys,
    });
    sign_next(ledger, Actor::Invite(invite), action, &secret.pair(), time)
}

pub(crate) fn sign_next(
    ledger: &Ledger,
    signer: Actor,
    action: Action,
    secret: &DeviceSecret,
    time: UnixMillis,
) -> Result<SignedEntry, DraftError> {
    let entry = Entry {
        space: ledger.space(),
        index: ledger.length(),
        previous: ledger.head(),
        time,
        signer,
        action,
    };
    let entry = SignedEntry::sign(entry, secret);
    // Without a time: the relay's clock decides on an invite's expiry, not this device's.
    ledger.clone().extend(&entry, None)?;
    Ok(entry)
}

fn seal_all(
    ledger: &Ledger,
    keys: &BTreeMap<u32, SpaceKey>,
    recipient: &DeviceKeys,
    rng: &mut impl CryptoRng,
) -> Result<Vec<SealedKey>, SealError> {
    let space = ledger.space();
    let seal = |(epoch, key): (&u32, &SpaceKey)| {
        seal_space_key(key, space.as_bytes(), *epoch, &recipient.kx, rng)
    };
    keys.iter().map(seal).collect()
}

/// Draws the next epoch's key and seals it to all members but the one who leaves.
fn new_epoch(
    ledger: &Ledger,
    leaving: Option<DeviceId>,
    rng: &mut impl CryptoRng,
) -> Result<EpochKeys, SealError> {
    let key = SpaceKey::generate(rng);
    epoch_of(ledger, &key, leaving, rng)
}

/// Seals a key, as that of the next epoch, to all members but the one who leaves.
pub(crate) fn epoch_of(
    ledger: &Ledger,
    key: &SpaceKey,
    leaving: Option<DeviceId>,
    rng: &mut impl CryptoRng,
) -> Result<EpochKeys, SealError> {
    let epoch = ledger.epoch().saturating_add(1);
    let space = ledger.space();
    let staying = ledger
        .members()
        .filter(|(device, member)| member.is_active() && Some(**device) != leaving);
    let seal = |(_, member): (_, &Member)| {
        seal_space_key(key, space.as_bytes(), epoch, &member.keys.kx, rng)
    };
    let sealed = staying.map(seal).collect::<Result<_, _>>()?;
    Ok(EpochKeys { epoch, sealed })
}

/// Names the documents as an entry does. If somebody else erased some of them first, the others still are to be.
fn not_erased(ledger: &Ledger, documents: &[DocId]) -> Result<Vec<DocId>, Refusal> {
    let mut rest: Vec<DocId> = documents
        .iter()
        .copied()
        .filter(|document| !ledger.is_erased(document))
        .collect();
    rest.sort_unstable();
    rest.dedup();
    match documents.first() {
        Some(document) if rest.is_empty() => Err(Refusal::AlreadyErased {
            document: *document,
        }),
        _ => Ok(rest),
    }
}
