//! The messages that can be placed.

use crate::protocol::{MessageName, Side, StateId};
use crate::wire::HandshakeType;

/// Makes the enum and its table.
macro_rules! pieces {
    ($($piece:ident $key:literal $side:ident $message:expr;)*) => {
        /// A message of a side, to be placed in a handshake.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Piece {
            $(#[doc = concat!("`", $key, "`")] $piece,)*
        }

        impl Piece {
            /// All of them, in the order of a full handshake.
            pub const ALL: &'static [Piece] = &[$(Piece::$piece),*];

            /// Its name in a scenario's file: that of the step in which it is sent.
            pub const fn key(self) -> &'static str {
                match self { $(Piece::$piece => $key,)* }
            }

            /// Who sends it.
            pub const fn side(self) -> Side {
                match self { $(Piece::$piece => Side::$side,)* }
            }

            /// The message.
            pub const fn message(self) -> MessageName {
                match self { $(Piece::$piece => $message,)* }
            }
        }
    };
}

const fn handshake(kind: HandshakeType) -> MessageName {
    MessageName::Handshake(kind)
}

pieces! {
    ClientHello "client_hello" Client handshake(HandshakeType::ClientHello);
    ServerHello "server_hello" Server handshake(HandshakeType::ServerHello);
    ServerCertificate "server_certificate" Server handshake(HandshakeType::Certificate);
    ServerKeyExchange "server_key_exchange" Server handshake(HandshakeType::ServerKeyExchange);
    CertificateRequest "certificate_request" Server handshake(HandshakeType::CertificateRequest);
    ServerHelloDone "server_hello_done" Server handshake(HandshakeType::ServerHelloDone);
    ClientCertificate "client_certificate" Client handshake(HandshakeType::Certificate);
    ClientKeyExchange "client_key_exchange" Client handshake(HandshakeType::ClientKeyExchange);
    CertificateVerify "certificate_verify" Client handshake(HandshakeType::CertificateVerify);
    ClientChangeCipherSpec "client_change_cipher_spec" Client MessageName::ChangeCipherSpec;
    ClientFinished "client_finished" Client handshake(HandshakeType::Finished);
    ServerChangeCipherSpec "server_change_cipher_spec" Server MessageName::ChangeCipherSpec;
    ServerFinished "server_finished" Server handshake(HandshakeType::Finished);
    ClientData "client_application_data" Client MessageName::ApplicationData;
    ServerData "server_application_data" Server MessageName::ApplicationData;
}

impl Piece {
    /// The piece with this name in a scenario's file.
    pub fn named(key: &str) -> Option<Piece> {
        Piece::ALL.iter().copied().find(|piece| piece.key() == key)
    }

    /// The piece that a message of a side is.
    pub fn of(side: Side, message: MessageName) -> Option<Piece> {
        let mut all = Piece::ALL.iter().copied();
        all.find(|piece| (piece.side(), piece.message()) == (side, message))
    }

    /// The piece that a side is about to send in a state, or to make of all messages before it.
    pub fn sent_in(side: Side, state: StateId) -> Option<Piece> {
        let message = match state {
            StateId::SendClientHello => handshake(HandshakeType::ClientHello),
            StateId::SendServerHello => handshake(HandshakeType::ServerHello),
            StateId::SendCertificate => handshake(HandshakeType::Certificate),
            StateId::SendCertificateRequest => handshake(HandshakeType::CertificateRequest),
            StateId::SendServerHelloDone => handshake(HandshakeType::ServerHelloDone),
            StateId::SendClientKeyExchange => handshake(HandshakeType::ClientKeyExchange),
            StateId::SignHandshake | StateId::SendCertificateVerify => {
                handshake(HandshakeType::CertificateVerify)
            }
            StateId::SendChangeCipherSpec => MessageName::ChangeCipherSpec,
            StateId::ComputeVerifyData | StateId::ProtectFinished | StateId::SendFinished => {
                handshake(HandshakeType::Finished)
            }
            _ => return None,
        };
        Piece::of(side, message)
    }
}
