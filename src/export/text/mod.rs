//! A trace as text, to be read from top to bottom: every step with its explanation, its bytes
//! field by field, its checks and its new values.
//!
//! Fields are shown with offset and length in their buffer; long values of fields are cut, values
//! of the run are whole. Left out: what only the other views have room for, such as the
//! intermediate values of a computation.

mod layout;
mod paint;

use super::{buffer_title, bytes, caveats, connection_title, formula, step_number, who};
use crate::explain;
use crate::protocol::Rules;
use crate::trace::{
    Buffer, Check, ConnectionId, Holder, Knowledge, Message, Origin, Outcome, Party, Phase, Side,
    Step, Trace, Value,
};
use crate::wire::display::{self, count};
use crate::{label, said};
pub(super) use layout::{cut, wrap};
use layout::{hex_lines, join_lines};
pub(super) use paint::check as paint_check;
use paint::{Role, paint};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Where the version of a run stands today; without one, the newest.
pub(super) fn standing(trace: &Trace) -> &'static str {
    let rules = trace.last_connection().rules().unwrap_or(Rules::newest());
    (rules.standing)()
}

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
}

impl Default for Style {
    /// 80 columns without colour: a text for a file.
    fn default() -> Self {
        Style {
            width: 80,
            colour: false,
        }
    }
}

/// Writes a trace with some of its steps, usually all of them.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, trace: &Trace, steps: &[Step], style: Style) -> io::Result<()> {
    let width = style.width.max(MIN_WIDTH);
    let mut printer = Printer {
        out,
        trace,
        width,
        colour: style.colour,
    };
    printer.header()?;
    let mut phase: Option<Phase> = None;
    let mut connection: Option<ConnectionId> = None;
    for step in steps {
        if connection.replace(step.connection) != Some(step.connection) {
            printer.connection(step.connection)?;
            phase = None;
        }
        if phase != Some(step.phase) {
            printer.phase(step.phase)?;
            phase = Some(step.phase);
        }
        printer.step(step)?;
    }
    printer.outcome()
}

struct Printer<'a, W> {
    out: &'a mut W,
    trace: &'a Trace,
    width: usize,
    colour: bool,
}

