//! A unit in a temporary folder for cross-crate tests: a real relay on a free port, real notebooks, real HTTP.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

pub mod attempts;
pub mod between;
pub mod by_hand;
pub mod cut;
pub mod member;
pub mod needles;
pub mod play;
pub mod programs;
pub mod seeds;
pub mod sim;
pub mod tables;
pub mod units;

use cli::transport::{HttpTransport, RelayUrl, TransportOptions};
use client_core::{
    ClientError, Clock, DocId, FieldMap, Founding, Home, InviteRequest, Kind, Notebook, Query,
    Role, SyncReport, UnixMillis, World,
};
use proto::RelayId;
use server::{Config, Handle, Relay};
use std::path::Path;
use testkit::{FixedClock, TestRng};
use tokio::runtime::Runtime;

/// The PIN of every home in tests.
pub const PIN: &str = "493817";
/// The first instant of every test: 2026-11-20T08:00:00+07:00.
pub const MORNING: i64 = 1_795_136_400_000;

/// A clock that a test moves, for the core.
struct Stopped(FixedClock);

impl Clock for Stopped {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.unix_millis())
    }
}

/// A world that replays from a seed.
pub fn world(clock: &FixedClock, seed: u64) -> World {
    World {
        clock: Box::new(Stopped(clock.clone())),
        random: Box::new(TestRng::new(seed)),
    }
}

/// Unlocks a home with the PIN of every home in tests.
pub fn key_of(home: &Home) -> [u8; 32] {
    let world = world(&FixedClock::default(), 0);
    *Notebook::unlock(home, &*world.clock, PIN).expect("the PIN")
}

/// A relay inside this process, on a free port.
pub struct InProcessRelay {
    runtime: Runtime,
    handle: Option<Handle>,
    folder: tempfile::TempDir,
    clock: FixedClock,
}

impl InProcessRelay {
    /// Starts a relay whose clock is the test's.
    pub fn start(clock: &FixedClock) -> InProcessRelay {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runtime = Runtime::new().expect("a runtime");
        let mut relay = InProcessRelay {
            runtime,
            handle: None,
            folder,
            clock: clock.clone(),
        };
        relay.start_again();
        relay
    }

    /// Starts it on its data after [`InProcessRelay::stop`], on another port.
    pub fn start_again(&mut self) {
        self.start_with(|_| {});
    }

    /// Stops it and starts it with so many bytes of room in each space.
    pub fn give_room(&mut self, bytes: u64) {
        self.stop();
        self.start_with(|config| config.limits.space_quota = bytes);
    }

    fn start_with(&mut self, change: impl FnOnce(&mut Config)) {
        let clock = self.clock.clone();
        let mut config = Config::for_data(self.folder.path()).expect("a valid configuration");
        change(&mut config);
        let now = std::sync::Arc::new(move || UnixMillis(clock.unix_millis()));
        let started = Relay::start_with_clock(config, now);
        self.handle = Some(self.runtime.block_on(started).expect("the relay starts"));
    }

    /// Stops it gracefully.
    pub fn stop(&mut self) {
        if let Some(handle) = self.handle.take() {
            let _ = self.runtime.block_on(handle.shutdown());
        }
    }

    /// Stops it, copies its data as a backup would, and starts it again.
    pub fn back_up(&mut self, to: &Path) {
        self.stop();
        copy_files(self.folder.path(), to);
        self.start_again();
    }

    /// Stops it, puts its data back to a backup, and starts it again.
    pub fn restore(&mut self, from: &Path) {
        self.stop();
        copy_files(from, self.folder.path());
        self.start_again();
    }

    /// Returns the relay's address.
    pub fn url(&self) -> String {
        self.handle.as_ref().expect("running").url()
    }

    /// Returns the relay's key.
    pub fn id(&self) -> RelayId {
        self.handle.as_ref().expect("running").relay()
    }

