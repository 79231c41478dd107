#![no_main]
//! A segment of a consultation log, an unlock deposit and a tally, as they come out of an opened pack, and a typed unlock code.

use fuzz::memory::bounded;
use libfuzzer_sys::fuzz_target;
use proto::{AuditSegment, Tally, UnlockCode, UnlockDeposit};

fuzz_target!(|data: &[u8]| {
    bounded(data, 64, 32_768, || {
        fuzz::canonical::<AuditSegment>(data);
        fuzz::canonical::<UnlockDeposit>(data);
        fuzz::canonical::<Tally>(data);
        if let Ok(code) = String::from_utf8_lossy(data).parse::<UnlockCode>() {
            assert_eq!(code.to_string().parse(), Ok(code));
        }
    });
});
