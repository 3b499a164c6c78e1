//! Values that are other values put together: the pre-master secret (RFC 5246 §7.4.7.1) and the
//! bytes of a Finished (§7.4.9).

use super::rows::{Part, Role};
use super::sheet::{Kind, Sheet};
use crate::trace::{Derivation, ValueId, ValueName};
use crate::wire::handshake::HEADER_LEN;

/// The inputs one after the other.
pub(super) fn join(sheet: &mut Sheet<'_>, derivation: &Derivation) -> Kind {
    sheet.section("join");
    let parts = joined(sheet, &derivation.inputs);
    sheet.bytes(sheet.key(derivation.value), parts);
    "join"
}

/// The input, from an earlier connection.
pub(super) fn keep(sheet: &mut Sheet<'_>, derivation: &Derivation) -> Kind {
    sheet.section("keep");
    let parts = joined(sheet, &derivation.inputs);
    sheet.bytes(sheet.key(derivation.value), parts);
    "keep"
}

/// The input behind the header of a handshake message.
pub(super) fn encode(sheet: &mut Sheet<'_>, derivation: &Derivation) -> Kind {
    sheet.section("encode");
    let message = &sheet.value(derivation.value).bytes;
    let (msg_type, rest) = message.split_at(message.len().min(1));
    let (length, _) = rest.split_at(rest.len().min(HEADER_LEN - 1));
    let mut parts = vec![
        Part::new(Role::Frame, "msg_type", msg_type),
        Part::new(Role::Number, "length", length),
    ];
    parts.extend(joined(sheet, &derivation.inputs));
    sheet.bytes(sheet.key(derivation.value), parts);
    "encode"
}

fn joined<'t>(sheet: &Sheet<'t>, inputs: &[ValueId]) -> Vec<Part<'t>> {
    let part = |id: &ValueId| {
        let role = match sheet.value(*id).name {
            ValueName::ClientVersion => Role::Number,
            ValueName::VerifyData(_) => Role::Digest,
            _ => Role::Secret,
        };
        sheet.part(role, *id)
    };
    inputs.iter().map(part).collect()
}
