//! The captures of `data/captures` with RSA key exchange, by name. See `data/captures/README.md`.

/// Those with one connection, in which all is computed that crosses the wire.
pub const SINGLE: [&str; 10] = [
    "tls10-aes128-sha",
    "tls10-aes256-sha",
    "tls11-aes128-sha",
    "tls11-client-auth",
    "tls12-aes128-sha",
    "tls12-aes128-sha256",
    "tls12-aes256-sha",
    "tls12-aes256-sha256",
    "tls12-client-auth",
    "tls12-default",
];
/// Those with two connections, of which the second resumes the session of the first.
pub const RESUMED: [&str; 2] = ["tls12-resumed", "tls12-ticket-resumed"];
