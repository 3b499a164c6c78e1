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

mod state;

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
use super::session::Session;
use crate::crypto::rsa::PublicKey;
use crate::pki::CheckKind;
use crate::pki::certificate::Certificate;
use crate::protocol::{
    Check, CheckName, Event, MessageName, NoCertificate, Piece, ProofRule, Rules, Side, Skippable,
    StateId, Switch, Topic, ValueName,
};
use crate::record::Content;
use crate::record::{Agreed, Secret};
use crate::wire::CipherSuite;
use crate::wire::HandshakeType;
use crate::wire::alert::AlertDescription;
use crate::wire::extension::Extension;
use crate::wire::handshake::{CertificateList, ClientHello, Handshake, ServerHello};
use crate::wire::names::CompressionMethod;
use crate::{label, said};
use state::{Keyed, Offer, Proof, State};

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

impl Role for ServerRole {
    type State = State;

    const SIDE: Side = Side::Server;

    const REQUEST: MessageName = MessageName::Handshake(HandshakeType::ClientHello);

    const PASSES_OVER_REQUEST: bool = false;

    fn expected(state: &State) -> &'static [MessageName] {
        state.expected()
    }

    fn state_name(state: &State) -> StateId {
        state.name()
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
            State::SendServerHello { offer, session } => {
                self.send_server_hello(&offer.agreed, core, act);
                match session {
                    None => State::SendCertificate { offer },
                    Some(session) => {
                        let secret = resumption::resume(&session, offer.agreed, core);
                        return Ok(self.complete(Secret::Master(secret), Order::First));
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
                self.check_no_certificate(act)?;
                offer.exchange_keys(Vec::new())
            }
            State::CheckClientCertificate {
                exchange,
                chain,
                proof,
            } => self.check_client_certificate(exchange, &chain, proof, core, act)?,
            State::DeriveForProof { keyed, key, proof } => match keyed {
                Keyed::Exchange(exchange) => {
                    let keyed = match exchange.work(&self.config.identity, core, act) {
                        Exchanged::Goes(exchange) => Keyed::Exchange(exchange),
                        Exchanged::Done(pre_master) => Keyed::Secret(pre_master.into()),
                    };
                    State::DeriveForProof { keyed, key, proof }
                }
                Keyed::Secret(secret) => {
                    act.topic = Topic::DeriveMasterSecret;
                    let secret =
                        Secret::Master(secret.into_master(&core.transcript, &mut act.events));
                    let keyed = Keyed::Secret(secret);
                    State::CheckCertificateVerify { keyed, key, proof }
                }
            },
            State::CheckCertificateVerify { keyed, key, proof } => {
                self.check_proof(&keyed, &key, &proof, core, act)?;
                match keyed {
                    Keyed::Exchange(exchange) => {
                        let chain = Vec::new();
                        State::ExchangeKeys { exchange, chain }
                    }
                    Keyed::Secret(secret) => return Ok(self.complete(secret, Order::Second)),
                }
            }
            State::ExchangeKeys { exchange, chain } => {
                match exchange.work(&self.config.identity, core, act) {
                    Exchanged::Goes(exchange) => State::ExchangeKeys { exchange, chain },
                    Exchanged::Done(pre_master) => {
                        return Ok(self.complete(pre_master, Order::Second));
                    }
                }
            }
            waiting => waiting,
        }))
    }

    fn improvise(
        &self,
        piece: Piece,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<Handshake, Fault> {
        match piece {
            Piece::ServerCertificate => {
                let certificates = client_auth::present(&self.config.identity, Side::Server, act);
                Ok(Handshake::Certificate(CertificateList { certificates }))
            }
            Piece::CertificateRequest => {
                let trust = self.config.client_auth.trust();
                let lacks = || core.lacks(label!("endpoint.needs.anchors"));
                let form = core.rules.unwrap_or(Rules::newest()).form;
                let request = client_auth::request(trust.ok_or_else(lacks)?, form, act);
                Ok(Handshake::CertificateRequest(request))
            }
            Piece::ServerHelloDone => Ok(Handshake::ServerHelloDone),
            Piece::ServerKeyExchange => Ok(self.key_exchange_without_need()),
            // it answers the client's offer
            _ => Err(core.lacks(MessageName::Handshake(HandshakeType::ClientHello).name())),
        }
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
            (state, _) => return Err(received.instead_of(state.expected())),
        };
        core.transcribe(received.message, &received.bytes, act);
        Ok(next)
    }
}

