//! A space's log: each pack against its signature, its author's chain and its place.

use std::collections::{BTreeMap, BTreeSet};

use access::Ledger;
use proto::{Actor, DeviceId, PackHash, PackHeader};
use rusqlite::{Connection, Row};
use seal::parse_pack;
use sync::relay::Span;

use super::super::rows;
use super::{Checked, DamageKind, SpaceRow};
use crate::storage::StorageError;

/// A pack as its author brought it, as far as it is known for good.
struct Original {
    place: u64,
    size: u64,
    hash: PackHash,
}

/// The columns that rows of the log and rows in grace have in common.
const COLUMNS: &str = "seq, first, author, number, originals, covers, digest, hash, bytes";

/// A row as it lies in the store.
struct Stored {
    span: Span,
    author: Option<DeviceId>,
    number: u64,
    originals: u64,
    covers: Option<Vec<u8>>,
    digest: Option<Vec<u8>>,
    hash: PackHash,
    bytes: Vec<u8>,
}

impl Stored {
    fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            span: Span {
                seq: row.get(0)?,
                first: row.get(1)?,
            },
            author: row
                .get_ref(2)?
                .as_blob()
                .ok()
                .and_then(DeviceId::from_bytes),
            number: row.get(3)?,
            originals: row.get(4)?,
            covers: row.get(5)?,
            digest: row.get(6)?,
            hash: PackHash(row.get(7)?),
            bytes: row.get(8)?,
        })
    }
}

/// One space under check.
struct Log<'a> {
    checked: &'a mut Checked,
    connection: &'a Connection,
    space: &'a SpaceRow,
    ledger: &'a Ledger,
    originals: BTreeMap<(DeviceId, u64), Original>,
    /// Places of packs that came, and of adopted ones.
    taken: BTreeSet<u64>,
    bytes: u64,
}

/// Checks a space's log.
pub(super) fn check(
    checked: &mut Checked,
    connection: &Connection,
    space: &SpaceRow,
    ledger: &Ledger,
) -> Result<(), StorageError> {
    let mut log = Log {
        checked,
        connection,
        space,
        ledger,
        originals: originals(connection, space.key)?,
        taken: BTreeSet::new(),
        bytes: 0,
    };
    log.numbers();
    log.standing()?;
    log.grace()?;
    log.places();
    if log.bytes != space.bytes {
        let found = format!("{} bytes are counted, {} are there", space.bytes, log.bytes);
        log.add(DamageKind::Count, None, found);
    }
    Ok(())
}

