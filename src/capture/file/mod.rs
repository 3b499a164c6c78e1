//! Capture files: pcap (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng), packed with gzip or not.
//!
//! A file is read as it comes, from anything that can be read, and never as a whole. The layout of blocks
//! and packets is read by `pcap-parser`. Its ready-made readers are left out, because they lose the system's
//! error, want the whole first block from the first read, and wait without end for a block that claims
//! more than it has.
//!
//! Left out on purpose: names, statistics and comments in pcapng, which say nothing about TLS.

mod error;
mod item;
mod pcap;
mod pcapng;
mod source;
mod time;
mod window;

pub use error::{FileError, Looks};
pub use item::{Item, LinkType, Packet};

use pcap::Pcap;
use pcapng::Pcapng;
use source::{Source, failed};
use std::io::Read;
use window::Window;

/// A capture that is read from its beginning to its end.
pub struct CaptureFile<R> {
    window: Window<Source<R>>,
    format: Format,
    /// How many bytes the item has that was given last: they are consumed with the next call.
    given: usize,
    over: bool,
}

enum Format {
    Pcap(Pcap),
    Pcapng(Pcapng),
}

impl<R: Read> CaptureFile<R> {
    /// Reads what comes before the first packet.
    ///
    /// # Errors
    /// What the file looks like if it is no capture, or why it cannot be read.
    pub fn open(file: R) -> Result<Self, FileError> {
        let source = Source::open(file).map_err(FileError::Read)?;
        let gzip = source.is_gzip();
        let mut window = Window::new(source);
        let format = if let Some(pcap) = Pcap::open(&mut window)? {
            Format::Pcap(pcap)
        } else if Pcapng::begins(&mut window)? {
            Format::Pcapng(Pcapng::default())
        } else {
            return Err(other(&mut window, gzip));
        };
        Ok(CaptureFile {
            window,
            format,
            given: 0,
            over: false,
        })
    }

    /// What comes next; `None` at the end. After an error there is nothing more.
    ///
    /// # Errors
    /// Why nothing more can be read. What was given before is not touched by it.
    pub fn next_item(&mut self) -> Result<Option<Item<'_>>, FileError> {
        if self.over {
            return Ok(None);
        }
        self.window.consume(std::mem::take(&mut self.given));
        let found = match &mut self.format {
            Format::Pcap(pcap) => pcap.find(&mut self.window),
            Format::Pcapng(pcapng) => pcapng.find(&mut self.window),
        };
        // for now: nothing was given
        self.over = true;
        let Some(len) = found? else {
            return Ok(None);
        };
        let (bytes, at) = (&self.window.bytes()[..len], self.window.offset());
        let item = match &mut self.format {
            Format::Pcap(pcap) => pcap.read(bytes, at)?,
            Format::Pcapng(pcapng) => pcapng.read(bytes, at)?,
        };
        (self.given, self.over) = (len, false);
        Ok(Some(item))
    }

    /// How many bytes of the file were read, of the unpacked one if it is compressed.
    pub fn offset(&self) -> u64 {
        self.window.offset() + self.given as u64
    }
}

/// Why a file is no capture.
fn other<R: Read>(window: &mut Window<Source<R>>, gzip: bool) -> FileError {
    if let Err(error) = window.want(error::LOOK_LEN) {
        return failed(error);
    }
    let start = window.bytes();
    if start.is_empty() {
        return FileError::Empty;
    }
    let looks = Looks::of(&start[..start.len().min(error::LOOK_LEN)]);
    FileError::NotACapture(if gzip {
        Looks::Gzip(Box::new(looks))
    } else {
        looks
    })
}
