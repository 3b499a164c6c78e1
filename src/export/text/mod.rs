//! A trace as text, to be read from top to bottom: every step with its explanation, its bytes
//! field by field, its checks and its new values.
//!
//! Fields are shown with offset and length in their buffer; long values of fields are cut, values
//! of the run are whole. Left out: what only the other views have room for, such as the
//! intermediate values of a computation.

mod layout;
mod paint;
mod values;

use super::report::{
    Answer, Block, Computed, Content, Dump, FieldRow, Judged, Laid, Report, StepReport, Told,
};
use super::{step_number, who};
use crate::explain::math::TranscriptLine;
use crate::explain::{PartKind, plain};
use crate::text::Said;
use crate::trace::{Phase, RunKind, Side, Step};
use crate::wire::display::{count, hex};
use crate::{label, said};
pub(super) use layout::{cut, wrap};
use layout::{hex_lines, join_lines};
pub(super) use paint::check as paint_check;
use paint::{Role, paint};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// What the text has of each step.
pub const CONTENTS: [Content; 4] = [
    Content::Explanations,
    Content::Fields,
    Content::Values,
    Content::Checks,
];

/// Prose wider than this, in columns, is hard to read.
const PROSE_WIDTH: usize = 92;
/// Below this, in columns, nothing is narrowed further.
const MIN_WIDTH: usize = 40;
/// The columns that the value of a field should have: enough for the longest name of a suite.
const VALUE_WIDTH: usize = 40;
/// The indentation of what belongs to a step.
const INDENT: usize = 4;

/// How the text is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// The columns of a line. Prose uses no more than can be read well. From 80 columns on every line
    /// keeps to the width; below, the names of deeply nested fields may exceed it. At least 40 are used.
    pub width: usize,
    /// Whether to colour it with escape sequences.
    pub colour: bool,
    /// Whether to write words in the place of marks, arrows and rules, for a reader who listens.
    pub words: bool,
}

impl Default for Style {
    /// 80 columns without colour: a text for a file.
    fn default() -> Self {
        Style {
            width: 80,
            colour: false,
            words: false,
        }
    }
}

/// Writes a report, and the key of a worksheet on a page of its own behind it.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, report: &Report<'_>, style: Style) -> io::Result<()> {
    let mut printer = Printer::new(out, style);
    printer.header(report)?;
    for step in &report.steps {
        printer.step(report, step)?;
    }
    printer.outcome(report)?;
    match report.answers.as_slice() {
        [] => Ok(()),
        answers => {
            // a form feed is a page break to a printer
            write!(printer.out, "\x0c")?;
            printer.key(answers)
        }
    }
}

/// Writes the steps of a report alone. In words alone neither the phase of a step nor its number is written.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_steps(out: &mut impl Write, report: &Report<'_>, style: Style) -> io::Result<()> {
    let mut printer = Printer::new(out, style);
    let mut steps = report.steps.iter();
    steps.try_for_each(|step| printer.step(report, step))
}

/// Writes what is in the steps of a report, without their titles.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_blocks(out: &mut impl Write, report: &Report<'_>, style: Style) -> io::Result<()> {
    let mut printer = Printer::new(out, style);
    for one in &report.steps {
        let mut blocks = one.blocks.iter();
        blocks.try_for_each(|block| printer.block(one.step, block))?;
    }
    Ok(())
}

/// Writes what a report has of how the run ended.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_ending(out: &mut impl Write, report: &Report<'_>, style: Style) -> io::Result<()> {
    Printer::new(out, style).outcome(report)
}

/// Writes the values of a report as they are once a step is done.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_values(
    out: &mut impl Write,
    report: &Report<'_>,
    step: &Step,
    style: Style,
) -> io::Result<()> {
    Printer::new(out, style).rows(step, &report.values)
}

/// Writes the key of a worksheet.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_key(out: &mut impl Write, answers: &[Answer], style: Style) -> io::Result<()> {
    Printer::new(out, style).key(answers)
}

struct Printer<'a, W> {
    out: &'a mut W,
    width: usize,
    colour: bool,
    words: bool,
}

