//! The small answers: who the relay is, whether it is well, what it measures.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::router::Peer;
use crate::app::App;
use crate::config::MetricsAccess;

const JSON: &str = "application/json";
/// The exposition format's own media type.
const PROMETHEUS: &str = "text/plain; version=0.0.4";

/// `GET /v1/relay`: what a device must know before its first sync. Over plain HTTP nobody vouches for it; a
/// device that joins by an invite has the relay's key from there.
pub(super) async fn relay(State(app): State<Arc<App>>) -> Response {
    let body = serde_json::json!({
        "relay": app.relay.to_string(),
        "version": env!("CARGO_PKG_VERSION"),
        "protocol": proto::version::REQUEST,
        "time": app.now().0,
    });
    ([(header::CONTENT_TYPE, JSON)], body.to_string()).into_response()
}

/// `GET /healthz`: the process runs.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the relay can store something now, and is not stopping.
pub(super) async fn readyz(State(app): State<Arc<App>>) -> Response {
    if app.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match app.storage.check_writable().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!("{}\n", error.word()),
        )
            .into_response(),
    }
}

/// `GET /metrics`: Prometheus text.
pub(super) async fn metrics(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
) -> Response {
    let allowed = match app.metrics_access {
        MetricsAccess::Open => true,
        MetricsAccess::Loopback => peer.is_loopback,
        MetricsAccess::Off => false,
    };
    if !allowed {
        return StatusCode::NOT_FOUND.into_response();
    }
    let text = app.metrics.render(app.gauges());
    ([(header::CONTENT_TYPE, PROMETHEUS)], text).into_response()
}
