//! The exam line by line, to its end: nothing but words, and none of them a verdict before the second form ends.

use premaster::lesson::course::Shown;
use premaster::lesson::exam::{Form, Item, Marked, Sheet, Taking, finished, review};
use premaster::lesson::question::{Answer, letter};
use premaster::pki::time::UnixTime;
use premaster::plain::{Exam, told};
use std::sync::LazyLock;
use std::time::Duration;

const WIDTH: usize = 76;

fn items() -> &'static [Vec<Item>; 2] {
    static ITEMS: LazyLock<[Vec<Item>; 2]> =
        LazyLock::new(|| Form::ALL.map(|form| form.items().unwrap()));
    &ITEMS
}

fn assert_plain(lines: &[String]) {
    for line in lines {
        let odd = |c: char| c.is_control() || ('\u{2500}'..='\u{259f}').contains(&c);
        assert!(!line.contains(odd), "{line:?}");
        // a command stands on one line
        let fits = premaster::text::width(line) <= WIDTH || line.starts_with("premaster ");
        assert!(fits, "{line}");
    }
}

fn assert_quiet(lines: &[String]) {
    let text = lines.join(" ");
    for verdict in [
        "Right.",
        "Not quite",
        "Partly right",
        "The answer is",
        "passed:",
        "failed:",
    ] {
        assert!(!text.contains(verdict), "{text}");
    }
}

fn mark(sheet: &Sheet) -> Marked {
    let form = sheet.form().unwrap();
    Marked::of(sheet, form, &items()[form as usize]).unwrap()
}

fn exam(form: Form, before: Option<Sheet>) -> Exam {
    let items = items()[form as usize].clone();
    let begun = UnixTime(if before.is_some() { 2 } else { 1 });
    let taking = Taking::of(form, items, "mm42", begun, Duration::ZERO);
    let tell = Box::new(move |sheet: &Sheet| -> Vec<Shown> {
        let [a, b] = self::items();
        match &before {
            Some(before) => review(&mark(before), &mark(sheet), [a, b]),
            None => finished(sheet.form().unwrap()),
        }
    });
    Exam::new(taking, Some(Box::new(|_| Ok(()))), tell, WIDTH)
}

fn typed(answer: &Answer) -> String {
    let letters = |places: &[usize]| {
        let letters = places.iter().map(|place| letter(*place).to_string());
        letters.collect::<Vec<_>>().join(" ")
    };
    match answer {
        Answer::One(place) => letters(&[*place]),
        Answer::Many(places) | Answer::Order(places) => letters(places),
        _ => "?".to_owned(),
    }
}

/// To the end; the lines of the last answer, which only the second form may fill with verdicts.
fn go_through(exam: &mut Exam) -> Vec<String> {
    let greeting = exam.greeting();
    assert_plain(&greeting);
    assert_quiet(&greeting);
    for turn in 0..60_u64 {
        let taking = exam.taking();
        let line = match (taking.chosen(), taking.question()) {
            (Some(_), _) => (1 + turn % 3).to_string(),
            (None, Some(_)) if turn % 5 == 4 => "?".to_owned(),
            (None, Some(question)) => typed(&question.right()),
            (None, None) => panic!("over, and not told"),
        };
        let answer = exam.obey(&line, Duration::from_secs(turn));
        assert_plain(&answer);
        if exam.is_over() {
            return answer;
        }
        assert_quiet(&answer);
    }
    panic!("the exam has no end");
}

#[test]
fn both_forms_are_taken_by_typing() {
    for form in Form::ALL {
        let mut first = exam(form, None);
        let end = go_through(&mut first);
        assert_quiet(&end);
        let end = end.join(" ");
        assert!(
            end.contains("is finished") && end.contains("Nothing is said"),
            "{end}"
        );
        let sheet = first.taking().sheet().clone();
        let mut second = exam(form.other(), Some(sheet));
        let end = go_through(&mut second).join(" ");
        assert!(
            end.contains("Normalised change") && end.contains("Right."),
            "{end}"
        );
        assert!(end.contains("premaster --at"), "{end}");
    }
}

#[test]
fn what_is_typed_wrong_is_answered_and_nothing_is_lost() {
    let mut exam = exam(Form::A, None);
    let mut say = |line: &str| {
        let answer = exam.obey(line, Duration::ZERO);
        assert_plain(&answer);
        answer.join(" ")
    };
    assert!(say("xyz").contains("Expected a letter"));
    assert!(say("a b").contains("each of the 6 parts"));
    assert!(say("a b c d e f").contains("How sure are you?"));
    assert!(say("4").contains("Expected 1, 2 or 3; “4” came") || say("4").contains("\"4\" came"));
    assert!(say("back").contains("Question 1 of 12"));
    assert!(say("f e d c b a").contains("How sure are you?"));
    assert!(say("").contains("How sure are you?"));
    assert!(say("1").contains("Question 2 of 12"));
    assert!(say("help").contains("quit"));
    assert!(say("quit").contains("Leave the exam?"));
    assert!(say("perhaps").contains("Type yes"));
    assert!(say("no").contains("Question 2 of 12"));
    say("leave");
    say("yes");
    assert!(exam.is_over());
    assert_eq!(exam.taking().count(), (1, 12));
}

#[test]
fn what_is_told_is_told_in_lines() {
    let lines = told(&finished(Form::B), WIDTH);
    assert_plain(&lines);
    assert!(lines.join(" ").contains("Form B is finished"), "{lines:?}");
}