    /// Returns the folder of the relay's files.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for InProcessRelay {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Makes a folder hold the files of another one, and no others.
pub fn copy_files(from: &Path, to: &Path) {
    drop(std::fs::remove_dir_all(to));
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}

/// Makes a folder hold the files of another one, and no others, as [`copy_files`] does, but writes over the files that are
/// there: a relay takes a database in another file for one that was restored.
pub fn put_back(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(to).expect("a folder") {
        let entry = entry.expect("an entry");
        if !from.join(entry.file_name()).exists() {
            std::fs::remove_file(entry.path()).expect("removed");
        }
    }
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}

/// Opens a transport to an address.
pub fn transport(url: &str) -> HttpTransport {
    let url: RelayUrl = url.parse().expect("an address");
    HttpTransport::open(&TransportOptions::to(url)).expect("a transport")
}

/// A relay, a folder of homes, and a clock that they share.
pub struct Unit {
    /// The relay.
    pub relay: InProcessRelay,
    /// The clock of everybody who was not given another one.
    pub clock: FixedClock,
    folder: tempfile::TempDir,
    seed: u64,
}

impl Unit {
    /// Starts an empty unit; everything random in it follows from `seed`.
    pub fn new(seed: u64) -> Unit {
        let clock = FixedClock::at(MORNING);
        let folder = tempfile::tempdir().expect("a temporary folder");
        Unit {
            relay: InProcessRelay::start(&clock),
            clock,
            folder,
            seed,
        }
    }

    /// Names a place beside the homes.
    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Names the home of a device.
    pub fn home(&self, name: &str) -> Home {
        Home::at(self.folder.path().join(name)).with_patience(std::time::Duration::ZERO)
    }

    /// Draws a world of its own for a device.
    pub fn world(&self, name: &str) -> World {
        let label: u64 = name.bytes().fold(self.seed, |seed, byte| {
            seed.wrapping_mul(131).wrapping_add(u64::from(byte))
        });
        world(&self.clock, label)
    }

    /// Founds the unit with some areas, and meets the relay.
    pub fn found(&self, areas: &[&str]) -> Notebook {
        let founding = Founding {
            relay_url: self.relay.url(),
            unit: "Công an phường Hoà Bình".to_owned(),
            officer: "Chỉ huy Trần Văn Bình".to_owned(),
            areas: areas.iter().map(|area| (*area).to_owned()).collect(),
        };
        let mut chief = Notebook::found(&self.home("chief"), self.world("chief"), PIN, &founding)
            .expect("founded");
        chief.learn_relay(self.relay.id()).expect("a first meeting");
        self.sync(&mut chief).expect("the first sync");
        chief
    }

    /// Invites a device and lets it join; both have met the relay when this returns.
    pub fn join(&self, chief: &mut Notebook, name: &str, role: Role, areas: &[&str]) -> Notebook {
        let request = InviteRequest {
            role,
            officer: name.to_owned(),
            areas: areas.iter().map(|area| (*area).to_owned()).collect(),
        };
        let invitation = chief.invite(&request).expect("an invitation");
        self.sync(chief).expect("the invite reaches the relay");
        let mut device = Notebook::join(&self.home(name), self.world(name), PIN, &invitation.code)
            .expect("a valid code");
        self.sync(&mut device).expect("the device joins");
        device
    }

    /// Lets a device meet the relay.
    pub fn sync(&self, device: &mut Notebook) -> Result<SyncReport, ClientError> {
        device.sync(&mut transport(&self.relay.url()), &mut |_| {})
    }
}

/// Takes the object out of a JSON literal.
pub fn fields(value: serde_json::Value) -> FieldMap {
    value.as_object().cloned().expect("an object")
}

/// Records a household in an area named so.
pub fn household(device: &mut Notebook, area: &str, code: &str, head: &str) -> DocId {
    let area = device
        .find(Some(Kind::Area), area)
        .expect("the area is here");
    let household = serde_json::json!({ "area": area.to_string(), "code": code, "head": head, "phone": "0912345678" });
    device
        .create(Kind::Household, fields(household))
        .expect("a household")
}

/// Lists the ids of a kind, for comparisons.
pub fn ids(device: &mut Notebook, kind: Kind) -> Vec<DocId> {
    let query = Query {
        limit: 10_000,
        ..Query::of(kind)
    };
    let mut ids: Vec<DocId> = device
        .list(&query)
        .expect("a list")
        .rows
        .iter()
        .map(|row| row.id)
        .collect();
    ids.sort();
    ids
}
