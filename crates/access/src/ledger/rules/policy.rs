//! The unit's policy.

use proto::SpaceKind;
use proto::ledger::Policy;

use super::{Signing, bad};
use crate::ledger::Ledger;
use crate::refusal::Refusal;

impl Ledger {
    pub(super) fn set_policy(&mut self, signing: &Signing, policy: &Policy) -> Result<(), Refusal> {
        if self.kind != SpaceKind::Unit {
            return Err(bad("a policy stands in the unit's ledger"));
        }
        if !policy.is_ordered() {
            return Err(bad("kinds are named in order, none twice"));
        }
        self.policy.clone_from(policy);
        self.policy_since = signing.time;
        Ok(())
    }
}
