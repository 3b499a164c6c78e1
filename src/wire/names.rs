//! The numbers that TLS gives names to: versions, content types, handshake types, suites and
//! the code points of extensions. Every enum keeps the values it does not know.

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

            /// The name as the RFC or the IANA registry spells it; `None` for an unknown value.
            pub const fn name(self) -> Option<&'static str> {
                match self { $(Self::$variant => Some($text),)* Self::Unknown(_) => None }
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
        NewSessionTicket = 0x04 => "new_session_ticket",
        Certificate = 0x0b => "certificate",
        ServerKeyExchange = 0x0c => "server_key_exchange",
        CertificateRequest = 0x0d => "certificate_request",
        ServerHelloDone = 0x0e => "server_hello_done",
        CertificateVerify = 0x0f => "certificate_verify",
        ClientKeyExchange = 0x10 => "client_key_exchange",
        Finished = 0x14 => "finished",
        CertificateStatus = 0x16 => "certificate_status",
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
    /// `CipherSuite`: the ones a peer is likely to offer, by their IANA names. The parameters
    /// of those that premaster runs are in `protocol::SUITES`.
    CipherSuite: u16 {
        TlsNullWithNullNull = 0x0000 => "TLS_NULL_WITH_NULL_NULL",
        TlsRsaWithNullMd5 = 0x0001 => "TLS_RSA_WITH_NULL_MD5",
        TlsRsaWithNullSha = 0x0002 => "TLS_RSA_WITH_NULL_SHA",
        TlsRsaExportWithRc440Md5 = 0x0003 => "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
        TlsRsaWithRc4128Md5 = 0x0004 => "TLS_RSA_WITH_RC4_128_MD5",
        TlsRsaWithRc4128Sha = 0x0005 => "TLS_RSA_WITH_RC4_128_SHA",
        TlsRsaWithDesCbcSha = 0x0009 => "TLS_RSA_WITH_DES_CBC_SHA",
        TlsRsaWith3desEdeCbcSha = 0x000a => "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        TlsDheRsaWith3desEdeCbcSha = 0x0016 => "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA",
        TlsRsaWithAes128CbcSha = 0x002f => "TLS_RSA_WITH_AES_128_CBC_SHA",
        TlsDheDssWithAes128CbcSha = 0x0032 => "TLS_DHE_DSS_WITH_AES_128_CBC_SHA",
        TlsDheRsaWithAes128CbcSha = 0x0033 => "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
        TlsRsaWithAes256CbcSha = 0x0035 => "TLS_RSA_WITH_AES_256_CBC_SHA",
        TlsDheDssWithAes256CbcSha = 0x0038 => "TLS_DHE_DSS_WITH_AES_256_CBC_SHA",
        TlsDheRsaWithAes256CbcSha = 0x0039 => "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
        TlsRsaWithNullSha256 = 0x003b => "TLS_RSA_WITH_NULL_SHA256",
        TlsRsaWithAes128CbcSha256 = 0x003c => "TLS_RSA_WITH_AES_128_CBC_SHA256",
        TlsRsaWithAes256CbcSha256 = 0x003d => "TLS_RSA_WITH_AES_256_CBC_SHA256",
        TlsRsaWithCamellia128CbcSha = 0x0041 => "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA",
        TlsDheRsaWithCamellia128CbcSha = 0x0045 => "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA",
        TlsDheRsaWithAes128CbcSha256 = 0x0067 => "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
        TlsDheRsaWithAes256CbcSha256 = 0x006b => "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
        TlsRsaWithCamellia256CbcSha = 0x0084 => "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA",
        TlsDheRsaWithCamellia256CbcSha = 0x0088 => "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA",
        TlsRsaWithSeedCbcSha = 0x0096 => "TLS_RSA_WITH_SEED_CBC_SHA",
        TlsRsaWithAes128GcmSha256 = 0x009c => "TLS_RSA_WITH_AES_128_GCM_SHA256",
        TlsRsaWithAes256GcmSha384 = 0x009d => "TLS_RSA_WITH_AES_256_GCM_SHA384",
        TlsDheRsaWithAes128GcmSha256 = 0x009e => "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
        TlsDheRsaWithAes256GcmSha384 = 0x009f => "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        TlsRsaWithCamellia128CbcSha256 = 0x00ba => "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256",
        TlsRsaWithCamellia256CbcSha256 = 0x00c0 => "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256",
        TlsEmptyRenegotiationInfoScsv = 0x00ff => "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
        TlsAes128GcmSha256 = 0x1301 => "TLS_AES_128_GCM_SHA256",
        TlsAes256GcmSha384 = 0x1302 => "TLS_AES_256_GCM_SHA384",
        TlsChacha20Poly1305Sha256 = 0x1303 => "TLS_CHACHA20_POLY1305_SHA256",
        TlsAes128CcmSha256 = 0x1304 => "TLS_AES_128_CCM_SHA256",
        TlsFallbackScsv = 0x5600 => "TLS_FALLBACK_SCSV",
        TlsEcdheEcdsaWith3desEdeCbcSha = 0xc008 => "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA",
        TlsEcdheEcdsaWithAes128CbcSha = 0xc009 => "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        TlsEcdheEcdsaWithAes256CbcSha = 0xc00a => "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        TlsEcdheRsaWith3desEdeCbcSha = 0xc012 => "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
        TlsEcdheRsaWithAes128CbcSha = 0xc013 => "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        TlsEcdheRsaWithAes256CbcSha = 0xc014 => "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        TlsEcdheEcdsaWithAes128CbcSha256 = 0xc023 => "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        TlsEcdheEcdsaWithAes256CbcSha384 = 0xc024 => "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
        TlsEcdheRsaWithAes128CbcSha256 = 0xc027 => "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        TlsEcdheRsaWithAes256CbcSha384 = 0xc028 => "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        TlsEcdheEcdsaWithAes128GcmSha256 = 0xc02b => "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        TlsEcdheEcdsaWithAes256GcmSha384 = 0xc02c => "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        TlsEcdheRsaWithAes128GcmSha256 = 0xc02f => "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        TlsEcdheRsaWithAes256GcmSha384 = 0xc030 => "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        TlsRsaWithAes128Ccm = 0xc09c => "TLS_RSA_WITH_AES_128_CCM",
        TlsRsaWithAes256Ccm = 0xc09d => "TLS_RSA_WITH_AES_256_CCM",
        TlsEcdheRsaWithChacha20Poly1305Sha256 = 0xcca8 => "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        TlsEcdheEcdsaWithChacha20Poly1305Sha256 = 0xcca9 => "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        TlsDheRsaWithChacha20Poly1305Sha256 = 0xccaa => "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    }
}

