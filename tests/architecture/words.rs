//! Words live in `assets/`: every fact has its text, every text is used, and no sentence for users
//! is in the code.

use crate::source::{Source, is_for_tests, sources};
use premaster::text::{messages, nouns, template};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::Visit;

/// A literal of this many words is a sentence.
const SENTENCE: usize = 3;

/// Macros whose words no user reads: they say why something cannot happen.
const FOR_ENGINEERS: [&str; 7] = [
    "assert",
    "assert_eq",
    "debug_assert",
    "debug_assert_eq",
    "panic",
    "unreachable",
    "include_str",
];

/// Files whose literals are another language's text, or names: where they are, and why.
const OTHER_LANGUAGES: [(&str, &str); 6] = [
    ("export/shell/", "the parts of a shell script"),
    ("explain/command.rs", "commands for a shell"),
    ("net/reply.rs", "status lines of HTTP"),
    (
        "net/error.rs",
        "what the system's resolver says, to leave it out",
    ),
    ("tui/copy.rs", "an array in C"),
    ("wire/field.rs", "the table of fields, with their names"),
];

/// Literals of other files that are no sentence of ours.
const NO_SENTENCES: [(&str, &str); 4] = [
    ("cli/connect.rs", "Hello from premaster."),
    ("cli/glossary.rs", "premaster print --scenario {} --step {}"),
    (
        "explain/formula.rs",
        ", seq_num + type + version + length + ",
    ),
    ("trace/diagnosis/mistake/keys.rs", "extended master secret"),
];

/// Whether a literal may stand where it does.
fn is_allowed(file: &str, text: &str) -> bool {
    OTHER_LANGUAGES
        .iter()
        .any(|(path, _)| file.starts_with(path))
        || NO_SENTENCES.contains(&(file, text))
        || text.starts_with("RFC ")
}

/// What a file says.
#[derive(Default)]
struct Found {
    /// The facts: key, names of the arguments.
    facts: Vec<(String, BTreeSet<String>)>,
    /// Texts without arguments, by key.
    labels: Vec<String>,
    /// Literals that look like sentences.
    sentences: Vec<String>,
    /// All literals: tables of macros hold keys.
    literals: Vec<String>,
    /// Nouns that are counted, where they are literals.
    nouns: Vec<String>,
}

fn found(source: &Source) -> Found {
    let parsed = syn::parse_file(&source.text);
    let parsed = parsed.unwrap_or_else(|error| panic!("src/{}: {error}", source.name));
    let mut found = Found::default();
    found.visit_file(&parsed);
    found
}

/// The words of a literal, without what stands in braces.
fn words(text: &str) -> usize {
    let mut bare = String::new();
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    let letters = |word: &&str| {
        // options of a command, acronyms and placeholders of a usage line are no words
        if word.starts_with('-') || !word.contains(char::is_lowercase) {
            return false;
        }
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let mut chars = word.chars();
        word.len() > 1
            && chars.next().is_some_and(char::is_alphabetic)
            && chars.all(|c| c.is_alphabetic() || "'’-".contains(c))
    };
    bare.split_whitespace().filter(letters).count()
}

impl Found {
    fn literal(&mut self, text: &str) {
        self.literals.push(text.to_owned());
        if words(text) >= SENTENCE {
            self.sentences.push(text.to_owned());
        }
    }

    fn call(&mut self, name: &str, tokens: TokenStream) {
        match name {
            "said" | "label" => self.fact(name, tokens),
            name if FOR_ENGINEERS.contains(&name) => {}
            _ => self.tokens(tokens),
        }
    }

