//! The unit: founding it, inviting and joining, its devices, and the spaces of its areas.

mod assign;
mod concern;
mod devices;
mod found;
mod invite;
mod join;
mod membership;
mod policy;
mod recovery;
mod revoke;
mod rules;

pub use devices::{DeviceRow, PendingInvite};
pub use found::Founding;
pub(crate) use found::object;
pub(crate) use invite::LASTS_MILLIS as INVITE_LASTS_MILLIS;
pub use invite::{Invitation, InviteRequest};
pub(crate) use join::read_code;
pub use membership::{MembershipChange, MembershipPlan, MembershipStep};
pub use policy::UnitPolicy;
pub(crate) use recovery::read_recovery;
pub use rules::{PresenceRule, UnitRules};
