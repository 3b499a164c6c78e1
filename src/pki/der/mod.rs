//! The strict reader of DER (ITU-T X.690) that certificates, revocation lists and keys share.
//!
//! What is signed can be written in one way only: a second encoding of the same number, time or
//! length would be another certificate that says the same, or an entry that is not found. So each
//! element is checked when it is read: its tag, its length, and the form of its content. An error
//! says which part of the structure it is about, and at which byte.
//!
//! Left out: the rules for default values and for the order of a SET OF (X.690 sections 11.5 and
//! 11.6), which certificates in use break, and which change nothing that is compared here.

mod error;
mod outline;

pub use error::{DerError, DerFault};
pub(super) use outline::{Algorithm, Extension, Signed};

use super::time::UnixTime;
use std::ops::Range;
use time::{Date, Month, PrimitiveDateTime, Time};

/// Tags of universal types, as they stand in DER: with the bit of a constructed one.
pub(super) mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OBJECT_IDENTIFIER: u8 = 0x06;
    pub const ENUMERATED: u8 = 0x0a;
    pub const UTF8_STRING: u8 = 0x0c;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    /// The tag `[number]` of a primitive element.
    pub const fn primitive(number: u8) -> u8 {
        0x80 | number
    }

    /// The tag `[number]` of a constructed element.
    pub const fn constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

type Result<T> = std::result::Result<T, DerError>;

/// An element that has been read: its tag and length are those of DER.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'d> {
    pub tag: u8,
    /// All bytes of which it is a part.
    whole: &'d [u8],
    /// Where it begins, where its content begins, and where it ends.
    places: [usize; 3],
    part: &'static str,
}

