//! The table of commands: a row says by which words, with what behind them, and what it does. Help and
//! `docs/plain.md` follow from it; what a command does in a sentence is in `assets/en/messages/plain.toml`.

use super::lines::Lines;
use super::{Session, step};
use crate::export::report::Content;
use crate::text::{Said, near};
use crate::{label, said};

/// A row of the table.
#[derive(Clone, Copy)]
pub struct Row {
    /// The words by which it is given: the first is its name.
    pub words: &'static [&'static str],
    /// What follows the word, as help shows it; empty for nothing.
    pub argument: &'static str,
    /// Whether something must follow.
    pub needs: bool,
    /// What it does, in a sentence.
    pub doc: fn() -> &'static str,
    /// Does it.
    pub(super) run: fn(&mut Session, &str, &mut Lines),
}

impl Row {
    /// The word and what follows it.
    pub fn usage(&self) -> String {
        let name = self.words.first().copied().unwrap_or_default();
        format!("{name} {}", self.argument).trim_end().to_owned()
    }
}

const fn row(
    words: &'static [&'static str],
    argument: &'static str,
    doc: fn() -> &'static str,
    run: fn(&mut Session, &str, &mut Lines),
) -> Row {
    // what may be left out is in brackets
    let needs = !matches!(argument.as_bytes(), [] | [b'[', ..]);
    Row {
        words,
        argument,
        needs,
        doc,
        run,
    }
}

/// The table, in the order of help.
#[rustfmt::skip]
pub static COMMANDS: &[Row] = &[
    row(&["next", "n"], "", || label!("plain.doc.next"), |s, _, out| s.go_by(1, out)),
    row(&["back", "b"], "", || label!("plain.doc.back"), |s, _, out| s.go_by(-1, out)),
    row(&["go", "g"], "PLACE", || label!("plain.doc.go"), Session::go_to),
    row(&["first"], "", || label!("plain.doc.first"), |s, _, out| s.go_to_index(0, out)),
    row(&["last"], "", || label!("plain.doc.last"), |s, _, out| s.go_to_index(usize::MAX, out)),
    row(&["step", "again", "."], "", || label!("plain.doc.step"), |s, _, out| s.tell_step(out)),
    row(&["steps", "list"], "", || label!("plain.doc.steps"), |s, _, out| s.list_steps(out)),
    row(&["place"], "", || label!("plain.doc.place"), |s, _, out| s.tell_place(out)),
    row(&["bytes", "fields"], "", || label!("plain.doc.bytes"), |s, _, out| s.tell(&[Content::Fields, Content::Bytes], step::NO_MESSAGE, out)),
    row(&["meanings"], "", || label!("plain.doc.meanings"), |s, _, out| s.tell_meanings(out)),
    row(&["checks"], "", || label!("plain.doc.checks"), |s, _, out| s.tell(&[Content::Checks], step::NO_CHECK, out)),
    row(&["math"], "", || label!("plain.doc.math"), |s, _, out| s.tell(&[Content::Computations], step::NO_MATH, out)),
    row(&["new", "values"], "", || label!("plain.doc.new"), |s, _, out| s.tell(&[Content::Values], step::NO_VALUE, out)),
    row(&["keys"], "", || label!("plain.doc.keys"), |s, _, out| s.tell_keys(out)),
    row(&["transcript"], "", || label!("plain.doc.transcript"), |s, _, out| s.tell_transcript(out)),
    row(&["certificates"], "", || label!("plain.doc.certificates"), |s, _, out| s.tell_certificates(out)),
    row(&["where"], "VALUE", || label!("plain.doc.where"), Session::tell_where),
    row(&["used"], "VALUE", || label!("plain.doc.used"), Session::tell_used),
    row(&["who"], "VALUE", || label!("plain.doc.who"), Session::tell_who),
    row(&["find"], "WORD", || label!("plain.doc.find"), Session::find),
    row(&["glossary", "word"], "[WORD]", || label!("plain.doc.glossary"), Session::tell_term),
    row(&["run"], "", || label!("plain.doc.run"), |s, _, out| s.tell_run(out)),
    row(&["scenarios"], "", || label!("plain.doc.scenarios"), |s, _, out| s.list_scenarios(out)),
    row(&["open"], "SCENARIO", || label!("plain.doc.open"), Session::open),
    row(&["seed"], "NUMBER", || label!("plain.doc.seed"), Session::set_seed),
    row(&["edit"], "CHANGE", || label!("plain.doc.edit"), Session::edit),
    row(&["undo"], "", || label!("plain.doc.undo"), |s, _, out| s.undo(out)),
    row(&["noticed"], "", || label!("plain.doc.noticed"), |s, _, out| s.go_to_noticed(out)),
    row(&["export"], "FORMAT FILE", || label!("plain.doc.export"), Session::export),
    row(&["help", "?"], "[COMMAND]", || label!("plain.doc.help"), help),
    row(&["quit", "q", "exit"], "", || label!("plain.doc.quit"), |s, _, out| s.quit(out)),
];

/// The command of a word.
pub(super) fn named(word: &str) -> Option<&'static Row> {
    let word = word.to_lowercase();
    COMMANDS
        .iter()
        .find(|row| row.words.contains(&word.as_str()))
}

/// What is said of a word that is no command.
pub(super) fn unknown(word: &str) -> Said {
    let all = COMMANDS.iter().flat_map(|row| row.words);
    let near = near(word, all.map(|word| (*word, Vec::new())));
    let word = crate::text::cut(&crate::text::escaped(word.as_bytes()), 40);
    said!("plain.unknown", word, near)
}

fn help(session: &mut Session, about: &str, out: &mut Lines) {
    if !about.is_empty() {
        return match named(about) {
            Some(row) => out.said(said!(
                "plain.help.one",
                usage = row.usage(),
                doc = (row.doc)()
            )),
            None => out.said(unknown(about)),
        };
    }
    out.said(said!("plain.help.about"));
    for row in COMMANDS {
        let usage = row.usage();
        out.hanging(
            "  ",
            &said!("plain.help.one", usage, doc = (row.doc)()).to_string(),
        );
    }
    if session.scenario.is_none() {
        out.said(said!("plain.not_changeable"));
    }
}

/// The commands as a table in Markdown, as `docs/plain.md` has it.
pub fn table() -> String {
    let rows = COMMANDS.iter().map(|row| {
        let also: Vec<String> = row.words[1..]
            .iter()
            .map(|word| format!("`{word}`"))
            .collect();
        let usage = row.usage();
        format!("| `{usage}` | {} | {} |\n", also.join(" "), (row.doc)())
    });
    rows.collect()
}
