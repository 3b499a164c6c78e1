//! `premaster print`: a run on standard output or in a file.

use super::failure::Failure;
use super::film::{self, FilmOptions};
use super::handout::HandoutOptions;
use super::written::{self, Existing, Holds};
use super::{run, text_to_stdout, to_stdout};
use clap::{Args, ValueEnum};
use premaster::export::report::{Content, Report, Selection};
use premaster::export::{html, json, keylog, markdown, mermaid, pcapng, shell, svg, text};
use premaster::scenario::{Scenario, simulate};
use premaster::trace::{Step, Trace};
use premaster::tui::{ColorChoice, Film, Options};
use premaster::{label, said};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What to print, in which format, and where.
#[derive(Debug, Args)]
pub struct PrintOptions {
    #[command(flatten)]
    run: run::RunOptions,
    #[command(flatten)]
    handout: HandoutOptions,
    #[command(flatten)]
    film: FilmOptions,
    /// What to print (docs/formats.md)
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to FILE instead of standard output. The file contains the secrets of the run, so only you can
    /// read it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite the files of `--output` and `--key` if they exist
    #[arg(long)]
    force: bool,
}

/// The format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text to read in a terminal
    Text,
    /// A document to read, to print or to hand out
    Markdown,
    /// A page that steps through the run, without a network
    Html,
    /// Everything that was recorded, for programs
    Json,
    /// A script that computes the run again with OpenSSL
    Shell,
    /// A sequence diagram as a picture
    Svg,
    /// A sequence diagram for documents that understand Mermaid
    Mermaid,
    /// A capture for Wireshark, with the secrets that decrypt it
    Pcapng,
    /// The secrets alone, as a key log for Wireshark
    Keylog,
    /// The screen step by step, as a recording for asciinema
    Cast,
}

impl Format {
    /// How the name of a file in this format ends.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Markdown => "md",
            Format::Html => "html",
            Format::Json => "json",
            Format::Shell => "sh",
            Format::Svg => "svg",
            Format::Mermaid => "mmd",
            Format::Pcapng => "pcapng",
            Format::Keylog => "keylog",
            Format::Cast => "cast",
        }
    }

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

    /// Checks that some of the steps by themselves can be written in this format.
    fn suits_steps(self) -> Result<(), Failure> {
        match self {
            Format::Pcapng | Format::Keylog => Err(Failure::usage(
                label!("cli.print.whole"),
                label!("cli.print.without_step"),
            )),
            _ => Ok(()),
        }
    }

    /// What a report in this format has of each step; `None` for a format that is no report.
    pub(super) const fn contents(self) -> Option<&'static [Content]> {
        match self {
            Format::Text => Some(&text::CONTENTS),
            Format::Markdown => Some(&markdown::CONTENTS),
            Format::Html => Some(&html::CONTENTS),
            Format::Json | Format::Shell | Format::Svg | Format::Mermaid => None,
            Format::Pcapng | Format::Keylog | Format::Cast => None,
        }
    }
}

/// Runs the scenario and prints it.
pub fn run(options: PrintOptions) -> Result<(), Failure> {
    if options.output.is_none() {
        options.format.suits_stdout()?;
    }
    if options.handout.selects_steps() {
        options.format.suits_steps()?;
    }
    if let Some(option) = options
        .film
        .given()
        .filter(|_| options.format != Format::Cast)
    {
        return Err(Failure::usage(
            said!("cli.print.no_cast", option).to_string(),
            label!("cli.print.cast"),
        ));
    }
    if options.force && options.output.is_none() && options.handout.key.is_none() {
        return Err(Failure::usage(
            label!("cli.print.force_alone").to_owned(),
            label!("cli.print.force_what"),
        ));
    }
    let name = options.run.name();
    let format = options.format;
    let scenario = options.run.scenario()?;
    let trace = simulate(&scenario);
    let selection = options.handout.selection(&trace, format.contents())?;
    run::check(&name, &scenario, &trace)?;
    let wanted = Wanted {
        format,
        selection,
        with_key: options.handout.key.is_none(),
        scenario: Some(&scenario),
        film: (options.film.film(), film::look(Options::default())),
    };
    let printed = save_key(&options.handout, &trace, &wanted, options.force);
    let printed = printed.and_then(|()| match &options.output {
        None => show(&trace, &wanted),
        Some(path) => {
            let content = in_memory(|out| print(out, &trace, &wanted, text::Style::default()));
            save(path, &content, options.force)
        }
    });
    run::warn(&scenario, &trace);
    printed
}

