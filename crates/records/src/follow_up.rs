//! What becomes of a follow-up: which state comes after which.

use proto::UnixMillis;

use crate::Kind;
use crate::document::Document;
use crate::problem::{Problem, ProblemCode};
use crate::value::{Value, is_blank};

/// How far a follow-up has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FollowUpState {
    /// Nobody has begun with it.
    Open,
    /// Somebody works on it.
    InProgress,
    /// It is with another unit.
    Referred,
    /// It is done; the outcome says how.
    Done,
    /// It will not be done; the outcome says why.
    Dropped,
}

impl FollowUpState {
    /// Every state, in the order of the schema.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::InProgress,
        Self::Referred,
        Self::Done,
        Self::Dropped,
    ];

    /// Finds the state of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == code)
    }

    /// Gives the code in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Referred => "referred",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// Whether something remains to be done.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::Referred)
    }

    /// Whether an edit may lead from this state to another. What is over is opened again before it ends otherwise: so the
    /// history never says that something done was dropped.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        self.is_open() || matches!(next, Self::Open)
    }
}

impl Document {
    /// Gives when a follow-up was done or dropped, by the clock of who said so; nothing while anybody holds that something remains
    /// to be done, and for other kinds.
    #[must_use]
    pub fn ended_at(&self) -> Option<UnixMillis> {
        if self.kind() != Some(Kind::FollowUp) {
            return None;
        }
        let mut ended = None;
        for entry in self.state.entries("state") {
            match entry.value.as_str().and_then(FollowUpState::parse) {
                Some(state) if !state.is_open() => ended = ended.max(Some(entry.at)),
                _ => return None,
            }
        }
        ended
    }
}

/// Finds what is wrong with the way of a follow-up from its state before an edit to that after it. Files bring records as they
/// stand: these rules are about what somebody does here.
pub(crate) fn step<'v>(
    kind: Kind,
    before: Option<&'v Value>,
    after: impl Fn(&str) -> Option<&'v Value>,
) -> Vec<Problem> {
    let state = |value: Option<&Value>| match value {
        Some(Value::Text(code)) => FollowUpState::parse(code),
        _ => None,
    };
    let (before, next) = (state(before), state(after("state")));
    let (true, Some(next)) = (kind == Kind::FollowUp && before != next, next) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    if let Some(before) = before
        && !before.may_become(next)
    {
        let problem = Problem::new(ProblemCode::StateStep, "state");
        problems.push(
            problem
                .with("from", before.as_str())
                .with("to", next.as_str()),
        );
    }
    if next == FollowUpState::Dropped && after("outcome").is_none_or(is_blank) {
        problems.push(Problem::new(ProblemCode::MissingReason, "outcome"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::FOLLOW_UP_STATES;

    #[test]
    fn the_states_are_those_of_the_schema() {
        let codes = FollowUpState::ALL.map(FollowUpState::as_str);
        assert_eq!(codes, FOLLOW_UP_STATES);
        assert!(
            codes
                .iter()
                .all(|code| FollowUpState::parse(code).is_some())
        );
    }

    #[test]
    fn what_is_over_is_opened_before_it_ends_otherwise() {
        for state in FollowUpState::ALL {
            assert!(state.may_become(FollowUpState::Open));
            assert_eq!(state.may_become(FollowUpState::Dropped), state.is_open());
        }
    }
}
