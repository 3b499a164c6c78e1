//! The numbers that TLS gives names to: versions, content types, handshake types and the code points of
//! extensions. Every enum keeps the values it does not know. Cipher suites are in
//! [`suite`](super::suite).

/// The name of the 16-bit values that RFC 8701 §2 reserves for clients that want to find out whether a server
/// ignores what it does not know: both bytes are the same and end in the digit a.
pub const fn grease(code: u16) -> Option<&'static str> {
    let [high, low] = code.to_be_bytes();
    match high == low && low & 0x0f == 0x0a {
        true => Some("GREASE"),
        false => None,
    }
}

/// Declares an enum over the code points of one RFC table. Unknown values are kept as they came.
macro_rules! code_points {
    ($(#[$doc:meta])* $name:ident: $repr:ty { $($variant:ident = $value:literal => $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`, ", stringify!($value))] $variant,)*
            /// A value without a name here, as it came.
            Unknown($repr),
        }

        impl $name {
            /// The code point on the wire.
            pub const fn code(self) -> $repr {
                match self { $(Self::$variant => $value,)* Self::Unknown(value) => value }
            }

            /// The enum value of a code point; total, because unknown values are kept.
            pub const fn of(code: $repr) -> Self {
                match code { $($value => Self::$variant,)* value => Self::Unknown(value) }
            }

            /// The name as the RFC or the IANA registry spells it, `GREASE` for a value that RFC 8701
            /// reserves; `None` for an unknown value.
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($text),)*
                    Self::Unknown(value) => $crate::wire::names::grease(value as u16),
                }
            }

            /// The name and the code point: `handshake (0x16)`, or `unknown (0x99)`.
            pub fn with_code(self) -> String {
                match self.name() {
                    Some(name) => {
                        let width = 2 * std::mem::size_of::<$repr>();
                        format!("{name} (0x{:0width$x})", self.code())
                    }
                    None => self.to_string(),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => write!(
                        f,
                        "unknown (0x{:0width$x})",
                        self.code(),
                        width = 2 * std::mem::size_of::<$repr>()
                    ),
                }
            }
        }
    };
}
pub(crate) use code_points;

code_points! {
    /// `ProtocolVersion` as a 16-bit number: major in the high byte, minor in the low one
    /// (RFC 5246 §6.2.1).
    ProtocolVersion: u16 {
        Ssl30 = 0x0300 => "SSL 3.0",
        Tls10 = 0x0301 => "TLS 1.0",
        Tls11 = 0x0302 => "TLS 1.1",
        Tls12 = 0x0303 => "TLS 1.2",
        Tls13 = 0x0304 => "TLS 1.3",
    }
}

impl ProtocolVersion {
    /// Major and minor as the two bytes on the wire.
    pub const fn bytes(self) -> [u8; 2] {
        self.code().to_be_bytes()
    }
}

code_points! {
    /// `ContentType` of a record (RFC 5246 §6.2.1).
    ContentType: u8 {
        ChangeCipherSpec = 0x14 => "change_cipher_spec",
        Alert = 0x15 => "alert",
        Handshake = 0x16 => "handshake",
        ApplicationData = 0x17 => "application_data",
    }
}

code_points! {
    /// `HandshakeType` of a handshake message (RFC 5246 §7.4, and IANA for later ones).
    HandshakeType: u8 {
        HelloRequest = 0x00 => "hello_request",
        ClientHello = 0x01 => "client_hello",
        ServerHello = 0x02 => "server_hello",
        HelloVerifyRequest = 0x03 => "hello_verify_request",
        NewSessionTicket = 0x04 => "new_session_ticket",
        EndOfEarlyData = 0x05 => "end_of_early_data",
        HelloRetryRequest = 0x06 => "hello_retry_request",
        EncryptedExtensions = 0x08 => "encrypted_extensions",
        RequestConnectionId = 0x09 => "request_connection_id",
        NewConnectionId = 0x0a => "new_connection_id",
        Certificate = 0x0b => "certificate",
        ServerKeyExchange = 0x0c => "server_key_exchange",
        CertificateRequest = 0x0d => "certificate_request",
        ServerHelloDone = 0x0e => "server_hello_done",
        CertificateVerify = 0x0f => "certificate_verify",
        ClientKeyExchange = 0x10 => "client_key_exchange",
        ClientCertificateRequest = 0x11 => "client_certificate_request",
        Finished = 0x14 => "finished",
        CertificateUrl = 0x15 => "certificate_url",
        CertificateStatus = 0x16 => "certificate_status",
        SupplementalData = 0x17 => "supplemental_data",
        KeyUpdate = 0x18 => "key_update",
        CompressedCertificate = 0x19 => "compressed_certificate",
        EktKey = 0x1a => "ekt_key",
        MessageHash = 0xfe => "message_hash",
    }
}

