//! Questions that are made from runs: nothing is unfilled, the right answer is right, each wrong one is less and is
//! refuted, and no two answers are the same.

use premaster::explain::plain;
use premaster::lesson::belief::Belief;
use premaster::lesson::question::{
    self, Answer, Asking, Form, NotAsked, Objection, Question, templates, words,
};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::Trace;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The most words of a refutation.
const MOST_WORDS: usize = 60;

/// A run with what was run.
pub struct Run {
    pub name: String,
    pub scenario: Scenario,
    pub trace: Trace,
}

fn run(name: &str, seed: u64) -> Run {
    let scenario = Scenario::builtin(name, Overrides::seed(seed)).unwrap();
    let trace = simulate(&scenario);
    Run {
        name: format!("{name}@{seed}"),
        scenario,
        trace,
    }
}

/// A client that goes on although the certificate has failed.
fn went_on() -> Run {
    let mut scenario = Scenario::builtin("self-signed", Overrides::seed(39)).unwrap();
    scenario.client.accept_any = true;
    scenario.expect = None;
    Run {
        name: "self-signed, accepted".to_owned(),
        trace: simulate(&scenario),
        scenario,
    }
}

/// Every scenario of the library, each with a seed of its own. Made once.
fn library() -> &'static [Run] {
    static RUNS: LazyLock<Vec<Run>> = LazyLock::new(|| {
        let list = Scenario::list().into_iter().zip(40..);
        let all = list.map(|(listed, seed)| run(listed.name, seed));
        all.chain([went_on()]).collect()
    });
    &RUNS
}

/// The questions about the library, with the run of each. Made once.
fn asked() -> &'static [(&'static Run, Question)] {
    static ASKED: LazyLock<Vec<(&'static Run, Question)>> = LazyLock::new(|| {
        let of = |run: &'static Run| {
            let questions = question::all(&run.trace, Some(&run.scenario), 7).into_iter();
            questions.map(move |question| (run, question))
        };
        library().iter().flat_map(of).collect()
    });
    &ASKED
}

/// The wrong answers that a question knows, each with what is said of it.
fn wrong(question: &Question) -> Vec<(Answer, &Objection)> {
    match &question.form {
        Form::One(choices) => {
            let wrong = choices.iter().enumerate().filter(|(_, one)| !one.right);
            wrong
                .map(|(place, one)| (Answer::One(place), one.objection.as_ref().unwrap()))
                .collect()
        }
        Form::Many(choices) => {
            let Answer::Many(right) = question.right() else {
                panic!()
            };
            let flipped = |place: usize| {
                let mut chosen = right.clone();
                match chosen.iter().position(|one| *one == place) {
                    Some(at) => {
                        chosen.remove(at);
                    }
                    None => chosen.push(place),
                }
                Answer::Many(chosen)
            };
            let all = choices.iter().enumerate();
            all.map(|(place, one)| (flipped(place), one.objection.as_ref().unwrap()))
                .collect()
        }
        Form::Order(sequence) => sequence
            .swaps
            .iter()
            .map(|(first, second, said)| {
                let mut order = sequence.right.clone();
                let at = |part| order.iter().position(|one| *one == part).unwrap();
                let (a, b) = (at(*first), at(*second));
                order.swap(a, b);
                (Answer::Order(order), said)
            })
            .collect(),
        Form::Bytes(wanted) => {
            let wrong = wanted.wrong.iter();
            wrong
                .map(|(bytes, said)| (Answer::Bytes(bytes.clone()), said))
                .collect()
        }
        Form::Number(wanted) => {
            let wrong = wanted.wrong.iter();
            wrong
                .map(|(number, said)| (Answer::Number(*number), said))
                .collect()
        }
        Form::Point(wanted) => {
            let wrong = wanted.wrong.iter();
            wrong
                .map(|(path, said)| (Answer::Point(path.clone()), said))
                .collect()
        }
        Form::Who(grid) => grid
            .objections
            .iter()
            .map(|(row, column, said)| {
                let Answer::Who(mut marks) = question.right() else {
                    panic!()
                };
                let cell = (*row, *column);
                match marks.iter().position(|one| *one == cell) {
                    Some(at) => {
                        marks.remove(at);
                    }
                    None => marks.push(cell),
                }
                (Answer::Who(marks), said)
            })
            .collect(),
    }
}

/// What is offered: the texts of choices, parts, rows and columns.
fn offered(question: &Question) -> Vec<Vec<String>> {
    match &question.form {
        Form::One(choices) | Form::Many(choices) => {
            vec![choices.iter().map(|one| plain(&one.text)).collect()]
        }
        Form::Order(sequence) => vec![sequence.parts.iter().map(|part| plain(part)).collect()],
        Form::Who(grid) => vec![
            grid.rows.iter().map(|row| plain(row)).collect(),
            grid.columns.clone(),
        ],
        Form::Bytes(_) | Form::Number(_) | Form::Point(_) => vec![],
    }
}

#[test]
fn every_template_asks_somewhere_in_the_library() {
    let mut count: BTreeMap<&str, (u32, &str)> =
        templates().map(|one| (one.key, (0, ""))).collect();
    for (run, question) in asked() {
        let known = count.get_mut(question.template).unwrap();
        known.0 += 1;
        known.1 = &run.name;
    }
    let never: Vec<_> = count.iter().filter(|(_, (n, _))| *n == 0).collect();
    println!("{} questions: {count:#?}", asked().len());
    assert!(never.is_empty(), "{never:?}");
}

#[test]
fn what_is_right_is_right_and_what_is_wrong_is_refuted() {
    for (run, question) in asked() {
        let place = format!(
            "{} in {}, step {}",
            question.template,
            run.name,
            question.step + 1
        );
        let right = question.right();
        let mark = question.mark(&right);
        assert!(
            mark.is_right() && mark.objections.is_empty(),
            "{place}: {mark:?}"
        );
        assert_eq!(question.mark(&Answer::Unknown).score, 0.0, "{place}");
        for (answer, said) in wrong(question) {
            let mark = question.mark(&answer);
            assert!(mark.score < 1.0, "{place}: {answer:?}");
            assert!(mark.objections.contains(said), "{place}: {answer:?}");
            let words = plain(&said.said);
            let count = words.split_whitespace().count();
            assert!(
                (3..=MOST_WORDS).contains(&count),
                "{place}: {count}: {words}"
            );
        }
        for texts in offered(question) {
            let distinct: BTreeSet<&String> = texts.iter().collect();
            assert_eq!(distinct.len(), texts.len(), "{place}: {texts:?}");
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{place}");
        }
        assert!(!plain(&question.prompt).is_empty() && !plain(&question.because).is_empty());
    }
}
