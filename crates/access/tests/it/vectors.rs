//! The golden vectors that another team checks a client against: what they hold is read as the specification
//! says, and comes out of our code again byte by byte.
//!
//! They are written once, by `SOTAY_WRITE_VECTORS=1 cargo test -p access vectors -- --test-threads=1`, and again only with a new
//! version of the protocol: a change that makes a vector fail has broken every device in the field.

mod make;
mod scene;

use std::path::PathBuf;

use access::Ledger;
use proto::request::request_prefix;
use proto::*;
use seal::{
    DeviceSecret, InviteSecret, RelaySecret, SignedEntry, SignedRequest, SpaceKey, VerifyingKey,
};
use serde_json::Value;

fn path(name: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../proto/vectors");
    PathBuf::from(folder).join(format!("{name}.json"))
}

/// Reads a vector file, after writing it if that was asked for.
fn vector(name: &str) -> Value {
    // A tally's vector was computed by another program.
    if std::env::var_os("SOTAY_WRITE_VECTORS").is_some() && name != "tally" {
        let text = serde_json::to_string_pretty(&make::vector(name)).unwrap();
        std::fs::write(path(name), text + "\n").unwrap();
    }
    let text = std::fs::read_to_string(path(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn hex(value: &Value) -> Vec<u8> {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("no hexadecimal: {value}"));
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    text.as_bytes().chunks(2).map(byte).collect()
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    hex(value).try_into().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn device(keys: &Value, name: &str) -> DeviceSecret {
    DeviceSecret::from_bytes(&array(&keys[name]["secret"]))
}

#[test]
fn keys_and_ids_are_derived_from_secrets() {
    let keys = vector("keys");
    for name in ["founder", "officer"] {
        let (secret, written) = (device(&keys, name), &keys[name]);
        assert_eq!(secret.keys().sign, array(&written["sign"]));
        assert_eq!(secret.keys().kx, array(&written["kx"]));
        assert_eq!(secret.id().to_string(), written["id"]);
    }
    let (invite, written) = (
        InviteSecret::from_bytes(array(&keys["invite"]["secret"])),
        &keys["invite"],
    );
    assert_eq!(invite.pair().keys().sign, array(&written["sign"]));
    assert_eq!(invite.pair().keys().kx, array(&written["kx"]));
    assert_eq!(invite.id().to_string(), written["id"]);
    let relay = RelaySecret::from_bytes(&array(&keys["relay"]["secret"]));
    assert_eq!(relay.id().to_string(), keys["relay"]["id"]);
}

#[test]
fn a_ledger_adds_up_and_its_entries_are_signed_again_alike() {
    let (keys, written) = (vector("keys"), vector("ledger"));
    let bytes: Vec<Vec<u8>> = list(&written["entries"])
        .iter()
        .map(|entry| hex(&entry["bytes"]))
        .collect();
    let entries: Vec<SignedEntry> = bytes
        .iter()
        .map(|bytes| SignedEntry::from_bytes(bytes).unwrap())
        .collect();
    let space: SpaceId = written["space"].as_str().unwrap().parse().unwrap();
    let ledger = Ledger::replay(space, &entries).unwrap();
    assert_eq!(make::ledger_summary(&ledger), written["adds_up_to"]);
    let invite = InviteSecret::from_bytes(array(&keys["invite"]["secret"]));
    for ((signed, bytes), entry) in entries.iter().zip(&bytes).zip(list(&written["entries"])) {
        assert_eq!(signed.hash().to_string(), entry["hash"]);
        let payload = Entry::from_bytes(signed.signed_bytes()).unwrap();
        let signer = match payload.signer {
            Actor::Invite(_) => invite.pair(),
            Actor::Device(_) => device(&keys, "founder"),
        };
        assert_eq!(&SignedEntry::sign(payload, &signer).to_bytes(), bytes);
    }
    for name in ["founder", "officer"] {
        for (epoch, key) in ledger.open_keys(&device(&keys, name)).unwrap() {
            assert_eq!(
                key.as_bytes(),
                &array(&written["space_keys"][epoch.to_string()])
            );
        }
    }
}

#[test]
fn packs_verify_and_open() {
    let (keys, written) = (vector("keys"), vector("packs"));
    let author = device(&keys, "officer");
    let mut previous = PackHash::ZERO;
    for written in list(&written["packs"]) {
        let pack = seal::parse_pack(hex(&written["bytes"]))
            .unwrap()
            .verify(author.keys())
            .unwrap();
        assert_eq!(pack.hash().to_string(), written["hash"]);
        assert_eq!(make::header_fields(pack.header()), written["header"]);
        assert_eq!(pack.header().previous, previous);
        previous = pack.hash();
        let key = SpaceKey::from_bytes(array(&written["space_key"]));
        let opened = seal::open(&pack, &key).unwrap();
        let bundle = Bundle {
            documents: opened.documents,
            excerpts: opened.excerpts,
        };
        assert_eq!(make::bundle_fields(&bundle), written["bundle"]);
        assert_eq!(bundle.to_bytes(), hex(&written["bundle_bytes"]));
    }
}

#[test]
fn a_derived_pack_proves_what_it_carries() {
    let (keys, written) = (vector("keys"), vector("packs"));
    let (founder, officer) = (device(&keys, "founder"), device(&keys, "officer"));
    let (originals, written) = (list(&written["packs"]), &written["derived"]);
    let pack = seal::parse_pack(hex(&written["bytes"])).unwrap();
    let pack = pack.verify(founder.keys()).unwrap();
    assert_eq!(pack.hash().to_string(), written["hash"]);
    assert_eq!(make::header_fields(pack.header()), written["header"]);
    let key = SpaceKey::from_bytes(array(&originals[0]["space_key"]));
    let opened = seal::open(&pack, &key).unwrap();
    let mut verified = Vec::new();
    let excerpts = opened.excerpts.iter().zip(list(&written["excerpts"]));
    for ((excerpt, expected), original) in excerpts.zip(originals) {
        let proved = seal::verify_excerpt(excerpt, officer.keys()).unwrap();
        assert_eq!(proved.pack_hash().to_string(), original["hash"]);
        assert_eq!(&make::excerpt_fields(excerpt), expected);
        verified.push(proved);
    }
    let erased = |document: &DocId| pack.header().erases.contains(document);
    seal::check_derived(pack.header(), &verified, erased).unwrap();
    assert_eq!(verified.len(), 2);
    let bundle = Bundle {
        documents: Vec::new(),
        excerpts: opened.excerpts,
    };
    assert_eq!(bundle.to_bytes(), hex(&written["bundle_bytes"]));
}

#[test]
fn a_request_is_cut_apart_verified_and_signed_again_alike() {
    let (keys, written) = (vector("keys"), vector("request"));
    let (bytes, sender) = (hex(&written["body"]), device(&keys, "officer"));
    let mut reader = RequestReader::new();
    reader.push(&bytes);
    let Ok(Some(RequestPart::Head {
        bytes: head_bytes,
        head,
        signature,
    })) = reader.next()
    else {
        panic!("no head");
    };
    let signed = SignedRequest::parse(&head_bytes, signature).unwrap();
    signed
        .verify(&VerifyingKey::try_from(sender.keys()).unwrap())
        .unwrap();
    assert_eq!(signed.hash().to_string(), written["hash"]);
    assert_eq!(make::head_fields(&head), written["head"]);
    let mut again = request_prefix(
        &head_bytes,
        SignedRequest::sign(head.clone(), &sender).signature(),
    );
    for item in &head.manifest {
        let Ok(Some(RequestPart::Pack { bytes, .. })) = reader.next() else {
            panic!("no pack")
        };
        assert_eq!(seal::parse_pack(bytes.clone()).unwrap().hash(), item.hash);
        again.extend_from_slice(&bytes);
    }
    assert!(reader.is_complete());
    assert_eq!(again, bytes);
}

#[test]
fn an_answer_is_cut_into_frames_and_its_receipt_verifies() {
    let (keys, written) = (vector("keys"), vector("answer"));
    let relay: RelayId = keys["relay"]["id"].as_str().unwrap().parse().unwrap();
    let mut reader = FrameReader::new();
    reader.push(&hex(&written["body"]));
    let mut receipts = 0;
    for expected in list(&written["frames"]) {
        let frame = reader.next().unwrap().unwrap();
        assert_eq!(frame.to_framed_bytes(), hex(&expected["bytes"]));
        assert_eq!(
            format!("{frame:?}"),
            format!("{:?}", Frame::from_bytes(&frame.to_bytes()).unwrap())
        );
        assert_eq!(u64::from(frame.tag()), expected["tag"]);
        if let Frame::Receipt(receipt) = frame {
            let body = seal::verify_attested(&receipt, &relay)
                .unwrap()
                .into_payload();
            assert_eq!(body.request.to_string(), vector("request")["hash"]);
            receipts += 1;
        }
    }
    assert!(reader.is_at_boundary() && receipts == 1);
}

#[test]
fn an_invite_code_is_read_and_written_alike() {
    let (keys, written) = (vector("keys"), vector("invite-code"));
    let text = written["text"].as_str().unwrap();
    let code: InviteCode = text.parse().unwrap();
    assert_eq!(code.to_string(), text);
    assert_eq!(code.to_bytes(), hex(&written["contents"]));
    assert_eq!(code.relay_url, written["relay_url"].as_str().unwrap());
    assert_eq!(code.relay.to_string(), keys["relay"]["id"]);
    assert_eq!(code.unit.to_string(), vector("ledger")["space"]);
    assert_eq!(code.areas.len(), list(&written["areas"]).len());
    assert_eq!(code.secret, array(&keys["invite"]["secret"]));
    assert_eq!(code.expires.0, written["expires"].as_i64().unwrap());
}

#[test]
fn a_tally_is_computed_from_what_it_says() {
    let written = vector("tally");
    let id = |value: &Value| value.as_str().unwrap().parse::<DocId>().unwrap();
    let author: DeviceId = written["author"].as_str().unwrap().parse().unwrap();
    let number = written["number"].as_u64().unwrap();
    assert_eq!(seal::tally_id(&author, number), id(&written["id"]));
    let run = |pack: &Value| {
        let cover = Cover {
            author: pack["author"].as_str().unwrap().parse().unwrap(),
            first: pack["first"].as_u64().unwrap(),
            last: pack["last"].as_u64().unwrap(),
        };
        (cover, PackHash(array(&pack["last_hash"])))
    };
    let runs: Vec<(Cover, PackHash)> = list(&written["packs"]).iter().map(run).collect();
    let erased: Vec<DocId> = list(&written["erased"]).iter().map(id).collect();
    let mut sum = seal::ChangeSum::default();
    for change in list(&written["changes"]) {
        let mark = seal::ChangeSum::mark(&ChangeHash(array(&change["hash"])));
        sum.add(&id(&change["document"]), mark);
    }
    let mut shortened: Vec<TalliedRun> = (runs.iter())
        .map(|(run, _)| TalliedRun {
            author: TalliedRun::short(&run.author),
            first: run.first,
            last: run.last,
        })
        .collect();
    shortened.sort();
    let tally = Tally {
        runs: shortened,
        knowledge: seal::tally_knowledge(&runs, &erased),
        documents: 2,
        changes: 3,
        sum: sum.to_bytes(),
        left_out: list(&written["left_out"]).iter().map(id).collect(),
    };
    assert_eq!(tally.knowledge, array(&written["knowledge"]));
    assert_eq!(tally.sum, array(&written["sum"]));
    assert_eq!(tally.to_bytes(), hex(&written["bytes"]));
}

#[test]
fn what_must_be_refused_is_refused() {
    for written in list(&vector("refused")["refused"]) {
        let bytes = hex(&written["bytes"]);
        let refused = match written["as"].as_str().unwrap() {
            "frame" => Frame::from_bytes(&bytes).is_err(),
            "ledger entry" => SignedEntry::from_bytes(&bytes).is_err(),
            "request head" => RequestHead::from_bytes(&bytes).is_err(),
            "pack header" => PackHeader::from_bytes(&bytes).is_err(),
            "bundle" => Bundle::from_bytes(&bytes).is_err(),
            other => panic!("unknown kind {other}"),
        };
        assert!(refused, "{written}");
    }
}
