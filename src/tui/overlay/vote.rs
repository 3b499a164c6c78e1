//! The question that is put to a class: on the teacher's screen with how many have voted and, once the vote is closed, a
//! bar for each answer; on a student's with what they have chosen. Nothing tells which answer is right until that is
//! revealed.

use super::{Deed, Overlay, text_window};
use crate::explain::Span as Words;
use crate::label;
use crate::lesson::course::marked;
use crate::lesson::question::{Answer, letter};
use crate::lesson::vote::{Ballot, Chosen, Tally};
use crate::said;
use crate::tui::command::Scope;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{bars, scroll_hint, text};
use crate::tui::key::Key;
use crate::tui::model::Model;
use crate::tui::model::voting::{PollState, Voting};
use crate::tui::screen::lesson;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Its name.
pub const NAME: &str = "vote";
/// How many rounds have room beside each other.
pub const MOST_ROUNDS: usize = 2;

const WIDTH: u16 = 100;
/// The cells of a bar: from, to.
const CELLS: (usize, usize) = (8, 20);
/// The columns in front of an answer.
const MARK: usize = 5;

/// The window.
#[derive(Debug)]
pub struct VoteWindow {
    scope: Scope,
    scroll: usize,
}

impl VoteWindow {
    /// On the screen of the teacher, who leads, or of a student.
    pub fn of(leads: bool) -> Self {
        VoteWindow {
            scope: if leads { Scope::Vote } else { Scope::Ballot },
            scroll: 0,
        }
    }

    fn of_room(&self, model: &Model, room: Rect) -> Vec<Drawn> {
        self.lines(model, room.width.into(), room.height.into())
    }

    /// The lines in a room: with blank ones between the answers where there is room for them.
    fn lines(&self, model: &Model, width: usize, height: usize) -> Vec<Drawn> {
        let Some(voting) = &model.voting else {
            return Vec::new();
        };
        let sheet = |airy| {
            let cells = cells(voting, width);
            let sheet = Sheet {
                model,
                voting,
                width,
                cells,
                airy,
            };
            sheet.lines()
        };
        let airy = sheet(true);
        match airy.len() <= height {
            true => airy,
            false => sheet(false),
        }
    }
}

/// A line, and whether it belongs to what the reader has chosen.
type Drawn = (Line<'static>, bool);

/// The cells of the bars of each round.
fn cells(voting: &Voting, width: usize) -> usize {
    let rounds = voting.poll.tallies.len().max(1);
    (width / 4 / rounds).clamp(CELLS.0, CELLS.1)
}

/// What is drawn, and how wide.
struct Sheet<'m> {
    model: &'m Model,
    voting: &'m Voting,
    width: usize,
    cells: usize,
    /// Whether answers stand apart, so that they can be read from the last row.
    airy: bool,
}

