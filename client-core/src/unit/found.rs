//! Founding a unit: its space, the spaces of its areas, and the first officer.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::{ledgers, meta, spaces};
use crate::unit::membership::looks_after_all_areas;
use crate::view;
use access::{Founder, Intent, NewSpace};
use proto::{DocId, OfficerId, Role, RoleSet, SpaceId, SpaceKind};
use records::Kind;
use serde_json::{Map, Value, json};

/// What the first device of a unit says of it.
#[derive(Debug, Clone)]
pub struct Founding {
    /// Where the relay is.
    pub relay_url: String,
    /// The unit's name.
    pub unit: String,
    /// The name of the officer whose device this is: commander and administrator.
    pub officer: String,
    /// The names of the areas to begin with.
    pub areas: Vec<String>,
}

impl Notebook {
    /// Founds the unit on this fresh notebook. Needs no network: the relay hears of it at the first sync.
    pub(crate) fn found_unit(&mut self, founding: &Founding) -> Result<(), ClientError> {
        meta::set(
            &self.connection,
            meta::RELAY_URL,
            founding.relay_url.as_str(),
        )?;
        let officer = self.new_id();
        let by = OfficerId(officer.0);
        let unit_space = self.found_space(NewSpace::Unit, by)?;
        meta::set(&self.connection, meta::UNIT_SPACE, unit_space.0)?;
        let audit_space = self.found_space(NewSpace::Audit { unit: unit_space }, by)?;
        meta::set(&self.connection, meta::AUDIT_SPACE, audit_space.0)?;
        let unit = self.new_id();
        self.create_with_id(Kind::Unit, unit, object(json!({ "name": founding.unit })))?;
        let mut areas = Vec::with_capacity(founding.areas.len());
        for name in &founding.areas {
            let area = self.new_id();
            self.create_with_id(Kind::Area, area, object(json!({ "name": name })))?;
            areas.push(area.to_string());
        }
        let fields =
            json!({ "name": founding.officer, "role": Role::Commander.as_str(), "areas": areas });
        self.create_with_id(Kind::Officer, officer, object(fields))?;
        Ok(())
    }

    /// Makes a space of the unit with this device as its administrator.
    pub(crate) fn found_space(
        &mut self,
        new: NewSpace,
        officer: OfficerId,
    ) -> Result<SpaceId, ClientError> {
        let roles: RoleSet = [Role::Commander, Role::Administrator].into_iter().collect();
        let time = self.now()?;
        let founder = Founder {
            device: &self.secret,
            officer,
            roles,
        };
        let founded = access::found(founder, new, time, &mut self.world.random)
            .map_err(|_| ClientError::Internal("a space could not be founded"))?;
        let (id, entry) = (founded.ledger.space(), founded.entry.to_bytes());
        // A savepoint, since an import founds areas inside its own transaction.
        let transaction = self.connection.savepoint()?;
        let space = spaces::insert(&transaction, id, founded.ledger.kind())?;
        spaces::insert_key(&transaction, space, founded.ledger.epoch(), &founded.key)?;
        ledgers::append(&transaction, space, 0, &entry)?;
        ledgers::add_intent(&transaction, space, &Waiting::Founding(entry).to_bytes())?;
        transaction.commit()?;
        self.ledgers.insert(space, founded.ledger);
        Ok(id)
    }

    /// Lets those who look after all areas into the space of a new one: whoever is more than an officer in the unit.
    pub(crate) fn admit_to_area(&mut self, area: SpaceId) -> Result<(), ClientError> {
        let (me, unit) = (self.device, self.unit_space()?);
        let Some(space) = spaces::by_id(&self.connection, area)? else {
            return Ok(());
        };
        let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
        let members: Vec<Intent> = ledger
            .members()
            .filter(|(device, member)| {
                **device != me && member.is_active() && looks_after_all_areas(member.roles)
            })
            .map(|(_, member)| Intent::Admit {
                keys: member.keys,
                officer: member.officer,
                roles: member.roles,
                resumes: 0,
            })
            .collect();
        for intent in members {
            ledgers::add_intent(
                &self.connection,
                space.n,
                &Waiting::Intent(intent).to_bytes(),
            )?;
        }
        Ok(())
    }

    /// Takes up the spaces of areas that were added to the unit, or to which this officer was assigned; returns whether there
    /// were any.
    pub(crate) fn adopt_areas(&mut self) -> Result<bool, ClientError> {
        let (me, unit) = (self.device, self.unit_space()?);
        let Some(member) = self
            .ledger(&unit)?
            .and_then(|ledger| ledger.member(&me))
            .cloned()
        else {
            return Ok(false);
        };
        // An officer does not ask for areas of others.
        let assigned = match looks_after_all_areas(member.roles) {
            true => None,
            false => Some(self.areas_of(DocId(member.officer.0))?),
        };
        let mut adopted = false;
        for n in view::list::all_of(&self.connection, Kind::Area)? {
            let area = moving::document(&self.connection, n)?;
            if assigned
                .as_ref()
                .is_some_and(|areas| !areas.contains(&area.id()))
            {
                continue;
            }
            let Some(records::Value::Text(space)) = area.get("space") else {
                continue;
            };
            let Ok(space) = space.parse::<SpaceId>() else {
                continue;
            };
            if spaces::by_id(&self.connection, space)?.is_none() {
                spaces::insert(&self.connection, space, SpaceKind::Area)?;
                adopted = true;
            }
        }
        self.forget_areas();
        Ok(adopted)
    }

    /// Asks for the spaces that records name, where such a record came since this was done last; tells whether there are new ones.
    pub(crate) fn adopt_spaces(&mut self) -> Result<bool, ClientError> {
        let changed: Option<bool> = meta::get(&self.connection, meta::AREAS_CHANGED)?;
        // Databases of older programs do not say.
        let changed = match changed {
            Some(changed) => changed,
            None => !self.is_joining()?,
        };
        if !changed {
            return Ok(false);
        }
        let adopted = self.adopt_areas()?;
        let adopted = self.adopt_liaisons()? || adopted;
        meta::set(&self.connection, meta::AREAS_CHANGED, false)?;
        Ok(adopted)
    }

    /// Draws an id for a new record: a random UUID (RFC 9562, version 4).
    pub(crate) fn new_id(&mut self) -> DocId {
        DocId(
            *uuid::Builder::from_random_bytes(self.world.bytes())
                .into_uuid()
                .as_bytes(),
        )
    }
}

/// Takes the object out of a JSON value that is written as one.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
