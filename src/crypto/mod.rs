//! What is computed: the cryptography of a TLS handshake with RSA key exchange, with every
//! intermediate value kept so that it can be shown.
//!
//! The primitives (hash functions, the blocks of AES and DES, RC4, modular exponentiation) come from the RustCrypto
//! crates. What TLS builds on them is written here, because that is what this program teaches:
//!
//! | module | what | where |
//! |---|---|---|
//! | [`hash`] | hash functions, HMAC, DigestInfo | RFC 2104, RFC 8017 §9.2 |
//! | [`prf`] | P_hash and the PRF, and what SSL 3.0 had instead | RFC 5246 §5, RFC 2246 §5, RFC 6101 §6.1 |
//! | [`cipher`] | the ciphers of records | RFC 5246 appendix C |
//! | [`rsa`] | RSA keys and the raw operation | RFC 8017 §3, §5 |
//! | [`pkcs1`] | PKCS#1 v1.5 encryption and signatures, Bleichenbacher's countermeasure | RFC 8017 §7.2, §8.2, RFC 5246 §7.4.7.1 |
//! | [`pss`] | PSS signatures | RFC 8017 §8.1 |
//! | [`signature`] | signatures of either kind | RFC 8017 §8 |
//! | [`key_block`] | master secret, key block, verify_data | RFC 5246 §6.3, §8.1, §7.4.9 |
//! | [`cbc`] | cipher block chaining, whole and block by block | NIST SP 800-38A §6.2 |
//! | [`rc4`] | the keystream of RC4 | RFC 2246 §6.2.3.1 |
//! | [`mac`] | the MAC of a record | RFC 5246 §6.2.3.1, RFC 6101 §5.2.3.1 |
//! | [`record`] | MAC, then pad, then encrypt a record, and back | RFC 5246 §6.2.3 |
//! | [`ssl3`] | Finished and CertificateVerify of SSL 3.0 | RFC 6101 §5.6.8, §5.6.9 |
//! | [`ticket`] | session tickets | RFC 5077 §4 |
//! | [`random`] | random bytes, seeded or from the system | |
//!
//! Values that TLS keeps secret are ordinary public fields here, and `Debug` prints them: showing
//! them is the purpose. Do not use this room to protect anything.

pub mod cbc;
pub mod cipher;
pub mod hash;
pub mod key_block;
pub mod mac;
pub mod pkcs1;
pub mod prf;
pub mod pss;
pub mod random;
pub mod rc4;
pub mod record;
pub mod rsa;
pub mod signature;
pub mod ssl3;
pub mod ticket;
