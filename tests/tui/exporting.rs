//! What leaves the screen: the run in a format, a picture of the screen, a recording of the run.

use crate::peers::there;
use crate::stages::{WRITTEN, classic, press, stage, stage_on, text, wrong_host};
use premaster::trace::feed::{Feed, Status, Update};
use premaster::tui::{
    Cast, ColorChoice, Film, Ground, Library, Options, SMALLEST, Source, Stage, svg,
};
use serde_json::Value;
use std::process::Command;
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// What was written last, and under which name.
fn written() -> (String, String) {
    let (name, content) = WRITTEN
        .with_borrow(|all| all.last().cloned())
        .expect("a file");
    (name, String::from_utf8(content).unwrap())
}

fn screen(stage: &Stage) -> String {
    text(&stage.draw(120, 40)).join("\n")
}

#[test]
fn a_run_is_written_in_the_format_that_was_chosen() {
    let mut stage = stage();
    stage.resize(120, 40);
    press(&mut stage, "E");
    assert_eq!(stage.overlay(), Some("export"));
    let list = screen(&stage);
    for words in ["text", "A page that steps", "This screen as a picture"] {
        assert!(list.contains(words), "{words}:\n{list}");
    }
    press(&mut stage, "Down Enter");
    assert_eq!(stage.overlay(), Some("prompt"));
    assert!(screen(&stage).contains("classic.html"));
    press(&mut stage, "Enter");
    assert_eq!(stage.overlay(), None);
    assert_eq!(written(), ("classic.html".into(), "html classic".into()));
    let notice = stage.notice().unwrap();
    assert!(notice.contains("classic.html"), "{notice}");
    assert!(notice.contains("secrets"), "{notice}");
}

#[test]
fn a_file_that_exists_is_refused_and_another_name_can_be_typed() {
    let mut stage = stage();
    press(&mut stage, "E Enter Ctrl-u text:taken Enter");
    assert_eq!(stage.overlay(), Some("prompt"), "it can be changed");
    assert!(stage.notice().unwrap().contains("already exists"));
    assert!(WRITTEN.with_borrow(Vec::is_empty));
    press(&mut stage, "text:-2 Enter");
    assert_eq!(written().0, "taken-2");
    assert_eq!(stage.overlay(), None);
    press(&mut stage, "E Enter Ctrl-u Enter");
    assert_eq!(stage.overlay(), Some("prompt"));
    assert!(stage.notice().unwrap().contains("No name"));
    press(&mut stage, "Esc");
    assert_eq!(stage.overlay(), Some("export"), "back to the list");
}

#[test]
fn the_screen_is_written_as_it_is_below_the_list() {
    for (keys, ground) in [
        ("", Ground::Dark),
        ("T", Ground::Light),
        ("P", Ground::Dark),
    ] {
        let mut stage = stage();
        stage.resize(100, 30);
        press(&mut stage, "Right 2");
        press(&mut stage, keys);
        let shown = stage.draw(100, 30);
        press(&mut stage, "E End Enter Enter");
        let (name, picture) = written();
        assert_eq!(name, "classic-step-2.svg");
        let title = "premaster, classic, step 2: client sends ClientHello";
        assert_eq!(picture, svg(&shown, ground, title), "{keys}");
    }
}

/// A stage on a run that is over, as on a capture.
fn recorded() -> (Stage, mpsc::Receiver<Update>) {
    let (requests, _) = mpsc::channel();
    let (news, updates) = mpsc::channel();
    let trace = premaster::scenario::simulate(&wrong_host());
    news.send(Update::Trace(Arc::new(trace))).unwrap();
    news.send(Update::Status(Status::Recorded("run.pcap".into())))
        .unwrap();
    let feed = Feed { requests, updates };
    let library: Library = crate::stages::library(Vec::new());
    let (mut stage, updates) = Stage::new(Source::Live(feed, library), Options::default());
    stage.resize(80, 24);
    (stage, updates.unwrap())
}

#[test]
fn a_connection_is_written_once_there_is_something_to_write() {
    let (mut stage, updates) = recorded();
    press(&mut stage, "E");
    assert_eq!(stage.overlay(), None);
    assert!(stage.notice().unwrap().contains("nothing to export"));
    updates.try_iter().for_each(|update| stage.update(update));
    press(&mut stage, "E Enter Enter");
    assert_eq!(
        written(),
        ("connection.txt".into(), "text wrong-host".into())
    );
}

#[test]
fn the_list_can_be_used_on_the_smallest_screen() {
    let (width, height) = SMALLEST;
    let mut stage = stage();
    stage.resize(width, height);
    press(&mut stage, "E End");
    let shown = text(&stage.draw(width, height)).join("\n");
    assert!(shown.contains("screen"), "{shown}");
}

