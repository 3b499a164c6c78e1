//! `premaster glossary`: what a term of art means, and where it is at work.

use super::failure::Failure;
use super::{print, text_to_stdout, to_stdout};
use clap::{Args, ValueEnum};
use premaster::explain::glossary::{self, Term};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::text::{cut, width, wrap};
use premaster::trace::Step;
use premaster::wire::AlertDescription;
use premaster::{label, said};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Which term, and in which form.
#[derive(Debug, Args)]
pub struct GlossaryOptions {
    /// A term, such as PRF or "forward secrecy", or the name of an alert. Without it all terms are listed
    word: Vec<String>,
    /// Text to read in a terminal, Markdown to read as a document, or JSON for programs
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Text,
    Markdown,
    Json,
}

/// Where a term is at work: the first run with that step.
#[derive(Debug, Serialize)]
struct AtWork {
    scenario: String,
    /// Counted from 1, as on the screen.
    step: usize,
    /// The same as a place.
    place: String,
    title: String,
}

/// A term as it is written in JSON.
#[derive(Serialize)]
struct TermJson<'a> {
    #[serde(flatten)]
    term: &'a Term,
    at_work: Option<&'a AtWork>,
}

/// Prints one term, or all of them.
pub fn run(options: GlossaryOptions) -> Result<(), Failure> {
    let word = options.word.join(" ");
    let alert = alert(word.trim());
    let terms: Vec<&Term> = match word.trim() {
        "" => glossary::terms().iter().collect(),
        wanted => {
            let term = glossary::find(wanted).or(alert.as_ref());
            vec![term.ok_or_else(|| unknown(wanted))?]
        }
    };
    let columns = print::style_of_stdout().width;
    match options.format {
        Form::Json => to_stdout(|out| json(out, &terms)),
        Form::Markdown => to_stdout(|out| terms.iter().try_for_each(|term| markdown(out, term))),
        Form::Text => text_to_stdout(|out| match terms.as_slice() {
            [term] => text(out, term, columns.clamp(40, 90)),
            terms => list(out, terms, columns.max(40)),
        }),
    }
}

/// The alert of that name, in the form of a term.
fn alert(word: &str) -> Option<Term> {
    let mut alerts = (0..=u8::MAX).map(AlertDescription::of);
    let alert = alerts.find(|alert| alert.name() == Some(word))?;
    Some(Term {
        key: word.to_owned(),
        name: said!("cli.glossary.alert", name = word, code = alert.code()).to_string(),
        text: premaster::explain::alert(alert).to_owned(),
        rfc: label!("cli.glossary.alerts").to_owned(),
        step: None,
        scenario: None,
        see: vec!["alert".to_owned()],
        words: vec![word.to_owned()],
        also: Vec::new(),
    })
}

/// There is no such term.
fn unknown(word: &str) -> Failure {
    let nearest = glossary::nearest(word);
    let hint = match nearest.is_empty() {
        true => said!("cli.glossary.all"),
        false => said!("cli.glossary.nearest", names = nearest),
    };
    Failure::usage(
        said!("cli.glossary.unknown", word = word).to_string(),
        hint.to_string(),
    )
}

/// A line for each term: its name, and what it stands for or the beginning of what it means.
fn list(out: &mut impl Write, terms: &[&Term], columns: usize) -> io::Result<()> {
    let names = terms.iter().map(|term| width(term.short_name()));
    let longest = names.max().unwrap_or(0).min(columns / 2);
    for term in terms {
        let name = cut(term.short_name(), longest);
        let blanks = " ".repeat(longest - width(&name));
        let room = columns - longest - 2;
        let meaning = term.expansion().unwrap_or(&term.text);
        writeln!(out, "{name}{blanks}  {}", cut(meaning, room))?;
    }
    Ok(())
}

/// A term in full.
fn text(out: &mut impl Write, term: &Term, columns: usize) -> io::Result<()> {
    const INDENT: usize = 14;
    writeln!(out, "{}\n", term.name)?;
    for line in wrap(&term.text, columns - 2) {
        writeln!(out, "  {line}")?;
    }
    writeln!(out)?;
    let mut about = vec![(label!("cli.glossary.read_on"), term.rfc.clone())];
    if let Some(at) = places(&[term]).into_values().next() {
        let command = format!("premaster --at {}", at.place);
        let place = said!(
            "cli.glossary.place",
            step = at.step,
            scenario = at.scenario,
            title = at.title,
        );
        about.push((label!("cli.glossary.at_work"), place.to_string()));
        about.push(("", command));
    }
    let related: Vec<&str> = term.related().map(Term::short_name).collect();
    if !related.is_empty() {
        about.push((label!("cli.glossary.see"), related.join(", ")));
    }
    for (head, words) in about {
        for (i, line) in wrap(&words, columns - INDENT).into_iter().enumerate() {
            let head = if i == 0 { head } else { "" };
            writeln!(out, "  {head:<width$}{line}", width = INDENT - 2)?;
        }
    }
    Ok(())
}

fn markdown(out: &mut impl Write, term: &Term) -> io::Result<()> {
    let related: Vec<&str> = term.related().map(Term::short_name).collect();
    writeln!(out, "### {}\n", term.name)?;
    for line in wrap(&term.text.replace('*', "\\*"), 100) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\n*{}*", term.rfc)?;
    if !related.is_empty() {
        writeln!(
            out,
            "\n{}: {}.",
            label!("cli.glossary.see"),
            related.join(", ")
        )?;
    }
    writeln!(out)
}

fn json(out: &mut impl Write, terms: &[&Term]) -> io::Result<()> {
    let places = places(terms);
    let all = terms.iter().map(|term| TermJson {
        term,
        at_work: places.get(term.key.as_str()),
    });
    let all: Vec<TermJson<'_>> = all.collect();
    serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "terms": all }))?;
    writeln!(out)
}

/// Where terms are at work, by their keys: in the scenario that a term names, or in `classic` or `mutual` if
/// these have the step, and otherwise in the first scenario that has it.
fn places<'t>(terms: &[&'t Term]) -> BTreeMap<&'t str, AtWork> {
    let mut wanted: Vec<&Term> = terms.to_vec();
    wanted.retain(|term| term.step.is_some());
    let mut places = BTreeMap::new();
    let listed = Scenario::list().into_iter().map(|listed| listed.name);
    for name in ["classic", "mutual"].into_iter().chain(listed) {
        let here = |term: &&Term| term.scenario.as_deref().is_none_or(|named| named == name);
        if !wanted.iter().any(here) {
            continue;
        }
        let Ok(scenario) = Scenario::builtin(name, Overrides::default()) else {
            continue;
        };
        let trace = simulate(&scenario);
        wanted.retain(|term| {
            let step = |step: &&Step| Some(step.key()) == term.step.as_deref();
            let Some(step) = trace.steps().iter().find(step).filter(|_| here(term)) else {
                return true;
            };
            let at = AtWork {
                scenario: name.to_owned(),
                step: step.index + 1,
                place: format!("{name}/{}", step.key()),
                title: premaster::explain::title(&trace, step),
            };
            places.insert(term.key.as_str(), at);
            false
        });
    }
    places
}
