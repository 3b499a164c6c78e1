//! The states of a server, each with what is known by then.

use crate::crypto::rsa::PublicKey;
use crate::endpoint::key_exchange::ServerHalf;
use crate::endpoint::session::Session;
use crate::pki::certificate::Certificate;
use crate::protocol::{MessageName, StateId};
use crate::record::{Agreed, Secret};
use crate::wire::HandshakeType;
use crate::wire::handshake::{CertificateVerify, ClientHello};
use crate::wire::names::ProtocolVersion;

/// What the client offered, as far as it matters later.
#[derive(Clone, Debug)]
pub(in crate::endpoint) struct Offer {
    pub agreed: Agreed,
    pub client_version: ProtocolVersion,
}

impl Offer {
    /// The state in which the keys are exchanged with a client that has shown this chain.
    pub(super) fn exchange_keys(self, chain: Vec<Certificate>) -> State {
        let exchange = ServerHalf::new(self.agreed, self.client_version);
        State::ExchangeKeys { exchange, chain }
    }
}

/// CertificateVerify, which enters the transcript only once it is checked: it covers what came before.
#[derive(Clone, Debug)]
pub(in crate::endpoint) struct Proof {
    pub verify: CertificateVerify,
    pub bytes: Vec<u8>,
}

/// The server's states, each with what is known by then.
pub(in crate::endpoint) enum State {
    ExpectClientHello,
    Negotiate {
        hello: ClientHello,
    },
    SendServerHello {
        offer: Offer,
        /// The session that is resumed.
        session: Option<Session>,
    },
    SendCertificate {
        offer: Offer,
    },
    SendCertificateRequest {
        offer: Offer,
    },
    SendServerHelloDone {
        offer: Offer,
    },
    ExpectCertificate {
        offer: Offer,
    },
    CheckNoCertificate {
        offer: Offer,
    },
    /// With the client's chain, which is empty if it has sent none.
    ExchangeKeys {
        exchange: ServerHalf,
        chain: Vec<Certificate>,
    },
    ExpectCertificateVerify {
        exchange: ServerHalf,
        chain: Vec<Certificate>,
    },
    CheckClientCertificate {
        exchange: ServerHalf,
        chain: Vec<Certificate>,
        proof: Proof,
    },
    /// Only where the signature is over the master secret, too.
    DeriveForProof {
        keyed: Keyed,
        key: PublicKey,
        proof: Proof,
    },
    CheckCertificateVerify {
        keyed: Keyed,
        key: PublicKey,
        proof: Proof,
    },
}

/// How far a server is with the key exchange when it checks the client's signature.
pub(in crate::endpoint) enum Keyed {
    /// It has the client's message.
    Exchange(ServerHalf),
    /// It has the pre-master secret, or the master secret, which SSL 3.0 needs for the check.
    Secret(Secret),
}

impl State {
    /// See [`Role::expected`](crate::endpoint::role::Role::expected).
    pub(super) fn expected(&self) -> &'static [MessageName] {
        use HandshakeType as Type;
        use MessageName::Handshake as Message;
        match self {
            State::ExpectClientHello => &[Message(Type::ClientHello)],
            State::ExpectCertificate { .. } => &[Message(Type::Certificate)],
            State::ExchangeKeys { exchange, .. } => exchange.expected(),
            State::ExpectCertificateVerify { .. } => &[Message(Type::CertificateVerify)],
            _ => &[],
        }
    }

    pub(super) fn name(&self) -> StateId {
        match self {
            State::ExpectClientHello => StateId::ExpectClientHello,
            State::Negotiate { .. } => StateId::Negotiate,
            State::SendServerHello { .. } => StateId::SendServerHello,
            State::SendCertificate { .. } => StateId::SendCertificate,
            State::SendServerHelloDone { .. } => StateId::SendServerHelloDone,
            State::SendCertificateRequest { .. } => StateId::SendCertificateRequest,
            State::ExpectCertificate { .. } => StateId::ExpectCertificate,
            State::CheckNoCertificate { .. } => StateId::CheckNoCertificate,
            State::ExpectCertificateVerify { .. } => StateId::ExpectCertificateVerify,
            State::CheckClientCertificate { .. } => StateId::CheckClientCertificate,
            State::DeriveForProof {
                keyed: Keyed::Exchange(exchange),
                ..
            } => exchange.state_name(),
            State::DeriveForProof { .. } => StateId::DeriveMasterSecret,
            State::CheckCertificateVerify { .. } => StateId::CheckCertificateVerify,
            State::ExchangeKeys { exchange, .. } => exchange.state_name(),
        }
    }
}
