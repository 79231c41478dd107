//! `cargo xtask fuzz`: arbitrary bytes for every decoder.
//!
//! `fuzz/` has the layout of cargo-fuzz and works with it. This runs the same targets on a stable compiler without
//! that program, by asking rustc for the coverage marks that libFuzzer reads.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

mod vectors;

use crate::failure::Failure;
use crate::process::{self, Finished};
use crate::workspace::Workspace;

const USAGE: &str = "\
cargo xtask fuzz [--seconds N] [--list] [TARGET]...

  --seconds N   how long each target runs (default 60)
  --list        name the targets and stop
  TARGET        only these; without a name, all of them one after the other

A crash leaves its input in fuzz/artifacts/TARGET/. What new inputs were found stays in fuzz/corpus/TARGET/.
";

/// What libFuzzer needs from the compiler: a counter a branch, a table of branches, and what is compared with what.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

/// Every run starts from the same number, so that a short run finds the same things twice.
const SEED: u64 = 20_260_101;
/// Longest input tried, in bytes. Far more than any head, less than what makes a run slow.
const MAX_INPUT: usize = 65_536;
/// Most memory a target may hold, in MiB: the process, not one input (the targets bound that themselves).
const MAX_MEMORY: u64 = 1_024;

/// Seconds from which a run is one that someone watches.
const WATCHED: u64 = 30;

/// The seeds that every target gets: samples of all that travels.
const VECTORS: &str = "vectors";

/// What one target came to.
pub(crate) struct Report {
    pub(crate) target: String,
    pub(crate) runs: u64,
    /// What libFuzzer printed last, when an input broke the target.
    pub(crate) crash: Option<String>,
}

struct Options {
    seconds: u64,
    list: bool,
    targets: Vec<String>,
}

