//! What HTML and SVG have in common: escaping, and the colours.

use crate::explain::palette::{DARK, LIGHT, Palette};
use crate::text::rfc;
use std::fmt::Write as _;

/// Text as content or as a quoted attribute. What XML does not allow at all (§2.2), or what would reorder
/// the text around it, is replaced.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if crate::text::is_unsafe(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {
                out.push('\u{FFFD}');
            }
            c => out.push(c),
        }
    }
    out
}

/// Text as content, in which each reference to an RFC is a link.
pub(super) fn linked(text: &str) -> String {
    let link =
        |to: &str, words: &str| format!("<a href=\"{}\">{}</a>", escaped(to), escaped(words));
    rfc::linked(text, link, escaped)
}

/// The colours as variables of CSS, dark or light as the reader has it, and light on paper.
pub(super) fn colours() -> String {
    let (dark, light) = (variables(&DARK), variables(&LIGHT));
    let media = "@media (prefers-color-scheme:light),print";
    format!(":root{{color-scheme:dark light;{dark}}}\n{media}{{:root{{{light}}}}}\n")
}

fn variables(palette: &Palette) -> String {
    let named = [
        ("screen", palette.screen),
        ("band", palette.band),
        ("fresh", palette.fresh),
        ("select", palette.select),
        ("differs", palette.differs),
        ("text", palette.text),
        ("title", palette.title),
        ("muted", palette.muted),
        ("line", palette.line),
        ("good", palette.good),
        ("bad", palette.bad),
        ("sealed", palette.sealed),
        ("around", palette.layers[0]),
    ];
    let mut out = String::new();
    for (name, rgb) in named {
        let _ = write!(out, "--{name}:#{rgb:06x};");
    }
    for (hue, rgb) in palette.hues.iter().enumerate() {
        let _ = write!(out, "--h{hue}:#{rgb:06x};");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        let escaped = escaped("<a href=\"x\">'&'\u{1b}\u{202e}</a>");
        let expected = "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;\u{FFFD}\u{FFFD}&lt;/a&gt;";
        assert_eq!(escaped, expected);
    }
}
