//! Lessons on the screen: a reader goes through them with keys alone, at every size, and can leave and come back.

use crate::stages::{WRITTEN, stage_on};
use premaster::lesson::course::{self, Action, Progress, Session, Todo};
use premaster::lesson::exam::Sheet;
use premaster::lesson::question::{Answer, Question, letter};
use premaster::scenario::{Overrides, Scenario};
use premaster::tui::{ColorChoice, Keeper, Key, Stage};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

fn stage(color: ColorChoice, ascii: bool) -> Stage {
    let scenario = Scenario::builtin("classic", Overrides::seed(1)).unwrap();
    let mut stage = stage_on(scenario, color, ascii);
    stage.resize(120, 40);
    stage
}

fn session(name: &str, progress: Progress) -> Session {
    Session::new(Arc::new(course::builtin(name).unwrap()), progress)
}

fn press(stage: &mut Stage, keys: &str) {
    for key in keys.split(' ') {
        stage.press(key.parse::<Key>().unwrap());
    }
}

fn type_line(stage: &mut Stage, text: &str) {
    stage.paste(text);
    press(stage, "Enter");
}

fn screen(stage: &Stage, width: u16, height: u16) -> String {
    let buffer = stage.draw(width, height);
    let rows = buffer.content.chunks(usize::from(width).max(1));
    let rows = rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
    rows.collect::<Vec<_>>().join("\n")
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

/// Goes to a place, as a reader types it.
fn go(stage: &mut Stage, place: &str) {
    press(stage, "g");
    stage.press(Key::Ctrl('u'));
    type_line(stage, place);
}

/// Does with keys what a lesson waits for.
fn perform(stage: &mut Stage, action: &Action) {
    let here = |stage: &Stage| stage.lesson().unwrap().waits_for().cloned();
    match action {
        Action::Step(_) | Action::Noticed => {
            for _ in 0..stage.trace().steps().len() {
                if here(stage).as_ref() != Some(action) {
                    return;
                }
                press(stage, "Right");
            }
        }
        Action::End => press(stage, "End"),
        Action::Undo => {
            while here(stage).as_ref() == Some(action) {
                press(stage, "U");
            }
        }
        Action::Accept => press(stage, "!"),
        Action::Seed => press(stage, "n"),
        Action::Compare => {
            press(stage, "C");
            type_line(stage, "classic");
        }
        Action::Send(_) => {
            press(stage, "m");
            type_line(stage, "Two of the small ones, please.");
        }
        Action::Tab(tab) => {
            let key = course::TABS.iter().position(|known| known == tab).unwrap() + 1;
            press(stage, &key.to_string());
        }
        Action::Origin(value) | Action::WhoCould(value) => {
            let here = stage.step().unwrap().key();
            go(stage, &format!("{here}/{value}"));
            press(stage, "w");
            if matches!(action, Action::WhoCould(_)) {
                press(stage, "c");
            }
        }
        Action::Select(name) => {
            let here = stage.step().unwrap().key();
            go(stage, &format!("{here}/{name}"));
        }
        Action::Tamper(tamper) => {
            let message = tamper.message.key();
            if tamper.kinds.contains(&"cut") {
                go(stage, message);
                return press(stage, "x End Enter");
            }
            let field = tamper.field.as_deref().unwrap_or("ciphertext");
            go(stage, &format!("{message}/{field}"));
            press(stage, "x Enter");
        }
    }
}

/// Goes on until the lesson is over, answering right. How many screens were seen.
fn go_through(stage: &mut Stage) -> usize {
    for turn in 0..300 {
        let session = stage.lesson().unwrap();
        let at = session.count();
        match session.todo() {
            Todo::Over => return turn,
            Todo::Turn | Todo::Again => press(stage, "a"),
            Todo::Answer => {
                let answer = session.question().map(Question::right).unwrap();
                assert_eq!(stage.overlay(), Some("question"));
                type_line(stage, &typed(&answer));
            }
            Todo::Wait => {
                let action = session.waits_for().cloned().unwrap();
                perform(stage, &action);
                let (done, _) = stage.lesson().unwrap().count();
                assert!(done > at.0, "{action:?}: {}", screen(stage, 120, 40));
                if stage.overlay().is_some_and(|name| name != "question") {
                    press(stage, "Esc");
                }
            }
        }
    }
    panic!("the lesson does not end: {}", screen(stage, 120, 40));
}

#[test]
fn the_lessons_can_be_done_with_keys_alone() {
    for name in ["handshake", "man-in-the-middle"] {
        let mut stage = stage(ColorChoice::Full, false);
        stage.learn(session(name, Progress::new(7)));
        go_through(&mut stage);
        let (done, all) = stage.lesson().unwrap().count();
        assert_eq!(done, all, "{name}");
        stage.resize(200, 60);
        let last = screen(&stage, 200, 60);
        assert!(last.contains("That is the end of"), "{last}");
        // what comes after the quiz is open
        assert!(last.contains("Go on."), "{last}");
    }
}

#[test]
fn a_lesson_leaves_room_for_the_stage_at_every_size() {
    let mut stage = stage(ColorChoice::Mono, true);
    stage.learn(session("handshake", Progress::new(3)));
    for (width, height) in [
        (0, 0),
        (10, 5),
        (40, 10),
        (80, 24),
        (100, 30),
        (120, 40),
        (200, 60),
    ] {
        stage.resize(width, height);
        let text = screen(&stage, width, height);
        if width >= 80 && height >= 24 {
            assert!(
                text.contains("of 29 done") || text.contains("0/29"),
                "{text}"
            );
            assert!(text.contains("step 1 of 31"), "{text}");
            assert!(text.is_ascii(), "{text}");
        }
    }
}

#[test]
fn what_is_done_is_kept_and_a_wrong_answer_is_refuted() {
    type Kept = Rc<RefCell<BTreeMap<String, Progress>>>;
    let kept: Kept = Rc::default();
    let keeper = |kept: &Kept| {
        let (read, write) = (Rc::clone(kept), Rc::clone(kept));
        Keeper {
            progress: Box::new(move |course| {
                let kept = read.borrow().get(&course.name).cloned();
                kept.unwrap_or_else(|| Progress::new(5))
            }),
            keep: Box::new(move |name, progress| {
                write.borrow_mut().insert(name.to_owned(), progress.clone());
            }),
            ..Keeper::default()
        }
    };
    let mut first = stage(ColorChoice::Full, false);
    first.keep_lessons(keeper(&kept));
    press(&mut first, "L");
    assert_eq!(first.overlay(), Some("lessons"));
    type_line(&mut first, "ten minutes");
    assert_eq!(first.lesson().unwrap().course().name, "handshake");
    type_line(&mut first, "?");
    press(&mut first, "Right");
    let (done, _) = first.lesson().unwrap().count();
    assert_eq!(done, 2);
    // a wrong answer about the client random: that it is not in the clear
    let question = first.lesson().unwrap().question().unwrap().clone();
    let right = typed(&question.right());
    let wrong = ["a", "b", "c"].into_iter().find(|letter| *letter != right);
    type_line(&mut first, wrong.unwrap());
    let said = screen(&first, 120, 40);
    assert!(said.contains("No. The answer is"), "{said}");
    assert!(said.contains("You said"), "{said}");

    let mut again = stage(ColorChoice::Full, false);
    again.keep_lessons(keeper(&kept));
    press(&mut again, "L Enter");
    let (done, _) = again.lesson().unwrap().count();
    assert_eq!(done, 3);
    // the same reader has the same numbers, and is where they were
    assert_eq!(again.scenario().unwrap().seed, 5);
    assert_eq!(again.step().unwrap().key(), "client_hello");
    press(&mut again, ":");
    type_line(&mut again, "leave the lesson");
    assert!(again.lesson().is_none());
}

#[test]
fn a_question_takes_letters_at_once_and_lets_the_reader_look_around() {
    let mut stage = stage(ColorChoice::Full, false);
    stage.learn(session("handshake", Progress::new(7)));
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        stage.resize(width, height);
        let asked = screen(&stage, width, height);
        for told in ["Your answer:", "answer", "Esc look around", "step 1 of 31"] {
            assert!(asked.contains(told), "{told}: {asked}");
        }
    }
    stage.resize(120, 40);
    press(&mut stage, "b");
    assert!(screen(&stage, 120, 40).contains("Your answer: b"));
    // what is no part of an answer reads on, or says why not
    press(&mut stage, ">");
    assert!(stage.notice().unwrap().contains("gives this answer"));
    press(&mut stage, "Backspace PageDown");
    assert!(stage.notice().unwrap().contains("Type an answer"));
    // letters are commands again
    press(&mut stage, "Esc 2");
    assert_eq!(stage.overlay(), None);
    assert_eq!(stage.tab(), premaster::tui::Tab::Bytes);
    assert!(screen(&stage, 120, 40).contains("a answer"));
    press(&mut stage, ">");
    assert!(stage.notice().unwrap().contains("a answers it"));
    // what lies over the screen says how to come back to the lesson
    press(&mut stage, "G");
    let over = screen(&stage, 120, 40);
    assert!(over.contains("Esc back to the lesson"), "{over}");
    press(&mut stage, "Esc a");
    assert!(screen(&stage, 120, 40).contains("Your answer:"));
    // a reader may step on, and the question stays
    press(&mut stage, "Right c Enter");
    assert!(stage.lesson().unwrap().count().0 > 0);
}

