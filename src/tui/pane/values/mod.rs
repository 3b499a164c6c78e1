//! The client's pane, the server's and the eavesdropper's column between them: the values, row by
//! row, so that the same value stands at the same height everywhere.

mod eve;
mod lines;
mod state;

use super::{Opening, Pane};
use crate::said;
use crate::text::{Said, around};
use crate::trace::{ConnectionId, Side, ValueId};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::moment::Moment;
use crate::tui::model::place::Focus;
use crate::tui::model::value_row::{State, ValueRow};
use crate::wire::display;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

pub use eve::draw_eve;
use lines::{Item, lines};
use state::state;

/// The values of a side.
pub struct Values(pub Side);

impl Pane for Values {
    fn holds(&self, _: &Model) -> bool {
        true
    }

    fn len(&self, model: &Model, _: &[Rect]) -> usize {
        model.value_rows().len()
    }

    fn row_at(&self, model: &Model, columns: &[Rect], _: u16, y: u16) -> Option<usize> {
        let row = usize::from(y.checked_sub(columns[0].y)?);
        let lines = lines(model, columns[0]);
        match lines.get(row)? {
            Item::Value(at) => Some(*at),
            _ => None,
        }
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        let rows = model.value_rows();
        let row = rows.get(model.picks.value.unwrap_or(0))?;
        match row.of(self.0.into()).state {
            State::Has(id) => Some(id),
            _ => None,
        }
    }

    fn open(&self, model: &Model) -> Opening {
        match self.value(model) {
            Some(id) => Opening::Value(id),
            None => Opening::Refused(self.why_not(model)),
        }
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, self.0, columns[0], Moment::STILL, buf);
    }
}

impl Values {
    /// Why the chosen value cannot be opened.
    fn why_not(&self, model: &Model) -> Said {
        let row = model.value_rows().get(model.picks.value.unwrap_or(0));
        match row.map(|row| row.of(self.0.into()).state) {
            Some(State::Unseen) => said!("tui.lens.not_visible", side = self.0.name()),
            _ => said!("tui.notice.not_known"),
        }
    }
}

/// Where the parts of a row stand, by the width of a pane.
struct Columns {
    /// The mark of what is new.
    new: usize,
    name: usize,
    name_width: usize,
    bytes: usize,
    bytes_width: usize,
    /// The length, where there is room for it.
    size: Option<usize>,
    /// Whether the two sides agree: at the inner edge.
    agree: usize,
}

const SIZE: usize = 5;

impl Columns {
    fn of(side: Side, width: usize) -> Columns {
        let wide = width >= 28;
        let name_width = if wide {
            18
        } else {
            15.min(width.saturating_sub(7))
        };
        let gap = usize::from(wide);
        // the client's mark stands in its last column, the server's in its first
        let (new, agree) = match side {
            Side::Client => (0, width.saturating_sub(1)),
            Side::Server => (1 + gap, 0),
        };
        let name = new + 1 + gap;
        let bytes = name + name_width + 1;
        let end = width.saturating_sub(match side {
            Side::Client => 1 + usize::from(width >= 23),
            Side::Server => usize::from(width >= 23 && !wide),
        });
        let room = end.saturating_sub(bytes);
        let size = (room >= 8 + SIZE + 2).then(|| end - SIZE);
        let bytes_width = match size {
            Some(_) => room - SIZE,
            None => room,
        };
        Columns {
            new,
            name,
            name_width,
            bytes,
            bytes_width,
            size,
            agree,
        }
    }
}

/// Draws a side's pane.
pub fn draw(model: &Model, side: Side, area: Rect, moment: Moment, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let rows = model.value_rows();
    let mut painter = Painter::new(buf, area);
    let at = Columns::of(side, painter.width());
    let width = painter.width();
    let focused = model.focus == Focus::Side(side);
    for (y, item) in lines(model, area).into_iter().enumerate() {
        match item {
            Item::State => {
                let room = width.saturating_sub(at.name + 1);
                let (words, style) = state(model, side, moment, room);
                let words = text::cut(&marks.prose(&words), room, marks);
                painter.at(y, at.name, Span::styled(words, style));
            }
            Item::Heading(group) => {
                painter.at(y, at.name, Span::styled(group.title(), theme.muted));
            }
            Item::Blank => {}
            Item::Above(n, agree) | Item::Below(n, agree) => {
                let above = matches!(item, Item::Above(..));
                let (mark, words) = match above {
                    true => (marks.above, said!("tui.side.above", values = n)),
                    false => (marks.below, said!("tui.side.below", values = n)),
                };
                let words = format!("{mark} {words}");
                painter.at(y, at.name, Span::styled(words, theme.muted));
                agreement(model, &mut painter, y, at.agree, agree);
            }
            Item::Value(i) => {
                let row = &rows[i];
                let arrived = moment.has_arrived(model, side);
                let shown = shown(model, row, side, arrived, &at);
                for (column, span) in shown {
                    painter.at(y, column, span);
                }
                // it is seen when all has come to where it goes
                let agree = row.agree.filter(|_| moment.is_over() || !row.is_new());
                agreement(model, &mut painter, y, at.agree, agree);
                let held = row.of(side.into());
                let picked = focused && model.picks.value.unwrap_or(0) == i;
                let (from, to) = match side {
                    Side::Client => (0, at.agree),
                    Side::Server => (1, width),
                };
                let ground = match () {
                    () if picked => Some(theme.selected),
                    () if agree == Some(false) => Some(theme.differs),
                    () if held.new && arrived => Some(theme.fresh),
                    () => None,
                };
                if let Some(ground) = ground {
                    painter.ground(y, from..to, ground);
                }
                if picked {
                    let mark = Span::styled(marks.selected, theme.title);
                    let column = at.name.saturating_sub(1);
                    painter.at(y, column, mark.patch_style(theme.selected));
                }
            }
        }
    }
}

