//! `cargo xtask test`: every check a change must pass, as a table of steps.
//!
//! A step says in one line what it did and how long it took. What a program prints is shown when it failed, or as it
//! comes with `--verbose` and on a build server (`CI=true`). The last line counts tests and checks.

mod dependencies;
mod fuzzing;
mod layers;
mod licences;
mod messages;
mod packages;
mod rust;
mod threats;
mod tree;
mod wasm;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::workspace::Workspace;

const USAGE: &str = "\
cargo xtask test [--only STEP]... [--list] [--install] [--verbose]

  --only STEP   only this step (may be given several times)
  --list        name the steps and stop
  --install     let the steps install system packages they miss (CI=true does too)
  --verbose     show what every program prints (CI=true does too)
";

/// What a step came to.
pub(crate) enum Verdict {
    /// All is well; `count` tests or checks say so.
    Passed { count: u64, note: String },
    /// Something is wrong; `details` says what to mend.
    Failed {
        passed: u64,
        failed: u64,
        note: String,
        details: String,
    },
    /// This machine cannot run the step, and the reason.
    Skipped { note: String },
}

impl Verdict {
    /// One check that found nothing wrong.
    pub(crate) fn passed(note: impl Into<String>) -> Self {
        Self::Passed {
            count: 1,
            note: note.into(),
        }
    }

    /// One check that found something wrong.
    pub(crate) fn failed(note: impl Into<String>, details: impl Into<String>) -> Self {
        Self::Failed {
            passed: 0,
            failed: 1,
            note: note.into(),
            details: details.into(),
        }
    }

    /// Passes when there is nothing in `wrong`, else fails with one line each.
    pub(crate) fn of(wrong: &[String], good: impl Into<String>) -> Self {
        match wrong.len() {
            0 => Self::passed(good),
            1 => Self::failed("1 problem", wrong.join("\n")),
            n => Self::failed(format!("{n} problems"), wrong.join("\n")),
        }
    }
}

/// What every step is given.
pub(crate) struct Context {
    pub(crate) workspace: Workspace,
    /// System packages may be installed.
    pub(crate) install: bool,
    /// Show what programs print as it comes.
    pub(crate) verbose: bool,
    /// On a build server: nothing kept for the next build, and the lock file must be right already.
    pub(crate) ci: bool,
}

impl Context {
    /// Cargo, set up for this kind of run.
    pub(crate) fn cargo(&self, args: &[&str]) -> std::process::Command {
        let mut cargo = self.workspace.cargo();
        cargo.args(args);
        if self.ci {
            cargo
                .env("CARGO_INCREMENTAL", "0")
                .env("CARGO_TERM_PROGRESS_WHEN", "never");
        }
        cargo
    }
}

struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(&Context) -> Result<Verdict, Failure>,
}

/// In the order they run: what is quick and what others need comes first.
const STEPS: &[Step] = &[
    Step {
        name: "packages",
        about: "the system packages a build needs are there",
        run: packages::check,
    },
    Step {
        name: "format",
        about: "cargo fmt --check",
        run: rust::format,
    },
    Step {
        name: "tree",
        about: "no notes to self, no overlong files, no tests switched off",
        run: tree::check,
    },
    Step {
        name: "messages",
        about: "every text exists in Vietnamese and in English",
        run: messages::check,
    },
    Step {
        name: "dependencies",
        about: "docs/dependencies.md names what Cargo.toml names",
        run: dependencies::check,
    },
    Step {
        name: "layers",
        about: "imports point down, as docs/architecture.md says",
        run: layers::check,
    },
    Step {
        name: "threats",
        about: "the tests that docs/threat-model.md names exist",
        run: threats::check,
    },
    Step {
        name: "licences",
        about: "licences, sources and banned crates, against deny.toml",
        run: licences::check,
    },
    Step {
        name: "advisories",
        about: "known vulnerabilities, by cargo-deny where it is installed",
        run: licences::advisories,
    },
    Step {
        name: "clippy",
        about: "cargo clippy with warnings as errors",
        run: rust::clippy,
    },
    Step {
        name: "tests",
        about: "cargo nextest run, or cargo test",
        run: rust::tests,
    },
    Step {
        name: "doctests",
        about: "the examples in the documentation",
        run: rust::doctests,
    },
    Step {
        name: "docs",
        about: "cargo doc with warnings as errors",
        run: rust::docs,
    },
    Step {
        name: "wasm",
        about: "the core builds for a browser",
        run: wasm::check,
    },
    Step {
        name: "fuzz",
        about: "a short run of every fuzz target",
        run: fuzzing::check,
    },
];

