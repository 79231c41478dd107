//! Any bytes may arrive: they are refused or read, never a panic, never more memory than the limits.

use automerge::{Change, ExpandedChange};
use proptest::prelude::*;
use proto::{DeviceId, DocId};
use records::{ChangeError, Document, Draft, FieldEdit, Kind, MAX_CHANGE, RecordChange, Value};
use sha2::{Digest, Sha256};

use crate::samples;

fn valid(kind: Kind, json: &serde_json::Value) -> Vec<u8> {
    Draft::from_json(kind, json)
        .unwrap()
        .into_change(samples::author(1, 5))
        .unwrap()
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
            prop_assert!(comes_back_from_its_packed_form(&change));
            for (theirs, ours) in expanded.operations.iter().zip(change.ops()) {
                let automerge::legacy::Key::Map(key) = &theirs.key else { panic!("no key") };
                prop_assert_eq!(key.as_str(), ours.key.as_str());
                prop_assert_eq!(theirs.pred.len(), ours.predecessors.len());
            }
        }
    }
}

/// The device in whose packs changes are packed here: not the one that writes them.
const ELSE: DeviceId = DeviceId([0xee; 16]);

#[test]
fn a_new_record_is_packed_in_half_the_bytes_around_its_values() {
    let bytes = valid(Kind::Visit, &samples::visit());
    let change = RecordChange::parse(&bytes).unwrap();
    let parts = records::packed(&bytes, change.device());
    let size: usize = parts.iter().map(Vec::len).sum();
    assert!(size + 50 < bytes.len(), "{size} of {}", bytes.len());
    assert_eq!(
        RecordChange::unpack(&parts, change.device()).unwrap(),
        change
    );
}

#[test]
fn what_cannot_be_packed_in_parts_travels_whole() {
    let valid = valid(Kind::Visit, &samples::visit());
    let mut longer = valid.clone();
    longer.push(0);
    for bytes in [longer, b"no change at all".to_vec(), Vec::new()] {
        let parts = records::packed(&bytes, ELSE);
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].get(1..), Some(bytes.get(8..).unwrap_or_default()));
    }
}

#[test]
fn what_a_change_unfolds_to_is_counted_and_a_ward_is_far_from_the_limit() {
    let unfolded = |bytes: &[u8]| RecordChange::parse(bytes).unwrap().unfolded_size();
    let visit = unfolded(&valid(Kind::Visit, &samples::visit()));
    let household = unfolded(&valid(Kind::Household, &samples::household()));
    assert!((visit + household) / 2 * 11_209 < RecordChange::MAX_UNFOLDED / 4);
    // Runs of 8,192 operations with one long key, in six hundred bytes.
    let run = [0x80, 0xc0, 0];
    let keys = [&run[..], &[0x80, 4], &[b'k'; 512]].concat();
    let parts = [vec![1], vec![], vec![0], keys, [&run[..], &[0]].concat()];
    let bomb = RecordChange::unpack(&parts, ELSE).unwrap();
    assert!(bomb.bytes().len() < 650 && bomb.unfolded_size() > 8_192 * 512);
}

fn comes_back_from_its_packed_form(change: &RecordChange) -> bool {
    [change.device(), ELSE].iter().all(|author| {
        let parts = records::packed(change.bytes(), *author);
        RecordChange::unpack(&parts, *author).as_ref() == Ok(change)
    })
}

#[test]
fn edits_come_back_from_their_packed_form_as_they_were() {
    let first = RecordChange::parse(&valid(Kind::Household, &samples::household())).unwrap();
    let mut changes = vec![first];
    for (device, note) in [(1, "một"), (2, "hai"), (1, "ba")] {
        let document = Document::from_changes(DocId([7; 16]), &changes, records::anyone);
        let edits = [
            FieldEdit::set("note", Value::Text(note.to_owned())),
            FieldEdit::clear("phone"),
            FieldEdit::set("residents", Value::Integer(device)),
        ];
        let author = samples::author(u8::try_from(device).unwrap(), 9);
        changes.extend(document.edit(&edits, author, [3; 4]).unwrap());
    }
    assert_eq!(changes.len(), 4);
    for change in &changes {
        assert!(
            records::packed(change.bytes(), ELSE).len() > 1,
            "travels whole"
        );
        assert!(comes_back_from_its_packed_form(change));
    }
}

proptest! {
    #[test]
    fn arbitrary_packed_parts_never_panic(
        form in 0..18_u8,
        mut parts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..80), 1..11),
    ) {
        parts[0].insert(0, form);
        let _ = RecordChange::unpack(&parts, ELSE);
    }
}
