//! The format of all texts in `assets/en/`: plain text with three marks.
//!
//! ```text
//! {name}  {name:argument}   a placeholder
//! *words*                   a term that is introduced
//! [words {name} words]      left out whole where a placeholder in it cannot be filled
//! {{  }}  [[  ]]  **        the mark itself
//! ```
//!
//! Optional passages do not hold others.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words as they are.
    Text(&'a str),
    /// A term that is introduced here.
    Strong(&'a str),
    /// What stands in braces.
    Placeholder(&'a str),
    /// A passage that may be left out.
    Optional(Vec<Piece<'a>>),
}

/// A text that is not in the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A mark that is opened and not closed.
    #[error("{}", crate::said!("text.template.unclosed", mark = *expected, at = *at))]
    Unclosed {
        /// What should have come.
        expected: char,
        /// Where the mark was opened.
        at: usize,
    },
    /// A mark that is closed and was not opened.
    #[error("{}", crate::said!("text.template.unopened", mark = *got, at = *at))]
    Unopened {
        /// The mark.
        got: char,
        /// Where.
        at: usize,
    },
}

/// Takes a text apart.
///
/// # Errors
/// A mark that is not closed or not opened.
pub fn parse(text: &str) -> Result<Vec<Piece<'_>>, TemplateError> {
    parse_from(text, 0)
}

/// The placeholders of a text, without their braces, in order, those in optional passages too.
///
/// # Errors
/// As [`parse`].
pub fn placeholders(text: &str) -> Result<Vec<&str>, TemplateError> {
    fn collect<'a>(pieces: &[Piece<'a>], out: &mut Vec<&'a str>) {
        for piece in pieces {
            match piece {
                Piece::Placeholder(name) => out.push(name),
                Piece::Optional(pieces) => collect(pieces, out),
                Piece::Text(_) | Piece::Strong(_) => {}
            }
        }
    }
    let mut out = Vec::new();
    collect(&parse(text)?, &mut out);
    Ok(out)
}

/// `offset` is where `text` begins in the whole, for the errors.
fn parse_from(text: &str, offset: usize) -> Result<Vec<Piece<'_>>, TemplateError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '[', ']', '*']) {
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        let here = offset + (text.len() - rest.len()) + at;
        let mark = rest.as_bytes()[at];
        // every mark is one byte
        let inside = &rest[at + 1..];
        if inside.as_bytes().first() == Some(&mark) {
            pieces.push(Piece::Text(&inside[..1]));
            rest = &inside[1..];
            continue;
        }
        let until = |close: char| {
            inside.find(close).ok_or(TemplateError::Unclosed {
                expected: close,
                at: here,
            })
        };
        let end = match mark {
            b'{' => {
                let end = until('}')?;
                pieces.push(Piece::Placeholder(&inside[..end]));
                end
            }
            b'*' => {
                let end = until('*')?;
                pieces.push(Piece::Strong(&inside[..end]));
                end
            }
            b'[' => {
                let end = until(']')?;
                pieces.push(Piece::Optional(parse_from(&inside[..end], here + 1)?));
                end
            }
            got => {
                return Err(TemplateError::Unopened {
                    got: char::from(got),
                    at: here,
                });
            }
        };
        rest = &inside[end + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_is_not_closed_or_not_opened_is_an_error() {
        let unclosed = |expected, at| Err(TemplateError::Unclosed { expected, at });
        let unopened = |got, at| Err(TemplateError::Unopened { got, at });
        assert_eq!(placeholders("a {b"), unclosed('}', 2));
        assert_eq!(placeholders("a *b"), unclosed('*', 2));
        assert_eq!(placeholders("a [b {c}"), unclosed(']', 2));
        assert_eq!(placeholders("ab [c *d] e"), unclosed('*', 6));
        assert_eq!(placeholders("a b}"), unopened('}', 3));
        assert_eq!(placeholders("a ] b"), unopened(']', 2));
        assert_eq!(placeholders("{a} [*b* {c:d}]"), Ok(vec!["a", "c:d"]));
    }

    #[test]
    fn a_doubled_mark_is_the_mark() {
        let pieces = parse("**.a [[b]] {{c}}");
        let text: Vec<&str> = pieces
            .iter()
            .flatten()
            .map(|piece| match piece {
                Piece::Text(text) => *text,
                _ => "!",
            })
            .collect();
        assert_eq!(text.concat(), "*.a [b] {c}");
    }
}
