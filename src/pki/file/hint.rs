//! What to do where a file is not what was expected, for every command that reads one.

use super::{FileError, FileFault, Found, Wanted, Why};
use crate::crypto::rsa::KeyError;
use crate::label;
use crate::pki::pem::PemFault;

/// What to do about a private key for another algorithm.
pub fn rsa_only() -> &'static str {
    label!("pki.hint.rsa_only")
}

/// What to do about a block or a file that ends too early.
fn damaged() -> &'static str {
    label!("pki.hint.damaged")
}

/// What to do about a broken block.
fn of_pem(fault: &PemFault) -> &'static str {
    match fault {
        PemFault::OneLine => label!("pki.hint.one_line"),
        PemFault::LiteralBreaks => label!("pki.hint.literal_breaks"),
        PemFault::NoEnd
        | PemFault::Nested
        | PemFault::OtherEnd { .. }
        | PemFault::Character { .. }
        | PemFault::Incomplete => damaged(),
    }
}

impl Wanted {
    /// What such a file looks like, and what looks into it.
    pub fn hint(self) -> &'static str {
        match self {
            Wanted::Certificates => label!("pki.hint.wanted_certificates"),
            Wanted::Lists => label!("pki.hint.wanted_lists"),
            Wanted::Key => label!("pki.hint.wanted_key"),
            Wanted::Directory => label!("pki.hint.wanted_directory"),
        }
    }
}

impl Found {
    /// How to make of it what is wanted, if that can be done.
    pub fn hint(&self, wanted: Wanted) -> Option<&'static str> {
        use Found as F;
        use Wanted as W;
        Some(match (self, wanted) {
            (F::EncryptedKey, W::Key) => label!("pki.hint.encrypted_key"),
            (F::OpenSshKey, W::Key) => label!("pki.hint.openssh_key"),
            (F::OtherKey(_), W::Key) => rsa_only(),
            (F::PublicKey, W::Key) => label!("pki.hint.public_key_for_key"),
            (F::PublicKey, W::Certificates) => label!("pki.hint.public_key_for_certificate"),
            (F::Request, W::Certificates) => label!("pki.hint.request"),
            (F::Pkcs7, W::Certificates) => label!("pki.hint.pkcs7"),
            (F::Pkcs12, W::Certificates) => label!("pki.hint.pkcs12_certificates"),
            (F::Pkcs12, W::Key) => label!("pki.hint.pkcs12_key"),
            _ => return None,
        })
    }
}

impl FileError {
    /// What is there instead of what was expected.
    pub fn instead(&self) -> Vec<Found> {
        match &self.fault {
            FileFault::Instead(found) => found.clone(),
            FileFault::Key(KeyError::Label { got, .. }) => vec![Found::of_label(got)],
            _ => Vec::new(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        let instead = self.instead();
        let instead = instead.iter().find_map(|found| found.hint(self.wanted));
        instead.unwrap_or_else(|| match &self.fault {
            FileFault::Empty => label!("pki.hint.empty"),
            FileFault::CutOff { .. } => damaged(),
            FileFault::Utf16 => label!("pki.hint.utf16"),
            FileFault::Unread(unread) => match &unread.why {
                Why::Pem(broken) => of_pem(&broken.fault),
                Why::CutOff(_) => damaged(),
                Why::Content(_) => label!("pki.hint.malformed"),
            },
            FileFault::Key(error) => match error {
                KeyError::Algorithm { .. }
                | KeyError::ModulusSize { .. }
                | KeyError::Label { .. } => rsa_only(),
                KeyError::Numbers(_) => label!("pki.hint.key_numbers"),
                KeyError::Pem(_) => damaged(),
                KeyError::Der(_) => self.wanted.hint(),
            },
            FileFault::Instead(_) | FileFault::Unusable(_) => self.wanted.hint(),
        })
    }
}
