//! What if a value were another one: its bytes to be changed, and beside them every value that would
//! change with it, for both sides.

use super::{Deed, Overlay};
use crate::text::around;
use crate::trace::{Recomputed, Side, ValueId};
use crate::tui::command::{Command, Scope};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{formula, text};
use crate::tui::key::Key;
use crate::tui::model::Model;
use crate::tui::model::what_if::WhatIf;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// What if a value were another one.
#[derive(Debug)]
pub struct WhatIfWindow {
    draft: WhatIf,
    /// How far the list is scrolled.
    scroll: usize,
    /// The bytes in a row, for the keys up and down.
    per_row: usize,
}

/// The rows above the bytes and the list.
const HEAD: usize = 3;
/// The rows below them.
const BELOW: usize = 3;
/// The columns of the offset before the bytes.
const OFFSETS: usize = 5;
/// From so many columns on there are eight bytes in a row, or else four.
const WIDE: usize = 96;

fn per_row(width: usize) -> usize {
    if width >= WIDE { 8 } else { 4 }
}

impl WhatIfWindow {
    /// Of a value; nothing for one without bytes.
    pub fn of(model: &Model, id: ValueId) -> Option<Self> {
        Some(WhatIfWindow {
            draft: WhatIf::of(&model.run, id)?,
            scroll: 0,
            per_row: per_row(usize::from(model.size.0).saturating_sub(8)),
        })
    }

