//! The links of a lesson's page, to follow one.

use super::document::DocumentWindow;
use super::term::TermWindow;
use super::{Deed, Overlay};
use crate::explain::glossary;
use crate::lesson::course::{self, Page, Target};
use crate::trace::Place;
use crate::tui::command::Scope;
use crate::tui::draw::choice::{Choice, choice};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The links of a page.
#[derive(Debug)]
pub struct LinksWindow {
    /// The words of each, and where it leads.
    links: Vec<(String, Target)>,
    selected: usize,
}

impl LinksWindow {
    /// Those of a page; `None` if it has none.
    pub fn of(page: &Page) -> Option<Self> {
        let links: Vec<(String, Target)> = page.links().collect();
        let any = !links.is_empty();
        any.then_some(LinksWindow { links, selected: 0 })
    }
}

/// Where a link leads, in words.
fn about(target: &Target) -> String {
    let said = match target {
        Target::At(place) => said!("tui.lesson.link.at", place = place.as_str()),
        Target::Term(_) => said!("tui.lesson.link.term"),
        Target::Lesson(name) => {
            let title = course::builtin(name).map(|course| course.front.title);
            let title = title.unwrap_or_else(|| name.clone());
            said!("tui.lesson.link.lesson", title)
        }
        Target::Help(name) => said!("tui.lesson.link.help", name = name.as_str()),
        Target::Web(address) => return address.clone(),
    };
    said.to_string()
}

impl Overlay for LinksWindow {
    fn name(&self) -> &'static str {
        "links"
    }

    fn scope(&self) -> Scope {
        Scope::Chooser
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.lesson.link.title").to_owned()
    }

    fn size(&self, _: &Model, _: Rect) -> (u16, u16) {
        (
            84,
            u16::try_from(self.links.len() + 2).unwrap_or(24).min(24),
        )
    }

    fn len(&self, _: &Model, _: Rect) -> usize {
        self.links.len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, _: &Model, room: Rect, row: usize) -> Option<usize> {
        let height = usize::from(room.height);
        let first = text::first_row(self.selected, self.links.len(), height);
        Some(first + row).filter(|row| *row < self.links.len())
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.go_there")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        let Some((_, target)) = self.links.get(self.selected).cloned() else {
            return Deed::Stays(self);
        };
        let over: Option<Box<dyn Overlay>> = match target {
            Target::At(place) => match place.parse::<Place>() {
                Ok(place) => {
                    let go = move |model: &mut Model| model.go_to_place(&place);
                    return Deed::Jump(self, Box::new(go));
                }
                Err(error) => {
                    model.complain(said!("tui.notice.plain", words = error.said()));
                    None
                }
            },
            Target::Term(word) => glossary::find(&word).map(|term| boxed(TermWindow::of(term))),
            Target::Help(name) => DocumentWindow::of(&name).map(boxed),
            Target::Lesson(name) => return Deed::LearnThere(name),
            Target::Web(address) => {
                model.say(said!("tui.lesson.link.copied", address = address.as_str()));
                return Deed::Effect(Effect::Copy(address));
            }
        };
        match over {
            Some(over) => Deed::Over(self, over),
            None => Deed::Stays(self),
        }
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let mut painter = Painter::new(buf, room);
        let (width, height) = (painter.width(), painter.height());
        let first = text::first_row(self.selected, self.links.len(), height);
        let rows = self.links.iter().enumerate().skip(first).take(height);
        for (y, (i, (words, target))) in rows.enumerate() {
            let one = Choice {
                name: words,
                name_room: width / 2,
                doc: &about(target),
                right: "",
            };
            choice(model, &mut painter, y, i == self.selected, &one);
        }
        let most = self.links.len().saturating_sub(height);
        scroll_hint::inside(model, room, first, most, buf);
    }
}

fn boxed(overlay: impl Overlay + 'static) -> Box<dyn Overlay> {
    Box::new(overlay)
}
