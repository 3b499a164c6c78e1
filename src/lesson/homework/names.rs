//! What a field may be called in an answer: `assets/homework/names.toml`.

use crate::wire::Field;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    also: BTreeMap<String, Vec<String>>,
    wireshark: BTreeMap<String, String>,
    openssl: BTreeMap<String, String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    // a test reads the file
    #[allow(clippy::expect_used)]
    toml::from_str(include_str!("../../../assets/homework/names.toml"))
        .expect("assets/homework/names.toml")
});

/// All names of a field that are right: the RFC's first, then Wireshark's filter and its label.
pub(super) fn of(field: Field) -> Vec<String> {
    let mut names = vec![field.name().to_owned(), field.key().to_owned()];
    names.extend(field.wireshark().map(str::to_owned));
    names.extend(field.wireshark().and_then(label).map(str::to_owned));
    let also = NAMES.also.get(field.key()).into_iter().flatten();
    names.extend(also.cloned());
    names
}

/// How Wireshark labels the field with this filter name.
fn label(filter: &str) -> Option<&'static str> {
    NAMES.wireshark.get(filter).map(String::as_str)
}

/// The word on the sheet for what OpenSSL says of a chain, such as `certificate has expired`.
pub(in crate::lesson) fn of_openssl(text: &str) -> Option<&'static str> {
    let said = text.trim().to_ascii_lowercase();
    NAMES.openssl.get(&said).map(String::as_str)
}

/// The labels, each with the filter name.
pub fn wireshark_labels() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = NAMES.wireshark.iter();
    all.map(|(filter, label)| (filter.as_str(), label.as_str()))
}
