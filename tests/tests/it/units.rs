//! Two units on one relay, and what goes between them.

use crate::authority::manipulate;
use client_core::{
    ClientError, DocId, FieldEdit, Founding, Home, Kind, Notebook, Period, ReferralQuery,
    ReferralReply, ReportCounts, ReportReview, Role, Side, Value,
};
use serde_json::json;
use tests::by_hand::{export, import};
use tests::tables::cells;
use tests::{PIN, Unit, fields, household, ids};

/// A district and one of its wards, each founded on its own; `unit` is their relay and the clock.
struct Pair {
    unit: Unit,
    district: Notebook,
    ward: Notebook,
}

const DISTRICT: &str = "Công an quận Đống Đa";
const WARD: &str = "Công an phường Láng";

pub(crate) fn founded(unit: &Unit, home: &str, name: &str, area: &str) -> Notebook {
    let founding = Founding {
        relay_url: unit.relay.url(),
        unit: name.to_owned(),
        officer: format!("Chỉ huy {home}"),
        areas: vec![area.to_owned()],
    };
    let mut chief =
        Notebook::found(&unit.home(home), unit.world(home), PIN, &founding).expect("founded");
    chief.learn_relay(unit.relay.id()).expect("a first meeting");
    unit.sync(&mut chief).expect("the first sync");
    chief
}

impl Pair {
    fn founded(seed: u64) -> Pair {
        let unit = Unit::new(seed);
        Pair {
            district: founded(&unit, "district", DISTRICT, "Khối 9"),
            ward: founded(&unit, "ward", WARD, "Tổ 1"),
            unit,
        }
    }

    /// Both are linked, and both know it.
    fn linked(seed: u64) -> Pair {
        let mut pair = Pair::founded(seed);
        let invitation = pair.district.new_liaison(WARD).expect("a liaison");
        pair.sync_district();
        let name = pair.ward.accept_liaison(&invitation.code, None);
        assert_eq!(name.expect("taken up"), DISTRICT);
        pair.sync_ward();
        pair.sync_district();
        pair
    }

    fn sync_district(&mut self) {
        self.unit.sync(&mut self.district).expect("a sync");
    }

    fn sync_ward(&mut self) {
        self.unit.sync(&mut self.ward).expect("a sync");
    }

    fn home(&self, name: &str) -> Home {
        self.unit.home(name)
    }
}

/// Asks something of another unit.
pub(crate) fn ask(device: &mut Notebook, unit: &str, what: &str) -> DocId {
    let unit = device.find(Some(Kind::Unit), unit).expect("the unit");
    let space = device.get(unit).expect("its record").fields["space"].clone();
    let referral = json!({ "space": space, "what": what });
    let made = device.create(Kind::Referral, fields(referral));
    made.expect("a referral")
}

fn linked_with(device: &mut Notebook) -> Vec<(String, Option<Side>, usize, usize)> {
    let rows = device.liaisons().expect("a list").into_iter();
    rows.map(|row| (row.name, row.side, row.ours, row.theirs))
        .collect()
}

/// The cells of a home's database in which a word stands, as text or as bytes, with its marks or without.
fn holding(home: &Home, words: &[&str]) -> Vec<String> {
    let forms: Vec<String> = words
        .iter()
        .flat_map(|word| [(*word).to_owned(), records::fold(word)])
        .flat_map(|word| {
            let hex = word.bytes().map(|byte| format!("{byte:02x}"));
            [hex.collect(), word]
        })
        .collect();
    let mut cells = cells(home);
    cells.retain(|cell| forms.iter().any(|form| cell.contains(form.as_str())));
    cells
}

