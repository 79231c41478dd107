//! The threat model: its threats are numbered without a gap, and each names tests, which exist.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Context, Verdict};
use crate::failure::Failure;

const DOCUMENT: &str = "docs/threat-model.md";

pub(super) fn check(context: &Context) -> Result<Verdict, Failure> {
    let threats = threats(&context.workspace.read(DOCUMENT)?);
    let mut sources = BTreeMap::new();
    for file in context.workspace.files()? {
        if file.extension().is_some_and(|extension| extension == "rs") {
            let path = context.workspace.path(&file);
            let text = fs::read_to_string(&path).map_err(Failure::file(path))?;
            sources.insert(file, text);
        }
    }
    let named = threats
        .iter()
        .map(|threat| threat.tests.len())
        .sum::<usize>();
    Ok(Verdict::of(
        &problems(&threats, &sources),
        format!("{} threats, {named} times a test", threats.len()),
    ))
}

/// A section of the threat model.
struct Threat {
    /// Its heading's first word.
    name: String,
    /// Paths of tests, each a crate, modules and a function.
    tests: Vec<String>,
}

fn threats(markdown: &str) -> Vec<Threat> {
    let mut threats: Vec<Threat> = Vec::new();
    for line in markdown.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            let name = heading.split_whitespace().next().unwrap_or_default();
            threats.push(Threat {
                name: name.to_owned(),
                tests: Vec::new(),
            });
        } else if let Some(threat) = threats.last_mut() {
            let quoted = line.split('`').skip(1).step_by(2);
            let paths = quoted.filter(|path| path.contains("::"));
            threat.tests.extend(paths.map(str::to_owned));
        }
    }
    threats
}

fn problems(threats: &[Threat], sources: &BTreeMap<PathBuf, String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (number, threat) in (1..).zip(threats) {
        let Threat { name, tests } = threat;
        if *name != format!("T{number}") {
            wrong.push(format!("{DOCUMENT}: {name} stands where T{number} should"));
        }
        if tests.is_empty() {
            wrong.push(format!("{DOCUMENT}: {name} names no test"));
        }
        let missing = tests.iter().filter(|test| !exists(test, sources));
        wrong.extend(missing.map(|test| format!("{DOCUMENT}: {name}: there is no test {test}")));
    }
    wrong
}

/// Says whether a file on the way that a path names, leaving out folders as the path does, has a test of that name.
fn exists(test: &str, sources: &BTreeMap<PathBuf, String>) -> bool {
    let Some((modules, function)) = test.rsplit_once("::") else {
        return false;
    };
    let function = format!("fn {function}(");
    sources
        .iter()
        .any(|(file, text)| lies_on(file, modules) && is_test(text, &function))
}

fn lies_on(file: &Path, modules: &str) -> bool {
    let file = file.with_extension("");
    let mut parts = file.iter();
    modules
        .split("::")
        .all(|module| parts.any(|part| part == module))
}

fn is_test(text: &str, function: &str) -> bool {
    text.find(function).is_some_and(|at| {
        let before = text.get(..at).unwrap_or_default().lines().rev();
        // Attributes and comments stand between; a blank line ends what belongs to a function.
        let mut above = before.take_while(|line| !line.is_empty());
        above.any(|line| line.contains("#[test]") || line.contains("#[tokio::test"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST: &str = "#[test]\nfn nothing_is_lost() {\n}\n";

    fn problems_of(markdown: &str, file: &str, text: &str) -> Vec<String> {
        let sources = BTreeMap::from([(PathBuf::from(file), text.to_owned())]);
        problems(&threats(markdown), &sources)
    }

    #[test]
    fn a_test_is_found_where_its_path_leads() {
        let threat = "### T1 · Loss\n`seal::packs::nothing_is_lost`\n";
        assert!(problems_of(threat, "crates/seal/tests/it/packs.rs", TEST).is_empty());
        assert_eq!(
            problems_of(threat, "crates/seal/tests/it/keys.rs", TEST).len(),
            1
        );
        assert_eq!(
            problems_of(threat, "crates/access/tests/it/packs.rs", TEST).len(),
            1
        );
    }

    #[test]
    fn a_function_that_is_no_test_shows_nothing() {
        let threat = "### T1 · Loss\n`seal::packs::nothing_is_lost`\n";
        let helper = "#[test]\nfn other() {\n}\n\nfn nothing_is_lost() {\n}\n";
        assert_eq!(
            problems_of(threat, "crates/seal/src/packs.rs", helper).len(),
            1
        );
    }

    #[test]
    fn a_gap_and_a_threat_without_a_test_are_named() {
        let wrong = problems_of("### T2 · Loss\nNothing shows it.\n", "a.rs", "");
        assert_eq!(wrong.len(), 2);
    }
}