impl<'a, W: Write> Printer<'a, W> {
    fn new(out: &'a mut W, style: Style) -> Self {
        Printer {
            out,
            width: style.width.max(MIN_WIDTH),
            colour: style.colour,
            words: style.words,
        }
    }

    fn paint(&self, role: Role, text: &str) -> String {
        paint(self.colour, role, text)
    }

    fn line(&mut self, indent: usize, text: &str) -> io::Result<()> {
        writeln!(self.out, "{:indent$}{text}", "")
    }

    fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Running text, with each line in the same look.
    fn prose(&mut self, indent: usize, text: &str, role: Role) -> io::Result<()> {
        for line in wrap(text, self.width.min(PROSE_WIDTH) - indent) {
            let line = self.paint(role, &line);
            self.line(indent, &line)?;
        }
        Ok(())
    }

    /// Text after a mark, with further lines below its beginning.
    fn hanging(&mut self, indent: usize, mark: (Role, &str), text: (Role, &str)) -> io::Result<()> {
        let inner = indent + mark.1.width() + 1;
        let mut mark = self.paint(mark.0, mark.1) + " ";
        let mut at = indent;
        for line in wrap(text.1, self.width.saturating_sub(inner)) {
            let line = self.paint(text.0, &line);
            self.line(at, &format!("{mark}{line}"))?;
            (mark, at) = (String::new(), inner);
        }
        Ok(())
    }

