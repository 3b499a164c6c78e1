//! Words are data: each key in the code has its text with exactly its arguments, each text has its key
//! in the code, and no sentence stands in the code.

use crate::source;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};

/// A use of a text: `said!("key", name = value, …)` or `label!("key")`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    file: String,
    key: String,
    arguments: BTreeSet<String>,
}

/// The uses of texts in a file.
fn uses(file: &str, text: &str) -> Vec<Use> {
    let tokens: TokenStream = text
        .parse()
        .unwrap_or_else(|error| panic!("src/{file}: {error}"));
    let mut out = Vec::new();
    find(file, tokens, &mut out);
    out
}

fn find(file: &str, tokens: TokenStream, out: &mut Vec<Use>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        find(file, group.stream(), out);
        let before = (
            at.checked_sub(2).map(|at| &tokens[at]),
            at.checked_sub(1).map(|at| &tokens[at]),
        );
        let (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(mark))) = before else {
            continue;
        };
        if mark.as_char() == '!' && (name == "said" || name == "label") {
            out.extend(call(file, group.stream()));
        }
    }
}

fn call(file: &str, tokens: TokenStream) -> Option<Use> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(mark) if mark.as_char() == ',' => parts.push(Vec::new()),
            _ => parts.last_mut()?.push(token),
        }
    }
    let TokenTree::Literal(key) = parts[0].first()? else {
        // an arm of the macro itself
        return None;
    };
    let key = key.to_string();
    let named = |part: &Vec<TokenTree>| match part.as_slice() {
        [TokenTree::Ident(name)] => Some(name.to_string()),
        [TokenTree::Ident(name), TokenTree::Punct(mark), ..] if mark.as_char() == '=' => {
            Some(name.to_string())
        }
        _ => None,
    };
    Some(Use {
        file: file.to_owned(),
        key: key.trim_matches('"').to_owned(),
        arguments: parts[1..].iter().filter_map(named).collect(),
    })
}

/// The names in braces in a text. Doubled braces stand for themselves.
fn arguments(text: &str) -> BTreeSet<String> {
    let text = text.replace("{{", "").replace("}}", "");
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(inside, _)| inside.split(':').next().unwrap().trim().to_owned())
        .collect()
}

/// Every text by its key, with its arguments.
fn texts() -> BTreeMap<String, BTreeSet<String>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/en/messages");
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let room = path.file_stem().unwrap().to_string_lossy().into_owned();
        let table: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        flatten(&room, &table, &mut out);
    }
    assert!(out.len() > 500, "{}", out.len());
    out
}

fn flatten(prefix: &str, table: &toml::Table, out: &mut BTreeMap<String, BTreeSet<String>>) {
    for (name, value) in table {
        let key = format!("{prefix}.{name}");
        match value {
            toml::Value::Table(table) => flatten(&key, table, out),
            value => drop(out.insert(key, arguments(value.as_str().unwrap()))),
        }
    }
}

