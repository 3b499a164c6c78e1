//! The output of a command: what it was asked for, and notes beside it.

use super::failure::Failure;
use super::links;
use premaster::text::hyperlink;
use premaster::wire::display::escaped;
use premaster::{label, said};
use std::io::{self, IsTerminal, Write};

/// Writes to standard output. A closed pipe is not an error: its reader has seen enough.
pub(super) fn to_stdout(
    write: impl FnOnce(&mut io::BufWriter<io::StdoutLock<'static>>) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::output(label!("cli.standard_output"), &error))
        }
        _ => Ok(()),
    }
}

/// Writes text for a reader to standard output. In a terminal the references to RFCs in it are hyperlinks.
pub(super) fn text_to_stdout(
    write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut text = Vec::new();
    let written = write(&mut text);
    to_stdout(|out| {
        match std::str::from_utf8(&text) {
            Ok(text) if io::stdout().is_terminal() && links::are_wanted() => {
                out.write_all(hyperlink::linked(text).as_bytes())?;
            }
            _ => out.write_all(&text)?,
        }
        written
    })
}

/// Writes a note to standard error, where it does not mix with the output.
pub(super) fn note(text: &str) {
    // if standard error is closed, no one can be told
    let note = escaped(text.as_bytes());
    let _ = writeln!(io::stderr(), "{}", said!("cli.note", note));
}