fn originals(
    connection: &Connection,
    key: i64,
) -> Result<BTreeMap<(DeviceId, u64), Original>, StorageError> {
    let sql = "SELECT author, number, place, size, hash FROM original WHERE space = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([key], |row| {
        let original = Original {
            place: row.get(2)?,
            size: row.get(3)?,
            hash: PackHash(row.get(4)?),
        };
        Ok(((DeviceId(row.get(0)?), row.get(1)?), original))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Log<'_> {
    fn add(&mut self, kind: DamageKind, place: Option<u64>, found: impl Into<String>) {
        self.checked.add(kind, Some(self.space.id), place, found);
    }

    /// A place is given out once, to a pack that stays known, or to an adopted one until it is merged.
    fn places(&mut self) {
        let adopted = self.taken.len();
        let places = self.originals.values().map(|known| known.place);
        self.taken.extend(places);
        let taken = self.taken.len() as u64;
        if taken.saturating_add(self.space.freed) < self.space.top {
            let missing = (1..=self.space.top).find(|place| !self.taken.contains(place));
            self.add(DamageKind::Missing, missing, "nothing is known of a place");
        }
        let is_twice = self.taken.len() < self.originals.len() + adopted;
        let is_beyond = taken.saturating_add(self.space.freed) > self.space.top
            || self.taken.last().is_some_and(|last| *last > self.space.top);
        if is_twice || is_beyond {
            let found = "a place is beyond the newest, or taken twice";
            self.add(DamageKind::Count, None, found);
        }
    }

    /// An author's packs are numbered without a gap.
    fn numbers(&mut self) {
        let mut gaps = Vec::new();
        let mut before: Option<(DeviceId, u64)> = None;
        for (author, number) in self.originals.keys() {
            let next = match before {
                Some((same, last)) if same == *author => last.saturating_add(1),
                _ => 1,
            };
            if *number != next {
                gaps.push(format!("pack {next} of {author}"));
            }
            before = Some((*author, *number));
        }
        for found in gaps {
            self.add(DamageKind::Missing, None, found);
        }
    }

    fn standing(&mut self) -> Result<(), StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM pack WHERE space = ?1 ORDER BY seq");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([self.space.key])?;
        let (mut last, mut packs) = (0, 0u64);
        while let Some(row) = rows.next()? {
            let row = Stored::read(row)?;
            if row.span.first <= last || row.span.first > row.span.seq {
                let found = "it shares a place with the row before";
                self.add(DamageKind::Covers, Some(row.span.seq), found);
            }
            last = row.span.seq;
            if row.originals == 0 {
                self.taken.insert(row.span.seq);
            }
            packs = packs.saturating_add(row.originals);
            self.row(&row)?;
        }
        if packs != self.originals.len() as u64 {
            let known = self.originals.len();
            let found = format!("rows stand for {packs} packs, {known} are known");
            self.add(DamageKind::Missing, None, found);
        }
        Ok(())
    }

    fn grace(&mut self) -> Result<(), StorageError> {
        let sql = format!(
            "SELECT {COLUMNS}, EXISTS (SELECT 1 FROM pack AS above WHERE above.space = ?1 AND above.hash = grace.under)
                 OR EXISTS (SELECT 1 FROM grace AS above WHERE above.space = ?1 AND above.hash = grace.under)
             FROM grace WHERE space = ?1 ORDER BY seq, hash"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([self.space.key])?;
        while let Some(row) = rows.next()? {
            let has_above: bool = row.get(9)?;
            let row = Stored::read(row)?;
            if !has_above {
                let found = "nothing stands in the place of a row that is kept";
                self.add(DamageKind::Covers, Some(row.span.seq), found);
            }
            self.row(&row)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Stored) -> Result<(), StorageError> {
        self.checked.packs += 1;
        self.bytes = self.bytes.saturating_add(row.bytes.len() as u64);
        match self.verify(row) {
            Err(found) => self.add(DamageKind::Pack, Some(row.span.seq), found),
            Ok(header) if header.is_derived() => self.derived(row, &header)?,
            Ok(header) if row.originals == 0 => self.adopted(row, &header),
            Ok(header) => self.ordinary(row, &header),
        }
        Ok(())
    }

    /// Hash, form, signature, and the columns that repeat what the header says.
    fn verify(&self, row: &Stored) -> Result<PackHeader, String> {
        let parsed = parse_pack(row.bytes.as_slice()).map_err(|error| error.to_string())?;
        if parsed.hash() != row.hash {
            return Err("its hash is another".to_owned());
        }
        let author = Actor::Device(parsed.claimed_header().author);
        let keys = self.ledger.keys_of(&author);
        let keys = keys.ok_or_else(|| "its author is no member".to_owned())?;
        let verified = parsed.verify(keys).map_err(|error| error.to_string())?;
        let header = verified.header();
        let is_told_right = header.space == self.space.id
            && Some(header.author) == row.author
            && header.number == row.number;
        if is_told_right {
            Ok(header.clone())
        } else {
            Err("it is filed under another name".to_owned())
        }
    }

    fn ordinary(&mut self, row: &Stored, header: &PackHeader) {
        let known = self.originals.get(&(header.author, header.number));
        let fits = known.is_some_and(|known| {
            let place = known.place;
            (known.hash, known.size) == (row.hash, row.bytes.len() as u64)
                && (row.span, row.originals)
                    == (
                        Span {
                            first: place,
                            seq: place,
                        },
                        1,
                    )
                && row.covers.is_none()
        });
        if !fits {
            let found = "it is not the pack that is known by its number";
            self.add(DamageKind::Pack, Some(row.span.seq), found);
        }
        let previous = match header.number.checked_sub(1) {
            None | Some(0) => Some(PackHash::ZERO),
            Some(before) => {
                let before = self.originals.get(&(header.author, before));
                before.map(|before| before.hash)
            }
        };
        if previous.is_some_and(|previous| previous != header.previous) {
            let found = "it does not follow its author's pack before it";
            self.add(DamageKind::Pack, Some(row.span.seq), found);
        }
    }

    /// A pack as it came that vouches for nothing fills one place, and is not the one that is known by its number.
    fn adopted(&mut self, row: &Stored, header: &PackHeader) {
        let is_known = self.originals.get(&(header.author, header.number));
        let is_known = is_known.is_some_and(|known| known.place == row.span.seq);
        if is_known || row.span.first != row.span.seq || row.covers.is_some() {
            let found = "it is said to vouch for nothing, and is known by its number";
            self.add(DamageKind::Pack, Some(row.span.seq), found);
        }
    }

    fn derived(&mut self, row: &Stored, header: &PackHeader) -> Result<(), StorageError> {
        let covers = rows::covers_to_bytes(&header.covers);
        // An adopted row vouches for nothing that is known of its authors' packs.
        let is_adopted = row.originals == 0;
        let counted = match is_adopted {
            true => &[],
            false => header.covers.as_slice(),
        };
        let (_, digest) = rows::originals(self.connection, self.space.key, counted)?;
        let covered = rows::covered(self.connection, self.space.key, counted)?;
        let stands_for = covered.map(|covered| (covered.packs, covered.span));
        let fits = row.covers.as_deref() == Some(covers.as_slice())
            && row.digest.as_deref() == Some(digest.as_bytes().as_slice())
            && (is_adopted || stands_for == Some((row.originals, row.span)));
        if !fits {
            let found = "what is known of the packs that it stands for is not what was";
            self.add(DamageKind::Covers, Some(row.span.seq), found);
        }
        Ok(())
    }
}
