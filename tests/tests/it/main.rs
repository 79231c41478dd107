//! The whole path, from record to merge, with real parts.

mod bad_days;
mod blind;
mod bytes;
mod cuts;
mod histories;
mod joining;
mod kills;
mod path;
mod released;
mod restored;
