#![no_main]
//! An answer's frames as they stream in.

use fuzz::{memory::bounded, pieces};
use libfuzzer_sys::fuzz_target;
use proto::{Frame, FrameReader};

fuzz_target!(|data: &[u8]| {
    bounded(data, 64, 4096, || {
        fuzz::canonical::<Frame>(data);
    });
    bounded(data, 64, 4096, || {
        let mut reader = FrameReader::new();
        for piece in pieces(data) {
            reader.push(piece);
            while let Ok(Some(frame)) = reader.next() {
                let mut again = FrameReader::new();
                again.push(&frame.to_framed_bytes());
                assert_eq!(again.next(), Ok(Some(frame)));
            }
        }
    });
});
