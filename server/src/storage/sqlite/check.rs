//! Reads a whole store and holds each thing in it against all others.
//!
//! What is signed or hashed is verified; what is counted is counted again; what must be there without a gap is looked
//! for. What nothing else depends on (when a pack was received, for how long it is kept) cannot be wrong in a way that shows.

mod log;

use std::fmt;
use std::path::Path;

use access::Ledger;
use proto::SpaceId;
use rusqlite::{Connection, OpenFlags};
use seal::SignedEntry;

use super::files::{DATABASE, missing};
use super::schema;
use crate::storage::StorageError;

/// So many complaints of the database about itself are told.
const TOLD: u32 = 20;

/// What is wrong with a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DamageKind {
    /// The database file itself.
    File,
    /// The relay's key or epoch.
    Identity,
    /// A ledger: its entries do not verify, or are not all there.
    Ledger,
    /// A number that is kept is not what counting gives.
    Count,
    /// A pack: its bytes do not verify, or are not those that it is known by.
    Pack,
    /// A pack is not there.
    Missing,
    /// A derived pack does not stand for what it should.
    Covers,
}

impl DamageKind {
    /// All kinds.
    pub const ALL: [DamageKind; 7] = [
        DamageKind::File,
        DamageKind::Identity,
        DamageKind::Ledger,
        DamageKind::Count,
        DamageKind::Pack,
        DamageKind::Missing,
        DamageKind::Covers,
    ];

    /// Gives the stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            DamageKind::File => "file-damaged",
            DamageKind::Identity => "identity-damaged",
            DamageKind::Ledger => "ledger-damaged",
            DamageKind::Count => "count-wrong",
            DamageKind::Pack => "pack-damaged",
            DamageKind::Missing => "pack-missing",
            DamageKind::Covers => "covers-wrong",
        }
    }
}

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// What.
    pub kind: DamageKind,
    /// In which space.
    pub space: Option<SpaceId>,
    /// At which place of its log.
    pub place: Option<u64>,
    /// What was found, in English, with ids only.
    pub found: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind.as_str())?;
        if let Some(space) = self.space {
            write!(f, " space {space}")?;
        }
        if let Some(place) = self.place {
            write!(f, " place {place}")?;
        }
        write!(f, ": {}", self.found)
    }
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Spaces read.
    pub spaces: u64,
    /// Ledger entries read.
    pub entries: u64,
    /// Packs read, those in grace included.
    pub packs: u64,
    /// What is wrong.
    pub damages: Vec<Damage>,
}

/// A space's row.
struct SpaceRow {
    key: i64,
    id: SpaceId,
    top: u64,
    bytes: u64,
    length: u64,
    freed: u64,
}

/// Checks the store of a data folder, also while a relay runs on it.
pub fn check(folder: &Path) -> Result<Checked, StorageError> {
    let database = folder.join(DATABASE);
    if !database.exists() {
        return Err(missing(&database));
    }
    checked(|| schema::open_reader(&database))
}

/// Checks a backup where it lies. Nothing beside it is written, so it may lie on a disk that is read-only.
pub fn check_backup(file: &Path) -> Result<Checked, StorageError> {
    if !file.exists() {
        return Err(missing(file));
    }
    checked(|| {
        Ok(Connection::open_with_flags(
            file,
            OpenFlags::SQLITE_OPEN_READ_ONLY,
        )?)
    })
}

fn checked(
    open: impl FnOnce() -> Result<Connection, StorageError>,
) -> Result<Checked, StorageError> {
    let mut checked = Checked::default();
    match open().and_then(|connection| read(&connection, &mut checked)) {
        Err(StorageError::Damaged { what }) => checked.add(DamageKind::File, None, None, what),
        other => other?,
    }
    Ok(checked)
}

fn read(connection: &Connection, checked: &mut Checked) -> Result<(), StorageError> {
    schema::refuse_newer(connection)?;
    schema::refuse_older(connection)?;
    // All that is read belongs to one instant.
    let transaction = connection.unchecked_transaction()?;
    checked.file(&transaction)?;
    checked.identity(&transaction)?;
    for space in spaces(&transaction)? {
        checked.space(&transaction, &space)?;
    }
    Ok(())
}

fn spaces(connection: &Connection) -> Result<Vec<SpaceRow>, StorageError> {
    let sql = "SELECT key, id, top, bytes, length, freed FROM space ORDER BY key";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(SpaceRow {
            key: row.get(0)?,
            id: SpaceId(row.get(1)?),
            top: row.get(2)?,
            bytes: row.get(3)?,
            length: row.get(4)?,
            freed: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Checked {
    fn add(
        &mut self,
        kind: DamageKind,
        space: Option<SpaceId>,
        place: Option<u64>,
        found: impl Into<String>,
    ) {
        let found = found.into();
        self.damages.push(Damage {
            kind,
            space,
            place,
            found,
        });
    }

    fn file(&mut self, connection: &Connection) -> Result<(), StorageError> {
        let mut statement = connection.prepare(&format!("PRAGMA integrity_check({TOLD})"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let said: String = row.get(0)?;
            if said != "ok" {
                self.add(DamageKind::File, None, None, said);
            }
        }
        let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
        if statement.exists([])? {
            let found = "rows belong to no space";
            self.add(DamageKind::File, None, None, found);
        }
        Ok(())
    }

    fn identity(&mut self, connection: &Connection) -> Result<(), StorageError> {
        for (name, length) in [("relay-seed", 32), ("relay-epoch", 8)] {
            let sql = "SELECT 1 FROM meta WHERE name = ?1 AND length(value) = ?2";
            let mut statement = connection.prepare_cached(sql)?;
            if !statement.exists((name, length))? {
                let found = format!("{name} is not there or has a wrong length");
                self.add(DamageKind::Identity, None, None, found);
            }
        }
        Ok(())
    }

    fn space(&mut self, connection: &Connection, space: &SpaceRow) -> Result<(), StorageError> {
        self.spaces += 1;
        if let Some(ledger) = self.ledger(connection, space)? {
            log::check(self, connection, space, &ledger)?;
        }
        Ok(())
    }

    /// Replays a space's ledger. Its entries are chained and signed, so only missing last ones need to be counted.
    fn ledger(
        &mut self,
        connection: &Connection,
        space: &SpaceRow,
    ) -> Result<Option<Ledger>, StorageError> {
        let sql = "SELECT position, bytes FROM entry WHERE space = ?1 ORDER BY position";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([space.key])?;
        let (mut entries, mut wrong) = (Vec::new(), None);
        while let Some(row) = rows.next()? {
            let position: u64 = row.get(0)?;
            let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
            match SignedEntry::from_bytes(bytes) {
                Ok(_) if position != entries.len() as u64 => {
                    wrong = wrong.or(Some(format!("entry {} is not there", entries.len())));
                }
                Ok(entry) => entries.push(entry),
                Err(error) => wrong = wrong.or(Some(format!("entry {position}: {error}"))),
            }
        }
        self.entries += entries.len() as u64;
        let replayed = match wrong {
            Some(found) => Err(found),
            None => Ledger::replay(space.id, &entries).map_err(|refusal| refusal.to_string()),
        };
        let ledger = match replayed {
            Ok(ledger) => Some(ledger),
            Err(found) => {
                self.add(DamageKind::Ledger, Some(space.id), None, found);
                None
            }
        };
        if entries.len() as u64 != space.length && ledger.is_some() {
            let found = format!("{} of {} entries are there", entries.len(), space.length);
            self.add(DamageKind::Ledger, Some(space.id), None, found);
        }
        Ok(ledger)
    }
}
