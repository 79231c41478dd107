//! The wire as another team meets it: round trips, hostile bytes, streams cut anywhere, and the specification.

mod hostile;
mod ids;
mod invite_codes;
mod round_trips;
mod samples;
mod specification;
mod streams;
