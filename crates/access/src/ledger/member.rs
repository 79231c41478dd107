//! A space's members and invites.

use proto::{DeviceId, DeviceKeys, InviteId, OfficerId, Role, RoleSet, SealedKey, UnixMillis};

/// Whose a member is, in the space that two units share. In every other space all are the host's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The unit that founded the space.
    Host,
    /// The unit that was invited.
    Guest,
}

/// A device that is or was a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its public keys.
    pub keys: DeviceKeys,
    /// The officer to whom it belongs; [`OfficerId::NOBODY`] for a recovery code.
    pub officer: OfficerId,
    /// Whose it is.
    pub side: Side,
    /// Its roles now, or those that it had last.
    pub roles: RoleSet,
    /// The roles that it held, each set from an instant on, in the ledger's order; none from the end of its access.
    /// The instants are those of the signers' clocks.
    pub held: Vec<(UnixMillis, RoleSet)>,
    /// When its last admission was signed, by the signer's clock.
    pub since: UnixMillis,
    /// The invite by which it joined; none for the founder, and for who was admitted.
    pub invite: Option<InviteId>,
    /// When its access ended, by the signer's clock.
    pub ended: Option<UnixMillis>,
    /// Its packs that are or were in escrow, one range for each end of its access.
    pub escrow: Vec<EscrowRange>,
    /// The space's keys sealed to it, epochs ascending.
    pub space_keys: Vec<SealedKey>,
}

/// Packs of one device that count only as far as verdicts say: what it wrote while its access had ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EscrowRange {
    /// The number of the last pack before them.
    pub after: u64,
    /// The number of the last of them; none while the access is ended.
    pub through: Option<u64>,
}

impl EscrowRange {
    /// Tells whether the pack of this number is among them.
    pub fn contains(&self, number: u64) -> bool {
        number > self.after && self.through.is_none_or(|last| number <= last)
    }
}

impl Member {
    /// Tells whether its access has not ended.
    pub fn is_active(&self) -> bool {
        self.ended.is_none()
    }

    /// Tells whether its pack of this number counts without a verdict.
    pub fn stands(&self, number: u64) -> bool {
        !self.escrow.iter().any(|range| range.contains(number))
    }

    /// Gives the roles that it held at an instant. Clocks differ, so of the entries that say to be from before
    /// the instant the ledger's last one counts; before all of them it held the first roles, since nobody writes
    /// in a space before being in it.
    pub fn roles_at(&self, time: UnixMillis) -> RoleSet {
        let last = self.held.iter().rev().find(|(from, _)| *from <= time);
        last.or(self.held.first())
            .map_or(RoleSet::EMPTY, |(_, roles)| *roles)
    }

    /// Tells whether it is a recovery code: a device on paper, which no person uses from day to day.
    pub fn is_paper(&self) -> bool {
        self.officer == OfficerId::NOBODY
    }

    /// Tells whether a person administers the space with it.
    pub(super) fn administers(&self) -> bool {
        let counts = self.is_active() && !self.is_paper() && self.side == Side::Host;
        counts && self.roles.contains(Role::Administrator)
    }

    /// Tells whether its access had ended once and was given again.
    pub(super) fn was_readmitted(&self) -> bool {
        self.escrow.iter().any(|range| range.through.is_some())
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
