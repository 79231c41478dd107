//! Entries of a history that was given up, made again on the one that stands.
//!
//! A relay that was put back to an older copy can take other entries than those that it lost. Its ledger then stands, and what
//! the other history decided is decided again, as long as its signer may still decide it: nobody gets back by an old history
//! what the new one has taken.

use proto::{Action, Actor, DeviceId, DocId, Entry, InviteId, RoleSet, SpaceKind, UnixMillis};
use rand_core::CryptoRng;
use seal::{DeviceSecret, SignedEntry, SpaceKey, device_id, invite_id};

use crate::decision::{Request, decide};
use crate::duty::{Duty, duties};
use crate::intent::{DraftError, Intent, epoch_of, sign_next};
use crate::ledger::{InviteState, Ledger};

/// What is to become of an entry of another history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remake {
    /// Nothing: the ledger says as much, or something later instead.
    Settled,
    /// Something before it has to be made again first, or a person has to decide.
    Waits,
    /// Whoever may is to sign this.
    Needs(Intent),
}

/// Decides what is to become of an entry of `other`, a history that was given up and that it stands in, on the ledger that
/// stands. Keys of epochs are not among it: see [`publish_key`].
pub fn remake(entry: &Entry, other: &Ledger, standing: &Ledger) -> Remake {
    let wanted = match &entry.action {
        Action::Create(_) | Action::NewEpoch(_) => Remake::Settled,
        Action::Invite(invite) => invited(invite_id(&invite.keys), other, standing),
        Action::CancelInvite { invite } => cancelled(*invite, standing),
        Action::Enrol(enrol) => {
            match admitted(device_id(&enrol.keys), 0, entry.time, other, standing) {
                // The invite is used, and must not be once more.
                Remake::Settled => cancelled(enrol.invite, standing),
                wanted => wanted,
            }
        }
        Action::Admit(admit) => {
            let device = device_id(&admit.keys);
            admitted(device, admit.resumes, entry.time, other, standing)
        }
        Action::Role { device, roles } => given_roles(*device, *roles, entry.time, standing),
        Action::Revoke(revoke) => revoked(revoke.device, revoke.last, other, standing),
        Action::Erase(erase) => {
            let is_left = |document: &&DocId| !standing.is_erased(document);
            let documents: Vec<DocId> = erase.documents.iter().filter(is_left).copied().collect();
            match documents.is_empty() {
                true => Remake::Settled,
                false => Remake::Needs(Intent::Erase {
                    reason: erase.reason,
                    documents,
                }),
            }
        }
        Action::Verdict(judgement) => {
            let (device, number) = (&judgement.device, judgement.number);
            match standing.member(device) {
                _ if standing.verdict(device, number).is_some() => Remake::Settled,
                Some(member) if !member.stands(number) => {
                    Remake::Needs(Intent::Verdict(judgement.clone()))
                }
                _ => Remake::Waits,
            }
        }
        Action::Policy(policy) => {
            match standing.policy() == policy || standing.policy_since() > entry.time {
                true => Remake::Settled,
                false => Remake::Needs(Intent::Policy(policy.clone())),
            }
        }
    };
    let brings_in = matches!(wanted, Remake::Needs(Intent::Admit { .. }));
    if brings_in && standing.kind() == SpaceKind::Liaison {
        // Whoever admits lets in on the own side.
        return Remake::Waits;
    }
    match (&wanted, is_sanctioned(entry, other, standing)) {
        (Remake::Needs(_), false) => Remake::Waits,
        _ => wanted,
    }
}

fn invited(invite: InviteId, other: &Ledger, standing: &Ledger) -> Remake {
    match other.invite(&invite) {
        // Whoever took it up is admitted; what was withdrawn is of no use.
        Some(record) if record.state == InviteState::Open && standing.invite(&invite).is_none() => {
            Remake::Needs(Intent::Invite {
                keys: record.keys,
                officer: record.officer,
                roles: record.roles,
                expires: record.expires,
            })
        }
        _ => Remake::Settled,
    }
}

