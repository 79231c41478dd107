//! What the proofs cost.

use proto::{Bundle, BundleDocument, DeviceId, DocId, PackHash, PackHeader, SpaceId, Wire};
use seal::{
    DeviceSecret, PackDraft, SpaceKey, check_derived, derive, open, parse_pack, seal_pack,
    take_over, verify_excerpt,
};
use testkit::TestRng;

const SPACE: SpaceId = SpaceId([5; 16]);

#[test]
fn an_ordinary_pack_grows_by_thirty_four_bytes() {
    let header = PackHeader {
        space: SPACE,
        key_epoch: 1,
        author: DeviceId([1; 16]),
        number: 1,
        previous: PackHash::ZERO,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
        contents: [0; 32],
        body_length: 5000,
    };
    let before = 1 + 16 + 1 + 16 + 1 + 32 + 1 + 1 + 2;
    assert_eq!(header.to_bytes().len(), before + 33);
    // Version, no excerpts, no documents, no parts.
    assert_eq!(Bundle::default().to_bytes(), [1, 0, 0, 0]);
}

#[test]
fn a_thousand_packs_proofs_are_about_a_hundred_bytes_each() {
    let mut rng = TestRng::new(3);
    let key = SpaceKey::generate(&mut rng);
    let (mut taken, mut alone) = (Vec::new(), Vec::new());
    let mut authors = Vec::new();
    for _ in 0..20 {
        let secret = DeviceSecret::generate(&mut rng);
        let mut previous = PackHash::ZERO;
        for number in 1..=50 {
            let draft = PackDraft {
                space: SPACE,
                key_epoch: 1,
                number,
                previous,
                covers: Vec::new(),
                erases: Vec::new(),
                expires: None,
            };
            let mut change = vec![0; 40 + rng.below(500) as usize];
            rng.fill(&mut change);
            let mut id = [0; 16];
            rng.fill(&mut id);
            let document = BundleDocument {
                id: DocId(id),
                changes: vec![change.into()],
            };
            let bundle = Bundle::of_documents(vec![document]);
            let sealed = seal_pack(&draft, &bundle, &key, &secret, 1, &mut rng).unwrap();
            previous = sealed.hash;
            let pack = parse_pack(sealed.bytes)
                .unwrap()
                .verify(secret.keys())
                .unwrap();
            let opened = open(&pack, &key).unwrap();
            taken.extend(take_over(&pack, &opened, |_| false).unwrap());
            alone.extend(bundle.documents);
        }
        authors.push(secret);
    }
    let (covers, bundle) = derive(taken);
    let derived = PackDraft {
        space: SPACE,
        key_epoch: 1,
        number: 0,
        previous: PackHash::ZERO,
        covers,
        erases: Vec::new(),
        expires: None,
    };
    let sealed = seal_pack(&derived, &bundle, &key, &authors[0], 3, &mut rng).unwrap();
    let plain = PackDraft {
        number: 1,
        covers: Vec::new(),
        ..derived
    };
    let unproved = Bundle::of_documents(alone);
    let unproved = seal_pack(&plain, &unproved, &key, &authors[0], 3, &mut rng).unwrap();
    let cost = sealed.bytes.len() - unproved.bytes.len();
    assert!(
        (96_000..105_000).contains(&cost),
        "{cost} bytes for 1000 packs"
    );

    let pack = parse_pack(sealed.bytes)
        .unwrap()
        .verify(authors[0].keys())
        .unwrap();
    let opened = open(&pack, &key).unwrap();
    let verified: Vec<_> = opened
        .excerpts
        .iter()
        .map(|excerpt| {
            let author = authors
                .iter()
                .find(|author| author.id() == excerpt.origin.author);
            verify_excerpt(excerpt, author.unwrap().keys()).unwrap()
        })
        .collect();
    assert_eq!(check_derived(pack.header(), &verified, |_| false), Ok(()));
}
