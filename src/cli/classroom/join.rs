//! The other end of the socket: what is shown, in order.

use super::line;
use premaster::tui::Shared;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// Connects. What is shown comes until the presentation ends; a line that cannot be read ends it too.
pub(super) fn join(path: &Path) -> io::Result<Receiver<Shared>> {
    let stream = UnixStream::connect(path)?;
    let (sender, shared) = mpsc::channel();
    thread::spawn(move || listen(stream, &sender));
    Ok(shared)
}

fn listen(stream: UnixStream, sender: &Sender<Shared>) {
    let mut stream = BufReader::new(stream);
    loop {
        let mut text = String::new();
        let most = u64::try_from(line::LONGEST).unwrap_or(u64::MAX);
        match stream.by_ref().take(most).read_line(&mut text) {
            Ok(read) if read > 0 && text.ends_with('\n') => {}
            _ => return,
        }
        let Ok(shared) = line::read(&text) else {
            return;
        };
        if sender.send(shared).is_err() {
            return;
        }
    }
}