    /// The mark of what is right or wrong.
    fn mark(&self, good: bool) -> &'static str {
        match (good, self.words) {
            (true, false) => "✓",
            (false, false) => "✗",
            (true, true) => Told::Passed.word(),
            (false, true) => label!("export.mark.attention"),
        }
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        self.blank()?;
        let text = self.paint(Role::Heading, text);
        self.line(INDENT, &text)
    }

    fn header(&mut self, report: &Report<'_>) -> io::Result<()> {
        let trace = report.trace;
        let run = trace.run();
        let mut agreed = vec!["premaster".to_owned()];
        let connection = trace.last_connection();
        agreed.extend(connection.version.map(|version| version.to_string()));
        agreed.extend(connection.suite_name());
        let mut facts = vec![format!("scenario {}", run.scenario)];
        facts.extend(run.seed.map(|seed| format!("seed {seed}")));
        facts.push(format!("clock {}", run.clock));
        let name = run.server_name.as_ref();
        facts.extend(name.map(|name| format!("server name {name}")));
        facts.push(count(trace.steps().len() as u64, "step"));
        self.prose(0, &agreed.join(" · "), Role::Title)?;
        for line in join_lines(&facts, " · ", self.width.min(PROSE_WIDTH)) {
            self.line(0, &line)?;
        }
        self.prose(0, &run.description, Role::Plain)?;
        if matches!(run.kind, RunKind::Capture { .. }) {
            // of a failed connection it is what is looked for, and the steps are many
            self.outcome(report)?;
        }
        for words in report.warnings() {
            self.blank()?;
            let mark = self.mark(false);
            self.prose(0, &format!("{mark} {words}"), Role::Bad)?;
        }
        self.blank()?;
        self.prose(0, report.standing(), Role::Quiet)
    }

    fn phase(&mut self, phase: Phase) -> io::Result<()> {
        self.ruled("─", phase.title())
    }

    /// A heading in a line.
    fn ruled(&mut self, line: &str, title: &str) -> io::Result<()> {
        if self.words {
            self.blank()?;
            return self.line(0, title);
        }
        let width = self.width.min(PROSE_WIDTH);
        let rule = line.repeat(width.saturating_sub(title.width() + 4));
        let line = self.paint(Role::Title, &format!("{line}{line} {title} {rule}"));
        self.blank()?;
        self.line(0, &line)
    }

    fn step(&mut self, report: &Report<'_>, one: &StepReport<'_>) -> io::Result<()> {
        if let Some(title) = &one.connection {
            self.ruled("═", &title.to_string())?;
        }
        let step = one.step;
        if self.words {
            self.prose(0, &one.title, Role::Title)?;
        } else {
            one.phase.map_or(Ok(()), |phase| self.phase(phase))?;
            let number = format!("{}/{}", step.index + 1, report.trace.steps().len());
            self.blank()?;
            self.hanging(0, (Role::Quiet, &number), (Role::Title, &one.title))?;
        }
        if report.selection.has(Content::Explanations) {
            self.prose(INDENT, &one.caption, Role::Plain)?;
        }
        self.who(step)?;
        for block in &one.blocks {
            self.block(step, block)?;
        }
        Ok(())
    }

    fn who(&mut self, step: &Step) -> io::Result<()> {
        let sealed = step
            .message
            .as_ref()
            .is_some_and(|message| message.protected);
        let words = self.words;
        let who = who(step, |sender| {
            match (sender, sealed, step.fate().tampered()) {
                (Side::Client, ..) if words => label!("export.who.from_client"),
                (Side::Server, ..) if words => label!("export.who.from_server"),
                (Side::Client, false, false) => "client ──▶ server  ",
                (Side::Client, true, false) => "client ══▶ server  ",
                (Side::Client, false, true) => "client ─╳▶ server  ",
                (Side::Client, true, true) => "client ═╳▶ server  ",
                (Side::Server, false, false) => "client ◀── server  ",
                (Side::Server, true, false) => "client ◀══ server  ",
                (Side::Server, false, true) => "client ◀╳─ server  ",
                (Side::Server, true, true) => "client ◀╳═ server  ",
            }
        });
        match INDENT + who.width() <= self.width {
            true => {
                let who = self.paint(Role::Quiet, &who);
                self.line(INDENT, &who)?;
            }
            false => self.prose(INDENT, &who, Role::Quiet)?,
        }
        Ok(())
    }

    fn block(&mut self, step: &Step, block: &Block<'_>) -> io::Result<()> {
        match block {
            Block::Prose(kind, spans) => {
                match kind {
                    PartKind::What => self.blank()?,
                    kind => self.heading(kind.title())?,
                }
                self.prose(INDENT, &plain(spans), Role::Plain)
            }
            Block::Dump(dump) => self.dump(dump),
            Block::NewValues(rows) => self.values(step, rows),
            Block::Computation(computed) => self.computation(computed),
            Block::Checks { first, more, rest } => self.checks(first, more.as_ref(), rest),
            Block::Stopped(words) => {
                self.blank()?;
                if self.words {
                    return self.prose(INDENT, words, Role::Bad);
                }
                self.hanging(INDENT, (Role::Bad, "✗"), (Role::Bad, words))
            }
        }
    }

    fn dump(&mut self, dump: &Dump<'_>) -> io::Result<()> {
        self.heading(&dump.title)?;
        self.fields(dump)?;
        if dump.raw {
            self.blank()?;
            for line in hex_lines(&dump.buffer.bytes, self.width - INDENT) {
                self.line(INDENT, &line)?;
            }
        }
        Ok(())
    }

    /// Offset, length, name and value of every field; the values below each other.
    fn fields(&mut self, dump: &Dump<'_>) -> io::Result<()> {
        let digits = dump.buffer.bytes.len().to_string().len();
        let place_width = 2 * digits + 1;
        // as wide as the widest name of a leaf, as far as that leaves room for the values
        let room = self
            .width
            .saturating_sub(INDENT + place_width + 4 + VALUE_WIDTH);
        let leaves = dump.fields.iter().filter(|field| field.leaf);
        let widest = leaves.map(|field| indented(field).width()).max();
        let column = widest.unwrap_or(0).min(room);
        for field in &dump.fields {
            let name = indented(field);
            let place = format!(
                "{:>digits$} {:>digits$}",
                field.range.start,
                field.range.len()
            );
            let padding = " ".repeat(column.saturating_sub(name.width()));
            let used = INDENT + place_width + 2 + name.width() + padding.len() + 2;
            let room = self.width.saturating_sub(used).max(8);
            let value = cut(&dump.value(field, room), room);
            let place = self.paint(Role::Quiet, &place);
            let name = self.paint(Role::Name, &name);
            self.line(INDENT, &format!("{place}  {name}{padding}  {value}"))?;
            if let Some(meaning) = &field.meaning {
                let indent = INDENT + place_width + 2 + 2 * field.depth + 2;
                self.prose(indent.min(self.width / 2), meaning, Role::Quiet)?;
            }
        }
        Ok(())
    }

    /// A computation under a heading.
    fn computation(&mut self, computed: &Computed<'_>) -> io::Result<()> {
        self.heading(&computed.title)?;
        self.prose(INDENT, &plain(&computed.formula), Role::Name)?;
        for (title, parts) in &computed.sections {
            self.heading(title)?;
            for part in parts {
                match part {
                    Laid::Prose(words) => self.prose(INDENT, &plain(words), Role::Plain)?,
                    Laid::Lines(lines) => {
                        for line in lines {
                            self.line(INDENT, line)?;
                        }
                    }
                    Laid::Transcript(lines) => self.transcript(lines)?,
                    Laid::Checks(list) => self.judged(list)?,
                }
            }
        }
        Ok(())
    }

    fn transcript(&mut self, lines: &[TranscriptLine<'_>]) -> io::Result<()> {
        for line in lines {
            let (step, message) = (step_number(line.step), line.message.name());
            let words = format!("{step}: {message}, {}", line.sender.name());
            self.line(INDENT, &words)?;
            match line.running_hash {
                Some(hash) => self.line(INDENT + 2, &hex(hash))?,
                None => self.line(INDENT + 2, label!("export.markdown.not_hashed"))?,
            }
        }
        Ok(())
    }

    fn checks(&mut self, first: &[Judged], more: Option<&Said>, rest: &[Judged]) -> io::Result<()> {
        self.heading("Checks")?;
        self.judged(first)?;
        if let Some(more) = more {
            self.blank()?;
            self.prose(INDENT, &more.to_string(), Role::Plain)?;
        }
        self.judged(rest)
    }

    fn judged(&mut self, checks: &[Judged]) -> io::Result<()> {
        for check in checks {
            let role = match check.told {
                Told::Passed => Role::Good,
                Told::Skipped | Told::Failed => Role::Bad,
                Told::Open => Role::Plain,
            };
            let (mark, word) = check.told.mark();
            let mark = match self.words {
                true => check.told.word().to_owned(),
                false => format!("{mark} {word}"),
            };
            let mark = (role, mark.trim_end());
            self.hanging(INDENT, mark, (Role::Plain, &check.question))?;
            self.prose(INDENT + 2, &check.sentence, Role::Plain)?;
        }
        Ok(())
    }

    fn outcome(&mut self, report: &Report<'_>) -> io::Result<()> {
        let Some(ending) = report.ending() else {
            return Ok(());
        };
        self.blank()?;
        match ending.passed {
            None => self.prose(0, &ending.words, Role::Plain)?,
            Some(_) if self.words => self.prose(0, &ending.words, Role::Plain)?,
            Some(true) => self.prose(0, &format!("✓ {}", ending.words), Role::Good)?,
            Some(false) => self.prose(0, &format!("✗ {}", ending.words), Role::Bad)?,
        }
        if let Some(sent) = ending.alert {
            let (level, description) = (sent.alert.level, sent.alert.description);
            let alert = format!("{level} {description}");
            let (side, step) = (sent.side.name(), step_number(sent.step));
            let words = said!("export.outcome.alert", side, step, alert);
            self.prose(0, &words.to_string(), Role::Plain)?;
        }
        for words in &ending.caveats {
            let mark = self.mark(false);
            self.prose(0, &format!("{mark} {words}"), Role::Bad)?;
        }
        if !ending.lesson.is_empty() {
            self.blank()?;
            let title = PartKind::Lesson.title();
            let lesson = said!("export.outcome.lesson", title, lesson = ending.lesson);
            self.prose(0, &lesson.to_string(), Role::Plain)?;
        }
        Ok(())
    }

    /// The answers of a worksheet.
    fn key(&mut self, answers: &[Answer]) -> io::Result<()> {
        self.ruled("─", label!("export.blank.title"))?;
        for one in answers {
            let number = format!("({})", one.number);
            let what = format!("{}, {}: {}", step_number(one.step), one.what, one.answer);
            self.hanging(0, (Role::Quiet, &number), (Role::Plain, &what))?;
        }
        Ok(())
    }
}

/// The name of a field, as deep as it is in the tree.
fn indented(field: &FieldRow) -> String {
    format!("{:1$}{2}", "", 2 * field.depth, field.name)
}
