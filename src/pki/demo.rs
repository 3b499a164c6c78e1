//! The demonstration PKI of `certs/`, carried inside the program.
//!
//! Its private keys are published: it identifies nobody, and must never be trusted by
//! anything but this program. `certs/README.md` says how it is made.

use super::certificate::Certificate;
use super::pem::private_key_from_pem;
use crate::crypto::rsa::PrivateKey;
use std::sync::{Arc, OnceLock};

/// The files of the demonstration PKI: file name, and content as PEM text with a line of
/// explanation above each block. Certificates end in `.pem`, private keys (PKCS#8) in `.key`.
pub const FILES: [(&str, &str); 8] = [
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
    find(name).map(|(_, text)| text)
}

fn find(name: &str) -> Option<(usize, &'static str)> {
    let place = FILES.iter().position(|(file, _)| *file == name)?;
    Some((place, FILES[place].1))
}

/// The certificates of some files, in order: a chain, or a set of trust anchors. Each file is read
/// once.
///
/// # Panics
/// If there is no file of that name in [`FILES`]: names are the program's own.
#[allow(
    clippy::expect_used,
    reason = "the files are part of the program; a test reads them all"
)]
pub fn certificates(names: &[&str]) -> Arc<[Certificate]> {
    static READ: [OnceLock<Certificate>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    let read = |name: &&str| {
        let (i, text) = find(name).expect("a file of the demonstration PKI");
        let certificate = READ[i].get_or_init(|| {
            let chain = Certificate::from_pem_chain(text).expect("a certificate that reads");
            chain.into_iter().next().expect("one certificate")
        });
        certificate.clone()
    };
    names.iter().map(read).collect()
}

/// The private key of a file. Each file is read once.
///
/// # Panics
/// If there is no file of that name in [`FILES`]: names are the program's own.
#[allow(
    clippy::expect_used,
    reason = "the files are part of the program; a test reads them all"
)]
pub fn private_key(name: &str) -> Arc<PrivateKey> {
    static READ: [OnceLock<Arc<PrivateKey>>; FILES.len()] =
        [const { OnceLock::new() }; FILES.len()];
    let (i, text) = find(name).expect("a file of the demonstration PKI");
    let key =
        READ[i].get_or_init(|| Arc::new(private_key_from_pem(text).expect("a key that reads")));
    key.clone()
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
