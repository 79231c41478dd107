//! The truth: spaces, ledgers, records, changes and packs, as rows of `doc_*` tables.
//!
//! Each module owns the SQL of its tables. None of them decides anything.

pub(crate) mod aside;
pub(crate) mod audit;
pub(crate) mod branches;
pub(crate) mod brought;
pub(crate) mod cargo;
pub(crate) mod chains;
pub(crate) mod changes;
pub(crate) mod comparing;
pub(crate) mod deposits;
pub(crate) mod erasing;
pub(crate) mod histories;
pub(crate) mod holdings;
pub(crate) mod late;
pub(crate) mod ledgers;
pub(crate) mod liaisons;
pub(crate) mod meta;
pub(crate) mod packs;
pub(crate) mod postponed;
pub(crate) mod scattered;
pub(crate) mod spaces;
pub(crate) mod suspicions;
pub(crate) mod tallies;
pub(crate) mod wipe;