#[test]
fn two_units_share_one_space_and_nothing_else() {
    let mut pair = Pair::linked(1);
    household(&mut pair.ward, "Tổ 1", "HB-1", "Nguyễn Thị Quỳnh");
    household(&mut pair.district, "Khối 9", "KH-1", "Trần Văn Khoai");
    let asked = ask(&mut pair.district, WARD, "Xác minh đèn đường");
    let other = ask(&mut pair.ward, DISTRICT, "Xin hỗ trợ dân phòng");
    for _ in 0..2 {
        pair.sync_ward();
        pair.sync_district();
    }
    let mut both = vec![asked, other];
    both.sort();
    assert_eq!(ids(&mut pair.ward, Kind::Referral), both);
    assert_eq!(ids(&mut pair.district, Kind::Referral), both);
    assert_eq!(
        linked_with(&mut pair.district),
        [(WARD.to_owned(), Some(Side::Host), 1, 1)]
    );
    assert_eq!(
        linked_with(&mut pair.ward),
        [(DISTRICT.to_owned(), Some(Side::Guest), 1, 1)]
    );
    // Each is still who it was.
    assert_eq!(pair.ward.me().unwrap().unit.as_deref(), Some(WARD));
    assert_eq!(pair.district.me().unwrap().unit.as_deref(), Some(DISTRICT));
    for (home, words) in [
        ("district", ["Quỳnh", "Tổ 1"]),
        ("ward", ["Khoai", "Khối 9"]),
    ] {
        assert_eq!(holding(&pair.home(home), &words), [""; 0], "{home}");
    }
    // The names that the scan looks for are there to be found, in their own unit.
    assert!(!holding(&pair.home("ward"), &["Quỳnh"]).is_empty());
}

#[test]
fn whoever_reviews_in_a_unit_is_in_its_liaisons_and_officers_are_not() {
    let mut pair = Pair::linked(2);
    let Pair { unit, ward, .. } = &mut pair;
    let mut supervisor = unit.join(ward, "Đội trưởng", Role::Supervisor, &["Tổ 1"]);
    let mut officer = unit.join(ward, "Cúc", Role::Officer, &["Tổ 1"]);
    let asked = ask(&mut pair.district, WARD, "Xác minh đèn đường");
    pair.sync_district();
    pair.sync_ward();
    for device in [&mut supervisor, &mut officer] {
        pair.unit.sync(device).expect("a sync");
    }
    assert_eq!(ids(&mut supervisor, Kind::Referral), [asked]);
    assert_eq!(ids(&mut officer, Kind::Referral), []);
    assert_eq!(
        linked_with(&mut supervisor),
        [(DISTRICT.to_owned(), Some(Side::Guest), 2, 1)]
    );
    let answer = officer.create(
        Kind::Referral,
        fields(json!({ "space": "5a".repeat(16), "what": "x" })),
    );
    assert!(matches!(answer, Err(ClientError::LiaisonUnknown)));

    // Who is revoked in the unit loses the liaison with it, and nothing of it stays.
    let plan = pair.ward.plan_revocation("Đội trưởng").expect("a plan");
    pair.ward.carry_out(&plan).expect("carried out");
    pair.sync_ward();
    pair.unit.sync(&mut supervisor).expect("a last sync");
    assert_eq!(holding(&pair.home("Đội trưởng"), &["đèn đường"]), [""; 0]);
    assert_eq!(linked_with(&mut pair.ward)[0].2, 1);
}

#[test]
fn an_officer_who_becomes_a_supervisor_comes_into_the_liaison_and_goes_out_again() {
    let mut pair = Pair::linked(3);
    let mut officer = {
        let Pair { unit, ward, .. } = &mut pair;
        unit.join(ward, "Cúc", Role::Officer, &["Tổ 1"])
    };
    let asked = ask(&mut pair.district, WARD, "Xác minh đèn đường");
    pair.sync_district();
    pair.sync_ward();
    for (role, sees) in [(Role::Supervisor, vec![asked]), (Role::Officer, vec![])] {
        let plan = pair.ward.plan_roles("Cúc", &[role]).expect("a plan");
        pair.ward.carry_out(&plan).expect("carried out");
        pair.sync_ward();
        for _ in 0..2 {
            pair.unit.sync(&mut officer).expect("a sync");
            pair.sync_ward();
        }
        assert_eq!(ids(&mut officer, Kind::Referral), sees, "{role}");
    }
    assert_eq!(holding(&pair.home("Cúc"), &["đèn đường"]), [""; 0]);
}

