//! A household's restriction and requests, on several devices.

use client_core::{DocId, Kind, Query, RequestAnswer, RequestQuery, Role};
use serde_json::json;
use tests::tables::read_models;
use tests::{Unit, fields, household, key_of};

#[test]
fn a_household_restricted_by_one_is_left_out_by_all_and_so_is_what_comes_later() {
    let unit = Unit::new(51);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let house = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let visit = json!({ "household": house.to_string(), "purposes": ["listen"] });
    officer.create(Kind::Visit, fields(visit.clone())).unwrap();
    let request = json!({ "household": house.to_string(), "kind": "restriction" });
    let request = officer.create(Kind::Request, fields(request)).unwrap();
    let answer = RequestAnswer {
        outcome: "Đã hạn chế.".to_owned(),
        is_refused: false,
    };
    // An officer takes requests; what is answered counts from who reviews.
    let error = officer
        .plan_answer(request, &answer, false)
        .and_then(|plan| officer.answer_request(&plan))
        .unwrap_err();
    assert_eq!(error.code(), "record-invalid");
    for _ in 0..2 {
        unit.sync(&mut officer).unwrap();
        unit.sync(&mut chief).unwrap();
    }
    assert_eq!(chief.requests(&RequestQuery::default()).unwrap().total, 1);
    assert!(
        chief
            .plan_answer(request, &answer, false)
            .and_then(|plan| chief.answer_request(&plan))
            .unwrap()
    );
    // Recorded meanwhile by somebody who had not heard of it.
    officer.create(Kind::Visit, fields(visit)).unwrap();
    for _ in 0..2 {
        unit.sync(&mut chief).unwrap();
        unit.sync(&mut officer).unwrap();
    }
    let totals = |device: &mut client_core::Notebook| {
        [Kind::Household, Kind::Visit, Kind::Request]
            .map(|kind| device.list(&Query::of(kind)).unwrap().total)
    };
    for (name, device) in [("Cúc", &mut officer), ("chief", &mut chief)] {
        assert_eq!(totals(device), [0, 0, 1], "{name}");
        let home = unit.home(name);
        let key = key_of(&home);
        let live = read_models(&home, &key);
        device.rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(read_models(&home, &key), live, "{name}");
        assert_eq!(totals(device), [0, 0, 1], "{name}");
        assert_eq!(visits_of(device, house), 2, "{name}");
    }
}

/// Counts the visits in the household's file, which is asked for with a reason.
fn visits_of(device: &mut client_core::Notebook, house: DocId) -> usize {
    device.because("Chủ hộ yêu cầu").unwrap();
    let file = device.person_file(&client_core::FileSubject::Household(house));
    let records = file.unwrap().records.into_iter();
    let visits = records.filter(|record| record.kind == Kind::Visit);
    device.because("").unwrap();
    visits.count()
}
