//! Who may erase.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::spaces::Space;
use access::{Duty, Ledger, duties};
use proto::DeviceId;

impl Notebook {
    /// Tells whether this device may erase in a space.
    pub(super) fn may_erase(&mut self, space: &Space) -> Result<bool, ClientError> {
        let device = self.device;
        let Some(ledger) = self.ledger(space)? else {
            return Ok(false);
        };
        Ok(may_erase(ledger, &device))
    }
}

/// Tells whether a device may erase in a space.
pub(super) fn may_erase(ledger: &Ledger, device: &DeviceId) -> bool {
    let member = ledger.active_member(device);
    member.is_ok_and(|member| duties(member.roles, ledger.kind()).contains(Duty::Erase))
}
