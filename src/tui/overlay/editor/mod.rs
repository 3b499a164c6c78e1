//! The bit editor: what an attacker does to a message on its way, chosen in parts. It shows what the
//! message becomes, and not who notices.

mod draw;
mod part;
mod places;

use super::{Deed, Overlay, window};
use crate::lesson::course::Aim;
use crate::said;
use crate::trace::Side;
use crate::tui::command::{Command, Scope};
use crate::tui::key::Key;
use crate::tui::model::Model;
use crate::tui::model::draft::{Action, Draft};
use crate::{label, tui::draw::text};
use part::Part;
use places::{LEFT, Place, places};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The editor over the present message.
#[derive(Debug)]
pub struct Editor {
    draft: Draft,
    part: Part,
}

/// The most digits and blanks that can be typed: enough for a whole record.
const MOST_TYPED: usize = 1 << 16;

impl Editor {
    /// With a flip of a bit prepared; nothing where there is no message. It is the bit that a lesson aims at, if the
    /// reader is in its field and has chosen no byte.
    pub fn of(model: &Model, aim: Option<&Aim>) -> Option<Self> {
        let mut draft = model.draft()?;
        let aim = aim.filter(|aim| aim.bytes.is_none() && model.picks.byte.is_none());
        if let Some(aim) = aim {
            draft.aim(&aim.field, aim.byte, aim.bit);
        }
        Some(Editor {
            draft,
            part: Part::What,
        })
    }

    fn choose(&mut self, action: Action) {
        self.draft.action = action;
        self.part = Part::What;
    }

    fn move_by(&mut self, model: &Model, rows: isize) {
        match self.part {
            Part::What => {
                let all = Action::ALL;
                let here = all.iter().position(|other| *other == self.draft.action);
                let to = here.unwrap_or(0).saturating_add_signed(rows);
                self.draft.action = all[to.min(all.len() - 1)];
            }
            Part::Byte => {
                let columns = match model.size.0 {
                    0..80 => 0,
                    _ => u16::MAX,
                };
                let by = places::per_row(columns) as isize;
                self.draft.move_byte(rows * by);
            }
            Part::Bit => {}
        }
    }

    fn aside(&mut self, right: bool) {
        match self.part {
            Part::What if right => self.part = self.part.beside(self.draft.action, true),
            Part::What => {}
            Part::Byte => self.draft.move_byte(if right { 1 } else { -1 }),
            Part::Bit => self.draft.move_bit(right),
        }
    }
}

impl Overlay for Editor {
    fn name(&self) -> &'static str {
        "editor"
    }

    fn scope(&self) -> Scope {
        Scope::Editor
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.window.attacker").to_owned()
    }

    fn size(&self, _: &Model, screen: Rect) -> (u16, u16) {
        let height = if screen.height >= 34 {
            30
        } else {
            screen.height
        };
        (108, height)
    }

    fn len(&self, _: &Model, _: Rect) -> usize {
        0
    }

    fn at(&self) -> usize {
        0
    }

    fn go(&mut self, _: usize) {}

    fn typed(&mut self) -> Option<(&mut String, usize)> {
        let typing = self.draft.action == Action::ReplaceField;
        typing.then_some((&mut self.draft.typed, MOST_TYPED))
    }

    fn offers(&self, _: &Model, command: Command) -> bool {
        let action = self.draft.action;
        match command {
            Command::Flip => action == Action::Bits,
            Command::NextField => action.is_of_a_field(),
            Command::NextPart => action.is_of_a_field(),
            _ => true,
        }
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.run")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        match self.draft.changes() {
            Ok(changes) => {
                model.intercept(changes);
                Deed::Closed
            }
            Err(why) => {
                model.complain(why);
                Deed::Stays(self)
            }
        }
    }

    fn act(&mut self, model: &mut Model, command: Command) -> bool {
        let action = self.draft.action;
        match command {
            Command::Up => self.move_by(model, -1),
            Command::Down => self.move_by(model, 1),
            Command::PreviousByte => self.aside(false),
            Command::NextByte => self.aside(true),
            Command::NextPart => self.part = self.part.beside(action, true),
            Command::PreviousPart => self.part = self.part.beside(action, false),
            Command::NextField => self.draft.move_field(true),
            Command::PreviousField => self.draft.move_field(false),
            Command::Top if self.part == Part::What => self.draft.action = Action::Bits,
            Command::Bottom if self.part == Part::What => self.draft.action = Action::Cut,
            Command::Top => self.draft.go_to_edge(false),
            Command::Bottom => self.draft.go_to_edge(true),
            Command::Flip if action == Action::Bits => self.draft.flip(),
            Command::Flip if action == Action::ReplaceField => self.draft.typed.push(' '),
            Command::Undo => {
                if !self.draft.take_back() {
                    model.undo();
                    self.refresh_after_undo(model);
                }
            }
            _ => return false,
        }
        true
    }

    fn press(&mut self, _: &mut Model, key: Key) -> bool {
        let digit = match key {
            Key::Char(c) => c.to_digit(16),
            _ => None,
        };
        match digit {
            Some(digit) if self.draft.action == Action::Bits => {
                self.draft.digit(digit as u8);
                true
            }
            _ => false,
        }
    }

    fn click(&mut self, _: &mut Model, room: Rect, x: u16, y: u16) -> bool {
        let place = places(&self.draft, self.part, room).at(&self.draft, x, y);
        match place {
            Some(Place::Action(action)) => self.choose(action),
            Some(Place::Part(part)) if part.is_asked(self.draft.action) => self.part = part,
            Some(Place::Byte(at)) if Part::Byte.is_asked(self.draft.action) => {
                self.part = Part::Byte;
                self.draft.go_to(at);
            }
            Some(Place::Bit(bit)) => {
                self.part = Part::Bit;
                self.draft.bit = bit;
                self.draft.flip();
            }
            _ => {}
        }
        true
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let at = places(&self.draft, self.part, room);
        let column = match at.beside {
            true => {
                window::divide(model, room, LEFT + 1, buf);
                LEFT + 3
            }
            false => text::width(label!("tui.window.attacker")) as u16 + 3,
        };
        window::second_title(model, room, column, &heading(model), buf);
        draw::draw(model, &self.draft, self.part, &at, buf);
    }
}

impl Editor {
    /// The run is another one: the message may arrive otherwise, or not be there.
    fn refresh_after_undo(&mut self, model: &Model) {
        if let Some(draft) = model.draft() {
            let action = std::mem::replace(&mut self.draft, draft).action;
            self.draft.action = action;
        }
    }
}

/// The message, its way and its step.
fn heading(model: &Model) -> String {
    let Some(step) = model.step() else {
        return String::new();
    };
    let Some(message) = &step.message else {
        return String::new();
    };
    let marks = &model.theme.marks;
    let arrow = match message.sender {
        Side::Client => format!("{0}{0}{1}", marks.heavy, marks.right),
        Side::Server => format!("{1}{0}{0}", marks.heavy, marks.left),
    };
    let (client, server) = (Side::Client.name(), Side::Server.name());
    let name = message.title();
    let way = format!("{client} {arrow} {server}");
    let said = said!("tui.editor.heading", name, way, step = step.index + 1);
    text::cut(&said.to_string(), usize::from(model.size.0), marks)
}
