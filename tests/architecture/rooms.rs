//! Who may import whom, and the few rules that a compiler does not check.

use crate::source::{self, Names, room};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Each room and the rooms whose names it may use.
const MAY_IMPORT: [(&str, &[&str]); 17] = [
    ("text", &[]),
    ("wire", &["text"]),
    ("crypto", &["text"]),
    ("pki", &["text", "wire", "crypto"]),
    ("protocol", &["text", "wire", "crypto", "pki"]),
    ("record", &["text", "wire", "crypto", "pki", "protocol"]),
    (
        "endpoint",
        &["text", "wire", "crypto", "pki", "protocol", "record"],
    ),
    ("trace", &["text", "wire", "crypto", "pki", "protocol"]),
    (
        "capture",
        &[
            "text", "wire", "crypto", "pki", "protocol", "record", "trace",
        ],
    ),
    (
        "derive",
        &[
            "text", "wire", "crypto", "pki", "protocol", "record", "trace",
        ],
    ),
    (
        "scenario",
        &[
            "text", "wire", "crypto", "pki", "protocol", "endpoint", "trace",
        ],
    ),
    (
        "net",
        &[
            "text", "wire", "crypto", "pki", "protocol", "endpoint", "trace",
        ],
    ),
    (
        "explain",
        &["text", "wire", "crypto", "pki", "protocol", "trace"],
    ),
    (
        "export",
        &[
            "text", "wire", "crypto", "pki", "protocol", "trace", "explain", "scenario",
        ],
    ),
    (
        "lesson",
        &[
            "text", "wire", "crypto", "pki", "protocol", "trace", "explain", "scenario", "export",
        ],
    ),
    (
        "plain",
        &[
            "text", "wire", "crypto", "pki", "protocol", "trace", "explain", "scenario", "export",
            "lesson",
        ],
    ),
    (
        "tui",
        &[
            "text", "wire", "crypto", "pki", "protocol", "trace", "explain", "scenario", "lesson",
        ],
    ),
];

/// What ties the rooms together and may use them all.
const EDGE: [&str; 3] = ["cli", "main", "lib"];

/// The macros that the crate's root exports, all of the room `text`.
const MACROS: [&str; 4] = ["said", "said!", "label", "label!"];

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
/// numbers and its output. Files are written in one place, which leaves no file half-written.
const ONLY_IN: [(&str, &[&str]); 15] = [
    ("SystemTime::now", &[]),
    ("OffsetDateTime::now_utc", &["pki/time.rs"]),
    ("println!", &["cli", "main.rs"]),
    ("eprintln!", &["cli", "main.rs"]),
    ("print!", &["cli", "main.rs"]),
    ("eprint!", &["cli", "main.rs"]),
    ("dbg!", &[]),
    ("process::exit", &[]),
    ("TcpStream", &["net"]),
    ("TcpListener", &["net", "cli"]),
    ("fs::write", &["cli/written/mod.rs"]),
    (
        "fs::rename",
        &["cli/written/mod.rs", "cli/written/folder.rs"],
    ),
    ("File::create", &["cli/written/mod.rs"]),
    ("File::create_new", &["cli/written/mod.rs"]),
    (
        "OpenOptions",
        &["cli/written/mod.rs", "cli/written/folder.rs"],
    ),
];

/// What is wrong with a file's imports.
fn violations(file: &str, text: &str) -> Vec<String> {
    let own = room(file);
    let names = source::names(file, text);
    let mut found = BTreeSet::new();
    found.extend(rooms(own, &names));
    for (own_room, name) in FORBIDDEN {
        if own == own_room && names.contain(name) {
            found.insert(name.to_owned());
        }
    }
    for (name, places) in ONLY_IN {
        let allowed = places.iter().any(|place| [file, own].contains(place));
        if !allowed && names.contain(name) {
            found.insert(name.to_owned());
        }
    }
    let said = |name: &String| format!("src/{file} may not use {name}");
    found.iter().map(said).collect()
}

/// The names of other rooms that a room may not use.
fn rooms(own: &str, names: &Names) -> Vec<String> {
    let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == own) else {
        return Vec::new();
    };
    let is_room =
        |name: &str| MAY_IMPORT.iter().any(|(room, _)| *room == name) || EDGE.contains(&name);
    let may = |path: &[String]| {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let path = path.as_slice();
        let ["crate", path @ ..] = path else {
            return true;
        };
        let Some(first) = path.first() else {
            // `use crate::*` and the like: everything
            return false;
        };
        if *first == own || !is_room(first) {
            return true;
        }
        allowed.contains(first)
    };
    let paths = names.all.iter().map(|named| &named.path);
    paths
        .filter(|path| !may(path))
        .map(|path| path.join("::"))
        .collect()
}

