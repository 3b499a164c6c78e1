//! The client of a full handshake with RSA key exchange (RFC 5246 §7.3).
//!
//! ```text
//! DrawRandom → SendClientHello → ExpectServerHello → ExpectCertificate → ExpectServerHelloDone
//!   → CheckCertificate → [SendCertificate] → key exchange → [SignHandshake → SendCertificateVerify]
//!   → completion, with the first Finished
//! ```
//!
//! The states in brackets occur only if the server asks for a certificate: see `client_auth`. A client
//! without one sends an empty list and does not sign (§7.4.6).

use super::client_auth;
use super::config::{ClientConfig, SIGNATURE_ALGORITHMS};
use super::connection::Connection;
use super::core::{ActDraft, Core, Received, read_chain};
use super::fault::Fault;
use super::finishing::{Order, TicketTurn};
use super::key_exchange::{ClientHalf, Exchanged};
use super::negotiation;
use super::resumption;
use super::role::{HandshakeState, Role};
use super::session::Session;
use crate::crypto::rsa::PublicKey;
use crate::pki::Certificate;
use crate::pki::chain::{Policy, Purpose, verify_chain};
use crate::pki::host_name::Reference;
use crate::protocol::{
    CheckName, Event, MessageName, NoCertificate, Piece, Rules, Side, StateId, Suite, Switch,
    Topic, ValueName,
};
use crate::record::Content;
use crate::record::Scheme;
use crate::record::{Agreed, PreMasterSecret, Secret};
use crate::wire::CipherSuite;
use crate::wire::alert::{Alert, AlertDescription};
use crate::wire::extension::{Extension, ServerName};
use crate::wire::handshake::{
    CertificateList, CertificateRequest, CertificateVerify, ClientHello, Handshake,
};
use crate::wire::names::{CompressionMethod, ExtensionType, NameType};
use crate::wire::{Form, HandshakeType};
use crate::{label, said};

/// The client's end of a connection.
pub type Client = Connection<ClientRole>;

impl Client {
    /// A client about to begin.
    pub fn new(mut config: ClientConfig) -> Self {
        config.session = config.session.filter(Session::can_be_offered);
        let (rng, clock) = (config.rng.clone(), config.clock);
        let role = ClientRole {
            config,
            ticket: TicketTurn::None,
        };
        Connection::with(role, rng, clock, State::DrawRandom)
    }
}

/// What makes a [`Connection`] a client.
pub struct ClientRole {
    config: ClientConfig,
    /// Whether the server has promised a ticket.
    ticket: TicketTurn,
}

/// What the server has presented.
pub(super) struct Presented {
    agreed: Agreed,
    chain: Vec<Certificate>,
    /// Its request for the client's certificate, if it has come.
    asked: Option<CertificateRequest>,
}

/// The client's states, each with what is known by then.
pub(super) enum State {
    DrawRandom,
    SendClientHello {
        client_random: [u8; 32],
    },
    ExpectServerHello {
        offer: ClientHello,
    },
    /// The server resumes the session.
    Resume {
        agreed: Agreed,
    },
    ExpectCertificate {
        agreed: Agreed,
    },
    ExpectServerHelloDone(Presented),
    CheckCertificate(Presented),
    SendCertificate {
        agreed: Agreed,
        key: PublicKey,
        request: CertificateRequest,
    },
    ExchangeKeys {
        exchange: ClientHalf,
        sign: Option<Scheme>,
    },
    /// Only where the signature needs it: otherwise it is derived after the signature.
    DeriveMasterSecret {
        pre_master: PreMasterSecret,
        sign: Scheme,
    },
    SignHandshake {
        secret: Secret,
        sign: Scheme,
    },
    SendCertificateVerify {
        secret: Secret,
        verify: CertificateVerify,
    },
}

impl Role for ClientRole {
    type State = State;

    const SIDE: Side = Side::Client;

    const REQUEST: MessageName = MessageName::Handshake(HandshakeType::HelloRequest);

    const PASSES_OVER_REQUEST: bool = true;

