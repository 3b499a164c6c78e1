//! The form of what goes over the sockets: lines, and the first of them, which says whose they are.

use premaster::said;
use premaster::text::{Said, escaped};
use std::io::{self, BufRead, Read};

/// The version of the form. It changes when a line means something else than before.
const FORM: u32 = 1;
/// The version of the program. Both ends make the same runs and questions, so they have to be the same.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");
/// The first word of the first line.
const NAME: &str = "premaster";

/// What the first line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greeting {
    /// What is shown follows.
    Welcome,
    /// So many listen that there is no room for one more.
    Full,
}

/// The first line: the program, its version, the form, and whether there is room.
pub(super) fn greeting(greeting: Greeting) -> String {
    let word = match greeting {
        Greeting::Welcome => "welcome",
        Greeting::Full => "full",
    };
    format!("{NAME} {PROGRAM} {FORM} {word}\n")
}

/// Reads the first line.
///
/// # Errors
/// It comes from another version, or from something else; or there is no room.
pub(super) fn greeted(line: &str) -> Result<(), Said> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [NAME, program, form, word] = words[..] else {
        return Err(said!("cli.classroom.no_class_there"));
    };
    if (program, form) != (PROGRAM, FORM.to_string().as_str()) {
        let theirs = escaped(program.as_bytes());
        return Err(said!("cli.classroom.other_version", theirs, ours = PROGRAM));
    }
    match word {
        "welcome" => Ok(()),
        _ => Err(said!("cli.classroom.full")),
    }
}

/// The next line without its end; `None` at the end of all.
///
/// # Errors
/// It is longer than that, ends too early or is no text; or it cannot be read.
pub(super) fn line(from: &mut impl BufRead, most: usize) -> io::Result<Option<String>> {
    let mut line = String::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    if from.by_ref().take(most).read_line(&mut line)? == 0 {
        return Ok(None);
    }
    match line.pop() {
        Some('\n') => Ok(Some(line)),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_versions_apart() {
        assert_eq!(greeted(greeting(Greeting::Welcome).trim_end()), Ok(()));
        for (line, expected) in [
            (greeting(Greeting::Full), "room"),
            (format!("premaster 9.9.9 {FORM} welcome"), "9.9.9"),
            (format!("premaster {PROGRAM} 99 welcome"), PROGRAM),
            ("{\"name\":\"classic\"}".to_owned(), "Nothing"),
            (String::new(), "Nothing"),
            ("premaster \u{1b}[2J 1 welcome".to_owned(), "\\u{1b}"),
        ] {
            let said = greeted(&line).unwrap_err().to_string();
            assert!(said.contains(expected), "{line:?}: {said}");
            assert!(!said.contains('\u{1b}'), "{said:?}");
        }
    }

    #[test]
    fn a_line_is_read_whole_or_not_at_all() {
        let read = |text: &[u8]| line(&mut &text[..], 8);
        assert_eq!(read(b"one\ntwo\n").unwrap().as_deref(), Some("one"));
        assert_eq!(read(b"").unwrap(), None);
        for wrong in [&b"no end"[..], b"much too long\n", b"\xff\xfe\n"] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