impl<'d> Element<'d> {
    /// The content.
    pub fn content(&self) -> &'d [u8] {
        &self.whole[self.content_range()]
    }

    /// Tag, length and content.
    pub fn bytes(&self) -> &'d [u8] {
        &self.whole[self.range()]
    }

    /// Where the content is.
    pub fn content_range(&self) -> Range<usize> {
        self.places[1]..self.places[2]
    }

    /// Where the element is.
    pub fn range(&self) -> Range<usize> {
        self.places[0]..self.places[2]
    }

    /// A reader for what is in it.
    pub fn inside(&self) -> Reader<'d> {
        Reader {
            whole: self.whole,
            start: self.places[0],
            at: self.places[1],
            end: self.places[2],
            part: self.part,
        }
    }

    /// An error about this element.
    pub fn fault<T>(&self, fault: DerFault) -> Result<T> {
        Err(DerError {
            part: self.part,
            at: self.places[0],
            fault,
        })
    }

    /// The content of an INTEGER or ENUMERATED, whatever its tag: two's complement, as short as it can be.
    pub fn integer(&self) -> Result<&'d [u8]> {
        match self.content() {
            [] => self.fault(DerFault::Integer),
            [0, second, ..] if *second < 0x80 => self.fault(DerFault::Integer),
            [0xff, second, ..] if *second >= 0x80 => self.fault(DerFault::Integer),
            content => Ok(content),
        }
    }

    /// A number that is not negative and has at most 32 bits.
    pub fn number(&self) -> Result<u32> {
        let content = self.integer()?;
        let digits = content.strip_prefix(&[0]).unwrap_or(content);
        if content[0] >= 0x80 || digits.len() > 4 {
            return self.fault(DerFault::Range);
        }
        Ok(digits.iter().fold(0, |n, byte| n << 8 | u32::from(*byte)))
    }

    /// The content of a BOOLEAN, whatever its tag.
    pub fn boolean(&self) -> Result<bool> {
        match self.content() {
            [0] => Ok(false),
            [0xff] => Ok(true),
            _ => self.fault(DerFault::Boolean),
        }
    }

    /// A NULL.
    pub fn null(&self) -> Result<()> {
        match (self.tag, self.content()) {
            (tag::NULL, []) => Ok(()),
            (tag::NULL, _) => self.fault(DerFault::Null),
            (got, _) => self.fault(DerFault::Tag {
                expected: Some(tag::NULL),
                got,
            }),
        }
    }

    /// The bits of a BIT STRING, whatever its tag, and how many of the last byte are unused.
    pub fn bits(&self) -> Result<(&'d [u8], u8)> {
        match self.content() {
            [0] => Ok((&[], 0)),
            [unused @ 0..=7, bits @ ..]
                if bits
                    .last()
                    .is_some_and(|last| last & ((1 << unused) - 1) == 0) =>
            {
                Ok((bits, *unused))
            }
            _ => self.fault(DerFault::BitString),
        }
    }

    /// An object identifier in its dotted form; with an arc of more than 64 bits, its bytes in hex.
    pub fn object_identifier(&self) -> Result<String> {
        let content = self.content();
        let mut arcs: Vec<Option<u64>> = Vec::new();
        let mut arc = Some(0_u64);
        let mut first = true;
        for byte in content {
            // an arc does not begin with a zero digit
            if first && *byte == 0x80 {
                return self.fault(DerFault::ObjectIdentifier);
            }
            let digit = u64::from(byte & 0x7f);
            arc = arc
                .and_then(|arc| arc.checked_mul(0x80))
                .map(|arc| arc | digit);
            first = byte & 0x80 == 0;
            if first {
                arcs.push(arc.replace(0));
                arc = Some(0);
            }
        }
        if content.is_empty() || !first {
            return self.fault(DerFault::ObjectIdentifier);
        }
        let arcs: Option<Vec<u64>> = arcs.into_iter().collect();
        let Some(arcs) = arcs else {
            return Ok(super::name::hex_with_colons(content));
        };
        // the first two arcs share a number
        let top = (arcs[0] / 40).min(2);
        let rest: Vec<String> = std::iter::once(arcs[0] - 40 * top)
            .chain(arcs[1..].iter().copied())
            .map(|arc| arc.to_string())
            .collect();
        Ok(format!("{top}.{}", rest.join(".")))
    }

    /// A UTCTime or GeneralizedTime, in the one form that RFC 5280 section 4.1.2.5 leaves of each.
    pub fn time(&self) -> Result<UnixTime> {
        let digits = match (self.tag, self.content().split_last()) {
            (tag::UTC_TIME, Some((b'Z', digits))) if digits.len() == 12 => digits,
            (tag::GENERALIZED_TIME, Some((b'Z', digits))) if digits.len() == 14 => digits,
            (tag::UTC_TIME | tag::GENERALIZED_TIME, _) => return self.fault(DerFault::Time),
            (got, _) => {
                return self.fault(DerFault::Tag {
                    expected: None,
                    got,
                });
            }
        };
        match calendar(digits) {
            Some(time) => Ok(time),
            None => self.fault(DerFault::Time),
        }
    }

    /// A text of ASCII characters, as an IA5String is.
    pub fn ascii(&self) -> Result<&'d str> {
        match std::str::from_utf8(self.content()) {
            Ok(text) if text.is_ascii() => Ok(text),
            _ => self.fault(DerFault::Text),
        }
    }
}

/// The time of so many digits: a year of two or four, then month, day, hour, minute and second of two each.
fn calendar(digits: &[u8]) -> Option<UnixTime> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |digits: &[u8]| {
        digits
            .iter()
            .fold(0, |n, digit| n * 10 + u16::from(digit - b'0'))
    };
    let (year, rest) = digits.split_at(digits.len() - 10);
    let year = match (year.len(), number(year)) {
        (2, year @ 50..) => 1900 + year,
        (2, year) => 2000 + year,
        (_, year) => year,
    };
    let two: Vec<u8> = (rest.chunks(2))
        .filter_map(|two| u8::try_from(number(two)).ok())
        .collect();
    let [month, day, hour, minute, second] = two.as_slice() else {
        return None;
    };
    let date = Date::from_calendar_date(year.into(), Month::try_from(*month).ok()?, *day).ok()?;
    let time = Time::from_hms(*hour, *minute, *second).ok()?;
    Some(UnixTime(
        PrimitiveDateTime::new(date, time)
            .assume_utc()
            .unix_timestamp(),
    ))
}

