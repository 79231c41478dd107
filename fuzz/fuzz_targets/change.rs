#![no_main]
//! A change as it comes out of a pack that another member made: bytes, a document, and all that is shown of it.

use fuzz::memory::bounded;
use fuzz::record::{chunk, show};
use libfuzzer_sys::fuzz_target;
use proto::{DeviceId, DocId};
use records::RecordChange;

/// The author of the pack that the change is in.
const AUTHOR: DeviceId = DeviceId([2; 16]);

fuzz_target!(|data: &[u8]| {
    // A compressed change unfolds up to the most that a record may hold.
    bounded(data, 512, 8 << 20, || {
        let changes: Vec<RecordChange> = [data.to_vec(), chunk(data)]
            .iter()
            .filter_map(|bytes| RecordChange::parse(bytes).ok())
            .collect();
        for change in &changes {
            assert_eq!(RecordChange::parse(change.bytes()).as_ref(), Ok(change));
        }
        // The same bytes as a pack carries them: in parts, here cut at a byte that is in no text of ours.
        let parts: Vec<Vec<u8>> = data
            .split(|byte| *byte == 0xff)
            .map(<[u8]>::to_vec)
            .collect();
        if let Ok(change) = RecordChange::unpack(&parts, AUTHOR) {
            assert_eq!(RecordChange::parse(change.bytes()).as_ref(), Ok(&change));
            let again = records::packed(change.bytes(), AUTHOR);
            assert_eq!(RecordChange::unpack(&again, AUTHOR).as_ref(), Ok(&change));
        }
        show(DocId([1; 16]), &changes);
    });
});
