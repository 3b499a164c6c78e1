//! A trace as a document to read: GitHub Flavored Markdown, described in `docs/formats.md`.
//!
//! Every step with its explanation, its message field by field, its checks and its computations
//! with their numbers; at the end every value and who knows it. Paragraphs and cells are one line
//! each, so that wrapping cannot turn them into markup. Left out: the middle of very long records.

pub(super) mod escape;
mod math;

use super::{
    buffer_title, bytes, caveats, connection_title, formula, step_number, text::standing, who,
};
use crate::explain::{self, PartKind, Span};
use crate::trace::{
    Buffer, Check, ConnectionId, Knowledge, Message, Origin, Outcome, Party, Phase, Side, Step,
    Trace, Value, ValueId,
};
use crate::wire::display::{self, count, hex};
use crate::{label, said};
use escape::{code, fenced, text};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Bytes of a field or of a new value that are shown in a line; more are cut.
const LINE_BYTES: usize = 32;

/// Writes a trace with some of its steps, usually all of them.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, trace: &Trace, steps: &[Step]) -> io::Result<()> {
    let mut document = Document { out, trace };
    document.head()?;
    document.contents(steps)?;
    let (mut phase, mut connection) = (None, None);
    for step in steps {
        if connection.replace(step.connection) != Some(step.connection) {
            document.connection(step.connection)?;
            phase = None;
        }
        if phase != Some(step.phase) {
            document.phase(step.phase)?;
            phase = Some(step.phase);
        }
        document.step(step)?;
    }
    document.outcome()?;
    document.values(steps)
}

struct Document<'a, W> {
    out: &'a mut W,
    trace: &'a Trace,
}

