//! How SSL 3.0 proves that both sides saw the same handshake (RFC 6101 §5.6.8, §5.6.9): a hash over the
//! messages and the master secret, made twice.
//!
//! ```text
//! hash(master_secret + pad_2 +
//!      hash(handshake_messages + sender + master_secret + pad_1))     with MD5, then with SHA-1
//! ```
//!
//! In Finished, sender is "CLNT" or "SRVR"; in what CertificateVerify signs it is left out. TLS uses the
//! PRF in Finished, and signs the hash of the messages in CertificateVerify.

use super::hash::HashAlgorithm;
use super::key_block::FinishedLabel;
use super::mac::pads;

/// A proof with both hashes of both halves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Who makes it; `None` for what CertificateVerify signs.
    pub sender: Option<FinishedLabel>,
    /// The master secret, 48 bytes.
    pub master_secret: Vec<u8>,
    /// That of MD5, and that of SHA-1.
    pub halves: [Half; 2],
    /// Both outer hashes, one after the other: 36 bytes.
    pub output: Vec<u8>,
}

/// The hashes of a proof with one function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Half {
    /// The function.
    pub hash: HashAlgorithm,
    /// hash(handshake_messages + sender + master_secret + pad_1)
    pub inner: Vec<u8>,
    /// hash(master_secret + pad_2 + inner)
    pub outer: Vec<u8>,
}

/// "CLNT" or "SRVR".
pub fn sender_bytes(sender: FinishedLabel) -> &'static [u8; 4] {
    match sender {
        FinishedLabel::Client => b"CLNT",
        FinishedLabel::Server => b"SRVR",
    }
}

/// The proof over `messages`, the handshake messages so far with their headers.
pub fn proof(messages: &[u8], sender: Option<FinishedLabel>, master_secret: &[u8]) -> Proof {
    let half = |hash: HashAlgorithm| {
        let (pad_1, pad_2) = pads(hash);
        let sender: &[u8] = sender.map_or(&[], |sender| sender_bytes(sender));
        let inner = hash.digest(&[messages, sender, master_secret, pad_1].concat());
        let outer = hash.digest(&[master_secret, pad_2, &inner].concat());
        Half { hash, inner, outer }
    };
    let halves = [half(HashAlgorithm::Md5), half(HashAlgorithm::Sha1)];
    Proof {
        sender,
        master_secret: master_secret.to_vec(),
        output: [halves[0].outer.as_slice(), &halves[1].outer].concat(),
        halves,
    }
}
