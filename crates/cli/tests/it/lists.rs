//! Every list has pages, is narrowed by area, officer and time, and is written for a spreadsheet, or docs/cli.md says why not.

use clap::Command;
use cli::Words;
use client_core::messages::Language;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a list may have, with the arguments that give it.
const ABILITIES: [(&str, &[&str]); 5] = [
    ("pages", &["limit", "offset"]),
    ("area", &["area"]),
    ("officer", &["officer"]),
    ("time", &["from", "until"]),
    ("csv", &["csv"]),
];

/// Commands that look like lists by their arguments and are none.
const NO_LISTS: [&str; 3] = ["export", "report print", "review accept"];

/// Reads the table of the reference: the cells of each list, by its command.
fn table() -> BTreeMap<String, Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, table) = text.split_once("<!-- lists:").unwrap();
    let (table, _) = table.split_once("<!-- end of lists -->").unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let cells = |line: &str| -> Vec<String> {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    rows.map(cells)
        .flat_map(|cells| {
            let names: Vec<String> = cells[0]
                .split(',')
                .map(|name| name.trim().trim_matches('`').to_owned())
                .collect();
            names
                .into_iter()
                .map(move |name| (name, cells[1..].to_vec()))
        })
        .collect()
}

/// Gives the arguments of every command, by its path.
fn commands() -> BTreeMap<String, BTreeSet<String>> {
    fn collect(command: &Command, path: &str, out: &mut BTreeMap<String, BTreeSet<String>>) {
        for below in command.get_subcommands() {
            let path = format!("{path} {}", below.get_name()).trim().to_owned();
            let mut names: BTreeSet<String> = BTreeSet::new();
            for arg in below.get_arguments() {
                let values = arg.get_possible_values();
                if values.iter().any(|value| value.get_name() == "csv") {
                    names.insert("csv".to_owned());
                }
                names.insert(arg.get_id().to_string());
            }
            out.insert(path.clone(), names);
            collect(below, &path, out);
        }
    }
    let mut out = BTreeMap::new();
    collect(&cli::command(&Words::new(Language::English)), "", &mut out);
    out
}

#[test]
fn every_list_pages_and_narrows_and_exports_or_the_reference_says_why_not() {
    let (said, commands) = (table(), commands());
    let mut wrong = Vec::new();
    for (list, cells) in &said {
        let Some(arguments) = commands.get(list) else {
            wrong.push(format!("{list}: no such command"));
            continue;
        };
        assert_eq!(cells.len(), ABILITIES.len() + 1, "{list}");
        let mut lacks = false;
        for ((ability, names), cell) in ABILITIES.iter().zip(cells) {
            let has = names.iter().all(|name| arguments.contains(*name));
            lacks |= !has;
            if cell != if has { "yes" } else { "no" } {
                wrong.push(format!("{list}: {ability} is not {cell}"));
            }
        }
        if lacks == cells[ABILITIES.len()].is_empty() {
            wrong.push(format!(
                "{list}: says why where nothing lacks, or lacks a reason"
            ));
        }
    }
    let is_list = |name: &str, arguments: &BTreeSet<String>| {
        let pages = arguments.contains("limit") || arguments.contains("csv");
        pages || name.ends_with(" list")
    };
    for (name, arguments) in &commands {
        let is_told = said.contains_key(name) || NO_LISTS.contains(&name.as_str());
        if is_list(name, arguments) && !is_told {
            wrong.push(format!("{name}: not in the table"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
