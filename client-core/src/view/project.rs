//! Writes a record's rows.

use crate::error::ClientError;
use crate::moving;
use crate::record::standing_by;
use crate::relay::load_ledger;
use crate::store::{changes, spaces};
use crate::view::coverage::{self, Touched};
use crate::view::moved::{self, Home};
use crate::view::search::row_number;
use crate::view::{counted, fresh, links, list, profiles, restricted, reviews};
use access::Ledger;
use likeness::Profile;
use proto::{DocId, SpaceKind, UnixMillis};
use records::{Document, Kind, Row, fold, row, schema};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

/// So many search rows are held back at most.
const MOST_HELD: usize = 2048;

/// Writes rows of the read models, and holds back those for search.
///
/// FTS5 collects what is inserted in memory, but only while row numbers rise: each step back makes it write a
/// segment of its own and merge it later. Held back and written in order, a pack costs one segment.
#[derive(Debug, Default)]
pub(crate) struct Projection {
    search: BTreeMap<i64, (String, String)>,
    is_of_one: bool,
    /// Records that came, went or changed among those that are linked.
    linked: BTreeSet<DocId>,
    touched: Touched,
    /// Ledgers that records which are read again asked for, by space number.
    ledgers: BTreeMap<i64, Option<Ledger>>,
}

impl Projection {
    /// Makes a projection for a single record that a person waits for: its texts go into the index later.
    pub(crate) fn of_one() -> Self {
        Self {
            is_of_one: true,
            ..Self::default()
        }
    }

    /// Replaces the rows of a record by what its document says now.
    ///
    /// `fresh` says that the record had no rows before, which spares three deletes on a first arrival.
    pub(crate) fn record(
        &mut self,
        connection: &Connection,
        n: i64,
        space: i64,
        document: &Document,
        fresh: bool,
    ) -> Result<(), ClientError> {
        let was_elsewhere = !fresh && self.remove(connection, n)?;
        let Some(row) = row(document) else {
            return Ok(());
        };
        let home = moving::home_of(connection, n, space, document, &row)?;
        if let Some(home) = &home {
            let lived = match home.root == n {
                true => document.referred("area"),
                false => BTreeSet::new(),
            };
            moved::insert(connection, n, row.parent, home, &lived)?;
        }
        let kind = row.kind;
        let is_left_out = restricted::is_left_out(connection, document, &row)?;
        match home {
            _ if is_left_out => restricted::insert(connection, n, document.id(), &row)?,
            None => self.list(connection, n, space, row, document)?,
            Some(Home {
                space: Some(space), ..
            }) => self.list(connection, n, space, row, document)?,
            Some(Home { space: None, .. }) => {}
        }
        match was_elsewhere || is_left_out || home.is_some() {
            true => self.family(connection, document.id(), kind),
            false => Ok(()),
        }
    }

    fn list(
        &mut self,
        connection: &Connection,
        n: i64,
        space: i64,
        row: Row,
        document: &Document,
    ) -> Result<(), ClientError> {
        let kind = row.kind;
        insert_row(connection, n, space, &row)?;
        counted::insert(connection, n, row.kind, document)?;
        self.touched.came(row.kind, document.id(), row.parent);
        if row.kind == Kind::Household {
            coverage::insert(connection, n, space, document, row.code.as_deref())?;
        }
        if let Some(profile) = Profile::of(document, space) {
            profiles::insert(connection, n, profile)?;
        }
        if Profile::is_of(kind) && links::insert(connection, n, document)? {
            self.linked.insert(document.id());
        }
        let number = row_number(row.at, n);
        self.search
            .insert(number, (row.search_title, row.search_body));
        if self.search.len() >= MOST_HELD {
            self.write_search(connection)?;
        }
        reviews::insert(connection, n, document)?;
        insert_conflicts(connection, n, document)
    }

    /// Replaces the rows of what belongs to a record and goes where it goes.
    fn family(
        &mut self,
        connection: &Connection,
        id: DocId,
        kind: Kind,
    ) -> Result<(), ClientError> {
        let follows = |member: Option<Kind>| match kind {
            Kind::Household | Kind::Establishment => {
                matches!(member, Some(Kind::Visit | Kind::FollowUp))
            }
            Kind::Visit => member == Some(Kind::FollowUp),
            _ => false,
        };
        for member in moved::family(connection, id)? {
            let (_, row) = changes::by_number(connection, member)?;
            if follows(row.kind) {
                self.again(connection, member)?;
            }
        }
        Ok(())
    }

    /// Reads a record from its changes again and replaces its rows; returns its document.
    pub(crate) fn again(
        &mut self,
        connection: &Connection,
        n: i64,
    ) -> Result<Document, ClientError> {
        let (id, row) = changes::by_number(connection, n)?;
        let held = moving::changes_of(connection, n)?;
        let ledger = match records::needs_roles(&held) {
            true => self.ledger(connection, moving::judging_space(connection, &row)?)?,
            false => None,
        };
        let document = Document::from_changes(id, &held, standing_by(ledger));
        if document.kind() != row.kind {
            changes::set_kind(connection, n, document.kind())?;
        }
        self.record(connection, n, row.space, &document, false)?;
        Ok(document)
    }

    fn ledger(
        &mut self,
        connection: &Connection,
        space: i64,
    ) -> Result<Option<&Ledger>, ClientError> {
        Ok(match self.ledgers.entry(space) {
            Entry::Occupied(known) => known.into_mut().as_ref(),
            Entry::Vacant(unknown) => {
                let ledger = load_ledger(connection, &spaces::by_number(connection, space)?)?;
                unknown.insert(ledger).as_ref()
            }
        })
    }

