//! Records like one: while it is written, or later.

use crate::duplicates::hit;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view::links::Known;
use crate::view::profiles;
use crate::view::search::Hit;
use likeness::{NormalForm, Reason, Strength};
use proto::DocId;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// A record that may be of the same as another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The record.
    pub record: Hit,
    /// How sure it is.
    pub strength: Strength,
    /// What speaks for it, then what speaks against it.
    pub reasons: Vec<Reason>,
}

impl Notebook {
    /// Finds the records that may be of the same household, establishment or group as one, the surest first; none for records
    /// of other kinds, and none of those of which is known that they are of the same, or not. Where some are found, the
    /// consultation log tells of it.
    ///
    /// Fails with `record-not-found`.
    pub fn similar_to(&self, id: DocId) -> Result<Vec<Candidate>, ClientError> {
        let row = self.row(id)?;
        let candidates = similar(&self.connection, row.n)?;
        if let Some(kind) = row.kind {
            self.log_compare(kind, Some(id), candidates.len())?;
        }
        Ok(candidates)
    }
}

fn similar(connection: &Connection, n: i64) -> Result<Vec<Candidate>, ClientError> {
    let Some(profile) = profiles::of_record(connection, n)? else {
        return Ok(Vec::new());
    };
    let form = NormalForm::from(profile);
    let mut found = Vec::new();
    for other in profiles::sharing_a_key(connection, &form)? {
        let profile = profiles::of_record(connection, other)?.filter(|_| other != n);
        let likeness = profile.and_then(|profile| form.likeness(&NormalForm::from(profile)));
        found.extend(likeness.map(|likeness| (likeness, other)));
    }
    found.sort_by(|(one, n), (other, m)| other.cmp_sureness(one).then(n.cmp(m)));
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let (known, mut seen) = (Known::read(connection)?, BTreeSet::new());
    found.retain(|(_, other)| {
        let pair = known.open_pair(n, *other);
        pair.is_some_and(|pair| seen.insert(pair))
    });
    let candidate = |(likeness, n): (likeness::Likeness, i64)| {
        Ok(Candidate {
            record: hit(connection, n)?,
            strength: likeness.strength,
            reasons: likeness.reasons,
        })
    };
    found.into_iter().map(candidate).collect()
}
