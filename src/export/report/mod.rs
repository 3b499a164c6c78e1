//! A run as a report: blocks in the order in which they are read, built once from a trace. Text, Markdown
//! and the page in HTML are renderers of it: they say how a block looks, and nothing about what is in it.
//!
//! ```text
//! Report ─ StepReport ─ Block     prose, bytes with their fields, values, computation, checks
//! ```
//!
//! What is selected ([`Selection`]) and what is left blank ([`Answer`]) is decided here, for all renderers
//! alike. Left out on purpose: JSON, the shell script and the diagrams. They are not read from top to
//! bottom; what they take from a trace is not what a reader is told.

mod blanks;
mod block;
mod computation;
mod selection;
mod table;

pub use blanks::Answer;
pub use block::{
    Block, Computed, Dump, FieldRow, Judged, Laid, OriginWords, Shown, Told, ValueRow,
};
pub use selection::{Content, Selection};
pub use table::{Cell, Table};

use super::{caveats, connection_title};
use crate::explain::{self, Part, PartKind};
use crate::protocol::Rules;
use crate::text::Said;
use crate::trace::{
    ConnectionId, Outcome, Phase, Place, RunKind, RunName, SentAlert, Step, StepRef, Trace, ValueId,
};
use crate::wire::display;
use crate::{label, said};
use blanks::Blanks;
use std::collections::BTreeSet;

/// A run, or some of it, to be read from top to bottom.
#[derive(Debug)]
pub struct Report<'t> {
    /// The run.
    pub trace: &'t Trace,
    /// What is selected of it.
    pub selection: Selection,
    /// The name of the run, where that is enough to make it again: it stands in front of each place.
    pub run: Option<RunName>,
    /// The steps that have something to show, in order.
    pub steps: Vec<StepReport<'t>>,
    /// The values of these steps, in the order in which they came up; empty if values are not selected.
    pub values: Vec<ValueRow<'t>>,
    /// What is to be written in the blanks, by number; empty for anything but a worksheet. A renderer writes
    /// it behind the report.
    pub answers: Vec<Answer>,
}

/// A step of a report.
#[derive(Debug)]
pub struct StepReport<'t> {
    /// The step.
    pub step: &'t Step,
    /// The heading of the connection that begins with it, where the run has several.
    pub connection: Option<Said>,
    /// The part of the handshake that begins with it.
    pub phase: Option<Phase>,
    /// Its key, which stands for it in a place.
    pub key: StepRef,
    /// Its title.
    pub title: String,
    /// One sentence: what the eye should see now.
    pub caption: String,
    /// What there is to read, in order.
    pub blocks: Vec<Block<'t>>,
}

/// How a run ended.
#[derive(Debug)]
pub struct Ending<'t> {
    /// Whether the handshake was completed; `None` if the connection goes on.
    pub passed: Option<bool>,
    /// That in words.
    pub words: String,
    /// The fatal alert that was sent, if one was.
    pub alert: Option<&'t SentAlert>,
    /// What the outcome does not say.
    pub caveats: Vec<String>,
    /// What there is to learn; empty where nothing is said.
    pub lesson: &'t str,
}

impl<'t> Report<'t> {
    /// The whole run.
    pub fn whole(trace: &'t Trace, contents: &[Content]) -> Self {
        Report::of(trace, Selection::whole(trace, contents))
    }

    /// What is selected of a run.
    ///
    /// # Panics
    /// If the run has no step of a selected index.
    pub fn of(trace: &'t Trace, selection: Selection) -> Self {
        let mut blanks = Blanks::new(selection.blanks);
        let keys = StepRef::all(trace);
        let (mut connection, mut phase) = (None, None);
        let mut steps = Vec::new();
        for index in &selection.steps {
            let step = &trace.steps()[*index];
            let mut builder = Builder {
                trace,
                step,
                selection: &selection,
                blanks: &mut blanks,
            };
            let explanation = explain::step(trace, step);
            let blocks = builder.blocks(explanation.parts);
            if blocks.is_empty() && !selection.has(Content::Explanations) {
                continue;
            }
            let other = connection.replace(step.connection) != Some(step.connection);
            let begins = phase.replace(step.phase) != Some(step.phase);
            steps.push(StepReport {
                step,
                connection: connection_title(trace, step.connection).filter(|_| other),
                phase: (other || begins).then_some(step.phase),
                key: keys[*index],
                title: explanation.title,
                caption: explanation.caption,
                blocks,
            });
        }
        let values = match selection.has(Content::Values) {
            true => values(trace, &steps, &mut blanks),
            false => Vec::new(),
        };
        Report {
            trace,
            selection,
            run: None,
            steps,
            values,
            answers: blanks.answers,
        }
    }

    /// The place of a step, as `--at` takes it.
    pub fn place(&self, one: &StepReport<'_>) -> Place {
        let (run, step) = (self.run.clone(), one.key);
        let name = None;
        Place { run, step, name }
    }

