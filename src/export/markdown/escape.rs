//! Text as Markdown takes it (GitHub Flavored Markdown 0.29, §2.4 backslash escapes, §4.5 fences,
//! §6.3 code spans, §4.10 tables). What comes from elsewhere must not become markup, and nothing
//! may end a cell of a table.

use crate::text::rfc;

/// Running text, safe in a paragraph and in a cell. A marker that only counts at the beginning of
/// a line is not looked for: put something before it.
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => true,
            // within a word it marks nothing
            '_' => !inside(before) || !inside(chars.peek().copied()),
            // http://, www. and addresses of mail would become links
            ':' => chars.peek() == Some(&'/'),
            '.' => out.ends_with("www"),
            '@' => true,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        // a line break would end a heading or a cell
        out.push(if c.is_control() { ' ' } else { c });
        before = Some(c);
    }
    out
}

/// As [`text`], with a link in the place of each reference to an RFC.
pub(in crate::export) fn linked(words: &str) -> String {
    rfc::linked(words, |to, words| format!("[{}]({to})", text(words)), text)
}

/// A name or bytes in a fixed-width face.
pub fn code(code: &str) -> String {
    let plain = !code.contains(['`', '|', '\\']) && !code.contains(char::is_control);
    if plain && !code.is_empty() && code.trim() == code {
        format!("`{code}`")
    } else {
        // a code span has no escapes: as an element the same text can be escaped
        format!("<code>{}</code>", text(code))
    }
}

/// Lines between fences, which are longer than any row of backticks inside.
pub(super) fn fenced(lines: &[String]) -> String {
    let longest = |line: &String| {
        let runs = line.split(|c| c != '`').map(str::len);
        runs.max().unwrap_or(0)
    };
    let needed = lines.iter().map(longest).max().unwrap_or(0) + 1;
    let fence = "`".repeat(needed.max(3));
    format!("{fence}text\n{}\n{fence}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_markup_is_escaped() {
        assert_eq!(text("a*b*|<c>"), r"a\*b\*\|\<c\>");
        assert_eq!(text("`[x](y)` & \\| $e$"), r"\`\[x\](y)\` \& \\\| \$e\$");
        assert_eq!(text("client_write_key _x_"), r"client_write_key \_x\_");
        assert_eq!(text("two\nlines"), "two lines");
        assert_eq!(
            text("a: http://www.b.c d@e.f"),
            r"a: http\://www\.b.c d\@e.f"
        );
    }

    #[test]
    fn code_is_a_span_where_a_span_can_hold_it() {
        assert_eq!(code("client_random"), "`client_random`");
        assert_eq!(code("a|b"), r"<code>a\|b</code>");
        assert_eq!(code("`"), r"<code>\`</code>");
        assert_eq!(code(""), "<code></code>");
        assert_eq!(code(" a"), "<code> a</code>");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        let lines = ["a".to_owned(), "b ```` c".to_owned()];
        assert_eq!(fenced(&lines), "`````text\na\nb ```` c\n`````\n");
        assert_eq!(fenced(&lines[..1]), "```text\na\n```\n");
    }
}
