//! Steps: what the reader moves through.

use super::diagnosis::Diagnosis;
use super::message::{Fate, Message};
use super::step_name::StepName;
use super::value::ValueId;
use crate::protocol::{Check, MessageName, Side, StateId, Topic};
use crate::text::Said;
use crate::wire::{AlertDescription, HandshakeType};
use crate::{label, said};
use std::sync::Arc;

/// One step of a run.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its place in `Trace::steps`, from 0.
    pub index: usize,
    /// The part of the handshake it belongs to.
    pub phase: Phase,
    /// Who does it.
    pub actor: Actor,
    /// Of what kind it is.
    pub kind: StepKind,
    /// What it is about; its explanation is found by this.
    pub topic: Topic,
    /// The message, when one crosses the wire.
    pub message: Option<Message>,
    /// The values that came into being, were read or were used as outcome here.
    pub values: Vec<ValueId>,
    /// What was compared.
    pub checks: Vec<Check>,
    /// Why a side gave up here, if one did: what was expected and what came.
    pub failure: Option<Said>,
    /// What a real peer has probably done wrong, if that is why our side gave up here.
    pub diagnosis: Option<Arc<Diagnosis>>,
    /// The states of both machines afterwards, client first; `None` for a peer that is not ours
    /// or has not begun.
    pub states: [Option<StateId>; 2],
}

impl Step {
    /// What happens here, by name.
    pub fn name(&self) -> StepName {
        match (self.topic, self.fate()) {
            (Topic::Send(_) | Topic::Receive(_), Fate::CopyOf(_)) => StepName::CopiedMessage,
            (Topic::Send(_) | Topic::Receive(_), Fate::PartOf(_)) => StepName::TornMessage,
            (Topic::Send(_) | Topic::Receive(_), Fate::Replayed) => StepName::ReplayedMessage,
            _ => self.untampered_name(),
        }
    }

    /// As [`Step::name`], but for a message that is replayed the name that it had in the recorded run.
    pub(super) fn original_name(&self) -> StepName {
        match self.fate() {
            Fate::Replayed => self.untampered_name(),
            _ => self.name(),
        }
    }

    /// The name without regard to the fate of the message.
    fn untampered_name(&self) -> StepName {
        let side = match self.actor {
            Actor::One(side) => side,
            Actor::Both => Side::Client,
        };
        StepName::of(self.topic, side, self.closes())
    }

    /// The name of what happens here as `assets/` and exports have it: `draw_client_random`,
    /// `client_hello`, `server_check_finished`, ….
    pub fn key(&self) -> &'static str {
        self.name().key()
    }

    /// Whether its message is close_notify.
    fn closes(&self) -> bool {
        let content = self.message.as_ref().map(|message| &message.content);
        content.is_some_and(|content| content.get(1) == Some(&AlertDescription::CloseNotify.code()))
    }

    /// What happens here, in a few words: `client sends ClientHello`, `client checks the certificate`.
    pub fn title(&self) -> Said {
        let who = self.actor.name();
        let both = self.actor == Actor::Both;
        let what = match self.topic {
            Topic::DrawClientRandom => label!("trace.step.draw_client_random"),
            Topic::Negotiate => label!("trace.step.negotiate"),
            Topic::CheckCertificate => label!("trace.step.check_certificate"),
            Topic::CheckClientCertificate => label!("trace.step.check_client_certificate"),
            Topic::SignHandshake => label!("trace.step.sign_handshake"),
            Topic::CheckCertificateVerify => label!("trace.step.check_certificate_verify"),
            Topic::DrawPreMasterSecret => label!("trace.step.draw_pre_master_secret"),
            Topic::EncryptPreMasterSecret => label!("trace.step.encrypt_pre_master_secret"),
            Topic::DecryptPreMasterSecret => label!("trace.step.decrypt_pre_master_secret"),
            Topic::DeriveMasterSecret if both => {
                return said!("trace.step.derive_master_secret_both");
            }
            Topic::DeriveMasterSecret => label!("trace.step.derive_master_secret"),
            Topic::ExpandKeyBlock if both => return said!("trace.step.expand_key_block_both"),
            Topic::ExpandKeyBlock => label!("trace.step.expand_key_block"),
            Topic::ComputeVerifyData => label!("trace.step.compute_verify_data"),
            Topic::ProtectFinished => label!("trace.step.protect_finished"),
            Topic::CheckFinished => label!("trace.step.check_finished"),
            Topic::ProtectApplicationData => label!("trace.step.protect_application_data"),
            Topic::OpenApplicationData => label!("trace.step.open_application_data"),
            Topic::Reject => label!("trace.step.reject"),
            Topic::Bluff => label!("trace.step.bluff"),
            Topic::TransportClosed => label!("trace.step.transport_closed"),
            Topic::Send(name) | Topic::Receive(name) => {
                let closes = name == MessageName::Alert && self.closes();
                let name = if closes { "close_notify" } else { name.name() };
                return match self.fate() {
                    Fate::CopyOf(_) | Fate::PartOf(_) => said!("trace.step.unsent", name),
                    Fate::Replayed => said!("trace.step.replays", name),
                    _ => said!("trace.step.sends", who, name),
                };
            }
        };
        said!("trace.step.does", who, what)
    }

    /// Its number from 1 and its title, and what became of its message if it did not arrive as it was sent.
    pub fn numbered_title(&self) -> String {
        let words = self.fate().words();
        let fate = (!words.is_empty()).then_some(words);
        let number = format!("{:>3}", self.index + 1);
        said!("trace.step.numbered", number, title = self.title(), fate).to_string()
    }

    /// What became of its message between the two ends.
    pub fn fate(&self) -> Fate {
        self.message
            .as_ref()
            .map_or(Fate::Delivered, |message| message.fate)
    }
}

