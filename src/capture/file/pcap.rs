//! The pcap format (draft-ietf-opsawg-pcap): a header, then packets.

use super::error::FileError;
use super::item::{Item, LinkType, MAX_PACKET, Packet};
use super::source::failed;
use super::window::Window;
use pcap_parser::nom::{self, IResult};
use pcap_parser::{
    LegacyPcapBlock, PcapError, PcapHeader, parse_pcap_frame, parse_pcap_frame_be,
    parse_pcap_frame_modified, parse_pcap_header,
};
use std::io::Read;

type Parse = fn(&[u8]) -> IResult<&[u8], LegacyPcapBlock<'_>, PcapError<&[u8]>>;

/// What the header says of all packets.
pub(super) struct Pcap {
    link: LinkType,
    /// What the second part of a time counts, in nanoseconds.
    unit: u64,
    parse: Parse,
}

/// Length in bytes of the file's header.
const HEADER_LEN: usize = 24;

impl Pcap {
    /// Reads the header; `None` if the file does not begin like one.
    ///
    /// # Errors
    /// Those of reading, and a header that is cut off.
    pub fn open<R: Read>(window: &mut Window<R>) -> Result<Option<Self>, FileError> {
        let got = window.want(HEADER_LEN).map_err(failed)?;
        let header = match parse_pcap_header(window.bytes()) {
            Ok((_, header)) => header,
            // fewer than four bytes are not recognized
            Err(nom::Err::Incomplete(_)) if got >= 4 => {
                return Err(FileError::Truncated {
                    at: 0,
                    expected: HEADER_LEN as u64,
                    got: got as u64,
                });
            }
            Err(_) => return Ok(None),
        };
        window.consume(HEADER_LEN);
        Ok(Some(Pcap::of(&header)))
    }

    fn of(header: &PcapHeader) -> Self {
        Pcap {
            // the upper half has the length of the frame check sequence
            link: LinkType(header.network.0 as u16),
            unit: match header.is_nanosecond_precision() {
                true => 1,
                false => 1000,
            },
            parse: match (header.is_modified_format(), header.is_bigendian()) {
                (true, _) => parse_pcap_frame_modified,
                (false, true) => parse_pcap_frame_be,
                (false, false) => parse_pcap_frame,
            },
        }
    }

    /// Reads on until a packet is in the window, and gives its length with its header; `None` at the end.
    ///
    /// # Errors
    /// Those of reading, a packet that is cut off, and one that claims too great a length.
    pub fn find<R: Read>(&mut self, window: &mut Window<R>) -> Result<Option<usize>, FileError> {
        loop {
            let there = window.bytes().len();
            let missing = match (self.parse)(window.bytes()) {
                Ok((rest, _)) => return Ok(Some(there - rest.len())),
                Err(nom::Err::Incomplete(nom::Needed::Size(missing))) => missing.get(),
                Err(_) => 1,
            };
            let len = there + missing;
            let at = window.offset();
            if len > MAX_PACKET {
                return Err(FileError::Length {
                    at,
                    got: len as u64,
                    most: MAX_PACKET as u64,
                });
            }
            let got = window.want(len).map_err(failed)?;
            if got == 0 {
                return Ok(None);
            }
            if got < len {
                return Err(FileError::Truncated {
                    at,
                    expected: len as u64,
                    got: got as u64,
                });
            }
        }
    }

    /// The packet in the bytes that `find` has found at this place.
    ///
    /// # Errors
    /// None that `find` has not had.
    pub fn read<'a>(&mut self, bytes: &'a [u8], at: u64) -> Result<Item<'a>, FileError> {
        let Ok((_, frame)) = (self.parse)(bytes) else {
            let expected = bytes.len() as u64;
            let got = expected;
            return Err(FileError::Truncated { at, expected, got });
        };
        Ok(Item::Packet(Packet {
            at: u64::from(frame.ts_sec) * 1_000_000_000 + u64::from(frame.ts_usec) * self.unit,
            link: self.link,
            bytes: frame.data,
            len: frame.origlen,
        }))
    }
}
