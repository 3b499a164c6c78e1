//! The output of a command: what it was asked for, and notes beside it.

use super::failure::Failure;
use premaster::wire::display::escaped;
use premaster::{label, said};
use std::io::{self, Write};

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

/// Writes a note to standard error, where it does not mix with the output.
pub(super) fn note(text: &str) {
    // if standard error is closed, no one can be told
    let note = escaped(text.as_bytes());
    let _ = writeln!(io::stderr(), "{}", said!("cli.note", note));
}
