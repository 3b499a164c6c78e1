//! Prose of `assets/en/` on the screen.

use crate::explain::Span as Prose;
use crate::tui::model::Model;
use ratatui::text::Span;

/// Text of `assets/en/` in the colours of its values.
pub fn spans(model: &Model, prose: &[Prose]) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let styled = prose.iter().map(|span| {
        let style = match span {
            Prose::Text(_) => theme.text,
            Prose::Strong(_) => theme.title,
            Prose::Value { id, .. } => model
                .value(*id)
                .map_or(theme.text, |value| theme.value(value.name)),
        };
        Span::styled(theme.marks.prose(span.text()).into_owned(), style)
    });
    styled.collect()
}