/// The elements of an SVG as a parser of XML sees them: rectangles, texts, and all text in them.
const PARSE: &str = "import sys, xml.etree.ElementTree as E
n = '{http://www.w3.org/2000/svg}'
root = E.fromstring(sys.argv[1])
texts = [(float(t.get('x')), float(t.get('y')), t.text) for t in root.iter(n + 'text')]
width, height = map(float, root.get('viewBox').split()[2:])
assert all(0 < x < width and 0 < y < height for x, y, _ in texts)
print(width, height)
for x, y, text in texts: print(text)";

#[test]
fn a_picture_is_well_formed_and_has_every_word_of_the_screen() {
    if !there("python3") {
        return;
    }
    for color in [
        ColorChoice::Mono,
        ColorChoice::Ansi16,
        ColorChoice::Indexed256,
        ColorChoice::Full,
    ] {
        let mut stage = stage_on(classic(), color, false);
        stage.resize(120, 40);
        press(&mut stage, "] ] 2 w");
        let read = Command::new("python3")
            .args(["-c", PARSE, &stage.picture()])
            .output()
            .unwrap();
        assert!(read.status.success(), "{color:?}: {read:?}");
        let read = String::from_utf8(read.stdout).unwrap();
        assert_eq!(read.lines().next(), Some("976.0 656.0"));
        let squeeze = |text: &str| text.split_whitespace().collect::<String>();
        let shown = text(&stage.draw(120, 40)).join("");
        let read: String = read.lines().skip(1).collect();
        assert_eq!(squeeze(&read), squeeze(&shown), "{color:?}");
    }
}

/// The events of an asciicast, and its head.
fn events(cast: &str) -> (Value, Vec<(f64, String, String)>) {
    let mut lines = cast.lines().map(|line| serde_json::from_str(line).unwrap());
    let head = lines.next().unwrap();
    let event = |line: Value| serde_json::from_value(line).unwrap();
    (head, lines.map(event).collect())
}

#[test]
fn a_recording_goes_through_all_steps_at_a_pace_to_read() {
    let film = Film::default();
    let mut stage = stage();
    let all: Vec<usize> = (0..stage.trace().steps().len()).collect();
    let (head, events) = events(&stage.film(film, &all));
    assert_eq!(
        (&head["version"], &head["width"], &head["height"]),
        (&2.into(), &120.into(), &40.into())
    );
    assert_eq!(head["title"], "premaster: classic");
    assert!(events.windows(2).all(|two| two[0].0 <= two[1].0));
    let marks: Vec<&(f64, String, String)> = events.iter().filter(|it| it.1 == "m").collect();
    assert_eq!(marks.len(), all.len());
    assert_eq!(marks[9].2, "10 client sends ClientKeyExchange");
    let stays = marks.windows(2).map(|two| two[1].0 - two[0].0);
    assert!(stays.clone().all(|seconds| (4.0..40.0).contains(&seconds)));
    // a motion has frames of its own: the step before marks where it begins
    let frames = |from: f64, to: f64| {
        let drawn = events
            .iter()
            .filter(|it| it.1 == "o" && it.0 > from && it.0 <= to);
        drawn.count()
    };
    assert!(frames(marks[8].0, marks[9].0) > 4);
}

#[test]
fn a_recording_can_be_faster_smaller_and_of_some_steps() {
    let end = |film: Film, steps: &[usize]| {
        let (head, events) = events(&stage().film(film, steps));
        let marks = events.iter().filter(|it| it.1 == "m").count();
        (head["width"].clone(), marks, events.last().unwrap().0)
    };
    let film = |pace| Film {
        size: (80, 24),
        pace,
    };
    let (width, marks, slow) = end(film(1.0), &[3, 9]);
    assert_eq!((width, marks), (80.into(), 2));
    let (.., fast) = end(film(4.0), &[3, 9]);
    assert!((slow / fast - 4.0).abs() < 0.01, "{slow} {fast}");
}

#[test]
fn what_does_not_change_is_not_written_again() {
    let stage = stage();
    let mut cast = Cast::new((80, 24), "a run", stage.trace().run().clock);
    cast.draw(&stage);
    cast.wait(Duration::from_secs(1));
    cast.draw(&stage);
    let (_, events) = events(&cast.end());
    let shown: Vec<f64> = events.iter().map(|event| event.0).collect();
    assert_eq!(shown, [0.0, 0.0, 1.0], "begin, screen, end");
}
