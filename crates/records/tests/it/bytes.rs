//! Any bytes may arrive: they are refused or read, never a panic, never more memory than the limits.

use automerge::{Change, ExpandedChange};
use proptest::prelude::*;
use records::{ChangeError, Draft, Kind, MAX_CHANGE, RecordChange};
use sha2::{Digest, Sha256};

use crate::samples;

fn valid(kind: Kind, json: &serde_json::Value) -> Vec<u8> {
    Draft::from_json(kind, json)
        .unwrap()
        .into_change(samples::author(1, 5))
        .into_bytes()
}

/// Puts a body into a chunk with a right checksum, so that reading gets past the frame.
fn framed(body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![1];
    let mut length = body.len();
    loop {
        let byte = u8::try_from(length & 0x7f).unwrap();
        length >>= 7;
        hashed.push(if length == 0 { byte } else { byte | 0x80 });
        if length == 0 {
            break;
        }
    }
    hashed.extend(body);
    let hash = Sha256::digest(&hashed);
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83];
    bytes.extend(&hash[..4]);
    bytes.extend(hashed);
    bytes
}

fn body_of(bytes: &[u8]) -> &[u8] {
    let length = bytes[9..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    &bytes[9 + length..]
}

#[test]
fn a_change_cut_anywhere_is_refused() {
    let bytes = valid(Kind::Visit, &samples::visit());
    assert_eq!(framed(body_of(&bytes)), bytes);
    for length in 0..bytes.len() {
        assert!(RecordChange::parse(&bytes[..length]).is_err());
    }
}

#[test]
fn a_change_with_any_bit_turned_is_refused() {
    let bytes = valid(Kind::Household, &samples::household());
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1 << (place % 8);
        assert!(RecordChange::parse(&damaged).is_err(), "byte {place}");
    }
}

#[test]
fn a_change_larger_than_the_limit_is_refused_before_it_is_read() {
    assert_eq!(
        RecordChange::parse(&vec![0; MAX_CHANGE + 1]),
        Err(ChangeError::TooLarge)
    );
}

/// A body with these columns: no dependencies, one device, sequence 1, operation 1, time 0.
fn body(columns: &[(u8, &[u8])]) -> Vec<u8> {
    let mut body = vec![0, 16];
    body.extend([7; 16]);
    body.extend([1, 1, 0, 0, 0]);
    body.push(u8::try_from(columns.len()).unwrap());
    for (id, bytes) in columns {
        body.push(*id);
        body.push(u8::try_from(bytes.len()).unwrap());
    }
    columns.iter().for_each(|(_, bytes)| body.extend(*bytes));
    body
}

const HUGE: [u8; 9] = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f];

#[test]
fn a_few_bytes_that_claim_ever_so_many_operations_are_refused_at_once() {
    let run = |value: &[u8]| [&HUGE[..], value].concat();
    let (keys, actions, metas, preds) = (run(&[1, b'k']), run(&[1]), run(&[0]), run(&[0]));
    let bomb = body(&[
        (0x15, &keys),
        (0x34, &HUGE),
        (0x42, &actions),
        (0x56, &metas),
        (0x70, &preds),
    ]);
    assert_eq!(
        RecordChange::parse(&framed(&bomb)),
        Err(ChangeError::TooMany("operations"))
    );
    let one_op = [1, 1];
    let bomb = body(&[
        (0x15, &[1, 1, b'k']),
        (0x34, &[1]),
        (0x42, &one_op),
        (0x56, &[1, 0]),
        (0x70, &[&[1][..], &HUGE].concat()),
        (0x71, &run(&[0])),
        (0x73, &run(&[1])),
    ]);
    assert_eq!(
        RecordChange::parse(&framed(&bomb)),
        Err(ChangeError::TooMany("predecessors"))
    );
    let fine = body(&[
        (0x15, &[1, 1, b'k']),
        (0x34, &[1]),
        (0x42, &one_op),
        (0x56, &[1, 0]),
        (0x70, &[1, 0]),
    ]);
    assert_eq!(RecordChange::parse(&framed(&fine)).unwrap().ops().len(), 1);
}

#[test]
fn what_records_never_do_is_refused_by_name() {
    let one: &[(u8, &[u8])] = &[
        (0x15, &[1, 1, b'k']),
        (0x34, &[1]),
        (0x42, &[1, 0]),
        (0x56, &[1, 0]),
        (0x70, &[1, 0]),
    ];
    assert!(
        matches!(
            RecordChange::parse(&framed(&body(one))),
            Err(ChangeError::Unsupported(_))
        ),
        "a nested map"
    );
    let deflated: &[(u8, &[u8])] = &[(0x1d, &[1, 1, b'k'])];
    assert_eq!(
        RecordChange::parse(&framed(&body(deflated))),
        Err(ChangeError::Compressed)
    );
    let mut bytes = valid(Kind::Visit, &samples::visit());
    bytes[8] = 2;
    assert_eq!(RecordChange::parse(&bytes), Err(ChangeError::Compressed));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = RecordChange::parse(&bytes);
        let _ = RecordChange::parse(&framed(&bytes));
    }

    #[test]
    fn mutated_changes_are_refused_or_read_as_automerge_reads_them(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..6),
    ) {
        let bytes = valid(Kind::Visit, &samples::visit());
        let mut body = body_of(&bytes).to_vec();
        for (place, byte, how) in edits {
            let place = place.index(body.len());
            match how {
                0 => body[place] = byte,
                1 => body.insert(place, byte),
                _ => drop(body.remove(place)),
            }
        }
        let framed = framed(&body);
        if let Ok(change) = RecordChange::parse(&framed) {
            let judge = Change::from_bytes(framed).expect("Automerge reads what we read");
            let expanded = ExpandedChange::from(&judge);
            prop_assert_eq!(expanded.operations.len(), change.ops().len());
            prop_assert_eq!(judge.hash().0, change.hash().0);
            prop_assert_eq!(judge.timestamp(), change.at().0);
            for (theirs, ours) in expanded.operations.iter().zip(change.ops()) {
                let automerge::legacy::Key::Map(key) = &theirs.key else { panic!("no key") };
                prop_assert_eq!(key.as_str(), ours.key.as_str());
                prop_assert_eq!(theirs.pred.len(), ours.predecessors.len());
            }
        }
    }
}

#[test]
fn a_packed_change_is_eight_bytes_shorter_and_unpacks_to_the_same() {
    let bytes = valid(Kind::Visit, &samples::visit());
    let packed = records::packed(&bytes);
    assert_eq!(packed.len() + 8, bytes.len());
    assert_eq!(
        RecordChange::unpack(packed).unwrap(),
        RecordChange::parse(&bytes).unwrap()
    );
}

proptest! {
    #[test]
    fn arbitrary_packed_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = RecordChange::unpack(&bytes);
    }
}
