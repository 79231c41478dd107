//! What a pack's header commits to: the root of the Merkle tree over what its body says.
//!
//! A leaf is a change, or an excerpt of an earlier pack. An excerpt's leaf says which pack it is from and which parts
//! of it are carried, and not how: a change that is erased later leaves a tombstone and the leaf stays the same.

use proto::{
    Bundle, BundleChange, BundleDocument, DocId, Excerpt, Origin, PackHash, PackHeader, PrunedPart,
    Wire, Writer,
};

use crate::error::SealError;
use crate::hash::{CONTENTS_LABEL, labelled, pack_hash, sha256};
use crate::merkle::{Hash, Piece, Tree, leaf, tree};

/// What begins an excerpt's leaf data.
const EXCERPT_TAG: u8 = 1;

/// Refuses contents that the pack's kind does not have: an ordinary pack carries parts of ordinary packs that are
/// carried for the first time, a derived one nothing of its own.
pub(crate) fn check_kind(header: &PackHeader, bundle: &Bundle) -> Result<(), SealError> {
    let fits = if header.is_derived() {
        bundle.documents.is_empty()
    } else {
        let mut excerpts = bundle.excerpts.iter();
        excerpts.all(|excerpt| excerpt.excerpts.is_empty())
    };
    if fits {
        Ok(())
    } else {
        Err(SealError::WrongKind)
    }
}

/// Gives what a header says of its pack's contents. The excerpts must be resolved.
pub(crate) fn contents_of(
    documents: &[BundleDocument],
    excerpts: &[Excerpt],
) -> Result<Hash, SealError> {
    let pieces = carried(documents, excerpts).map(|cell| cell.piece());
    let tree = tree(count_carried(documents, excerpts), pieces)?;
    Ok(commitment(&tree))
}

/// Hashes a tree's root with the number of its leaves, without which one root could stand for several shapes.
fn commitment(tree: &Tree) -> Hash {
    let mut count = Writer::new();
    count.varint(u64::from(tree.count));
    labelled(CONTENTS_LABEL, &[&count.into_bytes(), &tree.root])
}

/// Hashes a change: its parts as they are cut, for only so do they give the change back.
pub(crate) fn change_hash(change: &BundleChange) -> Hash {
    let mut writer = Writer::new();
    writer.varint(change.parts.len() as u64);
    for part in &change.parts {
        writer.bytes(part);
    }
    sha256(&writer.into_bytes())
}

/// Hashes a change's leaf, given the change's hash.
fn change_leaf(document: &DocId, change: &Hash) -> Hash {
    leaf(&[document.as_bytes(), change])
}

fn excerpt_leaf(excerpt: &Excerpt) -> Result<Hash, SealError> {
    let tree = tree_of(excerpt)?;
    let mut secret = Writer::new();
    for subtree in &tree.subtrees {
        secret.varint(u64::from(subtree.first));
        secret.varint(u64::from(subtree.count));
    }
    let hash = origin_hash(&excerpt.origin, &tree)?;
    let secret = sha256(&secret.into_bytes());
    Ok(leaf(&[&[EXCERPT_TAG], hash.as_bytes(), &secret]))
}

/// One of the things that an excerpt's origin is made of.
pub(crate) enum Cell<'a> {
    /// A change that is carried.
    Change(DocId, &'a BundleChange),
    /// An excerpt that is carried.
    Excerpt(&'a Excerpt),
    /// Something that is not.
    Pruned(PrunedPart),
}

impl Cell<'_> {
    /// Gives its place in the tree.
    pub(crate) fn piece(&self) -> Result<Piece, SealError> {
        Ok(match self {
            Cell::Change(document, change) => {
                Piece::Leaf(change_leaf(document, &change_hash(change)))
            }
            Cell::Excerpt(excerpt) => Piece::Leaf(excerpt_leaf(excerpt)?),
            Cell::Pruned(PrunedPart::Tombstone(tombstone)) => {
                Piece::Leaf(change_leaf(&tombstone.document, &tombstone.change))
            }
            Cell::Pruned(PrunedPart::Subtree { count, hash }) => Piece::Subtree {
                count: *count,
                hash: *hash,
            },
        })
    }
}

