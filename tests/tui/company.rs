//! A presentation and those who look along: what a screen tells, a screen that follows, and the speaker's notes.

use crate::stages::{classic, press, stage, stage_on, text};
use premaster::lesson::notes::Talk;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::Trace;
use premaster::tui::{
    ColorChoice, Guidance, Heard, Key, Notes, Options, Pointer, Shared, Spoken, Stage, Tab,
};
use std::sync::Arc;
use std::time::Duration;

fn follow(student: &mut Stage, teacher: &Stage) {
    let shared = teacher.shared().unwrap();
    student.guide(Guidance::Shows(Box::new(shared)));
}

/// Whether two screens show the same above the footer, which offers a student less.
fn same(student: &Stage, teacher: &Stage) -> bool {
    let above = |stage: &Stage| {
        let mut rows = text(&stage.draw(120, 40));
        rows.pop();
        rows
    };
    above(student) == above(teacher)
}

#[test]
fn a_screen_that_follows_shows_the_same_step_tab_and_selection() {
    let (mut teacher, mut student) = (stage(), stage());
    teacher.greeted();
    student.greeted();
    for keys in ["Right Right", "2", "Down Down", "6", "1", "5 Right"] {
        press(&mut teacher, keys);
        follow(&mut student, &teacher);
        assert_eq!(student.cursor(), teacher.cursor(), "{keys}");
        assert_eq!(student.tab(), teacher.tab(), "{keys}");
        assert_eq!(student.shared(), teacher.shared(), "{keys}");
    }
}

#[test]
fn a_screen_that_follows_shows_the_presentation_and_hides_what_it_hides() {
    let (mut teacher, mut student) = (stage(), stage());
    for keys in ["P", "H", "PageDown PageDown", "s", "s H"] {
        press(&mut teacher, keys);
        follow(&mut student, &teacher);
        assert!(same(&student, &teacher), "{keys}");
        // what is hidden is revealed by the teacher alone
        press(&mut student, "r");
        assert!(!student.shared().unwrap().presenting.revealed, "{keys}");
    }
    press(&mut teacher, "P");
    follow(&mut student, &teacher);
    assert_eq!(student.shared(), teacher.shared());
}

#[test]
fn a_changed_run_is_followed_and_computed_anew() {
    let mut teacher = stage_on(
        Scenario::builtin("flipped-record", Overrides::seed(7)).unwrap(),
        ColorChoice::Mono,
        false,
    );
    let mut student = stage_on(classic(), ColorChoice::Mono, false);
    press(&mut teacher, "e");
    follow(&mut student, &teacher);
    assert_eq!(student.scenario(), teacher.scenario());
    assert_eq!(student.cursor(), teacher.cursor());
    assert_eq!(
        student.trace().values().len(),
        teacher.trace().values().len()
    );
}

#[test]
fn what_the_speaker_points_at_is_marked_on_every_screen() {
    let (mut teacher, mut student) = (stage(), stage());
    press(&mut teacher, "P");
    teacher.go_to(9);
    let marked = |stage: &mut Stage, (width, height): (u16, u16)| {
        stage.resize(width, height);
        text(&stage.draw(width, height)).join("\n")
    };
    let mut seen = Vec::new();
    for _ in 0..20 {
        press(&mut teacher, "Down");
        follow(&mut student, &teacher);
        let pointer = teacher.shared().unwrap().presenting.pointer;
        assert!(pointer.is_some());
        if seen.contains(&pointer) {
            break;
        }
        seen.push(pointer);
        for size in [(120, 40), (80, 24), (200, 60)] {
            let shown = marked(&mut student, size);
            let arrow = shown.contains("◀━━") || shown.contains("━━▶") || shown.contains("━▶");
            assert!(arrow, "{pointer:?} {size:?}\n{shown}");
        }
        assert_eq!(
            marked(&mut student, (120, 40)),
            marked(&mut teacher, (120, 40))
        );
    }
    // the sentence, the wire, Eve, and values of both sides
    assert!(seen.len() >= 7, "{seen:?}");
    press(&mut teacher, "x");
    follow(&mut student, &teacher);
    assert_eq!(student.shared().unwrap().presenting.pointer, None);
    press(&mut teacher, "Down Right");
    assert_eq!(
        teacher.shared().unwrap().presenting.pointer,
        None,
        "a new step"
    );
}

