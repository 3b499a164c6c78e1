//! What stands between the two sides: the message on its way, a computation and what it is made from,
//! or where the two parted and where that was noticed.

use super::{Scene, predict};
use crate::label;
use crate::said;
use crate::trace::{Actor, BufferKind, Message, Side, Step};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{acts, formula, text};
use crate::tui::model::sequence::arrives;
use crate::tui::pane::sequence::{self, Present};
use crate::wire::display;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// The fewest columns for a box.
const BOX: usize = 20;
/// The rows of a box.
const BOX_ROWS: usize = 4;

/// Draws it, below the row that says whether the two agree.
pub fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let wire = scene.places.wire;
    // a blank column beside each pane
    let room = Rect {
        x: wire.x + 1,
        y: wire.y + 1,
        width: wire.width.saturating_sub(2),
        height: wire.height.saturating_sub(2),
    };
    let mut painter = Painter::new(buf, room);
    let Some(step) = scene.model.step() else {
        return;
    };
    match &step.message {
        Some(message) => travelling(scene, step, message, &mut painter),
        None if scene.model.failure_of_difference() && !scene.hides && scene.model.sees_all() => {
            let lines = parted(scene, step);
            middle(&mut painter, lines);
        }
        None if step.actor == Actor::Both => {
            let lines = both(scene, step, painter.width());
            middle(&mut painter, lines);
        }
        None => alone(scene, step, &mut painter),
    }
}

/// Lines in the middle of the room, as many as there is room for.
fn middle(painter: &mut Painter<'_>, lines: Vec<Line<'static>>) {
    let first = painter.height().saturating_sub(lines.len()) / 2;
    for (i, line) in lines.into_iter().enumerate() {
        let column = painter.width().saturating_sub(line.width()) / 2;
        painter.at(first + i, column, line);
    }
}

/// The words of a box while what comes of it is hidden.
fn covered(scene: &Scene<'_>, name: String) -> Present {
    let theme = &scene.model.theme;
    let words = theme.marks.hidden.repeat(8);
    Present {
        name,
        detail: vec![Span::styled(words, theme.muted)],
    }
}

/// A message between the two panes.
fn travelling(scene: &Scene<'_>, step: &Step, message: &Message, painter: &mut Painter<'_>) {
    let model = scene.model;
    let theme = &model.theme;
    let marks = &theme.marks;
    let moment = scene.moment;
    let width = painter.width();
    let lost = !arrives(step);
    let turned = message.fate.tampered() && (moment.has_passed() || moment.is_over());
    let bad = message.is_bad() && (turned || message.alert().is_some());
    let style = if bad { theme.bad } else { theme.title };
    let room = width.saturating_sub(BOX_ROWS + 4);
    let boxed = width >= BOX && painter.height() >= BOX_ROWS;
    let name = message.title();
    let words = match (scene.hides, message.fate.tampered() && !turned) {
        (true, _) => covered(scene, name),
        (false, true) => Present {
            name,
            detail: Vec::new(),
        },
        (false, false) => Present {
            name,
            detail: sequence::message_detail(model, step, message, room),
        },
    };
    let wanted: usize = words.detail.iter().map(Span::width).sum();
    let inner = text::width(&words.name).max(wanted).min(room);
    let whole = if boxed { inner + 4 } else { 0 };
    let free = width.saturating_sub(whole);
    let travelled = free * usize::from(moment.thousandths) / 1000;
    let lost_at = free / 5;
    let way = match (moment.is_over(), lost) {
        (true, true) => lost_at,
        (true, false) if boxed => free / 2,
        (true, false) => free,
        (false, true) => travelled.min(lost_at),
        (false, false) => travelled,
    };
    let right = message.sender == Side::Client;
    let offset = if right { way } else { free - way };
    let top = painter.height().saturating_sub(BOX_ROWS) / 2;
    let row = top + 1;
    if boxed {
        for part in 0..BOX_ROWS {
            let line = sequence::box_row(model, &words, inner, part, [true, true], style);
            painter.at(top + part, offset, line);
        }
    } else {
        let name = text::cut(&words.name, width, marks);
        let column = width.saturating_sub(text::width(&name)) / 2;
        painter.at(row.saturating_sub(1), column, Span::styled(name, style));
    }
    let shaft = match message.protected {
        true => marks.protected,
        false => marks.heavy,
    };
    let done = Span::styled(shaft.repeat(way), style);
    let left = free - way;
    let stopped = lost && (way >= lost_at || moment.is_over());
    // what became of it stands beside the box, or below it
    let fate = text::width(marks.lost) + 1 + text::width(message.fate.word());
    let told = fate < left;
    let head = if right { marks.right } else { marks.left };
    let to_go = match (moment.is_over(), stopped) {
        (_, true) => {
            let words = match told {
                true => format!("{} {}", marks.lost, message.fate.word()),
                false => marks.lost.to_owned(),
            };
            let shafts = shaft.repeat(3.min(left.saturating_sub(text::width(&words) + 1)));
            // the blank between them has no style: it would be underlined
            let (first, second) = match right {
                true => (shafts, words),
                false => (words, shafts),
            };
            vec![
                Span::styled(first, theme.bad),
                Span::raw(" "),
                Span::styled(second, theme.bad),
            ]
        }
        (false, false) => vec![Span::styled(marks.ahead.repeat(left), theme.muted)],
        (true, false) => {
            let shafts = shaft.repeat(left.saturating_sub(1));
            let words = match (right, left) {
                (_, 0) => String::new(),
                (true, _) => format!("{shafts}{head}"),
                (false, _) => format!("{head}{shafts}"),
            };
            vec![Span::styled(words, style)]
        }
    };
    let to_go = Line::from(to_go);
    match right {
        true => {
            painter.at(row, 0, done);
            painter.at(row, offset + whole, to_go);
        }
        false => {
            painter.at(row, offset + whole, done);
            let column = offset.saturating_sub(to_go.width());
            painter.at(row, column, to_go);
        }
    }
    if !boxed && moment.is_over() && !stopped {
        let column = if right { width.saturating_sub(1) } else { 0 };
        painter.at(row, column, Span::styled(head, theme.title));
    }
    let changed = message.arrived.is_some() && !scene.hides && turned;
    if changed || (stopped && !told) {
        let words = text::cut(step.fate().words(), width, marks);
        let column = width.saturating_sub(text::width(&words)) / 2;
        painter.at(top + BOX_ROWS, column, Span::styled(words, theme.bad));
    }
}

