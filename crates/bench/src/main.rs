//! Measures speed and size of the whole product on a generated ward of 11,209 documents.
//!
//! It is no test: it fails only if something cannot be done at all, and says of each figure whether it is within reach.
//! `cargo xtask bench` builds it with the two programs in release and runs it. Everything crosses a real socket to a real
//! relay process; what an officer would do as one command is measured as the whole process of that command.
//!
//! Reading order: [`options`], [`figure`] (what is measured and what it should be), [`ward`] (the stage), [`rows`] (the
//! measurements), [`load`] (devices that push all at once), [`peer`], [`report`].

mod failure;
mod figure;
mod load;
mod options;
mod peer;
mod process;
mod report;
mod rows;
mod ward;

use std::fs;
use std::process::ExitCode;

use failure::Failure;
use options::Options;
use report::Report;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, home] = arguments.as_slice()
        && mode == rows::open::ONCE
    {
        return ended(rows::open::once(home));
    }
    if let [mode, home] = arguments.as_slice()
        && mode == rows::duplicates::ONCE
    {
        return ended(rows::duplicates::once(home));
    }
    ended(Options::read(&arguments).and_then(|options| run(&options)))
}

fn ended(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("sotay-bench: {failure}");
            failure.exit_code()
        }
    }
}

fn run(options: &Options) -> Result<(), Failure> {
    if options.work.exists() {
        fs::remove_dir_all(&options.work)?;
    }
    fs::create_dir_all(&options.work)?;
    let mut report = Report::new(options);
    rows::measure(options, &mut report)?;
    if let Some(folder) = &options.peer {
        report.compare(&peer::measure(folder, options)?);
    }
    report.print();
    if let Some(file) = &options.json {
        fs::write(file, report.json())?;
    }
    fs::remove_dir_all(&options.work)?;
    Ok(())
}
