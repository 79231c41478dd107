//! The program `sotay-relay`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::program::run(std::env::args_os())
}
