//! A report as a document to read: GitHub Flavored Markdown, described in `docs/formats.md`.
//!
//! Every step with its explanation, its message field by field, its checks and its computations
//! with their numbers; at the end every value and who knows it. Paragraphs and cells are one line
//! each, so that wrapping cannot turn them into markup. Left out: the middle of very long records.

pub mod escape;

use super::report::{
    Answer, Block, Cell, Computed, Content, Dump, Judged, Laid, OriginWords, Report, Shown,
    StepReport, Table, ValueRow,
};
use super::{step_number, who};
use crate::explain::{self, PartKind, Span};
use crate::text::Said;
use crate::trace::{Knowledge, Party, Side, Value};
use crate::wire::display::hex;
use crate::{label, said};
pub(super) use escape::text;
use escape::{code, fenced, linked};
use std::io::{self, Write};

/// What a document has of each step.
pub const CONTENTS: [Content; 6] = Content::ALL;

/// Bytes of a field or of a new value that are shown in a line; more are cut.
const LINE_BYTES: usize = 32;
/// Between the report and the key of a worksheet, where it is printed.
const PAGE_BREAK: &str = "<div style=\"page-break-before: always\"></div>";

/// Writes a report, and the key of a worksheet behind it.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    let mut document = Document { out, report };
    document.head()?;
    document.contents()?;
    for step in &report.steps {
        document.step(step)?;
    }
    document.outcome()?;
    document.values()?;
    match report.answers.as_slice() {
        [] => Ok(()),
        answers => {
            document.paragraph(PAGE_BREAK)?;
            write_key(document.out, answers)
        }
    }
}

/// Writes the key of a worksheet.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_key(out: &mut impl Write, answers: &[Answer]) -> io::Result<()> {
    writeln!(out, "## {}\n", label!("export.blank.title"))?;
    shared(out, &Table::of_key(answers))
}

struct Document<'a, 't, W> {
    out: &'a mut W,
    report: &'a Report<'t>,
}

