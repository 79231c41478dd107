//! The supervisor's list: each pack in escrow, what it says, and what was decided.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::record::{HistoryLine, standing_by};
use crate::relay::{Part, Standing, Waiting};
use crate::store::spaces::Space;
use crate::store::{changes, holdings, ledgers, spaces};
use crate::view;
use access::{Duty, Intent, Ledger, duties};
use proto::ledger::{Judgement, Verdict};
use proto::{ChangeHash, Code, DeviceId, DocId, SpaceKind};
use records::{Document, Kind, RecordChange, row};
use std::collections::{BTreeMap, BTreeSet};

/// What was decided on a pack in escrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EscrowVerdict {
    /// Nothing yet.
    Waits,
    /// All of it counts.
    Accepted,
    /// Nothing of it counts.
    Rejected,
    /// Some of its records count.
    AcceptedInPart,
}

/// What to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EscrowDecision {
    /// All of it shall count.
    Accept,
    /// Only these records shall.
    AcceptOnly(Vec<DocId>),
    /// Nothing of it shall.
    Reject,
}

/// A pack in escrow.
#[derive(Debug, Clone)]
pub struct EscrowedPack {
    /// What to call it: device, space and number.
    pub pack: String,
    /// The device that made it.
    pub device: DeviceId,
    /// The officer to whom the device belongs or belonged.
    pub officer: Option<DocId>,
    /// The officer's name.
    pub officer_name: Option<String>,
    /// The area's name; none for the unit's own space.
    pub area: Option<String>,
    /// What was decided.
    pub verdict: EscrowVerdict,
    /// Whether it is this device's officer's own, so that somebody else decides.
    pub is_own: bool,
    /// Whether its own author decided, once access was given again; the program does not do that any more.
    pub judged_by_author: bool,
    /// What it says, record by record.
    pub documents: Vec<EscrowedDocument>,
    space: i64,
    number: u64,
}

/// What a pack in escrow says of one record.
#[derive(Debug, Clone)]
pub struct EscrowedDocument {
    /// The record.
    pub id: DocId,
    /// Its kind, where it can be told.
    pub kind: Option<Kind>,
    /// What it is or would be called.
    pub title: Option<String>,
    /// What the records are called that it refers to, by id.
    pub names: BTreeMap<String, String>,
    /// Whether it counts; none while nothing is decided.
    pub counts: Option<bool>,
    /// What was written, line by line.
    pub lines: Vec<HistoryLine>,
    /// What others wrote after it in areas to which it would move the record: it counts if the move does.
    pub upon: Vec<HistoryLine>,
}

/// Adds a pack to a list; what several stored packs say of one stands there once.
fn add(packs: &mut Vec<EscrowedPack>, pack: EscrowedPack) {
    let Some(known) = packs.iter_mut().find(|known| known.pack == pack.pack) else {
        packs.push(pack);
        return;
    };
    for document in pack.documents {
        if known.documents.iter().all(|other| other.id != document.id) {
            known.documents.push(document);
        }
    }
}

impl Notebook {
    /// Lists the packs in escrow of the spaces in which this device judges them, those that wait first.
    ///
    /// What they say stands in the consultation log as any other record that is opened.
    pub fn escrow(&mut self) -> Result<Vec<EscrowedPack>, ClientError> {
        let mut packs = Vec::new();
        for space in spaces::all(&self.connection)? {
            let me = self.device;
            let Some(ledger) = self.ledger(&space)?.cloned() else {
                continue;
            };
            if ledger.kind() == SpaceKind::Audit || !may_judge(&ledger, me) {
                continue;
            }
            let mine = ledger.member(&me).map(|member| member.side);
            let of_mine = |member: &access::Member| Some(member.side) == mine;
            for (device, member) in ledger.members().filter(|(_, one)| of_mine(one)) {
                for range in &member.escrow {
                    let last = range.through.unwrap_or(u64::MAX);
                    let numbers = range.after.saturating_add(1)..=last;
                    for n in holdings::holding(&self.connection, space.n, *device, &numbers)? {
                        let Ok(parts) = self.parts_of(&space, &ledger, n)? else {
                            continue;
                        };
                        for part in by_bringer(parts) {
                            let (author, number) = part.brought_by;
                            if author == *device && numbers.contains(&number) {
                                let pack = self.escrowed(&space, &ledger, part)?;
                                add(&mut packs, pack);
                            }
                        }
                    }
                }
            }
        }
        packs.sort_by_key(|pack| (pack.verdict != EscrowVerdict::Waits, pack.pack.clone()));
        Ok(packs)
    }

