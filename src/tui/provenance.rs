//! Questions to the graph of the values: where some bytes come from, what they are used for, and
//! who could compute them. The answers are rows to walk in; `view::provenance` draws them.

use super::command::Command;
use super::copy::{self, Form};
use super::layout::layout;
use super::stage::Stage;
use super::tree::{Row, Seen};
use super::ui_state::{Focus, Overlay, Tab};
use super::update::Effect;
use super::view;
use crate::said;
use crate::trace::{Could, Operation, Origin, Source, Trace, ValueId, ValueName};
use crate::wire::Field;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A question to the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// About which value.
    pub id: ValueId,
    /// About which of its bytes; `None` for all.
    pub byte: Option<usize>,
    /// The selected line of the answer.
    pub row: usize,
    /// What is asked.
    pub question: Question,
}

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Where it comes from.
    From,
    /// What it is used for.
    Used,
    /// Who could compute it.
    Who,
}

/// A branch of a tree of values: one line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// How deep it lies.
    pub depth: usize,
    /// The value or message.
    pub source: Source,
    /// Which of its bytes.
    pub range: Range<usize>,
    /// Whether it stands further up already, with its own branches.
    pub seen: bool,
    /// The levels above at which the tree goes on below this line, a bit for each.
    pub goes_on: u64,
}

/// A question, and the tree that answers it: found once, since a run may have thousands of values.
#[derive(Debug)]
pub struct Answered {
    asked: Asked,
    branches: Vec<Branch>,
}

/// What an eavesdropper has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thief {
    /// What crossed the wire.
    Eavesdropper,
    /// And the server's private key, which was stolen later.
    WithPrivateKey,
}

/// Whether an eavesdropper could compute a value, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it can be computed.
    pub able: bool,
    /// What is computed on the way, the last of it being the value; or, if it cannot be computed, what
    /// would be needed and is missing.
    pub chain: Vec<(ValueId, Option<Could>)>,
}

impl Asked {
    /// Which bytes the question is about.
    pub fn range(&self, trace: &Trace) -> Range<usize> {
        let len = trace.values.get(self.id.0).map_or(0, |v| v.bytes.len());
        match self.byte {
            Some(at) if at < len => at..at + 1,
            _ => 0..len,
        }
    }

    /// The tree that answers; empty for [`Question::Who`].
    fn branches(&self, trace: &Trace) -> Vec<Branch> {
        if trace.values.get(self.id.0).is_none() {
            return Vec::new();
        }
        let range = self.range(trace);
        let mut branches = match self.question {
            Question::From => trace
                .ancestors(self.id, range)
                .into_iter()
                .map(|one| Branch {
                    depth: one.depth,
                    source: one.source,
                    range: one.range,
                    seen: one.seen,
                    goes_on: 0,
                })
                .collect(),
            Question::Used => {
                let mut uses = Uses::new(trace);
                uses.follow(self.id, range, 0);
                uses.out
            }
            Question::Who => Vec::new(),
        };
        let mut below = 0_u64;
        for branch in branches.iter_mut().rev() {
            let own = 1_u64.checked_shl(branch.depth as u32).unwrap_or(0);
            let above = own.wrapping_sub(1);
            branch.goes_on = below & (above | own);
            below = below & above | own;
        }
        branches
    }

    /// Whether the other question has the same answer: another row of it may be selected.
    fn same(&self, other: &Asked) -> bool {
        (self.id, self.byte, self.question) == (other.id, other.byte, other.question)
    }
}

/// What each value is used for, found once for a question: a run may have thousands.
struct Uses<'t> {
    trace: &'t Trace,
    of: HashMap<ValueId, Vec<ValueId>>,
    seen: HashSet<ValueId>,
    out: Vec<Branch>,
}

impl<'t> Uses<'t> {
    fn new(trace: &'t Trace) -> Self {
        let mut of: HashMap<ValueId, Vec<ValueId>> = HashMap::new();
        for value in &trace.values {
            if let Origin::Derived { inputs, .. } = &value.origin {
                for input in inputs {
                    of.entry(*input).or_default().push(value.id);
                }
            }
        }
        Uses {
            trace,
            of,
            seen: HashSet::new(),
            out: Vec::new(),
        }
    }

