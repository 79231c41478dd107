//! Who has not been visited for how long, and what is owed to whom.

use crate::{Desk, fields};
use client_core::{
    CoverageOf, CoverageQuery, CoveredHousehold, DocId, FieldEdit, Kind, Narrowing, Query, Record,
    UnixMillis, Value,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::TestRng;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn unvisited(desk: &mut Desk, days: u32) -> Vec<CoveredHousehold> {
    let query = CoverageQuery::of(CoverageOf::NotVisitedFor(days));
    desk.notebook.coverage(&query).unwrap().rows
}

fn codes(rows: &[CoveredHousehold]) -> Vec<&str> {
    rows.iter().map(|row| row.code.as_str()).collect()
}

fn day(desk: &Desk, days: u64) -> String {
    let at = desk.clock.unix_millis() / 1000 + i64::try_from(days * 24 * 3600).unwrap();
    testkit::vietnam_time(at)[..10].to_owned()
}

fn follow_up(desk: &mut Desk, of: &str, id: DocId, due: &str) -> DocId {
    let area = desk.area("Tổ 1").to_string();
    let what =
        json!({ of: id.to_string(), "area": area, "what": "Hỏi phường về điện", "due": due });
    desk.notebook.create(Kind::FollowUp, fields(what)).unwrap()
}

#[test]
fn who_was_never_visited_comes_first_and_then_who_was_not_for_longest() {
    let mut desk = Desk::new(1);
    let one = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let two = desk.household("Tổ 2", "HB-2", "Phạm Văn Đức");
    desk.household("Tổ 1", "HB-3", "Lê Thị Sen");
    desk.visit(two, "x");
    desk.clock.advance(DAY);
    desk.visit(one, "x");
    assert_eq!(codes(&unvisited(&mut desk, 30)), ["HB-3"]);
    desk.clock.advance(DAY * 31);
    let rows = unvisited(&mut desk, 30);
    assert_eq!(codes(&rows), ["HB-3", "HB-2", "HB-1"]);
    assert_eq!(rows[0].last_visit, None);
    assert_eq!((rows[1].days, rows[2].days), (Some(32), Some(31)));
    assert_eq!(rows[1].area_name, "Tổ 2");
    desk.visit(two, "x");
    assert_eq!(codes(&unvisited(&mut desk, 30)), ["HB-3", "HB-1"]);
}

#[test]
fn what_is_overdue_open_or_standing_comes_before_what_was_not_visited() {
    let mut desk = Desk::new(2);
    desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let standing = desk.household("Tổ 1", "HB-2", "Phạm Văn Đức");
    let open = desk.household("Tổ 1", "HB-3", "Lê Thị Sen");
    let overdue = desk.household("Tổ 1", "HB-4", "Trần Văn Tư");
    let needs = Value::Texts(vec!["Ông cụ nằm một chỗ".to_owned()]);
    let edit = FieldEdit::set("standing_needs", needs);
    desk.notebook.edit(standing, &[edit]).unwrap();
    let tomorrow = day(&desk, 1);
    let later = day(&desk, 60);
    follow_up(&mut desk, "household", open, &later);
    let visit = desk.visit(overdue, "Đèn đường");
    let owed = follow_up(&mut desk, "visit", visit, &tomorrow);
    desk.clock.advance(DAY * 40);
    let rows = unvisited(&mut desk, 30);
    assert_eq!(codes(&rows), ["HB-4", "HB-3", "HB-2", "HB-1"]);
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.open_follow_ups, row.is_overdue, row.standing_needs))
        .collect();
    assert_eq!(
        told,
        [(1, true, 0), (1, false, 0), (0, false, 1), (0, false, 0)]
    );
    assert_eq!(rows[0].first_due, Some(tomorrow));
    let done = FieldEdit::set("state", Value::text("done"));
    desk.notebook.edit(owed, &[done]).unwrap();
    let rows = unvisited(&mut desk, 30);
    assert_eq!(codes(&rows), ["HB-3", "HB-2", "HB-1", "HB-4"]);
    assert_eq!(rows[3].open_follow_ups, 0);
}

