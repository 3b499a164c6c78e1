//! One endpoint of ours on one TCP connection, and its trace.

use super::Timeouts;
use super::place::Presence;
use super::report::Report;
use super::sample::Sample;
use crate::endpoint::{Endpoint, Identity, Progress, Session};
use crate::protocol::{Act, Check, CheckName, Event, Failure, Topic};
use crate::said;
use crate::text::{Said, count};
use crate::trace::journal::Entry;
use crate::trace::{Findings, Recorder, Run, Trace};
use crate::wire::ContentType;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Maximum number of bytes that are accepted from a peer before the connection is closed.
pub const MAX_INPUT: usize = 1 << 20;

/// Maximum number of steps that are recorded before the connection is closed.
pub const MAX_STEPS: usize = 2048;

/// Bytes that are read at once.
const READ_LEN: usize = 16 * 1024;

/// How long to wait for the peer's close_notify after ours, and for its end after that.
const FAREWELL: Duration = Duration::from_secs(1);

/// What is recorded of a run. It goes on from one connection of the run to the next.
pub(super) struct Recording {
    recorder: Recorder,
    /// Bytes of application data that were sent.
    sent: usize,
    /// Bytes of application data that were received.
    received: usize,
}

impl Recording {
    /// Of a run that has not begun.
    pub(super) fn new(run: Run) -> Self {
        Recording {
            recorder: Recorder::new(run),
            sent: 0,
            received: 0,
        }
    }
}

/// An endpoint on a connection.
pub(super) struct Link {
    endpoint: Box<dyn Endpoint + Send>,
    stream: TcpStream,
    recording: Recording,
    /// How many acts are recorded: each is a step.
    recorded: usize,
    timeouts: Timeouts,
    acts: Vec<Act>,
    taken: usize,
    /// The peer accepts no more bytes.
    deaf: bool,
    /// Given up for a reason outside the protocol, which is in the trace.
    given_up: bool,
    /// A limit is reached; no more is read.
    full: bool,
    /// The peer took too long.
    timed_out: bool,
    /// The peer has reset the connection.
    reset: bool,
    /// Our close_notify is sent or queued.
    closing: bool,
    established: bool,
    /// The certificate chain of the client in the session, once the handshake is complete.
    client_chain: Vec<Vec<u8>>,
    /// Which acts are recorded; all of them if there is a reader.
    sample: Option<Sample>,
    /// The connection as the others of a server see it.
    presence: Option<Arc<Presence>>,
}

/// The result of waiting for the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Bytes, or the end of them: there is work.
    Something,
    /// Nothing by the deadline.
    Nothing,
}

/// Sets up a connected stream for a [`Link`].
///
/// # Errors
/// Those of the system.
pub(super) fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    // Flights go out whole; waiting for more to send would only delay them.
    stream.set_nodelay(true)
}

impl Link {
    /// An endpoint on a connected stream, which is [prepared](prepare).
    pub(super) fn new(
        endpoint: Box<dyn Endpoint + Send>,
        stream: TcpStream,
        recording: Recording,
        timeouts: Timeouts,
    ) -> Self {
        Link {
            endpoint,
            stream,
            recording,
            recorded: 0,
            timeouts,
            acts: Vec::new(),
            taken: 0,
            deaf: false,
            given_up: false,
            full: false,
            reset: false,
            closing: false,
            timed_out: false,
            established: false,
            client_chain: Vec::new(),
            sample: None,
            presence: None,
        }
    }

    /// The key pair of our side, which is there before the connection.
    pub(super) fn bringing(mut self, identity: &Identity) -> Self {
        let side = self.endpoint.side();
        self.recording.recorder.record(Entry::Brings {
            side,
            key_pair: identity.key_pair(side),
        });
        self
    }

    /// No one steps through this connection: of its data only the beginning is recorded, unless all is
    /// wanted. The others of the server see it.
    pub(super) fn unattended(mut self, presence: Arc<Presence>, records_all: bool) -> Self {
        self.sample = (!records_all).then(Sample::default);
        self.presence = Some(presence);
        self
    }

    /// Whether this connection has to make room for another.
    fn is_leaving(&self) -> bool {
        self.presence
            .as_ref()
            .is_some_and(|presence| presence.is_leaving())
    }

    /// What has been recorded so far, for a reader or for a page that shows it.
    pub(super) fn trace(&self) -> &Trace {
        self.recording.recorder.trace()
    }

    pub(super) fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    pub(super) fn is_open(&self) -> bool {
        self.endpoint.is_open()
    }

