//! The blocks of a pcapng file (draft-ietf-opsawg-pcapng). Numbers are in little-endian order, and every block
//! and every option is filled up to a multiple of 4 bytes.

use std::io::{self, Write};

/// The number by which a reader finds out the order of bytes.
const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;
/// The type of link: Ethernet.
const LINKTYPE_ETHERNET: u16 = 1;
/// The type of secrets: a TLS key log, "TLSK".
const SECRETS_TLS_KEY_LOG: u32 = 0x544c_534b;
/// Block types.
const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 0x0000_0001;
const ENHANCED_PACKET: u32 = 0x0000_0006;
const DECRYPTION_SECRETS: u32 = 0x0000_000a;
/// Option codes.
const OPT_END: u16 = 0;
const OPT_COMMENT: u16 = 1;
const SHB_USERAPPL: u16 = 4;
const IF_NAME: u16 = 2;

/// Begins a file: the program that wrote it, and what it says of the file.
pub(super) fn section_header(out: &mut impl Write, program: &str, comment: &str) -> io::Result<()> {
    let mut body = Vec::new();
    body.extend(BYTE_ORDER_MAGIC.to_le_bytes());
    // version 1.0
    body.extend(1_u16.to_le_bytes());
    body.extend(0_u16.to_le_bytes());
    // the length of the section is not known
    body.extend(u64::MAX.to_le_bytes());
    option(&mut body, OPT_COMMENT, comment);
    option(&mut body, SHB_USERAPPL, program);
    end_of_options(&mut body);
    block(out, SECTION_HEADER, &body)
}

/// Describes the interface on which all packets were seen. Times are in microseconds, the default.
pub(super) fn interface(out: &mut impl Write, name: &str) -> io::Result<()> {
    let mut body = Vec::new();
    body.extend(LINKTYPE_ETHERNET.to_le_bytes());
    body.extend(0_u16.to_le_bytes());
    // no limit to the length of a packet
    body.extend(0_u32.to_le_bytes());
    option(&mut body, IF_NAME, name);
    end_of_options(&mut body);
    block(out, INTERFACE, &body)
}

/// The secrets with which a reader decrypts the packets that follow.
pub(super) fn secrets(out: &mut impl Write, key_log: &[u8]) -> io::Result<()> {
    let mut body = Vec::new();
    body.extend(SECRETS_TLS_KEY_LOG.to_le_bytes());
    body.extend(length(key_log)?.to_le_bytes());
    body.extend(key_log);
    fill(&mut body);
    block(out, DECRYPTION_SECRETS, &body)
}

/// A packet with the time at which it was seen, in microseconds since 1970, and comments.
pub(super) fn packet(
    out: &mut impl Write,
    time: u64,
    packet: &[u8],
    comments: &[String],
) -> io::Result<()> {
    let mut body = Vec::new();
    // the first interface
    body.extend(0_u32.to_le_bytes());
    let [high, low] = [time >> 32, time & u64::from(u32::MAX)];
    for half in [high, low] {
        body.extend_from_slice(&half.to_le_bytes()[..4]);
    }
    let len = length(packet)?;
    // the length that was captured, and that of the packet
    body.extend(len.to_le_bytes());
    body.extend(len.to_le_bytes());
    body.extend(packet);
    fill(&mut body);
    for comment in comments {
        option(&mut body, OPT_COMMENT, comment);
    }
    if !comments.is_empty() {
        end_of_options(&mut body);
    }
    block(out, ENHANCED_PACKET, &body)
}

/// A block: its type and length, what it holds, and its length again.
fn block(out: &mut impl Write, kind: u32, body: &[u8]) -> io::Result<()> {
    const AROUND: u32 = 12;
    let len = length(body)?.saturating_add(AROUND);
    out.write_all(&kind.to_le_bytes())?;
    out.write_all(&len.to_le_bytes())?;
    out.write_all(body)?;
    out.write_all(&len.to_le_bytes())
}

/// Adds an option with a text, which is cut if it does not fit.
fn option(body: &mut Vec<u8>, code: u16, text: &str) {
    let mut end = text.len().min(usize::from(u16::MAX));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let len = u16::try_from(end).unwrap_or(u16::MAX);
    body.extend(code.to_le_bytes());
    body.extend(len.to_le_bytes());
    body.extend_from_slice(&text.as_bytes()[..end]);
    fill(body);
}

fn end_of_options(body: &mut Vec<u8>) {
    body.extend(OPT_END.to_le_bytes());
    body.extend(0_u16.to_le_bytes());
}

/// Fills up to a multiple of 4 bytes.
fn fill(body: &mut Vec<u8>) {
    body.resize(body.len().next_multiple_of(4), 0);
}

/// A length as the format has it.
fn length(bytes: &[u8]) -> io::Result<u32> {
    u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput.into())
}
