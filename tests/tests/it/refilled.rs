//! A relay that lost everything, or the last week, is filled again by the devices, with the packs of all authors; and what
//! they hold they do not get again. Small packs become large ones meanwhile.

use client_core::{DocId, EraseReason, FieldEdit, Home, Kind, Notebook, Role, Value};
use std::time::Duration;
use tests::by_hand::{export, import};
use tests::{PIN, Unit, copy_files, household, ids, key_of, tables};

fn note(device: &mut Notebook, house: DocId, text: &str) {
    let edits = [FieldEdit::set("note", Value::text(text))];
    device.edit(house, &edits).expect("an edit");
}

fn packs_of(home: &Home, space_kind: u8) -> Vec<String> {
    let connection = tables::database(home, &key_of(home));
    let sql = format!(
        "SELECT p.author, p.number, length(p.bytes) FROM doc_pack p JOIN doc_space s ON s.n = p.space
         WHERE s.kind = {space_kind} AND length(p.bytes) > 0 ORDER BY p.n"
    );
    tables::rows(&connection, &sql)
}

#[test]
fn a_wiped_relay_gets_the_packs_of_an_author_who_is_gone_and_nothing_is_downloaded_again() {
    let mut unit = Unit::new(81);
    let empty = unit.path("empty");
    unit.relay.back_up(&empty);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let house = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut officer).unwrap();
    for text in ["một", "hai", "ba"] {
        note(&mut officer, house, text);
        unit.sync(&mut officer).unwrap();
    }
    unit.sync(&mut chief).unwrap();
    // The officer's phone is at the bottom of the river.
    drop(officer);
    unit.relay.restore(&empty);
    let report = unit.sync(&mut chief).unwrap();
    assert!(report.packs_pushed > 4, "{report:?}");
    assert_eq!((report.packs_pulled, report.unsent), (0, 0), "{report:?}");
    let mut fresh = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    assert_eq!(fresh.get(house).unwrap().fields["note"], "ba");
    assert_eq!(fresh.history(house).unwrap().len(), 4);
}

#[test]
fn after_a_restore_only_what_is_missing_moves() {
    let mut unit = Unit::new(82);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let houses: Vec<_> = (0..300)
        .map(|n| household(&mut officer, "Tổ 1", &format!("HB-{n}"), "Nguyễn Thị Hoà"))
        .collect();
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    note(&mut officer, houses[0], "sau");
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    drop(officer);
    unit.relay.restore(&backup);
    let report = unit.sync(&mut chief).unwrap();
    assert_eq!(
        (report.packs_pulled, report.packs_pushed),
        (0, 1),
        "{report:?}"
    );
    assert!(report.bytes_down < 8_000, "{report:?}");
    let mut fresh = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    assert_eq!(fresh.get(houses[0]).unwrap().fields["note"], "sau");
}

#[test]
fn small_packs_are_merged_by_those_who_look_after_the_unit() {
    let unit = Unit::new(83);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let house = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    for day in 0..40 {
        note(&mut officer, house, &format!("ngày {day}"));
        unit.sync(&mut officer).unwrap();
        unit.clock.advance(Duration::from_secs(86_400));
    }
    let before = packs_of(&unit.home("Cúc"), 2).len();
    let report = unit.sync(&mut chief).unwrap();
    assert!(report.packs_pulled >= 40, "{report:?}");
    // Whoever has the packs gets nothing for it, and keeps what it has.
    let report = unit.sync(&mut officer).unwrap();
    assert_eq!(report.packs_pulled, 0, "{report:?}");
    assert_eq!(packs_of(&unit.home("Cúc"), 2).len(), before);
    assert_eq!(packs_of(&unit.home("chief"), 2).len(), before);
    let mut fresh = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    let packs = packs_of(&unit.home("Dung"), 2);
    assert!(packs.len() < 16, "{packs:?}");
    assert_eq!(fresh.history(house).unwrap().len(), 41);
    assert_eq!(ids(&mut fresh, Kind::Household), [house]);
    assert_eq!(fresh.status().unwrap().set_aside, 0);
    // An erasure finds what it erases in merged packs too.
    let plan = chief.plan_erasure(&[house]).unwrap();
    chief.erase(&plan, EraseReason::Request).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut fresh).unwrap();
    let mut newcomer = unit.join(&mut chief, "Em", Role::Officer, &["Tổ 1"]);
    assert_eq!(newcomer.status().unwrap().set_aside, 0);
    drop(newcomer);
    for name in ["chief", "Dung", "Em"] {
        let home = unit.home(name);
        let pages = tables::pages(&home, &key_of(&home));
        let text = "ngày 3".as_bytes();
        assert!(!pages.windows(text.len()).any(|at| at == text), "{name}");
    }
}

