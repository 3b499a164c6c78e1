//! Whose certificate a field is in. A text about a key is true of its owner only: the server's key
//! encrypts, the client's signs, and an issuer's signs certificates.

use super::placeholder::Context;
use crate::trace::{Buffer, Side, Trace};
use crate::wire::{Field, Node};

/// The owner of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A side of the handshake: the certificate comes first in what it sent.
    Side(Side),
    /// An issuer: the certificate says that it belongs to a CA.
    Issuer,
    /// Neither, such as an ordinary certificate in the place of an issuer's.
    Other,
}

impl Owner {
    /// The owner that a text asks for.
    pub(super) fn named(name: &str) -> Option<Owner> {
        match name {
            "server" => Some(Owner::Side(Side::Server)),
            "client" => Some(Owner::Side(Side::Client)),
            "issuer" => Some(Owner::Issuer),
            _ => None,
        }
    }

    /// To be read in a sentence about the certificate.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Owner::Side(Side::Server) => "the server",
            Owner::Side(Side::Client) => "the client",
            Owner::Issuer => "this CA",
            Owner::Other => "its subject",
        }
    }
}

/// The owner of the certificate that the explained field is in; `None` outside certificates.
pub(super) fn of(c: &Context<'_>) -> Option<Owner> {
    let (buffer, node) = c.place?;
    let message = c.step.message.as_ref();
    let listed = buffer.tree.iter().find_map(|root| position(root, node));
    let (side, certificate) = match listed {
        Some((0, certificate)) => (message.map(|message| message.sender), certificate),
        Some((_, certificate)) => (None, certificate),
        // a certificate by itself, in no message
        None => {
            let tbs = buffer
                .tree
                .iter()
                .find(|root| root.field == Field::TbsCertificate)?;
            (sent_first(c.trace, &buffer.bytes), tbs)
        }
    };
    Some(match side {
        Some(side) => Owner::Side(side),
        None if is_ca(buffer, certificate) => Owner::Issuer,
        None => Owner::Other,
    })
}

/// The certificate around a field, and its place in its list.
fn position<'a>(around: &'a Node, field: &Node) -> Option<(usize, &'a Node)> {
    let holds = |node: &Node| node.start <= field.start && field.end <= node.end;
    if !holds(around) {
        return None;
    }
    if around.field == Field::CertificateList {
        let certificates = around.children.iter();
        let mut listed = certificates
            .filter(|node| node.field == Field::Asn1Cert)
            .enumerate();
        return listed.find(|(_, certificate)| holds(certificate));
    }
    around
        .children
        .iter()
        .find_map(|child| position(child, field))
}

/// The side that sent this certificate as its own.
fn sent_first(trace: &Trace, der: &[u8]) -> Option<Side> {
    let messages = trace
        .steps()
        .iter()
        .filter_map(|step| step.message.as_ref());
    let mut own = messages.filter_map(|message| {
        let (buffer, first) = message.find(Field::Asn1Cert)?;
        Some((message.sender, buffer.bytes.get(first.range())?))
    });
    own.find(|(_, first)| *first == der).map(|(side, _)| side)
}

/// Whether a certificate says that it belongs to a CA.
fn is_ca(buffer: &Buffer, certificate: &Node) -> bool {
    let flag = certificate.find(Field::Ca);
    // tag, length and TRUE
    flag.is_some_and(|flag| buffer.bytes.get(flag.range()) == Some(&[0x01, 0x01, 0xff][..]))
}
