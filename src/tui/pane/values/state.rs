//! What a party does, above its values.

use crate::trace::{Actor, Fate, MessageName, RunKind, Side, Topic};
use crate::tui::draw::{acts, checks, text};
use crate::tui::model::Model;
use crate::tui::model::moment::Moment;
use crate::{label, said};
use ratatui::style::Style;

/// What a party does, and how that is shown.
pub fn state(model: &Model, side: Side, moment: Moment, room: usize) -> (String, Style) {
    let theme = &model.theme;
    let plain = theme.text;
    if let Some(step) = model.index.gave_up(&model.trace, side, model.cursor) {
        let step = &model.trace.steps()[step];
        let failed = step.checks.iter().find(|check| check.failed());
        let alert = matches!(
            step.topic,
            Topic::Send(MessageName::Alert) | Topic::Receive(MessageName::Alert)
        );
        let why = match (failed, &step.failure) {
            _ if alert => label!("tui.fails.alert").to_owned(),
            (Some(check), _) => checks::fails(check),
            (None, Some(failure)) => failure.to_string(),
            (None, None) => String::new(),
        };
        let words = said!("tui.side.stopped", why = &why).to_string();
        let words = [words, why].map(|words| format!("{} {words}", theme.marks.bad));
        let [long, short] = words;
        let fits = text::width(&long) <= room;
        return (if fits { long } else { short }, theme.bad);
    }
    let Some(step) = model.step() else {
        return (stateless(model, side, &model.trace.run().kind), theme.muted);
    };
    let acts = step.actor.includes(side);
    if let Some(message) = &step.message {
        let name = message.name.name();
        if message.sender == side {
            let said = match step.fate() {
                Fate::CopyOf(_) | Fate::PartOf(_) | Fate::Replayed => {
                    said!("tui.side.not_sent", name)
                }
                _ => said!("tui.side.sent", name),
            };
            return (said.to_string(), theme.title);
        }
        let said = match step.fate() {
            _ if !moment.has_arrived(model, side) => label!("tui.side.waiting"),
            Fate::Dropped | Fate::Cut | Fate::HeldBack => label!("tui.side.waiting"),
            Fate::Changed => label!("tui.side.received_changed"),
            _ => label!("tui.side.received"),
        };
        return (said.to_owned(), plain);
    }
    if acts && model.hides(step, side) {
        return (model.inside(side, usize::MAX), theme.muted);
    }
    if acts || step.actor == Actor::Both {
        return (acts::done(step.topic).to_owned(), theme.title);
    }
    match step.states[side as usize] {
        Some(state) => (state.words().to_owned(), plain),
        None => (stateless(model, side, &model.trace.run().kind), theme.muted),
    }
}

/// What a side is whose machine cannot be seen, or has not begun.
fn stateless(model: &Model, side: Side, kind: &RunKind) -> String {
    let listening = model.is_listening();
    match kind {
        RunKind::Connection { .. } if listening && side == Side::Server => {
            label!("tui.side.listening").to_owned()
        }
        RunKind::Connection { .. } if listening => label!("tui.side.no_client").to_owned(),
        RunKind::Connection { ours, peer } if *ours != side && !peer.is_empty() => {
            said!("tui.side.peer_at", peer).to_string()
        }
        RunKind::Connection { ours, .. } if *ours != side => label!("tui.side.peer").to_owned(),
        RunKind::Capture { client, server, .. } => match side {
            Side::Client => client.clone(),
            Side::Server => server.clone(),
        },
        RunKind::Derivation => label!("tui.side.computed").to_owned(),
        _ => label!("tui.side.not_begun").to_owned(),
    }
}
