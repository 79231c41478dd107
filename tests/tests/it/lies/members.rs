//! Members, or whoever has their keys, who tell two stories.

use super::{household, note, open, reasons, with_packs};
use client_core::{DocId, Kind, Notebook, Role, SuspicionReason};
use proto::{COURIER_LINE, CourierItem, Frame};
use tests::between::Between;
use tests::by_hand::{export, import};
use tests::member::Member;
use tests::{PIN, Unit, copy_files, ids, transport};

/// The officer's phone and a copy of it, which goes its own way.
struct Copied {
    unit: Unit,
    chief: Notebook,
    phone: Notebook,
    copy: Notebook,
    house: DocId,
}

fn copied(seed: u64) -> Copied {
    let unit = Unit::new(seed);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let house = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    drop(officer);
    let (home, other) = (unit.home("Cúc"), unit.home("copy"));
    copy_files(home.folder(), other.folder());
    let phone = Notebook::open(&home, unit.world("phone"), PIN).unwrap();
    let copy = Notebook::open(&other, unit.world("copy"), PIN).unwrap();
    Copied {
        unit,
        chief,
        phone,
        copy,
        house,
    }
}

/// Returns the values of a field that are in conflict.
fn in_conflict(device: &mut Notebook, field: &str) -> Vec<String> {
    let conflicts = device.conflicts().unwrap();
    let of_field = conflicts.iter().filter(|one| one.field == field);
    let mut values: Vec<String> = of_field
        .flat_map(|one| &one.values)
        .map(|value| value.value.as_str().unwrap_or_default().to_owned())
        .collect();
    values.sort();
    values
}

#[test]
fn two_branches_of_a_phone_end_the_same_on_all_devices_in_whatever_order_they_came() {
    let Copied {
        unit,
        mut chief,
        mut phone,
        mut copy,
        house,
    } = copied(325);
    let mut late = unit.join(&mut chief, "Dung", Role::Supervisor, &["Tổ 1"]);
    let mut reader = unit.join(&mut chief, "Em", Role::Auditor, &["Tổ 1"]);
    for device in [&mut late, &mut reader, &mut chief] {
        unit.sync(device).unwrap();
    }
    note(&mut copy, house, "bản sao một");
    export(&mut copy);
    note(&mut copy, house, "bản sao hai");
    let file = export(&mut copy);
    // Two get the copy's branch first, by hand; the phone's goes to the relay.
    assert_eq!(import(&mut late, &file).set_aside, 0);
    assert_eq!(import(&mut reader, &file).set_aside, 0);
    note(&mut phone, house, "điện thoại");
    unit.sync(&mut phone).unwrap();
    unit.sync(&mut chief).unwrap();
    for _ in 0..2 {
        for device in [&mut reader, &mut late, &mut phone, &mut chief] {
            unit.sync(device).unwrap();
        }
    }
    let mut joined = unit.join(&mut chief, "Giang", Role::Supervisor, &["Tổ 1"]);
    unit.sync(&mut joined).unwrap();
    let both = ["bản sao hai", "điện thoại"];
    for device in [&mut chief, &mut late, &mut reader, &mut phone, &mut joined] {
        assert_eq!(in_conflict(device, "note"), both);
        assert_eq!(device.history(house).unwrap().len(), 4);
        assert_eq!(device.status().unwrap().set_aside, 0);
    }
    for device in [&mut chief, &mut late, &mut reader, &mut phone] {
        let noticed = reasons(&open(device));
        assert!(noticed.contains(&SuspicionReason::Forked), "{noticed:?}");
    }
    // The file brings nothing more, here or there.
    for device in [&mut chief, &mut late] {
        let known = device.history(house).unwrap();
        let first = import(device, &file);
        let again = import(device, &file);
        assert_eq!((again.packs, again.set_aside), (0, 0), "{first:?}");
        unit.sync(device).unwrap();
        assert_eq!(device.history(house).unwrap(), known);
    }
}

