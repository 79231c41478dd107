//! The documents themselves, kind by kind.

use serde_json::{Value, json};

use crate::{Register, Size, TestRng};

use super::calendar::{DAYS, Day};
use super::places::{self, Position};
use super::{community, people, phrases};

pub(super) const TOPICS: &[&str] = &[
    "lua_dao_mang",
    "ma_tuy",
    "giao_thong",
    "phong_chay",
    "bao_luc_gia_dinh",
    "tam_tru",
    "phao_no",
    "tin_dung_den",
    "can_cuoc",
    "trom_cap",
];

/// Kinds of statements, and how many in a hundred are of each.
const KINDS: &[(&str, u32)] = &[("fact", 71), ("assessment", 27), ("hearsay", 2)];

/// What later kinds need to know of an earlier document.
pub(super) struct Household {
    pub(super) id: String,
    pub(super) area: usize,
    position: Position,
    /// Some households have needs and are visited far more often than others.
    weight: u64,
    pub(super) head: String,
}

struct Officer {
    id: String,
    areas: Vec<usize>,
}

struct Need {
    visit: String,
    area: usize,
    officer: usize,
    day: Day,
    text: String,
}

pub(super) fn generate(size: &Size, rng: &TestRng) -> Register {
    let area_ids = ids(&mut rng.fork("areas"), size.areas);
    let (officers, officer_rows) = officers(&mut rng.fork("officers"), size, &area_ids);
    let (households, household_rows) = households(&mut rng.fork("households"), size, &area_ids);
    let (visits, needs) = visits(
        &mut rng.fork("visits"),
        size,
        &area_ids,
        &officers,
        &households,
    );
    let (group_ids, groups) =
        community::groups(&mut rng.fork("groups"), size, &area_ids, &households);
    Register {
        areas: area_ids
            .iter()
            .enumerate()
            .map(|(index, id)| json!({ "id": id, "name": places::area_name(index) }))
            .collect(),
        officers: officer_rows,
        households: household_rows,
        establishments: community::establishments(&mut rng.fork("establishments"), size, &area_ids),
        groups,
        visits,
        meetings: community::meetings(&mut rng.fork("meetings"), size.meetings, &group_ids),
        follow_ups: follow_ups(
            &mut rng.fork("follow-ups"),
            size.follow_ups,
            &area_ids,
            &officers,
            needs,
        ),
    }
}

pub(super) fn ids(rng: &mut TestRng, count: usize) -> Vec<String> {
    (0..count).map(|_| rng.uuid().to_string()).collect()
}

pub(super) fn id_at(ids: &[String], index: usize) -> &str {
    ids.get(index).map_or("", String::as_str)
}

/// One commander, two supervisors (one in a hamlet with few officers) and an auditor over all areas; officers share the areas.
fn officers(rng: &mut TestRng, size: &Size, area_ids: &[String]) -> (Vec<Officer>, Vec<Value>) {
    let supervisors = if size.officers > 4 { 2 } else { 1 };
    let leads = [
        vec!["commander"],
        vec!["supervisor"; supervisors],
        vec!["auditor"],
    ]
    .concat();
    let all: Vec<usize> = (0..size.areas).collect();
    let mut rows: Vec<Value> = leads
        .iter()
        .map(|role| officer_row(rng, role, &all, area_ids))
        .collect();
    let mut officers = Vec::new();
    for index in 0..size.officers {
        let areas = officer_areas(index, size);
        let row = officer_row(rng, "officer", &areas, area_ids);
        officers.push(Officer {
            id: text(&row, "id"),
            areas,
        });
        rows.push(row);
    }
    (officers, rows)
}

/// With fewer officers than areas each has several; with more, several share one.
fn officer_areas(index: usize, size: &Size) -> Vec<usize> {
    let mut areas: Vec<usize> = (0..size.areas)
        .filter(|area| area % size.officers == index)
        .collect();
    if areas.is_empty() {
        areas.push(index % size.areas.max(1));
    }
    areas
}

fn officer_row(rng: &mut TestRng, role: &str, areas: &[usize], area_ids: &[String]) -> Value {
    let areas: Vec<&str> = areas.iter().map(|area| id_at(area_ids, *area)).collect();
    json!({ "id": rng.uuid().to_string(), "name": people::name(rng), "role": role, "areas": areas })
}

fn households(rng: &mut TestRng, size: &Size, area_ids: &[String]) -> (Vec<Household>, Vec<Value>) {
    (0..size.households)
        .map(|number| household(rng, number, size.areas, area_ids))
        .unzip()
}

fn household(
    rng: &mut TestRng,
    number: usize,
    areas: usize,
    area_ids: &[String],
) -> (Household, Value) {
    let area = rng.index(areas);
    let position = Position::in_area(rng, area);
    let household = Household {
        id: rng.uuid().to_string(),
        area,
        position,
        weight: 1 + rng.below(6) * rng.below(3),
        head: people::name(rng),
    };
    let note = if rng.chance(28) {
        phrases::standing(rng)
    } else {
        String::new()
    };
    let row = json!({
        "id": household.id,
        "area": id_at(area_ids, area),
        "code": format!("KL-{:05}", number + 1),
        "head": household.head,
        "address": places::address(rng, area),
        "phone": if rng.chance(94) { people::phone(rng) } else { String::new() },
        "residents": rng.between(1, 4) + rng.between(0, 3),
        "temporary_residents": if rng.chance(30) { rng.between(1, 6) } else { 0 },
        "lat": position.lat(),
        "lon": position.lon(),
        "note": note,
    });
    (household, row)
}

