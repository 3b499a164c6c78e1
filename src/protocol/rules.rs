//! What the versions of the protocol do differently, as a table: one row says of a version how secrets
//! are stretched, how a record is protected, and how Finished is made.
//!
//! A row names the constructions of [`crypto`](crate::crypto); which algorithms they work with is up to
//! the [`Suite`]. Whatever depends on the version asks its row, and compares no version. Left out: what
//! is the same in every version that can be run, such as the labels of the PRF.

use super::suite::Suite;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::key_block::Layout;
use crate::crypto::prf::Prf;
use crate::crypto::record::{self, Protect, Unprotect};
use crate::wire::form::{self, Form};
use crate::wire::{AlertDescription, ProtocolVersion};
use std::fmt;

/// The rules of one version.
#[derive(Clone, Copy)]
pub struct Rules {
    /// The version, as ServerHello and the records have it.
    pub version: ProtocolVersion,
    /// The pseudorandom function.
    pub prf: fn(&Suite) -> Prf,
    /// The hash of the handshake messages in Finished.
    pub transcript_hash: fn(&Suite) -> HashAlgorithm,
    /// Whether each record carries its own IV. If not, the first IV of each direction is a part of the
    /// key block.
    pub explicit_iv: bool,
    /// MAC, padding and encryption of a record.
    pub protect: Protect,
    /// The reverse of `protect`, with its checks.
    pub unprotect: Unprotect,
    /// The alert for a record whose padding is wrong.
    pub bad_padding: AlertDescription,
    /// The layout of the handshake messages.
    pub form: &'static Form,
}

/// TLS 1.2 (RFC 5246).
#[rustfmt::skip]
pub static TLS12: Rules = Rules {
    version:         ProtocolVersion::Tls12,
    prf:             |suite| Prf::Tls12(suite.prf_hash),       // §5
    transcript_hash: |suite| suite.prf_hash,                   // §7.4.9
    explicit_iv:     true,                                     // §6.2.3.2
    protect:         record::protect,                          // §6.2.3.2
    unprotect:       record::unprotect,                        // §6.2.3.2
    bad_padding:     AlertDescription::BadRecordMac,           // §7.2.2
    form:            &form::TLS12,
};

/// TLS 1.1 (RFC 4346).
#[rustfmt::skip]
pub static TLS11: Rules = Rules {
    version:         ProtocolVersion::Tls11,
    prf:             |_| Prf::Tls10,                           // §5
    transcript_hash: |_| HashAlgorithm::Md5Sha1,               // §7.4.9
    explicit_iv:     true,                                     // §6.2.3.2
    protect:         record::protect,                          // §6.2.3.2
    unprotect:       record::unprotect,                        // §6.2.3.2
    bad_padding:     AlertDescription::BadRecordMac,           // §7.2.2
    form:            &form::TLS11,
};

/// The versions that can be run, the newest first.
static ALL: [&Rules; 2] = [&TLS12, &TLS11];

impl Rules {
    /// The rules of a version, if it can be run.
    pub fn of(version: ProtocolVersion) -> Option<&'static Rules> {
        ALL.into_iter().find(|rules| rules.version == version)
    }

    /// The newest version that can be run.
    pub fn newest() -> &'static Rules {
        ALL[0]
    }

    /// The versions that can be run and are not older than `oldest`, the newest first.
    pub fn since(oldest: ProtocolVersion) -> impl Iterator<Item = &'static Rules> {
        let all = ALL.into_iter();
        all.filter(move |rules| rules.version.code() >= oldest.code())
    }

    /// Whether a peer that offers up to `highest` offers this version (RFC 5246 appendix E.1).
    pub fn offered_by(&self, highest: ProtocolVersion) -> bool {
        self.version.code() <= highest.code()
    }

    /// Length in bytes of the IV at the start of each record's fragment.
    pub fn record_iv_len(&self, suite: &Suite) -> usize {
        match self.explicit_iv {
            true => suite.cipher.block_len(),
            false => 0,
        }
    }

    /// Lengths of the parts of the key block (RFC 5246 §6.3).
    pub fn key_block_layout(&self, suite: &Suite) -> Layout {
        Layout {
            mac_key_len: suite.mac.output_len(),
            enc_key_len: suite.cipher.key_len(),
            fixed_iv_len: match self.explicit_iv {
                true => 0,
                false => suite.cipher.block_len(),
            },
        }
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rules({})", self.version)
    }
}
