use proptest::prelude::*;
use proto::request::request_prefix;
use proto::*;

use crate::samples;

/// Pushes the bytes in pieces of the given sizes, over and over, and collects what comes out.
fn pieces<'a>(mut bytes: &'a [u8], sizes: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
    let mut sizes = sizes.iter().cycle();
    std::iter::from_fn(move || {
        let size = (*sizes.next()?).min(bytes.len());
        let (piece, rest) = bytes.split_at(size);
        bytes = rest;
        (size > 0).then_some(piece)
    })
}

fn read_frames(bytes: &[u8], sizes: &[usize]) -> Vec<Frame> {
    let mut reader = FrameReader::new();
    let mut frames = Vec::new();
    for piece in pieces(bytes, sizes) {
        reader.push(piece);
        while let Some(frame) = reader.next().unwrap() {
            frames.push(frame);
        }
    }
    assert!(reader.is_at_boundary());
    frames
}

fn read_request(bytes: &[u8], sizes: &[usize]) -> Result<Vec<RequestPart>, DecodeError> {
    let mut reader = RequestReader::new();
    let mut parts = Vec::new();
    for piece in pieces(bytes, sizes) {
        reader.push(piece);
        while let Some(part) = reader.next()? {
            parts.push(part);
        }
    }
    if reader.is_complete() {
        Ok(parts)
    } else {
        Err(DecodeError::Truncated)
    }
}

fn request() -> impl Strategy<Value = (RequestHead, Signature, Vec<Vec<u8>>)> {
    let packs = proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..50), 0..5);
    (samples::request_head(), samples::signature(), packs).prop_map(
        |(mut head, signature, packs)| {
            let item = |pack: &Vec<u8>| ManifestItem {
                hash: PackHash::ZERO,
                length: pack.len() as u32,
            };
            head.manifest = packs.iter().map(item).collect();
            (head, signature, packs)
        },
    )
}

proptest! {
    #[test]
    fn frames_come_out_whole_however_the_stream_is_cut(
        frames in proptest::collection::vec(samples::frame(), 0..8),
        sizes in proptest::collection::vec(1..40usize, 1..5),
    ) {
        let bytes: Vec<u8> = frames.iter().flat_map(Frame::to_framed_bytes).collect();
        prop_assert_eq!(read_frames(&bytes, &sizes), frames);
    }

    #[test]
    fn a_request_comes_out_whole_however_the_stream_is_cut(
        (head, signature, packs) in request(),
        sizes in proptest::collection::vec(1..40usize, 1..5),
        end: prop::sample::Index,
    ) {
        let head_bytes = head.to_bytes();
        let mut bytes = request_prefix(&head_bytes, &signature);
        packs.iter().for_each(|pack| bytes.extend_from_slice(pack));

        let mut expected = vec![RequestPart::Head { bytes: head_bytes, head, signature }];
        expected.extend(packs.iter().enumerate().map(|(index, pack)| {
            RequestPart::Pack { index: index as u32, bytes: pack.clone() }
        }));
        prop_assert_eq!(read_request(&bytes, &sizes).unwrap(), expected);

        let cut = end.index(bytes.len());
        let ends_with_empty_packs = packs.iter().all(Vec::is_empty);
        if !ends_with_empty_packs {
            prop_assert_eq!(read_request(&bytes[..cut], &sizes), Err(DecodeError::Truncated));
        }
        bytes.push(0);
        prop_assert_eq!(read_request(&bytes, &sizes), Err(DecodeError::TrailingBytes));
    }
}

#[test]
fn a_frame_that_is_half_there_is_no_boundary() {
    let bytes = Frame::End { more: true }.to_framed_bytes();
    let mut reader = FrameReader::new();
    assert!(reader.is_at_boundary());
    reader.push(&bytes[..2]);
    assert_eq!(reader.next(), Ok(None));
    assert!(!reader.is_at_boundary());
    reader.push(&bytes[2..]);
    assert_eq!(reader.next(), Ok(Some(Frame::End { more: true })));
    assert!(reader.is_at_boundary());
}
