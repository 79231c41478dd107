use proto::{Code, DeviceId, DocId, EntryHash, PackHash, Role, RoleSet, SpaceId, UnixMillis};

#[test]
fn an_id_is_lower_case_hex_and_a_documents_id_a_uuid() {
    let bytes: [u8; 16] = std::array::from_fn(|i| i as u8 * 17);
    let hex = "00112233445566778899aabbccddeeff";
    assert_eq!(SpaceId(bytes).to_string(), hex);
    assert_eq!(hex.parse::<SpaceId>().unwrap(), SpaceId(bytes));
    assert_eq!(
        hex.to_uppercase().parse::<SpaceId>().unwrap(),
        SpaceId(bytes)
    );
    let uuid = "00112233-4455-6677-8899-aabbccddeeff";
    assert_eq!(DocId(bytes).to_string(), uuid);
    assert_eq!(uuid.parse::<DocId>().unwrap(), DocId(bytes));
}

#[test]
fn other_texts_are_no_ids() {
    for text in [
        "",
        "00",
        "zz112233445566778899aabbccddeeff",
        "00112233445566778899aabbccddeeff0",
    ] {
        assert!(text.parse::<DeviceId>().is_err(), "{text:?}");
    }
    for text in [
        "00112233445566778899aabbccddeeff",
        "001122334455-6677-8899-aabb-ccddeeff",
        "00112233-4455-6677-8899-aabbccddee-f",
        "ộộộộộộộộộộộộ",
    ] {
        assert!(text.parse::<DocId>().is_err(), "{text:?}");
    }
    assert_eq!(DeviceId::from_bytes(&[0; 15]), None);
    assert_eq!(DeviceId::from_bytes(&[7; 16]), Some(DeviceId([7; 16])));
}

#[test]
fn a_space_is_named_by_the_first_half_of_its_first_entrys_hash() {
    let hash = EntryHash(std::array::from_fn(|i| i as u8));
    assert_eq!(SpaceId::of_create(&hash).as_bytes(), &hash.as_bytes()[..16]);
    assert_eq!(hash.prefix(), hash.as_bytes()[..8]);
    assert!(PackHash::ZERO.is_zero() && !hash.is_zero());
}

#[test]
fn instants_saturate_instead_of_wrapping() {
    assert_eq!(UnixMillis(i64::MAX).plus_millis(1), UnixMillis(i64::MAX));
    assert_eq!(UnixMillis(i64::MIN).millis_since(UnixMillis(1)), i64::MIN);
    assert_eq!(UnixMillis(5).millis_since(UnixMillis(7)), -2);
}

#[test]
fn codes_and_roles_are_found_by_their_words() {
    for &code in Code::ALL {
        assert_eq!(code.as_str().parse::<Code>().unwrap(), code);
        assert_eq!(Code::from_tag(code.tag()), Some(code));
    }
    assert!("".parse::<Code>().is_err());
    for role in Role::ALL {
        assert_eq!(role.as_str().parse::<Role>().unwrap(), role);
    }
    let both: RoleSet = [Role::Administrator, Role::Commander].into_iter().collect();
    assert_eq!(both.to_string(), "commander+administrator");
    assert_eq!(RoleSet::from_bits(32), None);
}
