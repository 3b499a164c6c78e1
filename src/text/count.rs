//! Numbers with their nouns in the right form, from `assets/en/nouns.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Each noun with its form for one and its form for any other number.
static NOUNS: LazyLock<BTreeMap<String, [String; 2]>> = LazyLock::new(|| {
    // The table is compiled in, and a test reads it: this cannot fail later.
    #[allow(clippy::expect_used)]
    toml::from_str(include_str!("../../assets/en/nouns.toml")).expect("assets/en/nouns.toml")
});

/// A number with its noun: `1 byte`, `2 bytes`, `16,384 bytes`. A noun that the table lacks is
/// given as it is; a test proves that it lacks none.
pub fn count(n: u64, noun: &str) -> String {
    let forms = NOUNS.get(noun);
    let form = forms.map_or(noun, |[one, other]| if n == 1 { one } else { other });
    format!("{} {form}", grouped(n))
}

/// The nouns of the table.
pub fn nouns() -> impl Iterator<Item = &'static str> {
    NOUNS.keys().map(String::as_str)
}

/// Digits in groups of three: `16,384`.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_all_else_plural() {
        assert_eq!(count(0, "byte"), "0 bytes");
        assert_eq!(count(1, "byte"), "1 byte");
        assert_eq!(count(16_384, "byte"), "16,384 bytes");
        assert_eq!(count(1_000_000, "record"), "1,000,000 records");
    }
}