#[test]
fn one_key_goes_on_and_it_is_the_one_that_is_named() {
    let mut stage = stage(ColorChoice::Full, false);
    stage.learn(session("randoms", Progress::new(7)));
    let mut turned = 0;
    for _ in 0..400 {
        let session = stage.lesson().unwrap();
        let shown = screen(&stage, 120, 40);
        let keys = shown.lines().last().unwrap().to_owned();
        assert!(!keys.contains("a go on"), "{keys}");
        match session.todo() {
            Todo::Over => break,
            Todo::Turn => {
                let before = session.count();
                let on = keys.contains("> go on");
                assert!(on ^ keys.contains("> read on"), "{keys}");
                press(&mut stage, if turned % 2 == 0 { "PageDown" } else { ">" });
                turned += usize::from(on);
                assert_eq!(stage.lesson().unwrap().count(), before);
                let gone = stage.lesson().unwrap().todo() != Todo::Turn
                    || screen(&stage, 120, 40) != shown;
                assert!(gone, "{shown}");
            }
            Todo::Answer => type_line(&mut stage, "?"),
            Todo::Again => press(&mut stage, "p"),
            Todo::Wait => {
                let action = session.waits_for().cloned().unwrap();
                perform(&mut stage, &action);
                if stage.overlay().is_some_and(|name| name != "question") {
                    press(&mut stage, "Esc");
                }
            }
        }
    }
    assert_eq!(stage.lesson().unwrap().todo(), Todo::Over);
    assert!(turned > 3, "{turned}");
}

