//! A capture that still grows, on the screen: what has been read so far is shown, and more as it comes.

use super::load;
use premaster::capture::{Connection, FileError, Keep, Other, Setup, Visitor, read};
use premaster::trace::feed::{Feed, Status, Update};
use premaster::trace::{Findings, Recorder, Trace};
use std::io::{self, Read};
use std::net::SocketAddr;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How often a file is asked for more, and how often the screen is told.
const PAUSE: Duration = Duration::from_millis(200);

/// What of a capture is followed.
pub struct Followed {
    /// Its name.
    pub name: String,
    /// What it is called on the screen.
    pub title: String,
    /// The number of the connection, from 1; the first that counts, if none is named.
    pub number: Option<usize>,
    /// The port that the connection has, if only such are counted.
    pub port: Option<u16>,
}

/// Reads a capture in a thread of its own, and tells the screen.
pub fn follow(file: impl Read + Send + 'static, setup: Setup, followed: Followed) -> Feed {
    let (requests, _) = mpsc::channel();
    let (news, updates) = mpsc::channel();
    let seen = Arc::new(Mutex::new(Seen::default()));
    let _ = news.send(Update::Status(Status::Recorded(followed.title.clone())));
    let (told, telling) = (news.clone(), seen.clone());
    thread::spawn(move || {
        while tell(&telling, &told) {
            thread::sleep(PAUSE);
        }
    });
    thread::spawn(move || {
        let port = followed.port;
        let mut watching = Watching { followed, seen };
        let ended = read(file, setup, port, &mut watching);
        watching.end(ended, &news);
    });
    Feed { requests, updates }
}

/// The connection as far as it has been read.
#[derive(Default)]
struct Seen {
    recorder: Option<Recorder>,
    /// Whether something has been recorded that the screen does not know.
    changed: bool,
    over: bool,
}

/// Tells the screen what it does not know. False once there is nothing more to tell.
fn tell(seen: &Mutex<Seen>, news: &Sender<Update>) -> bool {
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    if !std::mem::take(&mut seen.changed) {
        return !seen.over;
    }
    let trace: Option<Trace> = seen.recorder.as_ref().map(|it| it.trace().clone());
    trace.is_none_or(|trace| news.send(Update::Trace(Arc::new(trace))).is_ok())
}

struct Watching {
    followed: Followed,
    seen: Arc<Mutex<Seen>>,
}

impl Watching {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The capture is over.
    fn end(self, ended: Result<(), FileError>, news: &Sender<Update>) {
        let mut seen = self.seen();
        seen.over = true;
        if let Some(recorder) = seen.recorder.take() {
            let trace = recorder.finish(Findings::default());
            // the screen may be gone
            let _ = news.send(Update::Trace(Arc::new(trace)));
        }
        if let Err(error) = ended {
            let _ = news.send(Update::Status(Status::Ended(error.to_string())));
        }
    }
}

impl Visitor for Watching {
    fn begins(&mut self, number: usize, _: SocketAddr, _: SocketAddr) -> Keep {
        let wanted = *self.followed.number.get_or_insert(number);
        match number == wanted {
            true => Keep::Entries,
            false => Keep::Summary,
        }
    }

    fn goes_on(&mut self, connection: &mut Connection) {
        let name = self.followed.name.clone();
        let mut seen = self.seen();
        let begin = || Recorder::new(load::run(&name, connection));
        let recorder = seen.recorder.get_or_insert_with(begin);
        let entries = connection.observer.take_entries();
        let changed = !entries.is_empty();
        for entry in entries {
            recorder.record(entry);
        }
        seen.changed |= changed;
    }

    fn other(&mut self, _: SocketAddr, _: SocketAddr, _: Other) {}

    fn ends(&mut self, mut connection: Connection) {
        if connection.observer.keeps_entries() {
            self.goes_on(&mut connection);
        }
    }
}

/// A file that may still grow: at its end it is asked again.
pub struct Growing<R>(pub R);

impl<R: Read> Read for Growing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(buffer) {
                Ok(0) if !buffer.is_empty() => thread::sleep(PAUSE),
                read => return read,
            }
        }
    }
}
