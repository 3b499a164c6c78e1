//! Values: those so far, where they come from, what they are used for, who could compute them.

use super::Session;
use super::lines::Lines;
use super::step::written;
use crate::explain::{self, history};
use crate::export::report::{Content, Report, Selection};
use crate::export::text;
use crate::text::near;
use crate::trace::{Target, Thief, Value, ValueId};
use crate::wire::{display, node};
use crate::{label, said};
use std::collections::BTreeSet;

impl Session {
    /// Every value up to the present step, and who knows it.
    pub(super) fn tell_keys(&mut self, out: &mut Lines) {
        let Some(step) = self.step() else {
            return out.said(said!("plain.step.none"));
        };
        let steps = self.trace.so_far(step).iter().map(|step| step.index);
        let selection = Selection {
            steps: steps.collect(),
            contents: vec![Content::Values],
            meanings: false,
            blanks: false,
        };
        let report = Report::of(&self.trace, selection);
        if report.values.is_empty() {
            return out.said(said!("plain.value.none"));
        }
        let style = self.style();
        out.add(&written(|buf| {
            text::write_values(buf, &report, step, style)
        }));
    }

    /// The value that is meant by a key or a title, among those up to the present step; says so if there is none.
    fn value(&self, name: &str, out: &mut Lines) -> Option<ValueId> {
        let step = self.step()?;
        let wanted = name.to_lowercase();
        let all = self.trace.values().iter();
        let so_far: Vec<&Value> = all.filter(|value| value.step <= step.index).collect();
        let by_key = |value: &&&Value| {
            let keys = [value.key_from(step.connection), value.key()];
            keys.iter().any(|key| key.to_lowercase() == wanted)
        };
        let by_title = |value: &&&Value| value.title().to_lowercase() == wanted;
        // of several connections, that of the present one
        let here = so_far
            .iter()
            .filter(|value| value.connection == step.connection);
        let mut found = here.clone().find(by_key).or(so_far.iter().find(by_key));
        found = found.or_else(|| here.clone().find(by_title));
        if let Some(value) = found {
            return Some(value.id);
        }
        let keys: BTreeSet<String> = so_far
            .iter()
            .map(|value| value.key_from(step.connection))
            .collect();
        let near = near(name, keys.iter().map(|key| (key.as_str(), Vec::new())));
        let near: Vec<String> = near.into_iter().map(str::to_owned).collect();
        let name = crate::text::cut(&crate::text::escaped(name.as_bytes()), 60);
        out.said(said!("plain.value.unknown", name, near));
        None
    }

    /// Where a value comes from, step by step down to what was random.
    pub(super) fn tell_where(&mut self, name: &str, out: &mut Lines) {
        let Some(id) = self.value(name, out) else {
            return;
        };
        let whole = 0..self.trace.value(id).bytes.len();
        for line in self.trace.ancestors(id, whole) {
            let name = history::name(&self.trace, line.source);
            let which = history::which(&self.trace, line.source, &line.range);
            let how = match line.seen {
                true => said!("plain.value.as_above"),
                false => history::how(&self.trace, line.source, &line.range),
            };
            let said = said!("plain.value.ancestor", level = line.depth, name, which, how);
            out.add(&said.to_string());
        }
        let formula = explain::plain(&history::origin(&self.trace, self.trace.value(id)));
        out.said(said!("plain.value.formula", formula));
    }

    /// What a value is used for.
    pub(super) fn tell_used(&mut self, name: &str, out: &mut Lines) {
        let Some(id) = self.value(name, out) else {
            return;
        };
        let mut uses = self.trace.uses(id);
        uses.retain(|used| self.trace.value(*used).step <= self.cursor);
        if uses.is_empty() {
            out.said(said!("plain.value.unused"));
        }
        for used in uses {
            let value = self.trace.value(used);
            let origin = explain::plain(&history::origin(&self.trace, value));
            let (key, step) = (value.key(), value.step + 1);
            out.said(said!("plain.value.use", key, step, origin));
        }
    }

    /// Who could compute a value.
    pub(super) fn tell_who(&mut self, name: &str, out: &mut Lines) {
        let Some(id) = self.value(name, out) else {
            return;
        };
        for (thief, words) in [
            (Thief::Eavesdropper, label!("explain.who.eavesdropper")),
            (Thief::WithPrivateKey, label!("explain.who.with_key")),
        ] {
            let found = self.trace.verdict(id, thief, self.cursor);
            let answer = match found.able {
                true => label!("explain.who.yes"),
                false => label!("explain.who.no"),
            };
            out.said(said!("plain.value.who", who = words, answer));
            if !found.able {
                out.add(label!("explain.who.never_seen"));
            }
            for (id, could) in found.chain {
                let value = self.trace.value(id);
                let because = history::because(&self.trace, value, could.as_ref(), self.cursor);
                let (key, why) = (value.key(), explain::plain(&because));
                out.hanging("  ", &said!("plain.value.because", key, why).to_string());
            }
        }
    }

    /// The field or the value that a place points at.
    pub(super) fn tell_target(&self, target: &Target, out: &mut Lines) {
        let Some(step) = self.step() else { return };
        let (buffer, arrived, path) = match target {
            Target::Value(id) => {
                let value = self.trace.value(*id);
                let (key, size) = (value.key(), value.size());
                let bytes = display::hex(&value.bytes);
                return out.said(said!("plain.value.one", key, size, bytes));
            }
            Target::Field {
                buffer,
                arrived,
                path,
            } => (*buffer, *arrived, path),
        };
        let Some(message) = &step.message else { return };
        let buffers = match arrived {
            true => message.arrived.as_deref().unwrap_or_default(),
            false => &message.buffers,
        };
        let Some(buffer) = buffers.iter().find(|other| other.kind == buffer) else {
            return;
        };
        let fields = node::walk(&buffer.tree);
        let Some(placed) = fields.iter().find(|placed| placed.path == *path) else {
            return;
        };
        let node = placed.node;
        let purpose = explain::field(&self.trace, step, buffer, node).purpose;
        out.said(said!(
            "plain.field",
            name = node.field.name(),
            rfc = message.rfc(node.field),
            first = node.start,
            bytes = node.len(),
            value = display::value(node, &buffer.bytes),
            hex = display::hex(buffer.bytes.get(node.range()).unwrap_or_default()),
            purpose = Some(explain::plain(&purpose)).filter(|words| !words.is_empty())
        ));
    }
}
