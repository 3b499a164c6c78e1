//! The speaker's screen: what to say, what to ask and what to wait for at the step that the audience sees, what comes
//! next, and the time. A pure function of the notes and of the time since they were opened.

mod clock;
mod vote;

use super::command::{Command, Scope};
use super::draw::painter::Painter;
use super::draw::theme::Theme;
use super::draw::{bars, text};
use super::key::Key;
use super::model::guided::LessonNotes;
use super::model::voting::Poll;
use super::{Options, commands};
use crate::explain::{self, Span as Prose};
use crate::lesson::notes::{Note, Talk, filled};
use crate::lesson::vote::Ballot;
use crate::text::Said;
use crate::trace::{Step, Trace};
use crate::{label, said};
use clock::Clock;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::sync::Arc;
use std::time::Duration;

/// How long a speaker should wait for an answer: most answer their own questions much sooner.
const PATIENCE: Duration = Duration::from_secs(10);
/// The cells of the bar that fills in that time.
const BAR: usize = 10;
/// How far from its plan a talk may be, in minutes, before that is shown as a warning.
const LATE: u64 = 1;

/// What the audience sees now.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// The run.
    pub trace: Arc<Trace>,
    /// The index of the step.
    pub step: usize,
    /// What the class is asked, with its answers.
    pub vote: Option<(Poll, Ballot)>,
    /// The lesson that is shown.
    pub lesson: Option<LessonNotes>,
}

/// What is heard of a presentation.
#[derive(Clone, Debug)]
pub enum Heard {
    /// What it shows.
    Shows(Box<Spoken>),
    /// It cannot be understood, and why.
    Refused(Said),
    /// It is closed.
    Gone,
}

/// What the audience sees, and how the talk is going.
#[derive(Debug)]
pub struct Notes {
    talk: usize,
    shown: Option<Shown>,
    /// Why nothing is shown.
    refused: Option<Said>,
    /// Whether the presentation is closed.
    gone: bool,
    /// The key that puts a question to the class.
    ask: String,
    clock: Clock,
    theme: Theme,
    ascii: bool,
}

/// What the audience sees, and since when it sees this step.
#[derive(Debug)]
struct Shown {
    spoken: Spoken,
    since: Duration,
}

impl Shown {
    fn step(&self) -> Option<&Step> {
        self.spoken.trace.steps().get(self.spoken.step)
    }
}

impl Notes {
    /// The notes of a talk, by its place among [`Talk::all`], before anything is shown.
    pub fn new(talk: usize, options: Options) -> Self {
        let color = options.color.of_environment();
        Notes {
            talk,
            shown: None,
            refused: None,
            gone: false,
            ask: key_of_ask(&options),
            clock: Clock::default(),
            theme: Theme::new(color, options.ground, options.ascii),
            ascii: options.ascii,
        }
    }

    /// What is heard of a presentation. The clock starts when it goes on from its first step.
    pub fn hear(&mut self, heard: Heard, now: Duration) {
        let spoken = match heard {
            Heard::Shows(spoken) => *spoken,
            Heard::Refused(why) => {
                self.refused = Some(why);
                return;
            }
            Heard::Gone => {
                self.gone = true;
                self.clock.waits = self.clock.goes();
                self.clock.stop(now);
                return;
            }
        };
        self.refused = None;
        self.gone = false;
        let before = self.shown.take();
        // a vote that goes on is no new step
        let same = before.as_ref().filter(|before| {
            let run = Arc::ptr_eq(&before.spoken.trace, &spoken.trace);
            run && before.spoken.step == spoken.step
        });
        let news = match (&before, same) {
            (None, _) => spoken.step > 0,
            (Some(before), Some(_)) => before.spoken.lesson != spoken.lesson,
            (Some(_), None) => true,
        };
        if self.clock.waits || (news && !self.clock.begun) {
            self.clock.start(now);
        }
        let since = same.map_or(now, |before| before.since);
        self.shown = Some(Shown { spoken, since });
    }

