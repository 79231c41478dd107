//! Programs of different age: what a newer one writes waits, until the program that cannot read it is brought up to date.

use client_core::{
    DocId, FieldEdit, Home, InviteRequest, Kind, Notebook, Role, SyncReport, Transport, UnitPolicy,
    Value,
};
use proto::{COURIER_LINE, CourierItem, CourierReader, Frame, PackHeader, SpaceId};
use tests::between::Between;
use tests::by_hand::{export, import};
use tests::tables::{change, database};
use tests::{PIN, Unit, copy_files, household, ids, key_of, transport, world};

/// A version that no program has yet.
const NEWER: u8 = 200;

/// Lets packs, or entries, of the first space that has any come in a newer version.
fn newer(unit: &Unit, packs: bool, entries: bool) -> impl Transport {
    let mut chosen = None;
    Between::new(transport(&unit.relay.url()), move |mut frame| {
        match &mut frame {
            Frame::Pack { space, pack, .. } if packs && *chosen.get_or_insert(*space) == *space => {
                pack[0] = NEWER;
            }
            Frame::Ledger {
                space,
                entries: all,
                ..
            } if entries && *chosen.get_or_insert(*space) == *space => {
                all.iter_mut().for_each(|entry| entry[0] = NEWER);
            }
            _ => {}
        }
        Some(frame)
    })
}

/// Lets packs come in a newer version.
fn newer_packs(unit: &Unit, is_newer: impl Fn(&PackHeader) -> bool) -> impl Transport {
    Between::new(transport(&unit.relay.url()), move |mut frame| {
        if let Frame::Pack { pack, .. } = &mut frame {
            let parsed = seal::parse_pack(pack.clone()).expect("a pack");
            if is_newer(parsed.claimed_header()) {
                pack[0] = NEWER;
            }
        }
        Some(frame)
    })
}

/// Tells in which space a record is.
fn space_of(home: &Home, record: DocId) -> SpaceId {
    let sql = "SELECT s.id FROM doc_record r JOIN doc_space s ON s.n = r.space WHERE r.id = ?1";
    let tables = database(home, &key_of(home));
    let id = tables.query_row(sql, [record.as_bytes()], |row| row.get(0));
    SpaceId(id.expect("a record"))
}

/// Lets the entries of all spaces come in a newer version.
fn newer_entries(unit: &Unit) -> impl Transport {
    Between::new(transport(&unit.relay.url()), move |mut frame| {
        if let Frame::Ledger { entries, .. } = &mut frame {
            entries.iter_mut().for_each(|entry| entry[0] = NEWER);
        }
        Some(frame)
    })
}

fn sync(device: &mut Notebook, transport: &mut dyn Transport) -> SyncReport {
    device.sync(transport, &mut |_| {}).expect("a sync")
}

/// What a device said is on the relay, and it blames nobody.
fn is_at_peace(device: &mut Notebook) {
    let status = device.status().expect("a status");
    assert_eq!((status.unsent, status.set_aside), (0, 0));
    assert!(device.suspicions().expect("a list").is_empty());
}

#[test]
fn a_pack_of_a_newer_program_waits_and_holds_up_nothing_else() {
    let unit = Unit::new(801);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1", "Tổ 2"]);
    for area in ["Tổ 1", "Tổ 2"] {
        household(&mut chief, area, "HB-1", "Nguyễn Thị Hoà");
    }
    unit.sync(&mut chief).unwrap();
    household(&mut officer, "Tổ 1", "HB-2", "Trần Văn Minh");
    household(&mut officer, "Tổ 2", "HB-3", "Trần Văn Bình");
    let report = sync(&mut officer, &mut newer(&unit, true, false));
    assert_eq!((report.newer, report.unsent), (1, 0));
    assert_eq!(ids(&mut officer, Kind::Household).len(), 3);
    is_at_peace(&mut officer);
    // It is so however often.
    let again = sync(&mut officer, &mut newer(&unit, true, false));
    assert_eq!(again.newer, 1);
    is_at_peace(&mut officer);

    // The program is brought up to date.
    assert_eq!(unit.sync(&mut officer).unwrap().newer, 0);
    assert_eq!(ids(&mut officer, Kind::Household).len(), 4);
    is_at_peace(&mut officer);
}

