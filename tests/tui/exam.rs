//! The exam on the screen: taken with keys alone, at every size, in either order. No frame tells what is right before
//! the second form ends.

use premaster::explain::plain;
use premaster::lesson::exam::{Form, Item, Marked, Sheet, Taking, finished, review};
use premaster::lesson::question::{Answer, letter};
use premaster::pki::time::UnixTime;
use premaster::tui::{ColorChoice, Exam, Ground, Key, Options, Told};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;
use std::time::Duration;

const SIZES: [(u16, u16); 5] = [(80, 24), (120, 40), (200, 60), (60, 16), (40, 12)];

fn items() -> &'static [Vec<Item>; 2] {
    static ITEMS: LazyLock<[Vec<Item>; 2]> =
        LazyLock::new(|| Form::ALL.map(|form| form.items().unwrap()));
    &ITEMS
}

fn options(ascii: bool) -> Options {
    Options {
        ascii,
        color: ColorChoice::Full,
        ground: Ground::Dark,
        ..Options::default()
    }
}

type Kept = Rc<RefCell<Vec<Sheet>>>;

/// What the program tells at the end: the review, if the other form was finished before.
fn told(before: Option<Sheet>) -> Told {
    Box::new(move |sheet| {
        let [a, b] = items();
        let mark = |sheet: &Sheet| {
            let form = sheet.form().unwrap();
            Marked::of(sheet, form, &items()[form as usize]).unwrap()
        };
        match &before {
            Some(before) => review(&mark(before), &mark(sheet), [a, b]),
            None => finished(sheet.form().unwrap()),
        }
    })
}

fn exam(form: Form, before: Option<Sheet>, kept: &Kept, ascii: bool) -> Exam {
    let items = items()[form as usize].clone();
    let begun = UnixTime(if before.is_some() { 2 } else { 1 });
    let taking = Taking::of(form, items, "mm42", begun, Duration::ZERO);
    let kept = Rc::clone(kept);
    let keep = Box::new(move |sheet: &Sheet| {
        kept.borrow_mut().push(sheet.clone());
        Ok(())
    });
    Exam::new(taking, Some(keep), told(before), &options(ascii))
}

fn press(exam: &mut Exam, keys: &str) -> bool {
    keys.split(' ')
        .all(|key| exam.press(key.parse::<Key>().unwrap(), Duration::from_secs(1)))
}

fn screen(exam: &Exam, width: u16, height: u16) -> String {
    let buffer = exam.draw(width, height);
    let rows = buffer.content.chunks(usize::from(width).max(1));
    let rows = rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
    rows.collect::<Vec<_>>().join("\n")
}