    fn whose(&self) -> &'static str {
        match self.draft.sides {
            [true, true] => label!("tui.what_if.at_both"),
            [true, false] => label!("tui.what_if.at_client"),
            _ => label!("tui.what_if.at_server"),
        }
    }

    fn list_rows(room: usize) -> usize {
        room.saturating_sub(HEAD + BELOW)
    }

    /// The first row of bytes that is shown, with a number of bytes in a row and rows in all.
    fn first_row(&self, per_row: usize, height: usize) -> usize {
        let rows = self.draft.bytes.len().div_ceil(per_row);
        text::first_row(self.draft.at / per_row, rows, height)
    }

    /// The byte at a place of its room.
    fn byte_at(&self, room: Rect, x: u16, y: u16) -> Option<usize> {
        let per_row = per_row(room.width.into());
        let height = Self::list_rows(room.height.into());
        let row = usize::from(y.checked_sub(room.y)?).checked_sub(HEAD)?;
        let column = usize::from(x.checked_sub(room.x)?).checked_sub(OFFSETS)? / 3;
        if row >= height || column >= per_row {
            return None;
        }
        let at = (self.first_row(per_row, height) + row) * per_row + column;
        Some(at).filter(|at| *at < self.draft.bytes.len())
    }

    fn draw_bytes(&self, model: &Model, painter: &mut Painter<'_>, height: usize) {
        let theme = &model.theme;
        let marks = &theme.marks;
        let Some(value) = model.run.values().get(self.draft.id.0) else {
            return;
        };
        let per_row = per_row(painter.width());
        let rows = self.draft.bytes.len().div_ceil(per_row);
        let first = self.first_row(per_row, height);
        let hue = theme.value(value.name);
        for (y, row) in (first..rows).take(height).enumerate() {
            let start = row * per_row;
            painter.at(
                HEAD + y,
                0,
                Span::styled(format!("{start:>4} "), theme.muted),
            );
            for at in start..(start + per_row).min(self.draft.bytes.len()) {
                let byte = self.draft.bytes[at];
                let changed = value.bytes.get(at) != Some(&byte);
                let here = at == self.draft.at;
                let mut style = if changed { theme.bad } else { hue };
                if changed {
                    style = style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
                }
                if here {
                    style = style.patch(theme.selected);
                }
                let mark = match (here, changed) {
                    (true, _) => marks.selected,
                    (false, true) => marks.new,
                    _ => " ",
                };
                let column = OFFSETS + 3 * (at - start);
                painter.at(HEAD + y, column, Span::styled(mark, theme.title));
                painter.at(
                    HEAD + y,
                    column + 1,
                    Span::styled(format!("{byte:02x}"), style),
                );
            }
        }
        if rows > first + height {
            painter.at(
                HEAD + height,
                OFFSETS,
                Span::styled(marks.below, theme.muted),
            );
        }
    }

    fn draw_list(&self, model: &Model, painter: &mut Painter<'_>, left: usize, height: usize) {
        let theme = &model.theme;
        let marks = &theme.marks;
        let trace = &model.run;
        let width = painter.width().saturating_sub(left);
        let name_room = if painter.width() >= WIDE { 18 } else { 15 };
        let bytes_room = width.saturating_sub(name_room + 2 + 2 + 3) / 3;
        let columns = [
            left + name_room + 2,
            left + name_room + 2 + bytes_room + 2,
            left + name_room + 2 + 2 * bytes_room + 5,
        ];
        let heads = [
            label!("tui.what_if.before"),
            label!("tui.what_if.client"),
            label!("tui.what_if.server"),
        ];
        for (column, head) in columns.into_iter().zip(heads) {
            let head = text::cut(head, bytes_room, marks);
            painter.at(HEAD - 1, column, Span::styled(head, theme.muted));
        }
        let rows = self.draft.rows(trace);
        let most = rows.len().saturating_sub(height);
        let first = self.scroll.min(most);
        for (y, id) in rows.iter().skip(first).take(height).enumerate() {
            let value = trace.value(*id);
            let hue = theme.value(value.name);
            let y = HEAD + y;
            let name = formula::name_of(value, name_room, model);
            painter.at(y, left, Span::styled(name, hue));
            let after = Side::BOTH.map(|side| self.draft.after(side, *id));
            let other = after.iter().find_map(|after| match after {
                Recomputed::Changed(bytes) => Some(bytes.as_slice()),
                _ => None,
            });
            let cut = |bytes: &[u8], other: &[u8]| around(bytes, other, bytes_room, marks.ellipsis);
            let before = cut(&value.bytes, other.unwrap_or(&value.bytes));
            painter.at(y, columns[0], Span::styled(before, theme.muted));
            for (after, column) in after.into_iter().zip(&columns[1..]) {
                let (words, style) = match after {
                    Recomputed::Same => (label!("tui.what_if.same").to_owned(), theme.muted),
                    Recomputed::Changed(bytes) => {
                        (cut(bytes, &value.bytes), hue.add_modifier(Modifier::BOLD))
                    }
                    Recomputed::Unknown(_) => {
                        (label!("tui.what_if.not_recomputed").to_owned(), theme.bad)
                    }
                };
                let words = text::cut(&words, bytes_room, marks);
                painter.at(y, *column, Span::styled(words, style));
            }
            let (mark, style) = match self.draft.agree(*id) {
                Some(true) => (marks.same, theme.good),
                Some(false) => (marks.differs, theme.bad),
                None => ("?", theme.muted),
            };
            let style = style.add_modifier(Modifier::BOLD);
            painter.at(y, columns[2] - 2, Span::styled(mark, style));
        }
        let words = match (first, most) {
            (_, 0) => return,
            (first, most) if first < most => {
                let left = rows.len() - first - height;
                format!(
                    "{} {}",
                    marks.below,
                    said!("tui.what_if.more", values = left)
                )
            }
            _ => format!(
                "{} {}",
                marks.above,
                said!("tui.what_if.above", values = first)
            ),
        };
        painter.at(HEAD + height, left, Span::styled(words, theme.muted));
    }
}

