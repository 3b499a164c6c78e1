//! Where a value came from, on a line: its formula, with every input in its own colour.

use crate::explain;
use crate::trace::{Side, Value, ValueId, ValueName};
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::{label, said};
use ratatui::text::Span;

/// The origin of a value as styled words: `PRF(pre_master_secret, "master secret", …)[0..47]`.
pub fn origin(model: &Model, value: &Value) -> Vec<Span<'static>> {
    styled(model, explain::history::origin(&model.trace, value))
}

/// Words with every value in its colour.
pub fn styled(model: &Model, spans: Vec<explain::Span>) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let plain = |words: &str| Span::styled(theme.marks.prose(words).into_owned(), theme.text);
    let styled = spans.into_iter().map(|span| match &span {
        explain::Span::Value { id, text } => match model.value(*id) {
            Some(value) => Span::styled(text.clone(), theme.value(value.name)),
            None => plain(text),
        },
        other => plain(other.text()),
    });
    styled.collect()
}

/// What stands in the place of a value's bytes that the eyes that look do not have, in the room
/// there is; `None` for one that they have.
pub fn unseen(model: &Model, id: ValueId, room: usize) -> Option<String> {
    if model.sees(id) {
        return None;
    }
    let mark = model.theme.marks.unseen;
    let words = format!("{mark} {}", label!("tui.legend.unseen"));
    Some(if text::width(&words) <= room {
        words
    } else {
        mark.to_owned()
    })
}

/// The plain name of a value, which everything but formulas and the tree of bytes uses: at most 18
/// columns, and at most 15 where there is no room for more.
pub fn plain_name(name: ValueName, room: usize) -> String {
    use ValueName as V;
    let said = match (name, room >= 18) {
        (V::ClientRandom, _) => said!("tui.plain.client_random"),
        (V::ServerRandom, _) => said!("tui.plain.server_random"),
        (V::ClientVersion, _) => said!("tui.plain.client_version"),
        (V::ServerModulus, true) => said!("tui.plain.server_public_key"),
        (V::ServerModulus, false) => said!("tui.short.public_key"),
        (V::ServerExponent, true) => said!("tui.plain.server_exponent"),
        (V::ServerExponent, false) => said!("tui.short.exponent"),
        (V::ServerPrivateExponent, true) => said!("tui.plain.server_private_key"),
        (V::ServerPrivateExponent, false) => said!("tui.short.private_key"),
        (V::ClientModulus, true) => said!("tui.plain.client_public_key"),
        (V::ClientModulus, false) => said!("tui.short.client_public_key"),
        (V::ClientExponent, true) => said!("tui.plain.client_exponent"),
        (V::ClientExponent, false) => said!("tui.short.client_exponent"),
        (V::ClientPrivateExponent, true) => said!("tui.plain.client_private_key"),
        (V::ClientPrivateExponent, false) => said!("tui.short.client_private_key"),
        (V::SignedHash, _) => said!("tui.plain.signed_hash"),
        (V::SignatureSalt, _) => said!("tui.plain.salt"),
        (V::HandshakeSignature, true) => said!("tui.plain.client_signature"),
        (V::HandshakeSignature, false) => said!("tui.short.client_signature"),
        (V::PreMasterRandom, _) => said!("tui.plain.random_part"),
        (V::PreMasterSecret, _) => said!("tui.plain.pre_master"),
        (V::EncryptedPreMasterSecret, _) => said!("tui.plain.encrypted_pre_master"),
        (V::SessionHash, _) => said!("tui.plain.session_hash"),
        (V::MasterSecret, _) => said!("tui.plain.master_secret"),
        (V::SessionId, _) => said!("tui.plain.session_id"),
        (V::OfferedSessionId, _) => said!("tui.plain.offered_session_id"),
        (V::OfferedTicket, _) => said!("tui.plain.offered_ticket"),
        (V::Ticket, _) => said!("tui.plain.ticket"),
        (V::SessionState, _) => said!("tui.plain.session_state"),
        (V::TicketKeyName, _) => said!("tui.plain.ticket_key_name"),
        (V::TicketKey, _) => said!("tui.plain.ticket_key"),
        (V::TicketMacKey, _) => said!("tui.plain.ticket_mac_key"),
        (V::KeyBlock, _) => said!("tui.plain.key_block"),
        (V::WriteMacKey(side), _) => said!("tui.plain.mac_key", side = side.name()),
        (V::WriteKey(side), _) => said!("tui.plain.key", side = side.name()),
        (V::WriteIv(side), _) => said!("tui.plain.write_iv", side = side.name()),
        (V::HandshakeHash(side), _) => said!("tui.plain.hash", side = side.name()),
        (V::VerifyData(side), true) => said!("tui.plain.verify_data", side = side.name()),
        (V::VerifyData(side), false) => said!("tui.short.verify_data", side = initial(side)),
        (V::RecordContent(side, n), _) => said!("tui.plain.content", side = initial(side), n),
        (V::RecordMac(side, n), _) => said!("tui.plain.mac", side = initial(side), n),
        (V::RecordIv(side, n), _) => said!("tui.plain.iv", side = initial(side), n),
        (V::RecordCiphertext(side, n), _) => {
            said!("tui.plain.ciphertext", side = initial(side), n)
        }
    };
    said.to_string()
}

fn initial(side: Side) -> &'static str {
    match side {
        Side::Client => label!("tui.short.client"),
        Side::Server => label!("tui.short.server"),
    }
}

/// The name of a value in the room there is.
pub fn name(name: ValueName, room: usize, model: &Model) -> String {
    text::cut(&plain_name(name, room), room, &model.theme.marks)
}

/// The name of a value in the room there is, with whose it is where the two sides hold different ones.
pub fn name_of(value: &Value, room: usize, model: &Model) -> String {
    let Some(side) = value.holder.side() else {
        return name(value.name, room, model);
    };
    let whose = format!(" ({})", side.name());
    let left = room.saturating_sub(text::width(&whose));
    text::cut(
        &(name(value.name, left, model) + &whose),
        room,
        &model.theme.marks,
    )
}