#[test]
fn a_click_points_and_a_second_one_takes_the_pointer_away() {
    let mut teacher = stage();
    press(&mut teacher, "P");
    teacher.go_to(9);
    teacher.resize(120, 40);
    let screen = text(&teacher.draw(120, 40));
    let pane = screen.iter().position(|row| row.contains("C L I E N T"));
    let mut rows = screen.iter().enumerate().skip(pane.unwrap());
    let found = rows.find(|(_, row)| row.matches("pre-master").count() > 1);
    let y = found.unwrap().0 as u16;
    for x in [8, 110] {
        teacher.click(x, y);
        let pointed = teacher.shared().unwrap().presenting.pointer;
        assert!(matches!(pointed, Some(Pointer::Value(..))), "{pointed:?}");
        teacher.click(x, y);
        assert_eq!(teacher.shared().unwrap().presenting.pointer, None);
    }
}

#[test]
fn on_a_screen_that_is_too_small_there_is_nothing_to_point_at() {
    let mut stage = stage();
    press(&mut stage, "P");
    for (width, height) in [(0, 0), (1, 1), (39, 10), (40, 9), (40, 10), (200, 1)] {
        stage.resize(width, height);
        press(&mut stage, "Up Down Down");
        for (x, y) in [(0, 0), (width / 2, height / 2), (width, height)] {
            stage.click(x, y);
        }
        stage.draw(width, height);
    }
}

#[test]
fn a_value_that_is_pointed_at_is_there_on_a_smaller_screen() {
    let mut teacher = stage();
    press(&mut teacher, "P");
    for step in (0..teacher.trace().steps().len()).step_by(6) {
        teacher.go_to(step);
        teacher.resize(200, 60);
        press(&mut teacher, "x Down");
        loop {
            let shared = teacher.shared().unwrap();
            for (width, height) in [(80, 24), (60, 16), (40, 10)] {
                let mut student = stage();
                student.resize(width, height);
                student.guide(Guidance::Shows(Box::new(shared.clone())));
                let with = student.draw(width, height);
                let mut without = shared.clone();
                without.presenting.pointer = None;
                student.guide(Guidance::Shows(Box::new(without)));
                assert!(
                    with != student.draw(width, height),
                    "step {step}, {width}x{height}: {:?}",
                    shared.presenting.pointer
                );
            }
            press(&mut teacher, "Down");
            if teacher.shared().unwrap().presenting == shared.presenting {
                break;
            }
        }
    }
}

#[test]
fn rows_of_panes_and_lists_are_followed() {
    let (mut teacher, mut student) = (stage(), stage());
    teacher.go_to(9);
    for keys in ["Tab Down Down", "Tab Up", "Tab Down", "6 Up", "4 Up Up"] {
        press(&mut teacher, keys);
        follow(&mut student, &teacher);
        assert_eq!(student.shared(), teacher.shared(), "{keys}");
        assert_eq!(student.focus(), teacher.focus(), "{keys}");
    }
}

/// Checks that two screens are at the same place, without printing whole scenarios.
fn same_view(student: &Stage, teacher: &Stage, keys: &str) {
    let (one, other) = (student.shared().unwrap(), teacher.shared().unwrap());
    assert!(one.scenario == other.scenario, "{keys}");
    let of = |it: Shared| (it.at, it.tab, it.focus, it.row, it.presenting);
    assert_eq!(of(one), of(other), "{keys}");
}

/// The last row of the screen.
fn footer(stage: &mut Stage) -> String {
    stage.resize(120, 40);
    text(&stage.draw(120, 40)).pop().unwrap()
}

