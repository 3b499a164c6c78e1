//! Bytes that came before those that they follow.

use std::collections::BTreeMap;

/// What a chunk costs beyond its bytes, in bytes.
const CHUNK_COST: usize = 128;

/// Bytes of one segment, or a part of them.
pub(super) struct Chunk {
    /// When they were captured.
    pub at: u64,
    /// The bytes. Empty if none were captured.
    pub bytes: Vec<u8>,
    /// How many bytes of the segment follow that were not captured.
    pub missing: u64,
}

/// Chunks by the position of their first byte. They do not overlap.
#[derive(Default)]
pub(super) struct Pending {
    chunks: BTreeMap<u64, Chunk>,
    /// The memory that they take, in bytes.
    cost: usize,
}

impl Pending {
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    pub fn len(&self) -> usize {
        self.chunks.len()
    }

    pub fn cost(&self) -> usize {
        self.cost
    }

    /// The position of the first byte.
    pub fn first(&self) -> Option<u64> {
        self.chunks.keys().next().copied()
    }

    /// The first chunk.
    pub fn pop(&mut self) -> Option<(u64, Chunk)> {
        let (position, chunk) = self.chunks.pop_first()?;
        self.cost -= cost(&chunk);
        Some((position, chunk))
    }

    /// Keeps the bytes of a segment that are not there yet, and gives how many differ from those that are.
    pub fn hold(&mut self, at: u64, position: u64, bytes: &[u8], missing: u64) -> u64 {
        let end = position + bytes.len() as u64;
        let before = self.chunks.range(..=position).next_back();
        let first = before.map_or(position, |(start, _)| *start);
        let (mut from, mut differing) = (position, 0);
        let mut free = Vec::new();
        for (start, chunk) in self.chunks.range(first..end) {
            let chunk_end = start + chunk.bytes.len() as u64;
            if chunk_end <= from {
                continue;
            }
            if from < *start {
                free.push((from, *start));
            }
            let (low, high) = (from.max(*start), end.min(chunk_end));
            let new = &bytes[(low - position) as usize..(high - position) as usize];
            let old = &chunk.bytes[(low - start) as usize..(high - start) as usize];
            differing += new.iter().zip(old).filter(|(new, old)| new != old).count() as u64;
            from = chunk_end;
        }
        if from < end || missing > 0 {
            free.push((from.min(end), end));
        }
        for (from, to) in free {
            let chunk = Chunk {
                at,
                bytes: bytes[(from - position) as usize..(to - position) as usize].to_vec(),
                missing: if to == end { missing } else { 0 },
            };
            self.insert(from, chunk);
        }
        differing
    }

    fn insert(&mut self, position: u64, chunk: Chunk) {
        // a chunk without bytes can be where another one begins: the other is worth more
        if chunk.bytes.is_empty() && self.chunks.contains_key(&position) {
            return;
        }
        self.cost += cost(&chunk);
        if let Some(replaced) = self.chunks.insert(position, chunk) {
            self.cost -= cost(&replaced);
        }
    }
}

fn cost(chunk: &Chunk) -> usize {
    chunk.bytes.len() + CHUNK_COST
}
