//! The formula of a derived value, as the RFCs write it (RFC 5246 §5, §6.2.3.2, §6.3, §7.4.9 and
//! §8.1), over the names of its inputs.
//!
//! This is the only place that puts a formula into words; the exports print it as it is, the
//! screen may show other names and colours for its values.

use super::Span;
use crate::crypto::mac::Mac;
use crate::crypto::record::IvOrigin;
use crate::crypto::signature::Signing;
use crate::crypto::ssl3;
use crate::protocol::Input;
use crate::trace::{Connection, Derivation, Operation, Origin, Trace, Value, ValueId, ValueName};
use crate::wire::display::escaped;
use std::ops::Range;

/// What stands for something that the trace does not have, such as an input that only a real peer
/// knows.
const MISSING: &str = "…";

/// How a value was computed first, such as
/// `PRF(pre_master_secret, "master secret", client_random + server_random)[0..47]` (RFC 5246
/// §8.1); as in the RFC, `[a..b]` includes both ends. Each input is a [`Span::Value`] whose text is
/// its [`Value::key`]. `None` for a value that was not derived.
pub fn formula(trace: &Trace, value: &Value) -> Option<Vec<Span>> {
    let Origin::Derived {
        operation,
        inputs,
        output,
    } = &value.origin
    else {
        return None;
    };
    Some(written(trace, value, operation, inputs, output))
}

/// How a value was computed by one side, which may be another way than its first: see
/// [`Derivation`].
pub(super) fn of_derivation(trace: &Trace, derivation: &Derivation) -> Vec<Span> {
    let value = trace.value(derivation.value);
    let Derivation {
        operation,
        inputs,
        output,
        ..
    } = derivation;
    written(trace, value, operation, inputs, output)
}

fn written(
    trace: &Trace,
    value: &Value,
    operation: &Operation,
    inputs: &[ValueId],
    output: &Range<usize>,
) -> Vec<Span> {
    let name = value.name;
    let line = Line {
        trace,
        connection: trace.connection(value.connection),
        name,
        operation,
        inputs,
        spans: Vec::new(),
    };
    let is_mac = matches!(name, ValueName::RecordMac(..));
    match operation {
        Operation::Join => line.all(Input::Source, " + "),
        Operation::Keep => line.input(Input::Source),
        Operation::Cut => line.input(Input::Source).bytes(output),
        Operation::Encode => line.text("Handshake(").input(Input::Source).text(")"),
        Operation::RsaEncryption(_) => line
            .text("RSAES-PKCS1-V1_5-ENCRYPT((")
            .input(Input::Modulus)
            .text(", ")
            .input(Input::Exponent)
            .text("), ")
            .input(Input::Message)
            .text(")"),
        Operation::RsaDecryption(recovery) if recovery.used_fallback => {
            line.all(Input::Substitute, " + ")
        }
        Operation::RsaDecryption(_) => line
            .text("RSAES-PKCS1-V1_5-DECRYPT((")
            .input(Input::Modulus)
            .text(", ")
            .input(Input::PrivateExponent)
            .text("), ")
            .input(Input::Ciphertext)
            .text(")"),
        Operation::Signing(signing) => {
            let scheme = match signing.as_ref() {
                Signing::Pkcs1(_) => "RSASSA-PKCS1-V1_5-SIGN((",
                Signing::Pss(_) => "RSASSA-PSS-SIGN((",
            };
            let line = line
                .text(scheme)
                .input(Input::Modulus)
                .text(", ")
                .input(Input::PrivateExponent)
                .text("), ")
                .input(Input::Digest);
            match signing.as_ref() {
                Signing::Pkcs1(_) => line.text(")"),
                Signing::Pss(_) => line.text(", ").input(Input::Salt).text(")"),
            }
        }
        Operation::Prf(expansion) if !expansion.rounds.is_empty() => line
            .text("MD5(")
            .input(Input::Secret)
            .text(" + SHA-1('A' + ")
            .input(Input::Secret)
            .text(" + ")
            .all(Input::Seed, " + ")
            .text(")) + …")
            .bytes(output),
        Operation::Prf(expansion) => line
            .text("PRF(")
            .input(Input::Secret)
            .text(&format!(", \"{}\", ", expansion.label))
            .all(Input::Seed, " + ")
            .text(")")
            .bytes(output),
        Operation::TranscriptHash { hash, messages } => line.text(&format!(
            "{}(handshake_messages[0..{}])",
            hash.name(),
            messages.saturating_sub(1)
        )),
        Operation::Ssl3Proof { proof, messages } => {
            let last = messages.saturating_sub(1);
            let sender = match proof.sender {
                Some(sender) => format!("\"{}\" + ", escaped(ssl3::sender_bytes(sender))),
                None => String::new(),
            };
            line.text("hash(")
                .input(Input::Secret)
                .text(&format!(
                    " + pad_2 + hash(handshake_messages[0..{last}] + {sender}"
                ))
                .input(Input::Secret)
                .text(" + pad_1)), hash = MD5, then SHA-1")
        }
        Operation::Ticket(_) => line
            .input(Input::KeyName)
            .text(" + IV + length + AES-128-CBC-ENCRYPT(")
            .input(Input::Key)
            .text(", IV, ")
            .input(Input::Content)
            .text(") + HMAC_SHA-256(")
            .input(Input::MacKey)
            .text(", all before)"),
        Operation::TicketOpening(_) => line
            .text("AES-128-CBC-DECRYPT(")
            .input(Input::Key)
            .text(", IV and encrypted state in ")
            .input(Input::Ciphertext)
            .text("), ")
            .input(Input::KeyName)
            .text(", ")
            .input(Input::MacKey),
        Operation::Protection(one) if is_mac => line.mac(one.mac_is_last()),
        Operation::Unprotection(one) if is_mac => line.mac(one.mac_is_last()),
        Operation::Protection(one) => {
            let line = line.cipher("ENCRYPT", one.iv_origin).input(Input::Content);
            let line = match one.mac_is_last() {
                true => line,
                false => line.text(" + ").input(Input::Mac),
            };
            line.text(match one.iv_origin {
                IvOrigin::None => ")",
                _ => " + padding + padding_length)",
            })
        }
        Operation::Unprotection(one) => line
            .cipher("DECRYPT", one.iv_origin)
            .input(Input::Ciphertext)
            .text(")")
            .bytes(output),
    }
    .spans
}

