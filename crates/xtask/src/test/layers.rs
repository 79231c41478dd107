//! Layer rules: the table in docs/architecture.md against what cargo would really link.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Verdict};
use crate::failure::Failure;
use crate::graph::Graph;

const DOCUMENT: &str = "docs/architecture.md";
const BEGIN: &str = "<!-- layers: read by `cargo xtask test` -->";
const END: &str = "<!-- end of layers -->";

/// One row of the table.
#[derive(Debug, PartialEq)]
pub(super) struct Layer {
    pub(super) name: String,
    /// Crates of ours it may link itself.
    uses: BTreeSet<String>,
    /// Crates of ours that its tests may use besides.
    tests_use: BTreeSet<String>,
    /// Crates, ours or not, that it must not reach by any path.
    never: BTreeSet<String>,
    /// It builds for a browser.
    pub(super) wasm: bool,
}

pub(super) fn check(context: &Context) -> Result<Verdict, Failure> {
    let layers = read(context)?;
    let graph = Graph::load(&context.workspace)?;
    let wrong = compare(&layers, &graph);
    Ok(Verdict::of(
        &wrong,
        format!("{} crates, imports point down", layers.len()),
    ))
}

/// Reads the table.
pub(super) fn read(context: &Context) -> Result<Vec<Layer>, Failure> {
    let text = context.workspace.read(DOCUMENT)?;
    parse(&text).map_err(|why| Failure::malformed(DOCUMENT, why))
}

fn parse(text: &str) -> Result<Vec<Layer>, String> {
    let table = text
        .split_once(BEGIN)
        .and_then(|(_, rest)| rest.split_once(END))
        .map(|(table, _)| table);
    let table = table.ok_or(format!("no table between {BEGIN} and {END}"))?;
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let layers: Vec<Layer> = rows.map(row).collect::<Result<_, _>>()?;
    if layers.is_empty() {
        return Err("the layer table is empty".to_owned());
    }
    Ok(layers)
}

fn row(line: &str) -> Result<Layer, String> {
    let cells: Vec<&str> = line
        .trim()
        .trim_matches('|')
        .split('|')
        .map(str::trim)
        .collect();
    let [name, uses, tests_use, never, wasm] = cells.as_slice() else {
        return Err(format!("a row needs five cells: {line}"));
    };
    Ok(Layer {
        name: name.trim_matches('`').to_owned(),
        uses: quoted(uses),
        tests_use: quoted(tests_use),
        never: quoted(never),
        wasm: match *wasm {
            "yes" => true,
            "no" => false,
            other => return Err(format!("{name}: wasm is yes or no, not {other:?}")),
        },
    })
}

/// The words in backquotes.
fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn compare(layers: &[Layer], graph: &Graph) -> Vec<String> {
    let members = graph.members();
    let known: BTreeMap<&str, &Layer> = layers
        .iter()
        .map(|layer| (layer.name.as_str(), layer))
        .collect();
    let mut wrong = Vec::new();
    for name in members.keys().filter(|name| !known.contains_key(*name)) {
        wrong.push(format!("{name} is not in the table of {DOCUMENT}"));
    }
    for layer in layers {
        let Some(package) = members.get(layer.name.as_str()) else {
            wrong.push(format!(
                "{} is in the table of {DOCUMENT} and not in the workspace",
                layer.name
            ));
            continue;
        };
        for used in graph
            .links_of_ours(package)
            .into_iter()
            .filter(|used| !layer.uses.contains(*used))
        {
            wrong.push(format!("{} may not use {used}", layer.name));
        }
        let allowed = |used: &&str| {
            layer.uses.contains(*used) || layer.tests_use.contains(*used) || *used == layer.name
        };
        for used in graph
            .tests_with_ours(package)
            .into_iter()
            .filter(|used| !allowed(used))
        {
            wrong.push(format!("the tests of {} may not use {used}", layer.name));
        }
        let reach = graph.reach(package);
        for (never, path) in layer
            .never
            .iter()
            .filter_map(|never| reach.get_key_value(never.as_str()))
        {
            wrong.push(format!(
                "{} must never reach {never}: {}",
                layer.name,
                path.join(" -> ")
            ));
        }
        wrong.extend(not_downward(layer, &known));
    }
    wrong
}

/// A crate may only use crates that stand below it in the table, so the table itself cannot allow a circle.
fn not_downward(layer: &Layer, known: &BTreeMap<&str, &Layer>) -> Vec<String> {
    let mut found = Vec::new();
    for used in &layer.uses {
        match known.get(used.as_str()) {
            None => found.push(format!("{}: {used} is no crate of the table", layer.name)),
            Some(lower) if lower.uses.contains(&layer.name) => {
                found.push(format!("{} and {used} may not use each other", layer.name));
            }
            Some(lower) if layer.wasm && !lower.wasm => {
                found.push(format!(
                    "{} builds for wasm and {used} does not",
                    layer.name
                ));
            }
            Some(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = "| `access` | `seal`, `proto` | `testkit` | `automerge`, `tokio` | yes |";

    #[test]
    fn a_row_is_read() {
        let layer = row(ROW).unwrap();
        assert_eq!(layer.name, "access");
        assert_eq!(
            layer.uses,
            BTreeSet::from(["seal".to_owned(), "proto".to_owned()])
        );
        assert_eq!(layer.never.len(), 2);
        assert!(layer.wasm);
    }

    #[test]
    fn a_table_without_its_marks_or_with_a_cell_missing_is_refused() {
        assert!(parse(ROW).is_err());
        assert!(parse(&format!("{BEGIN}\n| `access` | yes |\n{END}")).is_err());
        assert_eq!(parse(&format!("{BEGIN}\n{ROW}\n{END}")).unwrap().len(), 1);
    }

    #[test]
    fn two_crates_may_not_use_each_other() {
        let a = row("| `a` | `b` | | | no |").unwrap();
        let b = row("| `b` | `a` | | | no |").unwrap();
        let known = BTreeMap::from([("a", &a), ("b", &b)]);
        assert_eq!(not_downward(&a, &known).len(), 1);
    }
}
