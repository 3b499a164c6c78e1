//! A question that is put to a class: on the teacher's screen, on those that follow, and in the speaker's notes.

use crate::stages::{classic, press, stage_on, text};
use premaster::explain::plain;
use premaster::lesson::course::{Asked, Kind, Progress, Session};
use premaster::lesson::notes::{Talk, votes};
use premaster::lesson::question::{Form, Kind as TemplateKind, Question, of_step};
use premaster::lesson::vote::{Ballot, Chosen, Tally};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::tui::{
    ColorChoice, Guidance, Heard, Notes, Options, PollState, Reply, Scope, Spoken, Stage, Votes,
};
use ratatui::buffer::Buffer;
use std::sync::Arc;
use std::time::Duration;

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (60, 16)];

fn stage_of(name: &str) -> Stage {
    let overrides = Overrides {
        clock: Some(classic().clock),
        ..Overrides::seed(42)
    };
    let scenario = Scenario::builtin(name, overrides).unwrap();
    stage_on(scenario, ColorChoice::Mono, false)
}

/// A teacher who presents, at a step.
fn teacher(name: &str, key: &str) -> Stage {
    let mut stage = stage_of(name);
    stage.teaches();
    press(&mut stage, "P");
    let mut steps = stage.trace().steps().iter();
    let step = steps.find(|step| step.key() == key).unwrap().index;
    stage.go_to(step);
    stage
}

/// Puts the planned question to the class, or the first one that there is.
fn ask(teacher: &mut Stage) {
    press(teacher, "A");
    if teacher.overlay() == Some("questions") {
        press(teacher, "Enter");
    }
    assert_eq!(teacher.overlay(), Some("vote"));
}

fn student(name: &str) -> Stage {
    let mut stage = stage_of(name);
    stage.greeted();
    stage
}

fn follow(student: &mut Stage, teacher: &Stage) {
    let mut shared = teacher.shared().unwrap();
    // what is not told to a class
    if let Some(poll) = &mut shared.poll {
        poll.tallies.clear();
    }
    student.guide(Guidance::Shows(Box::new(shared)));
}

fn screen(stage: &mut Stage, (width, height): (u16, u16)) -> String {
    stage.resize(width, height);
    text(&stage.draw(width, height)).join("\n")
}

fn has_bars(shown: &str) -> bool {
    shown.contains(['▮', '▯'])
}

fn votes_of(teacher: &mut Stage, present: usize, votes: &[(&str, usize)]) {
    let round = teacher.shared().unwrap().poll.unwrap().round;
    let votes = votes.iter().map(|(letters, n)| ((*letters).to_owned(), *n));
    let tally = Tally {
        present,
        votes: votes.collect(),
    };
    teacher.voted(Votes { round, tally });
}

/// The question that is asked, made as a follower makes it.
fn ballot(teacher: &Stage) -> Ballot {
    let shared = teacher.shared().unwrap();
    let asked = shared.poll.unwrap().asked;
    // over the socket it goes as text
    let asked = Asked::read(&asked.to_string()).unwrap();
    let scenario = shared.scenario;
    let question = asked.question(&simulate(&scenario), Some(&scenario), scenario.seed);
    Ballot::of(question.unwrap()).unwrap()
}

fn state(teacher: &Stage) -> Option<PollState> {
    teacher.shared().unwrap().poll.map(|poll| poll.state)
}

/// The words that tell what is right: verdicts and reasons, but not the answers themselves.
fn telling(ballot: &Ballot) -> Vec<String> {
    let question = ballot.question();
    let objections = match &question.form {
        Form::One(choices) | Form::Many(choices) => choices
            .iter()
            .filter_map(|choice| choice.objection.as_ref())
            .map(|objection| plain(&objection.said))
            .collect(),
        _ => Vec::new(),
    };
    let mut told: Vec<String> = objections;
    told.push(plain(&question.because));
    let begin = |words: String| words.chars().take(24).collect::<String>();
    told.into_iter()
        .map(begin)
        .filter(|words| words.len() > 12)
        .collect()
}