impl<W: Write> Document<'_, '_, W> {
    /// A paragraph; `text` is Markdown.
    fn paragraph(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}\n")
    }

    fn head(&mut self) -> io::Result<()> {
        let run = self.report.trace.run();
        let title = said!("export.markdown.title", scenario = text(&run.scenario));
        self.paragraph(&format!("# {title}"))?;
        self.paragraph(&text(&run.description))?;
        for words in self.report.warnings() {
            self.paragraph(&format!("**{}**", text(&words)))?;
        }
        self.paragraph(&format!("> {}", text(self.report.standing())))?;
        let row = |(name, fact): (&str, String)| vec![name.to_owned(), code(&fact)];
        let rows: Vec<Vec<String>> = self.report.facts().into_iter().map(row).collect();
        table(self.out, &["the run", ""], &rows)
    }

    fn contents(&mut self) -> io::Result<()> {
        self.paragraph("## Contents")?;
        for step in &self.report.steps {
            if let Some(title) = &step.connection {
                writeln!(self.out, "- **{title}**")?;
            }
            if let Some(phase) = step.phase {
                writeln!(self.out, "- {}", phase.title())?;
            }
            let number = step.step.index + 1;
            let title = text(&step.title);
            writeln!(self.out, "  - [{number}. {title}](#step-{number})")?;
        }
        if self.report.ending().is_some() {
            writeln!(self.out, "- [Outcome](#outcome)")?;
        }
        if self.report.selection.has(Content::Values) {
            writeln!(self.out, "- [Values](#values)")?;
        }
        writeln!(self.out)
    }

    fn step(&mut self, one: &StepReport<'_>) -> io::Result<()> {
        if let Some(title) = &one.connection {
            self.paragraph(&format!("# {title}"))?;
        }
        if let Some(phase) = one.phase {
            self.paragraph(&format!("## {}", phase.title()))?;
        }
        let number = one.step.index + 1;
        let anchor = one.key.anchor();
        self.paragraph(&format!(
            "<a id=\"step-{number}\"></a><a id=\"{anchor}\"></a>"
        ))?;
        self.paragraph(&format!("### {number}. {}", text(&one.title)))?;
        let who = who(one.step, |sender| match sender {
            Side::Client => "client → server: ",
            Side::Server => "server → client: ",
        });
        let place = self.report.place(one);
        self.paragraph(&format!("*{who}* · `{place}`"))?;
        if self.report.selection.has(Content::Explanations) {
            self.paragraph(&format!("> {}", text(&one.caption)))?;
        }
        one.blocks.iter().try_for_each(|block| self.block(block))
    }

    fn block(&mut self, block: &Block<'_>) -> io::Result<()> {
        match block {
            Block::Prose(PartKind::What, words) => self.paragraph(&spans(words)),
            Block::Prose(kind, words) => {
                self.paragraph(&format!("**{}.** {}", kind.title(), spans(words)))
            }
            Block::Dump(dump) => self.dump(dump),
            Block::NewValues(rows) => self.new_values(rows),
            Block::Computation(computed) => self.computation(computed),
            Block::Checks { first, more, rest } => self.checks(first, more.as_ref(), rest),
            Block::Stopped(words) => self.paragraph(&format!("**✗** {}", text(words))),
        }
    }

    fn dump(&mut self, dump: &Dump<'_>) -> io::Result<()> {
        self.paragraph(&format!("#### {}", dump.title))?;
        if !dump.fields.is_empty() {
            self.fields(dump)?;
        }
        if !dump.raw {
            return Ok(());
        }
        let summary = label!("export.markdown.bytes");
        writeln!(self.out, "<details><summary>{summary}</summary>\n")?;
        writeln!(self.out, "{}", fenced(&numbered(&dump.buffer.bytes)))?;
        writeln!(self.out, "</details>\n")
    }

    fn fields(&mut self, dump: &Dump<'_>) -> io::Result<()> {
        let meanings = self.report.selection.meanings;
        let rows = dump.fields.iter().map(|field| {
            let name = format!("{}{}", "· ".repeat(field.depth), text(field.name));
            let mut row = vec![
                field.range.start.to_string(),
                field.range.len().to_string(),
                name,
                text(&dump.value(field, 2 * LINE_BYTES + 1)),
                linked(field.rfc),
            ];
            row.extend(meanings.then(|| linked(field.meaning.as_deref().unwrap_or_default())));
            row
        });
        let rows: Vec<Vec<String>> = rows.collect();
        let mut head = vec!["offset", "length", "field", "value", "defined in"];
        head.extend(meanings.then_some(label!("export.meaning")));
        table(self.out, &head, &rows)
    }

    fn new_values(&mut self, rows: &[ValueRow<'_>]) -> io::Result<()> {
        self.paragraph(&format!("#### {}", label!("export.value.new")))?;
        let row = |row: &ValueRow<'_>| {
            let bytes = match &row.bytes {
                Shown::Bytes(bytes) => short_hex(bytes),
                Shown::Blank(blank) => blank.clone(),
            };
            let length = length(row.value);
            vec![
                code(&row.value.key()),
                length,
                origin(&row.origin),
                code(&bytes),
            ]
        };
        let rows: Vec<Vec<String>> = rows.iter().map(row).collect();
        let head = ["value", "length", label!("export.value.origin"), "bytes"];
        table(self.out, &head, &rows)
    }

    /// A computation under a heading of the fourth level.
    fn computation(&mut self, computed: &Computed<'_>) -> io::Result<()> {
        self.paragraph(&format!("#### {}", text(&computed.title)))?;
        writeln!(self.out, "{}", fenced(&[explain::plain(&computed.formula)]))?;
        for (title, parts) in &computed.sections {
            self.paragraph(&format!("**{}**", text(title)))?;
            for part in parts {
                match part {
                    Laid::Prose(words) => self.paragraph(&spans(words))?,
                    Laid::Lines(lines) => writeln!(self.out, "{}", fenced(lines))?,
                    Laid::Checks(list) => self.list(list)?,
                    Laid::Transcript(lines) => shared(self.out, &Table::of_transcript(lines))?,
                }
            }
        }
        Ok(())
    }

    fn checks(&mut self, first: &[Judged], more: Option<&Said>, rest: &[Judged]) -> io::Result<()> {
        self.paragraph("#### Checks")?;
        self.list(first)?;
        let Some(more) = more else {
            return Ok(());
        };
        self.paragraph(&more.to_string())?;
        self.list(rest)
    }

    fn list(&mut self, checks: &[Judged]) -> io::Result<()> {
        for check in checks {
            let mark = match check.told.mark() {
                (mark, "") => mark.to_owned(),
                (mark, word) => format!("{mark} **{word}**"),
            };
            let (question, sentence) = (text(&check.question), linked(&check.sentence));
            writeln!(self.out, "- {mark} {question} {sentence}")?;
        }
        writeln!(self.out)
    }

    fn outcome(&mut self) -> io::Result<()> {
        let Some(ending) = self.report.ending() else {
            return Ok(());
        };
        self.paragraph("<a id=\"outcome\"></a>")?;
        self.paragraph(&format!("## {}", label!("export.outcome.title")))?;
        match ending.passed {
            None => self.paragraph(&ending.words)?,
            Some(true) => self.paragraph(&format!("**✓** {}", ending.words))?,
            Some(false) => self.paragraph(&format!("**✗** {}", text(&ending.words)))?,
        }
        if let Some(sent) = ending.alert {
            let (level, description) = (sent.alert.level, sent.alert.description);
            let alert = code(&format!("{level} {description}"));
            let (side, number) = (sent.side.name(), sent.step + 1);
            let step = format!("[{}](#step-{number})", step_number(sent.step));
            let words = said!("export.outcome.alert", side, step, alert);
            self.paragraph(&words.to_string())?;
        }
        for words in &ending.caveats {
            self.paragraph(&format!("**{}**", text(words)))?;
        }
        match ending.lesson {
            "" => Ok(()),
            lesson => {
                let title = PartKind::Lesson.title();
                self.paragraph(&format!("**{title}.** {}", linked(lesson)))
            }
        }
    }

    /// Every value of the steps: who knows it since when, and then all of its bytes.
    fn values(&mut self) -> io::Result<()> {
        if !self.report.selection.has(Content::Values) {
            return Ok(());
        }
        self.paragraph("<a id=\"values\"></a>")?;
        self.paragraph(&format!("## {}", label!("export.value.title")))?;
        if self.report.values.is_empty() {
            return self.paragraph(label!("export.value.none"));
        }
        self.paragraph(label!("export.value.legend"))?;
        let row = |row: &ValueRow<'_>| {
            let value = row.value;
            let since = |party| knowledge(value, party);
            vec![
                code(&value.key()),
                length(value),
                origin(&row.origin),
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
        let rows: Vec<Vec<String>> = self.report.values.iter().map(row).collect();
        table(self.out, &head, &rows)?;
        for row in &self.report.values {
            let size = row.value.size();
            self.paragraph(&format!("{}, {size}:", code(&row.value.key())))?;
            let lines = match &row.bytes {
                Shown::Bytes(bytes) => bytes.chunks(LINE_BYTES).map(hex).collect(),
                Shown::Blank(blank) => vec![blank.clone()],
            };
            writeln!(self.out, "{}", fenced(&lines))?;
        }
        Ok(())
    }
}

