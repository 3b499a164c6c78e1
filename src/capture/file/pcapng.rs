//! The pcapng format (draft-ietf-opsawg-pcapng): blocks, in sections, each with its byte order and interfaces.

use super::error::FileError;
use super::item::{Item, LinkType, MAX_PACKET, Packet};
use super::source::failed;
use super::time::Clock;
use super::window::Window;
use pcap_parser::pcapng::{self, OptionCode, SecretsType};
use pcap_parser::traits::PcapNGPacketBlock;
use pcap_parser::{Block, parse_block_be, parse_block_le};
use std::io::Read;

/// Types of blocks.
const SECTION_HEADER: u32 = pcapng::SHB_MAGIC;
const INTERFACE_DESCRIPTION: u32 = pcapng::IDB_MAGIC;
/// The obsolete form of a packet.
const PACKET: u32 = 0x0000_0002;
const SIMPLE_PACKET: u32 = pcapng::SPB_MAGIC;
const ENHANCED_PACKET: u32 = pcapng::EPB_MAGIC;
const DECRYPTION_SECRETS: u32 = pcapng::DSB_MAGIC;

/// Length in bytes of a block's type and length.
const HEAD_LEN: usize = 8;
/// Length in bytes of a block without content: type, length, and length again.
const EMPTY_LEN: usize = 12;
/// The most bytes that a block with a packet may have: its options too.
const MAX_PACKET_BLOCK: usize = 2 * MAX_PACKET;
/// The most bytes of a key log: that of some 100,000 connections.
const MAX_SECRETS: usize = 64 << 20;
/// The most interfaces of a section.
const MAX_INTERFACES: usize = 1 << 16;

/// What the present section says of its packets.
#[derive(Default)]
pub(super) struct Pcapng {
    big_endian: bool,
    interfaces: Vec<Interface>,
    /// The time of the packet before, for those that have none.
    at: u64,
}

struct Interface {
    link: LinkType,
    clock: Clock,
    /// The most bytes that are captured of a packet; 0 for no limit.
    snap_len: u32,
}

impl Pcapng {
    /// Whether the file begins with a section.
    ///
    /// # Errors
    /// Those of reading.
    pub fn begins<R: Read>(window: &mut Window<R>) -> Result<bool, FileError> {
        window.want(4).map_err(failed)?;
        Ok(window.bytes().starts_with(&SECTION_HEADER.to_be_bytes()))
    }

    /// Reads on until a packet or a key log is in the window, and gives the length of its block; `None` at
    /// the end.
    ///
    /// # Errors
    /// Those of reading, a block that is cut off, and one that claims what cannot be.
    pub fn find<R: Read>(&mut self, window: &mut Window<R>) -> Result<Option<usize>, FileError> {
        loop {
            let Some((block_type, len)) = self.head(window)? else {
                return Ok(None);
            };
            let most = match block_type {
                ENHANCED_PACKET | SIMPLE_PACKET | PACKET => MAX_PACKET_BLOCK,
                SECTION_HEADER | INTERFACE_DESCRIPTION => MAX_PACKET_BLOCK,
                DECRYPTION_SECRETS => MAX_SECRETS,
                _ => {
                    pass_over(window, len, self.big_endian, block_type)?;
                    continue;
                }
            };
            whole(window, len, most)?;
            let block = &window.bytes()[..len];
            let fault = FileError::Block {
                at: window.offset(),
                block_type,
            };
            match block_type {
                SECTION_HEADER => self.interfaces.clear(),
                INTERFACE_DESCRIPTION => {
                    let Some(Block::InterfaceDescription(it)) = self.parse(block) else {
                        return Err(fault);
                    };
                    if self.interfaces.len() < MAX_INTERFACES {
                        let interface = Interface::of(&it, self.big_endian);
                        self.interfaces.push(interface);
                    }
                }
                DECRYPTION_SECRETS if !self.is_key_log(block) => {}
                _ => return Ok(Some(len)),
            }
            window.consume(len);
        }
    }

    fn is_key_log(&self, block: &[u8]) -> bool {
        SecretsType(word(block, HEAD_LEN, self.big_endian)) == SecretsType::TlsKeyLog
    }

    /// The type and the length of the next block, and the byte order if it begins a section.
    fn head<R: Read>(&mut self, window: &mut Window<R>) -> Result<Option<(u32, usize)>, FileError> {
        let got = window.want(EMPTY_LEN).map_err(failed)?;
        if got == 0 {
            return Ok(None);
        }
        let at = window.offset();
        if got < EMPTY_LEN {
            return Err(FileError::Truncated {
                at,
                expected: EMPTY_LEN as u64,
                got: got as u64,
            });
        }
        let bytes = window.bytes();
        if word(bytes, 0, true) == SECTION_HEADER {
            self.big_endian = match word(bytes, HEAD_LEN, true) {
                pcapng::BOM_MAGIC => true,
                order if order.swap_bytes() == pcapng::BOM_MAGIC => false,
                _ => {
                    let block_type = SECTION_HEADER;
                    return Err(FileError::Block { at, block_type });
                }
            };
        }
        let block_type = word(bytes, 0, self.big_endian);
        let len = word(bytes, 4, self.big_endian) as usize;
        if len < EMPTY_LEN {
            return Err(FileError::Block { at, block_type });
        }
        Ok(Some((block_type, len)))
    }