#[test]
fn a_second_pack_under_one_number_is_a_fork_and_what_it_says_counts_beside_the_first() {
    let Copied {
        unit,
        mut chief,
        mut phone,
        mut copy,
        house,
    } = copied(321);
    note(&mut phone, house, "điện thoại");
    unit.sync(&mut phone).unwrap();
    unit.sync(&mut chief).unwrap();
    note(&mut copy, house, "bản sao một");
    let one = export(&mut copy);
    note(&mut copy, house, "bản sao hai");
    let two = export(&mut copy);
    let mut brought = import(&mut chief, &one).set_aside;
    brought += import(&mut chief, &two).set_aside;
    assert_eq!(brought, 2);
    assert_eq!(
        in_conflict(&mut chief, "note"),
        ["bản sao hai", "điện thoại"]
    );
    let mut noticed = open(&mut chief);
    noticed.sort_by_key(|one| one.number);
    assert_eq!(
        reasons(&noticed),
        [SuspicionReason::Forked, SuspicionReason::BrokenChain]
    );
    assert_eq!(noticed[0].officer_name.as_deref(), Some("Cúc"));
    // The chief brings it. No copy of the packs could be better: nothing is asked for, and it stays a suspicion.
    unit.sync(&mut chief).unwrap();
    let report = unit.sync(&mut chief).unwrap();
    assert_eq!((report.requests, report.packs_pulled), (1, 0));
    assert_eq!(chief.status().unwrap().suspicions, 2);
}

#[test]
fn an_earlier_pack_that_the_later_ones_do_not_name_is_a_fork() {
    let Copied {
        unit,
        chief,
        mut phone,
        mut copy,
        house,
    } = copied(322);
    drop(chief);
    // Somebody who has nothing yet gets the later pack first, which names the one of the phone.
    let mut chief = Notebook::open(&unit.home("chief"), unit.world("chief later"), PIN).unwrap();
    note(&mut phone, house, "một");
    unit.sync(&mut phone).unwrap();
    note(&mut phone, house, "hai");
    unit.sync(&mut phone).unwrap();
    let mut without_one = 0;
    let mut dropping = Between::new(transport(&unit.relay.url()), |frame| match frame {
        Frame::Pack { space, cursor, .. } if without_one < 1 => {
            without_one += 1;
            Some(Frame::Cursor { space, cursor })
        }
        Frame::Layout { .. } => None,
        other => Some(other),
    });
    let _ = chief.sync(&mut dropping, &mut |_| {});
    note(&mut copy, house, "bản sao");
    assert_eq!(import(&mut chief, &export(&mut copy)).set_aside, 1);
    let noticed = reasons(&open(&mut chief));
    assert!(noticed.contains(&SuspicionReason::Forked), "{noticed:?}");
    unit.sync(&mut chief).unwrap();
    assert_eq!(in_conflict(&mut chief, "note"), ["bản sao", "hai"]);
}

#[test]
fn a_phone_that_was_put_back_goes_on_behind_what_it_had_forgotten() {
    let Copied {
        unit,
        mut chief,
        mut phone,
        copy,
        house,
    } = copied(326);
    for text in ["một", "hai"] {
        note(&mut phone, house, text);
        unit.sync(&mut phone).unwrap();
    }
    drop(phone);
    // Nothing is written yet: it learns from a colleague's next pack that it has forgotten something.
    let mut back = copy;
    let other = household(&mut chief, "Tổ 1", "HB-2", "Phạm Văn Đức");
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut back).unwrap();
    assert_eq!(back.get(house).unwrap().fields["note"], "hai");
    note(&mut back, house, "ba");
    note(&mut back, other, "bốn");
    unit.sync(&mut back).unwrap();
    unit.sync(&mut chief).unwrap();
    assert_eq!(chief.get(house).unwrap().fields["note"], "ba");
    assert_eq!(chief.get(other).unwrap().fields["note"], "bốn");
    assert!(chief.conflicts().unwrap().is_empty());
}

