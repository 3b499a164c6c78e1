//! Where a key exchange stands after a unit of work.

use crate::record::PreMasterSecret;

/// What comes of a unit of work of one half.
pub(in crate::endpoint) enum Exchanged<H> {
    /// There is more to do.
    Goes(H),
    /// This side has the pre-master secret.
    Done(PreMasterSecret),
}
