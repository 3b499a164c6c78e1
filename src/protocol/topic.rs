//! What an endpoint works at.

use super::message_name::MessageName;
use super::phase::{Phase, StepKind};
use crate::label;

/// Makes the topics of a table, and what the table says of each: the kind of its step, the part of the
/// handshake that it belongs to (`present` for the part that the run is in), whether one side does it
/// or both at the same point, and the key of its words.
macro_rules! topics {
    (@phase present) => { None };
    (@phase $phase:ident) => { Some(Phase::$phase) };
    (@joint one) => { false };
    (@joint both) => { true };
    ($($(#[$doc:meta])* $topic:ident $kind:ident $phase:ident $who:ident $words:literal;)*) => {
        /// What a unit of work is about. It decides the step's phase, kind and explanation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Topic {
            $($(#[$doc])* $topic,)*
            /// A message goes out.
            Send(MessageName),
            /// A message comes in.
            Receive(MessageName),
        }

        impl Topic {
            /// The kind of a step that is about that.
            pub const fn kind(self) -> StepKind {
                match self {
                    $(Topic::$topic => StepKind::$kind,)*
                    Topic::Send(message) | Topic::Receive(message) => message.kind(),
                }
            }

            /// The part of the handshake that a step belongs to which is about that, from the part that the
            /// run is in and whether the handshake is over.
            pub const fn phase(self, present: Phase, established: bool) -> Phase {
                let own = match self {
                    $(Topic::$topic => topics!(@phase $phase),)*
                    Topic::Send(message) | Topic::Receive(message) => message.phase(established),
                };
                match own {
                    Some(phase) => phase,
                    None => present,
                }
            }

            /// Whether both sides do it at the same point of the handshake, each for itself.
            pub const fn is_joint(self) -> bool {
                match self {
                    $(Topic::$topic => topics!(@joint $who),)*
                    Topic::Send(_) | Topic::Receive(_) => false,
                }
            }

            /// What a side does, in words that follow its name, such as `checks the certificate`. For a
            /// message its name alone.
            pub fn words(self) -> &'static str {
                match self {
                    $(Topic::$topic => label!($words),)*
                    Topic::Send(message) | Topic::Receive(message) => message.name(),
                }
            }
        }
    };
}

topics! {
    /// The client generates `client_random`.
    DrawClientRandom Compute Hello one "protocol.topic.draw_client_random";
    /// The server chooses version, suite and compression, and generates `server_random`.
    Negotiate Compute Hello one "protocol.topic.negotiate";
    /// The client checks the server's certificate chain.
    CheckCertificate Check Certificate one "protocol.topic.check_certificate";
    /// The server checks the client's certificate chain, or what to do without one.
    CheckClientCertificate Check KeyExchange one "protocol.topic.check_client_certificate";
    /// The reader of a capture checks the server's signature over its share of a key.
    CheckKeyShare Check KeyExchange one "protocol.topic.check_key_share";
    /// The client generates the pre-master secret.
    DrawPreMasterSecret Compute KeyExchange one "protocol.topic.draw_pre_master_secret";
    /// The client pads it and encrypts it under the server's public key.
    EncryptPreMasterSecret Compute KeyExchange one "protocol.topic.encrypt_pre_master_secret";
    /// The client signs the handshake messages so far with its private key.
    SignHandshake Compute KeyExchange one "protocol.topic.sign_handshake";
    /// The server checks that signature with the key in the client's certificate.
    CheckCertificateVerify Check KeyExchange one "protocol.topic.check_certificate_verify";
    /// The server decrypts the pre-master secret with its private key.
    DecryptPreMasterSecret Compute KeyExchange one "protocol.topic.decrypt_pre_master_secret";
    /// The reader of a capture takes a secret from where it was given.
    TakeSecrets Compute KeyExchange one "protocol.topic.take_secrets";
    /// The pre-master secret becomes the master secret.
    DeriveMasterSecret Compute KeyExchange both "protocol.topic.derive_master_secret";
    /// The master secret becomes the key block, cut into keys.
    ExpandKeyBlock Compute KeyExchange both "protocol.topic.expand_key_block";
    /// A side computes the `verify_data` of its own Finished.
    ComputeVerifyData Compute Finished one "protocol.topic.compute_verify_data";
    /// A side MACs, pads and encrypts its Finished.
    ProtectFinished Compute Finished one "protocol.topic.protect_finished";
    /// A side decrypts and checks the other's Finished.
    CheckFinished Check Finished one "protocol.topic.check_finished";
    /// A side MACs, pads and encrypts application data.
    ProtectApplicationData Compute Data one "protocol.topic.protect_application_data";
    /// A side decrypts and checks application data.
    OpenApplicationData Check Data one "protocol.topic.open_application_data";
    /// A side cannot accept what came.
    Reject Check present one "protocol.topic.reject";
    /// A side cannot decrypt the other's Finished, and goes on as if it had been right.
    Bluff Check present one "protocol.topic.bluff";
    /// Bytes that crossed the wire are not in the capture.
    MissBytes Check present one "protocol.topic.miss_bytes";
    /// The reader of a calculation compares a result of someone's own implementation with the right one.
    CompareResult Check present one "protocol.topic.compare_result";
    /// The transport ended.
    TransportClosed Check present one "protocol.topic.transport_closed";
}
