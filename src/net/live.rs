//! A connection that a reader at the terminal steps through.
//!
//! The session runs in a thread of its own. When our own work is next, after we have waited for the
//! peer, it waits for the reader. Then it works until it has to wait for the peer. An open
//! connection goes on by itself.

use super::error::NetError;
use super::link::{Heard, Link};
use super::reply::Part;
use super::report::Report;
use crate::endpoint::Progress;
use crate::trace::feed::{Feed, Request, Status, Update};
use crate::trace::{Outcome, Trace};
use crate::{label, said};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often to look for requests of the reader while waiting for the peer.
const GLANCE: Duration = Duration::from_millis(50);

/// How long to wait for the connection to be closed in order once the reader has left.
const PARTING: Duration = Duration::from_secs(3);

/// The thread that drives a connection for a reader at the terminal.
#[derive(Debug)]
pub struct Driver(JoinHandle<()>);

impl Driver {
    /// Starts it.
    pub(super) fn start(work: impl FnOnce() + Send + 'static) -> Result<Self, NetError> {
        let thread = thread::Builder::new().name("connection".into());
        thread.spawn(work).map(Driver).map_err(NetError::System)
    }

    /// Gives it time to close the connection in order after the feed was dropped. A program that ended at
    /// once would not send close_notify. This takes a moment, and at most three seconds.
    pub fn part(self) {
        let deadline = Instant::now() + PARTING;
        while !self.0.is_finished() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The reader, as a session sees them.
pub(super) struct Reader {
    requests: Receiver<Request>,
    updates: Sender<Update>,
    gone: Cell<bool>,
}

impl Reader {
    pub(super) fn new() -> (Self, Feed) {
        let (wish, requests) = mpsc::channel();
        let (updates, news) = mpsc::channel();
        let reader = Reader {
            requests,
            updates,
            gone: Cell::new(false),
        };
        let feed = Feed {
            requests: wish,
            updates: news,
        };
        (reader, feed)
    }

    pub(super) fn tell(&self, status: Status) {
        self.update(Update::Status(status));
    }

    fn update(&self, update: Update) {
        if self.updates.send(update).is_err() {
            self.gone.set(true);
        }
    }

    /// Whether the feed was dropped. Requests that came while nothing was connected are ignored.
    pub(super) fn has_gone(&self) -> bool {
        while self.wish().is_some() {}
        self.gone.get()
    }

    /// A request, if there is one.
    fn wish(&self) -> Option<Request> {
        match self.requests.try_recv() {
            Ok(request) => Some(request),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                self.gone.set(true);
                None
            }
        }
    }

    /// The next request; `None` when the reader has gone.
    fn wait(&self) -> Option<Request> {
        let request = self.requests.recv().ok();
        self.gone.set(self.gone.get() || request.is_none());
        request
    }
}

/// What a session does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// There is something to do.
    Work,
    /// There is nothing to do until the peer or the reader acts.
    Wait,
    /// The connection has been closed.
    End,
}

/// A session under way.
struct Session<'a> {
    link: Link,
    part: Part,
    reader: &'a Reader,
    /// The reader wants to go on, until we wait for the peer again.
    go: bool,
    /// Steps that the reader has been shown.
    shown: Option<usize>,
    status: Option<Status>,
    /// When the peer was last heard.
    heard: Instant,
}

/// Ends a connection, hands its trace to `ended`, and tells the reader how it ended.
pub(super) fn end(link: Link, reader: &Reader, ended: impl FnOnce(&Trace)) {
    let report = link.finish();
    ended(&report.trace);
    reader.tell(Status::Ended(ending(&report)));
}

/// Runs a connection up to its end.
pub(super) fn session(link: Link, part: Part, reader: &Reader) -> Link {
    let mut session = Session {
        link,
        part,
        reader,
        go: false,
        shown: None,
        status: None,
        heard: Instant::now(),
    };
    session.show();
    session.run();
    session.show();
    session.link
}

fn ending(report: &Report) -> String {
    match report.trace.outcome() {
        Outcome::Failed { reason, .. } => reason.to_string(),
        _ if report.cut_short => label!("net.ended.cut_short").to_owned(),
        _ => label!("net.ended.closed").to_owned(),
    }
}

