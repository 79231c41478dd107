//! Bytes from nobody, and bytes that somebody changed. Whatever a decoder accepts encodes to the very bytes it
//! came from, so what it holds in memory is bounded by its input.

use proptest::prelude::*;
use proto::*;

use crate::samples;

fn accepts_only_its_own_encoding<T: Wire>(bytes: &[u8]) {
    if let Ok(value) = T::from_bytes(bytes) {
        assert_eq!(value.to_bytes(), bytes);
    }
}

fn feed_to_every_decoder(bytes: &[u8]) {
    accepts_only_its_own_encoding::<Bundle>(bytes);
    accepts_only_its_own_encoding::<AuditSegment>(bytes);
    accepts_only_its_own_encoding::<UnlockDeposit>(bytes);
    accepts_only_its_own_encoding::<Tally>(bytes);
    accepts_only_its_own_encoding::<PackHeader>(bytes);
    accepts_only_its_own_encoding::<Entry>(bytes);
    accepts_only_its_own_encoding::<RequestHead>(bytes);
    accepts_only_its_own_encoding::<Frame>(bytes);
    accepts_only_its_own_encoding::<Receipt>(bytes);
    accepts_only_its_own_encoding::<CourierItem>(bytes);
    accepts_only_its_own_encoding::<InviteCode>(bytes);
    accepts_only_its_own_encoding::<RecoveryCode>(bytes);
    accepts_only_its_own_encoding::<LiaisonCode>(bytes);
    accepts_only_its_own_encoding::<RelayKeyCode>(bytes);
    accepts_only_its_own_encoding::<ErasureReceipt>(bytes);
    let mut frames = FrameReader::new();
    frames.push(bytes);
    while let Ok(Some(_)) = frames.next() {}
    let mut items = CourierReader::new();
    items.push(bytes);
    while let Ok(Some(_)) = items.next() {}
    let mut request = RequestReader::new();
    request.push(bytes);
    while let Ok(Some(_)) = request.next() {}
    let text = String::from_utf8_lossy(bytes);
    let _ = text.parse::<InviteCode>();
    let _ = text.parse::<UnlockCode>();
    let _ = format!("SOTAYU1-{text}").parse::<UnlockCode>();
    let _ = format!("SOTAY1-{text}").parse::<InviteCode>();
    let _ = format!("SOTAYR1-{text}").parse::<RecoveryCode>();
    let _ = format!("SOTAYL1-{text}").parse::<LiaisonCode>();
    let _ = format!("SOTAYK1-{text}").parse::<RelayKeyCode>();
    let _ = text.parse::<SpaceId>();
    let _ = text.parse::<DocId>();
    let _ = text.parse::<Code>();
    let _ = text.parse::<Role>();
}

/// Two documents that claim so many changes, of which none follows.
fn claims(counts: [u64; 2]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.u8(proto::version::BUNDLE);
    writer.varint(0);
    writer.varint(2);
    for id in [DocId([1; 16]), DocId([2; 16])] {
        id.write(&mut writer);
    }
    for count in counts {
        writer.varint(count);
    }
    writer.into_bytes()
}

#[test]
fn a_bundle_of_more_changes_than_a_device_can_hold_is_refused() {
    let most = limits::BUNDLE_CHANGES.max;
    let refused = DecodeError::TooLong {
        what: "bundle changes",
        limit: most,
    };
    for counts in [[most + 1, 1], [most, 1], [1, most], [most, most]] {
        assert_eq!(Bundle::from_bytes(&claims(counts)), Err(refused));
    }
    let cut = Bundle::from_bytes(&claims([most - 1, 1]));
    assert_eq!(cut, Err(DecodeError::Truncated));
}

/// One change to a byte string.
#[derive(Debug, Clone)]
enum Damage {
    Flip(prop::sample::Index, u8),
    Insert(prop::sample::Index, u8),
    Remove(prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<(prop::sample::Index, u8)>().prop_map(|(at, bits)| Damage::Flip(at, bits)),
        any::<(prop::sample::Index, u8)>().prop_map(|(at, byte)| Damage::Insert(at, byte)),
        any::<prop::sample::Index>().prop_map(Damage::Remove),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    match damage {
        Damage::Flip(at, bits) => {
            let at = at.index(bytes.len());
            bytes[at] ^= bits;
        }
        Damage::Insert(at, byte) => bytes.insert(at.index(bytes.len()), *byte),
        Damage::Remove(at) => {
            bytes.remove(at.index(bytes.len()));
        }
    }
}

fn any_encoding() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        samples::bundle().prop_map(|value| value.to_bytes()),
        samples::pack_header().prop_map(|value| value.to_bytes()),
        samples::entry().prop_map(|value| value.to_bytes()),
        samples::request_head().prop_map(|value| value.to_bytes()),
        samples::frame().prop_map(|value| value.to_bytes()),
        samples::frame().prop_map(|value| value.to_framed_bytes()),
        samples::courier_item().prop_map(|value| value.to_framed_bytes()),
        samples::invite_code().prop_map(|value| value.to_bytes()),
        samples::recovery_code().prop_map(|value| value.to_bytes()),
        samples::liaison_code().prop_map(|value| value.to_bytes()),
        samples::erasure_receipt().prop_map(|value| value.to_bytes()),
        samples::invite_code().prop_map(|value| value.to_string().into_bytes()),
    ]
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        feed_to_every_decoder(&bytes);
    }

    #[test]
    fn damaged_values_never_panic(
        mut bytes in any_encoding(),
        damages in proptest::collection::vec(damage(), 1..4),
    ) {
        for damage in &damages {
            apply(&mut bytes, damage);
        }
        feed_to_every_decoder(&bytes);
    }
}

#[test]
fn an_announced_count_without_items_takes_no_memory() {
    // A bundle that claims the most documents allowed, and then ends.
    let mut writer = Writer::new();
    writer.u8(version::BUNDLE);
    writer.varint(0);
    writer.varint(limits::BUNDLE_DOCUMENTS.max);
    assert_eq!(
        Bundle::from_bytes(&writer.into_bytes()),
        Err(DecodeError::Truncated)
    );
}

#[test]
fn a_length_above_its_limit_is_refused_before_its_bytes_arrive() {
    let announce = |length: u64| {
        let mut writer = Writer::new();
        writer.varint(length);
        writer.into_bytes()
    };
    let mut frames = FrameReader::new();
    frames.push(&announce(limits::FRAME.max));
    assert_eq!(frames.next(), Ok(None));
    let mut frames = FrameReader::new();
    frames.push(&announce(limits::FRAME.max + 1));
    let error = DecodeError::TooLong {
        what: "frame",
        limit: limits::FRAME.max,
    };
    assert_eq!(frames.next(), Err(error));
    frames.push(&[0; 100]);
    assert_eq!(frames.next(), Err(error), "an error is for ever");

    let mut request = RequestReader::new();
    request.push(&announce(limits::REQUEST_HEAD.max + 1));
    assert!(matches!(
        request.next(),
        Err(DecodeError::TooLong {
            what: "request head",
            ..
        })
    ));
}
