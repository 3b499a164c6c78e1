//! What is reported of a protected record that was decrypted: its content, its MAC, and the two checks
//! (RFC 5246 §6.2.3). The receiver reports it, and so does a reader who has the keys.

use crate::crypto::record::{IvOrigin, PaddingRule, Unprotection};
use crate::protocol::{Check, CheckName, Event, Operation, Party, Rules, Side, ValueName};
use crate::text::{Said, differing, short};
use crate::{label, said};
use std::sync::Arc;

/// Reports how the peer's protected record was decrypted, and checks it.
pub fn opened(
    unprotection: &Arc<Unprotection>,
    rules: Option<&Rules>,
    sender: Side,
    reader: Party,
    events: &mut Vec<Event>,
) {
    let n = unprotection.sequence;
    let operation = Operation::Unprotection(unprotection.clone());
    let iv = chained_iv(sender, n, &unprotection.iv, unprotection.iv_origin, events);
    let last = unprotection.mac_is_last();
    let content = Event::Derived {
        name: ValueName::RecordContent(sender, n),
        bytes: unprotection.content().to_vec(),
        operation: operation.clone(),
        inputs: [ValueName::WriteKey(sender)]
            .into_iter()
            .chain(iv)
            .chain([ValueName::RecordCiphertext(sender, n)])
            .collect(),
        output: unprotection.content.clone(),
    };
    let maced: Vec<ValueName> = match last {
        true => maced_last(sender, n, unprotection.iv_origin).collect(),
        false => vec![ValueName::RecordContent(sender, n)],
    };
    let mac = Event::Derived {
        name: ValueName::RecordMac(sender, n),
        bytes: unprotection.computed_mac.clone(),
        operation,
        inputs: [&[ValueName::WriteMacKey(sender)], maced.as_slice()].concat(),
        output: match last {
            true => unprotection.encrypted.end..unprotection.fragment.len(),
            false => unprotection.mac.clone(),
        },
    };
    if last {
        events.push(mac);
        events.extend(unprotection.was_decrypted().then_some(content));
    } else {
        events.extend([content, mac]);
    }
    // in the order in which a receiver asks
    if last {
        check_mac(unprotection, reader, events);
        check_padding(unprotection, rules, events);
    } else {
        check_padding(unprotection, rules, events);
        check_mac(unprotection, reader, events);
    }
}

fn check_padding(unprotection: &Unprotection, rules: Option<&Rules>, events: &mut Vec<Event>) {
    if unprotection.iv_origin == IvOrigin::None || !unprotection.was_decrypted() {
        return;
    }
    let detail = match rules.map(|rules| rules.padding) {
        Some(PaddingRule::Free) => free_padding_found(unprotection),
        _ => padding_found(unprotection),
    };
    let check = Check::new(CheckName::Padding, unprotection.padding_ok, detail);
    events.push(Event::Checked(check));
}

fn check_mac(unprotection: &Unprotection, reader: Party, events: &mut Vec<Event>) {
    let received = unprotection.received_mac();
    let computed = &unprotection.computed_mac;
    let side = reader.name();
    let detail = if unprotection.mac_ok {
        said!("endpoint.check.mac.yes", got = short(received), side)
    } else {
        // if the padding is wrong, the block is treated as one without padding (§6.2.3.2)
        let unpadded = label!("endpoint.check.mac.unpadded");
        let unpadded = (!unprotection.padding_ok).then_some(unpadded);
        let (expected, got) = differing(computed, received);
        said!(
            "endpoint.check.mac.no",
            unpadded,
            got,
            side,
            expected,
            sequence = unprotection.sequence
        )
    };
    let check = Check::new(CheckName::Mac, unprotection.mac_ok, detail);
    events.push(Event::Checked(check));
}

/// What a MAC that comes last covers: the IV where it is in the record, and the ciphertext.
pub fn maced_last(owner: Side, n: u64, iv: IvOrigin) -> impl Iterator<Item = ValueName> {
    let in_record = iv == IvOrigin::InRecord;
    let iv = in_record.then_some(ValueName::RecordIv(owner, n));
    iv.into_iter()
        .chain([ValueName::RecordCiphertext(owner, n)])
}

/// What the padding of a record looks like where its bytes are free.
fn free_padding_found(unprotection: &Unprotection) -> Said {
    let length = unprotection.plaintext.last().copied().unwrap_or_default();
    let block = unprotection.iv.len();
    match unprotection.padding_ok {
        true => said!("endpoint.check.padding.free", length),
        false => said!("endpoint.check.padding.too_long", length, block),
    }
}

/// What the padding of a record looks like.
fn padding_found(unprotection: &Unprotection) -> Said {
    let padding = &unprotection.plaintext[unprotection.padding.clone()];
    let length = unprotection.plaintext.last().copied().unwrap_or_default();
    let before = unprotection.plaintext.len().saturating_sub(1);
    match (unprotection.padding_ok, padding.len().saturating_sub(1)) {
        (false, _) if usize::from(length) > before => {
            said!("endpoint.check.padding.no_room", length, room = before)
        }
        (false, _) => said!("endpoint.check.padding.no", length),
        (true, 0) => said!("endpoint.check.padding.yes_none"),
        (true, 1) => said!("endpoint.check.padding.yes_one", length),
        (true, before) => said!("endpoint.check.padding.yes", length, before),
    }
}

/// The name of the IV of a record, if it has one. Reports where it comes from if it is the end of the
/// record before.
pub fn chained_iv(
    owner: Side,
    n: u64,
    iv: &[u8],
    origin: IvOrigin,
    events: &mut Vec<Event>,
) -> Option<ValueName> {
    let name = ValueName::RecordIv(owner, n);
    match origin {
        IvOrigin::None => None,
        IvOrigin::InRecord => Some(name),
        IvOrigin::KeyBlock => Some(ValueName::WriteIv(owner)),
        IvOrigin::Previous(len) => {
            events.push(Event::Derived {
                name,
                bytes: iv.to_vec(),
                operation: Operation::Cut,
                inputs: vec![ValueName::RecordCiphertext(owner, n - 1)],
                output: len - iv.len()..len,
            });
            Some(name)
        }
    }
}
