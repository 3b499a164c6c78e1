//! A term of art by itself.

use super::text_window as window;
use super::{Deed, Overlay};
use crate::explain::glossary::Term;
use crate::tui::command::Scope;
use crate::tui::draw::text;
use crate::tui::key::Key;
use crate::tui::model::Model;
use crate::tui::model::place::{Focus, Tab};
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// A term of art by itself.
#[derive(Debug)]
pub struct TermWindow {
    term: &'static Term,
    scroll: usize,
}

const WIDTH: u16 = 78;

impl TermWindow {
    /// Of a term.
    pub fn of(term: &'static Term) -> Self {
        TermWindow { term, scroll: 0 }
    }
}

impl Overlay for TermWindow {
    fn name(&self) -> &'static str {
        "term"
    }

    fn scope(&self) -> Scope {
        Scope::Chooser
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.glossary.title").to_owned()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let lines = entry(model, self.term, window::columns(WIDTH, screen), true);
        (WIDTH, window::rows(lines.len(), 40))
    }

    fn len(&self, model: &Model, room: Rect) -> usize {
        let lines = entry(model, self.term, room.width.into(), true);
        window::len(lines.len(), room)
    }

    fn at(&self) -> usize {
        self.scroll
    }

    fn go(&mut self, row: usize) {
        self.scroll = row;
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.go_there")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        let Some(step) = model.at_work(self.term) else {
            let said = match self.term.step {
                Some(_) => {
                    let term = self.term.short_name();
                    let scenario = self.term.scenario.as_deref();
                    said!("tui.glossary.not_in_this_run", term, scenario)
                }
                None => said!("tui.glossary.in_no_step"),
            };
            model.complain(said);
            return Deed::Stays(self);
        };
        Deed::Jump(
            self,
            Box::new(move |model| {
                model.go_to(step);
                model.back_to_message();
                model.tab = Tab::Explain;
                model.focus = Focus::Panel;
            }),
        )
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let lines = entry(model, self.term, room.width.into(), true);
        window::draw(model, lines, self.scroll, room, buf);
    }
}

/// The columns of the words before the facts of a term.
const HEADS: usize = 10;

/// A term in full: its name, its text, where to read on, and where it is at work, with the key that
/// goes there if it is valid now.
pub fn entry(model: &Model, term: &Term, width: usize, goes: bool) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let prose = |text: &str| theme.marks.prose(text).into_owned();
    let mut lines = text::wrap_plain(&prose(&term.name), theme.title, width, 0);
    lines.push(Line::default());
    lines.extend(text::wrap_plain(&prose(&term.text), theme.text, width, 0));
    lines.push(Line::default());
    let mut fact = |head: &'static str, words: Vec<Span<'static>>| {
        let mut spans = vec![Span::styled(format!("{head:<HEADS$}"), theme.muted)];
        // a blank of its own, since wrapping takes blanks for one
        let body = text::wrap(&words, width.saturating_sub(HEADS), 0);
        for (i, line) in body.into_iter().enumerate() {
            if i > 0 {
                spans = vec![Span::raw(" ".repeat(HEADS))];
            }
            spans.extend(line.spans);
            lines.push(Line::from(std::mem::take(&mut spans)));
        }
    };
    let rfc = Span::styled(prose(&term.rfc), theme.text);
    fact(label!("tui.glossary.read_on"), vec![rfc]);
    if let Some(step) = model
        .at_work(term)
        .and_then(|at| model.trace.steps().get(at))
    {
        let title = crate::explain::title(&model.trace, step);
        let place = said!("tui.glossary.place", step = step.index + 1, title = title);
        let mut words = vec![Span::styled(prose(&place.to_string()), theme.title)];
        if goes {
            let key = Key::Enter.label(theme.marks.ascii);
            words.insert(0, Span::styled(format!("{key} "), theme.key));
        }
        fact(label!("tui.glossary.at_work"), words);
    }
    let related: Vec<&str> = term.related().map(Term::short_name).collect();
    if !related.is_empty() {
        let related = Span::styled(prose(&related.join(", ")), theme.text);
        fact(label!("tui.glossary.see"), vec![related]);
    }
    lines
}
