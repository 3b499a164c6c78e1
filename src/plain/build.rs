//! Building a handshake line by line: what is placed and what is left, each with a number, and what comes of it.
//!
//! A number takes the message with that number out of the tray and places it, or picks for the blank that was
//! asked for. After a run, `steps` leads to the run itself, which is stepped through like any other.

use super::lines::Lines;
use super::{Means, Session};
use crate::lesson::build::{
    Bench, Span, Spot, Verdict, choice_title, formula, formula_title, hint, named,
};
use crate::protocol::{Blank, Choice, Formula, Piece};
use crate::text::short;
use crate::{label, said};

/// A reader who builds a handshake.
#[derive(Debug)]
pub struct Build {
    bench: Bench,
    /// The messages by their numbers, which do not change when one is placed.
    pieces: Vec<Piece>,
    /// The run that was made last, or else that of the scenario.
    at: Session,
    /// Whether the reader steps through it.
    stepping: bool,
    /// The place among the placed messages before which the next is placed.
    place: usize,
    /// The blank whose choices were listed last.
    filling: Option<Blank>,
    verdict: Option<Verdict>,
}

impl Build {
    /// With nothing placed or picked. With it comes what is read first.
    pub fn new(bench: Bench, means: Means, width: usize) -> (Build, Vec<String>) {
        let at = Session::simulated(bench.scenario().clone(), means, width);
        let build = Build {
            pieces: bench.tray().to_vec(),
            place: bench.placed().len(),
            bench,
            at,
            stepping: false,
            filling: None,
            verdict: None,
        };
        let mut out = build.at.lines();
        build.tell(&mut out);
        (build, out.all())
    }

    /// Whether the reader has asked to end.
    pub fn is_over(&self) -> bool {
        self.at.is_over()
    }

    /// What came of it when it was run last.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// Does what a line asks for, and answers.
    pub fn obey(&mut self, line: &str) -> Vec<String> {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let mut out = self.at.lines();
        if self.stepping && word != "bench" {
            return self.at.obey(line);
        }
        self.stepping = false;
        let number = rest.trim().parse::<usize>().ok();
        match (word, number) {
            ("" | "list" | "bench", _) => self.tell(&mut out),
            ("before" | "out" | "swap", _) if !self.bench.level().places() => {
                out.said(said!("plain.build.places_given"));
            }
            ("before", Some(number)) if (1..=self.bench.placed().len() + 1).contains(&number) => {
                self.place = number - 1;
                out.said(said!("plain.build.place_here", number));
            }
            ("out", Some(number)) => self.take_out(number, &mut out),
            ("swap", Some(number)) => {
                match number
                    .checked_sub(1)
                    .is_some_and(|at| self.bench.exchange(at))
                {
                    true => self.tell(&mut out),
                    false => self.no_place(&mut out),
                }
            }
            ("before", _) | ("out" | "swap", None) => self.no_place(&mut out),
            ("fill", Some(number)) => self.list_choices(number, &mut out),
            ("empty", Some(number)) => {
                let blank = self.blank(number);
                match blank.is_some_and(|blank| self.bench.pick(blank, None)) {
                    true => self.tell(&mut out),
                    false => self.no_blank(&mut out),
                }
            }
            ("fill" | "empty", None) => self.no_blank(&mut out),
            ("hint", _) => self.tell_hint(number, &mut out),
            ("run", _) => self.run(&mut out),
            ("steps", _) => {
                self.stepping = true;
                return self.at.greeting();
            }
            ("help", _) => out.said(said!("plain.build.help")),
            ("quit", _) => return self.at.obey(line),
            _ => match line.parse::<usize>() {
                Ok(number) => self.choose(number, &mut out),
                Err(_) => out.said(said!("plain.build.unknown", word)),
            },
        }
        out.all()
    }

    fn blank(&self, number: usize) -> Option<Blank> {
        let at = number.checked_sub(1)?;
        self.bench.blanks().get(at).copied()
    }

    /// A number by itself: a message of the tray, or what is picked.
    fn choose(&mut self, number: usize, out: &mut Lines) {
        let Some(at) = number.checked_sub(1) else {
            return out.said(said!("plain.build.no_number", number));
        };
        if let Some(blank) = self.filling.take() {
            let choice = self.bench.choices(blank).get(at).copied();
            return match choice {
                Some(choice) => {
                    self.bench.pick(blank, Some(choice));
                    let of = blank.formula();
                    out.said(said!("plain.build.filled", formula = self.line(of)));
                }
                None => {
                    self.filling = Some(blank);
                    out.said(said!("plain.build.no_number", number));
                }
            };
        }
        let piece = self.pieces.get(at);
        let mut tray = self.bench.tray().iter();
        let found = piece.and_then(|piece| tray.position(|it| it == piece));
        match (piece, found.filter(|at| self.bench.place(*at, self.place))) {
            (Some(piece), Some(_)) => {
                self.place += 1;
                let (message, left) = (named(*piece), self.bench.tray().len());
                out.said(said!("plain.build.put", number = self.place, message, left));
            }
            _ => out.said(said!("plain.build.no_number", number)),
        }
    }

