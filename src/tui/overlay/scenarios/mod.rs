//! The scenarios to choose from: in groups, with how each one ends, and a preview.

mod preview;
mod table;

use super::{Deed, Overlay, window};
use crate::label;
use crate::tui::command::{Command, Scope};
use crate::tui::draw::choice::typed;
use crate::tui::draw::painter::Painter;
use crate::tui::key::Key;
use crate::tui::layout::layout;
use crate::tui::model::Model;
use crate::tui::model::choices::Fitting;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// The scenarios to choose from.
#[derive(Debug)]
pub struct Scenarios {
    query: String,
    /// What comes of the one that is chosen.
    purpose: Purpose,
    /// The selected one; until the keys choose one, the one that fits best.
    selected: Option<usize>,
    /// The first row of the list that was shown last.
    top: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Open,
    Compare,
}

impl Scenarios {
    /// To open one.
    pub fn to_open(model: &mut Model) -> Self {
        Scenarios::of(model, Purpose::Open)
    }

    /// To compare this run with one.
    pub fn to_compare(model: &mut Model) -> Self {
        Scenarios::of(model, Purpose::Compare)
    }

    /// With the present one selected. Those that were never run are run for that.
    fn of(model: &mut Model, purpose: Purpose) -> Self {
        model.find_endings();
        let present = model.scenario().map(|scenario| scenario.name.clone());
        let mut all = model.listed().iter();
        Scenarios {
            query: String::new(),
            purpose,
            selected: all.position(|other| Some(&other.name) == present.as_ref()),
            top: None,
        }
    }

    fn selected_of(&self, fitting: &Fitting<'_>) -> usize {
        let last = fitting.all.len().saturating_sub(1);
        self.selected.unwrap_or(fitting.best).min(last)
    }

    fn place(&self, fitting: &Fitting<'_>) -> table::Place {
        table::Place {
            selected: self.selected_of(fitting),
            top: self.top,
        }
    }
}

/// Where the list and the preview are.
struct Places {
    /// The heads of the columns, then the list.
    list: Rect,
    preview: Rect,
    beside: bool,
}

/// The columns of a preview beside the list.
const PREVIEW: u16 = 36;
/// The rows of a preview below the list, with the rule above it.
const BELOW: u16 = 7;

fn places(model: &Model, room: Rect) -> Places {
    let columns = table::columns(model) as u16;
    let beside = room.width >= columns + 3 + PREVIEW;
    let body = Rect {
        y: room.y + 1.min(room.height),
        height: room.height.saturating_sub(1),
        ..room
    };
    let (list, preview) = if beside {
        let list = Rect {
            width: columns,
            ..body
        };
        let preview = Rect {
            x: room.x + columns + 3,
            width: room.width - columns - 3,
            ..room
        };
        (list, preview)
    } else {
        // where there is little room, a line of it
        let below = if body.height >= 14 { BELOW } else { 2 };
        let below = below.min(body.height / 2);
        let height = body.height - below;
        let preview = Rect {
            y: body.y + height,
            height: below,
            ..body
        };
        (Rect { height, ..body }, preview)
    };
    Places {
        list,
        preview,
        beside,
    }
}

impl Overlay for Scenarios {
    fn name(&self) -> &'static str {
        "scenarios"
    }

    fn scope(&self) -> Scope {
        Scope::Scenarios
    }

    fn title(&self, _: &Model) -> String {
        match self.purpose {
            Purpose::Open => label!("tui.window.scenarios").to_owned(),
            Purpose::Compare => label!("tui.window.other_scenario").to_owned(),
        }
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let columns = table::columns(model) as u16;
        let rows = table::rows(&model.fitting("").all).len();
        // a preview below the list needs rows of its own
        match screen.width >= columns + 3 + PREVIEW + 4 {
            true => (columns + 64, rows as u16 + 5),
            false => (columns + 64, rows as u16 + 5 + BELOW),
        }
    }

    fn len(&self, model: &Model, _: Rect) -> usize {
        model.fitting(&self.query).all.len()
    }

    fn at(&self) -> usize {
        self.selected.unwrap_or(0)
    }

    fn go(&mut self, row: usize) {
        self.selected = Some(row);
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        let fitting = model.fitting(&self.query);
        let list = places(model, room).list;
        let row = row.checked_sub(usize::from(list.y - room.y))?;
        table::row_at(&fitting.all, self.place(&fitting), list, row)
    }

    fn typed(&mut self) -> Option<(&mut String, usize)> {
        self.selected = None;
        Some((&mut self.query, 256))
    }

    fn press(&mut self, _: &mut Model, key: Key) -> bool {
        // typing filters without it too
        key == Key::Char('/')
    }

    fn accept_label(&self) -> &'static str {
        match self.purpose {
            Purpose::Open => label!("tui.footer.open"),
            Purpose::Compare => label!("tui.footer.compare"),
        }
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        let fitting = model.fitting(&self.query);
        let chosen = fitting.all.get(self.selected_of(&fitting));
        let name = chosen.map(|listed| listed.name.clone());
        name.map_or(Deed::Closed, |name| match self.purpose {
            Purpose::Open => Deed::Load(name),
            Purpose::Compare => Deed::Compare(name),
        })
    }

    fn act(&mut self, model: &mut Model, command: Command) -> bool {
        if command != Command::HideEndings {
            return false;
        }
        model.endings.hidden = !model.endings.hidden;
        true
    }

    fn refresh(&mut self, model: &Model) {
        let screen = model.screen();
        let Some(at) = layout(screen, model.room_on(screen)) else {
            return;
        };
        let room = window::inside(window::area(model, self, at.over));
        let fitting = model.fitting(&self.query);
        let list = places(model, room).list;
        self.top = Some(table::first(&fitting.all, self.place(&fitting), list));
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let fitting = model.fitting(&self.query);
        let selected = self.selected_of(&fitting);
        let at = places(model, room);
        if at.beside {
            window::divide(model, room, at.list.width + 1, buf);
        }
        let mut painter = Painter::new(
            buf,
            Rect {
                width: at.list.width,
                ..room
            },
        );
        let mut line = typed(model, "/", &self.query, painter.width());
        if self.query.is_empty() {
            let hint = theme.marks.prose(label!("tui.chooser.filter")).into_owned();
            line.push_span(Span::styled(format!(" {hint}"), theme.muted));
        }
        painter.line(0, line);
        table::draw(model, &fitting.all, self.place(&fitting), at.list, buf);
        match fitting.all.get(selected) {
            Some(listed) => preview::draw(model, listed, at.beside, at.preview, buf),
            None => {
                let words = label!("tui.window.no_scenario");
                let mut painter = Painter::new(buf, at.list);
                painter.line(1, Span::styled(words, theme.muted));
            }
        }
    }
}
