//! Writes seeds: inputs that a program of ours would make, for the targets to change.
//!
//! `seeds FOLDER` fills `FOLDER/TARGET/`. What a person would write by hand is in `fuzz/seeds/` already.

use std::error::Error;
use std::fs;
use std::path::Path;

use fuzz::record::body;
use proto::ledger::Create;
use proto::{
    Action, Actor, AuditHash, AuditLine, AuditSegment, Bundle, BundleChange, BundleDocument,
    Cursor, DeviceId, DocId, Entry, EntryHash, Excerpt, Frame, InviteCode, LedgerOutcome,
    LedgerPush, ManifestItem, OfficerId, Origin, PackHash, PackHeader, PackOutcome, Pruned,
    PrunedPart, RelayEpoch, RelayId, RequestFlags, RequestHead, Role, RoleSet, SealedKey, SpaceId,
    SpaceKind, SpaceState, Tombstone, UnixMillis, Wire,
};
use records::{Author, Draft, FieldEdit, Kind, Value};
use seal::{DeviceSecret, Signed};

const SPACE: SpaceId = SpaceId([1; 16]);
const NOW: UnixMillis = UnixMillis(1_760_000_000_000);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("seeds FOLDER")?;
    let folder = Path::new(&folder);
    let changes = changes()?;
    let bundle = bundle(&changes).to_bytes();
    for (number, change) in changes.iter().enumerate() {
        write(folder, "change", &format!("{number}-body"), body(change))?;
        write(folder, "change", &format!("{number}-whole"), change)?;
    }
    write(folder, "bundle", "bundle", &bundle)?;
    write(folder, "bundle", "excerpts", &excerpts().to_bytes())?;
    let entry = entry();
    write(folder, "ledger_entry", "create", &entry.to_bytes())?;
    let signed = Signed::sign(entry, &secret()).to_bytes();
    write(folder, "ledger_entry", "signed", &signed)?;
    write(folder, "pack", "header", &header().to_bytes())?;
    let pack = [header().to_bytes(), vec![0; 40 + 64]].concat();
    write(folder, "pack", "whole", &pack)?;
    let head = head(&signed, &pack).to_bytes();
    write(folder, "request", "head", &head)?;
    let mut request = vec![255];
    request.extend(proto::request::request_prefix(
        &head,
        &proto::Signature([0; 64]),
    ));
    request.extend_from_slice(&pack);
    write(folder, "request", "body", &request)?;
    for (number, frame) in frames(&signed, &pack).iter().enumerate() {
        write(folder, "frame", &number.to_string(), &frame.to_bytes())?;
        write(
            folder,
            "answer",
            &number.to_string(),
            &[vec![255], frame.to_framed_bytes()].concat(),
        )?;
    }
    write(folder, "audit", "segment", &audit_segment().to_bytes())?;
    let secret = seal::UnlockSecret::from_bytes([9; 16]);
    let text = secret.code().to_string();
    write(folder, "audit", "code", text.as_bytes())?;
    let code = invite_code();
    write(folder, "invite_code", "text", code.to_string().as_bytes())?;
    write(folder, "invite_code", "contents", &code.to_bytes())?;
    Ok(())
}

fn write(folder: &Path, target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let folder = folder.join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), bytes)
}

fn secret() -> DeviceSecret {
    DeviceSecret::from_bytes(&[7; 64])
}

/// A household that is entered and then edited.
fn changes() -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let line = include_str!("../seeds/record_json/household.json");
    let draft = Draft::from_json(Kind::Household, &serde_json::from_str(line)?)
        .map_err(|_| "the seed is not valid")?;
    let id = draft.id();
    let author = Author {
        device: DeviceId([2; 16]),
        at: NOW,
        standing: Role::Commander.into(),
    };
    let first = draft
        .into_change(author)
        .map_err(|_| "the seed is not written")?;
    let document =
        records::Document::from_changes(id, std::slice::from_ref(&first), records::anyone);
    let edits = [
        FieldEdit::set("phone", Value::text("0900000018")),
        FieldEdit::clear("note"),
    ];
    let second = document
        .edit(&edits, author, [0; 4])
        .map_err(|_| "the edit is not valid")?;
    Ok([Some(first), second]
        .into_iter()
        .flatten()
        .map(|change| change.into_bytes())
        .collect())
}

fn bundle(changes: &[Vec<u8>]) -> Bundle {
    let document = |byte| BundleDocument {
        id: DocId([byte; 16]),
        changes: changes.iter().cloned().map(BundleChange::from).collect(),
    };
    Bundle::of_documents(vec![document(1), document(2)])
}

