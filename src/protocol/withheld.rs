//! Why a client sends no certificate.

use crate::said;
use crate::text::Said;
use std::fmt;

/// Why a client that is asked for a certificate sends none: an empty list (RFC 5246 §7.4.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// It has none.
    NoneThere,
    /// It has an RSA key, and the server does not accept RSA certificates.
    Type,
    /// The server names issuers, and none of them has issued it.
    Issuer {
        /// The issuers that it names, the first few of many.
        wanted: Vec<String>,
        /// The subject of the client's own certificate.
        subject: String,
        /// Its issuer, or the last one up the chain that the client has.
        issuer: String,
    },
    /// The server accepts none of the signatures that can be made here.
    Signature,
}

impl Withheld {
    /// In words, as the end of a sentence.
    pub fn said(&self) -> Said {
        match self {
            Withheld::NoneThere => said!("protocol.withheld.none_there"),
            Withheld::Type => said!("protocol.withheld.type"),
            Withheld::Issuer {
                wanted,
                subject,
                issuer,
            } => said!(
                "protocol.withheld.issuer",
                wanted = wanted.clone(),
                subject,
                issuer
            ),
            Withheld::Signature => said!("protocol.withheld.signature"),
        }
    }

    /// What to do about it, if anything can be done.
    pub fn hint(&self) -> Option<Said> {
        match self {
            Withheld::Issuer { wanted, issuer, .. } => Some(said!(
                "protocol.withheld.issuer_hint",
                wanted = wanted.clone(),
                issuer
            )),
            _ => None,
        }
    }
}

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}
