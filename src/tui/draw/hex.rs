//! Bytes in rows: offset, hexadecimal, text.

use crate::trace::{BufferKind, Step};
use crate::tui::model::Model;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// Bytes to be shown.
pub struct Dump<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// Stretches that have a colour of their own.
    pub colours: Vec<(Range<usize>, Style)>,
    /// The bytes that are selected.
    pub selected: Range<usize>,
    /// The bytes that belong here; others are shown muted.
    pub own: Range<usize>,
    /// The one byte of the selection that is meant.
    pub byte: Option<usize>,
    /// The bytes of the fields around the selected one, the innermost first; each stands on a ground
    /// of its own, or between marks.
    pub layers: Vec<Range<usize>>,
    /// The bytes that belong to those that are selected elsewhere.
    pub linked: Range<usize>,
}

impl<'a> Dump<'a> {
    /// Bytes of which nothing is selected.
    pub fn of(bytes: &'a [u8]) -> Self {
        Dump {
            bytes,
            colours: Vec::new(),
            selected: 0..0,
            own: 0..bytes.len(),
            byte: None,
            layers: Vec::new(),
            linked: 0..0,
        }
    }
}

/// The bytes in one row, and the columns that such a row takes, for a width in columns.
pub fn per_row(width: usize) -> usize {
    [32, 16, 8]
        .into_iter()
        .find(|n| columns(*n) <= width)
        .unwrap_or(4)
}

/// Offset, groups of eight bytes with a blank before each, two blanks, text.
const fn columns(bytes: usize) -> usize {
    4 + bytes * 3 + bytes / 8 + 2 + bytes
}

/// Which byte of a row stands at a column, in hexadecimal or as text.
pub fn byte_at(per_row: usize, column: usize) -> Option<usize> {
    let digits = |i: usize| 4 + i * 3 + i / 8 + 2;
    let text = digits(per_row - 1) + 4;
    (0..per_row).find(|i| {
        let start = digits(*i) - 1;
        (start..start + 2).contains(&column) || column == text + i
    })
}

impl Dump<'_> {
    /// How many rows there are.
    pub fn rows(&self, per_row: usize) -> usize {
        self.bytes.len().div_ceil(per_row)
    }

    /// The first row to show, so that the selection is seen from its start.
    pub fn first(&self, per_row: usize, height: usize) -> usize {
        let rows = self.rows(per_row);
        let shown = match (self.byte, self.linked.is_empty()) {
            (Some(byte), _) => byte..byte + 1,
            (None, false) => self.linked.clone(),
            (None, true) => self.selected.clone(),
        };
        let start = shown.start / per_row;
        let end = shown.end.saturating_sub(1).max(shown.start) / per_row;
        if end < height {
            0
        } else if end - start + 2 <= height {
            (start - 1).min(rows.saturating_sub(height))
        } else {
            start.min(rows.saturating_sub(1))
        }
    }

    /// Some rows.
    pub fn lines(&self, model: &Model, per_row: usize, rows: Range<usize>) -> Vec<Line<'static>> {
        let last = rows.end.min(self.rows(per_row));
        (rows.start..last)
            .map(|row| self.line(model, row * per_row, per_row))
            .collect()
    }

    fn line(&self, model: &Model, start: usize, per_row: usize) -> Line<'static> {
        let theme = &model.theme;
        let end = (start + per_row).min(self.bytes.len());
        let mut line = Styled::default();
        line.push(&format!("{start:04x}"), theme.muted);
        for at in start..start + per_row {
            let gap = if (at - start).is_multiple_of(8) {
                "  "
            } else {
                " "
            };
            if at >= end {
                line.push(&format!("{gap}  "), Style::new());
                continue;
            }
            // the gap between two selected bytes is selected too
            let joined = |range: &Range<usize>| {
                at > start && range.contains(&at) && range.contains(&(at - 1))
            };
            let gap_style = match () {
                () if joined(&self.selected) => self.style(model, at),
                () if joined(&self.linked) => theme.around(1),
                () => match self.layers.iter().position(joined) {
                    Some(level) => theme.around(level + 1),
                    None => Style::new(),
                },
            };
            let begins = self.mark(model, |range| range.start == at, false);
            // what ends with a row has its mark at the end of that row
            let ends = || self.mark(model, |range| range.end == at, true);
            match begins.or_else(|| (at > start).then(ends).flatten()) {
                Some(mark) => {
                    line.push(&gap[1..], Style::new());
                    line.push(mark, theme.muted);
                }
                None => line.push(gap, gap_style),
            }
            line.push(&format!("{:02x}", self.bytes[at]), self.style(model, at));
        }
        let close = self.mark(model, |range| range.end == end, true);
        let close = close.filter(|_| end == start + per_row);
        line.push(close.unwrap_or(" "), theme.muted);
        line.push(" ", Style::new());
        for at in start..end {
            let byte = self.bytes[at];
            let shown = if (0x20..0x7f).contains(&byte) {
                char::from(byte)
            } else {
                '.'
            };
            let style = if self.is_selected(at) {
                self.style(model, at)
            } else {
                theme.muted
            };
            line.push(shown.encode_utf8(&mut [0; 4]), style);
        }
        Line::from(line.spans)
    }

    fn is_selected(&self, at: usize) -> bool {
        self.selected.contains(&at)
    }

    fn style(&self, model: &Model, at: usize) -> Style {
        let theme = &model.theme;
        let own = self.own.contains(&at);
        let coloured = self.colours.iter().find(|(range, _)| range.contains(&at));
        let style = match coloured {
            Some((_, style)) if own => *style,
            _ if own => theme.text,
            _ => theme.muted,
        };
        let layer = self.layers.iter().position(|layer| layer.contains(&at));
        match layer {
            // underlined too: reversed alone is faint in some terminals
            _ if self.is_selected(at) && self.byte.is_none_or(|byte| byte == at) => style
                .patch(theme.selected)
                .add_modifier(Modifier::UNDERLINED),
            _ if self.is_selected(at) => style.add_modifier(Modifier::BOLD).patch(theme.around(1)),
            _ if self.byte == Some(at) => style.patch(theme.selected),
            _ if self.linked.contains(&at) => style
                .patch(theme.around(1))
                .add_modifier(Modifier::UNDERLINED),
            Some(level) => style.patch(theme.around(level + 1)),
            None => style,
        }
    }

    /// What stands where a field begins or ends, if no ground can say so.
    fn mark(
        &self,
        model: &Model,
        edge: impl Fn(&Range<usize>) -> bool,
        end: bool,
    ) -> Option<&'static str> {
        let theme = &model.theme;
        if theme.has_grounds() {
            return None;
        }
        let here = |range: &Range<usize>| edge(range) && !range.is_empty();
        let level = self.layers.iter().position(here)? + 1;
        let (open, close) = theme.marks.layer(level, false);
        Some(if end { close } else { open })
    }
}

