//! Coverage as people and scripts meet it.

use crate::run::Place;
use serde_json::json;

fn visited() -> Place {
    let place = Place::founded();
    let new = ["household", "new", "--area", "Tổ dân phố 1", "--code"];
    let second = [&new[..], &["H-0013", "--head", "Trần Văn Tư"]].concat();
    assert_eq!(place.run(&second).code, 0);
    let visit = [
        "visit",
        "new",
        "--household",
        "H-0013",
        "--purpose",
        "listen",
    ];
    let due = [
        &visit[..],
        &["--next-visit-due", "2020-02-01", "--at", "2020-01-15 09:00"],
    ]
    .concat();
    let ran = place.run(&due);
    assert_eq!(ran.code, 0, "{ran:?}");
    place
}

#[test]
fn who_was_not_visited_is_listed_for_people_scripts_and_spreadsheets() {
    let place = visited();
    let rows = place.run(&["--json", "coverage"]).json();
    assert_eq!(rows[0]["code"], "H-0012");
    assert_eq!(rows[0]["last_visit"], json!(null));
    assert_eq!(rows[1]["code"], "H-0013");
    assert_eq!(rows[1]["last_visit"], "2020-01-15T09:00:00+07:00");
    assert_eq!(rows[1]["area_name"], "Tổ dân phố 1");
    let table = place.run(&["coverage"]);
    for said in ["Nguyễn Thị Hoà", "chưa thăm", "15/01/2020", "Hẹn thăm"] {
        assert!(table.out.contains(said), "{said}: {table:?}");
    }
    let sheet = place.run(&["coverage", "--format", "csv", "--limit", "1"]);
    let lines: Vec<&str> = sheet.out.lines().collect();
    assert_eq!(lines.len(), 2, "{sheet:?}");
    assert!(lines[0].starts_with("\u{feff}id,code,head,"), "{sheet:?}");
    assert!(lines[1].contains(",H-0012,Nguyễn Thị Hoà,"), "{sheet:?}");
}

#[test]
fn visits_that_are_due_and_the_figures_are_told() {
    let place = visited();
    let rows = place.run(&["--json", "coverage", "due"]).json();
    assert_eq!(rows.as_array().map(Vec::len), Some(1));
    assert_eq!(rows[0]["next_due"], "2020-02-01");
    let summary = place
        .run(&["--json", "coverage", "summary", "--days", "36500"])
        .json();
    assert_eq!(summary["all"]["households"], 2);
    assert_eq!(summary["all"]["visited"], 1);
    assert_eq!(summary["all"]["share"], 0.5);
    assert_eq!(summary["areas"][0]["name"], "Tổ dân phố 1");
    assert_eq!(summary["all"]["visits_due"], 1);
    let table = place.run(&["coverage", "summary", "--lang", "en"]);
    assert!(table.out.contains("Visited within 90 days"), "{table:?}");
    let wrong = place.run(&["--json", "coverage", "--days", "-1"]);
    assert_eq!(wrong.error(2)["error"], "usage");
}

#[test]
fn loads_weeks_and_a_plan_are_told_to_people_and_scripts() {
    let place = visited();
    let loads = place.run(&["--json", "load"]).json();
    assert_eq!(loads[0]["officer"], json!(null));
    assert_eq!(loads[0]["households"], 2);
    assert_eq!(loads[0]["areas"], json!(["Tổ dân phố 1"]));
    let table = place.run(&["load"]);
    assert!(table.out.contains("chưa có cán bộ"), "{table:?}");
    assert!(table.err.contains("--norm-households"), "{table:?}");
    let period = ["--from", "2020-01-06", "--until", "2020-01-19"];
    let weeks = place
        .run(&[&["--json", "presence"], &period[..]].concat())
        .json();
    let shown = &weeks["areas"][0]["weeks"];
    assert_eq!(
        (&shown[0]["week"], &shown[0]["state"]),
        (&json!("2020-W02"), &json!("gap"))
    );
    assert_eq!(
        (&shown[1]["visits"], &shown[1]["state"]),
        (&json!(1), &json!("met"))
    );
    assert_eq!(shown[1]["officers"][0]["name"], "Lê Văn Bình");
    let table = place.run(&[&["presence"], &period[..]].concat());
    for said in ["2020-W03", "bỏ trống", "1 Lê Văn Bình"] {
        assert!(table.out.contains(said), "{said}: {table:?}");
    }
    let sheet = place.run(&[&["presence", "--format", "csv"], &period[..]].concat());
    assert!(
        sheet.out.contains(",name,2020-W02,2020-W03,gaps\r\n"),
        "{sheet:?}"
    );
    let plan = place
        .run(&["--json", "plan", "--from", "21.0,105.8"])
        .json();
    assert_eq!(plan[0]["code"], "H-0013");
    assert_eq!(plan[0]["metres"], json!(null));
    let plan = place.run(&["plan"]);
    for said in ["1. H-0013", "chưa có vị trí", "2 trong 2 hộ"] {
        assert!(plan.out.contains(said), "{said}: {plan:?}");
    }
    let wrong = place.run(&["--json", "plan", "--from", "200,1"]);
    assert_eq!(wrong.error(2)["error"], "usage");
}
