//! The observer of a connection between two peers: it reads both streams of bytes, and reports what it sees
//! and what it computes in the place of the two sides.
//!
//! ```text
//!   bytes of the client ──► RecordReader ──┐                        ┌──► entries for the recorder
//!   bytes of the server ──► RecordReader ──┴──► messages, in order ─┤
//!                                               secrets of a reader └──► what can be said in a line
//! ```
//!
//! It is no judge of manners. An endpoint ends a connection at the first fault; an observer says what is wrong
//! and reads on as long as it can tell where records begin.
//!
//! Left out on purpose: a second handshake within a connection, whose records stay sealed.

mod agreement;
mod cause;
mod keys;
mod messages;
mod outcome;
mod sessions;
mod setup;

pub use agreement::Chosen;
pub use keys::WhySealed;
pub use outcome::{Ending, Summary};
pub use sessions::Sessions;
pub use setup::{Anchors, Setup};

use super::find::begins_with_records;
use crate::crypto::rsa::PublicKey;
use crate::pki::Certificate;
use crate::pki::time::UnixTime;
use crate::protocol::{Event, MessageName, Side, Topic};
use crate::record::{Agreed, Keys, RecordReader, SignedShare, Transcript};
use crate::trace::journal::{Entry, Observation};
use crate::wire::handshake::CertificateRequest;
use agreement::{Offer, sealing};
use cause::Verdict;
use sessions::Named;
use std::sync::Arc;

/// The observer of one connection.
#[derive(Debug)]
pub struct Observer {
    setup: Arc<Setup>,
    /// The sessions of the capture, and the number of this connection in it.
    among: Option<(Arc<Sessions>, usize)>,
    /// What names the session on the wire.
    session: Named,
    /// When the connection began, by the clock of the capture.
    clock: UnixTime,
    /// What each side sends, client first.
    ends: [End; 2],
    transcript: Transcript,
    /// Whether it has every message.
    transcript_is_whole: bool,
    /// What the reader's check of the server's chain has come to.
    server_verdict: Verdict,
    /// The server's chain as DER, if it has been put aside.
    unchecked: Vec<Vec<u8>>,
    /// What the server has asked of the client's certificate.
    asked: Option<CertificateRequest>,
    /// The client's own chain, and whether it has answered at all.
    client_chain: Vec<Certificate>,
    client_answered: bool,
    /// The last message in the clear, or the last record that stays sealed.
    last: Option<(Side, MessageName)>,
    offer: Option<Offer>,
    chosen: Option<Chosen>,
    agreed: Option<Agreed>,
    keys: Option<Keys>,
    server_random: [u8; 32],
    /// The RSA key in the server's certificate.
    server_key: Option<PublicKey>,
    /// The server's share of a key, if it signs one.
    share: Option<SignedShare>,
    /// Whether the pre-master secret was decrypted with the server's private key.
    has_decrypted: bool,
    summary: Summary,
    keep: Keep,
    entries: Vec<Entry>,
}

/// What is reported of a message; `None` where no entries are kept.
type Events = Option<Vec<Event>>;

/// Whether what is seen of a connection is kept, or only what can be said of it in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The entries, until they are taken.
    Entries,
    /// The summary alone. What does not count for it is not computed: values to show, and checks of
    /// certificates.
    Summary,
}

/// What is known of the stream of bytes of one side.
#[derive(Debug)]
struct End {
    reader: RecordReader,
    /// Whether bytes are missing, so that it is not known where the next record begins.
    lost: bool,
    /// Whether it has said that it sends nothing more.
    closed: bool,
    /// Whether its half of the transport has ended.
    gone: bool,
}

impl End {
    fn new(keep: Keep) -> Self {
        let reader = RecordReader::observing();
        End {
            reader: match keep {
                Keep::Entries => reader,
                Keep::Summary => reader.keeping_few_records(),
            },
            lost: false,
            closed: false,
            gone: false,
        }
    }
}

impl Observer {
    /// An observer that has seen nothing yet. `clock` is the time at which certificates are checked.
    pub fn new(setup: Arc<Setup>, clock: UnixTime, keep: Keep) -> Self {
        Observer {
            setup,
            among: None,
            session: Named::default(),
            clock,
            ends: [End::new(keep), End::new(keep)],
            transcript: Transcript::default(),
            transcript_is_whole: true,
            server_verdict: Verdict::default(),
            unchecked: Vec::new(),
            asked: None,
            client_chain: Vec::new(),
            client_answered: false,
            last: None,
            offer: None,
            chosen: None,
            agreed: None,
            keys: None,
            server_random: [0; 32],
            server_key: None,
            share: None,
            has_decrypted: false,
            summary: Summary::default(),
            keep,
            entries: Vec::new(),
        }
    }

    /// The same, of the connection with this number, which shares sessions with the other connections of a
    /// capture.
    pub fn among(self, sessions: Arc<Sessions>, number: usize) -> Self {
        let among = Some((sessions, number));
        Observer { among, ..self }
    }

    /// Bytes that a side sends, in order and in any portions.
    pub fn data(&mut self, from: Side, bytes: &[u8]) {
        let end = &mut self.ends[from as usize];
        self.summary.bytes[from as usize] += bytes.len() as u64;
        // after a gap, records can be read again from a segment that begins with one
        if end.lost && !begins_with_records(bytes) {
            return;
        }
        end.lost = false;
        end.reader.feed(bytes);
        self.read(from);
    }

    /// The ClientHello was not captured: whatever comes is taken to be protected.
    pub fn midway(&mut self) {
        self.summary.sealed = Some(WhySealed::NoHellos);
        self.transcript_is_whole = false;
        for end in &mut self.ends {
            end.reader.seal(sealing(None));
        }
    }

    /// What can be said of the connection in a line.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// What can be said of the connection in a line, at its end.
    pub fn into_summary(self) -> Summary {
        self.summary
    }

    /// What has been seen and computed since it was asked last.
    pub fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    /// Whether entries are kept.
    pub fn keeps_entries(&self) -> bool {
        self.keep == Keep::Entries
    }

    fn read(&mut self, from: Side) {
        while let Some(incoming) = self.ends[from as usize].reader.next_message() {
            self.message(from, incoming);
        }
    }

    /// A list for events, if they are kept.
    fn events(&self) -> Events {
        self.keeps_entries().then(Vec::new)
    }

    fn report(&mut self, side: Side, topic: Topic, events: impl Into<Events>) {
        if self.keeps_entries()
            && let Some(events) = events.into()
        {
            let observation = Observation {
                side,
                topic,
                events,
            };
            self.entries.push(observation.into());
        }
    }
}
