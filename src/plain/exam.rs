//! The exam line by line: a question, a line with the answer, a line with how sure the reader is, and no verdict.

use super::NARROWEST;
use super::lines::Lines;
use super::passage::put;
use crate::explain::plain;
use crate::lesson::course::{Role, Shown, posed};
use crate::lesson::exam::{SURE, Sheet, Taking, how_sure};
use crate::said;
use std::fmt;
use std::time::Duration;

/// Keeps a sheet after each answer; an error is prose.
pub type KeepSheet = Box<dyn Fn(&Sheet) -> Result<(), String>>;
/// What is told once a sheet is finished.
pub type Told = Box<dyn Fn(&Sheet) -> Vec<Shown>>;

/// Someone who takes a form.
pub struct Exam {
    taking: Taking,
    keep: Option<KeepSheet>,
    tell: Told,
    width: usize,
    /// Whether it is asked if the reader wants to leave.
    leaving: bool,
    over: bool,
}

impl fmt::Debug for Exam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exam")
            .field("taking", &self.taking)
            .finish_non_exhaustive()
    }
}

impl Exam {
    /// An exam in lines of this width. Without `keep` nothing is kept.
    pub fn new(taking: Taking, keep: Option<KeepSheet>, tell: Told, width: usize) -> Exam {
        Exam {
            taking,
            keep,
            tell,
            width: width.max(NARROWEST),
            leaving: false,
            over: false,
        }
    }

    /// Who takes which form.
    pub fn taking(&self) -> &Taking {
        &self.taking
    }

    /// Whether it is at its end, or the reader has left.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// What is said first.
    pub fn greeting(&mut self) -> Vec<String> {
        let mut out = Lines::new(self.width);
        if let Some(form) = self.taking.sheet().form() {
            out.said(said!("exam.title", form = form.name()));
            out.said(said!("exam.plain_help"));
        }
        self.ask(&mut out);
        out.all()
    }

    /// Takes a line, and answers. `now` is the time since anything.
    pub fn obey(&mut self, line: &str, now: Duration) -> Vec<String> {
        let mut out = Lines::new(self.width);
        let line = line.trim();
        let word = line.to_ascii_lowercase();
        if self.leaving {
            match word.as_str() {
                "yes" | "y" => self.over = true,
                "no" | "n" => {
                    self.leaving = false;
                    self.ask(&mut out);
                }
                _ => self.leave(&mut out),
            }
            return out.all();
        }
        match word.as_str() {
            "quit" | "exit" | "leave" => {
                self.leaving = true;
                self.leave(&mut out);
            }
            "help" => out.said(said!("exam.plain_help")),
            "" | "question" => self.ask(&mut out),
            "back" => {
                self.taking.reconsider();
                self.ask(&mut out);
            }
            _ => self.answer(line, now, &mut out),
        }
        out.all()
    }

    fn answer(&mut self, line: &str, now: Duration, out: &mut Lines) {
        if self.taking.chosen().is_some() {
            let sure = line.parse::<u8>().ok();
            match sure.is_some_and(|sure| self.taking.sure(sure, now)) {
                true => self.answered(out),
                false => {
                    let got = crate::text::escaped(line.as_bytes());
                    out.said(said!("exam.sure_expected", got));
                }
            }
            return;
        }
        let Some(question) = self.taking.question() else {
            return;
        };
        match question.read(line) {
            Ok(answer) => {
                let unknown = answer == crate::lesson::question::Answer::Unknown;
                if !unknown {
                    let words = question.words(&answer);
                    out.said(said!("lesson.course.answered", answer = words));
                }
                self.taking.choose(answer, now);
                match unknown {
                    true => self.answered(out),
                    false => self.ask_sure(out),
                }
            }
            Err(said) => out.said(said),
        }
    }

    /// An answer was given: it is kept, and the next question comes.
    fn answered(&mut self, out: &mut Lines) {
        if let Some(keep) = &self.keep
            && let Err(why) = keep(self.taking.sheet())
        {
            out.said(said!("exam.not_kept", why));
        }
        self.ask(out);
    }

    /// The question, or what is told at the end.
    fn ask(&mut self, out: &mut Lines) {
        let Some(item) = self.taking.item() else {
            for shown in (self.tell)(self.taking.sheet()) {
                put(&shown, None, out);
            }
            self.over = true;
            return;
        };
        if self.taking.chosen().is_some() {
            return self.ask_sure(out);
        }
        let (done, all) = self.taking.count();
        out.gap();
        out.said(said!("exam.question", nth = done + 1, all));
        put(&Shown::plain(Role::Text, plain(&item.situation)), None, out);
        for shown in posed(&item.question) {
            put(&shown, None, out);
        }
    }

    fn ask_sure(&self, out: &mut Lines) {
        out.said(said!("exam.how_sure"));
        for sure in SURE {
            out.item(usize::from(sure), how_sure(sure));
        }
        out.said(said!("exam.sure_form"));
    }

    fn leave(&self, out: &mut Lines) {
        out.said(said!("exam.leave"));
        out.said(match self.keep {
            Some(_) => said!("exam.leave_kept"),
            None => said!("exam.leave_lost"),
        });
        out.said(said!("exam.leave_form"));
    }
}

/// Passages in lines, as the exam tells them at its end.
pub fn told(shown: &[Shown], width: usize) -> Vec<String> {
    let mut out = Lines::new(width.max(NARROWEST));
    for one in shown {
        put(one, None, &mut out);
    }
    out.all()
}
