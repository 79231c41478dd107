//! Ending a liaison: the host expels the guest, or the guest goes.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::unit::MembershipPlan;
use access::Side;
use proto::DeviceId;

impl Notebook {
    /// Plans to end the liaison with a unit. The other unit's devices leave it, or, where the other unit founded it, this unit's:
    /// what they held of it is wiped at their next sync, and what the host has stays.
    ///
    /// Fails with `liaison-unknown`.
    pub fn plan_liaison_end(&mut self, unit: &str) -> Result<MembershipPlan, ClientError> {
        let (name, space) = self.linked_unit(unit)?;
        let ledger = self.ledger_as_decided(&space)?;
        let guests = ledger
            .members()
            .filter(|(_, member)| member.is_active() && member.side == Side::Guest);
        let mut leaving: Vec<DeviceId> = guests.map(|(device, _)| *device).collect();
        // Whoever signs goes last.
        let me = self.device;
        leaving.sort_by_key(|device| *device == me);
        let mut plan = self.plan_for(None)?;
        plan.officer_name = Some(name);
        for device in leaving {
            self.plan_membership(&mut plan, &space, device, None)?;
        }
        Ok(plan)
    }
}