impl Session<'_> {
    fn run(&mut self) {
        while self.work() == Progress::Waits {
            self.link.flush();
            self.go = false;
            self.show();
            let status = match self.link.is_open() {
                true => Status::Open,
                false => Status::WaitingForPeer,
            };
            if self.status.as_ref() != Some(&status) {
                self.status = Some(status.clone());
                self.reader.tell(status);
            }
            let turn = match self.converse() {
                Turn::Wait => self.listen(),
                turn => turn,
            };
            if turn == Turn::End {
                break;
            }
        }
        self.link.flush();
    }

    /// Works until it has to wait for the peer or the reader. Before the first work of our own it
    /// asks the reader.
    fn work(&mut self) -> Progress {
        loop {
            if self.link.acts_next() && !self.go {
                self.link.flush();
                self.show();
                self.status = Some(Status::Ready);
                self.reader.tell(Status::Ready);
                if !self.ask() {
                    return Progress::Ended;
                }
            }
            match self.link.unit() {
                Progress::Worked => {}
                progress => return progress,
            }
        }
    }

    /// Waits until the reader wants the flight to be sent. False if they closed the connection.
    fn ask(&mut self) -> bool {
        loop {
            match self.reader.wait() {
                Some(Request::Continue) => {
                    self.go = true;
                    self.heard = Instant::now();
                    return true;
                }
                // There is nothing to send it over yet.
                Some(Request::Send(_)) => {}
                Some(Request::Close) | None => {
                    self.leave();
                    return false;
                }
            }
        }
    }

    /// Plays our part in the conversation.
    fn converse(&mut self) -> Turn {
        if !self.link.is_open() {
            return Turn::Wait;
        }
        if let Some(data) = self.part.opening() {
            self.link.send(&data);
            return Turn::Work;
        }
        let data = self.link.take_received();
        if data.is_empty() {
            return Turn::Wait;
        }
        let answer = self.part.answer(data, self.link.trace());
        self.link.send(&answer.data);
        match (answer.close, answer.data.is_empty()) {
            (true, _) => {
                self.link.say_farewell();
                Turn::End
            }
            (false, true) => Turn::Wait,
            (false, false) => Turn::Work,
        }
    }

    /// Waits for the peer or the reader.
    fn listen(&mut self) -> Turn {
        loop {
            while let Some(request) = self.reader.wish() {
                match request {
                    Request::Send(data) if self.link.is_open() => {
                        self.link.send(&data);
                        return Turn::Work;
                    }
                    // Nothing waits for it.
                    Request::Send(_) | Request::Continue => {}
                    Request::Close => {
                        self.leave();
                        return Turn::End;
                    }
                }
            }
            if self.reader.gone.get() || self.link.is_full() {
                self.leave();
                return Turn::End;
            }
            if self.link.read(Instant::now() + GLANCE) == Heard::Something {
                self.heard = Instant::now();
                return Turn::Work;
            }
            let timeouts = self.link.timeouts();
            let open = self.link.is_open();
            let patience = if open {
                timeouts.idle
            } else {
                timeouts.handshake
            };
            if self.heard.elapsed() >= patience {
                match open {
                    true => self.link.say_farewell(),
                    false => self.link.give_up_waiting(patience),
                }
                return Turn::End;
            }
        }
    }

    /// Ends the connection because the reader wants it, or a limit is reached.
    fn leave(&mut self) {
        match self.link.is_open() {
            true => self.link.say_farewell(),
            false => self.link.give_up(said!("net.gave_up.reader")),
        }
    }

    /// Shows the reader what has happened since the last time.
    fn show(&mut self) {
        let steps = self.link.trace().steps().len();
        // when the alert goes out is up to the reader, so that its time tells the peer nothing
        self.link.diagnose();
        if self.shown != Some(steps) {
            self.shown = Some(steps);
            let trace = Arc::new(self.link.trace().clone());
            self.reader.update(Update::Trace(trace));
        }
    }
}
