//! Which path is answered by which handler.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::{events, pages, sync};
use crate::app::App;

/// Whether the peer is on this machine. Put into each request by the connection it came on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) is_loopback: bool,
}

/// Makes the routes.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/v1/sync", post(sync::sync))
        .route("/v1/events", get(events::events))
        .route("/v1/relay", get(pages::relay))
        .route("/healthz", get(pages::healthz))
        .route("/readyz", get(pages::readyz))
        .route("/metrics", get(pages::metrics))
        .with_state(app)
}
