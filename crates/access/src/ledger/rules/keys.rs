//! Key epochs: who must get which keys.

use proto::ledger::{EpochKeys, FIRST_EPOCH};
use proto::{DeviceId, SealedKey};

use crate::ledger::{InviteState, Ledger};
use crate::refusal::Refusal;

impl Ledger {
    pub(super) fn begin_epoch(&mut self, keys: &EpochKeys) -> Result<(), Refusal> {
        self.check_new_keys(keys, None)?;
        self.rotate(keys);
        Ok(())
    }

    /// Every member who stays must get the new key. Whether a sealed key opens only its recipient can tell.
    pub(super) fn check_new_keys(
        &self,
        keys: &EpochKeys,
        leaving: Option<DeviceId>,
    ) -> Result<(), Refusal> {
        let staying = self
            .members
            .iter()
            .filter(|(id, member)| member.is_active() && Some(**id) != leaving);
        let follows = Some(keys.epoch) == self.epoch.checked_add(1)
            && keys.sealed.iter().all(|key| key.epoch == keys.epoch);
        match follows && staying.count() == keys.sealed.len() {
            true => Ok(()),
            false => Err(Refusal::WrongKeys),
        }
    }

    /// Hands out checked keys to all who are active now. Open invites do not have the key and cannot be taken up
    /// any more.
    pub(super) fn rotate(&mut self, keys: &EpochKeys) {
        let active = self
            .members
            .values_mut()
            .filter(|member| member.is_active());
        for (member, key) in active.zip(&keys.sealed) {
            member.space_keys.push(key.clone());
        }
        let open = self
            .invites
            .values_mut()
            .filter(|invite| invite.state == InviteState::Open);
        open.for_each(|invite| invite.state = InviteState::Cancelled);
        self.epoch = keys.epoch;
    }

    /// A newcomer must be able to read the whole history: every epoch's key, in order.
    pub(super) fn check_all_epochs(&self, space_keys: &[SealedKey]) -> Result<(), Refusal> {
        let epochs = space_keys.iter().map(|key| key.epoch);
        match epochs.eq(FIRST_EPOCH..=self.epoch) {
            true => Ok(()),
            false => Err(Refusal::WrongKeys),
        }
    }
}