/// Runs the chore.
pub(crate) fn main(args: &[String]) -> Result<ExitCode, Failure> {
    let Some(options) = parse(args)? else {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    let workspace = Workspace::find()?;
    if options.list {
        for target in targets(&workspace)? {
            println!("{target}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let reports = run(&workspace, &options.targets, options.seconds, true)?;
    let mut broken = false;
    for report in &reports {
        let state = if report.crash.is_some() {
            "BROKE"
        } else {
            "ok"
        };
        println!(
            "{state:<6} {:<22} {:>10} inputs",
            report.target, report.runs
        );
        broken |= report.crash.is_some();
    }
    Ok(if broken {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn parse(args: &[String]) -> Result<Option<Options>, Failure> {
    let mut options = Options {
        seconds: 60,
        list: false,
        targets: Vec::new(),
    };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seconds" => {
                let number = args.next().and_then(|text| text.parse().ok());
                options.seconds =
                    number.ok_or_else(|| Failure::Usage("--seconds takes a number".to_owned()))?;
            }
            "--list" => options.list = true,
            "--help" | "-h" => return Ok(None),
            flag if flag.starts_with('-') => {
                return Err(Failure::Usage(format!(
                    "{flag} is not known here\n\n{USAGE}"
                )));
            }
            target => options.targets.push(target.to_owned()),
        }
    }
    Ok(Some(options))
}

/// Builds the targets and runs those in `only` (all, when it is empty) for some seconds each.
pub(crate) fn run(
    workspace: &Workspace,
    only: &[String],
    seconds: u64,
    echo: bool,
) -> Result<Vec<Report>, Failure> {
    let mut chosen = targets(workspace)?;
    if let Some(unknown) = only.iter().find(|name| !chosen.contains(name)) {
        return Err(Failure::Usage(format!(
            "no fuzz target {unknown}; there are {}",
            chosen.join(", ")
        )));
    }
    chosen.retain(|name| only.is_empty() || only.contains(name));
    let fuzzer = Fuzzer {
        programs: build(workspace, echo)?,
        workspace,
        seconds,
        echo,
    };
    fuzzer.make_seeds()?;
    chosen.iter().map(|target| fuzzer.run(target)).collect()
}

/// The names of the targets, from fuzz/Cargo.toml.
fn targets(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let manifest = workspace.read_toml("fuzz/Cargo.toml")?;
    let bins = manifest
        .get("bin")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten();
    Ok(bins
        .filter_map(|bin| bin.get("name")?.as_str().map(str::to_owned))
        .collect())
}

/// Builds all targets; gives the folder they are in.
fn build(workspace: &Workspace, echo: bool) -> Result<PathBuf, Failure> {
    let host = host()?;
    let mut cargo = workspace.cargo();
    cargo.args([
        "build",
        "--release",
        "--quiet",
        "--bins",
        "--examples",
        "--manifest-path",
    ]);
    cargo.arg(workspace.path("fuzz/Cargo.toml"));
    // With a target named, build scripts and macros are compiled without the marks.
    cargo
        .args(["--target", &host, "--target-dir"])
        .arg(workspace.path("target/fuzz"));
    cargo
        .env("RUSTFLAGS", COVERAGE)
        .env("CARGO_INCREMENTAL", "0");
    process::run(&mut cargo, echo)?.checked()?;
    Ok(workspace.path("target/fuzz").join(host).join("release"))
}

fn host() -> Result<String, Failure> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let finished = process::run(Command::new(rustc).arg("-vV"), false)?.checked()?;
    let host = finished
        .lines
        .iter()
        .find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| Failure::malformed("rustc -vV", "it names no host"))
}

/// The built targets, and how they are to be run.
struct Fuzzer<'a> {
    workspace: &'a Workspace,
    programs: PathBuf,
    seconds: u64,
    echo: bool,
}

impl Fuzzer<'_> {
    /// Where the seeds that a program writes are: beside what was built, since they can be made again.
    fn made_seeds(&self) -> PathBuf {
        self.workspace.path("target/fuzz/seeds")
    }

    fn make_seeds(&self) -> Result<(), Failure> {
        let mut seeds = Command::new(self.programs.join("examples/seeds"));
        process::run(seeds.arg(self.made_seeds()), self.echo)?.checked()?;
        vectors::write_seeds(self.workspace, &self.made_seeds().join(VECTORS))
    }

    fn run(&self, target: &str) -> Result<Report, Failure> {
        let corpus = self.workspace.path("fuzz/corpus").join(target);
        let artifacts = self.workspace.path("fuzz/artifacts").join(target);
        for folder in [&corpus, &artifacts] {
            fs::create_dir_all(folder).map_err(Failure::file(folder))?;
        }
        let mut command = Command::new(self.programs.join(target));
        command.arg(&corpus);
        // Folders after the first are read and never written.
        let by_hand = self.workspace.path("fuzz/seeds");
        let seeds = [
            by_hand.join(target),
            self.made_seeds().join(target),
            self.made_seeds().join(VECTORS),
        ];
        command.args(seeds.iter().filter(|folder| folder.is_dir()));
        command
            .arg(format!("-seed={SEED}"))
            .arg(format!("-max_total_time={}", self.seconds))
            .arg(format!("-max_len={MAX_INPUT}"))
            .arg(format!("-rss_limit_mb={MAX_MEMORY}"))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .args(["-timeout=10", "-print_final_stats=1"])
            // Its own account of every new input is worth reading only in a run that someone watches.
            .arg(format!("-verbosity={}", u8::from(self.seconds >= WATCHED)));
        let finished = process::run(&mut command, self.echo)?;
        Ok(Report {
            target: target.to_owned(),
            runs: runs(&finished),
            crash: (!finished.success).then(|| finished.tail()),
        })
    }
}

fn runs(finished: &Finished) -> u64 {
    let stat = finished
        .lines
        .iter()
        .rev()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    stat.and_then(|number| number.trim().parse().ok())
        .unwrap_or(0)
}