#[test]
fn a_code_is_taken_up_once_and_by_one_unit() {
    let mut pair = Pair::founded(4);
    let mut third = founded(&pair.unit, "third", "Công an phường Ô", "Tổ 7");
    let invitation = pair.district.new_liaison(WARD).expect("a liaison");
    let mistyped = pair.ward.accept_liaison(&invitation.code[..60], None);
    assert!(matches!(mistyped, Err(ClientError::LiaisonMalformed)));
    let own = pair.district.accept_liaison(&invitation.code, None);
    assert!(matches!(own, Err(ClientError::LiaisonExists)));
    pair.sync_district();
    pair.ward
        .accept_liaison(&invitation.code, None)
        .expect("taken up");
    pair.sync_ward();
    third.accept_liaison(&invitation.code, None).expect("noted");
    let late = pair.unit.sync(&mut third).expect_err("used");
    assert_eq!(late.code(), "invite-used");
    // It is told once; the notebook goes on.
    pair.unit.sync(&mut third).expect("a sync");
    assert_eq!(linked_with(&mut third), []);
    pair.sync_district();
    let again = pair.district.new_liaison(WARD);
    assert!(matches!(again, Err(ClientError::LiaisonExists)));
}

#[test]
fn a_liaison_that_ends_is_wiped_where_it_ended_and_a_new_one_can_be_made() {
    let mut pair = Pair::linked(5);
    ask(&mut pair.district, WARD, "Xác minh đèn đường");
    pair.sync_district();
    pair.sync_ward();
    assert!(!holding(&pair.home("ward"), &["đèn đường"]).is_empty());
    let plan = pair.district.plan_liaison_end(WARD).expect("a plan");
    pair.district.carry_out(&plan).expect("carried out");
    pair.sync_district();
    pair.sync_ward();
    assert_eq!(holding(&pair.home("ward"), &["đèn đường"]), [""; 0]);
    let gone = pair.ward.plan_liaison_end(DISTRICT);
    assert!(matches!(gone, Err(ClientError::LiaisonUnknown)));

    let again = pair.district.new_liaison(WARD).expect("a new one");
    pair.sync_district();
    pair.ward.accept_liaison(&again.code, None).expect("noted");
    pair.sync_ward();
    pair.sync_district();
    assert_eq!(
        linked_with(&mut pair.ward),
        [(DISTRICT.to_owned(), Some(Side::Guest), 1, 1)]
    );
    let plan = pair.ward.plan_liaison_end(DISTRICT).expect("a plan");
    pair.ward.carry_out(&plan).expect("carried out");
    for _ in 0..2 {
        pair.sync_ward();
        pair.sync_district();
    }
    assert_eq!(linked_with(&mut pair.district)[0].3, 0);
    // The ward itself is as it was.
    household(&mut pair.ward, "Tổ 1", "HB-1", "Nguyễn Thị Quỳnh");
    pair.sync_ward();
}

