//! The lessons to choose from, with minutes, level and what is done.

use super::{Deed, Overlay};
use crate::label;
use crate::lesson::course::{self, Course, Session};
use crate::said;
use crate::tui::command::Scope;
use crate::tui::draw::choice::{Choice, choice, typed};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
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
struct Row {
    course: Course,
    done: usize,
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
            Some(Row { course, done })
        };
        let rows: Vec<Row> = course::names().filter_map(row).collect();
        let present = present.map(|session| session.course().name.as_str());
        let here = rows
            .iter()
            .position(|row| Some(row.course.name.as_str()) == present);
        let open = rows.iter().position(|row| row.done < row.course.tasks());
        LessonsWindow {
            selected: here.or(open).unwrap_or(0),
            rows,
            query: String::new(),
        }
    }

    fn found(&self) -> Vec<&Row> {
        let all = self.rows.iter().collect();
        text::matching(all, &self.query, |row| {
            (&row.course.front.title, &row.course.name)
        })
    }
}

/// The rows below the list: for what the selected lesson teaches, and for the exam.
const BELOW: usize = 7;

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

    fn accept(self: Box<Self>, _: &mut Model) -> Deed {
        match self.found().get(self.selected) {
            Some(row) => Deed::Learn(row.course.name.clone()),
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
            let front = &row.course.front;
            let (done, all) = (row.done, row.course.tasks());
            let about = said!(
                "tui.lesson.about",
                minutes = front.minutes,
                level = front.level
            );
            let progress = match (done, all) {
                (0, _) => String::new(),
                (done, all) if done >= all => format!("{} ", theme.marks.good),
                _ => said!("tui.lesson.progress", done, all).to_string(),
            };
            let one = Choice {
                name: &front.title,
                name_room: width.saturating_sub(44).clamp(20, 40),
                doc: &format!("{}{about}", if front.minutes < 10 { " " } else { "" }),
                right: &progress,
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
        let last = painter.height().saturating_sub(1);
        let exam = text::cut(label!("tui.lesson.exam"), width, &theme.marks);
        painter.line(last, Span::styled(exam, theme.muted));
        let mut y = height + 3;
        for objective in &row.course.front.objectives {
            let words = theme.marks.prose(objective).into_owned();
            let words = format!("{} {words}", theme.marks.known);
            let lines = text::wrap_plain(&words, theme.text, width, 2);
            let rows = lines.len();
            painter.lines(y, lines);
            y += rows;
        }
    }
}

/// The rows of the list.
fn list_height(room: Rect) -> usize {
    usize::from(room.height).saturating_sub(3 + BELOW).max(1)
}
