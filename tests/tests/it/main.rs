//! The whole path, from record to merge, with real parts.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod authority;
mod bad_days;
mod blind;
mod branches;
mod bytes;
mod coming;
mod conflicts;
mod consultation;
mod courier;
mod cuts;
mod edited;
mod erasing;
mod figures;
mod follow_ups;
mod groups;
mod guide;
mod histories;
mod joining;
mod kept_key;
mod kills;
mod lies;
mod linked;
mod locked;
mod moved;
mod parted;
mod path;
mod recorded;
mod refilled;
mod released;
mod reports;
mod restored;
mod reviews;
mod rights;
mod roles;
mod sim;
mod skew;
mod tallies;
mod traffic;
mod units;