#[test]
fn a_clicker_leads_a_class_through_every_lesson() {
    for name in course::names() {
        let mut stage = stage(ColorChoice::Full, false);
        stage.present(true);
        stage.learn(session(name, Progress::new(7)));
        let mut large = 0;
        for turn in 0..400 {
            if stage.lesson().unwrap().todo() == Todo::Over {
                break;
            }
            let before = screen(&stage, 120, 40);
            assert!(before.contains("PgDn"), "{name}: {before}");
            large += usize::from(before.contains("C L I E N T"));
            press(&mut stage, "PageDown");
            let after = screen(&stage, 120, 40);
            assert_ne!(before, after, "{name}, press {turn}: {:?}", stage.notice());
            assert!(turn < 399, "{name}: {after}");
        }
        assert!(large > 3, "{name}: {large}");
        let (done, all) = stage.lesson().unwrap().count();
        assert_eq!(done, all, "{name}");
        // and back
        press(&mut stage, "PageUp PageUp PageUp");
        assert!(stage.lesson().unwrap().looks_back(), "{name}");
    }
}

#[test]
fn what_was_wrong_stays_until_the_reader_goes_on() {
    let mut stage = stage(ColorChoice::Full, false);
    stage.learn(session("handshake", Progress::new(5)));
    type_line(&mut stage, "?");
    press(&mut stage, "Right");
    let question = stage.lesson().unwrap().question().unwrap().clone();
    let right = typed(&question.right());
    let wrong = ["a", "b"].into_iter().find(|letter| *letter != right);
    type_line(&mut stage, wrong.unwrap());
    for _ in 0..3 {
        press(&mut stage, "Right");
        let said = screen(&stage, 120, 40);
        assert!(said.contains("No. The answer is"), "{said}");
        assert!(
            said.contains("> go on") || said.contains("> read on"),
            "{said}"
        );
    }
    press(&mut stage, "> > >");
    assert!(!screen(&stage, 120, 40).contains("No. The answer is"));
}