impl Overlay for WhatIfWindow {
    fn name(&self) -> &'static str {
        "what_if"
    }

    fn scope(&self) -> Scope {
        Scope::WhatIf
    }

    fn title(&self, model: &Model) -> String {
        let value = model.run.values().get(self.draft.id.0);
        let name = value.map(|value| value.title()).unwrap_or_default();
        said!("tui.what_if.title", name).to_string()
    }

    fn chip(&self) -> Vec<String> {
        let forms = [label!("tui.what_if.chip"), label!("tui.what_if.chip_short")];
        forms.map(str::to_owned).to_vec()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let rows = self.draft.rows(&model.run).len();
        let bytes = self.draft.bytes.len().div_ceil(self.per_row);
        let wanted = rows.max(bytes).max(12) + HEAD + BELOW + 2;
        let most = usize::from(screen.height).max(20);
        (116, wanted.min(most) as u16)
    }

    fn len(&self, model: &Model, room: Rect) -> usize {
        let height = Self::list_rows(room.height.into());
        self.draft.rows(&model.run).len().saturating_sub(height) + 1
    }

    fn at(&self) -> usize {
        self.scroll
    }

    fn go(&mut self, row: usize) {
        self.scroll = row;
    }

    fn value(&self, _: &Model) -> Option<ValueId> {
        Some(self.draft.id)
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.close")
    }

    fn accept(self: Box<Self>, _: &mut Model) -> Deed {
        Deed::Closed
    }

    fn act(&mut self, model: &mut Model, command: Command) -> bool {
        let at = self.draft.at;
        match command {
            Command::NextByte => self.draft.go_to(at + 1),
            Command::PreviousByte => self.draft.go_to(at.saturating_sub(1)),
            Command::Down => self.draft.go_to(at + self.per_row),
            Command::Up => self.draft.go_to(at.saturating_sub(self.per_row)),
            Command::Top => self.draft.go_to(0),
            Command::Bottom => self.draft.go_to(usize::MAX),
            Command::Flip => self.draft.flip(&model.run),
            Command::OtherSide => self.draft.turn(&model.run),
            Command::Undo => self.draft.reset(&model.run),
            _ => return false,
        }
        true
    }

    fn press(&mut self, model: &mut Model, key: Key) -> bool {
        let digit = match key {
            Key::Char(c) => c.to_digit(16),
            _ => None,
        };
        if let Some(digit) = digit {
            self.draft.digit(&model.run, digit as u8);
        }
        digit.is_some()
    }

    /// A byte: the cursor, and on it the lowest bit is flipped. The line on top: the other side.
    fn click(&mut self, model: &mut Model, room: Rect, x: u16, y: u16) -> bool {
        match self.byte_at(room, x, y) {
            Some(at) if at == self.draft.at => self.draft.flip(&model.run),
            Some(at) => self.draft.go_to(at),
            None if y == room.y => self.draft.turn(&model.run),
            None => return false,
        }
        true
    }

    fn refresh(&mut self, model: &Model) {
        self.per_row = per_row(usize::from(model.size.0).saturating_sub(8));
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let marks = &theme.marks;
        let mut painter = Painter::new(buf, room);
        let width = painter.width();
        let room_of_head = width.saturating_sub(text::width(self.whose()) + 2);
        let head = text::cut(label!("tui.what_if.head"), room_of_head, marks);
        let whose = Line::from(vec![
            Span::styled(format!("{}  ", self.whose()), theme.title),
            Span::styled(head, theme.muted),
        ]);
        painter.line(0, whose);
        let height = Self::list_rows(painter.height());
        let left = OFFSETS + 3 * per_row(width) + 3;
        let byte = said!("tui.what_if.byte", at = self.draft.at).to_string();
        let byte = text::cut(&byte, left - 2, marks);
        painter.at(HEAD - 1, 0, Span::styled(byte, theme.muted));
        self.draw_bytes(model, &mut painter, height);
        self.draw_list(model, &mut painter, left, height);
        let words = self.draft.meaning(&model.run).to_string();
        let lines = text::wrap_plain(&marks.prose(&words), theme.title, width, 0);
        let lines = text::clip(lines, BELOW - 1, width, theme);
        painter.lines(HEAD + height + 1, lines);
    }
}
