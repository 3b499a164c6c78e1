//! The program's source files, parsed.

use proc_macro2::{TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::Visit;

/// A file below `src`.
pub struct Source {
    /// Its path below `src`: `tui/view/side.rs`.
    pub name: String,
    pub text: String,
}

/// Every source file.
pub fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&src, &mut files);
    assert!(files.len() > 30, "the tree is where it is looked for");
    let read = |path: PathBuf| Source {
        name: path
            .strip_prefix(&src)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/"),
        text: fs::read_to_string(&path).unwrap(),
    };
    files.into_iter().map(read).collect()
}

fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// The room of a file: the first part of its path.
pub fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

/// Whether attributes say that what follows is for tests alone.
pub fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let list = attribute.meta.require_list();
        attribute.path().is_ident("cfg") && list.is_ok_and(|list| list.tokens.to_string() == "test")
    })
}

/// The paths that a file uses, from the root of the crate on, wherever they are: in imports (with
/// their groups, `self`, `super` and aliases), in expressions and types, and in macros.
pub fn paths(file: &str, text: &str) -> Vec<Vec<String>> {
    let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("src/{file}: {error}"));
    let mut module: Vec<String> = file
        .trim_end_matches(".rs")
        .split('/')
        .map(String::from)
        .collect();
    if ["mod", "lib", "main"].contains(&module.last().unwrap().as_str()) {
        module.pop();
    }
    let mut finder = Finder {
        module,
        found: Vec::new(),
    };
    finder.visit_file(&parsed);
    finder.found
}

struct Finder {
    /// The module that is looked at.
    module: Vec<String>,
    found: Vec<Vec<String>>,
}

impl Finder {
    /// A path as it is written, from the root of the crate on; `None` for one of another crate.
    fn resolved(&self, segments: &[String]) -> Option<Vec<String>> {
        let mut at = self.module.clone();
        let mut rest = segments;
        match rest.first()?.as_str() {
            "crate" | "premaster" => at.clear(),
            "self" => {}
            "super" => {
                at.pop();
            }
            _ => return None,
        }
        rest = &rest[1..];
        while rest.first().is_some_and(|segment| segment == "super") {
            at.pop();
            rest = &rest[1..];
        }
        at.extend(rest.iter().cloned());
        Some(at)
    }

    /// A path in the tokens of a macro: `crate` alone is that of `pub(crate)`.
    fn token_path(&mut self, segments: &[String]) {
        if segments.len() > 1 {
            self.note(segments);
        }
    }

    fn note(&mut self, segments: &[String]) {
        self.found.extend(self.resolved(segments));
    }

    fn tree(&mut self, tree: &syn::UseTree, above: &mut Vec<String>) {
        let named = |finder: &mut Self, above: &[String], name: String| {
            let mut path = above.to_vec();
            if name != "self" || path.is_empty() {
                path.push(name);
            }
            finder.note(&path);
        };
        match tree {
            syn::UseTree::Path(path) => {
                above.push(path.ident.to_string());
                self.tree(&path.tree, above);
                above.pop();
            }
            syn::UseTree::Name(name) => named(self, above, name.ident.to_string()),
            // an alias hides nothing: what counts is what it is an alias of
            syn::UseTree::Rename(name) => named(self, above, name.ident.to_string()),
            syn::UseTree::Glob(_) => named(self, above, "*".to_owned()),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.tree(tree, above));
            }
        }
    }

    /// Paths in the tokens of a macro, where nothing is parsed.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    self.token_path(&std::mem::take(&mut path));
                    self.tokens(group.stream());
                }
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.token_path(&std::mem::take(&mut path));
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                _ => {
                    self.token_path(&std::mem::take(&mut path));
                    colons = 0;
                }
            }
        }
        self.token_path(&path);
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &mut Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter();
        let segments: Vec<String> = segments.map(|segment| segment.ident.to_string()).collect();
        // alone it is the `crate` of `pub(crate)`
        if segments != ["crate"] {
            self.note(&segments);
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        syn::visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }
}
