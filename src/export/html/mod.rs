//! A report as one page of HTML that needs nothing else: no network, no other file.
//!
//! The page is complete without its script: the sequence, every step in order, the values. With the
//! script the reader steps through it. What stands on paper is the page without the script. The style
//! and the script are `assets/html/`; the colours are those of the screen. Left out: what the screen can
//! compute anew, such as another run.

mod stage;
mod step;

use super::markup::{colours, escaped, linked};
use super::report::{Answer, Cell, Content, Report, Shown, Table, ValueRow};
use super::{markdown, step_number, svg};
use crate::explain::{PartKind, Span};
use crate::trace::Party;
use crate::wire::display::hex;
use crate::{label, said};
use std::fmt::Write as _;
use std::io::{self, Write};

/// What the page has of each step.
pub const CONTENTS: [Content; 6] = Content::ALL;

const STYLE: &str = include_str!("../../../assets/html/page.css");
const SCRIPT: &str = include_str!("../../../assets/html/page.js");
/// The page may use what is in it, and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// Writes a report, and the key of a worksheet behind it.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    let title = title(report);
    let mut page = String::new();
    header(&mut page, report, &title);
    page.push_str("<div class=\"layout\">\n");
    contents(&mut page, report);
    page.push_str("<main id=\"main\">\n");
    stage::write(&mut page, report);
    for one in &report.steps {
        step::write(&mut page, report, one);
    }
    page.push_str("<div class=\"after\">\n");
    outcome(&mut page, report);
    values(&mut page, report);
    key(&mut page, &report.answers);
    page.push_str("</div>\n</main>\n</div>\n");
    stage::keys(&mut page);
    let _ = writeln!(page, "<script>\n{SCRIPT}</script>");
    document(out, &title, &page)
}

/// Writes the key of a worksheet as a page of its own.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_key(out: &mut impl Write, answers: &[Answer]) -> io::Result<()> {
    let mut page = String::from("<main class=\"after\">\n");
    key(&mut page, answers);
    page.push_str("</main>\n");
    document(out, label!("export.blank.title"), &page)
}

/// A document around what is in its body.
pub(super) fn document(out: &mut impl Write, title: &str, body: &str) -> io::Result<()> {
    let title = escaped(title);
    let colours = colours();
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{title}</title>\n<style>\n{colours}",
    )?;
    let (diagram, page) = (svg::STYLE, STYLE);
    write!(
        out,
        "{diagram}{page}{}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        hues()
    )
}

/// A class for each colour of values.
fn hues() -> String {
    let hues = 0..crate::protocol::HUES;
    hues.map(|hue| format!(".h{hue}{{color:var(--h{hue})}}\n"))
        .collect()
}

fn title(report: &Report<'_>) -> String {
    let scenario = &*report.trace.run().scenario;
    said!("export.sequence.title", scenario).to_string()
}

fn header(page: &mut String, report: &Report<'_>, title: &str) {
    let skip = label!("export.html.skip");
    let _ = write!(
        page,
        "<a class=\"skip\" href=\"#main\">{skip}</a>\n<header>\n<h1>{}</h1>\n<p>{}</p>\n",
        escaped(title),
        escaped(&report.trace.run().description)
    );
    for words in report.warnings() {
        let _ = writeln!(page, "<p class=\"bad\">✗ {}</p>", escaped(&words));
    }
    page.push_str("<dl class=\"facts\">\n");
    for (name, fact) in report.facts() {
        let _ = writeln!(
            page,
            "<div><dt>{name}</dt><dd>{}</dd></div>",
            escaped(&fact)
        );
    }
    let standing = escaped(report.standing());
    let _ = write!(
        page,
        "</dl>\n<p class=\"standing\">{standing}</p>\n</header>\n"
    );
}

/// The list of steps, by connection and phase.
fn contents(page: &mut String, report: &Report<'_>) {
    let steps = label!("export.html.steps");
    let _ = write!(
        page,
        "<nav aria-label=\"{steps}\">\n<h2>{steps}</h2>\n<ul>\n"
    );
    for one in &report.steps {
        if let Some(title) = &one.connection {
            let title = escaped(&title.to_string());
            let _ = writeln!(page, "<li class=\"connection\">{title}</li>");
        }
        if let Some(phase) = one.phase {
            let _ = writeln!(page, "<li class=\"phase\">{}</li>", phase.title());
        }
        let number = one.step.index + 1;
        let _ = writeln!(
            page,
            "<li><a href=\"#step-{number}\"><span class=\"number\">{number}</span> {}</a></li>",
            escaped(&one.title)
        );
    }
    page.push_str("</ul>\n</nav>\n");
}

