//! Sixty-four devices push their day at once, day after day; then they ask whether there is news.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use client_core::UnixMillis;
use testkit::process::Relay;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row, percentile};
use crate::load::fleet::Fleet;
use crate::load::prepared::Prepared;
use crate::load::wire::{Answered, Connection};
use crate::options::Options;
use crate::process::peak_megabytes;
use crate::report::Report;
use crate::ward;

const DEVICES: usize = 64;
/// Days pushed in each run.
const DAYS: usize = 20;
/// Idle syncs of each device in each run.
const IDLE: usize = 150;

/// Measures on a relay of its own.
pub(super) fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let relay = Relay::start(&ward::programs()?, &options.work.join("busy-relay"))?;
    let mut fleet = Fleet::enlist(DEVICES, &relay.url(), now())?;
    let mut stage = Stage::open(&relay)?;
    // One day for both ends to warm up, as a relay that has been running for a while.
    stage.push(&mut fleet)?;
    let (mut rate, mut slowest, mut idle) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let (mut seconds, mut millis) = (0.0, Vec::new());
        for _ in 0..DAYS {
            let (took, latencies) = stage.push(&mut fleet)?;
            seconds += took;
            millis.extend(latencies);
        }
        rate.push((DAYS * DEVICES) as f64 / seconds);
        slowest.push(percentile(&millis, 99));
        fleet.at(now());
        idle.push((DEVICES * IDLE) as f64 / stage.ask(&fleet)?);
    }
    let memory = peak_megabytes(&relay.process_id().to_string())?;
    report.add(Figure::new(
        Row::Relay,
        "days pushed a second",
        "/s",
        Reach::AtLeast(1_000.0),
        rate,
    ));
    report.add(Figure::new(
        Row::Relay,
        "p99 of a push",
        "ms",
        Reach::AtMost(100.0),
        slowest,
    ));
    report.add(Figure::new(
        Row::Relay,
        "idle syncs a second",
        "/s",
        Reach::AtLeast(5_000.0),
        idle,
    ));
    report.add(Figure::new(
        Row::Relay,
        "peak memory of the relay",
        "MB",
        Reach::AtMost(64.0),
        vec![memory],
    ));
    Ok(())
}

/// The devices' connections. One thread carries them all, so the relay has the other cores.
struct Stage {
    runtime: Runtime,
    connections: Vec<Connection>,
}

impl Stage {
    fn open(relay: &Relay) -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let address = relay.address();
        let connections = runtime.block_on(async {
            let mut connections = Vec::with_capacity(DEVICES);
            for _ in 0..DEVICES {
                connections.push(Connection::open(address).await?);
            }
            Ok::<_, Failure>(connections)
        })?;
        Ok(Self {
            runtime,
            connections,
        })
    }

    /// Lets all devices push a day at once; returns seconds until the last is done and each one's milliseconds.
    fn push(&mut self, fleet: &mut Fleet) -> Result<(f64, Vec<f64>), Failure> {
        fleet.at(now());
        let work = fleet
            .push_a_day()?
            .into_iter()
            .map(|prepared| vec![prepared])
            .collect();
        self.carry(work)
    }

    /// Lets each device sync again and again, all at the same time; returns seconds.
    fn ask(&mut self, fleet: &Fleet) -> Result<f64, Failure> {
        Ok(self.carry(fleet.ask(IDLE))?.0)
    }

    /// Sends each device's requests one after the other, all devices at the same time, and checks the answers afterwards.
    fn carry(&mut self, work: Vec<Vec<Prepared>>) -> Result<(f64, Vec<f64>), Failure> {
        let connections = std::mem::take(&mut self.connections);
        let (seconds, done) = self.runtime.block_on(async {
            let mut tasks = JoinSet::new();
            let began = Instant::now();
            for (connection, requests) in connections.into_iter().zip(work) {
                tasks.spawn(one_after_the_other(connection, requests));
            }
            let done = tasks.join_all().await;
            (began.elapsed().as_secs_f64(), done)
        });
        let mut millis = Vec::new();
        for device in done {
            let (connection, answers) = device?;
            self.connections.push(connection);
            for (prepared, answer) in answers {
                millis.push(answer.took.as_secs_f64() * 1e3);
                prepared.check(&answer.body)?;
            }
        }
        Ok((seconds, millis))
    }
}

type Carried = (Connection, Vec<(Prepared, Answered)>);

async fn one_after_the_other(
    mut connection: Connection,
    requests: Vec<Prepared>,
) -> Result<Carried, Failure> {
    let mut answers = Vec::with_capacity(requests.len());
    for prepared in requests {
        let answer = connection.post(&prepared.request).await?;
        answers.push((prepared, answer));
    }
    Ok((connection, answers))
}

/// Gives the time.
pub(super) fn now() -> UnixMillis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis());
    UnixMillis(i64::try_from(since).unwrap_or(i64::MAX))
}