impl HandshakeType {
    /// The message's name as RFC 5246 writes it in its flow charts: `ClientHello`.
    pub const fn message_name(self) -> &'static str {
        match self {
            Self::HelloRequest => "HelloRequest",
            Self::ClientHello => "ClientHello",
            Self::ServerHello => "ServerHello",
            Self::NewSessionTicket => "NewSessionTicket",
            Self::Certificate => "Certificate",
            Self::ServerKeyExchange => "ServerKeyExchange",
            Self::CertificateRequest => "CertificateRequest",
            Self::ServerHelloDone => "ServerHelloDone",
            Self::CertificateVerify => "CertificateVerify",
            Self::ClientKeyExchange => "ClientKeyExchange",
            Self::Finished => "Finished",
            Self::CertificateStatus => "CertificateStatus",
            Self::HelloVerifyRequest => "HelloVerifyRequest",
            Self::EndOfEarlyData => "EndOfEarlyData",
            Self::HelloRetryRequest => "HelloRetryRequest",
            Self::EncryptedExtensions => "EncryptedExtensions",
            Self::RequestConnectionId => "RequestConnectionId",
            Self::NewConnectionId => "NewConnectionId",
            Self::ClientCertificateRequest => "ClientCertificateRequest",
            Self::CertificateUrl => "CertificateURL",
            Self::SupplementalData => "SupplementalData",
            Self::KeyUpdate => "KeyUpdate",
            Self::CompressedCertificate => "CompressedCertificate",
            Self::EktKey => "EKTKey",
            Self::MessageHash => "message_hash",
            Self::Unknown(_) => "Handshake",
        }
    }
}

code_points! {
    /// `CompressionMethod` (RFC 5246 §6.1, RFC 3749).
    CompressionMethod: u8 {
        Null = 0x00 => "null",
        Deflate = 0x01 => "DEFLATE",
    }
}

