//! The presentation, for a room: the step in large structure and few words. A pure function of the
//! model and of the moment of its motion.

mod layout;
mod middle;
mod pointer;
mod sides;

use super::{band, frame, timeline};
use crate::text::Said;
use crate::trace::{Actor, Origin, Party, Side, Step, Topic};
use crate::tui::command::Command;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{formula, text};
use crate::tui::layout::is_too_small;
use crate::tui::model::Model;
use crate::tui::model::matters::Shown;
use crate::tui::model::moment::Moment;
use crate::tui::model::presenting::{Part, Pointer};
use crate::tui::model::value_row::{State, ValueRow};
use crate::tui::pane::sequence;
use crate::{label, said};
use layout::{Places, places};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use ratatui::text::{Line, Span};

/// A blank at which a line does not break; an ordinary one takes its place when it is drawn.
const KEPT: &str = "\u{a0}";

/// What each part is drawn from.
struct Scene<'m> {
    model: &'m Model,
    moment: Moment,
    places: Places,
    values: Vec<Shown>,
    /// Whether what is new is hidden.
    hides: bool,
}

/// Draws it on an area but for its last row.
pub fn draw(model: &Model, area: Rect, moment: Moment, buf: &mut Buffer) {
    let scene = Scene::of(model, area, moment);
    let at = &scene.places;
    if let Some(row) = at.timeline {
        timeline::draw(model, row, buf);
    }
    draw_band(model, at.band, buf);
    scene.title(buf);
    sides::draw(&scene, Side::Client, buf);
    middle::draw(&scene, buf);
    sides::draw(&scene, Side::Server, buf);
    scene.eve(buf);
    if let Some(row) = at.legend {
        legend(model, row, buf);
    }
    sentence(model, at.sentence, buf);
    if let Some(part) = model.presenting.spotlight {
        scene.dim_all_but(part, buf);
    }
    pointer::draw(&scene, buf);
    if model.notice.is_some() {
        band::draw_sentence(model, at.sentence, buf);
    }
}

/// What can be pointed at on a screen, from above to below and from the client to the server: nothing on one that is
/// too small for a presentation.
pub fn pointers(model: &Model, screen: Rect) -> Vec<Pointer> {
    if is_too_small(screen) {
        return Vec::new();
    }
    let scene = Scene::of(model, screen, Moment::STILL);
    let areas = pointer::areas(&scene).into_iter();
    areas.map(|(pointer, _)| pointer).collect()
}

/// What is pointed at by a cell of the screen.
pub fn pointer_at(model: &Model, screen: Rect, x: u16, y: u16) -> Option<Pointer> {
    if is_too_small(screen) {
        return None;
    }
    let scene = Scene::of(model, screen, Moment::STILL);
    let mut areas = pointer::areas(&scene).into_iter();
    let found = areas.find(|(_, area)| area.contains((x, y).into()))?;
    Some(found.0)
}

/// The step of the timeline at a cell of the screen.
pub fn step_at(model: &Model, screen: Rect, x: u16, y: u16) -> Option<usize> {
    if is_too_small(screen) {
        return None;
    }
    let row = places(screen).timeline?;
    row.contains((x, y).into())
        .then(|| timeline::step_at(model, row, x))
        .flatten()
}

