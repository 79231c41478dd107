//! What a unit reports follows from its registers, and is the same on every device that holds them.

use client_core::{FollowUpStep, Kind, Period, ReportCounts, Role, TakeUp};
use serde_json::json;
use tests::{Unit, fields, household};

fn month() -> Period {
    "2026-11".parse().unwrap()
}

#[test]
fn a_report_is_the_same_bytes_on_two_devices_with_the_same_documents() {
    let unit = Unit::new(83);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    let mut officer = unit.join(&mut chief, "Cán bộ Một", Role::Officer, &["Tổ 1", "Tổ 2"]);
    let mut supervisor = unit.join(&mut chief, "Đội trưởng", Role::Supervisor, &[]);
    let first = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let second = household(&mut officer, "Tổ 2", "HB-2", "Trần Văn Minh");
    household(&mut officer, "Tổ 2", "HB-3", "Lê Thị Cúc");
    for (house, at, purposes, needs) in [
        (
            first,
            "2026-11-03T09:00:00+07:00",
            json!(["listen", "support"]),
            json!(["Sửa đèn đường", "Khơi cống"]),
        ),
        (
            first,
            "2026-11-10T09:00:00+07:00",
            json!(["listen"]),
            json!([]),
        ),
        (
            second,
            "2026-11-11T09:00:00+07:00",
            json!(["inform"]),
            json!(["Cấp lại sổ"]),
        ),
        (
            second,
            "2026-10-31T23:59:00+07:00",
            json!(["inform"]),
            json!(["Của tháng trước"]),
        ),
    ] {
        let visit = json!({
            "household": house.to_string(), "started_at": at, "purposes": purposes, "needs": needs,
        });
        let visit = officer.create(Kind::Visit, fields(visit)).unwrap();
        let asked = TakeUp {
            all_needs: true,
            ..TakeUp::default()
        };
        if needs != json!([]) {
            let plan = officer.plan_take_up(visit, &asked).unwrap();
            let taken = officer
                .make_follow_ups(&plan, None, Some("2026-11-12"))
                .unwrap();
            let done = FollowUpStep::Finish {
                outcome: "Đã sửa".to_owned(),
            };
            officer.follow_up_step(taken.made[0], &done).unwrap();
        }
    }
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut supervisor).unwrap();

    let written = |counts: &ReportCounts| serde_json::to_string(counts).unwrap();
    let counts = chief.count_report(month()).unwrap();
    let others = [&mut supervisor, &mut officer];
    for device in others {
        assert_eq!(
            written(&device.count_report(month()).unwrap()),
            written(&counts)
        );
    }
    chief.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(chief.count_report(month()).unwrap(), counts);
    let number = |name: &str| counts[name];
    assert_eq!((number("households"), number("households_visited")), (3, 2));
    assert_eq!(number("visits"), 3);
    assert_eq!(
        (
            number("visits_listen"),
            number("visits_inform"),
            number("visits_support")
        ),
        (2, 1, 1)
    );
    assert_eq!(
        (
            number("needs"),
            number("needs_taken_up"),
            number("needs_answered")
        ),
        (3, 3, 2)
    );
    // It is the twentieth: what was due on the twelfth is overdue.
    assert_eq!(
        (number("follow_ups_open"), number("follow_ups_overdue")),
        (1, 1)
    );
    for name in counts.keys() {
        assert!(
            client_core::schema::REPORT_COUNTS.contains(&name.as_str()),
            "{name}"
        );
    }
}
