//! Two units in one space: each looks after its own members, and the host alone can invite the other and end it.

use proto::{DeviceId, SpaceKind};

use super::{Signing, bad};
use crate::ledger::{Ledger, Side};
use crate::refusal::Refusal;

impl Ledger {
    /// Tells on which side a device comes in that takes up an invite.
    pub(super) fn side_of_invited(&self) -> Side {
        match self.kind {
            SpaceKind::Liaison => Side::Guest,
            SpaceKind::Unit | SpaceKind::Area | SpaceKind::Audit => Side::Host,
        }
    }

    /// Refuses a second guest: the first one admits the others of its unit, so whoever comes by another invite would be of
    /// a third unit, to which the two do not speak.
    pub(super) fn check_room_for_guest(&self) -> Result<(), Refusal> {
        match self.has_guests() {
            true => Err(bad("a liaison has one unit as its guest")),
            false => Ok(()),
        }
    }

    /// Refuses an invite by the guest, and one to a third unit.
    pub(crate) fn check_may_have_guest(&self, inviting: Side) -> Result<(), Refusal> {
        match inviting {
            Side::Host => self.check_room_for_guest(),
            Side::Guest => Err(bad("the host invites its guest")),
        }
    }

    /// Refuses to decide on a member of the other unit.
    pub(super) fn check_same_side(
        &self,
        signing: &Signing,
        device: DeviceId,
    ) -> Result<(), Refusal> {
        match self.members.get(&device) {
            Some(member) if member.side != signing.side => {
                Err(bad("each unit decides on its own members"))
            }
            _ => Ok(()),
        }
    }
}