/// Writes the key of a worksheet to the file that the user names for it, if there is one.
pub(super) fn save_key(
    handout: &HandoutOptions,
    trace: &Trace,
    wanted: &Wanted<'_>,
    force: bool,
) -> Result<(), Failure> {
    let Some(path) = &handout.key else {
        return Ok(());
    };
    let answers = Report::of(trace, wanted.selection.clone()).answers;
    let content = in_memory(|out| match wanted.format {
        Format::Markdown => markdown::write_key(out, &answers),
        Format::Html => html::write_key(out, &answers),
        _ => text::write_key(out, &answers, text::Style::default()),
    });
    save(path, &content, force)
}

/// What is to be written of a run, and how.
pub(super) struct Wanted<'a> {
    /// The format.
    pub format: Format,
    /// The steps, and in a report what of each.
    pub selection: Selection,
    /// Whether the key of a worksheet follows behind it.
    pub with_key: bool,
    /// The scenario, unless the run is a connection: it has the server's private key.
    pub scenario: Option<&'a Scenario>,
    /// How a cast is made, and how the screen in it looks.
    pub film: (Film, Options),
}

impl Wanted<'_> {
    /// A whole run.
    pub(super) fn whole(trace: &Trace, format: Format) -> Self {
        Wanted {
            format,
            selection: Selection::whole(trace, format.contents().unwrap_or_default()),
            with_key: true,
            scenario: None,
            film: (Film::default(), film::look(Options::default())),
        }
    }

    /// The report that a renderer gets.
    fn report<'t>(&self, trace: &'t Trace) -> Report<'t> {
        let mut report = Report::of(trace, self.selection.clone());
        report.run = self.scenario.and_then(Scenario::run_name);
        if !self.with_key {
            report.answers.clear();
        }
        report
    }

    /// The selected steps.
    fn steps(&self, trace: &Trace) -> Vec<Step> {
        let steps = self.selection.steps.iter();
        steps.map(|index| trace.steps()[*index].clone()).collect()
    }
}

/// As [`print`], to standard output.
pub(super) fn show(trace: &Trace, wanted: &Wanted<'_>) -> Result<(), Failure> {
    let style = style_of_stdout();
    match wanted.format {
        Format::Text => text_to_stdout(|out| print(out, trace, wanted, style)),
        _ => to_stdout(|out| print(out, trace, wanted, style)),
    }
}

/// Writes steps of a run, or all of it in a format that has no steps. The shell script contains the server's
/// private key if there is one.
pub(super) fn print(
    out: &mut impl Write,
    trace: &Trace,
    wanted: &Wanted<'_>,
    style: text::Style,
) -> io::Result<()> {
    match wanted.format {
        Format::Text => text::write(out, &wanted.report(trace), style),
        Format::Markdown => markdown::write(out, &wanted.report(trace)),
        Format::Html => html::write(out, &wanted.report(trace)),
        Format::Json => json::write(out, trace, &wanted.steps(trace)),
        Format::Shell => {
            let key = wanted
                .scenario
                .map(|scenario| &*scenario.server.identity.key);
            shell::write(out, trace, &wanted.steps(trace), key)
        }
        Format::Svg => svg::write(out, trace, &wanted.selection.steps),
        Format::Mermaid => mermaid::write(out, trace, &wanted.selection.steps),
        Format::Pcapng => pcapng::write(out, trace),
        Format::Keylog => keylog::write(out, trace),
        Format::Cast => {
            let steps = &wanted.selection.steps;
            let cast = film::film(trace, wanted.scenario, wanted.film.clone(), steps);
            out.write_all(cast.as_bytes())
        }
    }
}

/// What is written, in memory, where writing does not fail.
pub(super) fn in_memory(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Vec<u8> {
    let mut content = Vec::new();
    let written = write(&mut content);
    debug_assert!(written.is_ok());
    content
}

/// Writes a run to a file, which contains the secrets of the run.
fn save(path: &Path, content: &[u8], force: bool) -> Result<(), Failure> {
    let saved = written::write(path, content, Holds::Secrets, Existing::forced(force));
    saved.map_err(|error| Failure::not_written(path, &error))
}

/// As wide as the terminal and coloured, if standard output is one.
pub(super) fn style_of_stdout() -> text::Style {
    if !io::stdout().is_terminal() {
        return text::Style::default();
    }
    text::Style {
        width: crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns)),
        colour: ColorChoice::Auto.of_environment() != ColorChoice::Mono,
        ..text::Style::default()
    }
}
