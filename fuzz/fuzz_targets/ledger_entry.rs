#![no_main]
//! A ledger entry from a stranger: read, held against its own signature, offered as the first of a ledger, and as the
//! next of one whose only administrator signs it.

use std::sync::LazyLock;

use access::Ledger;
use fuzz::memory::bounded;
use libfuzzer_sys::fuzz_target;
use proto::ledger::Create;
use proto::{
    Action, Actor, Entry, EntryHash, OfficerId, Role, RoleSet, SealedKey, SpaceId, SpaceKind,
    UnixMillis,
};
use seal::{DeviceSecret, Signed, SignedEntry, VerifiedEntry};

static SECRET: LazyLock<DeviceSecret> = LazyLock::new(|| DeviceSecret::from_bytes(&[7; 64]));

static UNIT: LazyLock<Ledger> = LazyLock::new(|| {
    let create = Create {
        kind: SpaceKind::Unit,
        unit: None,
        nonce: [1; 16],
        keys: *SECRET.keys(),
        officer: OfficerId([2; 16]),
        roles: RoleSet::from(Role::Administrator),
        key: SealedKey {
            epoch: 1,
            enc: [3; 32],
            ciphertext: [4; 48],
        },
    };
    let entry = Entry {
        space: SpaceId::ZERO,
        index: 0,
        previous: EntryHash::ZERO,
        time: UnixMillis(0),
        signer: Actor::Device(SECRET.id()),
        action: Action::Create(create),
    };
    Ledger::found(&signed(entry)).expect("a good first entry")
});

/// The entry as its author would sign it, so that the rules behind the signature are reached.
fn signed(entry: Entry) -> VerifiedEntry {
    let key = SECRET.keys().try_into().expect("a device's own key");
    let signed = Signed::sign(entry, &SECRET);
    signed.verify(&key).expect("its own signature")
}

fuzz_target!(|data: &[u8]| {
    let unit = &*UNIT;
    bounded(data, 64, 16_384, || {
        if let Ok(signed) = SignedEntry::from_bytes(data) {
            assert_eq!(signed.to_bytes(), data);
            let _ = signed.verify_founding();
        }
        let Some(entry) = fuzz::canonical::<Entry>(data) else {
            return;
        };
        let next = Entry {
            space: unit.space(),
            index: unit.length(),
            previous: unit.head(),
            signer: Actor::Device(SECRET.id()),
            ..entry.clone()
        };
        if let Ok(ledger) = Ledger::found(&signed(entry)) {
            assert_ne!(ledger.space(), SpaceId::ZERO);
        }
        let mut ledger = unit.clone();
        match ledger.apply(&signed(next), None) {
            Ok(()) => assert_eq!(ledger.length(), unit.length() + 1),
            Err(_) => assert_eq!(ledger, *unit),
        }
        assert!(ledger.active_member(&SECRET.id()).is_ok());
    });
});