    /// What some bytes are used for, depth first; of a part of other bytes, those that lie in it.
    fn follow(&mut self, id: ValueId, range: Range<usize>, depth: usize) {
        let next = self.of.get(&id).cloned().unwrap_or_default();
        let seen = !self.seen.insert(id) && !next.is_empty();
        self.out.push(Branch {
            depth,
            source: Source::Value(id),
            range: range.clone(),
            seen,
            goes_on: 0,
        });
        if seen {
            return;
        }
        for user in next {
            let value = self.trace.value(user);
            let within = match &value.origin {
                Origin::Derived {
                    operation: Operation::Cut,
                    output,
                    ..
                } => {
                    let (from, to) = (range.start.max(output.start), range.end.min(output.end));
                    if from >= to {
                        continue;
                    }
                    from - output.start..to - output.start
                }
                _ => 0..value.bytes.len(),
            };
            self.follow(user, within, depth + 1);
        }
    }
}

/// Whether an eavesdropper that has seen the wire up to a step could compute a value.
pub fn verdict(trace: &Trace, id: ValueId, thief: Thief, step: usize) -> Verdict {
    let mut given = trace.seen_in_the_open(step);
    let stolen = trace.first(ValueName::ServerPrivateExponent);
    if thief == Thief::WithPrivateKey {
        given.extend(stolen.map(|value| value.id));
    }
    let could = trace.computable(&given);
    let able = could.get(id.0).is_some_and(Option::is_some);
    let mut chain = Vec::new();
    if able {
        had(&could, id, &mut chain);
    } else {
        let whole = 0..trace.values.get(id.0).map_or(0, |value| value.bytes.len());
        for one in trace.ancestors(id, whole) {
            let Source::Value(one) = one.source else {
                continue;
            };
            let origin = !matches!(trace.value(one).origin, Origin::Derived { .. });
            let listed = chain.iter().any(|(other, _)| *other == one);
            if origin && could[one.0].is_none() && !listed {
                chain.push((one, None));
            }
        }
    }
    Verdict { able, chain }
}

/// What is computed on the way to a value, each after what it needs.
fn had(could: &[Option<Could>], id: ValueId, chain: &mut Vec<(ValueId, Option<Could>)>) {
    if chain.iter().any(|(other, _)| *other == id) {
        return;
    }
    let how = could.get(id.0).cloned().flatten();
    let needed = match &how {
        Some(Could::Computes(inputs) | Could::Decrypts(inputs)) => inputs.as_slice(),
        Some(Could::CutsOut(whole)) => std::slice::from_ref(whole),
        Some(Could::Knows) | None => &[],
    };
    for input in needed {
        had(could, *input, chain);
    }
    chain.push((id, how));
}

impl Stage {
    /// Finds the answer to the open question, unless it is known.
    pub(super) fn answer(&mut self) {
        let Some(Overlay::Provenance(asked)) = self.overlay else {
            return;
        };
        let known = self.answered.as_ref();
        if known.is_none_or(|known| !known.asked.same(&asked)) {
            let branches = asked.branches(&self.trace);
            self.answered = Some(Answered { asked, branches });
        }
    }

