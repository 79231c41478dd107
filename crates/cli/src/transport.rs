//! One keep-alive connection to a relay over HTTP/1.1, as the [`Transport`] that a sync talks through.
//!
//! A village's link may be slow for minutes and still work, so there is no total timeout: only a timer
//! that runs while nothing at all arrives. Requests carry no header that the relay does not need, since an
//! idle sync is a few hundred bytes.

mod address;
mod failure;
mod trust;

pub use address::{AddressError, RelayUrl};
pub use trust::TrustError;

use client_core::{Flow, Transport, TransportError};
use failure::{cause, not_a_relay};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Response, redirect};
use std::path::PathBuf;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

/// How long a link may be silent before it counts as dead.
const STALL: Duration = Duration::from_secs(30);
/// How long to wait for a connection, three retransmissions of a lost SYN included.
const CONNECT: Duration = Duration::from_secs(15);
/// The slowest upload that is still worth waiting for, in bytes a second (a tenth of a bad 2G link).
const SLOWEST_UPLOAD: u64 = 512;
/// The most that is read of the relay's description of itself.
const DESCRIPTION_LIMIT: usize = 16 * 1024;

/// Says how to reach a relay.
#[derive(Debug, Clone)]
pub struct TransportOptions {
    /// The relay's address, `http://` or `https://`.
    pub relay: RelayUrl,
    /// A file of PEM certificates to accept beside the system's, for a relay with a self-made one.
    pub certificates: Option<PathBuf>,
    /// How long the link may be silent.
    pub stall: Duration,
    /// How long connecting may take.
    pub connect: Duration,
}

impl TransportOptions {
    /// Reaches a relay with the system's certificates and the usual patience.
    pub fn to(relay: RelayUrl) -> TransportOptions {
        TransportOptions {
            relay,
            certificates: None,
            stall: STALL,
            connect: CONNECT,
        }
    }
}

/// Reports that no transport could be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The certificates to trust are not usable.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// The HTTP client could not be made.
    #[error("no HTTP client: {0}")]
    Client(#[source] reqwest::Error),
    /// The system refused the resources that a network needs.
    #[error("no network runtime: {0}")]
    Runtime(#[source] std::io::Error),
}

/// Talks to one relay over one connection, kept alive between requests.
#[derive(Debug)]
pub struct HttpTransport {
    runtime: Runtime,
    client: Client,
    relay: RelayUrl,
    stall: Duration,
}

impl HttpTransport {
    /// Prepares a connection; nothing is sent yet.
    pub fn open(options: &TransportOptions) -> Result<HttpTransport, SetupError> {
        let tls = trust::client_config(options.relay.is_https(), options.certificates.as_deref())?;
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .tcp_nodelay(true)
            .connect_timeout(options.connect)
            .pool_idle_timeout(None)
            .pool_max_idle_per_host(1)
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never());
        // An http_proxy of the shell is meant for the outside, never for a relay on this machine.
        if options.relay.is_loopback() {
            builder = builder.no_proxy();
        }
        // The kernel knows better than any timer here whether the other side still takes what was sent.
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        {
            builder = builder.tcp_user_timeout(options.stall);
        }
        let client = builder.build().map_err(SetupError::Client)?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(SetupError::Runtime)?;
        Ok(HttpTransport {
            runtime,
            client,
            relay: options.relay.clone(),
            stall: options.stall,
        })
    }

    /// Asks the relay who it is: the JSON object of `GET /v1/relay`.
    pub fn describe(&mut self) -> Result<String, TransportError> {
        let request = self.client.get(self.relay.join("v1/relay"));
        self.runtime.block_on(async {
            let mut response = within(self.stall, request.send()).await?;
            if !response.status().is_success() {
                return Err(not_a_relay());
            }
            let mut body = Vec::new();
            while let Some(chunk) = within(self.stall, response.chunk()).await? {
                body.extend_from_slice(&chunk);
                if body.len() > DESCRIPTION_LIMIT {
                    return Err(not_a_relay());
                }
            }
            String::from_utf8(body).map_err(|_| not_a_relay())
        })
    }
}

impl Transport for HttpTransport {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        let patience = self.stall + Duration::from_secs(request.len() as u64 / SLOWEST_UPLOAD);
        let post = self
            .client
            .post(self.relay.join("v1/sync"))
            .header(CONTENT_TYPE, HeaderValue::from_static(OCTETS))
            .body(request);
        self.runtime.block_on(async {
            let response = within(patience, post.send()).await?;
            if !is_from_relay(&response) {
                return Err(not_a_relay());
            }
            read(response, self.stall, take).await
        })
    }
}

const OCTETS: &str = "application/octet-stream";

/// Tells a relay's answer from the page of a hotel's sign-in or a web server's error.
fn is_from_relay(response: &Response) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(OCTETS.as_bytes()))
}

async fn read(
    mut response: Response,
    stall: Duration,
    take: &mut dyn FnMut(&[u8]) -> Flow,
) -> Result<(), TransportError> {
    while let Some(chunk) = within(stall, response.chunk()).await? {
        if take(&chunk) == Flow::Stop {
            break;
        }
    }
    Ok(())
}

async fn within<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, reqwest::Error>>,
) -> Result<T, TransportError> {
    match timeout(patience, work).await {
        Ok(done) => done.map_err(|error| cause(&error)),
        Err(_) => Err(TransportError::Stalled),
    }
}
