//! What every request handler shares.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use proto::{RelayId, UnixMillis};
use seal::RelaySecret;
use tokio::sync::{Semaphore, watch};

use crate::config::{Admission, Config, Limits, MetricsAccess};
use crate::keys::KeyCache;
use crate::metrics::{Gauges, Metrics};
use crate::storage::Storage;

/// Tells the time. Tests give their own.
pub type Clock = Arc<dyn Fn() -> UnixMillis + Send + Sync>;

/// Gives the system's clock.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    })
}

/// The memory that packs take between arrival and disk is counted in units of this many bytes.
pub(crate) const MEMORY_UNIT: usize = 1024;

/// A restored store is found out at most this often: a device that lies about its cursor makes all devices
/// ask again for what they have, and must not be able to do it all the time.
const EPOCH_RENEWAL_MILLIS: i64 = 60 * 60 * 1000;

/// How often the relay looks for packs whose grace is over.
const MAINTENANCE_MILLIS: i64 = 60 * 60 * 1000;

/// The running relay, as handlers see it.
pub(crate) struct App {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) secret: RelaySecret,
    pub(crate) relay: RelayId,
    pub(crate) keys: KeyCache,
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    pub(crate) admission: Admission,
    pub(crate) metrics_access: MetricsAccess,
    pub(crate) requests: Arc<Semaphore>,
    pub(crate) listeners: Arc<Semaphore>,
    pub(crate) upload_memory: Arc<Semaphore>,
    pub(crate) connections: AtomicUsize,
    pub(crate) stopping: watch::Receiver<bool>,
    next_request: AtomicU64,
    last_renewal: AtomicI64,
    last_maintenance: AtomicI64,
}

impl App {
    pub(crate) fn new(
        config: &Config,
        storage: Arc<dyn Storage>,
        metrics: Arc<Metrics>,
        clock: Clock,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let secret = RelaySecret::from_bytes(&storage.identity().seed);
        let limits = config.limits;
        Self {
            storage,
            metrics,
            relay: secret.id(),
            keys: KeyCache::default(),
            secret,
            clock,
            limits,
            admission: config.admission,
            metrics_access: config.metrics,
            requests: Arc::new(Semaphore::new(limits.max_requests)),
            listeners: Arc::new(Semaphore::new(limits.max_events)),
            upload_memory: Arc::new(Semaphore::new(limits.upload_memory / MEMORY_UNIT)),
            connections: AtomicUsize::new(0),
            stopping,
            next_request: AtomicU64::new(1),
            last_renewal: AtomicI64::new(i64::MIN),
            last_maintenance: AtomicI64::new(i64::MIN),
        }
    }

    pub(crate) fn now(&self) -> UnixMillis {
        (self.clock)()
    }

    /// Gives the next request's number, by which log lines belong together.
    pub(crate) fn next_request(&self) -> u64 {
        self.next_request.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Waits until the relay stops.
    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopping = self.stopping.clone();
        async move {
            // An error means that nobody can stop the relay any more, since its handle is gone: it stops.
            let _ = stopping.wait_for(|stopping| *stopping).await;
        }
    }

    /// Tells whether a new epoch may be drawn now, and takes note that it is.
    pub(crate) fn take_renewal(&self) -> bool {
        self.take_turn(&self.last_renewal, EPOCH_RENEWAL_MILLIS)
    }

    /// Begins to delete what was only kept for a while, unless it was looked for lately.
    pub(crate) fn maintain(self: &Arc<Self>) {
        if self.take_turn(&self.last_maintenance, MAINTENANCE_MILLIS) {
            let app = Arc::clone(self);
            tokio::spawn(async move { app.end_grace().await });
        }
    }

    /// Piece by piece, so that pushes go between.
    async fn end_grace(&self) {
        loop {
            match self.storage.end_grace(self.now()).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(code = error.word(), cause = %error, "grace not ended; it is tried again");
                    return;
                }
            }
        }
    }

    /// Tells whether it is time for something that is done every so often, and takes note that it is done.
    fn take_turn(&self, last: &AtomicI64, every: i64) -> bool {
        let (now, before) = (self.now().0, last.load(Ordering::Relaxed));
        // A clock that was put back must not stop it for as long as it was ahead.
        let due = now.saturating_sub(before).saturating_abs() >= every;
        let order = Ordering::Relaxed;
        due && last.compare_exchange(before, now, order, order).is_ok()
    }

    pub(crate) fn gauges(&self) -> Gauges {
        Gauges {
            connections: self.connections.load(Ordering::Relaxed),
            listeners: self.limits.max_events - self.listeners.available_permits(),
            cached_spaces: self.storage.cached_spaces(),
        }
    }
}
