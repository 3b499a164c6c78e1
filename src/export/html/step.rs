//! A step as an article of the page.

use super::{bytes, name, shared, spans, table};
use crate::explain::PartKind;
use crate::export::markup::{escaped, linked};
use crate::export::report::{
    Block, Computed, Content, Dump, FieldRow, Judged, Laid, OriginWords, Report, StepReport, Table,
    Told, ValueRow,
};
use crate::export::who;
use crate::text::Said;
use crate::trace::{Side, Step, Trace};
use crate::wire::display::hex;
use crate::{label, said};
use std::fmt::Write as _;
use std::ops::Range;

/// Bytes in a line of a hex view.
const LINE_BYTES: usize = 16;
/// Digits of a field's bytes that are shown beside its name; the hex view has all.
const DIGITS: usize = 33;

/// Writes a step.
pub(super) fn write(page: &mut String, report: &Report<'_>, one: &StepReport<'_>) {
    let number = one.step.index + 1;
    let (index, connection) = (one.step.index, one.step.connection.number());
    let _ = write!(
        page,
        "<article id=\"step-{number}\" data-step=\"{index}\" data-connection=\"{connection}\" tabindex=\"-1\" \
         aria-labelledby=\"title-{number}\">\n<h2 id=\"title-{number}\">{number}. {}</h2>\n",
        escaped(&one.title)
    );
    let who = who(one.step, |sender| match sender {
        Side::Client => "client → server: ",
        Side::Server => "server → client: ",
    });
    let _ = writeln!(page, "<p class=\"who\">{}</p>", escaped(&who));
    let anchor = one.key.anchor();
    let place = escaped(&report.place(one).to_string());
    let _ = writeln!(
        page,
        "<p class=\"place\" id=\"{anchor}\"><a href=\"#{anchor}\">{place}</a></p>"
    );
    let fate = one.step.fate();
    if fate.tampered() {
        let _ = writeln!(page, "<p class=\"bad\">✗ {}</p>", escaped(fate.words()));
    }
    if report.selection.has(Content::Explanations) {
        let _ = writeln!(page, "<p class=\"caption\">{}</p>", escaped(&one.caption));
    }
    let is_prose = |block: &&Block<'_>| matches!(block, Block::Prose(..));
    let prose = one.blocks.iter().take_while(is_prose).count();
    for (class, blocks) in [
        ("prose", &one.blocks[..prose]),
        ("evidence", &one.blocks[prose..]),
    ] {
        if !blocks.is_empty() {
            let _ = writeln!(page, "<div class=\"{class}\">");
            blocks
                .iter()
                .for_each(|block| self::block(page, report, one.step, block));
            page.push_str("</div>\n");
        }
    }
    page.push_str("</article>\n");
}

fn block(page: &mut String, report: &Report<'_>, step: &Step, block: &Block<'_>) {
    match block {
        Block::Prose(kind, words) => {
            if *kind != PartKind::What {
                let _ = writeln!(page, "<h3>{}</h3>", kind.title());
            }
            let _ = writeln!(page, "<p>{}</p>", spans(report, words));
        }
        Block::Dump(dump) => self::dump(page, report, step, dump),
        Block::NewValues(rows) => new_values(page, rows),
        Block::Computation(computed) => computation(page, report, computed),
        Block::Checks { first, more, rest } => checks(page, first, more.as_ref(), rest),
        Block::Stopped(words) => {
            let _ = writeln!(page, "<p class=\"bad\">✗ {}</p>", escaped(words));
        }
    }
}

/// The bytes of a message beside their fields. The script links them: a field's row has the range of its
/// bytes, and the bytes of a leaf where it begins.
fn dump(page: &mut String, report: &Report<'_>, step: &Step, dump: &Dump<'_>) {
    let title = escaped(&dump.title);
    let _ = write!(page, "<h3>{title}</h3>\n<div class=\"dump\">\n");
    if !dump.fields.is_empty() {
        fields(page, report, dump);
    }
    if dump.raw {
        let name = label!("export.html.bytes");
        let _ = write!(
            page,
            "<pre class=\"hex\" role=\"group\" tabindex=\"0\" aria-label=\"{name}\">"
        );
        hex_view(page, report.trace, step, dump);
        page.push_str("</pre>\n");
    }
    page.push_str("</div>\n");
}