fn cancelled(invite: InviteId, standing: &Ledger) -> Remake {
    match standing.invite(&invite) {
        Some(record) if record.state == InviteState::Open => {
            Remake::Needs(Intent::CancelInvite { invite })
        }
        _ => Remake::Settled,
    }
}

fn admitted(
    device: DeviceId,
    resumes: u64,
    time: UnixMillis,
    other: &Ledger,
    standing: &Ledger,
) -> Remake {
    // Whoever has left again since gets no keys for it.
    let Some(member) = other.member(&device).filter(|member| member.is_active()) else {
        return Remake::Settled;
    };
    let is_wanted = match standing.member(&device) {
        None => true,
        Some(known) => known.ended.is_some_and(|ended| ended < time),
    };
    match is_wanted {
        true => Remake::Needs(Intent::Admit {
            keys: member.keys,
            officer: member.officer,
            roles: member.roles,
            resumes: if standing.member(&device).is_some() {
                resumes
            } else {
                0
            },
        }),
        false => Remake::Settled,
    }
}

fn given_roles(device: DeviceId, roles: RoleSet, time: UnixMillis, standing: &Ledger) -> Remake {
    let Some(member) = standing.member(&device) else {
        return Remake::Waits;
    };
    let is_decided_since = member.held.last().is_some_and(|(since, _)| *since > time);
    match !member.is_active() || member.roles == roles || is_decided_since {
        true => Remake::Settled,
        false => Remake::Needs(Intent::Role { device, roles }),
    }
}

/// A revocation ends as a revocation, whatever the other history says.
fn revoked(device: DeviceId, last: u64, other: &Ledger, standing: &Ledger) -> Remake {
    let is_back = other
        .member(&device)
        .is_some_and(|member| member.is_active());
    match standing.member(&device) {
        Some(member) if member.is_active() && !is_back => {
            Remake::Needs(Intent::Revoke { device, last })
        }
        _ => Remake::Settled,
    }
}

/// Tells whether the signer of an entry, or who made the invite that signed it, may still decide so.
fn is_sanctioned(entry: &Entry, other: &Ledger, standing: &Ledger) -> bool {
    let signer = match &entry.signer {
        Actor::Device(device) => *device,
        Actor::Invite(invite) => match other.invite(invite) {
            Some(record) => record.by,
            None => return false,
        },
    };
    let roles_of = |device: &DeviceId| other.member(device).map(|member| member.roles);
    let given = match &entry.action {
        Action::Invite(invite) => Some(invite.roles),
        Action::Enrol(enrol) => roles_of(&device_id(&enrol.keys)),
        Action::Admit(admit) => roles_of(&device_id(&admit.keys)),
        _ => None,
    };
    if let Some(roles) = given {
        return decide(standing, Actor::Device(signer), Request::Invite { roles }).is_allowed();
    }
    let Ok(member) = standing.active_member(&signer) else {
        return false;
    };
    let held = duties(member.roles, standing.kind());
    match &entry.action {
        Action::CancelInvite { invite } => {
            let is_own = |by: DeviceId| by == signer;
            held.contains(Duty::Administer)
                || standing
                    .invite(invite)
                    .is_some_and(|record| is_own(record.by))
        }
        Action::Erase(_) => held.contains(Duty::Erase),
        Action::Verdict(_) => held.contains(Duty::Review),
        _ => held.contains(Duty::Administer),
    }
}

/// Signs a new epoch with a key that is known, so that all members can open what was sealed with it in a history that was
/// given up.
pub fn publish_key(
    ledger: &Ledger,
    key: &SpaceKey,
    signer: &DeviceSecret,
    time: UnixMillis,
    rng: &mut impl CryptoRng,
) -> Result<SignedEntry, DraftError> {
    ledger.active_member(&signer.id())?;
    let action = Action::NewEpoch(epoch_of(ledger, key, None, rng)?);
    sign_next(ledger, Actor::Device(signer.id()), action, signer, time)
}