/// Whether the two sides agree, at the inner edge of a pane.
fn agreement(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    column: usize,
    agree: Option<bool>,
) {
    let theme = &model.theme;
    let (mark, style) = match agree {
        Some(true) => (theme.marks.same, theme.good),
        Some(false) => (theme.marks.differs, theme.bad),
        None => return,
    };
    painter.at(
        y,
        column,
        Span::styled(mark, style.add_modifier(Modifier::BOLD)),
    );
}

/// The parts of a side's row, each with its column.
fn shown(
    model: &Model,
    row: &ValueRow,
    side: Side,
    arrived: bool,
    at: &Columns,
) -> Vec<(usize, Span<'static>)> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut held = row.of(side.into());
    if held.new && !arrived {
        held = match model.cursor.checked_sub(1) {
            Some(before) => model.value_row(row.name, before).of(side.into()),
            None => held,
        };
        held.new = false;
    }
    let hue = theme.value(row.name);
    let bold = |style: Style| match held.new {
        true => style.add_modifier(Modifier::BOLD),
        false => style,
    };
    let name = formula::plain_name(row.name, at.name_width);
    let name = text::cut(&name, at.name_width, marks);
    let name_style = match held.state {
        State::NotMade | State::Lacks | State::Unseen => theme.muted,
        State::Encrypted | State::Has(_) => bold(hue),
    };
    let mut out = Vec::with_capacity(4);
    if held.new {
        out.push((at.new, Span::styled(marks.new, theme.title)));
    }
    out.push((at.name, Span::styled(name, name_style)));
    let (bytes, style) = match held.state {
        State::NotMade => match model.belongs_to(row.name, model.cursor) {
            Some(connection) => (elsewhere(model, connection, at.bytes_width), theme.muted),
            None => (marks.not_made.to_owned(), theme.muted),
        },
        State::Lacks => (marks.unknown.to_owned(), theme.muted),
        State::Unseen => (marks.unseen.to_owned(), theme.muted),
        State::Encrypted => (marks.sealed.to_owned(), theme.sealed),
        State::Has(id) => {
            let value = model.value(id).map_or(&[][..], |value| &value.bytes);
            let other = match row.of(side.peer().into()).state {
                State::Has(other) if row.agree == Some(false) => model.value(other),
                _ => None,
            };
            let shown = match other {
                // where there is room for the first byte alone, it says enough if it differs
                Some(other) if at.bytes_width <= 5 && value.first() != other.bytes.first() => {
                    beginning(model, value, at.bytes_width)
                }
                Some(other) => around(value, &other.bytes, at.bytes_width, marks.ellipsis),
                None => with_origin(model, side, id, at.bytes_width),
            };
            if let Some(column) = at.size {
                let size = format!("{:>SIZE$}", value.len());
                out.push((column, Span::styled(size, theme.muted)));
            }
            (shown, bold(hue))
        }
    };
    out.push((at.bytes, Span::styled(bytes, style)));
    out
}

/// That a value belongs to another connection, in ever fewer words.
fn elsewhere(model: &Model, connection: ConnectionId, room: usize) -> String {
    let mark = model.theme.marks.kept;
    let n = connection.number();
    let long = format!("{mark} {}", said!("tui.side.elsewhere", n));
    match text::width(&long) <= room {
        true => long,
        false => format!("{mark}{n}"),
    }
}

/// The beginning of a value, behind the earlier connection that a side has it from if there is one.
fn with_origin(model: &Model, side: Side, id: ValueId, room: usize) -> String {
    let Some(value) = model.value(id) else {
        return String::new();
    };
    let Some(connection) = model.kept_from(value, side) else {
        return beginning(model, &value.bytes, room);
    };
    let mark = format!("{}{} ", model.theme.marks.kept, connection.number());
    let left = room.saturating_sub(text::width(&mark));
    format!("{mark}{}", beginning(model, &value.bytes, left))
}

/// The beginning of some bytes: digits in groups where there is room for three of them.
fn beginning(model: &Model, bytes: &[u8], room: usize) -> String {
    let marks = &model.theme.marks;
    if let Some(printable) = text::printable(bytes) {
        return text::cut(&format!("\"{}\"", marks.prose(printable)), room, marks);
    }
    let tail = text::width(marks.ellipsis);
    if room >= 3 * 9 + tail - 1 && bytes.len() > 4 {
        let groups = (room - tail + 1) / 9;
        let shown: Vec<String> = bytes.chunks(4).take(groups).map(display::hex).collect();
        let more = if bytes.len() > 4 * groups {
            marks.ellipsis
        } else {
            ""
        };
        return format!("{}{more}", shown.join(" "));
    }
    // where there is little room every digit counts, even one of half a byte
    let digits = room.saturating_sub(tail);
    if room <= 5 && 2 * bytes.len() > room && digits % 2 == 1 {
        let shown = display::hex(&bytes[..digits.div_ceil(2)]);
        return format!("{}{}", &shown[..digits], marks.ellipsis);
    }
    text::start(bytes, room, marks)
}
