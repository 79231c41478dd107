//! Record offline, sync, merge.

use client_core::{FieldEdit, Kind, Query, Role, Safety, Value};
use serde_json::json;
use tests::{Unit, fields, household, ids};

#[test]
fn a_visit_recorded_offline_reaches_the_supervisor() {
    let unit = Unit::new(1);
    let mut chief = unit.found(&["Tổ dân phố 1", "Tổ dân phố 2"]);
    let mut officer = unit.join(&mut chief, "Lê Thị Cúc", Role::Officer, &["Tổ dân phố 1"]);
    let house = household(&mut officer, "Tổ dân phố 1", "HB-1", "Nguyễn Thị Hoà");
    let visit = json!({ "household": house.to_string(), "purposes": ["listen"], "needs": ["Sửa đèn đường"] });
    let visit = officer.create(Kind::Visit, fields(visit)).unwrap();
    assert_eq!(officer.get(visit).unwrap().safety, Safety::OnDevice);

    let report = unit.sync(&mut officer).unwrap();
    assert_eq!((report.requests, report.unsent), (1, 0));
    assert_eq!(officer.get(visit).unwrap().safety, Safety::OnRelay);

    let report = unit.sync(&mut chief).unwrap();
    assert_eq!(report.requests, 1);
    assert_eq!(
        chief.get(visit).unwrap().fields,
        officer.get(visit).unwrap().fields
    );
    assert_eq!(chief.search("nguyen thi hoa", 5).unwrap()[0].id, house);
    let history = chief.history(visit).unwrap();
    assert_eq!(history[0].officer_name.as_deref(), Some("Lê Thị Cúc"));
}

#[test]
fn two_officers_edit_one_phone_and_both_values_stay_until_one_is_chosen() {
    let unit = Unit::new(2);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    let mut one = unit.join(&mut chief, "Cán bộ Một", Role::Officer, &["Tổ 1"]);
    let mut two = unit.join(&mut chief, "Cán bộ Hai", Role::Officer, &["Tổ 1"]);
    one.edit(house, &[FieldEdit::set("phone", Value::text("0900000001"))])
        .unwrap();
    two.edit(house, &[FieldEdit::set("phone", Value::text("0900000002"))])
        .unwrap();
    for device in [&mut one, &mut two, &mut chief] {
        unit.sync(device).unwrap();
    }
    let conflicts = chief.conflicts().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (conflicts[0].document, conflicts[0].field.as_str()),
        (house, "phone")
    );
    let mut values: Vec<_> = conflicts[0]
        .values
        .iter()
        .map(|value| value.value.as_str().unwrap())
        .collect();
    values.sort_unstable();
    assert_eq!(values, ["0900000001", "0900000002"]);
    assert!(
        conflicts[0]
            .values
            .iter()
            .all(|value| value.officer_name.is_some())
    );

    chief
        .edit(house, &[FieldEdit::set("phone", Value::text("0900000002"))])
        .unwrap();
    for device in [&mut chief, &mut one, &mut two] {
        unit.sync(device).unwrap();
        assert!(device.conflicts().unwrap().is_empty());
        assert_eq!(device.get(house).unwrap().fields["phone"], "0900000002");
    }
}

#[test]
fn nothing_of_another_area_reaches_an_officer() {
    let unit = Unit::new(3);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    household(&mut chief, "Tổ 2", "HB-2", "Phạm Văn Đức");
    unit.sync(&mut chief).unwrap();
    let mut officer = unit.join(&mut chief, "Cán bộ Một", Role::Officer, &["Tổ 1"]);
    assert_eq!(ids(&mut officer, Kind::Household).len(), 1);
    assert!(officer.search("pham van duc", 5).unwrap().is_empty());
    assert_eq!(
        officer.list(&Query::of(Kind::Area)).unwrap().total,
        2,
        "the names of the areas are the unit's"
    );
}

#[test]
fn an_area_that_is_added_later_reaches_the_supervisor_but_not_the_officer_of_another_area() {
    let unit = Unit::new(4);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut supervisor = unit.join(&mut chief, "Đội trưởng", Role::Supervisor, &[]);
    let mut officer = unit.join(&mut chief, "Cán bộ Một", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).unwrap();
    chief
        .create(Kind::Area, fields(json!({ "name": "Tổ 2" })))
        .unwrap();
    let house = household(&mut chief, "Tổ 2", "HB-2", "Phạm Văn Đức");
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut supervisor).unwrap();
    unit.sync(&mut officer).unwrap();
    assert_eq!(
        supervisor.get(house).unwrap().fields["head"],
        "Phạm Văn Đức"
    );
    supervisor
        .edit(house, &[FieldEdit::set("phone", Value::text("0900000009"))])
        .unwrap();
    unit.sync(&mut supervisor).unwrap();
    unit.sync(&mut chief).unwrap();
    assert_eq!(chief.get(house).unwrap().fields["phone"], "0900000009");
    assert!(officer.get(house).is_err());
    assert!(officer.search("pham van duc", 5).unwrap().is_empty());
}
