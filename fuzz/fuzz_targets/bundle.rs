#![no_main]
//! What a pack holds once it is open: documents' changes, columnwise.

use fuzz::memory::bounded;
use libfuzzer_sys::fuzz_target;
use proto::Bundle;

fuzz_target!(|data: &[u8]| {
    bounded(data, 64, 4096, || {
        fuzz::canonical::<Bundle>(data);
    });
});
