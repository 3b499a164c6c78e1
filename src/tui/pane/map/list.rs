//! The map as a list, where the diagram has no room: a row for each value, below what it is made from.

use super::{hue, marks_of};
use crate::trace::ValueName;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::map::MapNode;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The columns of the marks of three parties and of the mark that the sides differ.
const MARKS: usize = 4;

/// The row of the list at a row of its room, below the one with the headings.
pub(super) fn row_at(model: &Model, area: Rect, y: usize) -> Option<usize> {
    let y = y.checked_sub(1)?;
    let (first, height) = window(model, area);
    let at = first + y;
    (y < height && at < model.map_names().len()).then_some(at)
}

/// The first row that is shown, and how many there is room for.
fn window(model: &Model, area: Rect) -> (usize, usize) {
    let height = usize::from(area.height).saturating_sub(1);
    let len = model.map_names().len();
    (text::first_row(model.picked_node(), len, height), height)
}

/// Draws the rows below the headings.
pub(super) fn draw(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let (first, height) = window(model, area);
    let picked = model.picked_node();
    let nodes = model.map();
    let mut painter = Painter::new(buf, area);
    for (y, (i, node)) in nodes
        .iter()
        .enumerate()
        .skip(first)
        .take(height)
        .enumerate()
    {
        painter.line(y + 1, line(model, node, i == picked, painter.width()));
        let column = painter.width().saturating_sub(MARKS);
        painter.at(y + 1, column, Line::from(marks_of(model, node).to_vec()));
        let ground = match () {
            () if i == picked => Some(theme.selected),
            () if node.row.agree == Some(false) => Some(theme.differs),
            () if node.row.is_new() => Some(theme.fresh),
            () => None,
        };
        if let Some(ground) = ground {
            painter.select(y + 1, ground);
        }
    }
    let below = nodes.len().saturating_sub(first + height);
    more(model, area, first, below, buf);
}

/// A value, and what it is made from.
fn line(model: &Model, node: &MapNode, picked: bool, width: usize) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let name = node.row.name;
    let selected = if picked { marks.selected } else { " " };
    let new = if node.row.is_new() { marks.new } else { " " };
    let indent = "  ".repeat(level(name));
    let room = width.saturating_sub(2 + indent.len() + MARKS + 1);
    let words = super::name(name, room.min(18));
    let from = match node.elsewhere {
        Some(connection) => {
            let words = said!("tui.side.elsewhere", n = connection.number());
            format!(" {} {words}", marks.kept)
        }
        None => from(name).map_or(String::new(), |from| format!(" {} {from}", marks.left)),
    };
    let left = room.saturating_sub(text::width(&words));
    Line::from(vec![
        Span::styled(format!("{selected}{new}"), theme.title),
        Span::raw(indent),
        Span::styled(text::cut(&words, room, marks), hue(model, node)),
        Span::styled(text::cut(&from, left, marks), theme.muted),
    ])
}

/// How many steps of the derivation lie before a value.
fn level(name: ValueName) -> usize {
    use ValueName as V;
    match name {
        V::EncryptedPreMasterSecret | V::HandshakeSignature | V::MasterSecret => 1,
        V::KeyBlock | V::VerifyData(_) => 2,
        V::WriteMacKey(_) | V::WriteKey(_) => 3,
        _ => 0,
    }
}

/// What a value is made from, in few words.
fn from(name: ValueName) -> Option<&'static str> {
    use ValueName as V;
    match name {
        V::EncryptedPreMasterSecret => Some(label!("tui.map.from_pre_master")),
        V::HandshakeSignature => Some(label!("tui.map.from_client_key")),
        V::MasterSecret => Some(label!("tui.map.from_secret_and_randoms")),
        V::KeyBlock => Some(label!("tui.map.from_master_and_randoms")),
        V::VerifyData(_) => Some(label!("tui.map.from_master_and_hash")),
        V::WriteMacKey(_) | V::WriteKey(_) => Some(label!("tui.plain.key_block")),
        _ => None,
    }
}

/// Says in the frame how many rows are above and below.
fn more(model: &Model, area: Rect, above: usize, below: usize, buf: &mut Buffer) {
    let marks = &model.theme.marks;
    let mut words = String::new();
    for (mark, rows) in [(marks.above, above), (marks.below, below)] {
        if rows > 0 {
            words.push_str(&format!(" {mark}{rows}"));
        }
    }
    if words.is_empty() {
        return;
    }
    words.push(' ');
    let frame = Rect {
        y: area.bottom(),
        height: 1,
        ..area
    };
    let mut painter = Painter::new(buf, frame);
    let column = painter.width().saturating_sub(text::width(&words));
    painter.over(0, column, Span::styled(words, model.theme.title));
}
