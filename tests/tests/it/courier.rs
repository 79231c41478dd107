//! Files that travel by hand, between real notebooks, with and without the relay.

use client_core::{
    ClientError, CourierHoldings, CourierOptions, DocId, FieldEdit, Home, Kind, Notebook, Role,
    Value,
};
use testkit::TestRng;
use tests::by_hand::{export, export_with, import};
use tests::play::shown;
use tests::seeds::for_each_seed;
use tests::{PIN, Unit, copy_files, fields, household, ids};

fn visit(device: &mut Notebook, house: DocId, need: &str) -> DocId {
    let visit = serde_json::json!({ "household": house.to_string(), "purposes": ["listen"], "needs": [need] });
    device.create(Kind::Visit, fields(visit)).expect("a visit")
}

/// A chief and an officer of one area, who both know the unit.
fn pair(seed: u64) -> (Unit, Notebook, Notebook, DocId) {
    let unit = Unit::new(seed);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let officer = unit.join(&mut chief, "officer", Role::Officer, &["Tổ 1"]);
    (unit, chief, officer, house)
}

#[test]
fn two_devices_that_never_see_the_relay_again_converge_through_files() {
    let (mut unit, mut chief, mut officer, house) = pair(1);
    unit.relay.stop();
    visit(&mut officer, house, "Sửa đèn đường");
    officer
        .edit(house, &[FieldEdit::set("phone", Value::text("0987654321"))])
        .unwrap();
    chief
        .edit(house, &[FieldEdit::set("phone", Value::text("0912000111"))])
        .unwrap();
    visit(&mut chief, house, "Cấp lại giấy tờ");

    let there = import(&mut chief, &export(&mut officer));
    assert!(there.complete && there.set_aside == 0 && there.packs > 0);
    let mut they_hold = CourierHoldings::default();
    officer
        .read_holdings(&mut &*export(&mut chief), &mut they_hold)
        .unwrap();
    import(&mut officer, &export(&mut chief));

    assert!(
        shown(&mut chief) == shown(&mut officer),
        "both show the same"
    );
    assert_eq!(chief.conflicts().unwrap().len(), 1, "both phones are there");
    assert_eq!(ids(&mut officer, Kind::Visit).len(), 2);
}

#[test]
fn work_reaches_the_relay_through_a_colleague_and_the_receipt_rides_back() {
    let (unit, mut chief, mut officer, house) = pair(2);
    visit(&mut officer, house, "Sửa đèn đường");
    let unsent = CourierOptions {
        unsent_only: true,
        ..CourierOptions::default()
    };
    let file = export_with(&mut officer, &unsent).concat();
    assert!(officer.status().unwrap().unsent > 0, "a file is no receipt");

    assert!(import(&mut chief, &file).packs > 0);
    unit.sync(&mut chief).unwrap();
    let back = export(&mut chief);
    assert!(import(&mut officer, &back).acknowledged > 0);
    assert_eq!(officer.status().unwrap().unsent, 0);

    // The relay has it, for whoever comes next, and nothing is sent twice.
    let mut later = unit.join(&mut chief, "later", Role::Officer, &["Tổ 1"]);
    assert_eq!(ids(&mut later, Kind::Visit).len(), 1);
    assert_eq!(unit.sync(&mut officer).unwrap().packs_pushed, 0);
}

#[test]
fn an_answer_leaves_out_what_the_other_side_has() {
    let (mut unit, mut chief, mut officer, house) = pair(3);
    unit.sync(&mut officer).unwrap();
    unit.relay.stop();
    visit(&mut officer, house, "Sửa đèn đường");
    let first = export(&mut chief);
    let mut they_hold = CourierHoldings::default();
    officer.read_holdings(&mut &*first, &mut they_hold).unwrap();
    let answer = CourierOptions {
        they_hold,
        ..CourierOptions::default()
    };
    let (whole, answer) = (
        export(&mut officer),
        export_with(&mut officer, &answer).concat(),
    );
    assert!(
        answer.len() * 2 < whole.len(),
        "{} of {}",
        answer.len(),
        whole.len()
    );
    let report = import(&mut chief, &answer);
    assert_eq!(report.known, 0);
    assert_eq!(ids(&mut chief, Kind::Visit).len(), 1);
}

