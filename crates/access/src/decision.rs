//! One pure decision: may this actor do this in this space now?

use proto::{Actor, DeviceId, DocId, InviteId, RoleSet, SpaceKind, UnixMillis};

use crate::duty::{Duty, duties, grants};
use crate::ledger::{InviteState, Ledger, Member};
use crate::refusal::Refusal;

/// Something that an actor wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request<'a> {
    /// Get the ledger's entries. A device whose access ended still may: it learns so of its end, and what became of
    /// its work.
    ReadLedger {
        /// The time of who decides: an invite may read until it expires.
        now: UnixMillis,
    },
    /// Get the space's packs.
    ReadPacks,
    /// Add a pack that is sealed under this key epoch.
    WritePack {
        /// The pack's epoch.
        key_epoch: u32,
    },
    /// Add a pack whose author's access may have ended: it waits for a verdict then, and is taken if the author could write at
    /// any time.
    EscrowPack {
        /// The pack's epoch.
        key_epoch: u32,
    },
    /// Have a pack that one made brought by another member, who has got it here or by hand. Whoever had the duty once
    /// may have made it then: a relay that lost its store gets it back so.
    GivenBack {
        /// The duty that making it takes.
        duty: Duty,
        /// The pack's epoch.
        key_epoch: u32,
    },
    /// Put a pack in the place of packs that it holds in full.
    Derive {
        /// The pack's epoch.
        key_epoch: u32,
    },
    /// Put a pack in the place of packs that it holds but for these documents. Nobody who cannot read it can tell whether it
    /// does, and what it takes the place of is deleted at once.
    Replace {
        /// The pack's epoch.
        key_epoch: u32,
        /// Whether packs of others than its author give way to it.
        over_others: bool,
        /// The documents that it leaves out; all of them must be erased.
        documents: &'a [DocId],
    },
    /// Invite someone to these roles.
    Invite {
        /// The roles.
        roles: RoleSet,
    },
    /// Change roles, end access, begin an epoch.
    Administer,
    /// Found another space of this unit.
    FoundSpace,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    /// Yes.
    Allow,
    /// No, and why.
    Refuse(Refusal),
}

impl Decision {
    /// Tells whether the answer is yes.
    pub fn is_allowed(self) -> bool {
        self == Decision::Allow
    }

    /// Gives the answer as a result, for `?`.
    pub fn into_result(self) -> Result<(), Refusal> {
        match self {
            Decision::Allow => Ok(()),
            Decision::Refuse(refusal) => Err(refusal),
        }
    }
}

/// Decides on the ledger alone. What no rule allows is refused. The caller has verified that the actor is who
/// it says.
pub fn decide(ledger: &Ledger, actor: Actor, request: Request<'_>) -> Decision {
    let result = match actor {
        Actor::Device(device) => decide_member(ledger, device, request),
        Actor::Invite(invite) => decide_invite(ledger, invite, request),
    };
    match result {
        Ok(()) => Decision::Allow,
        Err(refusal) => Decision::Refuse(refusal),
    }
}

/// Tells whether a derived pack may stand in places that are kept for packs which are not here: authors who are still in bring theirs
/// themselves, and would be told that they are known. So nobody stands in for them but they, and those who may erase or review.
pub fn may_stand_in(
    ledger: &Ledger,
    (maker, bearer): (DeviceId, DeviceId),
    authors: impl IntoIterator<Item = DeviceId>,
) -> bool {
    let looks_after = |device: &DeviceId| {
        ledger
            .active_member(device)
            .is_ok_and(|member| need_either(ledger, member, Duty::Erase, Duty::Review).is_ok())
    };
    let makers = [maker, bearer];
    let is_gone = |author: &DeviceId| ledger.active_member(author).is_err();
    makers.iter().any(looks_after)
        || (authors.into_iter()).all(|author| makers.contains(&author) || is_gone(&author))
}