    /// Takes a whole block apart; `None` if it contradicts itself.
    fn parse<'a>(&self, block: &'a [u8]) -> Option<Block<'a>> {
        let parsed = match self.big_endian {
            true => parse_block_be(block),
            false => parse_block_le(block),
        };
        parsed.ok().map(|(_, block)| block)
    }

    /// What a block with a packet says.
    fn parts<'a>(&self, block: &'a [u8]) -> Option<Parts<'a>> {
        match self.parse(block)? {
            Block::EnhancedPacket(it) => Some(Parts {
                interface: it.if_id,
                ticks: Some(u64::from(it.ts_high) << 32 | u64::from(it.ts_low)),
                bytes: it.data.get(..it.caplen as usize)?,
                len: it.orig_len(),
            }),
            Block::SimplePacket(it) => {
                let snap_len = self.interfaces.first().map_or(0, |it| it.snap_len);
                let most = if snap_len == 0 { u32::MAX } else { snap_len };
                Some(Parts {
                    interface: 0,
                    ticks: None,
                    bytes: it.data.get(..it.origlen.min(most) as usize)?,
                    len: it.origlen,
                })
            }
            Block::Unknown(it) => self.obsolete(it.data),
            _ => None,
        }
    }

    /// The obsolete packet block: interface and number of drops (2 bytes each), time, captured length,
    /// length, bytes.
    fn obsolete<'a>(&self, content: &'a [u8]) -> Option<Parts<'a>> {
        let (head, rest) = content.split_at_checked(20)?;
        let word = |at| word(head, at, self.big_endian);
        let interface = match self.big_endian {
            true => word(0) >> 16,
            false => word(0) & 0xffff,
        };
        Some(Parts {
            interface,
            ticks: Some(u64::from(word(4)) << 32 | u64::from(word(8))),
            bytes: rest.get(..word(12) as usize)?,
            len: word(16),
        })
    }

    /// The packet or key log in a block that `find` has found at this place.
    ///
    /// # Errors
    /// A block that contradicts itself.
    pub fn read<'a>(&mut self, block: &'a [u8], at: u64) -> Result<Item<'a>, FileError> {
        let block_type = word(block, 0, self.big_endian);
        let fault = FileError::Block { at, block_type };
        if block_type == DECRYPTION_SECRETS {
            let Some(Block::DecryptionSecrets(it)) = self.parse(block) else {
                return Err(fault);
            };
            let log = it.data.get(..it.secrets_len as usize).ok_or(fault)?;
            return Ok(Item::KeyLog(String::from_utf8_lossy(log)));
        }
        let parts = self.parts(block).ok_or(fault)?;
        let interface = self.interfaces.get(parts.interface as usize);
        let interface = interface.ok_or(FileError::Interface {
            at,
            got: parts.interface,
            described: self.interfaces.len(),
        })?;
        if let Some(ticks) = parts.ticks {
            self.at = interface.clock.at(ticks);
        }
        Ok(Item::Packet(Packet {
            at: self.at,
            link: interface.link,
            bytes: parts.bytes,
            len: parts.len,
        }))
    }
}

struct Parts<'a> {
    interface: u32,
    ticks: Option<u64>,
    bytes: &'a [u8],
    len: u32,
}

impl Interface {
    fn of(block: &pcapng::InterfaceDescriptionBlock<'_>, big_endian: bool) -> Self {
        let mut options = block.options.iter();
        // pcap-parser reads it in one byte order only
        let offset = options
            .find(|option| option.code == OptionCode::IfTsoffset)
            .and_then(|option| <[u8; 8]>::try_from(option.value()).ok())
            .map_or(0, |bytes| match big_endian {
                true => i64::from_be_bytes(bytes),
                false => i64::from_le_bytes(bytes),
            });
        Interface {
            link: LinkType(block.linktype.0 as u16),
            clock: Clock::new(block.if_tsresol, offset),
            snap_len: block.snaplen,
        }
    }
}

/// Four bytes of a block.
fn word(bytes: &[u8], at: usize, big_endian: bool) -> u32 {
    let word = bytes.get(at..at + 4).and_then(|it| it.try_into().ok());
    let word: [u8; 4] = word.unwrap_or_default();
    match big_endian {
        true => u32::from_be_bytes(word),
        false => u32::from_le_bytes(word),
    }
}

/// Reads until a whole block is in the window.
fn whole<R: Read>(window: &mut Window<R>, len: usize, most: usize) -> Result<(), FileError> {
    let at = window.offset();
    let expected = len as u64;
    if len > most {
        return Err(FileError::Length {
            at,
            got: expected,
            most: most as u64,
        });
    }
    let got = window.want(len).map_err(failed)? as u64;
    if got < expected {
        return Err(FileError::Truncated { at, expected, got });
    }
    Ok(())
}

/// Passes over a block that is not read. Only its two lengths are compared.
fn pass_over<R: Read>(
    window: &mut Window<R>,
    len: usize,
    big_endian: bool,
    block_type: u32,
) -> Result<(), FileError> {
    let at = window.offset();
    let inside = len as u64 - 4;
    let mut got = window.skip(inside).map_err(failed)?;
    if got == inside {
        got += window.want(4).map_err(failed)?.min(4) as u64;
    }
    if got < len as u64 {
        let expected = len as u64;
        return Err(FileError::Truncated { at, expected, got });
    }
    if word(window.bytes(), 0, big_endian) as usize != len {
        return Err(FileError::Block { at, block_type });
    }
    window.consume(4);
    Ok(())
}