#[test]
fn every_vote_that_is_planned_can_be_put_at_its_step() {
    let scenario = classic();
    let trace = simulate(&scenario);
    for talk in Talk::all() {
        for note in talk.notes.iter().filter(|note| note.vote.is_some()) {
            let mut steps = trace.steps().iter();
            let step = steps.find(|step| step.key() == note.step).unwrap();
            let planned = votes(&trace, step);
            assert!(!planned.is_empty(), "{}", note.step);
            for asked in planned {
                let question = asked.question(&trace, Some(&scenario), scenario.seed);
                let question =
                    question.unwrap_or_else(|why| panic!("{} {asked}: {why}", note.step));
                assert!(Ballot::of(question).is_some(), "{} {asked}", note.step);
            }
        }
    }
}

#[test]
fn a_vote_goes_from_the_question_through_two_rounds_to_the_answer() {
    let mut teacher = teacher("classic", "client_key_exchange");
    let mut student = student("classic");
    follow(&mut student, &teacher);
    press(&mut teacher, "A");
    assert_eq!(teacher.scope(), Scope::Vote);
    follow(&mut student, &teacher);
    assert_eq!(student.scope(), Scope::Ballot);
    assert_eq!(student.reply().unwrap().chosen, Chosen::Nothing);
    for (keys, letters) in [("b", "b"), ("C", "c"), ("?", "?"), ("z", "?"), ("a", "a")] {
        press(&mut student, keys);
        assert_eq!(student.reply().unwrap().chosen.letters(), letters, "{keys}");
    }
    assert!(screen(&mut student, (120, 40)).contains("Your answer: a."));
    votes_of(&mut teacher, 30, &[("a", 9), ("b", 5), ("?", 3)]);
    let shown = screen(&mut teacher, (120, 40));
    assert!(shown.contains("17 of 30 answered"), "{shown}");
    assert!(!has_bars(&shown), "the class looks on\n{shown}");
    // neighbours talk, and vote again
    press(&mut teacher, "Enter");
    assert_eq!(state(&teacher), Some(PollState::Closed));
    let shown = screen(&mut teacher, (120, 40));
    assert!(has_bars(&shown) && shown.contains("  9"), "{shown}");
    follow(&mut student, &teacher);
    assert_eq!(student.reply(), None, "it is closed");
    press(&mut student, "b");
    assert!(student.notice().unwrap().contains("closed"));
    votes_of(&mut teacher, 30, &[("a", 30)]);
    assert!(screen(&mut teacher, (120, 40)).contains("17 of 30 answered"));
    press(&mut teacher, "v");
    follow(&mut student, &teacher);
    let Reply { round, chosen } = student.reply().unwrap();
    assert_eq!((round, chosen), (2, Chosen::Nothing));
    votes_of(&mut teacher, 30, &[("a", 2), ("b", 25)]);
    let shown = screen(&mut teacher, (120, 40));
    assert!(shown.contains("27 of 30 answered"), "{shown}");
    // not those of the first round either: they would tell what is usual
    assert!(!has_bars(&shown) && !shown.contains("before"), "{shown}");
    press(&mut student, "d");
    let ballot = ballot(&teacher);
    press(&mut teacher, "Enter");
    let shown = screen(&mut teacher, (120, 40));
    for words in ["before", "now", "27 of 30", "  9", " 25"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    press(&mut teacher, "Enter");
    assert_eq!(state(&teacher), Some(PollState::Revealed));
    follow(&mut student, &teacher);
    let told = screen(&mut student, (120, 40));
    let right = ballot.mark(&Chosen::Places(vec![3])).unwrap().is_right();
    let verdict = if right { "Right." } else { "The answer is:" };
    assert!(told.contains(verdict), "{told}");
    assert!(screen(&mut teacher, (120, 40)).contains('✓'));
    press(&mut teacher, "v");
    assert!(teacher.notice().unwrap().contains("tell nothing"));
    press(&mut teacher, "Enter");
    assert_eq!((state(&teacher), teacher.overlay()), (None, None));
    assert_eq!(teacher.scope(), Scope::Presenting);
    follow(&mut student, &teacher);
    assert_eq!(student.overlay(), None);
}

#[test]
fn a_vote_can_be_left_and_is_taken_up_beside_its_first_round() {
    let mut teacher = teacher("classic", "client_key_exchange");
    press(&mut teacher, "A");
    votes_of(&mut teacher, 12, &[("a", 11)]);
    press(&mut teacher, "Esc");
    assert_eq!(state(&teacher), None);
    press(&mut teacher, "Right Left A");
    let poll = teacher.shared().unwrap().poll.unwrap();
    assert_eq!((poll.round, poll.tallies.len()), (2, 2));
    assert_eq!(poll.tallies[0].answered(), 11);
    // another question begins anew
    press(&mut teacher, "o Down Enter");
    let poll = teacher.shared().unwrap().poll.unwrap();
    assert_eq!((poll.round, poll.tallies.len()), (3, 1));
}

#[test]
fn a_step_without_a_planned_question_offers_those_that_there_are() {
    let mut teacher = teacher("classic", "server_hello_done");
    press(&mut teacher, "A");
    assert_eq!(teacher.overlay(), Some("questions"));
    press(&mut teacher, "Enter");
    assert_eq!(teacher.overlay(), Some("vote"));
    let mut alone = stage_of("classic");
    press(&mut alone, "P A");
    assert_eq!(alone.overlay(), None);
    assert!(alone.notice().unwrap().contains("--class"));
}

#[test]
fn one_who_has_gone_on_alone_is_asked_about_the_teachers_run() {
    let mut teacher = teacher("stripped-suites", "client_compute_verify_data");
    let mut student = student("classic");
    follow(&mut student, &teacher);
    press(&mut student, "Left Left");
    ask(&mut teacher);
    follow(&mut student, &teacher);
    assert_eq!(student.overlay(), Some("vote"));
    let asked = plain(&ballot(&teacher).question().prompt);
    let shown = screen(&mut student, (200, 60));
    let begin: String = asked.chars().take(30).collect();
    assert!(shown.contains(&begin), "{begin}\n{shown}");
    // the question can be put aside, and comes back by its key or with news
    press(&mut student, "Esc");
    assert_eq!(student.overlay(), None);
    follow(&mut student, &teacher);
    assert_eq!(student.overlay(), None, "nothing is new");
    press(&mut student, "A");
    assert_eq!(student.overlay(), Some("vote"));
    press(&mut student, "Esc");
    press(&mut teacher, "Enter");
    follow(&mut student, &teacher);
    assert_eq!(student.overlay(), Some("vote"), "the vote is closed");
    student.guide(Guidance::Gone);
    assert_eq!((student.overlay(), student.reply()), (None, None));
}

#[test]
fn a_question_of_another_version_is_not_shown() {
    let mut teacher = teacher("classic", "client_key_exchange");
    press(&mut teacher, "A");
    let mut shared = teacher.shared().unwrap();
    shared.poll.as_mut().unwrap().answers += 1;
    let mut student = student("classic");
    student.guide(Guidance::Shows(Box::new(shared)));
    assert_eq!(student.overlay(), None);
    assert!(student.notice().unwrap().contains("same version"));
}

/// The cells of each answer's first row, without its letter, its words and its bar: marks and styles.
fn styles(screen: &Buffer, shown: &str, letters: usize) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for letter in ('a'..).take(letters) {
        let row = shown.lines().position(|line| {
            let line = line.trim_start_matches(['│', '|', ' ']);
            line.starts_with(&format!("{letter} "))
        });
        let Some(row) = row else { continue };
        let line = shown.lines().nth(row).unwrap();
        let at = line.chars().position(|c| c == letter).unwrap() as u16;
        let cell = &screen[(at + 2, row as u16)];
        let mark = &screen[(at - 3, row as u16)];
        out.push((
            mark.symbol().to_owned(),
            format!("{:?} {:?} {:?}", cell.fg, cell.bg, cell.modifier),
        ));
    }
    out
}

