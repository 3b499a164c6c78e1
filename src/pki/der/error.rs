//! Why bytes are not the DER of what they should be.

use super::tag;
use crate::said;
use crate::text::Said;
use std::fmt;

/// Why bytes are not the DER of what they should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerError {
    /// The part that is being read, by the name that its RFC gives it.
    pub part: &'static str,
    /// Where the part begins: the number of bytes before it.
    pub at: usize,
    /// What is wrong with it.
    pub fault: DerFault,
}

/// What is wrong with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DerFault {
    /// It is not there, or ends after what it is in.
    EndsEarly,
    /// Its length is in a form that only BER allows.
    Length,
    /// It has another tag.
    Tag {
        /// The tag that it should have; `None` where several are possible.
        expected: Option<u8>,
        /// The tag that it has.
        got: u8,
    },
    /// There is more in it than its definition has.
    Trailing,
    /// An INTEGER without a byte, or with one too many (X.690 sections 8.3.1 and 8.3.2).
    Integer,
    /// A number beyond what it can be.
    Range,
    /// A BOOLEAN that is neither 00 nor ff (X.690 section 11.1).
    Boolean,
    /// A BIT STRING whose unused bits are too many or not zero (X.690 section 11.2).
    BitString,
    /// A NULL with content.
    Null,
    /// An object identifier that is empty, cut off or padded (X.690 section 8.19).
    ObjectIdentifier,
    /// A time that is not `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ` (RFC 5280 section 4.1.2.5).
    Time,
    /// A text with bytes that its type does not have.
    Text,
    /// Something that is there twice, or out of its order.
    Order,
}

impl DerError {
    /// Whether the bytes end before the end of what they are.
    pub fn is_cut_off(&self) -> bool {
        self.fault == DerFault::EndsEarly
    }
}

/// A tag in words.
struct Tag(u8);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.0 {
            tag::BOOLEAN => "BOOLEAN",
            tag::INTEGER => "INTEGER",
            tag::BIT_STRING => "BIT STRING",
            tag::OCTET_STRING => "OCTET STRING",
            tag::NULL => "NULL",
            tag::OBJECT_IDENTIFIER => "OBJECT IDENTIFIER",
            tag::ENUMERATED => "ENUMERATED",
            tag::UTF8_STRING => "UTF8String",
            tag::UTC_TIME => "UTCTime",
            tag::GENERALIZED_TIME => "GeneralizedTime",
            tag::SEQUENCE => "SEQUENCE",
            tag::SET => "SET",
            other if other & 0xc0 == 0x80 => return write!(f, "[{}]", other & 0x1f),
            other => return write!(f, "tag {other:02x}"),
        };
        f.write_str(name)
    }
}

impl DerError {
    /// The error as a fact.
    pub fn said(&self) -> Said {
        let DerError { part, at, fault } = *self;
        let tag = |tag: u8| Tag(tag).to_string();
        match fault {
            DerFault::EndsEarly => said!("pki.der.ends_early", part),
            DerFault::Length => said!("pki.der.length", part, at),
            DerFault::Tag { expected, got } => {
                let expected = expected.map(tag);
                said!("pki.der.tag", part, at, expected, got = tag(got))
            }
            DerFault::Trailing => said!("pki.der.trailing", part, at),
            DerFault::Integer => said!("pki.der.integer", part, at),
            DerFault::Range => said!("pki.der.range", part, at),
            DerFault::Boolean => said!("pki.der.boolean", part, at),
            DerFault::BitString => said!("pki.der.bit_string", part, at),
            DerFault::Null => said!("pki.der.null", part, at),
            DerFault::ObjectIdentifier => said!("pki.der.object_identifier", part, at),
            DerFault::Time => said!("pki.der.time", part, at),
            DerFault::Text => said!("pki.der.text", part, at),
            DerFault::Order => said!("pki.der.order", part, at),
        }
    }
}

impl fmt::Display for DerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for DerError {}
