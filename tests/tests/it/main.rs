//! The whole path, from record to merge, with real parts.

mod path;