    /// The tree that answers a question.
    pub(super) fn branches(&self, asked: &Asked) -> Cow<'_, [Branch]> {
        match &self.answered {
            Some(known) if known.asked.same(asked) => Cow::Borrowed(&known.branches),
            _ => Cow::Owned(asked.branches(&self.trace)),
        }
    }

    /// Asks where the selected value comes from, or the value of the selected line.
    pub(super) fn ask_where_from(&mut self) {
        let id = match self.overlay {
            Some(Overlay::Value { id, .. }) => Some(id),
            Some(Overlay::Provenance(asked)) => self.line_value(&asked),
            _ => self.selected_value(),
        };
        // a field can be a part of a value, and the byte that was chosen goes along
        let among = matches!(self.overlay, None | Some(Overlay::Field { .. }))
            && self.focus == Focus::Panel
            && self.tab == Tab::Bytes;
        let around = match among {
            true => view::bytes::picked(self).and_then(|row| self.value_around(row)),
            false => None,
        };
        let (id, byte) = match around {
            Some((id, offset)) => (Some(id), self.picks.byte.map(|byte| offset + byte)),
            None => (id, None),
        };
        match id {
            Some(id) => {
                self.overlay = Some(Overlay::Provenance(Asked {
                    id,
                    byte,
                    row: 0,
                    question: Question::From,
                }));
            }
            None => self.complain(match self.overlay {
                Some(Overlay::Provenance(_)) => {
                    let key = self.key_of(Command::Open);
                    said!("tui.notice.a_message", key)
                }
                _ if self.on_changed() => said!("tui.notice.changed_there"),
                _ if among => view::about::not_computed(self),
                _ => said!("tui.notice.no_origin"),
            }),
        }
    }

    /// Whether the selected field is of a message as it arrived, changed.
    fn on_changed(&self) -> bool {
        let row = view::bytes::picked(self).and_then(|row| self.row(row));
        let arrived = matches!(
            row,
            Some(Row::Field {
                seen: Seen::Arrived,
                ..
            })
        );
        arrived && self.tab == Tab::Bytes
    }

    /// Another question about the same value; asked twice, where it comes from again.
    pub(super) fn turn(&mut self, to: Question) {
        if let Some(Overlay::Provenance(asked)) = &mut self.overlay {
            let same = asked.question == to;
            asked.question = if same { Question::From } else { to };
            asked.row = 0;
        }
    }

    /// Another byte of the value.
    pub(super) fn pick_byte(&mut self, to: impl Fn(Option<usize>) -> usize) {
        if let Some(Overlay::Provenance(asked)) = &mut self.overlay {
            let len = self.trace.values.get(asked.id.0);
            let last = len.map_or(0, |value| value.bytes.len().saturating_sub(1));
            asked.byte = Some(to(asked.byte).min(last));
        }
    }

    /// All bytes of the value again.
    pub(super) fn all_bytes(&mut self) {
        if let Some(Overlay::Provenance(asked)) = &mut self.overlay {
            asked.byte = None;
        }
    }

    /// What stands on the selected line.
    fn line_source(&self, asked: &Asked) -> Option<Source> {
        let branches = self.branches(asked);
        let last = branches.len().saturating_sub(1);
        let branch = branches
            .get(asked.row.min(last))
            .map(|branch| branch.source);
        branch.or_else(|| self.value(asked.id).map(|value| Source::Value(value.id)))
    }

    /// The value of the selected line, if it is a value.
    pub(super) fn line_value(&self, asked: &Asked) -> Option<ValueId> {
        match self.line_source(asked)? {
            Source::Value(id) => Some(id),
            Source::Message(..) => None,
        }
    }

    /// How many lines the answer has that can be selected or scrolled.
    pub(super) fn history_len(&self, asked: &Asked) -> usize {
        match asked.question {
            Question::Who => view::provenance::who(self, asked, 76).len(),
            _ => self.branches(asked).len(),
        }
    }

    /// Goes to the step and the field of the selected line's value, or to its message.
    pub(super) fn go_to_origin(&mut self, asked: Asked) {
        self.jump(Some(Overlay::Provenance(asked)));
        if let Some(Source::Message(side, index)) = self.line_source(&asked) {
            self.go_to(self.trace.transcripts[side as usize][index].step);
            self.focus = Focus::Panel;
            self.tab = Tab::Bytes;
            if let Some(row) = self.row_of_field(Field::Handshake) {
                self.pick_field(row);
            }
            return;
        }
        let Some(value) = self.line_value(&asked).and_then(|id| self.value(id)) else {
            return;
        };
        let (id, step) = (value.id, value.step);
        let computed = matches!(value.origin, Origin::Derived { .. });
        self.go_to(step);
        let message = self.step().is_some_and(|step| step.message.is_some());
        self.focus = Focus::Panel;
        self.tab = if computed && !message {
            Tab::Math
        } else {
            Tab::Bytes
        };
        if let Some(row) = self.row_of(id) {
            self.pick_field(row);
        }
        self.picks.tab[Tab::Keys as usize] = id.0;
    }

    /// Offers the forms in which the selected value can be copied.
    pub(super) fn offer_forms(&mut self) {
        let id = match self.overlay {
            Some(Overlay::Value { id, .. }) => Some(id),
            Some(Overlay::Provenance(asked)) => self.line_value(&asked),
            _ => self.selected_value(),
        };
        match id {
            Some(id) => {
                let over = self.overlay.take().map(Box::new);
                self.overlay = Some(Overlay::CopyAs {
                    id,
                    selected: 0,
                    over,
                });
            }
            None => self.complain(said!("tui.notice.no_value_to_copy")),
        }
    }

    /// Copies a value in a form.
    pub(super) fn copy_as(&mut self, id: ValueId, selected: usize) -> Effect {
        let chosen = self.value(id).zip(Form::ALL.get(selected).copied());
        let Some((value, form)) = chosen else {
            return Effect::None;
        };
        let name = value.title();
        match copy::value(&self.trace, value, form) {
            Some(text) => {
                self.say(said!("tui.notice.copied_as", name, form = form.title()));
                Effect::Copy(text)
            }
            None => {
                self.complain(said!("tui.notice.no_command", name));
                Effect::None
            }
        }
    }

    /// Shows another block of the record in a computation.
    pub(super) fn pick_block(&mut self, to: usize) {
        let most = view::math::blocks(self).saturating_sub(1);
        self.picks.block = to.min(most);
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let at = layout(area, self.room, self.tab);
        if let Some(line) = at.and_then(|at| view::math::scroll_to_block(self, at.columns[0])) {
            self.picks.tab[Tab::Math as usize] = line;
        }
    }
}