fn decide_member(ledger: &Ledger, device: DeviceId, request: Request<'_>) -> Result<(), Refusal> {
    let outlasts_access = matches!(
        request,
        Request::ReadLedger { .. } | Request::EscrowPack { .. } | Request::GivenBack { .. }
    );
    let member = match ledger.member(&device) {
        Some(member) if outlasts_access => member,
        _ => ledger.active_member(&device)?,
    };
    match request {
        Request::ReadLedger { .. } => Ok(()),
        Request::ReadPacks => need(ledger, member, Duty::Read),
        // Late work counts only as far as a verdict says, so it is enough to have had the right once.
        Request::EscrowPack { key_epoch } if !member.is_active() => {
            need_once(ledger, member, Duty::Write)?;
            check_epoch(ledger, key_epoch)
        }
        Request::WritePack { key_epoch } | Request::EscrowPack { key_epoch } => {
            need(ledger, member, Duty::Write)?;
            check_epoch(ledger, key_epoch)
        }
        Request::GivenBack { duty, key_epoch } => {
            need_once(ledger, member, duty)?;
            check_epoch(ledger, key_epoch)
        }
        Request::Derive { key_epoch } => {
            need(ledger, member, Duty::Review)?;
            check_epoch(ledger, key_epoch)
        }
        Request::Replace {
            key_epoch,
            over_others,
            documents,
        } => {
            match over_others {
                true => need_either(ledger, member, Duty::Erase, Duty::Review)?,
                false => need(ledger, member, Duty::Write)?,
            }
            check_erased(ledger, documents)?;
            check_epoch(ledger, key_epoch)
        }
        Request::Invite { roles: given } => {
            need(ledger, member, Duty::Invite)?;
            ledger.check_may_have_guest(member.side)?;
            let grantable = grants(member.roles);
            match !given.is_empty() && given.iter().all(|role| grantable.contains(role)) {
                true => Ok(()),
                false => Err(Refusal::RoleNotGrantable { roles: given }),
            }
        }
        Request::Administer => need(ledger, member, Duty::Administer),
        Request::FoundSpace if ledger.kind() == SpaceKind::Unit => {
            need(ledger, member, Duty::Administer)
        }
        Request::FoundSpace => Err(Refusal::UnknownSpace),
    }
}

fn need(ledger: &Ledger, member: &Member, duty: Duty) -> Result<(), Refusal> {
    match duties(member.roles, ledger.kind()).contains(duty) {
        true => Ok(()),
        false => Err(Refusal::RoleLacksDuty { duty }),
    }
}

fn need_either(ledger: &Ledger, member: &Member, one: Duty, other: Duty) -> Result<(), Refusal> {
    need(ledger, member, one).or_else(|_| need(ledger, member, other))
}

/// Asks for a duty that a member has or had.
fn need_once(ledger: &Ledger, member: &Member, duty: Duty) -> Result<(), Refusal> {
    let mut held = member.held.iter();
    match held.any(|(_, roles)| duties(*roles, ledger.kind()).contains(duty)) {
        true => Ok(()),
        false => Err(Refusal::RoleLacksDuty { duty }),
    }
}

/// A pack that leaves out nothing is no replacement, and whoever merges packs needs another duty.
fn check_erased(ledger: &Ledger, documents: &[DocId]) -> Result<(), Refusal> {
    if documents.is_empty() {
        return Err(Refusal::RoleLacksDuty { duty: Duty::Review });
    }
    match documents.iter().find(|id| !ledger.is_erased(id)) {
        None => Ok(()),
        Some(document) => Err(Refusal::NotErased {
            document: *document,
        }),
    }
}

/// An invite may read the ledger that it leads to, so that its holder can join. It still may once it is used:
/// a holder whose connection was cut while joining finds in the ledger that it has joined.
fn decide_invite(ledger: &Ledger, invite: InviteId, request: Request<'_>) -> Result<(), Refusal> {
    let record = ledger
        .invite(&invite)
        .ok_or(Refusal::InviteUnknown { invite })?;
    let Request::ReadLedger { now } = request else {
        return Err(Refusal::NotAMember {
            actor: Actor::Invite(invite),
        });
    };
    if record.state == InviteState::Cancelled {
        return Err(Refusal::InviteCancelled { invite });
    }
    if now > record.expires {
        return Err(Refusal::InviteExpired { invite });
    }
    Ok(())
}

/// An older epoch is fine: a device away from the relay seals under the newest key that it knows, and all who
/// may read the newer packs have the older keys too.
fn check_epoch(ledger: &Ledger, epoch: u32) -> Result<(), Refusal> {
    match (proto::ledger::FIRST_EPOCH..=ledger.epoch()).contains(&epoch) {
        true => Ok(()),
        false => Err(Refusal::UnknownEpoch { epoch }),
    }
}
