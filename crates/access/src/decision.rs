//! One pure decision: may this actor do this in this space now?

use proto::{Actor, DeviceId, InviteId, RoleSet, SpaceKind, UnixMillis};

use crate::duty::{Duty, duties, grants};
use crate::ledger::{InviteState, Ledger};
use crate::refusal::Refusal;

/// Something that an actor wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Get the ledger's entries.
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
    /// Invite someone to these roles.
    Invite {
        /// The roles.
        roles: RoleSet,
    },
    /// Change roles, end access, begin an epoch.
    Administer,
    /// Found an area of this unit.
    FoundArea,
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
pub fn decide(ledger: &Ledger, actor: Actor, request: Request) -> Decision {
    let result = match actor {
        Actor::Device(device) => decide_member(ledger, device, request),
        Actor::Invite(invite) => decide_invite(ledger, invite, request),
    };
    match result {
        Ok(()) => Decision::Allow,
        Err(refusal) => Decision::Refuse(refusal),
    }
}

fn decide_member(ledger: &Ledger, device: DeviceId, request: Request) -> Result<(), Refusal> {
    let roles = ledger.active_member(&device)?.roles;
    let need = |duty| match duties(roles, ledger.kind()).contains(duty) {
        true => Ok(()),
        false => Err(Refusal::RoleLacksDuty { duty }),
    };
    match request {
        Request::ReadLedger { .. } | Request::ReadPacks => need(Duty::Read),
        Request::WritePack { key_epoch } => {
            need(Duty::Write)?;
            check_epoch(ledger, key_epoch)
        }
        Request::Invite { roles: given } => {
            need(Duty::Invite)?;
            let grantable = grants(roles);
            match !given.is_empty() && given.iter().all(|role| grantable.contains(role)) {
                true => Ok(()),
                false => Err(Refusal::RoleNotGrantable { roles: given }),
            }
        }
        Request::Administer => need(Duty::Administer),
        Request::FoundArea if ledger.kind() == SpaceKind::Unit => need(Duty::Administer),
        Request::FoundArea => Err(Refusal::UnknownSpace),
    }
}

/// An invite may read the ledger that it leads to, so that its holder can join. It still may once it is used:
/// a holder whose connection was cut while joining finds in the ledger that it has joined.
fn decide_invite(ledger: &Ledger, invite: InviteId, request: Request) -> Result<(), Refusal> {
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