    /// A key was pressed. `false` ends the notes.
    pub fn press(&mut self, key: Key, now: Duration) -> bool {
        match key {
            Key::Char('q') | Key::Ctrl('c') => return false,
            Key::Char(' ') => match self.clock.goes() {
                true => self.clock.stop(now),
                false => self.clock.start(now),
            },
            Key::Char('r') => self.clock.reset(now),
            Key::Char('t') => self.talk = (self.talk + 1) % Talk::all().len().max(1),
            _ => {}
        }
        true
    }

    /// The talk; `None` only if there is none at all.
    fn talk(&self) -> Option<&'static Talk> {
        Talk::all().get(self.talk)
    }

    /// Draws the screen.
    pub fn draw(&self, width: u16, height: u16, now: Duration) -> Buffer {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        buf.set_style(area, self.theme.base);
        let Some(talk) = self.talk() else {
            return buf;
        };
        self.header(talk, now, &mut buf);
        let inside = Rect::new(
            area.x + 1,
            area.y + 2,
            width.saturating_sub(2),
            height.saturating_sub(4),
        );
        let width = usize::from(inside.width);
        let lines = match (&self.refused, &self.shown) {
            (Some(why), _) => self.words(&why.to_string(), width),
            (None, Some(_)) if self.gone => self.words(label!("tui.notes.gone"), width),
            (None, Some(shown)) => self.page(talk, shown, now, width),
            (None, None) => self.words(label!("tui.notes.waiting"), width),
        };
        let room = usize::from(inside.height);
        let cut = lines.len() > room;
        let mut painter = Painter::new(&mut buf, inside);
        painter.lines(0, lines.into_iter().take(room));
        if cut {
            let mark = Span::styled(self.theme.marks.ellipsis, self.theme.muted);
            painter.right(room.saturating_sub(1), mark);
        }
        self.footer(&mut buf);
        buf
    }

    /// The lesson that the audience is in.
    fn lesson(&self) -> Option<&LessonNotes> {
        self.shown.as_ref()?.spoken.lesson.as_ref()
    }

    fn header(&self, talk: &Talk, now: Duration, buf: &mut Buffer) {
        let theme = &self.theme;
        let row = Rect::new(0, 0, buf.area.width, 1);
        buf.set_style(row, theme.band);
        let mut painter = Painter::new(buf, row);
        let lesson = self.lesson();
        let minutes = lesson.map_or(talk.minutes, |lesson| lesson.minutes);
        let whole = Duration::from_secs(u64::from(minutes) * 60);
        let taken = self.clock.at(now);
        let (taken_words, whole_words) = (time(taken), time(whole));
        let clock = said!("tui.notes.clock", taken = taken_words, whole = whole_words);
        let clock = format!("{clock} ");
        let stopped = match self.clock.goes() {
            true => "",
            false if self.clock.begun => label!("tui.notes.stopped"),
            false => label!("tui.notes.not_begun"),
        };
        let late = taken > whole;
        let style = if late { theme.bad } else { theme.title };
        let right = Line::from(vec![
            Span::styled(format!("{stopped} "), theme.muted),
            Span::styled(clock, style),
        ]);
        let room = painter.width().saturating_sub(right.width() + 2);
        let title = lesson.map_or(&talk.title, |lesson| &lesson.title);
        let title = theme.marks.prose(title).into_owned();
        let left = Line::from(vec![
            Span::styled(format!(" {}  ", label!("tui.notes.title")), theme.title),
            Span::styled(
                text::cut(&title, room.saturating_sub(18), &theme.marks),
                theme.text,
            ),
        ]);
        painter.line(0, left);
        painter.right(0, right);
    }

    /// What stands between the header and the footer.
    fn page(&self, talk: &Talk, shown: &Shown, now: Duration, width: usize) -> Vec<Line<'static>> {
        let Some(step) = shown.step() else {
            return self.words(label!("tui.notes.waiting"), width);
        };
        let theme = &self.theme;
        let explained = explain::step(&shown.spoken.trace, step);
        let number = said!("tui.notes.step", number = step.index + 1).to_string();
        let mut lines = vec![Line::from(vec![
            Span::styled(format!("{number}  "), theme.muted),
            Span::styled(explained.title, theme.title),
        ])];
        let vote = shown.spoken.vote.as_ref();
        if let Some((poll, ballot)) = vote {
            lines.push(Line::default());
            lines.extend(self.vote(poll, ballot, width));
            lines.push(Line::default());
        }
        if let Some(lesson) = &shown.spoken.lesson {
            lines.push(Line::default());
            lines.extend(self.of_lesson(lesson, width));
            return lines;
        }
        match talk.note(step) {
            // what was said and asked is out, and a small screen has no room for it
            Some(note) if vote.is_some() => self.wait(shown, step, note, width, &mut lines),
            None if vote.is_some() => {}
            Some(note) => {
                if let Some(plan) = plan(talk, step, self.clock.at(now)) {
                    let style = if plan.1 { theme.bad } else { theme.muted };
                    lines.extend(text::wrap_plain(&plan.0.to_string(), style, width, 0));
                }
                lines.push(Line::default());
                self.note(shown, step, note, now, width, &mut lines);
            }
            None => {
                lines.push(Line::default());
                lines.extend(text::wrap_plain(&explained.caption, theme.text, width, 0));
                lines.push(Line::default());
                lines.extend(self.quiet(label!("tui.notes.nothing_planned"), width));
            }
        }
        lines.push(Line::default());
        self.next(talk, shown, width, &mut lines);
        lines
    }

    /// What a lesson says to its speaker at this page.
    fn of_lesson(&self, lesson: &LessonNotes, width: usize) -> Vec<Line<'static>> {
        if lesson.notes.is_empty() {
            return self.quiet(label!("tui.notes.no_note"), width);
        }
        let mut lines = vec![Line::styled(label!("tui.notes.lesson"), self.theme.key)];
        for paragraph in &lesson.notes {
            let words = self.theme.marks.prose(paragraph).into_owned();
            lines.extend(self.words(&words, width));
            lines.push(Line::default());
        }
        lines
    }

    fn note(
        &self,
        shown: &Shown,
        step: &Step,
        note: &Note,
        now: Duration,
        width: usize,
        lines: &mut Vec<Line<'static>>,
    ) {
        let fill = |words: &str| filled(&shown.spoken.trace, step, words);
        self.part(
            label!("tui.notes.say"),
            None,
            &fill(&note.say),
            width,
            lines,
        );
        if !note.ask.is_empty() {
            let waited = now.saturating_sub(shown.since);
            let bar = self.bar(waited);
            let ask = label!("tui.notes.ask");
            self.part(ask, Some(bar), &fill(&note.ask), width, lines);
            let key = self.ask.as_str();
            let put = match note.vote {
                Some(_) => said!("tui.notes.ask_planned", key),
                None => said!("tui.notes.ask_other", key),
            };
            // it belongs to the question above
            lines.pop();
            lines.extend(self.quiet(&put.to_string(), width));
            lines.push(Line::default());
        }
        self.wait(shown, step, note, width, lines);
    }

    /// What to wait for.
    fn wait(
        &self,
        shown: &Shown,
        step: &Step,
        note: &Note,
        width: usize,
        lines: &mut Vec<Line<'static>>,
    ) {
        if !note.wait.is_empty() {
            let words = filled(&shown.spoken.trace, step, &note.wait);
            self.part(label!("tui.notes.wait"), None, &words, width, lines);
        }
    }

    /// A part of a note under its name.
    fn part(
        &self,
        name: &str,
        beside: Option<Span<'static>>,
        words: &[Prose],
        width: usize,
        lines: &mut Vec<Line<'static>>,
    ) {
        let theme = &self.theme;
        let mut title = vec![Span::styled(name.to_owned(), theme.key)];
        if let Some(beside) = beside {
            title.extend([Span::raw("  "), beside]);
        }
        lines.push(Line::from(title));
        let spans: Vec<Span<'static>> = words
            .iter()
            .map(|span| {
                let style = match span {
                    Prose::Strong(_) | Prose::Value { .. } => theme.title,
                    Prose::Text(_) => theme.text,
                };
                Span::styled(theme.marks.prose(span.text()).into_owned(), style)
            })
            .collect();
        lines.extend(text::wrap(&spans, width, 0));
        lines.push(Line::default());
    }

    /// A bar that fills while a speaker should wait for an answer.
    fn bar(&self, waited: Duration) -> Span<'static> {
        let theme = &self.theme;
        let waited = waited.min(PATIENCE);
        let millis = |time: Duration| usize::try_from(time.as_millis()).unwrap_or(usize::MAX);
        let bar = bars::bar(millis(waited), millis(PATIENCE), BAR, self.ascii);
        match waited < PATIENCE {
            true => Span::styled(
                format!("{bar} {}", label!("tui.notes.patience")),
                theme.muted,
            ),
            false => Span::styled(format!("{bar} {}", label!("tui.notes.go_on")), theme.good),
        }
    }

    fn next(&self, talk: &Talk, shown: &Shown, width: usize, lines: &mut Vec<Line<'static>>) {
        let trace = &shown.spoken.trace;
        let next = talk.next(trace, shown.spoken.step);
        let name = match next {
            Some((step, _)) => said!(
                "tui.notes.next",
                number = step.index + 1,
                title = explain::title(trace, step)
            )
            .to_string(),
            None => label!("tui.notes.close").to_owned(),
        };
        let words = match next {
            Some((_, note)) => &note.say,
            None => &talk.close,
        };
        // what is said of a later step has values that are not there yet, so it is filled at that step
        let at = next.map(|(step, _)| step);
        let at = at.or_else(|| trace.steps().last());
        lines.push(Line::styled(name, self.theme.muted));
        if let Some(step) = at {
            let words = explain::plain(&filled(trace, step, words));
            let words = self.theme.marks.prose(&words).into_owned();
            lines.extend(text::wrap_plain(&words, self.theme.muted, width, 0));
        }
    }

    fn words(&self, words: &str, width: usize) -> Vec<Line<'static>> {
        text::wrap_plain(words, self.theme.text, width, 0)
    }

    fn quiet(&self, words: &str, width: usize) -> Vec<Line<'static>> {
        text::wrap_plain(words, self.theme.muted, width, 0)
    }

    fn footer(&self, buf: &mut Buffer) {
        let theme = &self.theme;
        let height = buf.area.height;
        let row = Rect::new(0, height.saturating_sub(1), buf.area.width, 1);
        let space = Key::Char(' ').label(self.ascii);
        let hints: [(&str, &str); 4] = [
            (&space, label!("tui.notes.key_clock")),
            ("r", label!("tui.notes.key_again")),
            ("t", label!("tui.notes.key_talk")),
            ("q", label!("tui.notes.key_leave")),
        ];
        let mut spans = vec![Span::raw(" ")];
        for (key, does) in hints {
            spans.push(Span::styled(key.to_owned(), theme.key));
            spans.push(Span::styled(format!(" {does}   "), Style::default()));
        }
        Painter::new(buf, row).line(0, Line::from(spans));
    }
}

/// The key on the screen of the presentation that puts a question to the class: the speaker has the same configuration.
fn key_of_ask(options: &Options) -> String {
    let keys = commands::keymap(&options.keys);
    let key = commands::key(keys, Scope::Presenting, Command::AskClass);
    key.map_or_else(String::new, |key| key.label(options.ascii))
}

/// When the talk should have come to a step, and whether it is late.
fn plan(talk: &Talk, step: &Step, taken: Duration) -> Option<(Said, bool)> {
    let due = u64::from(talk.due(step)?);
    let minutes = taken.as_secs() / 60;
    let at = time(Duration::from_secs(due * 60));
    Some(match minutes > due + LATE {
        true => (said!("tui.notes.late", at, minutes = minutes - due), true),
        false => (said!("tui.notes.due", at), false),
    })
}

/// Minutes and seconds: `4:05`.
fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