    /// Counts the packs in escrow that wait for a verdict of this device's officer.
    pub(crate) fn escrow_waiting(&mut self) -> Result<u64, ClientError> {
        let (me, mut waiting) = (self.device, BTreeSet::new());
        for space in spaces::all(&self.connection)? {
            let Some(ledger) = self.ledger(&space)?.cloned() else {
                continue;
            };
            if ledger.kind() == SpaceKind::Audit || !may_judge(&ledger, me) {
                continue;
            }
            let mine = ledger.member(&me).map(|member| member.side);
            for (device, member) in ledger.members() {
                if Some(member.side) != mine || is_same_officer(&ledger, *device, me) {
                    continue;
                }
                for range in &member.escrow {
                    let last = range.through.unwrap_or(u64::MAX);
                    let numbers = range.after.saturating_add(1)..=last;
                    for n in holdings::holding(&self.connection, space.n, *device, &numbers)? {
                        let runs = holdings::runs_of(&self.connection, n)?.into_iter();
                        let runs = runs.filter(|run| run.author == *device);
                        let held = runs.flat_map(|run| run.first..=run.last);
                        let held = held.filter(|number| numbers.contains(number));
                        let held = held.filter(|number| ledger.verdict(device, *number).is_none());
                        waiting.extend(held.map(|number| (space.n, *device, number)));
                    }
                }
            }
        }
        Ok(waiting.len() as u64)
    }

    /// Decides on a pack in escrow. Every device follows once the relay has the verdict.
    ///
    /// Fails with `escrow-unknown` when the pack is not there or was judged, or names records that it does not have, and with
    /// `escrow-own` when it is of this device's own officer: nobody judges what he wrote himself.
    pub fn judge_escrow(
        &mut self,
        pack: &str,
        decision: &EscrowDecision,
    ) -> Result<(), ClientError> {
        let all = self.escrow()?;
        let found = all
            .iter()
            .find(|one| one.pack == pack && one.verdict == EscrowVerdict::Waits);
        let found = found.ok_or_else(unknown)?;
        if found.is_own {
            return Err(ClientError::EscrowOwn);
        }
        for (_, waiting) in ledgers::intents(&self.connection, found.space)? {
            if let Some(Intent::Verdict(given)) = Waiting::from_bytes(&waiting)?.intent()
                && (given.device, given.number) == (found.device, found.number)
            {
                return Err(unknown());
            }
        }
        let verdict = match decision {
            EscrowDecision::Accept => Verdict::AcceptAll,
            EscrowDecision::Reject => Verdict::RejectAll,
            EscrowDecision::AcceptOnly(ids) => {
                let ids: BTreeSet<DocId> = ids.iter().copied().collect();
                let has = |id: &DocId| found.documents.iter().any(|document| document.id == *id);
                if ids.is_empty() || !ids.iter().all(has) {
                    return Err(unknown());
                }
                Verdict::Accept(ids.into_iter().collect())
            }
        };
        let intent = Intent::Verdict(Judgement {
            device: found.device,
            number: found.number,
            verdict,
        });
        ledgers::add_intent(
            &self.connection,
            found.space,
            &Waiting::Intent(intent).to_bytes(),
        )
    }

    fn escrowed(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        part: Part,
    ) -> Result<EscrowedPack, ClientError> {
        let standing = Standing::of(ledger, &part);
        let verdict = match standing {
            Standing::All => EscrowVerdict::Accepted,
            Standing::Waits => EscrowVerdict::Waits,
            Standing::Rejected => EscrowVerdict::Rejected,
            Standing::Accepted(_) => EscrowVerdict::AcceptedInPart,
        };
        let (device, number) = part.brought_by;
        let officer = self.officer_of(device)?;
        let (officer, officer_name) = match officer {
            Some((id, name)) => (Some(id), name),
            None => (None, None),
        };
        let mut documents = Vec::with_capacity(part.documents.len());
        for (id, said) in &part.documents {
            let counts = (verdict != EscrowVerdict::Waits).then(|| standing.covers(id));
            documents.push(self.escrowed_document(ledger, *id, said, counts)?);
        }
        Ok(EscrowedPack {
            pack: name(device, space, number),
            device,
            officer,
            officer_name,
            area: self.space_name(space.n)?,
            is_own: is_same_officer(ledger, device, self.device),
            judged_by_author: ledger
                .verdict(&device, number)
                .is_some_and(|record| is_same_officer(ledger, device, record.by)),
            verdict,
            documents,
            space: space.n,
            number,
        })
    }

