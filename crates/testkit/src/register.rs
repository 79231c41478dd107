//! A generated register in interchange form: realistic Vietnamese, made up, and the same for the same seed.
//!
//! Every figure of sizes and speeds rests on it, so it has the shape of the example data set of the interchange format:
//! the same fields filled as often, texts as long, words as varied. Own words, and no sentence of it. `docs/testing.md`
//! has the figures; `tests/it/register.rs` holds the generator to them, from both sides.
//!
//! The year ends on a fixed day, 2026-11-20, whatever the day of the run.

mod calendar;
mod community;
mod documents;
mod labelled;
mod people;
mod phrases;
mod places;
mod size;
mod vocabulary;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::TestRng;

pub use calendar::vietnam_time;
pub use labelled::LabelledRegister;
pub use size::Size;

/// A kind of document in interchange form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Hamlets and neighbourhoods.
    Areas,
    /// Officers.
    Officers,
    /// Households.
    Households,
    /// Establishments.
    Establishments,
    /// Community groups.
    Groups,
    /// Visits.
    Visits,
    /// Group meetings.
    Meetings,
    /// Follow-ups.
    FollowUps,
}

impl Kind {
    /// Every kind, each after the kinds it refers to.
    pub const ALL: [Self; 8] = [
        Self::Areas,
        Self::Officers,
        Self::Households,
        Self::Establishments,
        Self::Groups,
        Self::Visits,
        Self::Meetings,
        Self::FollowUps,
    ];

    /// Returns the name of the kind's file, without `.jsonl`.
    #[must_use]
    pub fn file_stem(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::Officers => "officers",
            Self::Households => "households",
            Self::Establishments => "establishments",
            Self::Groups => "groups",
            Self::Visits => "visits",
            Self::Meetings => "meetings",
            Self::FollowUps => "follow_ups",
        }
    }
}

/// A generated register: one JSON object a document, in the fields and the order of the interchange form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    /// Hamlets and neighbourhoods.
    pub areas: Vec<Value>,
    /// Officers of all roles.
    pub officers: Vec<Value>,
    /// Households.
    pub households: Vec<Value>,
    /// Establishments.
    pub establishments: Vec<Value>,
    /// Community groups.
    pub groups: Vec<Value>,
    /// Visits, oldest first.
    pub visits: Vec<Value>,
    /// Group meetings.
    pub meetings: Vec<Value>,
    /// Follow-ups.
    pub follow_ups: Vec<Value>,
}

impl Register {
    /// Generates the register of this size that belongs to `seed`.
    #[must_use]
    pub fn generate(size: &Size, seed: u64) -> Self {
        documents::generate(size, &TestRng::new(seed))
    }

    /// Replaces ids wherever they stand, as when a register is imported into a unit that already has its areas and officers.
    pub fn replace_ids(&mut self, replacements: &BTreeMap<String, String>) {
        for kind in Kind::ALL {
            self.rows_mut(kind)
                .iter_mut()
                .for_each(|row| replace(row, replacements));
        }
    }

    /// Returns the documents of a kind.
    #[must_use]
    pub fn rows(&self, kind: Kind) -> &[Value] {
        match kind {
            Kind::Areas => &self.areas,
            Kind::Officers => &self.officers,
            Kind::Households => &self.households,
            Kind::Establishments => &self.establishments,
            Kind::Groups => &self.groups,
            Kind::Visits => &self.visits,
            Kind::Meetings => &self.meetings,
            Kind::FollowUps => &self.follow_ups,
        }
    }

    fn rows_mut(&mut self, kind: Kind) -> &mut Vec<Value> {
        match kind {
            Kind::Areas => &mut self.areas,
            Kind::Officers => &mut self.officers,
            Kind::Households => &mut self.households,
            Kind::Establishments => &mut self.establishments,
            Kind::Groups => &mut self.groups,
            Kind::Visits => &mut self.visits,
            Kind::Meetings => &mut self.meetings,
            Kind::FollowUps => &mut self.follow_ups,
        }
    }

    /// Returns a kind's file as text, one JSON object a line.
    #[must_use]
    pub fn lines(&self, kind: Kind) -> String {
        self.rows(kind)
            .iter()
            .map(|row| format!("{row}\n"))
            .collect()
    }

    /// Writes one file a kind into `folder`, which it makes, and returns their paths in the order in which they can be imported.
    ///
    /// # Errors
    ///
    /// Whatever the file system answers.
    pub fn write(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        fs::create_dir_all(folder)?;
        Kind::ALL
            .iter()
            .map(|kind| self.write_kind(folder, *kind))
            .collect()
    }

    fn write_kind(&self, folder: &Path, kind: Kind) -> io::Result<PathBuf> {
        let path = folder.join(format!("{}.jsonl", kind.file_stem()));
        let mut file = BufWriter::new(fs::File::create(&path)?);
        for row in self.rows(kind) {
            writeln!(file, "{row}")?;
        }
        file.flush()?;
        Ok(path)
    }
}

fn replace(value: &mut Value, replacements: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(replacement) = replacements.get(text) {
                text.clone_from(replacement);
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| replace(item, replacements)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| replace(field, replacements)),
        _ => {}
    }
}