    /// Whether our own work is next in the handshake.
    pub(super) fn acts_next(&self) -> bool {
        self.endpoint.acts_next()
    }

    pub(super) fn send(&mut self, data: &[u8]) {
        self.endpoint.send(data);
    }

    /// Queues close_notify, after all queued data.
    pub(super) fn close(&mut self) {
        self.closing = true;
        self.endpoint.close();
    }

    /// The application data that came and was not taken yet.
    pub(super) fn take_received(&mut self) -> Vec<u8> {
        let data = self.endpoint.take_received();
        self.recording.received += data.len();
        data
    }

    /// Whether a limit is reached, after which no more is read.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// Does one unit of work and records it.
    pub(super) fn unit(&mut self) -> Progress {
        if self.given_up {
            return Progress::Ended;
        }
        let progress = self.endpoint.work(&mut self.acts);
        for act in self.acts.drain(..) {
            for event in &act.events {
                if let Event::Sent(transfer) = event
                    && transfer.content_type == ContentType::ApplicationData
                {
                    self.recording.sent += transfer.content.len();
                }
                if *event == Event::Established {
                    self.established = true;
                    let session = self.endpoint.session();
                    self.client_chain =
                        session.map_or_else(Vec::new, |session| session.client_chain);
                }
            }
            let chosen = match &mut self.sample {
                Some(sample) => sample.choose(act),
                None => vec![act],
            };
            self.recorded += chosen.len();
            let recorder = &mut self.recording.recorder;
            chosen.into_iter().for_each(|act| recorder.record(act));
        }
        if self.recorded >= MAX_STEPS {
            self.fill(count(MAX_STEPS as u64, "step"));
        }
        if progress == Progress::Waits && self.reset {
            self.give_up_after_reset();
            return Progress::Ended;
        }
        progress
    }

    /// Works until there is nothing to do, and sends the output.
    pub(super) fn settle(&mut self) -> Progress {
        loop {
            match self.unit() {
                Progress::Worked => {}
                progress => {
                    self.flush();
                    return progress;
                }
            }
        }
    }

    /// Sends what the endpoint has for the peer.
    pub(super) fn flush(&mut self) {
        let output = self.endpoint.take_output();
        if output.is_empty() || self.deaf {
            return;
        }
        if let Err(error) = self.write(&output) {
            self.deaf = true;
            // A peer that has gone may have said why, and that is still to be read.
            if is_timeout(&error) {
                let waited = self.timeouts.write;
                self.give_up(said!(
                    "net.gave_up.write",
                    peer = self.endpoint.side().peer().name(),
                    bytes = output.len(),
                    waited = format!("{waited:?}"),
                ));
            }
        }
    }

