//! The program `sotay`; everything is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os().collect())
}
