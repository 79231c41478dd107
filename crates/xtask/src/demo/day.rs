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
    for (officer, head_start) in unit.officers.iter().zip((0..).step_by(8)) {
        let households = households_of(officer, register);
        let mut done = Done::default();
        let ago = (1..).map(|number| minutes_ago(PACE * number + head_start));
        for ((household, spoken), at) in households
            .iter()
            .rev()
            .zip(spoken.by_ref())
            .zip(ago)
            .take(VISITS_EACH)
        {
            done.follow_ups += visit(officer, household, spoken, &at)?;
            done.visits += 1;
        }
        for household in households.iter().rev().take(EDITS_EACH) {
            count_residents(officer, household)?;
            done.edits += 1;
        }
        finish(officer, &done, words)?;
    }
    let meetings = today.meetings.iter().zip(&register.groups);
    for (meeting, group) in meetings {
        meet(&unit.supervisor, group, meeting)?;
    }
    let done = Done {
        meetings: register.groups.len(),
        ..Done::default()
    };
    finish(&unit.supervisor, &done, words)?;
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

/// Records a visit, hands it in, and makes a follow-up of each need; returns how many.
fn visit(officer: &Person, household: &Value, spoken: &Value, at: &str) -> Result<usize, Failure> {
    let id = record(officer, household, spoken, at)?;
    officer.json(&["visit", "submit", &id])?;
    let due = minutes_ahead(7 * 24 * 60);
    let due = due.split('T').next().unwrap_or_default();
    let mut made = 0;
    for need in list(spoken, "needs") {
        let what = plain(need);
        officer.json(&[
            "follow-up",
            "new",
            "--visit",
            &id,
            "--what",
            &what,
            "--due",
            due,
        ])?;
        made += 1;
    }
    Ok(made)
}

/// Records what was seen, said and asked for; returns the visit's id.
fn record(
    officer: &Person,
    household: &Value,
    spoken: &Value,
    at: &str,
) -> Result<String, Failure> {
    let (code, met) = (text(household, "code"), text(household, "head"));
    let mut arguments: Vec<String> = [
        "visit",
        "new",
        "--household",
        &code,
        "--met",
        &met,
        "--at",
        at,
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
    Ok(text(&officer.json(&arguments)?, "id"))
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

/// What somebody did that day.
#[derive(Default)]
struct Done {
    visits: usize,
    edits: usize,
    follow_ups: usize,
    meetings: usize,
}

fn finish(person: &Person, done: &Done, words: &Words) -> Result<(), Failure> {
    let unsent = person
        .json(&["status"])?
        .get("unsent")
        .map_or_else(String::new, ToString::to_string);
    let counts = [done.visits, done.edits, done.follow_ups, done.meetings];
    let [visits, edits, follow_ups, meetings] = counts.map(|count| count.to_string());
    let arguments = [
        ("name", person.name.as_str()),
        ("visits", &visits),
        ("edits", &edits),
        ("follow-ups", &follow_ups),
        ("meetings", &meetings),
        ("unsent", &unsent),
    ];
    words.say("day-done", &arguments);
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
    vietnam_time(now() - seconds(minutes))
}

fn minutes_ahead(minutes: u64) -> String {
    vietnam_time(now() + seconds(minutes))
}

fn seconds(minutes: u64) -> i64 {
    i64::try_from(minutes * 60).unwrap_or(0)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
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
