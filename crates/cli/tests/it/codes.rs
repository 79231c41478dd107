//! docs/cli.md lists what exists.

use std::collections::BTreeSet;

fn reference() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    std::fs::read_to_string(path).expect("docs/cli.md")
}

/// Returns what stands in the first column of the table under a heading.
fn column(heading: &str) -> BTreeSet<String> {
    let text = reference();
    let section = text
        .split(&format!("## {heading}\n"))
        .nth(1)
        .expect("the section");
    let section = section.split("\n## ").next().expect("its text");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_reference_lists_every_error_code_and_no_other() {
    let known = client_core::ClientError::all_codes()
        .iter()
        .chain(cli::own_codes());
    let known: BTreeSet<String> = known.map(|code| (*code).to_owned()).collect();
    assert_eq!(column("Error codes"), known);
}

#[test]
fn the_reference_lists_every_environment_variable() {
    let known = [
        "SOTAY_HOME",
        "SOTAY_PIN",
        "SOTAY_LANG",
        "SOTAY_RELAY_CERT",
        "NO_COLOR",
        "TZ",
    ];
    assert_eq!(
        column("Environment"),
        known.into_iter().map(str::to_owned).collect()
    );
}
