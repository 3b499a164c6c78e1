//! Every lesson line by line: it can be done by typing, and what is read has no box, no colour and no long line.

use crate::means;
use premaster::lesson::course::{self, Action, Progress, Todo};
use premaster::lesson::predictions;
use premaster::lesson::question::{Answer, letter};
use premaster::plain::Lesson;
use premaster::scenario::{Overrides, Scenario};
use std::collections::BTreeMap;
use std::sync::Arc;

const WIDTH: usize = 76;

fn assert_plain(lines: &[String]) {
    for line in lines {
        let odd = |c: char| c.is_control() || ('\u{2500}'..='\u{259f}').contains(&c);
        assert!(!line.contains(odd), "{line:?}");
        assert!(premaster::text::width(line) <= WIDTH, "{line}");
    }
}

/// An answer as a reader types it.
fn typed(answer: &Answer) -> String {
    let letters = |places: &[usize]| {
        let letters = places.iter().map(|place| letter(*place).to_string());
        letters.collect::<Vec<_>>().join(" ")
    };
    match answer {
        Answer::Unknown => "?".to_owned(),
        Answer::One(place) => letters(&[*place]),
        Answer::Many(places) | Answer::Order(places) => letters(places),
        Answer::Bytes(bytes) => premaster::text::hex(bytes),
        Answer::Number(number) => number.to_string(),
        Answer::Point(path) => path.clone(),
        // a row alone: no one can
        Answer::Who(marks) if marks.is_empty() => "1".to_owned(),
        Answer::Who(marks) => {
            let mut rows: BTreeMap<usize, String> = BTreeMap::new();
            for (row, column) in marks {
                rows.entry(*row).or_default().push(letter(*column));
            }
            let rows = rows.into_iter();
            let rows = rows.map(|(row, letters)| format!("{} {letters}", row + 1));
            rows.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What is typed for what a lesson waits for; the last line is the one that counts.
fn lines_for(action: &Action) -> Vec<String> {
    let one = |line: &str| vec![line.to_owned()];
    match action {
        Action::Step(_) => one("next"),
        Action::Noticed => one("next"),
        Action::End => one("last"),
        Action::Undo => one("undo"),
        Action::Accept => one("accept"),
        Action::Seed => one("seed 77"),
        Action::Compare => one("compare"),
        Action::Send(_) => one("say Two of the small ones, please."),
        Action::Tab(tab) => one(tab),
        Action::Select(name) => one(&format!("select {name}")),
        Action::Origin(value) => one(&format!("where {value}")),
        Action::WhoCould(value) => one(&format!("who {value}")),
        Action::Tamper(tamper) => {
            let message = tamper.message.key();
            let field = tamper.field.as_deref().unwrap_or("ciphertext");
            let change = match tamper.kinds.contains(&"cut") {
                true => "edit cut".to_owned(),
                false => format!("edit flip {field} 1 0"),
            };
            vec![format!("go {message}"), change]
        }
    }
}

#[test]
fn what_is_skipped_is_done_and_what_follows_is_true() {
    for name in course::names() {
        let course = Arc::new(course::builtin(name).unwrap());
        let session = course::Session::new(course, Progress::new(4));
        let (mut lesson, first) = Lesson::new(session, means(), WIDTH).unwrap();
        let mut told = first.join(" ");
        for _ in 0..200 {
            if lesson.session().todo() == Todo::Over {
                break;
            }
            let waits = lesson.session().waits_for().cloned();
            let said = lesson.obey("skip");
            assert_plain(&said);
            let said = said.join(" ");
            let done = said.contains("Done for you.");
            assert!(waits.is_none() || done, "{name}: {waits:?} {said}");
            // each task leads to a run that has what is told of it
            assert!(!said.contains('{'), "{name}: {said}");
            told += &said;
        }
        assert_eq!(lesson.session().todo(), Todo::Over, "{name}");
        assert!(!first.join(" ").contains("opened another run"));
        if name == "certificates" {
            assert!(told.matches("opened another run").count() > 5, "{told}");
        }
        if name == "man-in-the-middle" {
            assert!(told.contains("Each of these attempts fails."), "{told}");
            assert!(!told.contains("Six attempts"), "{told}");
            assert!(told.contains("the change went through"), "{told}");
        }
    }
}

#[test]
fn links_are_numbered_and_followed_by_their_number() {
    let text = "```lesson\ntitle = \"Links\"\nminutes = 1\nlevel = 1\nobjectives = [\"Follow\"]\n```\n\n# Links\n\n\
                ```run classic\n```\n\nSee [the hello](at:client_hello), [a term](word:PRF), [the keys](lesson:keys), \
                [the places](help:places) and [a site](https://example.com/a).\n\n```wait end\nGo.\n```\n";
    let course = course::Course::read(text, "links", "links.md").unwrap();
    let session = course::Session::new(Arc::new(course), Progress::new(2));
    let (lesson, first) = Lesson::new(session, means(), WIDTH).unwrap();
    let mut lesson = lesson.knowing(|_| Progress::new(8));
    let first = first.join(" ");
    assert!(
        first.contains("the hello (link 1)") && first.contains("(link 5)"),
        "{first}"
    );
    let mut say = |line: &str| {
        let said = lesson.obey(line);
        assert_plain(&said);
        (said.join(" "), lesson.session().course().name.clone())
    };
    assert!(say("link 1").0.contains("ClientHello"));
    assert!(say("link 2").0.contains("pseudorandom"));
    assert!(say("link 5").0.contains("https://example.com/a"));
    assert!(say("link 9").0.contains("from 1 to 5"));
    assert!(say("link x").0.contains("from 1 to 5"));
    assert!(say("return").0.contains("No link has led here"));
    let (said, name) = say("link 3");
    assert_eq!(name, "keys");
    assert!(said.contains("0 of"), "{said}");
    let (said, name) = say("return");
    assert_eq!(name, "links");
    assert!(said.contains("(link 4)"), "{said}");
    let said = say("link 4").0;
    assert!(said.contains("SCENARIO: the name of a scenario"), "{said}");
}

#[test]
fn every_lesson_can_be_done_by_typing() {
    for name in course::names() {
        let session =
            course::Session::new(Arc::new(course::builtin(name).unwrap()), Progress::new(13));
        let (mut lesson, first) = Lesson::new(session, means(), WIDTH).unwrap();
        assert_plain(&first);
        for _ in 0..600 {
            let line = match lesson.session().todo() {
                Todo::Over => break,
                Todo::Turn => vec![String::new()],
                Todo::Again => vec!["retry".to_owned()],
                Todo::Answer => vec![typed(&lesson.session().question().unwrap().right())],
                Todo::Wait => lines_for(lesson.session().waits_for().unwrap()),
            };
            for line in line {
                assert_plain(&lesson.obey(&line));
            }
        }
        let (done, all) = lesson.session().count();
        assert_eq!(done, all, "{name}: {:?}", lesson.session().waits_for());
        assert_eq!(lesson.session().todo(), Todo::Over, "{name}");
    }
}

/// A run that is predicted: what is to come is told nowhere, what was guessed is counted only once the run has shown the
/// answer, and at the end what was wrong is looked at again.
#[test]
fn a_predicted_run_tells_nothing_ahead_and_looks_back_at_the_end() {
    let scenario = Scenario::builtin("stripped-suites", Overrides::seed(42)).unwrap();
    let course = Arc::new(predictions::course(&scenario).unwrap());
    let session = course::Session::new(course, Progress::new(42));
    let (mut lesson, mut said) = Lesson::new(session, means(), WIDTH).unwrap();
    let mut guessed = 0;
    loop {
        assert_plain(&said);
        let (text, session) = (said.join(" "), lesson.session());
        let over = session.todo() == Todo::Over;
        assert_eq!(text.contains("What was not as you said"), over, "{text}");
        let shown = session.tally().map_or(0, |tally| tally.of);
        assert!(shown <= guessed, "{text}");
        if over {
            assert_eq!(shown, guessed);
            assert!(
                text.contains(&format!("0 of {guessed} were as you said")),
                "{text}"
            );
            assert!(
                text.contains("The answer is: the server, at the client's Finished"),
                "{text}"
            );
            assert!(text.contains("Go to "), "{text}");
            return;
        }
        if shown < guessed {
            // the first question is answered in the last step but one
            assert!(
                !text.contains("otices in step") && !text.contains("of 19"),
                "{text}"
            );
        }
        said = match session.todo() {
            Todo::Answer => {
                guessed += 1;
                lesson.obey("?")
            }
            _ => lesson.obey("next"),
        };
    }
}
