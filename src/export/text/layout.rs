//! Fitting text into columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text in lines of at most `width` columns, broken between words, or within a word that is
/// too long for a line. A width of 0 counts as 1.
pub(in crate::export) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let space = usize::from(used > 0);
        if used + space + word.width() <= width {
            if space > 0 {
                push(&mut lines, ' ');
            }
            word.chars().for_each(|c| push(&mut lines, c));
            used += space + word.width();
            continue;
        }
        if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        for c in word.chars() {
            let columns = c.width().unwrap_or(0);
            if used > 0 && used + columns > width {
                lines.push(String::new());
                used = 0;
            }
            push(&mut lines, c);
            used += columns;
        }
    }
    lines
}

fn push(lines: &mut [String], c: char) {
    if let Some(line) = lines.last_mut() {
        line.push(c);
    }
}

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

/// The text cut to `width` columns, with `…` in place of what was cut off.
pub(in crate::export) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(wrap("a bc def", 4), ["a bc", "def"]);
        assert_eq!(wrap("abcdef g", 4), ["abcd", "ef g"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("世界 平和", 4), ["世界", "平和"]);
    }

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

    #[test]
    fn what_is_cut_off_is_marked() {
        assert_eq!(cut("abcd", 4), "abcd");
        assert_eq!(cut("abcde", 4), "abc…");
        assert_eq!(cut("世界", 3), "世…");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_is_too_long(text in "[a-z界 ]{0,60}", width in 2usize..20) {
            let lines = wrap(&text, width);
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            prop_assert!(lines.iter().all(|line| line.width() <= width));
        }
    }
}
