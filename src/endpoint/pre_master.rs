//! The pre-master secret (RFC 5246 §7.4.7.1): the client generates and encrypts it, the server recovers
//! it.

use super::client_auth;
use super::config::Identity;
use super::core::{ActDraft, Core, short};
use super::fault::Fault;
use super::secrets::{Agreed, PreMasterSecret};
use crate::crypto::pkcs1::{self, Encryption, RecoveryCheck, RecoveryCheckKind};
use crate::crypto::rsa::PublicKey;
use crate::protocol::{CheckName, Event, Operation, Side, ValueName};
use crate::said;
use crate::text::Said;
use crate::wire::alert::AlertDescription;
use crate::wire::names::ProtocolVersion;
use std::sync::Arc;

/// client_version and 46 random bytes (§7.4.7.1).
pub(super) fn draw(
    agreed: Agreed,
    version: ProtocolVersion,
    core: &mut Core,
    act: &mut ActDraft,
) -> PreMasterSecret {
    let random = core.draw::<46>();
    let mut pre_master = [0; 48];
    pre_master[..2].copy_from_slice(&version.bytes());
    pre_master[2..].copy_from_slice(&random);
    let bytes = random.to_vec();
    act.events.push(Event::Generated {
        name: ValueName::PreMasterRandom,
        bytes,
    });
    act.events.push(Event::Derived {
        name: ValueName::PreMasterSecret,
        bytes: pre_master.to_vec(),
        operation: Operation::Join,
        inputs: vec![ValueName::ClientVersion, ValueName::PreMasterRandom],
        output: 0..48,
    });
    PreMasterSecret {
        agreed,
        bytes: pre_master,
    }
}

/// Pads it and encrypts it under the server's public key (§7.4.7.1).
pub(super) fn encrypt(
    core: &mut Core,
    key: &PublicKey,
    pre_master: &PreMasterSecret,
    act: &mut ActDraft,
) -> Result<Arc<Encryption>, Fault> {
    let encryption = pkcs1::encrypt(key, &pre_master.bytes, &mut core.rng)
        .map(Arc::new)
        .map_err(|error| Fault::new(AlertDescription::InternalError, error.said()))?;
    act.events.push(Event::Derived {
        name: ValueName::EncryptedPreMasterSecret,
        bytes: encryption.ciphertext.clone(),
        output: 0..encryption.ciphertext.len(),
        operation: Operation::RsaEncryption(encryption.clone()),
        inputs: vec![
            ValueName::PreMasterSecret,
            ValueName::ServerModulus,
            ValueName::ServerExponent,
        ],
    });
    Ok(encryption)
}

/// Recovers the pre-master secret, or continues with a random one and says nothing (§7.4.7.1).
pub(super) fn recover(
    identity: &Identity,
    encrypted: &[u8],
    client_version: ProtocolVersion,
    core: &mut Core,
    act: &mut ActDraft,
) -> [u8; 48] {
    let key = &identity.key;
    let version = client_version.bytes();
    let recovery = pkcs1::recover_pre_master(key, encrypted, version, &mut core.rng);
    act.events.push(Event::Stored {
        name: ValueName::ServerPrivateExponent,
        bytes: key.d(),
        path: identity.key_path.clone(),
    });
    client_auth::own_modulus(identity, Side::Server, act);
    for check in &recovery.checks {
        act.check(
            CheckName::PreMaster(check.kind),
            check.passed,
            evidence(check),
        );
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
        act.events.push(Event::Generated { name, bytes });
        inputs.extend([ValueName::ClientVersion, name]);
    }
    act.events.push(Event::Derived {
        name: ValueName::PreMasterSecret,
        bytes: pre_master.to_vec(),
        operation: Operation::RsaDecryption(Arc::new(recovery)),
        inputs,
        output: 0..pre_master.len(),
    });
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
