//! Where a value came from, on a line: its formula, with every input in its own colour.

use super::stage::Stage;
use super::text;
use crate::trace::{Operation, Origin, Side, Value, ValueId, ValueName};
use ratatui::text::Span;

/// The origin of a value as styled words: `PRF(pre-master secret, "master secret", …)[0..48]`.
pub fn origin(stage: &Stage, value: &Value) -> Vec<Span<'static>> {
    let theme = &stage.theme;
    let plain = |words: String| Span::styled(words, theme.text);
    match &value.origin {
        Origin::Generated { by } => vec![plain(format!("drawn at random by the {}", by.name()))],
        Origin::Wire(place) => vec![plain(format!(
            "read off the wire in step {}",
            place.step + 1
        ))],
        Origin::Stored { path } => vec![plain(format!("from {path}"))],
        Origin::Derived {
            operation,
            inputs,
            output,
        } => derived(stage, value.name, operation, inputs, output.clone()),
    }
}

fn derived(
    stage: &Stage,
    name: ValueName,
    operation: &Operation,
    inputs: &[ValueId],
    output: std::ops::Range<usize>,
) -> Vec<Span<'static>> {
    let formula = Formula {
        stage,
        spans: Vec::new(),
    };
    let join = format!(" {} ", stage.theme.marks.join);
    let part = format!("[{}..{}]", output.start, output.end);
    match operation {
        Operation::Join => formula.list(inputs, &join),
        Operation::Encode => formula
            .word("handshake header")
            .word(&join)
            .list(inputs, &join),
        Operation::Cut => formula.list(inputs, &join).word(&part),
        Operation::RsaEncryption(_) => formula
            .word("RSAES-PKCS1-v1_5 encryption(")
            .list(inputs, ", ")
            .word(")"),
        Operation::RsaDecryption(_) => formula
            .word("RSAES-PKCS1-v1_5 decryption(")
            .list(inputs, ", ")
            .word(")"),
        Operation::Prf(expansion) => {
            let (secret, seeds) = inputs.split_at(inputs.len().min(1));
            let label = format!(", \"{}\", ", expansion.label);
            formula
                .word("PRF(")
                .list(secret, "")
                .word(&label)
                .list(seeds, &join)
                .word(")")
                .word(&part)
        }
        Operation::TranscriptHash { hash, messages } => {
            let range = stage.theme.marks.range;
            formula.word(&format!(
                "{}(handshake messages 1{range}{messages})",
                hash.name()
            ))
        }
        Operation::Protection(protection) => {
            let sequence = protection.sequence;
            formula.record(name, sequence, inputs).word(&part)
        }
        Operation::Unprotection(unprotection) => {
            let sequence = unprotection.sequence;
            formula.record(name, sequence, inputs).word(&part)
        }
    }
    .spans
}

struct Formula<'a> {
    stage: &'a Stage,
    spans: Vec<Span<'static>>,
}

impl Formula<'_> {
    fn word(mut self, word: &str) -> Self {
        self.spans
            .push(Span::styled(word.to_owned(), self.stage.theme.text));
        self
    }

    /// A part of the protection of a record (RFC 5246 section 6.2.3.2), in either direction.
    fn record(self, name: ValueName, sequence: u64, inputs: &[ValueId]) -> Self {
        let join = format!(" {} ", self.stage.theme.marks.join);
        let (key, rest) = inputs.split_at(inputs.len().min(1));
        match name {
            ValueName::RecordMac(..) => {
                let header =
                    format!(", number {sequence}{join}type{join}version{join}length{join}");
                self.word("HMAC(")
                    .list(key, "")
                    .word(&header)
                    .list(rest, &join)
                    .word(")")
            }
            ValueName::RecordCiphertext(..) => {
                let (iv, plain) = rest.split_at(rest.len().min(1));
                let padding = format!("{join}padding)");
                let begun = self
                    .word("CBC encryption(")
                    .list(key, "")
                    .word(", ")
                    .list(iv, "");
                begun.word(", ").list(plain, &join).word(&padding)
            }
            _ => self.word("CBC decryption(").list(inputs, ", ").word(")"),
        }
    }

    fn list(mut self, inputs: &[ValueId], separator: &str) -> Self {
        for (i, input) in inputs.iter().enumerate() {
            if i > 0 {
                self = self.word(separator);
            }
            if let Some(value) = self.stage.value(*input) {
                let style = self.stage.theme.value(value.name);
                self.spans.push(Span::styled(value.name.title(), style));
            }
        }
        self
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