/// The words of a screen without its lines and frames, so that a text that is broken is found.
fn words(screen: &str) -> String {
    let frames = |c: char| ('\u{2500}'..='\u{257f}').contains(&c) || c == '|';
    let plain = screen.replace(frames, " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What would tell that an answer is right or wrong: the words of verdicts, and all that is said of an answer.
fn verdicts() -> Vec<String> {
    let fixed = [
        "Right.",
        "Not quite",
        "Partly right",
        "No. The answer",
        "The answer is",
    ];
    let mut all: Vec<String> = fixed.map(str::to_owned).into();
    for item in items().iter().flatten() {
        all.push(plain(&item.question.because));
        let answers = (0..item.question.offered().len()).map(Answer::One);
        for answer in answers {
            let mark = item.question.mark(&answer);
            all.extend(mark.objections.iter().map(|one| plain(&one.said)));
        }
    }
    let beginning = |text: String| {
        text.split_whitespace()
            .take(5)
            .collect::<Vec<_>>()
            .join(" ")
    };
    all.into_iter().map(beginning).collect()
}

fn keys(answer: &Answer) -> String {
    match answer {
        Answer::One(place) => letter(*place).to_string(),
        Answer::Many(places) | Answer::Order(places) => {
            let letters = places.iter().map(|place| letter(*place).to_string());
            letters.collect::<Vec<_>>().join(" ")
        }
        _ => panic!("{answer:?}"),
    }
}

/// Takes the form to its end, and looks at every screen on the way at every size.
fn go_through(exam: &mut Exam, look: &dyn Fn(&str)) {
    for turn in 0..100 {
        for (width, height) in SIZES {
            look(&screen(exam, width, height));
        }
        let taking = exam.taking().unwrap();
        let Some(item) = taking.item() else {
            return;
        };
        let place = item.place;
        let chosen = taking.chosen().is_some();
        let count = item.question.offered().len();
        let right = item.question.right();
        match (chosen, place) {
            (true, _) => assert!(press(exam, &(1 + turn % 3).to_string())),
            // wrong on purpose
            (false, 3) => assert!(press(exam, "a Enter")),
            (false, 7) => assert!(press(exam, "?")),
            (false, 5) => {
                // with the arrow keys
                assert!(press(exam, "Down Space"));
                assert!(press(exam, "Down ".repeat(count - 1).trim_end()));
                assert!(press(exam, "Space Enter"));
            }
            (false, _) => {
                assert!(press(exam, &keys(&right)));
                for (width, height) in SIZES {
                    look(&screen(exam, width, height));
                }
                assert!(press(exam, "Enter"));
            }
        }
    }
    panic!("the exam has no end");
}

#[test]
fn no_frame_tells_a_verdict_before_the_second_form_ends() {
    let verdicts = verdicts();
    let quiet = |screen: &str| {
        let words = words(screen);
        for verdict in &verdicts {
            assert!(!words.contains(verdict.as_str()), "{verdict}\n{screen}");
        }
        assert!(!screen.contains(['✓', '✗']), "{screen}");
    };
    for form in Form::ALL {
        let kept = Kept::default();
        let mut first = exam(form, None, &kept, false);
        let done = |screen: &str| {
            // that the form is done is told with a mark, and is no verdict
            match screen.contains("is finished.") {
                true => assert!(screen.contains("before form"), "{screen}"),
                false => quiet(screen),
            }
        };
        go_through(&mut first, &done);
        assert!(
            words(&screen(&first, 120, 40)).contains("Nothing is said of right and wrong before")
        );
        let sheet = first.sheet().unwrap().clone();
        assert!(sheet.is_finished());
        // it was kept after each answer
        let lengths: Vec<usize> = kept.borrow().iter().map(|one| one.answers.len()).collect();
        assert_eq!(lengths, (1..=12).collect::<Vec<_>>());
        assert!(!press(&mut first, "q"));

        let mut second = exam(form.other(), Some(sheet), &kept, false);
        let open = |screen: &str| {
            if !words(screen).contains("The exam of mm42") {
                quiet(screen);
            }
        };
        go_through(&mut second, &open);
        let mut seen = words(&screen(&second, 120, 40));
        for _ in 0..60 {
            press(&mut second, "PageDown");
            seen += &words(&screen(&second, 120, 40));
        }
        for told in [
            "Normalised change",
            "No. The answer is",
            "Right.",
            "premaster --at",
        ] {
            assert!(seen.contains(told), "{told}");
        }
        let last = format!("Form {}, question 12", form.other().name());
        assert!(seen.contains(&last), "{seen}");
        press(&mut second, "End");
        let end = screen(&second, 120, 40);
        press(&mut second, "Home");
        assert_ne!(screen(&second, 120, 40), end);
        assert!(!press(&mut second, "Esc"));
    }
}

#[test]
fn leaving_is_asked_about_and_nothing_is_lost() {
    let kept = Kept::default();
    let mut exam = exam(Form::A, None, &kept, false);
    // nothing is answered by Enter alone
    assert!(press(&mut exam, "Enter"));
    assert!(screen(&exam, 120, 40).contains("Choose an answer first"));
    // an order is given whole, and a part can be taken out again
    assert!(press(&mut exam, "a b c Enter"));
    assert!(screen(&exam, 120, 40).contains("3 of 6 are in order"));
    assert!(press(&mut exam, "b Backspace d b e f c Enter"));
    assert!(screen(&exam, 120, 40).contains("How sure are you?"));
    // one may think again
    assert!(press(&mut exam, "Backspace"));
    assert!(!screen(&exam, 120, 40).contains("How sure are you?"));
    assert!(press(&mut exam, "Enter 9 2"));
    assert_eq!(exam.taking().unwrap().count(), (1, 12));
    assert!(screen(&exam, 120, 40).contains("2 of 12"));
    for key in ["Esc", "Ctrl-c"] {
        assert!(press(&mut exam, key));
        let asked = screen(&exam, 120, 40);
        assert!(
            asked.contains("Leave the exam?") && asked.contains("is kept"),
            "{asked}"
        );
        assert!(press(&mut exam, "x n"));
        assert!(!screen(&exam, 120, 40).contains("Leave the exam?"));
    }
    assert!(!press(&mut exam, "Esc y"));
    // and goes on there
    let sheet = kept.borrow().last().unwrap().clone();
    let taking = Taking::resume(sheet, Duration::ZERO).unwrap();
    let again = Exam::new(taking, None, told(None), &options(false));
    assert!(screen(&again, 120, 40).contains("2 of 12"));
    let mut lost = Exam::new(
        again.taking().unwrap().clone(),
        None,
        told(None),
        &options(false),
    );
    press(&mut lost, "Esc");
    assert!(screen(&lost, 120, 40).contains("Nothing is kept here"));
}

#[test]
fn what_cannot_be_kept_is_said() {
    let taking = Taking::of(
        Form::A,
        items()[0].clone(),
        "me",
        UnixTime(0),
        Duration::ZERO,
    );
    let keep = Box::new(|_: &Sheet| Err("the disk is full".to_owned()));
    let mut exam = Exam::new(taking, Some(keep), told(None), &options(false));
    press(&mut exam, "?");
    assert!(screen(&exam, 120, 40).contains("could not be kept: the disk is full"));
}

/// Every question can be read whole at every size, by scrolling where there is too little room.
#[test]
fn every_answer_can_be_brought_into_sight() {
    for (width, height) in SIZES {
        let kept = Kept::default();
        let mut exam = exam(Form::A, None, &kept, false);
        while let Some(item) = exam.taking().unwrap().item() {
            let (prompt, offered) = (plain(&item.question.prompt), item.question.offered());
            let mut seen = words(&screen(&exam, width, height));
            for _ in 0..20 {
                press(&mut exam, "PageDown");
                seen = format!("{seen} {}", words(&screen(&exam, width, height)));
            }
            // a page may begin within a text: what is looked for is its words
            for text in offered.iter().chain([&prompt]) {
                for word in text.split_whitespace() {
                    assert!(seen.contains(word), "{width}x{height}: {word}\n{seen}");
                }
            }
            for (nth, text) in offered.iter().enumerate() {
                press(&mut exam, "Home");
                for _ in 0..nth {
                    press(&mut exam, "Down");
                }
                let here = words(&screen(&exam, width, height));
                let begins: Vec<&str> = text.split_whitespace().take(2).collect();
                assert!(
                    here.contains(&begins.join(" ")),
                    "{width}x{height}: {text}\n{here}"
                );
            }
            press(&mut exam, "?");
        }
    }
}

#[test]
fn every_size_is_drawn_and_ascii_is_ascii() {
    let kept = Kept::default();
    let mut exam = exam(Form::B, None, &kept, true);
    for step in 0..30 {
        for width in (0..130).step_by(13) {
            for height in (0..50).step_by(7) {
                let drawn = screen(&exam, width, height);
                assert!(drawn.is_ascii(), "{width}x{height}: {drawn}");
            }
        }
        match step % 3 {
            0 => press(&mut exam, "Esc"),
            1 => press(&mut exam, "n"),
            _ => press(&mut exam, "?"),
        };
    }
}