#[test]
fn nothing_tells_the_answer_before_it_is_revealed() {
    for (name, key) in [
        ("classic", "client_key_exchange"),
        ("classic", "client_compute_verify_data"),
        ("classic", "client_finished"),
        ("classic", "client_hello"),
        ("stripped-suites", "client_compute_verify_data"),
    ] {
        let mut teacher = teacher(name, key);
        let mut student = student(name);
        ask(&mut teacher);
        follow(&mut student, &teacher);
        let ballot = ballot(&teacher);
        press(&mut student, "b");
        votes_of(&mut teacher, 30, &[("a", 5), ("b", 5)]);
        for closed in [false, true] {
            if closed {
                press(&mut teacher, "Enter");
                follow(&mut student, &teacher);
            }
            for size in SIZES {
                for (who, stage) in [("teacher", &mut teacher), ("student", &mut student)] {
                    let shown = screen(stage, size);
                    for words in telling(&ballot) {
                        assert!(
                            !shown.contains(&words),
                            "{name} {key} {who}: {words}\n{shown}"
                        );
                    }
                    for words in ["✓", "✗", "Right.", "The answer is"] {
                        // the run itself, above and below the window, may have passed checks
                        let over: Vec<&str> =
                            shown.lines().filter(|line| line.contains('│')).collect();
                        let over = over.join("\n");
                        assert!(
                            !over.contains(words),
                            "{name} {key} {who}: {words}\n{shown}"
                        );
                    }
                    let drawn = stage.draw(size.0, size.1);
                    let mut all = styles(&drawn, &shown, ballot.answers().len());
                    if who == "student" {
                        // their own answer is marked
                        all.retain(|(mark, _)| mark != "▸");
                    }
                    all.dedup();
                    assert!(all.len() <= 1, "{name} {key} {who}: {all:?}\n{shown}");
                }
            }
        }
        // and then it is told
        press(&mut teacher, "r");
        follow(&mut student, &teacher);
        let because = telling(&ballot).pop().unwrap();
        let told = screen(&mut student, (200, 60));
        assert!(told.contains(because.trim()), "{because}\n{told}");
    }
}

