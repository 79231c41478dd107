//! All pairs of a register that may be of the same.

use crate::duplicates::hit;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::view::links::Known;
use crate::view::narrowing::Narrowing;
use crate::view::profiles;
use crate::view::search::Hit;
use likeness::{NormalForm, Pair, Reason, Strength, pairs};
use records::Kind;
use std::collections::BTreeSet;

/// Says which pairs are asked for.
#[derive(Debug, Clone)]
pub struct DuplicateQuery {
    /// The kind of records.
    pub kind: Kind,
    /// Only pairs of which one is in the area, one was recorded by the officer, and the later was made within the time.
    pub narrowing: Narrowing,
}

impl DuplicateQuery {
    /// Asks for all pairs of a kind.
    pub fn of(kind: Kind) -> DuplicateQuery {
        DuplicateQuery {
            kind,
            narrowing: Narrowing::default(),
        }
    }
}

/// Two records that may be of the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The one that came first to this device.
    pub first: Hit,
    /// The other.
    pub second: Hit,
    /// How sure it is.
    pub strength: Strength,
    /// What speaks for it, then what speaks against it.
    pub reasons: Vec<Reason>,
}

/// One page of a list of pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicatePage {
    /// The pairs of the page, the surest first.
    pub pairs: Vec<Duplicate>,
    /// How many there are on all pages.
    pub total: u64,
}

/// A register as it is compared: forms and, at the same places, the records' numbers.
#[derive(Default)]
struct Register {
    forms: Vec<NormalForm>,
    spaces: Vec<i64>,
    records: Vec<i64>,
}

impl Notebook {
    /// Looks through a whole register for records that may be of the same. Of kinds that are not compared there are none, nor of
    /// records of which is known that they are of the same, or not. Linked records count as one: of their pairs with another
    /// the surest is there. The consultation log tells of it where some are shown.
    pub fn duplicates(&mut self, query: &DuplicateQuery) -> Result<DuplicatePage, ClientError> {
        self.within_lease()?;
        let space = self.narrowed_space(query.narrowing.area)?;
        let mut register = Register::default();
        profiles::of_kind(&self.connection, query.kind, |n, profile| {
            register.records.push(n);
            register.spaces.push(profile.area);
            register.forms.push(NormalForm::from(profile));
        })?;
        let is_there =
            |place: usize| space.is_none() || register.spaces.get(place).copied() == space;
        let found = pairs(&register.forms, |first, second| {
            is_there(first) || is_there(second)
        });
        drop(register.forms);
        let known = Known::read(&self.connection)?;
        let mut seen = BTreeSet::new();
        let mut kept = Vec::new();
        for Pair {
            first,
            second,
            likeness,
        } in found
        {
            let records = register
                .records
                .get(first)
                .zip(register.records.get(second));
            let Some((first, second)) = records else {
                continue;
            };
            let Some(pair) = known.open_pair(*first, *second) else {
                continue;
            };
            if self.was_recorded(&query.narrowing, *first, *second)? && seen.insert(pair) {
                kept.push((*first, *second, likeness));
            }
        }
        let total = kept.len() as u64;
        let mut pairs = Vec::new();
        for (first, second, likeness) in query.narrowing.page(kept) {
            pairs.push(Duplicate {
                first: hit(&self.connection, first)?,
                second: hit(&self.connection, second)?,
                strength: likeness.strength,
                reasons: likeness.reasons,
            });
        }
        self.log_compare(query.kind, None, pairs.len())?;
        Ok(DuplicatePage { pairs, total })
    }

    /// Whether a pair was recorded by whom and when a query asks for; records are read only where it asks.
    fn was_recorded(
        &mut self,
        asked: &Narrowing,
        first: i64,
        second: i64,
    ) -> Result<bool, ClientError> {
        if asked.officer.is_none() && asked.from.is_none() && asked.until.is_none() {
            return Ok(true);
        }
        let (mut later, mut by_officer) = (None, asked.officer.is_none());
        for n in [first, second] {
            let held = changes::of_record(&self.connection, n)?;
            // What nothing came before made the record.
            let Some(made) = held.iter().find(|change| change.deps().is_empty()) else {
                continue;
            };
            later = later.max(Some(made.at()));
            if !by_officer {
                let officer = self.officer_of(made.device())?.map(|(officer, _)| officer);
                by_officer = officer == asked.officer;
            }
        }
        let in_time = match later {
            Some(at) => asked.has(at),
            None => asked.from.is_none() && asked.until.is_none(),
        };
        Ok(by_officer && in_time)
    }
}
