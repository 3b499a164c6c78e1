//! Fitting text into columns.

pub(in crate::export) use crate::text::{cut, wrap};
use unicode_width::UnicodeWidthStr;

/// The parts with a separator between them, in lines of at most `width` columns where no part is
/// longer; a part is never broken.
pub(super) fn join_lines(parts: &[String], separator: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.width() + separator.width() + part.width() <= width => {
                line.push_str(separator);
                line.push_str(part);
            }
            _ => lines.push(part.clone()),
        }
    }
    lines
}

/// The bytes in hex, four to a group, in lines of at most `width` columns but at least one group.
pub(super) fn hex_lines(bytes: &[u8], width: usize) -> Vec<String> {
    const GROUP: usize = 4;
    const COLUMNS: usize = 2 * GROUP + 1;
    // a power of two, so that offsets are easily counted
    let groups = match (width + 1) / COLUMNS {
        0 | 1 => 1,
        2 | 3 => 2,
        4..=7 => 4,
        _ => 8,
    };
    bytes
        .chunks(groups * GROUP)
        .map(|line| {
            let groups: Vec<String> = line.chunks(GROUP).map(crate::wire::display::hex).collect();
            groups.join(" ")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stay_whole() {
        let parts = ["ab", "cd e", "fghijk"].map(String::from);
        assert_eq!(join_lines(&parts, " · ", 9), ["ab · cd e", "fghijk"]);
        assert_eq!(join_lines(&parts, " · ", 5), ["ab", "cd e", "fghijk"]);
    }

    #[test]
    fn hex_comes_in_groups_of_four() {
        let bytes: Vec<u8> = (0..20).collect();
        assert_eq!(
            hex_lines(&bytes, 40),
            ["00010203 04050607 08090a0b 0c0d0e0f", "10111213"]
        );
        assert_eq!(hex_lines(&bytes[..5], 3), ["00010203", "04"]);
        assert!(hex_lines(&[], 40).is_empty());
    }
}
