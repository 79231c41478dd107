//! How far the review of a visit or survey has come.
//!
//! A review is a change of the record like any other, and names the changes that its writer had before them. So it needs no
//! mark of what was reviewed: it covers what it depends on, and nothing else. An edit made later, or somewhere else by somebody
//! who had not seen the review, is not covered, whatever it says; the visit then waits for its review again.

use std::collections::{BTreeSet, HashMap};

use proto::{ChangeHash, DeviceId, UnixMillis};

use crate::Kind;
use crate::authority::{Judge, Standing};
use crate::change::{Op, RecordChange};
use crate::document::Document;
use crate::layout::{KIND_KEY, UNKNOWN, field_of};
use crate::state::Entry;

/// The field that says how far a record has come.
const STATUS: &str = "status";
/// The fields in which reviewers say something of a record; all others are what they review.
const SAID_BY_REVIEWERS: [&str; 2] = [STATUS, "review"];

/// Names the status that says of a record of a kind that it was reviewed; nothing for kinds that nobody reviews in this way.
const fn reviewed(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Visit => Some("reviewed"),
        Kind::Survey => Some("approved"),
        _ => None,
    }
}

/// Where a visit or survey stands between its officer and those who review it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its officer still works on it.
    Draft,
    /// It waits to be reviewed.
    Submitted,
    /// It waits for its officer to correct it.
    Returned,
    /// It was reviewed as it is.
    Reviewed,
    /// It was reviewed, and something was written that no review has seen: it waits again.
    Reopened,
}

impl Stage {
    /// Gives the status under which a record of a kind is listed.
    #[must_use]
    pub fn status(self, kind: Kind) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted | Self::Reopened => "submitted",
            Self::Returned => "returned",
            Self::Reviewed => reviewed(kind).unwrap_or_default(),
        }
    }

    /// Whether somebody has to do something with it.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::Submitted | Self::Returned | Self::Reopened)
    }
}

/// How far the review of a visit or survey has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// Where it stands.
    pub stage: Stage,
    /// Since when it stands there, by the writers' clocks.
    pub since: UnixMillis,
    /// How long was waited so far, in the order in which the waiting ended; of visits only.
    pub times: Vec<ReviewTime>,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// From submitted to the answer, be it returned or reviewed.
    Answer,
    /// From returned to submitted again.
    Correction,
    /// From first submitted to reviewed, corrections included.
    Whole,
}

impl Measure {
    /// Every measure, by its code.
    pub const ALL: [Self; 3] = [Self::Answer, Self::Correction, Self::Whole];

    /// Gives the code under which databases store it.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Answer => 1,
            Self::Correction => 2,
            Self::Whole => 3,
        }
    }

    /// Finds the measure of a stored code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }

    /// Gives the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Correction => "correction",
            Self::Whole => "whole",
        }
    }
}

/// How long somebody waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewTime {
    /// For what.
    pub measure: Measure,
    /// When the waiting ended.
    pub until: UnixMillis,
    /// How long it was, in milliseconds; 0 where the clocks of two devices contradict each other.
    pub millis: i64,
}

impl Document {
    /// Tells how far the review of a visit or survey has come; nothing for other kinds.
    #[must_use]
    pub fn review(&self) -> Option<Review> {
        let kind = self.kind()?;
        let reviewed = reviewed(kind)?;
        let standing = self.state.entries(STATUS).last();
        let stage = match (code(standing), self.unseen_since) {
            ("submitted", _) => Stage::Submitted,
            ("returned", _) => Stage::Returned,
            (code, None) if code == reviewed => Stage::Reviewed,
            (code, Some(_)) if code == reviewed => Stage::Reopened,
            _ => Stage::Draft,
        };
        let written = standing.map(|entry| entry.at).or(self.created_at());
        let since = self.unseen_since.max(written)?;
        let times = match stage {
            Stage::Draft => Vec::new(),
            _ if kind != Kind::Visit => Vec::new(),
            _ => self.review_times(),
        };
        Some(Review {
            stage,
            since,
            times,
        })
    }