/// What is typed or pointed at elsewhere is chosen here, and is asked so.
#[test]
fn no_question_that_is_put_to_a_class_asks_for_something_to_be_typed_or_pointed_at() {
    let mut chosen = 0;
    for name in ["classic", "mutual", "tls11", "stripped-suites"] {
        let scenario = Scenario::builtin(name, Overrides::seed(42)).unwrap();
        let trace = simulate(&scenario);
        for step in 0..trace.steps().len() {
            for question in of_step(&trace, Some(&scenario), step, scenario.seed) {
                let form = question.form.clone();
                let template = question.template;
                let typed = matches!(form, Form::Bytes(_) | Form::Point(_) | Form::Number(_));
                let listed = matches!(form, Form::Order(_) | Form::Who(_));
                let Some(ballot) = Ballot::of(question) else {
                    continue;
                };
                assert!(!listed, "{template}: an order or a grid has no letters");
                chosen += usize::from(typed);
                let prompt = plain(&ballot.question().prompt);
                for word in ["Type", "Point at", "Mark", "Put "] {
                    assert!(!prompt.contains(word), "{template}: {prompt}");
                }
                let mut texts: Vec<String> = ballot
                    .answers()
                    .iter()
                    .map(|one| plain(&one.text))
                    .collect();
                let all = texts.len();
                texts.sort();
                texts.dedup();
                assert_eq!(texts.len(), all, "{template}: {texts:?}");
                assert!(ballot.answers().iter().any(|one| one.right), "{template}");
            }
        }
    }
    assert!(chosen > 20, "{chosen}");
    // the words are there for every template that needs them
    for template in premaster::lesson::question::templates() {
        let words = premaster::lesson::question::words::of(template.key).unwrap();
        let needs = matches!(template.kind, TemplateKind::Bytes | TemplateKind::Point);
        assert_eq!(words.choose.is_some(), needs, "{}", template.key);
    }
}

