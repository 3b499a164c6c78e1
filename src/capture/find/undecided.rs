//! A flow of which it is not known yet whether it has TLS.

use super::looks::{self, Fit};
use super::opening::{Opening, Other};
use super::talk::{Request, Talk};
use crate::protocol::Side;

/// The most bytes of records that are held while their ClientHello may still come.
const MAX_HELD: usize = 8 << 10;
/// After so many bytes without TLS none is expected any more.
const MAX_PLAIN: u64 = 64 << 10;
/// How many of a side's first bytes are kept to say what they are.
const START_LEN: usize = 64;

/// What a flow turns out to be.
pub(super) enum Verdict {
    /// TLS; and who has sent a hello that only a client sends, or the peer of who has sent a server's.
    Tls(Opening, Option<Side>),
    /// Something else.
    Other(Other),
}

/// Bytes that may be the beginning of TLS.
#[derive(Default)]
pub(super) struct Held {
    bytes: Vec<u8>,
    /// Where the bytes of each segment end, and when they were captured.
    ends: Vec<(usize, u64)>,
}

impl Held {
    fn push(&mut self, at: u64, bytes: &[u8]) {
        self.bytes.extend(bytes);
        self.ends.push((self.bytes.len(), at));
    }

    fn take(&mut self) -> Held {
        std::mem::take(self)
    }

    /// The bytes of each segment, with the time.
    pub fn segments(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let mut from = 0;
        self.ends.iter().map(move |(to, at)| {
            let bytes = &self.bytes[from..*to];
            from = *to;
            (*at, bytes)
        })
    }
}

/// A flow of which it is not known yet whether it has TLS.
pub(super) struct Undecided {
    /// Whether bytes are missing: then records may begin with any segment.
    broken: bool,
    /// What each side has sent that may be TLS.
    pub held: [Held; 2],
    /// What each side has said in the clear.
    talks: [Talk; 2],
    starts: [Vec<u8>; 2],
    plain: u64,
    /// Who has spoken last.
    turn: Option<Side>,
}

impl Undecided {
    pub fn new(from_start: bool) -> Self {
        Undecided {
            broken: !from_start,
            held: Default::default(),
            talks: Default::default(),
            starts: Default::default(),
            plain: 0,
            turn: None,
        }
    }

    /// Takes in the next bytes of a side.
    pub fn data(&mut self, from: Side, at: u64, bytes: &[u8]) -> Option<Verdict> {
        let held = &self.held[from as usize];
        let may_begin = !held.bytes.is_empty()
            || self.broken
            || self.turn != Some(from)
            || self.talks[from as usize].waits;
        self.turn = Some(from);
        if !may_begin {
            return self.plain(from, bytes);
        }
        self.held[from as usize].push(at, bytes);
        let held = &self.held[from as usize].bytes;
        match (looks::client_hello(held), looks::records(held)) {
            (Fit::Yes, _) => Some(Verdict::Tls(self.opening(from), Some(from))),
            (_, Fit::Yes) if self.broken || held.len() > MAX_HELD => Some(self.midway(from)),
            (Fit::No, Fit::No) => {
                let held = self.held[from as usize].take();
                self.plain(from, &held.bytes)
            }
            _ => None,
        }
    }

    /// Takes in that bytes of a side are missing.
    pub fn missing(&mut self, from: Side) -> Option<Verdict> {
        self.broken = true;
        let found = self.records();
        if found.is_none() {
            self.held[from as usize].take();
        }
        found
    }

    /// What it is if nothing more comes.
    pub fn end(&mut self) -> Verdict {
        if let Some(found) = self.records() {
            return found;
        }
        for side in Side::BOTH {
            let held = self.held[side as usize].take();
            self.keep_start(side, &held.bytes);
        }
        Verdict::Other(self.other())
    }

    /// Whether a side has sent records.
    fn records(&self) -> Option<Verdict> {
        let mut sides = Side::BOTH.into_iter();
        let side =
            sides.find(|side| looks::records(&self.held[*side as usize].bytes) == Fit::Yes)?;
        Some(self.midway(side))
    }

    fn midway(&self, from: Side) -> Verdict {
        let server_hello = looks::is_server_hello(&self.held[from as usize].bytes);
        Verdict::Tls(Opening::Midway, server_hello.then_some(from.peer()))
    }

    fn opening(&self, client: Side) -> Opening {
        match self.talks[client as usize].request {
            Some(Request::StartTls(protocol)) => Opening::StartTls(protocol),
            Some(Request::Connect) => Opening::Proxy,
            None if self.plain > 0 => Opening::Later,
            None => Opening::Direct,
        }
    }

    /// Takes in bytes that are not TLS.
    fn plain(&mut self, from: Side, bytes: &[u8]) -> Option<Verdict> {
        self.plain += bytes.len() as u64;
        self.talks[from as usize].say(bytes);
        self.keep_start(from, bytes);
        if let Some(other) = Other::known(&self.starts[from as usize]) {
            let tunnel = self
                .talks
                .iter()
                .any(|it| it.request == Some(Request::Connect));
            if !tunnel {
                return Some(Verdict::Other(other));
            }
        }
        (self.plain > MAX_PLAIN).then(|| Verdict::Other(self.other()))
    }

    fn keep_start(&mut self, from: Side, bytes: &[u8]) {
        let start = &mut self.starts[from as usize];
        let room = START_LEN - start.len();
        start.extend(&bytes[..bytes.len().min(room)]);
    }

    fn other(&self) -> Other {
        let [client, server] = &self.starts;
        Other::of(if client.is_empty() { server } else { client })
    }
}
