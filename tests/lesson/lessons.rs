//! Lessons: every one can be done from its beginning to its end, and what is wrong in one is found where it stands.

use premaster::lesson::course::{self, Course, Desk, Keys, Progress, Session, Todo};
use premaster::lesson::question::Answer;
use std::sync::Arc;

const KEYS: Keys<'static> = Keys {
    key: &premaster::tui::key_of_title,
};

fn lesson(name: &str) -> Arc<Course> {
    Arc::new(course::builtin(name).expect("a lesson of the program"))
}

/// What `premaster lesson --check` finds, with fewer seeds.
#[test]
fn every_lesson_passes_its_check() {
    for name in course::names() {
        let findings = course::check(&lesson(name), KEYS, 2);
        let said: Vec<String> = findings
            .iter()
            .map(|finding| format!("{name}:{}: {}", finding.spot.line, finding.said))
            .collect();
        assert!(said.is_empty(), "{}", said.join("\n"));
    }
}

/// Does everything that a lesson asks for; `answer` answers.
fn go_through(mut session: Session, answer: impl Fn(&Session) -> Answer) -> Session {
    let classic =
        premaster::scenario::Scenario::builtin("classic", premaster::scenario::Overrides::seed(1));
    let mut desk = Desk::new(classic.unwrap());
    for _ in 0..500 {
        for order in session.orders() {
            desk.carry_out(order).unwrap();
        }
        if session.saw(&desk.view()) {
            continue;
        }
        match session.todo() {
            Todo::Over => return session,
            Todo::Turn => session.turn_on(),
            Todo::Again => session.skip(),
            Todo::Answer => {
                let given = answer(&session);
                session.give(given);
            }
            Todo::Wait => {
                let action = session.waits_for().unwrap().clone();
                desk.perform(&action);
            }
        }
    }
    panic!("{} does not end", session.course().name);
}

#[test]
fn every_lesson_runs_to_its_end_and_the_right_answers_unlock_what_follows() {
    for name in course::names() {
        let session = Session::new(lesson(name), Progress::new(11));
        let session = go_through(session, |session| session.question().unwrap().right());
        let (done, all) = session.count();
        assert_eq!(done, all, "{name}");
        let wrong = session.progress().done.values();
        let wrong = wrong.filter(|done| done.score.is_some_and(|score| score < 1.0));
        assert_eq!(wrong.count(), 0, "{name}");
    }
}

#[test]
fn who_knows_nothing_comes_to_the_end_too_but_not_to_the_further_reading() {
    let session = Session::new(lesson("handshake"), Progress::new(11));
    let session = go_through(session, |_| Answer::Unknown);
    let desk = Desk::new(
        premaster::scenario::Scenario::builtin("classic", premaster::scenario::Overrides::seed(1))
            .unwrap(),
    );
    let page = session.page(&desk.view(), KEYS);
    let text: Vec<String> = page.shown.iter().map(|shown| shown.text()).collect();
    let text = text.join("\n");
    assert!(text.contains("opens once the quiz is passed"), "{text}");
}

/// What a page says.
fn told(session: &Session, desk: &Desk) -> String {
    let page = session.page(&desk.view(), KEYS);
    page.shown.iter().map(|one| one.text() + "\n").collect()
}

#[test]
fn every_guess_of_every_lesson_is_settled_by_its_end() {
    for name in course::names() {
        for right in [true, false] {
            let mut session = Session::new(lesson(name), Progress::new(11));
            let mut desk = Desk::new(session.first_run().unwrap());
            let (mut guesses, mut said) = (0, std::collections::BTreeSet::new());
            for _ in 0..500 {
                for order in session.orders() {
                    desk.carry_out(order).unwrap();
                }
                let on = session.saw(&desk.view());
                let page = told(&session, &desk);
                let lines = page.lines().enumerate();
                let settled = lines.filter(|(_, line)| line.starts_with("You guessed: "));
                said.extend(settled.map(|(at, line)| (session.count(), at, line.to_owned())));
                if on {
                    continue;
                }
                match session.todo() {
                    Todo::Over => break,
                    Todo::Turn => session.turn_on(),
                    Todo::Again => session.skip(),
                    Todo::Answer => {
                        let before = session.progress().done.len();
                        let question = session.question().unwrap().clone();
                        let wrong = (0..question.offered().len()).map(Answer::One);
                        let wrong = wrong.into_iter().find(|one| *one != question.right());
                        session.give(match right {
                            true => question.right(),
                            false => wrong.unwrap_or(Answer::Number(3)),
                        });
                        assert!(session.progress().done.len() > before, "{name}");
                        guesses +=
                            usize::from(told(&session, &desk).contains("Your guess is noted"));
                    }
                    Todo::Wait => desk.perform(&session.waits_for().unwrap().clone()),
                }
            }
            assert_eq!(session.todo(), Todo::Over, "{name}");
            let settled: std::collections::BTreeSet<String> =
                said.iter().map(|(.., line)| line.clone()).collect();
            assert_eq!(guesses > 0, !settled.is_empty(), "{name}");
            assert!(said.len() >= guesses, "{name}: {guesses} guesses, {said:?}");
        }
    }
}