fn draw_band(model: &Model, row: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let hides = model.hides_new();
    let mut painter = Painter::new(buf, row);
    let Some(step) = model.step() else {
        painter.at(0, 1, Span::styled(label!("tui.step.none"), theme.title));
        return painter.ground(0, 0..row.width.into(), theme.selected);
    };
    let number = format!("{:>2}  ", step.index + 1);
    let mut line = vec![Span::styled(number, theme.title)];
    line.extend(band::who(model, step));
    match hides && tells(step) {
        true => line.push(Span::styled(label!("tui.present.hidden"), theme.title)),
        false => line.extend(band::what(model, step, false)),
    }
    let line = Line::from(line);
    let width = painter.width();
    let room = width.saturating_sub(line.width() + 6);
    let ends = line.width() + 2 <= width;
    painter.at(0, 2, line);
    if !ends {
        let mark = Span::styled(theme.marks.ellipsis, theme.title);
        painter.right(0, mark);
    }
    let (words, style) = match model.sees_all() {
        true if hides => (Vec::new(), theme.text),
        true => (beside(model, step).into_iter().collect(), theme.text),
        // whose eyes look
        false => (model.view.lens.chip(), theme.title),
    };
    let mut words = words.into_iter();
    if let Some(words) = words.find(|words| text::width(words) <= room) {
        let words = theme.marks.prose(&words).into_owned();
        let column = painter.width().saturating_sub(text::width(&words) + 2);
        painter.at(0, column, Span::styled(words, style));
    }
    let ground = match step.failure.is_some() && !hides {
        true => theme.failure,
        false => theme.selected,
    };
    painter.ground(0, 0..painter.width(), ground);
}

/// Whether what a step is called tells how it ends.
fn tells(step: &Step) -> bool {
    matches!(
        step.topic,
        Topic::Reject | Topic::Bluff | Topic::TransportClosed
    )
}

/// What stands at the right end of the band: a size, or the alert that follows.
fn beside(model: &Model, step: &Step) -> Option<String> {
    if step.failure.is_some() {
        let next = model.trace.steps().get(step.index + 1)?.message.as_ref()?;
        let alert = next.alert()?.to_string();
        return Some(said!("tui.present.alert", alert).to_string());
    }
    if let Some(message) = &step.message {
        let bytes = sequence::record_len(message);
        return Some(said!("tui.step.bytes", bytes).to_string());
    }
    let bytes = model.outcome()?.bytes.len();
    Some(match step.actor {
        Actor::Both => said!("tui.present.bytes_each", bytes).to_string(),
        Actor::One(_) | Actor::Reader => said!("tui.step.bytes", bytes).to_string(),
    })
}

fn sentence(model: &Model, rows: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let Some(step) = model.step() else {
        return;
    };
    let words = match (model.hides_new(), &model.explained) {
        (true, _) => question(model, step).to_string(),
        (false, _) if !model.sees_all() => {
            let most = usize::from(rows.width) * usize::from(rows.height);
            let forms = model.what_is_seen();
            let found = forms.iter().find(|words| text::width(words) + 20 <= most);
            found.or(forms.last()).cloned().unwrap_or_default()
        }
        (false, Some(explained)) => {
            let parted = model.parted_at().filter(|_| model.failure_of_difference());
            match parted {
                Some(at) => {
                    let more = said!("tui.present.parted", step = at + 1);
                    format!("{} {more}", explained.caption)
                }
                None => explained.caption.clone(),
            }
        }
        (false, None) => return,
    };
    let words = theme.marks.prose(&words).into_owned();
    let room = usize::from(rows.width);
    let lines = text::wrap_plain(&words, theme.title, room, 0);
    let lines = text::clip(lines, rows.height.into(), room, theme);
    Painter::new(buf, rows).lines(0, lines);
}

/// What a class is asked while what is new is hidden.
fn question(model: &Model, step: &Step) -> Said {
    let side = |side: Side| side.name();
    if let Some(message) = &step.message {
        let receiver = side(message.sender.peer());
        return said!("tui.present.ask_message", receiver);
    }
    let outcome = model.outcome();
    let name = outcome.map(|value| formula::plain_name(value.name, 18));
    match (step.actor, name) {
        (Actor::One(actor), _) if tells(step) => {
            said!("tui.present.ask_failure", side = side(actor))
        }
        _ if step.passed().is_some() => said!("tui.present.ask_check"),
        (Actor::Both, Some(name)) => said!("tui.present.ask_both", name),
        (Actor::One(actor), Some(name)) => {
            let generated =
                outcome.is_some_and(|value| matches!(value.origin, Origin::Generated { .. }));
            let peer = side(actor.peer());
            match generated {
                true => said!("tui.present.ask_generated", name),
                false => said!("tui.present.ask_computed", peer, name),
            }
        }
        (Actor::Reader, _) | (_, None) => said!("tui.present.ask_next"),
    }
}