#[test]
fn parts_in_any_order_twice_and_cut_anywhere_come_to_the_same() {
    for_each_seed("parts_in_any_order", 4, |seed| {
        let (mut unit, mut chief, mut officer, house) = pair(seed);
        unit.relay.stop();
        let mut rng = TestRng::new(seed);
        for round in 0..6 {
            visit(&mut officer, house, &format!("nhu cầu {round}"));
            export(&mut officer); // Seals, so that there are several packs.
        }
        let small = CourierOptions {
            part_bytes: Some(700),
            ..CourierOptions::default()
        };
        let mut files = export_with(&mut officer, &small);
        assert!(files.len() > 3, "the set is split");
        files.extend(files.clone());
        rng.shuffle(&mut files);
        for file in &files {
            let cut = rng.index(file.len());
            if cut > 16 {
                import(&mut chief, &file[..cut]);
            }
        }
        for file in &files {
            assert!(import(&mut chief, file).complete);
        }
        assert_eq!(chief.status().unwrap().set_aside, 0, "the ledger has come");
        assert_eq!(ids(&mut chief, Kind::Visit), ids(&mut officer, Kind::Visit));
        assert!(
            shown(&mut chief) == shown(&mut officer),
            "both show the same"
        );
        assert_eq!(
            import(&mut chief, &files[0]).packs,
            0,
            "what is held is passed over"
        );
    });
}

#[test]
fn a_stranger_carries_what_it_cannot_read() {
    let (mut unit, mut chief, mut officer, house) = pair(5);
    let elsewhere = Unit::new(77);
    let mut stranger = elsewhere.found(&["Thôn Hạ"]);
    unit.relay.stop();
    visit(&mut officer, house, "Sửa đèn đường");
    let report = import(&mut stranger, &export(&mut officer));
    assert!(report.carried > 0 && report.packs == 0);
    assert_eq!(ids(&mut stranger, Kind::Visit).len(), 0);
    assert!(stranger.courier_cargo().unwrap().0 > 0);

    import(&mut chief, &export(&mut stranger));
    assert_eq!(ids(&mut chief, Kind::Visit), ids(&mut officer, Kind::Visit));
    assert!(stranger.drop_courier_cargo().unwrap() > 0);
    assert_eq!(stranger.courier_cargo().unwrap(), (0, 0));
}

#[test]
fn a_damaged_file_brings_no_false_word() {
    for_each_seed("a_damaged_file", 3, |seed| {
        let (mut unit, mut chief, mut officer, house) = pair(seed);
        unit.relay.stop();
        visit(&mut officer, house, "Sửa đèn đường");
        let mut rng = TestRng::new(seed);
        let (whole, before) = (export(&mut officer), shown(&mut chief));
        for _ in 0..30 {
            let mut file = whole.clone();
            let at = rng.index(file.len());
            file[at] ^= 1 << rng.below(8);
            match chief.courier_import(&mut &*file, &mut |_| {}) {
                Ok(_) => {}
                Err(error) => assert_eq!(error.code(), "courier-unreadable"),
            }
        }
        let truth = shown(&mut officer);
        for (id, record) in shown(&mut chief) {
            let known = before.get(&id) == Some(&record) || truth.get(&id) == Some(&record);
            assert!(known, "{id} says what nobody wrote");
        }
        import(&mut chief, &whole);
        assert!(shown(&mut chief) == truth, "the whole file says it all");
    });
}

#[test]
fn what_is_no_courier_file_is_refused() {
    let (_unit, mut chief, ..) = pair(6);
    for file in [&b""[..], b"sotay", b"{\"id\": 1}\n and more of that sort"] {
        let refused = chief.courier_import(&mut &*file, &mut |_| {});
        assert!(matches!(refused, Err(ClientError::CourierUnreadable(_))));
    }
}

#[test]
fn what_a_copied_phone_wrote_twice_comes_whole_to_the_phone_in_a_new_life_of_the_relay() {
    let (mut unit, mut chief, mut officer, house) = pair(192);
    for device in [&mut chief, &mut officer] {
        unit.sync(device).unwrap();
    }
    drop(officer);
    let (home, copy) = (unit.home("officer"), unit.home("copy"));
    copy_files(home.folder(), copy.folder());
    let write = |home: &Home, edits: [(&str, &str); 2]| {
        let mut phone = Notebook::open(home, unit.world(edits[0].1), PIN).unwrap();
        let written = edits.map(|(field, text)| {
            let edit = [FieldEdit::set(field, Value::text(text))];
            phone.edit(house, &edit).unwrap();
            // What is written out is sealed before.
            export(&mut phone)
        });
        (phone, written)
    };
    let (_, [_, file]) = write(&copy, [("note", "bản sao một"), ("note", "bản sao hai")]);
    let (mut officer, _) = write(&home, [("address", "bản chính"), ("phone", "0912345678")]);
    import(&mut chief, &file);
    unit.sync(&mut chief).unwrap();
    // The relay is put back to what it is, so the phone first asks how far it has its packs.
    let same = unit.path("same");
    unit.relay.back_up(&same);
    unit.relay.restore(&same);
    for _ in 0..3 {
        for device in [&mut officer, &mut chief] {
            unit.sync(device).unwrap();
        }
    }
    let shown = shown(&mut chief);
    assert_eq!(shown[&house].fields["note"], "bản sao hai");
    assert_eq!(shown[&house].fields["address"], "bản chính");
    assert_eq!(tests::play::shown(&mut officer), shown);
}

