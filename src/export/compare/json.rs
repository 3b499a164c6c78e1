//! Two runs beside each other as JSON, for other programs: described in `docs/json.md`. The promises are
//! those of the JSON of a run.

use super::Runs;
use crate::explain::comparison::{self, FormulaPair, Marks, What};
use crate::export::ending::{Alert, Suite, outcome};
use crate::export::json::FORMAT;
use crate::text::Said;
use crate::trace::{FieldAt, FieldPair, Holder, Pair, Part, ValuePair};
use crate::wire::display::hex;
use serde::Serialize as Json;
use std::io::{self, Write};

/// Writes both runs, and a line feed at the end.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, runs: &Runs<'_>) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Document::of(runs))?;
    out.write_all(b"\n")
}

#[derive(Json)]
struct Document<'a> {
    format: u32,
    same: bool,
    left: Run<'a>,
    right: Run<'a>,
    summary: Vec<Line<'a>>,
    first: Option<usize>,
    rows: Vec<Row<'a>>,
    values: Vec<Value>,
}

#[derive(Json)]
struct Run<'a> {
    title: &'a Said,
    scenario: &'a str,
    connection: Option<usize>,
    seed: Option<u64>,
    clock: String,
    version: Option<String>,
    suite: Option<Suite>,
    outcome: &'static str,
    alert: Option<Alert>,
    steps: usize,
}

#[derive(Json)]
struct Line<'a> {
    about: &'static str,
    same: bool,
    both: Option<&'a Said>,
    left: Option<&'a Said>,
    right: Option<&'a Said>,
}

#[derive(Json)]
struct Row<'a> {
    key: &'static str,
    side: &'static str,
    connection: usize,
    left: Option<usize>,
    right: Option<usize>,
    elsewhere: Option<usize>,
    differs: Option<&'a Said>,
    message_differs: bool,
    formula_differs: bool,
    value_differs: bool,
    fields: Vec<Field<'a>>,
    formulas: Vec<Formula>,
    values: &'a [usize],
}

#[derive(Json)]
struct Field<'a> {
    path: &'a str,
    name: &'static str,
    buffer: &'static str,
    relation: &'static str,
    left: Option<At<'a>>,
    right: Option<At<'a>>,
}

#[derive(Json)]
struct At<'a> {
    path: &'a str,
    offset: usize,
    hex: String,
    meaning: Option<&'a str>,
}

#[derive(Json)]
struct Formula {
    value: String,
    by: Option<&'static str>,
    differs: bool,
    left: Option<String>,
    right: Option<String>,
}

#[derive(Json)]
struct Value {
    connection: usize,
    name: String,
    holder: Option<&'static str>,
    title: String,
    relation: &'static str,
    left: Option<String>,
    right: Option<String>,
}

impl<'a> Document<'a> {
    fn of(runs: &'a Runs<'a>) -> Self {
        let story = &runs.story;
        let [left, right] = &story.titles;
        let rows = runs.comparison.rows.iter().zip(&story.marks);
        let rows = rows.zip(&story.formulas);
        let values = &runs.comparison.values;
        Document {
            format: FORMAT,
            same: story.is_same(),
            left: Run::of(left, runs.left),
            right: Run::of(right, runs.right),
            summary: story.summary.iter().map(Line::of).collect(),
            first: runs.comparison.first,
            rows: rows
                .filter_map(|((row, marks), formulas)| Row::of(runs, row, *marks, formulas))
                .collect(),
            values: values.iter().map(|pair| Value::of(runs, pair)).collect(),
        }
    }
}

impl<'a> Run<'a> {
    fn of(title: &'a Said, part: Part<'a>) -> Self {
        let (run, last) = (part.trace.run(), part.last_connection());
        Run {
            title,
            scenario: &run.scenario,
            connection: part.connection.map(|id| id.0),
            seed: run.seed,
            clock: run.clock.rfc3339(),
            version: last.version.map(|version| version.to_string()),
            suite: Suite::of(last),
            outcome: outcome(&last.outcome),
            alert: Alert::of(last),
            steps: part.steps().count(),
        }
    }
}

impl<'a> Line<'a> {
    fn of(line: &'a comparison::Line) -> Self {
        let (both, left, right) = match &line.what {
            What::Both(both) => (Some(both), None, None),
            What::Each(left, right) => (None, Some(left), Some(right)),
        };
        Line {
            about: line.about.key(),
            same: line.same,
            both,
            left,
            right,
        }
    }
}

impl<'a> Row<'a> {
    fn of(runs: &Runs<'_>, row: &'a Pair, marks: Marks, formulas: &[FormulaPair]) -> Option<Self> {
        let step = match (row.left, row.right) {
            (_, Some(at)) => &runs.right.trace.steps()[at],
            (Some(at), None) => &runs.left.trace.steps()[at],
            (None, None) => return None,
        };
        Some(Row {
            key: step.key(),
            side: step.actor.name(),
            connection: step.connection.0,
            left: row.left,
            right: row.right,
            elsewhere: row.elsewhere,
            differs: row.differs.as_ref(),
            message_differs: marks.message,
            formula_differs: marks.formula,
            value_differs: marks.value,
            fields: row.fields.iter().map(Field::of).collect(),
            formulas: formulas.iter().map(Formula::of).collect(),
            values: &row.values,
        })
    }
}

impl<'a> Field<'a> {
    fn of(pair: &'a FieldPair) -> Self {
        Field {
            path: pair.path(),
            name: pair.field.name(),
            buffer: pair.buffer.name(),
            relation: pair.relation().key(),
            left: pair.left.as_ref().map(At::of),
            right: pair.right.as_ref().map(At::of),
        }
    }
}

impl<'a> At<'a> {
    fn of(at: &'a FieldAt) -> Self {
        At {
            path: &at.path,
            offset: at.offset,
            hex: hex(&at.bytes),
            meaning: at.meaning.as_deref(),
        }
    }
}

impl Formula {
    fn of(pair: &FormulaPair) -> Self {
        let plain = |formula: &Option<comparison::Formula>| formula.as_ref().map(|it| it.plain());
        Formula {
            value: pair.name.key(),
            by: pair.by.map(|side| side.name()),
            differs: pair.differs(),
            left: plain(&pair.left),
            right: plain(&pair.right),
        }
    }
}

impl Value {
    fn of(runs: &Runs<'_>, pair: &ValuePair) -> Self {
        let [left, right] = runs.bytes(pair).map(|bytes| bytes.map(hex));
        Value {
            connection: pair.connection.0,
            name: pair.name.key(),
            holder: match pair.holder {
                Holder::Agreed => None,
                Holder::Of(side) => Some(side.name()),
                Holder::OnTheWire(_) => Some("wire"),
            },
            title: pair.title(),
            relation: pair.relation.key(),
            left,
            right,
        }
    }
}
