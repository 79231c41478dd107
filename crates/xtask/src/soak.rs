//! Lets the simulation run for as long as asked for, on other seeds than those of the tests.

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::failure::Failure;
use crate::workspace::Workspace;

/// The test that runs on.
const TEST: &str = "sim::histories_as_long_as_asked_for";

const USAGE: &str = "cargo xtask soak [--minutes N] [--seed N]

  --minutes N  how long; 10 unless said
  --seed N     the seed to begin with; another one each time unless said";

/// Runs the simulation; it prints how far it is, and for a seed that fails the command that repeats it.
pub(crate) fn main(args: &[String]) -> Result<ExitCode, Failure> {
    let (mut minutes, mut seed) = (10, None);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut number = || {
            let value = args.next().and_then(|value| value.parse::<u64>().ok());
            value.ok_or_else(|| Failure::Usage(USAGE.to_owned()))
        };
        match arg.as_str() {
            "--minutes" => minutes = number()?,
            "--seed" => seed = Some(number()?),
            _ => return Err(Failure::Usage(USAGE.to_owned())),
        }
    }
    let seed = seed.unwrap_or_else(another);
    println!("{minutes} minutes from seed {seed}");
    let workspace = Workspace::find()?;
    let status = workspace
        .cargo()
        .args(["test", "--quiet", "--package", "tests", "--test", "it"])
        .args(["--", "--exact", TEST, "--nocapture"])
        .env("SOTAY_SOAK_SECONDS", (minutes * 60).to_string())
        .env("SOTAY_SOAK_FROM", seed.to_string())
        .status()
        .map_err(|source| Failure::Start {
            program: "cargo".to_owned(),
            source,
        })?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Draws a seed that is not among the tests', from the time.
fn another() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs()) * 1_000
}
