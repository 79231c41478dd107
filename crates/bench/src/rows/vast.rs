//! A sync costs what has changed, not what is there: a relay of a thousand spaces beside one that keeps a single ward.
//!
//! Both relays run at once and are asked in turns, so that what else happens on the machine happens to both. Requests go one
//! after the other: what is compared is how long each takes, not how many fit beside each other.

use std::path::Path;
use std::time::Instant;

use client_core::UnixMillis;
use testkit::process::Relay;
use tokio::runtime::{Builder, Runtime};

use super::relay::now;
use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row, percentile};
use crate::load::fleet::Fleet;
use crate::load::prepared::Prepared;
use crate::load::wire::Connection;
use crate::options::Options;
use crate::process::peak_megabytes;
use crate::report::Report;
use crate::ward;

/// The devices that share a space.
const TEAM: usize = 8;
/// A ward has so many areas, each with a space.
const WARD: usize = 8;
const SPACES: usize = 1_000;
/// A space's first import: packs, and documents in each.
const PACKS: usize = 10;
const DOCUMENTS: usize = 100;
/// Requests of each kind to each relay in each run.
const REQUESTS: usize = 2_000;
/// Requests to one relay before it is the other's turn.
const TURN: usize = 100;

/// Measures.
pub(super) fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let began = Instant::now();
    let mut ward = Store::fill(WARD, &options.work.join("one-ward"))?;
    let mut vast = Store::fill(SPACES, &options.work.join("many-spaces"))?;
    let setting_up = began.elapsed().as_secs_f64();
    let mut days = Compared::default();
    let mut idles = Compared::default();
    for _ in 0..options.runs {
        days.run(&mut ward, &mut vast, Store::days)?;
        idles.run(&mut ward, &mut vast, Store::idles)?;
    }
    days.tell("day", report);
    idles.tell("idle", report);
    let memory = peak_megabytes(&vast.relay.process_id().to_string())?;
    let most = Reach::AtMost(64.0);
    report.add(Figure::new(
        Row::Vast,
        "peak memory of the relay",
        "MB",
        most,
        vec![memory],
    ));
    let most = Reach::AtMost(60.0);
    report.add(Figure::new(
        Row::Vast,
        "setting up",
        "s",
        most,
        vec![setting_up],
    ));
    Ok(())
}

/// One kind of request to both relays.
#[derive(Default)]
struct Compared {
    ward: Vec<f64>,
    vast: Vec<f64>,
    times: Vec<f64>,
}

impl Compared {
    fn run(
        &mut self,
        ward: &mut Store,
        vast: &mut Store,
        prepare: impl Fn(&mut Store) -> Result<Vec<Prepared>, Failure>,
    ) -> Result<(), Failure> {
        let (mut few, mut many) = (Vec::new(), Vec::new());
        while few.len() < REQUESTS {
            few.extend(ward.turn(&prepare)?);
            many.extend(vast.turn(&prepare)?);
        }
        // What was prepared and not sent yet must not be taken for the next kind.
        ward.finish()?;
        vast.finish()?;
        let (few, many) = (percentile(&few, 99), percentile(&many, 99));
        self.ward.push(few);
        self.vast.push(many);
        self.times.push(many / few);
        Ok(())
    }

    fn tell(self, what: &str, report: &mut Report) {
        let [ward, vast, times] = match what {
            "day" => [
                "p99 of a day, one ward",
                "p99 of a day",
                "p99 of a day, by one ward's",
            ],
            _ => ["p99 idle, one ward", "p99 idle", "p99 idle, by one ward's"],
        };
        report.add(Figure::new(Row::Vast, ward, "ms", Reach::Told, self.ward));
        report.add(Figure::new(Row::Vast, vast, "ms", Reach::Told, self.vast));
        report.add(Figure::new(
            Row::Vast,
            times,
            "times",
            Reach::AtMost(1.5),
            self.times,
        ));
    }
}

/// A relay with its spaces' devices, and a connection to it.
struct Store {
    relay: Relay,
    fleet: Fleet,
    runtime: Runtime,
    connection: Connection,
    waiting: Vec<Prepared>,
    asked: usize,
}

impl Store {
    /// Starts a relay and imports every space's documents. Then every space is asked for once, as on a relay that has
    /// been running for a while.
    fn fill(spaces: usize, folder: &Path) -> Result<Self, Failure> {
        let relay = Relay::start(&ward::programs()?, folder)?;
        let mut fleet = Fleet::enlist(spaces * TEAM, &relay.url(), now())?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let connection = runtime.block_on(Connection::open(relay.address()))?;
        let imports = fleet.import(PACKS, DOCUMENTS)?;
        let mut store = Self {
            relay,
            fleet,
            runtime,
            connection,
            waiting: Vec::new(),
            asked: 0,
        };
        store.carry(imports)?;
        let warm_up = store.idles()?;
        store.carry(warm_up)?;
        Ok(store)
    }

    /// Carries a turn's requests; returns each one's milliseconds.
    fn turn(
        &mut self,
        prepare: impl Fn(&mut Store) -> Result<Vec<Prepared>, Failure>,
    ) -> Result<Vec<f64>, Failure> {
        while self.waiting.len() < TURN {
            let more = prepare(self)?;
            self.waiting.extend(more);
        }
        let rest = self.waiting.split_off(TURN);
        let turn = std::mem::replace(&mut self.waiting, rest);
        self.carry(turn)
    }

    /// Carries what is still waiting.
    fn finish(&mut self) -> Result<(), Failure> {
        let waiting = std::mem::take(&mut self.waiting);
        self.carry(waiting).map(drop)
    }

    fn days(&mut self) -> Result<Vec<Prepared>, Failure> {
        self.fleet.at(now());
        self.fleet.push_one_day()
    }

    fn idles(&mut self) -> Result<Vec<Prepared>, Failure> {
        self.asked += 1;
        self.fleet.at(UnixMillis(now().0 - self.asked as i64));
        Ok(self.fleet.ask_one(0))
    }

    fn carry(&mut self, requests: Vec<Prepared>) -> Result<Vec<f64>, Failure> {
        let mut millis = Vec::with_capacity(requests.len());
        for prepared in requests {
            let answered = self.connection.post(&prepared.request);
            let answer = self.runtime.block_on(answered)?;
            millis.push(answer.took.as_secs_f64() * 1e3);
            prepared.check(&answer.body)?;
        }
        Ok(millis)
    }
}
