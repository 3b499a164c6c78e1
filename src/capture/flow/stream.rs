//! One direction of a flow: segments in any order become a stream of bytes.

use super::pending::{Chunk, Pending};
use super::tail::Tail;

/// The position of the first byte of a stream: far enough from 0 that no position is negative.
const START: u64 = 1 << 32;
/// A segment that is further ahead than this was not sent by the peer: its number is damaged or invented.
const MAX_AHEAD: u64 = 16 << 20;
/// An acknowledgment of more than this that was not captured is damaged or invented.
const MAX_UNSEEN: i64 = 1 << 30;
/// The most memory that bytes take which wait for others, in bytes.
const MAX_PENDING: usize = 1 << 20;

/// What the other side has received is waited for until so many segments or bytes came after it, or for so
/// many nanoseconds: segments may have been captured in another order than they arrived.
const PATIENCE_SEGMENTS: usize = 16;
const PATIENCE_BYTES: usize = 32 << 10;
const PATIENCE_TIME: u64 = 1_000_000_000;

/// What becomes known of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Its next bytes, and when they were captured.
    Data { at: u64, bytes: &'a [u8] },
    /// So many of its next bytes were not captured.
    Missing(u64),
    /// So many bytes were sent again and differ.
    Differing { at: u64, len: u64 },
}

/// Who is told.
pub(super) type Tell<'t> = &'t mut dyn FnMut(Piece<'_>);

/// One direction of a flow.
#[derive(Default)]
pub(super) struct Stream {
    /// The sequence number of its SYN, if that was captured.
    pub isn: Option<u32>,
    /// The sequence number of its first byte.
    first: u32,
    /// The sequence number and the position of the next byte, once they are known.
    next: Option<(u32, u64)>,
    /// The position up to which the other side has received everything.
    acked: u64,
    /// The position of the FIN.
    fin: Option<u64>,
    /// When the gap before the pending bytes came up.
    gap_since: u64,
    pending: Pending,
    tail: Tail,
}

/// A segment's content, with its sequence number.
#[derive(Clone, Copy)]
pub(super) struct Content<'a> {
    pub at: u64,
    pub seq: u32,
    pub bytes: &'a [u8],
    pub missing: u64,
    pub fin: bool,
}

impl Stream {
    /// Says which number the first byte has.
    pub fn begin(&mut self, seq: u32) {
        self.first = seq;
        self.next = Some((seq, START));
    }

    /// Whether a SYN with this number is the one before the first byte, as far as that is known.
    pub fn follows(&self, isn: u32) -> bool {
        match self.isn {
            Some(own) => own == isn,
            None => self.next.is_none() || self.first == isn.wrapping_add(1),
        }
    }

    /// Whether it is known where the stream is.
    pub fn begun(&self) -> bool {
        self.next.is_some()
    }

    /// Whether nothing of it was delivered yet.
    pub fn is_fresh(&self) -> bool {
        self.next.is_none_or(|(_, next)| next == START)
    }

    /// The memory in bytes that pending bytes take.
    pub fn cost(&self) -> usize {
        self.pending.cost()
    }

    /// Whether everything up to the FIN was delivered.
    pub fn is_complete(&self) -> bool {
        let next = self.next.map(|(_, next)| next);
        self.fin.is_some() && next >= self.fin
    }

    /// Whether the other side has received everything, the FIN included.
    pub fn is_received(&self) -> bool {
        self.fin.is_some_and(|fin| self.acked > fin)
    }

    /// How far a number is ahead of the next byte's; negative if it is behind.
    pub fn ahead(&self, seq: u32) -> Option<i64> {
        let (next, _) = self.next?;
        Some(i64::from(seq.wrapping_sub(next) as i32))
    }

    fn position(&self, seq: u32) -> Option<u64> {
        let (_, next) = self.next?;
        next.checked_add_signed(self.ahead(seq)?)
    }

    /// Takes a segment's content in. `one_sided`: nothing of the other side was captured, so its
    /// acknowledgments say nothing.
    pub fn receive(&mut self, content: Content<'_>, one_sided: bool, tell: Tell<'_>) {
        let Content { at, bytes, .. } = content;
        if self.next.is_none() {
            if bytes.is_empty() && content.missing == 0 {
                // the number of a segment without content may be that of a keep-alive: one too small
                return;
            }
            self.begin(content.seq);
        }
        let (Some(position), Some((_, next))) = (self.position(content.seq), self.next) else {
            return;
        };
        let end = position + bytes.len() as u64 + content.missing;
        if end > next.max(self.acked) + MAX_AHEAD && !one_sided {
            return;
        }
        if content.fin && self.fin.is_none() && end >= next {
            self.fin = Some(end);
        }
        if position > next {
            self.hold(content, position, tell);
        } else {
            let old = bytes.len().min((next - position) as usize);
            let differing = self.tail.differing(position, &bytes[..old]);
            if differing > 0 {
                let len = differing;
                tell(Piece::Differing { at, len });
            }
            if end > next {
                self.advance(content, &bytes[old..], end, tell);
            }
        }
        self.settle(at, one_sided, tell);
    }

