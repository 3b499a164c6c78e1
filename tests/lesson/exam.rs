//! The two forms of the exam: every place can be asked, has the answer that the design says, and asks the same in both
//! forms about another run. Taking a form, and the file that comes of it.

use premaster::explain::plain;
use premaster::lesson::exam::{
    self, Form, Item, Marked, NO_NAME, Sheet, Taking, What, digest, unworded, warnings, worded,
};
use premaster::lesson::question::{self, Answer};
use premaster::pki::time::UnixTime;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

/// The questions of both forms. Made once.
pub fn items() -> &'static [Vec<Item>; 2] {
    static ITEMS: LazyLock<[Vec<Item>; 2]> =
        LazyLock::new(|| Form::ALL.map(|form| form.items().unwrap_or_else(|why| panic!("{why}"))));
    &ITEMS
}

/// A form that is taken by giving these answers, by place.
pub fn taken(form: Form, name: &str, begun: i64, answers: &[Answer]) -> Sheet {
    let items = items()[form as usize].clone();
    let mut taking = Taking::of(form, items, name, UnixTime(begun), Duration::ZERO);
    for (nth, answer) in answers.iter().enumerate() {
        let now = Duration::from_secs(20 * (nth as u64 + 1));
        taking.choose(answer.clone(), now);
        if *answer != Answer::Unknown {
            assert!(taking.sure(1 + (nth % 3) as u8, now));
        }
    }
    taking.sheet().clone()
}

fn right(form: Form) -> Vec<Answer> {
    let items = items()[form as usize].iter();
    items.map(|item| item.question.right()).collect()
}

/// What is right at each place in form A and in form B, as the design has it: all of the answer, or a part that no
/// other answer has.
const RIGHT: [(&str, &str, &str); 12] = [
    (
        "order-messages",
        "ClientHello from the client; Certificate from the server; ServerHelloDone from the server; \
         ClientKeyExchange from the client; ChangeCipherSpec from the client; Finished from the client",
        "ServerHello from the server; Certificate from the server; ClientKeyExchange from the client; \
         Finished from the client; ChangeCipherSpec from the server; Finished from the server",
    ),
    ("knowledge-now", "the bytes", "the bytes"),
    (
        "what-is-encrypted",
        "the pre-master secret, 48 bytes",
        "the pre-master secret, 48 bytes",
    ),
    ("which-key-opens", "client_write_key", "server_write_key"),
    (
        "stolen-key",
        "the client's close_notify; the data that the client sent; the data that the server sent; \
         the pre-master secret",
        "the client's close_notify; the data that the client sent; the data that the server sent; \
         the pre-master secret",
    ),
    (
        "in-transcript",
        "Certificate from the client; Certificate from the server; CertificateRequest from the server; \
         CertificateVerify from the client; ClientHello from the client; ClientKeyExchange from the client; \
         ServerHello from the server; ServerHelloDone from the server",
        "Certificate from the server; ClientHello from the client; ClientKeyExchange from the client; \
         Finished from the client; ServerHello from the server; ServerHelloDone from the server",
    ),
    (
        "certificate-alone",
        "until the private key is needed: its keys are wrong, and Finished fails, with the alert bad_record_mac",
        "until the private key is needed: its signature does not verify, with the alert decrypt_error",
    ),
    (
        "who-notices",
        "the server, at the client's Finished",
        "the server, at the client's Finished",
    ),
    (
        "record-fate",
        "the first is accepted; at the copy the server ends the connection with bad_record_mac",
        "at the next one that arrives the server ends the connection with bad_record_mac",
    ),
    ("which-check-fails", "host name", "in date"),
    (
        "flip-effect",
        "noise in block 1, then \"rd 4010 0000 000\", and the rest unchanged",
        "noise in block 2, then \"810-44, then clo\", and the rest unchanged",
    ),
    (
        "client-known-as",
        "only that it is the one that sent the pre-master secret",
        "only that it is the one that sent the pre-master secret",
    ),
];

/// The right answer in words; of several, in the order of the alphabet, since the seed mixes them.
fn right_words(item: &Item) -> String {
    let mut words = worded(&item.question, &item.question.right());
    if matches!(item.question.form, question::Form::Many(_)) {
        words.sort();
    }
    words.join("; ")
}

#[test]
fn every_place_of_both_forms_is_asked_and_has_the_answer_of_the_design() {
    assert_eq!(Form::places(), 12);
    for form in Form::ALL {
        let items = &items()[form as usize];
        assert_eq!(items.len(), RIGHT.len());
        for (item, (template, a, b)) in items.iter().zip(RIGHT) {
            let place = format!("form {}, place {}", form.name(), item.place);
            assert_eq!(item.question.template, template, "{place}");
            let expected = [a, b][form as usize];
            assert_eq!(right_words(item), expected, "{place}");
            assert!(
                item.question.mark(&item.question.right()).is_right(),
                "{place}"
            );
        }
        let places: Vec<usize> = items.iter().map(|item| item.place).collect();
        assert_eq!(places, (1..=12).collect::<Vec<_>>());
    }
}

