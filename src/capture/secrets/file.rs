//! A key log that stays in its file. Of each line only its place is kept, so that the log of many connections
//! costs little memory.

use super::line::{Line, Start};
use crate::said;
use crate::text::Said;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// The most bytes of a line. The longest that has a meaning has some 230.
const MAX_LINE: u64 = 1 << 10;

/// A key log in a file.
#[derive(Debug)]
pub(super) struct LogFile {
    file: File,
    /// What each line is about and where it begins, in this order.
    lines: Vec<(Start, u64)>,
}

impl LogFile {
    /// Looks for the lines of a file. `tell` hears the numbers of those that cannot be read, from 1, and why.
    ///
    /// # Errors
    /// The system's.
    pub fn open(file: File, mut tell: impl FnMut(usize, Said)) -> io::Result<Self> {
        let mut lines = Vec::new();
        let mut reader = BufReader::new(&file);
        let (mut at, mut bytes) = (0, Vec::new());
        for number in 1.. {
            bytes.clear();
            let len = read_line(&mut reader, &mut bytes)?;
            if len == 0 {
                break;
            }
            let read = match len > MAX_LINE {
                true => Err(said!("capture.key_log.length", max = MAX_LINE as usize)),
                false => Line::read(&String::from_utf8_lossy(&bytes)),
            };
            match read {
                Ok(Some(line)) => lines.push((line.start(), at)),
                Ok(None) => {}
                Err(reason) => tell(number, reason),
            }
            at += len;
        }
        // of two lines about the same, the later one stays the later one
        lines.sort_unstable();
        lines.shrink_to_fit();
        Ok(LogFile { file, lines })
    }

    /// Whether it has no line that can be read.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Reads the lines about what begins like this, in their order. What the file no longer has is left out.
    pub fn about(&self, start: Start, mut found: impl FnMut(Line)) {
        let first = self.lines.partition_point(|(about, _)| *about < start);
        let lines = self.lines[first..].iter();
        for (_, at) in lines.take_while(|(about, _)| *about == start) {
            if let Ok(Some(line)) = self.line(*at)
                && line.start() == start
            {
                found(line);
            }
        }
    }

    fn line(&self, at: u64) -> io::Result<Option<Line>> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = [0; MAX_LINE as usize];
        let mut len = 0;
        while !bytes[..len].contains(&b'\n') && len < bytes.len() {
            match file.read(&mut bytes[len..])? {
                0 => break,
                read => len += read,
            }
        }
        let line = bytes[..len].split(|byte| *byte == b'\n').next();
        let line = String::from_utf8_lossy(line.unwrap_or_default());
        Ok(Line::read(&line).ok().flatten())
    }
}

/// Reads a line, of which it keeps as much as a line may have, and gives its length in bytes.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<u64> {
    let len = reader.take(MAX_LINE).read_until(b'\n', line)? as u64;
    match len == MAX_LINE && !line.ends_with(b"\n") {
        true => Ok(len + reader.skip_until(b'\n')? as u64),
        false => Ok(len),
    }
}
