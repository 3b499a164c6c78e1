//! An endpoint checks records with the same work whatever it decrypts. The faster way is for those who read what
//! was recorded.

use super::source;
use proc_macro2::{TokenStream, TokenTree};

/// The rooms in which an endpoint lives.
const ENDPOINTS: [&str; 5] = ["crypto", "record", "endpoint", "scenario", "net"];

/// Where the faster way is named: where it is defined, and where the reader of an observer is made.
const PLAIN: [&str; 2] = ["crypto/record/timing.rs", "record/reader.rs"];

/// Whether an identifier occurs in the code.
fn has(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => has(group.stream(), name),
        _ => false,
    })
}

/// The files of some rooms that have an identifier.
fn files(rooms: impl Fn(&str) -> bool, name: &str) -> Vec<String> {
    let sources = source::all().into_iter();
    let with_name = sources.filter(|source| {
        rooms(source::room(&source.file)) && has(source.text.parse().unwrap(), name)
    });
    let mut files: Vec<String> = with_name.map(|source| source.file).collect();
    files.sort();
    files
}

#[test]
fn no_endpoint_checks_records_in_plain_time() {
    assert_eq!(files(|room| ENDPOINTS.contains(&room), "Plain"), PLAIN);
    let observing = files(|room| room != "record", "observing");
    assert_eq!(observing, ["capture/observer/mod.rs", "derive/records.rs"]);
}
