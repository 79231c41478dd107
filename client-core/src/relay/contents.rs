//! What a stored or arrived pack says: verified against the ledger, opened, and told apart by who said it.

use crate::audit;
use crate::lock;
use crate::suspicion::SuspicionReason;
use crate::tally;
use access::Ledger;
use proto::{
    Actor, AuditSegment, BundleChange, BundleDocument, ChangeHash, CourierItem, DeviceId,
    DeviceKeys, DocId, Excerpt, PackHash, SpaceId, SpaceKind, Tally, UnlockDeposit, Wire,
};
use records::RecordChange;
use seal::{
    OpenedPack, SealError, SignedPack, SpaceKey, VerifiedPack, check_derived, verify_excerpt,
};

/// Why nothing of a pack is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The ledger knows no such author, or the author did not sign it.
    Unsigned,
    /// There is no key for it, or it does not open, or what it says cannot be read.
    Unreadable,
    /// It puts words into another's mouth.
    Forged,
    /// It replaces packs that it does not hold in full.
    Incomplete,
    /// Its changes unfold to more than a device can be asked to hold.
    TooLarge,
}

impl From<Fault> for SuspicionReason {
    fn from(fault: Fault) -> SuspicionReason {
        match fault {
            Fault::Unsigned => SuspicionReason::Unsigned,
            Fault::Unreadable | Fault::TooLarge => SuspicionReason::Unreadable,
            Fault::Forged => SuspicionReason::Forged,
            Fault::Incomplete => SuspicionReason::Incomplete,
        }
    }
}

/// A pack's place in its author's chain, as the author signed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) hash: PackHash,
    pub(crate) previous: PackHash,
}

/// What one author said in one pack.
#[derive(Debug)]
pub(crate) struct Part {
    /// The space of the pack, which is another one where a record has moved.
    pub(crate) space: SpaceId,
    pub(crate) author: DeviceId,
    pub(crate) number: u64,
    /// The author and number of the pack of this space that says it, or that brought it from another space: what counts of that
    /// pack counts of it.
    pub(crate) brought_by: (DeviceId, u64),
    pub(crate) link: Link,
    pub(crate) documents: Vec<(DocId, Vec<RecordChange>)>,
    pub(crate) lines: Vec<AuditSegment>,
    pub(crate) deposits: Vec<UnlockDeposit>,
    pub(crate) ledgers: Vec<BroughtLedger>,
    /// What its author made of all packs before.
    pub(crate) tally: Option<Tally>,
}

impl Part {
    /// Tells whether it holds a change of a record.
    pub(crate) fn says(&self, id: &DocId, change: &ChangeHash) -> bool {
        let of_record = self.documents.iter().filter(|(other, _)| other == id);
        let mut changes = of_record.flat_map(|(_, changes)| changes);
        changes.any(|other| other.hash() == *change)
    }
}

/// Entries of another space's ledger, which tell how stands there what is brought from it. They prove themselves.
#[derive(Debug)]
pub(crate) struct BroughtLedger {
    pub(crate) space: SpaceId,
    /// The first entry's place.
    pub(crate) from: u64,
    pub(crate) entries: Vec<Vec<u8>>,
}

impl BroughtLedger {
    /// Puts entries into a document of a device's pack, in the form that they have in a courier file.
    pub(crate) fn into_document(self, author: DeviceId) -> BundleDocument {
        let item = CourierItem::Ledger {
            space: self.space,
            from: self.from,
            entries: self.entries,
        };
        BundleDocument {
            id: seal::brought_ledger_id(&author),
            changes: vec![item.to_bytes().into()],
        }
    }

    /// Reads entries out of a pack's document, when it is its author's; nothing of any other document.
    fn read(document: &BundleDocument, author: DeviceId) -> Option<Result<Vec<Self>, Fault>> {
        if document.id != seal::brought_ledger_id(&author) {
            return None;
        }
        let changes = document.changes.iter();
        let ledgers = changes.map(
            |change| match CourierItem::from_bytes(&change.parts.concat()) {
                Ok(CourierItem::Ledger {
                    space,
                    from,
                    entries,
                }) => Ok(BroughtLedger {
                    space,
                    from,
                    entries,
                }),
                _ => Err(Fault::Unreadable),
            },
        );
        Some(ledgers.collect())
    }
}

