//! What the box of the present step says.

use crate::pki::Certificate;
use crate::trace::{
    Actor, BufferKind, Message, MessageName, Side, Step, Value, ValueId, ValueName,
};
use crate::tui::draw::{acts, checks, formula, text};
use crate::tui::model::{Model, rank};
use crate::wire::{HandshakeType, display};
use crate::{label, said};
use ratatui::text::Span;

/// The present step's words: what it is called, and the value or the verdict that it is about.
pub struct Present {
    /// What it is called.
    pub name: String,
    /// The value or the verdict.
    pub detail: Vec<Span<'static>>,
}

fn short_bytes(model: &Model, bytes: &[u8], room: usize) -> String {
    let marks = &model.theme.marks;
    match text::printable(bytes) {
        Some(words) => text::cut(&format!("\"{}\"", marks.prose(words)), room, marks),
        None => text::start(bytes, room.min(8), marks),
    }
}

fn value_words(model: &Model, value: &Value, room: usize) -> Vec<Span<'static>> {
    if let Some(words) = formula::unseen(model, value.id, room) {
        return vec![Span::styled(words, model.theme.muted)];
    }
    let style = model.theme.value(value.name);
    vec![Span::styled(short_bytes(model, &value.bytes, room), style)]
}

/// What the box of a message says below its name.
pub fn message_detail(
    model: &Model,
    step: &Step,
    message: &Message,
    room: usize,
) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let plain = |words: String| vec![Span::styled(words, theme.text)];
    let seen = model.index.seen.get(&step.index);
    let seen = seen.into_iter().flatten().filter_map(|id| model.value(*id));
    let on_wire = |value: &&Value| {
        let mut places = value.places.iter();
        places.any(|place| place.step == step.index && place.buffer == BufferKind::Record)
    };
    let visible: Vec<&Value> = seen.filter(on_wire).collect();
    let find = |wanted: fn(ValueName) -> bool| visible.iter().find(|value| wanted(value.name));
    if message.name == MessageName::Handshake(HandshakeType::Certificate) {
        let mut chains = model.trace.connection(step.connection).chains.iter();
        let chain = chains.find(|chain| chain.step == step.index);
        let leaf = chain.and_then(|chain| chain.certificates.first());
        let name = leaf.and_then(|der| Certificate::from_der(der).ok());
        let name = name.map_or(String::new(), |leaf| leaf.short_name());
        let certificates = chain.map_or(0, |chain| chain.certificates.len());
        let words = match certificates {
            0 => label!("tui.wire.no_certificate").to_owned(),
            _ => said!("tui.wire.certificates", name, certificates).to_string(),
        };
        return plain(marks.prose(&words).into_owned());
    }
    if message.protected && !model.sees_all() && model.reads(step) {
        let seen = model.index.seen.get(&step.index);
        let mut seen = seen.into_iter().flatten().filter_map(|id| model.value(*id));
        let content = seen.find(|value| matches!(value.name, ValueName::RecordContent(..)));
        if let Some(content) = content {
            return value_words(model, content, room);
        }
    }
    if let Some(arrived) = &message.arrived {
        return changed_detail(model, message, arrived);
    }
    if message.protected {
        let iv = find(|name| matches!(name, ValueName::RecordIv(..)));
        let text = find(|name| matches!(name, ValueName::RecordCiphertext(..)));
        let mut spans = Vec::new();
        if let Some(iv) = iv {
            let words = format!("IV {} ", short_bytes(model, &iv.bytes, 7));
            spans.push(Span::styled(words, theme.value(iv.name)));
        }
        let bytes = text.map_or(&[][..], |value| &value.bytes);
        let words = format!("{} {}", marks.sealed, short_bytes(model, bytes, 7));
        spans.push(Span::styled(words, theme.sealed));
        return spans;
    }
    if let Some(value) = find(|name| name == ValueName::EncryptedPreMasterSecret) {
        let mut spans = value_words(model, value, 7);
        let words = format!(" {} {}", marks.sealed, label!("tui.wire.pre_master"));
        spans.push(Span::styled(words, theme.sealed));
        return spans;
    }
    let random = |name| matches!(name, ValueName::ClientRandom | ValueName::ServerRandom);
    let about = find(random).or_else(|| find(|name| name == ValueName::HandshakeSignature));
    match about {
        Some(value) => {
            let mut spans = value_words(model, value, 7);
            let name = formula::plain_name(value.name, room.saturating_sub(9));
            spans.push(Span::styled(format!(" {name}"), theme.text));
            spans
        }
        None => plain(said!("tui.wire.message_bytes", bytes = message.content.len()).to_string()),
    }
}

/// The first byte that was changed on the way, before and after.
fn changed_detail(
    model: &Model,
    message: &Message,
    arrived: &[crate::trace::Buffer],
) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let sent = message.buffer(BufferKind::Record);
    let there = arrived
        .iter()
        .find(|buffer| buffer.kind == BufferKind::Record);
    let (Some(sent), Some(there)) = (sent, there) else {
        return Vec::new();
    };
    let mut pairs = sent.bytes.iter().zip(&there.bytes);
    let words = match pairs.find(|(a, b)| a != b) {
        Some((before, after)) if sent.bytes.len() == there.bytes.len() => said!(
            "tui.wire.became",
            before = display::hex(&[*before]),
            after = display::hex(&[*after])
        ),
        _ => said!(
            "tui.wire.lengths",
            before = sent.bytes.len(),
            after = there.bytes.len()
        ),
    };
    vec![Span::styled(
        theme.marks.prose(&words.to_string()).into_owned(),
        theme.bad,
    )]
}

/// The words of a computation for a side.
pub fn computed(model: &Model, step: &Step, side: Side, room: usize) -> Present {
    let theme = &model.theme;
    let marks = &theme.marks;
    if model.hides(step, side) {
        let name = model.inside(side, room);
        return Present {
            name,
            detail: Vec::new(),
        };
    }
    let name = acts::doing(step.topic, false);
    let of_side = |id: &ValueId| {
        let value = model.value(*id)?;
        value
            .holder
            .side()
            .is_none_or(|holder| holder == side)
            .then_some(value)
    };
    match step.passed() {
        Some(ok) => {
            let failed = step.checks.iter().find(|check| !check.passed);
            let words = match failed {
                Some(check) => checks::fails(check),
                None if ok => {
                    said!("tui.wire.checks_passed", checks = step.checks.len()).to_string()
                }
                None => label!("tui.wire.gives_up").to_owned(),
            };
            let name = format!("{} {name}", marks.check(ok));
            let words = text::cut(&marks.prose(&words), room, marks);
            let detail = vec![Span::styled(words, theme.check(ok))];
            Present { name, detail }
        }
        None => {
            let own = step.values.iter().filter_map(of_side);
            let best = own.min_by_key(|value| rank(value));
            let detail = best.map_or(Vec::new(), |value| value_words(model, value, room));
            let name = match best {
                Some(value) if step.actor == Actor::Both => formula::plain_name(value.name, room),
                _ => name.to_owned(),
            };
            Present { name, detail }
        }
    }
}
