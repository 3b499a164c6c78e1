//! The tab Map: the whole derivation as one diagram. It lights up as the run goes on. Where the diagram
//! does not fit, it is a list.

mod edges;
mod list;
mod plan;
mod words;

use super::Pane;
use crate::trace::{Party, ValueId, ValueName};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::map::MapNode;
use crate::tui::model::value_row::State;
use crate::{label, said};
use plan::Plan;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

/// The derivation.
pub struct Map;

impl Pane for Map {
    fn holds(&self, model: &Model) -> bool {
        !model.trace.steps().is_empty() && !has_other_secrets(model)
    }

    fn len(&self, model: &Model, _: &[Rect]) -> usize {
        match has_other_secrets(model) {
            true => 0,
            false => model.map_names().len(),
        }
    }

    fn row_at(&self, model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<usize> {
        if has_other_secrets(model) {
            return None;
        }
        let area = columns[0];
        let (x, y) = (x.checked_sub(area.x)?, y.checked_sub(area.y)?);
        let Some(plan) = Plan::of(model, area) else {
            return list::row_at(model, area, y.into());
        };
        let names = model.map_names();
        names.iter().position(|name| {
            plan.spot(*name).is_some_and(|spot| {
                usize::from(y) == spot.y && (spot.x..plan.end(&spot)).contains(&usize::from(x))
            })
        })
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        if has_other_secrets(model) {
            return None;
        }
        let node = model.map().into_iter().nth(model.picked_node());
        node?.id()
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, columns[0], buf);
    }
}

/// Prose wider than this, in columns, is hard to read.
const WIDTH: usize = 92;

/// Whether the secrets of the connection are made in another way than the diagram shows: it was captured, and its
/// key exchange is not RSA.
fn has_other_secrets(model: &Model) -> bool {
    model.connection().other_suite.is_some()
}

/// Draws the map.
pub fn draw(model: &Model, area: Rect, buf: &mut Buffer) {
    if has_other_secrets(model) {
        let painter = &mut Painter::new(buf, area);
        let width = painter.width().min(WIDTH);
        let words = label!("tui.map.other_secrets");
        return painter.lines(1, text::wrap_plain(words, model.theme.text, width, 0));
    }
    words::head(model, &mut Painter::new(buf, area));
    match Plan::of(model, area) {
        Some(plan) => diagram(model, &plan, &mut Painter::new(buf, area)),
        None => list::draw(model, area, buf),
    }
}

/// The diagram, and below it what it says. The selected value comes between them where there is room.
fn diagram(model: &Model, plan: &Plan, painter: &mut Painter<'_>) {
    edges::edges(model, painter, plan);
    edges::notes(model, painter, plan);
    let picked = model.picked_node();
    let nodes = model.map();
    for (i, node) in nodes.iter().enumerate() {
        self::node(model, painter, plan, node, i == picked);
    }
    let (width, height) = (painter.width(), painter.height());
    let moral = words::moral_lines(model, width);
    let blank = usize::from(height > plan.rows + moral.len());
    let mut y = plan.rows + blank;
    if let Some(node) = nodes.get(picked) {
        let detail = words::detail(model, node, width);
        if height > y + detail.len() + moral.len() {
            let rows = detail.len();
            painter.lines(y, detail);
            y += rows + 1;
        }
    }
    let moral = text::clip(moral, height.saturating_sub(y), width, &model.theme);
    let rows = moral.len();
    painter.lines(y, moral);
    y += rows + 1;
    let folded = model.room_on(model.screen()) != model.room;
    if folded && y < height {
        let words = Span::styled(label!("tui.map.folded"), model.theme.muted);
        painter.line(y, words);
    }
}

/// The name of a value in the room there is.
fn name(name: ValueName, room: usize) -> String {
    match name {
        ValueName::RecordContent(side, n) => {
            said!("tui.plain.content", side = side.name(), n).to_string()
        }
        ValueName::HandshakeSignature if room >= 16 => formula::plain_name(name, 18),
        name => formula::plain_name(name, room),
    }
}

/// The style of a value's name.
fn hue(model: &Model, node: &MapNode) -> Style {
    let theme = &model.theme;
    let hue = theme.value(node.row.name);
    match (node.is_made(), node.row.is_new()) {
        (false, _) => theme.muted,
        (true, true) => hue.add_modifier(Modifier::BOLD),
        (true, false) => hue,
    }
}

/// What the client, Eve and the server have of a value, and whether the two sides differ.
fn marks_of(model: &Model, node: &MapNode) -> [Span<'static>; 4] {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mark = |party: Party| {
        let (mark, style) = match node.row.of(party).state {
            State::NotMade if node.elsewhere.is_some() => (marks.kept, theme.muted),
            State::NotMade => (marks.not_made, theme.muted),
            State::Lacks => (marks.unknown, theme.text),
            State::Unseen => (marks.unseen, theme.muted),
            State::Encrypted => (marks.sealed, theme.sealed),
            State::Has(_) => (marks.known, theme.value(node.row.name)),
        };
        match node.gained && party == Party::Eavesdropper {
            true => Span::styled(mark, theme.bad),
            false => Span::styled(mark, style),
        }
    };
    let differs = match node.row.agree {
        Some(false) => Span::styled(marks.differs, theme.bad),
        _ => Span::raw(" "),
    };
    [
        mark(Party::Client),
        mark(Party::Eavesdropper),
        mark(Party::Server),
        differs,
    ]
}

/// A value: its name, its length, its beginning, and who has it.
fn node(model: &Model, painter: &mut Painter<'_>, plan: &Plan, node: &MapNode, picked: bool) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let row = &node.row;
    let Some(spot) = plan.spot(row.name) else {
        return;
    };
    let style = hue(model, node);
    let name = text::cut(&name(row.name, spot.name), spot.name, marks);
    painter.at(spot.y, spot.x, Span::styled(name, style));
    let value = node.id().and_then(|id| model.value(id));
    let x = spot.x + spot.name;
    if let Some(value) = value.filter(|_| spot.size > 0) {
        let size = text::length(value, marks);
        let size = format!("{size:>width$}", width = spot.size);
        painter.at(spot.y, x, Span::styled(size, theme.muted));
    }
    if let Some(value) = value.filter(|_| spot.digits > 0) {
        let shown = match model.sees(value.id) {
            true => text::start(&value.bytes, spot.digits, marks),
            false => marks.unseen.to_owned(),
        };
        painter.at(spot.y, x + spot.size + 1, Span::styled(shown, style));
    }
    if let Some(connection) = node.elsewhere.filter(|_| spot.digits > 0) {
        let n = connection.number();
        let words = said!("tui.side.elsewhere", n).to_string();
        let words = match text::width(&words) <= spot.digits {
            true => words,
            false => format!("{}{n}", marks.kept),
        };
        painter.at(spot.y, x + spot.size + 1, Span::styled(words, theme.muted));
    }
    let columns = (plan.marks(&spot)..).step_by(plan.pitch());
    for (x, mark) in columns.zip(marks_of(model, node)) {
        painter.at(spot.y, x, mark);
    }
    let ground = match () {
        () if picked => Some(theme.selected),
        () if row.agree == Some(false) => Some(theme.differs),
        () if row.is_new() => Some(theme.fresh),
        () => None,
    };
    if let Some(ground) = ground {
        painter.ground(spot.y, spot.x..plan.end(&spot), ground);
    }
}
