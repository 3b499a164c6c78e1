//! Who is who: certificates, and the checks that a chain of them must pass.
//!
//! RFC 5280 (certificates and path validation), RFC 9525 (host names). A certificate is
//! checked here, locally, with what the checker already has: the chain that was sent, its own
//! trust anchors and its clock. No third party is contacted. And a certificate, being public, proves nothing
//! about its sender: that is for the handshake to prove.
//!
//! Left out on purpose: name constraints and policies beyond RFC 5280's defaults (a certificate
//! that insists on them is refused), and any fetching of missing issuers from the network.

pub mod algorithm;
pub mod authority_key_id;
pub mod certificate;
pub mod chain;
mod checks;
pub mod demo;
mod der;
pub mod directory;
pub mod distribution_point;
mod extension_id;
pub mod extensions;
mod facts;
pub mod file;
mod general_name;
pub mod host_name;
pub mod name;
mod path;
pub mod pem;
pub mod revocation;
pub mod subject_key;
pub mod time;

pub use algorithm::SignatureAlgorithm;
pub use certificate::{Certificate, CertificateError, MAX_LIST_LEN, Validity, list_len};
pub use chain::{ChainCheck, CheckKind, Policy, Purpose, Verdict, verify_chain};
pub use der::{DerError, DerFault};
pub use directory::Directory;
pub use name::Name;
pub use path::{MAX_OPENED, MAX_VISITED, SearchWork};
pub use revocation::RevocationList;
pub use subject_key::SubjectKey;
pub use time::UnixTime;