impl<W: Write> Document<'_, W> {
    /// A paragraph; `text` is Markdown.
    fn paragraph(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}\n")
    }

    fn head(&mut self) -> io::Result<()> {
        let trace = self.trace;
        let run = trace.run();
        let title = said!("export.markdown.title", scenario = text(&run.scenario));
        self.paragraph(&format!("# {title}"))?;
        self.paragraph(&text(&run.description))?;
        for words in caveats(trace) {
            self.paragraph(&format!("**{}**", text(&words)))?;
        }
        for not_done in trace.not_done() {
            self.paragraph(&format!("**{}**", text(&not_done.to_string())))?;
        }
        self.paragraph(&format!("> {}", text(standing(trace))))?;
        let clock = run.clock.to_string();
        let steps = trace.steps().len().to_string();
        let agreed = trace.last_connection();
        let facts = [
            ("version", agreed.version.map(|version| version.to_string())),
            ("suite", agreed.suite.map(|suite| suite.name.to_owned())),
            ("seed", run.seed.map(|seed| seed.to_string())),
            ("clock", Some(clock)),
            ("server name", run.server_name.clone()),
            ("steps", Some(steps)),
        ];
        let row = |(name, fact): (&str, Option<String>)| {
            let fact = display::escaped(fact?.as_bytes());
            Some(vec![name.to_owned(), code(&fact)])
        };
        let rows: Vec<Vec<String>> = facts.into_iter().filter_map(row).collect();
        table(self.out, &["the run", ""], &rows)
    }

    fn contents(&mut self, steps: &[Step]) -> io::Result<()> {
        self.paragraph("## Contents")?;
        let (mut phase, mut connection) = (None, None);
        for step in steps {
            if connection.replace(step.connection) != Some(step.connection) {
                phase = None;
                if let Some(title) = connection_title(self.trace, step.connection) {
                    writeln!(self.out, "- **{title}**")?;
                }
            }
            if phase != Some(step.phase) {
                writeln!(self.out, "- {}", step.phase.title())?;
                phase = Some(step.phase);
            }
            let title = text(&explain::title(self.trace, step));
            let number = step.index + 1;
            writeln!(self.out, "  - [{number}. {title}](#step-{number})")?;
        }
        writeln!(self.out, "- [Outcome](#outcome)")?;
        writeln!(self.out, "- [Values](#values)\n")
    }

    /// The heading of a connection, where there are several.
    fn connection(&mut self, connection: ConnectionId) -> io::Result<()> {
        match connection_title(self.trace, connection) {
            Some(title) => self.paragraph(&format!("# {title}")),
            None => Ok(()),
        }
    }

    fn phase(&mut self, phase: Phase) -> io::Result<()> {
        self.paragraph(&format!("## {}", phase.title()))
    }

    fn step(&mut self, step: &Step) -> io::Result<()> {
        let explanation = explain::step(self.trace, step);
        let number = step.index + 1;
        self.paragraph(&format!("<a id=\"step-{number}\"></a>"))?;
        self.paragraph(&format!("### {number}. {}", text(&explanation.title)))?;
        let who = who(step, |sender| match sender {
            Side::Client => "client → server: ",
            Side::Server => "server → client: ",
        });
        self.paragraph(&format!("*{who}*"))?;
        self.paragraph(&format!("> {}", text(&explanation.caption)))?;
        for part in &explanation.parts {
            let words = spans(&part.spans);
            match part.kind {
                PartKind::What => self.paragraph(&words)?,
                // it comes where the run has ended
                PartKind::Lesson => {}
                kind => self.paragraph(&format!("**{}.** {words}", kind.title()))?,
            }
        }
        if let Some(message) = &step.message {
            self.message(message)?;
        }
        self.new_values(step)?;
        let computations = explain::math::of_step(self.trace, step);
        for computation in &computations {
            math::write(self.out, computation)?;
        }
        let shown: Vec<&Check> = computations.iter().flat_map(math::checks).collect();
        self.checks(step, &shown)?;
        if let Some(failure) = &step.failure {
            let stopped = said!("export.stopped", failure).to_string();
            self.paragraph(&format!("**✗** {}", text(&stopped)))?;
        }
        Ok(())
    }

    fn message(&mut self, message: &Message) -> io::Result<()> {
        for (buffer, arrived, other) in bytes::buffers(message) {
            let length = count(buffer.bytes.len() as u64, "byte");
            let what = buffer_title(buffer.kind, arrived);
            self.paragraph(&format!("#### {what}: {length}"))?;
            self.fields(message, buffer, other)?;
            let summary = label!("export.markdown.bytes");
            writeln!(self.out, "<details><summary>{summary}</summary>\n")?;
            writeln!(self.out, "{}", fenced(&dump(&buffer.bytes)))?;
            writeln!(self.out, "</details>\n")?;
        }
        Ok(())
    }

    fn fields(
        &mut self,
        message: &Message,
        buffer: &Buffer,
        other: Option<&Buffer>,
    ) -> io::Result<()> {
        let row = |placed: &crate::wire::node::Placed<'_>| {
            let node = placed.node;
            let value = match display::meaning(node, &buffer.bytes) {
                None if node.is_leaf() && !node.is_empty() => {
                    bytes::value(buffer, node.range(), other, 2 * LINE_BYTES + 1)
                }
                _ => display::value(node, &buffer.bytes),
            };
            let name = format!("{}{}", "· ".repeat(placed.depth), text(node.field.name()));
            let place = (node.start.to_string(), node.len().to_string());
            vec![
                place.0,
                place.1,
                name,
                text(&value),
                text(message.rfc(node.field)),
            ]
        };
        let rows: Vec<Vec<String>> = buffer.fields().iter().map(row).collect();
        table(
            self.out,
            &["offset", "length", "field", "value", "defined in"],
            &rows,
        )
    }

    fn new_values(&mut self, step: &Step) -> io::Result<()> {
        let trace = self.trace;
        let rows: Vec<Vec<String>> = trace
            .new_in(step)
            .into_iter()
            .map(|value| {
                let bytes = code(&short_hex(&value.bytes));
                let length = value.bytes.len().to_string();
                vec![code(&value.key()), length, origin(trace, value), bytes]
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.paragraph(&format!("#### {}", label!("export.value.new")))?;
        table(
            self.out,
            &["value", "length", label!("export.value.origin"), "bytes"],
            &rows,
        )
    }

    /// The checks of a step but for those that its computations have shown.
    fn checks(&mut self, step: &Step, shown: &[&Check]) -> io::Result<()> {
        let mut order = explain::checks::in_order(step);
        for list in [&mut order.first, &mut order.rest] {
            list.retain(|check| !shown.contains(check));
        }
        if order.first.is_empty() && order.rest.is_empty() {
            return Ok(());
        }
        self.paragraph("#### Checks")?;
        for check in &order.first {
            writeln!(self.out, "{}", math::check(check))?;
        }
        writeln!(self.out)?;
        let Some(more) = order.more() else {
            return Ok(());
        };
        self.paragraph(&more.to_string())?;
        for check in &order.rest {
            writeln!(self.out, "{}", math::check(check))?;
        }
        writeln!(self.out)
    }

    fn outcome(&mut self) -> io::Result<()> {
        self.paragraph("<a id=\"outcome\"></a>")?;
        self.paragraph(&format!("## {}", label!("export.outcome.title")))?;
        match self.trace.outcome() {
            Outcome::Running => self.paragraph(label!("export.outcome.goes_on"))?,
            Outcome::Established => {
                let words = label!("export.outcome.established");
                self.paragraph(&format!("**✓** {words}"))?;
            }
            Outcome::Failed { alert, reason } => {
                let failed = said!("export.outcome.failed", reason).to_string();
                self.paragraph(&format!("**✗** {}", text(&failed)))?;
                if let Some(sent) = alert {
                    let (level, description) = (sent.alert.level, sent.alert.description);
                    let alert = code(&format!("{level} {description}"));
                    let (side, number) = (sent.side.name(), sent.step + 1);
                    let step = format!("[{}](#step-{number})", step_number(sent.step));
                    let words = said!("export.outcome.alert", side, step, alert);
                    self.paragraph(&words.to_string())?;
                }
            }
        }
        for words in caveats(self.trace) {
            self.paragraph(&format!("**{}**", text(&words)))?;
        }
        match self.trace.lesson() {
            "" => Ok(()),
            lesson => {
                let title = PartKind::Lesson.title();
                self.paragraph(&format!("**{title}.** {}", text(lesson)))
            }
        }
    }

    /// Every value of these steps: who knows it since when, and then all of its bytes.
    fn values(&mut self, steps: &[Step]) -> io::Result<()> {
        let trace = self.trace;
        let listed = steps.iter().flat_map(|step| step.values.clone());
        let new = steps.iter().flat_map(|step| trace.new_in(step));
        let ids: BTreeSet<ValueId> = listed.chain(new.map(|value| value.id)).collect();
        let values: Vec<&Value> = ids.iter().map(|id| trace.value(*id)).collect();
        self.paragraph("<a id=\"values\"></a>")?;
        self.paragraph(&format!("## {}", label!("export.value.title")))?;
        if values.is_empty() {
            return self.paragraph(label!("export.value.none"));
        }
        self.paragraph(label!("export.value.legend"))?;
        let row = |value: &&Value| {
            let since = |party| knowledge(value, party);
            vec![
                code(&value.key()),
                value.bytes.len().to_string(),
                origin(trace, value),
                since(Party::Client),
                since(Party::Server),
                since(Party::Eavesdropper),
            ]
        };
        let head = [
            "value",
            "length",
            label!("export.value.origin"),
            "client",
            "server",
            "eavesdropper",
        ];
        let rows: Vec<Vec<String>> = values.iter().map(row).collect();
        table(self.out, &head, &rows)?;
        for value in values {
            let length = count(value.bytes.len() as u64, "byte");
            self.paragraph(&format!("{}, {length}:", code(&value.key())))?;
            writeln!(self.out, "{}", fenced(&hex_lines(&value.bytes)))?;
        }
        Ok(())
    }
}

/// A table; the cells are Markdown.
pub(super) fn table(out: &mut impl Write, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
    writeln!(out, "| {} |", head.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(head.len()))?;
    for row in rows {
        writeln!(out, "| {} |", row.join(" | "))?;
    }
    writeln!(out)
}

/// Prose as Markdown: terms emphasised, values in a fixed-width face.
fn spans(spans: &[Span]) -> String {
    let one = |span: &Span| match span {
        Span::Text(words) => text(words),
        Span::Strong(words) => format!("*{}*", text(words)),
        Span::Value { text, .. } => code(text),
    };
    spans.iter().map(one).collect()
}

fn origin(trace: &Trace, value: &Value) -> String {
    match &value.origin {
        Origin::Generated { by } => said!("export.value.generated", side = by.name()).to_string(),
        Origin::Wire(place) => {
            said!("export.value.wire", step = step_number(place.step)).to_string()
        }
        Origin::Stored { path } => {
            let path = code(&display::escaped(path.as_bytes()));
            said!("export.value.stored", path).to_string()
        }
        Origin::Derived { .. } => code(&formula(trace, value).unwrap_or_default()),
    }
}

/// Since when a party knows a value, or has seen it encrypted.
fn knowledge(value: &Value, party: Party) -> String {
    let of = |what| {
        let first =
            |(_, who, knowledge): &&(usize, Party, Knowledge)| (*who, *knowledge) == (party, what);
        value.history.iter().find(first).map(|(step, ..)| *step)
    };
    match (of(Knowledge::Known), of(Knowledge::Sealed)) {
        (Some(step), _) => step_number(step).to_string(),
        (None, Some(step)) => said!("export.value.encrypted", step = step_number(step)).to_string(),
        (None, None) => label!("export.value.unknown").to_owned(),
    }
}

/// At most a line of bytes.
fn short_hex(bytes: &[u8]) -> String {
    match bytes.get(..LINE_BYTES) {
        Some(first) if bytes.len() > LINE_BYTES => format!("{}…", hex(first)),
        _ => hex(bytes),
    }
}

/// All bytes, in lines.
fn hex_lines(bytes: &[u8]) -> Vec<String> {
    bytes.chunks(LINE_BYTES).map(hex).collect()
}

/// All bytes, in lines with their offsets.
fn dump(bytes: &[u8]) -> Vec<String> {
    let lines = bytes.chunks(LINE_BYTES).map(hex);
    lines
        .enumerate()
        .map(|(i, line)| format!("{:>5}  {line}", i * LINE_BYTES))
        .collect()
}
