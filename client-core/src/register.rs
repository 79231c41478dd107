//! Whole registers in and out: JSON Lines, CSV, GeoJSON.

mod export;
mod import;
mod lines;

pub use export::ExportFormat;
pub use import::{ImportCount, ImportFile, ImportOptions, ImportReport};
pub(crate) use lines::LONGEST_LINE;
pub use lines::{BadLine, LineFault};
