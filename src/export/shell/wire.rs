//! The records of a run, and where in them a value is.

use crate::trace::{BufferKind, ConnectionId, Message, Side, Trace, Value, ValueName};
use crate::wire::record::HEADER_LEN;
use std::collections::HashMap;
use std::ops::Range;

/// A record as it crossed the wire.
pub(super) struct Record {
    /// The bytes, header included.
    pub bytes: Vec<u8>,
    /// The step of the first message in it.
    pub step: usize,
}

/// A part of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Which record, by its place in [`Wire::records`].
    pub record: usize,
    /// Which of its bytes.
    pub range: Range<usize>,
}

/// All records of a run.
pub(super) struct Wire {
    pub records: Vec<Record>,
    /// The records of each step's message.
    of_step: Vec<Vec<usize>>,
    /// The protected records by connection, sender and sequence number.
    protected: HashMap<(ConnectionId, Side, u64), usize>,
}

impl Wire {
    pub(super) fn of(trace: &Trace) -> Self {
        let mut wire = Wire {
            records: Vec::new(),
            of_step: vec![Vec::new(); trace.steps().len()],
            protected: HashMap::new(),
        };
        let mut last: [Option<usize>; 2] = [None; 2];
        let mut numbers = HashMap::new();
        for step in trace.steps() {
            let Some(message) = &step.message else {
                continue;
            };
            let side = message.sender as usize;
            let sender = (step.connection, message.sender);
            for bytes in split(message) {
                // a record with several messages is there in the step of each
                let shared = last[side].filter(|i| wire.records[*i].bytes == bytes);
                let index = shared.unwrap_or(wire.records.len());
                if shared.is_none() {
                    let bytes = bytes.to_vec();
                    let step = step.index;
                    wire.records.push(Record { bytes, step });
                    if message.protected {
                        let number = numbers.entry(sender).or_insert(0);
                        wire.protected.insert((sender.0, sender.1, *number), index);
                        *number += 1;
                    }
                    last[side] = Some(index);
                }
                wire.of_step[step.index].push(index);
            }
        }
        wire
    }

    /// The protected record with this number of a side of a connection.
    pub(super) fn protected(
        &self,
        connection: ConnectionId,
        side: Side,
        number: u64,
    ) -> Option<usize> {
        self.protected.get(&(connection, side, number)).copied()
    }

    /// Where a value is in the clear, if it is in a single record.
    pub(super) fn place(&self, trace: &Trace, value: &Value) -> Option<Part> {
        let on_record = match value.name {
            ValueName::RecordIv(side, n) => {
                self.protected(value.connection, side, n)
                    .map(|record| Part {
                        record,
                        range: HEADER_LEN..HEADER_LEN + value.bytes.len(),
                    })
            }
            ValueName::RecordCiphertext(side, n) => {
                let iv_len = trace
                    .connection(value.connection)
                    .algorithms()?
                    .iv_in_record();
                let start = HEADER_LEN + iv_len;
                self.protected(value.connection, side, n)
                    .map(|record| Part {
                        record,
                        range: start..start + value.bytes.len(),
                    })
            }
            ValueName::RecordMac(side, n) => {
                let behind = trace
                    .connection(value.connection)
                    .algorithms()?
                    .mac_behind();
                let record = self.protected(value.connection, side, n)?;
                let end = self.records[record].bytes.len();
                (behind > 0).then_some(Part {
                    record,
                    range: end - behind..end,
                })
            }
            _ => value.places.iter().find_map(|place| {
                let message = trace.steps().get(place.step)?.message.as_ref()?;
                match place.buffer {
                    BufferKind::Record => self.within(place.step, &place.range),
                    BufferKind::Message => self
                        .message(place.step, &message.content)?
                        .into_iter()
                        .find_map(|part| self.containing(part, &value.bytes)),
                    BufferKind::Plaintext | BufferKind::Certificate => None,
                }
            }),
        };
        on_record.filter(|part| self.bytes(part) == value.bytes)
    }

    /// The bytes of a part.
    pub(super) fn bytes(&self, part: &Part) -> &[u8] {
        (self.records[part.record].bytes)
            .get(part.range.clone())
            .unwrap_or_default()
    }

    /// The parts of a message that crossed in the clear; `None` if it did not.
    pub(super) fn message(&self, step: usize, content: &[u8]) -> Option<Vec<Part>> {
        let records = self.of_step.get(step)?;
        let first = &self.records[*records.first()?].bytes;
        // in the first record there may be other messages before it
        let starts = HEADER_LEN..=first.len();
        starts
            .map(|start| self.taken(records, start, content.len()))
            .find(|parts| {
                let bytes: Vec<u8> = parts.iter().flat_map(|p| self.bytes(p).to_vec()).collect();
                bytes == content
            })
    }

    /// This many bytes of content, from a place in the first record on.
    fn taken(&self, records: &[usize], start: usize, len: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut missing = len;
        for (i, record) in records.iter().enumerate() {
            let start = if i == 0 { start } else { HEADER_LEN };
            let end = self.records[*record].bytes.len().min(start + missing);
            if start < end {
                missing -= end - start;
                parts.push(Part {
                    record: *record,
                    range: start..end,
                });
            }
        }
        parts
    }

    /// Where a range of a step's record buffer lies.
    fn within(&self, step: usize, range: &Range<usize>) -> Option<Part> {
        let mut at = 0;
        for record in self.of_step.get(step)? {
            let end = at + self.records[*record].bytes.len();
            if range.start >= at && range.end <= end {
                return Some(Part {
                    record: *record,
                    range: range.start - at..range.end - at,
                });
            }
            at = end;
        }
        None
    }

    /// Where in a part some bytes are.
    fn containing(&self, part: Part, wanted: &[u8]) -> Option<Part> {
        if wanted.is_empty() {
            return None;
        }
        let mut windows = self.bytes(&part).windows(wanted.len());
        let at = windows.position(|window| window == wanted)?;
        let start = part.range.start + at;
        Some(Part {
            record: part.record,
            range: start..start + wanted.len(),
        })
    }
}

/// The records of a message.
fn split(message: &Message) -> Vec<&[u8]> {
    let mut rest = message
        .buffer(BufferKind::Record)
        .map_or(&[][..], |buffer| &buffer.bytes);
    let mut out = Vec::new();
    while !rest.is_empty() {
        let len = match rest.get(3..HEADER_LEN) {
            Some(&[a, b]) => HEADER_LEN + usize::from(u16::from_be_bytes([a, b])),
            _ => rest.len(),
        };
        let (record, after) = rest.split_at(len.min(rest.len()));
        out.push(record);
        rest = after;
    }
    out
}
