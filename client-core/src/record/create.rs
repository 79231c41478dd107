//! New records, and how any change of a record is stored: change, read models and all in one transaction.

use crate::error::ClientError;
use crate::escrow::access_ended;
use crate::moving;
use crate::notebook::Notebook;
use crate::record::standing_by;
use crate::store::changes;
use crate::store::spaces::{self, Space};
use crate::view::project::Projection;
use access::{Decision, Ledger, NewSpace, Refusal, Request, decide};
use proto::{Actor, DeviceId, DocId, SpaceKind};
use records::schema::Shape;
use records::{
    Author, Document, Draft, FieldSpec, Kind, Problem, ProblemCode, RecordChange, Value,
};
use rusqlite::Connection;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

impl Notebook {
    /// Makes a record from fields in interchange form; what follows from the circumstances is filled in (a visit's
    /// officer, area and time, say). It is durable and searchable when this returns.
    ///
    /// Fails with `record-invalid` naming every problem, `area-unknown`, `role-lacks-duty`, `survey-exists` for a second survey of
    /// an area and period, or `record-moved` where it is about one that is in an area now that this device is not in.
    pub fn create(&mut self, kind: Kind, fields: Map<String, Json>) -> Result<DocId, ClientError> {
        let id = match kind {
            Kind::Survey => self.id_of_survey(&fields)?,
            _ => self.new_id(),
        };
        self.create_with_id(kind, id, fields)?;
        Ok(id)
    }

    pub(crate) fn create_with_id(
        &mut self,
        kind: Kind,
        id: DocId,
        fields: Map<String, Json>,
    ) -> Result<(), ClientError> {
        self.in_one_transaction(|notebook| notebook.insert(kind, id, fields))?;
        self.written.insert(id);
        Ok(())
    }

    /// Makes a record in an open transaction.
    pub(crate) fn insert(
        &mut self,
        kind: Kind,
        id: DocId,
        fields: Map<String, Json>,
    ) -> Result<(), ClientError> {
        self.within_lease()?;
        self.within_unit()?;
        let mut fields = self.with_defaults(kind, fields)?;
        fields.insert("id".to_owned(), Json::from(id.to_string()));
        let draft =
            Draft::from_json(kind, &Json::Object(fields)).map_err(ClientError::RecordInvalid)?;
        check_references(&self.connection, &draft, &BTreeSet::new())
            .map_err(ClientError::RecordInvalid)?;
        for (_, id) in draft
            .references()
            .into_iter()
            .filter(|(spec, _)| !spec.is_set())
        {
            if let Some(row) = changes::record(&self.connection, id)? {
                self.refuse_moved(row.n)?;
            }
        }
        let space = self.space_for(&draft)?;
        self.may_write(&space)?;
        let author = self.author_in(&space)?;
        if kind == Kind::Area {
            return self.store_area(draft, author);
        }
        let mut projection = Projection::of_one();
        store_new(&self.connection, &mut projection, draft, author, space.n)?;
        projection.finish(&self.connection)
    }

    /// Stores a new area, which gets a space of its own; runs inside a transaction.
    pub(crate) fn store_area(&mut self, draft: Draft, author: Author) -> Result<(), ClientError> {
        let (unit, officer) = (
            self.unit_space()?,
            self.officer()?.ok_or(ClientError::NotJoinedYet)?,
        );
        let actor = Actor::Device(self.device);
        let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
        // The relay would refuse the space, and the area would be one into which nobody can write.
        if !decide(ledger, actor, Request::FoundSpace).is_allowed() {
            return Err(ClientError::RoleLacksDuty);
        }
        let space = self.found_space(NewSpace::Area { unit: unit.id }, officer)?;
        self.admit_to_area(space)?;
        let mut fields = draft.to_json();
        fields.insert("space".to_owned(), Json::from(space.to_string()));
        let draft = Draft::from_json(Kind::Area, &Json::Object(fields))
            .map_err(ClientError::RecordInvalid)?;
        let savepoint = self.connection.savepoint()?;
        let mut projection = Projection::of_one();
        store_new(&savepoint, &mut projection, draft, author, unit.n)?;
        projection.finish(&savepoint)?;
        savepoint.commit()?;
        self.forget_areas();
        Ok(())
    }

    /// Finds the space that a record belongs to. Fails with `area-unknown`, or `access-ended` where this device had to leave
    /// the area.
    fn space_for(&mut self, draft: &Draft) -> Result<Space, ClientError> {
        let unit = self.unit_space()?;
        // Eight areas or so; a copy frees the notebook for the query.
        let areas = self.areas()?.clone();
        let n = space_of(&self.connection, draft, unit.n, &areas)?;
        match (n, draft.get("area")) {
            (Some(n), _) => spaces::by_number(&self.connection, n),
            (None, Some(Value::Reference(area))) => Err(self.why_not_in(*area)?),
            (None, _) if draft.get("space").is_some() => Err(ClientError::LiaisonUnknown),
            (None, _) => Err(ClientError::AreaUnknown),
        }
    }

