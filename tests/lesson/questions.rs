//! Questions that are made from runs: nothing is unfilled, the right answer is right, each wrong one is less and is
//! refuted, and no two answers are the same.

use premaster::explain::plain;
use premaster::lesson::belief::Belief;
use premaster::lesson::question::{
    self, Answer, Asking, Form, NotAsked, Objection, Question, templates, words,
};
use premaster::scenario::{Overrides, Scenario, play, simulate};
use premaster::trace::{Recorder, Trace};
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
    scenario.client.accept_any_certificate = true;
    scenario.expect = None;
    Run {
        name: "self-signed, accepted".to_owned(),
        trace: simulate(&scenario),
        scenario,
    }
}

/// A message that fills its blocks together with the MAC.
fn filled_block() -> Run {
    let overrides = Overrides {
        message: Some("32 bytes and a MAC of 32 fill it".to_owned()),
        ..Overrides::seed(38)
    };
    let scenario = Scenario::builtin("classic", overrides).unwrap();
    Run {
        name: "classic, with a full block".to_owned(),
        trace: simulate(&scenario),
        scenario,
    }
}

/// Every scenario of the library, each with a seed of its own. Made once.
fn library() -> &'static [Run] {
    static RUNS: LazyLock<Vec<Run>> = LazyLock::new(|| {
        let list = Scenario::list().into_iter().zip(40..);
        let all = list.map(|(listed, seed)| run(listed.name, seed));
        all.chain([went_on(), filled_block()]).collect()
    });
    &RUNS
}

