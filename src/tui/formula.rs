//! Where a value came from, on a line: its formula, with every input in its own colour.

use super::stage::Stage;
use super::text;
use crate::explain;
use crate::text::escaped;
use crate::trace::{Origin, Side, Value, ValueName};
use crate::{label, said};
use ratatui::text::Span;

/// The origin of a value as styled words: `PRF(pre_master_secret, "master secret", …)[0..47]`.
pub fn origin(stage: &Stage, value: &Value) -> Vec<Span<'static>> {
    let theme = &stage.theme;
    let plain = |words: String| Span::styled(words, theme.text);
    match &value.origin {
        Origin::Generated { by } => {
            let side = by.name();
            vec![plain(said!("tui.origin.generated", side).to_string())]
        }
        Origin::Wire(place) => {
            let step = place.step + 1;
            vec![plain(said!("tui.origin.wire", step).to_string())]
        }
        Origin::Stored { path } => {
            let path = escaped(path.as_bytes());
            vec![plain(said!("tui.origin.stored", path).to_string())]
        }
        Origin::Derived { .. } => {
            let spans = explain::formula(&stage.trace, value).unwrap_or_default();
            let styled = spans.into_iter().map(|span| match &span {
                explain::Span::Value { id, text } => match stage.value(*id) {
                    Some(value) => Span::styled(text.clone(), theme.value(value.name)),
                    None => plain(text.clone()),
                },
                other => plain(theme.marks.prose(other.text()).into_owned()),
            });
            styled.collect()
        }
    }
}

/// The names of values where there is little room: at most 15 columns.
pub fn short_name(name: ValueName) -> String {
    use ValueName as V;
    let initial = |side: Side| match side {
        Side::Client => label!("tui.short.client"),
        Side::Server => label!("tui.short.server"),
    };
    let said = match name {
        V::ClientRandom | V::ServerRandom | V::MasterSecret | V::KeyBlock | V::ClientVersion => {
            return name.title();
        }
        V::ServerModulus => said!("tui.short.server_modulus"),
        V::ServerExponent => said!("tui.short.server_exponent"),
        V::ServerPrivateExponent => said!("tui.short.server_private_exponent"),
        V::ClientModulus => said!("tui.short.client_modulus"),
        V::ClientExponent => said!("tui.short.client_exponent"),
        V::ClientPrivateExponent => said!("tui.short.client_private_exponent"),
        V::SignedHash => said!("tui.short.signed_hash"),
        V::SignatureSalt => said!("tui.short.salt"),
        V::HandshakeSignature => said!("tui.short.signature"),
        V::PreMasterRandom => said!("tui.short.random_part"),
        V::PreMasterSecret => said!("tui.short.pre_master"),
        V::EncryptedPreMasterSecret => said!("tui.short.encrypted_pre_master"),
        V::WriteMacKey(side) => said!("tui.short.mac_key", side = side.name()),
        V::WriteKey(side) => said!("tui.short.key", side = side.name()),
        V::HandshakeHash(side) => said!("tui.short.hash", side = side.name()),
        V::VerifyData(side) => said!("tui.short.verify_data", side = initial(side)),
        V::RecordContent(side, n) => said!("tui.short.content", side = initial(side), n),
        V::RecordMac(side, n) => said!("tui.short.mac", side = initial(side), n),
        V::RecordIv(side, n) => said!("tui.short.iv", side = initial(side), n),
        V::RecordCiphertext(side, n) => said!("tui.short.ciphertext", side = initial(side), n),
    };
    said.to_string()
}

/// The name of a value in the room there is.
pub fn name(name: ValueName, room: usize, stage: &Stage) -> String {
    let long = name.title();
    let fitting = if text::width(&long) <= room {
        long
    } else {
        short_name(name)
    };
    text::cut(&fitting, room, &stage.theme.marks)
}

/// The name of a value in the room there is, with whose it is where the two sides hold different ones.
pub fn name_of(value: &Value, room: usize, stage: &Stage) -> String {
    let Some(side) = value.holder else {
        return name(value.name, room, stage);
    };
    let whose = format!(" ({})", side.name());
    let left = room.saturating_sub(text::width(&whose));
    text::cut(
        &(name(value.name, left, stage) + &whose),
        room,
        &stage.theme.marks,
    )
}
