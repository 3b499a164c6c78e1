//! Who could compute a value.

use crate::explain::history;
use crate::label;
use crate::trace::Thief;
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::origins::Asked;
use ratatui::text::{Line, Span};

/// Who could compute the value: the eavesdropper at this step, and an eavesdropper who later steals
/// the server's private key.
pub fn who(model: &Model, asked: &Asked, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut lines = Vec::new();
    for (thief, words) in [
        (Thief::Eavesdropper, label!("explain.who.eavesdropper")),
        (Thief::WithPrivateKey, label!("explain.who.with_key")),
    ] {
        let found = model.trace.verdict(asked.id, thief, model.cursor);
        let (answer, style) = match found.able {
            true => (
                format!("{} {}", marks.known, label!("explain.who.yes")),
                theme.bad,
            ),
            false => (
                format!("{} {}", marks.unknown, label!("explain.who.no")),
                theme.good,
            ),
        };
        lines.push(Line::from(vec![
            Span::styled(format!("{words}: "), theme.title),
            Span::styled(answer, style),
        ]));
        if !found.able {
            let words = format!("  {}", label!("explain.who.never_seen"));
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
            let because = history::because(&model.trace, value, could.as_ref(), model.cursor);
            spans.extend(formula::styled(model, because));
            for mut line in text::wrap(&spans, width.saturating_sub(2), 4) {
                line.spans.insert(0, Span::raw("  "));
                lines.push(line);
            }
        }
        lines.push(Line::default());
    }
    lines
}