impl<W: Write> Printer<'_, W> {
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

    fn heading(&mut self, text: &str) -> io::Result<()> {
        self.blank()?;
        let text = self.paint(Role::Heading, text);
        self.line(INDENT, &text)
    }

    fn header(&mut self) -> io::Result<()> {
        let run = self.trace.run();
        let mut agreed = vec!["premaster".to_owned()];
        let connection = self.trace.last_connection();
        agreed.extend(connection.version.map(|version| version.to_string()));
        agreed.extend(connection.suite.map(|suite| suite.name.to_owned()));
        let mut facts = vec![format!("scenario {}", run.scenario)];
        facts.extend(run.seed.map(|seed| format!("seed {seed}")));
        facts.push(format!("clock {}", run.clock));
        facts.extend(
            run.server_name
                .as_ref()
                .map(|name| format!("server name {name}")),
        );
        facts.push(count(self.trace.steps().len() as u64, "step"));
        self.prose(0, &agreed.join(" · "), Role::Title)?;
        for line in join_lines(&facts, " · ", self.width.min(PROSE_WIDTH)) {
            self.line(0, &line)?;
        }
        self.prose(0, &run.description, Role::Plain)?;
        for words in caveats(self.trace) {
            self.blank()?;
            self.prose(0, &format!("✗ {words}"), Role::Bad)?;
        }
        for not_done in self.trace.not_done() {
            self.blank()?;
            self.prose(0, &format!("✗ {not_done}"), Role::Bad)?;
        }
        self.blank()?;
        self.prose(0, standing(self.trace), Role::Quiet)
    }

    /// The heading of a connection, where there are several.
    fn connection(&mut self, connection: ConnectionId) -> io::Result<()> {
        match connection_title(self.trace, connection) {
            Some(title) => self.ruled("═", &title.to_string()),
            None => Ok(()),
        }
    }

    fn phase(&mut self, phase: Phase) -> io::Result<()> {
        self.ruled("─", phase.title())
    }

    /// A heading in a line.
    fn ruled(&mut self, line: &str, title: &str) -> io::Result<()> {
        let width = self.width.min(PROSE_WIDTH);
        let rule = line.repeat(width.saturating_sub(title.width() + 4));
        let line = self.paint(Role::Title, &format!("{line}{line} {title} {rule}"));
        self.blank()?;
        self.line(0, &line)
    }

    fn step(&mut self, step: &Step) -> io::Result<()> {
        let explanation = explain::step(self.trace, step);
        let number = format!("{}/{}", step.index + 1, self.trace.steps().len());
        self.blank()?;
        self.hanging(0, (Role::Quiet, &number), (Role::Title, &explanation.title))?;
        self.prose(INDENT, &explanation.caption, Role::Plain)?;
        let sealed = step
            .message
            .as_ref()
            .is_some_and(|message| message.protected);
        let who = who(step, |sender| {
            match (sender, sealed, step.fate().tampered()) {
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
        // the lesson comes at the end
        let parts = explanation.parts.iter();
        let parts = parts.filter(|part| part.kind != explain::PartKind::Lesson);
        for (i, part) in parts.enumerate() {
            if i == 0 {
                self.blank()?;
            } else {
                self.heading(part.kind.title())?;
            }
            self.prose(INDENT, &part.plain(), Role::Plain)?;
        }
        if let Some(message) = &step.message {
            self.message(message)?;
        }
        self.checks(step)?;
        self.values(step)
    }

    fn message(&mut self, message: &Message) -> io::Result<()> {
        for (buffer, arrived, other) in bytes::buffers(message) {
            let length = count(buffer.bytes.len() as u64, "byte");
            let what = buffer_title(buffer.kind, arrived);
            self.heading(&format!("{what}: {length}"))?;
            self.fields(buffer, other)?;
        }
        Ok(())
    }

    /// Offset, length, name and value of every field; the values below each other.
    fn fields(&mut self, buffer: &Buffer, other: Option<&Buffer>) -> io::Result<()> {
        let fields = buffer.fields();
        let indented = |depth: usize, name: &str| format!("{:1$}{name}", "", 2 * depth);
        let names = fields.iter().map(|placed| {
            let indented = indented(placed.depth, placed.node.field.name());
            if placed.node.is_leaf() {
                indented.width()
            } else {
                0
            }
        });
        let digits = buffer.bytes.len().to_string().len();
        let place_width = 2 * digits + 1;
        // as wide as the widest name of a leaf, as far as that leaves room for the values
        let room = self
            .width
            .saturating_sub(INDENT + place_width + 4 + VALUE_WIDTH);
        let column = names.max().unwrap_or(0).min(room);
        for placed in &fields {
            let node = placed.node;
            let name = indented(placed.depth, node.field.name());
            let place = format!("{:>digits$} {:>digits$}", node.start, node.len());
            let padding = " ".repeat(column.saturating_sub(name.width()));
            let used = INDENT + place_width + 2 + name.width() + padding.len() + 2;
            let room = self.width.saturating_sub(used).max(8);
            let value = match display::meaning(node, &buffer.bytes) {
                None if node.is_leaf() && !node.is_empty() => {
                    bytes::value(buffer, node.range(), other, room)
                }
                _ => cut(&display::value(node, &buffer.bytes), room),
            };
            let place = self.paint(Role::Quiet, &place);
            let name = self.paint(Role::Name, &name);
            self.line(INDENT, &format!("{place}  {name}{padding}  {value}"))?;
        }
        Ok(())
    }

    fn checks(&mut self, step: &Step) -> io::Result<()> {
        if !step.checks.is_empty() {
            self.heading("Checks")?;
        }
        let order = explain::checks::in_order(step);
        for check in &order.first {
            self.check(check)?;
        }
        if let Some(more) = order.more() {
            self.blank()?;
            self.prose(INDENT, &more.to_string(), Role::Plain)?;
        }
        for check in &order.rest {
            self.check(check)?;
        }
        if let Some(failure) = &step.failure {
            self.blank()?;
            let stopped = said!("export.stopped", failure).to_string();
            self.hanging(INDENT, (Role::Bad, "✗"), (Role::Bad, &stopped))?;
        }
        Ok(())
    }

    fn check(&mut self, check: &Check) -> io::Result<()> {
        let mark = match (check.passed, check.skipped) {
            (true, _) => (Role::Good, "✓"),
            (false, true) => (Role::Bad, "– skipped:"),
            (false, false) => (Role::Bad, "✗ failed:"),
        };
        let asked = explain::checks::asked(check);
        self.hanging(INDENT, mark, (Role::Plain, &asked.question))?;
        self.prose(INDENT + 2, &asked.sentence(), Role::Plain)
    }

    /// The values that first appear in this step, in full.
    fn values(&mut self, step: &Step) -> io::Result<()> {
        let trace = self.trace;
        let new = trace.new_in(step);
        if !new.is_empty() {
            self.heading(label!("export.value.new"))?;
        }
        for value in new {
            let name = self.paint(Role::Name, &value.key());
            let length = count(value.bytes.len() as u64, "byte");
            self.line(INDENT, &format!("{name}  {length}"))?;
            self.prose(INDENT + 2, &origin(trace, value), Role::Quiet)?;
            let known = knowledge(value, step.index);
            self.prose(INDENT + 2, &known, Role::Quiet)?;
            for line in hex_lines(&value.bytes, self.width - INDENT - 2) {
                self.line(INDENT + 2, &line)?;
            }
        }
        Ok(())
    }

    fn outcome(&mut self) -> io::Result<()> {
        self.blank()?;
        match self.trace.outcome() {
            Outcome::Running => self.prose(0, label!("export.outcome.goes_on"), Role::Plain)?,
            Outcome::Established => {
                let words = label!("export.outcome.established");
                self.prose(0, &format!("✓ {words}"), Role::Good)?;
            }
            Outcome::Failed { alert, reason } => {
                let failed = said!("export.outcome.failed", reason);
                self.prose(0, &format!("✗ {failed}"), Role::Bad)?;
                if let Some(sent) = alert {
                    let (level, description) = (sent.alert.level, sent.alert.description);
                    let alert = format!("{level} {description}");
                    let (side, step) = (sent.side.name(), step_number(sent.step));
                    let words = said!("export.outcome.alert", side, step, alert);
                    self.prose(0, &words.to_string(), Role::Plain)?;
                }
            }
        }
        for words in caveats(self.trace) {
            self.prose(0, &format!("✗ {words}"), Role::Bad)?;
        }
        if !self.trace.lesson().is_empty() {
            self.blank()?;
            let title = explain::PartKind::Lesson.title();
            let lesson = said!("export.outcome.lesson", title, lesson = self.trace.lesson());
            self.prose(0, &lesson.to_string(), Role::Plain)?;
        }
        Ok(())
    }
}

fn origin(trace: &Trace, value: &Value) -> String {
    match &value.origin {
        Origin::Generated { by } => said!("export.value.generated", side = by.name()).to_string(),
        Origin::Wire(place) => {
            said!("export.value.wire", step = step_number(place.step)).to_string()
        }
        Origin::Stored { path } => said!("export.value.stored", path).to_string(),
        Origin::Derived { .. } => {
            let formula = formula(trace, value).unwrap_or_default();
            format!("= {formula}")
        }
    }
}

/// What each party has of a value once a step is done, and whether the two sides agree, in the marks of
/// the screen.
fn knowledge(value: &Value, step: usize) -> String {
    let mut words: Vec<String> = Party::ALL
        .iter()
        .map(|party| {
            let mark = match value.known_to(*party, step) {
                Knowledge::Known => '●',
                Knowledge::Sealed => '◐',
                Knowledge::Unknown => '○',
            };
            format!("{mark} {}", party.name())
        })
        .collect();
    let both = Side::BOTH
        .iter()
        .all(|side| value.known_to((*side).into(), step) == Knowledge::Known);
    match value.holder {
        Holder::Of(side) => {
            let other = side.peer().name();
            words.push(format!("≠ {}", said!("export.value.differs", other)));
        }
        Holder::Agreed if both => words.push(format!("= {}", label!("export.value.same"))),
        Holder::Agreed | Holder::OnTheWire(_) => {}
    }
    words.join("  ")
}
