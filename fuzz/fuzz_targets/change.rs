#![no_main]
//! A change as it comes out of a pack that another member made: bytes, a document, and all that is shown of it.

use fuzz::memory::bounded;
use fuzz::record::{chunk, show};
use libfuzzer_sys::fuzz_target;
use proto::DocId;
use records::RecordChange;

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
        show(DocId([1; 16]), &changes);
    });
});