#[test]
fn rooms_import_only_what_they_may() {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for source in source::all() {
        seen.insert(room(&source.file).to_owned());
        found.extend(violations(&source.file, &source.text));
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    for (room, _) in MAY_IMPORT {
        assert!(seen.remove(room), "the room {room} has no files");
    }
    seen.retain(|room| !EDGE.contains(&room.as_str()));
    assert!(seen.is_empty(), "which rooms? {seen:?}");
}

/// What the crate's root passes on could be used by any room past the table.
#[test]
fn the_root_passes_on_no_names() {
    for file in ["lib.rs", "main.rs"] {
        let source = source::all()
            .into_iter()
            .find(|it| it.file == file)
            .unwrap();
        let names = source::names(file, &source.text);
        let passed_on: Vec<_> = names.all.iter().filter(|named| named.passed_on).collect();
        assert!(passed_on.is_empty(), "src/{file}: {passed_on:?}");
    }
}

/// Whatever begins with `crate::` is a room, the edge, or a macro: nothing hides behind another name.
#[test]
fn the_root_has_no_other_names() {
    for source in source::all() {
        let parsed = source.text.replace("premaster::", "crate::");
        for (at, _) in parsed.match_indices("crate::") {
            let line = parsed[..at].rsplit('\n').next().unwrap();
            if line.contains("//") {
                continue;
            }
            let rest = &parsed[at + "crate::".len()..];
            let word: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let known = MAY_IMPORT.iter().any(|(room, _)| *room == word)
                || EDGE.contains(&word.as_str())
                || MACROS.contains(&word.as_str())
                || word.is_empty();
            assert!(
                known || room(&source.file) == "main",
                "src/{}: crate::{word}",
                source.file
            );
        }
    }
}

/// The test of the test.
#[test]
fn violations_are_found_however_they_are_written() {
    for (file, code) in [
        // those that a search for `crate::room` let through
        ("tui/stage.rs", "use crate::scenario::{Scenario, simulate};"),
        ("trace/value.rs", "use crate::endpoint::Client;"),
        ("net/live.rs", "use super::super::tui::Stage;"),
        ("net/mod.rs", "use super::tui::Stage;"),
        // paths without `use`
        ("net/live.rs", "fn f() { crate::tui::draw(); }"),
        (
            "net/live.rs",
            "fn f(_: &crate::tui::Stage) -> Vec<crate::cli::Flag> { vec![] }",
        ),
        ("net/live.rs", "fn f() { println(crate::tui::draw!()); }"),
        (
            "net/live.rs",
            "fn f() { write!(out, \"{}\", crate::tui::SIZE); }",
        ),
        ("net/live.rs", "impl crate::tui::Draw for X {}"),
        // groups, also nested ones
        (
            "pki/chain.rs",
            "use crate::{wire::{Field, node}, trace::{Step, Trace}};",
        ),
        ("pki/chain.rs", "use crate::{self as root, trace as t};"),
        // aliases
        (
            "tui/stage.rs",
            "use crate::scenario as story; fn f() { story::simulate(x); }",
        ),
        (
            "tui/stage.rs",
            "use crate::scenario; fn f() { scenario::simulate(x); }",
        ),
        (
            "tui/stage.rs",
            "use crate::scenario::*; fn f() { simulate(x); }",
        ),
        ("tui/stage.rs", "use crate::scenario::simulate as run;"),
        ("tui/stage.rs", "use crate::scenario as a; use a::simulate;"),
        (
            "trace/value.rs",
            "use crate::endpoint; fn f() { endpoint::Server::new(); }",
        ),
        (
            "trace/value.rs",
            "use crate::protocol::Act; use crate::endpoint::Server;",
        ),
        // everything at once
        ("wire/field.rs", "use crate::*;"),
        ("wire/mod.rs", "use super::*;"),
        ("wire/field.rs", "use premaster::pki::Certificate;"),
        // what is passed on is used
        ("wire/mod.rs", "pub use crate::pki::Name;"),
        ("text/mod.rs", "use crate::wire::Field;"),
        // inside of modules and functions
        (
            "wire/field.rs",
            "mod inner { use super::super::super::tui::Stage; }",
        ),
        ("wire/field.rs", "fn f() { use crate::tui::Stage; }"),
        (
            "wire/field.rs",
            "macro_rules! m { () => { $crate::tui::Stage } }",
        ),
        (
            "wire/field.rs",
            "macro_rules! m { () => { use $crate::{tui::Stage}; } }",
        ),
        // the world
        (
            "tui/stage.rs",
            "fn f() { std::net::TcpStream::connect(x); }",
        ),
        (
            "trace/value.rs",
            "use std::time::SystemTime as Clock; fn f() { Clock::now(); }",
        ),
        (
            "trace/value.rs",
            "use std::process; fn f() { process::exit(1) }",
        ),
        ("trace/value.rs", "fn f() { std::println!(); }"),
        ("trace/value.rs", "fn f() { vec![println!()]; }"),
    ] {
        assert!(
            !violations(file, code).is_empty(),
            "src/{file} may not say {code}"
        );
    }
    for (file, code) in [
        (
            "tui/stage.rs",
            "use crate::scenario::{Scenario, Simulation}; use crate::text::count;",
        ),
        (
            "trace/value.rs",
            "use crate::protocol::{Act, Side}; use super::step::Step;",
        ),
        (
            "net/mod.rs",
            "use crate::endpoint::{Client, Server}; mod link; use link::Link;",
        ),
        (
            "net/link.rs",
            "fn f() { std::net::TcpStream::connect(x); } // crate::tui",
        ),
        (
            "wire/mod.rs",
            "fn f() { let text = \"crate::tui::Stage\"; crate::said!(\"wire.a\"); }",
        ),
        (
            "cli/run.rs",
            "use crate::scenario::simulate; fn f() { println!(); }",
        ),
        (
            "tui/stage.rs",
            "struct S { simulate: fn() } fn f(s: S) { (s.simulate)() }",
        ),
    ] {
        assert_eq!(violations(file, code), [""; 0], "src/{file} may say {code}");
    }
}

/// The table in the documentation and the one here are the same.
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
