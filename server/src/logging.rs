//! Structured logs: one JSON object a line on standard error.
//!
//! Logged are request numbers, device and space ids, codes, sizes and durations; never a body, never an address
//! of a peer.

use tracing_subscriber::EnvFilter;

/// The filter is not one.
#[derive(Debug, thiserror::Error)]
#[error("not a log filter: {0}")]
pub struct BadFilter(String);

/// Starts logging for the whole process. `filter` is a level or a list of `target=level`.
pub fn start(filter: &str) -> Result<(), BadFilter> {
    let filter = EnvFilter::try_new(filter).map_err(|error| BadFilter(error.to_string()))?;
    let logs = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // In a test another subscriber may be there first; then that one is used.
    let _ = logs.try_init();
    Ok(())
}
