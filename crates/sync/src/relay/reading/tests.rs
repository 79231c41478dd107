//! From where on a device lacks entries.

use std::sync::Arc;

use access::{Founder, Intent, NewSpace, found};
use proto::{OfficerId, Role, RoleSet, SpaceState};
use seal::DeviceSecret;
use testkit::TestRng;

use super::*;

/// A space whose ledger has as many entries.
fn space(length: u64) -> SpaceSummary {
    let (secret, rng) = (DeviceSecret::from_bytes(&[4; 64]), &mut TestRng::new(1));
    let founder = Founder {
        device: &secret,
        officer: OfficerId([1; 16]),
        roles: RoleSet::from(Role::Administrator).with(Role::Commander),
    };
    let mut ledger = found(founder, NewSpace::Unit, UnixMillis(0), rng)
        .unwrap()
        .ledger;
    while ledger.length() < length {
        let entry = Intent::NewEpoch.sign(&ledger, &secret, UnixMillis(0), rng);
        ledger.extend(&entry.unwrap(), None).unwrap();
    }
    SpaceSummary::new(ledger.space(), Arc::new(ledger))
}

fn state(space: &SpaceSummary, ledger_length: u64) -> SpaceState {
    SpaceState {
        space: space.id,
        cursor: Cursor::default(),
        ledger_length,
        ledger_head: space.ledger.head().prefix(),
    }
}

#[test]
fn entries_that_a_request_has_just_brought_are_not_sent_back() {
    let space = space(6);
    let missing = |held, brought| entries_from(&state(&space, held), brought, &space);
    assert_eq!(missing(4, None), Some(4));
    assert_eq!(missing(4, Some(4..6)), None);
    // Somebody else was quick: what came behind is sent.
    assert_eq!(missing(4, Some(4..5)), Some(5));
    // What stands before the brought ones is unknown to whoever says to hold less.
    assert_eq!(missing(3, Some(4..6)), Some(3));
    assert_eq!(missing(6, Some(4..6)), None);
}
