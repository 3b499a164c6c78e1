//! The stage of the page: the sequence between the two sides with what each has, and what the script needs
//! to know of the run.

use crate::export::report::{Content, Report};
use crate::export::svg;
use crate::trace::{ConnectionId, Knowledge, Party, Side, Trace, Value, ValueName};
use crate::wire::display::hex;
use crate::{label, said};
use serde::Serialize;
use std::fmt::Write as _;

/// Bytes of a value that are shown beside its name, as in prose.
const FIRST_BYTES: usize = 3;

/// A value, as the stage shows it to each party.
#[derive(Serialize)]
struct Row {
    /// Its name in words.
    title: String,
    /// The number of its colour.
    hue: usize,
    /// The number of its connection.
    connection: usize,
    /// What the client and the server have.
    client: Held,
    server: Held,
    /// What the eavesdropper has.
    eve: Held,
    /// Whether the two sides have the same bytes.
    same: bool,
}

/// What a party has of a value: its first bytes, and since which step it has seen them encrypted (1) or
/// has them (2).
#[derive(Serialize)]
struct Held {
    bytes: String,
    since: Vec<(usize, u8)>,
}

/// What the script knows of the run.
#[derive(Serialize)]
struct Run {
    /// How many steps the run has, the ones that are left out too.
    steps: usize,
    rows: Vec<Row>,
    words: Words,
}

/// The words that the script says; the names in braces are for it to fill in.
#[derive(Serialize)]
struct Words {
    at: String,
    field: String,
    sealed: &'static str,
    unknown: &'static str,
    known: &'static str,
    same: &'static str,
    differs: &'static str,
}

/// Writes the stage.
pub(super) fn write(page: &mut String, report: &Report<'_>) {
    let steps: Vec<usize> = report.steps.iter().map(|one| one.step.index).collect();
    let name = label!("export.html.stage");
    let _ = writeln!(page, "<section class=\"stage\" aria-label=\"{name}\">");
    controls(page);
    page.push_str("<div class=\"sides\">\n");
    let parties = [
        ("client", label!("export.sequence.client")),
        ("server", label!("export.sequence.server")),
        ("eve", label!("export.html.eve")),
    ];
    let [client, server, eve] = parties.map(|(id, name)| party(id, name));
    let diagram = svg::inline(report.trace, &steps);
    let _ = writeln!(
        page,
        "{client}<div class=\"sequence\" tabindex=\"-1\">{diagram}</div>\n{eve}{server}</div>"
    );
    page.push_str("</section>\n");
    let run = Run {
        steps: report.trace.steps().len(),
        rows: match report.selection.has(Content::Values) {
            true => rows(report),
            false => Vec::new(),
        },
        words: words(),
    };
    let run = serde_json::to_string(&run).unwrap_or_default();
    // nothing in it may end the element
    let run = run.replace('<', "\\u003c");
    let _ = writeln!(
        page,
        "<script type=\"application/json\" id=\"run\">{run}</script>"
    );
}

/// The buttons, which the script puts to work.
fn controls(page: &mut String) {
    let buttons = [
        ("first", "|◀", label!("export.html.first")),
        ("back", "◀", label!("export.html.back")),
        ("forward", "▶", label!("export.html.forward")),
        ("last", "▶|", label!("export.html.last")),
        ("help", "?", label!("export.html.keys")),
    ];
    page.push_str("<div class=\"controls\" hidden>\n");
    for (id, mark, name) in buttons {
        let _ = writeln!(
            page,
            "<button type=\"button\" id=\"{id}\"><span aria-hidden=\"true\">{mark}</span> {name}</button>"
        );
    }
    page.push_str("<p id=\"at\" role=\"status\" aria-live=\"polite\"></p>\n</div>\n");
}

fn party(id: &str, name: &str) -> String {
    let (value, has) = (label!("export.html.value"), label!("export.html.has"));
    format!(
        "<section class=\"party\" id=\"{id}\" aria-label=\"{name}\">\n<h2>{name}</h2>\n\
         <div class=\"rows\" tabindex=\"0\" role=\"region\" aria-label=\"{name}\"><table>\n\
         <thead><tr><th scope=\"col\">{value}</th><th scope=\"col\">{has}</th></tr></thead>\n\
         <tbody></tbody></table></div>\n</section>\n"
    )
}

