//! Ledger entries that a request brings: checked against the ledger as it is, and made durable.

use std::ops::Range;
use std::sync::Arc;

use access::Ledger;
use proto::{Code, LedgerOutcome, LedgerPush, SpaceId, UnixMillis};
use sync::relay::{self, LedgerDecision, SpaceSummary};

use crate::app::App;
use crate::config::Admission;
use crate::http::refusal::Refusal;
use crate::storage::{Appended, NewEntries};

/// More entries than these are checked on a thread where nobody else waits.
const ENTRIES_INLINE: usize = 8;
/// A ledger that moves on between check and commit is checked again so many times.
const APPEND_ATTEMPTS: usize = 3;

/// What became of the entries that were brought for a space.
pub(in crate::http) struct Pushed {
    pub(in crate::http) space: SpaceId,
    pub(in crate::http) outcome: LedgerOutcome,
    /// The places that they have in the ledger, if they were accepted: whoever brought them need not get them.
    pub(in crate::http) places: Option<Range<u64>>,
}

impl Pushed {
    fn refused(space: SpaceId, code: Code) -> Self {
        let outcome = LedgerOutcome::Refused { code };
        Self {
            space,
            outcome,
            places: None,
        }
    }

    fn accepted(space: SpaceId, places: Range<u64>, length: u64) -> Self {
        Self {
            space,
            outcome: LedgerOutcome::Accepted { length },
            places: Some(places),
        }
    }
}

/// Makes entries durable that follow from the ledger as it is.
pub(super) async fn push(
    app: &Arc<App>,
    mut push: LedgerPush,
    now: UnixMillis,
) -> Result<Pushed, Refusal> {
    // The place of the first entry, where those up to the ledger's end were known.
    let mut first = None;
    for _ in 0..APPEND_ATTEMPTS {
        let known = app.storage.space(push.space).await?;
        let from = known.as_ref().map_or(0, |space| space.ledger.length());
        let (back, decision) = decide(app, push, known, now).await?;
        push = back;
        match decision {
            LedgerDecision::Refuse(code) => return Ok(Pushed::refused(push.space, code)),
            LedgerDecision::Compare { from } => {
                let known = count_known(app, &push, from).await?;
                if known == 0 {
                    return Ok(Pushed::refused(push.space, Code::StaleHead));
                }
                first.get_or_insert(from);
                push.entries.drain(..known);
                if push.entries.is_empty() {
                    let space = app.storage.space(push.space).await?;
                    let length = space.map_or(0, |space| space.ledger.length());
                    let places = first.unwrap_or(from)..from + known as u64;
                    return Ok(Pushed::accepted(push.space, places, length));
                }
            }
            LedgerDecision::Append { after, ledger } => {
                let new = NewEntries {
                    space: push.space,
                    after,
                    entries: push.entries.clone(),
                    ledger: Arc::new(*ledger),
                };
                if let Appended::Durable(summary) = app.storage.append(new).await? {
                    app.metrics.ledger_pushes.add(1);
                    let places = first.unwrap_or(from)..from + push.entries.len() as u64;
                    let length = summary.ledger.length();
                    return Ok(Pushed::accepted(push.space, places, length));
                }
            }
        }
    }
    Ok(Pushed::refused(push.space, Code::StaleHead))
}

async fn decide(
    app: &Arc<App>,
    push: LedgerPush,
    known: Option<Arc<SpaceSummary>>,
    now: UnixMillis,
) -> Result<(LedgerPush, LedgerDecision), Refusal> {
    let unit = match (&known, relay::unit_of(&push)) {
        (None, Some(unit)) => app
            .storage
            .space(unit)
            .await?
            .map(|unit| Arc::clone(&unit.ledger)),
        _ => None,
    };
    let admission = match app.admission {
        Admission::Open => relay::Admission::Open,
        Admission::Closed => relay::Admission::Closed,
    };
    let is_long = push.entries.len() > ENTRIES_INLINE;
    let decide = move || {
        let ledger: Option<&Ledger> = known.as_deref().map(|space| &*space.ledger);
        let decision = relay::decide_push(&push, ledger, unit.as_deref(), admission, now);
        (push, decision)
    };
    if !is_long {
        return Ok(decide());
    }
    tokio::task::spawn_blocking(decide)
        .await
        .map_err(|_| Code::RelayFailed.into())
}

/// Entries that stand where the ledger has some already: how many of them are the same.
async fn count_known(app: &App, push: &LedgerPush, from: u64) -> Result<usize, Refusal> {
    let size = push.entries.iter().map(Vec::len).sum();
    let stored = app.storage.entries(push.space, from, size).await?;
    Ok(relay::count_stored(push, &stored))
}
