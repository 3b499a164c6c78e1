//! References to RFCs in a text, such as `RFC 5246 §7.4.1.2`, and where each is found on the web.

use std::ops::Range;

/// A reference to an RFC in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The bytes of the text that it consists of.
    pub range: Range<usize>,
    /// Where it is found on the web.
    pub address: String,
}

/// The references in a text, in order. A line may end within one, and what was cut off at its end is left out. In
/// `RFC 5280 §4, §5` there are two: each section is one of its own.
pub fn references(text: &str) -> Vec<Reference> {
    const MARK: &str = "RFC";
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(MARK).map(|next| at + next) {
        at = start + MARK.len();
        let within_word = text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let mut reader = Reader { text, at };
        let number = reader.blank().and_then(|()| reader.number());
        let Some(number) = number.filter(|_| !within_word && !reader.is_cut()) else {
            continue;
        };
        at = reader.at;
        let mut start = start;
        let mut end = at;
        let mut fragment = String::new();
        while let Some(section) = reader.section() {
            if !fragment.is_empty() {
                found.push(reference(start..end, number, &fragment));
                start = section.start;
            }
            (fragment, end) = (section.fragment, reader.at);
            at = end;
            reader.comma();
        }
        found.push(reference(start..end, number, &fragment));
    }
    found
}

/// The text with a link to the web in the place of each reference. `link` makes it of the address and of the words,
/// and `other` what stands between.
pub fn linked(
    text: &str,
    link: impl Fn(&str, &str) -> String,
    other: impl Fn(&str) -> String,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for Reference { range, address } in references(text) {
        out += &other(&text[done..range.start]);
        out += &link(&address, &text[range.clone()]);
        done = range.end;
    }
    out + &other(&text[done..])
}

fn reference(range: Range<usize>, number: &str, fragment: &str) -> Reference {
    let address = format!("https://www.rfc-editor.org/rfc/rfc{number}{fragment}");
    Reference { range, address }
}

/// A section: where it begins in the text, and the part of the address that leads to it.
struct Section {
    start: usize,
    fragment: String,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// As many characters as are of this kind.
    fn run(&mut self, is: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !is(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.rest().strip_prefix(word)?;
        self.at += word.len();
        Some(())
    }

    /// White space: a line may end in it.
    fn blank(&mut self) -> Option<()> {
        (!self.run(char::is_whitespace).is_empty()).then_some(())
    }

    /// The number of an RFC, which has at most five digits.
    fn number(&mut self) -> Option<&'t str> {
        let digits = self.run(|c| c.is_ascii_digit());
        (1..=5).contains(&digits.len()).then_some(digits)
    }

    /// Whether what was read last goes on where the text was cut.
    fn is_cut(&self) -> bool {
        ["…", ".."].iter().any(|mark| self.rest().starts_with(mark))
    }

    fn comma(&mut self) {
        let before = self.at;
        let joined = self.word(",").or_else(|| {
            self.blank()?;
            self.word("and")
        });
        if joined.is_none() {
            self.at = before;
        }
    }

    /// `§7.4.1.2`, `section 7.4.1.2` or `appendix F.1.1`, after a blank and perhaps a comma. The reader stays where it is
    /// if there is none.
    fn section(&mut self) -> Option<Section> {
        let before = self.at;
        let found = self.try_section();
        if found.is_none() {
            self.at = before;
        }
        found
    }

