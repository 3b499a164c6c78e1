//! `docs/questions.md` is what the table of templates says.

use premaster::lesson::course::documents;
use premaster::lesson::question::{templates, words};
use std::collections::BTreeSet;
use std::fmt::Write;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/questions.md");
/// What comes before the table is written by hand.
const TABLE: &str = "## The templates\n\n";

fn table() -> String {
    let mut out = TABLE.to_owned();
    out.push_str("| | template | form | asks | arguments | beliefs of wrong answers |\n");
    out.push_str("|---|---|---|---|---|---|\n");
    for template in templates() {
        let words = words::all().find(|(key, _)| *key == template.key);
        let (_, words) = words.unwrap();
        let beliefs = words.answer.values().map(|answer| answer.belief.as_str());
        let beliefs: BTreeSet<&str> = beliefs.filter(|belief| !belief.is_empty()).collect();
        let beliefs: Vec<String> = beliefs.iter().map(|belief| format!("`{belief}`")).collect();
        let arguments = template.arguments.iter();
        let arguments: Vec<String> = arguments
            .map(|(name, accepts)| format!("`{name}`: {}", accepts.name()))
            .collect();
        writeln!(
            out,
            "| {} | `{}` | {} | {} | {} | {} |",
            template.number,
            template.key,
            template.kind.name(),
            words.about,
            arguments.join(", "),
            beliefs.join(", ")
        )
        .unwrap();
    }
    out
}

#[test]
fn the_document_has_the_table_of_templates() {
    let file = std::fs::read_to_string(FILE).unwrap();
    let (before, found) = file.split_at(file.find(TABLE).unwrap());
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(FILE, format!("{before}{}", table())).unwrap();
        return;
    }
    assert_eq!(found, table(), "UPDATE_SNAPSHOTS=1 writes it anew");
}

#[test]
fn every_document_can_be_opened_from_a_lesson() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names = files.filter_map(|file| file.strip_suffix(".md").map(str::to_owned));
    let known: BTreeSet<String> = documents().map(str::to_owned).collect();
    assert_eq!(
        known,
        names.collect(),
        "src/lesson/course/document.rs lists them"
    );
}

#[test]
fn numbers_and_keys_name_one_template_each() {
    let numbers: Vec<u8> = templates().map(|template| template.number).collect();
    assert_eq!(numbers, (1..=59).collect::<Vec<u8>>());
    let keys: BTreeSet<&str> = templates().map(|template| template.key).collect();
    assert_eq!(keys.len(), numbers.len());
}
