//! A line to be typed.

use super::{Deed, Overlay};
use crate::text::Said;
use crate::trace::{Place, RunKind, Side};
use crate::tui::command::{Command, Scope};
use crate::tui::draw::choice::typed;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::exporting::Exported;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A line to be typed.
#[derive(Debug)]
pub struct PromptWindow {
    prompt: Prompt,
    text: String,
}

/// What a typed line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// A step's number.
    Step,
    /// A seed.
    Seed,
    /// Application data from a side.
    Message(Side),
    /// A field's name or value, or bytes in hexadecimal.
    Search,
    /// The file in which the scenario is to be saved.
    Save,
    /// The file to which the run or the screen is to be written.
    Export(Exported),
}

impl PromptWindow {
    /// Asks for something, with a text that is proposed.
    pub fn with(prompt: Prompt, text: String) -> Self {
        PromptWindow { prompt, text }
    }

    /// Asks for something; says why not where it has no meaning.
    pub fn ask(model: &mut Model, prompt: Prompt) -> Option<Self> {
        let noticed = model.noticed_at();
        let prompt = match (prompt, &model.trace.run().kind) {
            (Prompt::Seed, RunKind::Connection { .. } | RunKind::Capture { .. }) => {
                Err(said!("tui.notice.no_seed"))
            }
            (Prompt::Save, RunKind::Connection { .. } | RunKind::Capture { .. }) => {
                Err(said!("tui.notice.not_saved"))
            }
            (Prompt::Message(_), RunKind::Simulation) => match noticed {
                Some(step) => Err(said!("tui.notice.failed", step = step + 1)),
                None => Ok(prompt),
            },
            (Prompt::Message(_), RunKind::Capture { .. }) => Err(said!("tui.notice.captured")),
            // on a connection only our own side can send
            (Prompt::Message(_), RunKind::Connection { ours, .. }) => Ok(Prompt::Message(*ours)),
            (prompt, _) => Ok(prompt),
        };
        match prompt {
            Ok(prompt) => Some(PromptWindow::with(prompt, String::new())),
            Err(why) => {
                model.complain(why);
                None
            }
        }
    }

    /// What is expected.
    fn hint(&self, model: &Model) -> Said {
        match self.prompt {
            Prompt::Step if model.ending_is_open() => said!("tui.prompt.step_hint"),
            Prompt::Step => said!("tui.prompt.steps_hint", last = model.trace.steps().len()),
            Prompt::Search => said!("tui.prompt.search_hint"),
            Prompt::Save => said!("tui.prompt.save_hint"),
            Prompt::Export(Exported::Answers) => said!("tui.prompt.answers_hint"),
            Prompt::Export(_) => said!("tui.prompt.export_hint"),
            Prompt::Seed => said!("tui.prompt.seed_hint", seed = model.trace.run().seed),
            Prompt::Message(_) if model.is_simulation() => said!("tui.prompt.message_hint"),
            Prompt::Message(_) => said!("tui.prompt.peer_hint"),
        }
    }
}

impl Overlay for PromptWindow {
    fn name(&self) -> &'static str {
        match self.prompt {
            Prompt::Message(Side::Client) => "message-from-client",
            Prompt::Message(Side::Server) => "message-from-server",
            _ => "prompt",
        }
    }

    fn scope(&self) -> Scope {
        Scope::Prompt
    }

    fn title(&self, _: &Model) -> String {
        let title = match self.prompt {
            Prompt::Step => label!("tui.prompt.step"),
            Prompt::Seed => label!("tui.prompt.seed"),
            Prompt::Search => label!("tui.prompt.search"),
            Prompt::Save => label!("tui.prompt.save"),
            Prompt::Export(_) => label!("tui.prompt.export"),
            Prompt::Message(Side::Client) => label!("tui.prompt.client"),
            Prompt::Message(Side::Server) => label!("tui.prompt.server"),
        };
        title.to_owned()
    }

    fn size(&self, _: &Model, _: Rect) -> (u16, u16) {
        (64, 6)
    }

    fn len(&self, _: &Model, _: Rect) -> usize {
        0
    }

    fn at(&self) -> usize {
        0
    }

    fn go(&mut self, _: usize) {}

    fn typed(&mut self) -> Option<(&mut String, usize)> {
        // enough for a whole record in hexadecimal
        Some((&mut self.text, 1 << 16))
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        let message = matches!(self.prompt, Prompt::Message(_));
        command != Command::OtherSide || message && model.is_simulation()
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.accept")
    }

    fn act(&mut self, model: &mut Model, command: Command) -> bool {
        if command != Command::OtherSide {
            return false;
        }
        if let Prompt::Message(side) = &mut self.prompt
            && model.is_simulation()
        {
            *side = side.peer();
        }
        true
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        let PromptWindow { prompt, text } = *self;
        match prompt {
            Prompt::Export(exported) => {
                let file = text.trim().to_owned();
                return Deed::Export(Box::new(PromptWindow { prompt, text }), exported, file);
            }
            Prompt::Step => match text.parse::<Place>() {
                Ok(place) => model.go_to_place(&place),
                Err(error) => model.complain(said!("tui.notice.plain", words = error.said())),
            },
            Prompt::Seed => match text.trim().parse() {
                Ok(seed) => model.run_with_seed(seed),
                Err(_) => model.complain(said!("tui.notice.bad_seed", last = u64::MAX, text)),
            },
            Prompt::Search => model.search(&text),
            Prompt::Save if text.trim().is_empty() => model.say(said!("tui.notice.no_name")),
            Prompt::Save => model.save(&text),
            Prompt::Message(_) if text.is_empty() => model.say(said!("tui.notice.nothing_typed")),
            Prompt::Message(side) => model.send(side, text),
        }
        Deed::Closed
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let mut painter = Painter::new(buf, room);
        let width = painter.width();
        painter.line(1, typed(model, theme.marks.selected, &self.text, width));
        let hint = self.hint(model).to_string();
        let hint = text::wrap_plain(&theme.marks.prose(&hint), theme.muted, width, 0);
        let hint = text::clip(hint, 2, width, theme);
        // the last row, or where it has two, those below what is typed
        painter.lines(4 - hint.len(), hint);
    }
}
