//! The parts of the editor, drawn.

use super::part::Part;
use super::places::{self, Places};
use crate::trace::BufferKind;
use crate::tui::command::Command;
use crate::tui::draw::choice::typed;
use crate::tui::draw::hex::colours;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::draft::{Action, Draft, Reading};
use crate::wire::display;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::ops::Range;

/// Draws the parts at their places.
pub fn draw(model: &Model, draft: &Draft, part: Part, at: &Places, buf: &mut Buffer) {
    let drawing = Drawing {
        model,
        draft,
        part,
        colours: match model.step() {
            Some(step) => colours(model, step, BufferKind::Record),
            None => Vec::new(),
        },
    };
    drawing.tabs(at, &mut Painter::new(buf, at.tabs));
    drawing.actions(at, &mut Painter::new(buf, at.actions));
    drawing.byte(at, &mut Painter::new(buf, at.byte));
    drawing.dump(at, &mut Painter::new(buf, at.dump));
    drawing.bit(at, at.bit, buf);
    drawing.result(at, &mut Painter::new(buf, at.result));
}

struct Drawing<'a> {
    model: &'a Model,
    draft: &'a Draft,
    part: Part,
    colours: Vec<(Range<usize>, Style)>,
}

impl Drawing<'_> {
    fn prose(&self, words: &str, room: usize) -> String {
        let marks = &self.model.theme.marks;
        text::cut(&marks.prose(words), room, marks)
    }

    /// What is asked in a part, marked where the keys move in it.
    fn heading(&self, part: Part) -> Line<'static> {
        let theme = &self.model.theme;
        let title = part.title(self.draft.action);
        let words = said!("tui.editor.part", n = part as usize + 1, title).to_string();
        let here = self.part == part;
        let mark = if here { theme.marks.selected } else { " " };
        let style = match part.is_asked(self.draft.action) {
            _ if here => theme.title,
            true => theme.text,
            false => theme.muted,
        };
        Line::from(vec![
            Span::styled(format!("{mark} "), theme.title),
            Span::styled(words, style),
        ])
    }

    fn tabs(&self, at: &Places, painter: &mut Painter<'_>) {
        let third = usize::from(at.tabs.width.div_ceil(3).max(1));
        for (i, part) in Part::ALL.into_iter().enumerate() {
            painter.at(0, i * third, self.heading(part));
        }
    }

    fn actions(&self, at: &Places, painter: &mut Painter<'_>) {
        let theme = &self.model.theme;
        let first = usize::from(at.beside);
        if at.beside {
            painter.line(0, self.heading(Part::What));
        }
        let here = Action::ALL.iter().position(|it| *it == self.draft.action);
        let height = painter.height().saturating_sub(first);
        let skipped = text::first_row(here.unwrap_or(0), Action::ALL.len(), height.max(1));
        let skipped = if at.beside { 0 } else { skipped };
        let width = painter.width();
        for (i, action) in Action::ALL.into_iter().enumerate().skip(skipped) {
            let y = first + i - skipped;
            let chosen = action == self.draft.action;
            let mark = if chosen { theme.marks.selected } else { " " };
            let style = if chosen { theme.title } else { theme.text };
            let words = self.prose(action.title(), width.saturating_sub(4));
            painter.line(y, Span::styled(format!("  {mark} {words}"), style));
            // where the keys move elsewhere, the mark alone says which it is
            if chosen && self.part == Part::What {
                painter.ground(y, 0..width, theme.selected);
            }
        }
        let below = first + Action::ALL.len() + 1;
        let effect = theme.marks.prose(self.draft.action.effect());
        let room = width.saturating_sub(2);
        let lines = text::wrap_plain(&effect, theme.muted, room, 0);
        let rows = painter.height().saturating_sub(below);
        for (i, line) in text::clip(lines, rows, room, theme).into_iter().enumerate() {
            painter.at(below + i, 2, line);
        }
    }

    fn byte(&self, at: &Places, painter: &mut Painter<'_>) {
        let theme = &self.model.theme;
        let draft = self.draft;
        let mut row = 0;
        if at.beside {
            painter.line(0, self.heading(Part::Byte));
            row = 1;
        }
        if !Part::Byte.is_asked(draft.action) {
            let words = label!("tui.editor.whole");
            return painter.at(row, 2, Span::styled(words, theme.muted));
        }
        let range = draft.range();
        let (bytes, byte) = (range.len(), draft.at() - range.start);
        let place = match draft.action {
            Action::Bits => said!("tui.editor.of_field", byte, bytes),
            _ => said!("tui.editor.whole_field", bytes),
        };
        let name = draft.field().name();
        let style = self.ink(range.start).unwrap_or(theme.title);
        let line = Line::from(vec![
            Span::styled(name, style.patch(Style::new().bold())),
            Span::styled(format!("   {place}"), theme.text),
        ]);
        painter.at(row, 2, line);
    }

    /// The colour of the value that a byte of the record belongs to.
    fn ink(&self, at: usize) -> Option<Style> {
        let mut colours = self.colours.iter();
        let found = colours.find(|(range, _)| range.contains(&at));
        found.map(|(_, style)| *style)
    }

    fn dump(&self, at: &Places, painter: &mut Painter<'_>) {
        let theme = &self.model.theme;
        let draft = self.draft;
        if !Part::Byte.is_asked(draft.action) {
            return;
        }
        let per_row = places::per_row(at.dump.width);
        let range = draft.range();
        let bits = draft.action == Action::Bits;
        for y in 0..painter.height() {
            let first = range.start + (at.first + y) * per_row;
            if first >= range.end {
                break;
            }
            let offset = format!("{:>4}", first - range.start);
            painter.line(y, Span::styled(offset, theme.muted));
            for byte in 0..per_row.min(range.end - first) {
                let here = first + byte;
                let column = places::column(byte);
                let style = self.byte_style(here);
                let text = display::hex(&[draft.record()[here]]);
                painter.at(y, column, Span::styled(text, style));
                if bits && here == draft.at() {
                    let moves = self.part == Part::Byte;
                    if !(moves && theme.has_grounds()) {
                        painter.at(y, column - 1, Span::styled("[", theme.title));
                        painter.at(y, column + 2, Span::styled("]", theme.title));
                    }
                    if moves {
                        painter.ground(y, column - 1..column + 3, theme.selected);
                    }
                }
            }
        }
        let shown = painter.height().min(1);
        let all = range.len().div_ceil(per_row);
        let marks = &theme.marks;
        let edge = places::column(per_row - 1) + 4;
        if at.first > 0 {
            painter.at(0, edge, Span::styled(marks.above, theme.title));
        }
        if at.first + painter.height() < all && shown > 0 {
            let last = painter.height() - 1;
            painter.at(last, edge, Span::styled(marks.below, theme.title));
        }
    }

    fn byte_style(&self, at: usize) -> Style {
        let theme = &self.model.theme;
        let ink = self.ink(at).unwrap_or(theme.text);
        let changed = self.draft.record()[at] != self.draft.after(at);
        match self.draft.action {
            Action::Bits if changed => theme.bad,
            // the whole field is chosen, and no byte of it
            Action::ReplaceField | Action::RemoveField if self.part == Part::Byte => {
                ink.patch(theme.selected)
            }
            _ => ink,
        }
    }

    fn bit(&self, at: &Places, area: Rect, buf: &mut Buffer) {
        let theme = &self.model.theme;
        let mut painter = Painter::new(buf, area);
        let mut row = 0;
        if at.beside {
            painter.line(0, self.heading(Part::Bit));
            row = 1;
        }
        match self.draft.action {
            Action::Bits => self.bits(at, row, &mut painter),
            Action::ReplaceField => {
                let hint = label!("tui.editor.type_bytes");
                let width = painter.width().saturating_sub(4);
                let line = typed(self.model, theme.marks.selected, &self.draft.typed, width);
                painter.at(row + 1, 2, line);
                painter.at(row + 3, 2, Span::styled(hint, theme.muted));
            }
            _ => {}
        }
    }

    fn bits(&self, at: &Places, row: usize, painter: &mut Painter<'_>) {
        let theme = &self.model.theme;
        let marks = &theme.marks;
        let draft = self.draft;
        let (before, after) = draft.byte();
        let is = row + 1 + usize::from(at.boxes);
        let becomes = is + 1 + usize::from(at.boxes);
        painter.at(is, 2, Span::styled(label!("tui.editor.is"), theme.text));
        let words = label!("tui.editor.becomes");
        painter.at(becomes, 2, Span::styled(words, theme.text));
        for bit in 0..8 {
            let column = usize::from(places::bit_column(bit));
            let here = bit == draft.bit;
            let flipped = (before ^ after) >> bit & 1 == 1;
            let style = if here { theme.title } else { theme.muted };
            painter.at(row, column, Span::styled(bit.to_string(), style));
            let digit = |byte: u8| (byte >> bit & 1).to_string();
            let ink = if here { theme.title } else { theme.text };
            if at.boxes {
                let [top, middle, bottom] = self.frame(here);
                let frame = if here { theme.title } else { theme.muted };
                painter.at(is - 1, column - 1, Span::styled(top, frame));
                painter.at(is, column - 1, Span::styled(middle, frame));
                painter.at(is + 1, column - 1, Span::styled(bottom, frame));
                if flipped {
                    painter.at(is + 1, column, Span::styled(marks.below, theme.bad));
                }
            } else if here {
                painter.at(is, column - 1, Span::styled("[ ]", theme.title));
            }
            painter.at(is, column, Span::styled(digit(before), ink));
            if here && self.part == Part::Bit {
                painter.ground(is, column..column + 1, theme.selected);
            }
            let style = if flipped { theme.bad } else { theme.text };
            painter.at(becomes, column, Span::styled(digit(after), style));
            if flipped && !at.boxes {
                painter.at(becomes, column + 1, Span::styled("*", theme.bad));
            }
        }
        let hex = usize::from(places::bit_column(0)) + 4;
        let ink = self.ink(draft.at()).unwrap_or(theme.text);
        painter.at(is, hex, Span::styled(display::hex(&[before]), ink));
        let changed = if before == after { ink } else { theme.bad };
        painter.at(becomes, hex, Span::styled(display::hex(&[after]), changed));
    }

    /// The three rows of a box for a bit.
    fn frame(&self, here: bool) -> [String; 3] {
        let marks = &self.model.theme.marks;
        let line = if here { marks.heavy } else { marks.clear };
        let [a, b, c, d, upright] = match here {
            true => {
                let [a, b, c, d, upright, ..] = marks.heavy_box;
                [a, b, c, d, upright]
            }
            false => [10, 6, 5, 9, 3].map(|ways: usize| marks.lines[ways]),
        };
        [
            format!("{a}{line}{b}"),
            format!("{upright} {upright}"),
            format!("{d}{line}{c}"),
        ]
    }

    /// What comes of it: the bytes before and after, and how the field reads then.
    fn result(&self, at: &Places, painter: &mut Painter<'_>) {
        let theme = &self.model.theme;
        let roomy = at.beside;
        let width = painter.width().saturating_sub(2);
        let mut row = 0;
        if roomy {
            let title = label!("tui.editor.then");
            let words = said!("tui.editor.part", n = Part::ALL.len() + 1, title).to_string();
            painter.at(row, 2, Span::styled(words, theme.text));
            row += 1;
        }
        if at.boxes && roomy {
            let predict = theme.marks.prose(label!("tui.editor.predict"));
            let lines = text::wrap_plain(&predict, theme.text, width.min(70), 0);
            for line in lines {
                painter.at(row, 2, line);
                row += 1;
            }
            row += 1;
        }
        for line in self.outcome(width) {
            painter.at(row, 2, line);
            row += 1;
        }
    }

    fn outcome(&self, width: usize) -> Vec<Line<'static>> {
        let theme = &self.model.theme;
        let draft = self.draft;
        if !draft.action.is_of_a_field() {
            let effect = theme.marks.prose(draft.action.effect());
            return text::wrap_plain(&effect, theme.text, width, 0);
        }
        let mut lines = vec![self.before_and_after(width)];
        lines.extend(self.reading(width));
        if draft.action == Action::Bits {
            let said = match (draft.is_touched(), draft.bits()) {
                (true, 0) => said!("tui.editor.nothing"),
                (true, bits) => said!("tui.editor.changed", bits),
                (false, _) => {
                    let key = self.model.key_of(Command::Open);
                    said!("tui.editor.proposed", key, bit = draft.bit)
                }
            };
            let words = format!("{said} {}", label!("tui.editor.type_byte"));
            let words = self.prose(&words, width);
            lines.push(Line::from(Span::styled(words, theme.muted)));
        }
        lines
    }

    fn before_and_after(&self, width: usize) -> Line<'static> {
        let theme = &self.model.theme;
        let marks = &theme.marks;
        let draft = self.draft;
        let half = (width / 2).saturating_sub(12);
        let range = draft.range();
        let mut spans = vec![self.label(label!("tui.editor.before"))];
        let bytes = draft.record().get(range.clone()).unwrap_or_default();
        match draft.action {
            Action::Bits => {
                let beside = if width >= 60 { 2 } else { 1 };
                spans.extend(self.around(beside, |at| draft.record()[at]));
                spans.push(Span::raw("   "));
                spans.push(self.label(label!("tui.editor.after")));
                spans.extend(self.around(beside, |at| draft.after(at)));
            }
            action => {
                let ink = self.ink(range.start).unwrap_or(theme.text);
                spans.push(Span::styled(text::hex(bytes, half, marks), ink));
                spans.push(Span::raw("     "));
                spans.push(self.label(label!("tui.editor.after")));
                let typed = display::unhex(&draft.typed).filter(|bytes| !bytes.is_empty());
                spans.push(match typed.filter(|_| action == Action::ReplaceField) {
                    Some(bytes) => Span::styled(text::hex(&bytes, half, marks), theme.bad),
                    None => Span::styled(marks.nothing, theme.bad),
                });
            }
        }
        Line::from(spans)
    }

    fn label(&self, words: &'static str) -> Span<'static> {
        Span::styled(text::pad(words, 8), self.model.theme.muted)
    }

    /// The bytes around the cursor: so many before it, and so many after.
    fn around(&self, beside: usize, byte: impl Fn(usize) -> u8) -> Vec<Span<'static>> {
        let theme = &self.model.theme;
        let (draft, marks) = (self.draft, &theme.marks);
        let range = draft.range();
        let first = draft.at().saturating_sub(beside).max(range.start);
        let end = (draft.at() + beside + 1).min(range.end);
        let cut = |cut: bool| Span::styled(if cut { marks.ellipsis } else { "" }, theme.muted);
        let mut spans = vec![cut(first > range.start), Span::raw(" ")];
        for at in first..end {
            let changed = byte(at) != draft.record()[at];
            let style = match (changed, at == draft.at()) {
                (true, _) => theme.bad,
                (false, true) => theme.title,
                (false, false) => self.ink(at).unwrap_or(theme.text),
            };
            spans.push(Span::styled(display::hex(&[byte(at)]), style));
            spans.push(Span::raw(" "));
        }
        spans.push(cut(end < range.end));
        spans
    }

    /// How the field reads now, and how it reads then.
    fn reading(&self, width: usize) -> Vec<Line<'static>> {
        let theme = &self.model.theme;
        let message = self.model.step().and_then(|step| step.message.as_ref());
        let reading = message.and_then(|message| self.draft.reading(message));
        let words = |key: &'static str| key.to_owned();
        let (before, after) = match reading {
            None => return Vec::new(),
            Some(Reading::Same(value)) => {
                (said!("tui.editor.same", value).to_string(), String::new())
            }
            Some(Reading::Other(before, after)) => (before, after),
            Some(Reading::Unreadable(before)) => (before, words(label!("tui.editor.unreadable"))),
            Some(Reading::Gone(before)) => (before, words(label!("tui.editor.gone"))),
            Some(Reading::Impossible(problem)) => {
                let words = said!("tui.editor.impossible", problem).to_string();
                (String::new(), words)
            }
        };
        let rows = [
            (label!("tui.editor.reads"), before, theme.text),
            (label!("tui.editor.becomes"), after, theme.bad),
        ];
        let rows = rows.into_iter().filter(|(_, words, _)| !words.is_empty());
        rows.map(|(name, words, style)| {
            let words = self.prose(&words, width.saturating_sub(8));
            Line::from(vec![self.label(name), Span::styled(words, style)])
        })
        .collect()
    }
}
