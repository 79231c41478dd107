//! The unit: founding it, inviting and joining, its devices, and the spaces of its areas.

mod devices;
mod found;
mod invite;
mod join;

pub use devices::{DeviceRow, PendingInvite};
pub use found::Founding;
pub use invite::{Invitation, InviteRequest};
pub(crate) use join::read_code;
