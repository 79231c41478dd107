//! Random packs' headers and bundles.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proto::*;

use super::{signature, space, time};

fn change() -> impl Strategy<Value = BundleChange> {
    (vec(vec(any::<u8>(), 0..20), 0..4), vec(any::<u8>(), 1..20)).prop_map(|(mut parts, last)| {
        parts.push(last);
        BundleChange { parts }
    })
}

fn documents() -> impl Strategy<Value = Vec<BundleDocument>> {
    let document =
        (any::<[u8; 16]>(), vec(change(), 1..4)).prop_map(|(id, changes)| BundleDocument {
            id: DocId(id),
            changes,
        });
    vec(document, 0..5)
}

fn origin() -> impl Strategy<Value = Origin> {
    // Few spaces, authors and numbers, so that excerpts follow one another.
    let name = (0..2u8, 0..2u8, 1..5u64, any::<u32>());
    let proof = (
        any::<[u8; 32]>(),
        option::of(time()),
        0..=(4u32 << 20),
        any::<[u8; 32]>(),
        signature(),
    );
    (name, proof).prop_map(|((space, author, number, key_epoch), proof)| {
        let (previous, expires, body_length, body_hash, signature) = proof;
        Origin {
            space: SpaceId([space; 16]),
            key_epoch,
            author: DeviceId([author; 16]),
            number,
            previous: Some(PackHash(previous)),
            expires,
            body_length,
            body_hash,
            signature,
        }
    })
}

fn pruned() -> impl Strategy<Value = Pruned> {
    let tombstone = any::<([u8; 16], [u8; 32])>().prop_map(|(document, change)| {
        PrunedPart::Tombstone(Tombstone {
            document: DocId(document),
            change,
        })
    });
    let subtree = (0..1u32 << 24, any::<[u8; 32]>())
        .prop_map(|(count, hash)| PrunedPart::Subtree { count, hash });
    (0..1u32 << 24, prop_oneof![tombstone, subtree])
        .prop_map(|(after, part)| Pruned { after, part })
}

fn excerpts(inner: BoxedStrategy<Vec<Excerpt>>) -> BoxedStrategy<Vec<Excerpt>> {
    let excerpt = (origin(), documents(), inner, vec(pruned(), 0..3)).prop_map(
        |(origin, documents, excerpts, pruned)| Excerpt {
            origin,
            documents,
            excerpts,
            pruned,
        },
    );
    let travelling = |mut excerpts: Vec<Excerpt>| {
        forget_what_follows(&mut excerpts);
        excerpts
    };
    vec(excerpt, 0..4).prop_map(travelling).boxed()
}

/// Takes out what a reader finds for itself.
fn forget_what_follows(excerpts: &mut [Excerpt]) {
    let mut before: Option<Origin> = None;
    for Excerpt { origin, .. } in excerpts {
        if origin.number == 1 || before.is_some_and(|before| origin.follows(&before)) {
            origin.previous = None;
        }
        before = Some(*origin);
    }
}

pub(crate) fn bundle() -> impl Strategy<Value = Bundle> {
    (documents(), excerpts(excerpts(Just(Vec::new()).boxed()))).prop_map(|(documents, excerpts)| {
        Bundle {
            documents,
            excerpts,
        }
    })
}

pub(crate) fn covers() -> impl Strategy<Value = Vec<Cover>> {
    let runs =
        proptest::collection::btree_map(any::<[u8; 16]>(), vec((1..50u64, 0..9u64), 1..3), 0..3);
    runs.prop_map(|authors| {
        let mut covers = Vec::new();
        for (author, runs) in authors {
            let mut next = 1;
            for (gap, length) in runs {
                let first = next + gap;
                covers.push(Cover {
                    author: DeviceId(author),
                    first,
                    last: first + length,
                });
                next = first + length + 1;
            }
        }
        covers
    })
}

fn erases() -> impl Strategy<Value = Vec<DocId>> {
    let ids = proptest::collection::btree_set(any::<[u8; 16]>(), 0..3);
    ids.prop_map(|ids| ids.into_iter().map(DocId).collect())
}

pub(crate) fn pack_header() -> impl Strategy<Value = PackHeader> {
    (
        (space(), any::<u32>(), any::<[u8; 16]>(), 1..u64::MAX),
        (any::<[u8; 32]>(), covers(), erases()),
        (option::of(time()), any::<[u8; 32]>(), 0..=(4u32 << 20)),
    )
        .prop_map(
            |(name, (previous, covers, erases), (expires, contents, body_length))| {
                let (space, key_epoch, author, number) = name;
                let is_derived = !covers.is_empty();
                let number = if is_derived { 0 } else { number };
                PackHeader {
                    space,
                    key_epoch,
                    author: DeviceId(author),
                    number,
                    previous: if number > 1 {
                        PackHash(previous)
                    } else {
                        PackHash::ZERO
                    },
                    covers,
                    erases: if is_derived { erases } else { Vec::new() },
                    expires,
                    contents,
                    body_length,
                }
            },
        )
}
