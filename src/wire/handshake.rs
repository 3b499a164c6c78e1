//! Handshake messages (RFC 5246 §7.4): a header of type and 24-bit length, and a body.

use super::extension::{self, Extension, Hello};
use super::form::Form;
use super::names::{
    CipherSuite, ClientCertificateType, CompressionMethod, ExtensionType, HandshakeType,
    ProtocolVersion, SignatureAlgorithm,
};
use super::{Field, Node, ParseError, Reader, Writer, x509};
use crate::said;

/// Length in bytes of the header: `msg_type` and `length`.
pub const HEADER_LEN: usize = 4;

/// Maximum length in bytes of a session_id (RFC 5246 §7.4.1.2).
const MAX_SESSION_ID_LEN: u8 = 32;

/// A handshake message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handshake {
    /// The server asks the client to begin a handshake; not part of the transcript.
    HelloRequest,
    /// What the client supports, and its random.
    ClientHello(ClientHello),
    /// What the server selected, and its random.
    ServerHello(ServerHello),
    /// A certificate chain, leaf first; empty from a client that has none.
    Certificate(CertificateList),
    /// The server asks for a client certificate.
    CertificateRequest(CertificateRequest),
    /// The server's part of the hellos is complete. No body.
    ServerHelloDone,
    /// The pre-master secret under the server's public key.
    ClientKeyExchange(ClientKeyExchange),
    /// The client's signature over the transcript.
    CertificateVerify(CertificateVerify),
    /// The first message under the new keys.
    Finished(Finished),
    /// A session ticket (RFC 5077).
    NewSessionTicket(NewSessionTicket),
    /// A message that premaster has no structure for, with its body unread.
    Other(HandshakeType, Vec<u8>),
}

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

/// Certificate (RFC 5246 §7.4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateList {
    /// DER of each certificate, the sender's own first.
    pub certificates: Vec<Vec<u8>>,
}

/// CertificateRequest (RFC 5246 §7.4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRequest {
    /// The types of certificate that are acceptable.
    pub certificate_types: Vec<ClientCertificateType>,
    /// The algorithms the server can verify. `None` before TLS 1.2, which has no such list.
    pub signature_algorithms: Option<Vec<SignatureAlgorithm>>,
    /// DER names of acceptable issuers; empty means any.
    pub certificate_authorities: Vec<Vec<u8>>,
}

/// ClientKeyExchange for RSA key exchange (RFC 5246 §7.4.7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientKeyExchange {
    /// As long as the server's modulus.
    pub encrypted_pre_master_secret: Vec<u8>,
    /// Whether its length stands before it: see [`Form::pre_master_length`].
    pub has_length: bool,
}

/// CertificateVerify (RFC 5246 §7.4.8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateVerify {
    /// How it is signed. `None` before TLS 1.2, where the key decides.
    pub algorithm: Option<SignatureAlgorithm>,
    /// As long as the client's modulus.
    pub signature: Vec<u8>,
}

/// Finished (RFC 5246 §7.4.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// 12 bytes, or 36 in SSL 3.0.
    pub verify_data: Vec<u8>,
}

/// NewSessionTicket (RFC 5077 §3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSessionTicket {
    /// Seconds.
    pub lifetime_hint: u32,
    /// Opaque to the client.
    pub ticket: Vec<u8>,
}

impl Handshake {
    /// The message's type.
    pub fn handshake_type(&self) -> HandshakeType {
        match self {
            Self::HelloRequest => HandshakeType::HelloRequest,
            Self::ClientHello(_) => HandshakeType::ClientHello,
            Self::ServerHello(_) => HandshakeType::ServerHello,
            Self::Certificate(_) => HandshakeType::Certificate,
            Self::CertificateRequest(_) => HandshakeType::CertificateRequest,
            Self::ServerHelloDone => HandshakeType::ServerHelloDone,
            Self::ClientKeyExchange(_) => HandshakeType::ClientKeyExchange,
            Self::CertificateVerify(_) => HandshakeType::CertificateVerify,
            Self::Finished(_) => HandshakeType::Finished,
            Self::NewSessionTicket(_) => HandshakeType::NewSessionTicket,
            Self::Other(handshake_type, _) => *handshake_type,
        }
    }

    /// Reads one message, header and body.
    pub fn read(r: &mut Reader<'_>, form: &Form) -> Result<Self, ParseError> {
        r.node(Field::Handshake, |r| {
            let handshake_type = HandshakeType::of(r.u8(Field::HandshakeType)?);
            let len = r.u24(Field::HandshakeLength)?;
            let field = body_field(handshake_type);
            if field == Field::OtherHandshake {
                return Ok(Self::Other(handshake_type, r.opaque(field, len)?.to_vec()));
            }
            r.bounded(field, len, |r| Self::read_body(r, handshake_type, form))
        })
    }

    /// Reads a message that must fill the whole buffer.
    ///
    /// # Errors
    /// The field that could not be read. The annotation then has what was read and one `Unparsed`
    /// node for the rest.
    pub fn parse(bytes: &[u8], form: &Form) -> (Result<Self, ParseError>, Vec<Node>) {
        let mut r = Reader::new(bytes);
        let message = Self::read(&mut r, form).and_then(|message| {
            r.expect_end(Field::Handshake)?;
            Ok(message)
        });
        (message, r.into_nodes())
    }

