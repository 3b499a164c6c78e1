//! How far a long capture has been read, said on the terminal.

use premaster::said;
use std::io::{self, IsTerminal, Read, Write};
use std::time::{Duration, Instant};

/// What takes less is not worth a word.
const PATIENCE: Duration = Duration::from_millis(700);
/// How often it is said.
const PAUSE: Duration = Duration::from_millis(200);

/// A file that says how far it has been read.
pub struct Progress<R> {
    file: R,
    name: String,
    /// How many bytes it has, if that is known.
    len: Option<u64>,
    read: u64,
    next: Option<Instant>,
    said: bool,
}

impl<R> Progress<R> {
    /// A file of so many bytes, if that is known. Nothing is said if it is to be `quiet`, or where standard error
    /// is no terminal.
    pub fn new(file: R, name: &str, len: Option<u64>, quiet: bool) -> Self {
        let told = io::stderr().is_terminal() && !quiet;
        Progress {
            file,
            name: name.to_owned(),
            len: len.filter(|len| *len > 0),
            read: 0,
            next: told.then(|| Instant::now() + PATIENCE),
            said: false,
        }
    }

    fn say(&mut self) {
        let mebibytes = usize::try_from(self.read >> 20).unwrap_or(usize::MAX);
        let percent = self
            .len
            .map(|len| (self.read * 100 / len).min(100).to_string());
        let said = said!("cli.open.progress", file = &self.name, mebibytes, percent);
        // it is only a help
        let _ = write!(io::stderr(), "\r{said}\x1b[K");
        self.said = true;
    }
}

impl<R: Read> Read for Progress<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.file.read(buffer)?;
        self.read += len as u64;
        let now = Instant::now();
        if self.next.is_some_and(|next| next <= now) {
            self.say();
            self.next = Some(now + PAUSE);
        }
        Ok(len)
    }
}

impl<R> Drop for Progress<R> {
    fn drop(&mut self) {
        if self.said {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