code_points! {
    /// `ExtensionType` (RFC 5246 §7.4.1.4 and IANA).
    ExtensionType: u16 {
        ServerName = 0x0000 => "server_name",
        MaxFragmentLength = 0x0001 => "max_fragment_length",
        ClientCertificateUrl = 0x0002 => "client_certificate_url",
        TrustedCaKeys = 0x0003 => "trusted_ca_keys",
        TruncatedHmac = 0x0004 => "truncated_hmac",
        StatusRequest = 0x0005 => "status_request",
        UserMapping = 0x0006 => "user_mapping",
        ClientAuthz = 0x0007 => "client_authz",
        ServerAuthz = 0x0008 => "server_authz",
        CertType = 0x0009 => "cert_type",
        SupportedGroups = 0x000a => "supported_groups",
        EcPointFormats = 0x000b => "ec_point_formats",
        Srp = 0x000c => "srp",
        SignatureAlgorithms = 0x000d => "signature_algorithms",
        UseSrtp = 0x000e => "use_srtp",
        Heartbeat = 0x000f => "heartbeat",
        ApplicationLayerProtocolNegotiation = 0x0010 => "application_layer_protocol_negotiation",
        StatusRequestV2 = 0x0011 => "status_request_v2",
        SignedCertificateTimestamp = 0x0012 => "signed_certificate_timestamp",
        ClientCertificateType = 0x0013 => "client_certificate_type",
        ServerCertificateType = 0x0014 => "server_certificate_type",
        Padding = 0x0015 => "padding",
        EncryptThenMac = 0x0016 => "encrypt_then_mac",
        ExtendedMasterSecret = 0x0017 => "extended_master_secret",
        TokenBinding = 0x0018 => "token_binding",
        CachedInfo = 0x0019 => "cached_info",
        TlsLts = 0x001a => "tls_lts",
        CompressCertificate = 0x001b => "compress_certificate",
        RecordSizeLimit = 0x001c => "record_size_limit",
        PwdProtect = 0x001d => "pwd_protect",
        PwdClear = 0x001e => "pwd_clear",
        PasswordSalt = 0x001f => "password_salt",
        TicketPinning = 0x0020 => "ticket_pinning",
        TlsCertWithExternPsk = 0x0021 => "tls_cert_with_extern_psk",
        DelegatedCredential = 0x0022 => "delegated_credential",
        SessionTicket = 0x0023 => "session_ticket",
        Tlmsp = 0x0024 => "TLMSP",
        TlmspProxying = 0x0025 => "TLMSP_proxying",
        TlmspDelegate = 0x0026 => "TLMSP_delegate",
        SupportedEktCiphers = 0x0027 => "supported_ekt_ciphers",
        PreSharedKey = 0x0029 => "pre_shared_key",
        EarlyData = 0x002a => "early_data",
        SupportedVersions = 0x002b => "supported_versions",
        Cookie = 0x002c => "cookie",
        PskKeyExchangeModes = 0x002d => "psk_key_exchange_modes",
        CertificateAuthorities = 0x002f => "certificate_authorities",
        OidFilters = 0x0030 => "oid_filters",
        PostHandshakeAuth = 0x0031 => "post_handshake_auth",
        SignatureAlgorithmsCert = 0x0032 => "signature_algorithms_cert",
        KeyShare = 0x0033 => "key_share",
        TransparencyInfo = 0x0034 => "transparency_info",
        OldConnectionId = 0x0035 => "connection_id (deprecated)",
        ConnectionId = 0x0036 => "connection_id",
        ExternalIdHash = 0x0037 => "external_id_hash",
        ExternalSessionId = 0x0038 => "external_session_id",
        QuicTransportParameters = 0x0039 => "quic_transport_parameters",
        TicketRequest = 0x003a => "ticket_request",
        DnssecChain = 0x003b => "dnssec_chain",
        SequenceNumberEncryptionAlgorithms = 0x003c => "sequence_number_encryption_algorithms",
        Rrc = 0x003d => "rrc",
        TlsFlags = 0x003e => "tls_flags",
        NextProtocolNegotiation = 0x3374 => "next_protocol_negotiation",
        OldApplicationSettings = 0x4469 => "application_settings (old)",
        ApplicationSettings = 0x44cd => "application_settings",
        EchOuterExtensions = 0xfd00 => "ech_outer_extensions",
        EncryptedClientHello = 0xfe0d => "encrypted_client_hello",
        RenegotiationInfo = 0xff01 => "renegotiation_info",
    }
}