impl Part {
    /// Tells whether another author's pack says it, or a later one: it has no place in the chain of the author's packs.
    pub(crate) fn is_brought(&self) -> bool {
        self.brought_by != (self.author, self.number)
    }
}

/// Finds the keys of devices: those of a space's members, and of the unit's where a record came from another space.
#[derive(Clone, Copy)]
pub(crate) struct Signers<'a> {
    pub(crate) space: &'a Ledger,
    pub(crate) unit: Option<&'a Ledger>,
}

impl<'a> Signers<'a> {
    fn keys(self, author: DeviceId, of: SpaceId) -> Result<&'a DeviceKeys, Fault> {
        let actor = Actor::Device(author);
        let here = self.space.keys_of(&actor);
        let keys = match of == self.space.space() {
            true => here,
            false => here.or_else(|| self.unit?.keys_of(&actor)),
        };
        keys.ok_or(Fault::Unsigned)
    }
}

/// The memory that one pack's changes may still take once they are read: a few bytes name thousands of operations.
struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Room(RecordChange::MAX_UNFOLDED)
    }
}

impl Room {
    fn take(&mut self, change: &RecordChange) -> Result<(), Fault> {
        let left = self.0.checked_sub(change.unfolded_size());
        self.0 = left.ok_or(Fault::TooLarge)?;
        Ok(())
    }
}

/// Verifies and opens a pack. An ordinary one is one part, and one more for each pack of which it carries something; a
/// derived one has a part for each pack that it stands for.
pub(crate) fn read(
    signers: Signers<'_>,
    space_keys: &[SpaceKey],
    pack: SignedPack,
) -> Result<Vec<Part>, Fault> {
    let space = pack.claimed_header().space;
    let keys = signers.keys(pack.claimed_header().author, space)?;
    let pack = pack.verify(keys).map_err(|_| Fault::Unsigned)?;
    let opened = open(&pack, space_keys).ok_or(Fault::Unreadable)?;
    let header = pack.header();
    let (mut parts, mut room) = (Vec::new(), Room::default());
    if header.is_derived() {
        let mut verified = Vec::with_capacity(opened.excerpts.len());
        for excerpt in &opened.excerpts {
            let keys = signers.keys(excerpt.origin.author, excerpt.origin.space)?;
            verified.push(verify_excerpt(excerpt, keys).map_err(|_| Fault::Forged)?);
        }
        check_derived(header, &verified, |id| signers.space.is_erased(id)).map_err(|error| {
            match error {
                SealError::WrongKind => Fault::Unreadable,
                _ => Fault::Incomplete,
            }
        })?;
    } else {
        parts.push(part(
            signers.space.kind(),
            (header.space, header.author, header.number),
            (header.author, header.number),
            Link {
                hash: pack.hash(),
                previous: header.previous,
            },
            opened.documents,
            &mut room,
        )?);
    }
    let bringer = (!header.is_derived()).then_some((header.author, header.number));
    for excerpt in opened.excerpts {
        take_excerpt(signers, excerpt, bringer, &mut parts, &mut room)?;
    }
    Ok(parts)
}

/// Opens a pack with the first key that does.
pub(crate) fn open(pack: &VerifiedPack, keys: &[SpaceKey]) -> Option<OpenedPack> {
    keys.iter().find_map(|key| seal::open(pack, key).ok())
}

