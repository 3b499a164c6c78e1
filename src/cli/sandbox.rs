//! `--sandbox`: a program that can be given to strangers. It writes no file, offers no socket, talks to no host, and
//! reads only the files that its command line names.

use premaster::label;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether it is closed: it is, once and for all, before anything else is done.
static CLOSED: AtomicBool = AtomicBool::new(false);

/// Closes the sandbox.
pub(super) fn close() {
    CLOSED.store(true, Ordering::SeqCst);
}

/// Whether the program is in a sandbox.
pub(super) fn is_closed() -> bool {
    CLOSED.load(Ordering::SeqCst)
}

/// Refuses to write in a sandbox.
///
/// # Errors
/// There is one.
pub(super) fn may_write() -> io::Result<()> {
    match is_closed() {
        true => Err(io::Error::other(label!("cli.sandbox.no_file"))),
        false => Ok(()),
    }
}