#[test]
fn every_question_that_can_be_put_is_whole_at_every_size() {
    let mut seen = 0;
    for name in ["classic", "mutual", "stripped-suites"] {
        let mut stage = stage_of(name);
        stage.teaches();
        let scenario = stage.scenario().unwrap().clone();
        let trace = simulate(&scenario);
        for step in (0..trace.steps().len()).step_by(3) {
            let questions: Vec<Question> = of_step(&trace, Some(&scenario), step, scenario.seed);
            let all = questions.into_iter().filter_map(Ballot::of);
            let mut prompts: Vec<String> =
                all.map(|ballot| plain(&ballot.question().prompt)).collect();
            prompts.dedup();
            stage.go_to(step);
            press(&mut stage, "P");
            for nth in 0..prompts.len().min(3) {
                stage.perform(premaster::tui::Command::AskOther);
                if stage.overlay().is_none() {
                    break;
                }
                for _ in 0..nth {
                    press(&mut stage, "Down");
                }
                press(&mut stage, "Enter");
                assert_eq!(stage.overlay(), Some("vote"), "{name} step {step}");
                for size in [(80, 24), (120, 40)] {
                    let shown = screen(&mut stage, size);
                    // values are shortened, but no line ends in the middle
                    for line in shown.lines().filter(|line| line.contains('│')) {
                        let whole = line.split('…').rev().skip(1);
                        let mut ends = whole.filter_map(|part| part.chars().last());
                        let value = ends.all(|c| c.is_ascii_hexdigit());
                        assert!(value, "{name} step {step}\n{shown}");
                    }
                    seen += 1;
                }
                press(&mut stage, "Esc");
            }
            press(&mut stage, "P");
        }
    }
    assert!(seen > 60, "{seen}");
}

/// The speaker's notes while a class votes.
fn notes(teacher: &Stage, options: Options, (width, height): (u16, u16)) -> String {
    let shared = teacher.shared().unwrap();
    let trace = Arc::new(simulate(&shared.scenario));
    let step = shared.at.resolve(&trace).unwrap().step;
    let spoken = Spoken {
        trace,
        step,
        vote: shared.poll.map(|poll| (poll, ballot(teacher))),
        lesson: shared.lesson,
    };
    let mut notes = Notes::new(1, options);
    notes.hear(Heard::Shows(Box::new(spoken)), Duration::ZERO);
    text(&notes.draw(width, height, Duration::from_secs(3))).join("\n")
}

#[test]
fn the_notes_show_the_votes_and_what_is_advised() {
    let mono = Options {
        color: ColorChoice::Mono,
        ..Options::default()
    };
    let mut teacher = teacher("classic", "client_key_exchange");
    press(&mut teacher, "A");
    let answers = ballot(&teacher);
    let right = answers.answers().iter().position(|one| one.right).unwrap();
    let letter = |place: usize| premaster::lesson::question::letter(place).to_string();
    let (right, wrong) = (letter(right), letter((right + 1) % answers.answers().len()));
    for (votes, advice) in [
        ([(right.as_str(), 20), (wrong.as_str(), 2)], "go on"),
        ([(right.as_str(), 10), (wrong.as_str(), 10)], "neighbours"),
        ([(right.as_str(), 2), (wrong.as_str(), 18)], "explain first"),
    ] {
        votes_of(&mut teacher, 30, &votes);
        let shown = notes(&teacher, mono.clone(), (80, 24));
        for words in ["of 30 answered", "% right", advice] {
            assert!(shown.contains(words), "{words}\n{shown}");
        }
        // only the speaker reads it
        let on_stage = screen(&mut teacher, (120, 40));
        assert!(!on_stage.contains("% right"), "{on_stage}");
        assert!(!on_stage.contains("neighbours"), "{on_stage}");
        assert!(has_bars(&shown) && !has_bars(&on_stage), "{on_stage}");
    }
    let ascii = Options {
        ascii: true,
        ..mono
    };
    for size in [(80, 24), (120, 40), (20, 5), (1, 1)] {
        assert!(notes(&teacher, ascii.clone(), size).is_ascii());
    }
}

