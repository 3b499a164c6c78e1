//! The source files of the program, and the paths that each of them names.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};

/// A source file.
pub struct Source {
    /// Its path below `src`.
    pub file: String,
    pub text: String,
}

/// All source files of the program.
pub fn all() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    assert!(files.len() > 30, "the tree is where it is looked for");
    files.sort();
    let read = |path: PathBuf| Source {
        file: path
            .strip_prefix(&src)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/"),
        text: fs::read_to_string(&path).unwrap(),
    };
    files.into_iter().map(read).collect()
}

fn collect(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// The room that a file belongs to.
pub fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

/// The module that a file is: `pki/time.rs` is `pki::time`, and `pki/name/mod.rs` is `pki::name`.
pub fn module(file: &str) -> Vec<String> {
    let path = file.strip_suffix(".rs").unwrap();
    let path = path.strip_suffix("/mod").unwrap_or(path);
    match path {
        "main" | "lib" => Vec::new(),
        path => path.split('/').map(str::to_owned).collect(),
    }
}

/// A path that a file names: `crate::pki::Certificate`, or `std::net::TcpStream` of another crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    pub path: Vec<String>,
    /// Whether it only passes the name on (`pub use`).
    pub passed_on: bool,
    /// Whether it is in code that is compiled for tests only.
    pub in_tests: bool,
}

/// What a file names.
#[derive(Default)]
pub struct Names {
    pub all: BTreeSet<Named>,
    /// The names that its imports bring into the file's module, and what they stand for.
    pub imports: BTreeMap<String, Vec<String>>,
}

impl Names {
    /// Whether a path contains these segments in a row.
    pub fn contain(&self, wanted: &str) -> bool {
        let wanted: Vec<&str> = wanted.split("::").collect();
        self.all
            .iter()
            .any(|named| named.path.windows(wanted.len()).any(|part| part == wanted))
    }
}

/// Reads what a file names: in `use`, groups and aliases, in paths without `use`, and in the
/// arguments of macros. A macro counts as its name with `!`.
pub fn names(file: &str, text: &str) -> Names {
    let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("src/{file}: {error}"));
    let mut imports = Imports::new(module(file));
    imports.visit_file(&parsed);
    let mut reader = Reader {
        place: Place {
            module: module(file),
            in_tests: false,
        },
        imports: &imports,
        all: BTreeSet::new(),
    };
    reader.visit_file(&parsed);
    let mut all = reader.all;
    for named in &imports.all {
        // an import may begin with the name that another brings in
        let path = &named.path;
        let brought = path.first().and_then(|first| imports.anywhere.get(first));
        for base in brought.into_iter().flatten() {
            all.insert(Named {
                path: [base, &path[1..]].concat(),
                ..named.clone()
            });
        }
    }
    all.extend(imports.all.iter().cloned());
    Names {
        all,
        imports: imports.of_file.clone(),
    }
}

pub fn for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute
                    .parse_args::<syn::Ident>()
                    .is_ok_and(|word| word == "test")
    })
}

/// A path as it is written, from `crate` on: `None` where it begins with a local name.
fn rooted(module: &[String], path: &[String]) -> Option<Vec<String>> {
    let root = ["crate".to_owned()];
    let mut base = match path.first()?.as_str() {
        "crate" | "premaster" | "$crate" => return Some([&root, &path[1..]].concat()),
        "self" | "super" => [&root, module].concat(),
        _ => return None,
    };
    let mut rest = path;
    while let [first, others @ ..] = rest {
        match first.as_str() {
            "self" => {}
            "super" => {
                base.pop();
            }
            _ => break,
        }
        rest = others;
    }
    base.extend_from_slice(rest);
    Some(base)
}

/// The module of a file that a pass is in.
struct Place {
    module: Vec<String>,
    in_tests: bool,
}

/// Visits what is in a module within a file, there.
fn visit_inside<'ast, V: Visit<'ast>>(
    visitor: &mut V,
    item: &'ast syn::ItemMod,
    place: fn(&mut V) -> &mut Place,
) {
    let within = place(visitor);
    let before = within.in_tests;
    within.in_tests |= for_tests(&item.attrs);
    within.module.push(item.ident.to_string());
    visit::visit_item_mod(visitor, item);
    let within = place(visitor);
    within.module.pop();
    within.in_tests = before;
}

/// The first pass: what each `use` brings in.
struct Imports {
    top: Vec<String>,
    place: Place,
    all: BTreeSet<Named>,
    of_file: BTreeMap<String, Vec<String>>,
    /// Names that are brought in anywhere in the file.
    anywhere: BTreeMap<String, BTreeSet<Vec<String>>>,
    globs: BTreeSet<Vec<String>>,
}

impl Imports {
    fn new(module: Vec<String>) -> Self {
        Imports {
            top: module.clone(),
            place: Place {
                module,
                in_tests: false,
            },
            all: BTreeSet::new(),
            of_file: BTreeMap::new(),
            anywhere: BTreeMap::new(),
            globs: BTreeSet::new(),
        }
    }