#[test]
fn an_entry_of_a_newer_program_waits_and_nobody_is_blamed_for_it() {
    let unit = Unit::new(802);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1", "Tổ 2"]);
    unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1", "Tổ 2"]);
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    // New epochs begin, of which the officer's program learns only in one of the areas.
    let plan = chief.plan_revocation("Dung").unwrap();
    chief.carry_out(&plan).unwrap();
    unit.sync(&mut chief).unwrap();
    for area in ["Tổ 1", "Tổ 2"] {
        household(&mut chief, area, "HB-1", "Nguyễn Thị Hoà");
        household(&mut officer, area, "HB-2", "Trần Văn Minh");
    }
    unit.sync(&mut chief).unwrap();
    let report = sync(&mut officer, &mut newer(&unit, false, true));
    assert_eq!(report.newer, 1);
    assert!(report.requests < 10, "{report:?}");
    assert!(officer.suspicions().unwrap().is_empty());

    assert_eq!(unit.sync(&mut officer).unwrap().newer, 0);
    unit.sync(&mut chief).unwrap();
    is_at_peace(&mut officer);
    for device in [&mut officer, &mut chief] {
        assert_eq!(ids(device, Kind::Household).len(), 4);
    }
}

#[test]
fn an_entry_of_a_newer_program_where_another_is_known_waits_and_nobody_is_blamed_for_it() {
    let mut unit = Unit::new(805);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut supervisor = unit.join(&mut chief, "Đội trưởng", Role::Supervisor, &["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    for device in [&mut supervisor, &mut officer, &mut chief] {
        unit.sync(device).unwrap();
    }
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    let plan = chief.plan_revocation("Dung").unwrap();
    chief.carry_out(&plan).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    unit.relay.restore(&backup);
    // The ledger goes on in another way, with entries that the officer's program cannot read.
    let request = InviteRequest {
        role: Role::Officer,
        officer: "Em".to_owned(),
        areas: vec!["Tổ 1".to_owned()],
    };
    supervisor.invite(&request).unwrap();
    unit.sync(&mut supervisor).unwrap();
    household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let mut between = newer_entries(&unit);
    assert!(sync(&mut officer, &mut between).newer > 0);
    assert!(officer.suspicions().unwrap().is_empty());

    for _ in 0..2 {
        assert_eq!(unit.sync(&mut officer).unwrap().newer, 0);
        unit.sync(&mut chief).unwrap();
    }
    assert_eq!(ids(&mut chief, Kind::Household).len(), 1);
    assert_eq!(officer.status().unwrap().unsent, 0);
}

#[test]
fn a_courier_file_of_a_newer_program_is_no_forgery_and_is_taken_in_after_the_update() {
    let unit = Unit::new(806);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).unwrap();
    household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    chief.set_policy(&UnitPolicy::default()).unwrap();
    let file = export(&mut chief);
    let mut reader = CourierReader::new();
    reader.push(file.strip_prefix(COURIER_LINE).unwrap());
    let mut newer = COURIER_LINE.to_vec();
    let mut items = 0;
    while let Ok(Some(mut item)) = reader.next() {
        match &mut item {
            CourierItem::Pack { pack } => {
                pack[0] = NEWER;
                items += 1;
            }
            CourierItem::Ledger { entries, .. } => {
                let known = entries.len() - 1;
                entries[known][0] = NEWER;
            }
            _ => {}
        }
        newer.extend(item.to_framed_bytes());
    }
    let report = import(&mut officer, &newer);
    assert!(report.newer >= items && items > 0, "{report:?}");
    assert_eq!((report.set_aside, report.packs), (0, 0));
    is_at_peace(&mut officer);

    let report = import(&mut officer, &file);
    assert_eq!((report.newer, report.set_aside), (0, 0));
    assert_eq!(ids(&mut officer, Kind::Household).len(), 1);
}

