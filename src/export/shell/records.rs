//! Protected records: decrypted from the bytes on the wire, and verified with their MAC.

use super::literal::variable;
use super::script::Script;
use super::wire::Part;
use crate::explain::command::{Begin, Expression, Piece, content, decrypt, padding};
use crate::protocol::Input;
use crate::trace::{Operation, Origin, Side, Value, ValueId, ValueName};
use crate::wire::record::HEADER_LEN;

/// What it takes to decrypt a record.
struct Opening {
    /// The record, by its place in the wire's records.
    record: usize,
    /// The key of the cipher.
    key: ValueId,
    begin: Begin,
    /// Whether the record is as it was protected.
    sound: bool,
}

impl Script<'_> {
    /// The content of a record. False if the record cannot be decrypted here.
    pub(super) fn opened(&mut self, value: &Value) -> bool {
        let ValueName::RecordContent(side, number) = value.name else {
            return false;
        };
        let Some(algorithms) = self.trace.connection(value.connection).algorithms() else {
            return false;
        };
        let Some(opening) = self.opening(value, side, number) else {
            return false;
        };
        let record = opening.record;
        let end = self.wire.records[record].bytes.len() - algorithms.mac_behind();
        let range = HEADER_LEN + algorithms.iv_in_record()..end;
        let key = vec![Piece::Value(opening.key)];
        let ciphertext = vec![Piece::Text(self.part(&Part { record, range }))];
        let plaintext = decrypt(algorithms, key, opening.begin, ciphertext);
        let plaintext = Expression::Call(plaintext).render(self);
        let (name, key) = (variable(value), value.key());
        let inside = name.replacen("_content", "_plaintext", 1);
        self.line(&format!("{inside}={plaintext}"));
        let word = || vec![Piece::Text(format!("${inside}"))];
        let computed = Expression::Call(content(algorithms, word())).render(self);
        self.reproduced(value, &computed, None);

        let mac = |mac: &&Value| {
            let name = ValueName::RecordMac(side, number);
            (mac.connection, mac.name, mac.holder) == (value.connection, name, value.holder)
        };
        if let Some(mac) = self.trace.values().iter().find(mac)
            && opening.sound
        {
            self.value(mac.id);
            let padding = Expression::Call(padding(algorithms, word())).render(self);
            let mac = match algorithms.mac_is_last() {
                true => String::new(),
                false => format!("${}", variable(mac)),
            };
            self.line(&format!(
                "same {} \"${inside}\" \\\n  \"${name}{mac}{padding}\"",
                key.replacen("_content", "_plaintext", 1),
            ));
        }
        true
    }

    fn opening(&self, value: &Value, side: Side, number: u64) -> Option<Opening> {
        let record = self.wire.protected(value.connection, side, number)?;
        // what a side decrypted, or else what its sender encrypted
        let made = match &value.origin {
            Origin::Derived { operation, .. } if operation.is_unprotection() => value,
            _ => self.trace.named(
                value.connection,
                ValueName::RecordCiphertext(side, number),
                side,
            )?,
        };
        let Origin::Derived {
            operation, inputs, ..
        } = &made.origin
        else {
            return None;
        };
        let (position, sound) = match operation {
            Operation::Protection(one) => (one.keystream_position, true),
            Operation::Unprotection(one) => {
                let bytes = &self.wire.records[record].bytes;
                let intact = bytes.get(HEADER_LEN..) == Some(&one.fragment);
                intact.then_some((one.keystream_position, one.ok()))?
            }
            _ => return None,
        };
        let named = |name| operation.named(made.name, inputs, name).first().copied();
        Some(Opening {
            record,
            key: named(Input::Key)?,
            begin: match named(Input::Iv) {
                Some(iv) => Begin::Iv(vec![Piece::Value(iv)]),
                None => Begin::Keystream(position),
            },
            sound,
        })
    }
}