fn outcome(page: &mut String, report: &Report<'_>) {
    let Some(ending) = report.ending() else {
        return;
    };
    let title = label!("export.outcome.title");
    let _ = write!(page, "<section id=\"outcome\">\n<h2>{title}</h2>\n");
    let (class, mark) = match ending.passed {
        None => ("", ""),
        Some(true) => ("good", "✓ "),
        Some(false) => ("bad", "✗ "),
    };
    let _ = writeln!(
        page,
        "<p class=\"{class}\">{mark}{}</p>",
        escaped(&ending.words)
    );
    if let Some(sent) = ending.alert {
        let alert = format!("{} {}", sent.alert.level, sent.alert.description);
        let (side, step) = (sent.side.name(), step_number(sent.step));
        let words = said!("export.outcome.alert", side, step, alert).to_string();
        let _ = writeln!(page, "<p>{}</p>", escaped(&words));
    }
    for words in &ending.caveats {
        let _ = writeln!(page, "<p class=\"bad\">✗ {}</p>", escaped(words));
    }
    if !ending.lesson.is_empty() {
        let (title, lesson) = (PartKind::Lesson.title(), linked(ending.lesson));
        let _ = writeln!(page, "<h3>{title}</h3>\n<p>{lesson}</p>");
    }
    page.push_str("</section>\n");
}

/// Every value of the steps: who knows it since when, and all of its bytes.
fn values(page: &mut String, report: &Report<'_>) {
    if report.values.is_empty() {
        return;
    }
    let title = label!("export.value.title");
    let _ = write!(page, "<section id=\"values\">\n<h2>{title}</h2>\n");
    let head = [
        "value",
        "length",
        label!("export.value.origin"),
        "client",
        "server",
        "eavesdropper",
        "bytes",
    ];
    let row = |row: &ValueRow<'_>| {
        let value = row.value;
        let since = |party| escaped(&markdown::knowledge(value, party));
        vec![
            name(row),
            escaped(&value.size().to_string()),
            step::origin(&row.origin),
            since(Party::Client),
            since(Party::Server),
            since(Party::Eavesdropper),
            bytes(&row.bytes),
        ]
    };
    let rows: Vec<Vec<String>> = report.values.iter().map(row).collect();
    table(page, "values", &head, &rows);
    page.push_str("</section>\n");
}

fn key(page: &mut String, answers: &[Answer]) {
    if answers.is_empty() {
        return;
    }
    let title = label!("export.blank.title");
    let _ = write!(page, "<section id=\"key\">\n<h2>{title}</h2>\n");
    shared(page, "key", &Table::of_key(answers));
    page.push_str("</section>\n");
}

/// The key of a value in its colour.
fn name(row: &ValueRow<'_>) -> String {
    let (hue, key) = (row.value.name.hue(), escaped(&row.value.key()));
    format!("<code class=\"h{hue}\">{key}</code>")
}

fn bytes(bytes: &Shown<'_>) -> String {
    match bytes {
        Shown::Bytes(bytes) => format!("<code>{}</code>", hex(bytes)),
        Shown::Blank(blank) => format!("<span class=\"blank\">{}</span>", escaped(blank)),
    }
}

/// A table of the report.
fn shared(page: &mut String, class: &str, table: &Table) {
    let cell = |cell: &Cell| match cell {
        Cell::Words(words) => escaped(words),
        Cell::Code(bytes) => format!("<code>{}</code>", escaped(bytes)),
    };
    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect());
    self::table(page, class, &table.head, &rows.collect::<Vec<_>>());
}

/// A table whose rows begin with their headers; the cells are HTML. It can be scrolled where it is too wide.
fn table(page: &mut String, class: &str, head: &[&str], rows: &[Vec<String>]) {
    let _ = write!(
        page,
        "<div class=\"wide\"><table class=\"{class}\">\n<thead><tr>"
    );
    for name in head {
        let _ = write!(page, "<th scope=\"col\">{name}</th>");
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            let _ = match i {
                0 => write!(page, "<tr><th scope=\"row\">{cell}</th>"),
                _ => write!(page, "<td>{cell}</td>"),
            };
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}

/// Prose: terms emphasised, values in their colours.
fn spans(report: &Report<'_>, spans: &[Span]) -> String {
    let one = |span: &Span| match span {
        Span::Text(words) => linked(words),
        Span::Strong(words) => format!("<em>{}</em>", escaped(words)),
        Span::Value { id, text } => {
            let value = report.trace.value(*id);
            let (hue, title) = (value.name.hue(), escaped(&value.title()));
            format!(
                "<code class=\"h{hue}\" title=\"{title}\">{}</code>",
                escaped(text)
            )
        }
    };
    spans.iter().map(one).collect()
}
