//! The consultation log: who looked at what, when and why.
//!
//! [`act`] says what is written down; [`log`] writes this device's lines, each in the transaction of its act or
//! before the content is returned; [`travel`] brings them to those who may read them; [`read`] and [`verify`] are
//! what these do with them, also where a log forks ([`mod@branches`]).

mod act;
mod branches;
mod log;
mod read;
mod travel;
mod verify;

pub use act::Act;
pub(crate) use act::is_about_people;
pub use branches::LogBranch;
pub(crate) use log::{append, shortened};
pub use read::{AuditPage, AuditQuery, AuditRow};
pub(crate) use travel::{Outgoing, keep, numbered, read_segments};
pub(crate) use verify::Signed;
pub use verify::{LogCheck, LogFault};
