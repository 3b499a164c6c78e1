//! The key exchange (RFC 5246 §7.4.7): from the server's certificate to a pre-master secret that both sides
//! have. A machine of its own with a half for each side, which does its part of the handshake and hands
//! over the pre-master secret. The two state machines do not know what it does in between.
//!
//! Here it is RSA. Left out: ephemeral Diffie-Hellman, whose server's half would begin with
//! ServerKeyExchange.

mod exchanged;
mod rsa;

pub(super) use exchanged::Exchanged;
pub(super) use rsa::{ClientHalf, ServerHalf, draw, encrypt};