    fn review_times(&self) -> Vec<ReviewTime> {
        let mut marks: Vec<&Entry> = self.state.ever(STATUS).collect();
        marks.sort_by_key(|entry| entry.id);
        let mut waiting = Waiting::default();
        for mark in marks {
            waiting.take(code(Some(mark)), mark.at);
        }
        waiting.over
    }
}

fn code(entry: Option<&Entry>) -> &str {
    entry
        .and_then(|entry| entry.value.as_str())
        .unwrap_or_default()
}

/// What is waited for while the marks of a visit are read in order.
#[derive(Default)]
struct Waiting {
    submitted: Option<UnixMillis>,
    first_submitted: Option<UnixMillis>,
    returned: Option<UnixMillis>,
    over: Vec<ReviewTime>,
}

impl Waiting {
    fn take(&mut self, status: &str, at: UnixMillis) {
        match status {
            "submitted" => {
                self.submitted.get_or_insert(at);
                self.first_submitted.get_or_insert(at);
                let since = self.returned.take();
                self.end(Measure::Correction, since, at);
            }
            "returned" => {
                self.returned.get_or_insert(at);
                let since = self.submitted.take();
                self.end(Measure::Answer, since, at);
            }
            "reviewed" => {
                self.returned = None;
                let (since, first) = (self.submitted.take(), self.first_submitted.take());
                self.end(Measure::Answer, since, at);
                self.end(Measure::Whole, first, at);
            }
            _ => {}
        }
    }

    fn end(&mut self, measure: Measure, since: Option<UnixMillis>, until: UnixMillis) {
        let Some(since) = since else { return };
        let millis = until.0.saturating_sub(since.0).max(0);
        self.over.push(ReviewTime {
            measure,
            until,
            millis,
        });
    }
}

/// Finds since when something stands in a reviewed record that no review has seen; nothing where one has seen all of it, or
/// the record is not reviewed.
///
/// Where two people reviewed without knowing of each other, it is enough that one of them saw everything. `order` are the
/// applied changes, each after those it depends on.
pub(crate) fn unseen_since<F: Fn(DeviceId, UnixMillis) -> Standing>(
    document: &Document,
    order: &[&RecordChange],
    judge: &Judge<F>,
) -> Option<UnixMillis> {
    let standing = document.state.entries(STATUS);
    let reviewed = reviewed(document.kind()?)?;
    // What was imported as reviewed is one change.
    if order.len() < 2 || code(standing.last()) != reviewed {
        return None;
    }
    let by_hash: HashMap<ChangeHash, &RecordChange> = order
        .iter()
        .map(|change| (change.hash(), *change))
        .collect();
    let content: Vec<&RecordChange> = order
        .iter()
        .copied()
        .filter(|change| {
            change
                .ops()
                .iter()
                .any(|op| is_content(op) && judge.counts(change, op))
        })
        .collect();
    let mut newest = None;
    for mark in standing.iter().filter(|mark| code(Some(mark)) == reviewed) {
        let wrote = |change: &&&RecordChange| {
            let ops = change.start_op()..=change.max_op();
            change.device() == mark.id.device && ops.contains(&mark.id.counter)
        };
        let seen = seen_by(order.iter().find(wrote)?, &by_hash);
        let unseen = content
            .iter()
            .filter(|change| !seen.contains(&change.hash()));
        // The last mark is the one that stands; by its clock nothing waits since before it.
        newest = Some(unseen.map(|change| change.at().max(mark.at)).min()?);
    }
    newest
}

/// Whether an operation writes something that is reviewed.
fn is_content(op: &Op) -> bool {
    let is_foreign = op.key.starts_with(UNKNOWN);
    op.key != KIND_KEY && (is_foreign || !SAID_BY_REVIEWERS.contains(&field_of(&op.key)))
}

/// Gathers a change and all that it depends on.
fn seen_by(
    change: &RecordChange,
    by_hash: &HashMap<ChangeHash, &RecordChange>,
) -> BTreeSet<ChangeHash> {
    let mut seen = BTreeSet::from([change.hash()]);
    let mut open: Vec<&RecordChange> = vec![change];
    while let Some(change) = open.pop() {
        for dep in change.deps() {
            if seen.insert(*dep) {
                open.extend(by_hash.get(dep));
            }
        }
    }
    seen
}
