//! A year of small daily packs, merged meanwhile by the commander's device, beside the same ward imported at once.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use client_core::{Home, ImportFile, ImportOptions, Notebook, Query, World};
use serde_json::Value;
use testkit::process::{Relay, Sotay};
use testkit::{Kind, Link, LinkSpeed, Register, Size};

use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row};
use crate::options::Options;
use crate::report::Report;
use crate::ward::{self, PIN, text};

const OFFICERS: usize = 4;
const DAYS: usize = 250;
/// The commander's device meets the relay once a week.
const WEEK: usize = 5;

/// An officer's device and its visits of the year.
struct Officer {
    notebook: Notebook,
    visits: Vec<Value>,
}

/// Measures what joining costs after such a year, against joining after an import.
pub(super) fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let generated = recorded(Register::generate(&Size::ward(), options.seed));
    let programs = ward::programs()?;
    let imported = {
        let folder = options.work.join("year-imported");
        let relay = Relay::start(&programs, &folder.join("relay"))?;
        let commander = Sotay::new(&programs, &folder.join("commander"), PIN);
        let register = ward::settle(&commander, &relay, &generated)?;
        ward::import(&commander, &register, &folder.join("registers"))?;
        commander.json(&["sync"])?;
        joined(&commander, &relay, &folder, register.visits.len())?
    };
    let folder = options.work.join("year-small");
    let relay = Relay::start(&programs, &folder.join("relay"))?;
    let commander = Sotay::new(&programs, &folder.join("commander"), PIN);
    let register = ward::settle(&commander, &relay, &generated)?;
    let standing = Register {
        visits: Vec::new(),
        follow_ups: Vec::new(),
        ..register.clone()
    };
    ward::import(&commander, &standing, &folder.join("registers"))?;
    commander.json(&["sync"])?;
    let mut officers = officers(&commander, &relay, &register, &folder)?;
    for day in 0..DAYS {
        for officer in &mut officers {
            officer.work(day, &relay)?;
        }
        if day % WEEK == WEEK - 1 {
            commander.json(&["sync"])?;
        }
    }
    let follow_ups = folder.join("follow_ups.jsonl");
    std::fs::write(&follow_ups, register.lines(Kind::FollowUps))?;
    commander.json(&["import", &follow_ups.display().to_string()])?;
    commander.json(&["sync"])?;
    let small = joined(&commander, &relay, &folder, register.visits.len())?;
    let figure = |what, unit, reach, value| Figure::new(Row::Year, what, unit, reach, vec![value]);
    report.add(figure("both ways", "MB", Reach::Told, small / 1e6));
    report.add(figure("after an import", "MB", Reach::Told, imported / 1e6));
    report.add(figure("ratio", "", Reach::AtMost(1.25), small / imported));
    Ok(())
}

/// Takes back what officers cannot write: their visits are reviewed by others.
fn recorded(mut register: Register) -> Register {
    for visit in &mut register.visits {
        if let Some(status) = visit.get_mut("status")
            && status != "draft"
        {
            *status = Value::from("submitted");
        }
    }
    register
}

impl Officer {
    /// Records the visits of a day, and syncs in the evening.
    fn work(&mut self, day: usize, relay: &Relay) -> Result<(), Failure> {
        let bound = |day: usize| self.visits.len() * day / DAYS;
        let visits = self.visits.get(bound(day)..bound(day + 1));
        let lines: String = visits
            .unwrap_or_default()
            .iter()
            .map(|visit| format!("{visit}\n"))
            .collect();
        let file = ImportFile {
            name: "visits.jsonl".to_owned(),
            reader: Box::new(Cursor::new(lines)),
        };
        let options = ImportOptions::default();
        let imported = self.notebook.import(vec![file], options, &mut |_| {})?;
        if !imported.left_out.is_empty() {
            return Err(Failure::unexpected("a visit of an officer was left out"));
        }
        let mut transport = ward::transport(&relay.url())?;
        self.notebook.sync(&mut transport, &mut |_| {})?;
        Ok(())
    }
}

/// Lets the officers join, each for every fourth area, with the visits there.
fn officers(
    commander: &Sotay,
    relay: &Relay,
    register: &Register,
    folder: &Path,
) -> Result<Vec<Officer>, Failure> {
    let areas: BTreeMap<String, usize> = register
        .areas
        .iter()
        .enumerate()
        .map(|(at, area)| (text(area, "id"), at % OFFICERS))
        .collect();
    let beats: BTreeMap<String, usize> = [&register.households, &register.establishments]
        .into_iter()
        .flatten()
        .filter_map(|place| Some((text(place, "id"), *areas.get(&text(place, "area"))?)))
        .collect();
    let mut officers = Vec::new();
    for at in 0..OFFICERS {
        let name = format!("Cán bộ {at}");
        let mut arguments = vec!["invite", "--role", "officer", "--officer", &name];
        let names: Vec<String> = register
            .areas
            .iter()
            .skip(at)
            .step_by(OFFICERS)
            .map(|area| text(area, "name"))
            .collect();
        for area in &names {
            arguments.extend(["--area", area]);
        }
        let code = text(&commander.json(&arguments)?, "code");
        let home = Home::at(folder.join(format!("officer-{at}")));
        let mut notebook = Notebook::join(&home, World::native(), PIN, &code)?;
        let mut transport = ward::transport(&relay.url())?;
        notebook.sync(&mut transport, &mut |_| {})?;
        let is_here = |visit: &&Value| {
            let place = match text(visit, "household") {
                place if place.is_empty() => text(visit, "establishment"),
                place => place,
            };
            beats.get(&place) == Some(&at)
        };
        let visits = register.visits.iter().filter(is_here).cloned().collect();
        officers.push(Officer { notebook, visits });
    }
    let shared: usize = officers.iter().map(|officer| officer.visits.len()).sum();
    match shared == register.visits.len() {
        true => Ok(officers),
        false => Err(Failure::unexpected("a visit belongs to no officer")),
    }
}

/// Joins once, and holds so many visits then; returns how many bytes crossed both ways.
fn joined(commander: &Sotay, relay: &Relay, folder: &Path, visits: usize) -> Result<f64, Failure> {
    let invitation =
        commander.json(&["invite", "--role", "supervisor", "--officer", "Giám sát"])?;
    let code = text(&invitation, "code");
    let link = Link::open(relay.address(), LinkSpeed::LOOPBACK)?;
    let home = Home::at(folder.join("joined"));
    let mut notebook = Notebook::join(&home, World::native(), PIN, &code)?;
    let mut transport = ward::transport(&link.url())?;
    notebook.sync(&mut transport, &mut |_| {})?;
    let query = Query {
        limit: 1,
        ..Query::of(client_core::Kind::Visit)
    };
    match notebook.list(&query)?.total == visits as u64 {
        true => Ok((link.stats().up + link.stats().down) as f64),
        false => Err(Failure::unexpected("who joined lacks visits")),
    }
}
