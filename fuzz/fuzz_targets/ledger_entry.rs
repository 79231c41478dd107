#![no_main]
//! A ledger entry from a stranger: read, held against its own signature, and offered as the first of a ledger.

use access::Ledger;
use fuzz::memory::bounded;
use libfuzzer_sys::fuzz_target;
use proto::{Entry, SpaceId};
use seal::{DeviceSecret, Signed, SignedEntry};

fuzz_target!(|data: &[u8]| {
    bounded(data, 64, 16_384, || {
        if let Ok(signed) = SignedEntry::from_bytes(data) {
            assert_eq!(signed.to_bytes(), data);
            let _ = signed.verify_founding();
        }
        let Some(entry) = fuzz::canonical::<Entry>(data) else {
            return;
        };
        // The same entry as its author would sign it, so that the rules behind the signature are reached too.
        let secret = DeviceSecret::from_bytes(&[7; 64]);
        let signed = Signed::sign(entry, &secret);
        if let Ok(verified) = signed.verify(&secret.keys().try_into().expect("a device's own key"))
        {
            if let Ok(ledger) = Ledger::found(&verified) {
                assert_ne!(ledger.space(), SpaceId([0; 16]));
            }
        }
    });
});
