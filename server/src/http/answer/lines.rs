//! What the caller gets of each space that its request names, and the plan of the packs to send.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proto::{Actor, Code, SpaceId, SpaceState};
use sync::relay::{Reading, SendPlan, SpaceSummary, read_space};

use crate::app::App;
use crate::http::refusal::Refusal;
use crate::http::sync::Done;

/// One space of the request: what its caller gets.
pub(super) struct Line {
    pub(super) space: SpaceId,
    pub(super) outcome: Result<(Reading, Arc<SpaceSummary>), Code>,
}

impl Line {
    pub(super) fn is_beyond_top(&self) -> bool {
        self.outcome
            .as_ref()
            .is_ok_and(|(reading, _)| reading.is_beyond_top)
    }
}

pub(super) async fn read_lines(
    app: &App,
    done: &Done,
    same_epoch: bool,
) -> Result<Vec<Line>, Refusal> {
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
    let mut brought = done.ledgers.iter();
    let brought = brought.find(|pushed| pushed.space == state.space);
    let reading = read_space(
        state,
        brought.and_then(|pushed| pushed.places.clone()),
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

pub(super) fn plan(done: &Done, lines: &[Line]) -> SendPlan {
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
    let mut seen = BTreeSet::new();
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
