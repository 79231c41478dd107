//! Derived packs that this device makes: what stands in the place of packs that hold an erased document, and packs that
//! stand for many small ones.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::open_pack;
use crate::store::packs::{PackName, PackState};
use crate::store::spaces::Space;
use crate::store::{branches, holdings, packs, spaces};
use access::Ledger;
use proto::{Actor, Cover, DocId, Excerpt, PackHash, limits};
use rusqlite::Connection;
use seal::{OpenedPack, PackDraft, VerifiedPack};
use std::collections::BTreeSet;

/// Zstandard's slow end, as for a day's work: what is merged is downloaded many times.
const LEVEL: i32 = 19;

/// All that a stored pack says and that is not erased, to be put into a derived one.
pub(crate) struct Taken {
    pub(crate) excerpts: Vec<Excerpt>,
    /// Erased documents that the pack still held.
    pub(crate) erased: BTreeSet<DocId>,
}

/// A derived pack, made and not stored yet.
pub(crate) struct Derived {
    name: PackName,
    covers: Vec<Cover>,
    bytes: Vec<u8>,
}

impl Derived {
    /// Stores the pack with what it covers; returns its row.
    pub(crate) fn store(
        &self,
        connection: &Connection,
        state: PackState,
    ) -> Result<i64, ClientError> {
        let n = packs::insert(connection, &self.name, state, &self.bytes)?;
        holdings::insert_covers(connection, n, &self.covers)?;
        Ok(n)
    }

    /// Puts it under the name of a stored pack, as all that is left of that.
    pub(crate) fn put_under(&self, connection: &Connection, pack: i64) -> Result<(), ClientError> {
        branches::set_bytes(connection, pack, &self.bytes)
    }
}

impl Notebook {
    /// Opens a pack to take it over. Gives nothing where it cannot be opened.
    pub(crate) fn take_over(
        &self,
        space: &Space,
        ledger: &Ledger,
        bytes: Vec<u8>,
    ) -> Result<Option<Taken>, ClientError> {
        let Some((pack, opened)) = self.open_stored(space, ledger, bytes)? else {
            return Ok(None);
        };
        let is_erased = |id: &DocId| ledger.is_erased(id);
        let carried = opened.excerpts.iter().flat_map(documents_of);
        let own = opened.documents.iter().map(|document| document.id);
        let erased = own.chain(carried).filter(is_erased).collect();
        let excerpts = seal::take_over(&pack, &opened, is_erased);
        Ok(excerpts.ok().map(|excerpts| Taken { excerpts, erased }))
    }

    /// Verifies and opens a pack from which something is taken. Gives nothing where it cannot be opened.
    pub(crate) fn open_stored(
        &self,
        space: &Space,
        ledger: &Ledger,
        bytes: Vec<u8>,
    ) -> Result<Option<(VerifiedPack, OpenedPack)>, ClientError> {
        let Ok(pack) = seal::parse_pack(bytes) else {
            return Ok(None);
        };
        let (author, epoch) = (
            pack.claimed_header().author,
            pack.claimed_header().key_epoch,
        );
        let space_keys = spaces::keys_for(&self.connection, space.n, epoch)?;
        let keys = ledger.keys_of(&Actor::Device(author));
        let Some(Ok(pack)) = keys.map(|keys| pack.verify(keys)) else {
            return Ok(None);
        };
        Ok(open_pack(&pack, &space_keys).map(|opened| (pack, opened)))
    }

    /// Seals a derived pack of what was taken over. With documents in `erases` it is a replacement, else a compaction.
    pub(crate) fn seal_derived(
        &mut self,
        space: &Space,
        excerpts: Vec<Excerpt>,
        erases: &BTreeSet<DocId>,
    ) -> Result<Derived, ClientError> {
        let keys = spaces::keys(&self.connection, space.n)?.pop();
        let (key_epoch, key) = keys.ok_or(ClientError::Internal("space without a key"))?;
        let (covers, bundle) = seal::derive(excerpts);
        let most = usize::try_from(limits::ERASED_DOCUMENTS.max).unwrap_or(usize::MAX);
        let draft = PackDraft {
            space: space.id,
            key_epoch,
            number: 0,
            previous: PackHash::ZERO,
            covers,
            erases: erases.iter().take(most).copied().collect(),
            expires: None,
        };
        let random = &mut self.world.random;
        let pack = seal::seal_pack(&draft, &bundle, &key, &self.secret, LEVEL, random)
            .map_err(|_| ClientError::Internal("a derived pack could not be sealed"))?;
        Ok(Derived {
            name: PackName {
                space: space.n,
                author: self.device,
                number: 0,
                hash: pack.hash,
            },
            covers: draft.covers,
            bytes: pack.bytes,
        })
    }
}

/// Tells whether one pack can carry as much: whoever made its packs may have meant it not to.
pub(crate) fn fits_one_pack(excerpts: &[Excerpt]) -> bool {
    let all = || {
        excerpts
            .iter()
            .flat_map(|one| std::iter::once(one).chain(&one.excerpts))
    };
    let changes: usize = all()
        .flat_map(|excerpt| &excerpt.documents)
        .map(|document| document.changes.len())
        .sum();
    changes as u64 <= limits::BUNDLE_CHANGES.max
        && all().count() as u64 <= limits::BUNDLE_EXCERPTS.max
}

/// Gives the documents of an excerpt and of those inside it.
fn documents_of(excerpt: &Excerpt) -> impl Iterator<Item = DocId> {
    let inner = excerpt.excerpts.iter();
    let inner = inner.flat_map(|excerpt| &excerpt.documents);
    let all = excerpt.documents.iter().chain(inner);
    all.map(|document| document.id)
}
