//! The sheets of a class together: how many have each task right, and which mistakes are frequent.

use super::{Fault, Graded, GradedTask, Verdict};
use crate::lesson::belief::Belief;
use crate::lesson::homework::Task;
use crate::{label, said};
use std::collections::{BTreeMap, BTreeSet};

/// The sheets of a class that were marked.
#[derive(Clone, Copy, Debug)]
pub struct Class<'g> {
    graded: &'g [Graded],
}

/// What is in a task's answers, of a student.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All of it is right.
    Right,
    /// Some of it is.
    Partly,
    /// Something was handed in, which is worth nothing.
    Wrong,
    /// Nothing was handed in.
    Nothing,
}

/// A task, and how many students have what in it.
#[derive(Clone, Debug)]
pub struct TaskTally {
    /// The task.
    pub task: &'static Task,
    /// How many students have each outcome.
    pub students: BTreeMap<Outcome, usize>,
}

/// A mistake in a task, and how many students have made it.
#[derive(Clone, Debug)]
pub struct Common {
    /// The task.
    pub task: &'static Task,
    /// What is said of the mistake, in the words that most of these students are told.
    pub said: String,
    /// How many students.
    pub students: usize,
}

impl GradedTask {
    /// What the student has in it.
    pub fn outcome(&self) -> Outcome {
        let missing = |verdict: Verdict| verdict == Verdict::Missing;
        if self.answers.iter().all(|answer| missing(answer.verdict)) {
            return Outcome::Nothing;
        }
        let right = |verdict| matches!(verdict, Verdict::Right | Verdict::Followed);
        match self.answers.iter().all(|answer| right(answer.verdict)) {
            true => Outcome::Right,
            false if self.score() > 0.0 => Outcome::Partly,
            false => Outcome::Wrong,
        }
    }
}

impl Graded {
    /// Whether nothing was handed in.
    pub fn is_empty(&self) -> bool {
        let mut tasks = self.tasks.iter();
        tasks.all(|task| task.outcome() == Outcome::Nothing)
    }
}

impl<'g> Class<'g> {
    /// The class of these sheets.
    pub fn new(graded: &'g [Graded]) -> Self {
        Class { graded }
    }

    /// The sheets on which there is something.
    pub fn filled(self) -> impl Iterator<Item = &'g Graded> + Clone {
        self.graded.iter().filter(|one| !one.is_empty())
    }

    /// The students whose sheets are empty.
    pub fn empty(self) -> impl Iterator<Item = &'g str> {
        let empty = self.graded.iter().filter(|one| one.is_empty());
        empty.map(|one| one.student.as_str())
    }

    /// The most points that there are.
    pub fn most(self) -> usize {
        self.graded.first().map_or(0, |one| one.tasks.len())
    }

    /// The mean of the points of the sheets that are not empty; `None` if there are none.
    pub fn mean(self) -> Option<f64> {
        let points: Vec<f64> = self.filled().map(Graded::points).collect();
        // a class is small
        (!points.is_empty()).then(|| points.iter().sum::<f64>() / points.len() as f64)
    }

    /// The median of the points of the sheets that are not empty; `None` if there are none.
    pub fn median(self) -> Option<f64> {
        let mut points: Vec<f64> = self.filled().map(Graded::points).collect();
        points.sort_by(f64::total_cmp);
        let middle = points.len() / 2;
        let upper = *points.get(middle)?;
        match points.len() % 2 {
            0 => Some((upper + points.get(middle - 1)?) / 2.0),
            _ => Some(upper),
        }
    }

    /// How the tasks went, on the sheets that are not empty.
    pub fn tasks(self) -> Vec<TaskTally> {
        let mut all: Vec<TaskTally> = Vec::new();
        for task in self.filled().flat_map(|one| &one.tasks) {
            let place = match all
                .iter()
                .position(|tally| tally.task.number == task.task.number)
            {
                Some(place) => place,
                None => {
                    let (task, students) = (task.task, BTreeMap::new());
                    all.push(TaskTally { task, students });
                    all.len() - 1
                }
            };
            if let Some(tally) = all.get_mut(place) {
                *tally.students.entry(task.outcome()).or_default() += 1;
            }
        }
        all
    }

    /// The usual mistakes, the most frequent first. A student counts once for a mistake in a task.
    pub fn mistakes(self) -> Vec<Common> {
        let mut found: BTreeMap<Mistaken<'_>, (&'static Task, Told<'_>)> = BTreeMap::new();
        for one in self.filled() {
            for task in &one.tasks {
                let faults = task.answers.iter().flat_map(|answer| &answer.faults);
                for fault in faults.filter(|fault| !is_no_mistake(fault)) {
                    let (task, words) = (task.task, words(fault));
                    // the same mistake is about other parties
                    let apart = (fault.mistake == OTHER_PARTY).then(|| words.clone());
                    let key = (task.number, fault.mistake, apart);
                    let (_, told) = found.entry(key).or_insert((task, Told::new()));
                    told.entry(words).or_default().insert(&one.student);
                }
            }
        }
        let mut all: Vec<Common> = found
            .into_values()
            .filter_map(|(task, told)| {
                let students: BTreeSet<&str> = told.values().flatten().copied().collect();
                let students = students.len();
                let most = told.into_iter().max_by_key(|(_, students)| students.len());
                most.map(|(said, _)| Common {
                    task,
                    said,
                    students,
                })
            })
            .collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.students));
        all
    }

    /// The beliefs that the answers show, with how many students have shown each, the most frequent first.
    pub fn beliefs(self) -> Vec<(&'static Belief, usize)> {
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for one in self.filled() {
            let answers = one.tasks.iter().flat_map(|task| &task.answers);
            let faults = answers.flat_map(|answer| &answer.faults);
            for belief in faults.filter_map(|fault| fault.belief) {
                found.entry(belief).or_default().insert(&one.student);
            }
        }
        let mut all: Vec<(&'static Belief, usize)> = found
            .into_iter()
            .filter_map(|(key, students)| Some((Belief::named(key)?, students.len())))
            .collect();
        all.sort_by_key(|(_, students)| std::cmp::Reverse(*students));
        all
    }
}

/// A mistake: the task, its name, and what tells it apart from others of that name.
type Mistaken<'g> = (u8, &'g str, Option<String>);
/// What is said of a mistake, and the students who are told so.
type Told<'g> = BTreeMap<String, BTreeSet<&'g str>>;

/// A party that was named, or was not.
const OTHER_PARTY: &str = "other_party";

/// Whether a fault says only that there is no name for it, that it cannot be read, or why something came to nothing.
fn is_no_mistake(fault: &Fault) -> bool {
    matches!(fault.mistake, "none" | "refused" | "unreadable")
}

/// What is said of a fault to a class, without the numbers of one sheet.
fn words(fault: &Fault) -> String {
    match fault.mistake {
        "order" => label!("homework.class.order").to_owned(),
        "unfinished" => label!("homework.class.unfinished").to_owned(),
        "forged_length" => label!("homework.class.forged_length").to_owned(),
        OTHER_PARTY => said!("homework.class.other_party", said = fault.said.clone()).to_string(),
        _ => fault.said.to_string(),
    }
}
