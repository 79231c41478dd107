//! The day: everybody works without network, two of them on the same household; in the evening they sync.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use testkit::process::Relay;
use testkit::{Link, LinkSpeed, Register, Size, vietnam_time};

use super::unit::{Person, Unit, text};
use super::words::Words;
use crate::failure::Failure;

const VISITS_EACH: usize = 6;
const EDITS_EACH: usize = 3;
/// Minutes from one visit to the next.
const PACE: u64 = 27;

/// The household that two officers edit.
pub(super) struct Shared {
    pub(super) household: String,
}

/// Lets everybody work. Nothing here touches the network.
pub(super) fn work(unit: &Unit, register: &Register, words: &Words) -> Result<Shared, Failure> {
    // What people write today comes from another generated register, so that it is new.
    let today = Register::generate(
        &Size {
            visits: 40,
            meetings: 6,
            ..Size::hamlet()
        },
        7,
    );
    let mut spoken = today.visits.iter();
    for officer in &unit.officers {
        let households = households_of(officer, register);
        for (number, household) in households.iter().rev().take(VISITS_EACH).enumerate() {
            visit(officer, household, spoken.next(), number)?;
        }
        for household in households.iter().rev().take(EDITS_EACH) {
            count_residents(officer, household)?;
        }
        finish(officer, VISITS_EACH, EDITS_EACH, 0, words)?;
    }
    let meetings = today.meetings.iter().zip(&register.groups);
    for (meeting, group) in meetings {
        meet(&unit.supervisor, group, meeting)?;
    }
    finish(&unit.supervisor, 0, 0, register.groups.len(), words)?;
    edit_the_same(unit, register, words)
}

fn households_of<'a>(officer: &Person, register: &'a Register) -> Vec<&'a Value> {
    let covered = |household: &&Value| {
        let area = register
            .areas
            .iter()
            .find(|area| area.get("id") == household.get("area"));
        area.is_some_and(|area| officer.areas.contains(&text(area, "name")))
    };
    register.households.iter().filter(covered).collect()
}

fn visit(
    officer: &Person,
    household: &Value,
    spoken: Option<&Value>,
    number: usize,
) -> Result<(), Failure> {
    let Some(spoken) = spoken else { return Ok(()) };
    let (code, met) = (text(household, "code"), text(household, "head"));
    let at = minutes_ago(PACE * (number as u64 + 1));
    let mut arguments: Vec<String> = [
        "visit",
        "new",
        "--household",
        &code,
        "--met",
        &met,
        "--at",
        &at,
    ]
    .map(str::to_owned)
    .to_vec();
    for purpose in list(spoken, "purposes") {
        arguments.extend(["--purpose".to_owned(), plain(purpose)]);
    }
    for note in list(spoken, "notes") {
        arguments.extend([format!("--{}", text(note, "kind")), text(note, "text")]);
    }
    for need in list(spoken, "needs") {
        arguments.extend(["--need".to_owned(), plain(need)]);
    }
    for (flag, field) in [("--lat", "lat"), ("--lon", "lon")] {
        arguments.push(format!(
            "{flag}={}",
            household
                .get(field)
                .map_or_else(String::new, ToString::to_string)
        ));
    }
    arguments.extend(["--accuracy".to_owned(), "12".to_owned()]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let id = text(&officer.json(&arguments)?, "id");
    officer.json(&["visit", "submit", &id])?;
    Ok(())
}

fn count_residents(officer: &Person, household: &Value) -> Result<(), Failure> {
    let residents = household
        .get("residents")
        .and_then(Value::as_i64)
        .unwrap_or(0)
        + 1;
    officer.json(&[
        "household",
        "edit",
        &text(household, "code"),
        "--residents",
        &residents.to_string(),
    ])?;
    Ok(())
}

fn meet(person: &Person, group: &Value, meeting: &Value) -> Result<(), Failure> {
    let (group, notes, at) = (text(group, "id"), text(meeting, "notes"), minutes_ago(90));
    person.json(&[
        "meeting",
        "new",
        "--group",
        &group,
        "--at",
        &at,
        "--attended",
        "17",
        "--topic",
        "phong_chay",
        "--notes",
        &notes,
    ])?;
    Ok(())
}

fn edit_the_same(unit: &Unit, register: &Register, words: &Words) -> Result<Shared, Failure> {
    let [first, second, ..] = unit.officers.as_slice() else {
        return Err(Failure::malformed(
            "the demo's unit",
            "it has no two officers",
        ));
    };
    let (one, two) = ("0912345678", "0987654321");
    let other = households_of(second, register);
    let shared = households_of(first, register)
        .into_iter()
        .find(|household| other.contains(household));
    let household = shared
        .ok_or_else(|| Failure::malformed("the demo's unit", "no two officers share an area"))?;
    let code = text(household, "code");
    first.json(&["household", "edit", &code, "--phone", one])?;
    second.json(&["household", "edit", &code, "--phone", two])?;
    words.say(
        "same-household",
        &[
            ("first", &first.name),
            ("second", &second.name),
            ("code", &code),
            ("one", one),
            ("two", two),
        ],
    );
    Ok(Shared { household: code })
}

fn finish(
    person: &Person,
    visits: usize,
    edits: usize,
    meetings: usize,
    words: &Words,
) -> Result<(), Failure> {
    let unsent = person
        .json(&["status"])?
        .get("unsent")
        .map_or_else(String::new, ToString::to_string);
    let [visits, edits, meetings] = [visits, edits, meetings].map(|count| count.to_string());
    let counts = [
        ("visits", visits.as_str()),
        ("edits", &edits),
        ("meetings", &meetings),
        ("unsent", &unsent),
    ];
    words.say(
        "day-done",
        &[&[("name", person.name.as_str())], counts.as_slice()].concat(),
    );
    Ok(())
}

/// Everybody syncs over the slow link, the supervisor last; the progress is the program's own.
pub(super) fn come_home(unit: &Unit, relay: &Relay, words: &Words) -> Result<(), Failure> {
    for person in unit.officers.iter().chain([&unit.supervisor]) {
        let link = Link::open(relay.address(), LinkSpeed::SECOND_GENERATION)
            .map_err(Failure::file("the simulated link"))?;
        words.say("syncing", &[("name", &person.name)]);
        let began = Instant::now();
        person.show(&["sync", "--relay", &link.url()], words)?;
        let seconds = format!("{:.1}", began.elapsed().as_secs_f64());
        let stats = link.stats();
        let [up, down, connections] =
            [stats.up, stats.down, stats.connections].map(|count| count.to_string());
        words.say(
            "crossed",
            &[
                ("up", &up),
                ("down", &down),
                ("connections", &connections),
                ("seconds", &seconds),
            ],
        );
    }
    Ok(())
}

fn minutes_ago(minutes: u64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    vietnam_time(i64::try_from(now.saturating_sub(minutes * 60)).unwrap_or(0))
}

fn list<'a>(row: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    row.get(field)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn plain(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