impl<'m> Scene<'m> {
    fn of(model: &'m Model, screen: Rect, moment: Moment) -> Self {
        let places = places(screen);
        Scene {
            model,
            moment,
            values: model.values_that_matter(places.values),
            places,
            hides: model.hides_new(),
        }
    }
}

impl Scene<'_> {
    /// Whether a value is hidden.
    fn is_hidden(&self, shown: &Shown) -> bool {
        self.hides && shown.is_new()
    }

    /// The mark of the part that is lit, for where there are no colours.
    fn lit(&self, part: Part) -> Span<'static> {
        let theme = &self.model.theme;
        let lit = self.model.presenting.spotlight == Some(part);
        let words = match lit {
            true => format!("{} ", theme.marks.selected),
            false => String::new(),
        };
        Span::styled(words, theme.title)
    }

    /// Whether the two sides agree, above what is between them.
    fn title(&self, buf: &mut Buffer) {
        let model = self.model;
        let theme = &model.theme;
        let row = Rect {
            height: 1,
            ..self.places.wire
        };
        let room = usize::from(row.width);
        let hidden = self.hides && model.value_rows().iter().any(|row| row.is_new());
        let words = match hidden {
            true => {
                let words = [
                    label!("tui.present.agreement_hidden"),
                    label!("tui.present.hidden"),
                ];
                let words = words.into_iter().find(|words| text::width(words) <= room);
                words.map(|words| Span::styled(words, theme.title))
            }
            // it says more than a row of its own has room for in the frame
            false => frame::agreement(model, self.moment, room + 2)
                .map(|span| Span::styled(span.content.trim().to_owned(), span.style)),
        };
        let Some(words) = words else { return };
        let line = Line::from(vec![self.lit(Part::Wire), words]);
        let column = room.saturating_sub(line.width()) / 2;
        Painter::new(buf, row).at(0, column, line);
    }

    /// The eavesdropper's line.
    fn eve(&self, buf: &mut Buffer) {
        let theme = &self.model.theme;
        let rows = self.places.eve;
        let mut spans = vec![
            self.lit(Part::Eve),
            Span::styled(format!("{}{KEPT}", label!("tui.pane.eve")), theme.title),
            Span::raw(" "),
        ];
        let indent: usize = spans.iter().map(Span::width).sum();
        if self.hides {
            let words = format!("{} {}", label!("tui.present.hidden"), predict(self.model));
            spans.push(Span::styled(words, theme.text));
        } else if self.moment.has_passed() {
            spans.extend(self.eve_has());
        }
        let room = usize::from(rows.width);
        let lines = text::wrap(&spans, room, indent);
        let mut lines = text::clip(lines, rows.height.into(), room, theme);
        for span in lines.iter_mut().flat_map(|line| &mut line.spans) {
            span.content = span.content.replace(KEPT, " ").into();
        }
        Painter::new(buf, rows).lines(0, lines);
    }

    /// What the eavesdropper has come to in this step, or else what it has of what is shown.
    fn eve_has(&self) -> Vec<Span<'static>> {
        let model = self.model;
        let theme = &model.theme;
        let marks = &theme.marks;
        let gap = || Span::raw(format!("{KEPT}{KEPT} "));
        let joined = |words: String| words.replace(' ', KEPT);
        let entry = |row: &ValueRow| {
            let held = row.of(Party::Eavesdropper);
            let (mark, style) = match held.state {
                State::Has(_) => (marks.known, theme.value(row.name)),
                State::Encrypted => (marks.sealed, theme.sealed),
                State::Unseen => (marks.unseen, theme.muted),
                _ => (marks.unknown, theme.muted),
            };
            let new = if held.new { marks.new } else { "" };
            let name = joined(formula::plain_name(row.name, 18));
            let mark = Span::styled(format!("{new}{mark}{KEPT}"), style);
            vec![mark, Span::styled(name, theme.value(row.name)), gap()]
        };
        let new: Vec<_> = model
            .value_rows()
            .iter()
            .filter(|row| row.of(Party::Eavesdropper).new)
            .collect();
        if !new.is_empty() {
            return new.into_iter().flat_map(entry).collect();
        }
        let crosses = model.step().is_some_and(|step| step.message.is_some());
        let rows: Vec<_> = self.values.iter().flat_map(Shown::rows).collect();
        let holds = |row: &&&ValueRow| {
            let state = row.of(Party::Eavesdropper).state;
            matches!(state, State::Has(_) | State::Encrypted)
        };
        let held: Vec<_> = rows.iter().filter(holds).collect();
        let lacks = rows
            .iter()
            .any(|row| row.of(Party::Eavesdropper).state == State::Lacks);
        let none = held.is_empty();
        let mut spans: Vec<Span<'static>> = held.into_iter().flat_map(|row| entry(row)).collect();
        if lacks || none {
            let words = match (none, crosses) {
                (true, false) => label!("tui.present.eve_none_no_wire"),
                (true, true) => label!("tui.present.eve_none"),
                (false, _) => label!("tui.present.eve_no_more"),
            };
            let words = joined(format!("{} {words}", marks.unknown));
            spans.push(Span::styled(words, theme.text));
        }
        spans
    }

    fn dim_all_but(&self, part: Part, buf: &mut Buffer) {
        let at = &self.places;
        let lit = match part {
            Part::Client => vec![at.client],
            Part::Wire => vec![at.wire],
            Part::Server => vec![at.server],
            Part::Eve => vec![at.eve],
            Part::Words => vec![at.band, at.sentence],
        };
        let theme = &self.model.theme;
        let dimmed = theme.base.patch(theme.line);
        let area = self.model.screen();
        for position in area.positions() {
            let footer = position.y + 1 == area.bottom();
            if footer || lit.iter().any(|rect| rect.contains(position)) {
                continue;
            }
            if let Some(cell) = buf.cell_mut(position) {
                cell.fg = Color::Reset;
                cell.bg = Color::Reset;
                cell.modifier = Modifier::empty();
                cell.set_style(dimmed);
            }
        }
    }
}

