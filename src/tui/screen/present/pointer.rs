//! What the speaker points at: light and dark change places, and an arrow shows where, so that it can be seen from the
//! last row.

use super::Scene;
use crate::trace::Side;
use crate::tui::draw::painter::Painter;
use crate::tui::model::presenting::Pointer;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Span;

/// The columns of the shaft of an arrow.
const SHAFT: u16 = 2;

/// Where everything is that can be pointed at.
pub fn areas(scene: &Scene<'_>) -> Vec<(Pointer, Rect)> {
    let at = &scene.places;
    let inside = |pane: Rect| Rect {
        x: pane.x + 1,
        y: pane.y + 1,
        width: pane.width.saturating_sub(2),
        height: pane.height.saturating_sub(2),
    };
    let values = |side: Side, pane: Rect| {
        let rows = scene.model.value_rows();
        let place = move |(i, shown): (usize, &crate::tui::model::matters::Shown)| {
            let name = shown.rows().first()?.name;
            let row = rows.iter().position(|row| row.name == name)?;
            let top = at.first + u16::try_from(i).ok()? * at.pitch;
            let area = Rect {
                x: pane.x + 1,
                y: pane.y + top,
                width: pane.width.saturating_sub(2),
                height: 1 + at.lines,
            };
            Some((Pointer::Value(side, row), area.intersection(pane)))
        };
        scene.values.iter().enumerate().filter_map(place)
    };
    let mut areas = vec![(Pointer::Words, at.sentence)];
    areas.extend(values(Side::Client, at.client));
    areas.push((Pointer::Wire, inside(at.wire)));
    areas.extend(values(Side::Server, at.server));
    areas.push((Pointer::Eve, at.eve));
    areas
}

/// Draws it over what is pointed at.
pub fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let Some(pointer) = scene.model.presenting.pointer else {
        return;
    };
    let mut areas = areas(scene).into_iter();
    let Some((_, area)) = areas.find(|(one, _)| *one == pointer) else {
        return;
    };
    let area = match pointer {
        Pointer::Value(..) => area,
        _ => filled(area, buf),
    };
    let theme = &scene.model.theme;
    let marks = &theme.marks;
    // no other row of a presentation is reversed
    let style = theme.base.add_modifier(Modifier::BOLD | Modifier::REVERSED);
    let mut painter = Painter::new(buf, area);
    for row in 0..painter.height() {
        painter.ground(row, 0..painter.width(), style);
    }
    let shaft = marks.heavy.repeat(SHAFT.into());
    // from outside: beside a pane on the wire, elsewhere from the left
    let (x, words) = match pointer {
        Pointer::Value(Side::Client, _) => {
            let words = format!("{}{shaft}", marks.left);
            (scene.places.client.right(), words)
        }
        Pointer::Value(Side::Server, _) => {
            let x = scene.places.server.x.saturating_sub(SHAFT + 1);
            (x, format!("{shaft}{}", marks.right))
        }
        _ => {
            let x = area.x.saturating_sub(SHAFT);
            let shaft = marks
                .heavy
                .repeat(usize::from(area.x - x).saturating_sub(1));
            (x, format!("{shaft}{}", marks.right))
        }
    };
    let row = Rect {
        x,
        y: area.y,
        width: SHAFT + 1,
        height: 1,
    };
    let words = Span::styled(words, style);
    Painter::new(buf, row).over(0, 0, words);
}

/// The part of an area with something in it.
fn filled(area: Rect, buf: &Buffer) -> Rect {
    let area = area.intersection(buf.area);
    let cells = area.positions().filter(|at| {
        let cell = buf.cell(*at);
        cell.is_some_and(|cell| !cell.symbol().trim().is_empty())
    });
    let one = cells.map(|at| Rect::new(at.x, at.y, 1, 1));
    one.reduce(Rect::union).unwrap_or(area)
}
