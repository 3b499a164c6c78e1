//! The lesson beside the stage: a title with the progress, the page, and the keys of the lesson.

use crate::lesson::course::{Role, Shown, Tally, Todo};
use crate::lesson::question::letter;
use crate::trace::{ValueId, ValueName};
use crate::tui::command::{Command, Scope};
use crate::tui::commands;
use crate::tui::draw::choice::typed;
use crate::tui::draw::lines::Lines;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::passage::passages;
use crate::tui::draw::{self, scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::overlay::{Given, window};
use crate::tui::stage::Stage;
use crate::tui::taught::Taught;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::ops::Range;

/// Draws it.
pub fn draw(stage: &Stage, taught: &Taught, area: Rect, buf: &mut Buffer) {
    let model = &stage.model;
    let theme = &model.theme;
    let mut lines = Lines::new(area);
    lines.frame(area);
    lines.draw(buf, &theme.marks, theme.line);
    title(model, taught, area, buf);
    let sheet = Sheet::of(stage, taught, area);
    let (room, scroll) = (sheet.room, sheet.scroll);
    let all = sheet.lines.into_iter();
    let mut painter = Painter::new(buf, room);
    painter.lines(0, all.skip(scroll));
    for row in sheet.selected.unwrap_or_default() {
        if let Some(row) = row.checked_sub(scroll) {
            painter.select(row, theme.selected);
        }
    }
    scroll_hint::inside(model, room, scroll, sheet.most, buf);
    if let Some(given) = sheet.given {
        let row = Rect {
            y: room.bottom(),
            height: 1,
            ..room
        };
        let mut painter = Painter::new(buf, row);
        let width = painter.width();
        let chosen = given.selected.map(|place| letter(place).to_string());
        let answer = chosen.as_deref().unwrap_or(given.line);
        let line = typed(model, label!("tui.lesson.your_answer"), answer, width);
        painter.line(0, line);
    }
    keys(stage, taught, area, buf);
}

/// The page of a lesson in its room.
struct Sheet<'a> {
    /// The rows for its lines.
    room: Rect,
    lines: Vec<Line<'static>>,
    /// How many of its lines are above the room, and how many can be.
    scroll: usize,
    most: usize,
    /// The answer that is being given.
    given: Option<Given<'a>>,
    /// The lines of the answer that is selected.
    selected: Option<Range<usize>>,
}

impl<'a> Sheet<'a> {
    fn of(stage: &'a Stage, taught: &Taught, area: Rect) -> Self {
        let model = &stage.model;
        let given = stage.over.last().and_then(|over| over.answer());
        let mut room = window::inside(area);
        // the line that is typed stands below the page
        room.height = room.height.saturating_sub(u16::from(given.is_some()));
        let shown = &taught.page.shown;
        let width = usize::from(room.width);
        let lines = page(model, shown, width);
        let most = lines.len().saturating_sub(room.height.into());
        let mut scroll = taught.scroll.min(most);
        let chosen = given.and_then(|given| given.selected);
        let selected = chosen.and_then(|place| {
            let is = |one: &Shown| one.role == Role::Choice(place);
            let at = shown.iter().rposition(is)?;
            let end = page(model, &shown[..=at], width).len();
            let rows = passage(model, &shown[at], width).len();
            Some(end.saturating_sub(rows)..end)
        });
        if let Some(rows) = &selected {
            let height = usize::from(room.height);
            scroll = scroll.clamp(rows.end.saturating_sub(height), rows.start);
        } else if given.is_some_and(|given| !given.line.is_empty()) {
            // the answers to choose from stand at the end
            scroll = most;
        }
        Sheet {
            room,
            lines,
            scroll,
            most,
            given,
            selected,
        }
    }
}

