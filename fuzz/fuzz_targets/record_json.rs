#![no_main]
//! A line of an interchange file, tried as every kind: what is accepted survives being a document.

use fuzz::record::show;
use libfuzzer_sys::fuzz_target;
use proto::{DeviceId, Role, UnixMillis};
use records::{Author, Draft, Kind, RecordChange};

fuzz_target!(|data: &[u8]| {
    let Ok(json) = serde_json::from_slice(data) else {
        return;
    };
    for kind in Kind::ALL {
        let Ok(draft) = Draft::from_json(kind, &json) else {
            continue;
        };
        let (id, entered) = (draft.id(), draft.to_json());
        let author = Author {
            device: DeviceId([1; 16]),
            at: UnixMillis(1_700_000_000_000),
            standing: Role::Commander.into(),
        };
        let change = draft
            .into_change(author)
            .expect("a commander may write everything");
        let read = RecordChange::parse(change.bytes()).expect("what this program wrote, it reads");
        let document = show(id, &[read]);
        assert_eq!(document.kind(), Some(kind));
        assert_eq!(document.to_json(), entered);
    }
});
