//! A lesson line by line: what is typed is obeyed, and what is to be read comes back as lines of plain text.

use super::desk::Desk;
use super::page::{Role, Shown};
use super::session::{Keys, Session, Todo};
use crate::explain;
use crate::label;
use crate::said;
use crate::scenario::{Change, Intercepted, Interception};
use crate::text::{Said, escaped, unhex, width, wrap};
use crate::trace::{Place, Side, StepRef};

/// A lesson that is led through line by line.
#[derive(Debug)]
pub struct Lines {
    session: Session,
    desk: Desk,
    columns: usize,
    over: bool,
}

/// What can be typed for a command of the screen, by the command's title.
const WORDS: [(&str, &str); 17] = [
    ("step forward", "next"),
    ("step back", "back"),
    ("last step", "end"),
    ("where it was noticed", "noticed"),
    ("show the explanation", "tab explain"),
    ("show the bytes", "tab bytes"),
    ("map", "tab map"),
    ("show the keys", "tab keys"),
    ("show the certificates", "tab certificates"),
    ("show the transcript", "tab transcript"),
    ("show the computation", "tab math"),
    ("tamper as an attacker", "flip FIELD"),
    ("undo", "undo"),
    ("ignore the warning", "accept"),
    ("compare", "compare"),
    ("new seed", "seed"),
    ("message from the client", "say TEXT"),
];

/// The word for a command, by its title on the screen.
pub fn word(title: &str) -> Option<String> {
    let title = title.to_lowercase();
    let own = [
        ("where from", "where VALUE"),
        ("who could compute it", "who VALUE"),
    ];
    let mut all = WORDS.iter().chain(&own);
    let (_, word) = all.find(|(known, _)| *known == title)?;
    Some((*word).to_owned())
}

const KEYS: Keys<'static> = Keys { key: &word };

impl Lines {
    /// A lesson, to be shown in so many columns. With it comes what is read first.
    pub fn new(mut session: Session, columns: usize) -> Option<(Lines, Vec<String>)> {
        let own = session.own.clone().or_else(|| session.first_run())?;
        // the run is opened already
        let orders = session.orders();
        let mut lines = Lines {
            desk: Desk::new(own),
            session,
            columns: columns.max(20),
            over: false,
        };
        let mut out = Vec::new();
        lines.carry_out(orders, &mut out);
        lines.go_on(&mut out);
        lines.read(&mut out);
        Some((lines, out))
    }

    /// The lesson and what is done in it.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Whether the reader has ended it.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Does what a line says, and gives what is to be read then.
    pub fn obey(&mut self, line: &str) -> Vec<String> {
        let mut out = Vec::new();
        let line = line.trim();
        match self.command(line, &mut out) {
            Ok(true) => {}
            Ok(false) if self.session.question().is_some() && !line.is_empty() => {
                match self.session.answer(line) {
                    Ok(()) => {}
                    Err(said) => return self.wrapped("", &said.to_string()),
                }
            }
            Ok(false) => {
                let got = escaped(line.as_bytes());
                let said = said!("lesson.lines.unknown", got);
                return self.wrapped("", &said.to_string());
            }
            Err(said) => return self.wrapped("", &said.to_string()),
        }
        if !self.over {
            let page = self.session.pages.len();
            let (done, _) = self.session.count();
            self.go_on(&mut out);
            let (now, _) = self.session.count();
            if self.session.pages.len() != page || now != done || self.again(line) {
                self.read(&mut out);
            }
        }
        out
    }

    /// Whether a line changes what is shown of the lesson, without the lesson going on.
    fn again(&self, line: &str) -> bool {
        matches!(
            line,
            "" | "hint" | "page" | "earlier" | "later" | "skip" | "again"
        ) || self.session.todo() == Todo::Answer
    }