#[test]
fn every_key_has_its_text_with_exactly_its_arguments() {
    let texts = texts();
    let mut wrong = String::new();
    for source in source::all() {
        if source.file.starts_with("text/") {
            continue;
        }
        for Use {
            file,
            key,
            arguments,
        } in uses(&source.file, &source.text)
        {
            match texts.get(&key) {
                None => wrong += &format!("src/{file}: {key} has no text\n"),
                Some(named) if *named != arguments => {
                    wrong += &format!(
                        "src/{file}: {key} has {named:?} in its text, {arguments:?} in the code\n"
                    );
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_text_is_used() {
    let sources = source::all();
    let unused: Vec<String> = texts()
        .into_keys()
        .filter(|key| {
            let quoted = format!("\"{key}\"");
            !sources.iter().any(|source| source.text.contains(&quoted))
        })
        .collect();
    assert!(unused.is_empty(), "\n{}", unused.join("\n"));
}

/// Files whose literals of three words are no sentences for users.
const NO_SENTENCES: &[(&str, &str)] = &[
    (
        "wire/field.rs",
        "the names of fields, as the RFCs have them",
    ),
    ("pki/file/found.rs", "the labels of PEM"),
    ("pki/demo.rs", "what is built in is there"),
    ("scenario/library.rs", "what is built in is well-formed"),
    ("trace/diagnosis/mistake/keys.rs", "the label of RFC 7627"),
    ("tui/model/copy.rs", "source text in C"),
    ("net/error.rs", "what the system says"),
];

/// How many sentences still stand in the code of each room. None may be added.
const SENTENCES: &[(&str, usize)] = &[
    ("cli", 2),
    ("crypto", 4),
    ("endpoint", 3),
    ("explain", 16),
    ("export", 8),
    ("net", 7),
];

/// The string literals of three words and more in a file, outside documentation, attributes and tests.
fn sentences(file: &str, text: &str) -> Vec<String> {
    struct Finder {
        out: Vec<String>,
    }
    impl Finder {
        fn tokens(&mut self, tokens: TokenStream) {
            let mut attribute = false;
            for token in tokens {
                let mark = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '#');
                match token {
                    // documentation, too, is an attribute: `#[doc = "…"]`
                    TokenTree::Group(_) if attribute => {}
                    TokenTree::Group(group) => self.tokens(group.stream()),
                    TokenTree::Literal(literal) => {
                        if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                            self.literal(&text.value());
                        }
                    }
                    _ => {}
                }
                attribute = mark;
            }
        }

        fn literal(&mut self, text: &str) {
            let is_word = |word: &&str| {
                word.len() > 1
                    && word
                        .chars()
                        .all(|c| c.is_alphabetic() || ",.;:'’".contains(c))
            };
            let in_a_row = text.split_whitespace().collect::<Vec<_>>();
            if in_a_row.windows(3).any(|three| three.iter().all(&is_word)) {
                self.out.push(text.to_owned());
            }
        }
    }
    impl<'ast> Visit<'ast> for Finder {
        fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

        fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
            if !source::for_tests(&item.attrs) {
                visit::visit_item_mod(self, item);
            }
        }

        fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
            self.literal(&text.value());
        }

        fn visit_macro(&mut self, call: &'ast syn::Macro) {
            let name = call.path.segments.last().map(|one| one.ident.to_string());
            // what no user reads: it cannot happen, or it holds in a test
            if !name.is_some_and(|name| name.contains("assert") || name == "unreachable") {
                self.tokens(call.tokens.clone());
            }
        }
    }
    let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("src/{file}: {error}"));
    let mut finder = Finder { out: Vec::new() };
    finder.visit_file(&parsed);
    finder.out
}

#[test]
fn no_sentence_is_added_to_the_code() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in source::all() {
        if NO_SENTENCES.iter().any(|(file, _)| *file == source.file) {
            continue;
        }
        let here = sentences(&source.file, &source.text);
        let told = here
            .into_iter()
            .map(|text| format!("src/{}: {text:?}", source.file));
        found
            .entry(source::room(&source.file).to_owned())
            .or_default()
            .extend(told);
    }
    let mut told = String::new();
    for (room, sentences) in found {
        let allowed = SENTENCES.iter().find(|(name, _)| *name == room);
        let allowed = allowed.map_or(0, |(_, allowed)| *allowed);
        if sentences.len() > allowed {
            let (count, lines) = (sentences.len(), sentences.join("\n"));
            told += &format!("{room} has {count} sentences, and may have {allowed}:\n{lines}\n");
        }
    }
    assert!(told.is_empty(), "\n{told}");
}

/// The test of the tests.
#[test]
fn uses_and_sentences_are_found() {
    let code = r#"
        /// Documentation is no literal that a user reads.
        fn f() -> Said {
            g(said!("pki.a", to, clock = h(1, 2)), vec![crate::label!("tui.b")]);
            let three = "these are words";
            let text = format!("and {} of them here too", 3);
            let key = "a.key"; let two = "two words"; let code = "openssl rsa -in key.pem";
            assert!(true, "this is for an engineer");
        }
        #[cfg(test)]
        mod tests { fn t() { panic!("this is a test"); } }
    "#;
    let told: Vec<(String, Vec<String>)> = uses("x.rs", code)
        .into_iter()
        .map(|one| (one.key, one.arguments.into_iter().collect()))
        .collect();
    let names = ["clock".to_owned(), "to".to_owned()].to_vec();
    assert!(told.contains(&("pki.a".to_owned(), names)), "{told:?}");
    assert!(told.contains(&("tui.b".to_owned(), vec![])), "{told:?}");
    assert_eq!(told.len(), 2);
    let text = "No: {to} {{not}} [since {clock}] {n:byte}";
    let names: Vec<String> = arguments(text).into_iter().collect();
    assert_eq!(names, ["clock", "n", "to"]);
    let found = sentences("x.rs", code);
    assert_eq!(found, ["these are words", "and {} of them here too"]);
}