    /// The key and the arguments of `said!` and `label!`.
    fn fact(&mut self, name: &str, tokens: TokenStream) {
        let mut parts: Vec<Vec<TokenTree>> = vec![vec![]];
        for token in tokens.clone() {
            match &token {
                TokenTree::Punct(punct) if punct.as_char() == ',' => parts.push(vec![]),
                _ => parts.last_mut().unwrap().push(token),
            }
        }
        let Some([TokenTree::Literal(key)]) = parts.first().map(Vec::as_slice) else {
            // in the definition of the macros
            return;
        };
        let key = key.to_string().trim_matches('"').to_owned();
        if name == "label" {
            self.labels.push(key);
            return;
        }
        let mut arguments = BTreeSet::new();
        for part in &parts[1..] {
            let named = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
            let equals = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '=');
            let is_argument = match part.as_slice() {
                [name] => named(name),
                [name, equal, ..] => named(name) && equals(equal),
                [] => false,
            };
            // a comma within an expression starts no argument
            if is_argument {
                arguments.insert(part[0].to_string());
            }
            self.tokens(part.iter().skip(1).cloned().collect());
        }
        self.facts.push((key, arguments));
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at..] {
                [
                    TokenTree::Ident(name),
                    TokenTree::Punct(bang),
                    TokenTree::Group(group),
                    ..,
                ] if bang.as_char() == '!' => {
                    self.call(&name.to_string(), group.stream());
                    at += 3;
                    continue;
                }
                // what `expect` says is for engineers
                [TokenTree::Ident(name), TokenTree::Group(_), ..] if *name == "expect" => {
                    at += 2;
                    continue;
                }
                // attributes in the tokens of a macro
                [TokenTree::Punct(hash), TokenTree::Group(_), ..] if hash.as_char() == '#' => {
                    at += 2;
                    continue;
                }
                [TokenTree::Group(group), ..] => self.tokens(group.stream()),
                [TokenTree::Literal(literal), ..] => {
                    if let Ok(syn::Lit::Str(text)) = syn::parse_str(&literal.to_string()) {
                        self.literal(&text.value());
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        // documentation and the help of clap stand in attributes; the messages of errors do not
        if attribute.path().is_ident("error")
            && let Ok(list) = attribute.meta.require_list()
        {
            self.tokens(list.tokens.clone());
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = call.path.segments.last().map(|name| name.ident.to_string());
        self.call(&name.unwrap_or_default(), call.tokens.clone());
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.literal(&text.value());
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let counts = matches!(&*call.func, syn::Expr::Path(path)
            if path.path.segments.last().is_some_and(|name| name.ident == "count"));
        let noun = call.args.iter().nth(1);
        if let (true, Some(syn::Expr::Lit(noun))) = (counts, noun)
            && let syn::Lit::Str(noun) = &noun.lit
        {
            self.nouns.push(noun.value());
        }
        syn::visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        // what `expect` says is for engineers
        if call.method == "expect" {
            self.visit_expr(&call.receiver);
        } else {
            syn::visit::visit_expr_method_call(self, call);
        }
    }
}

/// The names that a text speaks of, and the nouns that it counts.
fn names(text: &str) -> (BTreeSet<String>, Vec<String>) {
    let mut names = BTreeSet::new();
    let mut nouns = Vec::new();
    for placeholder in template::placeholders(text).unwrap() {
        match placeholder.split_once(':') {
            Some((name, noun)) => {
                names.insert(name.to_owned());
                if !["and", "or"].contains(&noun) {
                    nouns.push(noun.to_owned());
                }
            }
            None => {
                names.insert(placeholder.to_owned());
            }
        }
    }
    (names, nouns)
}

/// What is wrong with the facts and labels of some files, given the texts.
fn faults(sources: &[Source], texts: &BTreeMap<&str, &str>) -> Vec<String> {
    let mut out = Vec::new();
    let mut used = BTreeSet::new();
    for source in sources {
        let found = found(source);
        for (key, arguments) in found.facts {
            match texts.get(key.as_str()) {
                None => out.push(format!("src/{}: {key} has no text", source.name)),
                Some(text) => {
                    let wanted = names(text).0;
                    if wanted != arguments {
                        let file = &source.name;
                        out.push(format!(
                            "src/{file}: {key} speaks of {wanted:?}, not {arguments:?}"
                        ));
                    }
                }
            }
            used.insert(key);
        }
        used.extend(found.literals);
        for key in found.labels {
            match texts.get(key.as_str()) {
                None => out.push(format!("src/{}: {key} has no text", source.name)),
                Some(text) if !names(text).0.is_empty() => {
                    out.push(format!("src/{}: {key} needs arguments", source.name));
                }
                Some(_) => {}
            }
            used.insert(key);
        }
    }
    let idle = texts.keys().filter(|key| !used.contains(**key));
    // those of the examples in the documentation
    let idle = idle.filter(|key| !key.starts_with("text.example"));
    out.extend(idle.map(|key| format!("{key} is used nowhere")));
    out
}

#[test]
fn every_fact_has_its_text_and_every_text_is_used() {
    let faults = faults(&sources(), &messages().collect());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_sentence_for_users_is_in_the_code() {
    let mut sentences = Vec::new();
    for source in sources() {
        let found = found(&source).sentences.into_iter();
        let found = found.filter(|text| !is_allowed(&source.name, text));
        sentences.extend(found.map(|text| format!("src/{}: {text:?}", source.name)));
    }
    assert!(
        sentences.is_empty(),
        "{} literals:\n{}",
        sentences.len(),
        sentences.join("\n")
    );
}

#[test]
fn every_noun_that_is_counted_has_its_forms() {
    let known: BTreeSet<&str> = nouns().collect();
    for source in sources() {
        for noun in found(&source).nouns {
            assert!(known.contains(noun.as_str()), "src/{}: {noun}", source.name);
        }
    }
    for (key, text) in messages() {
        for noun in names(text).1 {
            assert!(known.contains(noun.as_str()), "{key}: {noun}");
        }
    }
}

/// The tests above notice what they should.
#[test]
fn what_is_wrong_with_words_is_noticed() {
    let source = |text: &str| Source {
        name: "pki/x.rs".into(),
        text: text.into(),
    };
    let texts = BTreeMap::from([("a.b", "{n:byte} for {who}"), ("a.c", "plain words")]);
    let wrong = |text: &str| faults(&[source(text)], &texts).join("; ");
    let both = "fn f() { label!(\"a.c\"); said!(\"a.b\", n = g(1, 2), who) }";
    assert_eq!(wrong(both), "");
    assert!(wrong("fn f() { label!(\"a.c\"); }").contains("a.b is used nowhere"));
    assert!(wrong("fn f() { said!(\"a.b\", n = 1, whom = 2) }").contains("speaks of"));
    assert!(wrong("fn f() { said!(\"a.d\") }").contains("a.d has no text"));
    assert!(wrong("fn f() { label!(\"a.b\") }").contains("needs arguments"));

    let sentences = |text: &str| found(&source(text)).sentences.len();
    assert_eq!(sentences("fn f() { g(\"this is a sentence\") }"), 1);
    assert_eq!(sentences("fn f() { format!(\"got {} in a row\", 1) }"), 1);
    assert_eq!(
        sentences("fn f() { vec![(\"x\", format!(\"three more words\"))] }"),
        1
    );
    assert_eq!(
        sentences("#[error(\"expected one, got {0}\")] struct E(u8);"),
        1
    );
    assert_eq!(sentences("const A: &str = \"so it is\";"), 1);
    assert_eq!(
        sentences("/// Words for engineers here.\nfn f() { assert!(x, \"a b c d\") }"),
        0
    );
    assert_eq!(
        sentences("fn f() { g(\"master secret\"); g(\"-in FILE -out FILE\") }"),
        0
    );
    assert_eq!(
        sentences("#[cfg(test)] mod tests { const A: &str = \"so it is\"; }"),
        0
    );
}