    /// Writes all of it. The time limit is for the whole: a peer that takes a byte now and then
    /// does not prolong it.
    fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        let deadline = Instant::now() + self.timeouts.write;
        while !bytes.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.stream.set_write_timeout(Some(left))?;
            match self.stream.write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => bytes = &bytes[n..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Waits for bytes of the peer until `deadline` and feeds them to the endpoint.
    pub(super) fn read(&mut self, deadline: Instant) -> Heard {
        if self.full {
            return Heard::Nothing;
        }
        let mut buffer = [0; READ_LEN];
        match read_until(&mut self.stream, &mut buffer, deadline) {
            _ if self.is_leaving() => return Heard::Nothing,
            Ok(0) => self.endpoint.end_of_input(),
            Ok(n) => {
                if let Some(presence) = &self.presence {
                    presence.hear();
                }
                self.endpoint.feed(&buffer[..n]);
                self.taken += n;
                if self.taken >= MAX_INPUT {
                    self.fill(count(MAX_INPUT as u64, "byte"));
                }
            }
            Err(error) if is_timeout(&error) => return Heard::Nothing,
            // After our close_notify the peer's answer is not required, and so neither is an orderly
            // end (RFC 5246 §7.2.1).
            Err(_) if self.closing => self.endpoint.end_of_input(),
            // What came before it is still to be read; it may say why.
            Err(_) => self.reset = true,
        }
        Heard::Something
    }

    /// A limit is reached, and no more is read: an open connection is closed in order, a handshake
    /// is given up.
    fn fill(&mut self, limit: String) {
        if std::mem::replace(&mut self.full, true) {
            return;
        }
        match self.established {
            true => {
                self.endpoint.stop_reading();
                self.close();
            }
            false => self.give_up(said!("net.gave_up.limit", limit)),
        }
    }

    /// Ends the connection for a reason outside the protocol, such as time.
    pub(super) fn give_up(&mut self, reason: Said) {
        self.give_up_at(CheckName::Patience, reason);
    }

    /// The same, and says which check failed.
    fn give_up_at(&mut self, check: CheckName, reason: Said) {
        if std::mem::replace(&mut self.given_up, true) {
            return;
        }
        let failure = Failure {
            alert: None,
            reason: reason.clone(),
        };
        self.recording.recorder.record(Act {
            side: self.endpoint.side(),
            topic: Topic::TransportClosed,
            events: vec![
                Event::Checked(Check::new(check, false, reason)),
                Event::Failed(failure),
                Event::Closed,
            ],
            state: self.endpoint.state(),
        });
    }

    /// Gives up a handshake in which the peer took too long, or longer than any other client.
    pub(super) fn give_up_waiting(&mut self, waited: Duration) {
        if let Some(presence) = self.presence.as_ref().filter(|_| self.is_leaving()) {
            let silence = presence.silence().as_secs();
            return self.give_up(said!("net.gave_up.made_room", silence));
        }
        self.timed_out = true;
        let (side, state) = (self.endpoint.side(), self.endpoint.state());
        let (side, waited) = (side.name(), format!("{waited:?}"));
        self.give_up(said!(
            "net.gave_up.waiting",
            side,
            state = state.words(),
            waited
        ));
    }

    /// Gives up because the peer has reset the connection.
    fn give_up_after_reset(&mut self) {
        let (side, state) = (self.endpoint.side(), self.endpoint.state());
        let (side, peer) = (side.name(), side.peer().name());
        self.give_up_at(
            CheckName::Reset,
            match self.endpoint.is_open() {
                true => said!("net.gave_up.reset_open", peer),
                false => said!("net.gave_up.reset", peer, side, state = state.words()),
            },
        );
    }

    /// Makes the handshake, as far as possible. True if the connection is open.
    pub(super) fn handshake(&mut self, deadline: Instant) -> bool {
        loop {
            if self.settle() == Progress::Ended {
                return false;
            }
            if self.is_open() {
                return true;
            }
            if self.read(deadline) == Heard::Nothing {
                self.give_up_waiting(self.timeouts.handshake);
                return false;
            }
        }
    }

    /// Closes an open connection: close_notify, and a moment for the peer's. That it comes is not
    /// required (RFC 5246 §7.2.1).
    pub(super) fn say_farewell(&mut self) {
        self.close();
        let deadline = Instant::now() + FAREWELL;
        while self.settle() != Progress::Ended && self.read(deadline) == Heard::Something {}
    }

    /// Finds out what the peer has probably done wrong, if our side has refused what it sent. All output
    /// must have been sent before: how long this takes must tell the peer nothing.
    pub(super) fn diagnose(&mut self) {
        self.recording.recorder.diagnose();
    }

    /// Ends the connection. The peer gets the end of our bytes and a moment to read them: closing
    /// with unread bytes would reset the connection, and an alert on its way would be lost.
    pub(super) fn finish(mut self) -> Report {
        self.hang_up();
        Report {
            trace: self.recording.recorder.finish(Findings::default()),
            established: self.established,
            client_chain: self.client_chain,
            sent: self.recording.sent,
            received: self.recording.received,
            cut_short: self.full,
            timed_out: self.timed_out,
            left_out: self.sample.as_ref().map_or(0, Sample::left_out),
            made_room: self.presence.is_some_and(|presence| presence.is_leaving()),
            not_again: None,
        }
    }

    /// What can be resumed of the connection: nothing if it failed.
    pub(super) fn session(&self) -> Option<Session> {
        self.endpoint.session().filter(|_| !self.given_up)
    }

    /// Ends the connection, and hands on the recording for the next.
    pub(super) fn hand_over(mut self) -> Recording {
        self.hang_up();
        let observed = self.trace().run().kind.observed();
        let mut recording = self.recording;
        recording.recorder.record(Entry::Connection { observed });
        recording
    }

    fn hang_up(&mut self) {
        self.flush();
        if self.stream.shutdown(Shutdown::Write).is_ok() && !self.deaf {
            let deadline = Instant::now() + FAREWELL;
            let mut left = MAX_INPUT;
            let mut buffer = [0; READ_LEN];
            while let Ok(n @ 1..) = read_until(&mut self.stream, &mut buffer, deadline) {
                left = left.saturating_sub(n);
                if left == 0 {
                    break;
                }
            }
        }
    }
}

/// Reads once. An error of the kind that [`is_timeout`] knows when nothing came by the deadline.
fn read_until(stream: &mut TcpStream, buffer: &mut [u8], deadline: Instant) -> io::Result<usize> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Which of the two it is depends on the system.
fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}