    fn escrowed_document(
        &mut self,
        ledger: &Ledger,
        id: DocId,
        said: &[RecordChange],
        counts: Option<bool>,
    ) -> Result<EscrowedDocument, ClientError> {
        let held = changes::record(&self.connection, id)?;
        let (held, elsewhere) = match held {
            Some(row) => (
                moving::changes_of(&self.connection, row.n)?,
                moving::changes_elsewhere(&self.connection, row.n)?,
            ),
            None => (Vec::new(), Vec::new()),
        };
        // Read as if all of it counted: what is in escrow would be empty otherwise.
        let mut all: Vec<RecordChange> = held
            .into_iter()
            .map(|change| change.voided(false))
            .collect();
        for change in said {
            if all.iter().all(|held| held.hash() != change.hash()) {
                all.push(change.clone());
            }
        }
        let document = Document::from_changes(id, &all, standing_by(Some(ledger)));
        all.extend(elsewhere.iter().cloned());
        let mut ours: BTreeSet<ChangeHash> = said.iter().map(RecordChange::hash).collect();
        let (mut lines, mut upon) = (Vec::new(), Vec::new());
        for entry in records::history(&all, standing_by(Some(ledger))) {
            if ours.contains(&entry.hash) {
                lines.push(entry);
            } else if let Some(change) = elsewhere.iter().find(|one| one.hash() == entry.hash)
                && change.deps().iter().any(|dep| ours.contains(dep))
            {
                ours.insert(entry.hash);
                upon.push(entry);
            }
        }
        let kind = document.kind();
        self.log_open(id, kind)?;
        let title = match row(&document) {
            // A visit is called after whom it was to.
            Some(row) if row.title.is_empty() => match row.parent {
                Some(parent) => view::list::title(&self.connection, parent)?,
                None => None,
            },
            Some(row) => Some(row.title),
            None => view::list::title(&self.connection, id)?,
        };
        Ok(EscrowedDocument {
            id,
            kind,
            title,
            names: self.names(&document)?,
            counts,
            lines: self.lines_of((id, kind), lines)?,
            upon: self.lines_of((id, kind), upon)?,
        })
    }
}

/// Puts together what a pack says and what it brought from other spaces.
fn by_bringer(parts: Vec<Part>) -> Vec<Part> {
    let mut packs: Vec<Part> = Vec::new();
    for part in parts {
        let same = |pack: &&mut Part| pack.brought_by == part.brought_by;
        let Some(pack) = packs.iter_mut().find(same) else {
            packs.push(part);
            continue;
        };
        for (id, changes) in part.documents {
            match pack.documents.iter_mut().find(|(known, _)| *known == id) {
                Some((_, said)) => said.extend(changes),
                None => pack.documents.push((id, changes)),
            }
        }
    }
    packs
}

fn unknown() -> ClientError {
    ClientError::Refused {
        code: Code::EscrowUnknown.as_str().to_owned(),
    }
}

/// Names a pack in escrow so that a person can type it.
pub(crate) fn name(device: DeviceId, space: &Space, number: u64) -> String {
    let beginning = |text: String, digits: usize| text.chars().take(digits).collect::<String>();
    let (device, space) = (
        beginning(device.to_string(), 8),
        beginning(space.id.to_string(), 4),
    );
    format!("{device}-{space}-{number}")
}

fn may_judge(ledger: &Ledger, device: DeviceId) -> bool {
    let member = ledger.active_member(&device);
    member.is_ok_and(|member| duties(member.roles, ledger.kind()).contains(Duty::Review))
}

fn is_same_officer(ledger: &Ledger, one: DeviceId, other: DeviceId) -> bool {
    let officer = |device| ledger.member(&device).map(|member| member.officer);
    one == other || (officer(one).is_some() && officer(one) == officer(other))
}
