//! The server of a full handshake with RSA key exchange (RFC 5246 §7.3).
//!
//! ```text
//! ExpectClientHello → Negotiate → SendServerHello → SendCertificate → [SendCertificateRequest]
//!   → SendServerHelloDone → [ExpectCertificate → [CheckNoCertificate]] → key exchange
//!   → [ExpectCertificateVerify → CheckClientCertificate → CheckCertificateVerify] → key exchange
//!   → completion, with the second Finished
//! ```
//!
//! The key exchange goes on after the client's CertificateVerify, if one comes between its message and its
//! end. The states in brackets occur only if the server is configured to ask the client for a certificate:
//! see `client_auth`.

use super::client_auth;
use super::config::{ClientAuth, ClientTrust, ServerConfig};
use super::connection::Connection;
use super::core::{ActDraft, Core, Received, read_chain};
use super::fault::Fault;
use super::finishing::{Order, TicketTurn};
use super::key_exchange::{Exchanged, ServerHalf};
use super::negotiation;
use super::resumption;
use super::role::{HandshakeState, Role};
use super::secrets::{Agreed, MasterSecret, PreMasterSecret, Secret};
use super::session::Session;
use crate::crypto::rsa::PublicKey;
use crate::pki::CheckKind;
use crate::pki::certificate::Certificate;
use crate::protocol::{
    Check, CheckName, Event, MessageName, NoCertificate, ProofRule, Side, Skippable, StateId,
    Topic, ValueName,
};
use crate::record::Content;
use crate::said;
use crate::wire::HandshakeType;
use crate::wire::alert::AlertDescription;
use crate::wire::extension::Extension;
use crate::wire::handshake::{
    CertificateList, CertificateVerify, ClientHello, Handshake, ServerHello,
};
use crate::wire::names::{CipherSuite, CompressionMethod, ExtensionType, ProtocolVersion};

/// The server's end of a connection.
pub type Server = Connection<ServerRole>;

impl Server {
    /// A server that waits for a client.
    pub fn new(config: ServerConfig) -> Self {
        let (rng, clock) = (config.rng.clone(), config.clock);
        let role = ServerRole {
            config,
            gives_ticket: false,
        };
        Connection::with(role, rng, clock, State::ExpectClientHello)
    }
}

/// What makes a [`Connection`] a server.
pub struct ServerRole {
    config: ServerConfig,
    /// Whether the client gets a ticket.
    gives_ticket: bool,
}

/// What the client offered, as far as it matters later.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    agreed: Agreed,
    client_version: ProtocolVersion,
}

impl Offer {
    /// The state in which the keys are exchanged with a client that has shown this chain.
    fn exchange_keys(self, chain: Vec<Certificate>) -> State {
        let exchange = ServerHalf::new(self.agreed, self.client_version);
        State::ExchangeKeys { exchange, chain }
    }
}

/// CertificateVerify, which enters the transcript only once it is checked: it covers what came before.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    verify: CertificateVerify,
    bytes: Vec<u8>,
}

