//! Building a handshake line by line: it can be done by typing, and what is read has no box, no colour and no long
//! line.

use crate::{fixed, means};
use premaster::lesson::build::{Bench, Level, named};
use premaster::plain::Build;
use premaster::protocol::{Choice, Piece};
use premaster::scenario::{Scenario, simulate};
use premaster::text::width;
use premaster::trace::Outcome;

const WIDTH: usize = 76;

fn bench(level: Level) -> Bench {
    Bench::new(Scenario::builtin("classic", fixed()).unwrap(), level).unwrap()
}

fn begin(level: Level) -> (Build, Vec<String>) {
    Build::new(bench(level), means(), WIDTH)
}

/// What is answered to a line, which can be listened to.
fn answer(build: &mut Build, line: &str) -> String {
    let lines = build.obey(line);
    check(&lines);
    lines.join("\n")
}

fn check(lines: &[String]) {
    for line in lines {
        let odd = |c: char| c.is_control() || ('\u{2500}'..='\u{259f}').contains(&c);
        assert!(!line.contains(odd), "{line:?}");
        assert!(width(line) <= WIDTH, "{line}");
    }
}

/// The numbers of the messages of an ordinary run, in its order.
fn numbers() -> Vec<usize> {
    let trace = simulate(&Scenario::builtin("classic", fixed()).unwrap());
    let tray = bench(Level::Messages).tray().to_vec();
    let messages = trace
        .steps()
        .iter()
        .filter_map(|step| step.message.as_ref());
    let pieces = messages.filter_map(|message| Piece::of(message.sender, message.name));
    pieces
        .map(|piece| 1 + tray.iter().position(|it| *it == piece).unwrap())
        .collect()
}

#[test]
fn a_handshake_is_placed_by_typing_and_completes() {
    let (mut build, greeting) = begin(Level::Messages);
    check(&greeting);
    for number in numbers() {
        let told = answer(&mut build, &number.to_string());
        assert!(told.starts_with("Place "), "{told}");
    }
    let told = answer(&mut build, "run");
    assert!(told.starts_with("It works."), "{told}");
    let verdict = build.verdict().unwrap();
    assert!(matches!(verdict.trace.outcome(), Outcome::Established));
    assert!(answer(&mut build, "steps").contains("Step 1 of 31"));
    assert!(answer(&mut build, "").contains("Step 2 of 31"));
    assert!(answer(&mut build, "bench").contains("Build a handshake"));
    answer(&mut build, "quit");
    assert!(build.is_over());
}

#[test]
fn what_breaks_is_said_and_can_be_changed() {
    let (mut build, _) = begin(Level::Messages);
    let numbers = numbers();
    for number in [numbers[0], numbers[2], numbers[1]] {
        answer(&mut build, &number.to_string());
    }
    let told = answer(&mut build, "run");
    for words in ["It breaks in step", "unexpected_message", "Look at place 2"] {
        assert!(told.contains(words), "{told}");
    }
    let told = answer(&mut build, "swap 2");
    let list = told.find(&named(Piece::ServerHello)).unwrap();
    assert!(
        list < told.find(&named(Piece::ServerCertificate)).unwrap(),
        "{told}"
    );
    let told = answer(&mut build, "run");
    assert!(told.contains("waits for ServerHelloDone"), "{told}");
    answer(&mut build, "out 3");
    answer(&mut build, "before 1");
    let told = answer(&mut build, &numbers[2].to_string());
    assert!(told.starts_with("Place 1:"), "{told}");
}

#[test]
fn blanks_are_filled_by_typing() {
    let (mut build, greeting) = begin(Level::Formulas);
    assert!(greeting.join(" ").contains("(1: blank)"));
    let bench = bench(Level::Formulas);
    for (i, blank) in bench.blanks().iter().enumerate() {
        let told = answer(&mut build, &format!("fill {}", i + 1));
        assert!(told.contains("1. ") && told.contains("2. "), "{told}");
        let choices = bench.choices(*blank);
        let right = choices.iter().position(|choice| *choice == blank.right());
        answer(&mut build, &(right.unwrap() + 1).to_string());
    }
    assert!(!answer(&mut build, "list").contains("blank)"));
    assert!(answer(&mut build, "run").starts_with("It works."));
    answer(&mut build, "empty 3");
    let told = answer(&mut build, "run");
    assert!(
        told.contains("Look at the formula of the master secret"),
        "{told}"
    );
}

