//! The screen without a terminal: pictures (`--screenshot`) and recordings (`--format cast`).

use crate::peers::there;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const RUN: [&str; 4] = ["--seed", "42", "--clock", "2026-11-21T00:21:43Z"];

fn premaster(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_premaster"));
    command
        .env("TERM", "dumb")
        .args(arguments)
        .output()
        .unwrap()
}

/// The picture that these options make.
fn picture(options: &[&str]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("screen.svg");
    let file = path.to_str().unwrap();
    let done = premaster(&[&RUN[..], &["--screenshot", file], options].concat());
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    assert!(done.stdout.is_empty() && done.stderr.is_empty(), "{done:?}");
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_screenshot_is_of_the_screen_that_was_asked_for() {
    let plain = picture(&[]);
    assert!(plain.contains("premaster, classic, step 1: client generates"));
    assert!(plain.contains("viewBox=\"0 0 976 656\""), "120x40");
    assert!(
        plain.contains("fill=\"#141a21\""),
        "in all colours, whatever TERM says"
    );
    let other = picture(&[
        "--step", "10", "--tab", "bytes", "--size", "80x24", "--light",
    ]);
    assert!(other.contains("step 10: client sends ClientKeyExchange"));
    assert!(other.contains("viewBox=\"0 0 656 400\""));
    assert!(other.contains("fill=\"#fbfaf7\"") && other.contains("2 Bytes"));
    let over = picture(&["--step", "10", "--press", "w Down"]);
    assert!(over.contains("Where does this come from?"));
    let presented = picture(&["--step", "10", "--present"]);
    assert!(presented.contains("S E R V E R"), "{presented}");
    assert_eq!(plain, picture(&[]), "the same run gives the same bytes");
}

#[test]
fn a_screenshot_overwrites_nothing_and_says_what_it_cannot_do() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("screen.svg");
    let file = path.to_str().unwrap();
    fs::write(&path, "mine").unwrap();
    let take = |more: &[&str]| premaster(&[&["--screenshot", file], more].concat());
    assert_eq!(take(&[]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    for wrong in [
        &["--size", "39x10"][..],
        &["--size", "big"],
        &["--press", "NoSuchKey"],
        &["--step", "99"],
    ] {
        assert_eq!(
            take(&[wrong, &["--force"]].concat()).status.code(),
            Some(2),
            "{wrong:?}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    }
    assert_eq!(
        premaster(&["--press", "w"]).status.code(),
        Some(2),
        "only for a picture"
    );
    assert_eq!(take(&["--force"]).status.code(), Some(0));
    assert!(fs::read_to_string(&path).unwrap().starts_with("<svg"));
}

#[test]
fn a_cast_has_a_size_a_pace_and_steps() {
    let cast = |options: &[&str]| {
        let print = ["print", "--format", "cast"];
        let done = premaster(&[&print[..], &RUN, options].concat());
        assert_eq!(done.status.code(), Some(0), "{done:?}");
        String::from_utf8(done.stdout).unwrap()
    };
    let some = cast(&["--size", "80x24", "--steps", "8-10"]);
    assert!(
        some.starts_with("{\"version\":2,\"width\":80,\"height\":24,"),
        "{some}"
    );
    assert_eq!(some.matches("\"m\"").count(), 3);
    let end = |cast: &str| -> f64 {
        let last = cast.lines().last().unwrap();
        last.trim_start_matches('[')
            .split(',')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    };
    let fast = cast(&["--size", "80x24", "--steps", "8-10", "--pace", "10"]);
    assert!(end(&fast) < end(&some) / 4.0);
    for option in [["--size", "80x24"], ["--pace", "2"]] {
        let refused = premaster(&[&["print"], &option[..]].concat());
        assert_eq!(refused.status.code(), Some(2), "{option:?}");
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(
            said.contains(option[0]) && said.contains("--format cast"),
            "{said}"
        );
    }
}

/// Runs a command in a pseudo-terminal, which asciinema wants.
const IN_TERMINAL: &str = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)";

fn asciinema(arguments: &[&str], file: &Path) -> String {
    let done = Command::new("python3")
        .args(["-c", IN_TERMINAL, "asciinema"])
        .args(arguments)
        .arg(file)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn asciinema_reads_a_cast_and_plays_it() {
    if !there("asciinema") || !there("python3") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run.cast");
    let file = path.to_str().unwrap();
    let print = [
        "print",
        "--format",
        "cast",
        "-o",
        file,
        "--scenario",
        "resumed",
    ];
    assert_eq!(premaster(&print).status.code(), Some(0));
    let cast = fs::read_to_string(&path).unwrap();
    let drawn = cast.lines().skip(1).filter_map(|line| {
        let (_, kind, what): (f64, String, String) = serde_json::from_str(line).unwrap();
        (kind == "o").then_some(what)
    });
    let drawn: String = drawn.collect();
    // the terminal ends lines in its own way
    let plain = |text: &str| text.replace('\r', "");
    let shown = plain(&asciinema(&["cat"], &path));
    assert!(shown.contains(&plain(&drawn)), "all of it, in order");
    let played = plain(&asciinema(
        &["play", "--speed", "10000", "--idle-time-limit", "0.001"],
        &path,
    ));
    assert!(played.contains("close_notify"));
}
