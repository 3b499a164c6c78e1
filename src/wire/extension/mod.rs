//! Hello extensions (RFC 5246 §7.4.1.4). Those that play a part in a handshake here have values; any other
//! keeps its data as it came, and the annotation names the parts of those that `structure` knows.

mod structure;

use super::names::{
    EcPointFormat, ExtensionType, NameType, NamedGroup, ProtocolVersion, SignatureAlgorithm,
};
use super::{Field, ParseError, Reader, Writer};
use crate::{label, said};

/// One extension of a hello.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extension {
    /// `server_name` of a ClientHello: the server that the client wants to talk to (RFC 6066 §3).
    ServerName(Vec<ServerName>),
    /// `server_name` of a ServerHello, empty: the name was used (RFC 6066 §3).
    ServerNameAcknowledged,
    /// `signature_algorithms` (RFC 5246 §7.4.1.4.1).
    SignatureAlgorithms(Vec<SignatureAlgorithm>),
    /// `supported_groups` (RFC 8422 §5.1.1).
    SupportedGroups(Vec<NamedGroup>),
    /// `ec_point_formats` (RFC 8422 §5.1.2).
    EcPointFormats(Vec<EcPointFormat>),
    /// `application_layer_protocol_negotiation` (RFC 7301 §3.1).
    ProtocolNames(Vec<Vec<u8>>),
    /// `supported_versions` of a ClientHello (RFC 8446 §4.2.1).
    SupportedVersions(Vec<ProtocolVersion>),
    /// `SessionTicket`: empty in a hello that asks for a ticket or promises one, or else the ticket of the
    /// session that the client wants to resume (RFC 5077 §3.2).
    SessionTicket(Vec<u8>),
    /// `renegotiation_info`; empty in an initial handshake (RFC 5746 §3.2).
    RenegotiationInfo(Vec<u8>),
    /// Any other extension, by type, with its data as it came.
    Other(ExtensionType, Vec<u8>),
}

/// Whose hello an extension is in: the answer has another form for some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hello {
    /// ClientHello.
    Client,
    /// ServerHello.
    Server,
    /// HelloRetryRequest, a ServerHello with a random of its own (RFC 8446 §4.1.4).
    Retry,
}

/// Whether the extensions of a hello include one of this type.
pub(super) fn has(extensions: Option<&[Extension]>, kind: ExtensionType) -> bool {
    let mut all = extensions.unwrap_or_default().iter();
    all.any(|extension| extension.extension_type() == kind)
}

/// An entry of `server_name_list`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerName {
    /// `host_name` is the only type there is.
    pub name_type: NameType,
    /// The name in ASCII, without a trailing dot.
    pub name: Vec<u8>,
}

impl Extension {
    /// The extension's code point.
    pub fn extension_type(&self) -> ExtensionType {
        match self {
            Self::ServerName(_) | Self::ServerNameAcknowledged => ExtensionType::ServerName,
            Self::SignatureAlgorithms(_) => ExtensionType::SignatureAlgorithms,
            Self::SupportedGroups(_) => ExtensionType::SupportedGroups,
            Self::EcPointFormats(_) => ExtensionType::EcPointFormats,
            Self::ProtocolNames(_) => ExtensionType::ApplicationLayerProtocolNegotiation,
            Self::SupportedVersions(_) => ExtensionType::SupportedVersions,
            Self::SessionTicket(_) => ExtensionType::SessionTicket,
            Self::RenegotiationInfo(_) => ExtensionType::RenegotiationInfo,
            Self::Other(extension_type, _) => *extension_type,
        }
    }

