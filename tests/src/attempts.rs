//! A unit of real programs that is put back to the same moment again and again, and killed at another point each time.

use crate::programs::{Station, new_household};
use crate::{PIN, put_back, transport};
use client_core::{ClientError, Home, InviteRequest, Notebook, Role, SyncReport, World};
use seal::{PinParams, unwrap_key, wrap_key};
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;
use testkit::TestRng;
use testkit::process::{KillOrder, Reached, Sotay, WritePoints};

/// The cheapest that Argon2 can be: attempts are many, and the PIN is not what they are about.
const CHEAP: PinParams = PinParams {
    memory: 8,
    passes: 1,
    lanes: 1,
};

/// A relay puts what comes at once in one batch, so the same sync is now and then a few writes shorter.
const TRIES: u32 = 3;

/// Makes an attempt with a kill before every write point, then one with a kill in the middle of every write.
///
/// The attempts themselves find out how many there are: each kind ends at the first point that several attempts in a row did not
/// reach, so a program that writes a little more or less the next time is still killed everywhere. Returns how often it was killed.
pub fn at_every_write_point(attempt: impl FnMut(KillOrder) -> Reached) -> u64 {
    at_every_write_point_after(&[], attempt)
}

/// The same, behind the first of the points, at which another test kills.
pub fn at_every_write_point_after(
    passed: &[String],
    mut attempt: impl FnMut(KillOrder) -> Reached,
) -> u64 {
    let is_write = |point: &&String| {
        let bytes = point.rsplit(' ').next();
        bytes.is_some_and(|bytes| bytes.parse().is_ok_and(|bytes: u64| bytes > 1))
    };
    let writes = passed.iter().filter(is_write).count() as u64;
    let mut kill = |first: u64, order: fn(u64) -> KillOrder| {
        let mut is_reached = |n: &u64| (0..TRIES).any(|_| attempt(order(*n)).killed);
        (first + 1..).take_while(|n| is_reached(n)).count() as u64
    };
    kill(passed.len() as u64, KillOrder::Before) + kill(writes, KillOrder::Torn)
}

/// A station with its moment.
pub struct Moment {
    /// The relay and the homes.
    pub station: Station,
    /// Where the relay can be killed.
    pub points: WritePoints,
    homes: Vec<&'static str>,
}

impl Moment {
    /// Starts a station with a founder in the home `chief`: an area, a household and a visit, all on the relay.
    pub fn of_a_unit() -> Moment {
        Moment::of_areas(&["Tổ 1"])
    }

    /// Starts a station with a founder of these areas in the home `chief`; the household and its visit are in `Tổ 1`.
    pub fn of_areas(areas: &[&str]) -> Moment {
        let moment = Moment::of_nobody();
        moment.found(areas);
        moment
    }

    /// Starts a station of which the relay has more arguments on its command line, with a unit as [`Moment::of_a_unit`] has it.
    pub fn of_a_unit_with(settings: &[&str]) -> Moment {
        let moment = Moment::with(Station::start_watched_with(settings));
        moment.found(&["Tổ 1"]);
        moment
    }

    fn found(&self, areas: &[&str]) {
        let chief = self.station.found(areas);
        new_household(&chief, "Tổ 1", "HB-1");
        let visit = [
            "visit",
            "new",
            "--household",
            "HB-1",
            "--purpose",
            "listen",
            "--need",
            "Sửa đèn đường",
        ];
        chief.json(&visit).expect("a visit");
        chief.json(&["sync"]).expect("a sync");
    }

    /// Starts a station where nobody has founded anything.
    pub fn of_nobody() -> Moment {
        Moment::with(Station::start_watched())
    }

    fn with((station, points): (Station, WritePoints)) -> Moment {
        Moment {
            station,
            points,
            homes: Vec::new(),
        }
    }

