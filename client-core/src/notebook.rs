//! The notebook: one device's database, its keys, and what it remembers while it is open.

use crate::error::ClientError;
use crate::lock::Lease;
use crate::moving;
use crate::record::standing_by;
use crate::relay::load_ledger;
use crate::store::spaces::Space;
use crate::store::{changes, meta, spaces};
use crate::view::project::Projection;
use crate::world::World;
use crate::{database, view};
use access::Ledger;
use proto::{DeviceId, DocId, OfficerId, RelayId, SpaceId, UnixMillis};
use records::{Document, Kind, Value};
use rusqlite::Connection;
use seal::DeviceSecret;
use std::collections::{BTreeMap, BTreeSet};

/// An unlocked notebook.
pub struct Notebook {
    pub(crate) connection: Connection,
    pub(crate) world: World,
    pub(crate) secret: DeviceSecret,
    pub(crate) device: DeviceId,
    /// Ledgers read so far, by space number.
    pub(crate) ledgers: BTreeMap<i64, Ledger>,
    /// The space number of each area, once asked for.
    areas: Option<BTreeMap<DocId, i64>>,
    /// Records written since the notebook was opened: reading them back is no consultation.
    pub(crate) written: BTreeSet<DocId>,
    /// Why records are looked at, as stated last.
    pub(crate) why: String,
    pub(crate) lease: Lease,
    /// Holds the home's lock for as long as the notebook is open.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) lock: Option<std::fs::File>,
}

impl std::fmt::Debug for Notebook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Notebook({})", self.device)
    }
}

/// Where the relay is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAddress {
    /// Its address.
    pub url: String,
    /// Its key, once it was met.
    pub id: Option<RelayId>,
}

impl Notebook {
    /// Opens a notebook on a connection that nobody else uses, with the database's raw key.
    ///
    /// Skins without files (a browser's worker) begin here; others use [`Notebook::open`].
    /// Fails with `database-damaged`, `database-newer`, or `home-missing` when nothing was founded or joined.
    pub fn on(
        connection: Connection,
        key: &[u8; 32],
        world: World,
    ) -> Result<Notebook, ClientError> {
        let rebuild = database::prepare(&connection, key)?;
        let secret: Option<Vec<u8>> = meta::get(&connection, meta::DEVICE_SECRET)?;
        let secret: [u8; 64] = secret
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(ClientError::HomeMissing)?;
        let mut notebook = Notebook::assemble(connection, world, DeviceSecret::from_bytes(&secret));
        if rebuild {
            notebook.rebuild(&mut |_, _| {})?;
        }
        notebook.note_time()?;
        Ok(notebook)
    }

    /// Begins a notebook on an empty database: new device keys, nothing else yet.
    pub(crate) fn begin(
        connection: Connection,
        key: &[u8; 32],
        mut world: World,
    ) -> Result<Notebook, ClientError> {
        database::prepare(&connection, key)?;
        meta::set(
            &connection,
            meta::READ_MODEL_VERSION,
            database::READ_MODEL_VERSION,
        )?;
        let secret = DeviceSecret::generate(&mut world.random);
        meta::set(
            &connection,
            meta::DEVICE_SECRET,
            secret.to_bytes().as_slice(),
        )?;
        Ok(Notebook::assemble(connection, world, secret))
    }

    fn assemble(connection: Connection, world: World, secret: DeviceSecret) -> Notebook {
        Notebook {
            connection,
            world,
            device: secret.id(),
            secret,
            ledgers: BTreeMap::new(),
            areas: None,
            written: BTreeSet::new(),
            why: String::new(),
            lease: Lease::default(),
            #[cfg(not(target_arch = "wasm32"))]
            lock: None,
        }
    }

