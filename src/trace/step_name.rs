//! What happens in a step, by name: its explanation is found by it.

use crate::protocol::{MessageName, Side, Topic, Transfer};
use crate::wire::{AlertDescription, HandshakeType};

/// Makes the names, their keys and the match that gives them from one table. The compiler demands of the
/// match that it knows every topic, so that no name can be missing.
macro_rules! step_names {
    (
        inside { $($name:ident $key:literal = $topic:ident by $side:pat,)* }
        reader { $($reads:ident $reader_key:literal = $read:ident,)* }
        messages { $($message:ident $message_key:literal,)* }
    ) => {
        /// What happens in a step.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum StepName {
            $(#[doc = concat!("`", $key, "`")] $name,)*
            $(#[doc = concat!("`", $reader_key, "`")] $reads,)*
            $(#[doc = concat!("`", $message_key, "`")] $message,)*
        }

        impl StepName {
            /// All of them.
            pub const ALL: &'static [StepName] =
                &[$(StepName::$name,)* $(StepName::$reads,)* $(StepName::$message,)*];

            /// Those in which no message crosses the wire, in the order of a handshake.
            pub const INSIDE: &'static [StepName] = &[$(StepName::$name),*];

            /// The name in `assets/`, in exports and in the file of a scenario.
            pub const fn key(self) -> &'static str {
                match self {
                    $(StepName::$name => $key,)*
                    $(StepName::$reads => $reader_key,)*
                    $(StepName::$message => $message_key,)*
                }
            }

            /// The name of what the reader of a capture does. For what a reader never does it is that of a
            /// message without a name.
            pub(super) fn of_reader(topic: Topic) -> StepName {
                match topic {
                    $(Topic::$read => StepName::$reads,)*
                    _ => StepName::OtherMessage,
                }
            }

            /// The name of what a side does. `closes` says whether an alert is close_notify.
            pub(super) fn of(topic: Topic, side: Side, closes: bool) -> StepName {
                match (topic, side) {
                    $((Topic::$topic, $side) => StepName::$name,)*
                    // what only a reader does
                    (
                        Topic::TakeSecrets | Topic::CheckKeyShare | Topic::MissBytes | Topic::CompareResult,
                        _,
                    ) => StepName::of_reader(topic),
                    (Topic::Send(message) | Topic::Receive(message), _) => {
                        StepName::of_message(message, side, closes)
                    }
                }
            }
        }
    };
}

step_names! {
    inside {
        DrawClientRandom "draw_client_random" = DrawClientRandom by _,
        Negotiate "negotiate" = Negotiate by _,
        CheckCertificate "check_certificate" = CheckCertificate by _,
        CheckClientCertificate "check_client_certificate" = CheckClientCertificate by _,
        DrawPreMasterSecret "draw_pre_master_secret" = DrawPreMasterSecret by _,
        EncryptPreMasterSecret "encrypt_pre_master_secret" = EncryptPreMasterSecret by _,
        SignHandshake "sign_handshake" = SignHandshake by _,
        CheckCertificateVerify "check_certificate_verify" = CheckCertificateVerify by _,
        DecryptPreMasterSecret "decrypt_pre_master_secret" = DecryptPreMasterSecret by _,
        DeriveMasterSecret "derive_master_secret" = DeriveMasterSecret by _,
        ExpandKeyBlock "expand_key_block" = ExpandKeyBlock by _,
        ClientComputeVerifyData "client_compute_verify_data" = ComputeVerifyData by Side::Client,
        ClientProtectFinished "client_protect_finished" = ProtectFinished by Side::Client,
        ServerCheckFinished "server_check_finished" = CheckFinished by Side::Server,
        ServerComputeVerifyData "server_compute_verify_data" = ComputeVerifyData by Side::Server,
        ServerProtectFinished "server_protect_finished" = ProtectFinished by Side::Server,
        ClientCheckFinished "client_check_finished" = CheckFinished by Side::Client,
        ClientProtectApplicationData "client_protect_application_data" = ProtectApplicationData by Side::Client,
        ServerOpenApplicationData "server_open_application_data" = OpenApplicationData by Side::Server,
        ServerProtectApplicationData "server_protect_application_data" = ProtectApplicationData by Side::Server,
        ClientOpenApplicationData "client_open_application_data" = OpenApplicationData by Side::Client,
        Reject "reject" = Reject by _,
        Bluff "bluff" = Bluff by _,
        TransportClosed "transport_closed" = TransportClosed by _,
    }
    reader {
        ReaderCheckCertificate "reader_check_certificate" = CheckCertificate,
        ReaderCheckCertificateVerify "reader_check_certificate_verify" = CheckCertificateVerify,
        ReaderCheckKeyShare "reader_check_key_share" = CheckKeyShare,
        ReaderTakeSecrets "reader_take_secrets" = TakeSecrets,
        ReaderDecryptPreMasterSecret "reader_decrypt_pre_master_secret" = DecryptPreMasterSecret,
        ReaderDeriveMasterSecret "reader_derive_master_secret" = DeriveMasterSecret,
        ReaderExpandKeyBlock "reader_expand_key_block" = ExpandKeyBlock,
        ReaderComputeVerifyData "reader_compute_verify_data" = ComputeVerifyData,
        ReaderCheckFinished "reader_check_finished" = CheckFinished,
        ReaderOpenApplicationData "reader_open_application_data" = OpenApplicationData,
        ReaderReject "reader_reject" = Reject,
        ReaderMissBytes "reader_miss_bytes" = MissBytes,
        ReaderTransportClosed "reader_transport_closed" = TransportClosed,
        ReaderCompareResult "reader_compare_result" = CompareResult,
    }
    messages {
        HelloRequest "hello_request",
        ClientHello "client_hello",
        Ssl2ClientHello "ssl2_client_hello",
        ServerHello "server_hello",
        NewSessionTicket "new_session_ticket",
        ServerCertificate "server_certificate",
        ServerKeyExchange "server_key_exchange",
        CertificateRequest "certificate_request",
        ServerHelloDone "server_hello_done",
        ClientCertificate "client_certificate",
        ClientKeyExchange "client_key_exchange",
        CertificateVerify "certificate_verify",
        CertificateStatus "certificate_status",
        ClientChangeCipherSpec "client_change_cipher_spec",
        ClientFinished "client_finished",
        ServerChangeCipherSpec "server_change_cipher_spec",
        ServerFinished "server_finished",
        ClientApplicationData "client_application_data",
        ServerApplicationData "server_application_data",
        ClientCloseNotify "client_close_notify",
        ServerCloseNotify "server_close_notify",
        Alert "alert",
        OtherMessage "other_message",
        CopiedMessage "copied_message",
        TornMessage "torn_message",
        ReplayedMessage "replayed_message",
        SealedHandshake "sealed_handshake",
        SealedAlert "sealed_alert",
        SealedData "sealed_data",
        SealedOther "sealed_other",
    }
}

impl StepName {
    /// The name of the step in which a side sends a message.
    pub fn of_transfer(sender: Side, transfer: &Transfer) -> StepName {
        let closes = is_close_notify(&transfer.content);
        StepName::of(Topic::Send(transfer.message), sender, closes)
    }

    fn of_message(message: MessageName, sender: Side, closes: bool) -> StepName {
        use HandshakeType as H;
        let by = |client, server| match sender {
            Side::Client => client,
            Side::Server => server,
        };
        match message {
            MessageName::Handshake(kind) => match kind {
                H::HelloRequest => Self::HelloRequest,
                H::ClientHello => Self::ClientHello,
                H::ServerHello => Self::ServerHello,
                H::NewSessionTicket => Self::NewSessionTicket,
                H::Certificate => by(Self::ClientCertificate, Self::ServerCertificate),
                H::ServerKeyExchange => Self::ServerKeyExchange,
                H::CertificateRequest => Self::CertificateRequest,
                H::ServerHelloDone => Self::ServerHelloDone,
                H::CertificateVerify => Self::CertificateVerify,
                H::ClientKeyExchange => Self::ClientKeyExchange,
                H::Finished => by(Self::ClientFinished, Self::ServerFinished),
                H::CertificateStatus => Self::CertificateStatus,
                _ => Self::OtherMessage,
            },
            MessageName::ChangeCipherSpec => {
                by(Self::ClientChangeCipherSpec, Self::ServerChangeCipherSpec)
            }
            MessageName::ApplicationData => {
                by(Self::ClientApplicationData, Self::ServerApplicationData)
            }
            MessageName::Ssl2ClientHello => Self::Ssl2ClientHello,
            MessageName::Alert if closes => by(Self::ClientCloseNotify, Self::ServerCloseNotify),
            MessageName::Alert => Self::Alert,
            MessageName::Unknown => Self::OtherMessage,
        }
    }

    /// The name of a record that no one here can decrypt, by what its type shows.
    pub(super) const fn of_sealed(message: MessageName) -> Self {
        match message {
            MessageName::Handshake(_) => Self::SealedHandshake,
            MessageName::Alert => Self::SealedAlert,
            MessageName::ApplicationData => Self::SealedData,
            _ => Self::SealedOther,
        }
    }

    /// Whether a side says that it sends nothing more.
    pub const fn is_close_notify(self) -> bool {
        matches!(self, Self::ClientCloseNotify | Self::ServerCloseNotify)
    }
}

/// Whether the content of an alert is that of close_notify.
pub(super) fn is_close_notify(content: &[u8]) -> bool {
    content.get(1) == Some(&AlertDescription::CloseNotify.code())
}
