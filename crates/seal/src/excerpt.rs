//! Excerpts: part of a pack with the proof that its author signed it.

use proto::{
    BundleChange, BundleDocument, DeviceKeys, DocId, Excerpt, Origin, PackHash, Pruned, PrunedPart,
    Tombstone,
};

use crate::contents::{Cell, cells, change_hash, pack_hash_of, pack_header_of};
use crate::device::device_id;
use crate::error::SealError;
use crate::merkle::{Piece, Subtree, tree};
use crate::pack::{OpenedPack, VerifiedPack, stub};
use crate::signed::VerifyingKey;

/// What becomes of a document in an excerpt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Its changes are carried.
    Changes,
    /// It is erased: of its changes only hashes are left.
    Tombstones,
    /// It is none of the reader's business.
    Nothing,
}

/// What becomes of the excerpts that a pack carried itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inner {
    /// They are carried on, unless they hold a document of which nothing is kept.
    Carried,
    /// They are left out.
    LeftOut,
}

/// Makes an excerpt of an ordinary pack.
pub fn excerpt(
    pack: &VerifiedPack,
    opened: &OpenedPack,
    keep: impl Fn(&DocId) -> Keep,
) -> Result<Excerpt, SealError> {
    narrow(&whole(pack, opened)?, &keep, Inner::Carried)
}

/// Makes an excerpt that leaves nothing out.
pub(crate) fn whole(pack: &VerifiedPack, opened: &OpenedPack) -> Result<Excerpt, SealError> {
    Ok(Excerpt {
        origin: pack.origin()?,
        documents: opened.documents.clone(),
        excerpts: opened.excerpts.clone(),
        pruned: Vec::new(),
    })
}

/// Leaves more out of an excerpt. What is left out already stays so; a tombstone stays a tombstone, or becomes a
/// secret.
pub(crate) fn narrow(
    excerpt: &Excerpt,
    keep: &dyn Fn(&DocId) -> Keep,
    inner: Inner,
) -> Result<Excerpt, SealError> {
    let (mut documents, mut excerpts) = (Vec::new(), Vec::new());
    let (mut pieces, mut tombstones) = (Vec::new(), Vec::new());
    let mut place = 0_u32;
    for cell in cells(excerpt) {
        let cell = cell?;
        let piece = cell.piece()?;
        let is_kept = match cell {
            Cell::Change(document, change) => match keep(&document) {
                Keep::Changes => {
                    push_change(&mut documents, document, change);
                    true
                }
                Keep::Tombstones => {
                    let change = change_hash(change);
                    tombstones.push((place, Tombstone { document, change }));
                    true
                }
                Keep::Nothing => false,
            },
            Cell::Excerpt(carried) => {
                let is_kept = inner == Inner::Carried && !hides(carried, keep);
                if is_kept {
                    excerpts.push(narrow(carried, keep, inner)?);
                }
                is_kept
            }
            Cell::Pruned(PrunedPart::Tombstone(tombstone)) => {
                let is_kept = keep(&tombstone.document) != Keep::Nothing;
                if is_kept {
                    tombstones.push((place, tombstone));
                }
                is_kept
            }
            Cell::Pruned(PrunedPart::Subtree { .. }) => true,
        };
        place = place.saturating_add(piece.count());
        pieces.push(match piece {
            Piece::Leaf(hash) if !is_kept => Piece::Subtree { count: 1, hash },
            piece => piece,
        });
    }
    Ok(Excerpt {
        origin: excerpt.origin,
        documents,
        excerpts,
        pruned: pruned(
            tombstones,
            tree(u64::from(place), pieces.into_iter().map(Ok))?.subtrees,
        ),
    })
}

/// Tells whether an excerpt holds a document of which nothing is to be kept.
fn hides(excerpt: &Excerpt, keep: &dyn Fn(&DocId) -> Keep) -> bool {
    let known = excerpt.documents.iter().map(|document| document.id);
    let erased = tombstones(excerpt).map(|tombstone| tombstone.document);
    known.chain(erased).any(|id| keep(&id) == Keep::Nothing)
}

fn push_change(documents: &mut Vec<BundleDocument>, id: DocId, change: &BundleChange) {
    match documents.last_mut() {
        Some(document) if document.id == id => document.changes.push(change.clone()),
        _ => documents.push(BundleDocument {
            id,
            changes: vec![change.clone()],
        }),
    }
}

