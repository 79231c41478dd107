//! Import: one file a kind, all of a file or nothing of it.

use crate::database;
use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::record::{check_references, is_writer, space_of, standing_by, store_change, store_new};
use crate::register::lines::{BadLine, LineFault, Lines};
use crate::store::changes;
use crate::view::project::Projection;
use proto::DocId;
use records::{Author, Document, Draft, Kind, Problem};
use rusqlite::Connection;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

/// A file to import.
pub struct ImportFile {
    /// Its name, which tells the kind (`households.jsonl`) unless the options do.
    pub name: String,
    /// Its contents.
    pub reader: Box<dyn BufRead>,
}

/// How to import.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOptions {
    /// Takes the good lines of a file with bad ones, and lists what it left.
    pub skip_bad: bool,
    /// The kind of every file, whatever its name.
    pub kind: Option<Kind>,
}

/// What became of the records of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ImportCount {
    /// New here.
    pub created: u64,
    /// Known, and changed by the file.
    pub changed: u64,
    /// Known, and the same.
    pub unchanged: u64,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// Counts by kind, by the kind's plural name.
    pub kinds: BTreeMap<&'static str, ImportCount>,
    /// Lines that were left out.
    pub left_out: Vec<BadLine>,
}

/// What the lines of a file are held against: it does not change while the file is taken.
struct Desk {
    unit: i64,
    /// Space by area, of the areas that this device is in.
    areas: BTreeMap<DocId, i64>,
    /// This device as the author of changes, by the space, in each that it is in.
    authors: BTreeMap<i64, Author>,
    /// Spaces that this device may write in.
    writable: BTreeSet<i64>,
}

enum Taken {
    Created,
    Changed,
    Unchanged,
}

impl Notebook {
    /// Imports files, areas and officers before what refers to them, whatever their order.
    ///
    /// Fails with `import-refused` at the first file with bad lines, of which nothing is taken (unless
    /// `skip_bad`); files before it stay imported. Importing a file again changes nothing.
    /// Tells `progress` how many lines are done.
    pub fn import(
        &mut self,
        files: Vec<ImportFile>,
        options: ImportOptions,
        progress: &mut dyn FnMut(u64),
    ) -> Result<ImportReport, ClientError> {
        self.within_lease()?;
        let mut sorted = Vec::with_capacity(files.len());
        for file in files {
            let kind = options.kind.or_else(|| kind_of(&file.name));
            let kind = kind.ok_or_else(|| ClientError::ImportKindUnknown {
                file: file.name.clone(),
            })?;
            sorted.push((kind, file));
        }
        // A kind refers only to kinds with a smaller code.
        sorted.sort_by_key(|(kind, _)| kind.code());
        let mut report = ImportReport::default();
        database::widen_cache(&self.connection, true)?;
        let result = self.import_files(sorted, options, &mut report, progress);
        database::widen_cache(&self.connection, false)?;
        result?;
        database::settle(&self.connection)?;
        Ok(report)
    }

    fn import_files(
        &mut self,
        files: Vec<(Kind, ImportFile)>,
        options: ImportOptions,
        report: &mut ImportReport,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), ClientError> {
        let mut done = 0;
        for (kind, file) in files {
            self.import_file(kind, file, options, report, &mut |lines| {
                progress(done + lines)
            })?;
            done = report
                .kinds
                .values()
                .map(|count| count.created + count.changed + count.unchanged)
                .sum();
        }
        progress(done);
        Ok(())
    }

