use proptest::prelude::*;
use proto::pack::DICTIONARY;
use proto::{
    Bundle, BundleChange, BundleDocument, Cover, DecodeError, DeviceId, DocId, PackHash,
    PackHeader, Signature, SpaceId, UnixMillis, Wire, limits,
};
use seal::{
    DeviceSecret, OpenedPack, PackDraft, SealError, SealedPack, SpaceKey, open, parse_pack,
    seal_pack,
};
use sha2::{Digest, Sha256};
use testkit::TestRng;

struct Author {
    secret: DeviceSecret,
    key: SpaceKey,
    rng: TestRng,
}

fn author(seed: u64) -> Author {
    let mut rng = TestRng::new(seed);
    Author {
        secret: DeviceSecret::generate(&mut rng),
        key: SpaceKey::generate(&mut rng),
        rng,
    }
}

fn draft() -> PackDraft {
    PackDraft {
        space: SpaceId([9; 16]),
        key_epoch: 1,
        number: 1,
        previous: PackHash::ZERO,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
    }
}

fn bundle(documents: u8) -> Bundle {
    let document = |id| BundleDocument {
        id: DocId([id; 16]),
        changes: vec![
            vec![id; 40].into(),
            BundleChange {
                parts: vec![vec![1], vec![], vec![2, 3]],
            },
        ],
    };
    Bundle::of_documents((0..documents).map(document).collect())
}

fn opened(bundle: Bundle) -> OpenedPack {
    OpenedPack {
        documents: bundle.documents,
        excerpts: bundle.excerpts,
    }
}

impl Author {
    fn seal(&mut self, draft: &PackDraft, bundle: &Bundle) -> Result<SealedPack, SealError> {
        seal_pack(draft, bundle, &self.key, &self.secret, 3, &mut self.rng)
    }
}

#[test]
fn a_sealed_bundle_opens_as_it_was() {
    let mut author = author(1);
    let mut draft = draft();
    draft.expires = Some(UnixMillis(1_700_000_000_000));
    let sealed = author.seal(&draft, &bundle(20)).unwrap();
    let parsed = parse_pack(sealed.bytes.clone()).unwrap();
    assert_eq!(parsed.claimed_header(), &sealed.header);
    assert_eq!(sealed.header.author, author.secret.id());
    let verified = parsed.verify(author.secret.keys()).unwrap();
    assert_eq!(
        (verified.hash(), verified.bytes()),
        (sealed.hash, sealed.bytes.as_slice())
    );
    assert_eq!(open(&verified, &author.key).unwrap(), opened(bundle(20)));
}

#[test]
fn the_dictionary_is_the_one_that_the_specification_names() {
    let hash: String = Sha256::digest(DICTIONARY)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let chapter = include_str!("../../../../proto/spec/packs.md");
    assert!(chapter.contains(&format!("`{hash}`")), "{hash}");
    assert_eq!(DICTIONARY.len(), 7_097);
}

#[test]
fn common_words_are_taken_from_the_dictionary() {
    let mut author = author(8);
    let text =
        "gia đình cho biết có người gặp khó khăn về việc làm, đề nghị hướng dẫn đăng ký tạm trú";
    let document = BundleDocument {
        id: DocId([1; 16]),
        changes: vec![text.as_bytes().to_vec().into()],
    };
    let bundle = Bundle::of_documents(vec![document]);
    let sealed = author.seal(&draft(), &bundle).unwrap();
    assert!(
        (sealed.header.body_length as usize) < text.len() / 2 + 80,
        "{} for {} bytes of text",
        sealed.header.body_length,
        text.len()
    );
}

#[test]
fn the_same_bundle_is_sealed_differently_each_time() {
    let mut author = author(2);
    let first = author.seal(&draft(), &bundle(1)).unwrap();
    let second = author.seal(&draft(), &bundle(1)).unwrap();
    assert_ne!(first.bytes, second.bytes);
}

#[test]
fn another_key_opens_nothing() {
    let mut author = author(3);
    let sealed = author.seal(&draft(), &bundle(1)).unwrap();
    let verified = parse_pack(sealed.bytes)
        .unwrap()
        .verify(author.secret.keys())
        .unwrap();
    let other = SpaceKey::generate(&mut author.rng);
    assert_eq!(open(&verified, &other), Err(SealError::CannotOpen));
}

#[test]
fn another_devices_keys_do_not_verify_it() {
    let mut author = author(4);
    let sealed = author.seal(&draft(), &bundle(1)).unwrap();
    let other = DeviceSecret::generate(&mut author.rng);
    let refused = parse_pack(sealed.bytes.clone())
        .unwrap()
        .verify(other.keys());
    assert_eq!(refused, Err(SealError::WrongSigner));
    let mut mixed = *author.secret.keys();
    mixed.kx = other.keys().kx;
    assert_eq!(
        parse_pack(sealed.bytes).unwrap().verify(&mixed),
        Err(SealError::WrongSigner)
    );
}

