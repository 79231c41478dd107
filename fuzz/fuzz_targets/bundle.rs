#![no_main]
//! What a pack holds once it is open: documents' changes, columnwise, and excerpts of earlier packs.

use fuzz::memory::bounded;
use libfuzzer_sys::fuzz_target;
use proto::{Bundle, Excerpt, PackHash};
use seal::{DeviceSecret, verify_excerpt};

fuzz_target!(|data: &[u8]| {
    let mut decoded = None;
    bounded(data, 64, 4096, || {
        decoded = fuzz::canonical::<Bundle>(data);
    });
    let Some(bundle) = decoded else {
        return;
    };
    let stranger = DeviceSecret::from_bytes(&[9; 64]);
    bounded(data, 64, 4096, || {
        for mut excerpt in bundle.excerpts {
            claim(&mut excerpt, &stranger);
            let refused = verify_excerpt(&excerpt, stranger.keys()).is_err();
            assert!(refused, "nobody signed this");
        }
    });
});

/// Names the stranger as the author, so that the proof is computed to its end.
fn claim(excerpt: &mut Excerpt, author: &DeviceSecret) {
    excerpt.origin.author = author.id();
    for origin in std::iter::once(&mut excerpt.origin)
        .chain(excerpt.excerpts.iter_mut().map(|inner| &mut inner.origin))
    {
        origin.previous.get_or_insert(PackHash::ZERO);
    }
}
