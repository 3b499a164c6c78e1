//! Names of files.

/// A name for a file or a folder, made from a text that may contain anything. What could lead elsewhere or be
/// hidden becomes a hyphen.
pub fn file_name(text: &str) -> String {
    let plain = |c: char| match c.is_alphanumeric() || "_+=".contains(c) {
        true => c,
        false => '-',
    };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_stays_in_its_folder() {
        assert_eq!(file_name("wrong-host"), "wrong-host");
        assert_eq!(file_name("../a b.\n"), "---a-b--");
    }
}
