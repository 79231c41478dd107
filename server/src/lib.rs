//! The blind relay: axum routes, limits, storage, metrics.
