//! A TCP link with a round-trip time and a rate in each direction, which counts what crossed it and can be cut at a byte.
//!
//! It models what decides the cost of a sync from a village: the handshake of a connection costs one round trip; bytes wait
//! for those before them in their direction, over all connections together; and each takes half a round trip to arrive. It
//! does not model loss or TCP's slow start. Bytes travel as packets of an Ethernet frame's size, so the first of a long answer
//! arrive as early as on a real link.

mod line;
mod pump;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::sync::oneshot;

use line::Line;

/// How far and how wide a link is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkSpeed {
    /// The time of a round trip.
    pub round_trip: Duration,
    /// The rate of each direction, in 1,000 bits a second; 0 is unlimited.
    pub kbit_per_s: u32,
}

impl LinkSpeed {
    /// No delay and no limit: only counts.
    pub const LOOPBACK: Self = Self {
        round_trip: Duration::ZERO,
        kbit_per_s: 0,
    };
    /// The edge of a village: 600 ms, 50 kbit/s.
    pub const SECOND_GENERATION: Self = Self {
        round_trip: Duration::from_millis(600),
        kbit_per_s: 50,
    };
    /// A fair mobile connection: 150 ms, 1 Mbit/s.
    pub const THIRD_GENERATION: Self = Self {
        round_trip: Duration::from_millis(150),
        kbit_per_s: 1_000,
    };
}

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the one who connected to the target.
    Up,
    /// From the target to the one who connected.
    Down,
}

/// What a cut looks like to both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Both connections are closed, as when a proxy dies.
    Close,
    /// Nothing more arrives and nobody is told, as when a phone leaves the cell.
    Silence,
}

/// What crossed a link since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkStats {
    /// Bytes towards the target.
    pub up: u64,
    /// Bytes from the target.
    pub down: u64,
    /// Connections that were opened.
    pub connections: u64,
}

/// A running link. It has its own thread, so it serves tests with and without an async runtime; dropping it closes it.
#[derive(Debug)]
pub struct Link {
    address: SocketAddr,
    line: Arc<Line>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Link {
    /// Opens a link from a free loopback port to `target`.
    ///
    /// # Errors
    ///
    /// If no port or thread can be had.
    pub fn open(target: SocketAddr, speed: LinkSpeed) -> io::Result<Self> {
        Self::listen(SocketAddr::from(([127, 0, 0, 1], 0)), target, speed)
    }

    /// Opens a link from a given address, for a link that people type commands against.
    ///
    /// # Errors
    ///
    /// If the address is taken or no thread can be had.
    pub fn listen(listen: SocketAddr, target: SocketAddr, speed: LinkSpeed) -> io::Result<Self> {
        let line = Arc::new(Line::new(speed));
        let (stop, stopped) = oneshot::channel();
        let (ready, started) = mpsc::channel();
        let carried = Arc::clone(&line);
        let thread = std::thread::Builder::new()
            .name("link".to_owned())
            .spawn(move || {
                let run = run(listen, target, carried, &ready, stopped);
                if let Err(error) = runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .map(|runtime| runtime.block_on(run))
                {
                    drop(ready.send(Err(error)));
                }
            })?;
        let address = started.recv().map_err(io::Error::other)??;
        Ok(Self {
            address,
            line,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Returns the address to connect to.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address as `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns what has crossed so far.
    #[must_use]
    pub fn stats(&self) -> LinkStats {
        self.line.stats()
    }

    /// Lets exactly `bytes` more go in `direction`, over all connections, and then ends the connection that wanted to carry the
    /// next one. It happens once; connections made afterwards are carried as before.
    pub fn cut_after(&self, direction: Direction, bytes: u64, ending: Ending) {
        self.line.cut_after(direction, bytes, ending);
    }

    /// Returns whether a cut is still waiting for its byte.
    #[must_use]
    pub fn cut_is_armed(&self) -> bool {
        self.line.cut_is_armed()
    }

    /// Ends every connection and refuses new ones until [`Link::restore`].
    pub fn sever(&self) {
        self.line.sever();
    }

    /// Carries connections again.
    pub fn restore(&self) {
        self.line.restore();
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

async fn run(
    listen: SocketAddr,
    target: SocketAddr,
    line: Arc<Line>,
    ready: &mpsc::Sender<io::Result<SocketAddr>>,
    mut stopped: oneshot::Receiver<()>,
) {
    let bound = TcpListener::bind(listen)
        .await
        .and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (address, listener) = match bound {
        Ok(bound) => bound,
        Err(error) => return drop(ready.send(Err(error))),
    };
    drop(ready.send(Ok(address)));
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => {
                if let Ok((client, _)) = accepted {
                    tokio::spawn(carry(client, target, Arc::clone(&line)));
                }
            }
        }
    }
}

async fn carry(client: TcpStream, target: SocketAddr, line: Arc<Line>) {
    if line.is_severed() {
        return;
    }
    line.count_connection();
    tokio::time::sleep(line.speed().round_trip).await;
    if let Ok(server) = TcpStream::connect(target).await {
        drop(client.set_nodelay(true));
        drop(server.set_nodelay(true));
        pump::both(client, server, line).await;
    }
}
