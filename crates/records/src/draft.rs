//! A record that is valid and not yet a document: what a person entered or a line of a file holds.

use proto::{DeviceId, DocId, UnixMillis};
use serde_json::{Map, Value as Json};

use crate::Kind;
use crate::authority::{Guarded, Side, Standing};
use crate::change::{NewChange, NewOp, RecordChange};
use crate::layout::{KIND_KEY, Put, UNKNOWN, field_of, put_new};
use crate::never::is_never_recorded;
use crate::problem::{Problem, ProblemCode};
use crate::scalar::Scalar;
use crate::schema::{self, FieldSpec};
use crate::validation;
use crate::value::{self, Value};

/// Who writes a change, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// The device on which it is written.
    pub device: DeviceId,
    /// The instant, by the device's clock.
    pub at: UnixMillis,
    /// What the device is in the record's space at that instant.
    pub standing: Standing,
}

impl Author {
    /// Refuses operations that would not count; `opener` is the side of who made the record.
    pub(crate) fn may_write(
        &self,
        kind: Kind,
        ops: &[NewOp],
        opener: Option<Side>,
    ) -> Result<(), Vec<Problem>> {
        let guarded = Guarded::of(Some(kind));
        let refused = |op: &NewOp| {
            let (field, need) = (field_of(&op.key), guarded.needed(op)?);
            if !need.has_role(self.standing) {
                let roles: Vec<&str> = need.roles.iter().map(|role| role.as_str()).collect();
                let problem = Problem::new(ProblemCode::NoAuthority, field);
                return Some(problem.with("roles", roles.join(", ")));
            }
            let is_of_party = need.is_of_party(self.standing, opener);
            (!is_of_party).then(|| Problem::new(ProblemCode::OtherUnit, field))
        };
        let problems: Vec<_> = ops.iter().filter_map(refused).collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }
}

/// The most fields of other programs in a record.
const UNKNOWN_FIELDS: usize = 64;
/// The longest name of a field of another program, in bytes.
const UNKNOWN_NAME: usize = 100;
/// The longest value of a field of another program, in bytes of JSON.
const UNKNOWN_VALUE: usize = 16 * 1024;

/// A valid record. It exists only with all its fields checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    id: DocId,
    kind: Kind,
    /// In the order of the schema.
    values: Vec<(&'static FieldSpec, Value)>,
    /// Name and JSON text of fields that this program does not know.
    unknown: Vec<(String, String)>,
}

impl Draft {
    /// Makes a record of typed values.
    ///
    /// # Errors
    ///
    /// Every [`Problem`] at once.
    pub fn new<'f>(
        id: DocId,
        kind: Kind,
        fields: impl IntoIterator<Item = (&'f str, Value)>,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut values = Vec::new();
        for (name, value) in fields {
            let checked = schema::field(kind, name)
                .ok_or_else(|| Problem::new(ProblemCode::UnknownField, name))
                .and_then(|spec| value::check(spec, &value).map(|()| spec));
            match checked {
                Ok(spec) => values.push((spec, value)),
                Err(problem) => problems.push(problem),
            }
        }
        Self {
            id,
            kind,
            values,
            unknown: Vec::new(),
        }
        .validated(problems)
    }

    /// Reads a record from an object of an interchange file.
    ///
    /// # Errors
    ///
    /// Every [`Problem`] at once.
    pub fn from_json(kind: Kind, json: &Json) -> Result<Self, Vec<Problem>> {
        let object = json
            .as_object()
            .ok_or_else(|| vec![Problem::new(ProblemCode::NotAnObject, "")])?;
        let id = record_id(object).map_err(|problem| vec![problem])?;
        let mut draft = Self {
            id,
            kind,
            values: Vec::new(),
            unknown: Vec::new(),
        };
        let mut problems = Vec::new();
        for (name, json) in object.iter().filter(|(name, _)| *name != "id") {
            if let Err(problem) = draft.take_field(name, json) {
                problems.push(problem);
            }
        }
        draft.validated(problems)
    }

    fn take_field(&mut self, name: &str, json: &Json) -> Result<(), Problem> {
        match schema::field(self.kind, name) {
            Some(_) if json.is_null() => {}
            Some(spec) => self.values.push((spec, value::from_json(spec, json)?)),
            None => self
                .unknown
                .push(unknown_field(name, json, self.unknown.len())?),
        }
        Ok(())
    }