#[test]
fn a_guess_is_settled_where_the_run_shows_the_answer() {
    let text = "```lesson\ntitle = \"A guess\"\nminutes = 1\nlevel = 1\nobjectives = [\"Guess\"]\n```\n\n\
                ```run classic\n```\n\n```ask next-message step=server_hello mode=predict\nWhat comes?\n```\n\n\
                ```wait end\nGo on.\n```\n\nSo.\n";
    let learn = || {
        let course = course::Course::read(text, "guess", "guess.md").unwrap();
        let mut stage = stage(ColorChoice::Full, false);
        stage.learn(Session::new(Arc::new(course), Progress::new(2)));
        stage
    };
    // step by step, in one leap, and by skipping
    for keys in ["Right Right Right Right", "End", "p"] {
        for right in [true, false] {
            let mut stage = learn();
            let question = stage.lesson().unwrap().question().unwrap().clone();
            let answer = typed(&question.right());
            let wrong = ["a", "b"].into_iter().find(|letter| *letter != answer);
            type_line(&mut stage, if right { &answer } else { wrong.unwrap() });
            assert!(!screen(&stage, 120, 40).contains("You guessed"));
            press(&mut stage, keys);
            stage.resize(200, 60);
            let told = screen(&stage, 200, 60);
            let said = if right {
                "That is right."
            } else {
                "The answer is:"
            };
            assert!(
                told.contains("You guessed:") && told.contains(said),
                "{keys}: {told}"
            );
        }
    }
}

