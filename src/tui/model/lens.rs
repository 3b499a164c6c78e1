//! The run through a lens. Under it the model holds the run with every byte blank that the eyes
//! lack, and [`Model::sees`] tells the views which values are there.

use super::Model;
use super::eyes::{Lens, Stolen, View};
use super::value_row::State;
use crate::explain::{Explanation, PartKind, Span};
use crate::label;
use crate::said;
use crate::text::Said;
use crate::trace::{
    Could, Knowledge, MessageName, Party, Side, Source, Step, Value, ValueId, ValueName,
};
use crate::wire::HandshakeType;
use std::sync::Arc;

impl Model {
    /// Looks at the run through a lens.
    pub fn look_through(&mut self, lens: Lens) {
        self.view.lens = lens;
        self.look();
        self.rebuild_tree();
    }

    /// Finds what the eyes have at the present step, and the run as they see it.
    pub(super) fn see(&mut self) {
        let lens = self.view.lens;
        if lens == Lens::Everyone {
            self.view = View::default();
            self.trace = Arc::clone(&self.run);
            return;
        }
        let had = lens.had(&self.run, self.cursor);
        let before = match self.cursor.checked_sub(1) {
            Some(before) => lens.had(&self.run, before),
            None => vec![None; had.len()],
        };
        let eyes = lens.eyes(&had);
        let steps = self.run.steps.iter();
        self.view = View {
            lens,
            followed: steps
                .map(|step| self.run.is_followed(&eyes, step))
                .collect(),
            readable: self.run.readable(&eyes),
            had,
            before,
        };
        self.trace = Arc::new(self.run.as_seen_by(&eyes));
    }

    /// Whether the eyes that look have the bytes of a value.
    pub fn sees(&self, id: ValueId) -> bool {
        self.sees_at(id, self.cursor)
    }

    /// The same after a step: the present one, or the one before.
    pub fn sees_at(&self, id: ValueId, step: usize) -> bool {
        let had = match step < self.cursor {
            true => &self.view.before,
            false => &self.view.had,
        };
        self.view.lens == Lens::Everyone || had.get(id.0).is_some_and(Option::is_some)
    }

    /// Whether the eyes that look lack the bytes of a value or a message.
    pub fn unseen_source(&self, source: Source) -> bool {
        match source {
            Source::Value(id) => !self.sees(id),
            Source::Message(side, index) => {
                let entry = self.trace.transcripts[side as usize].get(index);
                let step = entry.and_then(|entry| self.run.steps.get(entry.step));
                !step.is_some_and(|step| self.reads(step))
            }
        }
    }

    /// Whether all is shown.
    pub fn sees_all(&self) -> bool {
        self.view.lens == Lens::Everyone
    }

    /// Whether a step happens inside a party, where the eyes that look do not see.
    pub fn is_inside(&self, step: &Step) -> bool {
        let followed = self.view.followed.get(step.index);
        !self.sees_all() && followed == Some(&false)
    }

    /// Whether the eyes that look can tell if the two sides come to the same in a step.
    pub fn compares(&self, step: &Step) -> bool {
        !self.is_inside(step) && step.values.iter().all(|id| self.sees(*id))
    }

    /// What is said of a step inside a party.
    pub fn inside(&self, side: Side) -> String {
        said!("tui.lens.inside", side = side.name()).to_string()
    }

    /// Whether the eyes that look can read the message of a step.
    pub fn reads(&self, step: &Step) -> bool {
        self.sees_all() || self.view.readable.get(step.index) == Some(&true)
    }

    /// What a party knows of a value. What was stolen, and what follows from it, Eve knows too.
    pub fn knows(&self, value: &Value, party: Party) -> Knowledge {
        let gained = matches!(self.view.lens, Lens::Eve(_)) && self.sees(value.id);
        match party == Party::Eavesdropper && gained {
            true => Knowledge::Known,
            false => value.known_to(party, self.cursor),
        }
    }

    /// Of a state in which a party has a value, what the eyes that look have of it.
    pub(super) fn seen_state(&self, state: State, step: usize) -> State {
        let State::Has(id) = state else { return state };
        if self.sees_at(id, step) {
            return state;
        }
        let party = self.view.lens.party().unwrap_or(Party::Eavesdropper);
        let value = self.value(id);
        match value.map(|value| value.known_to(party, step)) {
            Some(Knowledge::Sealed) => State::Encrypted,
            _ => State::Lacks,
        }
    }

    /// How many of the values that exist the eyes that look have.
    pub fn seen_values(&self) -> (usize, usize) {
        let state = |wanted: fn(State) -> bool| {
            let rows = self.value_rows().iter();
            rows.filter(|row| row.held.iter().any(|held| wanted(held.state)))
                .count()
        };
        let had = state(|state| matches!(state, State::Has(_)));
        (had, state(|state| state != State::NotMade))
    }