    /// Facts of the run with their names, as they are safe to show.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let run = self.trace.run();
        let agreed = self.trace.last_connection();
        let facts = [
            ("version", agreed.version.map(|version| version.to_string())),
            ("suite", agreed.suite_name()),
            ("seed", run.seed.map(|seed| seed.to_string())),
            ("clock", Some(run.clock.to_string())),
            ("server name", run.server_name.clone()),
            ("steps", Some(self.trace.steps().len().to_string())),
        ];
        let given =
            |(name, fact): (_, Option<String>)| Some((name, display::escaped(fact?.as_bytes())));
        facts.into_iter().filter_map(given).collect()
    }

    /// What stands above the steps as a warning: what the outcome does not say, and what an attacker was to do
    /// and could not.
    pub fn warnings(&self) -> Vec<String> {
        let not_done = self.trace.not_done().map(|said| said.to_string());
        caveats(self.trace).into_iter().chain(not_done).collect()
    }

    /// Where the version of the run stands today; without one, the newest.
    pub fn standing(&self) -> &'static str {
        standing(self.trace)
    }

    /// How the run ended; `None` if no explanations are selected, or if it is a calculation.
    pub fn ending(&self) -> Option<Ending<'t>> {
        let trace = self.trace;
        if trace.run().kind == RunKind::Derivation {
            return None;
        }
        let (passed, words, alert) = match trace.outcome() {
            Outcome::Running => (None, label!("export.outcome.goes_on").to_owned(), None),
            Outcome::Established => {
                let words = label!("export.outcome.established").to_owned();
                (Some(true), words, None)
            }
            Outcome::Failed { alert, reason } => {
                let words = said!("export.outcome.failed", reason).to_string();
                (Some(false), words, alert.as_ref())
            }
        };
        self.selection.has(Content::Explanations).then(|| Ending {
            passed,
            words,
            alert,
            caveats: caveats(trace),
            lesson: trace.lesson(),
        })
    }

    /// Whether any step of a connection is in it, and its heading where the run has several.
    pub fn connection(&self, id: ConnectionId) -> Option<Said> {
        connection_title(self.trace, id)
    }
}

/// Where the version of a run stands today; without one, the newest.
pub(super) fn standing(trace: &Trace) -> &'static str {
    let connection = trace.last_connection();
    if connection.other_suite.is_some() {
        return label!("export.other_exchange");
    }
    let rules = connection.rules().unwrap_or(Rules::newest());
    (rules.standing)()
}

/// The values that are listed or new in steps.
fn values<'t>(
    trace: &'t Trace,
    steps: &[StepReport<'t>],
    blanks: &mut Blanks,
) -> Vec<ValueRow<'t>> {
    let steps = steps.iter().map(|one| one.step);
    let ids: BTreeSet<ValueId> = steps
        .flat_map(|step| {
            let new = trace.new_in(step).into_iter().map(|value| value.id);
            step.values.iter().copied().chain(new)
        })
        .collect();
    let row = |id: &ValueId| ValueRow::of(trace, trace.value(*id), blanks);
    ids.iter().map(row).collect()
}

/// Builds the blocks of a step.
struct Builder<'a, 't> {
    trace: &'t Trace,
    step: &'t Step,
    selection: &'a Selection,
    blanks: &'a mut Blanks,
}

impl<'t> Builder<'_, 't> {
    fn blocks(&mut self, parts: Vec<Part>) -> Vec<Block<'t>> {
        let mut out = Vec::new();
        if self.selection.has(Content::Explanations) {
            // the lesson comes where the run has ended
            let parts = parts.into_iter();
            for part in parts.filter(|part| part.kind != PartKind::Lesson) {
                let spans = self.blanks.spans(self.trace, part.spans);
                out.push(Block::Prose(part.kind, spans));
            }
        }
        self.dumps(&mut out);
        if self.selection.has(Content::Values) {
            let new = self.trace.new_in(self.step).into_iter();
            let rows: Vec<ValueRow<'t>> = new
                .map(|value| ValueRow::of(self.trace, value, self.blanks))
                .collect();
            out.extend((!rows.is_empty()).then_some(Block::NewValues(rows)));
        }
        let mut judged = Vec::new();
        if self.selection.has(Content::Computations) {
            for computation in explain::math::of_step(self.trace, self.step) {
                let computed = computation::lay_out(self.trace, &computation, self.blanks);
                judged.extend(computation::checks(&computation));
                out.push(Block::Computation(computed));
            }
        }
        if self.selection.has(Content::Checks) {
            out.extend(self.checks(&judged));
        }
        if self.selection.has(Content::Explanations) {
            let failure = self.step.failure.as_ref();
            out.extend(
                failure.map(|failure| Block::Stopped(said!("export.stopped", failure).to_string())),
            );
        }
        out
    }

    fn dumps(&mut self, out: &mut Vec<Block<'t>>) {
        let fields = self.selection.has(Content::Fields);
        let bytes = self.selection.has(Content::Bytes);
        let Some(message) = self.step.message.as_ref().filter(|_| fields || bytes) else {
            return;
        };
        for (buffer, arrived, other) in super::bytes::buffers(message) {
            let mut dump = Dump::new(buffer, arrived, other);
            if fields {
                let meanings = self.selection.meanings.then_some(self.trace);
                dump.fill_fields(meanings, self.step, message, self.blanks);
            }
            dump.raw = bytes;
            out.push(Block::Dump(dump));
        }
    }

    /// The checks of the step but for those that its computations show.
    fn checks(&mut self, shown: &[&crate::trace::Check]) -> Option<Block<'t>> {
        let order = explain::checks::in_order(self.step);
        let more = order.more();
        let (first, rest) = (order.first, order.rest);
        let mut judged = |list: Vec<&crate::trace::Check>| {
            let list = list.into_iter().filter(|check| !shown.contains(check));
            list.map(|check| Judged::of(check, self.step, self.blanks))
                .collect::<Vec<_>>()
        };
        let (first, rest) = (judged(first), judged(rest));
        let more = more.filter(|_| !rest.is_empty());
        (!first.is_empty() || !rest.is_empty()).then_some(Block::Checks { first, more, rest })
    }
}