#[test]
fn what_means_nothing_says_what_was_expected() {
    let (mut build, _) = begin(Level::Everything);
    for (line, words) in [
        ("99", "Nothing has the number 99"),
        ("0", "Nothing has the number 0"),
        ("before 7", "No message is placed yet"),
        ("out", "No message is placed yet"),
        ("swap 1", "No message is placed yet"),
        ("fill", "Expected a blank from 1 to"),
        ("empty 99", "Expected a blank from 1 to"),
        ("dance", "dance"),
        ("help", "before N"),
        ("hint", "Who begins"),
        ("hint 2", "RFC 5246"),
        ("hint 99", "Expected a blank from 1 to"),
    ] {
        let told = answer(&mut build, line);
        assert!(told.contains(words), "{line}: {told}");
    }
    answer(&mut build, &numbers()[0].to_string());
    assert!(answer(&mut build, "out 5").contains("Expected a place from 1 to 1"));
    // at a level without places or without blanks that is said
    let (mut build, _) = begin(Level::Formulas);
    for line in ["before 1", "out 1", "swap 1", "out"] {
        let told = answer(&mut build, line);
        assert!(told.contains("placed already"), "{line}: {told}");
    }
    let (mut build, _) = begin(Level::Messages);
    for line in ["fill 1", "empty 1", "fill"] {
        let told = answer(&mut build, line);
        assert!(told.contains("no blanks"), "{line}: {told}");
    }
}

/// A hint without a number is about the first blank that is empty or wrong.
#[test]
fn a_hint_goes_on_with_the_blanks() {
    let (mut build, _) = begin(Level::Formulas);
    let bench = bench(Level::Formulas);
    let place = |blank: usize, right: bool| {
        let choices = bench.choices(bench.blanks()[blank]);
        let is = |choice: &Choice| (*choice == bench.blanks()[blank].right()) == right;
        choices.iter().position(is).unwrap() + 1
    };
    let fill = |build: &mut Build, blank: usize, right: bool| {
        answer(build, &format!("fill {}", blank + 1));
        answer(build, &place(blank, right).to_string());
        answer(build, "hint")
    };
    assert!(fill(&mut build, 0, false).starts_with("Blank 1, in the encrypted"));
    assert!(fill(&mut build, 0, true).starts_with("Blank 2, in the master secret"));
    assert!(fill(&mut build, 1, true).starts_with("Blank 3, in the master secret"));
    for blank in 2..bench.blanks().len() {
        let told = fill(&mut build, blank, true);
        let next = match blank + 1 == bench.blanks().len() {
            true => "Every blank has something in it.".to_owned(),
            false => format!("Blank {}, in ", blank + 2),
        };
        assert!(told.starts_with(&next), "{told}");
    }
    assert!(answer(&mut build, "hint 4").starts_with("Blank 4, in the master secret"));
    // where there are both, messages come first
    let (mut build, _) = begin(Level::Everything);
    for number in numbers() {
        assert!(!answer(&mut build, "hint").starts_with("Blank"));
        answer(&mut build, &number.to_string());
    }
    assert!(answer(&mut build, "hint").starts_with("Blank 1, in "));
}

/// What a reader is told has words, and no names of the code.
#[test]
fn no_state_is_named_as_in_the_code_and_every_choice_says_what_it_is() {
    use premaster::lesson::build::{Verdict, choice_title};
    let all = bench(Level::Messages).tray().len();
    for first in 0..all {
        let mut bench = bench(Level::Messages);
        bench.place(first, 0);
        for said in Verdict::of(&bench).said {
            let said = said.to_string();
            for name in ["Expect", "Send", "Await", "DrawRandom", "state "] {
                let there = said.split_whitespace().any(|word| word.starts_with(name));
                assert!(!there, "{said}");
            }
        }
    }
    let bench = bench(Level::Formulas);
    for blank in bench.blanks() {
        for choice in bench.choices(*blank) {
            let title = choice_title(choice);
            assert!(!title.contains("the same"), "{title}");
        }
    }
}