#[test]
fn what_a_phone_took_in_of_its_own_copy_goes_back_to_a_relay_that_lost_it() {
    let (mut unit, mut chief, mut officer, house) = pair(193);
    for device in [&mut chief, &mut officer] {
        unit.sync(device).unwrap();
    }
    drop(officer);
    let before = unit.path("before");
    unit.relay.back_up(&before);
    let (home, copy) = (unit.home("officer"), unit.home("copy"));
    copy_files(home.folder(), copy.folder());
    let looks_and_writes = |phone: &mut Notebook, field: &str, text: &str| {
        phone.get(house).unwrap();
        let edit = [FieldEdit::set(field, Value::text(text))];
        phone.edit(house, &edit).unwrap();
    };
    let mut copied = Notebook::open(&copy, unit.world("copy"), PIN).unwrap();
    looks_and_writes(&mut copied, "note", "bản sao");
    let file = export(&mut copied);
    let mut officer = Notebook::open(&home, unit.world("officer again"), PIN).unwrap();
    import(&mut officer, &file);
    looks_and_writes(&mut officer, "address", "bản chính");
    unit.sync(&mut officer).unwrap();
    unit.relay.restore(&before);
    looks_and_writes(&mut officer, "phone", "0912345678");
    for _ in 0..3 {
        for device in [&mut officer, &mut chief] {
            unit.sync(device).unwrap();
        }
    }
    let shown = shown(&mut chief);
    let fields = &shown[&house].fields;
    assert_eq!(fields["note"], "bản sao");
    assert_eq!(fields["address"], "bản chính");
    assert_eq!(tests::play::shown(&mut officer), shown);
}

#[test]
fn a_copied_phones_branch_that_came_in_a_file_is_not_taken_for_the_relays_in_its_new_life() {
    let mut unit = Unit::new(191);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let mut other = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    drop(officer);
    let (home, copy) = (unit.home("Cúc"), unit.home("copy"));
    copy_files(home.folder(), copy.folder());
    let write = |home: &Home, field: &str, text: &str| {
        let mut phone = Notebook::open(home, unit.world(text), PIN).unwrap();
        let edits = [FieldEdit::set(field, Value::text(text))];
        phone.edit(house, &edits).unwrap();
        phone
    };
    let file = export(&mut write(&copy, "note", "bản sao"));
    let mut officer = write(&home, "address", "bản chính");
    import(&mut chief, &file);
    unit.sync(&mut officer).unwrap();
    // The relay is put back to what it is: a new life that lacks nothing.
    let same = unit.path("same");
    unit.relay.back_up(&same);
    unit.relay.restore(&same);
    for _ in 0..3 {
        for device in [&mut chief, &mut officer, &mut other] {
            unit.sync(device).unwrap();
        }
    }
    for device in [&mut chief, &mut officer, &mut other] {
        let fields = device.get(house).unwrap().fields;
        assert_eq!(
            (&fields["note"], &fields["address"]),
            (&"bản sao".into(), &"bản chính".into())
        );
    }
}

#[test]
fn what_the_phone_wrote_first_into_a_relay_put_back_comes_to_who_had_its_copys_pack_signed_before()
{
    let (mut unit, mut chief, mut officer, house) = pair(194);
    for device in [&mut chief, &mut officer] {
        unit.sync(device).unwrap();
    }
    drop(officer);
    let before = unit.path("before");
    unit.relay.back_up(&before);
    let (home, copy) = (unit.home("officer"), unit.home("copy"));
    copy_files(home.folder(), copy.folder());
    let write = |home: &Home, field: &str, text: &str| {
        let mut phone = Notebook::open(home, unit.world(text), PIN).unwrap();
        let edits = [FieldEdit::set(field, Value::text(text))];
        phone.edit(house, &edits).unwrap();
        phone
    };
    let file = export(&mut write(&copy, "note", "bản sao"));
    let long =
        "bản chính, ở cuối ngõ số 12, đi qua chợ rồi rẽ trái, nhà có cổng sắt màu xanh, hỏi bà Sáu";
    let mut officer = write(&home, "address", long);
    import(&mut chief, &file);
    // The relay signs for what came by hand, and is then put back to before it.
    unit.sync(&mut chief).unwrap();
    unit.relay.restore(&before);
    for _ in 0..3 {
        for device in [&mut officer, &mut chief] {
            unit.sync(device).unwrap();
        }
    }
    let shown = shown(&mut chief);
    assert_eq!(shown[&house].fields["note"], "bản sao");
    assert_eq!(shown[&house].fields["address"], long);
    assert_eq!(tests::play::shown(&mut officer), shown);
}
