//! Files that need each other in a circle cannot be read, tested or moved one at a time.

use crate::source::{self, Names, Source, module};
use std::collections::{BTreeMap, BTreeSet};

/// The circles that there are, each with the reason. None may be added and none may grow.
const KNOWN: &[(&str, &[&str])] = &[
    (
        "conditions and placeholders",
        &[
            "explain/condition.rs",
            "explain/owner.rs",
            "explain/placeholder.rs",
        ],
    ),
    (
        "conditions and placeholders",
        &["explain/math/cbc.rs", "explain/math/rows.rs"],
    ),
    (
        "a check and the verdict that it is part of",
        &[
            "pki/authority_key_id.rs",
            "pki/certificate/mod.rs",
            "pki/extensions.rs",
        ],
    ),
    (
        "a check and the verdict that it is part of",
        &[
            "pki/chain.rs",
            "pki/checks/mod.rs",
            "pki/checks/accounts.rs",
            "pki/checks/list_signer.rs",
            "pki/checks/memory.rs",
            "pki/checks/revocation/mod.rs",
        ],
    ),
    (
        "a scenario, its file and its run",
        &[
            "scenario/description.rs",
            "scenario/kept.rs",
            "scenario/library.rs",
        ],
    ),
    (
        "a scenario, its file and its run",
        &[
            "scenario/error.rs",
            "scenario/file/fault.rs",
            "scenario/file/syntax.rs",
        ],
    ),
    (
        "a diagnosis is part of a step",
        &["trace/diagnosis/mod.rs", "trace/step.rs"],
    ),
    (
        "an annotated certificate and its extensions",
        &["wire/x509/mod.rs", "wire/x509/extension.rs"],
    ),
];

/// A file's modules by path, and what each file names.
struct Tree {
    files: BTreeMap<Vec<String>, String>,
    names: BTreeMap<String, Names>,
}

impl Tree {
    fn of(sources: &[Source]) -> Tree {
        let files = sources.iter().map(|it| (module(&it.file), it.file.clone()));
        let names = sources
            .iter()
            .map(|it| (it.file.clone(), source::names(&it.file, &it.text)));
        Tree {
            files: files.filter(|(path, _)| !path.is_empty()).collect(),
            names: names.collect(),
        }
    }

    /// The file in which what a path names is defined, past all that only passes it on.
    fn defining(&self, path: &[String], steps: usize) -> Option<&str> {
        let path = path.strip_prefix(["crate".to_owned()].as_slice())?;
        let len = (1..=path.len())
            .rev()
            .find(|len| self.files.contains_key(&path[..*len]))?;
        let (at, rest) = path.split_at(len);
        let file = &self.files[at];
        let further = rest.first().and_then(|name| {
            let import = self.names[file].imports.get(name)?;
            let import = match import.first()?.as_str() {
                "crate" => import.clone(),
                // a module of its own
                _ => [&["crate".to_owned()], at, import].concat(),
            };
            let further = [import.as_slice(), &rest[1..]].concat();
            if steps == 0 {
                None
            } else {
                self.defining(&further, steps - 1)
            }
        });
        Some(further.unwrap_or(file))
    }

    /// The files that each file needs.
    fn needs(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let needs = |(file, names): (&'_ String, &'_ Names)| -> BTreeSet<&str> {
            let own = names
                .all
                .iter()
                .filter(|named| !named.passed_on && !named.in_tests);
            let files = own.filter_map(|named| self.defining(&named.path, 8));
            files.filter(|other| other != file).collect()
        };
        self.names
            .iter()
            .map(|(file, names)| (file.as_str(), needs((file, names))))
            .collect()
    }

    /// The sets of files of which each needs all others.
    fn circles(&self) -> Vec<BTreeSet<&str>> {
        let needs = self.needs();
        let reached = |from: &str| {
            let mut seen = BTreeSet::new();
            let mut next: Vec<&str> = needs[from].iter().copied().collect();
            while let Some(file) = next.pop() {
                if seen.insert(file) {
                    next.extend(&needs[file]);
                }
            }
            seen
        };
        let reach: BTreeMap<&str, BTreeSet<&str>> =
            needs.keys().map(|file| (*file, reached(file))).collect();
        let mut circles = BTreeSet::new();
        for (file, others) in &reach {
            if others.contains(file) {
                let together = others.iter().filter(|other| reach[**other].contains(file));
                circles.insert(together.copied().collect::<BTreeSet<_>>());
            }
        }
        circles.into_iter().collect()
    }
}

#[test]
fn no_circle_of_files_is_added_and_none_grows() {
    let sources = source::all();
    let tree = Tree::of(&sources);
    let mut found = String::new();
    for circle in tree.circles() {
        let known = KNOWN
            .iter()
            .any(|(_, files)| circle.iter().all(|file| files.contains(file)));
        if !known {
            found += &format!("a new circle, or one that has grown: {circle:#?}\n");
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

/// The test of the test.
#[test]
fn circles_are_found_past_what_is_passed_on() {
    let source = |file: &str, text: &str| Source {
        file: file.into(),
        text: text.into(),
    };
    let circles = |texts: [(&str, &str); 3]| {
        let sources = texts.map(|(file, text)| source(file, text));
        let tree = Tree::of(&sources);
        let circles = tree.circles();
        circles
            .iter()
            .map(|it| it.iter().map(|file| file.to_string()).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    // the room's own file passes names on, which is no circle
    let passed_on = ("pki/mod.rs", "mod a; mod b; pub use a::A; pub use b::B;");
    let needs_b = ("pki/a.rs", "use super::B; pub struct A(B);");
    let needs_none = (
        "pki/b.rs",
        "pub struct B; #[cfg(test)] mod tests { use crate::pki::A; }",
    );
    assert_eq!(circles([passed_on, needs_b, needs_none]), [[""; 0]; 0]);
    let needs_a = ("pki/b.rs", "pub struct B(Vec<crate::pki::A>);");
    assert_eq!(
        circles([passed_on, needs_b, needs_a]),
        [["pki/a.rs", "pki/b.rs"]]
    );
}
