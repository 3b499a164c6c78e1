//! The lesson beside the stage: a title with the progress, the page, and the keys of the lesson.

use crate::lesson::course::{Role, Shown, Tally, Todo};
use crate::trace::{ValueId, ValueName};
use crate::tui::command::{Command, Scope};
use crate::tui::commands;
use crate::tui::draw::lines::Lines;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::passage::passages;
use crate::tui::draw::{self, scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::overlay::window;
use crate::tui::stage::Stage;
use crate::tui::taught::Taught;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws it.
pub fn draw(stage: &Stage, taught: &Taught, area: Rect, buf: &mut Buffer) {
    let model = &stage.model;
    let theme = &model.theme;
    let mut lines = Lines::new(area);
    lines.frame(area);
    lines.draw(buf, &theme.marks, theme.line);
    title(model, taught, area, buf);
    let room = window::inside(area);
    let all = page(model, &taught.page.shown, room.width.into());
    let most = all.len().saturating_sub(room.height.into());
    let scroll = taught.scroll.min(most);
    Painter::new(buf, room).lines(0, all.into_iter().skip(scroll));
    scroll_hint::inside(model, room, scroll, most, buf);
    keys(stage, area, buf);
}

/// How many rows a page of it has, and how far it can be scrolled.
pub fn extent(model: &Model, taught: &Taught, area: Rect) -> (usize, usize) {
    let room = window::inside(area);
    let all = page(model, &taught.page.shown, room.width.into()).len();
    let height = usize::from(room.height);
    (height.saturating_sub(1).max(1), all.saturating_sub(height))
}

/// The title of the lesson, and how much of it is done.
fn title(model: &Model, taught: &Taught, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let (done, all) = taught.session.count();
    let whole = &taught.session.course().front.title;
    let (long, short) = match taught.session.tally() {
        Some(Tally { right, of }) => (
            said!("tui.lesson.scored", done, all, right, of).to_string(),
            said!("tui.lesson.scored_short", done, all, right, of).to_string(),
        ),
        None => (
            said!("tui.lesson.progress", done, all).to_string(),
            format!("{done}/{all}"),
        ),
    };
    let both = text::width(&long) + text::width(whole) + 12;
    let progress = match both > usize::from(area.width) {
        true => format!(" {short} "),
        false => format!(" {long} "),
    };
    let taken = text::width(&progress) + 6;
    let room = usize::from(area.width).saturating_sub(taken);
    let name = theme
        .marks
        .prose(&taught.session.course().front.title)
        .into_owned();
    let name = text::cut(&name, room.saturating_sub(2), &theme.marks);
    let mut painter = Painter::new(buf, area);
    painter.over(0, 2, Span::styled(format!(" {name} "), theme.title));
    let column = painter.width().saturating_sub(text::width(&progress) + 2);
    painter.over(0, column, Span::styled(progress, theme.muted));
}

/// The lines of a page.
pub fn page(model: &Model, shown: &[Shown], width: usize) -> Vec<Line<'static>> {
    // the title stands in the frame
    let begin = usize::from(
        shown
            .first()
            .is_some_and(|one| one.role == Role::Heading(1)),
    );
    let shown = shown.get(begin..).unwrap_or_default();
    passages(&model.theme, &|id| named(model, id), shown, width)
}

/// A passage beside a run, whose values have their colours.
pub fn passage(model: &Model, shown: &Shown, width: usize) -> Vec<Line<'static>> {
    draw::passage::passage(&model.theme, &|id| named(model, id), shown, width)
}

fn named(model: &Model, id: ValueId) -> Option<ValueName> {
    model.value(id).map(|value| value.name)
}

/// The commands of the lesson that mean something now, with their words.
fn offered(stage: &Stage) -> Vec<(Command, String)> {
    let Some(session) = stage.lesson() else {
        return Vec::new();
    };
    let more = session.hints_shown() < session.hint_count();
    let page = stage.taught.as_ref().map(|taught| &taught.page);
    let links = page.is_some_and(|page| page.links().next().is_some());
    let all = [
        (
            Command::LessonAnswer,
            match session.todo() {
                Todo::Answer => Some(label!("tui.lesson.answer")),
                Todo::Again => Some(label!("tui.lesson.again")),
                Todo::Turn => Some(label!("tui.lesson.go_on")),
                Todo::Wait | Todo::Over => None,
            },
        ),
        (Command::LessonDown, Some(label!("tui.lesson.read_on"))),
        (
            Command::LessonLinks,
            links.then(|| label!("tui.lesson.links")),
        ),
        (
            Command::LessonHint,
            more.then(|| label!("tui.lesson.hint_key")),
        ),
        (
            Command::LessonSkip,
            (session.todo() != Todo::Over).then(|| label!("tui.lesson.skip")),
        ),
        (
            Command::Export,
            (session.todo() == Todo::Over && stage.model.answers.is_some())
                .then(|| label!("tui.lesson.save_answers")),
        ),
        (Command::Lessons, Some(label!("tui.lesson.menu"))),
    ];
    let words = |(command, words): (Command, Option<&'static str>)| {
        let key = commands::key(stage.keys, Scope::Stage, command)?;
        let ascii = stage.model.theme.marks.ascii;
        Some((command, format!("{} {}", key.label(ascii), words?)))
    };
    all.into_iter().filter_map(words).collect()
}

/// Where each of the keys stands in the lower line of the frame.
fn placed(stage: &Stage, area: Rect) -> Vec<(Command, u16, String)> {
    let mut x = area.x + 2;
    let mut out = Vec::new();
    for (command, words) in offered(stage) {
        let width = text::width(&words) as u16 + 2;
        if x + width < area.right() {
            out.push((command, x, format!(" {words} ")));
            x += width + 1;
        }
    }
    out
}

fn keys(stage: &Stage, area: Rect, buf: &mut Buffer) {
    let theme = &stage.model.theme;
    let row = usize::from(area.height.saturating_sub(1));
    for (_, x, words) in placed(stage, area) {
        let (key, rest) = words.trim_start().split_once(' ').unwrap_or((&words, ""));
        let line = Line::from(vec![
            Span::styled(format!(" {key}"), theme.key),
            Span::styled(format!(" {rest}"), theme.text),
        ]);
        Painter::new(buf, area).over(row, usize::from(x - area.x), line);
    }
}

/// The command whose words stand at a cell of the lower line.
pub fn command_at(stage: &Stage, area: Rect, x: u16, y: u16) -> Option<Command> {
    let below = y + 1 == area.bottom();
    let mut all = placed(stage, area).into_iter().filter(|_| below);
    let hit = all.find(|(_, from, words)| (*from..from + text::width(words) as u16).contains(&x));
    hit.map(|(command, ..)| command)
}
