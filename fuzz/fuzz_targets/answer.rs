#![no_main]
//! An answer as a device takes it: whatever a relay sends, the exchange ends in effects or in an error.

use fuzz::{memory::bounded, pieces};
use libfuzzer_sys::fuzz_target;
use proto::{Actor, PackHash, RelayEpoch, RelayId, RequestFlags, RequestHead, UnixMillis};
use proto::{Cursor, ManifestItem, SpaceId, SpaceState};
use seal::DeviceSecret;
use sync::client::{Exchange, OutgoingPack};

fuzz_target!(|data: &[u8]| {
    let secret = DeviceSecret::from_bytes(&[7; 64]);
    let pack = OutgoingPack {
        hash: PackHash([3; 32]),
        bytes: vec![0; 16],
    };
    let state = SpaceState {
        space: SpaceId([1; 16]),
        cursor: Cursor { high: 0, low: 0 },
        ledger_length: 0,
        ledger_head: [0; 8],
    };
    let head = RequestHead {
        relay: RelayId([2; 32]),
        actor: Actor::Device(secret.id()),
        time: UnixMillis(0),
        relay_epoch: RelayEpoch([0; 8]),
        answer_budget: 0,
        flags: RequestFlags::default(),
        spaces: vec![state],
        ledger_pushes: Vec::new(),
        manifest: vec![ManifestItem {
            hash: pack.hash,
            length: 16,
        }],
    };
    let (mut exchange, _) = Exchange::begin(head, &[pack], &secret);
    bounded(data, 128, 8192, || {
        for piece in pieces(data) {
            let refused = exchange.receive(piece).is_err();
            while exchange.next_effect().is_some() {}
            if refused {
                break;
            }
        }
    });
});