#[test]
fn a_reader_who_steps_is_left_alone_until_they_ask() {
    let (mut teacher, mut student) = (stage(), stage());
    press(&mut teacher, "Right Right");
    follow(&mut student, &teacher);
    press(&mut student, "Right");
    assert!(student.notice().unwrap().contains("alone"));
    press(&mut student, "Right Right");
    press(&mut teacher, "Right");
    follow(&mut student, &teacher);
    assert_eq!((student.cursor(), teacher.cursor()), (5, 3));
    assert!(footer(&mut student).contains("F teacher at step 4"));
    press(&mut student, "F");
    assert_eq!(student.cursor(), 3);
    assert!(!footer(&mut student).contains("teacher"));
    press(&mut teacher, "Right");
    follow(&mut student, &teacher);
    assert_eq!(student.cursor(), 4);
}

#[test]
fn a_reader_in_a_window_is_left_there_until_it_is_closed() {
    let (mut teacher, mut student) = (stage(), stage());
    press(&mut teacher, "Right Right");
    follow(&mut student, &teacher);
    press(&mut student, "?");
    let window = student.overlay();
    assert!(window.is_some());
    press(&mut teacher, "Right Right");
    follow(&mut student, &teacher);
    assert_eq!((student.overlay(), student.cursor()), (window, 2));
    // moving in it does not end that
    press(&mut student, "Down Down");
    assert_eq!((student.overlay(), student.cursor()), (window, 2));
    press(&mut student, "Esc");
    assert_eq!((student.overlay(), student.cursor()), (None, 4));
    press(&mut teacher, "Right");
    follow(&mut student, &teacher);
    assert_eq!(student.cursor(), 5);
}

#[test]
fn a_reader_who_looks_at_bytes_is_left_there_and_is_told_where_the_teacher_is() {
    for keys in ["P", "2 Down", "Tab"] {
        let (mut teacher, mut student) = (stage(), stage());
        press(&mut teacher, "Right Right");
        follow(&mut student, &teacher);
        press(&mut student, keys);
        let before = student.shared();
        press(&mut teacher, "Right Right");
        follow(&mut student, &teacher);
        assert!(student.shared() == before, "{keys}");
        assert!(
            footer(&mut student).contains("F teacher at step 5"),
            "{keys}: {}",
            footer(&mut student)
        );
        press(&mut student, "F");
        same_view(&student, &teacher, keys);
        press(&mut teacher, "Right");
        follow(&mut student, &teacher);
        same_view(&student, &teacher, keys);
    }
}

#[test]
fn one_who_is_back_where_they_were_goes_along_again() {
    let (mut teacher, mut student) = (stage(), stage());
    press(&mut teacher, "Right Right 1");
    follow(&mut student, &teacher);
    press(&mut student, "2");
    press(&mut teacher, "Right");
    follow(&mut student, &teacher);
    assert_eq!(student.cursor(), 2);
    press(&mut student, "1");
    assert_eq!(student.shared(), teacher.shared());
}

#[test]
fn a_teacher_in_another_run_is_said_to_be_there() {
    let other = Scenario::builtin("flipped-record", Overrides::seed(7)).unwrap();
    let mut teacher = stage_on(classic(), ColorChoice::Mono, false);
    let mut student = stage_on(classic(), ColorChoice::Mono, false);
    follow(&mut student, &teacher);
    press(&mut student, "Right");
    teacher = stage_on(other, ColorChoice::Mono, false);
    follow(&mut student, &teacher);
    assert_eq!(student.scenario(), Some(&classic()));
    assert!(footer(&mut student).contains("F teacher in another run"));
    press(&mut student, "F");
    assert_eq!(student.scenario(), teacher.scenario());
}

