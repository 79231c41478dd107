//! A whole relay in the caller's process.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use proto::RelayId;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{App, Clock, system_clock};
use crate::config::{Admission, Config};
use crate::http::connections::Server;
use crate::http::router::router;
use crate::http::tls::{self, TlsError};
use crate::metrics::Metrics;
use crate::storage::sqlite::{SqliteOptions, SqliteStorage};
use crate::storage::{Storage, StorageError};

/// How often a relay that nobody asks for anything looks for what is to be done.
const MAINTENANCE: Duration = Duration::from_secs(60 * 60);

/// Why a relay does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store cannot be used.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Certificate or key cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address as given.
        address: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The ready file cannot be written.
    #[error("cannot write the ready file: {0}")]
    ReadyFile(#[source] io::Error),
}

/// The relay.
#[derive(Debug)]
pub struct Relay;

/// A running relay. Dropped without [`Handle::shutdown`] it stops soon, without waiting for anything.
#[derive(Debug)]
pub struct Handle {
    address: SocketAddr,
    relay: RelayId,
    is_tls: bool,
    storage: Arc<SqliteStorage>,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Relay {
    /// Starts a relay on the current Tokio runtime.
    pub async fn start(config: Config) -> Result<Handle, StartError> {
        Self::start_with_clock(config, system_clock()).await
    }

    /// Starts a relay that takes the time from `clock`.
    pub async fn start_with_clock(config: Config, clock: Clock) -> Result<Handle, StartError> {
        let tls = config.tls.as_ref().map(tls::acceptor).transpose()?;
        let metrics = Arc::new(Metrics::default());
        let storage = Arc::new(SqliteStorage::open(
            &config.data,
            SqliteOptions::from(&config),
            Arc::clone(&metrics),
        )?);
        let (listener, address) = listen(&config.listen).await?;
        let (stop, stopping) = watch::channel(false);
        let store: Arc<dyn Storage> = Arc::clone(&storage) as Arc<dyn Storage>;
        let app = Arc::new(App::new(&config, store, metrics, clock, stopping));
        let (relay, is_tls) = (app.relay, tls.is_some());
        let server = Server {
            router: router(Arc::clone(&app)),
            app,
            tls,
        };
        tokio::spawn(look_after(Arc::clone(&server.app)));
        let serving = tokio::spawn(server.run(listener));
        let handle = Handle {
            address,
            relay,
            is_tls,
            storage,
            stop,
            serving,
        };
        announce(&config, &handle)?;
        Ok(handle)
    }
}

/// Sees to maintenance where no request comes to do so.
async fn look_after(app: Arc<App>) {
    let mut stopped = std::pin::pin!(app.stopped());
    loop {
        app.maintain();
        tokio::select! {
            () = stopped.as_mut() => return,
            () = tokio::time::sleep(MAINTENANCE) => {}
        }
    }
}

async fn listen(address: &str) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen {
        address: address.to_owned(),
        source,
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

fn announce(config: &Config, handle: &Handle) -> Result<(), StartError> {
    let loopback = handle.address.ip().is_loopback();
    tracing::info!(
        address = %handle.address,
        url = %handle.url(),
        relay = %handle.relay,
        version = env!("CARGO_PKG_VERSION"),
        "ready"
    );
    if !loopback && !handle.is_tls {
        tracing::warn!(
            "plain HTTP beyond this machine: packs are sealed, but who syncs and when can be seen; give --tls-cert and --tls-key"
        );
    }
    if !loopback && config.admission == Admission::Open {
        tracing::warn!(
            "anybody who reaches this relay may found a unit on it; once yours is there, --admission closed ends that"
        );
    }
    if let Some(path) = &config.ready_file {
        write_whole(path, &format!("{}\n", handle.address)).map_err(StartError::ReadyFile)?;
    }
    Ok(())
}

/// Writes beside the file and renames, so that whoever waits for the file never reads half of it.
fn write_whole(path: &std::path::Path, text: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, path)
}

impl Handle {
    /// Gives the address that the relay listens on, with the real port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Gives the relay's URL at that address.
    pub fn url(&self) -> String {
        let scheme = if self.is_tls { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Gives the relay's id, which is its public key.
    pub fn relay(&self) -> RelayId {
        self.relay
    }

    /// Stops: takes no new connection, lets what is under way end, and closes the store.
    pub async fn shutdown(mut self) -> Result<(), StorageError> {
        // Nobody may be listening any more.
        let _ = self.stop.send(true);
        // A panic in there would have been a bug; the store is closed all the same.
        let _ = (&mut self.serving).await;
        self.storage.close().await
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        self.serving.abort();
    }
}