struct Options {
    only: Vec<String>,
    list: bool,
    install: bool,
    verbose: bool,
}

/// Runs the chore.
pub(crate) fn main(args: &[String]) -> Result<ExitCode, Failure> {
    let Some(options) = parse(args)? else {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    if options.list {
        for step in STEPS {
            println!("{:<13} {}", step.name, step.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let ci = std::env::var("CI").is_ok_and(|value| value == "true" || value == "1");
    let context = Context {
        workspace: Workspace::find()?,
        install: options.install || ci,
        verbose: options.verbose || ci,
        ci,
    };
    Ok(run(&context, &options.only))
}

fn run(context: &Context, only: &[String]) -> ExitCode {
    let mut total = Total::default();
    for step in STEPS
        .iter()
        .filter(|step| only.is_empty() || only.iter().any(|name| name == step.name))
    {
        if context.verbose {
            println!("----  {}", step.name);
        }
        let started = Instant::now();
        let verdict = (step.run)(context)
            .unwrap_or_else(|failure| Verdict::failed("could not be done", failure.to_string()));
        let stop = step.name == "packages" && matches!(verdict, Verdict::Failed { .. });
        total.add(step.name, started.elapsed(), &verdict);
        if stop {
            println!("the other steps wait for these packages");
            break;
        }
    }
    total.print();
    if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn parse(args: &[String]) -> Result<Option<Options>, Failure> {
    let mut options = Options {
        only: Vec::new(),
        list: false,
        install: false,
        verbose: false,
    };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--only" => options.only.push(step_name(args.next())?),
            "--list" => options.list = true,
            "--install" => options.install = true,
            "--verbose" | "-v" => options.verbose = true,
            "--help" | "-h" => return Ok(None),
            other => {
                return Err(Failure::Usage(format!(
                    "{other} is not known here\n\n{USAGE}"
                )));
            }
        }
    }
    Ok(Some(options))
}

fn step_name(given: Option<&String>) -> Result<String, Failure> {
    let name = given.map(String::as_str).unwrap_or_default();
    if STEPS.iter().any(|step| step.name == name) {
        return Ok(name.to_owned());
    }
    let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
    Err(Failure::Usage(format!(
        "--only takes one of {}",
        names.join(", ")
    )))
}

/// The sums of a whole run.
#[derive(Default)]
struct Total {
    passed: u64,
    failed: u64,
    time: Duration,
    failures: Vec<&'static str>,
    skipped: Vec<&'static str>,
}

impl Total {
    fn add(&mut self, step: &'static str, time: Duration, verdict: &Verdict) {
        self.time += time;
        let seconds = time.as_secs_f64();
        match verdict {
            Verdict::Passed { count, note } => {
                self.passed += count;
                println!("ok    {step:<13} {seconds:>6.1} s  {note}");
            }
            Verdict::Failed {
                passed,
                failed,
                note,
                details,
            } => {
                self.passed += passed;
                self.failed += failed;
                self.failures.push(step);
                println!("{}", details.trim_end());
                println!("FAIL  {step:<13} {seconds:>6.1} s  {note}");
            }
            Verdict::Skipped { note } => {
                self.skipped.push(step);
                println!("skip  {step:<13} {seconds:>6.1} s  {note}");
            }
        }
    }

    fn print(&self) {
        println!();
        if !self.skipped.is_empty() {
            println!("not run here: {}", self.skipped.join(", "));
        }
        for step in &self.failures {
            println!("failed: {step}   (again: cargo xtask test --only {step})");
        }
        println!("{:.0} s", self.time.as_secs_f64());
        println!("{} passed, {} failed", self.passed, self.failed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_names_of_the_known_ones() {
        let Err(Failure::Usage(text)) = parse(&args(&["--only", "coffee"])) else {
            panic!("accepted")
        };
        assert!(text.contains("clippy") && text.contains("wasm"));
    }

    #[test]
    fn steps_can_be_named_one_by_one() {
        let options = parse(&args(&["--only", "layers", "--only", "wasm", "--install"]))
            .unwrap()
            .unwrap();
        assert_eq!(options.only, ["layers", "wasm"]);
        assert!(options.install);
    }
}
