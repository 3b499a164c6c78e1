//! A class: what each person gained, what became of each misconception, and how hard each place is in the two forms.

use super::change::{Gain, normalised};
use super::form::Form;
use super::item::Item;
use super::marked::{Marked, MarkedPlace};
use crate::lesson::belief::Belief;
use crate::said;
use crate::text::Said;

/// With fewer sheets, how many had a place right is told as a count, and not as a share.
pub const FEW: usize = 20;
/// The shares of a place in the two forms may differ by this much.
pub const MAY_DIFFER: f64 = 0.15;

/// The sheets of a class, and the questions of both forms.
#[derive(Debug)]
pub struct Class<'i> {
    items: [&'i [Item]; 2],
    sheets: Vec<Marked>,
}

/// Someone who took both forms.
#[derive(Clone, Debug)]
pub struct Person<'c> {
    /// Their id.
    pub name: &'c str,
    /// What they took first.
    pub first: &'c Marked,
    /// What they took second.
    pub second: &'c Marked,
}

impl Person<'_> {
    /// The score of the first form, from 0 to 1.
    pub fn before(&self) -> f64 {
        self.first.score()
    }

    /// The score of the second form, from 0 to 1.
    pub fn after(&self) -> f64 {
        self.second.score()
    }

    /// The normalised change; `None` for all right twice, or all wrong twice.
    pub fn change(&self) -> Option<f64> {
        normalised(self.before(), self.after())
    }
}

/// How many of those who took a form first had a place right in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Right {
    /// So many had it right.
    pub right: usize,
    /// So many took the form first.
    pub of: usize,
}

impl Right {
    /// As a share, if anyone took it.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.right as f64 / self.of as f64)
    }
}

/// A place, and how hard it is.
#[derive(Clone, Copy, Debug)]
pub struct PlaceStatistic {
    /// The place, from 1.
    pub place: usize,
    /// Its template.
    pub template: &'static str,
    /// In form A and in form B, each among those who took that form first.
    pub right: [Right; 2],
}

/// How often a belief was shown in the first forms, or in the second ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// So many answers showed it.
    pub chosen: usize,
    /// So many could have shown it.
    pub offered: usize,
    /// Of those that showed it: a guess, fairly sure, certain.
    pub sure: [usize; 3],
}

/// What became of a belief.
#[derive(Clone, Copy, Debug)]
pub struct BeliefStatistic {
    /// The belief.
    pub belief: &'static Belief,
    /// In the forms that were taken first.
    pub before: Shown,
    /// In the forms that were taken second.
    pub after: Shown,
    /// Persons who showed it before and not after.
    pub left: usize,
    /// Persons who showed it both times.
    pub kept: usize,
    /// Persons who showed it after and not before.
    pub took_up: usize,
}

