//! The server's signature over its share of a key (RFC 5246 §7.4.3, RFC 8422 §5.4). All that it covers crosses the
//! wire in the clear, so that anyone can verify it.

use super::handshake_signature::Scheme;
use crate::crypto::rsa::PublicKey;
use crate::crypto::signature::Verification;
use crate::crypto::{pkcs1, pss};
use crate::protocol::{Check, CheckName, CheckedSignature, Side, Signed};
use crate::said;
use crate::wire::form::Form;
use crate::wire::handshake::SignedParameters;
use std::sync::Arc;

/// A share of a key, and the signature over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedShare {
    /// client_random ‖ server_random ‖ the parameters.
    signed: Arc<[u8]>,
    scheme: Scheme,
    signature: Vec<u8>,
}

impl SignedShare {
    /// That of a ServerKeyExchange with this body, after hellos with these randoms, 32 bytes each; `None` if it has
    /// no signature.
    pub fn of(body: &[u8], form: &Form, randoms: [&[u8]; 2]) -> Option<Self> {
        let found = SignedParameters::of(body, form)?;
        let [client, server] = randoms;
        Some(SignedShare {
            signed: [client, server, found.parameters].concat().into(),
            scheme: found.algorithm.map_or(Scheme::Unnamed, Scheme::Named),
            signature: found.signature.to_vec(),
        })
    }

    /// Verifies it with the key in the server's certificate; `None` if its algorithm is not computed here.
    pub fn check(&self, key: &PublicKey) -> Option<Check> {
        let (is_pss, hash) = self.scheme.parts()?;
        let verification = match is_pss {
            true => {
                let salt_len = hash.output_len();
                let (signed, signature) = (&self.signed, &self.signature);
                Verification::Pss(pss::verify(key, hash, salt_len, signed, signature))
            }
            false => Verification::Pkcs1(pkcs1::verify(key, hash, &self.signed, &self.signature)),
        };
        let outcome = verification.outcome();
        let detail = match &outcome {
            Ok(()) => said!("endpoint.check.key_share.yes", hash = hash.name()),
            Err(fault) => said!("endpoint.check.key_share.no", fault),
        };
        Some(Check {
            subject: Some(Side::Server.name().to_owned()),
            name: CheckName::KeyShareSignature,
            passed: outcome.is_ok(),
            skipped: false,
            detail,
            signature: Some(Arc::new(CheckedSignature {
                verification,
                what: Signed::KeyShare,
                signed: self.signed.clone(),
            })),
        })
    }
}