    fn tree(&mut self, prefix: &[String], tree: &syn::UseTree, passed_on: bool) {
        let joined = |name: &syn::Ident| {
            let mut path = prefix.to_vec();
            path.push(name.to_string());
            path
        };
        match tree {
            syn::UseTree::Path(one) => self.tree(&joined(&one.ident), &one.tree, passed_on),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(prefix, tree, passed_on);
                }
            }
            syn::UseTree::Name(one) if one.ident == "self" => {
                let name = prefix.last().cloned().unwrap_or_default();
                self.brings(name, prefix.to_vec(), passed_on);
            }
            syn::UseTree::Name(one) => {
                self.brings(one.ident.to_string(), joined(&one.ident), passed_on);
            }
            syn::UseTree::Rename(one) => {
                self.brings(one.rename.to_string(), joined(&one.ident), passed_on);
            }
            syn::UseTree::Glob(_) => {
                let path = self.resolved(prefix.to_vec());
                self.globs.insert(path.clone());
                self.named(path, passed_on);
            }
        }
    }

    fn resolved(&self, path: Vec<String>) -> Vec<String> {
        rooted(&self.place.module, &path).unwrap_or(path)
    }

    fn named(&mut self, path: Vec<String>, passed_on: bool) {
        self.all.insert(Named {
            path,
            passed_on,
            in_tests: self.place.in_tests,
        });
    }

    fn brings(&mut self, name: String, path: Vec<String>, passed_on: bool) {
        let path = self.resolved(path);
        if self.place.module == self.top {
            self.of_file.insert(name.clone(), path.clone());
        }
        self.anywhere.entry(name).or_default().insert(path.clone());
        self.named(path, passed_on);
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        visit_inside(self, item, |it| &mut it.place);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let passed_on = !matches!(item.vis, syn::Visibility::Inherited);
        self.tree(&[], &item.tree, passed_on);
    }
}

/// The second pass: the paths in the code.
struct Reader<'a> {
    place: Place,
    imports: &'a Imports,
    all: BTreeSet<Named>,
}

impl Reader<'_> {
    fn path(&mut self, path: Vec<String>) {
        let Some(first) = path.first() else { return };
        let mut meant = Vec::new();
        if let Some(rooted) = rooted(&self.place.module, &path) {
            meant.push(rooted);
        } else if let Some(brought) = self.imports.anywhere.get(first) {
            for base in brought {
                meant.push([base, &path[1..]].concat());
            }
        } else {
            // it may come from any `use …::*`
            for base in &self.imports.globs {
                meant.push([base.as_slice(), &path].concat());
            }
            meant.push(path);
        }
        // an import may itself begin with the name of another
        for path in meant {
            let brought = path.first().and_then(|it| self.imports.anywhere.get(it));
            let again: Vec<_> = brought
                .into_iter()
                .flatten()
                .map(|base| [base, &path[1..]].concat())
                .collect();
            for path in again.into_iter().chain([path]) {
                self.all.insert(Named {
                    path,
                    passed_on: false,
                    in_tests: self.place.in_tests,
                });
            }
        }
    }

    /// The paths among the arguments of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut colons, mut dollar) = (0, false);
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.path(std::mem::take(&mut path));
                    }
                    let sign = if dollar { "$" } else { "" };
                    path.push(format!("{sign}{ident}"));
                    (colons, dollar) = (0, false);
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Punct(punct) => {
                    if punct.as_char() == '!' && colons == 0 {
                        let mut name = path.clone();
                        if let Some(last) = name.last_mut() {
                            last.push('!');
                        }
                        self.path(name);
                    }
                    self.path(std::mem::take(&mut path));
                    (colons, dollar) = (0, punct.as_char() == '$');
                }
                TokenTree::Group(group) => {
                    if colons == 2 && group.delimiter() == Delimiter::Brace {
                        // a `use` with a group inside a macro: each of its paths
                        let mut inner = Vec::new();
                        group_paths(&path, group.stream(), &mut inner);
                        inner.into_iter().for_each(|path| self.path(path));
                    } else {
                        self.tokens(group.stream());
                    }
                    self.path(std::mem::take(&mut path));
                    colons = 0;
                }
                TokenTree::Literal(_) => {
                    self.path(std::mem::take(&mut path));
                    colons = 0;
                }
            }
        }
        self.path(path);
    }
}

/// The paths of a group of imports.
fn group_paths(prefix: &[String], tokens: TokenStream, out: &mut Vec<Vec<String>>) {
    let mut path = prefix.to_vec();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => path.push(ident.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                out.push(std::mem::replace(&mut path, prefix.to_vec()));
            }
            TokenTree::Group(group) => group_paths(&path, group.stream(), out),
            _ => {}
        }
    }
    out.push(path);
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        visit_inside(self, item, |it| &mut it.place);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let before = self.place.in_tests;
        self.place.in_tests |= for_tests(&item.attrs);
        visit::visit_item_fn(self, item);
        self.place.in_tests = before;
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.path(
            path.segments
                .iter()
                .map(|one| one.ident.to_string())
                .collect(),
        );
        visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(crate)` names nothing
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let mut name: Vec<String> = call
            .path
            .segments
            .iter()
            .map(|one| one.ident.to_string())
            .collect();
        if let Some(last) = name.last_mut() {
            last.push('!');
        }
        self.path(name);
        self.tokens(call.tokens.clone());
    }
}
