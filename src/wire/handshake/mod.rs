//! Handshake messages (RFC 5246 §7.4): a header of type and 24-bit length, and a body.

mod hello;
mod structure;

use super::form::{self, Form};
use super::names::{ClientCertificateType, HandshakeType, SignatureAlgorithm};
use super::{Field, Node, ParseError, Reader, Writer, x509};
use std::ops::RangeFrom;

pub use hello::{ClientHello, Downgrade, ServerHello};
pub use structure::SignedParameters;

/// Length in bytes of the header: `msg_type` and `length`.
pub const HEADER_LEN: usize = 4;

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
    /// A message that premaster neither sends nor accepts, with its body as it came. So is the
    /// ClientKeyExchange of a key exchange other than RSA.
    Other(HandshakeType, Vec<u8>),
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
            if let Some((field, read)) = structure::of(handshake_type, form) {
                let body = r.shown(field, len, |r| read(r, form))?;
                return Ok(Self::Other(handshake_type, body.to_vec()));
            }
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
        let message = Self::read_whole(&mut r, form);
        (message, r.into_nodes())
    }

    /// The same without the annotation.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_only(bytes: &[u8], form: &Form) -> Result<Self, ParseError> {
        Self::read_whole(&mut Reader::unannotated(bytes), form)
    }

    fn read_whole(r: &mut Reader<'_>, form: &Form) -> Result<Self, ParseError> {
        let message = Self::read(r, form)?;
        r.expect_end(Field::Handshake)?;
        Ok(message)
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
                Self::Other(_, body) => {
                    let known = structure::of(handshake_type, &form::TLS12);
                    let field = known.map_or(field, |(field, _)| field);
                    w.vec24(Field::HandshakeLength, field, body, |body| {
                        let (_, read) = known?;
                        Some(Reader::parts(body, |r| read(r, &form::TLS12)))
                    });
                }
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

/// Reads a list of certificates, of which there are at least so many bytes.
pub(super) fn read_certificates(
    r: &mut Reader<'_>,
    len: RangeFrom<usize>,
) -> Result<Vec<Vec<u8>>, ParseError> {
    let (length, list) = (Field::CertificateListLength, Field::CertificateList);
    r.list24(len, length, list, |r| {
        let (length, certificate) = (Field::Asn1CertLength, Field::Asn1Cert);
        let der = r.vec24(1.., length, certificate, x509::certificate)?;
        Ok(der.to_vec())
    })
}

/// Writes a list of certificates.
pub(super) fn write_certificates(w: &mut Writer, certificates: &[Vec<u8>]) {
    w.list24(Field::CertificateListLength, Field::CertificateList, |w| {
        for der in certificates {
            let (length, certificate) = (Field::Asn1CertLength, Field::Asn1Cert);
            w.vec24(length, certificate, der, x509::certificate);
        }
    });
}

impl CertificateList {
    fn read(r: &mut Reader<'_>) -> Result<Self, ParseError> {
        let certificates = read_certificates(r, 0..)?;
        Ok(CertificateList { certificates })
    }

    fn write(&self, w: &mut Writer) {
        write_certificates(w, &self.certificates);
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
