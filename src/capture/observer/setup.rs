//! What an observer works with.

use crate::capture::secrets::Secrets;
use crate::pki::{Certificate, RevocationList};
use std::sync::OnceLock;

/// What an observer works with.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The secrets of the reader.
    pub secrets: Secrets,
    /// The certificates that the reader trusts. Without any, chains are shown and not checked.
    pub anchors: Anchors,
    /// The revocation lists at hand.
    pub revocation_lists: Vec<RevocationList>,
    /// The name that is expected in the server's certificate, if it is not the one that the client asks for.
    pub server_name: Option<String>,
}

/// The certificates that a reader trusts.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    read: OnceLock<Vec<Certificate>>,
    later: Option<fn() -> Vec<Certificate>>,
}

impl Anchors {
    /// Those that this function reads, once they are needed: a system trusts more than a hundred, and the list of
    /// a capture needs none as long as no connection fails.
    pub fn later(read: fn() -> Vec<Certificate>) -> Self {
        Anchors {
            read: OnceLock::new(),
            later: Some(read),
        }
    }

    /// Whether the user has named them, and not only the system.
    pub fn are_given(&self) -> bool {
        self.later.is_none()
    }

    /// The certificates.
    pub fn get(&self) -> &[Certificate] {
        let later = || self.later.map(|read| read()).unwrap_or_default();
        self.read.get_or_init(later)
    }
}

impl From<Vec<Certificate>> for Anchors {
    fn from(read: Vec<Certificate>) -> Self {
        Anchors {
            read: read.into(),
            later: None,
        }
    }
}