#[test]
fn a_quiz_that_is_begun_again_asks_about_other_runs() {
    let body = "```run classic\n```\n\nSo.\n\n```quiz\npadding-bytes classic/client_application_data\nattack-answer tls10\n```\n";
    let course = Course::read(&with(body), "quiz", "quiz.md").unwrap();
    let mut session = Session::new(Arc::new(course), Progress::new(3));
    let mut desk = Desk::new(session.first_run().unwrap());
    let mut runs = std::collections::BTreeSet::new();
    for round in 0..4 {
        for _ in 0..2 {
            for order in session.orders() {
                desk.carry_out(order).unwrap();
            }
            session.saw(&desk.view());
            let page = told(&session, &desk);
            let other = page.lines().find(|line| line.contains("another run, "));
            let same = page.lines().any(|line| line.contains("no further run"));
            assert_eq!(round > 0, other.is_some() || same, "{page}");
            runs.extend(other.map(str::to_owned));
            session.give(Answer::Unknown);
        }
        assert_eq!(session.todo(), Todo::Again);
        session.again();
    }
    assert!(runs.len() >= 3, "{runs:?}");
}

#[test]
fn progress_survives_being_written_and_an_edit_of_the_lesson_elsewhere() {
    let session = Session::new(lesson("handshake"), Progress::new(11));
    let session = go_through(session, |session| session.question().unwrap().right());
    let text = session.progress().to_text();
    let read = Progress::read(&text).unwrap();
    assert_eq!(&read, session.progress());

    let source = include_str!("../../assets/lessons/en/handshake.md");
    let edited = source.replacen("Step forward once,", "Now step forward once,", 1);
    assert_ne!(edited, source);
    let edited = Course::read(&edited, "handshake", "edited").unwrap();
    let again = Session::new(Arc::new(edited), read);
    let (done, all) = again.count();
    assert_eq!(
        done + 1,
        all,
        "the block that was edited is to be done again"
    );
    assert_eq!(again.todo(), Todo::Wait);
}

/// A lesson with a body behind its front matter.
fn with(body: &str) -> String {
    let front = "```lesson\ntitle = \"T\"\nminutes = 1\nlevel = 1\nobjectives = []\n```\n";
    format!("{front}\n{body}\n")
}

/// Each with the line and the column at which the mistake stands, and words of what is said of it.
#[test]
fn a_mistake_is_found_where_it_stands() {
    let run = "```run classic\n```\n\n";
    for (text, line, column, words) in [
        ("# Without front matter".to_owned(), 1, 1, "front matter"),
        ("```lesson\ntitle = 3\n```".to_owned(), 2, 9, "front matter"),
        (with("```waits step=client_hello\n```"), 8, 4, "wait"),
        (with("```run clasic\n```"), 8, 8, "classic"),
        (with("```run classic\nsed = 3\n```"), 9, 1, "sed"),
        (with("```wait step=client_hello\n```"), 8, 1, "run"),
        (
            with(&format!("{run}```wait step=client_helo\n```")),
            11,
            14,
            "client_hello",
        ),
        (with(&format!("{run}```wait stop\n```")), 11, 9, "step"),
        (
            with(&format!("{run}```wait tamper=client_hello kind=flop\n```")),
            11,
            34,
            "flip",
        ),
        (
            with(&format!("{run}```wait tab=byte\n```")),
            11,
            13,
            "bytes",
        ),
        (
            with(&format!("{run}```go client_hello tab=bites\n```")),
            11,
            24,
            "bytes",
        ),
        (
            with(&format!("{run}```ask seed-ordr\n```")),
            11,
            8,
            "seed-order",
        ),
        (
            with(&format!("{run}```ask seed-order mode=guess\n```")),
            11,
            19,
            "predict",
        ),
        (
            with(&format!("{run}```when establishd\nSo.\n```")),
            11,
            9,
            "established",
        ),
        (
            with(&format!("{run}```when right\nSo.\n```")),
            11,
            1,
            "question",
        ),
        (with("```hint\nSo.\n```"), 8, 1, "wait"),
        (
            with("```quiz pass=3\nkey-count classic\n```"),
            8,
            9,
            "1 to 1",
        ),
        (with("```quiz\nkey-count clasic\n```"), 9, 11, "classic"),
        (with("Some {words."), 8, 6, "{"),
        (with("A [link](att:client_hello)."), 8, 3, "at"),
        (with("A <b>tag</b>."), 8, 3, "HTML"),
    ] {
        let fault = Course::read(&text, "broken", "broken.md").expect_err(&text);
        assert_eq!(
            (fault.line, fault.column),
            (line, column),
            "{fault}\n{text}"
        );
        assert!(fault.to_string().contains(words), "{fault}\n{text}");
    }
}