code_points! {
    /// `SignatureAndHashAlgorithm` as one 16-bit number: hash in the high byte, signature in the
    /// low one (RFC 5246 §7.4.1.4.1), with the names TLS 1.3 gave to the same code points.
    SignatureAlgorithm: u16 {
        RsaPkcs1Md5 = 0x0101 => "rsa_pkcs1_md5",
        RsaPkcs1Sha1 = 0x0201 => "rsa_pkcs1_sha1",
        DsaSha1 = 0x0202 => "dsa_sha1",
        EcdsaSha1 = 0x0203 => "ecdsa_sha1",
        RsaPkcs1Sha224 = 0x0301 => "rsa_pkcs1_sha224",
        DsaSha224 = 0x0302 => "dsa_sha224",
        EcdsaSha224 = 0x0303 => "ecdsa_sha224",
        RsaPkcs1Sha256 = 0x0401 => "rsa_pkcs1_sha256",
        DsaSha256 = 0x0402 => "dsa_sha256",
        EcdsaSecp256r1Sha256 = 0x0403 => "ecdsa_secp256r1_sha256",
        RsaPkcs1Sha256Legacy = 0x0420 => "rsa_pkcs1_sha256_legacy",
        RsaPkcs1Sha384 = 0x0501 => "rsa_pkcs1_sha384",
        DsaSha384 = 0x0502 => "dsa_sha384",
        EcdsaSecp384r1Sha384 = 0x0503 => "ecdsa_secp384r1_sha384",
        RsaPkcs1Sha384Legacy = 0x0520 => "rsa_pkcs1_sha384_legacy",
        RsaPkcs1Sha512 = 0x0601 => "rsa_pkcs1_sha512",
        DsaSha512 = 0x0602 => "dsa_sha512",
        EcdsaSecp521r1Sha512 = 0x0603 => "ecdsa_secp521r1_sha512",
        RsaPkcs1Sha512Legacy = 0x0620 => "rsa_pkcs1_sha512_legacy",
        EccsiSha256 = 0x0704 => "eccsi_sha256",
        IsoIbs1 = 0x0705 => "iso_ibs1",
        IsoIbs2 = 0x0706 => "iso_ibs2",
        IsoChineseIbs = 0x0707 => "iso_chinese_ibs",
        Sm2sigSm3 = 0x0708 => "sm2sig_sm3",
        Gostr34102012256a = 0x0709 => "gostr34102012_256a",
        Gostr34102012256b = 0x070a => "gostr34102012_256b",
        Gostr34102012256c = 0x070b => "gostr34102012_256c",
        Gostr34102012256d = 0x070c => "gostr34102012_256d",
        Gostr34102012512a = 0x070d => "gostr34102012_512a",
        Gostr34102012512b = 0x070e => "gostr34102012_512b",
        Gostr34102012512c = 0x070f => "gostr34102012_512c",
        RsaPssRsaeSha256 = 0x0804 => "rsa_pss_rsae_sha256",
        RsaPssRsaeSha384 = 0x0805 => "rsa_pss_rsae_sha384",
        RsaPssRsaeSha512 = 0x0806 => "rsa_pss_rsae_sha512",
        Ed25519 = 0x0807 => "ed25519",
        Ed448 = 0x0808 => "ed448",
        RsaPssPssSha256 = 0x0809 => "rsa_pss_pss_sha256",
        RsaPssPssSha384 = 0x080a => "rsa_pss_pss_sha384",
        RsaPssPssSha512 = 0x080b => "rsa_pss_pss_sha512",
        EcdsaBrainpoolP256r1tls13Sha256 = 0x081a => "ecdsa_brainpoolP256r1tls13_sha256",
        EcdsaBrainpoolP384r1tls13Sha384 = 0x081b => "ecdsa_brainpoolP384r1tls13_sha384",
        EcdsaBrainpoolP512r1tls13Sha512 = 0x081c => "ecdsa_brainpoolP512r1tls13_sha512",
        Mldsa44 = 0x0904 => "mldsa44",
        Mldsa65 = 0x0905 => "mldsa65",
        Mldsa87 = 0x0906 => "mldsa87",
    }
}

impl SignatureAlgorithm {
    /// The hash and the signature algorithm that the two bytes name, as RFC 5246 §7.4.1.4.1 spells
    /// them; `None` where it has no names for them, as for PSS.
    pub fn hash_and_signature(self) -> Option<(&'static str, &'static str)> {
        const HASHES: [&str; 6] = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];
        const SIGNATURES: [&str; 3] = ["rsa", "dsa", "ecdsa"];
        // both enumerations begin with "none" or "anonymous", which is zero
        let [hash, signature] = self.code().to_be_bytes().map(usize::from);
        let hash = HASHES.get(hash.checked_sub(1)?)?;
        let signature = SIGNATURES.get(signature.checked_sub(1)?)?;
        Some((*hash, *signature))
    }
}

