//! Another run: another scenario, another seed, an attacker on the path; and the run as a file.

use super::lines::Lines;
use super::{Session, plain};
use crate::said;
use crate::scenario::{Intercepted, Interception, Scenario};
use crate::trace::{Obstacle, RunName, StepRef};

/// The changes of a message as a whole.
const ACTIONS: [&str; 4] = ["drop", "repeat", "swap", "cut"];

impl Session {
    /// Runs another scenario in the place of the present one.
    pub(super) fn run_again(&mut self, scenario: Scenario) {
        let trace = (self.means.simulate)(&scenario);
        self.trace = trace;
        let before = self.scenario.replace(scenario);
        self.history.extend(before);
        let last = self.trace.steps().len().saturating_sub(1);
        self.cursor = self.cursor.min(last);
    }

    /// Opens the run that a place names, unless it is open. False if there is none, which is said.
    pub(super) fn open_run(&mut self, run: &RunName, out: &mut Lines) -> bool {
        if !self.changeable(out) {
            return false;
        }
        let same = self.scenario.as_ref().is_some_and(|here| {
            here.name == run.scenario && run.seed.is_none_or(|seed| seed == here.seed)
        });
        if same {
            return true;
        }
        match (self.means.load)(&run.scenario) {
            Ok(mut scenario) => {
                scenario.seed = run.seed.unwrap_or(scenario.seed);
                self.run_again(scenario);
                true
            }
            Err(words) => {
                out.said(plain(words));
                false
            }
        }
    }

    /// Opens a scenario at its first step: by its name, its file, or its number in the list.
    pub(super) fn open(&mut self, name: &str, out: &mut Lines) {
        let numbered = name.parse::<usize>().ok();
        let list = numbered.map(|_| Scenario::list());
        let listed = list.zip(numbered).and_then(|(list, number)| {
            let listed = list.get(number.checked_sub(1)?)?;
            Some(listed.name)
        });
        let run = RunName {
            scenario: listed.unwrap_or(name).to_owned(),
            seed: None,
        };
        if self.open_run(&run, out) {
            self.cursor = 0;
            self.tell_run(out);
            self.tell_step(out);
        }
    }

    /// Runs the scenario with another seed.
    pub(super) fn set_seed(&mut self, seed: &str, out: &mut Lines) {
        if !self.changeable(out) {
            return;
        }
        let (Ok(seed), Some(scenario)) = (seed.parse::<u64>(), &self.scenario) else {
            return out.said(said!("plain.change.seed", most = u64::MAX));
        };
        let scenario = Scenario {
            seed,
            ..scenario.clone()
        };
        self.run_again(scenario);
        out.said(said!("plain.change.seeded", seed));
        self.tell_step(out);
    }

    /// Lets an attacker on the path do something to a message.
    pub(super) fn edit(&mut self, change: &str, out: &mut Lines) {
        if !self.changeable(out) {
            return;
        }
        let line = match change.contains('=') {
            true => change.to_owned(),
            false => match self.in_full(change, out) {
                Some(line) => line,
                None => return,
            },
        };
        let interception = match Interception::from_line(&line) {
            Ok(interception) => interception,
            Err(error) => {
                out.said(plain(error.to_string()));
                error.hint().into_iter().for_each(|hint| out.said(hint));
                return;
            }
        };
        let Some(mut scenario) = self.scenario.clone() else {
            return;
        };
        let what = interception.describe();
        let before = scenario.interceptions.len();
        scenario.tamper(interception);
        self.run_again(scenario);
        let tampering = self.trace.tampering();
        let new = tampering.get(before.min(tampering.len().saturating_sub(1)));
        let done = new.map(|one| one.done.clone());
        match done {
            Some(Err(obstacle)) => {
                let why = Obstacle::said(&obstacle).clone();
                self.undo_silently();
                out.said(said!("plain.change.cannot", what, why));
            }
            Some(Ok(step)) => {
                out.said(said!("plain.change.done", what));
                self.go_to_index(step, out);
            }
            None => self.tell_step(out),
        }
    }

    /// A change of the present message as a scenario's file has it: `flip random 0 3`, `set random 0 ff00`,
    /// `replace session_id 00`, `drop`.
    fn in_full(&self, change: &str, out: &mut Lines) -> Option<String> {
        let step = self.step()?;
        let Some(message) = Intercepted::of(step.name()) else {
            out.said(said!("plain.change.no_message"));
            return None;
        };
        let of_kind = StepRef::of(&self.trace, step.index);
        let nth = match of_kind {
            Some(StepRef::Nth(_, n)) => n,
            _ => 1,
        };
        let words: Vec<&str> = change.split_whitespace().collect();
        let what = match words.as_slice() {
            [action] if ACTIONS.contains(action) => format!("action = {action:?}"),
            ["flip", field, byte, bit] => {
                format!("flip = {{ field = {field:?}, byte = {byte}, bit = {bit} }}")
            }
            ["set", field, byte, bytes] => {
                format!("set = {{ field = {field:?}, byte = {byte}, bytes = {bytes:?} }}")
            }
            ["replace", field, bytes] => {
                format!("replace = {{ field = {field:?}, bytes = {bytes:?} }}")
            }
            _ => {
                out.said(said!("plain.change.form"));
                return None;
            }
        };
        let message = message.key();
        Some(format!("message = {message:?}, occurrence = {nth}, {what}"))
    }

    /// Back to the scenario before the last change.
    pub(super) fn undo(&mut self, out: &mut Lines) {
        match self.undo_silently() {
            true => {
                out.said(said!("plain.change.undone"));
                self.tell_step(out);
            }
            false => out.said(said!("plain.change.nothing")),
        }
    }

    fn undo_silently(&mut self) -> bool {
        let Some(before) = self.history.pop() else {
            return false;
        };
        self.run_again(before);
        self.history.pop();
        true
    }

    /// Writes the run to a file.
    pub(super) fn export(&mut self, what: &str, out: &mut Lines) {
        let formats = || -> Vec<String> {
            let formats = self.means.formats.iter();
            formats.map(|(name, _)| name.clone()).collect()
        };
        let Some((format, file)) = what.split_once(char::is_whitespace) else {
            return out.said(said!("plain.change.export", formats = formats()));
        };
        if !formats().iter().any(|name| name == format) {
            return out.said(said!("plain.change.export", formats = formats()));
        }
        let file = file.trim();
        let content = (self.means.print)(format, &self.trace, self.scenario.as_ref());
        match (self.means.write)(file, &content) {
            Ok(()) => out.said(said!("plain.change.written", file, bytes = content.len())),
            Err(words) => out.said(plain(words)),
        }
    }
}
