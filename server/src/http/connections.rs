//! Accepting connections and serving them until they end or the relay stops.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::router::Peer;
use crate::app::App;

/// A connection's buffer for reading, and for writing: a pack's piece and a half.
const BUFFER: usize = 32 << 10;
/// After an error of `accept`, most often too many open files, the others get time to end.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Accepts and serves connections.
pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    pub(crate) router: Router,
    pub(crate) tls: Option<TlsAcceptor>,
}

impl Server {
    /// Serves until the relay stops, then lets what is under way end, for as long as the limits say.
    pub(crate) async fn run(self, listener: TcpListener) {
        let server = Arc::new(self);
        let limits = server.app.limits;
        let slots = Arc::new(Semaphore::new(limits.max_connections));
        let mut stopped = std::pin::pin!(server.app.stopped());
        loop {
            let accepted = tokio::select! {
                biased;
                () = stopped.as_mut() => break,
                accepted = accept(&listener, &slots) => accepted,
            };
            match accepted {
                Ok((stream, peer, slot)) => {
                    tokio::spawn(Arc::clone(&server).connection(stream, peer, slot));
                }
                Err(error) => {
                    tracing::warn!(cause = %error, "a connection could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(listener);
        let all = u32::try_from(limits.max_connections).unwrap_or(u32::MAX);
        if timeout(limits.shutdown, slots.acquire_many(all))
            .await
            .is_err()
        {
            tracing::warn!("some requests did not end in time and were cut");
        }
    }

    async fn connection(
        self: Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
        slot: OwnedSemaphorePermit,
    ) {
        self.app.connections.fetch_add(1, Ordering::Relaxed);
        // Answers are written whole; waiting to fill a segment would only delay them.
        let _ = stream.set_nodelay(true);
        let peer = Peer {
            is_loopback: peer.ip().to_canonical().is_loopback(),
        };
        match &self.tls {
            None => self.serve(stream, peer).await,
            Some(acceptor) => {
                let handshake = timeout(self.app.limits.stall, acceptor.accept(stream)).await;
                match handshake {
                    Ok(Ok(stream)) => self.serve(stream, peer).await,
                    Ok(Err(error)) => tracing::debug!(cause = %error, "TLS handshake failed"),
                    Err(_) => tracing::debug!("TLS handshake stalled"),
                }
            }
        }
        self.app.connections.fetch_sub(1, Ordering::Relaxed);
        drop(slot);
    }

    async fn serve<S>(&self, stream: S, peer: Peer)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let router = TowerToHyperService::new(self.router.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            hyper::service::Service::call(&router, request)
        });
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(self.app.limits.idle)
            .max_buf_size(BUFFER)
            // A device learns the time from the answer's first frame; every byte counts on its link.
            .auto_date_header(false);
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.app.stopped() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(cause = %error, "connection ended");
        }
    }
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots)
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, slot))
}