#[test]
fn a_list_is_narrowed_by_area_and_time_and_comes_in_pages() {
    let mut desk = Desk::new(3);
    for number in 0..7 {
        let area = if number % 2 == 0 { "Tổ 1" } else { "Tổ 2" };
        let house = desk.household(area, &format!("HB-{number}"), "Nguyễn Thị Hoà");
        desk.clock.advance(DAY);
        desk.visit(house, "x");
    }
    desk.clock.advance(DAY * 30);
    let mut query = CoverageQuery {
        narrowing: Narrowing {
            area: Some(desk.area("Tổ 2")),
            limit: Some(2),
            ..Narrowing::default()
        },
        ..CoverageQuery::of(CoverageOf::NotVisitedFor(7))
    };
    let page = desk.notebook.coverage(&query).unwrap();
    assert_eq!((codes(&page.rows), page.total), (vec!["HB-1", "HB-3"], 3));
    query.narrowing.offset = 2;
    let page = desk.notebook.coverage(&query).unwrap();
    assert_eq!((codes(&page.rows), page.total), (vec!["HB-5"], 3));
    let until = UnixMillis(page.rows[0].last_visit.unwrap().0);
    let earlier = CoverageQuery {
        narrowing: Narrowing {
            until: Some(until),
            from: Some(until.plus_millis(-2 * 24 * 3600 * 1000)),
            ..Narrowing::default()
        },
        ..CoverageQuery::of(CoverageOf::NotVisitedFor(7))
    };
    let page = desk.notebook.coverage(&earlier).unwrap();
    assert_eq!(codes(&page.rows), ["HB-3", "HB-4"]);
}

#[test]
fn a_visit_is_due_as_the_last_one_says() {
    let mut desk = Desk::new(4);
    for (number, days) in [(1, 20), (2, 3), (3, 9)] {
        let code = format!("HB-{number}");
        let house = desk.household("Tổ 1", &code, "Nguyễn Thị Hoà");
        let due = day(&desk, days);
        let visit = json!({ "household": house.to_string(), "purposes": ["support"], "next_visit_due": due });
        desk.notebook.create(Kind::Visit, fields(visit)).unwrap();
    }
    desk.clock.advance(DAY * 5);
    let due = |desk: &mut Desk| -> Vec<String> {
        let query = CoverageQuery::of(CoverageOf::DueWithin(7));
        let page = desk.notebook.coverage(&query).unwrap();
        page.rows.iter().map(|row| row.code.clone()).collect()
    };
    assert_eq!(due(&mut desk), ["HB-2", "HB-3"]);
    let two = desk.notebook.find(Some(Kind::Household), "HB-2").unwrap();
    desk.visit(two, "x");
    assert_eq!(due(&mut desk), ["HB-3"]);
}

#[test]
fn a_summary_tells_areas_and_officers_apart() {
    let mut desk = Desk::new(5);
    let areas = [desk.area("Tổ 1"), desk.area("Tổ 2")].map(|id| id.to_string());
    let register = format!(
        "{}\n{}\n",
        json!({ "id": "5e0f5a0c-2b0e-4b3a-9a51-000000000001", "name": "Lê Văn Hai", "role": "officer", "areas": areas }),
        json!({ "id": "5e0f5a0c-2b0e-4b3a-9a51-000000000002", "name": "Đỗ Thị Ba", "role": "officer", "areas": [areas[1]] }),
    );
    desk.import("officers.jsonl", &register);
    let one = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let two = desk.household("Tổ 2", "HB-2", "Phạm Văn Đức");
    desk.household("Tổ 2", "HB-3", "Lê Thị Sen");
    desk.visit(one, "x");
    let past = day(&desk, 1);
    follow_up(&mut desk, "household", one, &past);
    desk.clock.advance(DAY * 10);
    desk.visit(two, "x");
    let summary = desk
        .notebook
        .coverage_summary(7, &Narrowing::default())
        .unwrap();
    let count = summary.all;
    assert_eq!(
        (count.households, count.visited, count.never_visited),
        (3, 1, 1)
    );
    assert_eq!((count.open_follow_ups, count.overdue_follow_ups), (1, 1));
    assert_eq!(count.permille(), Some(333));
    let lines = |lines: &[client_core::CoverageLine]| -> Vec<(String, u64, u64, u64)> {
        let each = lines.iter().map(|line| {
            let count = line.count;
            let overdue = count.overdue_follow_ups;
            (line.name.clone(), count.households, count.visited, overdue)
        });
        each.collect()
    };
    let line = |name: &str, all, visited, overdue| (name.to_owned(), all, visited, overdue);
    assert_eq!(
        lines(&summary.areas),
        [line("Tổ 1", 1, 0, 1), line("Tổ 2", 2, 1, 0)]
    );
    let officers = [line("Đỗ Thị Ba", 2, 1, 0), line("Lê Văn Hai", 3, 1, 1)];
    assert_eq!(lines(&summary.officers), officers);
    let officer = desk
        .notebook
        .find(Some(Kind::Officer), "Đỗ Thị Ba")
        .unwrap();
    let query = CoverageQuery {
        narrowing: Narrowing {
            officer: Some(officer),
            ..Narrowing::default()
        },
        ..CoverageQuery::of(CoverageOf::NotVisitedFor(0))
    };
    let rows = desk.notebook.coverage(&query).unwrap().rows;
    assert_eq!(codes(&rows), ["HB-3"]);
}

fn all_of(desk: &mut Desk, kind: Kind) -> Vec<Record> {
    let query = Query {
        limit: u32::MAX,
        ..Query::of(kind)
    };
    desk.notebook.list(&query).unwrap().rows
}