    fn read_body(
        r: &mut Reader<'_>,
        handshake_type: HandshakeType,
        form: &Form,
    ) -> Result<Self, ParseError> {
        Ok(match handshake_type {
            HandshakeType::HelloRequest => Self::HelloRequest,
            HandshakeType::ClientHello => Self::ClientHello(ClientHello::read(r)?),
            HandshakeType::ServerHello => Self::ServerHello(ServerHello::read(r)?),
            HandshakeType::Certificate => Self::Certificate(CertificateList::read(r)?),
            HandshakeType::CertificateRequest => {
                Self::CertificateRequest(CertificateRequest::read(r, form)?)
            }
            HandshakeType::ServerHelloDone => Self::ServerHelloDone,
            HandshakeType::ClientKeyExchange => {
                Self::ClientKeyExchange(ClientKeyExchange::read(r, form)?)
            }
            HandshakeType::CertificateVerify => {
                Self::CertificateVerify(CertificateVerify::read(r, form)?)
            }
            HandshakeType::Finished => Self::Finished(Finished::read(r, form)?),
            HandshakeType::NewSessionTicket => Self::NewSessionTicket(NewSessionTicket::read(r)?),
            other => Self::Other(other, r.rest(Field::OtherHandshake)?.to_vec()),
        })
    }

    /// Writes the message, header and body.
    pub fn write(&self, w: &mut Writer) {
        let handshake_type = self.handshake_type();
        w.node(Field::Handshake, |w| {
            w.u8(Field::HandshakeType, handshake_type.code());
            let field = body_field(handshake_type);
            match self {
                Self::Other(_, body) => w.vec24(Field::HandshakeLength, field, body, |_| None),
                _ => w.list24(Field::HandshakeLength, field, |w| self.write_body(w)),
            }
        });
    }

    /// The message's bytes, header included.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::new();
        self.write(&mut w);
        w.finish().0
    }

    fn write_body(&self, w: &mut Writer) {
        match self {
            Self::ClientHello(hello) => hello.write(w),
            Self::ServerHello(hello) => hello.write(w),
            Self::Certificate(list) => list.write(w),
            Self::CertificateRequest(request) => request.write(w),
            Self::ClientKeyExchange(exchange) => exchange.write(w),
            Self::CertificateVerify(verify) => {
                if let Some(algorithm) = verify.algorithm {
                    w.u16(Field::SignatureAlgorithm, algorithm.code());
                }
                w.vec16(Field::SignatureLength, Field::Signature, &verify.signature);
            }
            Self::Finished(finished) => w.opaque(Field::VerifyData, &finished.verify_data),
            Self::NewSessionTicket(ticket) => {
                w.opaque(
                    Field::TicketLifetimeHint,
                    &ticket.lifetime_hint.to_be_bytes(),
                );
                w.vec16(Field::TicketLength, Field::Ticket, &ticket.ticket);
            }
            Self::HelloRequest | Self::ServerHelloDone | Self::Other(..) => {}
        }
    }
}