    /// Reads one extension with its type and length.
    pub fn read(r: &mut Reader<'_>, hello: Hello) -> Result<Self, ParseError> {
        r.node(Field::Extension, |r| {
            let extension_type = ExtensionType::of(r.u16(Field::ExtensionType)?);
            let len = usize::from(r.u16(Field::ExtensionDataLength)?);
            match (extension_type, hello) {
                // "SHALL be empty" (RFC 6066 §3)
                (ExtensionType::ServerName, Hello::Server | Hello::Retry) => {
                    read_empty(r, len)?;
                    Ok(Self::ServerNameAcknowledged)
                }
                // empty in both hellos (RFC 7627 §5.1, RFC 7366 §2)
                (ExtensionType::ExtendedMasterSecret | ExtensionType::EncryptThenMac, _) => {
                    read_empty(r, len)?;
                    Ok(Self::Other(extension_type, Vec::new()))
                }
                _ if Self::has_structure(extension_type, hello) => {
                    r.bounded(Field::ExtensionData, len, |r| {
                        Self::read_data(r, extension_type)
                    })
                }
                _ => {
                    let data = match structure::of(extension_type, hello) {
                        Some(read) => r.shown(Field::ExtensionData, len, read)?,
                        None => r.opaque(Field::ExtensionData, len)?,
                    };
                    Ok(Self::Other(extension_type, data.to_vec()))
                }
            }
        })
    }

    fn has_structure(extension_type: ExtensionType, hello: Hello) -> bool {
        // a server answers with one version and not with a list (RFC 8446 §4.2.1)
        if extension_type == ExtensionType::SupportedVersions && hello != Hello::Client {
            return false;
        }
        matches!(
            extension_type,
            ExtensionType::ServerName
                | ExtensionType::SignatureAlgorithms
                | ExtensionType::SupportedGroups
                | ExtensionType::EcPointFormats
                | ExtensionType::ApplicationLayerProtocolNegotiation
                | ExtensionType::SupportedVersions
                | ExtensionType::SessionTicket
                | ExtensionType::RenegotiationInfo
        )
    }

    fn read_data(r: &mut Reader<'_>, extension_type: ExtensionType) -> Result<Self, ParseError> {
        use Field as F;
        Ok(match extension_type {
            ExtensionType::ServerName => {
                let mut named = false;
                let list = (F::ServerNameListLength, F::ServerNameList);
                Self::ServerName(r.list16(1.., list.0, list.1, |r| {
                    r.node(F::ServerName, |r| {
                        let name_type = NameType::of(r.u8(F::NameType)?);
                        // no two names of one type (RFC 6066 §3)
                        if std::mem::replace(&mut named, true) {
                            let expected = said!("wire.parse.one_name");
                            let got = label!("wire.parse.second_name");
                            return Err(r.bad_value(F::NameType, 1, expected, got));
                        }
                        let name = r.vec16(1.., F::HostNameLength, F::HostName)?.to_vec();
                        Ok(ServerName { name_type, name })
                    })
                })?)
            }
            ExtensionType::SignatureAlgorithms => Self::SignatureAlgorithms(r.list16(
                2..,
                F::SignatureAlgorithmsLength,
                F::SignatureAlgorithms,
                |r| Ok(SignatureAlgorithm::of(r.u16(F::SignatureAlgorithm)?)),
            )?),
            ExtensionType::SupportedGroups => Self::SupportedGroups(r.list16(
                2..,
                F::SupportedGroupsLength,
                F::SupportedGroups,
                |r| Ok(NamedGroup::of(r.u16(F::NamedGroup)?)),
            )?),
            ExtensionType::EcPointFormats => Self::EcPointFormats(r.list8(
                1..,
                F::EcPointFormatsLength,
                F::EcPointFormats,
                |r| Ok(EcPointFormat::of(r.u8(F::EcPointFormat)?)),
            )?),
            ExtensionType::ApplicationLayerProtocolNegotiation => Self::ProtocolNames(r.list16(
                2..,
                F::ProtocolNameListLength,
                F::ProtocolNameList,
                |r| {
                    Ok(r.vec8(1.., F::ProtocolNameLength, F::ProtocolName)?
                        .to_vec())
                },
            )?),
            ExtensionType::SupportedVersions => Self::SupportedVersions(r.list8(
                2..,
                F::SupportedVersionsLength,
                F::SupportedVersions,
                |r| Ok(ProtocolVersion::of(r.u16(F::SupportedVersion)?)),
            )?),
            ExtensionType::RenegotiationInfo => Self::RenegotiationInfo(
                r.vec8(
                    0..,
                    F::RenegotiatedConnectionLength,
                    F::RenegotiatedConnection,
                )?
                .to_vec(),
            ),
            ExtensionType::SessionTicket => match r.remaining() {
                0 => Self::SessionTicket(Vec::new()),
                _ => Self::SessionTicket(r.rest(F::Ticket)?.to_vec()),
            },
            other => Self::Other(other, r.rest(F::ExtensionData)?.to_vec()),
        })
    }