    fn import_file(
        &mut self,
        kind: Kind,
        file: ImportFile,
        options: ImportOptions,
        report: &mut ImportReport,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), ClientError> {
        let ImportFile { name, reader } = file;
        let mut lines = Lines::new(reader);
        let mut bad = Vec::new();
        let mut count = ImportCount::default();
        let desk = self.desk()?;
        let mut projection = Projection::default();
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let mut number = 0;
        let mut waiting = Waiting::default();
        let result = loop {
            let (line, text) = match lines.next() {
                Ok(Some(next)) => next,
                Ok(None) => break Ok(()),
                Err(source) => {
                    break Err(ClientError::ImportUnreadable {
                        file: name.clone(),
                        source,
                    });
                }
            };
            number += 1;
            if number % 64 == 0 {
                progress(number);
            }
            let draft = text
                .map_err(Refused::Line)
                .and_then(|text| read_line(kind, &text));
            let taken =
                draft.and_then(|draft| match waiting.keeps(&self.connection, draft, line) {
                    Some(draft) => self.import_draft(&desk, &mut projection, draft).map(Some),
                    None => Ok(None),
                });
            match taken {
                Ok(Some(taken)) => count.add(taken),
                Ok(None) => {}
                Err(Refused::Line(fault)) => bad.push(BadLine {
                    file: name.clone(),
                    line,
                    fault,
                }),
                Err(Refused::Whole(error)) => break Err(error),
            }
        };
        let result = result.and_then(|()| {
            let refused = waiting.refused(&self.connection);
            let mut refused: Vec<_> = refused
                .into_iter()
                .map(|(line, problems)| (line, LineFault::Record(problems)))
                .collect();
            for (line, draft) in waiting.lines {
                match self.import_draft(&desk, &mut projection, draft) {
                    Ok(taken) => count.add(taken),
                    Err(Refused::Line(fault)) => refused.push((line, fault)),
                    Err(Refused::Whole(error)) => return Err(error),
                }
            }
            bad.extend(refused.into_iter().map(|(line, fault)| BadLine {
                file: name.clone(),
                line,
                fault,
            }));
            bad.sort_by_key(|bad| bad.line);
            Ok(())
        });
        let result = match result {
            Ok(()) if bad.is_empty() || options.skip_bad => self.commit_import(projection),
            Ok(()) => Err(ClientError::ImportRefused(std::mem::take(&mut bad))),
            Err(error) => Err(error),
        };
        self.forget_areas();
        if let Err(error) = result {
            // A full disk has SQLite roll back by itself.
            if !self.connection.is_autocommit() {
                self.connection.execute_batch("ROLLBACK")?;
            }
            self.ledgers.clear();
            return Err(error);
        }
        let total = report.kinds.entry(kind.plural()).or_default();
        total.created += count.created;
        total.changed += count.changed;
        total.unchanged += count.unchanged;
        report.left_out.extend(bad);
        Ok(())
    }

    fn commit_import(&mut self, projection: Projection) -> Result<(), ClientError> {
        projection.finish(&self.connection)?;
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn desk(&mut self) -> Result<Desk, ClientError> {
        let (device, unit) = (self.device, self.unit_space()?);
        let (mut authors, mut writable) = (BTreeMap::new(), BTreeSet::new());
        for space in crate::store::spaces::all(&self.connection)? {
            let may = |ledger: &access::Ledger| is_writer(ledger, device);
            if self.ledger(&space)?.is_some_and(may) {
                writable.insert(space.n);
            }
            authors.insert(space.n, self.author_in(&space)?);
        }
        Ok(Desk {
            unit: unit.n,
            areas: self.areas()?.clone(),
            authors,
            writable,
        })
    }

    fn import_draft(
        &mut self,
        desk: &Desk,
        projection: &mut Projection,
        draft: Draft,
    ) -> Result<Taken, Refused> {
        let kind = draft.kind();
        match changes::record(&self.connection, draft.id())? {
            Some(row) => self.import_known(desk, projection, &row, &draft),
            // Everybody else drops what is said of it, so it would be here alone.
            None if self
                .ledgers
                .values()
                .any(|ledger| ledger.is_erased(&draft.id())) =>
            {
                Err(Refused::Line(LineFault::Erased))
            }
            None if kind == Kind::Area => self.import_area(desk, draft),
            None => {
                let space = desk.space_of(&self.connection, &draft)?;
                let author = desk.author_in(space)?;
                store_new(&self.connection, projection, draft, author, space).map_err(|error| {
                    match error {
                        ClientError::RecordInvalid(problems) => Refused::record(problems),
                        error => Refused::Whole(error),
                    }
                })?;
                Ok(Taken::Created)
            }
        }
    }

    fn import_known(
        &mut self,
        desk: &Desk,
        projection: &mut Projection,
        row: &changes::RecordRow,
        draft: &Draft,
    ) -> Result<Taken, Refused> {
        let held = moving::changes_of(&self.connection, row.n)?;
        let judge = moving::judging_space(&self.connection, row)?;
        let ledger = self.ledgers.get(&judge);
        let document = Document::from_changes(draft.id(), &held, standing_by(ledger));
        if draft
            .get("area")
            .is_some_and(|area| document.get("area").is_some_and(|here| here != *area))
        {
            return Err(Refused::Line(LineFault::OtherArea));
        }
        let change = document
            .merge_draft(draft, desk.author_in(row.space)?, self.world.bytes())
            .map_err(Refused::record)?;
        let Some(change) = change else {
            return Ok(Taken::Unchanged);
        };
        if !desk.writable.contains(&row.space) {
            return Err(Refused::Whole(ClientError::RoleLacksDuty));
        }
        store_change(
            &self.connection,
            projection,
            row,
            draft.id(),
            held,
            change,
            ledger,
        )?;
        Ok(Taken::Changed)
    }

    /// Founds the space of an area that is new to the unit.
    fn import_area(&mut self, desk: &Desk, draft: Draft) -> Result<Taken, Refused> {
        if !desk.writable.contains(&desk.unit) {
            return Err(Refused::Whole(ClientError::RoleLacksDuty));
        }
        self.store_area(draft, desk.author_in(desk.unit)?)?;
        Ok(Taken::Created)
    }
}

fn read_line(kind: Kind, text: &str) -> Result<Draft, Refused> {
    let json = serde_json::from_str(text).map_err(|_| Refused::Line(LineFault::NotJson))?;
    Draft::from_json(kind, &json).map_err(Refused::record)
}

/// Lines that refer to records which are not here and may stand further down: a group names the one that it was merged
/// into.
#[derive(Default)]
struct Waiting {
    lines: Vec<(u64, Draft)>,
}

impl Waiting {
    /// Keeps a line until the end of the file, or gives it back where nothing is unknown.
    fn keeps(&mut self, connection: &Connection, draft: Draft, line: u64) -> Option<Draft> {
        if check_references(connection, &draft, &BTreeSet::new()).is_ok() {
            return Some(draft);
        }
        self.lines.push((line, draft));
        None
    }

