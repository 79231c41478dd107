//! People met in one household, written in different ways, and settling on one of them.
//!
//! A person is no record, and is looked for in no other household than this one and those that are linked with it.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::view::links::{self, Known};
use crate::view::narrowing::Narrowing;
use likeness::{SpellingLikeness, Strength};
use proto::{DocId, UnixMillis};
use records::{FieldEdit, Kind, Value};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Says which spellings are asked for.
#[derive(Debug, Clone, Default)]
pub struct SpellingQuery {
    /// Only those of a household and of those that are linked with it.
    pub household: Option<DocId>,
    /// Only those of visits in the area, of which the officer made one within the time.
    pub narrowing: Narrowing,
}

/// Two spellings that may be of one person of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpellingPair {
    /// The household; of linked ones the one that leads.
    pub household: DocId,
    /// What it is called.
    pub title: Option<String>,
    /// The spelling that is written more often.
    pub first: Spelling,
    /// The other.
    pub second: Spelling,
    /// How sure it is that they are of one person.
    pub strength: Strength,
    /// The stable code of what differs.
    pub code: &'static str,
}

/// A name as it is written, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// The name.
    pub name: String,
    /// The records: visits in which the person was met, or households of which it is head or member.
    pub written_in: Vec<DocId>,
}

/// One page of pairs of spellings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpellingPage {
    /// The pairs of the page, the surest first.
    pub pairs: Vec<SpellingPair>,
    /// How many there are on all pages.
    pub total: u64,
}

/// What settling on a spelling will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Respelling {
    /// The spelling that goes.
    pub from: String,
    /// The spelling that stays.
    pub to: String,
    /// The records in which it will be written, and the fields.
    pub records: Vec<(DocId, Vec<&'static str>)>,
}

/// A name's place, and who wrote it there when, if it was in a visit.
struct Place {
    record: DocId,
    field: &'static str,
    by: Option<(Option<DocId>, Option<UnixMillis>)>,
}

/// The names of one household, each with its places.
type Names = BTreeMap<String, Vec<Place>>;

/// A visit in which somebody was met.
struct Met {
    visit: i64,
    officer: Option<DocId>,
    at: Option<UnixMillis>,
}

impl Notebook {
    /// Looks for people who were met in one household and written in different ways. The consultation log tells of it where
    /// some are shown.
    ///
    /// Fails with `record-not-found`, or `link-other-kind` where what is named is no household.
    pub fn spellings(&mut self, query: &SpellingQuery) -> Result<SpellingPage, ClientError> {
        self.within_lease()?;
        let narrowing = &query.narrowing;
        let space = self.narrowed_space(narrowing.area)?;
        let mut pairs = Vec::new();
        for (household, met) in self.met_in(query.household, space)? {
            let (id, _) = changes::by_number(&self.connection, household)?;
            let names = self.names_in(id, met)?;
            pairs.extend(pairs_of(id, &names, narrowing));
        }
        pairs.sort_by_cached_key(|pair| {
            (
                Reverse(pair.strength),
                pair.household,
                pair.first.name.clone(),
                pair.second.name.clone(),
            )
        });
        let total = pairs.len() as u64;
        let mut pairs: Vec<SpellingPair> = narrowing.page(pairs).collect();
        for pair in &mut pairs {
            pair.title = self.name_of(pair.household)?;
        }
        self.log_compare(Kind::Household, query.household, pairs.len())?;
        Ok(SpellingPage { pairs, total })
    }

