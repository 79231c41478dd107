use std::fmt::Debug;

use proptest::prelude::*;
use proto::{DecodeError, Wire};

use crate::samples;

/// Encodes, decodes, and decodes what must not decode: each value cut short, and with a byte too many.
fn check<T: Wire + PartialEq + Debug>(
    value: &T,
    cut: prop::sample::Index,
) -> Result<(), TestCaseError> {
    let mut bytes = value.to_bytes();
    prop_assert_eq!(&T::from_bytes(&bytes).unwrap(), value);
    prop_assert!(T::from_bytes(&bytes[..cut.index(bytes.len())]).is_err());
    bytes.push(0);
    prop_assert_eq!(
        T::from_bytes(&bytes).unwrap_err(),
        DecodeError::TrailingBytes
    );
    Ok(())
}

proptest! {
    #[test]
    fn a_bundle_survives_its_encoding(value in samples::bundle(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn a_segment_of_a_log_survives_its_encoding(value in samples::audit_segment(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn a_deposit_survives_its_encoding(value in samples::unlock_deposit(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn a_tally_survives_its_encoding(value in samples::tally(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn an_unlock_code_is_read_as_it_was_written(secret: [u8; 16]) {
        let code = proto::UnlockCode { secret };
        prop_assert_eq!(code.to_string().parse::<proto::UnlockCode>(), Ok(code));
    }

    #[test]
    fn a_pack_header_survives_its_encoding(value in samples::pack_header(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn a_ledger_entry_survives_its_encoding(value in samples::entry(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn a_request_head_survives_its_encoding(value in samples::request_head(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn a_frame_survives_its_encoding(value in samples::frame(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn a_courier_item_survives_its_encoding(value in samples::courier_item(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn an_erasure_receipt_survives_its_encoding(value in samples::erasure_receipt(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn a_recovery_code_survives_its_encoding(value in samples::recovery_code(), cut: prop::sample::Index) {
        check(&value, cut)?;
        prop_assert_eq!(value.to_string().parse::<proto::RecoveryCode>(), Ok(value.clone()));
        prop_assert!(value.to_string().parse::<proto::InviteCode>().is_err());
    }

    #[test]
    fn a_relay_key_code_survives_its_encoding(seed: [u8; 32], cut: prop::sample::Index) {
        let value = proto::RelayKeyCode { seed };
        check(&value, cut)?;
        prop_assert_eq!(format!(" {value}\n").to_lowercase().parse::<proto::RelayKeyCode>(), Ok(value.clone()));
        prop_assert!(value.to_string().parse::<proto::RecoveryCode>().is_err());
    }

    #[test]
    fn a_liaison_code_survives_its_encoding(value in samples::liaison_code(), cut: prop::sample::Index) {
        check(&value, cut)?;
        prop_assert_eq!(value.to_string().parse::<proto::LiaisonCode>(), Ok(value.clone()));
        prop_assert!(value.to_string().parse::<proto::InviteCode>().is_err());
    }

    #[test]
    fn an_invite_code_survives_its_encoding(value in samples::invite_code(), cut: prop::sample::Index) {
        check(&value, cut)?;
    }

    #[test]
    fn integers_survive_their_encoding(unsigned: u64, signed: i64) {
        let mut writer = proto::Writer::new();
        writer.varint(unsigned);
        writer.zigzag(signed);
        let bytes = writer.into_bytes();
        let mut reader = proto::Reader::new(&bytes);
        prop_assert_eq!(reader.varint().unwrap(), unsigned);
        prop_assert_eq!(reader.zigzag().unwrap(), signed);
        prop_assert!(reader.finish().is_ok());
    }
}

#[test]
fn an_integer_has_no_second_form() {
    let read = |bytes: &[u8]| proto::Reader::new(bytes).varint();
    assert_eq!(read(&[0x80, 0x00]), Err(DecodeError::NotCanonical));
    assert_eq!(read(&[0xff; 9]), Err(DecodeError::Truncated));
    assert_eq!(
        read(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
        Ok(u64::MAX)
    );
    assert_eq!(
        read(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]),
        Err(DecodeError::NotCanonical)
    );
    assert_eq!(read(&[0x80; 11]), Err(DecodeError::NotCanonical));
}

#[test]
fn a_set_of_documents_or_kinds_has_no_second_form() {
    use proto::DocId;
    use proto::ledger::{Erase, EraseReason, Policy, Retention, Verdict};
    let erase = |ids: &[u8]| {
        let documents = ids.iter().map(|id| DocId([*id; 16])).collect();
        let reason = EraseReason::Order;
        Erase::from_bytes(&Erase { reason, documents }.to_bytes()).map(|_| ())
    };
    let accept = |ids: &[u8]| {
        let documents = ids.iter().map(|id| DocId([*id; 16])).collect();
        Verdict::from_bytes(&Verdict::Accept(documents).to_bytes()).map(|_| ())
    };
    for read in [erase, accept] {
        assert_eq!(read(&[1, 3, 7]), Ok(()));
        for ids in [[].as_slice(), &[1, 1], &[3, 1]] {
            assert_eq!(read(ids), Err(DecodeError::NotCanonical));
        }
    }
    let policy = |kinds: &[u8]| {
        let term = |kind: &u8| Retention {
            kind: *kind,
            days: 9,
        };
        let policy = Policy {
            retention: kinds.iter().map(term).collect(),
            ..Policy::default()
        };
        Policy::from_bytes(&policy.to_bytes()).map(|_| ())
    };
    assert_eq!(policy(&[]), Ok(()));
    assert_eq!(policy(&[0, 1, 255]), Ok(()));
    assert_eq!(policy(&[1, 1]), Err(DecodeError::NotCanonical));
    assert_eq!(policy(&[2, 1]), Err(DecodeError::NotCanonical));
}

#[test]
fn a_set_of_covered_packs_has_no_second_form() {
    use proto::{Cover, DeviceId, PackHash, PackHeader, SpaceId};
    let header = |covers| PackHeader {
        space: SpaceId([1; 16]),
        key_epoch: 1,
        author: DeviceId([2; 16]),
        number: 0,
        previous: PackHash::ZERO,
        covers,
        erases: Vec::new(),
        expires: None,
        contents: [0; 32],
        body_length: 40,
    };
    let cover = |author, first, last| Cover {
        author: DeviceId([author; 16]),
        first,
        last,
    };
    let read = |covers| PackHeader::from_bytes(&header(covers).to_bytes()).map(|_| ());
    assert_eq!(
        read(vec![cover(1, 1, 3), cover(1, 5, 5), cover(2, 1, 1)]),
        Ok(())
    );
    assert_eq!(
        read(vec![cover(2, 1, 1), cover(1, 1, 1)]),
        Err(DecodeError::NotCanonical)
    );
    assert_eq!(
        read(vec![cover(1, 1, 3), cover(1, 3, 4)]),
        Err(DecodeError::NotCanonical)
    );
    assert_eq!(
        read(vec![cover(1, 1, 3), cover(1, 4, 4)]),
        Err(DecodeError::NotCanonical)
    );
    assert_eq!(
        read(vec![cover(1, 1, u64::MAX), cover(1, 1, 1)]),
        Err(DecodeError::NotCanonical)
    );
    assert_eq!(
        read(vec![cover(1, 0, 3)]),
        Err(DecodeError::Invalid {
            what: "pack covers"
        })
    );
    assert_eq!(
        read(vec![cover(1, 3, 2)]),
        Err(DecodeError::Invalid {
            what: "pack covers"
        })
    );
}
