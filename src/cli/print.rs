//! `premaster print`: a run on standard output or in a file.

use super::failure::Failure;
use super::{run, to_stdout};
use clap::{Args, ValueEnum};
use premaster::crypto::rsa::PrivateKey;
use premaster::export::{json, markdown, shell, text};
use premaster::scenario::simulate;
use premaster::trace::{Step, Trace};
use premaster::tui::ColorChoice;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What to print, how, and where to.
#[derive(Debug, Args)]
pub struct PrintOptions {
    #[command(flatten)]
    run: run::RunOptions,
    /// Only this step, counted from 1 as on the screen
    #[arg(long, value_name = "N", value_parser = step_number)]
    step: Option<usize>,
    /// Text to read in a terminal, Markdown to read as a document, JSON for programs, or a shell
    /// script that computes the run again with OpenSSL (docs/formats.md)
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The file to write; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite FILE if it exists
    #[arg(long, requires = "output")]
    force: bool,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    Text,
    Markdown,
    Json,
    Shell,
}

/// Runs the scenario and prints it.
pub fn run(options: PrintOptions) -> Result<(), Failure> {
    let scenario = options.run.scenario()?;
    let trace = simulate(&scenario);
    let steps = selected(&trace, options.step)?;
    let server_key = &*scenario.server.identity.key;
    run::check(&scenario, &trace)?;
    let printed = match options.output {
        None => to_stdout(|out| {
            let style = style_of_stdout();
            print(out, options.format, &trace, steps, Some(server_key), style)
        }),
        Some(path) => {
            let file = open(&path, options.force)?;
            let mut out = BufWriter::new(file);
            print(
                &mut out,
                options.format,
                &trace,
                steps,
                Some(server_key),
                text::Style::default(),
            )
            .and_then(|()| out.flush())
            .map_err(|error| Failure::output(&path.display().to_string(), &error))
        }
    };
    run::warn(&scenario, &trace);
    printed
}

/// A step's number. How many there are only the run shows, which says so for 0 too.
fn step_number(text: &str) -> Result<usize, String> {
    let expected = |_| "expected a whole number, from 1 to that of the last step".to_owned();
    text.parse().map_err(expected)
}

/// All steps, or the one that was asked for.
fn selected(trace: &Trace, step: Option<usize>) -> Result<&[Step], Failure> {
    let Some(number) = step else {
        return Ok(&trace.steps);
    };
    let index = number.checked_sub(1);
    match index.and_then(|index| trace.steps.get(index)) {
        Some(step) => Ok(std::slice::from_ref(step)),
        None => Err(Failure::usage(
            format!("there is no step {number} in this run"),
            format!("steps are numbered from 1 to {}.", trace.steps.len()),
        )),
    }
}

/// Writes steps of a run; the script for the shell with the server's private key where it is at hand.
pub(super) fn print(
    out: &mut impl Write,
    format: Format,
    trace: &Trace,
    steps: &[Step],
    server_key: Option<&PrivateKey>,
    style: text::Style,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(out, trace, steps, style),
        Format::Markdown => markdown::write(out, trace, steps),
        Format::Json => json::write(out, trace, steps),
        Format::Shell => shell::write(out, trace, steps, server_key),
    }
}

/// Opens the file for writing. What is no regular file, such as a pipe, has nothing that could
/// be overwritten.
fn open(path: &Path, force: bool) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.write(true);
    if fs::metadata(path).map_or(true, |found| found.is_file()) {
        if force {
            options.create(true).truncate(true);
        } else {
            options.create_new(true);
        }
    }
    options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::usage(
            format!("{} exists already", path.display()),
            "--force overwrites it.",
        ),
        _ => Failure::output(&path.display().to_string(), &error),
    })
}

/// As wide as the terminal and coloured, if standard output is one.
pub(super) fn style_of_stdout() -> text::Style {
    if !io::stdout().is_terminal() {
        return text::Style::default();
    }
    text::Style {
        width: crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns)),
        colour: ColorChoice::Auto.of_environment() != ColorChoice::Mono,
    }
}
