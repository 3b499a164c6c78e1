//! The lessons to choose from, with minutes, level and what is done; and what else there is to learn with.

use super::{Deed, Overlay};
use crate::label;
use crate::lesson::course::{self, Course, Session};
use crate::said;
use crate::tui::command::{Command, Scope};
use crate::tui::draw::choice::{Choice, choice, typed};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::taught::Keeper;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// The lessons.
#[derive(Debug)]
pub struct LessonsWindow {
    rows: Vec<Row>,
    query: String,
    selected: usize,
}

#[derive(Debug)]
enum Row {
    Lesson { course: Box<Course>, done: usize },
    Other(Other),
}

/// What there is besides lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Other {
    Predict,
    Build,
    Exam,
}

impl Other {
    const ALL: [Other; 3] = [Other::Predict, Other::Build, Other::Exam];

    fn title(self) -> &'static str {
        match self {
            Other::Predict => label!("tui.lesson.other.predict"),
            Other::Build => label!("tui.lesson.other.build"),
            Other::Exam => label!("tui.lesson.other.exam"),
        }
    }

    /// What it is, in a sentence or two.
    fn about(self) -> &'static str {
        match self {
            Other::Predict => label!("tui.lesson.other.predict_about"),
            Other::Build => label!("tui.lesson.other.build_about"),
            Other::Exam => label!("tui.lesson.other.exam_about"),
        }
    }

    /// The command for a shell.
    fn shell(self) -> &'static str {
        match self {
            Other::Predict => label!("tui.lesson.other.predict_shell"),
            Other::Build => label!("tui.lesson.other.build_shell"),
            Other::Exam => label!("tui.lesson.other.exam_shell"),
        }
    }
}

impl Row {
    fn title(&self) -> &str {
        match self {
            Row::Lesson { course, .. } => &course.front.title,
            Row::Other(other) => other.title(),
        }
    }

    fn name(&self) -> &str {
        match self {
            Row::Lesson { course, .. } => &course.name,
            Row::Other(other) => other.shell(),
        }
    }

    /// Whether something is left to do in it.
    fn is_open(&self) -> bool {
        matches!(self, Row::Lesson { course, done } if *done < course.tasks())
    }
}

impl LessonsWindow {
    /// With the present lesson selected, or the first that is not done.
    pub fn of(keeper: &Keeper, present: Option<&Session>) -> Self {
        let row = |name: &str| {
            let course = course::builtin(name)?;
            let present = present.filter(|session| session.course().name == name);
            let done = match present {
                Some(session) => session.count().0,
                None => (keeper.progress)(&course).done_of(&course),
            };
            let course = Box::new(course);
            Some(Row::Lesson { course, done })
        };
        let lessons = course::names().filter_map(row);
        let others = Other::ALL.into_iter().map(Row::Other);
        let rows: Vec<Row> = lessons.chain(others).collect();
        let present = present.map(|session| session.course().name.as_str());
        let here = rows.iter().position(|row| Some(row.name()) == present);
        let open = rows.iter().position(Row::is_open);
        LessonsWindow {
            selected: here.or(open).unwrap_or(0),
            rows,
            query: String::new(),
        }
    }

    fn found(&self) -> Vec<&Row> {
        let all = self.rows.iter().collect();
        text::matching(all, &self.query, |row| (row.title(), row.name()))
    }
}

/// The rows below the list, for what the selected one teaches.
const BELOW: usize = 6;

impl Overlay for LessonsWindow {
    fn name(&self) -> &'static str {
        "lessons"
    }

    fn scope(&self) -> Scope {
        Scope::Finder
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.lesson.lessons").to_owned()
    }

    fn size(&self, _: &Model, _: Rect) -> (u16, u16) {
        (92, (self.rows.len() + 3 + BELOW) as u16 + 2)
    }

    fn len(&self, _: &Model, _: Rect) -> usize {
        self.found().len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, _: &Model, room: Rect, row: usize) -> Option<usize> {
        let found = self.found();
        let height = list_height(room);
        let first = text::first_row(self.selected, found.len(), height);
        let row = row.checked_sub(2).filter(|row| *row < height)?;
        Some(first + row).filter(|row| *row < found.len())
    }

    fn typed(&mut self) -> Option<(&mut String, usize)> {
        self.selected = 0;
        Some((&mut self.query, 256))
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.open")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        match self.found().get(self.selected) {
            Some(Row::Lesson { course, .. }) => Deed::Learn(course.name.clone()),
            Some(Row::Other(Other::Predict)) => Deed::Run(Command::Predict),
            Some(Row::Other(Other::Build)) => Deed::Run(Command::Build),
            // it has a screen of its own
            Some(Row::Other(other @ Other::Exam)) => {
                let command = other.shell();
                model.say(said!("tui.lesson.other.copied", command));
                Deed::Effect(Effect::Copy(command.to_owned()))
            }
            None => Deed::Stays(self),
        }
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let found = self.found();
        let selected = self.selected.min(found.len().saturating_sub(1));
        let mut painter = Painter::new(buf, room);
        let width = painter.width();
        painter.line(0, typed(model, "/", &self.query, width));
        let height = list_height(room);
        let first = text::first_row(selected, found.len(), height);
        for (y, (i, row)) in found
            .iter()
            .enumerate()
            .skip(first)
            .take(height)
            .enumerate()
        {
            let (doc, right) = match row {
                Row::Lesson { course, done } => columns(course, *done, theme.marks.good),
                Row::Other(other) => (other.shell().to_owned(), String::new()),
            };
            let one = Choice {
                name: row.title(),
                name_room: width.saturating_sub(44).clamp(20, 40),
                doc: &doc,
                right: &right,
            };
            choice(model, &mut painter, y + 2, i == selected, &one);
        }
        let list = Rect {
            y: room.y + 2,
            width: room.width.saturating_sub(1),
            height: height as u16,
            ..room
        };
        let most = found.len().saturating_sub(height);
        scroll_hint::inside(model, list, first, most, buf);
        let mut painter = Painter::new(buf, room);
        let Some(row) = found.get(selected) else {
            return painter.line(2, Span::styled(label!("tui.lesson.no_such"), theme.muted));
        };
        let mut y = height + 3;
        let below: Vec<&str> = match row {
            Row::Lesson { course, .. } => {
                course.front.objectives.iter().map(String::as_str).collect()
            }
            Row::Other(other) => vec![other.about()],
        };
        for words in below {
            let words = theme.marks.prose(words).into_owned();
            let words = format!("{} {words}", theme.marks.known);
            let lines = text::wrap_plain(&words, theme.text, width, 2);
            let rows = lines.len();
            painter.lines(y, lines);
            y += rows;
        }
    }
}

/// What stands behind the title of a lesson, and at the right end.
fn columns(course: &Course, done: usize, good: &str) -> (String, String) {
    let front = &course.front;
    let about = said!(
        "tui.lesson.about",
        minutes = front.minutes,
        level = front.level
    );
    let progress = match (done, course.tasks()) {
        (0, _) => String::new(),
        (done, all) if done >= all => format!("{good} "),
        (done, all) => said!("tui.lesson.progress", done, all).to_string(),
    };
    let indent = if front.minutes < 10 { " " } else { "" };
    (format!("{indent}{about}"), progress)
}

/// The rows of the list.
fn list_height(room: Rect) -> usize {
    usize::from(room.height).saturating_sub(3 + BELOW).max(1)
}