#[test]
fn what_an_old_program_set_aside_is_read_by_the_newer_one_at_its_next_sync() {
    let unit = Unit::new(803);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    let (home, device) = (unit.home("Cúc"), officer.device());
    drop(officer);
    // As an old program would have left it: kept, not believed, and nothing of it in the tables.
    let key = key_of(&home);
    let pack = "SELECT max(p.n) FROM doc_pack p JOIN doc_space s ON s.n = p.space WHERE s.kind = 2";
    change(
        &home,
        &key,
        &format!(
            "DELETE FROM doc_change WHERE pack = ({pack});
             INSERT INTO doc_suspicion (space, reason, author, number, last, hash, pack, at)
                 SELECT space, 'unreadable', author, number, number, hash, n, 0 FROM doc_pack WHERE n = ({pack});
             UPDATE doc_pack SET state = 3 WHERE n = ({pack});"
        ),
    );
    let mut officer = Notebook::open(&home, world(&unit.clock, 804), PIN).unwrap();
    assert_eq!(officer.device(), device);
    officer.rebuild(&mut |_, _| {}).unwrap();
    assert!(ids(&mut officer, Kind::Household).is_empty());
    assert_eq!(officer.status().unwrap().set_aside, 1);
    unit.sync(&mut officer).unwrap();
    assert_eq!(ids(&mut officer, Kind::Household).len(), 1);
    let healed = officer.suspicions().unwrap();
    assert!(healed.iter().all(|one| one.healed_at.is_some()));
    assert_eq!(officer.status().unwrap().set_aside, 0);
}

/// What cannot be opened is emptied with any erasure, as it may hold what is erased.
#[test]
fn what_was_set_aside_unread_and_emptied_with_an_erasure_is_fetched_again() {
    let unit = Unit::new(806);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    let home = unit.home("Cúc");
    drop(officer);
    let pack = "SELECT max(p.n) FROM doc_pack p JOIN doc_space s ON s.n = p.space WHERE s.kind = 2";
    change(
        &home,
        &key_of(&home),
        &format!(
            "DELETE FROM doc_change WHERE pack = ({pack});
             INSERT INTO doc_suspicion (space, reason, author, number, last, hash, pack, at)
                 SELECT space, 'unreadable', author, number, number, hash, n, 0 FROM doc_pack WHERE n = ({pack});
             UPDATE doc_pack SET state = 3, bytes = x'' WHERE n = ({pack});"
        ),
    );
    let mut officer = Notebook::open(&home, world(&unit.clock, 807), PIN).unwrap();
    officer.rebuild(&mut |_, _| {}).unwrap();
    assert!(ids(&mut officer, Kind::Household).is_empty());
    household(&mut chief, "Tổ 1", "HB-2", "Trần Văn Minh");
    unit.sync(&mut chief).unwrap();
    for _ in 0..2 {
        unit.sync(&mut officer).unwrap();
    }
    assert_eq!(ids(&mut officer, Kind::Household).len(), 2);
    let told = officer.suspicions().unwrap();
    assert!(told.iter().all(|one| one.healed_at.is_some()), "{told:?}");
}