    /// Does all of something or nothing of it. What is read for it comes from the same transaction: each read by itself would
    /// lock and unlock the database, which together takes as long as a page's encryption.
    pub(crate) fn in_one_transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Notebook) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let done = work(self).and_then(|done| {
            self.connection.execute_batch("COMMIT")?;
            Ok(done)
        });
        if done.is_err() {
            // A full disk ends the transaction by itself.
            if !self.connection.is_autocommit() {
                self.connection.execute_batch("ROLLBACK")?;
            }
            // They may have been read from what is undone.
            self.ledgers.clear();
            self.forget_areas();
        }
        done
    }

    /// Returns this device's id.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Returns the time, corrected by what the relay last said.
    pub fn now(&self) -> Result<UnixMillis, ClientError> {
        Ok(self.world.clock.now().plus_millis(self.clock_offset()?))
    }

    pub(crate) fn clock_offset(&self) -> Result<i64, ClientError> {
        Ok(meta::get(&self.connection, meta::CLOCK_OFFSET)?.unwrap_or(0))
    }

    /// Returns the relay's address.
    pub fn relay(&self) -> Result<RelayAddress, ClientError> {
        let id: Option<[u8; 32]> = meta::get(&self.connection, meta::RELAY_ID)?;
        let url: Option<String> = meta::get(&self.connection, meta::RELAY_URL)?;
        Ok(RelayAddress {
            url: url.unwrap_or_default(),
            id: id.map(RelayId),
        })
    }

    /// Takes the relay's key at the first meeting. Fails with `wrong-relay` when another one is known.
    pub fn learn_relay(&mut self, relay: RelayId) -> Result<(), ClientError> {
        match self.relay()?.id {
            Some(known) if known != relay => Err(ClientError::WrongRelay),
            Some(_) => Ok(()),
            None => meta::set(&self.connection, meta::RELAY_ID, relay.0),
        }
    }

    /// Returns the ledger of a space, or nothing while this device has no entry of it.
    pub(crate) fn ledger(&mut self, space: &Space) -> Result<Option<&Ledger>, ClientError> {
        if !self.ledgers.contains_key(&space.n)
            && let Some(ledger) = load_ledger(&self.connection, space)?
        {
            self.ledgers.insert(space.n, ledger);
        }
        Ok(self.ledgers.get(&space.n))
    }

    /// Returns the unit's space.
    pub(crate) fn unit_space(&self) -> Result<Space, ClientError> {
        let id: Option<[u8; 16]> = meta::get(&self.connection, meta::UNIT_SPACE)?;
        let id = SpaceId(id.ok_or(ClientError::NotJoinedYet)?);
        crate::store::spaces::by_id(&self.connection, id)?.ok_or(ClientError::NotJoinedYet)
    }

    /// Returns the space of the unit's consultation log, once this device is in it.
    pub(crate) fn audit_space(&self) -> Result<Option<Space>, ClientError> {
        let id: Option<[u8; 16]> = meta::get(&self.connection, meta::AUDIT_SPACE)?;
        match id {
            Some(id) => crate::store::spaces::by_id(&self.connection, SpaceId(id)),
            None => Ok(None),
        }
    }

    /// Returns the officer to whom this device belongs, once it is a member.
    pub(crate) fn officer(&mut self) -> Result<Option<OfficerId>, ClientError> {
        let device = self.device;
        let unit = self.unit_space()?;
        Ok(self
            .ledger(&unit)?
            .and_then(|ledger| ledger.member(&device))
            .map(|member| member.officer))
    }

    /// Returns the space number of each area that this device is in and can read.
    pub(crate) fn areas(&mut self) -> Result<&BTreeMap<DocId, i64>, ClientError> {
        let areas = match self.areas.take() {
            Some(areas) => areas,
            None => read_areas(&self.connection)?,
        };
        Ok(self.areas.insert(areas))
    }

    /// Returns the space number of an area that this device is in.
    pub(crate) fn area_space(&mut self, area: DocId) -> Result<Option<i64>, ClientError> {
        Ok(self.areas()?.get(&area).copied())
    }

    /// Returns the number of the space to which an area narrows a list. No space has the number that stands for an area which
    /// is not here, so that it lists nothing.
    pub(crate) fn narrowed_space(
        &mut self,
        area: Option<DocId>,
    ) -> Result<Option<i64>, ClientError> {
        area.map(|area| Ok(self.area_space(area)?.unwrap_or(-1)))
            .transpose()
    }

    /// Forgets which space an area has, after an area's record or this device's place in it changed.
    pub(crate) fn forget_areas(&mut self) {
        self.areas = None;
    }

    /// Derives every read model again from the documents.
    ///
    /// Tells `progress` how many of how many are done.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<u64, ClientError> {
        database::widen_cache(&self.connection, true)?;
        for space in spaces::all(&self.connection)? {
            self.ledger(&space)?;
        }
        let transaction = self.connection.transaction()?;
        database::recreate_read_models(&transaction)?;
        let records = changes::all_records(&transaction)?;
        let total = records.len() as u64;
        let mut projection = Projection::default();
        for (done, (id, row)) in records.into_iter().enumerate() {
            let held = moving::changes_of(&transaction, row.n)?;
            let ledger = self
                .ledgers
                .get(&moving::judging_space(&transaction, &row)?);
            let document = Document::from_changes(id, &held, standing_by(ledger));
            if document.kind() != row.kind {
                changes::set_kind(&transaction, row.n, document.kind())?;
            }
            projection.record(&transaction, row.n, row.space, &document, true)?;
            if done % 256 == 0 {
                progress(done as u64, total);
            }
        }
        projection.finish(&transaction)?;
        meta::set(
            &transaction,
            meta::READ_MODEL_VERSION,
            database::READ_MODEL_VERSION,
        )?;
        transaction.commit()?;
        database::widen_cache(&self.connection, false)?;
        self.forget_areas();
        progress(total, total);
        Ok(total)
    }
}

