//! The TCP connection around what the two sides say: it begins with the handshake of TCP, numbers and
//! acknowledges bytes, and ends as the run did.

use super::block;
use super::packet::{Address, MAX_SEGMENT, Segment, flag};
use crate::trace::Side;
use std::io::{self, Write};

/// Microseconds until the answer of the other side is seen.
const ROUND: u64 = 10_000;
/// Microseconds until the next packet otherwise.
const NEXT: u64 = 50;
/// How many segments are received before they are acknowledged (RFC 9293 §3.8.6.3).
const MOST_UNACKNOWLEDGED: usize = 2;

/// How a TCP connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// This side says first that it sends no more, then the other.
    Finished(Side),
    /// This side ends it at once.
    Reset(Side),
    /// It has not ended.
    None,
}

/// A TCP connection under way.
pub(super) struct Conversation<'a, W> {
    out: &'a mut W,
    ends: [Address; 2],
    /// The sequence number of each side's next byte, client first.
    next: [u32; 2],
    /// The number of each side's next packet.
    identification: [u16; 2],
    /// How many segments each side has received and not acknowledged.
    unacknowledged: [usize; 2],
    /// The time of the last packet, in microseconds since 1970.
    time: u64,
    /// Who sent data last.
    spoke: Side,
    /// What the comments of the next packet say.
    comments: Vec<String>,
}

impl<'a, W: Write> Conversation<'a, W> {
    /// A connection between these ends, with these initial sequence numbers, client first. It begins at a
    /// time in microseconds since 1970, with the handshake of TCP.
    pub(super) fn begin(
        out: &'a mut W,
        ends: [Address; 2],
        sequence: [u32; 2],
        time: u64,
    ) -> io::Result<Self> {
        let mut conversation = Conversation {
            out,
            ends,
            next: sequence,
            identification: [1; 2],
            unacknowledged: [0; 2],
            time,
            spoke: Side::Server,
            comments: Vec::new(),
        };
        conversation.packet(Side::Client, flag::SYN, &[], NEXT)?;
        conversation.packet(Side::Server, flag::SYN | flag::ACK, &[], ROUND)?;
        conversation.packet(Side::Client, flag::ACK, &[], NEXT)?;
        Ok(conversation)
    }

    /// Puts a comment on the next packet.
    pub(super) fn remark(&mut self, comment: String) {
        self.comments.push(comment);
    }

    /// A side sends data. The other acknowledges every second segment, and the last with its own data or
    /// before the end.
    pub(super) fn say(&mut self, from: Side, data: &[u8]) -> io::Result<()> {
        let to = from.peer();
        let mut wait = match self.spoke == from {
            true => NEXT,
            false => ROUND,
        };
        self.spoke = from;
        let segments = data.chunks(MAX_SEGMENT);
        let last = segments.len().saturating_sub(1);
        for (index, segment) in segments.enumerate() {
            let push = if index == last { flag::PSH } else { 0 };
            self.packet(from, flag::ACK | push, segment, wait)?;
            wait = NEXT;
            self.unacknowledged[to as usize] += 1;
            if self.unacknowledged[to as usize] == MOST_UNACKNOWLEDGED {
                self.packet(to, flag::ACK, &[], NEXT)?;
            }
        }
        Ok(())
    }

    /// Ends the connection. Returns the time of the last packet.
    pub(super) fn end(mut self, end: End) -> io::Result<u64> {
        for side in Side::BOTH {
            if self.unacknowledged[side as usize] > 0 {
                self.packet(side, flag::ACK, &[], NEXT)?;
            }
        }
        match end {
            End::None => {}
            End::Reset(side) => self.packet(side, flag::RST | flag::ACK, &[], NEXT)?,
            End::Finished(side) => {
                self.packet(side, flag::FIN | flag::ACK, &[], NEXT)?;
                self.packet(side.peer(), flag::FIN | flag::ACK, &[], ROUND)?;
                self.packet(side, flag::ACK, &[], NEXT)?;
            }
        }
        Ok(self.time)
    }

    fn packet(&mut self, from: Side, flags: u8, data: &[u8], wait: u64) -> io::Result<()> {
        self.time = self.time.saturating_add(wait);
        let acknowledges = flags & flag::ACK != 0;
        let (own, peers) = (from as usize, from.peer() as usize);
        let segment = Segment {
            from,
            ends: self.ends,
            identification: self.identification[own],
            sequence: self.next[own],
            acknowledgment: if acknowledges { self.next[peers] } else { 0 },
            flags,
            data,
        };
        let comments = std::mem::take(&mut self.comments);
        block::packet(self.out, self.time, &segment.frame(), &comments)?;
        self.identification[own] = self.identification[own].wrapping_add(1);
        // SYN and FIN count as a byte each
        let counted = u32::from(flags & (flag::SYN | flag::FIN) != 0);
        let len = u32::try_from(data.len()).unwrap_or(u32::MAX);
        self.next[own] = self.next[own].wrapping_add(len).wrapping_add(counted);
        if acknowledges {
            self.unacknowledged[own] = 0;
        }
        Ok(())
    }
}