impl Sheet<'_> {
    fn lines(&self) -> Vec<Drawn> {
        let theme = &self.model.theme;
        let question = self.voting.ballot.question();
        let mut lines: Vec<Drawn> = Vec::new();
        let mut plain = |added: Vec<Line<'static>>| {
            lines.extend(added.into_iter().map(|line| (line, false)));
        };
        plain(self.words(&question.prompt, theme.title, 0, self.width));
        plain(vec![self.rounds()]);
        for (place, answer) in self.voting.ballot.answers().iter().enumerate() {
            let right = answer.right && self.voting.is_revealed();
            // below the names of the rounds there is no need for one
            if place > 0 {
                self.gap(&mut lines);
            }
            lines.extend(self.answer(Some(place), &answer.text, right));
        }
        self.gap(&mut lines);
        let unknown = [Words::Text(label!("lesson.answer.unknown").to_owned())];
        lines.extend(self.answer(None, &unknown, false));
        let mut plain = |added: Vec<Line<'static>>| {
            lines.extend(added.into_iter().map(|line| (line, false)));
        };
        plain(vec![Line::default()]);
        match &self.voting.own {
            None => plain(self.count()),
            Some(own) => plain(self.status(own)),
        }
        if self.voting.is_revealed() {
            plain(vec![Line::default()]);
            plain(self.verdict());
        }
        lines
    }

    fn gap(&self, lines: &mut Vec<Drawn>) {
        if self.airy {
            lines.push((Line::default(), false));
        }
    }

    /// Words of the question in lines.
    fn words(
        &self,
        words: &[Words],
        style: Style,
        indent: usize,
        width: usize,
    ) -> Vec<Line<'static>> {
        let marks = &self.model.theme.marks;
        let spans: Vec<Span<'static>> = words
            .iter()
            .map(|span| Span::styled(marks.prose(span.text()).into_owned(), style))
            .collect();
        text::wrap(&spans, width.max(1), indent)
    }

    /// The names of the rounds above their bars, where there are two.
    fn rounds(&self) -> Line<'static> {
        let rounds = self.voting.poll.tallies.len();
        if rounds < MOST_ROUNDS || !self.voting.shows_bars() {
            return Line::default();
        }
        let names = [label!("tui.vote.before"), label!("tui.vote.now")];
        let mut words = " ".repeat(self.width.saturating_sub(self.bars()));
        for name in names {
            words += "  ";
            words += &text::pad(name, self.cells + bars::NUMBER);
        }
        Line::styled(words, self.model.theme.muted)
    }

    /// The columns of the bars.
    fn bars(&self) -> usize {
        match self.voting.shows_bars() {
            true => self.voting.poll.tallies.len() * (2 + self.cells + bars::NUMBER),
            false => 0,
        }
    }

    /// An answer with its letter, or "I don't know", and with its bars where they are shown.
    fn answer(&self, place: Option<usize>, words: &[Words], right: bool) -> Vec<Drawn> {
        let theme = &self.model.theme;
        let marks = &theme.marks;
        let own = self.voting.own.as_ref();
        let chosen = own.is_some_and(|own| match place {
            Some(place) => own.has(place),
            None => *own == Chosen::Unknown,
        });
        let mark = match (right, chosen) {
            (true, _) => marks.good,
            (false, true) => marks.selected,
            (false, false) => " ",
        };
        let style = if right { theme.good } else { theme.text };
        let letter = place.map_or('?', letter);
        let room = self.width.saturating_sub(MARK + self.bars() + 1);
        let mut lines = self.words(words, style, 0, room);
        for (row, line) in lines.iter_mut().enumerate() {
            let head = match row {
                0 => vec![
                    Span::styled(text::pad(mark, MARK - 2), style),
                    Span::styled(format!("{letter} "), theme.key),
                ],
                _ => vec![Span::raw(" ".repeat(MARK))],
            };
            let words = std::mem::take(&mut line.spans);
            line.spans = head.into_iter().chain(words).collect();
        }
        if self.voting.shows_bars()
            && let Some(first) = lines.first_mut()
        {
            let gap = self.width.saturating_sub(self.bars() + first.width());
            first.spans.push(Span::raw(" ".repeat(gap)));
            for tally in &self.voting.poll.tallies {
                let votes = place.map_or_else(|| tally.unknown(), |place| tally.of(place));
                let bar = bars::of_votes(tally, votes, self.cells, marks.ascii);
                let style = if right { theme.good } else { theme.title };
                first.spans.push(Span::styled(format!("  {bar}"), style));
            }
        }
        lines.into_iter().map(|line| (line, chosen)).collect()
    }

    /// How many have voted, and what comes next.
    fn count(&self) -> Vec<Line<'static>> {
        let theme = &self.model.theme;
        let none = Tally::default();
        let tally = self.voting.poll.tallies.last().unwrap_or(&none);
        let (answered, present) = (tally.answered(), tally.present.max(tally.answered()));
        let words = said!("tui.vote.answered", answered, present).to_string();
        let state = match self.voting.poll.state {
            PollState::Open => label!("tui.vote.is_open"),
            PollState::Closed | PollState::Revealed => label!("tui.vote.is_closed"),
        };
        vec![Line::from(vec![
            Span::styled(words, theme.title),
            Span::styled(format!("  {state}"), theme.muted),
        ])]
    }

    /// What a student is to do.
    fn status(&self, own: &Chosen) -> Vec<Line<'static>> {
        let theme = &self.model.theme;
        let letters = own.letters();
        let several = self.voting.ballot.takes_several();
        let words = match (self.voting.poll.state, own) {
            (PollState::Open, Chosen::Nothing) if several => {
                label!("tui.vote.choose_all").to_owned()
            }
            (PollState::Open, Chosen::Nothing) => label!("tui.vote.choose").to_owned(),
            (PollState::Open, _) => said!("tui.vote.chosen", letters).to_string(),
            (PollState::Closed, Chosen::Nothing) => label!("tui.vote.missed").to_owned(),
            (PollState::Closed, _) => said!("tui.vote.closed", letters).to_string(),
            (PollState::Revealed, Chosen::Nothing) => label!("tui.vote.missed").to_owned(),
            (PollState::Revealed, _) => said!("tui.vote.voted", letters).to_string(),
        };
        let words = theme.marks.prose(&words).into_owned();
        text::wrap_plain(&words, theme.title, self.width, 0)
    }

    /// What is right, and to a student also what is wrong with their answer.
    fn verdict(&self) -> Vec<Line<'static>> {
        let Voting { ballot, own, .. } = self.voting;
        let answer = own.as_ref().and_then(|own| ballot.answer(own));
        match answer {
            Some(answer) => self.said_to(ballot, &answer),
            None => self.words(
                &ballot.question().because,
                self.model.theme.text,
                0,
                self.width,
            ),
        }
    }

    fn said_to(&self, ballot: &Ballot, answer: &Answer) -> Vec<Line<'static>> {
        let question = ballot.question();
        let said = marked(question, answer, &question.mark(answer));
        let passages = said.iter();
        let lines = passages.flat_map(|shown| lesson::passage(self.model, shown, self.width));
        lines.collect()
    }
}

