//! What is said of a step through a lens: what the eyes that look learn of it, and an explanation
//! that claims nothing that they do not know.

use super::Model;
use super::eyes::{Lens, Stolen};
use crate::explain::{Explanation, Part, PartKind, Span};
use crate::label;
use crate::said;
use crate::text::Said;
use crate::trace::{
    Actor, Could, Fate, Message, MessageName, Operation, Side, Step, Topic, ValueName,
};
use crate::wire::HandshakeType;

const EXCHANGE: MessageName = MessageName::Handshake(HandshakeType::ClientKeyExchange);

impl Model {
    /// The explanation of the present step without what the eyes that look do not know.
    pub(super) fn as_seen(&self, mut explained: Explanation) -> Explanation {
        let (Some(step), false) = (self.step(), self.sees_all()) else {
            return explained;
        };
        let mut forms = self.what_is_seen();
        if let Some(words) = forms.pop() {
            explained.caption = words.clone();
            forms.push(words);
        }
        let long = forms.into_iter().next().unwrap_or_default();
        match self.view.lens {
            Lens::Everyone => {}
            Lens::Of(_) => self.as_a_side_sees(step, long, &mut explained.parts),
            Lens::Eve(_) => self.as_eve_sees(step, long, &mut explained.parts),
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

    /// A side learns nothing of what the peer does, and nothing of an attacker.
    fn as_a_side_sees(&self, step: &Step, long: String, parts: &mut Vec<Part>) {
        if self.is_inside(step) {
            *parts = vec![part(PartKind::What, long)];
            return;
        }
        let attacked = !self.run.tampering().is_empty() || self.run.replayed().is_some();
        let told = [PartKind::Middle, PartKind::Lesson];
        parts.retain(|part| !(attacked && told.contains(&part.kind)));
    }

    /// Eve learns nothing of what happens inside, and reads what she has the key for.
    fn as_eve_sees(&self, step: &Step, long: String, parts: &mut Vec<Part>) {
        let learns = PartKind::Eavesdropper;
        let half = self.followed_half(step).is_some();
        if self.is_inside(step) || half {
            let general = [PartKind::Why, PartKind::Note];
            let ordinary = !half && step.failure.is_none() && self.parted_at().is_none();
            parts.retain(|part| ordinary && general.contains(&part.kind));
            parts.insert(0, part(PartKind::What, long));
            return;
        }
        let message = step.message.as_ref();
        for old in parts.iter_mut() {
            match (old.kind, message) {
                (PartKind::What, Some(message)) if message.protected && self.reads(step) => {
                    let (side, name) = (message.sender.name(), message.name.name());
                    *old = part(
                        old.kind,
                        said!("tui.lens.say.record", side, name).to_string(),
                    );
                }
                (kind, Some(message)) if kind == learns && message.name == EXCHANGE => {
                    let more = label!("tui.lens.say.no_forward_secrecy");
                    *old = part(kind, format!("{long} {more}"));
                }
                (kind, _) if kind == learns => *old = part(kind, long.clone()),
                _ => {}
            }
        }
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
        match (message.sender == side, self.reads(step)) {
            (true, _) => vec![said!("tui.lens.say.sent", who)],
            (false, true) if message.protected => vec![said!("tui.lens.say.opened", who)],
            (false, true) if message.name == EXCHANGE => vec![said!("tui.lens.say.encrypted", who)],
            (false, true) => vec![said!("tui.lens.say.received", who)],
            (false, false) => vec![said!("tui.lens.say.not_opened", who)],
        }
    }

    fn seen_by_eve(&self, step: &Step, stolen: Stolen) -> Vec<Said> {
        let Some(message) = &step.message else {
            return self.computed_beside_eve(step);
        };
        if message.name == EXCHANGE && !message.protected {
            return self.exchange_seen_by_eve(message);
        }
        if !message.protected {
            return vec![
                said!("tui.lens.say.clear"),
                said!("tui.lens.say.clear_short"),
            ];
        }
        let (side, peer) = (message.sender.name(), message.sender.peer().name());
        let mac_key = self.sees_any(ValueName::WriteMacKey(message.sender));
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

    /// What a computation of the two sides means for Eve.
    fn computed_beside_eve(&self, step: &Step) -> Vec<Said> {
        if let Some(side) = self.followed_half(step) {
            let (who, peer) = (side.name(), side.peer().name());
            return match self.uses_substitute(step.index) && side == Side::Client {
                true => vec![said!("tui.lens.say.half"), said!("tui.lens.say.half_short")],
                false => vec![said!("tui.lens.say.half_other", who, peer)],
            };
        }
        if !self.is_inside(step) {
            return vec![said!("tui.lens.say.computes")];
        }
        match step.actor {
            Actor::One(side) if step.failure.is_some() => {
                let who = side.name();
                vec![match step.topic {
                    Topic::Reject => said!("tui.lens.say.rejects", who),
                    _ => said!("tui.lens.say.gives_up", who),
                }]
            }
            Actor::One(_) if self.substitutes_in(step.index) => vec![
                said!("tui.lens.say.substitute"),
                said!("tui.lens.say.substitute_short"),
            ],
            Actor::One(side) => vec![
                said!("tui.lens.say.inside", who = side.name()),
                said!("tui.lens.say.inside_short"),
            ],
            Actor::Both | Actor::Reader => vec![
                said!("tui.lens.say.inside_both"),
                said!("tui.lens.say.inside_short"),
            ],
        }
    }

    fn exchange_seen_by_eve(&self, message: &Message) -> Vec<Said> {
        let pre_master = self
            .run
            .of_name(self.connection().id, ValueName::PreMasterSecret);
        let mut had = pre_master.filter_map(|value| self.view.had.get(value.id.0)?.as_ref());
        match had.next() {
            Some(Could::Knows) => vec![said!("tui.lens.say.has_pre_master")],
            Some(_) if message.fate == Fate::Changed => vec![
                said!("tui.lens.say.decrypts_sent"),
                said!("tui.lens.say.decrypts_sent_short"),
            ],
            Some(_) => vec![
                said!("tui.lens.say.decrypts_pre_master"),
                said!("tui.lens.say.decrypts_pre_master_short"),
            ],
            None => vec![
                said!("tui.lens.say.no_private_key"),
                said!("tui.lens.say.no_private_key_short"),
            ],
        }
    }

    fn sees_any(&self, name: ValueName) -> bool {
        let mut all = self.run.of_name(self.connection().id, name);
        all.any(|value| self.sees(value.id))
    }

    /// Whether the server goes on with a random substitute by a step, instead of the pre-master
    /// secret that it cannot decrypt.
    fn uses_substitute(&self, step: usize) -> bool {
        (0..=step).any(|step| self.substitutes(step))
    }

    fn substitutes(&self, step: usize) -> bool {
        let mut made = self.run.derived_in(step).iter();
        made.any(|one| match &one.operation {
            Operation::RsaDecryption(recovery) => recovery.used_fallback,
            _ => false,
        })
    }

    /// Whether Eve can tell that the server takes a substitute in a step: she has the private key.
    fn substitutes_in(&self, step: usize) -> bool {
        self.substitutes(step) && self.sees_any(ValueName::ServerPrivateExponent)
    }
}

/// A paragraph of plain words.
fn part(kind: PartKind, words: String) -> Part {
    Part {
        kind,
        spans: vec![Span::Text(words)],
    }
}
