//! The whole path, from record to merge, with real parts.

mod cuts;
mod histories;
mod path;