    fn why_not_in(&mut self, area: DocId) -> Result<ClientError, ClientError> {
        let Some(row) = changes::record(&self.connection, area)? else {
            return Ok(ClientError::AreaUnknown);
        };
        let space = moving::document(&self.connection, row.n)?.get("space");
        let Some(Value::Text(space)) = space else {
            return Ok(ClientError::AreaUnknown);
        };
        let space = space.parse().ok();
        let space = space.map(|space| spaces::by_id(&self.connection, space));
        match space.transpose()?.flatten() {
            Some(space) if self.has_ended(&space)? => Ok(access_ended()),
            _ => Ok(ClientError::AreaUnknown),
        }
    }

    pub(crate) fn may_write(&mut self, space: &Space) -> Result<(), ClientError> {
        let device = self.device;
        let ledger = self.ledger(space)?.ok_or(ClientError::NotJoinedYet)?;
        match writing(ledger, device).into_result() {
            Ok(()) => Ok(()),
            Err(Refusal::AccessEnded { .. }) => Err(access_ended()),
            Err(_) => Err(ClientError::RoleLacksDuty),
        }
    }
}

/// Tells whether a device may write in a space now.
pub(crate) fn is_writer(ledger: &Ledger, device: DeviceId) -> bool {
    writing(ledger, device).is_allowed()
}

fn writing(ledger: &Ledger, device: DeviceId) -> Decision {
    let key_epoch = ledger.epoch();
    let request = Request::WritePack { key_epoch };
    decide(ledger, Actor::Device(device), request)
}

/// Names the space that a record belongs to: its area's, or the unit's for what the whole unit shares. A meeting or
/// assessment that does not name its area belongs where its group does, a hand-out of no area to the unit, and what goes to
/// another unit to the liaison that it names. Returns nothing where the area or liaison is not on this device.
pub(crate) fn space_of(
    connection: &Connection,
    draft: &Draft,
    unit: i64,
    areas: &BTreeMap<DocId, i64>,
) -> Result<Option<i64>, ClientError> {
    Ok(
        match (draft.kind(), draft.get("area"), draft.get("group")) {
            (
                Kind::Unit
                | Kind::Officer
                | Kind::Area
                | Kind::Model
                | Kind::Training
                | Kind::Material,
                _,
                _,
            ) => Some(unit),
            (Kind::Report, _, _) if draft.get("space").is_none() => Some(unit),
            (Kind::Report | Kind::Referral, _, _) => liaison_of(connection, draft)?,
            (_, Some(Value::Reference(area)), _) => areas.get(area).copied(),
            (_, _, Some(Value::Reference(group))) => {
                changes::record(connection, *group)?.map(|row| row.space)
            }
            (Kind::HandOut, _, _) => Some(unit),
            _ => None,
        },
    )
}

/// Returns the number of the liaison that a record names.
fn liaison_of(connection: &Connection, draft: &Draft) -> Result<Option<i64>, ClientError> {
    let Some(Value::Text(named)) = draft.get("space") else {
        return Ok(None);
    };
    let liaisons = spaces::of_kind(connection, SpaceKind::Liaison)?;
    let found = liaisons.iter().find(|space| space.id.to_string() == *named);
    Ok(found.map(|space| space.n))
}

/// Checks that what a record refers to is on this device and of the right kind. `coming` are records of its own kind that
/// are about to be. Links lead nowhere until what they name comes.
pub(crate) fn check_references(
    connection: &Connection,
    draft: &Draft,
    coming: &BTreeSet<DocId>,
) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for (spec, id) in draft.references() {
        if spec.is_link() {
            continue;
        }
        let fits = match changes::record(connection, id) {
            Ok(Some(row)) => row.kind.is_none_or(|kind| fits(spec, kind)),
            Ok(None) => coming.contains(&id) && fits(spec, draft.kind()),
            Err(_) => false,
        };
        if !fits {
            problems.push(Problem::new(ProblemCode::UnknownReference, spec.name));
        }
    }
    problems.dedup();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn fits(spec: &FieldSpec, kind: Kind) -> bool {
    match spec.shape {
        Shape::Reference(kinds) => kinds.contains(&kind),
        Shape::References { kind: wanted, .. } => wanted == kind,
        _ => true,
    }
}

/// Stores a new record in an open transaction. Fails with `record-invalid` where its author lacks a role that a value
/// asks for.
pub(crate) fn store_new(
    connection: &Connection,
    projection: &mut Projection,
    draft: Draft,
    author: Author,
    space: i64,
) -> Result<(), ClientError> {
    let (id, kind) = (draft.id(), draft.kind());
    let change = draft
        .into_change(author)
        .map_err(ClientError::RecordInvalid)?;
    let n = changes::insert_record(connection, id, Some(kind), space)?;
    changes::insert(connection, n, None, change.bytes())?;
    let document =
        Document::from_changes(id, std::slice::from_ref(&change), |_, _| author.standing);
    projection.record(connection, n, space, &document, true)
}

/// Stores a further change of a record in an open transaction; `ledger` is that of its space.
pub(crate) fn store_change(
    connection: &Connection,
    projection: &mut Projection,
    row: &changes::RecordRow,
    id: DocId,
    mut held: Vec<RecordChange>,
    change: RecordChange,
    ledger: Option<&Ledger>,
) -> Result<(), ClientError> {
    changes::insert(connection, row.n, None, change.bytes())?;
    held.push(change);
    let document = Document::from_changes(id, &held, standing_by(ledger));
    projection.record(connection, row.n, row.space, &document, false)
}
