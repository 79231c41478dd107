//! Excerpts and the packs made of them: what is proved, and what is found out.

mod forged;
mod scene;
mod sizes;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proto::{Bundle, Cover, DocId, Excerpt, PackHash, PrunedPart, Wire};
use seal::{
    Keep, SealError, VerifiedExcerpt, check_derived, derive, excerpt, take_out, take_over,
    verify_excerpt,
};

use scene::{Held, SPACE, Scene};

/// What a reader learns from excerpts: whose pack says what of which document.
type Said = BTreeSet<(PackHash, DocId, Vec<Vec<u8>>)>;

fn said<'a>(scene: &Scene, excerpts: impl IntoIterator<Item = &'a Excerpt>) -> Said {
    let mut said = Said::new();
    for excerpt in excerpts {
        let verified = scene.verify(excerpt).unwrap();
        for document in verified.documents() {
            for change in &document.changes {
                let parts = change.parts.clone();
                assert!(said.insert((verified.pack_hash(), document.id, parts)));
            }
        }
        said.extend(self::said(scene, verified.excerpts()));
    }
    said
}

fn erased(ids: &[u8]) -> impl Fn(&DocId) -> bool + use<> {
    let ids = ids.to_vec();
    move |document| ids.contains(&document.0[0])
}

fn verify_all<'a>(scene: &Scene, excerpts: &'a [Excerpt]) -> Vec<VerifiedExcerpt<'a>> {
    let verified = excerpts
        .iter()
        .map(|excerpt| scene.verify(excerpt).unwrap());
    verified.collect()
}