#[test]
fn what_was_erased_leaves_no_gap_in_a_relay_that_is_filled_again() {
    let mut unit = Unit::new(84);
    let empty = unit.path("empty");
    unit.relay.back_up(&empty);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let kept = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let gone = household(&mut officer, "Tổ 1", "HB-2", "Phạm Văn Đức");
    unit.sync(&mut officer).unwrap();
    note(&mut officer, kept, "một");
    note(&mut officer, gone, "của người khác");
    unit.sync(&mut officer).unwrap();
    note(&mut officer, kept, "hai");
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    let plan = chief.plan_erasure(&[gone]).unwrap();
    chief.erase(&plan, EraseReason::Request).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    unit.relay.restore(&empty);
    for _ in 0..2 {
        for device in [&mut chief, &mut officer] {
            let report = unit.sync(device).unwrap();
            assert_eq!(report.unsent, 0);
        }
    }
    let mut fresh = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    assert_eq!(ids(&mut fresh, Kind::Household), [kept]);
    assert_eq!(fresh.history(kept).unwrap().len(), 3);
    assert_eq!(fresh.status().unwrap().set_aside, 0);
    note(&mut officer, kept, "ba");
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut fresh).unwrap();
    assert_eq!(fresh.get(kept).unwrap().fields["note"], "ba");
}

