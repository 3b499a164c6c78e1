//! The command line, as clap derives. One file for each subcommand; a new one is a file with its
//! options and its `run`, and a line in [`Command`].
//!
//! The exit code is 0 if the command succeeded, however a simulated handshake ended; 2 if the arguments or
//! files cannot be used; and 1 if the command could not be completed, or if the output reports a failure, such
//! as that of a handshake with a real server.

mod build;
mod bundle;
#[cfg(unix)]
mod classroom;
mod compare;
mod config;
mod connect;
mod derive;
mod exam;
mod exports;
mod failure;
mod files;
mod film;
mod glossary;
mod grade;
mod handout;
mod homework;
mod leading;
mod lesson;
mod links;
mod open;
mod output;
mod own_client;
mod picture;
mod plain;
mod print;
mod progress;
mod questions;
mod recording;
mod run;
mod sandbox;
mod scenarios;
mod screen;
mod serve;
mod stages;
mod switches;
mod verify;
mod version;
mod written;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser, Subcommand};
use failure::Failure;
use links::text_to_stdout;
use output::{note, to_stdout};
use premaster::said;
use premaster::wire::display::escaped;
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
    /// Write no file, offer no socket, talk to no host: safe to give to strangers (docs/classroom.md)
    #[arg(long, global = true)]
    sandbox: bool,
    /// Do not make references to RFCs into hyperlinks of the terminal
    #[arg(long, global = true)]
    no_links: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a run: as a document, a page, a picture, a recording, a capture, or data for other programs
    Print(print::PrintOptions),
    /// Write runs of scenarios in every format into a folder, for a class
    Bundle(bundle::BundleOptions),
    /// Print any two runs side by side, and mark where they differ
    Compare(compare::CompareOptions),
    /// List the scenarios, one per line: the name, and what it shows
    Scenarios,
    /// Print questions about a run, with their answers
    Questions(questions::QuestionOptions),
    /// Connect to a real server, and step through the handshake like any other run
    Connect(connect::ConnectOptions),
    /// Run a real server, for `premaster connect` or any other client
    Serve(serve::ServeOptions),
    /// Check a certificate chain, question by question
    Verify(verify::VerifyOptions),
    /// List the connections in a capture, and step through one like any other run
    Open(open::CaptureOptions),
    /// Compute what follows from given values: secrets, keys, verify_data, the content of a record; and find the
    /// mistake in a result of your own
    ///
    /// HEX is hexadecimal in any usual form: 0303ff, "03 03 ff", 03:03:FF or 0x03,0x03,0xff. Or it is @FILE, for a
    /// file with such digits or with the bytes themselves, or @- for standard input. A file keeps secrets out of the
    /// history of the shell.
    Derive(derive::DeriveOptions),
    /// Say where the configuration is and what is set in it: theme, keys, pace and more (docs/configuration.md)
    Config(config::ConfigOptions),
    /// Learn with a lesson: it shows, asks, and waits until you have tried; without a name a menu opens
    Lesson(lesson::LessonOptions),
    /// Build a handshake: place its messages, pick the inputs of its formulas, and see what breaks first, and why
    Build(build::BuildOptions),
    /// Show what to say, what to ask and what comes next, in a second terminal beside a presentation
    #[cfg(unix)]
    Notes(classroom::NotesOptions),
    /// Follow a teacher's screen on this machine, step by step, and answer its questions
    #[cfg(unix)]
    Follow(classroom::FollowOptions),
    /// Make homework for a class: for each student the same tasks with other bytes, and a key for the teacher
    Homework(homework::HomeworkOptions),
    /// Mark the answers of students, and name the mistakes in them
    Grade(grade::GradeOptions),
    /// Take an exam in two forms, one before a course and one after it, and see what was learnt (docs/exams.md)
    Exam(exam::ExamOptions),
    /// Explain a term of art, such as PRF, CRL or "forward secrecy"; list all of them
    Glossary(glossary::GlossaryOptions),
}

/// Runs the command that the arguments ask for. The first argument is the program's name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = leading::behind(&Arguments::command(), arguments.into_iter().collect());
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // if standard error is closed, no one can be told
            let _ = tell(&error);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(1));
        }
    };
    if arguments.sandbox {
        sandbox::close();
    }
    if arguments.no_links {
        links::turn_off();
    }
    let done = match arguments.command {
        None if arguments.screen.predicts() => lesson::predict(arguments.screen),
        None => screen::run(arguments.screen),
        Some(Command::Build(options)) => build::run(options),
        Some(Command::Print(options)) => print::run(options),
        Some(Command::Bundle(options)) => bundle::run(options),
        Some(Command::Compare(options)) => compare::run(options),
        Some(Command::Scenarios) => scenarios::run(),
        Some(Command::Questions(options)) => questions::run(options),
        Some(Command::Glossary(options)) => glossary::run(options),
        Some(Command::Config(options)) => config::run(&options),
        #[cfg(unix)]
        Some(Command::Notes(options)) => classroom::notes(options),
        #[cfg(unix)]
        Some(Command::Follow(options)) => classroom::follow(options),
        Some(Command::Homework(options)) => homework::run(options),
        Some(Command::Grade(options)) => return ended(grade::run(options)),
        Some(Command::Open(options)) => open::run(options),
        Some(Command::Connect(options)) => {
            failure::refuse_in_sandbox("connect").and_then(|()| connect::run(options))
        }
        Some(Command::Derive(options)) => return ended(derive::run(options)),
        Some(Command::Serve(options)) => {
            return ended(failure::refuse_in_sandbox("serve").and_then(|()| serve::run(options)));
        }
        Some(Command::Lesson(options)) => return ended(lesson::run(options)),
        Some(Command::Exam(options)) => return ended(exam::run(options)),
        Some(Command::Verify(options)) => return ended(verify::run(options)),
    };
    ended(done.map(|()| true))
}

/// The exit code. `Ok(false)` means that the command ran, and that its result is bad: a chain is not valid, or
/// a connection failed.
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

/// Writes clap's message. Help and version are errors to clap as well, but go to standard output.
/// An error quotes the arguments, which may contain anything.
fn tell(error: &clap::Error) -> io::Result<()> {
    if !error.use_stderr() {
        return error.print();
    }
    if let Some(failure) = a_file(error) {
        return write!(io::stderr(), "{failure}");
    }
    let text = error.render().to_string();
    let safe: Vec<String> = text.lines().map(|line| escaped(line.as_bytes())).collect();
    writeln!(io::stderr(), "{}", safe.join("\n"))
}

/// What to say where a file stands in the place of a subcommand.
fn a_file(error: &clap::Error) -> Option<Failure> {
    let ContextValue::String(name) = error.get(ContextKind::InvalidSubcommand)? else {
        return None;
    };
    let file = name.as_str();
    std::path::Path::new(file).is_file().then(|| {
        let message = said!("cli.file_alone", file).to_string();
        Failure::usage(message, said!("cli.file_alone_hint", file).to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