    /// The explanation of the present step without the bytes that the eyes lack.
    pub(super) fn as_seen(&self, mut explained: Explanation) -> Explanation {
        if let (Lens::Eve(_), Some(words)) =
            (self.view.lens, self.what_is_seen().into_iter().next())
        {
            let mut parts = explained.parts.iter_mut();
            if let Some(part) = parts.find(|part| part.kind == PartKind::Eavesdropper) {
                part.spans = vec![Span::Text(words)];
            }
        }
        if let Some(words) = self.what_is_seen().pop() {
            explained.caption = words;
        }
        let spans = explained.parts.iter_mut().flat_map(|part| &mut part.spans);
        for span in spans {
            if let Span::Value { id, text } = span
                && !self.sees(*id)
            {
                *text = label!("tui.lens.unseen").to_owned();
            }
        }
        explained
    }

    /// What the eyes that look can read in the present step, what they could forge, and why not
    /// more: in ever fewer words.
    pub fn what_is_seen(&self) -> Vec<String> {
        let Some(step) = self.step() else {
            return Vec::new();
        };
        let said = match self.view.lens {
            Lens::Everyone => return Vec::new(),
            Lens::Of(side) => self.seen_by_side(step, side),
            Lens::Eve(stolen) => self.seen_by_eve(step, stolen),
        };
        said.iter().map(Said::to_string).collect()
    }

    fn seen_by_side(&self, step: &Step, side: Side) -> Vec<Said> {
        let (who, peer) = (side.name(), side.peer().name());
        let Some(message) = &step.message else {
            return match self.is_inside(step) {
                true => vec![
                    said!("tui.lens.say.inside_peer", who, peer),
                    said!("tui.lens.say.inside_peer_short", who, peer),
                ],
                false => vec![said!("tui.lens.say.own", who)],
            };
        };
        let arrives = super::sequence::arrives(step);
        match (message.sender == side, self.reads(step)) {
            (true, _) => vec![said!("tui.lens.say.sent", who)],
            (false, _) if !arrives => vec![said!("tui.lens.say.lost", who)],
            (false, true) if message.protected => vec![said!("tui.lens.say.opened", who)],
            (false, true) => vec![said!("tui.lens.say.received", who)],
            (false, false) => vec![said!("tui.lens.say.not_opened", who)],
        }
    }

    fn seen_by_eve(&self, step: &Step, stolen: Stolen) -> Vec<Said> {
        let exchange = MessageName::Handshake(HandshakeType::ClientKeyExchange);
        let Some(message) = &step.message else {
            return match self.is_inside(step) {
                true => vec![
                    said!("tui.lens.say.inside"),
                    said!("tui.lens.say.inside_short"),
                ],
                false => vec![said!("tui.lens.say.computes")],
            };
        };
        if message.name == exchange && !message.protected {
            let pre_master = self.run.of_name(ValueName::PreMasterSecret);
            let mut had = pre_master.filter_map(|value| self.view.had.get(value.id.0)?.as_ref());
            return match had.next() {
                Some(Could::Knows) => vec![said!("tui.lens.say.has_pre_master")],
                Some(_) => vec![
                    said!("tui.lens.say.decrypts_pre_master"),
                    said!("tui.lens.say.decrypts_pre_master_short"),
                ],
                None => vec![
                    said!("tui.lens.say.no_private_key"),
                    said!("tui.lens.say.no_private_key_short"),
                ],
            };
        }
        if !message.protected {
            return vec![
                said!("tui.lens.say.clear"),
                said!("tui.lens.say.clear_short"),
            ];
        }
        let (side, peer) = (message.sender.name(), message.sender.peer().name());
        let has = |name: ValueName| {
            let mut all = self.run.of_name(name);
            all.any(|value| self.sees(value.id))
        };
        let mac_key = has(ValueName::WriteMacKey(message.sender));
        match (self.reads(step), mac_key) {
            (true, true) => vec![
                said!("tui.lens.say.forges", peer),
                said!("tui.lens.say.forges_short"),
            ],
            (true, false) => vec![
                said!("tui.lens.say.reads", side),
                said!("tui.lens.say.reads_short"),
            ],
            (false, true) => vec![
                said!("tui.lens.say.only_mac"),
                said!("tui.lens.say.only_mac_short"),
            ],
            (false, false) if stolen == Stolen::Nothing => vec![
                said!("tui.lens.say.nothing"),
                said!("tui.lens.say.nothing_short"),
            ],
            (false, false) => vec![
                said!("tui.lens.say.other_key", side),
                said!("tui.lens.say.other_key_short", side),
            ],
        }
    }
}
