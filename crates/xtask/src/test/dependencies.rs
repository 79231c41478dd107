//! Every dependency has its reason written down, and every reason its dependency.

use std::collections::BTreeSet;

use super::{Context, Verdict};
use crate::failure::Failure;

const TABLE: &str = "docs/dependencies.md";

pub(super) fn check(context: &Context) -> Result<Verdict, Failure> {
    let manifest = context.workspace.read_toml("Cargo.toml")?;
    let outside = outside(&manifest);
    let rows = rows(&context.workspace.read(TABLE)?);
    let names: BTreeSet<String> = rows.iter().cloned().collect();
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
    if !rows.is_sorted() {
        wrong.push(format!("{TABLE}: keep the rows sorted by name"));
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

/// The first column of every table, where the name stands in backquotes.
fn rows(markdown: &str) -> Vec<String> {
    let names = markdown
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    names.map(|(name, _)| name.to_owned()).collect()
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
    fn the_names_are_read_from_the_first_column() {
        assert_eq!(
            rows("| name | why |\n|---|---|\n| `a-b` | `x` |\n| `c` | y |\n"),
            ["a-b", "c"]
        );
    }
}