/// Gives what is carried: the changes, then the excerpts.
fn carried<'a>(
    documents: &'a [BundleDocument],
    excerpts: &'a [Excerpt],
) -> impl Iterator<Item = Cell<'a>> {
    let changes = documents.iter().flat_map(|document| {
        let changes = document.changes.iter();
        changes.map(|change| Cell::Change(document.id, change))
    });
    changes.chain(excerpts.iter().map(Cell::Excerpt))
}

/// Gives what an excerpt's origin is made of, in the order of its leaves.
pub(crate) fn cells(excerpt: &Excerpt) -> impl Iterator<Item = Result<Cell<'_>, SealError>> {
    let mut carried = carried(&excerpt.documents, &excerpt.excerpts);
    let mut pruned = excerpt.pruned.iter();
    let mut next = pruned.next();
    let mut after = next.map_or(0, |pruned| pruned.after);
    std::iter::from_fn(move || match next {
        None => carried.next().map(Ok),
        Some(left_out) if after == 0 => {
            next = pruned.next();
            after = next.map_or(0, |pruned| pruned.after);
            Some(Ok(Cell::Pruned(left_out.part)))
        }
        Some(_) => {
            after -= 1;
            Some(carried.next().ok_or(SealError::BadExcerpt))
        }
    })
}

/// Counts the leaves of an excerpt's origin.
fn count(excerpt: &Excerpt) -> u64 {
    let pruned = excerpt.pruned.iter().map(|pruned| match pruned.part {
        PrunedPart::Tombstone(_) => 1,
        PrunedPart::Subtree { count, .. } => u64::from(count),
    });
    count_carried(&excerpt.documents, &excerpt.excerpts) + pruned.sum::<u64>()
}

fn count_carried(documents: &[BundleDocument], excerpts: &[Excerpt]) -> u64 {
    let changes: usize = documents
        .iter()
        .map(|document| document.changes.len())
        .sum();
    (changes + excerpts.len()) as u64
}

/// Puts the tree of an excerpt's origin together. Neighbours that are one subtree must be left out as one.
fn tree_of(excerpt: &Excerpt) -> Result<Tree, SealError> {
    let pieces = cells(excerpt).map(|cell| cell?.piece());
    let tree = tree(count(excerpt), pieces)?;
    let parts = excerpt.pruned.iter().map(|pruned| &pruned.part);
    let subtrees = parts.filter(|part| matches!(part, PrunedPart::Subtree { .. }));
    if subtrees.count() == tree.subtrees.len() {
        Ok(tree)
    } else {
        Err(SealError::BadExcerpt)
    }
}

/// Computes the hash of the pack that an excerpt is from.
pub(crate) fn pack_hash_of(excerpt: &Excerpt) -> Result<PackHash, SealError> {
    origin_hash(&excerpt.origin, &tree_of(excerpt)?)
}

/// Computes the header of the pack that an excerpt is from.
pub(crate) fn pack_header_of(excerpt: &Excerpt) -> Result<PackHeader, SealError> {
    origin_header(&excerpt.origin, &tree_of(excerpt)?)
}

fn origin_hash(origin: &Origin, tree: &Tree) -> Result<PackHash, SealError> {
    let header = origin_header(origin, tree)?;
    Ok(pack_hash(&header.to_bytes(), &origin.body_hash))
}

fn origin_header(origin: &Origin, tree: &Tree) -> Result<PackHeader, SealError> {
    Ok(PackHeader {
        space: origin.space,
        key_epoch: origin.key_epoch,
        author: origin.author,
        number: origin.number,
        previous: origin.previous.ok_or(SealError::BadExcerpt)?,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: origin.expires,
        contents: commitment(tree),
        body_length: origin.body_length,
    })
}

/// Fills in each origin's `previous` where it did not travel because it follows from what did.
pub(crate) fn resolve(excerpts: &mut [Excerpt]) -> Result<(), SealError> {
    let mut before: Option<(Origin, PackHash)> = None;
    for excerpt in excerpts {
        resolve(&mut excerpt.excerpts)?;
        let origin = &mut excerpt.origin;
        let implied = match &before {
            _ if origin.number == 1 => Some(PackHash::ZERO),
            Some((earlier, hash)) if origin.follows(earlier) => Some(*hash),
            _ => None,
        };
        if origin.previous.is_some() && implied.is_some() && origin.previous != implied {
            return Err(SealError::BadExcerpt);
        }
        origin.previous = origin.previous.or(implied);
        before = Some((*origin, pack_hash_of(excerpt)?));
    }
    Ok(())
}