/// A case on a run that is drawn from two, answered after a look at so many steps.
fn case(seed: u64, looks: usize, right: bool) -> (String, Option<u32>, String) {
    let body = "```run stripped-suites|tampered-hello\n```\n\n```go alert#last\n```\n\n\
                ```ask where-part mode=detective\nWhere?\n```\n";
    let course = Course::read(&with(body), "case", "case.md").unwrap();
    let mut session = Session::new(Arc::new(course), Progress::new(seed));
    let mut desk = Desk::new(session.first_run().unwrap());
    let scenario = desk.view().scenario.unwrap().name.clone();
    for order in session.orders() {
        desk.carry_out(order).unwrap();
    }
    session.saw(&desk.view());
    for _ in 0..=looks {
        desk.step_by(-1);
        session.saw(&desk.view());
    }
    // to look at a step again costs nothing
    desk.step_by(1);
    session.saw(&desk.view());
    let page = session.page(&desk.view(), KEYS);
    let told: String = page.shown.iter().map(|one| one.text() + "\n").collect();
    let answer = match right {
        true => session.question().unwrap().right(),
        false => Answer::Unknown,
    };
    session.give(answer);
    let points = session
        .progress()
        .done
        .values()
        .find_map(|done| done.points);
    let over = session.page(&desk.view(), KEYS);
    let over: String = over.shown.iter().map(|one| one.text() + "\n").collect();
    (scenario, points, told + &over)
}

#[test]
fn a_case_is_worth_a_point_less_for_each_step_that_is_opened() {
    for (looks, right, points) in [(0, true, 10), (3, true, 7), (15, true, 1), (3, false, 0)] {
        let (_, given, told) = case(2, looks, right);
        assert_eq!(given, Some(points), "{looks} looks");
        let opened = format!("besides the last two: {looks}.");
        assert!(told.contains(&opened), "{told}");
        assert!(told.contains(&format!("{points} of 10 points.")), "{told}");
        assert!(told.contains("Your cases:"), "{told}");
    }
    // the seed of the reader draws the run
    let drawn = [0, 1, 2, 3].map(|seed| case(seed, 0, true).0);
    assert_eq!(drawn[0], drawn[2]);
    assert_ne!(drawn[0], drawn[1]);
}

#[test]
fn a_check_finds_what_a_reader_would_stumble_over() {
    let many = "word ".repeat(130);
    let run = "```run classic\n```\n\n";
    for (body, words) in [
        (format!("{run}{many}\n\n```wait end\nGo.\n```"), "131 words"),
        (
            format!("{run}```wait step=draw_client_random\nGo.\n```"),
            "already",
        ),
        (
            format!("{run}```wait select=no_such_field\nGo.\n```"),
            "does not happen",
        ),
        (
            format!("{run}{{no_such_value}}\n\n```wait end\nGo.\n```"),
            "no_such_value",
        ),
        (
            format!("{run}{{do:fly}}\n\n```wait end\nGo.\n```"),
            "do:fly",
        ),
        (
            format!("{run}{{master_secret}}\n\n```wait end\nGo.\n```"),
            "master_secret",
        ),
        (
            format!("{run}It is 48 bytes long.\n\n```wait end\nGo.\n```"),
            "48",
        ),
        (
            format!("{run}[a](lesson:nowhere)\n\n```wait end\nGo.\n```"),
            "nowhere",
        ),
        (
            format!("{run}[a](word:nonsense)\n\n```wait end\nGo.\n```"),
            "nonsense",
        ),
        (
            format!("{run}[a](at:alert)\n\n```wait end\nGo.\n```"),
            "alert",
        ),
        (
            format!("{run}[a](at:nowhere/client_hello)\n\n```wait end\nGo.\n```"),
            "nowhere",
        ),
        (
            format!("{run}[a](help:scenarois)\n\n```wait end\nGo.\n```"),
            "Perhaps scenarios",
        ),
        (format!("{run}```ask after-alert\n```"), "cannot be asked"),
    ] {
        let text = with(&body);
        let course = Course::read(&text, "odd", "odd.md").unwrap();
        let findings = course::check(&Arc::new(course), KEYS, 1);
        let said: Vec<String> = findings.iter().map(|one| one.said.to_string()).collect();
        assert!(
            said.iter().any(|said| said.contains(words)),
            "{words}: {said:?}"
        );
    }
}