    fn expected(state: &State) -> &'static [MessageName] {
        use HandshakeType as Type;
        use MessageName::Handshake as Message;
        match state {
            State::ExpectServerHello { .. } => &[Message(Type::ServerHello)],
            State::ExpectCertificate { .. } => &[Message(Type::Certificate)],
            State::ExpectServerHelloDone(Presented { asked: None, .. }) => &[
                Message(Type::ServerHelloDone),
                Message(Type::CertificateRequest),
            ],
            State::ExpectServerHelloDone(_) => &[Message(Type::ServerHelloDone)],
            _ => &[],
        }
    }

    fn state_name(state: &State) -> StateId {
        match state {
            State::DrawRandom => StateId::DrawRandom,
            State::SendClientHello { .. } => StateId::SendClientHello,
            State::ExpectServerHello { .. } => StateId::ExpectServerHello,
            State::Resume { .. } => StateId::ExpandKeyBlock,
            State::ExpectCertificate { .. } => StateId::ExpectCertificate,
            State::ExpectServerHelloDone(_) => StateId::ExpectServerHelloDone,
            State::CheckCertificate(_) => StateId::CheckCertificate,
            State::SendCertificate { .. } => StateId::SendCertificate,
            State::ExchangeKeys { exchange, .. } => exchange.state_name(),
            State::DeriveMasterSecret { .. } => StateId::DeriveMasterSecret,
            State::SignHandshake { .. } => StateId::SignHandshake,
            State::SendCertificateVerify { .. } => StateId::SendCertificateVerify,
        }
    }

    fn work(
        &mut self,
        state: State,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<HandshakeState<State>, Fault> {
        Ok(HandshakeState::Own(match state {
            State::DrawRandom => {
                act.topic = Topic::DrawClientRandom;
                let client_random = core.draw::<32>();
                let bytes = client_random.to_vec();
                act.events.push(Event::Generated {
                    name: ValueName::ClientRandom,
                    bytes,
                });
                State::SendClientHello { client_random }
            }
            State::SendClientHello { client_random } => {
                let offer = self.send_client_hello(client_random, core, act)?;
                State::ExpectServerHello { offer }
            }
            State::Resume { agreed } => {
                let Some(session) = &self.config.session else {
                    return Ok(HandshakeState::Own(State::ExpectCertificate { agreed }));
                };
                let secret = Secret::Master(resumption::resume(session, agreed, core));
                let ticket = self.ticket.clone();
                return HandshakeState::complete(secret, Order::Second, ticket).work(core, act);
            }
            State::CheckCertificate(Presented {
                agreed,
                chain,
                asked,
            }) => {
                act.topic = Topic::CheckCertificate;
                let key = self.check_certificate(&chain, act)?;
                match asked {
                    Some(request) => State::SendCertificate {
                        agreed,
                        key,
                        request,
                    },
                    None => self.exchange_keys(agreed, key, None),
                }
            }
            State::SendCertificate {
                agreed,
                key,
                request,
            } => {
                let sign = self.send_certificate(&request, agreed.rules, core, act)?;
                self.exchange_keys(agreed, key, sign)
            }
            State::ExchangeKeys { exchange, sign } => match exchange.work(core, act)? {
                Exchanged::Goes(exchange) => State::ExchangeKeys { exchange, sign },
                Exchanged::Done(pre_master) => match sign {
                    Some(sign) if sign.needs_master_secret() => {
                        State::DeriveMasterSecret { pre_master, sign }
                    }
                    Some(sign) => State::SignHandshake {
                        secret: pre_master.into(),
                        sign,
                    },
                    None => {
                        let ticket = self.ticket.clone();
                        return Ok(HandshakeState::complete(pre_master, Order::First, ticket));
                    }
                },
            },
            State::DeriveMasterSecret { pre_master, sign } => {
                act.topic = Topic::DeriveMasterSecret;
                let secret =
                    Secret::Master(pre_master.master_secret(&core.transcript, &mut act.events));
                State::SignHandshake { secret, sign }
            }
            State::SignHandshake { secret, sign } => {
                act.topic = Topic::SignHandshake;
                let Some(identity) = &self.config.identity else {
                    let reason = said!("endpoint.fault.no_private_key");
                    return Err(Fault::new(AlertDescription::InternalError, reason));
                };
                let verify = client_auth::sign(core, identity, sign, secret.master(), act)?;
                State::SendCertificateVerify { secret, verify }
            }
            State::SendCertificateVerify { secret, verify } => {
                core.send_handshake(&Handshake::CertificateVerify(verify), act);
                let ticket = self.ticket.clone();
                return Ok(HandshakeState::complete(secret, Order::First, ticket));
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
            Piece::ClientCertificate => {
                let identity = self.config.identity.as_ref();
                let certificates = identity.map_or_else(Vec::new, |identity| {
                    client_auth::present(identity, Side::Client, act)
                });
                Ok(Handshake::Certificate(CertificateList { certificates }))
            }
            Piece::ClientKeyExchange => core.key_exchange_ahead(self.config.versions.newest, act),
            Piece::CertificateVerify => {
                let identity = self.config.identity.as_ref();
                let lacks = || core.lacks(label!("endpoint.needs.client_key"));
                let identity = identity.ok_or_else(lacks)?;
                let scheme = Scheme::Named(SIGNATURE_ALGORITHMS[0]);
                let verify = client_auth::sign(core, identity, scheme, None, act)?;
                Ok(Handshake::CertificateVerify(verify))
            }
            _ => Err(core.lacks(piece.message().name())),
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
            (State::ExpectServerHello { offer }, Content::Handshake(Handshake::ServerHello(h))) => {
                let agreed = negotiation::accept(&offer, h, self.config.versions, act)?;
                core.agree(agreed.rules);
                core.keeping.id = h.session_id.clone();
                if h.has(ExtensionType::SessionTicket) {
                    self.ticket = TicketTurn::Expect;
                }
                let session = self.config.session.as_ref();
                match resumption::accepted(session, &offer, h, &agreed, act)? {
                    true => State::Resume { agreed },
                    false => State::ExpectCertificate { agreed },
                }
            }
            (
                State::ExpectCertificate { agreed },
                Content::Handshake(Handshake::Certificate(l)),
            ) => {
                let certificates = l.certificates.clone();
                act.events.push(Event::Chain {
                    owner: Side::Server,
                    certificates,
                });
                let chain = read_chain(&l.certificates)?;
                State::ExpectServerHelloDone(Presented {
                    agreed,
                    chain,
                    asked: None,
                })
            }
            (
                State::ExpectServerHelloDone(presented @ Presented { asked: None, .. }),
                Content::Handshake(Handshake::CertificateRequest(request)),
            ) => State::ExpectServerHelloDone(Presented {
                asked: Some(request.clone()),
                ..presented
            }),
            (
                State::ExpectServerHelloDone(presented),
                Content::Handshake(Handshake::ServerHelloDone),
            ) => State::CheckCertificate(presented),
            // the frame passes on only what the state expects
            (state, _) => return Err(received.instead_of(Self::expected(&state))),
        };
        core.transcribe(received.message, &received.bytes, act);
        Ok(next)
    }
}

impl ClientRole {
    fn exchange_keys(&self, agreed: Agreed, key: PublicKey, sign: Option<Scheme>) -> State {
        let exchange = ClientHalf::new(agreed, self.config.versions.newest, key);
        State::ExchangeKeys { exchange, sign }
    }

    fn send_client_hello(
        &self,
        random: [u8; 32],
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<ClientHello, Fault> {
        let session_id = match &self.config.session {
            Some(session) => resumption::offer(session, core, act),
            None => Vec::new(),
        };
        let offer = self.client_hello(random, session_id);
        let suites = &offer.cipher_suites;
        if !suites
            .iter()
            .any(|suite| Suite::by_id(suite.code()).is_some())
        {
            let version = self.config.versions.newest.to_string();
            let reason = said!("endpoint.fault.no_suite", version);
            return Err(Fault::new(AlertDescription::InternalError, reason));
        }
        act.events.push(Event::Stored {
            name: ValueName::ClientVersion,
            bytes: offer.client_version.bytes().to_vec(),
            path: label!("endpoint.origin.client_configuration").into(),
        });
        if let Some(rules) = Rules::of(offer.client_version) {
            core.writer.first_version(rules.first_record);
        }
        core.send_handshake(&Handshake::ClientHello(offer.clone()), act);
        Ok(offer)
    }

    /// Sends the certificate that the server asks for, or says that there is none. Gives the algorithm to
    /// sign with, if there is something to sign.
    fn send_certificate(
        &self,
        request: &CertificateRequest,
        rules: &Rules,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<Option<Scheme>, Fault> {
        let identity = self.config.identity.as_ref();
        let sign = client_auth::answer(request, rules, &self.config, act);
        if sign.is_none() && rules.no_certificate == NoCertificate::Alert {
            core.send_alert(Alert::warning(AlertDescription::NoCertificate), act)?;
            return Ok(None);
        }
        let certificates = match identity.filter(|_| sign.is_some()) {
            Some(identity) => client_auth::present(identity, Side::Client, act),
            None => Vec::new(),
        };
        let list = CertificateList { certificates };
        core.send_handshake(&Handshake::Certificate(list), act);
        Ok(sign)
    }

    fn client_hello(&self, random: [u8; 32], session_id: Vec<u8>) -> ClientHello {
        let mut extensions = Vec::new();
        if let Some(Reference::Dns(_)) = Reference::parse(&self.config.server_name) {
            let name = self
                .config
                .server_name
                .trim_end_matches('.')
                .as_bytes()
                .to_vec();
            let entry = ServerName {
                name_type: NameType::HostName,
                name,
            };
            extensions.push(Extension::ServerName(vec![entry]));
        }
        // what came with TLS 1.2 is not offered to older versions (RFC 5246 §7.4.1.4.1)
        let version = self.config.versions.newest;
        let form = Form::of(version);
        let algorithms = &self.config.signature_algorithms;
        if form.signature_algorithms && !algorithms.is_empty() {
            extensions.push(Extension::SignatureAlgorithms(algorithms.clone()));
        }
        extensions.extend(self.config.switches.on().map(Switch::extension));
        let ticket = self.config.session.as_ref();
        let ticket = ticket.map_or_else(Vec::new, |session| session.ticket.clone());
        if self.config.wants_ticket || !ticket.is_empty() {
            extensions.push(Extension::SessionTicket(ticket));
        }
        let suites = self.config.suites.iter();
        let suites = suites.filter(|suite| suite.is_in(version));
        let falls_back = self.config.falls_back;
        let falls_back = falls_back.then_some(CipherSuite::FALLBACK_SCSV);
        // where there are no extensions, a pseudo-suite says the same (RFC 5746 §3.3)
        let renegotiation = self.config.switches.renegotiation_info && !form.extensions;
        let renegotiation = renegotiation.then_some(CipherSuite::EMPTY_RENEGOTIATION_INFO_SCSV);
        ClientHello {
            client_version: version,
            random,
            session_id,
            cipher_suites: suites
                .map(|s| CipherSuite::of(s.id))
                .chain(renegotiation)
                .chain(falls_back)
                .collect(),
            compression_methods: vec![CompressionMethod::Null],
            extensions: form.extensions.then_some(extensions),
        }
    }

    /// Runs every check on the server's chain and returns the key in its first certificate.
    fn check_certificate(
        &self,
        chain: &[Certificate],
        act: &mut ActDraft,
    ) -> Result<PublicKey, Fault> {
        let purpose = Purpose::Server {
            name: Some(&self.config.server_name),
        };
        let policy = Policy {
            anchors: &self.config.anchors,
            purpose,
            clock: self.config.clock,
            revocation_lists: &self.config.revocation_lists,
        };
        let verdict = verify_chain(chain, &policy);
        act.judge(&verdict, Side::Server);
        if let Some(failed) = verdict.failure() {
            if !self.config.accept_any_certificate {
                return Err(Fault::of_chain(failed));
            }
            act.check(
                CheckName::AcceptAnyCertificate,
                true,
                said!("endpoint.check.accept_any_certificate.yes"),
            );
        }
        let key = chain.first().and_then(Certificate::rsa_key).cloned();
        key.ok_or_else(|| {
            let reason = said!("endpoint.fault.server_key");
            Fault::new(AlertDescription::UnsupportedCertificate, reason)
        })
    }
}
