//! The sequence of a run as one SVG (SVG 1.1): lifelines, messages with their names and lengths, what each
//! side does by itself, what an attacker did, which checks passed.
//!
//! It follows the dark or light setting of the reader, and has a title and a description for a screen
//! reader. The page in HTML shows the same diagram with its own style.

use super::markup::{colours, escaped};
use super::sequence::{Arrow, Deed, Row, rows};
use crate::said;
use crate::trace::{Actor, Outcome, Side, Trace};
use crate::{label, text};
use std::fmt::Write as _;
use std::io::{self, Write};

/// The style of the diagram.
pub(super) const STYLE: &str = include_str!("../../assets/html/diagram.css");

/// Lengths in pixels.
const WIDTH: usize = 540;
const CLIENT: usize = 54;
const SERVER: usize = 506;
const MIDDLE: usize = (CLIENT + SERVER) / 2;
/// Where the words of a side begin or end, beside its lifeline.
const AT_CLIENT: (usize, &str) = (CLIENT + 14, "start");
const AT_SERVER: (usize, &str) = (SERVER - 14, "end");
/// Above the first row.
const TOP: usize = 44;
/// The title of a diagram by itself.
const TITLE: usize = 64;
const HEADING_ROW: usize = 36;
const MESSAGE_ROW: usize = 46;
const LOCAL_ROW: usize = 30;

/// Writes the diagram of steps, by their indices.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, trace: &Trace, steps: &[usize]) -> io::Result<()> {
    let diagram = Diagram::of(trace, steps);
    let height = diagram.height + TITLE;
    let run = trace.run();
    let title = said!("export.sequence.title", scenario = &*run.scenario).to_string();
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"diagram\" role=\"img\" \
         aria-labelledby=\"title desc\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\">"
    )?;
    writeln!(out, "<title id=\"title\">{}</title>", escaped(&title))?;
    writeln!(
        out,
        "<desc id=\"desc\">{}</desc>",
        escaped(&described(trace))
    )?;
    writeln!(out, "<style>{}{STYLE}</style>", colours())?;
    writeln!(
        out,
        "<rect width=\"100%\" height=\"100%\" fill=\"var(--screen)\"/>"
    )?;
    let title = text::cut(&title, 50);
    writeln!(
        out,
        "<text class=\"title\" x=\"10\" y=\"30\">{}</text>",
        escaped(&title)
    )?;
    let facts = facts(trace);
    writeln!(
        out,
        "<text class=\"detail\" x=\"10\" y=\"50\">{}</text>",
        escaped(&facts)
    )?;
    writeln!(
        out,
        "<g transform=\"translate(0 {TITLE})\">\n{}</g>",
        diagram.body
    )?;
    writeln!(out, "</svg>")
}

/// The diagram as an element of a page that has its style.
pub(super) fn inline(trace: &Trace, steps: &[usize]) -> String {
    let diagram = Diagram::of(trace, steps);
    let (height, body) = (diagram.height, diagram.body);
    let name = escaped(label!("export.sequence.name"));
    format!(
        "<svg class=\"diagram\" role=\"img\" aria-label=\"{name}\" viewBox=\"0 0 {WIDTH} {height}\">\n{body}</svg>"
    )
}

