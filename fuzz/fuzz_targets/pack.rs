#![no_main]
//! A pack as a relay or a courier hands it over, before anything in it is believed.

use fuzz::memory::bounded;
use libfuzzer_sys::fuzz_target;
use proto::PackHeader;
use seal::{DeviceSecret, parse_pack};

fuzz_target!(|data: &[u8]| {
    bounded(data, 64, 4096, || {
        fuzz::canonical::<PackHeader>(data);
    });
    bounded(data, 64, 4096, || {
        if let Ok(pack) = parse_pack(data) {
            assert_eq!(pack.bytes(), data);
            let stranger = DeviceSecret::from_bytes(&[9; 64]);
            assert!(pack.verify(stranger.keys()).is_err(), "nobody signed this");
        }
    });
});
