//! The Merkle tree over what a pack says: RFC 9162, section 2.1, with SHA-256.
//!
//! The tree may be known in part only: a **piece** is a leaf, or a subtree of which nothing but its root is known.

use std::iter::Peekable;

use proto::limits;
use sha2::{Digest, Sha256};

use crate::error::SealError;

/// A node's hash.
pub(crate) type Hash = [u8; 32];

/// What is known of a run of leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// One leaf.
    Leaf(Hash),
    /// A whole subtree.
    Subtree { count: u32, hash: Hash },
}

impl Piece {
    /// Gives how many leaves it stands for.
    pub(crate) fn count(&self) -> u32 {
        match self {
            Piece::Leaf(_) => 1,
            Piece::Subtree { count, .. } => *count,
        }
    }
}

/// Hashes a leaf's data.
pub(crate) fn leaf(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new_with_prefix([0]);
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Hashes two children.
fn node(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sha256::new_with_prefix([1]);
    hasher.update(left);
    hasher.update(right);
    hasher.finalize().into()
}

/// A tree that pieces make up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tree {
    /// All its leaves.
    pub(crate) count: u32,
    /// Its root.
    pub(crate) root: Hash,
    /// What is known by its root only, in the fewest subtrees, in the order of their leaves.
    pub(crate) subtrees: Vec<Subtree>,
}

/// A subtree of which nothing but its root is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Subtree {
    /// The place of its first leaf.
    pub(crate) first: u32,
    /// Its leaves.
    pub(crate) count: u32,
    /// Its root.
    pub(crate) hash: Hash,
}

/// Puts pieces of `count` leaves together. A run that is no subtree of the tree which all of them make up is refused.
pub(crate) fn tree(
    count: u64,
    pieces: impl Iterator<Item = Result<Piece, SealError>>,
) -> Result<Tree, SealError> {
    limits::PACK_LEAVES.check(count)?;
    let count = count as u32;
    let mut climb = Climb {
        pieces: pieces.peekable(),
        subtrees: Vec::new(),
    };
    let (root, is_known) = match count {
        0 => (Sha256::digest([]).into(), true),
        _ => climb.subtree(0, count)?,
    };
    if climb.pieces.next().is_some() {
        return Err(SealError::BadExcerpt);
    }
    let mut subtrees = climb.subtrees;
    if !is_known {
        subtrees.push(Subtree {
            first: 0,
            count,
            hash: root,
        });
    }
    subtrees.sort_by_key(|subtree| subtree.first);
    Ok(Tree {
        count,
        root,
        subtrees,
    })
}

/// The way from the pieces to the root.
struct Climb<I: Iterator> {
    pieces: Peekable<I>,
    subtrees: Vec<Subtree>,
}

impl<I: Iterator<Item = Result<Piece, SealError>>> Climb<I> {
    /// Gives the root of the subtree of `count` leaves from `first`, and whether any of them is known.
    fn subtree(&mut self, first: u32, count: u32) -> Result<(Hash, bool), SealError> {
        let found = match self.pieces.peek() {
            Some(Ok(Piece::Leaf(hash))) if count == 1 => Some((*hash, true)),
            Some(Ok(Piece::Subtree { count: all, hash })) if *all == count => Some((*hash, false)),
            // A piece that is larger than its place, or none.
            _ if count <= 1 => return Err(SealError::BadExcerpt),
            Some(Err(error)) => return Err(*error),
            _ => None,
        };
        if let Some(found) = found {
            self.pieces.next();
            return Ok(found);
        }
        let split = 1 << (count - 1).ilog2();
        let (left, knows_left) = self.subtree(first, split)?;
        let (right, knows_right) = self.subtree(first + split, count - split)?;
        if knows_left != knows_right {
            let (first, count, hash) = if knows_left {
                (first + split, count - split, right)
            } else {
                (first, split, left)
            };
            self.subtrees.push(Subtree { first, count, hash });
        }
        Ok((node(&left, &right), knows_left || knows_right))
    }
}

#[cfg(test)]
mod tests;
