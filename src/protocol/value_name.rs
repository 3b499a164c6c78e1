//! The values of a connection by name: randoms, secrets, keys, and the parts of protected records.

use super::side::Side;
use crate::label;

/// The name of a value. Two sides that hold the same name should hold the same bytes; where an
/// attack or an error makes them differ, each keeps its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueName {
    /// 32 bytes, ClientHello.random.
    ClientRandom,
    /// 32 bytes, ServerHello.random.
    ServerRandom,
    /// 2 bytes, ClientHello.client_version.
    ClientVersion,
    /// The modulus of the key in the server's certificate, big-endian.
    ServerModulus,
    /// Its public exponent, big-endian.
    ServerExponent,
    /// The private exponent that the server keeps, big-endian.
    ServerPrivateExponent,
    /// The modulus of the key in the client's certificate, big-endian.
    ClientModulus,
    /// Its public exponent, big-endian.
    ClientExponent,
    /// The private exponent that the client keeps, big-endian.
    ClientPrivateExponent,
    /// Hash of the handshake messages that the client signs, up to ClientKeyExchange.
    SignedHash,
    /// The random bytes in a PSS signature, as long as the hash.
    SignatureSalt,
    /// The signature in CertificateVerify, as long as the client's modulus.
    HandshakeSignature,
    /// The 46 random bytes of the pre-master secret.
    PreMasterRandom,
    /// 48 bytes: client_version and the 46 random bytes.
    PreMasterSecret,
    /// As long as the modulus: the pre-master secret under the server's public key.
    EncryptedPreMasterSecret,
    /// 48 bytes.
    MasterSecret,
    /// All key material, one after the other.
    KeyBlock,
    /// The MAC key of what this side writes.
    WriteMacKey(Side),
    /// The cipher key of what this side writes.
    WriteKey(Side),
    /// Hash of the transcript that this side's Finished covers.
    HandshakeHash(Side),
    /// 12 bytes, in this side's Finished.
    VerifyData(Side),
    /// What this side's protected record with this sequence number carries: a handshake message,
    /// an alert or application data.
    RecordContent(Side, u64),
    /// The MAC of this side's protected record with this sequence number.
    RecordMac(Side, u64),
    /// The IV of this side's protected record with this sequence number.
    RecordIv(Side, u64),
    /// The encrypted part of this side's protected record with this sequence number.
    RecordCiphertext(Side, u64),
}

impl ValueName {
    /// The key in exports and in explanation texts: `client_write_MAC_key`.
    pub fn key(self) -> String {
        match self {
            Self::ClientRandom => "client_random".into(),
            Self::ServerRandom => "server_random".into(),
            Self::ClientVersion => "client_version".into(),
            Self::ServerModulus => "server_modulus".into(),
            Self::ServerExponent => "server_exponent".into(),
            Self::ServerPrivateExponent => "server_private_exponent".into(),
            Self::ClientModulus => "client_modulus".into(),
            Self::ClientExponent => "client_exponent".into(),
            Self::ClientPrivateExponent => "client_private_exponent".into(),
            Self::SignedHash => "signed_hash".into(),
            Self::SignatureSalt => "signature_salt".into(),
            Self::HandshakeSignature => "handshake_signature".into(),
            Self::PreMasterRandom => "pre_master_random".into(),
            Self::PreMasterSecret => "pre_master_secret".into(),
            Self::EncryptedPreMasterSecret => "encrypted_pre_master_secret".into(),
            Self::MasterSecret => "master_secret".into(),
            Self::KeyBlock => "key_block".into(),
            Self::WriteMacKey(side) => format!("{}_write_MAC_key", side.name()),
            Self::WriteKey(side) => format!("{}_write_key", side.name()),
            Self::HandshakeHash(side) => format!("{}_handshake_hash", side.name()),
            Self::VerifyData(side) => format!("{}_verify_data", side.name()),
            Self::RecordContent(side, n) => format!("{}_record_{n}_content", side.name()),
            Self::RecordMac(side, n) => format!("{}_record_{n}_mac", side.name()),
            Self::RecordIv(side, n) => format!("{}_record_{n}_iv", side.name()),
            Self::RecordCiphertext(side, n) => format!("{}_record_{n}_ciphertext", side.name()),
        }
    }

    /// The name to show: the RFC's where it has one.
    pub fn title(self) -> String {
        match self {
            Self::ClientRandom => "client random".into(),
            Self::ServerRandom => "server random".into(),
            Self::ClientVersion => "client_version".into(),
            Self::ServerModulus => "server's modulus n".into(),
            Self::ServerExponent => "server's exponent e".into(),
            Self::ServerPrivateExponent => label!("protocol.value.server_private_exponent").into(),
            Self::ClientModulus => "client's modulus n".into(),
            Self::ClientExponent => "client's exponent e".into(),
            Self::ClientPrivateExponent => label!("protocol.value.client_private_exponent").into(),
            Self::SignedHash => label!("protocol.value.signed_hash").into(),
            Self::SignatureSalt => "salt".into(),
            Self::HandshakeSignature => "client's signature".into(),
            Self::PreMasterRandom => "46 random bytes".into(),
            Self::PreMasterSecret => "pre-master secret".into(),
            Self::EncryptedPreMasterSecret => "encrypted pre-master".into(),
            Self::MasterSecret => "master secret".into(),
            Self::KeyBlock => "key block".into(),
            Self::WriteMacKey(side) => format!("{}_write_MAC_key", side.name()),
            Self::WriteKey(side) => format!("{}_write_key", side.name()),
            Self::HandshakeHash(side) => format!("{} handshake hash", side.name()),
            Self::VerifyData(side) => format!("{} verify_data", side.name()),
            Self::RecordContent(side, n) => format!("{} record {n} content", side.name()),
            Self::RecordMac(side, n) => format!("{} record {n} MAC", side.name()),
            Self::RecordIv(side, n) => format!("{} record {n} IV", side.name()),
            Self::RecordCiphertext(side, n) => format!("{} record {n} ciphertext", side.name()),
        }
    }

    /// Whether it is a part of a side's own key pair, which that side has had before the run.
    pub fn is_of_own_key(self, side: Side) -> bool {
        match side {
            Side::Server => matches!(
                self,
                Self::ServerModulus | Self::ServerExponent | Self::ServerPrivateExponent
            ),
            Side::Client => matches!(
                self,
                Self::ClientModulus | Self::ClientExponent | Self::ClientPrivateExponent
            ),
        }
    }
}
