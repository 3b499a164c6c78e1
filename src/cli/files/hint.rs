//! What to do if a file is not what was expected.

use super::Files;
use premaster::label;
use premaster::pki::file::{Found, Wanted};
use premaster::pki::pem::PemFault;

/// What to do about a private key for another algorithm.
pub(in crate::cli) fn rsa_only() -> &'static str {
    label!("cli.hint.rsa_only")
}

/// What to do about a block or a file that ends too early.
pub(super) fn damaged() -> &'static str {
    label!("cli.hint.damaged")
}

/// What to do about a broken block.
pub(super) fn of_pem(fault: &PemFault) -> &'static str {
    match fault {
        PemFault::OneLine => label!("cli.files.one_line"),
        PemFault::LiteralBreaks => label!("cli.files.literal_breaks"),
        PemFault::NoEnd
        | PemFault::Nested
        | PemFault::OtherEnd { .. }
        | PemFault::Character { .. }
        | PemFault::Incomplete => damaged(),
    }
}

/// What such a file looks like, and which command shows its content.
pub(super) fn of(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Certificates => {
            label!("cli.hint.wanted_certificates")
        }
        Wanted::Lists => {
            label!("cli.hint.wanted_lists")
        }
        Wanted::Key => {
            label!("cli.hint.wanted_key")
        }
        Wanted::Directory => label!("cli.hint.wanted_directory"),
    }
}

/// What to do with a file of another kind.
pub(super) fn instead(found: &Found, wanted: Wanted, command: Files) -> Option<&'static str> {
    use Found as F;
    use Wanted as W;
    Some(match (found, wanted, command) {
        (F::Certificate, W::Key, _) => {
            label!("cli.hint.certificate_for_key")
        }
        (F::Certificate, W::Lists, Files::Verify) => {
            label!("cli.hint.certificate_for_list_verify")
        }
        (F::Certificate, W::Lists, Files::Connect | Files::Serve) => {
            label!("cli.hint.certificate_for_list")
        }
        (F::Certificate, _, _) => {
            label!("cli.hint.certificate")
        }
        (F::List, _, _) => label!("cli.hint.list"),
        (F::EncryptedKey, W::Key, _) => {
            label!("cli.hint.encrypted_key")
        }
        (F::OpenSshKey, W::Key, _) => label!("cli.hint.openssh_key"),
        (F::OtherKey(_), W::Key, _) => rsa_only(),
        (F::Key | F::EncryptedKey | F::OpenSshKey | F::OtherKey(_), _, Files::Verify) => {
            label!("cli.hint.no_key_needed")
        }
        (
            F::Key | F::EncryptedKey | F::OpenSshKey | F::OtherKey(_),
            _,
            Files::Connect | Files::Serve,
        ) => {
            label!("cli.hint.key")
        }
        (F::PublicKey, W::Key, _) => {
            label!("cli.hint.public_key_for_key")
        }
        (F::PublicKey, W::Certificates, _) => {
            label!("cli.hint.public_key_for_certificate")
        }
        (F::Request, W::Certificates, _) => {
            label!("cli.hint.request")
        }
        (F::Pkcs7, W::Certificates, _) => {
            label!("cli.hint.pkcs7")
        }
        (F::Pkcs12, W::Certificates, _) => {
            label!("cli.hint.pkcs12_certificates")
        }
        (F::Pkcs12, W::Key, _) => {
            label!("cli.hint.pkcs12_key")
        }
        (F::Directory, _, Files::Serve) => label!("cli.hint.directory"),
        _ => return None,
    })
}