    /// Keeps bytes that others come before.
    fn hold(&mut self, content: Content<'_>, position: u64, tell: Tell<'_>) {
        if content.bytes.is_empty() && content.missing == 0 {
            return;
        }
        let Content { at, bytes, .. } = content;
        if self.pending.is_empty() {
            self.gap_since = at;
        }
        let len = self.pending.hold(at, position, bytes, content.missing);
        if len > 0 {
            tell(Piece::Differing { at, len });
        }
    }

    /// Delivers bytes that come next, and what was waiting for them.
    fn advance(&mut self, content: Content<'_>, bytes: &[u8], end: u64, tell: Tell<'_>) {
        let at = content.at;
        let Some((_, next)) = self.next else { return };
        if self.pending.is_empty() {
            self.deliver(at, bytes, tell);
            self.lose(end, tell);
        } else {
            // bytes of earlier segments count, and these may lie between them
            let from = Content { bytes, ..content };
            self.hold(from, next, tell);
            self.drain(tell);
        }
    }

    fn deliver(&mut self, at: u64, bytes: &[u8], tell: Tell<'_>) {
        let Some((seq, next)) = &mut self.next else {
            return;
        };
        if bytes.is_empty() {
            return;
        }
        self.tail.keep(*next, bytes);
        *seq = seq.wrapping_add(bytes.len() as u32);
        *next += bytes.len() as u64;
        tell(Piece::Data { at, bytes });
    }

    /// Gives up the bytes before this position.
    fn lose(&mut self, to: u64, tell: Tell<'_>) {
        let Some((seq, next)) = &mut self.next else {
            return;
        };
        if to > *next {
            let len = to - *next;
            *seq = seq.wrapping_add(len as u32);
            *next = to;
            tell(Piece::Missing(len));
        }
    }

    /// Delivers pending bytes as long as they are the next.
    fn drain(&mut self, tell: Tell<'_>) {
        while let (Some(first), Some((_, next))) = (self.pending.first(), self.next) {
            if first > next {
                break;
            }
            let Some((position, Chunk { at, bytes, missing })) = self.pending.pop() else {
                break;
            };
            let old = bytes.len().min((next - position) as usize);
            self.deliver(at, &bytes[old..], tell);
            // what was not captured of a segment does not come any more, unless it came already
            let end = position + bytes.len() as u64 + missing;
            let limit = self.pending.first().unwrap_or(u64::MAX);
            self.lose(end.min(limit), tell);
        }
    }

    /// Notes that the other side expects this number next.
    pub fn acknowledge(&mut self, at: u64, ack: u32, tell: Tell<'_>) {
        if self.ahead(ack).is_some_and(|ahead| ahead > MAX_UNSEEN) {
            return;
        }
        let Some(position) = self.position(ack) else {
            return;
        };
        self.acked = self.acked.max(position);
        self.settle(at, false, tell);
    }

    /// Gives up gaps that nothing fills any more.
    fn settle(&mut self, at: u64, one_sided: bool, tell: Tell<'_>) {
        while let Some(first) = self.pending.first() {
            let received = one_sided || self.acked >= first;
            let patient = self.pending.len() < PATIENCE_SEGMENTS
                && self.pending.cost() < PATIENCE_BYTES
                && at.saturating_sub(self.gap_since) < PATIENCE_TIME;
            let room = self.pending.cost() <= MAX_PENDING;
            if room && (patient || !received) {
                break;
            }
            self.give_up(at, tell);
        }
    }

    /// Delivers everything that is pending.
    pub fn give_all_up(&mut self, at: u64, tell: Tell<'_>) {
        while !self.pending.is_empty() {
            self.give_up(at, tell);
        }
    }

    /// Gives up the bytes before the first that are pending.
    fn give_up(&mut self, at: u64, tell: Tell<'_>) {
        if let Some(first) = self.pending.first() {
            self.lose(first, tell);
            self.drain(tell);
            self.gap_since = at;
        }
    }

    /// Delivers whatever is there, since nothing more comes.
    pub fn finish(&mut self, tell: Tell<'_>) {
        self.give_all_up(0, tell);
        // what the other side has received was sent
        let sent = self.acked.min(self.fin.unwrap_or(u64::MAX));
        self.lose(sent.max(self.fin.unwrap_or(0)), tell);
    }
}
