//! Who could compute a value.

use crate::label;
use crate::trace::{Could, Value};
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::origins::{Asked, Thief, verdict};
use ratatui::text::{Line, Span};

/// Who could compute the value: the eavesdropper at this step, and an eavesdropper who later steals
/// the server's private key.
pub fn who(model: &Model, asked: &Asked, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut lines = Vec::new();
    for (thief, words) in [
        (Thief::Eavesdropper, label!("tui.who.eavesdropper")),
        (Thief::WithPrivateKey, label!("tui.who.with_key")),
    ] {
        let found = verdict(&model.trace, asked.id, thief, model.cursor);
        let (answer, style) = match found.able {
            true => (
                format!("{} {}", marks.known, label!("tui.who.yes")),
                theme.bad,
            ),
            false => (
                format!("{} {}", marks.unknown, label!("tui.who.no")),
                theme.good,
            ),
        };
        lines.push(Line::from(vec![
            Span::styled(format!("{words}: "), theme.title),
            Span::styled(answer, style),
        ]));
        if !found.able {
            let words = format!("  {}", label!("tui.who.never_seen"));
            lines.push(Line::from(Span::styled(words, theme.muted)));
        }
        for (id, could) in found.chain {
            let Some(value) = model.value(id) else {
                continue;
            };
            let mut spans = vec![
                Span::styled(value.key(), theme.value(value.name)),
                Span::styled(": ", theme.text),
            ];
            spans.extend(because(model, value, could.as_ref()));
            for mut line in text::wrap(&spans, width.saturating_sub(2), 4) {
                line.spans.insert(0, Span::raw("  "));
                lines.push(line);
            }
        }
        lines.push(Line::default());
    }
    lines
}

/// How an eavesdropper gets a value, or where the value comes from if it cannot be had.
fn because(model: &Model, value: &Value, could: Option<&Could>) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let plain = |words: &str| Span::styled(words.to_owned(), theme.text);
    let mut spans = Vec::new();
    let (verb, inputs) = match could {
        None => return formula::origin(model, value),
        Some(Could::Knows)
            if value.known_to(crate::trace::Party::Eavesdropper, model.cursor)
                == crate::trace::Knowledge::Known =>
        {
            return vec![plain(label!("tui.who.in_the_clear"))];
        }
        Some(Could::Knows) => return vec![plain(label!("tui.who.stolen"))],
        Some(Could::Computes(inputs)) if inputs.is_empty() => {
            return vec![plain(label!("tui.who.from_messages"))];
        }
        Some(Could::Computes(inputs)) => (label!("tui.who.computed"), inputs.as_slice()),
        Some(Could::Decrypts(inputs)) => (label!("tui.who.decrypted"), inputs.as_slice()),
        Some(Could::CutsOut(whole)) => (label!("tui.who.part_of"), std::slice::from_ref(whole)),
    };
    spans.push(plain(&format!("{verb} ")));
    for (i, id) in inputs.iter().enumerate() {
        if i > 0 {
            spans.push(plain(", "));
        }
        if let Some(input) = model.value(*id) {
            spans.push(Span::styled(input.key(), theme.value(input.name)));
        }
    }
    spans
}