/// A formula in the making.
struct Line<'t> {
    trace: &'t Trace,
    connection: &'t Connection,
    /// The value that the formula gives.
    name: ValueName,
    operation: &'t Operation,
    inputs: &'t [ValueId],
    spans: Vec<Span>,
}

impl<'t> Line<'t> {
    fn text(mut self, text: &str) -> Self {
        match self.spans.last_mut() {
            Some(Span::Text(last)) => last.push_str(text),
            _ => self.spans.push(Span::Text(text.to_owned())),
        }
        self
    }

    fn named(&self, name: Input) -> &'t [ValueId] {
        self.operation.named(self.name, self.inputs, name)
    }

    fn input(self, name: Input) -> Self {
        match self.named(name).first() {
            Some(id) => self.value(*id),
            None => self.text(MISSING),
        }
    }

    fn value(mut self, id: ValueId) -> Self {
        let text = self.trace.value(id).key_from(self.connection.id);
        self.spans.push(Span::Value { id, text });
        self
    }

    /// All inputs of a name.
    fn all(mut self, name: Input, separator: &str) -> Self {
        for (i, id) in self.named(name).iter().enumerate() {
            if i > 0 {
                self = self.text(separator);
            }
            self = self.value(*id);
        }
        self
    }

    /// The MAC of a record: over the content, or over what is sent if it comes last (RFC 7366 §3).
    fn mac(self, is_last: bool) -> Self {
        let mac = self
            .connection
            .algorithms()
            .map(|algorithms| algorithms.mac);
        let hash = self
            .connection
            .suite
            .map_or(MISSING, |suite| suite.mac.name());
        match mac {
            Some(Mac::Ssl3(_)) => self
                .text(&format!("{hash}("))
                .input(Input::MacKey)
                .text(&format!(" + pad_2 + {hash}("))
                .input(Input::MacKey)
                .text(" + pad_1 + seq_num + type + length + ")
                .input(Input::Content)
                .text("))"),
            _ => {
                let line = self
                    .text(&format!("HMAC_{hash}("))
                    .input(Input::MacKey)
                    .text(", seq_num + type + version + length + ");
                let line = match is_last {
                    true => line.all(Input::Ciphertext, " + "),
                    false => line.input(Input::Content),
                };
                line.text(")")
            }
        }
    }

    /// The cipher of the suite, in one direction, up to its text: key, and IV if there is one.
    fn cipher(self, direction: &str, iv: IvOrigin) -> Self {
        let suite = self.connection.suite;
        let cipher = suite.map_or(MISSING, |suite| suite.cipher.name());
        let line = self
            .text(&format!("{cipher}-{direction}("))
            .input(Input::Key)
            .text(", ");
        match iv {
            IvOrigin::None => line,
            _ => line.input(Input::Iv).text(", "),
        }
    }

    /// A range as the RFC writes it: both ends included.
    fn bytes(self, range: &Range<usize>) -> Self {
        let last = range.end.saturating_sub(1);
        self.text(&format!("[{}..{last}]", range.start))
    }
}
