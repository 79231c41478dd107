//! What to measure, and where.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::figure::Row;

const USAGE: &str = "cargo xtask bench [--only ROW]... [--runs N] [--json FILE] [--peer DIR] [--work DIR] [--seed N]
ROW is one of: import, join, loopback, day, idle, record, open, search, relay, vast, year, revoke, erase, duplicates, desk, district
--peer DIR    a folder with couch.mjs, link.mjs and package.json, run with node in the same run for comparison
--work DIR    where homes and relays are put meanwhile; a file system of the kind that will hold the real ones";

/// The arguments.
#[derive(Debug)]
pub(crate) struct Options {
    /// The rows to measure.
    pub(crate) rows: Vec<Row>,
    /// How many times each is measured; the median counts.
    pub(crate) runs: usize,
    /// Where the figures go as JSON.
    pub(crate) json: Option<PathBuf>,
    /// The folder of the peer's measuring program.
    pub(crate) peer: Option<PathBuf>,
    /// The folder for everything that is made; cleared before and after.
    pub(crate) work: PathBuf,
    /// Which ward.
    pub(crate) seed: u64,
}

impl Options {
    /// Reads the arguments.
    pub(crate) fn read(arguments: &[String]) -> Result<Self, Failure> {
        let mut options = Self {
            rows: Vec::new(),
            runs: 5,
            json: None,
            peer: None,
            work: PathBuf::from("target/bench"),
            seed: 1,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let value = arguments
                .next()
                .ok_or_else(|| Failure::Usage(USAGE.to_owned()))?;
            match argument.as_str() {
                "--only" => options
                    .rows
                    .push(Row::named(value).ok_or_else(|| not_understood(value))?),
                "--runs" => options.runs = number::<usize>(value)?.max(1),
                "--json" => options.json = Some(value.into()),
                "--peer" => options.peer = Some(value.into()),
                "--work" => options.work = value.into(),
                "--seed" => options.seed = number(value)?,
                other => return Err(not_understood(other)),
            }
        }
        if options.rows.is_empty() {
            options.rows = Row::ALL.to_vec();
        }
        Ok(options)
    }

    /// Says whether a row is to be measured.
    pub(crate) fn wants(&self, row: Row) -> bool {
        self.rows.contains(&row)
    }
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, Failure> {
    text.parse().map_err(|_| not_understood(text))
}

fn not_understood(text: &str) -> Failure {
    Failure::Usage(format!("{text} is not understood\n{USAGE}"))
}
