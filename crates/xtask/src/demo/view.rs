//! What the supervisor sees in the evening, what the relay does not, and what to try next.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use testkit::Register;
use testkit::process::Relay;

use super::day::Shared;
use super::unit::{PIN, Unit, text};
use super::words::Words;
use crate::failure::Failure;
use crate::workspace;

/// Shows the supervisor's lists, as the program prints them.
pub(super) fn show(unit: &Unit, shared: &Shared, words: &Words) -> Result<(), Failure> {
    let screens: [(&str, &[&str]); 5] = [
        ("seen-visits", &["visit", "list", "--limit", "8"]),
        (
            "seen-follow-ups",
            &["follow-up", "list", "--status", "open", "--limit", "6"],
        ),
        ("seen-conflicts", &["conflicts"]),
        ("", &["household", "show", &shared.household]),
        ("seen-status", &["status"]),
    ];
    for (heading, arguments) in screens {
        words.show("");
        if !heading.is_empty() {
            words.say(heading, &[]);
        }
        words.show(&format!("  $ sotay {}", arguments.join(" ")));
        unit.supervisor.show(arguments, words)?;
    }
    Ok(())
}

/// Looks for the households' names and phones in every byte that the relay keeps.
pub(super) fn scan(relay: &Relay, register: &Register, words: &Words) -> Result<(), Failure> {
    let fields = register
        .households
        .iter()
        .flat_map(|household| [text(household, "head"), text(household, "phone")]);
    let sought: BTreeSet<String> = fields.filter(|field| !field.is_empty()).collect();
    let mut found = BTreeSet::new();
    let mut bytes = 0;
    for file in files_in(relay.data())? {
        let content = fs::read(&file).map_err(Failure::file(&file))?;
        bytes += content.len();
        let content = String::from_utf8_lossy(&content);
        found.extend(sought.iter().filter(|text| content.contains(text.as_str())));
    }
    let [bytes, found, sought] = [bytes, found.len(), sought.len()].map(|count| count.to_string());
    words.show("");
    words.say(
        "scanned",
        &[("bytes", &bytes), ("found", &found), ("sought", &sought)],
    );
    Ok(())
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(Failure::file(folder))? {
        let path = entry.map_err(Failure::file(folder))?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?)
        } else {
            files.push(path)
        }
    }
    Ok(files)
}

/// Names the commands to go on with.
pub(super) fn invite_to_try(unit: &Unit, process_id: u32, words: &Words) -> Result<(), Failure> {
    let target = workspace::programs_folder()?;
    words.say("try-pin", &[("pin", PIN)]);
    words.show(&format!(
        "    export SOTAY_PIN={PIN} PATH=\"{}:$PATH\"",
        target.display()
    ));
    words.say("try-commands", &[]);
    let supervisor = unit.supervisor.sotay.home().display();
    let officer = unit
        .officers
        .first()
        .map(|officer| officer.sotay.home().display().to_string())
        .unwrap_or_default();
    for command in [
        format!("sotay --home {supervisor} visit list"),
        format!("sotay --home {supervisor} search \"nguyen van\""),
        format!("sotay --home {supervisor} conflicts"),
        format!("sotay --home {officer} visit new --help"),
        format!("sotay --home {officer} sync"),
    ] {
        words.show(&format!("    {command}"));
    }
    words.say("try-stop", &[("pid", &process_id.to_string())]);
    words.show("    cargo xtask demo --stop");
    Ok(())
}