    /// Takes out the lines that refer to what is neither here nor further down.
    fn refused(&mut self, connection: &Connection) -> Vec<(u64, Vec<Problem>)> {
        let mut refused = Vec::new();
        loop {
            let coming: BTreeSet<DocId> = self.lines.iter().map(|(_, draft)| draft.id()).collect();
            let before = refused.len();
            self.lines.retain(
                |(line, draft)| match check_references(connection, draft, &coming) {
                    Ok(()) => true,
                    Err(problems) => {
                        refused.push((*line, problems));
                        false
                    }
                },
            );
            if refused.len() == before {
                return refused;
            }
        }
    }
}

impl ImportCount {
    fn add(&mut self, taken: Taken) {
        *match taken {
            Taken::Created => &mut self.created,
            Taken::Changed => &mut self.changed,
            Taken::Unchanged => &mut self.unchanged,
        } += 1;
    }
}

impl Desk {
    fn author_in(&self, space: i64) -> Result<Author, Refused> {
        let author = self.authors.get(&space).copied();
        author.ok_or(Refused::Whole(ClientError::NotJoinedYet))
    }

    fn space_of(&self, connection: &Connection, draft: &Draft) -> Result<i64, Refused> {
        let space = space_of(connection, draft, self.unit, &self.areas)?;
        match space {
            Some(space) if self.writable.contains(&space) => Ok(space),
            Some(_) => Err(Refused::Whole(ClientError::RoleLacksDuty)),
            None => Err(Refused::Line(LineFault::AreaUnknown)),
        }
    }
}

/// Why a line was not taken: its own fault, or something that ends the whole import.
enum Refused {
    Line(LineFault),
    Whole(ClientError),
}

impl Refused {
    fn record(problems: Vec<Problem>) -> Refused {
        Refused::Line(LineFault::Record(problems))
    }
}

impl<E: Into<ClientError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Refused::Whole(error.into())
    }
}

/// Tells the kind by a file's name: `households.jsonl`, `2026-households.jsonl`.
fn kind_of(name: &str) -> Option<Kind> {
    let file = name.rsplit(['/', '\\']).next()?;
    let stem = file.split('.').next()?;
    stem.parse()
        .ok()
        .or_else(|| stem.rsplit(['-', ' ']).next()?.parse().ok())
}
