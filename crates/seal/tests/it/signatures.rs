use proptest::prelude::*;
use proto::{
    Action, Actor, DeviceId, DocId, Entry, EntryHash, ErasureReceiptBody, InviteId, PackHash,
    ReceiptBody, RelayEpoch, RelayId, RequestFlags, RequestHash, RequestHead, Signature, SpaceId,
    StoredPack, UnixMillis,
};
use seal::{
    DeviceSecret, RelaySecret, SealError, SignedEntry, SignedRequest, VerifyingKey, attest,
    entry_hash, request_hash, verify_attested,
};
use testkit::TestRng;

fn head(actor: DeviceId) -> RequestHead {
    RequestHead {
        relay: RelayId([1; 32]),
        actor: Actor::Device(actor),
        time: UnixMillis(5),
        relay_epoch: RelayEpoch::ZERO,
        answer_budget: 0,
        flags: RequestFlags::default(),
        spaces: Vec::new(),
        ledger_pushes: Vec::new(),
        manifest: Vec::new(),
    }
}

fn entry(signer: DeviceId) -> Entry {
    Entry {
        space: SpaceId([2; 16]),
        index: 4,
        previous: EntryHash([3; 32]),
        time: UnixMillis(5),
        signer: Actor::Device(signer),
        action: Action::CancelInvite {
            invite: InviteId([4; 16]),
        },
    }
}

fn receipt_body(relay: RelayId) -> ReceiptBody {
    ReceiptBody {
        relay,
        device: DeviceId([1; 16]),
        time: UnixMillis(7),
        request: RequestHash([2; 32]),
        stored: vec![StoredPack {
            space: SpaceId([3; 16]),
            author: DeviceId([1; 16]),
            number: 1,
            hash: PackHash([4; 32]),
        }],
    }
}

fn key(secret: &DeviceSecret) -> VerifyingKey {
    VerifyingKey::try_from(secret.keys()).unwrap()
}

#[test]
fn a_signed_request_verifies_with_its_senders_key_only() {
    let mut rng = TestRng::new(1);
    let (sender, other) = (
        DeviceSecret::generate(&mut rng),
        DeviceSecret::generate(&mut rng),
    );
    let signed = SignedRequest::sign(head(sender.id()), &sender);
    let read = SignedRequest::from_bytes(&signed.to_bytes()).unwrap();
    assert_eq!(read, signed);
    assert_eq!(read.claimed_actor(), Actor::Device(sender.id()));
    assert_eq!(read.hash(), request_hash(read.signed_bytes()));
    let verified = read.verify(&key(&sender)).unwrap();
    assert_eq!(verified.payload(), &head(sender.id()));
    assert_eq!(verified.key(), &key(&sender));
    assert_eq!(read.verify(&key(&other)), Err(SealError::BadSignature));
}

#[test]
fn a_signature_for_one_purpose_is_worth_nothing_for_another() {
    let secret = DeviceSecret::generate(&mut TestRng::new(2));
    let entry = SignedEntry::sign(entry(secret.id()), &secret);
    assert_eq!(entry.hash(), entry_hash(entry.signed_bytes()));
    assert_ne!(
        entry.hash().as_bytes(),
        request_hash(entry.signed_bytes()).as_bytes()
    );
    let request = SignedRequest::sign(head(secret.id()), &secret);
    let swapped = SignedRequest::parse(request.signed_bytes(), *entry.signature()).unwrap();
    assert_eq!(swapped.verify(&key(&secret)), Err(SealError::BadSignature));
}

#[test]
fn an_entry_that_creates_nothing_founds_nothing() {
    let secret = DeviceSecret::generate(&mut TestRng::new(3));
    let entry = SignedEntry::sign(entry(secret.id()), &secret);
    assert_eq!(entry.verify_founding(), Err(SealError::WrongSigner));
}

#[test]
fn an_erasure_receipt_verifies_for_its_relay_only() {
    let mut rng = TestRng::new(5);
    let (relay, other) = (
        RelaySecret::generate(&mut rng),
        RelaySecret::generate(&mut rng),
    );
    let body = ErasureReceiptBody {
        relay: other.id(),
        device: DeviceId([1; 16]),
        time: UnixMillis(7),
        request: RequestHash([2; 32]),
        space: SpaceId([3; 16]),
        documents: vec![DocId([4; 16])],
        packs: vec![PackHash([5; 32])],
    };
    let receipt = attest(body, &relay);
    let verified = verify_attested(&receipt, &relay.id()).unwrap();
    assert_eq!(verified.payload(), &receipt.body);
    assert_eq!(receipt.body.relay, relay.id());
    assert_eq!(
        verify_attested(&receipt, &other.id()),
        Err(SealError::WrongSigner)
    );
    let mut forged = receipt.clone();
    forged.body.packs.clear();
    assert_eq!(
        verify_attested(&forged, &relay.id()),
        Err(SealError::BadSignature)
    );
}

#[test]
fn a_receipt_verifies_for_its_relay_only() {
    let mut rng = TestRng::new(4);
    let (relay, other) = (
        RelaySecret::generate(&mut rng),
        RelaySecret::generate(&mut rng),
    );
    let receipt = attest(receipt_body(other.id()), &relay);
    assert_eq!(
        receipt.body.relay,
        relay.id(),
        "a relay signs in its own name"
    );
    assert_eq!(
        verify_attested(&receipt, &relay.id()).unwrap().payload(),
        &receipt.body
    );
    assert_eq!(
        verify_attested(&receipt, &other.id()),
        Err(SealError::WrongSigner)
    );
    let mut forged = receipt.clone();
    forged.body.stored[0].number = 2;
    assert_eq!(
        verify_attested(&forged, &relay.id()),
        Err(SealError::BadSignature)
    );
}

#[test]
fn a_key_of_small_order_verifies_nothing() {
    // The neutral point: without strictness it would fit a signature of zeros to any message.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut signature = [0; 64];
    signature[0] = 1;
    let secret = DeviceSecret::generate(&mut TestRng::new(5));
    let request = SignedRequest::sign(head(secret.id()), &secret);
    let forged = SignedRequest::parse(request.signed_bytes(), Signature(signature)).unwrap();
    let key = VerifyingKey::from_bytes(&neutral).unwrap();
    assert_eq!(forged.verify(&key), Err(SealError::BadSignature));
}

proptest! {
    #[test]
    fn a_changed_entry_is_never_believed(seed: u64, at: prop::sample::Index, bits in 1..=255u8) {
        let secret = DeviceSecret::generate(&mut TestRng::new(seed));
        let mut bytes = SignedEntry::sign(entry(secret.id()), &secret).to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= bits;
        if let Ok(signed) = SignedEntry::from_bytes(&bytes) {
            prop_assert!(signed.verify(&key(&secret)).is_err());
        }
    }
}