#[test]
fn a_teacher_who_starts_again_is_followed_again() {
    let (mut teacher, mut student) = (stage(), stage());
    press(&mut teacher, "Right Right");
    follow(&mut student, &teacher);
    student.guide(Guidance::Gone);
    assert!(student.notice().unwrap().contains("closed"));
    assert!(footer(&mut student).contains("F waiting for the teacher"));
    // one who did not move goes along at once
    press(&mut teacher, "Right Right");
    follow(&mut student, &teacher);
    assert_eq!(student.cursor(), 4);
    assert!(student.notice().unwrap().contains("back"));
    assert!(!footer(&mut student).contains("waiting"));
    // one who has looked around meanwhile is told
    student.guide(Guidance::Gone);
    press(&mut student, "Right Right");
    press(&mut teacher, "Left");
    follow(&mut student, &teacher);
    assert_eq!(student.cursor(), 6);
    assert!(footer(&mut student).contains("F teacher at step 4"));
    press(&mut student, "F");
    assert_eq!(student.cursor(), 3);
    // and one whose teacher does not come back goes on alone
    student.guide(Guidance::Gone);
    student.guide(Guidance::Over);
    assert!(student.notice().unwrap().contains("alone"));
    assert!(!footer(&mut student).contains("teacher"));
    press(&mut student, "Right");
    assert_eq!(student.cursor(), 4);
}

#[test]
fn a_screen_that_follows_none_has_no_such_key() {
    let mut stage = stage();
    let before = stage.shared();
    press(&mut stage, "F");
    assert_eq!(stage.shared(), before);
    assert!(
        !text(&stage.draw(120, 40))
            .join("\n")
            .contains("follow again")
    );
}

#[test]
fn what_is_shared_names_the_step_so_that_it_can_be_found_again() {
    let mut teacher = stage();
    press(&mut teacher, "Right Right Right");
    let Shared { at, tab, .. } = teacher.shared().unwrap();
    assert_eq!(at.to_string().split('/').next(), Some("server_hello"));
    assert_eq!(tab, Tab::Explain);
}

/// The audience sees a step.
fn hears(notes: &mut Notes, trace: &Arc<Trace>, step: usize, now: Duration) {
    let spoken = Spoken {
        trace: Arc::clone(trace),
        step,
        vote: None,
        lesson: None,
    };
    notes.hear(Heard::Shows(Box::new(spoken)), now);
}

/// The notes of each talk at each step, after some time.
fn every_page(look: Options, mut see: impl FnMut(&str, &Notes)) {
    for (place, talk) in Talk::all().iter().enumerate() {
        for name in ["classic", "mutual", "stripped-suites", "resumed"] {
            let scenario = Scenario::builtin(name, Overrides::seed(42)).unwrap();
            let trace = Arc::new(simulate(&scenario));
            let mut notes = Notes::new(place, look.clone());
            for step in 0..trace.steps().len() {
                hears(&mut notes, &trace, step, Duration::from_secs(step as u64));
                see(&format!("{} {name} step {}", talk.key, step + 1), &notes);
            }
        }
    }
}

#[test]
fn every_note_is_whole_on_the_smallest_screen() {
    let mono = Options {
        color: ColorChoice::Mono,
        ..Options::default()
    };
    every_page(mono, |what, notes| {
        let drawn = text(&notes.draw(80, 24, Duration::from_secs(200)));
        let whole = drawn.join("\n");
        assert!(!whole.contains('…'), "{what}\n{whole}");
        assert!(!whole.contains("not known"), "{what}\n{whole}");
        assert!(!whole.contains('{'), "{what}\n{whole}");
    });
}

#[test]
fn notes_are_drawn_in_ascii_and_at_any_size() {
    let ascii = Options {
        ascii: true,
        ..Options::default()
    };
    every_page(ascii, |what, notes| {
        for (width, height) in [(80, 24), (200, 60), (20, 5), (1, 1)] {
            let drawn = text(&notes.draw(width, height, Duration::from_secs(9)));
            assert!(drawn.join("").is_ascii(), "{what}");
        }
    });
}

