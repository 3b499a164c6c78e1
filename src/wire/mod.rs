//! What the bytes are: records, handshake messages, extensions and alerts of TLS 1.2
//! (RFC 5246), read and written through a cursor that demands the name of every field.
//!
//! Reading or writing a message leaves a tree of [`Node`]s whose leaves tile the bytes exactly.
//! Both directions give the same tree, so everything that shows a message (the screen, an
//! export, an interception that names a field) works from one annotation.
//!
//! What premaster can run has values. What it cannot (key exchanges other than RSA, the extensions of TLS
//! 1.3) is annotated to the field and keeps its bytes, and nothing in it is refused.
//!
//! Left out on purpose: what is never in the clear, such as EncryptedExtensions, and what has another protocol
//! inside, such as encrypted_client_hello. Both are one field.

pub mod alert;
pub mod annotate;
pub mod cursor;
pub mod display;
pub mod extension;
pub mod field;
pub mod form;
pub mod handshake;
pub mod names;
pub mod node;
pub mod record;
pub mod session_state;
pub mod ssl2;
pub mod suite;
pub mod x509;

pub use alert::{Alert, AlertDescription, AlertLevel};
pub use cursor::{ParseError, ParseFault, Reader, Writer};
pub use extension::Extension;
pub use field::Field;
pub use form::Form;
pub use handshake::Handshake;
pub use names::{CompressionMethod, ContentType, HandshakeType, ProtocolVersion};
pub use node::Node;
pub use session_state::SessionState;
pub use suite::{CipherSuite, FragmentForm, KeyExchangeForm};
