//! Ending access: of a lost device, or of an officer with all devices.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::unit::membership::MembershipPlan;

impl Notebook {
    /// Plans to end the access of a device (by its id), or of all devices of an officer, in every space.
    ///
    /// What such a device still has to send arrives in escrow. Fails with `record-not-found`, `reference-ambiguous`, or
    /// `device-unknown` when the officer has no device with access.
    pub fn plan_revocation(&mut self, reference: &str) -> Result<MembershipPlan, ClientError> {
        let (officer, devices) = self.devices_meant(reference)?;
        if devices.is_empty() {
            return Err(ClientError::DeviceUnknown);
        }
        let mut plan = self.plan_for(officer)?;
        for space in self.own_spaces()? {
            for device in &devices {
                self.plan_membership(&mut plan, &space, *device, None)?;
            }
        }
        Ok(plan)
    }
}