/// What the outcome of a step is made from, one row for each.
fn made_from(scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let model = scene.model;
    let theme = &model.theme;
    let marks = &theme.marks;
    let names = model.inputs();
    let mut lines = Vec::new();
    if names.is_empty() {
        return lines;
    }
    let muted = Span::styled(label!("tui.present.made_from"), theme.muted);
    lines.push(Line::from(muted));
    for name in names {
        let words = text::cut(&formula::plain_name(name, width), width, marks);
        lines.push(Line::from(Span::styled(words, theme.value(name))));
    }
    lines
}

/// A computation that both make.
fn both(scene: &Scene<'_>, step: &Step, width: usize) -> Vec<Line<'static>> {
    let model = scene.model;
    let theme = &model.theme;
    let marks = &theme.marks;
    if model.is_inside(step) {
        let words = text::cut(label!("tui.lens.inside_both"), width, marks);
        return vec![Line::from(Span::styled(words, theme.muted))];
    }
    let mut lines = made_from(scene, width);
    let bold = |words: String, style: Style| {
        Line::from(Span::styled(words, style.add_modifier(Modifier::BOLD)))
    };
    if scene.hides {
        lines.push(Line::default());
        lines.push(bold(label!("tui.present.hidden").to_owned(), theme.title));
        lines.push(bold(text::cut(&predict(model), width, marks), theme.text));
        return lines;
    }
    if !model.compares(step) {
        return lines;
    }
    let (mark, words, style) = match sequence::differs(model, step) {
        true => (
            marks.differs,
            label!("tui.present.differ_at_both"),
            theme.bad,
        ),
        false => (marks.same, label!("tui.present.same_at_both"), theme.good),
    };
    // the rows are there before the words, so that nothing jumps
    let over = scene.moment.is_over();
    let shown = |words: &str| {
        if over {
            words.to_owned()
        } else {
            String::new()
        }
    };
    lines.push(Line::default());
    lines.push(bold(shown(mark), style));
    lines.push(bold(shown(&text::cut(words, width, marks)), theme.text));
    lines
}

/// A computation or a check of one side: a box at its pane.
fn alone(scene: &Scene<'_>, step: &Step, painter: &mut Painter<'_>) {
    let model = scene.model;
    let theme = &model.theme;
    let marks = &theme.marks;
    // the reader of a capture has no pane: its box stands in the middle
    let side = match step.actor {
        Actor::One(side) => Some(side),
        _ => None,
    };
    let width = painter.width();
    let room = width.saturating_sub(BOX_ROWS + 3);
    let mut words = sequence::computed(model, step, side.unwrap_or(Side::Client), room);
    let verdict = step
        .passed()
        .filter(|_| !scene.hides && !model.is_inside(step));
    let long = acts::doing(step.topic, false);
    let short = acts::doing(step.topic, true);
    let mark = verdict.map_or(String::new(), |passed| format!("{} ", marks.check(passed)));
    let fits = text::width(long) + text::width(&mark) <= room;
    let inside = model.is_inside(step);
    if !inside {
        words.name = format!("{mark}{}", if fits { long } else { short });
    }
    if scene.hides {
        let name = match super::tells(step) {
            true => label!("tui.present.hidden").to_owned(),
            false => words.name,
        };
        words = covered(scene, name);
    }
    if !scene.moment.has_passed() {
        words.detail.clear();
    }
    let style = match verdict {
        Some(false) => theme.bad,
        _ => theme.title,
    };
    let from = match verdict {
        _ if inside => Vec::new(),
        Some(_) => Vec::new(),
        None => made_from(scene, width),
    };
    let below = if from.is_empty() { 0 } else { from.len() + 1 };
    let height = painter.height();
    let below = if BOX_ROWS + below <= height { below } else { 0 };
    let top = height.saturating_sub(BOX_ROWS + below) / 2;
    if width < BOX || height < BOX_ROWS {
        let words = text::cut(&words.name, width, marks);
        let column = width.saturating_sub(text::width(&words)) / 2;
        return painter.at(height / 2, column, Span::styled(words, style));
    }
    let wanted: usize = words.detail.iter().map(Span::width).sum();
    let inner = text::width(&words.name).max(wanted).min(room);
    let (column, touch_at) = match side {
        Some(Side::Client) => (1, Some(0)),
        Some(Side::Server) => (width.saturating_sub(inner + 5), Some(width - 1)),
        None => (width.saturating_sub(inner + 4) / 2, None),
    };
    let touches = Side::BOTH.map(|at| side == Some(at));
    for part in 0..BOX_ROWS {
        let line = sequence::box_row(model, &words, inner, part, touches, style);
        painter.at(top + part, column, line);
    }
    if let Some(touch_at) = touch_at {
        let touch = Span::styled(marks.heavy, style);
        painter.at(top + 1, touch_at, touch);
    }
    if below > 0 {
        // below the words of the box
        let widest = from.iter().map(Line::width).max().unwrap_or(0);
        let column = (column + 2).min(width.saturating_sub(widest));
        for (i, line) in from.into_iter().enumerate() {
            painter.at(top + BOX_ROWS + 1 + i, column, line);
        }
    }
}

/// Where the two sides parted and where that is noticed.
fn parted(scene: &Scene<'_>, step: &Step) -> Vec<Line<'static>> {
    let model = scene.model;
    let theme = &model.theme;
    let marks = &theme.marks;
    let at = model.parted_at().unwrap_or(step.index);
    let line = |words: String, style: Style| Line::from(Span::styled(words, style));
    let number = |step: usize| {
        let step = step + 1;
        line(said!("tui.present.step", step).to_string(), theme.muted)
    };
    let mut lines = vec![number(at)];
    let first = model.trace.steps().get(at);
    match first.and_then(|step| step.message.as_ref()) {
        Some(message) => {
            let words = match flipped(message) {
                Some([before, after]) => format!("{before} {} {after}", marks.lost),
                None => marks.lost.to_owned(),
            };
            lines.push(line(words, theme.bad));
            lines.push(line(message.fate.words().to_owned(), theme.text));
        }
        None => lines.push(line(marks.differs.to_owned(), theme.bad)),
    }
    lines.push(Line::default());
    lines.push(number(step.index));
    if scene.moment.is_over() {
        let words = format!("{} {}", marks.bad, label!("tui.present.noticed"));
        lines.push(line(words, theme.bad));
    }
    lines
}

/// The first byte of a record that was changed on the way: before and after.
fn flipped(message: &Message) -> Option<[String; 2]> {
    let sent = message.buffer(BufferKind::Record)?;
    let mut arrived = message.arrived.as_ref()?.iter();
    let there = arrived.find(|buffer| buffer.kind == BufferKind::Record)?;
    if sent.bytes.len() != there.bytes.len() {
        return None;
    }
    let mut pairs = sent.bytes.iter().zip(&there.bytes);
    let (before, after) = pairs.find(|(before, after)| before != after)?;
    Some([display::hex(&[*before]), display::hex(&[*after])])
}
