//! What the bytes are: records, handshake messages, extensions and alerts of TLS 1.2
//! (RFC 5246), read and written through a cursor that demands the name of every field.
//!
//! Reading or writing a message leaves a tree of [`Node`]s whose leaves tile the bytes exactly.
//! Both directions give the same tree, so everything that shows a message (the screen, an
//! export, an interception that names a field) works from one annotation.
//!
//! Left out on purpose: the key exchange messages of suites that premaster cannot run
//! (ServerKeyExchange and the like) are kept as opaque bodies, and extensions that play no
//! part in a handshake here keep their data as one opaque field.

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
