//! What the vectors tell: a unit is founded, an officer joins and brings two packs.

use access::{Founder, Intent, Ledger, NewSpace, enrol, found};
use proto::ledger::{EraseReason, Judgement, Policy, Retention, Verdict};
use proto::*;
use seal::{
    DeviceSecret, InviteSecret, PackDraft, RelaySecret, SealedPack, SignedEntry, SpaceKey,
    seal_pack,
};
use testkit::TestRng;

pub(super) const TIME: UnixMillis = UnixMillis(1_767_225_600_000);

pub(super) struct Scene {
    pub(super) founder: DeviceSecret,
    pub(super) officer: DeviceSecret,
    pub(super) invite: InviteSecret,
    pub(super) relay: RelaySecret,
    pub(super) ledger: Ledger,
    pub(super) entries: Vec<SignedEntry>,
    pub(super) key: SpaceKey,
    pub(super) packs: Vec<(SealedPack, Bundle)>,
    pub(super) derived: (SealedPack, Bundle),
}

pub(super) fn counting<const N: usize>(from: u8) -> [u8; N] {
    std::array::from_fn(|i| from.wrapping_add(i as u8))
}

pub(super) fn scene() -> Scene {
    let mut rng = TestRng::new(2026);
    let founder = DeviceSecret::from_bytes(&counting(0x10));
    let officer = DeviceSecret::from_bytes(&counting(0x90));
    let invite = InviteSecret::from_bytes(counting(0xe0));
    let by = Founder {
        device: &founder,
        officer: OfficerId(counting(0x01)),
        roles: [Role::Commander, Role::Administrator].into_iter().collect(),
    };
    let founding = found(by, NewSpace::Unit, TIME, &mut rng).unwrap();
    let (mut ledger, mut entries) = (founding.ledger, vec![founding.entry]);
    let mut add = |ledger: &mut Ledger, entry: SignedEntry| {
        ledger.extend(&entry, Some(TIME)).unwrap();
        entries.push(entry);
    };
    let other = InviteSecret::from_bytes(counting(0xc0));
    for secret in [&invite, &other] {
        let intent = Intent::Invite {
            keys: *secret.pair().keys(),
            officer: OfficerId(counting(0x02)),
            roles: Role::Supervisor.into(),
            expires: TIME.plus_millis(7 * 86_400_000),
        };
        let entry = intent
            .sign(&ledger, &founder, TIME.plus_millis(1), &mut rng)
            .unwrap();
        add(&mut ledger, entry);
    }
    let entry = enrol(
        &ledger,
        &invite,
        officer.keys(),
        TIME.plus_millis(2),
        &mut rng,
    )
    .unwrap();
    add(&mut ledger, entry);
    let roles = [Role::Officer, Role::Supervisor].into_iter().collect();
    for intent in [
        Intent::CancelInvite { invite: other.id() },
        Intent::Role {
            device: officer.id(),
            roles,
        },
        Intent::NewEpoch,
    ] {
        let entry = intent
            .sign(&ledger, &founder, TIME.plus_millis(3), &mut rng)
            .unwrap();
        add(&mut ledger, entry);
    }
    for intent in later_years(officer.keys()) {
        let entry = intent
            .sign(&ledger, &founder, TIME.plus_millis(4), &mut rng)
            .unwrap();
        add(&mut ledger, entry);
    }
    let key = ledger.open_keys(&officer).unwrap().remove(&2).unwrap();
    let packs = two_packs(&ledger, &officer, &key, &mut rng);
    let derived = replacement(&packs, &officer, &founder, &key, &mut rng);
    let relay = RelaySecret::from_bytes(&counting(0x40));
    Scene {
        founder,
        officer,
        invite,
        relay,
        ledger,
        entries,
        key,
        packs,
        derived,
    }
}

/// The officer's access ends and is given again, a pack of the time between is judged, documents are erased.
fn later_years(officer: &DeviceKeys) -> [Intent; 5] {
    let device = seal::device_id(officer);
    let documents = |from| vec![DocId(counting(from)), DocId(counting(from + 1))];
    [
        Intent::Revoke { device, last: 200 },
        Intent::Admit {
            keys: *officer,
            officer: OfficerId(counting(0x02)),
            roles: Role::Officer.into(),
            resumes: 203,
        },
        Intent::Verdict(Judgement {
            device,
            number: 201,
            verdict: Verdict::Accept(documents(0x30)),
        }),
        Intent::Erase {
            reason: EraseReason::Retention,
            documents: documents(0xa0),
        },
        Intent::Policy(Policy {
            lease_days: 30,
            wrong_pins: 10,
            retention: vec![
                Retention {
                    kind: 2,
                    days: 1825,
                },
                Retention { kind: 5, days: 0 },
            ],
        }),
    ]
}

fn two_packs(
    ledger: &Ledger,
    author: &DeviceSecret,
    key: &SpaceKey,
    rng: &mut TestRng,
) -> Vec<(SealedPack, Bundle)> {
    let document = |id, changes: &[&str]| BundleDocument {
        id: DocId(counting(id)),
        changes: changes
            .iter()
            .map(|text| BundleChange {
                parts: text
                    .split(' ')
                    .map(|part| part.as_bytes().to_vec())
                    .collect(),
            })
            .collect(),
    };
    let bundles = [
        Bundle::of_documents(vec![
            document(0x30, &["first change", "gia đình cho biết"]),
            document(0x50, &["another"]),
        ]),
        Bundle::of_documents(vec![document(0x30, &["third"])]),
    ];
    let mut draft = PackDraft {
        space: ledger.space(),
        key_epoch: 2,
        number: 1,
        previous: PackHash::ZERO,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
    };
    let mut packs = Vec::new();
    for bundle in bundles {
        let pack = seal_pack(&draft, &bundle, key, author, 9, rng).unwrap();
        draft.number += 1;
        draft.previous = pack.hash;
        draft.expires = Some(TIME.plus_millis(-1));
        packs.push((pack, bundle));
    }
    packs
}

/// The founder puts one pack in the place of the officer's two, without a document that was erased.
fn replacement(
    packs: &[(SealedPack, Bundle)],
    author: &DeviceSecret,
    by: &DeviceSecret,
    key: &SpaceKey,
    rng: &mut TestRng,
) -> (SealedPack, Bundle) {
    let erased = DocId(counting(0x50));
    let mut taken = Vec::new();
    for (pack, _) in packs {
        let pack = seal::parse_pack(pack.bytes.clone()).unwrap();
        let pack = pack.verify(author.keys()).unwrap();
        let opened = seal::open(&pack, key).unwrap();
        taken.extend(seal::take_over(&pack, &opened, |document| *document == erased).unwrap());
    }
    let (covers, bundle) = seal::derive(taken);
    let draft = PackDraft {
        space: packs.first().unwrap().0.header.space,
        key_epoch: 2,
        number: 0,
        previous: PackHash::ZERO,
        covers,
        erases: vec![erased],
        expires: None,
    };
    let pack = seal_pack(&draft, &bundle, key, by, 9, rng).unwrap();
    (pack, bundle)
}