    /// Writes the extension with its type and length.
    pub fn write(&self, w: &mut Writer, hello: Hello) {
        w.node(Field::Extension, |w| {
            w.u16(Field::ExtensionType, self.extension_type().code());
            match self {
                Self::ServerNameAcknowledged => {
                    w.vec16(Field::ExtensionDataLength, Field::ExtensionData, &[]);
                }
                Self::Other(kind, data) => {
                    let (length, field) = (Field::ExtensionDataLength, Field::ExtensionData);
                    let read = structure::of(*kind, hello);
                    w.vec16_of(length, field, data, |data| Some(Reader::parts(data, read?)));
                }
                _ => w.list16(Field::ExtensionDataLength, Field::ExtensionData, |w| {
                    self.write_data(w);
                }),
            }
        });
    }

    fn write_data(&self, w: &mut Writer) {
        use Field as F;
        match self {
            Self::ServerName(names) => {
                w.list16(F::ServerNameListLength, F::ServerNameList, |w| {
                    for entry in names {
                        w.node(F::ServerName, |w| {
                            w.u8(F::NameType, entry.name_type.code());
                            w.vec16(F::HostNameLength, F::HostName, &entry.name);
                        });
                    }
                });
            }
            Self::SignatureAlgorithms(algorithms) => {
                w.list16(F::SignatureAlgorithmsLength, F::SignatureAlgorithms, |w| {
                    algorithms
                        .iter()
                        .for_each(|a| w.u16(F::SignatureAlgorithm, a.code()));
                });
            }
            Self::SupportedGroups(groups) => {
                w.list16(F::SupportedGroupsLength, F::SupportedGroups, |w| {
                    groups.iter().for_each(|g| w.u16(F::NamedGroup, g.code()));
                });
            }
            Self::EcPointFormats(formats) => {
                w.list8(F::EcPointFormatsLength, F::EcPointFormats, |w| {
                    formats
                        .iter()
                        .for_each(|f| w.u8(F::EcPointFormat, f.code()));
                });
            }
            Self::ProtocolNames(names) => {
                w.list16(F::ProtocolNameListLength, F::ProtocolNameList, |w| {
                    names
                        .iter()
                        .for_each(|n| w.vec8(F::ProtocolNameLength, F::ProtocolName, n));
                });
            }
            Self::SupportedVersions(versions) => {
                w.list8(F::SupportedVersionsLength, F::SupportedVersions, |w| {
                    versions
                        .iter()
                        .for_each(|v| w.u16(F::SupportedVersion, v.code()));
                });
            }
            Self::RenegotiationInfo(info) => {
                w.vec8(
                    F::RenegotiatedConnectionLength,
                    F::RenegotiatedConnection,
                    info,
                );
            }
            Self::SessionTicket(ticket) if !ticket.is_empty() => w.opaque(F::Ticket, ticket),
            Self::ServerNameAcknowledged | Self::SessionTicket(_) | Self::Other(..) => {}
        }
    }
}

/// Reads the optional extensions block at the end of a hello: absent when nothing is left.
pub(super) fn read_block(
    r: &mut Reader<'_>,
    hello: Hello,
) -> Result<Option<Vec<Extension>>, ParseError> {
    if r.remaining() == 0 {
        return Ok(None);
    }
    let (length, field) = (Field::ExtensionsLength, Field::Extensions);
    r.list16(0.., length, field, |r| Extension::read(r, hello))
        .map(Some)
}

/// The data of an extension that has none.
fn read_empty(r: &mut Reader<'_>, len: usize) -> Result<(), ParseError> {
    r.bounded(Field::ExtensionData, len, |_| Ok(()))
}

/// Writes the extensions block, or nothing at all when there is none.
pub(super) fn write_block(w: &mut Writer, extensions: Option<&[Extension]>, hello: Hello) {
    if let Some(extensions) = extensions {
        w.list16(Field::ExtensionsLength, Field::Extensions, |w| {
            let all = extensions.iter();
            all.for_each(|extension| extension.write(w, hello));
        });
    }
}