fn text(record: &Record, field: &str) -> Option<String> {
    let value = record.fields.get(field)?.as_str()?;
    Some(value.to_owned())
}

/// Last visit, open follow-ups, and the first day on which one is due.
type Expected = (Option<String>, u32, Option<String>);

/// What each household's row should be, told from the records alone.
fn expected(desk: &mut Desk, houses: &[DocId]) -> BTreeMap<String, Expected> {
    let visits = all_of(desk, Kind::Visit);
    let follow_ups = all_of(desk, Kind::FollowUp);
    let mut expected: BTreeMap<String, Expected> = BTreeMap::new();
    for house in houses {
        let id = house.to_string();
        let of_it = |record: &&Record| text(record, "household").as_ref() == Some(&id);
        let its: Vec<&Record> = visits.iter().filter(of_it).collect();
        let last = its
            .iter()
            .filter_map(|visit| text(visit, "started_at"))
            .max();
        let owed = follow_ups.iter().filter(|follow_up| {
            let closed = ["done", "dropped"].map(|state| Some(state.to_owned()));
            let belongs = match text(follow_up, "visit") {
                Some(visit) => its.iter().any(|its| its.id.to_string() == visit),
                None => of_it(follow_up),
            };
            belongs && !closed.contains(&text(follow_up, "state"))
        });
        let owed: Vec<Option<String>> = owed.map(|follow_up| text(follow_up, "due")).collect();
        let count = u32::try_from(owed.len()).unwrap();
        let first = owed.into_iter().flatten().min();
        let leading = desk.notebook.leading(*house).unwrap().to_string();
        let row = expected.entry(leading).or_default();
        row.0 = row.0.take().max(last);
        row.1 += count;
        row.2 = [row.2.take(), first].into_iter().flatten().min();
    }
    expected
}

fn shown(desk: &mut Desk) -> BTreeMap<String, Expected> {
    desk.clock.advance(DAY);
    let rows = unvisited(desk, 0);
    let row = |row: CoveredHousehold| {
        let last = row.last_visit.map(|at| testkit::vietnam_time(at.0 / 1000));
        (
            row.id.to_string(),
            (last, row.open_follow_ups, row.first_due),
        )
    };
    rows.into_iter().map(row).collect()
}

#[test]
fn the_rows_follow_from_the_records_whatever_is_written_in_whatever_order() {
    for seed in 0..3 {
        let mut desk = Desk::new(seed);
        let mut rng = TestRng::new(seed);
        let mut houses = vec![desk.household("Tổ 1", "HB-0", "Nguyễn Thị Hoà")];
        let (mut visits, mut owed) = (Vec::new(), Vec::new());
        for step in 0..60 {
            desk.clock.advance(Duration::from_secs(3600));
            let house = *rng.pick(&houses).unwrap();
            match rng.below(10) {
                0 => houses.push(desk.household("Tổ 1", &format!("HB-{step}"), "Lê Thị Sen")),
                1..4 => visits.push(desk.visit(house, "x")),
                4 => {
                    let due = day(&desk, rng.below(9));
                    owed.push(follow_up(&mut desk, "household", house, &due));
                }
                5 => {
                    let Some(visit) = rng.pick(&visits).copied() else {
                        continue;
                    };
                    let due = day(&desk, rng.below(9));
                    owed.push(follow_up(&mut desk, "visit", visit, &due));
                }
                6 => {
                    // A visit was written down for the wrong house.
                    let Some(visit) = rng.pick(&visits).copied() else {
                        continue;
                    };
                    let edit = FieldEdit::set("household", Value::Reference(house));
                    desk.notebook.edit(visit, &[edit]).unwrap();
                }
                7 => {
                    let other = *rng.pick(&houses).unwrap();
                    if let Ok(plan) = desk.notebook.plan_link(house, &[other]) {
                        desk.notebook.link(&plan).unwrap();
                    }
                }
                8 => {
                    let refused = desk.notebook.unlink(house).err();
                    assert!(refused.is_none_or(|error| error.code() == "not-linked"));
                }
                _ => {
                    let Some(owed) = rng.pick(&owed).copied() else {
                        continue;
                    };
                    let states = ["open", "done", "referred", "dropped"];
                    let edits = [
                        FieldEdit::set("state", Value::text(*rng.pick(&states).unwrap())),
                        FieldEdit::set("outcome", Value::text("Đã hỏi")),
                    ];
                    // Not every step leads from every state.
                    let refused = desk.notebook.edit(owed, &edits).err();
                    assert!(refused.is_none_or(|error| error.code() == "record-invalid"));
                }
            }
        }
        let (live, truth) = (shown(&mut desk), expected(&mut desk, &houses));
        assert_eq!(live, truth, "seed {seed}");
        desk.notebook.rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(shown(&mut desk), truth, "seed {seed}, rebuilt");
    }
}
