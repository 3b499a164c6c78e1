//! The two hellos (RFC 5246 §7.4.1): what a client offers, and what the server selects.

use crate::said;
use crate::text::escaped;
use crate::wire::CipherSuite;
use crate::wire::extension::{self, Extension, Hello};
use crate::wire::names::{CompressionMethod, ExtensionType, ProtocolVersion};
use crate::wire::{Field, ParseError, Reader, Writer};

/// Maximum length in bytes of a session_id (RFC 5246 §7.4.1.2).
const MAX_SESSION_ID_LEN: u8 = 32;

/// ClientHello (RFC 5246 §7.4.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientHello {
    /// The highest version that the client offers.
    pub client_version: ProtocolVersion,
    /// `client_random`.
    pub random: [u8; 32],
    /// A session to resume, or empty; up to 32 bytes.
    pub session_id: Vec<u8>,
    /// The offered suites, in order of preference.
    pub cipher_suites: Vec<CipherSuite>,
    /// The offered compression methods; `null` must be among them.
    pub compression_methods: Vec<CompressionMethod>,
    /// The extensions; `None` when the block is absent.
    pub extensions: Option<Vec<Extension>>,
}

/// ServerHello (RFC 5246 §7.4.1.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerHello {
    /// The version of this connection.
    pub server_version: ProtocolVersion,
    /// `server_random`.
    pub random: [u8; 32],
    /// The session's name, or empty when it cannot be resumed.
    pub session_id: Vec<u8>,
    /// The suite of this connection.
    pub cipher_suite: CipherSuite,
    /// The compression method of this connection.
    pub compression_method: CompressionMethod,
    /// The extensions; `None` when the block is absent.
    pub extensions: Option<Vec<Extension>>,
}

/// The mark of a server that has chosen an older version than its newest, in the last eight bytes of its
/// random. A client that had offered a newer one knows then that its offer was changed on the way (RFC 8446
/// §4.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Downgrade {
    /// The server has TLS 1.3 and has chosen TLS 1.2.
    ToTls12,
    /// The server has TLS 1.2 or a newer version and has chosen one below.
    Below,
}

fn read_random(r: &mut Reader<'_>) -> Result<[u8; 32], ParseError> {
    r.node(Field::Random, |r| {
        let mut random = [0; 32];
        random[..4].copy_from_slice(r.opaque(Field::GmtUnixTime, 4)?);
        random[4..].copy_from_slice(r.opaque(Field::RandomBytes, 28)?);
        Ok(random)
    })
}

fn write_random(w: &mut Writer, random: &[u8; 32]) {
    w.node(Field::Random, |w| {
        w.opaque(Field::GmtUnixTime, &random[..4]);
        w.opaque(Field::RandomBytes, &random[4..]);
    });
}

fn read_session_id(r: &mut Reader<'_>) -> Result<Vec<u8>, ParseError> {
    let len = r.u8(Field::SessionIdLength)?;
    if len > MAX_SESSION_ID_LEN {
        let expected = said!("wire.parse.session_id", max = MAX_SESSION_ID_LEN);
        return Err(r.bad_value(Field::SessionIdLength, 1, expected, len));
    }
    Ok(r.opaque(Field::SessionId, usize::from(len))?.to_vec())
}

impl ClientHello {
    /// The name of the server that the client asks for; what is not ASCII is escaped.
    pub fn server_name(&self) -> Option<String> {
        let mut all = self.extensions.iter().flatten();
        all.find_map(|extension| match extension {
            Extension::ServerName(names) => Some(escaped(&names.first()?.name)),
            _ => None,
        })
    }

    /// Whether it has an extension of this type.
    pub fn has(&self, kind: ExtensionType) -> bool {
        extension::has(self.extensions.as_deref(), kind)
    }

