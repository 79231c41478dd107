#![no_main]
//! A request's body as it streams in: head, signature, packs.

use fuzz::{memory::bounded, pieces};
use libfuzzer_sys::fuzz_target;
use proto::{RequestHead, RequestPart, RequestReader};

fuzz_target!(|data: &[u8]| {
    bounded(data, 64, 4096, || {
        fuzz::canonical::<RequestHead>(data);
    });
    bounded(data, 64, 4096, || {
        let mut reader = RequestReader::new();
        for piece in pieces(data) {
            reader.push(piece);
            while let Ok(Some(part)) = reader.next() {
                if let RequestPart::Head { bytes, .. } = part {
                    assert!(fuzz::canonical::<RequestHead>(&bytes).is_some());
                }
            }
        }
    });
});