/// Spans that grow as long as the style stays the same.
#[derive(Default)]
struct Styled {
    spans: Vec<Span<'static>>,
}

impl Styled {
    fn push(&mut self, text: &str, style: Style) {
        match self.spans.last_mut() {
            Some(span) if span.style == style => span.content.to_mut().push_str(text),
            _ => self.spans.push(Span::styled(text.to_owned(), style)),
        }
    }
}

/// The values that can be seen in a buffer of a step, with their colours, the shortest first: a
/// value that is a part of another keeps its own colour.
pub fn colours(model: &Model, step: &Step, kind: BufferKind) -> Vec<(Range<usize>, Style)> {
    let values = step.values.iter().filter_map(|id| model.value(*id));
    let mut out: Vec<(Range<usize>, Style)> = values
        .flat_map(|value| {
            let here = move |place: &&crate::trace::Sighting| {
                place.step == step.index && place.buffer == kind
            };
            let style = model.theme.value(value.name);
            value
                .places
                .iter()
                .filter(here)
                .map(move |place| (place.range.clone(), style))
        })
        .collect();
    out.sort_by_key(|(range, _)| range.len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dump(bytes: &[u8], selected: Range<usize>) -> Dump<'_> {
        Dump {
            selected,
            ..Dump::of(bytes)
        }
    }

    #[test]
    fn the_rows_fit_the_width() {
        for width in [39, 73, 140] {
            assert!(columns(per_row(width)) <= width, "{width}");
        }
        assert_eq!(per_row(39), 8);
        assert_eq!(per_row(74), 16);
    }

    #[test]
    fn the_start_of_the_selection_is_always_seen() {
        let bytes = [0; 300];
        for height in 1..12 {
            for start in 0..299 {
                for len in [0, 1, 8, 100] {
                    let dump = dump(&bytes, start..(start + len).min(300));
                    let first = dump.first(8, height);
                    assert!(
                        (first..first + height).contains(&(start / 8)),
                        "{height} {start} {len}"
                    );
                }
            }
        }
    }
}