#[test]
fn a_decision_waits_behind_an_entry_of_a_newer_program_and_the_sync_comes_to_its_end() {
    let unit = Unit::new(805);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    let mut second = unit.join(&mut chief, "Dung", Role::Administrator, &["Tổ 1", "Tổ 2"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let other = household(&mut chief, "Tổ 1", "HB-2", "Trần Văn Minh");
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut second).unwrap();
    for (device, houses) in [(&mut second, [house]), (&mut chief, [other])] {
        let plan = device.plan_erasure(&houses).unwrap();
        device
            .erase(&plan, client_core::EraseReason::Request)
            .unwrap();
    }
    unit.sync(&mut second).unwrap();
    let report = sync(&mut chief, &mut newer(&unit, false, true));
    assert_eq!(report.newer, 1);
    assert!(report.requests < 10, "{report:?}");
    is_at_peace(&mut chief);
    assert_eq!(unit.sync(&mut chief).unwrap().newer, 0);
    unit.sync(&mut second).unwrap();
    for device in [&mut chief, &mut second] {
        assert!(ids(device, Kind::Household).is_empty());
        is_at_peace(device);
    }
}

/// A phone was put back to its first day. What it has written since stands on the relay behind packs of a newer program, and it has nothing
/// to say itself.
#[test]
fn what_a_phone_put_back_had_written_behind_newer_programs_packs_comes_once_it_is_updated() {
    let mut unit = Unit::new(810);
    let mut chief = unit.found(&["Tổ 1"]);
    let officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let (home, later, me) = (unit.home("Cúc"), unit.home("later"), officer.device());
    drop(officer);
    copy_files(home.folder(), later.folder());
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    let edit = |field, text| [FieldEdit::set(field, Value::text(text))];
    let mut officer = Notebook::open(&later, unit.world("later"), PIN).unwrap();
    unit.sync(&mut officer).unwrap();
    officer.edit(house, &edit("note", "đã gặp")).unwrap();
    unit.sync(&mut officer).unwrap();
    let area = space_of(&later, house);
    drop(officer);
    chief.edit(house, &edit("head", "Nguyễn Thị Hà")).unwrap();
    unit.sync(&mut chief).unwrap();
    let same = unit.path("same");
    unit.relay.back_up(&same);
    unit.relay.restore(&same);

    let mut officer = Notebook::open(&home, unit.world("first"), PIN).unwrap();
    let older = newer_packs(&unit, move |header| {
        header.space == area && header.author != me
    });
    let report = sync(&mut officer, &mut { older });
    assert_eq!(report.newer, 1);
    // The program is brought up to date.
    for _ in 0..2 {
        unit.sync(&mut officer).unwrap();
    }
    let fields = officer.get(house).unwrap().fields;
    assert_eq!(fields["note"], "đã gặp");
    assert_eq!(fields["head"], "Nguyễn Thị Hà");
}

/// A copy of a phone wrote too, and what it wrote stands on the relay behind a pack of a newer program: the phone cannot see yet what
/// its own has to follow.
#[test]
fn what_a_copied_phone_wrote_behind_a_newer_programs_pack_ends_no_sync() {
    let unit = Unit::new(809);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1", "Tổ 2"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let other = household(&mut chief, "Tổ 2", "HB-2", "Trần Văn Minh");
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    let me = officer.device();
    drop(officer);
    let (home, copy) = (unit.home("Cúc"), unit.home("copy"));
    copy_files(home.folder(), copy.folder());
    let write = |home: &Home, texts: &[(DocId, &str, &str)]| {
        let mut phone = Notebook::open(home, unit.world(&format!("{texts:?}")), PIN).unwrap();
        for (record, field, text) in texts {
            phone
                .edit(*record, &[FieldEdit::set(*field, Value::text(*text))])
                .unwrap();
        }
        phone
    };
    let file = export(&mut write(&copy, &[(house, "note", "bản sao")]));
    chief
        .edit(
            house,
            &[FieldEdit::set("head", Value::text("Nguyễn Thị Hà"))],
        )
        .unwrap();
    unit.sync(&mut chief).unwrap();
    import(&mut chief, &file);
    unit.sync(&mut chief).unwrap();

    let mut officer = write(
        &home,
        &[(house, "address", "bản chính"), (other, "address", "Xóm 2")],
    );
    let area = space_of(&home, house);
    for _ in 0..2 {
        let older = newer_packs(&unit, move |header| {
            header.space == area && header.author != me
        });
        let report = sync(&mut officer, &mut { older });
        assert_eq!((report.newer, report.unsent), (1, 1));
        assert!(report.requests < 10, "{report:?}");
    }
    unit.sync(&mut chief).unwrap();
    assert_eq!(chief.get(other).unwrap().fields["address"], "Xóm 2");

    // The program is brought up to date.
    for _ in 0..2 {
        unit.sync(&mut officer).unwrap();
        unit.sync(&mut chief).unwrap();
    }
    for device in [&mut officer, &mut chief] {
        let fields = device.get(house).unwrap().fields;
        assert_eq!(
            (&fields["note"], &fields["address"]),
            (&"bản sao".into(), &"bản chính".into())
        );
    }
}
