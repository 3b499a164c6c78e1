//! Holds the tree to its rooms: who may import whom, and the few rules that a compiler does not
//! check. docs/architecture.md explains them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room and the rooms whose names it may use.
const MAY_IMPORT: [(&str, &[&str]); 10] = [
    ("wire", &[]),
    ("crypto", &[]),
    ("pki", &["wire", "crypto"]),
    ("endpoint", &["wire", "crypto", "pki"]),
    ("trace", &["wire", "crypto", "pki", "endpoint"]),
    ("scenario", &["wire", "crypto", "pki", "endpoint", "trace"]),
    ("net", &["wire", "crypto", "pki", "endpoint", "trace"]),
    ("explain", &["wire", "crypto", "pki", "trace"]),
    (
        "export",
        &["wire", "crypto", "pki", "trace", "explain", "scenario"],
    ),
    (
        "tui",
        &["wire", "crypto", "pki", "trace", "explain", "scenario"],
    ),
];

/// Names that a room may not use although it may use the room they are in: what shows a run sees
/// its trace and its description, and never runs anything.
const FORBIDDEN: [(&str, &str); 6] = [
    ("export", "scenario::simulate"),
    ("tui", "scenario::simulate"),
    ("export", "std::net"),
    ("tui", "std::net"),
    ("export", "recover_pre_master"),
    ("tui", "recover_pre_master"),
];

/// What only the edge of the program may do; everything else is handed its time, its random
/// numbers and its output.
const ONLY_IN: [(&str, &[&str]); 6] = [
    ("SystemTime::now", &[]),
    ("OffsetDateTime::now_utc", &["pki/time.rs"]),
    ("println!", &["cli", "main.rs"]),
    ("process::exit", &[]),
    ("TcpStream", &["net"]),
    ("TcpListener", &["net", "cli"]),
];

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// The program's source files: path below `src`, and the code without comments.
fn code() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 30, "the tree is where it is looked for");
    let read = |path: PathBuf| {
        let name = path
            .strip_prefix(&src)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let text = fs::read_to_string(&path).unwrap();
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        (name, lines.collect::<Vec<_>>().join("\n"))
    };
    files.into_iter().map(read).collect()
}

fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

/// The rooms that a piece of code names as `crate::room` or, grouped, `crate::{room, …}`.
fn named_rooms(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut out = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => {
                out.insert(word(rest));
            }
            Some(group) => {
                let mut depth = 0;
                let mut start = true;
                for (i, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        c if start && c.is_alphabetic() => {
                            out.insert(word(&group[i..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    out
}

#[test]
fn rooms_import_only_what_they_may() {
    let rooms: Vec<&str> = MAY_IMPORT.iter().map(|(room, _)| *room).collect();
    let mut seen = BTreeSet::new();
    for (file, code) in code() {
        let Some((own, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == room(&file)) else {
            continue;
        };
        seen.insert(*own);
        for named in named_rooms(&code) {
            if rooms.contains(&named.as_str()) && named != *own {
                assert!(
                    allowed.contains(&named.as_str()),
                    "src/{file} may not use crate::{named}"
                );
            }
        }
    }
    assert_eq!(
        seen.len(),
        MAY_IMPORT.len(),
        "every room has files: {seen:?}"
    );
}

#[test]
fn every_room_is_in_the_table() {
    for (file, _) in code() {
        let known = MAY_IMPORT.iter().any(|(name, _)| *name == room(&file));
        assert!(
            known || ["main", "lib", "cli"].contains(&room(&file)),
            "src/{file}: which room?"
        );
    }
}

#[test]
fn what_shows_a_run_does_not_run_it() {
    for (file, code) in code() {
        for (own, name) in FORBIDDEN {
            assert!(
                room(&file) != own || !code.contains(name),
                "src/{file} may not use {name}"
            );
        }
    }
}

#[test]
fn only_the_edges_touch_the_world() {
    for (file, code) in code() {
        for (name, places) in ONLY_IN {
            let allowed = places
                .iter()
                .any(|place| file == *place || room(&file) == *place);
            assert!(
                allowed || !code.contains(name),
                "src/{file} may not use {name}"
            );
        }
    }
}

#[test]
fn the_groups_of_an_import_are_seen() {
    let code = "use crate::{wire::{Field, Node}, pki, trace::Step};\nuse crate::crypto::hash;";
    let rooms: Vec<String> = named_rooms(code).into_iter().collect();
    assert_eq!(rooms, ["crypto", "pki", "trace", "wire"]);
}

/// The rooms' diagram in the documentation and the one here are the same.
#[test]
fn the_documentation_has_the_same_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let text = fs::read_to_string(path).unwrap();
    for (room, allowed) in MAY_IMPORT {
        let row = text
            .lines()
            .find(|line| line.starts_with(&format!("| `{room}` |")))
            .unwrap_or_else(|| panic!("docs/architecture.md has no row for `{room}`"));
        let listed: BTreeSet<&str> = row
            .split('|')
            .nth(2)
            .unwrap()
            .split(',')
            .map(|name| name.trim().trim_matches('`'))
            .filter(|name| !name.is_empty() && *name != "nothing of ours")
            .collect();
        assert_eq!(listed, allowed.iter().copied().collect(), "{row}");
    }
}