/// A reader of elements, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Reader<'d> {
    whole: &'d [u8],
    /// Where the element that is read begins.
    start: usize,
    at: usize,
    end: usize,
    part: &'static str,
}

impl<'d> Reader<'d> {
    /// A reader of all of `whole`, which is that part.
    pub fn new(whole: &'d [u8], part: &'static str) -> Reader<'d> {
        Reader {
            whole,
            start: 0,
            at: 0,
            end: whole.len(),
            part,
        }
    }

    /// A reader of a part of `whole`.
    pub fn within(whole: &'d [u8], range: Range<usize>) -> Reader<'d> {
        Reader {
            whole,
            start: range.start,
            at: range.start,
            end: range.end,
            part: "",
        }
    }

    /// Whether everything has been read.
    pub fn is_done(&self) -> bool {
        self.at == self.end
    }

    /// The tag of the next element.
    pub fn next_tag(&self) -> Option<u8> {
        self.whole[self.at..self.end].first().copied()
    }

    /// Refuses what has not been read.
    pub fn done(&self) -> Result<()> {
        match self.is_done() {
            true => Ok(()),
            false => Err(DerError {
                part: self.part,
                at: self.start,
                fault: DerFault::Trailing,
            }),
        }
    }

    /// The next element, whatever its tag.
    pub fn any(&mut self, part: &'static str) -> Result<Element<'d>> {
        let start = self.at;
        let fault = |fault| DerError {
            part,
            at: start,
            fault,
        };
        let early = || fault(DerFault::EndsEarly);
        let bytes = &self.whole[start..self.end];
        let (&tag, rest) = bytes.split_first().ok_or_else(early)?;
        // a tag of several bytes is in nothing that is read here
        if tag & 0x1f == 0x1f {
            return Err(fault(DerFault::Tag {
                expected: None,
                got: tag,
            }));
        }
        let (&short, rest) = rest.split_first().ok_or_else(early)?;
        let (header, len) = match short {
            0..=0x7f => (2, usize::from(short)),
            // lengths of up to three bytes, in as few as they take
            0x81..=0x83 => {
                let digits = rest.get(..usize::from(short & 0x7f)).ok_or_else(early)?;
                let len = digits
                    .iter()
                    .fold(0, |len, digit| len << 8 | usize::from(*digit));
                if digits[0] == 0 || len <= 0x7f {
                    return Err(fault(DerFault::Length));
                }
                (2 + digits.len(), len)
            }
            // nothing that is read here has 16 MiB
            0x84..=0x88 => return Err(early()),
            _ => return Err(fault(DerFault::Length)),
        };
        if header + len > bytes.len() {
            return Err(early());
        }
        self.at = start + header + len;
        Ok(Element {
            tag,
            whole: self.whole,
            places: [start, start + header, self.at],
            part,
        })
    }

    /// The next element, which must have this tag.
    pub fn tagged(&mut self, tag: u8, part: &'static str) -> Result<Element<'d>> {
        let element = self.any(part)?;
        match element.tag == tag {
            true => Ok(element),
            false => element.fault(DerFault::Tag {
                expected: Some(tag),
                got: element.tag,
            }),
        }
    }

    /// The next element if it has this tag.
    pub fn optional(&mut self, tag: u8, part: &'static str) -> Result<Option<Element<'d>>> {
        match self.next_tag() == Some(tag) {
            true => self.any(part).map(Some),
            false => Ok(None),
        }
    }

    /// What is in the SEQUENCE that is next.
    pub fn sequence(&mut self, part: &'static str) -> Result<Reader<'d>> {
        Ok(self.tagged(tag::SEQUENCE, part)?.inside())
    }

    /// The INTEGER that is next.
    pub fn integer(&mut self, part: &'static str) -> Result<&'d [u8]> {
        self.tagged(tag::INTEGER, part)?.integer()
    }

    /// The object identifier that is next.
    pub fn object_identifier(&mut self, part: &'static str) -> Result<String> {
        self.tagged(tag::OBJECT_IDENTIFIER, part)?
            .object_identifier()
    }

    /// The time that is next.
    pub fn time(&mut self, part: &'static str) -> Result<UnixTime> {
        self.any(part)?.time()
    }
}
