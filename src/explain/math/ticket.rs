//! A session ticket, closed or opened by the server (RFC 5077 §4).

use super::rows::{Part, Role};
use super::sheet::{Kind, Sheet};
use crate::crypto::ticket::Ticket;
use crate::trace::Derivation;

/// The state of the session, and the ticket that it becomes.
pub(super) fn closed<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    ticket: &'t Ticket,
) -> Kind {
    state(sheet, derivation, ticket);
    parts(sheet, derivation, ticket);
    "ticket"
}

/// The ticket as it came, and the state of the session in it.
pub(super) fn opened<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    ticket: &'t Ticket,
) -> Kind {
    parts(sheet, derivation, ticket);
    state(sheet, derivation, ticket);
    "ticket_opening"
}

fn state<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation, ticket: &'t Ticket) {
    let ids = [derivation.inputs.as_slice(), &[derivation.value]].concat();
    sheet.section("ticket_state");
    let state = sheet.part_of(Role::Secret, &ids, "state", &ticket.state);
    sheet.bytes("state", vec![state]);
}

fn parts<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation, ticket: &'t Ticket) {
    sheet.section("ticket_parts");
    let bytes = ticket.bytes.as_slice();
    let inputs = derivation.inputs.as_slice();
    let name = sheet.part_of(Role::Frame, inputs, "key_name", &bytes[ticket.name.clone()]);
    let length = ticket.iv.end..ticket.encrypted.start;
    sheet.bytes(
        "ticket",
        vec![
            name,
            Part::new(Role::Fresh, "IV", &bytes[ticket.iv.clone()]),
            Part::new(Role::Number, "length", &bytes[length]),
            Part::new(
                Role::Ciphertext,
                "encrypted_state",
                &bytes[ticket.encrypted.clone()],
            ),
            Part::new(Role::Digest, "mac", &bytes[ticket.mac.clone()]),
        ],
    );
}
