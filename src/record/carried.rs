//! Which values a message makes visible, and to which party. This is the same for its sender and its receiver.

use crate::pki::subject_key::rsa_key_places;
use crate::protocol::{Carried, RecordPart, Side, Transfer, ValueName};
use crate::wire::record::HEADER_LEN as RECORD_HEADER_LEN;
use crate::wire::{ContentType, Field, FragmentForm, Handshake};
use std::ops::Range;

/// Fills in what a message carries. `message` is `None` for everything but handshake messages.
pub fn fill_carried(transfer: &mut Transfer, message: Option<&Handshake>, sender: Side) {
    if let Some(message) = message {
        transfer.carries = handshake(message, sender);
    }
    let field = match transfer.content_type {
        ContentType::Handshake => Field::Handshake,
        ContentType::Alert => Field::Alert,
        _ => Field::ApplicationData,
    };
    for carrier in &transfer.carriers {
        let Some(protected) = carrier.protected.as_ref() else {
            continue;
        };
        if protected.inside.is_none() {
            continue;
        }
        let n = protected.sequence;
        let fragment = &carrier.record[RECORD_HEADER_LEN..];
        let part = |part| &fragment[protected.fragment.get(part).unwrap_or_default()];
        let (iv, ciphertext) = (part(RecordPart::Iv), part(RecordPart::Ciphertext));
        let iv = (!iv.is_empty()).then(|| open(ValueName::RecordIv(sender, n), Field::Iv, iv));
        transfer.carries.extend(iv);
        transfer.carries.extend([
            open(
                ValueName::RecordCiphertext(sender, n),
                Field::Ciphertext,
                ciphertext,
            ),
            sealed(ValueName::RecordContent(sender, n), field),
            match part(RecordPart::Mac) {
                [] => sealed(ValueName::RecordMac(sender, n), Field::Mac),
                last => open(ValueName::RecordMac(sender, n), Field::Mac, last),
            },
        ]);
    }
}

fn handshake(message: &Handshake, sender: Side) -> Vec<Carried> {
    match message {
        Handshake::ClientHello(hello) => {
            let version = hello.client_version.bytes();
            let mut carried = vec![
                open(ValueName::ClientVersion, Field::ClientVersion, &version),
                open(ValueName::ClientRandom, Field::Random, &hello.random),
            ];
            carried.extend(session_id(ValueName::OfferedSessionId, &hello.session_id));
            if let Some(ticket) = hello.ticket().filter(|ticket| !ticket.is_empty()) {
                carried.push(open(ValueName::OfferedTicket, Field::Ticket, ticket));
            }
            carried
        }
        Handshake::ServerHello(hello) => {
            let random = open(ValueName::ServerRandom, Field::Random, &hello.random);
            let id = session_id(ValueName::SessionId, &hello.session_id);
            [random].into_iter().chain(id).collect()
        }
        Handshake::NewSessionTicket(message) if !message.ticket.is_empty() => {
            vec![open(ValueName::Ticket, Field::Ticket, &message.ticket)]
        }
        Handshake::Certificate(list) => list
            .certificates
            .first()
            .map(|leaf| public_key(leaf, sender))
            .unwrap_or_default(),
        Handshake::CertificateVerify(verify) => vec![open(
            ValueName::HandshakeSignature,
            Field::Signature,
            &verify.signature,
        )],
        Handshake::ClientKeyExchange(exchange) => vec![
            open(
                ValueName::EncryptedPreMasterSecret,
                Field::EncryptedPreMasterSecret,
                &exchange.encrypted_pre_master_secret,
            ),
            sealed(ValueName::PreMasterSecret, Field::EncryptedPreMasterSecret),
        ],
        Handshake::Finished(finished) => {
            vec![open(
                ValueName::VerifyData(sender),
                Field::VerifyData,
                &finished.verify_data,
            )]
        }
        _ => Vec::new(),
    }
}

fn session_id(name: ValueName, id: &[u8]) -> Option<Carried> {
    (!id.is_empty()).then(|| open(name, Field::SessionId, id))
}

/// The public key inside the certificate of a side.
fn public_key(leaf: &[u8], owner: Side) -> Vec<Carried> {
    let Some((modulus, exponent)) = rsa_key_places(leaf) else {
        return Vec::new();
    };
    let carried = |name, part: Range<usize>| Carried {
        name,
        field: Field::Asn1Cert,
        bytes: Some(leaf[part.clone()].to_vec()),
        part: Some(part),
    };
    let [n, e] = public_names(owner);
    vec![carried(n, modulus), carried(e, exponent)]
}

/// The names of modulus and exponent of a side's key.
pub fn public_names(owner: Side) -> [ValueName; 2] {
    match owner {
        Side::Client => [ValueName::ClientModulus, ValueName::ClientExponent],
        Side::Server => [ValueName::ServerModulus, ValueName::ServerExponent],
    }
}

fn open(name: ValueName, field: Field, bytes: &[u8]) -> Carried {
    Carried {
        name,
        field,
        part: None,
        bytes: Some(bytes.to_vec()),
    }
}

fn sealed(name: ValueName, field: Field) -> Carried {
    Carried {
        name,
        field,
        part: None,
        bytes: None,
    }
}

/// Fills in what can be said of a record that no one here can decrypt.
pub fn fill_sealed(transfer: &mut Transfer, sender: Side) {
    for carrier in &transfer.carriers {
        let Some(protected) = carrier.protected.as_ref() else {
            continue;
        };
        let n = protected.sequence;
        let fragment = &carrier.record[RECORD_HEADER_LEN..];
        let encrypted = protected.fragment.get(RecordPart::Ciphertext);
        let ciphertext = &fragment[encrypted.unwrap_or_default()];
        let name = ValueName::RecordCiphertext(sender, n);
        let field = match protected.form {
            FragmentForm::Aead { .. } => Field::AeadCiphered,
            _ => Field::Ciphertext,
        };
        transfer.carries.extend([
            open(name, field, ciphertext),
            sealed(ValueName::RecordContent(sender, n), field),
        ]);
    }
}

/// Makes an arrival say only what the wire shows: the values inside stay encrypted until the step that
/// decrypts the record.
pub fn withhold_inside(transfer: &mut Transfer) {
    for carried in &mut transfer.carries {
        let on_the_wire = matches!(
            carried.name,
            ValueName::RecordIv(..) | ValueName::RecordCiphertext(..)
        );
        if !on_the_wire {
            carried.bytes = None;
        }
    }
}
