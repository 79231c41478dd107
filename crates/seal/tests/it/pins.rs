use proptest::prelude::*;
use seal::{PinError, PinParams, unwrap_key, wrap_key};
use testkit::TestRng;

/// The least that Argon2 takes, so that tests are quick.
const QUICK: PinParams = PinParams {
    memory: 8,
    passes: 1,
    lanes: 1,
};

fn wrapped(params: PinParams) -> Vec<u8> {
    wrap_key(&[5; 32], "120456", &[6; 32], params, &mut TestRng::new(1)).unwrap()
}

#[test]
fn a_key_unwraps_with_its_pin_and_its_device() {
    let bytes = wrapped(PinParams::DEFAULT);
    assert_eq!(*unwrap_key(&bytes, "120456", &[6; 32]).unwrap(), [5; 32]);
    assert_eq!(
        unwrap_key(&bytes, "120457", &[6; 32]),
        Err(PinError::WrongPin)
    );
    assert_eq!(
        unwrap_key(&bytes, "120456", &[7; 32]),
        Err(PinError::WrongPin)
    );
}

#[test]
fn a_pin_may_be_any_text() {
    for pin in ["", "đồng bào", "0"] {
        let bytes = wrap_key(&[5; 32], pin, &[6; 32], QUICK, &mut TestRng::new(2)).unwrap();
        assert_eq!(*unwrap_key(&bytes, pin, &[6; 32]).unwrap(), [5; 32]);
    }
}

#[test]
fn parameters_that_would_take_all_memory_are_refused() {
    let mut bytes = wrapped(QUICK);
    // The memory's varint, 8, becomes 2³⁰ KiB.
    bytes.splice(1..2, [0x80, 0x80, 0x80, 0x80, 0x04]);
    assert_eq!(
        unwrap_key(&bytes, "120456", &[6; 32]),
        Err(PinError::BadParams)
    );
    let too_little = PinParams {
        memory: 1,
        passes: 0,
        lanes: 1,
    };
    let refused = wrap_key(&[5; 32], "1", &[6; 32], too_little, &mut TestRng::new(3));
    assert_eq!(refused, Err(PinError::BadParams));
}

#[test]
fn a_cut_or_foreign_file_is_damaged_and_not_a_wrong_pin() {
    let bytes = wrapped(QUICK);
    for end in 0..bytes.len() {
        assert!(matches!(
            unwrap_key(&bytes[..end], "120456", &[6; 32]),
            Err(PinError::Damaged(_))
        ));
    }
    assert!(matches!(
        unwrap_key(&[2; 90], "120456", &[6; 32]),
        Err(PinError::Damaged(_))
    ));
}

proptest! {
    #[test]
    fn a_changed_wrapping_never_unwraps(at: prop::sample::Index, bits in 1..=255u8) {
        let mut bytes = wrapped(QUICK);
        // The parameters' first bytes are left alone: larger ones would only make the test slow.
        let at = 4 + at.index(bytes.len() - 4);
        bytes[at] ^= bits;
        prop_assert_eq!(unwrap_key(&bytes, "120456", &[6; 32]), Err(PinError::WrongPin));
    }

    #[test]
    fn arbitrary_bytes_unwrap_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..8)) {
        prop_assert!(unwrap_key(&bytes, "1", &[6; 32]).is_err());
    }
}
