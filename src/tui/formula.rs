//! Where a value came from, on a line: its formula, with every input in its own colour.

use super::stage::Stage;
use super::text;
use crate::explain;
use crate::trace::{Origin, Side, Value, ValueName};
use ratatui::text::Span;

/// The origin of a value as styled words: `PRF(pre_master_secret, "master secret", …)[0..47]`.
pub fn origin(stage: &Stage, value: &Value) -> Vec<Span<'static>> {
    let theme = &stage.theme;
    let plain = |words: String| Span::styled(words, theme.text);
    match &value.origin {
        Origin::Generated { by } => vec![plain(format!("drawn at random by the {}", by.name()))],
        Origin::Wire(place) => vec![plain(format!(
            "read off the wire in step {}",
            place.step + 1
        ))],
        Origin::Stored { path } => vec![plain(format!(
            "kept in {}",
            crate::wire::display::escaped(path.as_bytes())
        ))],
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
        Side::Client => "c.",
        Side::Server => "s.",
    };
    match name {
        V::ClientRandom | V::ServerRandom | V::MasterSecret | V::KeyBlock | V::ClientVersion => {
            name.title()
        }
        V::ServerModulus => "modulus n".into(),
        V::ServerExponent => "exponent e".into(),
        V::ServerPrivateExponent => "private exp. d".into(),
        V::ClientModulus => "client's n".into(),
        V::ClientExponent => "client's e".into(),
        V::ClientPrivateExponent => "client's d".into(),
        V::SignedHash => "signed hash".into(),
        V::SignatureSalt => "salt".into(),
        V::HandshakeSignature => "c. signature".into(),
        V::PreMasterRandom => "random part".into(),
        V::PreMasterSecret => "pre-master".into(),
        V::EncryptedPreMasterSecret => "enc. pre-master".into(),
        V::WriteMacKey(side) => format!("{} MAC key", side.name()),
        V::WriteKey(side) => format!("{} key", side.name()),
        V::HandshakeHash(side) => format!("{} hash", side.name()),
        V::VerifyData(side) => format!("{} verify_data", initial(side)),
        V::RecordContent(side, n) => format!("{} content {n}", initial(side)),
        V::RecordMac(side, n) => format!("{} MAC {n}", initial(side)),
        V::RecordIv(side, n) => format!("{} IV {n}", initial(side)),
        V::RecordCiphertext(side, n) => format!("{} sealed {n}", initial(side)),
    }
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
