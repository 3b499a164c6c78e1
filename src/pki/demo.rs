//! The demonstration PKI of `certs/`, carried inside the program.
//!
//! Its private keys are published: it identifies nobody, and must never be trusted by
//! anything but this program. `certs/README.md` says how it is made.

use super::certificate::Certificate;
use super::pem::private_key_from_pem;
use crate::crypto::rsa::PrivateKey;
use std::sync::Arc;

/// The files of the demonstration PKI: file name, and content as PEM text with a line of
/// explanation above each block. Certificates end in `.pem`, private keys (PKCS#8) in `.key`.
pub static FILES: [(&str, &str); 8] = [
    ("root.pem", include_str!("../../certs/root.pem")),
    ("root.key", include_str!("../../certs/root.key")),
    (
        "intermediate.pem",
        include_str!("../../certs/intermediate.pem"),
    ),
    (
        "intermediate.key",
        include_str!("../../certs/intermediate.key"),
    ),
    ("server.pem", include_str!("../../certs/server.pem")),
    ("server.key", include_str!("../../certs/server.key")),
    ("client.pem", include_str!("../../certs/client.pem")),
    ("client.key", include_str!("../../certs/client.key")),
];

/// The PEM text of the file of that name, as in [`FILES`].
pub fn file(name: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(file, _)| *file == name)
        .map(|(_, text)| *text)
}

/// The certificates of some files, in order: a chain, or a set of trust anchors.
///
/// # Panics
/// If there is no file of that name in [`FILES`]: names are the program's own.
#[allow(
    clippy::expect_used,
    reason = "the files are part of the program; a test reads them all"
)]
pub fn certificates(names: &[&str]) -> Arc<[Certificate]> {
    let read = |name: &&str| {
        let text = file(name).expect("a file of the demonstration PKI");
        Certificate::from_pem_chain(text).expect("a certificate that reads")
    };
    names.iter().flat_map(read).collect()
}

/// The private key of a file.
///
/// # Panics
/// If there is no file of that name in [`FILES`]: names are the program's own.
#[allow(
    clippy::expect_used,
    reason = "the files are part of the program; a test reads them all"
)]
pub fn private_key(name: &str) -> PrivateKey {
    let text = file(name).expect("a file of the demonstration PKI");
    private_key_from_pem(text).expect("a key that reads")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads() {
        for (name, _) in FILES {
            if name.ends_with(".key") {
                assert_eq!(private_key(name).public().bits(), 2048, "{name}");
            } else {
                assert_eq!(certificates(&[name]).len(), 1, "{name}");
            }
        }
    }
}
