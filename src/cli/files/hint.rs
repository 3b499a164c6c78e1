//! What to do where a file is not what was expected.

use super::Files;
use premaster::label;
use premaster::pki::file::{Found, Wanted};
use premaster::pki::pem::PemFault;

/// What to do about a private key for another algorithm.
pub(in crate::cli) const RSA_ONLY: &str = "only RSA keys can be used here. `openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost \
     -keyout server.key -out server.pem` makes one, and a certificate for it.";

/// What to do about a block or a file that ends too early.
pub(super) const DAMAGED: &str =
    "it may have been cut off or changed when it was copied: copy the whole of it once more.";

/// What to do about a broken block.
pub(super) fn of_pem(fault: &PemFault) -> &'static str {
    match fault {
        PemFault::OneLine => label!("cli.files.one_line"),
        PemFault::LiteralBreaks => label!("cli.files.literal_breaks"),
        PemFault::NoEnd
        | PemFault::Nested
        | PemFault::OtherEnd { .. }
        | PemFault::Character { .. }
        | PemFault::Incomplete => DAMAGED,
    }
}

/// What such a file looks like, and what looks into it.
pub(super) const fn of(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Certificates => {
            "a certificate begins with -----BEGIN CERTIFICATE-----, or is DER; \
             `openssl x509 -in FILE -text` shows what is in one."
        }
        Wanted::Lists => {
            "a revocation list begins with -----BEGIN X509 CRL-----, or is DER; \
             `openssl crl -in FILE -text` shows what is in one."
        }
        Wanted::Key => {
            "a private key begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE \
             KEY-----, or is DER; `openssl pkey -in FILE -out NEW` makes the first of most others."
        }
        Wanted::Directory => "a directory is LDIF (RFC 2849), as in certs/directory.ldif.",
    }
}

/// What to do, where something else is wanted.
pub(super) fn instead(found: &Found, wanted: Wanted, command: Files) -> Option<&'static str> {
    use Found as F;
    use Wanted as W;
    Some(match (found, wanted, command) {
        (F::Certificate, W::Key, _) => {
            "a certificate is given with `--cert`; the private key for it mostly is in a file of \
             its own."
        }
        (F::Certificate, W::Lists, Files::Verify) => {
            "certificates to trust are given with `--ca`, those to check come first on the line; a \
             revocation list comes from who has issued them."
        }
        (F::Certificate, W::Lists, Files::Connect | Files::Serve) => {
            "certificates to trust are given with `--ca`, your own with `--cert`; a revocation list \
             comes from who has issued them."
        }
        (F::Certificate, _, _) => {
            "certificates to trust are given with `--ca`, your own with `--cert`."
        }
        (F::List, _, _) => "a revocation list is given with `--crl`.",
        (F::EncryptedKey, W::Key, _) => {
            "`openssl pkey -in FILE -out NEW` asks for its password and writes it without one."
        }
        (F::OtherKey(kind), W::Key, _) if kind == "OPENSSH" => {
            "if it is an RSA key, `ssh-keygen -p -m PEM -f COPY` turns a copy of it into PEM."
        }
        (F::OtherKey(_), W::Key, _) => RSA_ONLY,
        (F::Key | F::EncryptedKey | F::OtherKey(_), _, Files::Verify) => {
            "no private key is needed here, only what is public."
        }
        (F::Key | F::EncryptedKey | F::OtherKey(_), _, Files::Connect | Files::Serve) => {
            "a private key is given with `--key`."
        }
        (F::PublicKey, W::Key, _) => {
            "that is what everybody may know of it; the private key begins with -----BEGIN PRIVATE \
             KEY-----."
        }
        (F::PublicKey, W::Certificates, _) => {
            "a public key alone does not say whose it is; a certificate does."
        }
        (F::Request, W::Certificates, _) => {
            "it becomes a certificate when a CA signs it; what the CA sends back is needed here."
        }
        (F::Pkcs7, W::Certificates, _) => {
            "`openssl pkcs7 -in FILE -print_certs -out NEW` takes the certificates out of it, with \
             `-inform der` if it is no text."
        }
        (F::Pkcs12, W::Certificates, _) => {
            "`openssl pkcs12 -in FILE -nokeys -out NEW` takes the certificates out of it."
        }
        (F::Pkcs12, W::Key, _) => {
            "`openssl pkcs12 -in FILE -nocerts -nodes -out NEW` takes the private key out of it."
        }
        (F::Directory, _, Files::Serve) => "a directory is given with `--directory`.",
        _ => return None,
    })
}
