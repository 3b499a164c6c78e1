//! What is reported of a pre-master secret that was decrypted with the server's private key (RFC 5246
//! §7.4.7.1). The server reports it, and so does a reader who has the key.

use crate::crypto::pkcs1::{PreMasterRecovery, RecoveryCheck, RecoveryCheckKind};
use crate::protocol::{Check, CheckName, Event, Operation, ValueName};
use crate::said;
use crate::text::{Said, short};
use std::sync::Arc;

/// Reports the checks of a recovery and its result, and returns the result: the pre-master secret, or the
/// random one that takes its place.
pub fn recovered(recovery: PreMasterRecovery, events: &mut Vec<Event>) -> [u8; 48] {
    for check in &recovery.checks {
        let name = CheckName::PreMaster(check.kind);
        let check = Check::new(name, check.passed, evidence(check));
        events.push(Event::Checked(check));
    }
    let pre_master = recovery.pre_master_secret;
    let mut inputs = vec![
        ValueName::EncryptedPreMasterSecret,
        ValueName::ServerPrivateExponent,
        ValueName::ServerModulus,
    ];
    if recovery.used_fallback {
        let bytes = pre_master[2..].to_vec();
        let name = ValueName::PreMasterRandom;
        events.push(Event::Generated { name, bytes });
        inputs.extend([ValueName::ClientVersion, name]);
    }
    let operation = Operation::RsaDecryption(Arc::new(recovery));
    let name = ValueName::PreMasterSecret;
    events.push(Event::derived(name, &pre_master, operation, inputs));
    pre_master
}

/// What a check found.
fn evidence(check: &RecoveryCheck) -> Said {
    use RecoveryCheckKind as Kind;
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |n, b| n << 8 | u64::from(*b));
    let (got, expected) = (&check.got, &check.expected);
    let (bytes, length) = (short(got), number(got));
    match (check.kind, check.passed) {
        (Kind::CiphertextLength, true) => {
            said!("endpoint.check.ciphertext_length.yes", got = length)
        }
        (Kind::CiphertextLength, false) => {
            let expected = number(expected);
            said!(
                "endpoint.check.ciphertext_length.no",
                expected,
                got = length
            )
        }
        (Kind::CiphertextRange, true) => said!("endpoint.check.ciphertext_range.yes"),
        (Kind::CiphertextRange, false) => said!("endpoint.check.ciphertext_range.no"),
        (Kind::PrivateOperation, true) => said!("endpoint.check.private_operation.yes"),
        (Kind::PrivateOperation, false) => said!("endpoint.check.private_operation.no"),
        (Kind::BlockType, true) => said!("endpoint.check.block_type.yes"),
        (Kind::BlockType, false) => said!("endpoint.check.block_type.no", got = bytes),
        (Kind::PaddingLength, true) => said!("endpoint.check.padding_length.yes", got = bytes),
        (Kind::PaddingLength, false) => said!("endpoint.check.padding_length.no", got = bytes),
        (Kind::Separator, true) => said!("endpoint.check.separator.yes"),
        (Kind::Separator, false) => said!("endpoint.check.separator.no"),
        (Kind::MessageLength, true) => said!("endpoint.check.message_length.yes"),
        (Kind::MessageLength, false) => said!("endpoint.check.message_length.no", got = length),
        (Kind::Version, true) => said!("endpoint.check.pre_master_version.yes", got = bytes),
        (Kind::Version, false) => said!(
            "endpoint.check.pre_master_version.no",
            expected = short(expected),
            got = bytes
        ),
    }
}
