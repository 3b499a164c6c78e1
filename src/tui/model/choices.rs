//! The scenarios that can be chosen, which of them fit what was typed, and which end alike.

use super::Model;
use super::endings::Ending;
use super::source::Listed;
use crate::said;
use crate::tui::draw::text;

/// What two scenarios have in common that end otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The alert, which another step sends.
    Alert,
    /// The step in which it is noticed, with another alert.
    Step,
}

/// The scenarios that fit what was typed.
#[derive(Debug)]
pub struct Fitting<'a> {
    /// They, in the order of the list.
    pub all: Vec<&'a Listed>,
    /// Which of them fits best.
    pub best: usize,
}

impl Model {
    /// All scenarios that can be chosen.
    pub fn listed(&self) -> &[Listed] {
        &self.library.scenarios
    }

    /// Runs every scenario of which the ending is not known yet.
    pub fn find_endings(&mut self) {
        for listed in self.library.scenarios.iter() {
            if self.endings.of(&listed.name).is_some() {
                continue;
            }
            if let Ok(scenario) = (self.library.load)(&listed.name) {
                let trace = (self.library.simulate)(&scenario);
                self.endings.note(&listed.name, &trace);
            }
        }
    }

    /// How a scenario ends, once that is known.
    pub fn ending(&self, name: &str) -> Option<&Ending> {
        self.endings.of(name)
    }

    /// The scenarios that fit what was typed, by name, description, group and, unless that is hidden,
    /// by how they end.
    pub fn fitting(&self, query: &str) -> Fitting<'_> {
        let listed = self.listed();
        let about = |one: &Listed| {
            let ending = self.ending(&one.name).filter(|_| !self.endings.hidden);
            let alert = ending.and_then(Ending::alert_name).unwrap_or_default();
            let step = ending.and_then(|ending| ending.failed);
            let step = step.map(|step| said!("tui.chooser.step", step = step + 1).to_string());
            let step = step.unwrap_or_default();
            let (group, about) = (one.group, &one.description);
            format!("{about} {group} {alert} {step}")
        };
        let all: Vec<(usize, &str, String)> = listed
            .iter()
            .enumerate()
            .map(|(i, one)| (i, one.name.as_str(), about(one)))
            .collect();
        let found = text::matching(all, query, |(_, name, about)| (name, about));
        let best = found.first().map_or(0, |(i, ..)| *i);
        let mut places: Vec<usize> = found.into_iter().map(|(i, ..)| i).collect();
        places.sort_unstable();
        Fitting {
            best: places.iter().position(|i| *i == best).unwrap_or(0),
            all: places.into_iter().map(|i| &listed[i]).collect(),
        }
    }

    /// Scenarios that end like one and yet not in the same way: at most one for each likeness.
    pub fn alike(&self, name: &str) -> Vec<(&str, Likeness)> {
        let Some(this) = self.ending(name).filter(|ending| ending.failed.is_some()) else {
            return Vec::new();
        };
        let alert = |ending: &Ending| ending.alert.map(|sent| sent.alert.description);
        let others = || {
            let others = self.listed().iter().filter(|other| other.name != name);
            others.filter_map(|other| Some((other.name.as_str(), self.ending(&other.name)?)))
        };
        let cause = |ending: &Ending| (ending.parted, ending.check, ending.failing);
        let same_alert = others().find(|(_, other)| {
            this.alert.is_some() && alert(other) == alert(this) && cause(other) != cause(this)
        });
        let same_step =
            others().find(|(_, other)| other.failed == this.failed && alert(other) != alert(this));
        let mut out = Vec::new();
        out.extend(same_alert.map(|(name, _)| (name, Likeness::Alert)));
        out.extend(same_step.map(|(name, _)| (name, Likeness::Step)));
        out
    }
}
