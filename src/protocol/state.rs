//! The states of an endpoint's machine by name, for readers and for the code that drives one.

use crate::label;

macro_rules! states {
    ($($(#[$doc:meta])* $state:ident $key:literal;)*) => {
        /// The state of an endpoint's machine.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum StateId {
            $($(#[$doc])* $state,)*
        }

        impl StateId {
            /// Its name, such as `ExpectServerHello`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$state => stringify!($state),)*
                }
            }

            /// In words, such as `waits for ServerHello`.
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$state => label!($key),)*
                }
            }
        }
    };
}

states! {
    /// The client is about to generate its random.
    DrawRandom "protocol.state.draw_random";
    /// The client is about to send ClientHello.
    SendClientHello "protocol.state.send_client_hello";
    /// The client waits for ServerHello.
    ExpectServerHello "protocol.state.expect_server_hello";
    /// Either side waits for the peer's Certificate.
    ExpectCertificate "protocol.state.expect_certificate";
    /// The client waits for ServerHelloDone.
    ExpectServerHelloDone "protocol.state.expect_server_hello_done";
    /// The client is about to check the server's certificate.
    CheckCertificate "protocol.state.check_certificate";
    /// Either side is about to send Certificate.
    SendCertificate "protocol.state.send_certificate";
    /// The client is about to generate the pre-master secret.
    DrawPreMasterSecret "protocol.state.draw_pre_master_secret";
    /// The client is about to encrypt it.
    EncryptPreMasterSecret "protocol.state.encrypt_pre_master_secret";
    /// The client is about to send ClientKeyExchange.
    SendClientKeyExchange "protocol.state.send_client_key_exchange";
    /// The client is about to sign the handshake.
    SignHandshake "protocol.state.sign_handshake";
    /// The client is about to send CertificateVerify.
    SendCertificateVerify "protocol.state.send_certificate_verify";
    /// The server waits for ClientHello.
    ExpectClientHello "protocol.state.expect_client_hello";
    /// The server is about to choose from the offer.
    Negotiate "protocol.state.negotiate";
    /// The server is about to send ServerHello.
    SendServerHello "protocol.state.send_server_hello";
    /// The server is about to send CertificateRequest.
    SendCertificateRequest "protocol.state.send_certificate_request";
    /// The server is about to send ServerHelloDone.
    SendServerHelloDone "protocol.state.send_server_hello_done";
    /// The server is about to decide about a client that sent no certificate.
    CheckNoCertificate "protocol.state.check_no_certificate";
    /// The server waits for ClientKeyExchange.
    ExpectClientKeyExchange "protocol.state.expect_client_key_exchange";
    /// The server waits for CertificateVerify.
    ExpectCertificateVerify "protocol.state.expect_certificate_verify";
    /// The server is about to check the client's certificate.
    CheckClientCertificate "protocol.state.check_client_certificate";
    /// The server is about to check the client's signature.
    CheckCertificateVerify "protocol.state.check_certificate_verify";
    /// The server is about to decrypt the pre-master secret.
    DecryptPreMasterSecret "protocol.state.decrypt_pre_master_secret";
    /// Either side is about to derive the master secret.
    DeriveMasterSecret "protocol.state.derive_master_secret";
    /// Either side is about to expand the key block.
    ExpandKeyBlock "protocol.state.expand_key_block";
    /// Either side is about to send ChangeCipherSpec.
    SendChangeCipherSpec "protocol.state.send_change_cipher_spec";
    /// Either side is about to compute its verify_data.
    ComputeVerifyData "protocol.state.compute_verify_data";
    /// Either side is about to protect its Finished.
    ProtectFinished "protocol.state.protect_finished";
    /// Either side is about to send Finished.
    SendFinished "protocol.state.send_finished";
    /// The client waits for NewSessionTicket.
    ExpectNewSessionTicket "protocol.state.expect_new_session_ticket";
    /// The server is about to send NewSessionTicket.
    SendNewSessionTicket "protocol.state.send_new_session_ticket";
    /// Either side waits for the peer's ChangeCipherSpec.
    ExpectChangeCipherSpec "protocol.state.expect_change_cipher_spec";
    /// Either side waits for Finished.
    ExpectFinished "protocol.state.expect_finished";
    /// Either side is about to check the peer's Finished.
    CheckFinished "protocol.state.check_finished";
    /// The handshake is complete: data goes both ways.
    Open "protocol.state.open";
    /// A protected record of application data is about to be sent.
    SendApplicationData "protocol.state.send_application_data";
    /// A record of application data is about to be decrypted.
    OpenApplicationData "protocol.state.open_application_data";
    /// close_notify was sent, the peer's has not come.
    ExpectCloseNotify "protocol.state.expect_close_notify";
    /// The peer's close_notify came, the answer has not been sent.
    SendCloseNotify "protocol.state.send_close_notify";
    /// A fatal alert is about to be sent.
    SendAlert "protocol.state.send_alert";
    /// The connection failed.
    Failed "protocol.state.failed";
    /// The connection was closed in order.
    Closed "protocol.state.closed";
    /// An attacker sends the messages of a recording.
    Replay "protocol.state.replay";
    /// An attacker has come to the end of a recording.
    Stopped "protocol.state.stopped";
}

impl StateId {
    /// Whether the handshake is complete and the connection has neither failed nor closed.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Open
                | Self::SendApplicationData
                | Self::OpenApplicationData
                | Self::ExpectCloseNotify
                | Self::SendCloseNotify
        )
    }
}