/// The server's states, each with what is known by then.
pub(super) enum State {
    ExpectClientHello,
    Negotiate {
        hello: ClientHello,
    },
    SendServerHello {
        offer: Offer,
        secure_renegotiation: bool,
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
pub(super) enum Keyed {
    /// It has the client's message.
    Exchange(ServerHalf),
    /// It has the pre-master secret.
    PreMaster(PreMasterSecret),
    /// It has the master secret, which SSL 3.0 needs for the check.
    Master(MasterSecret),
}

impl Role for ServerRole {
    type State = State;

    const SIDE: Side = Side::Server;

    const REQUEST: MessageName = MessageName::Handshake(HandshakeType::ClientHello);

    const PASSES_OVER_REQUEST: bool = false;

    fn expected(state: &State) -> &'static [MessageName] {
        use HandshakeType as Type;
        use MessageName::Handshake as Message;
        match state {
            State::ExpectClientHello => &[Message(Type::ClientHello)],
            State::ExpectCertificate { .. } => &[Message(Type::Certificate)],
            State::ExchangeKeys { exchange, .. } => exchange.expected(),
            State::ExpectCertificateVerify { .. } => &[Message(Type::CertificateVerify)],
            _ => &[],
        }
    }

    fn state_name(state: &State) -> StateId {
        match state {
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

    fn keep(&self, session: &Session) {
        if let Some(sessions) = &self.config.sessions
            && !session.id.is_empty()
        {
            sessions.keep(session.clone());
        }
    }

    fn forget(&self, id: &[u8]) {
        if let Some(sessions) = &self.config.sessions {
            sessions.forget(id);
        }
    }

    /// In SSL 3.0 a client that has no certificate says so with a warning (RFC 6101 §5.6.6).
    fn warned(state: State, warning: AlertDescription) -> State {
        match state {
            State::ExpectCertificate { offer }
                if warning == AlertDescription::NoCertificate
                    && offer.agreed.rules.no_certificate == NoCertificate::Alert =>
            {
                State::CheckNoCertificate { offer }
            }
            state => state,
        }
    }

    fn work(
        &mut self,
        state: State,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<HandshakeState<State>, Fault> {
        Ok(HandshakeState::Own(match state {
            State::Negotiate { hello } => {
                act.topic = Topic::Negotiate;
                self.negotiate(&hello, core, act)?
            }
            State::SendServerHello {
                offer,
                secure_renegotiation,
                session,
            } => {
                // Asked for by current clients, and empty in an initial handshake (RFC 5746 §3.6).
                let info = Extension::RenegotiationInfo(Vec::new());
                let info = secure_renegotiation.then_some(info);
                // Empty: a ticket will follow (RFC 5077 §3.2).
                let ticket = Extension::SessionTicket(Vec::new());
                let ticket = self.gives_ticket.then_some(ticket);
                let mut extensions: Vec<Extension> = info.into_iter().chain(ticket).collect();
                for (agreed, kind) in [
                    (offer.agreed.extended, ExtensionType::ExtendedMasterSecret),
                    (offer.agreed.encrypt_then_mac, ExtensionType::EncryptThenMac),
                ] {
                    extensions.extend(agreed.then(|| Extension::Other(kind, Vec::new())));
                }
                let hello = ServerHello {
                    server_version: offer.agreed.rules.version,
                    random: offer.agreed.server_random,
                    session_id: core.keeping.id.clone(),
                    cipher_suite: CipherSuite::of(offer.agreed.suite.id),
                    compression_method: CompressionMethod::Null,
                    extensions: (!extensions.is_empty()).then_some(extensions),
                };
                core.send_handshake(&Handshake::ServerHello(hello), act);
                match session {
                    None => State::SendCertificate { offer },
                    Some(session) => {
                        let secret = resumption::resume(&session, offer.agreed, core);
                        let secret = Secret::Master(secret);
                        let ticket = self.ticket_turn();
                        return Ok(HandshakeState::complete(secret, Order::First, ticket));
                    }
                }
            }
            State::SendCertificate { offer } => {
                let certificates = client_auth::present(&self.config.identity, Side::Server, act);
                let list = CertificateList { certificates };
                core.send_handshake(&Handshake::Certificate(list), act);
                match self.config.client_auth.trust() {
                    Some(_) => State::SendCertificateRequest { offer },
                    None => State::SendServerHelloDone { offer },
                }
            }
            State::SendCertificateRequest { offer } => {
                if let Some(trust) = self.config.client_auth.trust() {
                    let request = client_auth::request(trust, offer.agreed.rules.form, act);
                    core.send_handshake(&Handshake::CertificateRequest(request), act);
                }
                State::SendServerHelloDone { offer }
            }
            State::SendServerHelloDone { offer } => {
                core.send_handshake(&Handshake::ServerHelloDone, act);
                match self.config.client_auth.trust() {
                    Some(_) => State::ExpectCertificate { offer },
                    None => offer.exchange_keys(Vec::new()),
                }
            }
            State::CheckNoCertificate { offer } => {
                act.topic = Topic::CheckClientCertificate;
                match &self.config.client_auth {
                    ClientAuth::Require(trust) => {
                        client_auth::check_chain(&[], trust, self.config.clock, act)?;
                    }
                    ClientAuth::Request(_) | ClientAuth::None => {
                        let detail = said!("endpoint.check.no_certificate.yes");
                        act.events.push(Event::Checked(Check {
                            subject: Some(Side::Client.name().to_owned()),
                            ..Check::new(CheckName::Chain(CheckKind::Presented), true, detail)
                        }));
                    }
                }
                offer.exchange_keys(Vec::new())
            }
            State::CheckClientCertificate {
                exchange,
                chain,
                proof,
            } => {
                act.topic = Topic::CheckClientCertificate;
                let trust = self.trust()?;
                let key = client_auth::check_chain(&chain, trust, self.config.clock, act)?;
                let der = chain.iter().map(|certificate| certificate.der.clone());
                core.keeping.client_chain = der.collect();
                let first = exchange.agreed().rules.proof == ProofRule::MasterSecret;
                let keyed = Keyed::Exchange(exchange);
                match first {
                    true => State::DeriveForProof { keyed, key, proof },
                    false => State::CheckCertificateVerify { keyed, key, proof },
                }
            }
            State::DeriveForProof { keyed, key, proof } => match keyed {
                Keyed::Exchange(exchange) => {
                    let keyed = match exchange.work(&self.config.identity, core, act) {
                        Exchanged::Goes(exchange) => Keyed::Exchange(exchange),
                        Exchanged::Done(pre_master) => Keyed::PreMaster(pre_master),
                    };
                    State::DeriveForProof { keyed, key, proof }
                }
                Keyed::PreMaster(pre_master) => {
                    act.topic = Topic::DeriveMasterSecret;
                    let keyed = Keyed::Master(pre_master.master_secret(core, &mut act.events));
                    State::CheckCertificateVerify { keyed, key, proof }
                }
                keyed => State::CheckCertificateVerify { keyed, key, proof },
            },
            State::CheckCertificateVerify { keyed, key, proof } => {
                act.topic = Topic::CheckCertificateVerify;
                let trust = self.trust()?;
                let master_secret = match &keyed {
                    Keyed::Master(master_secret) => Some(master_secret),
                    _ => None,
                };
                let verify = &proof.verify;
                let checked =
                    client_auth::check_signature(&key, trust, verify, master_secret, core, act);
                match core.skips(Skippable::CertificateVerify) {
                    true => skip_last(act),
                    false => checked?,
                }
                let name = MessageName::Handshake(HandshakeType::CertificateVerify);
                core.transcribe(name, &proof.bytes, act);
                let secret = match keyed {
                    Keyed::Exchange(exchange) => {
                        let chain = Vec::new();
                        return Ok(HandshakeState::Own(State::ExchangeKeys { exchange, chain }));
                    }
                    Keyed::PreMaster(pre_master) => Secret::PreMaster(pre_master),
                    Keyed::Master(master_secret) => Secret::Master(master_secret),
                };
                let ticket = self.ticket_turn();
                return Ok(HandshakeState::complete(secret, Order::Second, ticket));
            }
            State::ExchangeKeys { exchange, chain } => {
                match exchange.work(&self.config.identity, core, act) {
                    Exchanged::Goes(exchange) => State::ExchangeKeys { exchange, chain },
                    Exchanged::Done(pre_master) => {
                        let ticket = self.ticket_turn();
                        return Ok(HandshakeState::complete(pre_master, Order::Second, ticket));
                    }
                }
            }
            waiting => waiting,
        }))
    }

    fn receive(
        &mut self,
        state: State,
        core: &mut Core,
        received: Received,
        act: &mut ActDraft,
    ) -> Result<State, Fault> {
        let next = match (state, &received.content) {
            (State::ExpectClientHello, Content::Handshake(Handshake::ClientHello(hello))) => {
                State::Negotiate {
                    hello: hello.clone(),
                }
            }
            (
                State::ExpectCertificate { offer },
                Content::Handshake(Handshake::Certificate(list)),
            ) => {
                let certificates = list.certificates.clone();
                if !certificates.is_empty() {
                    act.events.push(Event::Chain {
                        owner: Side::Client,
                        certificates,
                    });
                }
                let chain = read_chain(&list.certificates)?;
                match chain.is_empty() {
                    true => State::CheckNoCertificate { offer },
                    false => offer.exchange_keys(chain),
                }
            }
            (
                State::ExchangeKeys { exchange, chain },
                Content::Handshake(Handshake::ClientKeyExchange(message)),
            ) => {
                let exchange = exchange.receive(message);
                match chain.is_empty() {
                    true => State::ExchangeKeys { exchange, chain },
                    false => State::ExpectCertificateVerify { exchange, chain },
                }
            }
            (
                State::ExpectCertificateVerify { exchange, chain },
                Content::Handshake(Handshake::CertificateVerify(verify)),
            ) => {
                let verify = verify.clone();
                let bytes = received.bytes;
                let proof = Proof { verify, bytes };
                return Ok(State::CheckClientCertificate {
                    exchange,
                    chain,
                    proof,
                });
            }
            // the frame passes on only what the state expects
            (state, _) => return Err(received.instead_of(Self::expected(&state))),
        };
        core.transcribe(received.message, &received.bytes, act);
        Ok(next)
    }
}

/// Marks the last check of an act as skipped.
fn skip_last(act: &mut ActDraft) {
    let last = act.events.iter_mut().rev().find_map(|event| match event {
        Event::Checked(last) => Some(last),
        _ => None,
    });
    if let Some(last) = last {
        last.passed = false;
        last.skipped = true;
    }
}

impl ServerRole {
    /// Chooses from what the client offers, and generates server_random (§7.4.1.3).
    fn negotiate(
        &mut self,
        hello: &ClientHello,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<State, Fault> {
        let choice = negotiation::choose(hello, &self.config, core, act)?;
        let (rules, suite) = (choice.rules, choice.suite);
        self.gives_ticket = choice.gives_ticket;
        let server_random = core.draw::<32>();
        let bytes = server_random.to_vec();
        act.events.push(Event::Generated {
            name: ValueName::ServerRandom,
            bytes,
        });
        act.events.push(Event::Agreed {
            version: rules.version,
            suite,
            encrypt_then_mac: choice.encrypt_then_mac,
        });
        core.agree(rules);
        core.keeping.id = match &choice.session {
            // repeated, which is the sign that it is resumed
            Some(_) => hello.session_id.clone(),
            // what is in a ticket needs no name
            None if self.gives_ticket || self.config.sessions.is_none() => Vec::new(),
            None => {
                let id = core.draw::<32>().to_vec();
                act.events.push(Event::Generated {
                    name: ValueName::SessionId,
                    bytes: id.clone(),
                });
                id
            }
        };
        let agreed = Agreed {
            rules,
            suite,
            client_random: hello.random,
            server_random,
            extended: choice.extended,
            encrypt_then_mac: choice.encrypt_then_mac,
        };
        let offer = Offer {
            agreed,
            client_version: hello.client_version,
        };
        Ok(State::SendServerHello {
            offer,
            secure_renegotiation: choice.secure_renegotiation,
            session: choice.session,
        })
    }

    /// Whether the client gets a ticket, and under which keys.
    fn ticket_turn(&self) -> TicketTurn {
        let keys = self.config.ticket_keys.as_ref();
        match keys.filter(|_| self.gives_ticket) {
            Some(keys) => TicketTurn::Give(keys.clone(), self.config.clock),
            None => TicketTurn::None,
        }
    }

    fn trust(&self) -> Result<&ClientTrust, Fault> {
        self.config.client_auth.trust().ok_or_else(|| {
            let reason = said!("endpoint.fault.unexpected_certificate");
            Fault::new(AlertDescription::UnexpectedMessage, reason)
        })
    }
}