impl Overlay for VoteWindow {
    fn name(&self) -> &'static str {
        NAME
    }

    fn scope(&self) -> Scope {
        self.scope
    }

    fn title(&self, _: &Model) -> String {
        match self.scope {
            Scope::Vote => label!("tui.vote.to_class").to_owned(),
            _ => label!("tui.vote.to_you").to_owned(),
        }
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let height = usize::from(screen.height.saturating_sub(2));
        let width = text_window::columns(WIDTH, screen);
        let lines = self.lines(model, width, height).len();
        (WIDTH, text_window::rows(lines, 60))
    }

    fn len(&self, model: &Model, room: Rect) -> usize {
        text_window::len(self.of_room(model, room).len(), room)
    }

    fn at(&self) -> usize {
        self.scroll
    }

    fn go(&mut self, row: usize) {
        self.scroll = row;
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.close")
    }

    fn accept(self: Box<Self>, _: &mut Model) -> Deed {
        Deed::Stays(self)
    }

    /// A student chooses an answer by its letter.
    fn press(&mut self, model: &mut Model, key: Key) -> bool {
        let Some(voting) = &mut model.voting else {
            return false;
        };
        let (answers, several) = (voting.poll.answers, voting.poll.several);
        let open = voting.poll.state == PollState::Open;
        let Some(own) = voting.own.as_mut() else {
            return false;
        };
        let place = match key {
            Key::Char(c) => (0..answers).find(|place| letter(*place) == c.to_ascii_lowercase()),
            _ => None,
        };
        match (place, key) {
            (Some(_), _) | (_, Key::Char('?')) if !open => {
                model.say(said!("tui.vote.no_change"));
            }
            (Some(place), _) => own.choose(place, several),
            (None, Key::Char('?')) => *own = Chosen::Unknown,
            (None, Key::Char(_)) => {
                let last = letter(answers.saturating_sub(1));
                model.complain(said!("tui.vote.no_such", last));
            }
            _ => return false,
        }
        true
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let lines = self.of_room(model, room);
        let mut painter = Painter::new(buf, room);
        let most = lines.len().saturating_sub(painter.height());
        let scroll = self.scroll.min(most);
        for (row, (line, chosen)) in lines.into_iter().skip(scroll).enumerate() {
            painter.line(row, line);
            if chosen {
                painter.select(row, model.theme.selected);
            }
        }
        scroll_hint::more(model, room, scroll, most, buf);
    }
}
