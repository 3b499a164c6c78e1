//! What lessons say: a term is explained where it first comes up, and a task is an order that names its key.

use premaster::explain::glossary;
use premaster::lesson::course::{self, Kind, Look, Passage, PassageKind, Word};

/// The passages that a reader comes to without asking for them, in order.
fn passages(kind: &Kind) -> Vec<&Passage> {
    match kind {
        Kind::Prose(passage) => vec![passage],
        Kind::When(_, passages) => passages.iter().collect(),
        Kind::Wait(_, told) | Kind::Ask(_, told) => told.task.iter().chain(&told.reveal).collect(),
        _ => Vec::new(),
    }
}

/// Words that need no explanation where they first come up.
const PLAIN: [&str; 6] = [
    "attacker",
    "encryption",
    "handshake",
    "man in the middle",
    "revocation",
    "Finished",
];

/// Whether a word of a text is this term, or several of it.
fn is_in(text: &str, term: &str) -> bool {
    let (text, wanted) = match term.chars().any(char::is_lowercase) {
        true => (text.to_lowercase(), term.to_lowercase()),
        false => (text.to_owned(), term.to_owned()),
    };
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-');
    text.match_indices(&wanted).any(|(at, _)| {
        let rest = &text[at + wanted.len()..];
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        edge(text[..at].chars().next_back()) && edge(rest.chars().next())
    })
}

#[test]
fn a_term_is_explained_where_it_first_comes_up() {
    let lessons: Vec<_> = course::names().filter_map(course::builtin).collect();
    assert_eq!(lessons.len(), 13);
    let mut unexplained = Vec::new();
    let mut met = 0;
    for term in glossary::terms() {
        let name = term.short_name();
        if PLAIN.contains(&name) {
            continue;
        }
        let words = lessons.iter().flat_map(|course| {
            let all = course.blocks.iter().flat_map(|block| passages(&block.kind));
            let prose = all.filter(|one| !matches!(one.kind, PassageKind::Heading(_)));
            prose
                .flat_map(|one| &one.words)
                .map(|word| (&course.name, word))
        });
        let mut first = words.filter(|(_, word)| match word {
            Word::Text(_, text) | Word::Link(_, text, _) => is_in(text, name),
            Word::Live(..) => false,
        });
        match first.next() {
            Some((lesson, Word::Text(Look::Plain | Look::Code, text))) => {
                unexplained.push(format!("{lesson}: {name} in “{}”", text.trim()));
            }
            Some(_) => met += 1,
            None => {}
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    assert!(met > 20, "{met} terms");
}

/// How the first sentence of a task begins.
const ORDERS: [&str; 14] = [
    "Step", "Go", "Open", "Select", "Flip", "Take", "Send", "Run", "Cut", "Change", "Put",
    "Ignore", "Find", "Read",
];

#[test]
fn every_task_is_an_order_and_names_its_key() {
    for course in course::names().filter_map(course::builtin) {
        for block in &course.blocks {
            let Kind::Wait(action, told) = &block.kind else {
                continue;
            };
            let words = told.task.iter().flat_map(|passage| &passage.words);
            let first = words.clone().find_map(|word| match word {
                Word::Text(_, text) => text.split_whitespace().next(),
                _ => None,
            });
            let about = format!("{}, line {}: {action:?}", course.name, block.spot.line);
            assert!(first.is_some_and(|word| ORDERS.contains(&word)), "{about}");
            let mut live = words.filter_map(|word| match word {
                Word::Live(_, name, _) => Some(name),
                _ => None,
            });
            assert!(live.any(|name| name.starts_with("do:")), "{about}");
        }
    }
}