fn read_areas(connection: &Connection) -> Result<BTreeMap<DocId, i64>, ClientError> {
    let mut areas = BTreeMap::new();
    for n in view::list::all_of(connection, Kind::Area)? {
        let document = moving::document(connection, n)?;
        if let Some(Value::Text(space)) = document.get("space")
            && let Ok(space) = space.parse::<SpaceId>()
            && let Some(space) = crate::store::spaces::by_id(connection, space)?
            && spaces::has_keys(connection, space.n)?
        {
            areas.insert(document.id(), space.n);
        }
    }
    Ok(areas)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{changes, meta};
    use crate::{Clock, FieldMap, Founding, Home};
    use testkit::TestRng;

    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> UnixMillis {
            UnixMillis(1_760_000_000_000)
        }
    }

    fn world() -> World {
        World {
            clock: Box::new(Stopped),
            random: Box::new(TestRng::new(1)),
        }
    }

    #[test]
    fn what_came_to_a_program_that_did_not_know_its_kind_is_there_after_the_update() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("home"));
        let founding = Founding {
            relay_url: "http://127.0.0.1:1".to_owned(),
            unit: "Công an phường Hoà Bình".to_owned(),
            officer: "Trần Văn Bình".to_owned(),
            areas: vec!["Tổ 1".to_owned()],
        };
        let mut notebook = Notebook::found(&home, world(), "493817", &founding).unwrap();
        let model = serde_json::json!({ "code": "lien-gia", "name": "Tổ liên gia tự quản" });
        let model: FieldMap = model.as_object().cloned().unwrap();
        let model = notebook.create(Kind::Model, model).unwrap();
        // As the older program leaves it: kept, and listed nowhere.
        let row = changes::record(&notebook.connection, model)
            .unwrap()
            .unwrap();
        changes::set_kind(&notebook.connection, row.n, None).unwrap();
        meta::set(&notebook.connection, meta::READ_MODEL_VERSION, 1_i64).unwrap();
        drop(notebook);
        let mut notebook = Notebook::open(&home, world(), "493817").unwrap();
        assert_eq!(notebook.get(model).unwrap().fields["code"], "lien-gia");
        assert_eq!(notebook.find(None, "lien-gia").unwrap(), model);
    }
}