/// The field of a message's body.
fn body_field(handshake_type: HandshakeType) -> Field {
    match handshake_type {
        HandshakeType::HelloRequest => Field::HelloRequest,
        HandshakeType::ClientHello => Field::ClientHello,
        HandshakeType::ServerHello => Field::ServerHello,
        HandshakeType::Certificate => Field::Certificate,
        HandshakeType::CertificateRequest => Field::CertificateRequest,
        HandshakeType::ServerHelloDone => Field::ServerHelloDone,
        HandshakeType::ClientKeyExchange => Field::ClientKeyExchange,
        HandshakeType::CertificateVerify => Field::CertificateVerify,
        HandshakeType::Finished => Field::Finished,
        HandshakeType::NewSessionTicket => Field::NewSessionTicket,
        _ => Field::OtherHandshake,
    }
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

    fn read(r: &mut Reader<'_>) -> Result<Self, ParseError> {
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

    fn write(&self, w: &mut Writer) {
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
        extension::write_block(w, self.extensions.as_deref());
    }
}

impl ServerHello {
    /// Whether it has an extension of this type.
    pub fn has(&self, kind: ExtensionType) -> bool {
        extension::has(self.extensions.as_deref(), kind)
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, ParseError> {
        Ok(ServerHello {
            server_version: ProtocolVersion::of(r.u16(Field::ServerVersion)?),
            random: read_random(r)?,
            session_id: read_session_id(r)?,
            cipher_suite: CipherSuite::of(r.u16(Field::CipherSuite)?),
            compression_method: CompressionMethod::of(r.u8(Field::CompressionMethod)?),
            extensions: extension::read_block(r, Hello::Server)?,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.u16(Field::ServerVersion, self.server_version.code());
        write_random(w, &self.random);
        w.vec8(Field::SessionIdLength, Field::SessionId, &self.session_id);
        w.u16(Field::CipherSuite, self.cipher_suite.code());
        w.u8(Field::CompressionMethod, self.compression_method.code());
        extension::write_block(w, self.extensions.as_deref());
    }
}

impl CertificateList {
    fn read(r: &mut Reader<'_>) -> Result<Self, ParseError> {
        let (length, list) = (Field::CertificateListLength, Field::CertificateList);
        let certificates = r.list24(0.., length, list, |r| {
            Ok(r.vec24(
                1..,
                Field::Asn1CertLength,
                Field::Asn1Cert,
                x509::certificate,
            )?
            .to_vec())
        })?;
        Ok(CertificateList { certificates })
    }

    fn write(&self, w: &mut Writer) {
        w.list24(Field::CertificateListLength, Field::CertificateList, |w| {
            for certificate in &self.certificates {
                w.vec24(
                    Field::Asn1CertLength,
                    Field::Asn1Cert,
                    certificate,
                    x509::certificate,
                );
            }
        });
    }
}

impl CertificateRequest {
    fn read(r: &mut Reader<'_>, form: &Form) -> Result<Self, ParseError> {
        Ok(CertificateRequest {
            certificate_types: r.list8(
                1..,
                Field::CertificateTypesLength,
                Field::CertificateTypes,
                |r| Ok(ClientCertificateType::of(r.u8(Field::CertificateType)?)),
            )?,
            signature_algorithms: match form.signature_algorithms {
                true => Some(r.list16(
                    2..,
                    Field::SignatureAlgorithmsLength,
                    Field::SignatureAlgorithms,
                    |r| Ok(SignatureAlgorithm::of(r.u16(Field::SignatureAlgorithm)?)),
                )?),
                false => None,
            },
            certificate_authorities: r.list16(
                0..,
                Field::CertificateAuthoritiesLength,
                Field::CertificateAuthorities,
                |r| {
                    Ok(r.vec16(
                        1..,
                        Field::DistinguishedNameLength,
                        Field::DistinguishedName,
                    )?
                    .to_vec())
                },
            )?,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.list8(
            Field::CertificateTypesLength,
            Field::CertificateTypes,
            |w| {
                self.certificate_types
                    .iter()
                    .for_each(|t| w.u8(Field::CertificateType, t.code()));
            },
        );
        if let Some(algorithms) = &self.signature_algorithms {
            w.list16(
                Field::SignatureAlgorithmsLength,
                Field::SignatureAlgorithms,
                |w| {
                    let algorithms = algorithms.iter();
                    algorithms.for_each(|a| w.u16(Field::SignatureAlgorithm, a.code()));
                },
            );
        }
        w.list16(
            Field::CertificateAuthoritiesLength,
            Field::CertificateAuthorities,
            |w| {
                for name in &self.certificate_authorities {
                    w.vec16(
                        Field::DistinguishedNameLength,
                        Field::DistinguishedName,
                        name,
                    );
                }
            },
        );
    }
}

impl ClientKeyExchange {
    fn read(r: &mut Reader<'_>, form: &Form) -> Result<Self, ParseError> {
        let (length, field) = (
            Field::EncryptedPreMasterSecretLength,
            Field::EncryptedPreMasterSecret,
        );
        let has_length = form.pre_master_length;
        let encrypted = match has_length {
            true => r.vec16(0.., length, field)?,
            false => r.rest(field)?,
        };
        Ok(ClientKeyExchange {
            encrypted_pre_master_secret: encrypted.to_vec(),
            has_length,
        })
    }

    fn write(&self, w: &mut Writer) {
        let (length, field) = (
            Field::EncryptedPreMasterSecretLength,
            Field::EncryptedPreMasterSecret,
        );
        match self.has_length {
            true => w.vec16(length, field, &self.encrypted_pre_master_secret),
            false => w.opaque(field, &self.encrypted_pre_master_secret),
        }
    }
}

impl CertificateVerify {
    fn read(r: &mut Reader<'_>, form: &Form) -> Result<Self, ParseError> {
        Ok(CertificateVerify {
            algorithm: match form.signature_algorithms {
                true => Some(SignatureAlgorithm::of(r.u16(Field::SignatureAlgorithm)?)),
                false => None,
            },
            signature: r
                .vec16(0.., Field::SignatureLength, Field::Signature)?
                .to_vec(),
        })
    }
}

impl Finished {
    fn read(r: &mut Reader<'_>, form: &Form) -> Result<Self, ParseError> {
        let verify_data = r.opaque(Field::VerifyData, form.verify_data_len)?.to_vec();
        Ok(Finished { verify_data })
    }
}

impl NewSessionTicket {
    fn read(r: &mut Reader<'_>) -> Result<Self, ParseError> {
        let mut lifetime = [0; 4];
        lifetime.copy_from_slice(r.opaque(Field::TicketLifetimeHint, 4)?);
        let ticket = r.vec16(0.., Field::TicketLength, Field::Ticket)?.to_vec();
        Ok(NewSessionTicket {
            lifetime_hint: u32::from_be_bytes(lifetime),
            ticket,
        })
    }
}
