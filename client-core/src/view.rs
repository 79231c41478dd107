//! Read models: rows derived from records in the transaction that changes them.
//!
//! [`project`] writes them; the other modules read them. Dropping every `rm_*` table and projecting all
//! records again gives the same rows, and a property test holds that.

pub(crate) mod assessments;
pub(crate) mod conflicts;
pub(crate) mod copies;
pub(crate) mod counted;
pub(crate) mod counting;
pub(crate) mod coverage;
pub(crate) mod covered;
pub(crate) mod find;
pub(crate) mod follow_ups;
pub(crate) mod fresh;
pub(crate) mod groups;
pub(crate) mod links;
pub(crate) mod list;
pub(crate) mod moved;
pub(crate) mod narrowing;
#[cfg(test)]
mod plans;
pub(crate) mod presence;
pub(crate) mod profiles;
pub(crate) mod project;
pub(crate) mod recognitions;
pub(crate) mod referrals;
pub(crate) mod requests;
pub(crate) mod restricted;
pub(crate) mod reviews;
pub(crate) mod search;
pub(crate) mod words;