/// Version, suite and seed on a line.
fn facts(trace: &Trace) -> String {
    let connection = trace.last_connection();
    let facts = [
        connection.version.map(|version| version.to_string()),
        connection.suite.map(|suite| suite.name.to_owned()),
        trace.run().seed.map(|seed| format!("seed {seed}")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    facts.join(" · ")
}

/// What a run shows and how it ended.
fn described(trace: &Trace) -> String {
    let ended = match trace.outcome() {
        Outcome::Running => label!("export.outcome.goes_on").to_owned(),
        Outcome::Established => label!("export.outcome.established").to_owned(),
        Outcome::Failed { reason, .. } => said!("export.outcome.failed", reason).to_string(),
    };
    format!("{}. {ended}", trace.run().description)
}

/// The rows, one below the other.
struct Diagram {
    body: String,
    height: usize,
}

impl Diagram {
    fn of(trace: &Trace, steps: &[usize]) -> Diagram {
        let mut diagram = Diagram {
            body: String::new(),
            height: TOP,
        };
        for row in rows(trace, steps) {
            diagram.row(&row);
        }
        let bottom = diagram.height + 4;
        let mut lines = String::new();
        for (x, side) in [(CLIENT, Side::Client), (SERVER, Side::Server)] {
            let name = match side {
                Side::Client => label!("export.sequence.client"),
                Side::Server => label!("export.sequence.server"),
            };
            let _ = writeln!(
                lines,
                "<text class=\"end\" x=\"{x}\" y=\"20\" text-anchor=\"middle\">{name}</text>\
                 <line class=\"life\" x1=\"{x}\" y1=\"30\" x2=\"{x}\" y2=\"{bottom}\"/>"
            );
        }
        diagram.body.insert_str(0, &lines);
        diagram.height = bottom + 8;
        diagram
    }

    fn row(&mut self, row: &Row<'_>) {
        match row {
            Row::Connection(title) => self.heading("name", title),
            Row::Phase(title) => self.heading("phase", title),
            Row::Message(arrow) => self.message(arrow),
            Row::Local(deed) => self.local(deed),
        }
    }

    fn heading(&mut self, class: &str, title: &str) {
        let y = self.height;
        let (line, text) = (y + 26, y + 20);
        let (left, right) = (CLIENT + 8, SERVER - 8);
        let _ = writeln!(
            self.body,
            "<line class=\"rule\" x1=\"{left}\" y1=\"{line}\" x2=\"{right}\" y2=\"{line}\"/>\
             <text class=\"{class}\" x=\"{MIDDLE}\" y=\"{text}\" text-anchor=\"middle\">{}</text>",
            escaped(title)
        );
        self.height += HEADING_ROW;
    }

    /// Opens the group of a step, with the ground that is shown behind the present one.
    fn begin(&mut self, step: usize, class: &str, height: usize) {
        let y = self.height;
        let (ground, number) = (WIDTH - 4, y + height / 2 + 5);
        let _ = write!(
            self.body,
            "<g class=\"row {class}\" data-step=\"{step}\">\
             <rect class=\"ground\" x=\"2\" y=\"{y}\" width=\"{ground}\" height=\"{height}\" rx=\"6\"/>\
             <text class=\"number\" x=\"10\" y=\"{number}\">{}</text>",
            step + 1
        );
    }

    fn end(&mut self, height: usize) {
        self.body.push_str("</g>\n");
        self.height += height;
    }

    fn message(&mut self, arrow: &Arrow<'_>) {
        let y = self.height + 32;
        let classes = [
            (arrow.protected, "sealed"),
            (arrow.bad, "bad"),
            (arrow.from == Side::Server, "left"),
            (!arrow.arrives, "lost"),
        ];
        let classes = classes.into_iter().filter(|(has, _)| *has);
        let classes: Vec<&str> = classes.map(|(_, class)| class).collect();
        self.begin(arrow.step, &classes.join(" "), MESSAGE_ROW);
        let (from, to) = match arrow.from {
            Side::Client => (CLIENT, SERVER),
            Side::Server => (SERVER, CLIENT),
        };
        let end = if arrow.arrives { to } else { MIDDLE };
        let toward = |x: usize, by: usize| if to > from { x - by } else { x + by };
        let tip = if arrow.arrives { toward(end, 2) } else { end };
        let neck = toward(tip, 11);
        let (up, down) = (y - 6, y + 6);
        let _ = write!(
            self.body,
            "<text x=\"{MIDDLE}\" y=\"{}\" text-anchor=\"middle\"><tspan class=\"name\">{}</tspan>\
             <tspan class=\"detail\" dx=\"8\">{}</tspan></text>\
             <line class=\"arrow\" x1=\"{from}\" y1=\"{y}\" x2=\"{neck}\" y2=\"{y}\"/>",
            y - 9,
            escaped(&arrow.name),
            escaped(&arrow.size),
        );
        if arrow.arrives {
            let head = format!("M{tip} {y}L{neck} {up}L{neck} {down}Z");
            let _ = write!(self.body, "<path class=\"head\" d=\"{head}\"/>");
        }
        if !arrow.fate.is_empty() {
            let (left, right) = (MIDDLE - 6, MIDDLE + 6);
            let _ = write!(
                self.body,
                "<path class=\"cross\" d=\"M{left} {up}L{right} {down}M{left} {down}L{right} {up}\"/>\
                 <text class=\"detail fate\" x=\"{MIDDLE}\" y=\"{}\" dx=\"12\" dy=\"3\">{}</text>",
                y + 10,
                escaped(arrow.fate)
            );
        }
        if arrow.refused {
            let (x, anchor) = match arrow.from {
                Side::Client => (SERVER + 12, "start"),
                Side::Server => (CLIENT - 10, "end"),
            };
            let _ = write!(
                self.body,
                "<text class=\"no\" x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">✗</text>",
                y + 5
            );
        }
        let _ = write!(
            self.body,
            "<circle class=\"packet\" cx=\"{from}\" cy=\"{y}\" r=\"7\"/>"
        );
        self.end(MESSAGE_ROW);
    }

    fn local(&mut self, deed: &Deed) {
        let y = self.height + LOCAL_ROW / 2;
        self.begin(deed.step, "local", LOCAL_ROW);
        let mark = match deed.passed {
            Some(true) => "<tspan class=\"yes\" dx=\"5\">✓</tspan>",
            Some(false) => "<tspan class=\"no\" dx=\"5\">✗</tspan>",
            None => "",
        };
        let sides = Side::BOTH
            .into_iter()
            .filter(|side| deed.actor.includes(*side));
        for side in sides {
            let line = match side {
                Side::Client => CLIENT,
                Side::Server => SERVER,
            };
            let _ = write!(
                self.body,
                "<rect class=\"tick\" x=\"{}\" y=\"{}\" width=\"8\" height=\"16\" rx=\"2\"/>",
                line - 4,
                y - 8,
            );
        }
        let places: &[(usize, &str)] = match deed.actor {
            Actor::One(Side::Client) => &[AT_CLIENT],
            Actor::One(Side::Server) => &[AT_SERVER],
            Actor::Both => &[AT_CLIENT, AT_SERVER],
            Actor::Reader => &[(MIDDLE, "middle")],
        };
        for (x, anchor) in places {
            let _ = write!(
                self.body,
                "<text x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">{}{mark}</text>",
                y + 5,
                escaped(&deed.words)
            );
        }
        self.end(LOCAL_ROW);
    }
}
