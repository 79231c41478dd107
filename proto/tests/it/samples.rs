//! Random values of every type on the wire.

mod audit;
mod ledger;
mod packs;

use proptest::collection::vec;
use proptest::prelude::*;
use proto::*;

pub(crate) use audit::{audit_segment, tally, unlock_deposit};
pub(crate) use ledger::entry;
pub(crate) use packs::{bundle, covers, pack_header};

pub(crate) fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        any::<[u8; 16]>().prop_map(|id| Actor::Device(DeviceId(id))),
        any::<[u8; 16]>().prop_map(|id| Actor::Invite(InviteId(id))),
    ]
}

pub(crate) fn keys() -> impl Strategy<Value = DeviceKeys> {
    any::<([u8; 32], [u8; 32])>().prop_map(|(sign, kx)| DeviceKeys { sign, kx })
}

pub(crate) fn sealed_key() -> impl Strategy<Value = SealedKey> {
    (any::<u32>(), any::<[u8; 32]>(), any::<[u8; 32]>()).prop_map(|(epoch, enc, half)| {
        let ciphertext = std::array::from_fn(|i| half[i % 32]);
        SealedKey {
            epoch,
            enc,
            ciphertext,
        }
    })
}

pub(crate) fn signature() -> impl Strategy<Value = Signature> {
    any::<[u8; 32]>().prop_map(|half| Signature(std::array::from_fn(|i| half[i % 32])))
}

pub(crate) fn roles() -> impl Strategy<Value = RoleSet> {
    (0..32u8).prop_map(|bits| RoleSet::from_bits(bits).unwrap())
}

pub(crate) fn time() -> impl Strategy<Value = UnixMillis> {
    any::<i64>().prop_map(UnixMillis)
}

fn space() -> impl Strategy<Value = SpaceId> {
    any::<[u8; 16]>().prop_map(SpaceId)
}

fn code() -> impl Strategy<Value = Code> {
    proptest::sample::select(Code::ALL)
}

pub(crate) fn cursor() -> impl Strategy<Value = Cursor> {
    any::<(u64, u64)>().prop_map(|(a, b)| Cursor {
        high: a.max(b),
        low: a.min(b),
    })
}

fn entries() -> impl Strategy<Value = Vec<Vec<u8>>> {
    vec(vec(any::<u8>(), 0..30), 0..4)
}

pub(crate) fn request_head() -> impl Strategy<Value = RequestHead> {
    let state = (space(), cursor(), any::<u64>(), any::<[u8; 8]>()).prop_map(
        |(space, cursor, ledger_length, ledger_head)| SpaceState {
            space,
            cursor,
            ledger_length,
            ledger_head,
        },
    );
    let push = (space(), entries()).prop_map(|(space, entries)| LedgerPush { space, entries });
    let item = (any::<[u8; 32]>(), 0..2000u32).prop_map(|(hash, length)| ManifestItem {
        hash: PackHash(hash),
        length,
    });
    let flags =
        any::<(bool, bool, bool, bool)>().prop_map(|(probe, include_own, layout, originals)| {
            RequestFlags {
                probe,
                include_own,
                layout,
                originals,
            }
        });
    (
        (
            any::<[u8; 32]>(),
            actor(),
            time(),
            any::<[u8; 8]>(),
            any::<u64>(),
        ),
        (flags, vec(state, 0..4), vec(push, 0..3), vec(item, 0..5)),
    )
        .prop_map(
            |((relay, actor, time, epoch, budget), (flags, spaces, pushes, manifest))| {
                RequestHead {
                    relay: RelayId(relay),
                    actor,
                    time,
                    relay_epoch: RelayEpoch(epoch),
                    answer_budget: budget,
                    flags,
                    spaces,
                    ledger_pushes: pushes,
                    manifest,
                }
            },
        )
}

fn receipt() -> impl Strategy<Value = Receipt> {
    let stored = (space(), any::<[u8; 16]>(), any::<u64>(), any::<[u8; 32]>()).prop_map(
        |(space, author, number, hash)| StoredPack {
            space,
            author: DeviceId(author),
            number,
            hash: PackHash(hash),
        },
    );
    (
        any::<[u8; 32]>(),
        any::<[u8; 16]>(),
        time(),
        any::<[u8; 32]>(),
        vec(stored, 0..4),
        signature(),
    )
        .prop_map(
            |(relay, device, time, request, stored, signature)| Receipt {
                body: ReceiptBody {
                    relay: RelayId(relay),
                    device: DeviceId(device),
                    time,
                    request: RequestHash(request),
                    stored,
                },
                signature,
            },
        )
}

fn layout_row() -> impl Strategy<Value = LayoutRow> {
    (any::<u64>(), any::<u64>(), covers()).prop_map(|(place, size, covers)| LayoutRow {
        place,
        size,
        covers,
    })
}