code_points! {
    /// `NamedGroup` of supported_groups (RFC 8446 §4.2.7, RFC 7919, IANA). RFC 8422 §5.1.1 calls it
    /// `NamedCurve`.
    NamedGroup: u16 {
        Sect163k1 = 0x0001 => "sect163k1",
        Sect163r1 = 0x0002 => "sect163r1",
        Sect163r2 = 0x0003 => "sect163r2",
        Sect193r1 = 0x0004 => "sect193r1",
        Sect193r2 = 0x0005 => "sect193r2",
        Sect233k1 = 0x0006 => "sect233k1",
        Sect233r1 = 0x0007 => "sect233r1",
        Sect239k1 = 0x0008 => "sect239k1",
        Sect283k1 = 0x0009 => "sect283k1",
        Sect283r1 = 0x000a => "sect283r1",
        Sect409k1 = 0x000b => "sect409k1",
        Sect409r1 = 0x000c => "sect409r1",
        Sect571k1 = 0x000d => "sect571k1",
        Sect571r1 = 0x000e => "sect571r1",
        Secp160k1 = 0x000f => "secp160k1",
        Secp160r1 = 0x0010 => "secp160r1",
        Secp160r2 = 0x0011 => "secp160r2",
        Secp192k1 = 0x0012 => "secp192k1",
        Secp192r1 = 0x0013 => "secp192r1",
        Secp224k1 = 0x0014 => "secp224k1",
        Secp224r1 = 0x0015 => "secp224r1",
        Secp256k1 = 0x0016 => "secp256k1",
        Secp256r1 = 0x0017 => "secp256r1",
        Secp384r1 = 0x0018 => "secp384r1",
        Secp521r1 = 0x0019 => "secp521r1",
        BrainpoolP256r1 = 0x001a => "brainpoolP256r1",
        BrainpoolP384r1 = 0x001b => "brainpoolP384r1",
        BrainpoolP512r1 = 0x001c => "brainpoolP512r1",
        X25519 = 0x001d => "x25519",
        X448 = 0x001e => "x448",
        BrainpoolP256r1tls13 = 0x001f => "brainpoolP256r1tls13",
        BrainpoolP384r1tls13 = 0x0020 => "brainpoolP384r1tls13",
        BrainpoolP512r1tls13 = 0x0021 => "brainpoolP512r1tls13",
        Gc256a = 0x0022 => "GC256A",
        Gc256b = 0x0023 => "GC256B",
        Gc256c = 0x0024 => "GC256C",
        Gc256d = 0x0025 => "GC256D",
        Gc512a = 0x0026 => "GC512A",
        Gc512b = 0x0027 => "GC512B",
        Gc512c = 0x0028 => "GC512C",
        CurveSM2 = 0x0029 => "curveSM2",
        Ffdhe2048 = 0x0100 => "ffdhe2048",
        Ffdhe3072 = 0x0101 => "ffdhe3072",
        Ffdhe4096 = 0x0102 => "ffdhe4096",
        Ffdhe6144 = 0x0103 => "ffdhe6144",
        Ffdhe8192 = 0x0104 => "ffdhe8192",
        MlKem512 = 0x0200 => "MLKEM512",
        MlKem768 = 0x0201 => "MLKEM768",
        MlKem1024 = 0x0202 => "MLKEM1024",
        SecP256r1MlKem768 = 0x11eb => "SecP256r1MLKEM768",
        X25519MlKem768 = 0x11ec => "X25519MLKEM768",
        SecP384r1MlKem1024 = 0x11ed => "SecP384r1MLKEM1024",
        CurveSm2MlKem768 = 0x11ee => "curveSM2MLKEM768",
        X25519Kyber768Draft00 = 0x6399 => "X25519Kyber768Draft00",
        SecP256r1Kyber768Draft00 = 0x639a => "SecP256r1Kyber768Draft00",
        ArbitraryExplicitPrimeCurves = 0xff01 => "arbitrary_explicit_prime_curves",
        ArbitraryExplicitChar2Curves = 0xff02 => "arbitrary_explicit_char2_curves",
    }
}

