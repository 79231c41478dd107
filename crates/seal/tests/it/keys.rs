use proptest::prelude::*;
use proto::SealedKey;
use seal::{
    DeviceSecret, InviteSecret, RecoverySecret, RelaySecret, SealError, SpaceKey, open_space_key,
    seal_space_key,
};
use testkit::TestRng;

#[test]
fn a_space_key_opens_for_its_recipient_only() {
    let mut rng = TestRng::new(1);
    let (recipient, other) = (
        DeviceSecret::generate(&mut rng),
        DeviceSecret::generate(&mut rng),
    );
    let key = SpaceKey::generate(&mut rng);
    let sealed = seal_space_key(&key, &[7; 16], 3, &recipient.keys().kx, &mut rng).unwrap();
    assert!(open_space_key(&sealed, &[7; 16], &recipient).unwrap() == key);
    assert_eq!(
        open_space_key(&sealed, &[7; 16], &other),
        Err(SealError::CannotOpen)
    );
    assert_eq!(
        open_space_key(&sealed, &[8; 16], &recipient),
        Err(SealError::CannotOpen)
    );
    let other_epoch = SealedKey { epoch: 4, ..sealed };
    assert_eq!(
        open_space_key(&other_epoch, &[7; 16], &recipient),
        Err(SealError::CannotOpen)
    );
}

#[test]
fn a_key_of_low_order_gets_nothing_sealed() {
    let mut rng = TestRng::new(2);
    let key = SpaceKey::generate(&mut rng);
    let refused = seal_space_key(&key, &[0; 16], 1, &[0; 32], &mut rng);
    assert_eq!(refused, Err(SealError::BadRecipient));
}

#[test]
fn stored_keys_are_the_same_keys() {
    let mut rng = TestRng::new(3);
    let device = DeviceSecret::generate(&mut rng);
    let restored = DeviceSecret::from_bytes(&device.to_bytes());
    assert_eq!(restored.keys(), device.keys());
    assert_eq!(restored.id(), device.id());
    let relay = RelaySecret::generate(&mut rng);
    assert_eq!(RelaySecret::from_bytes(&relay.to_bytes()).id(), relay.id());
    let invite = InviteSecret::generate(&mut rng);
    assert_eq!(
        InviteSecret::from_bytes(*invite.as_bytes()).id(),
        invite.id()
    );
}

#[test]
fn an_invite_and_a_device_of_the_same_keys_have_different_ids() {
    let invite = InviteSecret::generate(&mut TestRng::new(4));
    assert_ne!(invite.id().as_bytes(), invite.pair().id().as_bytes());
}

#[test]
fn one_secret_gives_an_invite_and_a_recovery_code_different_keys() {
    let recovery = RecoverySecret::generate(&mut TestRng::new(4));
    let again = RecoverySecret::from_bytes(*recovery.as_bytes());
    assert_eq!(recovery.device().keys(), again.device().keys());
    let invite = InviteSecret::from_bytes(*recovery.as_bytes());
    assert_ne!(recovery.device().keys().sign, invite.pair().keys().sign);
    assert_ne!(recovery.device().keys().kx, invite.pair().keys().kx);
}

#[test]
fn no_debug_form_shows_a_secret() {
    let bytes: [u8; 64] = std::array::from_fn(|i| 100 + i as u8);
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        DeviceSecret::from_bytes(&bytes),
        SpaceKey::from_bytes([101; 32]),
        InviteSecret::from_bytes([101; 16]),
        RecoverySecret::from_bytes([101; 16]),
        RelaySecret::from_bytes(&[101; 32]),
    );
    assert!(!shown.contains("101") && !shown.contains("6565"), "{shown}");
}

proptest! {
    #[test]
    fn a_changed_sealed_key_never_opens(seed: u64, at in 0..80usize, bits in 1..=255u8) {
        let mut rng = TestRng::new(seed);
        let recipient = DeviceSecret::generate(&mut rng);
        let key = SpaceKey::generate(&mut rng);
        let mut sealed = seal_space_key(&key, &[7; 16], 1, &recipient.keys().kx, &mut rng).unwrap();
        match at.checked_sub(32) {
            None => sealed.enc[at] ^= bits,
            Some(at) => sealed.ciphertext[at] ^= bits,
        }
        // The highest bit of an X25519 point is not part of it (RFC 7748), so it alone does not matter to the
        // shared secret; HPKE binds the encapsulated bytes as they are, so it does matter here.
        prop_assert_eq!(open_space_key(&sealed, &[7; 16], &recipient), Err(SealError::CannotOpen));
    }
}