    /// Holds the moment: the relay's data and these homes as they are now.
    pub fn hold(&mut self, homes: &[&'static str]) {
        self.homes = homes.to_vec();
        for name in homes {
            make_pin_cheap(&Home::at(self.station.path(name)));
            put_back(&self.station.path(name), &self.held(name));
        }
        let stopped = self.station.relay.stop().expect("the relay stops");
        assert!(stopped.success(), "{stopped}");
        put_back(self.station.relay.data(), &self.held("relay"));
        self.station.relay.restart().expect("the relay starts");
    }

    /// Puts the relay and the homes back to the moment.
    pub fn again(&mut self) {
        self.again_with_the_relay_stopped();
        self.station.relay.restart().expect("the relay starts");
    }

    /// The same, of a relay that is about to be started: it does some work by itself then.
    pub fn again_with_the_relay_stopped(&mut self) {
        for name in &self.homes {
            put_back(&self.held(name), &self.station.path(name));
        }
        self.station.relay.kill().expect("the relay is killed");
        put_back(&self.held("relay"), self.station.relay.data());
    }

    fn held(&self, name: &str) -> PathBuf {
        self.station.path("held").join(name)
    }

    /// Names a device; nothing is made yet.
    pub fn sotay(&self, name: &str) -> Sotay {
        self.station.sotay(name)
    }

    /// Opens a home beside the program.
    pub fn open(&self, name: &str) -> Notebook {
        Notebook::open(&Home::at(self.station.path(name)), World::native(), PIN)
            .expect("a notebook")
    }

    /// Opens a home beside the program, if no program has it open.
    pub fn open_other(&self, name: &str) -> Option<Notebook> {
        let home = Home::at(self.station.path(name)).with_patience(Duration::ZERO);
        match Notebook::open(&home, World::native(), PIN) {
            Err(ClientError::HomeInUse) => None,
            opened => Some(opened.expect("a notebook")),
        }
    }

    /// Lets a notebook meet the relay as the program does: the first time, it asks who that is.
    pub fn sync(&self, notebook: &mut Notebook) -> Result<SyncReport, ClientError> {
        let mut link = transport(&self.station.relay.url());
        if notebook.relay()?.id.is_none() {
            let described = link.describe().map_err(ClientError::NoNetwork)?;
            let described: Value = serde_json::from_str(&described).expect("JSON");
            let relay = described["relay"].as_str().expect("a relay's id");
            notebook.learn_relay(relay.parse().expect("a relay's id"))?;
        }
        notebook.sync(&mut link, &mut |_| {})
    }

    /// Lets an officer join a unit whose founder is `chief`, in the home `officer`.
    pub fn join(&self, chief: &mut Notebook) -> Notebook {
        let code = chief.invite(&officer()).expect("an invitation").code;
        self.sync(chief).expect("the invite reaches the relay");
        let folder = self.station.path("officer");
        drop(std::fs::remove_dir_all(&folder));
        let home = Home::at(folder);
        let mut officer = Notebook::join(&home, World::native(), PIN, &code).expect("a valid code");
        self.sync(&mut officer).expect("the device joins");
        officer
    }
}

/// The officer whom the founder invites.
pub fn officer() -> InviteRequest {
    InviteRequest {
        role: Role::Officer,
        officer: "Lê Thị Cúc".to_owned(),
        areas: vec!["Tổ 1".to_owned()],
    }
}

/// Wraps a home's key anew with hardly any work. A home that holds no notebook yet, or is locked, is left as it is.
pub fn make_pin_cheap(home: &Home) {
    let file = |name: &str| home.folder().join(name);
    if !home.is_set_up() || home.is_locked() {
        return;
    }
    let wrapped = std::fs::read(file("device.key")).expect("a key");
    let secret = std::fs::read(file("device.secret")).expect("a secret");
    let secret = secret.try_into().expect("32 bytes");
    let key = unwrap_key(&wrapped, PIN, &secret).expect("the PIN");
    let cheap = wrap_key(&key, PIN, &secret, CHEAP, &mut TestRng::new(1)).expect("a wrapped key");
    std::fs::write(file("device.key"), cheap).expect("written");
}
