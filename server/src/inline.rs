//! A relay without sockets or threads of its own: requests and answers are bytes, and all work is done in the call.
//!
//! Simulations drive the real routes, limits and storage by it, on whatever lies under the connection they bring.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Frame;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use proto::RelayId;
use rusqlite::Connection;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use crate::app::{App, Clock};
use crate::config::Config;
use crate::http::router::router;
use crate::metrics::Metrics;
use crate::storage::sqlite::{SqliteOptions, SqliteStorage};
use crate::storage::{Storage, StorageError};

/// A relay on one connection to its database.
pub struct InlineRelay {
    routes: TowerToHyperService<Router>,
    runtime: Runtime,
    relay: RelayId,
    storage: Arc<dyn Storage>,
    /// The relay stops when this is dropped.
    _stop: watch::Sender<bool>,
}

impl std::fmt::Debug for InlineRelay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InlineRelay({})", self.relay)
    }
}

impl InlineRelay {
    /// Opens a relay on a connection that nobody else uses. Of the configuration, what concerns files, sockets and
    /// threads has no meaning.
    pub fn open(
        connection: Connection,
        config: &Config,
        clock: Clock,
    ) -> Result<Self, StorageError> {
        let failed = |error: io::Error| StorageError::Failed(error.to_string());
        let runtime = Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(failed)?;
        let metrics = Arc::new(Metrics::default());
        let options = SqliteOptions::from(config);
        let storage = SqliteStorage::on(connection, options, Arc::clone(&metrics))?;
        let storage: Arc<dyn Storage> = Arc::new(storage);
        let (stop, stopping) = watch::channel(false);
        let app = App::new(config, Arc::clone(&storage), metrics, clock, stopping);
        Ok(Self {
            relay: app.relay,
            routes: TowerToHyperService::new(router(Arc::new(app))),
            runtime,
            storage,
            _stop: stop,
        })
    }

    /// Gives the relay's id, which is its public key.
    pub fn relay(&self) -> RelayId {
        self.relay
    }

    /// Posts a sync request and gives its answer's body, piece by piece as it came.
    ///
    /// With `cut` the connection breaks after so many bytes of the request.
    pub fn exchange(&self, request: &[u8], cut: Option<usize>) -> Vec<Bytes> {
        let body = Arriving::new(request, cut);
        let request = Request::post("/v1/sync").body(Body::new(body));
        let Ok(request) = request else {
            return Vec::new();
        };
        self.runtime.block_on(async {
            let Ok(response) = self.routes.call(request).await;
            let mut body = response.into_body();
            let mut pieces = Vec::new();
            while let Some(Ok(frame)) = body.frame().await {
                pieces.extend(frame.into_data().ok());
            }
            pieces
        })
    }

    /// Closes the store, as a relay does that is told to stop.
    pub fn close(self) -> Result<(), StorageError> {
        self.runtime.block_on(self.storage.close())
    }
}

/// A request on its way in: some bytes, then the end or a broken connection.
struct Arriving {
    chunks: VecDeque<Bytes>,
    breaks: bool,
}

impl Arriving {
    /// What a connection brings in one go.
    const CHUNK: usize = 16 << 10;

    fn new(request: &[u8], cut: Option<usize>) -> Self {
        let arrives = cut.and_then(|at| request.get(..at)).unwrap_or(request);
        Self {
            chunks: arrives
                .chunks(Self::CHUNK)
                .map(Bytes::copy_from_slice)
                .collect(),
            breaks: cut.is_some(),
        }
    }
}

impl hyper::body::Body for Arriving {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(match self.chunks.pop_front() {
            Some(chunk) => Some(Ok(Frame::data(chunk))),
            None if self.breaks => Some(Err(io::ErrorKind::ConnectionReset.into())),
            None => None,
        })
    }
}