/// How many rows a page of it has, and how far it can be scrolled.
pub fn extent(stage: &Stage, taught: &Taught, area: Rect) -> (usize, usize) {
    let sheet = Sheet::of(stage, taught, area);
    let height = usize::from(sheet.room.height);
    (height.saturating_sub(1).max(1), sheet.most)
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

/// The commands of the lesson that mean something now, with their words: of those that go on, the one that does.
fn offered(stage: &Stage, taught: &Taught, area: Rect) -> Vec<(Command, String)> {
    let session = &taught.session;
    let sheet = Sheet::of(stage, taught, area);
    let (todo, asks) = (session.todo(), sheet.given.is_some());
    let scope = stage.scope();
    let links = taught.page.links().next().is_some();
    let down = match (sheet.scroll < sheet.most || session.looks_back(), todo) {
        (true, _) => Some(label!("tui.lesson.read_on")),
        (false, Todo::Turn) => Some(label!("tui.lesson.go_on")),
        (false, Todo::Over) => None,
        // the speaker's key does it for the class
        (false, _) => taught.led.then(|| label!("tui.lesson.go_on")),
    };
    let page_key = asks || taught.led;
    let led = |scope| match scope {
        Scope::Presenting => Command::LeadOn,
        _ => Command::PageDown,
    };
    let answer = match todo {
        Todo::Answer if !asks => Some(label!("tui.lesson.answer")),
        Todo::Again => Some(label!("tui.lesson.again")),
        _ => None,
    };
    let skip =
        (!asks && todo != Todo::Over && todo != Todo::Turn).then(|| label!("tui.lesson.skip"));
    let save = todo == Todo::Over && stage.model.answers.is_some();
    let all = match stage.over.is_empty() || asks {
        true => vec![
            (Command::Open, asks.then(|| label!("tui.lesson.answer"))),
            (
                if page_key {
                    led(scope)
                } else {
                    Command::LessonDown
                },
                down,
            ),
            (Command::LessonAnswer, answer.filter(|_| !asks)),
            (
                Command::Close,
                asks.then(|| label!("tui.lesson.look_around")),
            ),
            (
                Command::LessonHint,
                stage.has_hint().then(|| label!("tui.lesson.hint_key")),
            ),
            (
                Command::LessonLinks,
                (links && !asks).then(|| label!("tui.lesson.links")),
            ),
            (Command::LessonSkip, skip),
            (
                Command::Export,
                save.then(|| label!("tui.lesson.save_answers")),
            ),
            (Command::Lessons, (!asks).then(|| label!("tui.lesson.menu"))),
        ],
        // the window above takes the keys
        false => vec![
            (
                Command::PageDown,
                taught.led.then(|| label!("tui.lesson.read_on")),
            ),
            (Command::Close, Some(label!("tui.lesson.back_to"))),
        ],
    };
    let words = |(command, words): (Command, Option<&'static str>)| {
        let words = words?;
        let key = commands::key(stage.keys, scope, command)?;
        let ascii = stage.model.theme.marks.ascii;
        Some((command, format!("{} {words}", key.label(ascii))))
    };
    all.into_iter().filter_map(words).collect()
}

/// Where each of the keys stands in the lower line of the frame.
fn placed(stage: &Stage, taught: &Taught, area: Rect) -> Vec<(Command, u16, String)> {
    let mut x = area.x + 2;
    let mut out = Vec::new();
    for (command, words) in offered(stage, taught, area) {
        let width = text::width(&words) as u16 + 2;
        if x + width < area.right() {
            out.push((command, x, format!(" {words} ")));
            x += width + 1;
        }
    }
    out
}

fn keys(stage: &Stage, taught: &Taught, area: Rect, buf: &mut Buffer) {
    let theme = &stage.model.theme;
    let row = usize::from(area.height.saturating_sub(1));
    for (_, x, words) in placed(stage, taught, area) {
        let (key, rest) = words.trim_start().split_once(' ').unwrap_or((&words, ""));
        let line = Line::from(vec![
            Span::styled(format!(" {key}"), theme.key),
            Span::styled(format!(" {rest}"), theme.text),
        ]);
        Painter::new(buf, area).over(row, usize::from(x - area.x), line);
    }
}

/// The command whose words stand at a cell of the lower line.
pub fn command_at(stage: &Stage, taught: &Taught, area: Rect, x: u16, y: u16) -> Option<Command> {
    let below = y + 1 == area.bottom();
    let mut all = placed(stage, taught, area).into_iter().filter(|_| below);
    let hit = all.find(|(_, from, words)| (*from..from + text::width(words) as u16).contains(&x));
    hit.map(|(command, ..)| command)
}