/// Derives in rounds: each takes the held packs in groups, and the last takes what is left.
fn derive_in_rounds(scene: &mut Scene, sizes: &[usize], gone: &[u8]) -> Held {
    let mut held = scene.packs();
    for &size in sizes {
        let groups: Vec<Vec<Held>> = held.chunks(size).map(<[Held]>::to_vec).collect();
        held = groups
            .iter()
            .map(|group| scene.derived(group, gone))
            .collect();
    }
    scene.derived(&held, gone)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn an_excerpt_proves_its_author_whatever_is_left_out(
        seed: u64,
        kept in proptest::collection::vec(0..3u8, scene::DOCUMENTS),
    ) {
        let scene = Scene::new(seed);
        let keep = |document: &DocId| match kept[usize::from(document.0[0])] {
            0 => Keep::Changes,
            1 => Keep::Tombstones,
            _ => Keep::Nothing,
        };
        for held in scene.packs() {
            let part = excerpt(&held.pack, &held.opened, keep).unwrap();
            let verified = scene.verify(&part).unwrap();
            prop_assert_eq!(verified.pack_hash(), held.pack.hash());
            for document in verified.documents() {
                prop_assert_eq!(keep(&document.id), Keep::Changes);
            }
            for tombstone in verified.tombstones() {
                prop_assert_eq!(keep(&tombstone.document), Keep::Tombstones);
            }
            let all = take_over(&held.pack, &held.opened, |_| false).unwrap();
            let visible = said(&scene, &all).into_iter().filter(|(hash, document, _)| {
                *hash == held.pack.hash() && keep(document) == Keep::Changes
            });
            let shown = said(&scene, [&part]).into_iter().filter(|(hash, ..)| *hash == held.pack.hash());
            prop_assert_eq!(shown.collect::<Said>(), visible.collect::<Said>());
        }
    }

    #[test]
    fn one_changed_bit_is_found(
        seed: u64,
        erases: bool,
        document in 0..scene::DOCUMENTS as u8,
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0..8u8), 8),
    ) {
        let mut scene = Scene::new(seed);
        let gone = if erases { vec![document] } else { Vec::new() };
        let compacted = derive_in_rounds(&mut scene, &[], &gone);
        let covers = &compacted.pack.header().covers;
        let honest = Bundle { documents: Vec::new(), excerpts: compacted.opened.excerpts.clone() };
        prop_assert!(is_derivation(&mut scene, covers, &honest, &gone));
        let taken = take_out(&compacted.pack, &compacted.opened, |_, id| id.0[0] == document).unwrap();
        let moved = Bundle { documents: Vec::new(), excerpts: taken };
        prop_assert!(is_move(&mut scene, &moved));
        for (at, bit) in flips {
            if let Some(changed) = flipped(&honest, at, bit) {
                prop_assert!(!is_derivation(&mut scene, covers, &changed, &gone));
            }
            if let Some(changed) = flipped(&moved, at, bit) {
                prop_assert!(!is_move(&mut scene, &changed));
            }
        }
    }

    #[test]
    fn a_derived_pack_says_the_same_whichever_way_it_was_made(
        seed: u64,
        sizes in proptest::collection::vec(1..6usize, 0..4),
        gone in proptest::collection::btree_set(0..scene::DOCUMENTS as u8, 0..3),
    ) {
        let mut scene = Scene::new(seed);
        let gone: Vec<u8> = gone.into_iter().collect();
        let at_once = derive_in_rounds(&mut scene, &[], &gone);
        let in_rounds = derive_in_rounds(&mut scene, &sizes, &gone);
        prop_assert_eq!(&in_rounds.opened, &at_once.opened);
        prop_assert_eq!(in_rounds.pack.header().contents, at_once.pack.header().contents);
        let verified = verify_all(&scene, &in_rounds.opened.excerpts);
        prop_assert_eq!(check_derived(in_rounds.pack.header(), &verified, erased(&gone)), Ok(()));
        // All that was said is there, but for what is erased.
        let mut originals = Said::new();
        for held in scene.packs() {
            originals.extend(said(&scene, &take_over(&held.pack, &held.opened, |_| false).unwrap()));
        }
        originals.retain(|(_, document, _)| !gone.contains(&document.0[0]));
        prop_assert_eq!(said(&scene, &in_rounds.opened.excerpts), originals);
        let is_less = verified.iter().any(|excerpt| {
            let inner = excerpt.excerpts().iter().flat_map(|inner| &inner.pruned);
            excerpt.tombstones().count() > 0
                || inner.into_iter().any(|pruned| matches!(pruned.part, PrunedPart::Tombstone(_)))
        });
        if is_less {
            let unerased = check_derived(in_rounds.pack.header(), &verified, |_| false);
            prop_assert_eq!(unerased, Err(SealError::NotErased));
        }
    }

    #[test]
    fn records_move_with_their_history_and_without_their_neighbours(
        seed: u64,
        moves in 0..scene::DOCUMENTS as u8,
    ) {
        let mut scene = Scene::new(seed);
        let compacted = derive_in_rounds(&mut scene, &[2], &[]);
        let moves = |_: &proto::Origin, document: &DocId| document.0[0] == moves;
        let mut taken: Vec<Excerpt> = Vec::new();
        for held in scene.packs() {
            taken.extend(take_out(&held.pack, &held.opened, moves).unwrap());
        }
        let mut from_compacted = take_out(&compacted.pack, &compacted.opened, moves).unwrap();
        let by_name = |excerpt: &Excerpt| (excerpt.origin.space, excerpt.origin.author, excerpt.origin.number);
        taken.sort_by_key(by_name);
        from_compacted.sort_by_key(by_name);
        prop_assert_eq!(&from_compacted, &taken);
        let moved = scene.ordinary(Bundle { documents: Vec::new(), excerpts: taken.clone() });
        prop_assert_eq!(&moved.opened.excerpts, &taken);
        for part in &moved.opened.excerpts {
            let verified = scene.verify(part).unwrap();
            prop_assert!(verified.documents().iter().all(|document| moves(verified.origin(), &document.id)));
            prop_assert_eq!(verified.tombstones().count(), 0);
        }
    }

    #[test]
    fn a_derived_pack_that_lacks_something_is_refused(
        seed: u64,
        which: prop::sample::Index,
        hidden in 0..scene::DOCUMENTS as u8,
    ) {
        let mut scene = Scene::new(seed);
        let whole = derive_in_rounds(&mut scene, &[], &[]);
        let header = whole.pack.header();
        let excerpts = &whole.opened.excerpts;
        let at = which.index(excerpts.len());
        let check = |excerpts: &[Excerpt]| check_derived(header, &verify_all(&scene, excerpts), |_| false);
        prop_assert_eq!(check(excerpts), Ok(()));

        let mut fewer = excerpts.clone();
        fewer.remove(at);
        prop_assert_eq!(check(&fewer), Err(SealError::Incomplete));
        let mut twice = excerpts.clone();
        twice.insert(at, excerpts[at].clone());
        prop_assert_eq!(check(&twice), Err(SealError::Incomplete));
        let mut swapped = excerpts.clone();
        swapped.rotate_left(1);
        prop_assert_eq!(check(&swapped), Err(SealError::Incomplete));

        for (keep, reason) in [(Keep::Nothing, SealError::Incomplete), (Keep::Tombstones, SealError::NotErased)] {
            let (mut pruned, mut is_less) = (Vec::new(), false);
            for held in scene.packs() {
                let keep = |document: &DocId| if document.0[0] == hidden { keep } else { Keep::Changes };
                let part = excerpt(&held.pack, &held.opened, keep).unwrap();
                is_less |= part != take_over(&held.pack, &held.opened, |_| false).unwrap()[0];
                pruned.push(part);
            }
            let (_, bundle) = derive(pruned);
            let expected = if is_less { Err(reason) } else { Ok(()) };
            prop_assert_eq!(check(&bundle.excerpts), expected);
        }
        let still_there = |document: &DocId| document.0[0] == hidden;
        let mut replacing = header.clone();
        replacing.erases = vec![DocId([hidden; 16])];
        let verified = verify_all(&scene, excerpts);
        let holds = said(&scene, excerpts).iter().any(|(_, document, _)| still_there(document));
        let expected = if holds { Err(SealError::StillHeld) } else { Ok(()) };
        prop_assert_eq!(check_derived(&replacing, &verified, still_there), expected);
        prop_assert_eq!(check_derived(&replacing, &verified, |_| false), Err(SealError::NotErased));
        let mut elsewhere = header.clone();
        elsewhere.space = scene::OTHER_SPACE;
        prop_assert_eq!(check_derived(&elsewhere, &verified, |_| false), Err(SealError::Incomplete));
    }
}