/// Puts what is left out in order, each with the number of carried leaves before it.
fn pruned(tombstones: Vec<(u32, Tombstone)>, subtrees: Vec<Subtree>) -> Vec<Pruned> {
    let tombstones = tombstones
        .into_iter()
        .map(|(place, tombstone)| (place, 1, PrunedPart::Tombstone(tombstone)));
    let subtrees = subtrees
        .into_iter()
        .map(|Subtree { first, count, hash }| (first, count, PrunedPart::Subtree { count, hash }));
    let mut parts: Vec<_> = tombstones.chain(subtrees).collect();
    parts.sort_by_key(|(place, ..)| *place);
    let mut next = 0;
    let mut pruned = Vec::with_capacity(parts.len());
    for (place, count, part) in parts {
        pruned.push(Pruned {
            after: place - next,
            part,
        });
        next = place + count;
    }
    pruned
}

fn tombstones(excerpt: &Excerpt) -> impl Iterator<Item = &Tombstone> {
    excerpt
        .pruned
        .iter()
        .filter_map(|pruned| match &pruned.part {
            PrunedPart::Tombstone(tombstone) => Some(tombstone),
            PrunedPart::Subtree { .. } => None,
        })
}

/// An excerpt of a pack that its author has signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifiedExcerpt<'a> {
    excerpt: &'a Excerpt,
    pack_hash: PackHash,
}

/// Checks that the keys are the named author's and that they signed the pack that the excerpt is from. What the pack
/// carried of others' is to be checked with their keys; see [`VerifiedExcerpt::excerpts`].
pub fn verify_excerpt<'a>(
    excerpt: &'a Excerpt,
    author: &DeviceKeys,
) -> Result<VerifiedExcerpt<'a>, SealError> {
    if device_id(author) != excerpt.origin.author {
        return Err(SealError::WrongSigner);
    }
    let pack_hash = pack_hash_of(excerpt)?;
    VerifyingKey::try_from(author)?.check(pack_hash.as_bytes(), &excerpt.origin.signature)?;
    Ok(VerifiedExcerpt { excerpt, pack_hash })
}

impl<'a> VerifiedExcerpt<'a> {
    /// Gives the pack that the excerpt is from.
    pub fn origin(&self) -> &'a Origin {
        &self.excerpt.origin
    }

    /// Gives the hash of the pack that the excerpt is from.
    pub fn pack_hash(&self) -> PackHash {
        self.pack_hash
    }

    /// Makes the stub of the pack that the excerpt is from: a place in its author's chain for a relay that does not have it,
    /// where it stands no longer as it came.
    pub fn stub(&self) -> Result<Vec<u8>, SealError> {
        let origin = &self.excerpt.origin;
        let header = pack_header_of(self.excerpt)?;
        Ok(stub(&header, &origin.body_hash, &origin.signature))
    }

    /// Gives the changes of the pack's author, as far as they are carried.
    pub fn documents(&self) -> &'a [BundleDocument] {
        &self.excerpt.documents
    }

    /// Gives what is left of erased documents' changes.
    pub fn tombstones(&self) -> impl Iterator<Item = &'a Tombstone> {
        tombstones(self.excerpt)
    }

    /// Gives what the pack carried of earlier packs. That it did is proved; that their authors signed is not yet.
    pub fn excerpts(&self) -> &'a [Excerpt] {
        &self.excerpt.excerpts
    }

    /// Tells whether nothing is kept secret of the pack.
    pub fn is_whole(&self) -> bool {
        let mut parts = self.excerpt.pruned.iter().map(|pruned| &pruned.part);
        parts.all(|part| matches!(part, PrunedPart::Tombstone(_)))
    }

    /// Gives all documents that are carried, the pack's own and those of the excerpts in it.
    pub(crate) fn held(&self) -> impl Iterator<Item = &'a DocId> {
        let inner = self.excerpt.excerpts.iter();
        let inner = inner.flat_map(|excerpt| &excerpt.documents);
        let all = self.excerpt.documents.iter().chain(inner);
        all.map(|document| &document.id)
    }

    /// Gives the documents of all tombstones, those of the excerpts in it included.
    pub(crate) fn erased(&self) -> impl Iterator<Item = &'a DocId> {
        let inner = self.excerpt.excerpts.iter().flat_map(tombstones);
        let all = self.tombstones().chain(inner);
        all.map(|tombstone| &tombstone.document)
    }
}