/// What the marks mean.
fn legend(model: &Model, row: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut entries = vec![
        (marks.known, theme.text, label!("tui.legend.has")),
        (marks.sealed, theme.sealed, label!("tui.legend.encrypted")),
        (marks.unknown, theme.text, label!("tui.legend.lacks")),
        (
            marks.not_made,
            theme.text,
            label!("tui.legend.not_made_short"),
        ),
        (marks.same, theme.good, label!("tui.legend.same")),
        (marks.differs, theme.bad, label!("tui.legend.differs")),
        (marks.new, theme.title, label!("tui.legend.new")),
    ];
    if !model.sees_all() {
        entries.insert(3, (marks.unseen, theme.text, label!("tui.legend.unseen")));
    }
    let room = usize::from(row.width);
    let all = entries.len();
    for (count, gap) in [(all, 3), (all, 2), (all - 1, 2), (all - 1, 1), (3, 1)] {
        let mut spans = Vec::new();
        for (mark, style, words) in &entries[..count] {
            if !spans.is_empty() {
                spans.push(Span::raw(" ".repeat(gap)));
            }
            spans.push(Span::styled(*mark, *style));
            spans.push(Span::styled(format!(" {words}"), theme.muted));
        }
        let line = Line::from(spans);
        if line.width() <= room {
            return Painter::new(buf, row).line(0, line);
        }
    }
}

/// What a class is to do, with the key that reveals.
fn predict(model: &Model) -> String {
    let key = model.key_of(Command::Reveal);
    said!("tui.present.predict", key).to_string()
}
