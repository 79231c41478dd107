//! Courier files: what this device would say to the relay, handed over by cable, Bluetooth or memory card.
//!
//! Two devices that never see the relay converge by exchanging files; one that does not see it gets its work there, and
//! its receipts back, through a colleague. The form is `proto::courier`'s.

mod export;
mod import;
mod parts;
mod unload;

pub use export::{CourierExport, CourierHoldings, CourierOptions};
pub use import::CourierImport;