/// Who does a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// One side.
    One(Side),
    /// Both, each for itself.
    Both,
}

impl Actor {
    /// `client`, `server` or `both`.
    pub const fn name(self) -> &'static str {
        match self {
            Actor::One(side) => side.name(),
            Actor::Both => "both",
        }
    }

    /// Whether a side takes part.
    pub fn includes(self, side: Side) -> bool {
        match self {
            Actor::One(one) => one == side,
            Actor::Both => true,
        }
    }
}

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// A message crosses the wire.
    Message,
    /// Something is computed or generated.
    Compute,
    /// Something is compared.
    Check,
    /// An alert crosses the wire.
    Alert,
}

impl StepKind {
    /// The kind of a step that is about that.
    pub(super) const fn of(topic: Topic) -> Self {
        match topic {
            Topic::Send(MessageName::Alert) | Topic::Receive(MessageName::Alert) => StepKind::Alert,
            Topic::Send(_) | Topic::Receive(_) => StepKind::Message,
            Topic::CheckCertificate
            | Topic::CheckClientCertificate
            | Topic::CheckCertificateVerify
            | Topic::CheckFinished
            | Topic::OpenApplicationData
            | Topic::Reject
            | Topic::Bluff
            | Topic::TransportClosed => StepKind::Check,
            Topic::DrawClientRandom
            | Topic::Negotiate
            | Topic::SignHandshake
            | Topic::DrawPreMasterSecret
            | Topic::EncryptPreMasterSecret
            | Topic::DecryptPreMasterSecret
            | Topic::DeriveMasterSecret
            | Topic::ExpandKeyBlock
            | Topic::ComputeVerifyData
            | Topic::ProtectFinished
            | Topic::ProtectApplicationData => StepKind::Compute,
        }
    }

    /// `message`, `compute`, `check` or `alert`.
    pub const fn name(self) -> &'static str {
        match self {
            StepKind::Message => "message",
            StepKind::Compute => "compute",
            StepKind::Check => "check",
            StepKind::Alert => "alert",
        }
    }
}

/// The parts of a handshake, as the phase bar shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Hellos: what both can do, and the randoms.
    Hello,
    /// Who the server is, and whether that can be verified.
    Certificate,
    /// From the pre-master secret to the keys.
    KeyExchange,
    /// Each side switches to the new keys.
    ChangeCipher,
    /// Each side proves that it has the same keys and saw the same handshake.
    Finished,
    /// Application data and the end.
    Data,
}

impl Phase {
    /// In order.
    pub const ALL: [Phase; 6] = [
        Phase::Hello,
        Phase::Certificate,
        Phase::KeyExchange,
        Phase::ChangeCipher,
        Phase::Finished,
        Phase::Data,
    ];

    /// The part that a step belongs to which is about that, from the part that the run is in and
    /// whether the handshake is over.
    pub(super) const fn of(topic: Topic, present: Phase, established: bool) -> Phase {
        use HandshakeType as H;
        match topic {
            Topic::DrawClientRandom | Topic::Negotiate => Phase::Hello,
            Topic::CheckCertificate => Phase::Certificate,
            Topic::CheckClientCertificate
            | Topic::SignHandshake
            | Topic::CheckCertificateVerify
            | Topic::DrawPreMasterSecret
            | Topic::EncryptPreMasterSecret
            | Topic::DecryptPreMasterSecret
            | Topic::DeriveMasterSecret
            | Topic::ExpandKeyBlock => Phase::KeyExchange,
            Topic::ComputeVerifyData | Topic::ProtectFinished | Topic::CheckFinished => {
                Phase::Finished
            }
            Topic::ProtectApplicationData | Topic::OpenApplicationData => Phase::Data,
            Topic::Reject | Topic::Bluff | Topic::TransportClosed => present,
            Topic::Send(message) | Topic::Receive(message) => match message {
                MessageName::Handshake(H::HelloRequest | H::ClientHello | H::ServerHello) => {
                    Phase::Hello
                }
                MessageName::Handshake(
                    H::Certificate | H::CertificateRequest | H::ServerHelloDone,
                ) => Phase::Certificate,
                MessageName::Handshake(H::ClientKeyExchange | H::CertificateVerify) => {
                    Phase::KeyExchange
                }
                MessageName::Handshake(H::Finished | H::NewSessionTicket) => Phase::Finished,
                MessageName::ChangeCipherSpec => Phase::ChangeCipher,
                MessageName::ApplicationData => Phase::Data,
                MessageName::Alert if established => Phase::Data,
                MessageName::Alert | MessageName::Handshake(_) | MessageName::Unknown => present,
            },
        }
    }

    /// `hello`, `certificate`, `key_exchange`, `change_cipher`, `finished`, `data`.
    pub const fn key(self) -> &'static str {
        match self {
            Phase::Hello => "hello",
            Phase::Certificate => "certificate",
            Phase::KeyExchange => "key_exchange",
            Phase::ChangeCipher => "change_cipher",
            Phase::Finished => "finished",
            Phase::Data => "data",
        }
    }

    /// To show: `Key exchange`.
    pub const fn title(self) -> &'static str {
        match self {
            Phase::Hello => "Hello",
            Phase::Certificate => "Certificate",
            Phase::KeyExchange => "Key exchange",
            Phase::ChangeCipher => "Change cipher",
            Phase::Finished => "Finished",
            Phase::Data => "Data",
        }
    }
}