#[test]
fn a_pack_is_cut_from_a_stream_of_exactly_its_length() {
    let mut author = author(5);
    let sealed = author.seal(&draft(), &bundle(1)).unwrap();
    let mut longer = sealed.bytes.clone();
    longer.push(0);
    assert_eq!(parse_pack(longer), Err(DecodeError::TrailingBytes));
    for end in 0..sealed.bytes.len() {
        assert!(parse_pack(&sealed.bytes[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_body_too_short_to_be_sealed_is_refused() {
    let header = PackHeader {
        space: SpaceId([9; 16]),
        key_epoch: 1,
        author: DeviceId([1; 16]),
        number: 1,
        previous: PackHash::ZERO,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
        contents: [0; 32],
        body_length: 39,
    };
    let bytes = [header.to_bytes(), vec![0; 39 + Signature::SIZE]].concat();
    assert_eq!(
        parse_pack(bytes),
        Err(DecodeError::Invalid { what: "pack body" })
    );
}

#[test]
fn what_nobody_could_read_is_not_sealed() {
    let mut author = author(6);
    let empty_change = Bundle::of_documents(vec![BundleDocument {
        id: DocId([1; 16]),
        changes: vec![vec![].into()],
    }]);
    assert!(matches!(
        author.seal(&draft(), &empty_change),
        Err(SealError::Decode(_))
    ));
    let numberless = PackDraft {
        number: 0,
        ..draft()
    };
    assert!(matches!(
        author.seal(&numberless, &bundle(1)),
        Err(SealError::Decode(_))
    ));
    let backwards = vec![Cover {
        author: DeviceId([3; 16]),
        first: 2,
        last: 1,
    }];
    let backwards = PackDraft {
        number: 0,
        covers: backwards,
        ..draft()
    };
    assert!(matches!(
        author.seal(&backwards, &bundle(1)),
        Err(SealError::Decode(_))
    ));
}

#[test]
fn a_bundle_above_its_limit_is_refused_by_name() {
    let mut author = author(7);
    let change = vec![0; limits::CHANGE.max as usize];
    let document = BundleDocument {
        id: DocId([1; 16]),
        changes: vec![change.clone().into(), change.into()],
    };
    let error = author
        .seal(&draft(), &Bundle::of_documents(vec![document]))
        .unwrap_err();
    assert_eq!(
        error,
        SealError::Decode(DecodeError::TooLong {
            what: "bundle",
            limit: limits::BUNDLE.max
        })
    );
    let noise: Vec<u8> = {
        let mut noise = vec![0; 5 << 20];
        author.rng.fill(&mut noise);
        noise
    };
    let document = BundleDocument {
        id: DocId([1; 16]),
        changes: vec![noise.into()],
    };
    let error = author
        .seal(&draft(), &Bundle::of_documents(vec![document]))
        .unwrap_err();
    assert!(matches!(
        error,
        SealError::Decode(DecodeError::TooLong {
            what: "pack body",
            ..
        })
    ));
}

proptest! {
    #[test]
    fn a_changed_pack_is_never_believed(
        seed: u64,
        documents in 0..4u8,
        at: prop::sample::Index,
        bits in 1..=255u8,
    ) {
        let mut author = author(seed);
        let sealed = author.seal(&draft(), &bundle(documents)).unwrap();
        let mut bytes = sealed.bytes.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= bits;
        if let Ok(parsed) = parse_pack(bytes) {
            prop_assert!(parsed.verify(author.secret.keys()).is_err());
        }
    }

    #[test]
    fn arbitrary_bytes_are_no_pack(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(parsed) = parse_pack(bytes) {
            let keys = *author(1).secret.keys();
            prop_assert!(parsed.verify(&keys).is_err());
        }
    }

    #[test]
    fn any_bundle_survives_sealing(
        seed: u64,
        level in 1..12i32,
        changes in proptest::collection::vec(
            proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..30), 1..4), 0..6),
    ) {
        let mut author = author(seed);
        let document = |(id, changes): (usize, Vec<Vec<u8>>)| BundleDocument {
            id: DocId([id as u8; 16]),
            changes: changes.into_iter().map(BundleChange::from).collect(),
        };
        let bundle = Bundle::of_documents(changes.into_iter().enumerate().map(document).collect());
        let sealed =
            seal_pack(&draft(), &bundle, &author.key, &author.secret, level, &mut author.rng).unwrap();
        let verified = parse_pack(sealed.bytes).unwrap().verify(author.secret.keys()).unwrap();
        prop_assert_eq!(open(&verified, &author.key).unwrap(), opened(bundle));
    }
}
