//! Random ledger entries.

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proto::ledger::{
    Admit, Create, Enrol, EpochKeys, Erase, EraseReason, Invite, Judgement, Policy, Retention,
    Revoke, Verdict,
};
use proto::*;

use super::{actor, keys, roles, sealed_key, space, time};

fn device() -> impl Strategy<Value = DeviceId> {
    any::<[u8; 16]>().prop_map(DeviceId)
}

fn invite_id() -> impl Strategy<Value = InviteId> {
    any::<[u8; 16]>().prop_map(InviteId)
}

fn officer() -> impl Strategy<Value = OfficerId> {
    any::<[u8; 16]>().prop_map(OfficerId)
}

fn space_keys() -> impl Strategy<Value = Vec<SealedKey>> {
    vec(sealed_key(), 0..4)
}

fn documents() -> impl Strategy<Value = Vec<DocId>> {
    btree_set(any::<[u8; 16]>().prop_map(DocId), 1..5).prop_map(|set| set.into_iter().collect())
}

fn create() -> impl Strategy<Value = Action> {
    let kind = prop_oneof![
        Just(SpaceKind::Unit),
        Just(SpaceKind::Area),
        Just(SpaceKind::Audit),
        Just(SpaceKind::Liaison)
    ];
    (
        kind,
        option::of(space()),
        any::<[u8; 16]>(),
        keys(),
        officer(),
        roles(),
        sealed_key(),
    )
        .prop_map(|(kind, unit, nonce, keys, officer, roles, key)| {
            Action::Create(Create {
                kind,
                unit,
                nonce,
                keys,
                officer,
                roles,
                key,
            })
        })
}

fn invite() -> impl Strategy<Value = Action> {
    (keys(), officer(), roles(), time(), space_keys()).prop_map(
        |(keys, officer, roles, expires, space_keys)| {
            Action::Invite(Invite {
                keys,
                officer,
                roles,
                expires,
                space_keys,
            })
        },
    )
}

fn enrol() -> impl Strategy<Value = Action> {
    (invite_id(), keys(), space_keys()).prop_map(|(invite, keys, space_keys)| {
        Action::Enrol(Enrol {
            invite,
            keys,
            space_keys,
        })
    })
}

fn admit() -> impl Strategy<Value = Action> {
    (keys(), officer(), roles(), any::<u64>(), space_keys()).prop_map(
        |(keys, officer, roles, resumes, space_keys)| {
            Action::Admit(Admit {
                keys,
                officer,
                roles,
                resumes,
                space_keys,
            })
        },
    )
}

fn epoch_keys() -> impl Strategy<Value = EpochKeys> {
    (any::<u32>(), space_keys()).prop_map(|(epoch, sealed)| EpochKeys { epoch, sealed })
}

fn erase() -> impl Strategy<Value = Action> {
    let reason = proptest::sample::select(EraseReason::ALL.as_slice());
    (reason, documents()).prop_map(|(reason, documents)| Action::Erase(Erase { reason, documents }))
}

fn verdict() -> impl Strategy<Value = Action> {
    let verdict = prop_oneof![
        Just(Verdict::AcceptAll),
        Just(Verdict::RejectAll),
        documents().prop_map(Verdict::Accept),
    ];
    (device(), any::<u64>(), verdict).prop_map(|(device, number, verdict)| {
        Action::Verdict(Judgement {
            device,
            number,
            verdict,
        })
    })
}

fn policy() -> impl Strategy<Value = Action> {
    let retention = btree_map(any::<u8>(), any::<u32>(), 0..4).prop_map(|kinds| {
        let term = |(kind, days)| Retention { kind, days };
        kinds.into_iter().map(term).collect()
    });
    (any::<(u32, u32)>(), retention).prop_map(|((lease_days, wrong_pins), retention)| {
        Action::Policy(Policy {
            lease_days,
            wrong_pins,
            retention,
        })
    })
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        create(),
        invite(),
        enrol(),
        invite_id().prop_map(|invite| Action::CancelInvite { invite }),
        (device(), roles()).prop_map(|(device, roles)| Action::Role { device, roles }),
        (device(), any::<u64>(), epoch_keys())
            .prop_map(|(device, last, keys)| { Action::Revoke(Revoke { device, last, keys }) }),
        epoch_keys().prop_map(Action::NewEpoch),
        admit(),
        erase(),
        verdict(),
        policy(),
    ]
}

pub(crate) fn entry() -> impl Strategy<Value = Entry> {
    (
        space(),
        any::<u64>(),
        any::<[u8; 32]>(),
        time(),
        actor(),
        action(),
    )
        .prop_map(|(space, index, previous, time, signer, action)| Entry {
            space,
            index,
            previous: EntryHash(previous),
            time,
            signer,
            action,
        })
}