    /// True if the line was a command.
    fn command(&mut self, line: &str, out: &mut Vec<String>) -> Result<bool, Said> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        let at = self.desk.view().cursor;
        match (word, rest) {
            ("next" | "n", "") => self.desk.step_by(1),
            ("back", "") => self.desk.step_by(-1),
            ("end", "") => self.desk.perform(&super::Action::End),
            ("noticed", "") => self.desk.perform(&super::Action::Noticed),
            ("undo", "") => self.desk.undo(),
            ("accept", "") => self.desk.perform(&super::Action::Accept),
            ("compare", "") => self.desk.perform(&super::Action::Compare),
            ("seed", "") => self.desk.perform(&super::Action::Seed),
            ("go", place) if !place.is_empty() => self.go(place)?,
            ("tab", tab) if !tab.is_empty() => self.tab(tab)?,
            ("select", name) if !name.is_empty() => {
                self.desk.perform(&super::Action::Select(name.to_owned()));
            }
            ("where", name) if !name.is_empty() => {
                self.desk.perform(&super::Action::Origin(name.to_owned()));
            }
            ("who", name) if !name.is_empty() => {
                self.desk.perform(&super::Action::WhoCould(name.to_owned()));
            }
            ("say", text) if !text.is_empty() => self.desk.send(Side::Client, text),
            ("flip" | "set" | "replace" | "drop" | "repeat" | "swap" | "cut", _) => {
                self.tamper(word, rest)?;
            }
            ("hint", "") => drop(self.session.hint()),
            ("skip", "") => self.session.skip(),
            ("again", "") => self.session.again(),
            ("on" | "", "") if self.session.todo() == Todo::Turn => self.session.turn_on(),
            ("earlier", "") => drop(self.session.page_back()),
            ("later", "") => drop(self.session.page_on()),
            ("page" | "", "") => {}
            ("help", "") => out.extend(self.wrapped("", label!("lesson.lines.help"))),
            ("quit" | "q", "") => self.over = true,
            _ => return Ok(false),
        }
        if self.desk.view().cursor != at {
            self.step(out);
        }
        Ok(true)
    }

    fn go(&mut self, place: &str) -> Result<(), Said> {
        let place: Place = place
            .parse()
            .map_err(|error: crate::trace::PlaceError| error.said())?;
        self.desk.go(&place).map_err(|error| error.said())
    }

    fn tab(&mut self, name: &str) -> Result<(), Said> {
        let tab = super::action::tab(name, 0).map_err(|wrong| wrong.said)?;
        self.desk.perform(&super::Action::Tab(tab));
        Ok(())
    }

    /// `flip FIELD [BYTE [BIT]]`, `set FIELD BYTE HEX`, `replace FIELD HEX`, or what is done to a whole message.
    fn tamper(&mut self, kind: &str, rest: &str) -> Result<(), Said> {
        let view = self.desk.view();
        let step = view.step();
        let message = step.and_then(|step| Intercepted::named(step.key()));
        let message = message.ok_or_else(|| said!("lesson.lines.no_message"))?;
        let occurrence = match StepRef::of(view.trace, view.cursor) {
            Some(StepRef::Nth(_, n)) => n,
            _ => 1,
        };
        let change = change(kind, rest).ok_or_else(|| said!("lesson.lines.change"))?;
        let done = Interception {
            message,
            occurrence,
            change,
        };
        self.desk
            .change_run(|scenario| scenario.interceptions.push(done));
        match self.desk.trace().not_done().last() {
            None => Ok(()),
            Some(problem) => {
                self.desk
                    .change_run(|scenario| drop(scenario.interceptions.pop()));
                Err(problem)
            }
        }
    }

    /// Lets the lesson go on as far as it does.
    fn go_on(&mut self, out: &mut Vec<String>) {
        while self.session.saw(&self.desk.view()) {
            let orders = self.session.orders();
            self.carry_out(orders, out);
        }
        let orders = self.session.orders();
        if !orders.is_empty() {
            self.carry_out(orders, out);
            self.go_on(out);
        }
    }

    fn carry_out(&mut self, orders: Vec<super::Order>, out: &mut Vec<String>) {
        for order in orders {
            if let Err(error) = self.desk.carry_out(order) {
                out.extend(self.wrapped("", &error.to_string()));
            }
        }
    }

    /// What is said of the present step.
    fn step(&self, out: &mut Vec<String>) {
        let view = self.desk.view();
        let Some(step) = view.step() else {
            return;
        };
        let explained = explain::step(view.trace, step);
        let number = step.index + 1;
        let title = said!("lesson.lines.step", number, title = explained.title);
        out.extend(self.wrapped("", &title.to_string()));
        if let Some(what) = explained.parts.first() {
            out.extend(self.wrapped("  ", &what.plain()));
        }
    }

    /// The page that is to be read now.
    fn read(&self, out: &mut Vec<String>) {
        let page = self.session.page(&self.desk.view(), KEYS);
        let (done, all) = self.session.count();
        let progress = said!("lesson.lines.progress", done, all);
        out.push(String::new());
        for shown in &page.shown {
            out.extend(self.lines(shown));
        }
        out.extend(self.wrapped("", &progress.to_string()));
    }

    fn lines(&self, shown: &Shown) -> Vec<String> {
        let text = shown.text();
        let mut lines = match shown.role {
            Role::Heading(_) => self.wrapped("# ", &text),
            Role::Choice(place) => {
                let letter = crate::lesson::question::letter(place);
                return self.wrapped(&format!("  {letter}) "), &text);
            }
            Role::Item(Some(number)) => return self.wrapped(&format!("  {number}. "), &text),
            Role::Item(None) => return self.wrapped("  - ", &text),
            Role::Code => text.lines().map(|line| format!("  {line}")).collect(),
            Role::Task => self.wrapped(label!("lesson.lines.task"), &text),
            Role::Hint => self.wrapped(label!("lesson.lines.hint"), &text),
            Role::Prompt => self.wrapped(label!("lesson.lines.question"), &text),
            _ => self.wrapped("", &text),
        };
        if shown.role != Role::Prompt {
            lines.push(String::new());
        }
        lines
    }

    /// Text behind a mark, further lines below the text.
    fn wrapped(&self, mark: &str, text: &str) -> Vec<String> {
        let indent = width(mark);
        let lines = wrap(text, self.columns.saturating_sub(indent).max(10));
        let lines = lines.into_iter().enumerate();
        lines
            .map(|(i, line)| match i {
                0 => format!("{mark}{line}"),
                _ => format!("{}{line}", " ".repeat(indent)),
            })
            .collect()
    }
}

fn change(kind: &str, rest: &str) -> Option<Change> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let field = || words.first().map(|field| (*field).to_owned());
    let number = |i: usize| match words.get(i) {
        Some(word) => word.parse::<usize>().ok(),
        None => Some(0),
    };
    let bytes = |i: usize| unhex(words.get(i)?);
    Some(match kind {
        "flip" => Change::Flip {
            field: field()?,
            byte: number(1)?,
            bit: u8::try_from(number(2)?).ok().filter(|bit| *bit < 8)?,
        },
        "set" => Change::Set {
            field: field()?,
            byte: number(1)?,
            bytes: bytes(2)?,
        },
        "replace" => Change::Replace {
            field: field()?,
            bytes: bytes(1)?,
        },
        "drop" => Change::Drop,
        "repeat" => Change::Repeat,
        "swap" => Change::Swap,
        "cut" => Change::Cut,
        _ => return None,
    })
}
