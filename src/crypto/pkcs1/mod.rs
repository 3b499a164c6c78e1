//! PKCS#1 v1.5: the padding around a message before RSA is applied to it (RFC 8017 §7.2 and §8.2).
//!
//! ```text
//! encryption   00 02 PS 00 M            PS: at least eight random bytes, none of them zero
//! signature    00 01 FF … FF 00 T       T: DigestInfo, which contains the hash and its name
//! ```
//!
//! Both blocks are exactly as long as the modulus, k bytes. [`recover_pre_master`] is the decryption
//! as a TLS server must do it (RFC 5246 §7.4.7.1). Left out: OAEP (RFC 8017 §7.1), which TLS does
//! not use, and PSS (§8.1).

mod encryption;
mod pre_master;
mod signature;

pub use encryption::{Decryption, Encryption, MIN_PADDING_LEN, PaddingFault, decrypt, encrypt};
pub use pre_master::{
    PRE_MASTER_SECRET_LEN, PreMasterRecovery, RecoveryCheck, RecoveryCheckKind, recover_pre_master,
};
pub use signature::{
    Signature, SignatureFault, Verification, sign, sign_digest, verify, verify_digest,
};
