//! The part of a file that is in memory.

use std::io::{self, Read};

/// How many bytes are read at once, if they are there.
const READ_LEN: usize = 256 << 10;

/// A window that moves over the bytes of a source. It is as large as what is asked of it at once.
pub(super) struct Window<R> {
    source: R,
    bytes: Vec<u8>,
    /// What is in the window and not yet consumed.
    start: usize,
    end: usize,
    /// How many bytes were consumed.
    offset: u64,
}

impl<R: Read> Window<R> {
    pub fn new(source: R) -> Self {
        Window {
            source,
            bytes: Vec::new(),
            start: 0,
            end: 0,
            offset: 0,
        }
    }

    /// The place of the next byte in the source.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// What is there already.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Reads until `len` bytes are there or the source ends, and gives their number.
    pub fn want(&mut self, len: usize) -> io::Result<usize> {
        while self.end - self.start < len {
            if self.bytes.len() - self.start < len.max(READ_LEN / 2) {
                self.make_room(len);
            }
            match self.source.read(&mut self.bytes[self.end..]) {
                Ok(0) => break,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(self.end - self.start)
    }

    fn make_room(&mut self, len: usize) {
        let there = self.start..self.end;
        if self.bytes.len() < len.max(READ_LEN) {
            let mut larger = vec![0; len.max(READ_LEN)];
            larger[..there.len()].copy_from_slice(&self.bytes[there.clone()]);
            self.bytes = larger;
        } else {
            self.bytes.copy_within(there.clone(), 0);
        }
        (self.start, self.end) = (0, there.len());
    }

    /// Passes over bytes that are there.
    pub fn consume(&mut self, len: usize) {
        self.start += len;
        self.offset += len as u64;
        debug_assert!(self.start <= self.end);
    }

    /// Passes over bytes that need not be there yet, and gives how many there were.
    pub fn skip(&mut self, len: u64) -> io::Result<u64> {
        let mut left = len;
        while left > 0 {
            let there = self.want(1)?;
            if there == 0 {
                break;
            }
            let now = (there as u64).min(left);
            self.consume(now as usize);
            left -= now;
        }
        Ok(len - left)
    }
}
