//! `premaster print`: a run on standard output or in a file.

use super::failure::Failure;
use super::written::{self, Existing, Holds, NotWritten};
use super::{run, to_stdout};
use clap::{Args, ValueEnum};
use premaster::crypto::rsa::PrivateKey;
use premaster::export::{json, keylog, markdown, pcapng, shell, text};
use premaster::scenario::simulate;
use premaster::trace::{Step, Trace};
use premaster::tui::ColorChoice;
use premaster::{label, said};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What to print, in which format, and where.
#[derive(Debug, Args)]
pub struct PrintOptions {
    #[command(flatten)]
    run: run::RunOptions,
    /// Print only this step, counted from 1 as on the screen
    #[arg(long, value_name = "N", value_parser = run::step_number)]
    step: Option<usize>,
    /// What to print (docs/formats.md)
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to FILE instead of standard output. The file contains the secrets of the run, so only you can
    /// read it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite FILE if it exists
    #[arg(long, requires = "output")]
    force: bool,
}

/// The format of the output.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    /// Text to read in a terminal
    Text,
    /// A document to read, to print or to hand out
    Markdown,
    /// Everything that was recorded, for programs
    Json,
    /// A script that computes the run again with OpenSSL
    Shell,
    /// A capture for Wireshark and other tools, with the secrets that decrypt it
    Pcapng,
    /// The secrets alone, as a key log for Wireshark and other tools
    Keylog,
}

impl Format {
    /// Checks that standard output can take this format.
    ///
    /// # Errors
    /// It is a terminal, and the format is not text.
    pub(super) fn suits_stdout(self) -> Result<(), Failure> {
        match self {
            Format::Pcapng if io::stdout().is_terminal() => Err(Failure::usage(
                label!("cli.print.binary"),
                label!("cli.print.into_file"),
            )),
            _ => Ok(()),
        }
    }

    /// Checks that one step by itself can be written in this format.
    fn suits_step(self) -> Result<(), Failure> {
        match self {
            Format::Pcapng | Format::Keylog => Err(Failure::usage(
                label!("cli.print.whole"),
                label!("cli.print.without_step"),
            )),
            _ => Ok(()),
        }
    }
}

/// Runs the scenario and prints it.
pub fn run(options: PrintOptions) -> Result<(), Failure> {
    if options.output.is_none() {
        options.format.suits_stdout()?;
    }
    if options.step.is_some() {
        options.format.suits_step()?;
    }
    let name = options.run.name();
    let scenario = options.run.scenario()?;
    let trace = simulate(&scenario);
    let steps = selected(&trace, options.step)?;
    let server_key = &*scenario.server.identity.key;
    run::check(&name, &scenario, &trace)?;
    let printed = match options.output {
        None => to_stdout(|out| {
            let style = style_of_stdout();
            print(out, options.format, &trace, steps, Some(server_key), style)
        }),
        Some(path) => {
            let mut content = Vec::new();
            let style = text::Style::default();
            print(
                &mut content,
                options.format,
                &trace,
                steps,
                Some(server_key),
                style,
            )
            .map_err(NotWritten::from)
            .and_then(|()| save(&path, &content, options.force))
            .map_err(|error| not_written(&path, &error))
        }
    };
    run::warn(&scenario, &trace);
    printed
}

/// All steps, or the one that the user selected.
fn selected(trace: &Trace, step: Option<usize>) -> Result<&[Step], Failure> {
    let Some(number) = step else {
        return Ok(trace.steps());
    };
    let index = run::step_index(trace, number)?;
    Ok(std::slice::from_ref(&trace.steps()[index]))
}

/// Writes steps of a run, or all of it in a format that has no steps. The shell script contains the server's
/// private key if there is one.
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
        Format::Pcapng => pcapng::write(out, trace),
        Format::Keylog => keylog::write(out, trace),
    }
}

/// Writes a run to a file, which contains the secrets of the run.
fn save(path: &Path, content: &[u8], force: bool) -> Result<(), NotWritten> {
    written::write(path, content, Holds::Secrets, Existing::forced(force))
}

/// Why a file was not written, for the user.
pub(super) fn not_written(path: &Path, error: &NotWritten) -> Failure {
    let file = path.display().to_string();
    match error {
        NotWritten::Exists => Failure::usage(
            said!("cli.print.exists", file).to_string(),
            label!("cli.print.force"),
        ),
        NotWritten::Irreplaceable(error) => Failure::unfinished(
            said!("cli.print.irreplaceable", file, error = error.to_string()).to_string(),
            Some(label!("cli.print.elsewhere").to_owned()),
        ),
        NotWritten::Failed(error) => Failure::output(&file, error),
    }
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
