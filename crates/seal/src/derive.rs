//! Packs that are made of earlier ones: compactions, replacements after an erasure, records that move.
//!
//! A derived pack says nothing new. Each change in it is proved by its own author's signature, and each pack that it
//! covers is there whole, except for documents that the ledger has erased: whoever made it could leave nothing out.

use proto::{Bundle, Cover, DocId, Excerpt, Origin, PackHeader};

use crate::error::SealError;
use crate::excerpt::{Inner, Keep, VerifiedExcerpt, narrow, whole};
use crate::pack::{OpenedPack, VerifiedPack};

/// Takes all of a pack into a derived one, except for documents that are `erased`: an ordinary pack as one excerpt, a
/// derived pack's excerpts as they are.
pub fn take_over(
    pack: &VerifiedPack,
    opened: &OpenedPack,
    erased: impl Fn(&DocId) -> bool,
) -> Result<Vec<Excerpt>, SealError> {
    let keep = |document: &DocId| match erased(document) {
        true => Keep::Tombstones,
        false => Keep::Changes,
    };
    let excerpts = excerpts_of(pack, opened)?;
    let excerpts = excerpts
        .iter()
        .map(|excerpt| narrow(excerpt, &keep, Inner::Carried));
    excerpts.collect()
}

/// Takes some documents out of a pack, to carry them to another space. What else the pack says stays secret.
///
/// `moves` says which documents move out of an ordinary pack and out of what it carried of others.
pub fn take_out(
    pack: &VerifiedPack,
    opened: &OpenedPack,
    moves: impl Fn(&Origin, &DocId) -> bool,
) -> Result<Vec<Excerpt>, SealError> {
    let mut taken = Vec::new();
    for excerpt in &excerpts_of(pack, opened)? {
        let keep = |document: &DocId| match moves(&excerpt.origin, document) {
            true => Keep::Changes,
            false => Keep::Nothing,
        };
        for excerpt in std::iter::once(excerpt).chain(&excerpt.excerpts) {
            let narrowed = narrow(excerpt, &keep, Inner::LeftOut)?;
            if !narrowed.documents.is_empty() {
                taken.push(narrowed);
            }
        }
    }
    Ok(taken)
}

fn excerpts_of(pack: &VerifiedPack, opened: &OpenedPack) -> Result<Vec<Excerpt>, SealError> {
    if pack.header().is_derived() {
        Ok(opened.excerpts.clone())
    } else {
        Ok(vec![whole(pack, opened)?])
    }
}

/// Puts what was taken over in order, each pack once, and tells which packs it covers.
pub fn derive(mut excerpts: Vec<Excerpt>) -> (Vec<Cover>, Bundle) {
    excerpts.sort_by_key(|excerpt| name(&excerpt.origin));
    excerpts.dedup_by_key(|excerpt| name(&excerpt.origin));
    let covers = covers_of(excerpts.iter().map(|excerpt| &excerpt.origin));
    let bundle = Bundle {
        documents: Vec::new(),
        excerpts,
    };
    (covers, bundle)
}

fn name(origin: &Origin) -> (proto::DeviceId, u64) {
    (origin.author, origin.number)
}

/// Gives the runs of packs that are there, in the order in which they are there.
fn covers_of<'a>(origins: impl Iterator<Item = &'a Origin>) -> Vec<Cover> {
    let mut covers: Vec<Cover> = Vec::new();
    for &Origin { author, number, .. } in origins {
        match covers.last_mut() {
            Some(run) if run.author == author && run.last.checked_add(1) == Some(number) => {
                run.last = number;
            }
            _ => covers.push(Cover {
                author,
                first: number,
                last: number,
            }),
        }
    }
    covers
}

/// Checks that a derived pack holds each pack that it covers, whole and once, and leaves out only documents that are
/// `erased` in the space's ledger. The excerpts are the pack's, verified, in its order.
pub fn check_derived(
    header: &PackHeader,
    excerpts: &[VerifiedExcerpt<'_>],
    erased: impl Fn(&DocId) -> bool,
) -> Result<(), SealError> {
    if !header.is_derived() {
        return Err(SealError::WrongKind);
    }
    // The header's runs are sorted and apart, so equal runs are the same packs, none of them twice.
    let covers = covers_of(excerpts.iter().map(VerifiedExcerpt::origin));
    let is_of_space = |excerpt: &VerifiedExcerpt<'_>| excerpt.origin().space == header.space;
    if covers != header.covers || !excerpts.iter().all(is_of_space) {
        return Err(SealError::Incomplete);
    }
    if !excerpts.iter().all(VerifiedExcerpt::is_whole) {
        return Err(SealError::Incomplete);
    }
    let left_out = excerpts.iter().flat_map(VerifiedExcerpt::erased);
    if !header.erases.iter().chain(left_out).all(&erased) {
        return Err(SealError::NotErased);
    }
    let mut held = excerpts.iter().flat_map(VerifiedExcerpt::held);
    if held.any(|document| header.erases.binary_search(document).is_ok()) {
        return Err(SealError::StillHeld);
    }
    Ok(())
}
