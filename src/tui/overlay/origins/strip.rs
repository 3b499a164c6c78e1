//! Which value is asked about, and a strip of its bytes.

use crate::said;
use crate::trace::Value;
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::origins::Asked;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// Which value, and which of its bytes.
pub fn head(model: &Model, asked: &Asked, value: &Value) -> Line<'static> {
    let theme = &model.theme;
    let bytes = value.bytes.len();
    let words = match asked.byte {
        Some(at) => said!("tui.provenance.byte_of", byte = at, bytes),
        None => said!("tui.provenance.all_bytes", bytes),
    };
    let words = format!("  {words}");
    Line::from(vec![
        Span::styled(
            value.key(),
            theme.value(value.name).add_modifier(Modifier::BOLD),
        ),
        Span::styled(words, theme.text),
    ])
}

/// The bytes of the value around the one that is followed, which is marked.
pub fn strip(
    model: &Model,
    asked: &Asked,
    value: &Value,
    width: usize,
    rows: usize,
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    if let Some(words) = formula::unseen(model, value.id, width) {
        return vec![Line::from(Span::styled(words, theme.muted))];
    }
    let per_row = (width.saturating_sub(6) / 3 / 4 * 4).clamp(4, 32);
    let all = value.bytes.len().div_ceil(per_row);
    let first = text::first_row(asked.byte.unwrap_or(0) / per_row, all, rows);
    let mut lines = Vec::new();
    for row in first..all.min(first + rows) {
        let start = row * per_row;
        let mut spans = vec![Span::styled(format!("{start:>4}  "), theme.muted)];
        for at in start..(start + per_row).min(value.bytes.len()) {
            let style = match asked.byte {
                Some(byte) if byte == at => theme
                    .value(value.name)
                    .patch(theme.selected)
                    .add_modifier(Modifier::UNDERLINED),
                Some(_) => theme.muted,
                None => theme.value(value.name),
            };
            spans.push(Span::styled(format!("{:02x}", value.bytes[at]), style));
            spans.push(Span::raw(" "));
        }
        if row + 1 == first + rows && row + 1 < all {
            spans.push(Span::styled(theme.marks.ellipsis, theme.muted));
        }
        lines.push(Line::from(spans));
    }
    lines
}