/// Somebody who has not heard of an erasure merges what the relay, put back to before it, has; and with it packs that the others lack.
#[test]
fn a_replacement_that_fits_no_row_of_a_relay_in_a_new_life_is_not_brought_without_end() {
    let mut unit = Unit::new(87);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut supervisor = unit.join(&mut chief, "Dung", Role::Supervisor, &["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let kept = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let gone = household(&mut officer, "Tổ 1", "HB-2", "Phạm Văn Đức");
    for device in [&mut officer, &mut chief, &mut supervisor] {
        unit.sync(device).unwrap();
    }
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    let plan = chief.plan_erasure(&[gone]).unwrap();
    chief.erase(&plan, EraseReason::Request).unwrap();
    for device in [&mut chief, &mut officer] {
        unit.sync(device).unwrap();
    }
    unit.relay.restore(&backup);
    for day in 0..40 {
        note(&mut supervisor, kept, &format!("ngày {day}"));
        unit.sync(&mut supervisor).unwrap();
    }
    for _ in 0..2 {
        for device in [&mut officer, &mut chief, &mut supervisor] {
            let report = unit.sync(device).unwrap();
            assert!(report.requests < 20, "{report:?}");
        }
    }
    for device in [&mut officer, &mut chief, &mut supervisor] {
        assert_eq!(ids(device, Kind::Household), [kept]);
        assert_eq!(device.get(kept).unwrap().fields["note"], "ngày 39");
    }
}

/// The relay is put back to before an erasure, and the first to meet it may only write.
#[test]
fn an_officer_whose_replacement_of_a_colleagues_pack_is_refused_does_not_cut_it_without_end() {
    let mut unit = Unit::new(89);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut author = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let mut colleague = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    let kept = household(&mut author, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let gone = household(&mut author, "Tổ 1", "HB-2", "Phạm Văn Đức");
    for device in [&mut author, &mut chief, &mut colleague] {
        unit.sync(device).unwrap();
    }
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    let plan = chief.plan_erasure(&[gone]).unwrap();
    chief.erase(&plan, EraseReason::Request).unwrap();
    for device in [&mut chief, &mut colleague] {
        unit.sync(device).unwrap();
    }
    unit.relay.restore(&backup);
    for _ in 0..2 {
        let report = unit.sync(&mut colleague).unwrap();
        assert!(report.requests < 20, "{report:?}");
        assert_eq!(ids(&mut colleague, Kind::Household), [kept]);
    }
    assert!(unit.sync(&mut chief).unwrap().packs_pushed > 0);
    let derived = |unit: &Unit| {
        let home = unit.home("Dung");
        let connection = tables::database(&home, &key_of(&home));
        tables::rows(
            &connection,
            "SELECT count(*) FROM doc_pack WHERE number = 0",
        )
    };
    unit.sync(&mut colleague).unwrap();
    let before = derived(&unit);
    for _ in 0..3 {
        let report = unit.sync(&mut colleague).unwrap();
        assert_eq!((report.requests, report.packs_pushed), (1, 0), "{report:?}");
    }
    assert_eq!(
        derived(&unit),
        before,
        "what is refused is not made again each day"
    );
    let mut fresh = unit.join(&mut chief, "Em", Role::Officer, &["Tổ 1"]);
    assert_eq!(ids(&mut fresh, Kind::Household), [kept]);
    assert_eq!(fresh.status().unwrap().set_aside, 0);
}

/// What a copy of a phone had written came to the commander by hand, with an erased household in it. The phone's own words under
/// that number came to a relay in a new life first.
#[test]
fn what_a_phone_brought_is_not_replaced_unread_by_who_holds_its_copys_pack_without_what_was_erased()
{
    let mut unit = Unit::new(90);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut author = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let kept = household(&mut author, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let gone = household(&mut author, "Tổ 1", "HB-2", "Phạm Văn Đức");
    for device in [&mut author, &mut chief] {
        unit.sync(device).unwrap();
    }
    let (home, copy) = (unit.home("Cúc"), unit.home("copy"));
    copy_files(home.folder(), copy.folder());
    let mut other = Notebook::open(&copy, unit.world("copy"), PIN).unwrap();
    note(&mut other, kept, "bản sao");
    note(&mut other, gone, "bản sao");
    let plan = chief.plan_erasure(&[gone]).unwrap();
    chief.erase(&plan, EraseReason::Request).unwrap();
    unit.sync(&mut chief).unwrap();
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    import(&mut chief, &export(&mut other));
    note(&mut author, kept, "máy chính");
    let new = household(&mut author, "Tổ 1", "HB-3", "Lê Văn Sung");
    unit.relay.restore(&backup);
    unit.sync(&mut author).unwrap();
    for _ in 0..2 {
        for device in [&mut chief, &mut author] {
            unit.sync(device).unwrap();
        }
    }
    let mut fresh = unit.join(&mut chief, "Em", Role::Officer, &["Tổ 1"]);
    for device in [&mut chief, &mut author, &mut fresh] {
        assert_eq!(ids(device, Kind::Household).len(), 2);
        assert!(ids(device, Kind::Household).contains(&new));
        let history = device.history(kept).unwrap();
        assert_eq!(history.len(), 3, "{history:?}");
    }
}

#[test]
fn a_replacement_that_was_merged_since_is_brought_once_to_a_relay_that_was_put_back() {
    let mut unit = Unit::new(93);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let kept = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let gone = household(&mut officer, "Tổ 1", "HB-2", "Phạm Văn Đức");
    for device in [&mut officer, &mut chief] {
        unit.sync(device).unwrap();
    }
    // The officer's next pack says something of what is erased meanwhile.
    note(&mut officer, gone, "đã gặp");
    note(&mut officer, kept, "đã gặp");
    let plan = chief.plan_erasure(&[gone]).unwrap();
    chief.erase(&plan, EraseReason::Request).unwrap();
    unit.sync(&mut chief).unwrap();
    for day in 0..16 {
        unit.sync(&mut officer).unwrap();
        note(&mut officer, kept, &format!("ngày {day}"));
    }
    for device in [&mut officer, &mut chief] {
        unit.sync(device).unwrap();
    }
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    unit.relay.restore(&backup);
    for _ in 0..2 {
        for device in [&mut officer, &mut chief] {
            let report = unit.sync(device).unwrap();
            assert!(report.requests < 10, "{report:?}");
            assert_eq!(report.unsent, 0, "{report:?}");
        }
    }
}

/// An officer's days are merged by the commander. Then both devices are gone, and with them all that the relay had. Left
/// are a device that joined before and has heard nothing since, and those that joined when the packs were merged.
struct Loss {
    unit: Unit,
    house: DocId,
    early: Notebook,
    late: Vec<Notebook>,
}

impl Loss {
    /// The officer brings a pack a day, `days` of them, of which the older ones are merged.
    fn new(seed: u64, days: u32, roles: &[Role]) -> Loss {
        let mut unit = Unit::new(seed);
        let empty = unit.path("empty");
        unit.relay.back_up(&empty);
        let mut chief = unit.found(&["Tổ 1"]);
        let early = unit.join(&mut chief, "early", Role::Officer, &["Tổ 1"]);
        let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
        let house = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
        for day in 0..days {
            note(&mut officer, house, &format!("ngày {day}"));
            unit.sync(&mut officer).unwrap();
        }
        unit.sync(&mut chief).unwrap();
        let join = |role: &Role| unit.join(&mut chief, role.as_str(), *role, &["Tổ 1"]);
        let mut late: Vec<Notebook> = roles.iter().map(join).collect();
        for device in &mut late {
            unit.sync(device).unwrap();
        }
        for role in roles {
            assert!(packs_of(&unit.home(role.as_str()), 2).len() < 16);
        }
        drop((chief, officer));
        unit.relay.restore(&empty);
        Loss {
            unit,
            house,
            early,
            late,
        }
    }

    /// All that was said has come to a device that had nothing of it: the household, and what changed on so many days.
    fn ends_well(mut self, days: usize) {
        self.unit.sync(&mut self.early).unwrap();
        assert_eq!(self.early.history(self.house).unwrap().len(), 1 + days);
        assert_eq!(self.early.status().unwrap().set_aside, 0);
    }
}

#[test]
fn what_is_left_in_merged_packs_alone_comes_back_to_a_relay_that_lost_everything() {
    let mut loss = Loss::new(85, 40, &[Role::Officer]);
    let report = loss.unit.sync(&mut loss.late[0]).unwrap();
    assert_eq!(report.unsent, 0, "{report:?}");
    loss.ends_well(40);
}

#[test]
fn who_holds_the_packs_inside_merged_ones_does_not_download_these_after_a_refill() {
    let mut loss = Loss::new(86, 40, &[Role::Officer, Role::Supervisor]);
    for _ in 0..2 {
        for device in &mut loss.late {
            let report = loss.unit.sync(device).unwrap();
            assert_eq!((report.packs_pulled, report.unsent), (0, 0), "{report:?}");
        }
    }
    loss.ends_well(40);
}

#[test]
fn a_relay_that_lost_everything_is_met_in_few_requests_by_who_holds_merged_packs_and_later_ones() {
    for (seed, role) in [(89, Role::Officer), (90, Role::Supervisor)] {
        let mut loss = Loss::new(seed, 43, &[role]);
        for _ in 0..2 {
            let report = loss.unit.sync(&mut loss.late[0]).unwrap();
            assert!(report.requests < 10, "{report:?}");
            assert_eq!((report.packs_pulled, report.unsent), (0, 0), "{report:?}");
        }
        loss.ends_well(43);
    }
}

#[test]
fn packs_of_who_may_write_no_more_come_back_through_others_and_from_who_may_only_read() {
    let mut unit = Unit::new(87);
    let empty = unit.path("empty");
    unit.relay.back_up(&empty);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut early = unit.join(&mut chief, "early", Role::Officer, &["Tổ 1"]);
    let mut writer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let mut reader = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    let house = household(&mut writer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    note(&mut writer, house, "một");
    unit.sync(&mut writer).unwrap();
    unit.sync(&mut chief).unwrap();
    for name in ["Cúc", "Dung"] {
        let plan = chief.plan_roles(name, &[Role::Auditor]).unwrap();
        chief.carry_out(&plan).unwrap();
    }
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut reader).unwrap();
    drop((writer, chief));
    unit.relay.restore(&empty);
    let report = unit.sync(&mut reader).unwrap();
    assert_eq!(report.unsent, 0, "{report:?}");
    drop(reader);
    unit.sync(&mut early).unwrap();
    assert_eq!(early.get(house).unwrap().fields["note"], "một");
}

#[test]
fn who_joined_after_the_one_who_filled_the_relay_again_is_not_shut_out() {
    let mut unit = Unit::new(88);
    let empty = unit.path("empty");
    unit.relay.back_up(&empty);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut early = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let mut late = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    unit.relay.restore(&empty);
    unit.sync(&mut early).unwrap();
    let house = household(&mut late, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    assert_eq!(unit.sync(&mut late).unwrap().unsent, 0);
    unit.sync(&mut early).unwrap();
    assert_eq!(ids(&mut early, Kind::Household), [house]);
}
