//! Where the bytes of a capture come from: the file itself, or what is packed in it.

use super::error::FileError;
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufReader, Chain, Cursor, Read};

/// How a gzip file begins (RFC 1952 §2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A file, after the few bytes that had to be read to know what it is.
type Begun<R> = Chain<Cursor<Vec<u8>>, R>;

/// A source of a capture's bytes. A gzip file is unpacked as it is read.
pub(super) enum Source<R> {
    Plain(Begun<R>),
    Gzip(Box<MultiGzDecoder<BufReader<Begun<R>>>>),
}

impl<R: Read> Source<R> {
    /// Looks at the first bytes of a file.
    ///
    /// # Errors
    /// The system's.
    pub fn open(mut file: R) -> io::Result<Self> {
        let mut start = Vec::new();
        file.by_ref()
            .take(GZIP.len() as u64)
            .read_to_end(&mut start)?;
        let packed = start == GZIP;
        let begun = Cursor::new(start).chain(file);
        Ok(if packed {
            Source::Gzip(Box::new(MultiGzDecoder::new(BufReader::new(begun))))
        } else {
            Source::Plain(begun)
        })
    }

    /// Whether the file is unpacked as it is read.
    pub fn is_gzip(&self) -> bool {
        matches!(self, Source::Gzip(_))
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Source::Plain(file) => file.read(buffer),
            Source::Gzip(file) => match file.read(buffer) {
                // a file that is cut off ends there: what was cut is told in the capture's own terms
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
                other => other,
            },
        }
    }
}

/// What went wrong with reading.
pub(super) fn failed(error: io::Error) -> FileError {
    match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => FileError::Unpack(error),
        _ => FileError::Read(error),
    }
}