fn visits(
    rng: &mut TestRng,
    size: &Size,
    area_ids: &[String],
    officers: &[Officer],
    households: &[Household],
) -> (Vec<Value>, Vec<Need>) {
    let doors: Vec<usize> = households
        .iter()
        .enumerate()
        .flat_map(|(index, household)| (0..household.weight).map(move |_| index))
        .collect();
    let mut times: Vec<(i64, i64)> = (0..size.visits)
        .map(|_| (rng.between(0, DAYS - 1), minute_of_day(rng)))
        .collect();
    times.sort_unstable();
    let mut rows = Vec::with_capacity(times.len());
    let mut needs = Vec::new();
    for (day, minute) in times {
        let Some(household) = rng.pick(&doors).and_then(|door| households.get(*door)) else {
            break;
        };
        let officer = officer_for(rng, officers, household.area);
        let (row, need) = visit(
            rng,
            household,
            area_ids,
            officers.get(officer),
            Day(day),
            minute,
        );
        needs.extend(need.map(|text_heard| Need {
            visit: text(&row, "id"),
            area: household.area,
            officer,
            day: Day(day),
            text: text_heard,
        }));
        rows.push(row);
    }
    (rows, needs)
}

/// People are at home in the evening and on market mornings.
pub(super) fn minute_of_day(rng: &mut TestRng) -> i64 {
    match rng.below(10) {
        0..4 => rng.between(7 * 60, 11 * 60),
        4..6 => rng.between(14 * 60, 17 * 60),
        _ => rng.between(17 * 60 + 30, 21 * 60 + 30),
    }
}

fn officer_for(rng: &mut TestRng, officers: &[Officer], area: usize) -> usize {
    let mine: Vec<usize> = officers
        .iter()
        .enumerate()
        .filter(|(_, officer)| officer.areas.contains(&area))
        .map(|(index, _)| index)
        .collect();
    rng.pick(&mine).copied().unwrap_or(0)
}

fn visit(
    rng: &mut TestRng,
    household: &Household,
    area_ids: &[String],
    officer: Option<&Officer>,
    day: Day,
    minute: i64,
) -> (Value, Option<String>) {
    let position = household.position.measured(rng);
    let need = rng.chance(58).then(|| phrases::needed(rng));
    let status = rng
        .weighted(&[
            ("reviewed", 49),
            ("submitted", 25),
            ("draft", 24),
            ("returned", 2),
        ])
        .copied()
        .unwrap_or_default();
    let met = if rng.chance(80) {
        household.head.clone()
    } else {
        people::name(rng)
    };
    let aims = *rng.weighted(&[(1, 49), (2, 27), (3, 24)]).unwrap_or(&1);
    let row = json!({
        "id": rng.uuid().to_string(),
        "household": household.id,
        "area": id_at(area_ids, household.area),
        "officer": officer.map_or("", |officer| officer.id.as_str()),
        "started_at": day.at_minute(minute),
        "minutes": rng.between(8, 50),
        "purposes": some_of(rng, &["listen", "inform", "support"], aims, aims),
        "met": [met],
        "lat": position.lat(),
        "lon": position.lon(),
        "accuracy_m": rng.between(4, 40),
        "notes": statements(rng),
        "topics": some_of(rng, TOPICS, 0, 2),
        "needs": need.iter().collect::<Vec<_>>(),
        "status": status,
    });
    (row, need)
}

fn statements(rng: &mut TestRng) -> Vec<Value> {
    let count = if rng.chance(72) { 1 } else { 2 };
    (0..count).map(|_| statement(rng)).collect()
}

fn statement(rng: &mut TestRng) -> Value {
    let kind = *rng.weighted(KINDS).unwrap_or(&"fact");
    let draw = match kind {
        "assessment" => phrases::judged,
        "hearsay" => phrases::heard,
        _ => phrases::observed,
    };
    json!({ "kind": kind, "text": sentences(rng, 1, 3, draw) })
}

fn follow_ups(
    rng: &mut TestRng,
    count: usize,
    area_ids: &[String],
    officers: &[Officer],
    mut needs: Vec<Need>,
) -> Vec<Value> {
    rng.shuffle(&mut needs);
    needs.truncate(count);
    needs.sort_by_key(|need| need.day);
    needs
        .iter()
        .map(|need| follow_up(rng, need, area_ids, officers))
        .collect()
}

fn follow_up(rng: &mut TestRng, need: &Need, area_ids: &[String], officers: &[Officer]) -> Value {
    let states = [
        ("done", 46),
        ("open", 22),
        ("in_progress", 16),
        ("referred", 13),
        ("dropped", 3),
    ];
    json!({
        "id": rng.uuid().to_string(),
        "visit": need.visit,
        "area": id_at(area_ids, need.area),
        "what": need.text,
        "assignee": officers.get(need.officer).map_or("", |officer| officer.id.as_str()),
        "due": Day(need.day.0 + rng.between(1, 21)).date(),
        "state": rng.weighted(&states),
    })
}

pub(super) fn sentences(
    rng: &mut TestRng,
    least: i64,
    most: i64,
    draw: fn(&mut TestRng) -> String,
) -> String {
    let count = rng.between(least, most);
    (0..count).map(|_| draw(rng)).collect::<Vec<_>>().join(" ")
}

pub(super) fn some_of(
    rng: &mut TestRng,
    items: &[&'static str],
    least: i64,
    most: i64,
) -> Vec<&'static str> {
    let mut items = items.to_vec();
    rng.shuffle(&mut items);
    items.truncate(usize::try_from(rng.between(least, most)).unwrap_or(0));
    items
}

fn text(row: &Value, field: &str) -> String {
    row.get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
