//! The answer to a sync: what became of what was brought, then what is new.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Response;
use proto::{Actor, Frame, PackOutcome, RelayEpoch};
use sync::relay::{Reading, SendPlan, SpaceSummary};
use tokio::sync::OwnedSemaphorePermit;

use super::refusal::{Refusal, frames};
use super::sink::{Gone, Sink};
use super::sync::Done;
use crate::app::App;
use crate::storage::{StorageError, code_of};

mod ledgers;
mod lines;
mod packs;
mod receipts;

use lines::{Line, plan, read_lines};

/// One space's packs, or one ledger's entries, are read in turns of about so many bytes.
const TURN: usize = 64 << 10;

/// All that an answer is made of.
struct Answer {
    done: Done,
    epoch: RelayEpoch,
    same_epoch: bool,
    lines: Vec<Line>,
    plan: SendPlan,
    sent: u64,
}

/// Why an answer stops short.
enum Broken {
    Gone,
    Storage(StorageError),
}

impl From<Gone> for Broken {
    fn from(_: Gone) -> Self {
        Broken::Gone
    }
}

impl From<StorageError> for Broken {
    fn from(error: StorageError) -> Self {
        Broken::Storage(error)
    }
}

/// Answers: in one piece if nothing has to be read from disk, else as a stream. The permit counts the request
/// as under way until its answer is out.
pub(super) async fn answer(
    app: &Arc<App>,
    done: Done,
    permit: OwnedSemaphorePermit,
) -> Result<Response<Body>, Refusal> {
    let mut answer = Answer::prepare(app, done).await?;
    app.metrics
        .sync_seconds
        .observe(answer.done.began.elapsed().as_secs_f64());
    let reads_disk = answer.plan.next_want().is_some()
        || answer.done.head.flags.layout
        || answer
            .readings()
            .any(|(reading, _)| reading.entries_from.is_some());
    if !reads_disk {
        let mut sink = Sink::whole();
        answer.run(app, &mut sink).await;
        return Ok(frames(Body::from(sink.into_bytes())));
    }
    let (mut sink, body) = Sink::pieces(app.limits.stall);
    let app = Arc::clone(app);
    tokio::spawn(async move {
        answer.run(&app, &mut sink).await;
        drop(permit);
    });
    Ok(frames(Body::new(body)))
}

impl Answer {
    async fn prepare(app: &App, done: Done) -> Result<Self, Refusal> {
        let mut epoch = app.storage.epoch();
        let mut same_epoch = done.head.relay_epoch == epoch;
        let mut lines = read_lines(app, &done, same_epoch).await?;
        if lines.iter().any(Line::is_beyond_top) && app.take_renewal() {
            epoch = app.storage.renew_epoch(epoch).await?;
            app.metrics.epochs_renewed.add(1);
            tracing::warn!(
                request = done.number,
                "the store was put back: a new epoch begins"
            );
            same_epoch = false;
            lines = read_lines(app, &done, same_epoch).await?;
        }
        let plan = plan(&done, &lines);
        Ok(Self {
            done,
            epoch,
            same_epoch,
            lines,
            plan,
            sent: 0,
        })
    }

    fn readings(&self) -> impl Iterator<Item = (&Reading, &Arc<SpaceSummary>)> {
        let readable = self
            .lines
            .iter()
            .filter_map(|line| line.outcome.as_ref().ok());
        readable.map(|(reading, summary)| (reading, summary))
    }

    async fn run(&mut self, app: &App, sink: &mut Sink) {
        let result = self.write(app, sink).await;
        if let Err(Broken::Storage(error)) = &result {
            tracing::error!(request = self.done.number, code = error.word(), cause = %error, "answer broken off");
            let _ = sink
                .frame(&Frame::Error {
                    code: code_of(error),
                })
                .await;
        }
        let _ = sink.flush().await;
        app.metrics.bytes_received.add(self.done.received);
        app.metrics.bytes_sent.add(sink.sent);
        app.metrics.packs_sent.add(self.sent);
        match &result {
            Ok(()) => app.metrics.synced.add(1),
            Err(_) => app.metrics.cut.add(1),
        }
        self.log(sink, result.is_ok());
    }

    async fn write(&mut self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        let time = self.done.now;
        sink.frame(&Frame::Hello {
            epoch: self.epoch,
            time,
        })
        .await?;
        self.write_ledgers(app, sink).await?;
        for (index, outcome) in &self.done.packs {
            sink.frame(&Frame::PackResult {
                index: *index,
                outcome: *outcome,
            })
            .await?;
        }
        // A replacement that a receipt names is not brought again, and so not signed for as deleting again.
        self.write_erased(app, sink).await?;
        self.write_receipt(app, sink).await?;
        self.write_own(sink).await?;
        self.write_layouts(app, sink).await?;
        self.write_packs(app, sink).await?;
        for (space, cursor) in self.plan.silent_moves() {
            sink.frame(&Frame::Cursor { space, cursor }).await?;
        }
        sink.frame(&Frame::End {
            more: self.plan.has_more(),
        })
        .await?;
        Ok(())
    }

    fn log(&self, sink: &Sink, complete: bool) {
        let done = &self.done;
        let refused =
            |(_, outcome): &&(u32, PackOutcome)| matches!(outcome, PackOutcome::Refused { .. });
        let refused = done.packs.iter().filter(refused).count();
        let idle = complete && done.packs.is_empty() && done.ledgers.is_empty() && self.sent == 0;
        let (who, millis) = (
            Who(done.head.actor),
            done.began.elapsed().as_millis() as u64,
        );
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    request = done.number,
                    device = %who,
                    spaces = self.lines.len(),
                    entries_pushed = done.ledgers.len(),
                    packs_durable = done.stored.len(),
                    packs_refused = refused,
                    packs_sent = self.sent,
                    bytes_up = done.received,
                    bytes_down = sink.sent,
                    millis,
                    complete,
                    "sync"
                )
            };
        }
        if idle { line!(debug) } else { line!(info) }
    }
}

/// Who asked, for the log.
struct Who(Actor);

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Actor::Device(id) => write!(f, "{id}"),
            Actor::Invite(id) => write!(f, "invite {id}"),
        }
    }
}