code_points! {
    /// `ECPointFormat` (RFC 8422 §5.1.2).
    EcPointFormat: u8 {
        Uncompressed = 0x00 => "uncompressed",
        AnsiX962CompressedPrime = 0x01 => "ansiX962_compressed_prime",
        AnsiX962CompressedChar2 = 0x02 => "ansiX962_compressed_char2",
    }
}

code_points! {
    /// `NameType` of server_name (RFC 6066 §3).
    NameType: u8 {
        HostName = 0x00 => "host_name",
    }
}

code_points! {
    /// `ClientCertificateType` of CertificateRequest (RFC 5246 §7.4.4, RFC 8422 §5.5).
    ClientCertificateType: u8 {
        RsaSign = 0x01 => "rsa_sign",
        DssSign = 0x02 => "dss_sign",
        RsaFixedDh = 0x03 => "rsa_fixed_dh",
        DssFixedDh = 0x04 => "dss_fixed_dh",
        RsaEphemeralDh = 0x05 => "rsa_ephemeral_dh",
        DssEphemeralDh = 0x06 => "dss_ephemeral_dh",
        FortezzaDms = 0x14 => "fortezza_dms",
        EcdsaSign = 0x40 => "ecdsa_sign",
        RsaFixedEcdh = 0x41 => "rsa_fixed_ecdh",
        EcdsaFixedEcdh = 0x42 => "ecdsa_fixed_ecdh",
        GostSign256 = 0x43 => "gost_sign256",
        GostSign512 = 0x44 => "gost_sign512",
    }
}

code_points! {
    /// `ECCurveType` of ServerKeyExchange (RFC 8422 §5.4).
    EcCurveType: u8 {
        ExplicitPrime = 0x01 => "explicit_prime",
        ExplicitChar2 = 0x02 => "explicit_char2",
        NamedCurve = 0x03 => "named_curve",
    }
}

code_points! {
    /// `PskKeyExchangeMode` (RFC 8446 §4.2.9). The values that RFC 8701 §2 reserves for it have no name.
    PskKeyExchangeMode: u8 {
        PskKe = 0x00 => "psk_ke",
        PskDheKe = 0x01 => "psk_dhe_ke",
    }
}

code_points! {
    /// `CertificateStatusType` (RFC 6066 §8, RFC 6961 §2.2).
    CertificateStatusType: u8 {
        Ocsp = 0x01 => "ocsp",
        OcspMulti = 0x02 => "ocsp_multi",
    }
}

code_points! {
    /// `CertificateCompressionAlgorithm` (RFC 8879 §3).
    CertificateCompressionAlgorithm: u16 {
        Zlib = 0x0001 => "zlib",
        Brotli = 0x0002 => "brotli",
        Zstd = 0x0003 => "zstd",
    }
}

code_points! {
    /// `MaxFragmentLength` (RFC 6066 §4): the most bytes of plaintext in a record.
    MaxFragmentLength: u8 {
        TwoTo9 = 0x01 => "2^9",
        TwoTo10 = 0x02 => "2^10",
        TwoTo11 = 0x03 => "2^11",
        TwoTo12 = 0x04 => "2^12",
    }
}

code_points! {
    /// `HeartbeatMode` (RFC 6520 §2).
    HeartbeatMode: u8 {
        PeerAllowedToSend = 0x01 => "peer_allowed_to_send",
        PeerNotAllowedToSend = 0x02 => "peer_not_allowed_to_send",
    }
}

impl ExtensionType {
    /// Whether it offers a change of the protocol, so that a server that does not answer it declines something.
    pub const fn is_declined(self) -> bool {
        matches!(
            self,
            Self::EncryptThenMac
                | Self::ExtendedMasterSecret
                | Self::SessionTicket
                | Self::MaxFragmentLength
                | Self::ApplicationLayerProtocolNegotiation
                | Self::StatusRequest
                | Self::Heartbeat
                | Self::KeyShare
                | Self::PreSharedKey
                | Self::PostHandshakeAuth
                | Self::RenegotiationInfo
        )
    }
}
