//! The answer to a sync: what became of what was brought, then what is new.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Response;
use proto::{
    Actor, Code, DeviceId, ErasureReceiptBody, Frame, LedgerOutcome, PackOutcome, ReceiptBody,
    RelayEpoch, SpaceId, SpaceState, StoredPack, limits,
};
use seal::{sign_erasure, sign_receipt};
use sync::relay::{Reading, SendPlan, SpaceSummary, Verdict, read_space};
use tokio::sync::OwnedSemaphorePermit;

use super::refusal::{Refusal, frames};
use super::sink::{Gone, Sink};
use super::sync::Done;
use crate::app::App;
use crate::storage::{StorageError, code_of};

/// One space's packs, or one ledger's entries, are read in turns of about so many bytes.
const TURN: usize = 64 << 10;

/// One space of the request: what its caller gets.
struct Line {
    space: SpaceId,
    outcome: Result<(Reading, Arc<SpaceSummary>), Code>,
}

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
        self.write_receipt(app, sink).await?;
        self.write_erased(app, sink).await?;
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

    async fn write_ledgers(&self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        for (reading, summary) in self.readings() {
            let mut next = reading.entries_from.unwrap_or(u64::MAX);
            while next < summary.ledger.length() {
                let mut entries = app.storage.entries(summary.id, next, TURN).await?;
                // What was added after the summary was made is the next answer's.
                entries.truncate((summary.ledger.length() - next) as usize);
                if entries.is_empty() {
                    break;
                }
                let (from, count) = (next, entries.len() as u64);
                sink.frame(&Frame::Ledger {
                    space: summary.id,
                    from,
                    entries,
                })
                .await?;
                next += count;
            }
        }
        for (space, outcome) in self.ledger_results() {
            sink.frame(&Frame::LedgerResult { space, outcome }).await?;
        }
        Ok(())
    }

    /// What became of pushes; and for spaces without one, why nothing of them can be had, or how short the
    /// relay's ledger is where the device has more of it.
    fn ledger_results(&self) -> impl Iterator<Item = (SpaceId, LedgerOutcome)> {
        let pushed = |space: &SpaceId| self.done.ledgers.iter().any(|(pushed, _)| pushed == space);
        let others = self.lines.iter().filter(move |line| !pushed(&line.space));
        let others = others.filter_map(|line| match &line.outcome {
            Err(code) => Some((line.space, LedgerOutcome::Refused { code: *code })),
            Ok((reading, _)) => {
                let length = reading.relay_length?;
                Some((line.space, LedgerOutcome::Accepted { length }))
            }
        });
        self.done.ledgers.iter().copied().chain(others)
    }

    /// The receipt goes out before any pack: it is what the device most needs from a link that may be cut.
    async fn write_receipt(&self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        let Actor::Device(device) = self.done.head.actor else {
            return Ok(());
        };
        let mut stored = self.done.stored.clone();
        if self.done.head.flags.probe {
            stored.extend(self.own_heads(device));
        }
        if stored.is_empty() {
            return Ok(());
        }
        for stored in stored.chunks(limits::RECEIPT_PACKS.max as usize) {
            let body = ReceiptBody {
                relay: app.relay,
                device,
                time: self.done.now,
                request: self.done.hash,
                stored: stored.to_vec(),
            };
            sink.frame(&Frame::Receipt(sign_receipt(body, &app.secret)))
                .await?;
        }
        Ok(())
    }

    /// What is gone for the sake of erased documents, in receipts of a bounded length.
    async fn write_erased(&self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        let Actor::Device(device) = self.done.head.actor else {
            return Ok(());
        };
        for erased in &self.done.erased {
            for packs in erased.packs.chunks(limits::ERASED_PACKS.max as usize) {
                let body = ErasureReceiptBody {
                    relay: app.relay,
                    device,
                    time: self.done.now,
                    request: self.done.hash,
                    space: erased.space,
                    documents: erased.documents.clone(),
                    packs: packs.to_vec(),
                };
                sink.frame(&Frame::Erased(sign_erasure(body, &app.secret)))
                    .await?;
            }
        }
        Ok(())
    }

    /// The layout of each space whose packs the device gets.
    async fn write_layouts(&self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        if !self.done.head.flags.layout {
            return Ok(());
        }
        let readable = self.readings();
        for (_, summary) in readable.filter(|(reading, _)| reading.cursor.is_some()) {
            let (space, mut after, mut more) = (summary.id, 0, true);
            while more {
                let page = app.storage.layout(space, after, TURN).await?;
                after = page.rows.last().map_or(after, |row| row.place);
                more = !page.reached_end;
                let rows = page.rows;
                sink.frame(&Frame::Layout { space, rows, more }).await?;
            }
        }
        Ok(())
    }

    /// The device's newest pack of each space. Each pack names the hash of the one before, so signing for the newest
    /// signs for all: a device whose receipt was lost with the link need not push again to be sure.
    fn own_heads(&self, device: DeviceId) -> Vec<StoredPack> {
        let heads = self.readings().filter_map(|(_, summary)| {
            let head = summary.heads.get(&device)?;
            Some(StoredPack {
                space: summary.id,
                author: device,
                number: head.number,
                hash: head.hash,
            })
        });
        heads.collect()
    }

    /// A device learns its own numbers when it asks, and unasked when the relay has a new life: it may have
    /// to give back what this store lacks.
    async fn write_own(&self, sink: &mut Sink) -> Result<(), Broken> {
        let Actor::Device(device) = self.done.head.actor else {
            return Ok(());
        };
        if !self.done.head.flags.probe && self.same_epoch {
            return Ok(());
        }
        for (_, summary) in self.readings() {
            let (space, number) = (summary.id, summary.last_number(&device));
            sink.frame(&Frame::Own { space, number }).await?;
        }
        Ok(())
    }

    async fn write_packs(&mut self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        while let Some(want) = self.plan.next_want() {
            // What is ready need not wait for the disk.
            sink.flush().await?;
            let page = app.storage.packs(want, TURN).await?;
            for read in page.packs {
                let (span, pack) = (read.span, read.bytes);
                let Verdict::Send(cursor) = self.plan.offer(span, pack.len() as u64) else {
                    break;
                };
                sink.frame(&Frame::Pack {
                    space: want.space,
                    cursor,
                    pack,
                })
                .await?;
                self.sent += 1;
            }
            self.plan.end_turn(page.reached_end);
        }
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

impl Line {
    fn is_beyond_top(&self) -> bool {
        self.outcome
            .as_ref()
            .is_ok_and(|(reading, _)| reading.is_beyond_top)
    }
}

async fn read_lines(app: &App, done: &Done, same_epoch: bool) -> Result<Vec<Line>, Refusal> {
    let mut lines = Vec::with_capacity(done.head.spaces.len());
    for state in &done.head.spaces {
        let summary = match app.storage.cached(state.space) {
            Some(summary) => Some(summary),
            None => app.storage.space(state.space).await?,
        };
        lines.push(read_line(state, summary, done, same_epoch));
    }
    Ok(lines)
}

fn read_line(
    state: &SpaceState,
    summary: Option<Arc<SpaceSummary>>,
    done: &Done,
    same_epoch: bool,
) -> Line {
    let reading = read_space(
        state,
        summary.as_deref(),
        done.head.actor,
        same_epoch,
        done.now,
    );
    let outcome = reading.and_then(|reading| Ok((reading, summary.ok_or(Code::UnknownSpace)?)));
    Line {
        space: state.space,
        outcome,
    }
}

fn plan(done: &Done, lines: &[Line]) -> SendPlan {
    let skip_author = match done.head.actor {
        Actor::Device(device) if !done.head.flags.include_own => Some(device),
        _ => None,
    };
    let mut filled: BTreeMap<SpaceId, Vec<u64>> = BTreeMap::new();
    for (space, seq) in &done.filled {
        filled.entry(*space).or_default().push(*seq);
    }
    let mut plan = SendPlan::new(done.head.answer_budget, skip_author);
    if done.head.flags.originals {
        plan = plan.with_originals();
    }
    let mut seen = std::collections::BTreeSet::new();
    for line in lines {
        let Ok((reading, summary)) = &line.outcome else {
            continue;
        };
        let (Some(cursor), true) = (reading.cursor, seen.insert(line.space)) else {
            continue;
        };
        let just_filled = filled
            .get(&line.space)
            .map(Vec::as_slice)
            .unwrap_or_default();
        plan.add_space(line.space, cursor, summary.top, just_filled);
    }
    plan
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
