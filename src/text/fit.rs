//! Fitting plain text into columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to `columns`, with `…` in place of what was cut off.
pub fn cut(text: &str, columns: usize) -> String {
    cut_with(text, columns, "…")
}

/// The text cut to `columns`, with `mark` in place of what was cut off, if there is room for it.
pub fn cut_with(text: &str, columns: usize, mark: &str) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let keep = columns.saturating_sub(mark.width());
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > keep {
            break;
        }
        out.push(c);
    }
    if columns >= mark.width() {
        out.push_str(mark);
    }
    out
}

/// The text in lines of at most `columns`, broken between words, or within a word that is too long
/// for a line. A width of 0 counts as 1.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let space = usize::from(used > 0);
        if used + space + word.width() <= columns {
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
            let wide = c.width().unwrap_or(0);
            if used > 0 && used + wide > columns {
                lines.push(String::new());
                used = 0;
            }
            push(&mut lines, c);
            used += wide;
        }
    }
    lines
}

fn push(lines: &mut [String], c: char) {
    if let Some(line) = lines.last_mut() {
        line.push(c);
    }
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
    fn what_is_cut_off_is_marked() {
        assert_eq!(cut("abcd", 4), "abcd");
        assert_eq!(cut("abcde", 4), "abc…");
        assert_eq!(cut("世界", 3), "世…");
        assert_eq!(cut_with("abcdef", 5, "..."), "ab...");
        assert_eq!(cut_with("abcdef", 2, "..."), "");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_is_too_long(text in "[a-z界 ]{0,60}", columns in 2usize..20) {
            let lines = wrap(&text, columns);
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            prop_assert!(lines.iter().all(|line| line.width() <= columns));
        }
    }
}