#[test]
fn a_phone_that_was_put_back_and_wrote_on_seals_it_again() {
    let Copied {
        unit,
        mut chief,
        mut phone,
        mut copy,
        house,
    } = copied(327);
    let other = household(&mut phone, "Tổ 1", "HB-2", "Phạm Văn Đức");
    note(&mut phone, house, "một");
    unit.sync(&mut phone).unwrap();
    drop(phone);
    note(&mut copy, house, "hai");
    export(&mut copy);
    note(&mut copy, house, "ba");
    unit.sync(&mut copy).unwrap();
    unit.sync(&mut chief).unwrap();
    for device in [&mut chief, &mut copy] {
        assert_eq!(in_conflict(device, "note"), ["ba", "một"]);
        assert_eq!(ids(device, Kind::Household).len(), 2);
    }
    assert!(ids(&mut copy, Kind::Household).contains(&other));
    assert!(reasons(&open(&mut copy)).contains(&SuspicionReason::Forked));
}

/// An entry that the chief's keys sign for a place of the area's ledger at which another one stands.
fn second_history(unit: &Unit, chief: Notebook) -> (Notebook, proto::SpaceId, u64, Vec<u8>) {
    drop(chief);
    let home = unit.home("chief");
    let (space, place, entry) = Member::of(&home, 7).other_entry();
    let chief = Notebook::open(&home, unit.world("chief later"), PIN).unwrap();
    (chief, space, place, entry)
}

#[test]
fn a_second_history_of_a_ledger_is_noticed_and_the_rest_of_the_sync_goes_on() {
    let unit = Unit::new(323);
    let (chief, mut officer, houses) = with_packs(&unit, 2);
    let (mut chief, space, from, entry) = second_history(&unit, chief);
    let mut two_faced =
        Between::new(transport(&unit.relay.url()), Some).putting_in(Frame::Ledger {
            space,
            from,
            entries: vec![entry.clone()],
        });
    chief.sync(&mut two_faced, &mut |_| {}).unwrap();
    assert_eq!(ids(&mut chief, Kind::Household), houses);
    let noticed = open(&mut chief);
    assert_eq!(reasons(&noticed), [SuspicionReason::LedgerForked]);
    assert_eq!(
        (noticed[0].device, noticed[0].number),
        (Some(chief.device()), from)
    );
    unit.sync(&mut chief).unwrap();
    assert!(open(&mut chief).is_empty(), "the relay shows one history");

    // The same in a file, which nobody vouches for.
    let file = [
        COURIER_LINE,
        &CourierItem::Ledger {
            space,
            from,
            entries: vec![entry],
        }
        .to_framed_bytes(),
    ]
    .concat();
    assert_eq!(import(&mut officer, &file).entries_waiting, 1);
    assert_eq!(
        reasons(&open(&mut officer)),
        [SuspicionReason::LedgerForked]
    );
}

#[test]
fn an_old_entry_that_is_told_as_the_next_one_is_refused_and_accuses_no_member() {
    let unit = Unit::new(324);
    let (chief, _officer, houses) = with_packs(&unit, 2);
    let home = unit.home("chief");
    drop(chief);
    let (space, entries) = Member::of(&home, 7).entries();
    let mut chief = Notebook::open(&home, unit.world("chief later"), PIN).unwrap();
    let mut repeating =
        Between::new(transport(&unit.relay.url()), Some).putting_in(Frame::Ledger {
            space,
            from: entries.len() as u64,
            entries: vec![entries[entries.len() - 1].clone()],
        });
    chief.sync(&mut repeating, &mut |_| {}).unwrap();
    assert_eq!(ids(&mut chief, Kind::Household), houses);
    assert_eq!(reasons(&open(&mut chief)), [SuspicionReason::LedgerRefused]);
    unit.sync(&mut chief).unwrap();
    assert!(open(&mut chief).is_empty());
}
