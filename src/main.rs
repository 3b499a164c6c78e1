//! The program: arguments in, exit code out. Everything else is in the library `premaster`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main(std::env::args_os())
}
