//! What an answer may say, and what no honest relay says.

use proto::{
    Cover, DeviceId, DocId, ErasureReceiptBody, LayoutRow, ReceiptBody, RequestFlags, Signature,
};
use seal::{RelaySecret, attest};

use super::*;

const SPACE: SpaceId = SpaceId([7; 16]);

fn relay() -> RelaySecret {
    RelaySecret::from_bytes(&[9; 32])
}

fn begin() -> Exchange {
    let secret = DeviceSecret::from_bytes(&[4; 64]);
    let head = RequestHead {
        relay: relay().id(),
        actor: Actor::Device(secret.id()),
        time: UnixMillis(0),
        relay_epoch: RelayEpoch::ZERO,
        answer_budget: 0,
        flags: RequestFlags::default(),
        spaces: Vec::new(),
        ledger_pushes: Vec::new(),
        manifest: Vec::new(),
    };
    Exchange::begin(head, &[], &secret).0
}

fn device() -> DeviceId {
    DeviceSecret::from_bytes(&[4; 64]).id()
}

fn receive(exchange: &mut Exchange, frames: &[Frame]) -> Result<Vec<Effect>, ExchangeError> {
    let bytes: Vec<u8> = frames.iter().flat_map(Frame::to_framed_bytes).collect();
    exchange.receive(&bytes)?;
    Ok(std::iter::from_fn(|| exchange.next_effect()).collect())
}

fn row(place: u64) -> LayoutRow {
    let (author, first, last) = (device(), place, place);
    LayoutRow {
        place,
        size: 10,
        covers: vec![Cover {
            author,
            first,
            last,
        }],
    }
}

fn layout(space: SpaceId, places: &[u64], more: bool) -> Frame {
    let rows = places.iter().copied().map(row).collect();
    Frame::Layout { space, rows, more }
}

#[test]
fn a_layout_of_several_frames_is_one_effect() {
    let other = SpaceId([8; 16]);
    let frames = [
        layout(SPACE, &[1, 2], true),
        layout(SPACE, &[5], true),
        layout(SPACE, &[], false),
        layout(other, &[3], false),
        Frame::End { more: false },
    ];
    let mut exchange = begin();
    let whole = |space, places: &[u64]| Effect::Layout {
        space,
        rows: places.iter().copied().map(row).collect(),
    };
    let expected = [whole(SPACE, &[1, 2, 5]), whole(other, &[3])];
    assert_eq!(receive(&mut exchange, &frames).unwrap(), expected);
    assert_eq!(exchange.finish(), Ok(Brought { more: false }));
}

#[test]
fn a_layout_that_is_broken_off_or_out_of_order_is_none() {
    let begun = layout(SPACE, &[1, 2], true);
    for next in [
        layout(SpaceId([8; 16]), &[3], false),
        layout(SPACE, &[2], false),
        Frame::End { more: false },
    ] {
        let result = receive(&mut begin(), &[begun.clone(), next]);
        assert_eq!(result, Err(ExchangeError::BadLayout));
    }
    let mut cut = begin();
    assert_eq!(receive(&mut cut, &[begun]), Ok(vec![]));
    assert_eq!(cut.finish(), Err(ExchangeError::Cut));
}

#[test]
fn a_receipt_counts_only_if_this_relay_signed_it_for_this_request() {
    let exchange = begin();
    let erased = |relay_secret: &RelaySecret, request| {
        let body = ErasureReceiptBody {
            relay: relay_secret.id(),
            device: device(),
            time: UnixMillis(1),
            request,
            space: SPACE,
            documents: vec![DocId([1; 16])],
            packs: vec![PackHash([2; 32])],
        };
        attest(body, relay_secret)
    };
    let good = erased(&relay(), exchange.hash);
    let effects = receive(&mut begin(), &[Frame::Erased(good.clone())]);
    assert_eq!(
        effects,
        Ok(vec![Effect::Erased {
            receipt: good.clone()
        }])
    );
    let mut unsigned = good;
    unsigned.signature = Signature([0; 64]);
    let durable = ReceiptBody {
        relay: relay().id(),
        device: DeviceId([6; 16]),
        time: UnixMillis(1),
        request: exchange.hash,
        stored: Vec::new(),
    };
    for bad in [
        Frame::Erased(erased(&RelaySecret::from_bytes(&[8; 32]), exchange.hash)),
        Frame::Erased(erased(&relay(), RequestHash([0; 32]))),
        Frame::Erased(unsigned),
        Frame::Receipt(attest(durable, &relay())),
    ] {
        let result = receive(&mut begin(), &[bad]);
        assert_eq!(result, Err(ExchangeError::BadReceipt));
    }
}