#[test]
fn the_clock_starts_with_the_first_step_and_can_be_stopped() {
    let trace = Arc::new(simulate(&classic()));
    let mut notes = Notes::new(0, Options::default());
    let shows = |notes: &Notes, seconds| {
        let drawn = text(&notes.draw(80, 24, Duration::from_secs(seconds)));
        drawn[0].clone()
    };
    assert!(shows(&notes, 100).contains("0:00 of 5:00"));
    // the students come in, and the first screen stands
    hears(&mut notes, &trace, 0, Duration::from_secs(100));
    assert!(shows(&notes, 400).contains("not begun"));
    assert!(shows(&notes, 400).contains("0:00 of 5:00"));
    hears(&mut notes, &trace, 1, Duration::from_secs(400));
    assert!(shows(&notes, 465).contains("1:05 of 5:00"));
    notes.press(Key::Char(' '), Duration::from_secs(465));
    assert!(shows(&notes, 900).contains("the clock stands"));
    assert!(shows(&notes, 900).contains("1:05 of 5:00"));
    notes.press(Key::Char(' '), Duration::from_secs(900));
    assert!(shows(&notes, 901).contains("1:06 of 5:00"));
    notes.press(Key::Char('r'), Duration::from_secs(901));
    assert!(shows(&notes, 903).contains("0:02 of 5:00"));
    notes.press(Key::Char('t'), Duration::from_secs(903));
    assert!(shows(&notes, 903).contains("of 15:00"));
    // it stands while the presentation is closed, and goes on with it
    notes.hear(Heard::Gone, Duration::from_secs(911));
    assert!(shows(&notes, 1000).contains("0:10 of 15:00"));
    let closed = text(&notes.draw(80, 24, Duration::from_secs(1000))).join("\n");
    assert!(closed.contains("The presentation is closed."), "{closed}");
    hears(&mut notes, &trace, 0, Duration::from_secs(1000));
    assert!(shows(&notes, 1005).contains("0:15 of 15:00"));
    // unless the speaker had stopped it
    notes.press(Key::Char(' '), Duration::from_secs(1005));
    notes.hear(Heard::Gone, Duration::from_secs(1010));
    hears(&mut notes, &trace, 0, Duration::from_secs(1020));
    assert!(shows(&notes, 1030).contains("0:15 of 15:00"));
    assert!(!notes.press(Key::Char('q'), Duration::from_secs(1031)));
}

#[test]
fn notes_that_are_opened_in_the_middle_of_a_talk_have_a_clock_that_runs() {
    let trace = Arc::new(simulate(&classic()));
    let mut notes = Notes::new(0, Options::default());
    hears(&mut notes, &trace, 7, Duration::from_secs(3));
    let drawn = text(&notes.draw(80, 24, Duration::from_secs(5)));
    assert!(drawn[0].contains("0:02 of 5:00"), "{}", drawn[0]);
}

#[test]
fn a_note_says_what_to_say_ask_and_wait_for_and_what_comes_next() {
    let trace = Arc::new(simulate(&classic()));
    let step = trace
        .steps()
        .iter()
        .find(|step| step.key() == "client_key_exchange")
        .unwrap();
    let mut notes = Notes::new(0, Options::default());
    hears(&mut notes, &trace, step.index, Duration::ZERO);
    let early = text(&notes.draw(100, 30, Duration::from_secs(3))).join("\n");
    let late = text(&notes.draw(100, 30, Duration::from_secs(11))).join("\n");
    let ask = "A on the screen";
    for part in ["Say", "Ask", ask, "Wait for", "Next: step 13", "▮▮▮▯▯▯▯▯▯▯"] {
        assert!(early.contains(part), "{part}\n{early}");
    }
    assert!(late.contains("▮▮▮▮▮▮▮▮▮▮ go on"), "{late}");
}

#[test]
fn every_note_belongs_to_a_step_that_there_is() {
    for talk in Talk::all() {
        let trace = simulate(&classic());
        let places: Vec<usize> = talk
            .notes
            .iter()
            .map(|note| {
                let mut steps = trace.steps().iter();
                let step = steps.find(|step| step.key() == note.step);
                step.unwrap_or_else(|| panic!("{}: {}", talk.key, note.step))
                    .index
            })
            .collect();
        assert!(places.is_sorted(), "{}", talk.key);
        let timed: u32 = talk.notes.iter().filter_map(|note| note.minutes).sum();
        assert!([0, talk.minutes].contains(&timed), "{}: {timed}", talk.key);
    }
}
