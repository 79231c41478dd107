//! Two units on one relay, and what goes between them.

use client_core::{ClientError, DocId, Founding, Home, Kind, Notebook, Role, Side};
use serde_json::json;
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

fn founded(unit: &Unit, home: &str, name: &str, area: &str) -> Notebook {
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
fn ask(device: &mut Notebook, unit: &str, what: &str) -> DocId {
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