    /// Replaces the rows of a space's records in which something asks for a role, after roles changed. `ledger` is the
    /// space's.
    pub(crate) fn judged_again(
        &mut self,
        connection: &Connection,
        space: i64,
        ledger: &Ledger,
    ) -> Result<(), ClientError> {
        let guarded = Kind::ALL.into_iter().filter(|kind| {
            schema::fields(*kind)
                .iter()
                .any(records::FieldSpec::is_guarded)
        });
        for kind in guarded {
            let mut records = list::of_space(connection, kind, space)?;
            records.extend(restricted::of_space(connection, kind, space)?);
            for n in records {
                let (id, row) = changes::by_number(connection, n)?;
                if row.scattered {
                    continue;
                }
                let held = changes::of_record(connection, n)?;
                if records::needs_roles(&held) {
                    let document = Document::from_changes(id, &held, standing_by(Some(ledger)));
                    self.record(connection, n, space, &document, false)?;
                }
            }
        }
        if ledger.kind() == SpaceKind::Unit {
            for (n, _) in moved::all(connection)? {
                self.again(connection, n)?;
            }
        }
        Ok(())
    }

    /// Writes what was held back. Without it the records are listed but not found, not with those of the same, and count for
    /// no household.
    pub(crate) fn finish(mut self, connection: &Connection) -> Result<(), ClientError> {
        links::settle(connection, &self.linked)?;
        self.write_search(connection)?;
        self.touched.refresh(connection)
    }

    fn write_search(&mut self, connection: &Connection) -> Result<(), ClientError> {
        if self.is_of_one {
            for (number, (title, body)) in std::mem::take(&mut self.search) {
                fresh::insert(connection, number, &title, &body)?;
            }
            return Ok(());
        }
        let mut statement = connection
            .prepare_cached("INSERT INTO rm_search (rowid, title, body) VALUES (?1, ?2, ?3)")?;
        for (number, (title, body)) in std::mem::take(&mut self.search) {
            statement.execute((number, title, body))?;
        }
        Ok(())
    }

    /// Removes the rows of a record that is no more.
    pub(crate) fn forget(&mut self, connection: &Connection, n: i64) -> Result<(), ClientError> {
        self.remove(connection, n).map(drop)
    }

    /// Removes a record's rows; returns whether it had moved or was left out, so that what belongs to it has to be looked at.
    fn remove(&mut self, connection: &Connection, n: i64) -> Result<bool, ClientError> {
        let had_moved = moved::remove(connection, n)? | restricted::remove(connection, n)?;
        let removed: Option<(Option<i64>, u8, Option<[u8; 16]>)> = connection
            .prepare_cached("DELETE FROM rm_record WHERE n = ?1 RETURNING at, kind, parent")?
            .query_row([n], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((at, kind, parent)) = removed else {
            return Ok(had_moved);
        };
        let kind = Kind::from_code(kind);
        if kind == Some(Kind::Household) {
            self.touched.led(links::leader(connection, n)?);
            coverage::remove(connection, n)?;
        }
        if let Some(kind) = kind {
            counted::remove(connection, n, kind)?;
        }
        if kind.is_some_and(Profile::is_of) {
            profiles::remove(connection, n)?;
            self.linked.extend(links::remove(connection, n)?);
        }
        if let Some(kind) = kind {
            self.touched.went(kind, parent.map(DocId));
        }
        if kind == Some(Kind::Visit) {
            reviews::remove(connection, n)?;
        }
        let number = row_number(at.map(UnixMillis), n);
        if self.search.remove(&number).is_none() && !fresh::remove(connection, number)? {
            connection
                .prepare_cached("DELETE FROM rm_search WHERE rowid = ?1")?
                .execute([number])?;
        }
        connection
            .prepare_cached("DELETE FROM rm_conflict WHERE record = ?1")?
            .execute([n])?;
        Ok(had_moved)
    }
}

fn insert_row(connection: &Connection, n: i64, space: i64, row: &Row) -> Result<(), ClientError> {
    let folded = |text: &Option<String>| text.as_deref().map(fold);
    connection
        .prepare_cached(
            "INSERT INTO rm_record (n, kind, space, parent, officer, at, due, code, code_folded, title, title_folded,
                                    subtitle, status, waits_since, ended_at, lat, lon, needs)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?
        .execute(rusqlite::params![
            n,
            row.kind.code(),
            space,
            row.parent.map(|id| id.0),
            row.officer.map(|id| id.0),
            row.at.map(|at| at.0),
            row.due,
            row.code,
            folded(&row.code),
            row.title,
            list::is_register(row.kind).then(|| fold(&row.title)),
            row.subtitle,
            row.status,
            row.waits_since.map(|at| at.0),
            row.ended_at.map(|at| at.0),
            row.lat,
            row.lon,
            (row.needs > 0).then_some(row.needs),
        ])?;
    Ok(())
}

fn insert_conflicts(
    connection: &Connection,
    n: i64,
    document: &Document,
) -> Result<(), ClientError> {
    for conflict in document.conflicts() {
        // The value that is shown meanwhile comes last there, and first here.
        for (rank, value) in conflict.values.iter().rev().enumerate() {
            connection
                .prepare_cached(
                    "INSERT INTO rm_conflict (record, key, field, rank, value, sensitive, device, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute((n, &conflict.key, &conflict.field, rank, value.value.to_string(), conflict.sensitive, value.device.as_bytes(), value.at.0))?;
        }
    }
    Ok(())
}
