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

#[test]
fn a_second_pack_under_one_number_is_kept_aside_and_so_is_what_follows_it() {
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
    assert_eq!(chief.get(house).unwrap().fields["note"], "điện thoại");
    assert!(chief.conflicts().unwrap().is_empty());
    let mut noticed = open(&mut chief);
    noticed.sort_by_key(|one| one.number);
    assert_eq!(
        reasons(&noticed),
        [SuspicionReason::Forked, SuspicionReason::BrokenChain]
    );
    assert_eq!(noticed[0].officer_name.as_deref(), Some("Cúc"));
    // No copy of the packs could be better: nothing is asked for, and it stays a suspicion.
    let report = unit.sync(&mut chief).unwrap();
    assert_eq!((report.requests, report.packs_pulled), (1, 0));
    assert_eq!(chief.status().unwrap().suspicions, 2);
}

#[test]
fn an_earlier_pack_that_the_later_ones_do_not_name_is_kept_aside() {
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
    assert_eq!(chief.get(house).unwrap().fields["note"], "hai");
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