#[test]
fn a_follow_up_is_referred_and_the_answer_comes_back_to_the_officer_whose_it_is() {
    let mut pair = Pair::linked(6);
    let mut officer = {
        let Pair { unit, ward, .. } = &mut pair;
        unit.join(ward, "Cúc", Role::Officer, &["Tổ 1"])
    };
    let house = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Quỳnh");
    let todo = json!({ "household": house.to_string(), "what": "Bà Quỳnh xin đèn đường" });
    let todo = officer.create(Kind::FollowUp, fields(todo)).expect("one");
    pair.unit.sync(&mut officer).expect("a sync");
    pair.sync_ward();
    let text = "Lắp đèn đường ngõ 5";
    let made = pair
        .ward
        .refer(todo, DISTRICT, Some(text), None)
        .expect("referred");
    let own = pair.ward.reply(made, &ReferralReply::Acknowledge);
    assert!(matches!(own, Err(ClientError::ReferralNotOurs)));
    let unknown = pair.ward.refer(todo, "Công an xã X", None, None);
    assert!(matches!(unknown, Err(ClientError::LiaisonUnknown)));
    pair.sync_ward();
    pair.sync_district();

    let got = pair.district.list_referrals(&received()).expect("a list");
    let [row] = got.rows.as_slice() else {
        panic!("not one: {got:?}")
    };
    assert_eq!((row.id, row.sent, row.what.as_str()), (made, false, text));
    assert_eq!(row.unit_name.as_deref(), Some(WARD));
    assert_eq!((row.follow_up, &row.follow_up_title), (Some(todo), &None));
    pair.district
        .reply(made, &ReferralReply::Acknowledge)
        .expect("seen");
    let answer = ReferralReply::Answer("Đã giao đội hạ tầng, xong trong tháng.".to_owned());
    pair.district.reply(made, &answer).expect("answered");
    pair.sync_district();
    pair.sync_ward();
    pair.unit.sync(&mut officer).expect("a sync");
    let shown = officer.get(todo).expect("the follow-up").fields;
    assert_eq!(shown["state"], "referred");
    assert_eq!(shown["referred_to"], DISTRICT);
    assert_eq!(shown["answer"], "Đã giao đội hạ tầng, xong trong tháng.");
    let brief = officer.brief(house).expect("before the next visit");
    let promise = &brief.promised[0];
    assert_eq!(promise.referred_to.as_deref(), Some(DISTRICT));
    assert!(promise.answer.is_some());
    let sent = ReferralQuery {
        household: Some(house),
        sent: Some(true),
        ..ReferralQuery::default()
    };
    let sent = pair.ward.list_referrals(&sent).expect("a list");
    assert_eq!((sent.total, sent.rows[0].id), (1, made));
    assert_eq!(sent.rows[0].state.as_deref(), Some("answered"));
    // It is found by what is linked with the household, too.
    let again = household(&mut pair.ward, "Tổ 1", "HB-2", "Nguyễn Thị Quynh");
    let link = pair.ward.plan_link(again, &[house]).expect("a plan");
    pair.ward.link(&link).expect("linked");
    let by_other = ReferralQuery {
        household: Some(again),
        ..ReferralQuery::default()
    };
    let by_other = pair.ward.list_referrals(&by_other).expect("a list");
    assert_eq!((by_other.total, by_other.rows[0].id), (1, made));
    // What was asked is all that the other unit has.
    assert_eq!(holding(&pair.home("district"), &["Quỳnh"]), [""; 0]);
}

fn received() -> ReferralQuery {
    ReferralQuery {
        sent: Some(false),
        ..ReferralQuery::default()
    }
}

fn counts(visits: i64, needs: i64) -> ReportCounts {
    let counts = [("visits", visits), ("needs", needs)];
    counts.map(|(name, count)| (name.to_owned(), count)).into()
}

fn week() -> Period {
    "2026-W47".parse().expect("a period")
}

