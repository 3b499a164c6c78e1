//! `premaster questions`: what can be asked about a run, with the answers.

use super::failure::Failure;
use super::{open, run, text_to_stdout, to_stdout};
use clap::{Args, ValueEnum};
use premaster::explain::plain;
use premaster::lesson::bank::{self, Item};
use premaster::lesson::question::json::QuestionJson;
use premaster::lesson::question::{self, Asking, Form, Question, templates, words};
use premaster::scenario::{Scenario, simulate};
use premaster::text::wrap;
use premaster::trace::{Place, Trace};
use premaster::{label, said};
use std::io::{self, Write};
use std::path::PathBuf;

/// Which questions, about which run, and in which form.
#[derive(Debug, Args)]
pub struct QuestionOptions {
    #[command(flatten)]
    run: run::RunOptions,
    /// Ask about a connection in a capture, instead of a scenario. What a change would do is not asked: that has to
    /// be simulated
    #[arg(long, value_name = "FILE", conflicts_with_all = SIMULATED)]
    capture: Option<PathBuf>,
    /// A key log that decrypts the capture. May be given more than once. Secrets in the capture are used in any case
    #[arg(long, value_name = "FILE", requires = "capture")]
    keylog: Vec<PathBuf>,
    /// The server's private key, which decrypts connections with RSA key exchange. May be given more than once
    #[arg(long, value_name = "FILE", requires = "capture")]
    rsa_key: Vec<PathBuf>,
    /// The connection with this number in the list of `premaster open --list`
    #[arg(long, value_name = "N", requires = "capture", value_parser = clap::value_parser!(u32).range(1..))]
    stream: Option<u32>,
    /// List the templates of questions instead
    #[arg(long, conflicts_with_all = ["at", "template", "argument"])]
    list: bool,
    /// Only questions about this step, by its number or its key, such as 10 or client_key_exchange
    #[arg(long, value_name = "STEP")]
    at: Option<Place>,
    /// Only questions from this template, such as seed-order
    #[arg(long, value_name = "TEMPLATE")]
    template: Option<String>,
    /// An argument of the template, such as finished=server
    #[arg(long, value_name = "NAME=VALUE", requires = "template", value_parser = argument)]
    argument: Vec<(String, String)>,
    /// Leave out which answer is right, and what is said of wrong ones
    #[arg(long)]
    unanswered: bool,
    /// Text to read in a terminal, JSON for programs, or a file for a question bank
    #[arg(long, value_enum, default_value_t = Output::Text)]
    format: Output,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Output {
    Text,
    Json,
    /// GIFT, for Moodle and others
    Gift,
    /// Moodle XML
    Moodle,
    /// A package of QTI 2.1, a ZIP archive
    Qti,
    /// A deck for Anki, as its importer reads it
    Anki,
    /// A table
    Csv,
}

fn argument(text: &str) -> Result<(String, String), String> {
    let split = text.split_once('=');
    let (name, value) = split.ok_or_else(|| label!("cli.expected.argument").to_owned())?;
    Ok((name.to_owned(), value.to_owned()))
}

/// What is set for a simulation alone.
const SIMULATED: [&str; 9] = [
    "scenario",
    "clock",
    "min",
    "max",
    "suite",
    "extended_master_secret",
    "encrypt_then_mac",
    "renegotiation_info",
    "message",
];

/// What is asked about: a run of a scenario, or of a capture, which has none.
fn asked_about(options: &QuestionOptions) -> Result<(Option<Scenario>, Trace, u64), Failure> {
    if let Some(path) = &options.capture {
        let trace = open::connection(path, &options.keylog, &options.rsa_key, options.stream)?;
        return Ok((None, trace, options.run.seed().unwrap_or(0)));
    }
    let name = options.run.name();
    let scenario = options.run.clone().scenario()?;
    let trace = simulate(&scenario);
    run::check(&name, &scenario, &trace)?;
    let seed = scenario.seed;
    Ok((Some(scenario), trace, seed))
}

/// Prints the questions.
pub fn run(options: QuestionOptions) -> Result<(), Failure> {
    if options.list {
        return to_stdout(list);
    }
    let (scenario, trace, seed) = asked_about(&options)?;
    let scenario = scenario.as_ref();
    let at = match &options.at {
        Some(place) => Some(run::locate(&trace, place)?.step),
        None => None,
    };
    let questions = match &options.template {
        Some(template) if at.is_some() || !options.argument.is_empty() => {
            let asking = Asking {
                trace: &trace,
                scenario,
                step: at,
                arguments: options.argument.clone(),
                seed,
            };
            vec![question::ask(template, &asking).map_err(unasked)?]
        }
        Some(template) => {
            // a wrong name is an error, and so is a template that asks nothing here
            let asking = Asking {
                scenario,
                ..Asking::new(&trace).seed(seed)
            };
            question::ask(template, &asking).map_err(unasked)?;
            let mut all = question::all(&trace, scenario, seed);
            all.retain(|question| question.template == template);
            all
        }
        None => match at {
            Some(step) => question::of_step(&trace, scenario, step, seed),
            None => question::all(&trace, scenario, seed),
        },
    };
    match options.format {
        Output::Text => text_to_stdout(|out| {
            questions.iter().enumerate().try_for_each(|(n, question)| {
                let last = n + 1 == questions.len();
                text(out, &trace, question, options.unanswered)?;
                if last { Ok(()) } else { writeln!(out) }
            })
        }),
        Output::Json => to_stdout(|out| json(out, &questions)),
        Output::Gift => to_stdout(|out| bank::gift(out, &Item::of(&questions))),
        Output::Moodle => to_stdout(|out| bank::moodle(out, &Item::of(&questions))),
        Output::Qti => to_stdout(|out| bank::qti(out, &Item::of(&questions))),
        Output::Anki => to_stdout(|out| bank::anki(out, &Item::of(&questions))),
        Output::Csv => to_stdout(|out| bank::csv(out, &Item::of(&questions))),
    }
}

fn unasked(why: question::NotAsked) -> Failure {
    Failure::usage(why.to_string(), label!("cli.questions.list"))
}

/// A line for each template.
fn list(out: &mut impl Write) -> io::Result<()> {
    for template in templates() {
        let about = words::of(template.key).map_or("", |words| &words.about);
        writeln!(out, "{:18}  {about}", template.key)?;
    }
    Ok(())
}

fn json(out: &mut impl Write, questions: &[Question]) -> io::Result<()> {
    let questions: Vec<QuestionJson<'_>> = questions.iter().map(QuestionJson::of).collect();
    serde_json::to_writer_pretty(&mut *out, &questions)?;
    writeln!(out)
}

/// How wide the text is, in columns.
const WIDTH: usize = 90;

fn text(
    out: &mut impl Write,
    trace: &Trace,
    question: &Question,
    unanswered: bool,
) -> io::Result<()> {
    let step = trace.steps()[question.step].numbered_title("");
    let about = said!(
        "cli.questions.heading",
        template = question.template,
        step = step.trim()
    );
    writeln!(out, "{about}")?;
    paragraph(out, "  ", &plain(&question.prompt))?;
    let lettered = |place: usize, text: &str| {
        let letter = u8::try_from(place).map_or('?', |place| char::from(b'a' + place % 26));
        format!("{letter}) {text}")
    };
    let offered: Vec<String> = match &question.form {
        Form::One(choices) | Form::Many(choices) => {
            choices.iter().map(|choice| plain(&choice.text)).collect()
        }
        Form::Order(sequence) => sequence.parts.iter().map(|part| plain(part)).collect(),
        Form::Who(grid) => grid.columns.clone(),
        Form::Bytes(_) | Form::Number(_) | Form::Point(_) => Vec::new(),
    };
    for (place, answer) in offered.iter().enumerate() {
        paragraph(out, "    ", &lettered(place, answer))?;
    }
    if let Form::Who(grid) = &question.form {
        for (row, name) in grid.rows.iter().enumerate() {
            paragraph(out, "    ", &format!("{}. {}", row + 1, plain(name)))?;
        }
    }
    if unanswered {
        return Ok(());
    }
    let right = said!(
        "cli.questions.right",
        answer = question.words(&question.right())
    );
    paragraph(out, "  ", &right.to_string())?;
    paragraph(out, "  ", &plain(&question.because))
}

fn paragraph(out: &mut impl Write, indent: &str, text: &str) -> io::Result<()> {
    for line in wrap(text, WIDTH - indent.len()) {
        writeln!(out, "{indent}{line}")?;
    }
    Ok(())
}
