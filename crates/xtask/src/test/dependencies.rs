//! Every dependency has its reason written down, and every reason its dependency.

use std::collections::BTreeSet;

use super::{Context, Verdict};
use crate::failure::Failure;
use crate::graph::Graph;

const TABLE: &str = "docs/dependencies.md";

pub(super) fn check(context: &Context) -> Result<Verdict, Failure> {
    let manifest = context.workspace.read_toml("Cargo.toml")?;
    let outside = outside(&manifest);
    let rows = rows(&context.workspace.read(TABLE)?);
    let names: BTreeSet<String> = rows.iter().map(|row| row.name.clone()).collect();
    let mut wrong: Vec<String> = Vec::new();
    wrong.extend(
        outside
            .difference(&names)
            .map(|name| format!("{TABLE}: no row for {name}: why is it needed?")),
    );
    wrong.extend(
        names
            .difference(&outside)
            .map(|name| format!("{TABLE}: {name} is not in Cargo.toml any more")),
    );
    if !rows.is_sorted_by_key(|row| &row.name) {
        wrong.push(format!("{TABLE}: keep the rows sorted by name"));
    }
    let graph = Graph::load(&context.workspace)?;
    let licences: BTreeSet<(&str, &str)> = graph
        .packages()
        .map(|package| {
            (
                package.name.as_str(),
                package.license.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    for Row { name, licence } in &rows {
        let linked = licences.iter().any(|(package, _)| package == name);
        if linked && !licences.contains(&(name, licence)) {
            wrong.push(format!("{TABLE}: {name} is not under {licence:?}"));
        }
    }
    Ok(Verdict::of(
        &wrong,
        format!("{} dependencies with a reason", outside.len()),
    ))
}

/// Names in `[workspace.dependencies]` that are not crates of this workspace.
fn outside(manifest: &toml::Table) -> BTreeSet<String> {
    let table = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"));
    let entries = table.and_then(toml::Value::as_table).into_iter().flatten();
    entries
        .filter(|(_, value)| value.get("path").is_none())
        .map(|(name, _)| name.clone())
        .collect()
}

/// One row of the table.
#[derive(Debug, PartialEq)]
struct Row {
    name: String,
    licence: String,
}

/// Rows whose first column is a name in backquotes and whose third is the licence.
fn rows(markdown: &str) -> Vec<Row> {
    let row = |line: &str| {
        let (name, rest) = line.strip_prefix("| `")?.split_once("` |")?;
        let licence = rest.split('|').nth(1)?.trim();
        Some(Row {
            name: name.to_owned(),
            licence: licence.to_owned(),
        })
    };
    markdown.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_of_the_workspace_need_no_row() {
        let manifest = "[workspace.dependencies]\nproto = { path = \"proto\" }\nserde = \"1\"\n"
            .parse()
            .unwrap();
        assert_eq!(outside(&manifest), BTreeSet::from(["serde".to_owned()]));
    }

    #[test]
    fn name_and_licence_are_read_from_a_row() {
        let read = rows(
            "| name | why | licence | wasm |\n|---|---|---|---|\n| `a-b` | for `x` | MIT | yes |\n",
        );
        assert_eq!(
            read,
            [Row {
                name: "a-b".to_owned(),
                licence: "MIT".to_owned()
            }]
        );
    }
}