/// The dialog that explains the keys.
pub(super) fn keys(page: &mut String) {
    let keys = [
        ("→ j", label!("export.html.forward")),
        ("← k", label!("export.html.back")),
        ("Home", label!("export.html.first")),
        ("End", label!("export.html.last")),
        ("↑ ↓", label!("export.html.key_fields")),
        ("Esc", label!("export.html.key_leave")),
        ("?", label!("export.html.keys")),
    ];
    let (title, close) = (label!("export.html.keys"), label!("export.html.close"));
    let _ = write!(
        page,
        "<dialog id=\"keys\" aria-labelledby=\"keys-title\">\n<h2 id=\"keys-title\">{title}</h2>\n<table>\n"
    );
    for (key, does) in keys {
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\"><kbd>{key}</kbd></th><td>{does}</td></tr>"
        );
    }
    let _ = writeln!(
        page,
        "</table>\n<form method=\"dialog\"><button>{close}</button></form>\n</dialog>"
    );
}

fn words() -> Words {
    let (n, of, title) = ("{n}", "{of}", "{title}");
    let (name, first, last, value) = ("{name}", "{first}", "{last}", "{value}");
    Words {
        at: said!("export.html.at", n, of, title).to_string(),
        field: said!("export.html.field", name, first, last, value).to_string(),
        sealed: label!("export.html.sealed"),
        unknown: label!("export.html.unknown"),
        known: label!("export.html.known"),
        same: label!("export.html.same"),
        differs: label!("export.html.differs"),
    }
}

/// A row for each name of a connection, in the order in which the values came up.
fn rows(report: &Report<'_>) -> Vec<Row> {
    let trace = report.trace;
    let mut names: Vec<(ConnectionId, ValueName)> = Vec::new();
    for value in trace.values() {
        let name = (value.connection, value.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
        .iter()
        .map(|(connection, name)| row(report, *connection, *name))
        .collect()
}

fn row(report: &Report<'_>, connection: ConnectionId, name: ValueName) -> Row {
    let trace = report.trace;
    let of = |side| trace.named(connection, name, side);
    let blank = report.selection.blanks;
    let [client, server] = Side::BOTH.map(|side| held(of(side), side.into(), blank));
    let (own, other) = (of(Side::Client), of(Side::Server));
    Row {
        title: name.title(),
        hue: name.hue(),
        connection: connection.number(),
        client,
        server,
        eve: Held {
            bytes: String::new(),
            since: seen(trace, connection, name),
        },
        same: own.map(|value| value.id) == other.map(|value| value.id),
    }
}

fn held(value: Option<&Value>, party: Party, blank: bool) -> Held {
    let bytes = value.map(|value| match blank {
        true => "____".to_owned(),
        false => match value.bytes.get(..FIRST_BYTES) {
            Some(first) if value.bytes.len() > FIRST_BYTES => format!("{}…", hex(first)),
            _ => hex(&value.bytes),
        },
    });
    Held {
        bytes: bytes.unwrap_or_default(),
        since: value.map_or_else(Vec::new, |value| since(value, party)),
    }
}

fn since(value: &Value, party: Party) -> Vec<(usize, u8)> {
    let own = value.history.iter().filter(|(_, who, _)| *who == party);
    own.filter_map(|(step, _, knowledge)| match knowledge {
        Knowledge::Unknown => None,
        Knowledge::Sealed => Some((*step, 1)),
        Knowledge::Known => Some((*step, 2)),
    })
    .collect()
}

/// What the eavesdropper has of a value, whichever side uses it.
fn seen(trace: &Trace, connection: ConnectionId, name: ValueName) -> Vec<(usize, u8)> {
    let all = trace.of_name(connection, name);
    let mut seen: Vec<(usize, u8)> = all
        .flat_map(|value| since(value, Party::Eavesdropper))
        .collect();
    seen.sort_unstable();
    seen
}
