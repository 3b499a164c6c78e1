//! The demonstration PKI of `certs/`, carried inside the program.
//!
//! Its private keys are published: it identifies nobody, and must never be trusted by
//! anything but this program. `certs/README.md` says how it is made.

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