/// A table of the report.
fn shared(out: &mut impl Write, table: &Table) -> io::Result<()> {
    let cell = |cell: &Cell| match cell {
        Cell::Words(words) => text(words),
        Cell::Code(bytes) => code(bytes),
    };
    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect());
    self::table(out, &table.head, &rows.collect::<Vec<_>>())
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
        Span::Text(words) => linked(words),
        Span::Strong(words) => format!("*{}*", text(words)),
        Span::Value { text, .. } => code(text),
    };
    spans.iter().map(one).collect()
}

fn origin(origin: &OriginWords) -> String {
    match origin {
        OriginWords::Plain(words) => words.clone(),
        OriginWords::Stored(path) => said!("export.value.stored", path = code(path)).to_string(),
        OriginWords::Formula(formula) => code(formula),
    }
}

/// Since when a party knows a value, or has seen it encrypted.
pub(super) fn knowledge(value: &Value, party: Party) -> String {
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

/// All bytes, in lines with their offsets.
fn numbered(bytes: &[u8]) -> Vec<String> {
    let lines = bytes.chunks(LINE_BYTES).map(hex);
    lines
        .enumerate()
        .map(|(i, line)| format!("{:>5}  {line}", i * LINE_BYTES))
        .collect()
}

/// The length of a value in bytes, for a table; nothing where its bytes are not known.
fn length(value: &Value) -> String {
    match value.sealed {
        Some(_) => String::new(),
        None => value.bytes.len().to_string(),
    }
}
