//! The unit: who is in it, how they join, and the registers they begin with.

use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::Value;
use testkit::process::{Programs, Relay, Sotay};
use testkit::{Kind, Register, Size};

use super::place::Place;
use super::words::Words;
use crate::failure::Failure;

/// The PIN of every notebook of the demo.
pub(super) const PIN: &str = "246810";
/// The same registers in every run.
const SEED: u64 = 2026;
const UNIT: &str = "Công an phường Thạch Linh";

/// One person with a notebook.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) areas: Vec<String>,
    pub(super) sotay: Sotay,
}

/// Everybody of the demo.
pub(super) struct Unit {
    pub(super) commander: Person,
    pub(super) supervisor: Person,
    pub(super) officers: Vec<Person>,
    register: Register,
}

impl Person {
    /// Runs a command for its JSON.
    pub(super) fn json(&self, arguments: &[&str]) -> Result<Value, Failure> {
        self.sotay
            .json(arguments)
            .map_err(|error| Failure::malformed(self.sotay.home().display().to_string(), error))
    }

    /// Runs a command on the terminal, as its owner sees it.
    pub(super) fn show(&self, arguments: &[&str], words: &Words) -> Result<(), Failure> {
        let mut command = self.sotay.command(arguments);
        command.args(["--lang", words.language()]);
        let status = command.status().map_err(|source| Failure::Start {
            program: "sotay".to_owned(),
            source,
        })?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::Program {
            command: format!("sotay {}", arguments.join(" ")),
            status: status.to_string(),
            output: String::new(),
        })
    }
}

/// Founds the unit and lets everybody join by invite codes.
pub(super) fn found(
    place: &Place,
    programs: &Programs,
    relay: &Relay,
    words: &Words,
) -> Result<Unit, Failure> {
    let register = Register::generate(
        &Size {
            areas: 4,
            officers: 3,
            ..Size::hamlet()
        },
        SEED,
    );
    let person = |home: &str, officer: &Value, areas: Vec<String>| {
        let sotay = Sotay::new(programs, &place.home(home), PIN);
        Person {
            name: text(officer, "name"),
            areas,
            sotay,
        }
    };
    let areas: Vec<String> = register
        .areas
        .iter()
        .map(|area| text(area, "name"))
        .collect();
    let [commander, supervisor, _auditor, officers @ ..] = register.officers.as_slice() else {
        return Err(Failure::malformed(
            "the generated register",
            "it has no officers",
        ));
    };
    let commander = person("commander", commander, areas.clone());
    let supervisor = person("supervisor", supervisor, areas.clone());
    let mut unit = Unit {
        commander,
        supervisor,
        officers: Vec::new(),
        register: register.clone(),
    };
    for (number, officer) in officers.iter().enumerate() {
        let areas = areas_of(officer, &register, number);
        unit.officers
            .push(person(&format!("officer-{}", number + 1), officer, areas));
    }
    init(&unit.commander, relay, words)?;
    for (person, role) in unit.invited() {
        join(&unit.commander, person, role, words)?;
    }
    Ok(unit)
}

/// Each officer also covers one area of the next colleague, so that two of them meet the same households.
fn areas_of(officer: &Value, register: &Register, number: usize) -> Vec<String> {
    let own = officer
        .get("areas")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let next = register
        .areas
        .get((number + 1) % register.areas.len().max(1));
    let is_covered =
        |area: &&Value| own.iter().any(|id| Some(id) == area.get("id")) || Some(*area) == next;
    register
        .areas
        .iter()
        .filter(is_covered)
        .map(|area| text(area, "name"))
        .collect()
}

impl Unit {
    /// Everybody but the founder, with the role they join in.
    fn invited(&self) -> impl Iterator<Item = (&Person, &'static str)> {
        std::iter::once((&self.supervisor, "supervisor"))
            .chain(self.officers.iter().map(|officer| (officer, "officer")))
    }

    /// Everybody, the founder first.
    pub(super) fn everybody(&self) -> impl Iterator<Item = &Person> {
        [&self.commander, &self.supervisor]
            .into_iter()
            .chain(&self.officers)
    }
}

fn init(commander: &Person, relay: &Relay, words: &Words) -> Result<(), Failure> {
    let url = relay.url();
    let mut arguments = vec![
        "init",
        "--relay",
        &url,
        "--unit",
        UNIT,
        "--officer",
        &commander.name,
    ];
    for area in &commander.areas {
        arguments.extend(["--area", area]);
    }
    commander.json(&arguments)?;
    words.say(
        "founded",
        &[
            ("name", &commander.name),
            ("unit", UNIT),
            ("areas", &commander.areas.len().to_string()),
        ],
    );
    Ok(())
}

fn join(commander: &Person, person: &Person, role: &str, words: &Words) -> Result<(), Failure> {
    let mut arguments = vec!["invite", "--role", role, "--officer", &person.name];
    for area in &person.areas {
        arguments.extend(["--area", area]);
    }
    let code = text(&commander.json(&arguments)?, "code");
    person.json(&["join", &code])?;
    words.say(
        "joined",
        &[
            ("name", &person.name),
            ("role", &words.text(&format!("role-{role}"), &[])),
            ("areas", &person.areas.join(", ")),
        ],
    );
    Ok(())
}

/// Imports the hamlet on the commander's device and lets everybody receive it. Returns the register with the unit's own ids.
pub(super) fn fill(place: &Place, unit: &Unit, words: &Words) -> Result<Register, Failure> {
    let began = Instant::now();
    let mut register = unit.register.clone();
    let mut ids = ids_by_name(&unit.commander, "area", &register.areas)?;
    ids.extend(ids_by_name(&unit.commander, "officer", &register.officers)?);
    register.replace_ids(&ids);
    let folder = place.home("hamlet");
    let files = register.write(&folder).map_err(Failure::file(&folder))?;
    let files: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    // The unit has its areas and officers already.
    let registers: Vec<&str> = files
        .iter()
        .zip(Kind::ALL)
        .filter(|(_, kind)| *kind > Kind::Officers)
        .map(|(file, _)| file.as_str())
        .collect();
    unit.commander
        .show(&[&["import"], registers.as_slice()].concat(), words)?;
    unit.commander.json(&["sync"])?;
    let documents: usize = Kind::ALL
        .iter()
        .skip(2)
        .map(|kind| register.rows(*kind).len())
        .sum();
    words.say(
        "imported",
        &[
            ("documents", &documents.to_string()),
            ("seconds", &format!("{:.1}", began.elapsed().as_secs_f64())),
        ],
    );
    for person in unit.everybody().skip(1) {
        let report = person.json(&["sync"])?;
        let received = report
            .get("documents_changed")
            .map_or_else(String::new, ToString::to_string);
        words.say(
            "received",
            &[("name", &person.name), ("documents", &received)],
        );
    }
    Ok(register)
}

/// Pairs the generated ids with those that the unit gave to the same names.
fn ids_by_name(
    person: &Person,
    kind: &str,
    generated: &[Value],
) -> Result<BTreeMap<String, String>, Failure> {
    let listed = person.json(&[kind, "list"])?;
    let listed = listed.as_array().cloned().unwrap_or_default();
    let own: BTreeMap<String, String> = listed
        .iter()
        .map(|row| (text(row, "name"), text(row, "id")))
        .collect();
    Ok(generated
        .iter()
        .filter_map(|row| Some((text(row, "id"), own.get(&text(row, "name"))?.clone())))
        .collect())
}

/// Reads a text field; empty if it is not there.
pub(super) fn text(row: &Value, field: &str) -> String {
    row.get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
