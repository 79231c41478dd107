//! The peer: what a user would pick instead, measured in the same run on the same ward.
//!
//! The folder holds `couch.mjs` (PouchDB against a CouchDB-protocol server), `link.mjs` and `package.json`; it is copied, so that
//! what npm installs does not stay in it. The program prints a name and a JSON object a line.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use testkit::{Register, Size};

use crate::failure::Failure;
use crate::figure::Row;
use crate::options::Options;

/// A figure of the peer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PeerFigure {
    pub(crate) row: Row,
    pub(crate) what: &'static str,
    pub(crate) value: f64,
}

/// What the peer calls its measurements.
const NAMES: [(&str, Row); 4] = [
    ("join_loopback", Row::Loopback),
    ("join_3g", Row::Join),
    ("day_2g", Row::Day),
    ("idle_2g", Row::Idle),
];

/// Runs the peer once.
pub(crate) fn measure(folder: &Path, options: &Options) -> Result<Vec<PeerFigure>, Failure> {
    let place = options.work.join("peer");
    let data = place.join("data");
    fs::create_dir_all(&place)?;
    for name in ["couch.mjs", "link.mjs", "package.json"] {
        fs::copy(folder.join(name), place.join(name))?;
    }
    Register::generate(&Size::ward(), options.seed).write(&data)?;
    eprintln!("the peer: npm install, then couch.mjs");
    run(Command::new("npm")
        .args(["install", "--no-audit", "--no-fund", "--silent"])
        .current_dir(&place))?;
    let printed = run(Command::new("node")
        .args(["couch.mjs", "data", "600", "50"])
        .current_dir(&place))?;
    Ok(printed
        .lines()
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(name, json)| figures(name, json))
        .collect())
}

fn run(command: &mut Command) -> Result<String, Failure> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(Failure::unexpected(format!(
            "the peer failed: {}",
            String::from_utf8_lossy(&output.stderr)
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn figures(name: &str, json: &str) -> Vec<PeerFigure> {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    let number = |field: &str| value.get(field).and_then(Value::as_f64).unwrap_or_default();
    if name == "record_ms" {
        return vec![PeerFigure {
            row: Row::Record,
            what: "p50",
            value: number("p50"),
        }];
    }
    let Some((_, row)) = NAMES.into_iter().find(|(known, _)| *known == name) else {
        return Vec::new();
    };
    let day = matches!(row, Row::Day | Row::Idle);
    let bytes = (number("up") + number("down")) / if day { 1e3 } else { 1e6 };
    vec![
        PeerFigure {
            row,
            what: "time",
            value: number("s"),
        },
        PeerFigure {
            row,
            what: "both ways",
            value: bytes,
        },
        PeerFigure {
            row,
            what: "connections",
            value: number("connections"),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_peer_becomes_figures_in_our_units() {
        let figures = figures(
            "day_2g",
            r#"{"s":14.7,"up":20000,"down":30000,"connections":14}"#,
        );
        let values: Vec<f64> = figures.iter().map(|figure| figure.value).collect();
        assert_eq!(values, [14.7, 50.0, 14.0]);
        assert!(super::figures("link", "{}").is_empty());
    }
}