/// The questions about the library, with the run of each. Made once.
fn asked() -> &'static [(&'static Run, Question)] {
    static ASKED: LazyLock<Vec<(&'static Run, Question)>> = LazyLock::new(|| {
        let of = |run: &'static Run| {
            let questions = question::all(&run.trace, Some(&run.scenario), 7).into_iter();
            // what is picked where there are many is another with each seed
            let picked = (8..16).filter_map(|seed| {
                let last = run.trace.steps().len() - 1;
                let asking = Asking::new(&run.trace).of(&run.scenario).seed(seed);
                question::ask("order-messages", &asking.at(last)).ok()
            });
            questions.chain(picked).map(move |question| (run, question))
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

/// An answer as someone would type it.
fn typed(question: &Question, answer: &Answer) -> String {
    let letter = |place: &usize| char::from(b'a' + u8::try_from(*place).unwrap()).to_string();
    match answer {
        Answer::Unknown => "?".to_owned(),
        Answer::One(place) => letter(place),
        Answer::Many(places) | Answer::Order(places) => {
            let letters: Vec<String> = places.iter().map(letter).collect();
            letters.join(" ")
        }
        Answer::Bytes(_) | Answer::Number(_) | Answer::Point(_) => question.words(answer),
        Answer::Who(marks) => {
            let rows = marks.iter().map(|(row, _)| *row).collect::<BTreeSet<_>>();
            let row = |row: usize| {
                let marked = marks.iter().filter(|(of, _)| *of == row);
                let letters: String = marked.map(|(_, column)| letter(column)).collect();
                format!("{} {letters}", row + 1)
            };
            rows.into_iter().map(row).collect::<Vec<_>>().join(", ")
        }
    }
}

#[test]
fn what_is_typed_is_read_as_it_was_meant() {
    for (run, question) in asked() {
        let all = wrong(question).into_iter().map(|(answer, _)| answer);
        for answer in all.chain([question.right(), Answer::Unknown]) {
            let typed = typed(question, &answer);
            let read = question.read(&typed).unwrap();
            let same = question.mark(&read) == question.mark(&answer);
            assert!(
                same,
                "{} in {}: {typed}: {read:?}",
                question.template, run.name
            );
        }
    }
}

#[test]
fn every_answer_of_the_file_is_offered_somewhere_and_every_refutation_is_used() {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut said: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (_, question) in asked() {
        if let Form::One(choices) | Form::Many(choices) = &question.form {
            seen.extend(choices.iter().map(|one| (question.template, one.name)));
        }
        let refuted = wrong(question).into_iter();
        let refuted = refuted.map(|(_, said)| plain(&said.said));
        said.entry(question.template).or_default().extend(refuted);
    }
    // the words of a refutation up to its first placeholder or mark
    let beginning = |text: &str| {
        let text = text.trim_start_matches('[');
        let end = text.find(['{', '[', '*', ']']).unwrap_or(text.len());
        text[..end].trim().to_owned()
    };
    let mut unused = Vec::new();
    for (template, words) in words::all() {
        assert!(templates().any(|known| known.key == template), "{template}");
        for (name, answer) in &words.answer {
            let chosen = !answer.text.is_empty();
            let typed = ["order", "who"];
            let kind = templates()
                .find(|known| known.key == template)
                .unwrap()
                .kind;
            if chosen && !typed.contains(&kind.name()) && !seen.contains(&(template, name.as_str()))
            {
                unused.push(format!("{template}.{name}: never offered"));
            }
            let slip = answer.belief.is_empty() || answer.belief.starts_with("slip-");
            assert!(
                slip || Belief::named(&answer.belief).is_some(),
                "{template}.{name}"
            );
            let begins = beginning(&answer.refutation);
            let all = &said[template];
            if begins.len() > 5 && !all.iter().any(|one| one.contains(&begins)) {
                unused.push(format!(
                    "{template}.{name}: never said: {}",
                    answer.refutation
                ));
            }
        }
    }
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn every_belief_is_refuted_somewhere_with_bytes_or_steps_of_the_run() {
    let mut own: BTreeSet<&str> = BTreeSet::new();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for (_, question) in asked() {
        for (_, said) in wrong(question) {
            if let Some(belief) = said.belief {
                named.insert(&belief.key);
                if plain(&said.said) != belief.truth {
                    own.insert(&belief.key);
                }
            }
        }
    }
    let never: Vec<&str> = Belief::all()
        .map(|one| one.key.as_str())
        .filter(|key| !own.contains(key))
        .collect();
    assert!(
        never.is_empty(),
        "only the truth is said, or nothing: {never:?}"
    );
    assert_eq!(named.len(), Belief::all().count());
}

#[test]
fn what_cannot_be_asked_says_why() {
    let run = run("classic", 42);
    let asking = || Asking::new(&run.trace).of(&run.scenario);
    let why = |template: &str, asking: Asking<'_>| question::ask(template, &asking).unwrap_err();
    let unknown = why("seed-oder", asking());
    assert!(matches!(unknown, NotAsked::Unknown(_)));
    assert!(unknown.to_string().contains("seed-order"), "{unknown}");
    let argument = why("in-transcript", asking().with("finish", "client"));
    assert!(argument.to_string().contains("finished"), "{argument}");
    let value = why("in-transcript", asking().with("finished", "eve"));
    assert!(value.to_string().contains("eve"), "{value}");
    let step = why("key-count", asking().at(99));
    assert!(step.to_string().contains("100"), "{step}");
    let nothing = why("which-check-fails", asking());
    assert!(matches!(nothing, NotAsked::DoesNotApply(_)), "{nothing}");
}

/// The run as it was when each step was over: by the number of steps.
fn cuts(scenario: &Scenario, run: &premaster::trace::Run) -> Vec<Trace> {
    let mut recorder = Recorder::new(run.clone());
    let mut cuts: Vec<Trace> = Vec::new();
    play(scenario, &mut |entry| {
        let before = recorder.trace().clone();
        recorder.record(entry);
        if recorder.trace().steps().len() > before.steps().len() {
            cuts.push(before);
        }
    });
    cuts
}

#[test]
fn a_question_gives_away_nothing_that_lies_beyond_its_step() {
    let mut compared = 0;
    for name in [
        "classic",
        "mutual",
        "tls11",
        "triple-des",
        "two-connections",
    ] {
        let run = run(name, 5);
        for cut in cuts(&run.scenario, run.trace.run()) {
            let Some(step) = cut.steps().len().checked_sub(1) else {
                continue;
            };
            let now = question::of_step(&cut, None, step, 3);
            for asked in question::of_step(&run.trace, None, step, 3) {
                let same = |one: &&Question| {
                    (one.template, &one.arguments) == (asked.template, &asked.arguments)
                };
                let Some(early) = now.iter().find(same) else {
                    // a prediction has an answer only later, and of some values it is asked before they are there
                    // who could compute them
                    let early = asked.predicts || asked.template == "who-can-compute";
                    let place = format!("{}, step {}", run.name, step + 1);
                    assert!(early, "{place}: {}", asked.template);
                    continue;
                };
                if !asked.predicts {
                    assert_eq!(*early, asked, "{}, step {}", run.name, step + 1);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 500, "{compared}");
}