    fn try_section(&mut self) -> Option<Section> {
        let _ = self.word(",");
        self.blank()?;
        let start = self.at;
        let is_section = self.word("§").or_else(|| {
            self.word("section")?;
            self.blank()
        });
        let (kind, first) = match is_section {
            Some(()) => ("section", self.run(|c| c.is_ascii_digit())),
            None => {
                self.word("appendix").or_else(|| self.word("Appendix"))?;
                self.blank()?;
                ("appendix", self.run(|c| c.is_ascii_uppercase()))
            }
        };
        if first.is_empty() || (kind == "appendix" && first.len() > 1) {
            return None;
        }
        let mut fragment = format!("#{kind}-{first}");
        // a full stop at the end of a sentence is no part of it
        while let Some(next) = self.rest().strip_prefix('.')
            && next.starts_with(|c: char| c.is_ascii_digit())
        {
            self.at += 1;
            fragment.push('.');
            fragment += self.run(|c| c.is_ascii_digit());
        }
        let whole = !self.is_cut() && !self.rest().starts_with(char::is_alphanumeric);
        whole.then_some(Section { start, fragment })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The references of a text, each with what follows the host in its address.
    fn found(text: &str) -> Vec<(&str, String)> {
        let short = |one: Reference| {
            let path = one.address.strip_prefix("https://www.rfc-editor.org/rfc/");
            (&text[one.range], path.unwrap_or_default().to_owned())
        };
        references(text).into_iter().map(short).collect()
    }

    #[test]
    fn a_reference_leads_to_its_section() {
        for (text, words, path) in [
            ("RFC 5246", "RFC 5246", "rfc5246"),
            (
                "(RFC 5246 §7.4.1.2).",
                "RFC 5246 §7.4.1.2",
                "rfc5246#section-7.4.1.2",
            ),
            (
                "see RFC 5246 §7.1. And",
                "RFC 5246 §7.1",
                "rfc5246#section-7.1",
            ),
            (
                "RFC 9525 section 6",
                "RFC 9525 section 6",
                "rfc9525#section-6",
            ),
            (
                "RFC 5280 section 6.1.4 (n)",
                "RFC 5280 section 6.1.4",
                "rfc5280#section-6.1.4",
            ),
            (
                "RFC 5246 appendix F.1.1",
                "RFC 5246 appendix F.1.1",
                "rfc5246#appendix-F.1.1",
            ),
            (
                "RFC 8446, appendix D",
                "RFC 8446, appendix D",
                "rfc8446#appendix-D",
            ),
            ("RFC 10015 (2026)", "RFC 10015", "rfc10015"),
            (
                "in RFC\n    5246\n  §7.2",
                "RFC\n    5246\n  §7.2",
                "rfc5246#section-7.2",
            ),
            ("RFC 5246 §7.4…", "RFC 5246", "rfc5246"),
            ("RFC 5246 section 7.4..", "RFC 5246", "rfc5246"),
            ("RFC 5246 section headings", "RFC 5246", "rfc5246"),
        ] {
            assert_eq!(found(text), [(words, path.to_owned())], "{text:?}");
        }
    }

    #[test]
    fn several_sections_are_several_references() {
        assert_eq!(
            found("RFC 5280 §4, §5 and §6.1, RFC 6960, RFC 6066 §8"),
            [
                ("RFC 5280 §4", "rfc5280#section-4".to_owned()),
                ("§5", "rfc5280#section-5".to_owned()),
                ("§6.1", "rfc5280#section-6.1".to_owned()),
                ("RFC 6960", "rfc6960".to_owned()),
                ("RFC 6066 §8", "rfc6066#section-8".to_owned()),
            ]
        );
    }

    #[test]
    fn what_is_no_reference_stays_text() {
        for text in [
            "",
            "RFC",
            "RFC5246",
            "RFCs 1",
            "XRFC 1",
            "RFC 123456",
            "RFC 52…",
            "RFC x",
        ] {
            assert_eq!(found(text), [], "{text:?}");
        }
    }

    #[test]
    fn links_leave_the_words_as_they_are() {
        let text = "a RFC 5246 §1, §2 & b";
        let linked = linked(
            text,
            |to, words| format!("[{words}]({to})"),
            |other| other.replace('&', "+"),
        );
        assert_eq!(
            linked,
            "a [RFC 5246 §1](https://www.rfc-editor.org/rfc/rfc5246#section-1), \
             [§2](https://www.rfc-editor.org/rfc/rfc5246#section-2) + b"
        );
    }
}