    /// Plans to write a person's name in one way, in a household, in those that are linked with it and in their visits.
    ///
    /// Fails with `record-not-found`, `link-other-kind` where what is named is no household, or `spelling-unknown` where the
    /// name is written nowhere there.
    pub fn plan_respelling(
        &mut self,
        household: DocId,
        from: &str,
        to: &str,
    ) -> Result<Respelling, ClientError> {
        let (from, to) = (from.trim(), to.trim());
        let mut names = Names::new();
        for (household, met) in self.met_in(Some(household), None)? {
            let (id, _) = changes::by_number(&self.connection, household)?;
            names.append(&mut self.names_in(id, met)?);
        }
        let mut records: Vec<(DocId, Vec<&'static str>)> = Vec::new();
        for place in names
            .remove(from)
            .filter(|_| from != to)
            .unwrap_or_default()
        {
            match records.last_mut().filter(|(id, _)| *id == place.record) {
                Some((_, fields)) => fields.push(place.field),
                None => records.push((place.record, vec![place.field])),
            }
        }
        if records.is_empty() || to.is_empty() {
            return Err(ClientError::SpellingUnknown);
        }
        Ok(Respelling {
            from: from.to_owned(),
            to: to.to_owned(),
            records,
        })
    }

    /// Writes a name as planned: edits like any other, of each record all or nothing.
    ///
    /// Fails as [`Notebook::edit`] does.
    pub fn respell(&mut self, plan: &Respelling) -> Result<(), ClientError> {
        let item = |name: &str| Value::Texts(vec![name.to_owned()]);
        for (id, fields) in &plan.records {
            let edits = fields.iter().flat_map(|field| match *field {
                "head" => vec![FieldEdit::set(*field, Value::text(&plan.to))],
                list => vec![
                    FieldEdit::remove(list, item(&plan.from)),
                    FieldEdit::add(list, item(&plan.to)),
                ],
            });
            self.edit(*id, &edits.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// Returns the visits in which somebody was met, by the household that leads.
    fn met_in(
        &self,
        household: Option<DocId>,
        space: Option<i64>,
    ) -> Result<BTreeMap<i64, Vec<Met>>, ClientError> {
        let mut met = BTreeMap::<i64, Vec<Met>>::new();
        let mut parents = vec![None];
        let known = Known::read(&self.connection)?;
        if let Some(household) = household {
            let row = self.row(household)?;
            if row.kind != Some(Kind::Household) {
                return Err(ClientError::LinkOtherKind);
            }
            met.insert(known.leader(row.n), Vec::new());
            let together = links::together(&self.connection, household)?;
            parents = together.into_iter().map(Some).collect();
        }
        for parent in parents {
            let of = match parent {
                Some(_) => "v.parent = ?3",
                None => "?3 IS NULL",
            };
            let sql = format!("{MET} AND {of} ORDER BY v.at, v.n");
            let mut statement = self.connection.prepare_cached(&sql)?;
            let parent = parent.map(|id| id.0);
            let values = (Kind::Visit.code(), space, parent, Kind::Household.code());
            let mut rows = statement.query(values)?;
            while let Some(row) = rows.next()? {
                met.entry(known.leader(row.get(0)?)).or_default().push(Met {
                    visit: row.get(1)?,
                    officer: row.get::<_, Option<[u8; 16]>>(2)?.map(DocId),
                    at: row.get::<_, Option<i64>>(3)?.map(UnixMillis),
                });
            }
        }
        Ok(met)
    }

    /// Gathers the names in a household, in those that are linked with it, and in visits to them.
    fn names_in(&mut self, household: DocId, met: Vec<Met>) -> Result<Names, ClientError> {
        let mut names = Names::new();
        let mut add = |name: String, record, field, by| {
            let place = Place { record, field, by };
            names.entry(name).or_default().push(place);
        };
        for id in links::together(&self.connection, household)? {
            let row = self.row(id)?;
            let document = self.document(id, &row)?;
            if let Some(Value::Text(head)) = document.get("head") {
                add(head, id, "head", None);
            }
            if let Some(Value::Texts(members)) = document.get("members") {
                members
                    .into_iter()
                    .for_each(|name| add(name, id, "members", None));
            }
        }
        for Met { visit, officer, at } in met {
            let (id, row) = changes::by_number(&self.connection, visit)?;
            if let Some(Value::Texts(met)) = self.document(id, &row)?.get("met") {
                met.into_iter()
                    .for_each(|name| add(name, id, "met", Some((officer, at))));
            }
        }
        Ok(names)
    }
}

/// Visits in which somebody was met, with the household's number: a visit is called after whom one met.
pub(crate) const MET: &str = "SELECT h.n, v.n, v.officer, v.at FROM rm_record v JOIN doc_record h ON h.id = v.parent
     WHERE v.kind = ?1 AND v.parent IS NOT NULL AND v.title <> '' AND h.kind = ?4 AND (?2 IS NULL OR v.space = ?2)";

fn pairs_of(household: DocId, names: &Names, narrowing: &Narrowing) -> Vec<SpellingPair> {
    let is_asked = |place: &Place| {
        place.by.is_some_and(|(officer, at)| {
            let by = narrowing
                .officer
                .is_none_or(|wanted| officer == Some(wanted));
            by && at.is_none_or(|at| narrowing.has(at))
        })
    };
    let mut pairs = Vec::new();
    for (at, (one, places)) in names.iter().enumerate() {
        for (other, other_places) in names.iter().skip(at + 1) {
            if !places.iter().chain(other_places).any(is_asked) {
                continue;
            }
            let Some(likeness) = SpellingLikeness::of(one, other) else {
                continue;
            };
            let (mut first, mut second) = (spelling(one, places), spelling(other, other_places));
            if first.written_in.len() < second.written_in.len() {
                std::mem::swap(&mut first, &mut second);
            }
            pairs.push(SpellingPair {
                household,
                title: None,
                first,
                second,
                strength: likeness.strength,
                code: likeness.code(),
            });
        }
    }
    pairs
}

fn spelling(name: &str, places: &[Place]) -> Spelling {
    let mut written_in: Vec<DocId> = places.iter().map(|place| place.record).collect();
    written_in.dedup();
    Spelling {
        name: name.to_owned(),
        written_in,
    }
}
