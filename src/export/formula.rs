//! The formula of a derived value, as the RFCs write it, over the names of its inputs.

use super::value_key;
use crate::trace::{Operation, Origin, Trace, Value, ValueName};
use std::ops::Range;

/// How a value was computed, such as
/// `PRF(pre_master_secret, "master secret", client_random + server_random)[0..47]` (RFC 5246
/// §8.1); as in the RFC, `[a..b]` includes both ends. `None` for a value that was not derived.
pub fn formula(trace: &Trace, value: &Value) -> Option<String> {
    let Origin::Derived {
        operation,
        inputs,
        output,
    } = &value.origin
    else {
        return None;
    };
    let names: Vec<String> = inputs
        .iter()
        .map(|id| value_key(trace.value(*id)))
        .collect();
    let name = |i: usize| names.get(i).map_or("…", String::as_str);
    let (mac, cipher) = match trace.suite {
        Some(suite) => (suite.mac.name(), suite.cipher.name()),
        None => ("…", "…"),
    };
    Some(match operation {
        Operation::Join => names.join(" + "),
        Operation::Cut => format!("{}{}", name(0), bytes(output)),
        Operation::Encode => format!("Handshake({})", name(0)),
        Operation::RsaEncryption(_) => {
            format!(
                "RSAES-PKCS1-V1_5-ENCRYPT(({}, {}), {})",
                name(1),
                name(2),
                name(0)
            )
        }
        Operation::RsaDecryption(_) => {
            format!(
                "RSAES-PKCS1-V1_5-DECRYPT(({}, {}), {})",
                name(2),
                name(1),
                name(0)
            )
        }
        Operation::Prf(expansion) => {
            let seed = names.get(1..).unwrap_or_default().join(" + ");
            format!(
                "PRF({}, \"{}\", {seed}){}",
                name(0),
                expansion.label,
                bytes(output)
            )
        }
        Operation::TranscriptHash { hash, messages } => {
            format!(
                "{}(handshake_messages[0..{}])",
                hash.name(),
                messages.saturating_sub(1)
            )
        }
        Operation::Protection(_) | Operation::Unprotection(_)
            if matches!(value.name, ValueName::RecordMac(..)) =>
        {
            let content = name(1);
            format!(
                "HMAC_{mac}({}, seq_num + type + version + length + {content})",
                name(0)
            )
        }
        Operation::Protection(_) => {
            let [key, iv, content, mac] = [name(0), name(1), name(2), name(3)];
            format!("{cipher}-ENCRYPT({key}, {iv}, {content} + {mac} + padding + padding_length)")
        }
        Operation::Unprotection(_) => {
            format!("{cipher}-DECRYPT({}){}", names.join(", "), bytes(output))
        }
    })
}

/// A range as the RFC writes it: both ends included.
fn bytes(range: &Range<usize>) -> String {
    format!("[{}..{}]", range.start, range.end.saturating_sub(1))
}
