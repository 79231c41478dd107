//! The consultation log: who looked at what, when and why.
//!
//! [`act`] says what is written down; [`log`] writes this device's lines, each in the transaction of its act or
//! before the content is returned; [`travel`] brings them to those who may read them; [`read`] and [`verify`] are
//! what these do with them.

mod act;
mod log;
mod read;
mod travel;
mod verify;

pub use act::Act;
pub(crate) use act::is_about_people;
pub(crate) use log::{append, shortened};
pub use read::{AuditPage, AuditQuery, AuditRow};
pub(crate) use travel::{Outgoing, keep, read_segments};
pub use verify::{LogCheck, LogFault};
