#![no_main]
//! An invite code as a person types it or a camera reads it.

use fuzz::memory::bounded;
use libfuzzer_sys::fuzz_target;
use proto::InviteCode;

fuzz_target!(|data: &[u8]| {
    bounded(data, 64, 32_768, || {
        if let Ok(code) = String::from_utf8_lossy(data).parse::<InviteCode>() {
            assert_eq!(code.to_string().parse(), Ok(code));
        }
        // A random text seldom has the right checksum; these contents get one.
        if let Some(code) = fuzz::canonical::<InviteCode>(data) {
            assert_eq!(code.to_string().parse(), Ok(code));
        }
    });
});