impl<'i> Class<'i> {
    /// A class without sheets, and the questions of forms A and B.
    pub fn new(a: &'i [Item], b: &'i [Item]) -> Class<'i> {
        Class {
            items: [a, b],
            sheets: Vec::new(),
        }
    }

    /// Adds a sheet.
    ///
    /// # Errors
    /// There is one of this person and form already.
    pub fn add(&mut self, sheet: Marked) -> Result<(), Said> {
        let same = |other: &Marked| (other.form, &other.name) == (sheet.form, &sheet.name);
        if self.sheets.iter().any(same) {
            let (name, form) = (sheet.name.as_str(), sheet.form.name());
            return Err(said!("exam.file.again", name, form));
        }
        self.sheets.push(sheet);
        Ok(())
    }

    /// Those who took both forms to the end, in the order of their ids.
    pub fn persons(&self) -> Vec<Person<'_>> {
        let finished = || self.sheets.iter().filter(|sheet| sheet.finished);
        let mut persons: Vec<Person<'_>> = finished()
            .filter(|sheet| sheet.form == Form::A)
            .filter_map(|a| {
                let mut others = finished();
                let b = others.find(|other| other.form == Form::B && other.name == a.name)?;
                let (first, second) = if b.begun < a.begun { (b, a) } else { (a, b) };
                Some(Person {
                    name: &a.name,
                    first,
                    second,
                })
            })
            .collect();
        persons.sort_by_key(|person| person.name);
        persons
    }

    /// The sheets that are not used: of persons who did not take both forms to the end.
    pub fn unused(&self) -> Vec<&Marked> {
        let used: Vec<&str> = self.persons().iter().map(|person| person.name).collect();
        let unused = |sheet: &&Marked| !used.contains(&sheet.name.as_str());
        let mut unused: Vec<&Marked> = self.sheets.iter().filter(unused).collect();
        unused.sort_by_key(|sheet| (&sheet.name, sheet.form));
        unused
    }

    /// The gain of the class; `None` if no one has a normalised change.
    pub fn gain(&self) -> Option<Gain> {
        let scores: Vec<(f64, f64)> = self
            .persons()
            .iter()
            .map(|person| (person.before(), person.after()))
            .collect();
        Gain::of(&scores)
    }

    /// How hard each place is.
    pub fn places(&self) -> Vec<PlaceStatistic> {
        let persons = self.persons();
        let [a, _] = self.items;
        let right = |form: Form, place: usize| {
            let firsts = persons.iter().map(|person| person.first);
            let mut count = Right::default();
            for sheet in firsts.filter(|sheet| sheet.form == form) {
                count.of += 1;
                let is_right = sheet.at(place).is_some_and(|one| one.mark.is_right());
                count.right += usize::from(is_right);
            }
            count
        };
        let statistic = |item: &Item| PlaceStatistic {
            place: item.place,
            template: item.question.template,
            right: Form::ALL.map(|form| right(form, item.place)),
        };
        a.iter().map(statistic).collect()
    }

    /// Whether so many sheets were taken first that shares mean something.
    pub fn has_shares(&self) -> bool {
        self.persons().len() >= FEW
    }

    /// Whether a place is harder in one form than in the other by more than [`MAY_DIFFER`]. With few sheets that is
    /// not said.
    pub fn differs(&self, place: &PlaceStatistic) -> bool {
        let [a, b] = place.right.map(Right::share);
        let differs = |a: f64, b: f64| (a - b).abs() > MAY_DIFFER;
        self.has_shares() && a.zip(b).is_some_and(|(a, b)| differs(a, b))
    }

    /// What became of each belief that the forms can show and that is reported by name, in the order of their keys.
    pub fn beliefs(&self) -> Vec<BeliefStatistic> {
        let persons = self.persons();
        let reported = Belief::all().filter(|belief| belief.reported);
        let statistic = |belief| {
            let mut of = BeliefStatistic {
                belief,
                before: Shown::default(),
                after: Shown::default(),
                left: 0,
                kept: 0,
                took_up: 0,
            };
            for person in &persons {
                let before = self.count(belief, person.first, &mut of.before);
                let after = self.count(belief, person.second, &mut of.after);
                match (before, after) {
                    (true, false) => of.left += 1,
                    (true, true) => of.kept += 1,
                    (false, true) => of.took_up += 1,
                    (false, false) => {}
                }
            }
            of
        };
        let all = reported.map(statistic);
        all.filter(|one| one.before.offered + one.after.offered > 0)
            .collect()
    }

    /// Counts the answers of a sheet that show a belief, and those that could; whether one does.
    fn count(&self, belief: &'static Belief, sheet: &Marked, shown: &mut Shown) -> bool {
        let items = self.items[sheet.form as usize].iter();
        let offering = items.filter(|item| item.question.beliefs().contains(&belief));
        let mut does = false;
        for item in offering {
            shown.offered += 1;
            let answer = sheet.at(item.place);
            let answer = answer.filter(|one| one.shows().contains(&belief));
            if let Some(MarkedPlace { sure, .. }) = answer {
                does = true;
                shown.chosen += 1;
                let sure = sure.and_then(|sure| usize::from(sure).checked_sub(1));
                if let Some(count) = sure.and_then(|sure| shown.sure.get_mut(sure)) {
                    *count += 1;
                }
            }
        }
        does
    }
}
