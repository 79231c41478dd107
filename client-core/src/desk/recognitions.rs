//! Institutions that registered for the safety standard, and those recognised, by year.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view::narrowing::Narrowing;
use crate::view::recognitions;
use proto::DocId;
use records::{FieldEdit, Kind, Recognition, Value};

/// Says which establishments a list is of. Everything left out does not filter.
#[derive(Debug, Clone, Default)]
pub struct RecognitionQuery {
    /// Only those of an area, or of the areas that an officer has; the year is the time.
    pub narrowing: Narrowing,
    /// Only those that are recognised, or that are not yet.
    pub recognised: Option<bool>,
}

/// The establishments that registered for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecognitionPage {
    /// How many registered, in the areas asked for.
    pub registered: u64,
    /// How many of them were recognised.
    pub recognised: u64,
    /// The establishments of the page, by name.
    pub rows: Vec<RecognitionRow>,
    /// How many there are on all pages.
    pub total: u64,
}

/// An establishment that registered for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecognitionRow {
    /// The establishment.
    pub id: DocId,
    /// What it is called.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its area.
    pub area: Option<DocId>,
    /// The area's name.
    pub area_name: String,
    /// Whether it was recognised.
    pub recognised: bool,
}

impl Notebook {
    /// Lists the establishments that registered for a year, and counts those that were recognised.
    pub fn recognitions(
        &mut self,
        year: i64,
        query: &RecognitionQuery,
    ) -> Result<RecognitionPage, ClientError> {
        self.within_lease()?;
        let narrowed = self.narrowed_areas(query.narrowing.area, query.narrowing.officer)?;
        let mut all = recognitions::of_year(&self.connection, year)?;
        all.retain(|one| narrowed.lets_through(one.space));
        let registered = all.len() as u64;
        let recognised = all.iter().filter(|one| one.recognised).count() as u64;
        let rows = all
            .into_iter()
            .filter(|one| query.recognised.is_none_or(|so| one.recognised == so));
        let rows = rows.map(|one| {
            let area = narrowed.area_of(one.space);
            RecognitionRow {
                id: one.id,
                name: one.name,
                kind: one.kind,
                area,
                area_name: area.and_then(|id| narrowed.name(id)).unwrap_or_default(),
                recognised: one.recognised,
            }
        });
        let rows: Vec<_> = rows.collect();
        let total = rows.len() as u64;
        let rows: Vec<_> = query.narrowing.page(rows).collect();
        self.log_list(Kind::Establishment, rows.len())?;
        Ok(RecognitionPage {
            registered,
            recognised,
            rows,
            total,
        })
    }

    /// Writes down that an establishment registered for a year, or was recognised in it; returns whether that is new. Years
    /// that others write at the same time stay.
    ///
    /// Fails as an edit does, with `record-not-found` where it is no establishment.
    pub fn recognise(
        &mut self,
        establishment: DocId,
        year: i64,
        stage: Recognition,
    ) -> Result<bool, ClientError> {
        self.row_of(establishment, Kind::Establishment)?;
        let year = Value::Codes(vec![year.to_string()]);
        let field = match stage {
            Recognition::Registered => "registered_years",
            Recognition::Recognised => "recognised_years",
        };
        self.edit(establishment, &[FieldEdit::add(field, year)])
    }
}
