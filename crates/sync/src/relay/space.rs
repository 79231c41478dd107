//! What the relay remembers of a space, and where a pushed pack stands in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::{Duty, Ledger, Refusal, Request, decide};
use proto::{
    Actor, Code, DecodeError, DeviceId, PackHash, PackHeader, PackOutcome, SpaceId, UnixMillis,
};
use seal::SignedEntry;

/// An author's last pack in a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorHead {
    /// Its number; all before it are there.
    pub number: u64,
    /// Its hash.
    pub hash: PackHash,
}

/// A space as far as the relay must know it to decide.
#[derive(Debug, Clone)]
pub struct SpaceSummary {
    /// The space.
    pub id: SpaceId,
    /// Its ledger.
    pub ledger: Arc<Ledger>,
    /// The newest place of its log; 0 if none was given out.
    pub top: u64,
    /// Bytes of all its packs.
    pub bytes: u64,
    /// Every author's last pack.
    pub heads: BTreeMap<DeviceId, AuthorHead>,
}

/// Why a stored space makes no summary. What was stored had been checked, so the store is damaged.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// An entry does not decode.
    #[error("entry {index} cannot be read: {source}")]
    Entry {
        /// Its place.
        index: usize,
        /// Why.
        #[source]
        source: DecodeError,
    },
    /// The entries are no ledger of this space.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Who brings a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// Its author.
    Author,
    /// Another member, who may read the space.
    Another(DeviceId),
}

/// Where a pack stands among its author's packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// It is the next one, and may be stored.
    Append,
    /// It is the next one of an author whose access has ended: it may be stored if the relay has room for what
    /// came from the author behind this number.
    SetAside {
        /// The number of the last pack that stands.
        after: u64,
    },
    /// There is a pack of this number: [`compare`] tells what to answer.
    Compare,
    /// One before it is not here. It may be adopted behind one that is adopted itself, else it is refused as a gap.
    AfterGap,
    /// It is refused.
    Refuse(Code),
}

impl SpaceSummary {
    /// Begins a space without packs.
    pub fn new(id: SpaceId, ledger: Arc<Ledger>) -> Self {
        Self {
            id,
            ledger,
            top: 0,
            bytes: 0,
            heads: BTreeMap::new(),
        }
    }

    /// Makes a summary of what is stored.
    pub fn load(
        id: SpaceId,
        entries: &[Vec<u8>],
        top: u64,
        bytes: u64,
        heads: BTreeMap<DeviceId, AuthorHead>,
    ) -> Result<Self, LoadError> {
        let parse = |(index, bytes): (usize, &Vec<u8>)| {
            SignedEntry::from_bytes(bytes).map_err(|source| LoadError::Entry { index, source })
        };
        let entries: Vec<_> = entries
            .iter()
            .enumerate()
            .map(parse)
            .collect::<Result<_, _>>()?;
        let ledger = Arc::new(Ledger::replay(id, &entries)?);
        Ok(Self {
            id,
            ledger,
            top,
            bytes,
            heads,
        })
    }

    /// Gives the number of an author's last pack; 0 if there is none.
    pub fn last_number(&self, author: &DeviceId) -> u64 {
        self.heads.get(author).map_or(0, |head| head.number)
    }

    /// Finds an ordinary pack's place. Its hash and signature were checked before. Packs are taken from authors who
    /// may write, or whose access has ended and who could once, and from others if their authors could write at any time: so nobody
    /// goes on writing after the right is lost, and what was written before is not lost with a relay. What the relay
    /// has already is known whoever its author is today.
    pub fn place(&self, header: &PackHeader, bearer: Bearer, now: UnixMillis) -> Placement {
        let next = self.last_number(&header.author).saturating_add(1);
        if header.number < next {
            return Placement::Compare;
        }
        let key_epoch = header.key_epoch;
        let request = match bearer {
            Bearer::Author => Request::EscrowPack { key_epoch },
            Bearer::Another(_) => Request::GivenBack {
                duty: Duty::Write,
                key_epoch,
            },
        };
        let decision = decide(&self.ledger, Actor::Device(header.author), request);
        if let Err(refusal) = decision.into_result() {
            return Placement::Refuse(refusal.code());
        }
        let is_next = header.number == next;
        let last = self
            .heads
            .get(&header.author)
            .map_or(PackHash::ZERO, |head| head.hash);
        if is_next && header.previous != last {
            return Placement::Refuse(Code::BrokenChain);
        }
        let late = self.ledger.escrow_of(&header.author).last();
        let late = late.filter(|range| range.through.is_none() && range.contains(header.number));
        match (is_next, late) {
            // How much an author brought behind its last pack that stands can only be told if that one is here.
            (false, Some(_)) => Placement::Refuse(Code::Gap),
            _ if header.expires.is_some_and(|expires| expires < now) => {
                Placement::Refuse(Code::PackExpired)
            }
            (false, None) => Placement::AfterGap,
            (true, Some(range)) => Placement::SetAside { after: range.after },
            (true, None) => Placement::Append,
        }
    }

    /// Takes note of a pack that is stored as its author's next one, and gives its place in the log.
    pub fn append(&mut self, header: &PackHeader, hash: PackHash, size: u64) -> u64 {
        let number = header.number;
        self.heads
            .insert(header.author, AuthorHead { number, hash });
        self.adopt(size)
    }

    /// Takes note of a pack that is stored and vouches for no number of its author, and gives its place in the log.
    pub fn adopt(&mut self, size: u64) -> u64 {
        self.top += 1;
        self.bytes = self.bytes.saturating_add(size);
        self.top
    }
}

/// Answers for a pack whose number is taken, given the place and hash of the pack that took it.
pub fn compare(stored: (u64, PackHash), hash: &PackHash) -> PackOutcome {
    let (seq, stored) = stored;
    if stored == *hash {
        PackOutcome::Known { seq }
    } else {
        PackOutcome::Refused { code: Code::Fork }
    }
}

#[cfg(test)]
mod tests;