    /// Adds the problems of the record as a whole, drops later repeats of a field, and puts fields in order.
    fn validated(mut self, mut problems: Vec<Problem>) -> Result<Self, Vec<Problem>> {
        let order = schema::fields(self.kind);
        self.values
            .sort_by_key(|(spec, _)| order.iter().position(|other| other.name == spec.name));
        self.values
            .dedup_by(|later, earlier| later.0.name == earlier.0.name);
        self.unknown.sort();
        let refused: Vec<_> = problems
            .iter()
            .map(|problem| problem.field.clone())
            .collect();
        let whole = validation::whole(self.kind, |name| self.get(name));
        problems.extend(
            whole
                .into_iter()
                .filter(|problem| !refused.contains(&problem.field)),
        );
        let size = self
            .values
            .iter()
            .map(|(_, value)| validation::size(value))
            .sum::<usize>()
            + self
                .unknown
                .iter()
                .map(|(name, json)| name.len() + json.len())
                .sum::<usize>();
        problems.extend(validation::too_large(size));
        if problems.is_empty() {
            Ok(self)
        } else {
            Err(problems)
        }
    }

    /// Gives the record's id.
    #[must_use]
    pub fn id(&self) -> DocId {
        self.id
    }

    /// Gives the record's kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Gives a field's value.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.values
            .iter()
            .find(|(spec, _)| spec.name == field)
            .map(|(_, value)| value)
    }

    /// Goes through the fields that have a value, in the order of the schema.
    pub fn fields(&self) -> impl Iterator<Item = (&'static FieldSpec, &Value)> {
        self.values.iter().map(|(spec, value)| (*spec, value))
    }

    pub(crate) fn unknown(&self) -> impl Iterator<Item = (&str, &str)> {
        self.unknown
            .iter()
            .map(|(name, json)| (name.as_str(), json.as_str()))
    }

    /// Gives the documents that the record refers to, with the field of each.
    ///
    /// Whoever holds the documents checks that they exist; [`ProblemCode::UnknownReference`] is for that.
    #[must_use]
    pub fn references(&self) -> Vec<(&'static FieldSpec, DocId)> {
        let ids = |(spec, value): (&'static FieldSpec, &Value)| match value {
            Value::Reference(id) => vec![(spec, *id)],
            Value::References(ids) => ids.iter().map(|id| (spec, *id)).collect(),
            _ => Vec::new(),
        };
        self.fields().flat_map(ids).collect()
    }

    /// Gives the record as an object of an interchange file.
    #[must_use]
    pub fn to_json(&self) -> Map<String, Json> {
        let mut object = Map::new();
        object.insert("id".to_owned(), Json::from(value::id_text(&self.id)));
        object.extend(
            self.fields()
                .map(|(spec, value)| (spec.name.to_owned(), value::to_json(value))),
        );
        let unknown = self
            .unknown()
            .filter_map(|(name, json)| Some((name.to_owned(), serde_json::from_str(json).ok()?)));
        object.extend(unknown);
        object
    }

    /// Writes the first change of the record's document. The same record and author give the same bytes.
    ///
    /// # Errors
    ///
    /// A `no-authority` or `other-unit` [`Problem`] for every value that does not count from the author.
    pub fn into_change(self, author: Author) -> Result<RecordChange, Vec<Problem>> {
        let mut puts: Vec<Put> = vec![(KIND_KEY.to_owned(), Scalar::from(self.kind.name()))];
        for (spec, value) in &self.values {
            put_new(spec, value, &mut puts);
        }
        puts.extend(
            self.unknown
                .into_iter()
                .map(|(name, json)| (format!("{UNKNOWN}{name}"), Scalar::Str(json))),
        );
        let ops = puts
            .into_iter()
            .map(|(key, scalar)| NewOp {
                key,
                value: Some(scalar),
                predecessors: Vec::new(),
            })
            .collect::<Vec<_>>();
        author.may_write(self.kind, &ops, author.standing.side)?;
        let change = NewChange {
            device: author.device,
            sequence: 1,
            start_op: 1,
            at: author.at,
            deps: Vec::new(),
            ops,
        };
        Ok(change.write())
    }
}

fn record_id(object: &Map<String, Json>) -> Result<DocId, Problem> {
    match object.get("id") {
        None | Some(Json::Null) => Err(Problem::new(ProblemCode::MissingField, "id")),
        Some(Json::String(text)) => {
            value::parse_id(text).ok_or_else(|| Problem::new(ProblemCode::BadId, "id"))
        }
        Some(_) => Err(Problem::new(ProblemCode::WrongType, "id").with("expected", "id")),
    }
}

fn unknown_field(name: &str, json: &Json, already: usize) -> Result<(String, String), Problem> {
    let too_long = |limit: usize| Problem::new(ProblemCode::TooLong, name).with("limit", limit);
    if is_never_recorded(name) {
        return Err(Problem::new(ProblemCode::NeverRecorded, name));
    }
    if name.len() > UNKNOWN_NAME {
        return Err(too_long(UNKNOWN_NAME));
    }
    if already >= UNKNOWN_FIELDS {
        return Err(Problem::new(ProblemCode::TooManyItems, name).with("limit", UNKNOWN_FIELDS));
    }
    let text = json.to_string();
    if text.len() > UNKNOWN_VALUE {
        return Err(too_long(UNKNOWN_VALUE));
    }
    Ok((name.to_owned(), text))
}