/// Changes one bit of a bundle's bytes; nothing if they are no bundle any more.
fn flipped(bundle: &Bundle, at: prop::sample::Index, bit: u8) -> Option<Bundle> {
    let mut bytes = bundle.to_bytes();
    let at = at.index(bytes.len());
    bytes[at] ^= 1 << bit;
    Bundle::from_bytes(&bytes).ok()
}

/// Tells whether a reader believes a derived pack that a member really made with these contents.
fn is_derivation(scene: &mut Scene, covers: &[Cover], bundle: &Bundle, gone: &[u8]) -> bool {
    let Ok(sealed) = scene.try_derived(covers.to_vec(), bundle) else {
        return false;
    };
    let held = scene.opened(sealed);
    let excerpts = &held.opened.excerpts;
    let verified = excerpts.iter().map(|excerpt| scene.verify(excerpt));
    let Ok(verified) = verified.collect::<Result<Vec<_>, _>>() else {
        return false;
    };
    let inner = verified.iter().flat_map(VerifiedExcerpt::excerpts);
    inner.into_iter().all(|inner| scene.verify(inner).is_ok())
        && check_derived(held.pack.header(), &verified, erased(gone)).is_ok()
}

/// Tells whether a reader believes all that an ordinary pack carries of other packs.
fn is_move(scene: &mut Scene, bundle: &Bundle) -> bool {
    let Ok(sealed) = scene.try_ordinary(bundle) else {
        return false;
    };
    let held = scene.opened(sealed);
    let mut excerpts = held.opened.excerpts.iter();
    held.opened.documents.is_empty() && excerpts.all(|excerpt| scene.verify(excerpt).is_ok())
}

#[test]
fn an_excerpt_is_held_against_its_own_author() {
    let scene = Scene::new(1);
    let packs = scene.packs();
    let part = take_over(&packs[0].pack, &packs[0].opened, |_| false)
        .unwrap()
        .remove(0);
    let stranger = scene.stranger();
    assert_eq!(
        verify_excerpt(&part, stranger.keys()).unwrap_err(),
        SealError::WrongSigner
    );
    let mut claimed = part.clone();
    claimed.origin.author = stranger.id();
    assert_eq!(
        verify_excerpt(&claimed, stranger.keys()).unwrap_err(),
        SealError::BadSignature
    );
    let mut unresolved = part;
    unresolved.origin.previous = None;
    assert!(scene.verify(&unresolved).is_err());
}

#[test]
fn each_kind_of_pack_has_its_contents() {
    let mut scene = Scene::new(2);
    let packs = scene.packs();
    let carrier = packs
        .iter()
        .find(|held| !held.opened.excerpts.is_empty())
        .unwrap();
    let nested = take_over(&carrier.pack, &carrier.opened, |_| false).unwrap();
    let in_ordinary = Bundle {
        documents: Vec::new(),
        excerpts: nested.clone(),
    };
    assert_eq!(scene.try_ordinary(&in_ordinary), Err(SealError::WrongKind));
    let (covers, mut bundle) = derive(nested);
    bundle.documents = packs[0].opened.documents.clone();
    assert_eq!(
        scene.try_derived(covers, &bundle),
        Err(SealError::WrongKind)
    );
    let derived = scene.derived(&packs, &[]);
    let (covers, deeper) = (
        derived.pack.header().covers.clone(),
        derived.opened.excerpts,
    );
    assert_eq!(derived.pack.header().space, SPACE);
    let refused = excerpt(&derived.pack, &scene.packs()[0].opened, |_| Keep::Changes);
    assert_eq!(refused, Err(SealError::WrongKind));
    assert_eq!((covers.len(), deeper.len()), (scene::AUTHORS, packs.len()));
}

#[test]
fn a_stub_has_the_name_of_its_pack_and_its_authors_signature_and_says_nothing() {
    let scene = Scene::new(3);
    let packs = scene.packs();
    for held in &packs {
        let part = take_over(&held.pack, &held.opened, |_| true)
            .unwrap()
            .remove(0);
        let stub = scene.verify(&part).unwrap().stub().unwrap();
        assert!(stub.len() < 320, "{} bytes", stub.len());
        let parsed = seal::parse_pack(stub.clone()).unwrap();
        assert!(parsed.is_stub());
        assert_eq!(parsed.hash(), held.pack.hash());
        assert_eq!(parsed.claimed_header(), held.pack.header());
        let stranger = scene.stranger();
        let refused = parsed.clone().verify(stranger.keys());
        assert_eq!(refused.unwrap_err(), SealError::WrongSigner);
        for at in 0..stub.len() {
            assert!(seal::parse_pack(&stub[..at]).is_err());
        }
    }
}