pub(crate) fn frame() -> impl Strategy<Value = Frame> {
    let ledger_outcome = prop_oneof![
        any::<u64>().prop_map(|length| LedgerOutcome::Accepted { length }),
        code().prop_map(|code| LedgerOutcome::Refused { code }),
    ];
    let pack_outcome = prop_oneof![
        any::<u64>().prop_map(|seq| PackOutcome::Stored { seq }),
        any::<u64>().prop_map(|seq| PackOutcome::Known { seq }),
        code().prop_map(|code| PackOutcome::Refused { code }),
    ];
    prop_oneof![
        (any::<[u8; 8]>(), time()).prop_map(|(epoch, time)| Frame::Hello {
            epoch: RelayEpoch(epoch),
            time
        }),
        (space(), any::<u64>(), entries()).prop_map(|(space, from, entries)| Frame::Ledger {
            space,
            from,
            entries
        }),
        (space(), ledger_outcome)
            .prop_map(|(space, outcome)| Frame::LedgerResult { space, outcome }),
        (any::<u32>(), pack_outcome)
            .prop_map(|(index, outcome)| Frame::PackResult { index, outcome }),
        (space(), any::<u64>()).prop_map(|(space, number)| Frame::Own { space, number }),
        (space(), cursor(), vec(any::<u8>(), 0..60)).prop_map(|(space, cursor, pack)| {
            Frame::Pack {
                space,
                cursor,
                pack,
            }
        }),
        (space(), cursor()).prop_map(|(space, cursor)| Frame::Cursor { space, cursor }),
        receipt().prop_map(Frame::Receipt),
        any::<bool>().prop_map(|more| Frame::End { more }),
        code().prop_map(|code| Frame::Error { code }),
        (space(), vec(layout_row(), 0..4), any::<bool>())
            .prop_map(|(space, rows, more)| Frame::Layout { space, rows, more }),
        erasure_receipt().prop_map(Frame::Erased),
    ]
}

pub(crate) fn erasure_receipt() -> impl Strategy<Value = ErasureReceipt> {
    let ids = (any::<[u8; 32]>(), any::<[u8; 16]>(), any::<[u8; 32]>());
    let lists = (vec(any::<[u8; 16]>(), 0..4), vec(any::<[u8; 32]>(), 0..4));
    (ids, time(), space(), lists, signature()).prop_map(|(ids, time, space, lists, signature)| {
        let ((relay, device, request), (documents, packs)) = (ids, lists);
        ErasureReceipt {
            body: ErasureReceiptBody {
                relay: RelayId(relay),
                device: DeviceId(device),
                time,
                request: RequestHash(request),
                space,
                documents: documents.into_iter().map(DocId).collect(),
                packs: packs.into_iter().map(PackHash).collect(),
            },
            signature,
        }
    })
}

pub(crate) fn recovery_code() -> impl Strategy<Value = RecoveryCode> {
    let ids = any::<([u8; 32], [u8; 16], [u8; 16], [u8; 16])>();
    ("https://[a-z.]{1,30}", ids).prop_map(|(relay_url, (relay, unit, audit, secret))| {
        RecoveryCode {
            relay_url,
            relay: RelayId(relay),
            unit: SpaceId(unit),
            audit: SpaceId(audit),
            secret,
        }
    })
}

pub(crate) fn liaison_code() -> impl Strategy<Value = LiaisonCode> {
    let ids = any::<([u8; 32], [u8; 16], [u8; 16], [u8; 16])>();
    ("[ a-zàđ]{0,40}", ids, time()).prop_map(|(name, (relay, unit, liaison, secret), expires)| {
        LiaisonCode {
            relay: RelayId(relay),
            unit: SpaceId(unit),
            name,
            liaison: SpaceId(liaison),
            secret,
            expires,
        }
    })
}

pub(crate) fn invite_code() -> impl Strategy<Value = InviteCode> {
    (
        "https://[a-z]{1,20}\\.vn(:[0-9]{2,5})?",
        any::<([u8; 32], [u8; 16], [u8; 16])>(),
        vec(space(), 0..9),
        time(),
    )
        .prop_map(
            |(relay_url, (relay, unit, secret), areas, expires)| InviteCode {
                relay_url,
                relay: RelayId(relay),
                unit: SpaceId(unit),
                areas,
                secret,
                expires,
            },
        )
}

pub(crate) fn courier_item() -> impl Strategy<Value = CourierItem> {
    let opening = (any::<([u8; 16], [u8; 16])>(), time(), any::<u32>()).prop_map(
        |((unit, device), time, part)| CourierItem::Opening {
            unit: SpaceId(unit),
            device: DeviceId(device),
            time,
            part,
        },
    );
    let holdings = (space(), any::<u64>(), covers()).prop_map(|(space, ledger_length, packs)| {
        CourierItem::Holdings(Holdings {
            space,
            ledger_length,
            packs,
        })
    });
    let ledger =
        (space(), any::<u64>(), entries()).prop_map(|(space, from, entries)| CourierItem::Ledger {
            space,
            from,
            entries,
        });
    prop_oneof![
        opening,
        holdings,
        ledger,
        vec(any::<u8>(), 0..40).prop_map(|pack| CourierItem::Pack { pack }),
        receipt().prop_map(CourierItem::Receipt),
        any::<bool>().prop_map(|more| CourierItem::Closing { more }),
    ]
}
