//! Who may import whom.

use crate::source::{paths, room, sources};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Each room and the rooms whose names it may use.
const MAY_IMPORT: [(&str, &[&str]); 11] = [
    ("text", &[]),
    ("wire", &["text"]),
    ("crypto", &["text"]),
    ("pki", &["text", "wire", "crypto"]),
    ("endpoint", &["text", "wire", "crypto", "pki"]),
    ("trace", &["text", "wire", "crypto", "pki", "endpoint"]),
    (
        "scenario",
        &["text", "wire", "crypto", "pki", "endpoint", "trace"],
    ),
    (
        "net",
        &["text", "wire", "crypto", "pki", "endpoint", "trace"],
    ),
    ("explain", &["text", "wire", "crypto", "pki", "trace"]),
    (
        "export",
        &[
            "text", "wire", "crypto", "pki", "trace", "explain", "scenario",
        ],
    ),
    (
        "tui",
        &[
            "text", "wire", "crypto", "pki", "trace", "explain", "scenario",
        ],
    ),
];

/// What ties the rooms together, and may use all of them.
const EDGES: [&str; 3] = ["main", "lib", "cli"];

/// Names that a room may not use although it may use the room they are in: what shows a run sees
/// its trace and its description, and never runs anything.
const FORBIDDEN: [(&str, &[&str]); 2] = [
    ("export", &["scenario::simulate", "scenario::simulate::*"]),
    ("tui", &["scenario::simulate", "scenario::simulate::*"]),
];

/// Of `endpoint`, `trace` uses the vocabulary alone.
const TRACE_USES: [&str; 2] = ["event", "check"];

/// Names that may not be in the code of a room in any form.
const NOT_IN: [(&str, &str); 4] = [
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

/// What a file imports and should not.
fn violations(file: &str, text: &str) -> Vec<String> {
    let own = room(file);
    let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == own) else {
        return match EDGES.contains(&own) {
            true => Vec::new(),
            false => vec![format!("src/{file}: which room is it in?")],
        };
    };
    let is_room = |name: &str| MAY_IMPORT.iter().any(|(room, _)| *room == name);
    let mut out = Vec::new();
    for path in paths(file, text) {
        let written = path.join("::");
        let Some(first) = path.first() else {
            out.push(format!("src/{file} imports the root of the crate"));
            continue;
        };
        if first == "*" {
            out.push(format!("src/{file} imports all rooms at once"));
        }
        if (is_room(first) || EDGES.contains(&first.as_str()))
            && first != own
            && !allowed.contains(&first.as_str())
        {
            out.push(format!("src/{file} may not use {written}"));
        }
        let second = path.get(1).map_or("", String::as_str);
        if own == "trace" && first == "endpoint" && !TRACE_USES.contains(&second) {
            out.push(format!("src/{file} may not use {written}"));
        }
        let forbidden = FORBIDDEN.iter().find(|(room, _)| *room == own);
        let names = forbidden.map_or(&[][..], |(_, names)| names);
        let in_module = |name: &&str| {
            let name = name.trim_end_matches("::*");
            written == name || written.starts_with(&format!("{name}::"))
        };
        if names.iter().any(in_module) || (names.len() > 1 && written == "scenario::*") {
            out.push(format!("src/{file} may not use {written}"));
        }
    }
    out
}

#[test]
fn rooms_import_only_what_they_may() {
    let sources = sources();
    let violations: Vec<String> = sources
        .iter()
        .flat_map(|source| violations(&source.name, &source.text))
        .collect();
    assert_eq!(violations, [""; 0]);
    for (name, _) in MAY_IMPORT {
        let lived_in = sources.iter().any(|source| room(&source.name) == name);
        assert!(lived_in, "no file in {name}");
    }
}

/// The test above notices what it should, in every form that Rust has for it.
#[test]
fn each_forbidden_import_is_noticed() {
    for (file, text) in [
        ("tui/stage.rs", "use crate::scenario::{Scenario, simulate};"),
        (
            "tui/stage.rs",
            "use crate::scenario::{self, simulate as run};",
        ),
        ("tui/stage.rs", "use crate::scenario::*;"),
        ("trace/step.rs", "use crate::endpoint::Client;"),
        (
            "trace/step.rs",
            "use crate::{wire, endpoint::{event::Side, Client}};",
        ),
        ("net/link.rs", "use super::super::tui::Stage;"),
        ("net/mod.rs", "use super::tui::Stage;"),
        ("net/live.rs", "fn f() { crate::tui::run() }"),
        ("net/live.rs", "fn f(stage: &crate::tui::Stage) {}"),
        (
            "net/live.rs",
            "fn f() { println!(\"{}\", crate::tui::NAME) }",
        ),
        ("net/live.rs", "pub use crate::tui as screen;"),
        ("net/live.rs", "mod inner { use super::super::super::tui; }"),
        ("wire/node.rs", "use crate::pki;"),
        ("text/fit.rs", "use crate::wire::Field;"),
        ("pki/chain.rs", "use crate::{self as all};"),
        ("pki/chain.rs", "use crate::*;"),
        (
            "export/json.rs",
            "fn f() { crate::scenario::simulate::run() }",
        ),
        ("attic/box.rs", "fn f() {}"),
    ] {
        assert!(!violations(file, text).is_empty(), "{file}: {text}");
    }
    for (file, text) in [
        ("tui/stage.rs", "use crate::scenario::{Scenario, library};"),
        (
            "trace/step.rs",
            "use crate::endpoint::{check::Check, event::Side};",
        ),
        (
            "net/link.rs",
            "use super::live; use crate::{endpoint::Client, trace};",
        ),
        (
            "net/live.rs",
            "// crate::tui\nconst TUI: &str = \"crate::tui\";",
        ),
        ("cli/run.rs", "use crate::tui::Stage;"),
    ] {
        assert_eq!(violations(file, text), [""; 0], "{file}: {text}");
    }
}

/// The code of a file without its comments.
fn code(text: &str) -> String {
    let lines = text.lines();
    let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_shows_a_run_neither_runs_it_nor_talks() {
    for source in sources() {
        let code = code(&source.text);
        for (own, name) in NOT_IN {
            let used = room(&source.name) == own && code.contains(name);
            assert!(!used, "src/{} may not use {name}", source.name);
        }
    }
}

#[test]
fn only_the_edges_touch_the_world() {
    for source in sources() {
        let (file, code) = (source.name.as_str(), code(&source.text));
        for (name, places) in ONLY_IN {
            let mut places = places.iter();
            let allowed = places.any(|place| file == *place || room(file) == *place);
            assert!(
                allowed || !code.contains(name),
                "src/{file} may not use {name}"
            );
        }
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