code_points! {
    /// `ExtensionType` (RFC 5246 §7.4.1.4 and IANA).
    ExtensionType: u16 {
        ServerName = 0x0000 => "server_name",
        MaxFragmentLength = 0x0001 => "max_fragment_length",
        StatusRequest = 0x0005 => "status_request",
        SupportedGroups = 0x000a => "supported_groups",
        EcPointFormats = 0x000b => "ec_point_formats",
        SignatureAlgorithms = 0x000d => "signature_algorithms",
        UseSrtp = 0x000e => "use_srtp",
        Heartbeat = 0x000f => "heartbeat",
        ApplicationLayerProtocolNegotiation = 0x0010 => "application_layer_protocol_negotiation",
        SignedCertificateTimestamp = 0x0012 => "signed_certificate_timestamp",
        Padding = 0x0015 => "padding",
        EncryptThenMac = 0x0016 => "encrypt_then_mac",
        ExtendedMasterSecret = 0x0017 => "extended_master_secret",
        CompressCertificate = 0x001b => "compress_certificate",
        SessionTicket = 0x0023 => "session_ticket",
        PreSharedKey = 0x0029 => "pre_shared_key",
        EarlyData = 0x002a => "early_data",
        SupportedVersions = 0x002b => "supported_versions",
        Cookie = 0x002c => "cookie",
        PskKeyExchangeModes = 0x002d => "psk_key_exchange_modes",
        CertificateAuthorities = 0x002f => "certificate_authorities",
        PostHandshakeAuth = 0x0031 => "post_handshake_auth",
        SignatureAlgorithmsCert = 0x0032 => "signature_algorithms_cert",
        KeyShare = 0x0033 => "key_share",
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
        RsaPkcs1Sha384 = 0x0501 => "rsa_pkcs1_sha384",
        DsaSha384 = 0x0502 => "dsa_sha384",
        EcdsaSecp384r1Sha384 = 0x0503 => "ecdsa_secp384r1_sha384",
        RsaPkcs1Sha512 = 0x0601 => "rsa_pkcs1_sha512",
        DsaSha512 = 0x0602 => "dsa_sha512",
        EcdsaSecp521r1Sha512 = 0x0603 => "ecdsa_secp521r1_sha512",
        RsaPssRsaeSha256 = 0x0804 => "rsa_pss_rsae_sha256",
        RsaPssRsaeSha384 = 0x0805 => "rsa_pss_rsae_sha384",
        RsaPssRsaeSha512 = 0x0806 => "rsa_pss_rsae_sha512",
        Ed25519 = 0x0807 => "ed25519",
        Ed448 = 0x0808 => "ed448",
        RsaPssPssSha256 = 0x0809 => "rsa_pss_pss_sha256",
        RsaPssPssSha384 = 0x080a => "rsa_pss_pss_sha384",
        RsaPssPssSha512 = 0x080b => "rsa_pss_pss_sha512",
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
        Secp256r1 = 0x0017 => "secp256r1",
        Secp384r1 = 0x0018 => "secp384r1",
        Secp521r1 = 0x0019 => "secp521r1",
        X25519 = 0x001d => "x25519",
        X448 = 0x001e => "x448",
        Ffdhe2048 = 0x0100 => "ffdhe2048",
        Ffdhe3072 = 0x0101 => "ffdhe3072",
        Ffdhe4096 = 0x0102 => "ffdhe4096",
        Ffdhe6144 = 0x0103 => "ffdhe6144",
        Ffdhe8192 = 0x0104 => "ffdhe8192",
        X25519MlKem768 = 0x11ec => "X25519MLKEM768",
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
        EcdsaSign = 0x40 => "ecdsa_sign",
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