    /// The ticket that it shows (RFC 5077 §3.2); an empty one if it only asks for one.
    pub fn ticket(&self) -> Option<&[u8]> {
        let mut all = self.extensions.iter().flatten();
        all.find_map(|extension| match extension {
            Extension::SessionTicket(ticket) => Some(ticket.as_slice()),
            _ => None,
        })
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, ParseError> {
        Ok(ClientHello {
            client_version: ProtocolVersion::of(r.u16(Field::ClientVersion)?),
            random: read_random(r)?,
            session_id: read_session_id(r)?,
            cipher_suites: r.list16(2.., Field::CipherSuitesLength, Field::CipherSuites, |r| {
                Ok(CipherSuite::of(r.u16(Field::CipherSuite)?))
            })?,
            compression_methods: r.list8(
                1..,
                Field::CompressionMethodsLength,
                Field::CompressionMethods,
                |r| Ok(CompressionMethod::of(r.u8(Field::CompressionMethod)?)),
            )?,
            extensions: extension::read_block(r, Hello::Client)?,
        })
    }

    pub(super) fn write(&self, w: &mut Writer) {
        w.u16(Field::ClientVersion, self.client_version.code());
        write_random(w, &self.random);
        w.vec8(Field::SessionIdLength, Field::SessionId, &self.session_id);
        w.list16(Field::CipherSuitesLength, Field::CipherSuites, |w| {
            self.cipher_suites
                .iter()
                .for_each(|s| w.u16(Field::CipherSuite, s.code()));
        });
        w.list8(
            Field::CompressionMethodsLength,
            Field::CompressionMethods,
            |w| {
                self.compression_methods
                    .iter()
                    .for_each(|m| w.u8(Field::CompressionMethod, m.code()));
            },
        );
        extension::write_block(w, self.extensions.as_deref(), Hello::Client);
    }
}

impl ServerHello {
    /// The random that makes a ServerHello of TLS 1.3 a HelloRetryRequest: SHA-256 of that word (RFC 8446
    /// §4.1.3).
    #[rustfmt::skip]
    pub const RETRY_RANDOM: [u8; 32] = [
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
        0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
    ];

    /// The version that the server has chosen: that in supported_versions, where the extension is there. A
    /// ServerHello of TLS 1.3 has the number of TLS 1.2 in `server_version` (RFC 8446 §4.1.3).
    pub fn chosen_version(&self) -> ProtocolVersion {
        let mut all = self.extensions.iter().flatten();
        let selected = all.find_map(|extension| match extension {
            Extension::Other(ExtensionType::SupportedVersions, data) => {
                Some(u16::from_be_bytes(data.as_slice().try_into().ok()?))
            }
            _ => None,
        });
        selected.map_or(self.server_version, ProtocolVersion::of)
    }

    /// Whether it is a HelloRetryRequest: the client is to send another ClientHello (RFC 8446 §4.1.4).
    pub fn is_retry(&self) -> bool {
        self.random == Self::RETRY_RANDOM
    }

    /// What the end of the random says about the versions that the server could have chosen.
    pub fn downgrade(&self) -> Option<Downgrade> {
        match self.random.last_chunk::<8>()? {
            b"DOWNGRD\x01" => Some(Downgrade::ToTls12),
            b"DOWNGRD\x00" => Some(Downgrade::Below),
            _ => None,
        }
    }

    fn hello(random: [u8; 32]) -> Hello {
        match random == Self::RETRY_RANDOM {
            true => Hello::Retry,
            false => Hello::Server,
        }
    }

    /// Whether it has an extension of this type.
    pub fn has(&self, kind: ExtensionType) -> bool {
        extension::has(self.extensions.as_deref(), kind)
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, ParseError> {
        let server_version = ProtocolVersion::of(r.u16(Field::ServerVersion)?);
        let random = read_random(r)?;
        Ok(ServerHello {
            server_version,
            random,
            session_id: read_session_id(r)?,
            cipher_suite: CipherSuite::of(r.u16(Field::CipherSuite)?),
            compression_method: CompressionMethod::of(r.u8(Field::CompressionMethod)?),
            extensions: extension::read_block(r, Self::hello(random))?,
        })
    }

    pub(super) fn write(&self, w: &mut Writer) {
        w.u16(Field::ServerVersion, self.server_version.code());
        write_random(w, &self.random);
        w.vec8(Field::SessionIdLength, Field::SessionId, &self.session_id);
        w.u16(Field::CipherSuite, self.cipher_suite.code());
        w.u8(Field::CompressionMethod, self.compression_method.code());
        let hello = Self::hello(self.random);
        extension::write_block(w, self.extensions.as_deref(), hello);
    }
}
