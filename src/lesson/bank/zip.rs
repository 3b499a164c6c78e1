//! A ZIP archive in which files are stored as they are (PKWARE APPNOTE.TXT §4.3). Left out: compression, and archives
//! of more than 65,535 files or 4 GiB, which a question bank never has.

use flate2::Crc;
use std::io::{self, Write};

/// "version needed to extract": 1.0.
const VERSION: u16 = 10;
/// Names are in UTF-8 (§4.4.4, bit 11).
const UTF8: u16 = 1 << 11;
/// The earliest date that an archive can have, 1980-01-01: the same files give the same archive.
const DATE: u16 = 1 << 5 | 1;

/// Writes an archive of files: name and content.
///
/// # Errors
/// Whatever `out` fails with, and an archive that would be too large.
pub(super) fn write(out: &mut impl Write, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let offset = long(body.len())?;
        let common = common(name, content)?;
        body.extend_from_slice(b"PK\x03\x04");
        body.extend_from_slice(&common);
        body.extend_from_slice(name.as_bytes());
        body.extend_from_slice(content);
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&VERSION.to_le_bytes());
        directory.extend_from_slice(&common);
        // no comment, disk 0, no attributes
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let count = short(files.len())?.to_le_bytes();
    let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
    end.extend_from_slice(&[count, count].concat());
    end.extend_from_slice(&long(directory.len())?.to_le_bytes());
    end.extend_from_slice(&long(body.len())?.to_le_bytes());
    end.extend_from_slice(&[0; 2]);
    [body, directory, end]
        .iter()
        .try_for_each(|part| out.write_all(part))
}

/// What the header of a file and its entry in the directory have in common.
fn common(name: &str, content: &[u8]) -> io::Result<Vec<u8>> {
    let mut crc = Crc::new();
    crc.update(content);
    let (size, name) = (long(content.len())?.to_le_bytes(), short(name.len())?);
    let mut out = Vec::new();
    // version, flags, stored, time
    for number in [VERSION, UTF8, 0, 0, DATE] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(&crc.sum().to_le_bytes());
    out.extend_from_slice(&[size, size].concat());
    out.extend_from_slice(&name.to_le_bytes());
    // no extra field
    out.extend_from_slice(&[0; 2]);
    Ok(out)
}

fn long(number: usize) -> io::Result<u32> {
    u32::try_from(number).map_err(|_| io::ErrorKind::FileTooLarge.into())
}

fn short(number: usize) -> io::Result<u16> {
    u16::try_from(number).map_err(|_| io::ErrorKind::FileTooLarge.into())
}