impl ServerRole {
    /// A ServerKeyExchange with the key that is in the certificate already, laid out as with the suites that had
    /// such a message for RSA (RFC 2246 §7.4.3).
    fn key_exchange_without_need(&self) -> Handshake {
        let parts = self.config.identity.public_key(Side::Server).into_iter();
        let body = parts.flat_map(|part| {
            // an RSA key has far fewer than 2^16 bytes
            let len = (part.bytes.len() as u16).to_be_bytes();
            len.into_iter().chain(part.bytes)
        });
        Handshake::Other(HandshakeType::ServerKeyExchange, body.collect())
    }

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
            switches: choice.switches,
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
            switches: choice.switches,
        };
        let offer = Offer {
            agreed,
            client_version: hello.client_version,
        };
        Ok(State::SendServerHello {
            offer,
            session: choice.session,
        })
    }

    fn send_server_hello(&self, agreed: &Agreed, core: &mut Core, act: &mut ActDraft) {
        let mut extensions: Vec<Extension> = agreed.switches.on().map(Switch::extension).collect();
        // Empty: a ticket will follow (RFC 5077 §3.2).
        extensions.extend((self.gives_ticket).then(|| Extension::SessionTicket(Vec::new())));
        let hello = ServerHello {
            server_version: agreed.rules.version,
            random: agreed.server_random,
            session_id: core.keeping.id.clone(),
            cipher_suite: CipherSuite::of(agreed.suite.id),
            compression_method: CompressionMethod::Null,
            extensions: (!extensions.is_empty()).then_some(extensions),
        };
        core.send_handshake(&Handshake::ServerHello(hello), act);
    }

    /// Whether a client without a certificate may go on.
    fn check_no_certificate(&self, act: &mut ActDraft) -> Result<(), Fault> {
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
        Ok(())
    }

    fn check_client_certificate(
        &self,
        exchange: ServerHalf,
        chain: &[Certificate],
        proof: Proof,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<State, Fault> {
        act.topic = Topic::CheckClientCertificate;
        let trust = self.trust()?;
        let key = client_auth::check_chain(chain, trust, self.config.clock, act)?;
        let der = chain.iter().map(|certificate| certificate.der.clone());
        core.keeping.client_chain = der.collect();
        let first = exchange.agreed().rules.proof == ProofRule::MasterSecret;
        let keyed = Keyed::Exchange(exchange);
        Ok(match first {
            true => State::DeriveForProof { keyed, key, proof },
            false => State::CheckCertificateVerify { keyed, key, proof },
        })
    }

    /// Checks the client's signature, which then enters the transcript.
    fn check_proof(
        &self,
        keyed: &Keyed,
        key: &PublicKey,
        proof: &Proof,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<(), Fault> {
        act.topic = Topic::CheckCertificateVerify;
        let trust = self.trust()?;
        let master_secret = match keyed {
            Keyed::Exchange(_) => None,
            Keyed::Secret(secret) => secret.master(),
        };
        let verify = &proof.verify;
        let checked = client_auth::check_signature(key, trust, verify, master_secret, core, act);
        match core.skips(Skippable::CertificateVerify) {
            true => skip_last(act),
            false => checked?,
        }
        let name = MessageName::Handshake(HandshakeType::CertificateVerify);
        core.transcribe(name, &proof.bytes, act);
        Ok(())
    }

    /// The states that follow the key exchange, with a ticket if the client gets one.
    fn complete(&self, secret: impl Into<Secret>, order: Order) -> HandshakeState<State> {
        let keys = self.config.ticket_keys.as_ref();
        let ticket = match keys.filter(|_| self.gives_ticket) {
            Some(keys) => TicketTurn::Give(keys.clone(), self.config.clock),
            None => TicketTurn::None,
        };
        HandshakeState::complete(secret, order, ticket)
    }

    fn trust(&self) -> Result<&ClientTrust, Fault> {
        self.config.client_auth.trust().ok_or_else(|| {
            let reason = said!("endpoint.fault.unexpected_certificate");
            Fault::new(AlertDescription::UnexpectedMessage, reason)
        })
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
