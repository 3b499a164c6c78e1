//! The command line, as clap derives. One file for each subcommand; a new one is a file with its
//! options and its `run`, and a line in [`Command`].
//!
//! The exit code is 0 when what was asked for was done, whatever became of a simulated handshake;
//! 2 when it was asked in a way that cannot be done; 1 when it could not be finished, or when the
//! output says that it failed, such as a handshake with a real server.

mod compare;
mod connect;
mod failure;
mod files;
mod glossary;
mod print;
mod run;
mod scenarios;
mod screen;
mod serve;
mod verify;
mod written;

use clap::{Parser, Subcommand};
use failure::Failure;
use premaster::wire::display::escaped;
use premaster::{label, said};
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

/// A step debugger for the TLS handshake: real cryptography, every byte named, every secret
/// with its origin.
///
/// Without a subcommand the terminal opens on a scenario.
#[derive(Debug, Parser)]
#[command(name = "premaster", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(flatten)]
    screen: screen::ScreenOptions,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a run: text, Markdown, JSON, or a shell script that computes it again
    Print(print::PrintOptions),
    /// Print a run on the right of one in which all is well, up to where they part, and on
    Compare(compare::CompareOptions),
    /// List the scenarios, one on each line, the name first
    Scenarios,
    /// Shake hands with a real server, which is stepped through like any other run
    Connect(connect::ConnectOptions),
    /// Be a real server, for `premaster connect` or for any other client
    Serve(serve::ServeOptions),
    /// Check a certificate chain, question by question
    Verify(verify::VerifyOptions),
    /// Explain a term of art, such as PRF, CRL or "forward secrecy"; list all of them
    Glossary(glossary::GlossaryOptions),
}

/// Does what the arguments say, the first of which is the program's name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // without a reader there is no one to tell
            let _ = tell(&error);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(1));
        }
    };
    let done = match arguments.command {
        None => screen::run(arguments.screen),
        Some(Command::Print(options)) => print::run(options),
        Some(Command::Compare(options)) => compare::run(options),
        Some(Command::Scenarios) => scenarios::run(),
        Some(Command::Glossary(options)) => glossary::run(options),
        Some(Command::Connect(options)) => connect::run(options),
        Some(Command::Serve(options)) => return ended(serve::run(options)),
        Some(Command::Verify(options)) => return ended(verify::run(options)),
    };
    ended(done.map(|()| true))
}

/// The exit code of what was done, and whether what was asked has come out well: a chain that is not
/// valid has not, and neither has a connection that failed.
fn ended(done: Result<bool, Failure>) -> ExitCode {
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(failure::UNFINISHED),
        Err(failure) => {
            let _ = write!(io::stderr(), "{failure}");
            ExitCode::from(failure.code)
        }
    }
}

/// Writes what clap has to say: help and version too come as errors, and go to standard output.
/// An error quotes the arguments, which may hold anything.
fn tell(error: &clap::Error) -> io::Result<()> {
    if !error.use_stderr() {
        return error.print();
    }
    let text = error.render().to_string();
    let safe: Vec<String> = text.lines().map(|line| escaped(line.as_bytes())).collect();
    writeln!(io::stderr(), "{}", safe.join("\n"))
}

/// Writes to standard output. A reader who has seen enough and closed the pipe is no failure.
fn to_stdout(
    write: impl FnOnce(&mut io::BufWriter<io::StdoutLock<'static>>) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::output(label!("cli.standard_output"), &error))
        }
        _ => Ok(()),
    }
}

/// Says something on standard error, where it does not mix with what was asked for.
fn note(text: &str) {
    // without a reader there is no one to tell
    let note = escaped(text.as_bytes());
    let _ = writeln!(io::stderr(), "{}", said!("cli.note", note));
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
