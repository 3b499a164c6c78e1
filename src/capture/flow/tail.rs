//! The end of what was delivered, to compare what is sent again with it.

/// How many bytes are kept of each stream.
const LEN: usize = 1024;

/// The last bytes of a stream, each at its position modulo the length.
#[derive(Default)]
pub(super) struct Tail {
    ring: Option<Box<[u8; LEN]>>,
    /// The positions of the bytes that are kept.
    from: u64,
    to: u64,
}

impl Tail {
    /// Keeps bytes that were delivered from this position on.
    pub fn keep(&mut self, position: u64, bytes: &[u8]) {
        let ring = self.ring.get_or_insert_with(|| Box::new([0; LEN]));
        let end = position + bytes.len() as u64;
        if position != self.to {
            self.from = position;
        }
        self.to = end;
        self.from = self.from.max(end.saturating_sub(LEN as u64));
        let kept = &bytes[bytes.len().saturating_sub(LEN)..];
        let at = (end - kept.len() as u64) as usize % LEN;
        let first = kept.len().min(LEN - at);
        ring[at..at + first].copy_from_slice(&kept[..first]);
        ring[..kept.len() - first].copy_from_slice(&kept[first..]);
    }

    /// How many of these bytes differ from those that were delivered, as far as they are kept.
    pub fn differing(&self, position: u64, bytes: &[u8]) -> u64 {
        let Some(ring) = &self.ring else { return 0 };
        let at = |byte: u64| ring[byte as usize % LEN];
        let positions = position..position + bytes.len() as u64;
        let pairs = positions.zip(bytes);
        let differing = |(position, byte): &(u64, &u8)| {
            (self.from..self.to).contains(position) && at(*position) != **byte
        };
        pairs.filter(differing).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bytes_are_compared() {
        let bytes: Vec<u8> = (0..5000_u32).map(|n| (n * 7 % 251) as u8).collect();
        for size in [1, 3, 700, 1024, 1025, 5000] {
            let mut tail = Tail::default();
            let mut position = 1 << 32;
            for part in bytes.chunks(size) {
                tail.keep(position, part);
                position += part.len() as u64;
            }
            assert_eq!(tail.differing(1 << 32, &bytes), 0);
            let others: Vec<u8> = bytes.iter().map(|byte| byte ^ 1).collect();
            assert_eq!(tail.differing(1 << 32, &others), 1024);
            assert_eq!(tail.differing(position - 3, &others), 3);
        }
    }

    #[test]
    fn what_comes_before_a_gap_is_forgotten() {
        let mut tail = Tail::default();
        tail.keep(100, &[1; 10]);
        tail.keep(200, &[2; 10]);
        assert_eq!(tail.differing(100, &[9; 110]), 10);
    }
}
