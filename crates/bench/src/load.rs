//! Many devices that meet one relay at the same time.
//!
//! Requests are signed and packs sealed before the clock starts: on phones that work is spread over as many processors as there
//! are officers. What is timed is what the relay does, from a request's first byte to the last of its answer, and each answer is
//! then checked as a device would check it, receipt and all.

pub(crate) mod fleet;
pub(crate) mod prepared;
pub(crate) mod wire;
