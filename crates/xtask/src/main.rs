//! The chores of the workspace, run as `cargo xtask CHORE`.
//!
//! This program is how a machine without the system packages learns their names, so nothing here may link a library
//! that needs one of them: it starts the workspace's programs and never links `client-core`, `server` or `seal`.
//!
//! Reading order: `main` (the table of chores), [`mod@test`] and its steps, [`fuzz`], [`soak`], [`demo`], [`mod@bench`], [`link`], then what they share: [`workspace`]
//! (where things are), [`graph`] (what depends on what), [`process`] (running a program), [`failure`].

mod bench;
mod demo;
mod failure;
mod fuzz;
mod graph;
mod link;
mod process;
mod soak;
mod test;
mod workspace;

use std::process::ExitCode;

use crate::failure::Failure;

/// One thing `cargo xtask` can do.
struct Chore {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<ExitCode, Failure>,
}

/// Every chore; a new one is one line here and one module.
const CHORES: &[Chore] = &[
    Chore {
        name: "test",
        about: "everything that must hold before a change is taken",
        run: test::main,
    },
    Chore {
        name: "fuzz",
        about: "throw arbitrary bytes at the decoders",
        run: fuzz::main,
    },
    Chore {
        name: "soak",
        about: "the simulation of a unit, for as long as you like",
        run: soak::main,
    },
    Chore {
        name: "demo",
        about: "a whole day of a ward on this machine, with the real programs",
        run: demo::main,
    },
    Chore {
        name: "bench",
        about: "speed and size on a generated ward, as a table and as JSON",
        run: bench::main,
    },
    Chore {
        name: "link",
        about: "a slow TCP link between any client and server",
        run: link::main,
    },
];

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let Some(chore) = CHORES.iter().find(|chore| chore.name == name) else {
        print_usage();
        let asked = matches!(name.as_str(), "" | "help" | "-h" | "--help");
        return if asked {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(2)
        };
    };
    match (chore.run)(&rest) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("cargo xtask {name}: {failure}");
            failure.exit_code()
        }
    }
}

fn print_usage() {
    println!("cargo xtask CHORE [--help]\n");
    for chore in CHORES {
        println!("  {:<8} {}", chore.name, chore.about);
    }
}