fn fields(page: &mut String, report: &Report<'_>, dump: &Dump<'_>) {
    let mut head = vec!["field", "offset", "length", "value", "defined in"];
    let meanings = report.selection.meanings;
    head.extend(meanings.then_some(label!("export.meaning")));
    page.push_str("<div class=\"wide\"><table class=\"fields\">\n<thead><tr>");
    for name in head {
        let _ = write!(page, "<th scope=\"col\">{name}</th>");
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for field in &dump.fields {
        let Range { start, end } = field.range;
        let _ = write!(
            page,
            "<tr data-a=\"{start}\" data-b=\"{end}\"{}><th scope=\"row\" style=\"--depth:{}\">{}</th>\
             <td>{start}</td><td>{}</td><td>{}</td><td>{}</td>",
            if field.leaf { " class=\"leaf\"" } else { "" },
            field.depth,
            escaped(field.name),
            end - start,
            value(dump, field),
            linked(field.rfc)
        );
        if meanings {
            let meaning = field.meaning.as_deref().unwrap_or_default();
            let _ = write!(page, "<td class=\"meaning\">{}</td>", linked(meaning));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}

fn value(dump: &Dump<'_>, field: &FieldRow) -> String {
    let value = escaped(&dump.value(field, DIGITS));
    match field.words {
        Some(_) => value,
        None => format!("<code>{value}</code>"),
    }
}

/// All bytes, in lines with their offsets, each leaf in an element of its own.
fn hex_view(page: &mut String, trace: &Trace, step: &Step, dump: &Dump<'_>) {
    let buffer = dump.buffer;
    let all = buffer.fields();
    let leaves = all
        .iter()
        .filter(|placed| placed.node.is_leaf() && !placed.node.is_empty());
    let mut leaves: Vec<Range<usize>> = leaves.map(|placed| placed.node.range()).collect();
    if leaves.is_empty() {
        leaves.push(0..buffer.bytes.len());
    }
    let hues = hues(trace, step, dump);
    for leaf in leaves {
        let hue = hues
            .iter()
            .find(|(range, _)| range.start <= leaf.start && leaf.end <= range.end);
        let class = hue.map_or(String::new(), |(_, hue)| format!(" class=\"h{hue}\""));
        let mut at = leaf.start;
        while at < leaf.end {
            if at % LINE_BYTES == 0 {
                let line = if at == 0 { "" } else { "\n" };
                let _ = write!(page, "{line}<span>{at:04x}</span>");
            }
            let end = leaf.end.min(at - at % LINE_BYTES + LINE_BYTES);
            let pairs: Vec<String> = buffer.bytes[at..end]
                .iter()
                .map(|byte| hex(&[*byte]))
                .collect();
            let _ = write!(
                page,
                " <i data-o=\"{}\"{class}>{}</i>",
                leaf.start,
                pairs.join(" ")
            );
            at = end;
        }
    }
}

/// Where values of the run are in these bytes, and in which colours.
fn hues(trace: &Trace, step: &Step, dump: &Dump<'_>) -> Vec<(Range<usize>, usize)> {
    let mut out = Vec::new();
    for id in &step.values {
        let value = trace.value(*id);
        let here = value.places.iter();
        let here =
            here.filter(|place| place.step == step.index && place.buffer == dump.buffer.kind);
        out.extend(here.map(|place| (place.range.clone(), value.name.hue())));
    }
    // the smallest first: a MAC lies within a ciphertext
    out.sort_by_key(|(range, _)| range.len());
    out
}

fn new_values(page: &mut String, rows: &[ValueRow<'_>]) {
    let _ = writeln!(page, "<h3>{}</h3>", label!("export.value.new"));
    let head = ["value", "length", label!("export.value.origin"), "bytes"];
    let row = |row: &ValueRow<'_>| {
        let length = escaped(&row.value.size().to_string());
        vec![name(row), length, origin(&row.origin), bytes(&row.bytes)]
    };
    let rows: Vec<Vec<String>> = rows.iter().map(row).collect();
    table(page, "values", &head, &rows);
}

/// Where a value comes from.
pub(super) fn origin(origin: &OriginWords) -> String {
    match origin {
        OriginWords::Plain(words) => escaped(words),
        OriginWords::Stored(path) => escaped(&said!("export.value.stored", path).to_string()),
        OriginWords::Formula(formula) => format!("<code>= {}</code>", escaped(formula)),
    }
}

fn computation(page: &mut String, report: &Report<'_>, computed: &Computed<'_>) {
    let _ = write!(
        page,
        "<details open>\n<summary><h3>{}</h3></summary>\n<p class=\"formula\">{}</p>\n",
        escaped(&computed.title),
        spans(report, &computed.formula)
    );
    for (title, parts) in &computed.sections {
        let _ = writeln!(page, "<h4>{}</h4>", escaped(title));
        for part in parts {
            match part {
                Laid::Prose(words) => {
                    let _ = writeln!(page, "<p>{}</p>", spans(report, words));
                }
                Laid::Lines(lines) => {
                    let _ = writeln!(page, "<pre>{}</pre>", escaped(&lines.join("\n")));
                }
                Laid::Checks(list) => judged(page, list),
                Laid::Transcript(lines) => {
                    shared(page, "transcript", &Table::of_transcript(lines));
                }
            }
        }
    }
    page.push_str("</details>\n");
}

fn checks(page: &mut String, first: &[Judged], more: Option<&Said>, rest: &[Judged]) {
    let _ = writeln!(page, "<h3>{}</h3>", label!("export.html.checks"));
    judged(page, first);
    let Some(more) = more else {
        return;
    };
    let more = escaped(&more.to_string());
    let _ = writeln!(page, "<details open>\n<summary>{more}</summary>");
    judged(page, rest);
    page.push_str("</details>\n");
}

fn judged(page: &mut String, checks: &[Judged]) {
    page.push_str("<ul class=\"checks\">\n");
    for check in checks {
        let class = match check.told {
            Told::Passed => "good",
            Told::Failed | Told::Skipped => "bad",
            Told::Open => "",
        };
        let (mark, word) = check.told.mark();
        let _ = writeln!(
            page,
            "<li><b class=\"{class}\">{mark} {word}</b> {} <span class=\"answer\">{}</span></li>",
            escaped(&check.question),
            linked(&check.sentence)
        );
    }
    page.push_str("</ul>\n");
}
