//! Writes the scene down as vectors.

use access::Ledger;
use proto::ledger::{Erase, EraseReason, Retention, Verdict};
use proto::*;
use seal::{DeviceSecret, SealedPack, SignedEntry, SignedRequest, attest};
use serde_json::{Value, json};

use super::scene::{Scene, TIME, counting, scene};

pub(super) fn vector(name: &str) -> Value {
    let scene = scene();
    match name {
        "keys" => keys(&scene),
        "ledger" => ledger(&scene),
        "packs" => packs(&scene),
        "request" => request(&scene).1,
        "answer" => answer(&scene),
        "invite-code" => invite_code(&scene),
        "refused" => refused(&scene),
        other => panic!("no vector {other}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn keys(scene: &Scene) -> Value {
    let device = |device: &DeviceSecret| {
        json!({
            "secret": hex(&*device.to_bytes()),
            "sign": hex(&device.keys().sign),
            "kx": hex(&device.keys().kx),
            "id": device.id().to_string(),
        })
    };
    let pair = scene.invite.pair();
    json!({
        "about": "Secrets and what is derived from them. A device's secret is its Ed25519 seed and its X25519 secret.",
        "founder": device(&scene.founder),
        "officer": device(&scene.officer),
        "invite": {
            "secret": hex(scene.invite.as_bytes()),
            "sign": hex(&pair.keys().sign),
            "kx": hex(&pair.keys().kx),
            "id": scene.invite.id().to_string(),
        },
        "relay": { "secret": hex(&*scene.relay.to_bytes()), "id": scene.relay.id().to_string() },
    })
}

pub(super) fn ledger_summary(ledger: &Ledger) -> Value {
    let held = |(from, roles): &(UnixMillis, RoleSet)| json!([from.0, roles.to_string()]);
    let range = |range: &access::EscrowRange| json!([range.after, range.through]);
    let member = |(id, member): (&DeviceId, &access::Member)| {
        json!({
            "device": id.to_string(),
            "officer": member.officer.to_string(),
            "roles": member.roles.to_string(),
            "active": member.is_active(),
            "held": member.held.iter().map(held).collect::<Vec<_>>(),
            "escrow": member.escrow.iter().map(range).collect::<Vec<_>>(),
        })
    };
    let invite = |(id, invite): (&InviteId, &access::InviteRecord)| {
        let state = match invite.state {
            access::InviteState::Open => "open",
            access::InviteState::Used { .. } => "used",
            access::InviteState::Cancelled => "cancelled",
        };
        json!({ "invite": id.to_string(), "state": state, "expires": invite.expires.0 })
    };
    let erasure = |(id, erasure): (&DocId, &access::Erasure)| {
        json!({
            "document": id.to_string(),
            "entry": erasure.index,
            "reason": erasure.reason.to_string(),
        })
    };
    let verdict = |((device, number), record): (&(DeviceId, u64), &access::VerdictRecord)| {
        let verdict = match &record.verdict {
            Verdict::AcceptAll => json!("accept all"),
            Verdict::RejectAll => json!("reject all"),
            Verdict::Accept(documents) => documents.iter().map(DocId::to_string).collect::<Value>(),
        };
        json!({ "device": device.to_string(), "number": number, "verdict": verdict })
    };
    let policy = ledger.policy();
    let term = |term: &Retention| json!([term.kind, term.days]);
    json!({
        "length": ledger.length(),
        "head": ledger.head().to_string(),
        "epoch": ledger.epoch(),
        "members": ledger.members().map(member).collect::<Vec<_>>(),
        "invites": ledger.invites().map(invite).collect::<Vec<_>>(),
        "erasures": ledger.erasures().map(erasure).collect::<Vec<_>>(),
        "verdicts": ledger.verdicts().map(verdict).collect::<Vec<_>>(),
        "policy": {
            "lease_days": policy.lease_days,
            "wrong_pins": policy.wrong_pins,
            "retention": policy.retention.iter().map(term).collect::<Vec<_>>(),
        },
    })
}

fn ledger(scene: &Scene) -> Value {
    let entry = |entry: &SignedEntry| json!({ "bytes": hex(&entry.to_bytes()), "hash": entry.hash().to_string() });
    let keys = scene.ledger.open_keys(&scene.founder).unwrap();
    let keys = keys
        .iter()
        .map(|(epoch, key)| (epoch.to_string(), json!(hex(key.as_bytes()))));
    json!({
        "about": "A unit's ledger: create, invite, invite, enrol, cancel invite, role, new epoch, revoke, admit, verdict, erase, policy.",
        "space": scene.ledger.space().to_string(),
        "entries": scene.entries.iter().map(entry).collect::<Vec<_>>(),
        "adds_up_to": ledger_summary(&scene.ledger),
        "space_keys": keys.collect::<serde_json::Map<_, _>>(),
    })
}

pub(super) fn header_fields(header: &PackHeader) -> Value {
    let cover = |cover: &Cover| json!([cover.author.to_string(), cover.first, cover.last]);
    json!({
        "space": header.space.to_string(),
        "key_epoch": header.key_epoch,
        "author": header.author.to_string(),
        "number": header.number,
        "previous": header.previous.to_string(),
        "covers": header.covers.iter().map(cover).collect::<Vec<_>>(),
        "erases": header.erases.iter().map(DocId::to_string).collect::<Vec<_>>(),
        "expires": header.expires.map(|time| time.0),
        "contents": hex(&header.contents),
        "body_length": header.body_length,
    })
}

pub(super) fn bundle_fields(bundle: &Bundle) -> Value {
    let document = |document: &BundleDocument| {
        let changes: Vec<Vec<String>> = document
            .changes
            .iter()
            .map(|change| change.parts.iter().map(|part| hex(part)).collect())
            .collect();
        json!({ "id": document.id.to_string(), "changes": changes })
    };
    bundle.documents.iter().map(document).collect()
}

pub(super) fn excerpt_fields(excerpt: &Excerpt) -> Value {
    let origin = &excerpt.origin;
    let pruned = |pruned: &Pruned| match &pruned.part {
        PrunedPart::Tombstone(tombstone) => json!({
            "after": pruned.after,
            "document": tombstone.document.to_string(),
            "change": hex(&tombstone.change),
        }),
        PrunedPart::Subtree { count, hash } => json!({
            "after": pruned.after,
            "leaves": count,
            "root": hex(hash),
        }),
    };
    json!({
        "author": origin.author.to_string(),
        "number": origin.number,
        "previous": origin.previous.map(|hash| hash.to_string()),
        "body_hash": hex(&origin.body_hash),
        "signature": hex(&origin.signature.0),
        "documents": bundle_fields(&Bundle::of_documents(excerpt.documents.clone())),
        "pruned": excerpt.pruned.iter().map(pruned).collect::<Vec<_>>(),
    })
}

fn packs(scene: &Scene) -> Value {
    let (derived, bundle) = &scene.derived;
    let pack = |(pack, bundle): &(SealedPack, Bundle)| {
        json!({
            "bytes": hex(&pack.bytes),
            "hash": pack.hash.to_string(),
            "header": header_fields(&pack.header),
            "space_key": hex(scene.key.as_bytes()),
            "bundle": bundle_fields(bundle),
            "bundle_bytes": hex(&bundle.to_bytes()),
        })
    };
    json!({
        "about": "Two packs of the officer's device, one after the other, and the founder's replacement for both, without a document that was erased. Changes are texts here, cut between words, not Automerge's.",
        "packs": scene.packs.iter().map(pack).collect::<Vec<_>>(),
        "derived": {
            "bytes": hex(&derived.bytes),
            "hash": derived.hash.to_string(),
            "header": header_fields(&derived.header),
            "excerpts": bundle.excerpts.iter().map(excerpt_fields).collect::<Vec<_>>(),
            "bundle_bytes": hex(&bundle.to_bytes()),
        },
    })
}

pub(super) fn head_fields(head: &RequestHead) -> Value {
    let state = |state: &SpaceState| {
        json!({
            "space": state.space.to_string(),
            "high": state.cursor.high,
            "low": state.cursor.low,
            "ledger_length": state.ledger_length,
            "ledger_head": hex(&state.ledger_head),
        })
    };
    let push = |push: &LedgerPush| {
        let entries: Vec<String> = push.entries.iter().map(|entry| hex(entry)).collect();
        json!({ "space": push.space.to_string(), "entries": entries })
    };
    let item =
        |item: &ManifestItem| json!({ "hash": item.hash.to_string(), "length": item.length });
    json!({
        "relay": head.relay.to_string(),
        "actor": format!("{:?}", head.actor),
        "time": head.time.0,
        "relay_epoch": head.relay_epoch.to_string(),
        "answer_budget": head.answer_budget,
        "probe": head.flags.probe,
        "include_own": head.flags.include_own,
        "layout": head.flags.layout,
        "originals": head.flags.originals,
        "spaces": head.spaces.iter().map(state).collect::<Vec<_>>(),
        "ledger_pushes": head.ledger_pushes.iter().map(push).collect::<Vec<_>>(),
        "manifest": head.manifest.iter().map(item).collect::<Vec<_>>(),
    })
}

fn request(scene: &Scene) -> (RequestHash, Value) {
    let (last, earlier) = scene.entries.split_last().unwrap();
    let item = |(pack, _): &(SealedPack, Bundle)| ManifestItem {
        hash: pack.hash,
        length: pack.bytes.len() as u32,
    };
    let head = RequestHead {
        relay: scene.relay.id(),
        actor: Actor::Device(scene.officer.id()),
        time: TIME.plus_millis(5),
        relay_epoch: RelayEpoch(counting(0xf0)),
        answer_budget: 200_000,
        flags: RequestFlags {
            probe: true,
            include_own: false,
            layout: true,
            originals: false,
        },
        spaces: vec![SpaceState {
            space: scene.ledger.space(),
            cursor: Cursor { high: 700, low: 20 },
            ledger_length: earlier.len() as u64,
            ledger_head: earlier.last().unwrap().hash().prefix(),
        }],
        ledger_pushes: vec![LedgerPush {
            space: scene.ledger.space(),
            entries: vec![last.to_bytes()],
        }],
        manifest: scene.packs.iter().map(item).collect(),
    };
    let signed = SignedRequest::sign(head.clone(), &scene.officer);
    let mut body = proto::request::request_prefix(signed.signed_bytes(), signed.signature());
    scene
        .packs
        .iter()
        .for_each(|(pack, _)| body.extend_from_slice(&pack.bytes));
    let vector = json!({
        "about": "The body of a sync request by the officer's device, with a ledger push and the two packs.",
        "body": hex(&body),
        "hash": signed.hash().to_string(),
        "head": head_fields(&head),
    });
    (signed.hash(), vector)
}

fn answer(scene: &Scene) -> Value {
    let space = scene.ledger.space();
    let entries = scene
        .entries
        .iter()
        .take(2)
        .map(SignedEntry::to_bytes)
        .collect();
    let stored = |(pack, _): &(SealedPack, Bundle)| StoredPack {
        space,
        author: scene.officer.id(),
        number: pack.header.number,
        hash: pack.hash,
    };
    let receipt = ReceiptBody {
        relay: scene.relay.id(),
        device: scene.officer.id(),
        time: TIME.plus_millis(9),
        request: request(scene).0,
        stored: scene.packs.iter().map(stored).collect(),
    };
    let erased = ErasureReceiptBody {
        relay: scene.relay.id(),
        device: scene.officer.id(),
        time: TIME.plus_millis(9),
        request: request(scene).0,
        space,
        documents: vec![DocId(counting(0x50))],
        packs: scene.packs.iter().map(|(pack, _)| pack.hash).collect(),
    };
    let row = |place, first, last| LayoutRow {
        place,
        size: 300,
        covers: vec![Cover {
            author: scene.officer.id(),
            first,
            last,
        }],
    };
    let pack = scene.packs.first().unwrap().0.bytes.clone();
    let frames = [
        Frame::Hello {
            epoch: RelayEpoch(counting(0xf0)),
            time: TIME.plus_millis(8),
        },
        Frame::Ledger {
            space,
            from: 0,
            entries,
        },
        Frame::LedgerResult {
            space,
            outcome: LedgerOutcome::Accepted { length: 12 },
        },
        Frame::LedgerResult {
            space,
            outcome: LedgerOutcome::Refused {
                code: Code::StaleHead,
            },
        },
        Frame::PackResult {
            index: 0,
            outcome: PackOutcome::Stored { seq: 701 },
        },
        Frame::PackResult {
            index: 1,
            outcome: PackOutcome::Known { seq: 3 },
        },
        Frame::PackResult {
            index: 2,
            outcome: PackOutcome::Refused { code: Code::Gap },
        },
        Frame::Own { space, number: 2 },
        Frame::Pack {
            space,
            cursor: Cursor { high: 701, low: 20 },
            pack,
        },
        Frame::Cursor {
            space,
            cursor: Cursor { high: 702, low: 0 },
        },
        Frame::Receipt(attest(receipt, &scene.relay)),
        Frame::Erased(attest(erased, &scene.relay)),
        Frame::Layout {
            space,
            rows: vec![row(8, 1, 8), row(9, 9, 9)],
            more: true,
        },
        Frame::End { more: true },
        Frame::Error {
            code: Code::ClockSkew,
        },
    ];
    let frame =
        |frame: &Frame| json!({ "tag": frame.tag(), "bytes": hex(&frame.to_framed_bytes()) });
    json!({
        "about": "Every kind of frame once, each outcome included; no relay would send just these. The receipts are for the request.",
        "body": hex(&frames.iter().flat_map(Frame::to_framed_bytes).collect::<Vec<_>>()),
        "frames": frames.iter().map(frame).collect::<Vec<_>>(),
    })
}

fn invite_code(scene: &Scene) -> Value {
    let code = InviteCode {
        relay_url: "https://relay.example.vn:8443".to_owned(),
        relay: scene.relay.id(),
        unit: scene.ledger.space(),
        areas: vec![SpaceId(counting(0x21)), SpaceId(counting(0x31))],
        secret: *scene.invite.as_bytes(),
        expires: TIME.plus_millis(7 * 86_400_000),
    };
    json!({
        "about": "The code of the invite in keys.json, with two areas.",
        "text": code.to_string(),
        "contents": hex(&code.to_bytes()),
        "relay_url": code.relay_url,
        "areas": code.areas.iter().map(SpaceId::to_string).collect::<Vec<_>>(),
        "expires": code.expires.0,
    })
}

fn refused(scene: &Scene) -> Value {
    let case = |kind: &str, why: &str, bytes: Vec<u8>| json!({ "as": kind, "why": why, "bytes": hex(&bytes) });
    let changed = |mut bytes: Vec<u8>, at: usize, byte: u8| {
        bytes[at] = byte;
        bytes
    };
    let entry = scene.entries.first().unwrap().to_bytes();
    let header = scene.packs.last().unwrap().0.header.clone();
    let overlapping = {
        let cover = |first, last| Cover {
            author: DeviceId(counting(0x70)),
            first,
            last,
        };
        PackHeader {
            number: 0,
            previous: PackHash::ZERO,
            covers: vec![cover(1, 5), cover(5, 9)],
            ..header.clone()
        }
    };
    let unordered = Entry {
        space: scene.ledger.space(),
        index: scene.ledger.length(),
        previous: scene.ledger.head(),
        time: TIME,
        signer: Actor::Device(scene.founder.id()),
        action: Action::Erase(Erase {
            reason: EraseReason::Request,
            documents: vec![DocId(counting(2)), DocId(counting(1))],
        }),
    };
    let mut trailing = Frame::End { more: false }.to_bytes();
    trailing.push(0);
    let cases = [
        case("frame", "unknown tag", vec![11]),
        case("frame", "no tag", vec![]),
        case("frame", "bytes after the end", trailing),
        case("frame", "unknown code", vec![10, 99]),
        case("frame", "a bool that is neither 0 nor 1", vec![9, 2]),
        case(
            "frame",
            "a varint with a trailing zero byte",
            vec![4, 0x80, 0x00, 1, 1],
        ),
        case("frame", "a cursor whose low is above its high", {
            let mut bytes = vec![7];
            bytes.extend_from_slice(&[0; 16]);
            bytes.extend_from_slice(&[1, 2]);
            bytes
        }),
        case(
            "ledger entry",
            "unknown version",
            changed(entry.clone(), 0, 2),
        ),
        case(
            "ledger entry",
            "documents out of order",
            SignedEntry::sign(unordered, &scene.founder).to_bytes(),
        ),
        case(
            "ledger entry",
            "cut",
            entry.iter().copied().take(entry.len() - 1).collect(),
        ),
        case("pack header", "covers that overlap", overlapping.to_bytes()),
        case(
            "pack header",
            "number 0 without covers",
            PackHeader {
                number: 0,
                previous: PackHash::ZERO,
                ..header
            }
            .to_bytes(),
        ),
        case("bundle", "an empty change", {
            let document = BundleDocument {
                id: DocId(counting(1)),
                changes: vec![vec![].into()],
            };
            Bundle::of_documents(vec![document]).to_bytes()
        }),
        case(
            "bundle",
            "more documents than bytes",
            vec![1, 0, 0xff, 0xff, 0x07],
        ),
        case("request head", "unknown version", vec![9]),
    ];
    json!({ "about": "Bytes that a decoder refuses.", "refused": cases })
}
