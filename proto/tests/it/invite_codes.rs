use proptest::prelude::*;
use proto::invite_code::PREFIX;
use proto::typed_code::TypedCodeError;
use proto::{InviteCode, RelayId, SpaceId, UnixMillis};

use crate::samples;

fn sample() -> InviteCode {
    InviteCode {
        relay_url: "https://relay.example.vn:8443".to_owned(),
        relay: RelayId([1; 32]),
        unit: SpaceId([2; 16]),
        areas: vec![SpaceId([3; 16]), SpaceId([4; 16])],
        secret: [5; 16],
        expires: UnixMillis(1_800_000_000_000),
    }
}

proptest! {
    #[test]
    fn a_code_is_read_as_it_was_written(code in samples::invite_code()) {
        prop_assert_eq!(code.to_string().parse::<InviteCode>().unwrap(), code);
    }

    #[test]
    fn a_code_may_be_typed_in_lower_case_with_spaces_and_look_alikes(code in samples::invite_code()) {
        let text = code.to_string();
        let (prefix, digits) = text.split_at(PREFIX.len());
        let typed = format!(" {}\n{}", prefix.to_lowercase(), digits.to_lowercase().replace('-', " "));
        prop_assert_eq!(typed.parse::<InviteCode>().unwrap(), code.clone());
        let alike = format!("{prefix}{}", digits.replace('0', "O").replace('1', "l"));
        prop_assert_eq!(alike.parse::<InviteCode>().unwrap(), code);
    }

    #[test]
    fn one_wrong_character_is_found(code in samples::invite_code(), at: prop::sample::Index, digit in 0..32usize) {
        const DIGITS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let mut text = code.to_string().into_bytes();
        let at = PREFIX.len() + at.index(text.len() - PREFIX.len());
        prop_assume!(text[at] != b'-' && text[at] != DIGITS[digit]);
        text[at] = DIGITS[digit];
        let text = String::from_utf8(text).unwrap();
        prop_assert_eq!(text.parse::<InviteCode>(), Err(TypedCodeError::WrongChecksum));
    }

    #[test]
    fn two_swapped_neighbours_are_found(code in samples::invite_code(), at: prop::sample::Index) {
        let mut digits: Vec<char> =
            code.to_string()[PREFIX.len()..].chars().filter(|c| *c != '-').collect();
        let at = at.index(digits.len() - 1);
        prop_assume!(digits[at] != digits[at + 1]);
        digits.swap(at, at + 1);
        let text: String = PREFIX.chars().chain(digits).collect();
        prop_assert_eq!(text.parse::<InviteCode>(), Err(TypedCodeError::WrongChecksum));
    }

    #[test]
    fn a_missing_end_is_found(code in samples::invite_code(), at: prop::sample::Index) {
        let text = code.to_string();
        let text = &text[..PREFIX.len() + at.index(text.len() - PREFIX.len())];
        prop_assert_eq!(text.parse::<InviteCode>(), Err(TypedCodeError::WrongChecksum));
    }
}

#[test]
fn a_code_fits_the_alphanumeric_mode_of_a_qr_code() {
    let text = sample().to_string();
    assert!(text.starts_with("SOTAY1-"));
    assert!(
        text.bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
    );
    assert!(text.len() < 300, "{} characters", text.len());
}

#[test]
fn other_texts_are_refused_with_their_reason() {
    let parse = |text: &str| text.parse::<InviteCode>().unwrap_err();
    assert_eq!(parse("hello"), TypedCodeError::NoPrefix(PREFIX));
    assert_eq!(parse("SOTAY1-"), TypedCodeError::WrongChecksum);
    assert_eq!(parse("SOTAY1-ỘỘ"), TypedCodeError::UnknownCharacter('Ộ'));
    assert_eq!(parse(&"A".repeat(10_000)), TypedCodeError::TooLong);
}

#[test]
fn the_secret_is_not_in_the_debug_form() {
    assert!(!format!("{:?}", sample()).contains("5, 5"));
}
