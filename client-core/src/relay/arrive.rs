//! A pack that arrived: verified, opened, merged, projected, and its cursor moved, together or not at all.

use crate::audit;
use crate::error::ClientError;
use crate::lock;
use crate::notebook::Notebook;
use crate::record::roles_by;
use crate::store::packs::{PackName, PackState};
use crate::store::spaces::Space;
use crate::store::{changes, packs, spaces};
use crate::view::project::Projection;
use access::Ledger;
use proto::{
    Actor, AuditSegment, BundleChange, BundleDocument, Cursor, DeviceId, DocId, SpaceId, SpaceKind,
    UnlockDeposit,
};
use records::{Document, Kind, RecordChange};
use rusqlite::Transaction;
use seal::{OpenedPack, SignedPack, SpaceKey, VerifiedPack};

/// What a pack says, all of it readable and by the pack's author.
#[derive(Default)]
struct Readable {
    /// Changes of records.
    documents: Vec<(DocId, Vec<RecordChange>)>,
    /// Lines of the author's consultation log.
    lines: Vec<AuditSegment>,
    /// What unlocks the author's device.
    deposits: Vec<UnlockDeposit>,
}

impl Notebook {
    /// Takes a pack, from the relay with the cursor that holds after it, or from a courier file. What cannot be verified
    /// or opened is kept aside and does not hold up what follows.
    ///
    /// Returns what it changed.
    pub(crate) fn arrive(
        &mut self,
        id: SpaceId,
        cursor: Option<Cursor>,
        bytes: Vec<u8>,
    ) -> Result<Merged, ClientError> {
        let Some(space) = spaces::by_id(&self.connection, id)? else {
            return Err(ClientError::AnswerMalformed {
                reason: "a pack of a space that was not asked for",
            });
        };
        let pack = seal::parse_pack(bytes).map_err(|_| ClientError::AnswerMalformed {
            reason: "a pack cannot be read",
        })?;
        let header = pack.claimed_header();
        if header.space != id {
            return Err(ClientError::AnswerMalformed {
                reason: "a pack of another space",
            });
        }
        let name = PackName {
            space: space.n,
            author: header.author,
            number: header.number,
            hash: pack.hash(),
        };
        let key = spaces::key(&self.connection, space.n, header.key_epoch)?;
        let held = packs::is_held(&self.connection, &name)?;
        let opened = if held {
            None
        } else {
            open(self.ledger(&space)?, key, pack.clone())
        };

        // The relay may not have what came another way; whoever got it brings it there.
        let state = match cursor {
            Some(_) => PackState::Received,
            None => PackState::Carried,
        };
        let transaction = self.connection.transaction()?;
        let mut merged = Merged::default();
        if let Some(readable) = opened {
            let n = packs::insert(&transaction, &name, state, pack.bytes())?;
            for segment in &readable.lines {
                audit::keep(&transaction, name.author, segment)?;
            }
            for deposit in &readable.deposits {
                lock::keep(&transaction, name.author, deposit)?;
            }
            let ledger = self.ledgers.get(&space.n);
            merged = merge(&transaction, &space, ledger, n, readable.documents)?;
        } else if !held {
            packs::insert(&transaction, &name, PackState::SetAside, pack.bytes())?;
            merged.is_set_aside = true;
        } else if cursor.is_some() {
            packs::relay_has(&transaction, &name)?;
        }
        merged.is_held = held;
        if let Some(cursor) = cursor {
            spaces::set_cursor(&transaction, space.n, cursor)?;
        }
        transaction.commit()?;
        if merged.areas_changed {
            self.forget_areas();
        }
        Ok(merged)
    }
}

/// Verifies and opens a pack; returns nothing when it is not by a member who may write, or not readable.
fn open(ledger: Option<&Ledger>, key: Option<SpaceKey>, pack: SignedPack) -> Option<Readable> {
    let author = pack.claimed_header().author;
    let ledger = ledger?;
    let keys = ledger.keys_of(&Actor::Device(author))?;
    let pack: VerifiedPack = pack.verify(keys).ok()?;
    let opened = seal::open(&pack, &key?).ok()?;
    read(opened, author, ledger.kind())
}

fn read(opened: OpenedPack, author: DeviceId, kind: SpaceKind) -> Option<Readable> {
    // What others said before is merged from their own packs only.
    if !opened.excerpts.is_empty() {
        return None;
    }
    let mut readable = Readable::default();
    for document in opened.documents {
        if let Some(deposits) = lock::read(&document, author) {
            readable.deposits.extend(deposits);
        } else if kind == SpaceKind::Audit {
            readable
                .lines
                .extend(audit::read_segments(&document, author)?);
        } else {
            readable.documents.push(read_record(document, author)?);
        }
    }
    Some(readable)
}

fn read_record(document: BundleDocument, author: DeviceId) -> Option<(DocId, Vec<RecordChange>)> {
    let mut parsed = Vec::with_capacity(document.changes.len());
    for BundleChange { parts } in document.changes {
        let change = RecordChange::unpack(&parts, author).ok()?;
        // A member who put words into another's mouth is not believed in anything the pack says.
        if change.device() != author {
            return None;
        }
        parsed.push(change);
    }
    Some((document.id, parsed))
}

/// What a pack changed here.
#[derive(Default)]
pub(crate) struct Merged {
    pub(crate) documents: u64,
    /// An area's record is among them, so there may be a space to ask for.
    pub(crate) areas_changed: bool,
    /// The pack was held before.
    pub(crate) is_held: bool,
    /// The pack did not verify or could not be opened.
    pub(crate) is_set_aside: bool,
}

fn merge(
    transaction: &Transaction<'_>,
    space: &Space,
    ledger: Option<&Ledger>,
    pack: i64,
    documents: Vec<(DocId, Vec<RecordChange>)>,
) -> Result<Merged, ClientError> {
    let mut merged = Merged::default();
    let mut projection = Projection::default();
    for (id, arrived) in documents {
        let known = changes::record(transaction, id)?;
        if known.is_some_and(|row| row.space != space.n) {
            // Whoever can write in one space has no say over another's records.
            continue;
        }
        let mut held = match &known {
            Some(row) => changes::of_record(transaction, row.n)?,
            None => Vec::new(),
        };
        let fresh: Vec<RecordChange> = arrived
            .into_iter()
            .filter(|change| held.iter().all(|other| other.hash() != change.hash()))
            .collect();
        if fresh.is_empty() {
            continue;
        }
        let n = match &known {
            Some(row) => row.n,
            None => changes::insert_record(transaction, id, None, space.n)?,
        };
        for change in &fresh {
            changes::insert(transaction, n, Some(pack), change.bytes())?;
        }
        held.extend(fresh);
        let document = Document::from_changes(id, &held, roles_by(ledger));
        let kind = document.kind();
        if let Some(kind) = kind
            && known.is_none_or(|row| row.kind.is_none())
        {
            changes::set_kind(transaction, n, kind)?;
        }
        projection.record(transaction, n, space.n, &document, known.is_none())?;
        merged.documents += 1;
        // An officer's record says to which areas it is assigned.
        merged.areas_changed |= matches!(kind, Some(Kind::Area | Kind::Officer));
    }
    projection.finish(transaction)?;
    Ok(merged)
}
