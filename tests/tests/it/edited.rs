//! A pack that is changed on its way, by whoever carries it.

use client_core::{Kind, Role, SuspicionReason};
use proto::Frame;
use tests::between::Between;
use tests::{Unit, household, ids, transport};

/// A pack's hash says nothing of its signature, so the other pack has the same one.
fn with_another_signature(pack: &[u8]) -> Vec<u8> {
    let hash = |bytes: &[u8]| {
        seal::parse_pack(bytes.to_vec())
            .map(|pack| pack.hash())
            .ok()
    };
    let wanted = hash(pack);
    let changed = (0..pack.len()).rev().find_map(|at| {
        let mut other = pack.to_vec();
        other[at] ^= 1;
        (hash(&other) == wanted).then_some(other)
    });
    changed.expect("a pack has a signature")
}

/// Its last byte of the body is another one, and so is its hash.
fn with_another_body(pack: &[u8]) -> Vec<u8> {
    let mut other = pack.to_vec();
    let at = other.len() - 70;
    other[at] ^= 1;
    other
}

#[test]
fn a_pack_whose_signature_was_changed_on_the_way_is_taken_when_it_comes_right() {
    a_changed_pack_is_taken_when_it_comes_right(61, with_another_signature);
}

#[test]
fn a_pack_whose_body_was_changed_on_the_way_is_taken_when_it_comes_right() {
    a_changed_pack_is_taken_when_it_comes_right(62, with_another_body);
}

fn a_changed_pack_is_taken_when_it_comes_right(seed: u64, changed: fn(&[u8]) -> Vec<u8>) {
    let unit = Unit::new(seed);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    let mut forger = Between::new(transport(&unit.relay.url()), |mut frame| {
        if let Frame::Pack { pack, .. } = &mut frame {
            *pack = changed(pack);
        }
        Some(frame)
    });
    officer.sync(&mut forger, &mut |_| {}).unwrap();
    assert_eq!(officer.status().unwrap().set_aside, 1);
    let noticed = officer.suspicions().unwrap();
    assert_eq!(noticed.len(), 1);
    assert_eq!(noticed[0].reason, SuspicionReason::Unsigned);
    assert_eq!(noticed[0].healed_at, None);
    assert!(ids(&mut officer, Kind::Household).is_empty());

    // The next sync asks for it once more.
    unit.sync(&mut officer).unwrap();
    assert_eq!(ids(&mut officer, Kind::Household), [house]);
    assert_eq!(officer.status().unwrap().set_aside, 0);
    assert!(officer.suspicions().unwrap()[0].healed_at.is_some());
    let idle = unit.sync(&mut officer).unwrap();
    assert_eq!((idle.requests, idle.packs_pulled), (1, 0));
}
