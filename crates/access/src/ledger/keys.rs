//! Opening the space keys that a ledger holds for a device or an invite.

use std::collections::BTreeMap;

use proto::SealedKey;
use proto::ledger::FIRST_EPOCH;
use seal::{DeviceSecret, InviteSecret, SealError, SpaceKey, open_space_key};

use super::Ledger;

impl Ledger {
    /// Opens all space keys that are sealed to a member, by epoch; none if it is no member.
    pub fn open_keys(&self, device: &DeviceSecret) -> Result<BTreeMap<u32, SpaceKey>, SealError> {
        let id = device.id();
        let Some(member) = self.members.get(&id) else {
            return Ok(BTreeMap::new());
        };
        let has_founding_key = id == self.founder && !member.was_readmitted();
        self.open_all(&member.space_keys, device, has_founding_key)
    }

    /// Opens all space keys that are sealed to an invite, by epoch; none if it is unknown.
    pub fn open_invite_keys(
        &self,
        secret: &InviteSecret,
    ) -> Result<BTreeMap<u32, SpaceKey>, SealError> {
        let sealed = self
            .invites
            .get(&secret.id())
            .map(|invite| invite.space_keys.as_slice());
        self.open_all(sealed.unwrap_or_default(), &secret.pair(), false)
    }

    fn open_all(
        &self,
        sealed: &[SealedKey],
        recipient: &DeviceSecret,
        has_founding_key: bool,
    ) -> Result<BTreeMap<u32, SpaceKey>, SealError> {
        let mut keys = BTreeMap::new();
        for sealed_key in sealed {
            let epoch = sealed_key.epoch;
            // When the founder sealed the first key to itself, the space had no id yet.
            let binding = match has_founding_key && epoch == FIRST_EPOCH {
                true => &self.founding_nonce,
                false => self.space.as_bytes(),
            };
            keys.insert(epoch, open_space_key(sealed_key, binding, recipient)?);
        }
        Ok(keys)
    }
}