#[test]
fn the_notes_of_a_lesson_are_those_of_its_page() {
    let mut stage = stage_of("classic");
    let course = premaster::lesson::course::builtin("handshake").unwrap();
    let session = Session::new(Arc::new(course), Progress::new(1));
    stage.learn(session);
    let lesson = |stage: &Stage| stage.shared().unwrap().lesson.unwrap();
    let first = lesson(&stage);
    assert_eq!(first.minutes, 10);
    assert!(
        first
            .notes
            .iter()
            .any(|note| note.contains("do not resolve it"))
    );
    let options = || Options {
        color: ColorChoice::Mono,
        ..Options::default()
    };
    let shown = notes(&stage, options(), (80, 24));
    for words in [
        "The handshake in ten minutes",
        "of 10:00",
        "do not resolve it",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    // a reader in the lesson does not see it
    assert!(!screen(&mut stage, (200, 60)).contains("do not resolve it"));
    press(&mut stage, "? Enter");
    let next = lesson(&stage);
    assert_ne!(next.notes, first.notes);
    assert!(next.notes.concat().contains("Why bother"), "{next:?}");
    // a page without one says so
    press(&mut stage, ": text:close Enter");
    assert_eq!(stage.shared().unwrap().lesson, None);
}

#[test]
fn a_teacher_with_a_class_is_asked_once_before_it_ends() {
    use premaster::tui::Effect;
    let key = |stage: &mut Stage, c: char| stage.press(premaster::tui::Key::Char(c));
    for presenting in [true, false] {
        let mut teacher = teacher("classic", "client_hello");
        if !presenting {
            press(&mut teacher, "P");
        }
        let joined = |teacher: &mut Stage, present| {
            let votes = [].into();
            teacher.voted(Votes {
                round: 0,
                tally: Tally { present, votes },
            });
        };
        assert!(
            matches!(key(&mut teacher, 'q'), Effect::Quit),
            "no one follows"
        );
        joined(&mut teacher, 12);
        assert!(matches!(key(&mut teacher, 'q'), Effect::None));
        let notice = teacher.notice().unwrap();
        assert!(
            notice.contains("12 people") && notice.contains('q'),
            "{notice}"
        );
        // another key in between, and it is asked again
        press(&mut teacher, "Right");
        assert!(matches!(key(&mut teacher, 'q'), Effect::None));
        assert!(matches!(key(&mut teacher, 'q'), Effect::Quit));
        joined(&mut teacher, 1);
        press(&mut teacher, "Left");
        assert!(matches!(key(&mut teacher, 'q'), Effect::None));
        assert!(teacher.notice().unwrap().contains("1 person"));
        joined(&mut teacher, 0);
        assert!(
            matches!(key(&mut teacher, 'q'), Effect::Quit),
            "all have left"
        );
        joined(&mut teacher, 3);
        press(&mut teacher, "Left");
        let quit = teacher.press(premaster::tui::Key::Ctrl('c'));
        assert!(matches!(quit, Effect::Quit));
    }
}

#[test]
fn every_lesson_says_something_to_its_speaker() {
    for name in premaster::lesson::course::names() {
        let course = premaster::lesson::course::builtin(name).unwrap();
        let notes = course.blocks.iter();
        let notes = notes.filter(|block| matches!(block.kind, Kind::Note(_)));
        assert!(notes.count() > 1, "{name}");
    }
}
