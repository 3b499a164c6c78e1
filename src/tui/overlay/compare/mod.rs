//! Another run on the left, this one on the right: a page with what is the same and what differs, and a page
//! with the steps, where the selected one shows its fields, formulas and values of both.

mod page;
mod sheet;
mod steps;

use super::{Deed, Overlay, text_window, window};
use crate::label;
use crate::tui::command::{Command, Scope};
use crate::tui::layout::layout;
use crate::tui::model::Model;
use crate::tui::model::comparison::{Against, Compared};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Another run beside this one.
#[derive(Debug)]
pub struct Compare {
    page: Page,
    /// How far the page of what differs is scrolled.
    scroll: usize,
    /// The selected row of the steps.
    selected: usize,
    /// How far what is said of it is scrolled.
    below: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Summary,
    Steps,
}

impl Compare {
    /// On the page with what differs. The row in which the two runs begin to differ is selected.
    pub fn of(model: &Model) -> Self {
        Compare {
            page: Page::Summary,
            scroll: 0,
            selected: model.first_difference(),
            below: 0,
        }
    }

    fn lines(&self, model: &Model, room: Rect) -> Vec<Line<'static>> {
        page::lines(model, room.width.into())
    }

    /// Its room on the screen.
    fn room(&self, model: &Model) -> Rect {
        let screen = model.screen();
        layout(screen, model.room_on(screen)).map_or(Rect::default(), |at| {
            window::inside(window::area(model, self, at.over))
        })
    }

    fn scroll_below(&mut self, model: &Model, down: bool) {
        let parts = steps::parts(model, self.room(model));
        let width = usize::from(parts.below.width);
        let lines = steps::below(model, self.selected, width).len();
        let height = usize::from(parts.below.height);
        let page = height.saturating_sub(1).max(1);
        let most = lines.saturating_sub(height);
        self.below = match down {
            true => (self.below + page).min(most),
            false => self.below.saturating_sub(page),
        };
    }
}

impl Overlay for Compare {
    fn name(&self) -> &'static str {
        "compare"
    }

    fn scope(&self) -> Scope {
        Scope::Comparison
    }

    fn title(&self, model: &Model) -> String {
        let title = match model.compared.as_deref() {
            Some(Compared {
                against: Against::Connections(..),
                ..
            }) => label!("tui.compare.connections"),
            Some(it) if it.other.passes() && model.differs_from_good() => {
                label!("tui.compare.good")
            }
            _ => label!("tui.compare.other"),
        };
        title.to_owned()
    }

    fn size(&self, _: &Model, screen: Rect) -> (u16, u16) {
        (160, screen.height)
    }

    fn len(&self, model: &Model, room: Rect) -> usize {
        match self.page {
            Page::Summary => text_window::len(self.lines(model, room).len(), room),
            Page::Steps => model.compared_rows(),
        }
    }

    fn at(&self) -> usize {
        match self.page {
            Page::Summary => self.scroll,
            Page::Steps => self.selected,
        }
    }

    fn go(&mut self, row: usize) {
        match self.page {
            Page::Summary => self.scroll = row,
            Page::Steps => {
                self.selected = row;
                self.below = 0;
            }
        }
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        match self.page {
            Page::Summary => None,
            Page::Steps => steps::row_at(model, self.selected, room, row),
        }
    }

    fn accept_label(&self) -> &'static str {
        match self.page {
            Page::Summary => label!("tui.footer.steps"),
            Page::Steps => label!("tui.footer.go_there"),
        }
    }

    fn accept(mut self: Box<Self>, model: &mut Model) -> Deed {
        if self.page == Page::Summary {
            self.page = Page::Steps;
            return Deed::Stays(self);
        }
        match model.compared_step(self.selected) {
            Some(step) => Deed::Jump(self, Box::new(move |model| model.go_to(step))),
            None => {
                model.say(crate::said!("tui.notice.ends_before"));
                Deed::Closed
            }
        }
    }

    fn act(&mut self, model: &mut Model, command: Command) -> bool {
        match (command, self.page) {
            (Command::OtherPage, Page::Summary) => self.page = Page::Steps,
            (Command::OtherPage, Page::Steps) => self.page = Page::Summary,
            (Command::NewSeed, _) => {
                model.compare_next_seed();
                *self = Compare {
                    page: self.page,
                    ..Compare::of(model)
                };
            }
            (Command::CompareConnections, _) => {
                if model.compare_connections() {
                    *self = Compare {
                        page: self.page,
                        ..Compare::of(model)
                    };
                }
            }
            (Command::PageUp, Page::Steps) => self.scroll_below(model, false),
            (Command::PageDown, Page::Steps) => self.scroll_below(model, true),
            _ => return false,
        }
        true
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        match self.page {
            Page::Summary => {
                text_window::draw(model, self.lines(model, room), self.scroll, room, buf);
            }
            Page::Steps => steps::draw(model, self.selected, self.below, room, buf),
        }
    }
}