#[test]
fn the_forms_ask_the_same_about_other_runs() {
    let [a, b] = items();
    let mut runs = BTreeSet::new();
    for (a, b) in a.iter().zip(b) {
        assert_eq!(a.question.template, b.question.template);
        assert_eq!(a.measures, b.measures);
        assert!(runs.insert(a.run.to_string()) && runs.insert(b.run.to_string()));
        let shown = |item: &Item| {
            let (situation, prompt) = (plain(&item.situation), plain(&item.question.prompt));
            (situation, prompt, item.question.offered())
        };
        assert_ne!(shown(a), shown(b), "place {}", a.place);
        // what a place is there for can be shown by a wrong answer in each form
        for item in [a, b] {
            let offered = item.question.beliefs();
            let measured = item.measures.iter().filter(|one| offered.contains(one));
            assert!(measured.count() > 0, "{}", item.at);
            assert!(item.measures.iter().all(|belief| belief.reported));
        }
    }
    assert_eq!(runs.len(), 24);
    // with another name in the certificate, each wrong answer is about a check that passed
    let padlock = |item: &Item| {
        let offered = item.question.beliefs().into_iter();
        offered
            .filter(|one| one.key == "padlock-means-honest")
            .count()
    };
    assert_eq!((padlock(&a[9]), padlock(&b[9])), (0, 1));
    assert_ne!(digest(a), digest(b));
}

#[test]
fn the_document_has_the_table_of_the_forms() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/exams.md");
    let text = std::fs::read_to_string(file).unwrap();
    let [a, b] = items();
    for (a, b) in a.iter().zip(b) {
        let row = format!("| {} | `{}` | ", a.place, a.question.template);
        let row = text.lines().find(|line| line.starts_with(&row)).unwrap();
        let measures: Vec<String> = a
            .measures
            .iter()
            .map(|one| format!("`{}`", one.key))
            .collect();
        for part in [&measures.join(", "), &a.run.to_string(), &b.run.to_string()] {
            assert!(row.contains(part.as_str()), "{part}: {row}");
        }
    }
}

#[test]
fn a_situation_does_not_name_the_right_answer() {
    for item in items().iter().flatten() {
        let situation = plain(&item.situation);
        assert!(situation.len() > 40, "{situation}");
        let given_away = worded(&item.question, &item.question.right());
        // a check, a party or a message may be spoken of
        let long = given_away.iter().filter(|words| words.len() > 12);
        for words in long {
            assert!(
                !situation.contains(words.as_str()),
                "{}: {situation}",
                item.at
            );
        }
    }
}

#[test]
fn all_right_is_1_and_i_do_not_know_is_0() {
    for form in Form::ALL {
        let items = &items()[form as usize];
        let sheet = taken(form, NO_NAME, 0, &right(form));
        assert!(sheet.is_finished());
        let marked = Marked::of(&sheet, form, items).unwrap();
        assert_eq!(marked.score(), 1.0);
        assert!(marked.places.iter().all(|one| one.shows().is_empty()));
        let nothing = vec![Answer::Unknown; 12];
        let marked = Marked::of(&taken(form, NO_NAME, 0, &nothing), form, items).unwrap();
        assert_eq!(marked.score(), 0.0);
        assert!(marked.places.iter().all(|one| one.shows().is_empty()));
    }
}

#[test]
fn a_sheet_says_what_was_answered_and_not_what_it_is_worth() {
    let sheet = taken(Form::A, "mm42", 1_795_220_503, &right(Form::A)[..5]);
    let text = sheet.to_text();
    let read = Sheet::read(&text).unwrap();
    assert_eq!(read.to_text(), text);
    assert_eq!(read.what, What::Exam(Form::A));
    assert!(!read.is_finished());
    let seconds: Vec<_> = read.answers.iter().map(|one| one.seconds).collect();
    assert_eq!(seconds, vec![Some(20); 5]);
    for told in ["score", "beliefs"] {
        assert!(!text.contains(told), "{text}");
    }
    // each answer is read back from its words
    for (given, item) in read.answers.iter().zip(&items()[0]) {
        let answer = unworded(&item.question, &given.answer).unwrap();
        assert_eq!(answer, item.question.right());
    }
}

#[test]
fn a_form_is_gone_on_with_where_it_was_left() {
    let all = right(Form::B);
    let sheet = taken(Form::B, NO_NAME, 7, &all[..4]);
    let kept = Sheet::read(&sheet.to_text()).unwrap();
    let mut taking = Taking::resume(kept, Duration::from_secs(3)).unwrap();
    assert_eq!(taking.count(), (4, 12));
    assert_eq!(taking.item().unwrap().place, 5);
    // a choice can be taken back, and how sure one is goes from 1 to 3
    taking.choose(Answer::Many(vec![0]), Duration::from_secs(4));
    taking.reconsider();
    assert!(!taking.sure(2, Duration::from_secs(5)));
    for answer in &all[4..] {
        taking.choose(answer.clone(), Duration::from_secs(6));
        assert!(!taking.sure(0, Duration::from_secs(6)) && !taking.sure(4, Duration::from_secs(6)));
        assert!(taking.sure(3, Duration::from_secs(9)));
    }
    assert!(taking.item().is_none() && taking.sheet().is_finished());
    assert_eq!(taking.sheet().answers[4].seconds, Some(6));
    // what was asked by other templates is not mixed with what is asked now
    let mut other = taken(Form::B, NO_NAME, 7, &all[..4]);
    other.templates = "0000000000000000".to_owned();
    assert!(Taking::resume(other, Duration::ZERO).is_err());
}