/// An excerpt with an erased document and a secret neighbour, inside another one.
fn excerpts() -> Bundle {
    let origin = |number| Origin {
        space: SPACE,
        key_epoch: 1,
        author: secret().id(),
        number,
        previous: Some(PackHash([3; 32])),
        expires: Some(NOW),
        body_length: 40,
        body_hash: [4; 32],
        signature: proto::Signature([5; 64]),
    };
    let document = BundleDocument {
        id: DocId([1; 16]),
        changes: vec![vec![1, 2].into(), vec![3].into()],
    };
    let tombstone = Tombstone {
        document: DocId([2; 16]),
        change: [6; 32],
    };
    let pruned = [
        PrunedPart::Tombstone(tombstone),
        PrunedPart::Subtree {
            count: 1,
            hash: [8; 32],
        },
    ];
    let excerpt = |number, excerpts| Excerpt {
        origin: origin(number),
        documents: vec![document.clone()],
        excerpts,
        pruned: pruned.map(|part| Pruned { after: 1, part }).to_vec(),
    };
    let inner = excerpt(7, Vec::new());
    Bundle {
        documents: vec![document.clone()],
        excerpts: vec![excerpt(1, Vec::new()), excerpt(2, vec![inner])],
    }
}

fn entry() -> Entry {
    let create = Create {
        kind: SpaceKind::Area,
        unit: Some(SPACE),
        nonce: [4; 16],
        keys: secret().keys().clone(),
        officer: OfficerId([5; 16]),
        roles: RoleSet::default().with(Role::Administrator),
        key: SealedKey {
            epoch: 0,
            enc: [6; 32],
            ciphertext: [7; 48],
        },
    };
    Entry {
        space: SpaceId([0; 16]),
        index: 0,
        previous: EntryHash([0; 32]),
        time: NOW,
        signer: Actor::Device(secret().id()),
        action: Action::Create(create),
    }
}

fn header() -> PackHeader {
    PackHeader {
        space: SPACE,
        key_epoch: 0,
        author: secret().id(),
        number: 1,
        previous: PackHash([0; 32]),
        covers: Vec::new(),
        erases: Vec::new(),
        expires: Some(NOW),
        contents: [0; 32],
        body_length: 40,
    }
}

fn head(entry: &[u8], pack: &[u8]) -> RequestHead {
    RequestHead {
        relay: RelayId([2; 32]),
        actor: Actor::Device(secret().id()),
        time: NOW,
        relay_epoch: RelayEpoch([0; 8]),
        answer_budget: 65_536,
        flags: RequestFlags {
            probe: true,
            include_own: false,
            ..RequestFlags::default()
        },
        spaces: vec![SpaceState {
            space: SPACE,
            cursor: Cursor { high: 9, low: 3 },
            ledger_length: 2,
            ledger_head: [8; 8],
        }],
        ledger_pushes: vec![LedgerPush {
            space: SPACE,
            entries: vec![entry.to_vec()],
        }],
        manifest: vec![ManifestItem {
            hash: PackHash([3; 32]),
            length: pack.len() as u32,
        }],
    }
}

fn frames(entry: &[u8], pack: &[u8]) -> Vec<Frame> {
    let cursor = Cursor { high: 9, low: 3 };
    vec![
        Frame::Hello {
            epoch: RelayEpoch([1; 8]),
            time: NOW,
        },
        Frame::Ledger {
            space: SPACE,
            from: 0,
            entries: vec![entry.to_vec()],
        },
        Frame::LedgerResult {
            space: SPACE,
            outcome: LedgerOutcome::Accepted { length: 3 },
        },
        Frame::PackResult {
            index: 0,
            outcome: PackOutcome::Stored { seq: 7 },
        },
        Frame::Own {
            space: SPACE,
            number: 4,
        },
        Frame::Pack {
            space: SPACE,
            cursor,
            pack: pack.to_vec(),
        },
        Frame::Cursor {
            space: SPACE,
            cursor,
        },
        Frame::End { more: true },
    ]
}

fn invite_code() -> InviteCode {
    InviteCode {
        relay_url: "https://relay.example".to_owned(),
        relay: RelayId([2; 32]),
        unit: SPACE,
        areas: vec![SpaceId([3; 16])],
        secret: [4; 16],
        expires: NOW,
    }
}

fn audit_segment() -> AuditSegment {
    let line = |act: u8, words: &str, why: &str| AuditLine {
        at: NOW,
        act,
        kind: 4,
        subject: words.is_empty().then_some(DocId([5; 16])),
        count: words.len() as u64,
        words: words.to_owned(),
        why: why.to_owned(),
    };
    AuditSegment {
        first: 7,
        previous: AuditHash([6; 32]),
        lines: vec![line(1, "", "đơn số 12"), line(2, "nguyen thi hoa", "")],
    }
}
