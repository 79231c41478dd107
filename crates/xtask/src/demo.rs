//! A whole day of a ward on this machine: `cargo xtask demo`.
//!
//! Everything is done by the real programs, as people would type it: a relay, a commander who founds the unit, a supervisor and
//! three officers who join by invite codes, a generated hamlet, a day without network, and the evening's sync over a slow link.
//! Relay and notebooks stay in `demo/` for whoever wants to go on; the next run, or `--stop`, clears them away.

mod day;
mod place;
mod programs;
mod unit;
mod view;
mod words;

use std::process::ExitCode;

use crate::failure::Failure;
use crate::workspace::Workspace;

use place::Place;
use words::Words;

const USAGE: &str = "cargo xtask demo [--lang vi|en] [--stop]";

/// What the demo was asked to do.
#[derive(Default)]
struct Wish {
    language: Option<String>,
    stop: bool,
}

/// Runs the demo, or clears it away.
pub(crate) fn main(args: &[String]) -> Result<ExitCode, Failure> {
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    let wish = read(args)?;
    let words = Words::new(wish.language.as_deref());
    let workspace = Workspace::find()?;
    let place = Place::at(workspace.path("demo"));
    place.clear()?;
    if wish.stop {
        words.say("stopped", &[]);
        return Ok(ExitCode::SUCCESS);
    }
    play(&workspace, &place, &words)?;
    Ok(ExitCode::SUCCESS)
}

fn read(args: &[String]) -> Result<Wish, Failure> {
    let mut wish = Wish::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--stop" => wish.stop = true,
            "--lang" => wish.language = args.next().cloned(),
            other => {
                return Err(Failure::Usage(format!(
                    "{other} is not understood; {USAGE}"
                )));
            }
        }
    }
    Ok(wish)
}

fn play(workspace: &Workspace, place: &Place, words: &Words) -> Result<(), Failure> {
    words.step("step-build", &[]);
    let programs = programs::build(workspace)?;
    words.step("step-relay", &[]);
    let relay = place.start_relay(&programs, words)?;
    words.step("step-unit", &[]);
    let unit = unit::found(place, &programs, &relay, words)?;
    words.step("step-fill", &[]);
    let register = unit::fill(place, &unit, words)?;
    words.step("step-day", &[]);
    let shared = day::work(&unit, &register, words)?;
    words.step("step-sync", &[]);
    day::come_home(&unit, &relay, words)?;
    words.step("step-seen", &[("name", &unit.supervisor.name)]);
    view::show(&unit, &shared, words)?;
    view::scan(&relay, &register, words)?;
    words.step("step-try", &[]);
    let process_id = place.leave(relay)?;
    view::invite_to_try(&unit, process_id, words)
}