fn take_excerpt(
    signers: Signers<'_>,
    excerpt: Excerpt,
    bringer: Option<(DeviceId, u64)>,
    parts: &mut Vec<Part>,
    room: &mut Room,
) -> Result<(), Fault> {
    let origin = excerpt.origin;
    let keys = signers.keys(origin.author, origin.space)?;
    let hash = verify_excerpt(&excerpt, keys)
        .map_err(|_| Fault::Forged)?
        .pack_hash();
    let previous = origin.previous.unwrap_or(PackHash::ZERO);
    let bringer = bringer.unwrap_or((origin.author, origin.number));
    for inner in excerpt.excerpts {
        take_excerpt(signers, inner, Some(bringer), parts, room)?;
    }
    let name = (origin.space, origin.author, origin.number);
    let link = Link { hash, previous };
    parts.push(part(
        signers.space.kind(),
        name,
        bringer,
        link,
        excerpt.documents,
        room,
    )?);
    Ok(())
}

fn part(
    kind: SpaceKind,
    (space, author, number): (SpaceId, DeviceId, u64),
    brought_by: (DeviceId, u64),
    link: Link,
    documents: Vec<BundleDocument>,
    room: &mut Room,
) -> Result<Part, Fault> {
    let mut part = Part {
        space,
        author,
        number,
        brought_by,
        link,
        documents: Vec::new(),
        lines: Vec::new(),
        deposits: Vec::new(),
        ledgers: Vec::new(),
        tally: None,
    };
    let tally_id = seal::tally_id(&author, number);
    for document in documents {
        if let Some(deposits) = lock::read(&document, author) {
            part.deposits.extend(deposits);
        } else if let Some(ledgers) = BroughtLedger::read(&document, author) {
            part.ledgers.extend(ledgers?);
        } else if document.id == tally_id {
            part.tally = tally::read(&document, author);
        } else if kind == SpaceKind::Audit {
            let segments = audit::read_segments(&document, author).ok_or(Fault::Forged)?;
            part.lines.extend(segments);
        } else {
            part.documents.push(record(document, author, room)?);
        }
    }
    Ok(part)
}

fn record(
    document: BundleDocument,
    author: DeviceId,
    room: &mut Room,
) -> Result<(DocId, Vec<RecordChange>), Fault> {
    let mut parsed = Vec::with_capacity(document.changes.len());
    for BundleChange { parts } in document.changes {
        let change = RecordChange::unpack(&parts, author).map_err(|_| Fault::Unreadable)?;
        // A member who put words into another's mouth is not believed in anything the pack says.
        if change.device() != author {
            return Err(Fault::Forged);
        }
        room.take(&change)?;
        parsed.push(change);
    }
    Ok((document.id, parsed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AUTHOR: DeviceId = DeviceId([3; 16]);

    /// A change of so many operations, as a run of one key.
    fn run_of(ops: u16, key: &[u8]) -> BundleChange {
        let mut run = vec![ops as u8 | 0x80, (ops >> 7) as u8];
        let metas = [&run[..], &[0]].concat();
        run.extend([key.len() as u8 | 0x80, (key.len() >> 7) as u8]);
        run.extend_from_slice(key);
        let parts = vec![vec![1], Vec::new(), vec![0], run, metas];
        BundleChange { parts }
    }

    proptest! {
        #[test]
        fn changes_that_unfold_to_more_than_the_room_are_refused_before_they_are_held(
            runs in proptest::collection::vec((200..8_192_u16, 128..512_usize), 1..40),
        ) {
            let change = |(ops, key): &(u16, usize)| run_of(*ops, &vec![b'k'; *key]);
            let changes: Vec<BundleChange> = runs.iter().map(change).collect();
            let least: usize = runs.iter().map(|(ops, key)| usize::from(*ops) * key).sum();
            let document = BundleDocument { id: DocId([1; 16]), changes };
            let room = 8 << 20;
            match record(document, AUTHOR, &mut Room(room)) {
                Ok((_, changes)) => {
                    let sizes = changes.iter().map(RecordChange::unfolded_size);
                    prop_assert!(least < room && sizes.sum::<usize>() <= room);
                }
                Err(fault) => prop_assert_eq!(fault, Fault::TooLarge),
            }
        }
    }
}