/// A lesson with a link of each kind.
const LINKS: &str = "```lesson
title = \"Links\"
minutes = 1
level = 1
objectives = [\"Follow\"]
```

# Links

```run classic
```

See [the hello](at:client_hello/random), [a term](word:PRF), [the keys](lesson:keys), [the
places](help:places) and [a site](https://example.com/a).

```wait end
Go on: {do:step forward}.
```
";

#[test]
fn links_are_followed_with_keys_and_lead_back() {
    let course = course::Course::read(LINKS, "links", "links.md").unwrap();
    let mut stage = stage(ColorChoice::Full, false);
    stage.learn(Session::new(Arc::new(course), Progress::new(2)));
    let start = stage.cursor();
    let page = screen(&stage, 200, 60);
    assert!(page.contains("f links"), "{page}");
    // to a place, and back to the links and to the lesson
    press(&mut stage, "f");
    assert_eq!(stage.overlay(), Some("links"));
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        stage.resize(width, height);
        let list = screen(&stage, width, height);
        for words in ["the hello", "a term", "the keys", "the places", "a site"] {
            assert!(list.contains(words), "{list}");
        }
    }
    press(&mut stage, "Enter");
    assert!(stage.overlay().is_none());
    assert_eq!(stage.step().unwrap().key(), "client_hello");
    press(&mut stage, "Esc");
    assert_eq!((stage.cursor(), stage.overlay()), (start, Some("links")));
    // a term
    press(&mut stage, "Down Enter");
    assert_eq!(stage.overlay(), Some("term"));
    press(&mut stage, "Esc Esc");
    assert!(stage.overlay().is_none());
    // another lesson
    press(&mut stage, "f Down Down Enter");
    assert_eq!(stage.lesson().unwrap().course().name, "keys");
    // there a question takes the keys first
    press(&mut stage, "Esc Esc");
    assert_eq!(stage.lesson().unwrap().course().name, "links");
    // a document
    press(&mut stage, "f Down Down Down Enter");
    assert_eq!(stage.overlay(), Some("document"));
    let document = screen(&stage, 200, 60);
    assert!(
        document.contains("Places") && document.contains("SCENARIO"),
        "{document}"
    );
    press(&mut stage, "Esc");
    assert_eq!(stage.overlay(), Some("links"));
    // the web: its address is copied
    press(&mut stage, "End");
    let effect = stage.press(Key::Enter);
    assert_eq!(
        effect,
        premaster::tui::Effect::Copy("https://example.com/a".into())
    );
    assert!(stage.notice().unwrap().contains("https://example.com/a"));
    // without a lesson there is none
    press(&mut stage, ":");
    type_line(&mut stage, "leave the lesson");
    press(&mut stage, "f");
    assert!(
        stage.notice().unwrap().contains("no lesson"),
        "{:?}",
        stage.notice()
    );
}

#[test]
fn a_lesson_names_keys_as_the_footer_does() {
    for (ascii, wanted, other) in [(false, "Go on: →.", "Right"), (true, "Go on: Right.", "→")]
    {
        let course = course::Course::read(LINKS, "links", "links.md").unwrap();
        let mut stage = stage(ColorChoice::Full, ascii);
        stage.learn(Session::new(Arc::new(course), Progress::new(2)));
        let page = screen(&stage, 200, 60);
        assert!(page.contains(wanted), "{page}");
        assert!(!page.contains(other), "{page}");
    }
}

#[test]
fn a_lesson_can_be_skipped_through_and_looked_back_at() {
    let mut stage = stage(ColorChoice::Full, false);
    stage.learn(session("handshake", Progress::new(9)));
    let first = screen(&stage, 120, 40);
    press(&mut stage, "Esc p p Esc p");
    assert_ne!(screen(&stage, 120, 40), first);
    for _ in 0..5 {
        press(&mut stage, "<");
    }
    assert!(stage.lesson().unwrap().looks_back());
    for _ in 0..60 {
        // a question takes letters until the reader looks around
        if stage.overlay().is_some() {
            press(&mut stage, "Esc");
        }
        press(&mut stage, "p");
        if stage.lesson().unwrap().todo() == Todo::Over {
            break;
        }
    }
    assert_eq!(stage.lesson().unwrap().todo(), Todo::Over);
    stage.resize(200, 60);
    let last = screen(&stage, 200, 60);
    assert!(last.contains("opens once the quiz is passed"), "{last}");
}

#[test]
fn guesses_are_counted_looked_at_again_and_written() {
    let scenario = Scenario::builtin("stripped-suites", Overrides::seed(42)).unwrap();
    let mut stage = stage_on(scenario.clone(), ColorChoice::Full, false);
    stage.resize(200, 60);
    stage.predict();
    let mut guessed = 0;
    while stage.lesson().unwrap().todo() != Todo::Over {
        match stage.lesson().unwrap().todo() {
            Todo::Answer => {
                guessed += 1;
                type_line(&mut stage, "?");
            }
            _ => press(&mut stage, "Right"),
        }
        // counted is what the run has shown by now
        let shown = stage.lesson().unwrap().tally().map_or(0, |tally| tally.of);
        assert!(shown <= guessed);
        let text = screen(&stage, 200, 60);
        let told = text.contains(&format!("0/{shown} right"));
        assert_eq!(told, shown > 0, "{text}");
        if stage.cursor() + 2 < stage.trace().steps().len() {
            assert!(
                shown < guessed || guessed == 0,
                "who notices is not known yet: {text}"
            );
        }
    }
    let text = screen(&stage, 200, 60);
    for told in [
        "What was not as you said",
        "Go to step 18",
        "E save answers",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    press(&mut stage, "E");
    assert!(screen(&stage, 200, 60).contains("before the run showed it"));
    press(&mut stage, "Enter");
    assert!(screen(&stage, 200, 60).contains("stripped-suites-answers.toml"));
    press(&mut stage, "Enter");
    let (name, content) = WRITTEN.with_borrow(|all| all.last().cloned()).unwrap();
    assert_eq!(name, "stripped-suites-answers.toml");
    let sheet = Sheet::read(&String::from_utf8(content).unwrap()).unwrap();
    assert_eq!(sheet.answers.len(), guessed);
    // a lesson that does not count guesses has none to write
    stage.learn(session("handshake", Progress::new(9)));
    press(&mut stage, "E");
    assert!(!screen(&stage, 200, 60).contains("before the run showed it"));

    let mut right = stage_on(scenario, ColorChoice::Full, false);
    right.resize(200, 60);
    right.predict();
    go_through(&mut right);
    assert!(screen(&right, 200, 60).contains("were as you said"));
    assert!(!screen(&right, 200, 60).contains("What was not as you said"));
}

#[test]
fn nothing_names_the_run_of_a_case_until_it_is_solved() {
    let text = "```lesson\ntitle = \"A case\"\nminutes = 1\nlevel = 1\nobjectives = [\"Find out\"]\n```\n\n\
                ```run impostor\n```\n\n```go alert#last\n```\n\n```ask where-part mode=detective\nWhere?\n```\n";
    let course = course::Course::read(text, "case", "case.md").unwrap();
    let mut stage = stage(ColorChoice::Full, false);
    stage.learn(Session::new(Arc::new(course), Progress::new(2)));
    let asked = screen(&stage, 120, 40);
    assert!(asked.contains("premaster  a case"), "{asked}");
    assert!(!asked.contains("impostor"), "{asked}");
    press(&mut stage, "Left Left Left");
    assert_eq!(stage.overlay(), Some("question"));
    stage.resize(200, 60);
    let looked = screen(&stage, 200, 60);
    assert!(looked.contains("answer is worth 8 points now"), "{looked}");
    let right = stage.lesson().unwrap().question().unwrap().right();
    type_line(&mut stage, &typed(&right));
    let solved = screen(&stage, 200, 60);
    assert!(solved.contains("premaster  impostor"), "{solved}");
    assert!(solved.contains("8 of 10 points"), "{solved}");
}