#[test]
fn a_report_is_returned_put_right_and_accepted_and_goes_on_up_with_the_others() {
    let mut pair = Pair::linked(7);
    let mut province = founded(&pair.unit, "province", "Công an tỉnh", "Khu 1");
    let above = province.new_liaison(DISTRICT).expect("a liaison");
    pair.unit.sync(&mut province).expect("a sync");
    pair.district
        .accept_liaison(&above.code, None)
        .expect("noted");
    pair.sync_district();

    let words = ["Địa bàn ổn định.".to_owned()];
    let report = pair
        .ward
        .write_report(week(), &counts(120, 9), &words)
        .expect("written");
    let sent = pair.ward.submit_report(report, DISTRICT).expect("sent");
    let down = pair.district.submit_report(report, WARD);
    assert!(matches!(down, Err(ClientError::RecordNotFound { .. })));
    pair.sync_ward();
    pair.sync_district();
    let why = ReportReview::Return("Thiếu số buổi sinh hoạt.".to_owned());
    pair.district.review_report(sent, &why).expect("returned");
    let table = pair.district.reports_of_units(week()).expect("a table");
    assert!(table.totals.is_empty(), "what is returned is not counted");
    pair.sync_district();
    pair.sync_ward();
    let shown = pair.ward.get(report).expect("the report").fields;
    assert_eq!(shown["status"], "returned");
    assert_eq!(shown["review"], "Thiếu số buổi sinh hoạt.");

    let again = pair.ward.write_report(week(), &counts(121, 9), &words);
    assert_eq!(again.expect("written"), report, "one report a period");
    assert_eq!(
        pair.ward.submit_report(report, DISTRICT).expect("sent"),
        sent
    );
    pair.sync_ward();
    pair.sync_district();
    pair.district
        .review_report(sent, &ReportReview::Accept)
        .expect("accepted");
    let table = pair.district.reports_of_units(week()).expect("a table");
    assert_eq!(table.totals, counts(121, 9));
    assert!(!table.rows[0].altered);
    pair.sync_district();
    pair.sync_ward();
    assert_eq!(
        pair.ward.get(report).expect("it").fields["status"],
        "accepted"
    );

    let merged = pair
        .district
        .write_report(week(), &table.totals, &[])
        .expect("written");
    pair.district
        .submit_report(merged, "Công an tỉnh")
        .expect("sent");
    pair.sync_district();
    pair.unit.sync(&mut province).expect("a sync");
    let table = province.reports_of_units(week()).expect("a table");
    assert_eq!((table.rows.len(), table.totals), (1, counts(121, 9)));

    // Nobody of the unit above writes in what the one below reported.
    let altered = FieldEdit::set("counts", Value::Counts(counts(500, 0)));
    match pair.district.edit(sent, &[altered]) {
        Err(ClientError::RecordInvalid(problems)) => {
            assert_eq!(problems[0].code.as_str(), "other-unit");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_a_changed_program_writes_for_the_other_unit_counts_on_neither_side() {
    let mut pair = Pair::linked(10);
    let report = pair.ward.write_report(week(), &counts(120, 9), &[]);
    let report = report.expect("written");
    let sent = pair.ward.submit_report(report, DISTRICT).expect("sent");
    let asked = ask(&mut pair.ward, DISTRICT, "Xin hỗ trợ dân phòng");
    pair.sync_ward();
    pair.sync_district();

    // The ward accepts its own report and answers its own question; the district counts for the ward.
    let Pair {
        unit,
        district,
        ward,
    } = pair;
    let (of_district, of_ward) = (district.device(), ward.device());
    drop((district, ward));
    let text = |field, text| FieldEdit::set(field, Value::text(text));
    for (record, edit) in [
        (sent, text("status", "accepted")),
        (asked, text("answer", "Đã cử người.")),
    ] {
        manipulate(&unit.home("ward"), of_ward, record, edit, &unit);
    }
    let altered = FieldEdit::set("counts", Value::Counts(counts(500, 0)));
    manipulate(&unit.home("district"), of_district, sent, altered, &unit);
    let [mut district, mut ward] = ["district", "ward"].map(|home| {
        Notebook::open(&unit.home(home), unit.world(&format!("{home} again")), PIN).expect("open")
    });
    for _ in 0..2 {
        unit.sync(&mut ward).expect("a sync");
        unit.sync(&mut district).expect("a sync");
    }
    for device in [&mut district, &mut ward] {
        let shown = device.get(sent).expect("the report");
        assert_eq!(shown.fields["status"], "submitted");
        assert_eq!(shown.fields["counts"], json!({ "needs": 9, "visits": 120 }));
        let said = shown.unauthorised.iter();
        let mut said: Vec<_> = said.map(|one| (one.field.as_str(), one.unit)).collect();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said, [("counts", Some("below")), ("status", Some("above"))]);
        let shown = device.get(asked).expect("the referral");
        assert!(!shown.fields.contains_key("answer"));
        assert_eq!(shown.unauthorised[0].unit, Some("asked"));
    }
    let table = district.reports_of_units(week()).expect("a table");
    assert_eq!(table.totals, counts(120, 9));
    assert!(table.rows[0].altered);
    assert_eq!(
        ward.get(report).expect("its own").fields["status"],
        "submitted"
    );
    district
        .review_report(sent, &ReportReview::Accept)
        .expect("the unit above may");
}

#[test]
fn the_reports_of_twenty_wards_are_one_table_of_counts_and_no_person_is_in_it() {
    let unit = Unit::new(8);
    let mut district = founded(&unit, "district", DISTRICT, "Khối 9");
    let names = ["Quỳnh", "Khoai", "Xoài", "Thược"];
    let mut expected = ReportCounts::new();
    for ward in 1..=20_i64 {
        let name = format!("Công an phường {ward:02}");
        let home = format!("ward-{ward:02}");
        let mut device = founded(&unit, &home, &name, "Tổ 1");
        let head = names[ward as usize % names.len()];
        let house = household(&mut device, "Tổ 1", "HB-1", &format!("Bà {head}"));
        let visit = json!({ "household": house.to_string(), "purposes": ["listen"], "met": [head], "needs": ["Khoai"] });
        device.create(Kind::Visit, fields(visit)).expect("a visit");
        let invitation = district.new_liaison(&name).expect("a liaison");
        unit.sync(&mut district).expect("a sync");
        device
            .accept_liaison(&invitation.code, None)
            .expect("noted");
        unit.sync(&mut device).expect("a sync");
        // The last one has nothing to say yet.
        if ward < 20 {
            let own = counts(ward * 10, ward);
            for (name, number) in &own {
                *expected.entry(name.clone()).or_default() += number;
            }
            let report = device.write_report(week(), &own, &[]).expect("written");
            device.submit_report(report, DISTRICT).expect("sent");
            unit.sync(&mut device).expect("a sync");
        }
    }
    unit.sync(&mut district).expect("a sync");
    let table = district.reports_of_units(week()).expect("a table");
    assert_eq!(table.rows.len(), 20);
    assert_eq!(table.totals, expected);
    let missing: Vec<&str> = table.missing().map(|row| row.name.as_str()).collect();
    assert_eq!(missing, ["Công an phường 20"]);
    assert_eq!(table.names, ["needs", "visits"]);
    assert_eq!(holding(&unit.home("district"), &names), [""; 0]);
    assert!(!holding(&unit.home("ward-01"), &names).is_empty());
}

#[test]
fn what_units_say_to_each_other_goes_by_hand_too_and_brings_no_register_along() {
    let mut pair = Pair::linked(9);
    household(&mut pair.ward, "Tổ 1", "HB-1", "Nguyễn Thị Quỳnh");
    let asked = ask(&mut pair.ward, DISTRICT, "Xin hỗ trợ dân phòng");
    let file = export(&mut pair.ward);
    import(&mut pair.district, &file);
    assert_eq!(ids(&mut pair.district, Kind::Referral), [asked]);
    assert_eq!(ids(&mut pair.district, Kind::Household), []);
    let answer = ReferralReply::Answer("Cử năm người.".to_owned());
    pair.district.reply(asked, &answer).expect("answered");
    let file = export(&mut pair.district);
    import(&mut pair.ward, &file);
    let shown = pair.ward.get(asked).expect("the referral").fields;
    assert_eq!(shown["answer"], "Cử năm người.");
    assert_eq!(holding(&pair.home("district"), &["Quỳnh"]), [""; 0]);
}