    fn take_out(&mut self, number: usize, out: &mut Lines) {
        let at = number.checked_sub(1);
        match at.filter(|at| self.bench.take_out(*at)) {
            Some(at) => {
                if at < self.place {
                    self.place -= 1;
                }
                self.tell(out);
            }
            None => self.no_place(out),
        }
    }

    fn no_place(&self, out: &mut Lines) {
        out.said(match self.bench.placed().len() {
            0 => said!("plain.build.nothing_placed"),
            last => said!("plain.build.no_place", last),
        });
    }

    fn no_blank(&self, out: &mut Lines) {
        out.said(match self.bench.blanks().len() {
            0 => said!("plain.build.no_blanks"),
            last => said!("plain.build.no_blank", last),
        });
    }

    /// Everything: what is placed, what is left, the formulas.
    fn tell(&self, out: &mut Lines) {
        let bench = &self.bench;
        let scenario = &bench.scenario().name;
        out.said(said!(
            "tui.bench.title",
            scenario,
            level = bench.level().number()
        ));
        if bench.level().places() {
            out.gap();
            out.said(said!("plain.build.placed", messages = bench.placed().len()));
            for (i, piece) in bench.placed().iter().enumerate() {
                out.item(i + 1, &named(*piece));
            }
            if self.place < bench.placed().len() {
                out.said(said!("plain.build.place_here", number = self.place + 1));
            }
            out.gap();
            out.said(said!("plain.build.tray", messages = bench.tray().len()));
            for (i, piece) in self.pieces.iter().enumerate() {
                if bench.tray().contains(piece) {
                    out.item(i + 1, &named(*piece));
                }
            }
        }
        if bench.level().picks() {
            out.gap();
            out.said(said!("plain.build.formulas"));
            self.tell_formulas(out);
        }
        out.gap();
        out.said(match (bench.level().places(), bench.level().picks()) {
            (true, false) => said!("plain.build.how_messages"),
            (false, _) => said!("plain.build.how_formulas"),
            (true, true) => said!("plain.build.how_both"),
        });
    }

    /// The formulas, with a number for each blank.
    fn tell_formulas(&self, out: &mut Lines) {
        let mut told = Vec::new();
        for blank in self.bench.blanks() {
            let of = blank.formula();
            if told.contains(&of) {
                continue;
            }
            told.push(of);
            out.add(&self.line(of));
        }
    }

    /// A formula with what is picked in it.
    fn line(&self, of: Formula) -> String {
        let parts = formula(of).into_iter().map(|part| match part {
            Span::Text(words) => words,
            Span::Blank(blank) => {
                let number = self.number(blank);
                match self.bench.picked(blank).map(choice_title) {
                    Some(picked) => said!("plain.build.picked", number, picked).to_string(),
                    None => said!("plain.build.blank", number).to_string(),
                }
            }
        });
        parts.collect()
    }

    fn list_choices(&mut self, number: usize, out: &mut Lines) {
        let Some(blank) = self.blank(number) else {
            return self.no_blank(out);
        };
        let formula = formula_title(blank.formula());
        out.said(said!("tui.bench.choices", formula));
        for (i, choice) in self.bench.choices(blank).into_iter().enumerate() {
            out.item(i + 1, &self.shown(choice));
        }
        self.filling = Some(blank);
    }

    fn shown(&self, choice: Choice) -> String {
        let title = choice_title(choice);
        match self.bench.bytes(choice) {
            Some(bytes) => said!("plain.build.choice", title, bytes = short(bytes)).to_string(),
            None => title,
        }
    }

    /// A hint for the place where the next message goes, or for a blank.
    fn tell_hint(&self, number: Option<usize>, out: &mut Lines) {
        let before = self.place.checked_sub(1);
        let before = before.and_then(|at| self.bench.placed().get(at)).copied();
        let named = match number {
            Some(number) if self.bench.level().picks() => match self.blank(number) {
                Some(blank) => Some(blank),
                None => return self.no_blank(out),
            },
            _ => self.filling,
        };
        let spot = named.map(Spot::Blank);
        match spot.or_else(|| self.bench.spot_to_hint(self.place)) {
            None => out.said(said!("lesson.build.hint.nothing_open")),
            Some(spot) => {
                if let Spot::Blank(blank) = spot {
                    let (number, formula) = (self.number(blank), formula_title(blank.formula()));
                    out.said(said!("plain.build.hint_for", number, formula));
                }
                out.said(hint(spot, before));
            }
        }
    }

    /// The number of a blank.
    fn number(&self, blank: Blank) -> usize {
        let place = self.bench.blanks().iter().position(|it| *it == blank);
        place.map_or(0, |place| place + 1)
    }

    fn run(&mut self, out: &mut Lines) {
        let verdict = Verdict::of(&self.bench);
        self.at.run_again(verdict.scenario.clone());
        self.at.cursor = 0;
        out.said(match &verdict.broken {
            Some(broken) => {
                self.at.cursor = broken.step;
                said!("plain.build.broken", step = broken.step + 1)
            }
            None => said!("plain.build.works"),
        });
        for said in &verdict.said {
            out.gap();
            out.said(said.clone());
        }
        out.gap();
        out.add(label!("plain.build.go_on"));
        self.verdict = Some(verdict);
    }
}
