//! The states of an endpoint's machine by name, for readers and for the code that drives one.

macro_rules! states {
    ($($(#[$doc:meta])* $state:ident $words:literal;)*) => {
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
                    $(Self::$state => $words,)*
                }
            }
        }
    };
}

states! {
    /// The client is about to generate its random.
    DrawRandom "waits to draw its random";
    /// The client is about to send ClientHello.
    SendClientHello "waits to send ClientHello";
    /// The client waits for ServerHello.
    ExpectServerHello "waits for ServerHello";
    /// Either side waits for the peer's Certificate.
    ExpectCertificate "waits for Certificate";
    /// The client waits for ServerHelloDone.
    ExpectServerHelloDone "waits for ServerHelloDone";
    /// The client is about to check the server's certificate.
    CheckCertificate "waits to check the certificate";
    /// Either side is about to send Certificate.
    SendCertificate "waits to send Certificate";
    /// The client is about to generate the pre-master secret.
    DrawPreMasterSecret "waits to draw the pre-master secret";
    /// The client is about to encrypt it.
    EncryptPreMasterSecret "waits to encrypt the pre-master";
    /// The client is about to send ClientKeyExchange.
    SendClientKeyExchange "waits to send ClientKeyExchange";
    /// The client is about to sign the handshake.
    SignHandshake "waits to sign the handshake";
    /// The client is about to send CertificateVerify.
    SendCertificateVerify "waits to send CertificateVerify";
    /// The server waits for ClientHello.
    ExpectClientHello "waits for ClientHello";
    /// The server is about to choose from the offer.
    Negotiate "waits to choose";
    /// The server is about to send ServerHello.
    SendServerHello "waits to send ServerHello";
    /// The server is about to send CertificateRequest.
    SendCertificateRequest "waits to send CertificateRequest";
    /// The server is about to send ServerHelloDone.
    SendServerHelloDone "waits to send ServerHelloDone";
    /// The server is about to decide about a client that sent no certificate.
    CheckNoCertificate "waits to see what to do without a certificate";
    /// The server waits for ClientKeyExchange.
    ExpectClientKeyExchange "waits for ClientKeyExchange";
    /// The server waits for CertificateVerify.
    ExpectCertificateVerify "waits for CertificateVerify";
    /// The server is about to check the client's certificate.
    CheckClientCertificate "waits to check the client's certificate";
    /// The server is about to check the client's signature.
    CheckCertificateVerify "waits to check CertificateVerify";
    /// The server is about to decrypt the pre-master secret.
    DecryptPreMasterSecret "waits to decrypt the pre-master";
    /// Either side is about to derive the master secret.
    DeriveMasterSecret "waits to derive the master secret";
    /// Either side is about to expand the key block.
    ExpandKeyBlock "waits to expand the key block";
    /// Either side is about to send ChangeCipherSpec.
    SendChangeCipherSpec "waits to send ChangeCipherSpec";
    /// Either side is about to compute its verify_data.
    ComputeVerifyData "waits to compute verify_data";
    /// Either side is about to protect its Finished.
    ProtectFinished "waits to protect Finished";
    /// Either side is about to send Finished.
    SendFinished "waits to send Finished";
    /// Either side waits for ChangeCipherSpec.
    ExpectChangeCipherSpec "waits for ChangeCipherSpec";
    /// Either side waits for Finished.
    ExpectFinished "waits for Finished";
    /// Either side is about to check the peer's Finished.
    CheckFinished "waits to check Finished";
    /// The handshake is complete: data goes both ways.
    Open "sends and takes data";
    /// A protected record of application data is about to be sent.
    SendApplicationData "waits to send data";
    /// A record of application data is about to be decrypted.
    OpenApplicationData "is opening a record";
    /// close_notify was sent, the peer's has not come.
    ExpectCloseNotify "waits for close_notify";
    /// The peer's close_notify came, the answer has not been sent.
    SendCloseNotify "waits to send close_notify";
    /// A fatal alert is about to be sent.
    SendAlert "waits to send an alert";
    /// The connection failed.
    Failed "has given up";
    /// The connection was closed in order.
    Closed "has closed";
    /// An attacker sends the messages of a recording.
    Replay "replays a recording";
    /// An attacker has come to the end of a recording.
    Stopped "has stopped";
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