#[test]
fn another_version_and_other_templates_are_warned_of() {
    let mut sheet = taken(Form::A, NO_NAME, 0, &right(Form::A));
    assert_eq!(warnings(&sheet, &items()[0]), vec![]);
    sheet.program = "premaster 0.0.1".to_owned();
    assert_eq!(warnings(&sheet, &items()[0]).len(), 1);
    sheet.templates = digest(&items()[1]);
    let said = warnings(&sheet, &items()[0]);
    let said: Vec<String> = said.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2);
    assert!(
        said[0].contains("0.0.1") && said[1].contains(&sheet.templates),
        "{said:?}"
    );
}

#[test]
fn what_is_wrong_with_a_file_is_named_with_its_line() {
    let good = taken(Form::A, "mm42", 0, &right(Form::A)).to_text();
    let place = |n: usize| good.find(&format!("place = {n}\n")).unwrap();
    let line = |at: usize| good[..at].matches('\n').count() + 1;
    let change = |from: &str, to: &str| good.replacen(from, to, 1);
    for (text, expected, said) in [
        (String::new(), 1, "begins with kind"),
        ("hello, world\n".to_owned(), 1, "key with no value"),
        (
            change("kind = \"exam\"", "kind = \"poem\""),
            1,
            "“poem” came",
        ),
        (change("form = \"A\"\n", ""), 1, "form of the exam"),
        (change("form = \"A\"", "form = \"C\""), 2, "C"),
        (change("name = \"mm42\"", "name = \"../x\""), 1, "../x"),
        (
            change("begun = ", "# begun = "),
            1,
            "when the form was begun",
        ),
        (
            change("place = 3\n", "place = 13\n"),
            line(place(3)) - 1,
            "13 came",
        ),
        (
            change("place = 3\n", "place = 2\n"),
            line(place(3)) - 1,
            "twice",
        ),
        (
            change("sure = 2\n", "sure = 4\n"),
            line(place(2)) - 1,
            "4 came",
        ),
        (
            change("sure = 2\n", "sure = \"2\"\n"),
            line(good.find("sure = 2").unwrap()),
            "",
        ),
        (good[..place(12) + 4].to_owned(), line(place(12)), ""),
    ] {
        let fault = Sheet::read(&text).unwrap_err();
        assert_eq!(fault.line, expected, "{}\n{text}", fault.said);
        assert!(fault.said.to_string().contains(said), "{}", fault.said);
    }
    // well-formed, and not an answer to this question
    for (text, said) in [
        (change("\"the bytes\"", "\"all of it\""), "all of it"),
        (
            change("template = \"knowledge-now\"", "template = \"key-count\""),
            "place 2",
        ),
        (
            change(
                "answer = [\"the bytes\"]",
                "answer = [\"the bytes\", \"nothing\"]",
            ),
            "2 came",
        ),
        (change("answer = [\"the bytes\"]", "answer = []"), "0 came"),
    ] {
        let sheet = Sheet::read(&text).unwrap();
        let fault = Marked::of(&sheet, Form::A, &items()[0]).unwrap_err();
        assert_eq!(fault.line, line(place(2)) - 1, "{}", fault.said);
        assert!(fault.said.to_string().contains(said), "{}", fault.said);
    }
}

#[test]
fn the_review_has_every_question_of_both_forms_with_the_right_answer() {
    let [a, b] = items();
    let nothing = vec![Answer::Unknown; 12];
    let first = Marked::of(&taken(Form::B, NO_NAME, 1, &nothing), Form::B, b).unwrap();
    let second = Marked::of(&taken(Form::A, NO_NAME, 2, &right(Form::A)), Form::A, a).unwrap();
    let shown = exam::review(&first, &second, [a, b]);
    let text: Vec<String> = shown.iter().map(|one| one.text()).collect();
    let text = text.join("\n");
    assert!(
        text.contains("First form B: 0.00. Second form A: 1.00"),
        "{text}"
    );
    assert!(text.contains("Normalised change: 1.00"), "{text}");
    for item in items().iter().flatten() {
        assert!(text.contains(&plain(&item.question.prompt)), "{}", item.at);
        assert!(
            text.contains(&format!("premaster --at {}", item.run)),
            "{}",
            item.at
        );
    }
    for item in b {
        let right = item.question.words(&item.question.right());
        assert!(
            text.contains(&format!("The answer is: {right}.")),
            "{}",
            item.at
        );
    }
}
