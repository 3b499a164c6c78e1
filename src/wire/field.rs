//! The name of every byte: one table row for each field.
//!
//! A row gives the name as the RFC spells it, the section that defines it, and Wireshark's display
//! filter. The word `length` marks a field that says how long something else is.
//! `tests/wire/filters.rs` holds the filters to `tshark`.

macro_rules! fields {
    (@ $length:ident) => { true };
    (@) => { false };
    ($($variant:ident $($length:ident)? $key:literal $name:literal $rfc:literal $filter:expr;)*) => {
        /// What some bytes are. Each field knows its name as the RFC spells it, the section that
        /// defines it, and what Wireshark calls it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field {
            $(#[doc = concat!("`", $name, "`, ", $rfc)] $variant,)*
        }

        impl Field {
            /// Every field, in the order of the table.
            pub const ALL: &'static [Field] = &[$(Field::$variant,)*];

            /// The name in a field path, in lower case. Fields of the same name in two places, such as
            /// the `version` of a record and of a certificate, share a key.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// The name as the RFC spells it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The section that defines it, whichever side sent it.
            pub const fn rfc(self) -> &'static str {
                match self { $(Self::$variant => $rfc,)* }
            }

            /// Whether it says how long something else is: a length prefix, the header of a DER
            /// element, or padding_length.
            pub const fn is_length(self) -> bool {
                match self { $(Self::$variant => fields!(@ $($length)?),)* }
            }

            /// Wireshark's display filter for it, if there is one. It matches no empty field:
            /// [`Node::wireshark`](super::Node::wireshark) accounts for that.
            pub const fn wireshark(self) -> Option<&'static str> {
                match self { $(Self::$variant => $filter,)* }
            }
        }
    };
}

fields! {
    // variant (length) key name rfc wireshark
    // the record layer
    Record "record" "TLSPlaintext" "RFC 5246 §6.2.1" Some("tls.record");
    ProtectedRecord "protected_record" "TLSCiphertext" "RFC 5246 §6.2.3" Some("tls.record");
    ContentType "content_type" "type" "RFC 5246 §6.2.1" Some("tls.record.content_type");
    RecordVersion "version" "version" "RFC 5246 §6.2.1" Some("tls.record.version");
    RecordLength length "length" "length" "RFC 5246 §6.2.1" Some("tls.record.length");
    Fragment "fragment" "fragment" "RFC 5246 §6.2.1" None;
    GenericStreamCipher "fragment" "GenericStreamCipher" "RFC 5246 §6.2.3.1" None;
    GenericBlockCipher "fragment" "GenericBlockCipher" "RFC 5246 §6.2.3.2" None;
    Iv "iv" "IV" "RFC 5246 §6.2.3.2" None;
    Ciphertext "ciphertext" "ciphertext" "RFC 5246 §6.2.3.2" None;
    GenericAeadCipher "fragment" "GenericAEADCipher" "RFC 5246 §6.2.3.3" None;
    NonceExplicit "nonce_explicit" "nonce_explicit" "RFC 5288 §3" None;
    AeadCiphered "aead_ciphered" "aead-ciphered content" "RFC 5246 §6.2.3.3" None;
    HandshakeFragment "handshake_fragment" "part of a handshake message" "RFC 5246 §6.2.1" Some("tls.handshake.fragment");
    // the parts of a protected record once it is decrypted
    StreamCiphered "stream_ciphered" "stream-ciphered struct" "RFC 5246 §6.2.3.1" None;
    BlockCiphered "block_ciphered" "block-ciphered struct" "RFC 5246 §6.2.3.2" None;
    Mac "mac" "MAC" "RFC 5246 §6.2.3.1" None;
    Padding "padding" "padding" "RFC 5246 §6.2.3.2" None;
    PaddingLength length "padding_length" "padding_length" "RFC 5246 §6.2.3.2" None;
    // the other record protocols
    ChangeCipherSpec "change_cipher_spec" "ChangeCipherSpec" "RFC 5246 §7.1" Some("tls.change_cipher_spec");
    ChangeCipherSpecType "type" "type" "RFC 5246 §7.1" None;
    Alert "alert" "Alert" "RFC 5246 §7.2" Some("tls.alert_message");
    AlertLevel "level" "level" "RFC 5246 §7.2" Some("tls.alert_message.level");
    AlertDescription "description" "description" "RFC 5246 §7.2" Some("tls.alert_message.desc");
    ApplicationData "application_data" "application data" "RFC 5246 §10" None;
    // the handshake header
    Handshake "handshake" "Handshake" "RFC 5246 §7.4" Some("tls.handshake");
    HandshakeType "msg_type" "msg_type" "RFC 5246 §7.4" Some("tls.handshake.type");
    HandshakeLength length "length" "length" "RFC 5246 §7.4" Some("tls.handshake.length");
    // the hellos
    HelloRequest "hello_request" "HelloRequest" "RFC 5246 §7.4.1.1" None;
    ClientHello "client_hello" "ClientHello" "RFC 5246 §7.4.1.2" None;
    ServerHello "server_hello" "ServerHello" "RFC 5246 §7.4.1.3" None;
    ClientVersion "client_version" "client_version" "RFC 5246 §7.4.1.2" Some("tls.handshake.version");
    ServerVersion "server_version" "server_version" "RFC 5246 §7.4.1.3" Some("tls.handshake.version");
    Random "random" "Random" "RFC 5246 §7.4.1.2" Some("tls.handshake.random");
    GmtUnixTime "gmt_unix_time" "gmt_unix_time" "RFC 5246 §7.4.1.2" Some("tls.handshake.random_time");
    RandomBytes "random_bytes" "random_bytes" "RFC 5246 §7.4.1.2" Some("tls.handshake.random_bytes");
    SessionIdLength length "session_id_length" "length of session_id" "RFC 5246 §7.4.1.2" Some("tls.handshake.session_id_length");
    SessionId "session_id" "session_id" "RFC 5246 §7.4.1.2" Some("tls.handshake.session_id");
    CipherSuitesLength length "cipher_suites_length" "length of cipher_suites" "RFC 5246 §7.4.1.2" Some("tls.handshake.cipher_suites_length");
    CipherSuites "cipher_suites" "cipher_suites" "RFC 5246 §7.4.1.2" Some("tls.handshake.ciphersuites");
    CipherSuite "cipher_suite" "CipherSuite" "RFC 5246 §7.4.1.2" Some("tls.handshake.ciphersuite");
    CompressionMethodsLength length "compression_methods_length" "length of compression_methods" "RFC 5246 §7.4.1.2" Some("tls.handshake.comp_methods_length");
    CompressionMethods "compression_methods" "compression_methods" "RFC 5246 §7.4.1.2" Some("tls.handshake.comp_methods");
    CompressionMethod "compression_method" "CompressionMethod" "RFC 5246 §7.4.1.2" Some("tls.handshake.comp_method");
    // extensions
    ExtensionsLength length "extensions_length" "length of extensions" "RFC 5246 §7.4.1.4" Some("tls.handshake.extensions_length");
    Extensions "extensions" "extensions" "RFC 5246 §7.4.1.4" None;
    Extension "extension" "Extension" "RFC 5246 §7.4.1.4" None;
    ExtensionType "extension_type" "extension_type" "RFC 5246 §7.4.1.4" Some("tls.handshake.extension.type");
    ExtensionDataLength length "extension_data_length" "length of extension_data" "RFC 5246 §7.4.1.4" Some("tls.handshake.extension.len");
    ExtensionData "extension_data" "extension_data" "RFC 5246 §7.4.1.4" None;
    ServerNameListLength length "server_name_list_length" "length of server_name_list" "RFC 6066 §3" Some("tls.handshake.extensions_server_name_list_len");
    ServerNameList "server_name_list" "server_name_list" "RFC 6066 §3" None;
    ServerName "server_name" "ServerName" "RFC 6066 §3" None;
    NameType "name_type" "name_type" "RFC 6066 §3" Some("tls.handshake.extensions_server_name_type");
    HostNameLength length "host_name_length" "length of HostName" "RFC 6066 §3" Some("tls.handshake.extensions_server_name_len");
    HostName "host_name" "HostName" "RFC 6066 §3" Some("tls.handshake.extensions_server_name");
    SignatureAlgorithmsLength length "signature_algorithms_length" "length of supported_signature_algorithms" "RFC 5246 §7.4.1.4.1" Some("tls.handshake.sig_hash_alg_len");
    SignatureAlgorithms "signature_algorithms" "supported_signature_algorithms" "RFC 5246 §7.4.1.4.1" Some("tls.handshake.sig_hash_algs");
    SignatureAlgorithm "signature_algorithm" "SignatureAndHashAlgorithm" "RFC 5246 §7.4.1.4.1" Some("tls.handshake.sig_hash_alg");
    SupportedGroupsLength length "supported_groups_length" "length of named_group_list" "RFC 8446 §4.2.7" Some("tls.handshake.extensions_supported_groups_length");
    SupportedGroups "supported_groups" "named_group_list" "RFC 8446 §4.2.7" Some("tls.handshake.extensions_supported_groups");
    NamedGroup "named_group" "NamedGroup" "RFC 8446 §4.2.7" Some("tls.handshake.extensions_supported_group");
    EcPointFormatsLength length "ec_point_formats_length" "length of ec_point_format_list" "RFC 8422 §5.1.2" Some("tls.handshake.extensions_ec_point_formats_length");
    EcPointFormats "ec_point_formats" "ec_point_format_list" "RFC 8422 §5.1.2" Some("tls.handshake.extensions_ec_point_formats");
    EcPointFormat "ec_point_format" "ECPointFormat" "RFC 8422 §5.1.2" Some("tls.handshake.extensions_ec_point_format");
    ProtocolNameListLength length "protocol_name_list_length" "length of protocol_name_list" "RFC 7301 §3.1" Some("tls.handshake.extensions_alpn_len");
    ProtocolNameList "protocol_name_list" "protocol_name_list" "RFC 7301 §3.1" Some("tls.handshake.extensions_alpn_list");
    ProtocolNameLength length "protocol_name_length" "length of ProtocolName" "RFC 7301 §3.1" Some("tls.handshake.extensions_alpn_str_len");
    ProtocolName "protocol_name" "ProtocolName" "RFC 7301 §3.1" Some("tls.handshake.extensions_alpn_str");
    SupportedVersionsLength length "supported_versions_length" "length of versions" "RFC 8446 §4.2.1" Some("tls.handshake.extensions.supported_versions_len");
    SupportedVersions "supported_versions" "versions" "RFC 8446 §4.2.1" None;
    SupportedVersion "supported_version" "ProtocolVersion" "RFC 8446 §4.2.1" Some("tls.handshake.extensions.supported_version");
    RenegotiatedConnectionLength length "renegotiated_connection_length" "length of renegotiated_connection" "RFC 5746 §3.2" Some("tls.handshake.extensions_reneg_info_len");
    RenegotiatedConnection "renegotiated_connection" "renegotiated_connection" "RFC 5746 §3.2" Some("tls.handshake.extensions_reneg_info");
    // extensions of TLS 1.3, and others that premaster does not use
    SelectedVersion "selected_version" "selected_version" "RFC 8446 §4.2.1" Some("tls.handshake.extensions.supported_version");
    KeyShareListLength length "client_shares_length" "length of client_shares" "RFC 8446 §4.2.8" Some("tls.handshake.extensions_key_share_client_length");
    KeyShareList "client_shares" "client_shares" "RFC 8446 §4.2.8" None;
    KeyShareEntry "key_share_entry" "KeyShareEntry" "RFC 8446 §4.2.8" None;
    KeyShareGroup "group" "group" "RFC 8446 §4.2.8" Some("tls.handshake.extensions_key_share_group");
    KeyExchangeLength length "key_exchange_length" "length of key_exchange" "RFC 8446 §4.2.8" Some("tls.handshake.extensions_key_share_key_exchange_length");
    KeyExchange "key_exchange" "key_exchange" "RFC 8446 §4.2.8" Some("tls.handshake.extensions_key_share_key_exchange");
    SelectedGroup "selected_group" "selected_group" "RFC 8446 §4.2.8" Some("tls.handshake.extensions_key_share_selected_group");
    PskModesLength length "ke_modes_length" "length of ke_modes" "RFC 8446 §4.2.9" Some("tls.extension.psk_ke_modes_length");
    PskModes "ke_modes" "ke_modes" "RFC 8446 §4.2.9" None;
    PskMode "psk_key_exchange_mode" "PskKeyExchangeMode" "RFC 8446 §4.2.9" Some("tls.extension.psk_ke_mode");
    PskIdentitiesLength length "identities_length" "length of identities" "RFC 8446 §4.2.11" Some("tls.handshake.extensions.psk.identities.length");
    PskIdentities "identities" "identities" "RFC 8446 §4.2.11" None;
    PskIdentity "psk_identity" "PskIdentity" "RFC 8446 §4.2.11" None;
    IdentityLength length "identity_length" "length of identity" "RFC 8446 §4.2.11" Some("tls.handshake.extensions.psk.identity.identity_length");
    Identity "identity" "identity" "RFC 8446 §4.2.11" Some("tls.handshake.extensions.psk.identity.identity");
    ObfuscatedTicketAge "obfuscated_ticket_age" "obfuscated_ticket_age" "RFC 8446 §4.2.11" Some("tls.handshake.extensions.psk.identity.obfuscated_ticket_age");
    PskBindersLength length "binders_length" "length of binders" "RFC 8446 §4.2.11" Some("tls.handshake.extensions.psk.binders_len");
    PskBinders "binders" "binders" "RFC 8446 §4.2.11" Some("tls.handshake.extensions.psk.binders");
    PskBinderLength length "binder_length" "length of PskBinderEntry" "RFC 8446 §4.2.11" None;
    PskBinder "psk_binder_entry" "PskBinderEntry" "RFC 8446 §4.2.11" None;
    SelectedIdentity "selected_identity" "selected_identity" "RFC 8446 §4.2.11" Some("tls.handshake.extensions.psk.identity.selected");
    CookieLength length "cookie_length" "length of cookie" "RFC 8446 §4.2.2" Some("tls.handshake.extensions.cookie_len");
    Cookie "cookie" "cookie" "RFC 8446 §4.2.2" Some("tls.handshake.extensions.cookie");
    StatusType "status_type" "status_type" "RFC 6066 §8" Some("tls.handshake.extensions_status_request_type");
    ResponderIdListLength length "responder_id_list_length" "length of responder_id_list" "RFC 6066 §8" Some("tls.handshake.extensions_status_request_responder_ids_len");
    ResponderIdList "responder_id_list" "responder_id_list" "RFC 6066 §8" None;
    ResponderIdLength length "responder_id_length" "length of ResponderID" "RFC 6066 §8" None;
    ResponderId "responder_id" "ResponderID" "RFC 6066 §8" None;
    RequestExtensionsLength length "request_extensions_length" "length of request_extensions" "RFC 6066 §8" Some("tls.handshake.extensions_status_request_exts_len");
    RequestExtensions "request_extensions" "request_extensions" "RFC 6066 §8" None;
    SctListLength length "sct_list_length" "length of sct_list" "RFC 6962 §3.3" Some("tls.sct.scts_length");
    SctList "sct_list" "sct_list" "RFC 6962 §3.3" None;
    SctLength length "serialized_sct_length" "length of SerializedSCT" "RFC 6962 §3.3" Some("tls.sct.sct_length");
    Sct "serialized_sct" "SerializedSCT" "RFC 6962 §3.3" None;
    SctVersion "sct_version" "sct_version" "RFC 6962 §3.2" Some("tls.sct.sct_version");
    SctLogId "log_id" "LogID" "RFC 6962 §3.2" Some("tls.sct.sct_logid");
    SctTimestamp "timestamp" "timestamp" "RFC 6962 §3.2" Some("tls.sct.sct_timestamp");
    SctExtensionsLength length "ct_extensions_length" "length of CtExtensions" "RFC 6962 §3.2" Some("tls.sct.sct_extensions_length");
    SctExtensions "ct_extensions" "CtExtensions" "RFC 6962 §3.2" Some("tls.sct.sct_extensions");
    SctSignatureLength length "sct_signature_length" "length of signature" "RFC 6962 §3.2" Some("tls.sct.sct_signature_length");
    SctSignature "sct_signature" "signature" "RFC 6962 §3.2" Some("tls.sct.sct_signature");
    MaxFragmentLength "max_fragment_length" "MaxFragmentLength" "RFC 6066 §4" Some("tls.handshake.max_fragment_length");
    HeartbeatMode "heartbeat_mode" "HeartbeatMode" "RFC 6520 §2" Some("tls.handshake.extension.heartbeat.mode");
    RecordSizeLimit "record_size_limit" "RecordSizeLimit" "RFC 8449 §4" Some("tls.record_size_limit");
    CertificateCompressionsLength length "algorithms_length" "length of algorithms" "RFC 8879 §3" Some("tls.compress_certificate.algorithms_length");
    CertificateCompressions "algorithms" "algorithms" "RFC 8879 §3" None;
    CertificateCompression "certificate_compression_algorithm" "CertificateCompressionAlgorithm" "RFC 8879 §3" Some("tls.compress_certificate.algorithm");
    PaddingData "padding_data" "padding" "RFC 7685 §3" Some("tls.handshake.extensions_padding_data");
    // certificates
    Certificate "certificate" "Certificate" "RFC 5246 §7.4.2" None;
    CertificateListLength length "certificate_list_length" "length of certificate_list" "RFC 5246 §7.4.2" Some("tls.handshake.certificates_length");
    CertificateList "certificate_list" "certificate_list" "RFC 5246 §7.4.2" Some("tls.handshake.certificates");
    Asn1CertLength length "asn1_cert_length" "length of ASN.1Cert" "RFC 5246 §7.4.2" Some("tls.handshake.certificate_length");
    Asn1Cert "asn1_cert" "ASN.1Cert" "RFC 5246 §7.4.2" Some("tls.handshake.certificate");
    // a certificate's DER
    DerHeader length "tag_and_length" "tag and length" "X.690 §8.1" None;
    UnusedBits "unused_bits" "unused bits" "X.690 §8.6.2" None;
    SignOctet "sign_octet" "sign octet" "X.690 §8.3" None;
    Algorithm "algorithm" "algorithm" "RFC 5280 §4.1.1.2" Some("x509af.algorithm.id");
    AlgorithmParameters "parameters" "parameters" "RFC 5280 §4.1.1.2" None;
    TbsCertificate "tbs_certificate" "tbsCertificate" "RFC 5280 §4.1.1.1" Some("x509af.signedCertificate_element");
    CertificateVersion "version" "version" "RFC 5280 §4.1.2.1" Some("x509af.version");
    SerialNumber "serial_number" "serialNumber" "RFC 5280 §4.1.2.2" Some("x509af.serialNumber");
    TbsSignature "signature" "signature" "RFC 5280 §4.1.2.3" Some("x509af.signature_element");
    Issuer "issuer" "issuer" "RFC 5280 §4.1.2.4" Some("x509af.issuer");
    RelativeDistinguishedName "relative_distinguished_name" "RelativeDistinguishedName" "RFC 5280 §4.1.2.4" Some("x509if.RDNSequence_item");
    AttributeTypeAndValue "attribute_type_and_value" "AttributeTypeAndValue" "RFC 5280 §4.1.2.4" Some("x509if.RelativeDistinguishedName_item_element");
    AttributeType "type" "type" "RFC 5280 §4.1.2.4" Some("x509if.oid");
    AttributeValue "value" "value" "RFC 5280 §4.1.2.4" Some("x509sat.DirectoryString");
    Validity "validity" "validity" "RFC 5280 §4.1.2.5" Some("x509af.validity_element");
    NotBefore "not_before" "notBefore" "RFC 5280 §4.1.2.5" Some("x509af.notBefore");
    NotAfter "not_after" "notAfter" "RFC 5280 §4.1.2.5" Some("x509af.notAfter");
    Subject "subject" "subject" "RFC 5280 §4.1.2.6" Some("x509af.subject");
    SubjectPublicKeyInfo "subject_public_key_info" "subjectPublicKeyInfo" "RFC 5280 §4.1.2.7" Some("x509af.subjectPublicKeyInfo_element");
    PublicKeyAlgorithm "algorithm" "algorithm" "RFC 5280 §4.1.2.7" Some("x509af.algorithm_element");
    SubjectPublicKey "subject_public_key" "subjectPublicKey" "RFC 5280 §4.1.2.7" Some("x509af.subjectPublicKey");
    Modulus "modulus" "modulus" "RFC 8017 §A.1.1" Some("pkcs1.modulus");
    PublicExponent "public_exponent" "publicExponent" "RFC 8017 §A.1.1" Some("pkcs1.publicExponent");
    EcPublicKey "ec_point" "ECPoint" "RFC 5480 §2.2" None;
    RawPublicKey "public_key" "public key" "RFC 8410 §4" None;
    UniqueIdentifier "unique_identifier" "UniqueIdentifier" "RFC 5280 §4.1.2.8" None;
    CertificateExtensions "extensions" "extensions" "RFC 5280 §4.1.2.9" Some("x509af.extensions");
    CertificateExtension "extension" "Extension" "RFC 5280 §4.1.2.9" Some("x509af.Extension_element");
    ExtnId "extn_id" "extnID" "RFC 5280 §4.2" Some("x509af.extension.id");
    Critical "critical" "critical" "RFC 5280 §4.2" Some("x509af.critical");
    ExtnValue "extn_value" "extnValue" "RFC 5280 §4.2" None;
    // what is inside extnValue
    AuthorityKeyIdentifier "authority_key_identifier" "AuthorityKeyIdentifier" "RFC 5280 §4.2.1.1" Some("x509ce.AuthorityKeyIdentifier_element");
    KeyIdentifier "key_identifier" "keyIdentifier" "RFC 5280 §4.2.1.1" Some("x509ce.keyIdentifier");
    AuthorityCertIssuer "authority_cert_issuer" "authorityCertIssuer" "RFC 5280 §4.2.1.1" Some("x509ce.authorityCertIssuer");
    AuthorityCertSerialNumber "authority_cert_serial_number" "authorityCertSerialNumber" "RFC 5280 §4.2.1.1" Some("x509ce.authorityCertSerialNumber");
    SubjectKeyIdentifier "subject_key_identifier" "SubjectKeyIdentifier" "RFC 5280 §4.2.1.2" Some("x509ce.SubjectKeyIdentifier");
    KeyUsage "key_usage" "KeyUsage" "RFC 5280 §4.2.1.3" Some("x509ce.KeyUsage");
    CertificatePolicies "certificate_policies" "certificatePolicies" "RFC 5280 §4.2.1.4" Some("x509ce.CertificatePoliciesSyntax");
    PolicyInformation "policy_information" "PolicyInformation" "RFC 5280 §4.2.1.4" Some("x509ce.PolicyInformation_element");
    PolicyIdentifier "policy_identifier" "policyIdentifier" "RFC 5280 §4.2.1.4" Some("x509ce.policyIdentifier");
    PolicyQualifiers "policy_qualifiers" "policyQualifiers" "RFC 5280 §4.2.1.4" Some("x509ce.policyQualifiers");
    GeneralNames "general_names" "GeneralNames" "RFC 5280 §4.2.1.6" Some("x509ce.GeneralNames");
    OtherName "other_name" "otherName" "RFC 5280 §4.2.1.6" Some("x509ce.otherName_element");
    Rfc822Name "rfc822_name" "rfc822Name" "RFC 5280 §4.2.1.6" Some("x509ce.rfc822Name");
    DnsName "dns_name" "dNSName" "RFC 5280 §4.2.1.6" Some("x509ce.dNSName");
    X400Address "x400_address" "x400Address" "RFC 5280 §4.2.1.6" Some("x509ce.x400Address_element");
    DirectoryName "directory_name" "directoryName" "RFC 5280 §4.2.1.6" Some("x509ce.directoryName");
    EdiPartyName "edi_party_name" "ediPartyName" "RFC 5280 §4.2.1.6" Some("x509ce.ediPartyName_element");
    UniformResourceIdentifier "uniform_resource_identifier" "uniformResourceIdentifier" "RFC 5280 §4.2.1.6" Some("x509ce.uniformResourceIdentifier");
    // Wireshark has one filter for four bytes and one for sixteen; both are names
    IpAddress "ip_address" "iPAddress" "RFC 5280 §4.2.1.6" Some("x509ce.GeneralName");
    RegisteredId "registered_id" "registeredID" "RFC 5280 §4.2.1.6" Some("x509ce.registeredID");
    BasicConstraints "basic_constraints" "BasicConstraints" "RFC 5280 §4.2.1.9" Some("x509ce.BasicConstraintsSyntax_element");
    Ca "ca" "cA" "RFC 5280 §4.2.1.9" Some("x509ce.cA");
    PathLenConstraint "path_len_constraint" "pathLenConstraint" "RFC 5280 §4.2.1.9" Some("x509ce.pathLenConstraint");
    ExtKeyUsage "ext_key_usage" "ExtKeyUsageSyntax" "RFC 5280 §4.2.1.12" Some("x509ce.KeyPurposeIDs");
    KeyPurposeId "key_purpose_id" "KeyPurposeId" "RFC 5280 §4.2.1.12" Some("x509ce.KeyPurposeId");
    CrlDistributionPoints "crl_distribution_points" "CRLDistributionPoints" "RFC 5280 §4.2.1.13" Some("x509ce.CRLDistPointsSyntax");
    DistributionPoint "distribution_point" "DistributionPoint" "RFC 5280 §4.2.1.13" Some("x509ce.DistributionPoint_element");
    DistributionPointName "distribution_point_name" "distributionPoint" "RFC 5280 §4.2.1.13" Some("x509ce.distributionPoint");
    FullName "full_name" "fullName" "RFC 5280 §4.2.1.13" Some("x509ce.fullName");
    NameRelativeToCrlIssuer "name_relative_to_crl_issuer" "nameRelativeToCRLIssuer" "RFC 5280 §4.2.1.13" Some("x509ce.nameRelativeToCRLIssuer");
    Reasons "reasons" "reasons" "RFC 5280 §4.2.1.13" Some("x509ce.reasons");
    CrlIssuer "crl_issuer" "cRLIssuer" "RFC 5280 §4.2.1.13" Some("x509ce.cRLIssuer");
    AuthorityInfoAccess "authority_info_access" "AuthorityInfoAccessSyntax" "RFC 5280 §4.2.2.1" Some("pkix1implicit.AuthorityInfoAccessSyntax");
    AccessDescription "access_description" "AccessDescription" "RFC 5280 §4.2.2.1" Some("pkix1implicit.AccessDescription_element");
    AccessMethod "access_method" "accessMethod" "RFC 5280 §4.2.2.1" Some("pkix1implicit.accessMethod");
    CertificateSignatureAlgorithm "signature_algorithm" "signatureAlgorithm" "RFC 5280 §4.1.1.2" Some("x509af.algorithmIdentifier_element");
    EcdsaR "r" "r" "RFC 3279 §2.2.3" None;
    EcdsaS "s" "s" "RFC 3279 §2.2.3" None;
    SignatureValue "signature_value" "signatureValue" "RFC 5280 §4.1.1.3" Some("x509af.encrypted");
    // what a server asks of a client
    CertificateRequest "certificate_request" "CertificateRequest" "RFC 5246 §7.4.4" None;
    CertificateTypesLength length "certificate_types_length" "length of certificate_types" "RFC 5246 §7.4.4" Some("tls.handshake.cert_types_count");
    CertificateTypes "certificate_types" "certificate_types" "RFC 5246 §7.4.4" Some("tls.handshake.cert_types");
    CertificateType "certificate_type" "ClientCertificateType" "RFC 5246 §7.4.4" Some("tls.handshake.cert_type");
    CertificateAuthoritiesLength length "certificate_authorities_length" "length of certificate_authorities" "RFC 5246 §7.4.4" Some("tls.handshake.dnames_len");
    CertificateAuthorities "certificate_authorities" "certificate_authorities" "RFC 5246 §7.4.4" Some("tls.handshake.dnames");
    DistinguishedNameLength length "distinguished_name_length" "length of DistinguishedName" "RFC 5246 §7.4.4" Some("tls.handshake.dname_len");
    DistinguishedName "distinguished_name" "DistinguishedName" "RFC 5246 §7.4.4" Some("tls.handshake.dname");
    ServerHelloDone "server_hello_done" "ServerHelloDone" "RFC 5246 §7.4.5" None;
    // key exchanges other than RSA
    ServerKeyExchange "server_key_exchange" "ServerKeyExchange" "RFC 5246 §7.4.3" None;
    CurveType "curve_type" "curve_type" "RFC 8422 §5.4" Some("tls.handshake.server_curve_type");
    NamedCurve "named_curve" "namedcurve" "RFC 8422 §5.4" Some("tls.handshake.server_named_curve");
    EcParameters "ec_parameters" "ECParameters" "RFC 4492 §5.4" None;
    EcServerPublicLength length "server_point_length" "length of public" "RFC 8422 §5.4" Some("tls.handshake.server_point_len");
    EcServerPublic "server_point" "public" "RFC 8422 §5.4" Some("tls.handshake.server_point");
    DhPrimeLength length "dh_p_length" "length of dh_p" "RFC 5246 §7.4.3" Some("tls.handshake.p_len");
    DhPrime "dh_p" "dh_p" "RFC 5246 §7.4.3" Some("tls.handshake.p");
    DhGeneratorLength length "dh_g_length" "length of dh_g" "RFC 5246 §7.4.3" Some("tls.handshake.g_len");
    DhGenerator "dh_g" "dh_g" "RFC 5246 §7.4.3" Some("tls.handshake.g");
    DhServerPublicLength length "dh_ys_length" "length of dh_Ys" "RFC 5246 §7.4.3" Some("tls.handshake.ys_len");
    DhServerPublic "dh_ys" "dh_Ys" "RFC 5246 §7.4.3" Some("tls.handshake.ys");
    RsaModulusLength length "rsa_modulus_length" "length of rsa_modulus" "RFC 2246 §7.4.3" Some("tls.handshake.modulus_len");
    RsaModulus "rsa_modulus" "rsa_modulus" "RFC 2246 §7.4.3" Some("tls.handshake.modulus");
    RsaExponentLength length "rsa_exponent_length" "length of rsa_exponent" "RFC 2246 §7.4.3" Some("tls.handshake.exponent_len");
    RsaExponent "rsa_exponent" "rsa_exponent" "RFC 2246 §7.4.3" Some("tls.handshake.exponent");
    ServerSignatureLength length "server_signature_length" "length of signed_params" "RFC 5246 §7.4.3" Some("tls.handshake.sig_len");
    ServerSignature "server_signature" "signed_params" "RFC 5246 §7.4.3" Some("tls.handshake.sig");
    PskIdentityHintLength length "psk_identity_hint_length" "length of psk_identity_hint" "RFC 4279 §2" Some("tls.handshake.hint_len");
    PskIdentityHint "psk_identity_hint" "psk_identity_hint" "RFC 4279 §2" Some("tls.handshake.hint");
    SharedKeyIdentityLength length "shared_key_identity_length" "length of psk_identity" "RFC 4279 §2" Some("tls.handshake.identity_len");
    SharedKeyIdentity "shared_key_identity" "psk_identity" "RFC 4279 §2" Some("tls.handshake.identity");
    EcClientPublicLength length "client_point_length" "length of ecdh_Yc" "RFC 8422 §5.7" Some("tls.handshake.client_point_len");
    EcClientPublic "client_point" "ecdh_Yc" "RFC 8422 §5.7" Some("tls.handshake.client_point");
    DhClientPublicLength length "dh_yc_length" "length of dh_Yc" "RFC 5246 §7.4.7.2" Some("tls.handshake.yc_len");
    DhClientPublic "dh_yc" "dh_Yc" "RFC 5246 §7.4.7.2" Some("tls.handshake.yc");
    // the state of a certificate, stapled to it
    CertificateStatus "certificate_status" "CertificateStatus" "RFC 6066 §8" None;
    OcspResponseLength length "ocsp_response_length" "length of OCSPResponse" "RFC 6066 §8" Some("tls.handshake.ocsp_response_len");
    OcspResponse "ocsp_response" "OCSPResponse" "RFC 6066 §8" None;
    // keys and proofs
    ClientKeyExchange "client_key_exchange" "ClientKeyExchange" "RFC 5246 §7.4.7" None;
    EncryptedPreMasterSecretLength length "encrypted_pre_master_secret_length" "length of EncryptedPreMasterSecret" "RFC 5246 §7.4.7.1" Some("tls.handshake.epms_len");
    EncryptedPreMasterSecret "encrypted_pre_master_secret" "EncryptedPreMasterSecret" "RFC 5246 §7.4.7.1" Some("tls.handshake.epms");
    CertificateVerify "certificate_verify" "CertificateVerify" "RFC 5246 §7.4.8" None;
    SignatureLength length "signature_length" "length of signature" "RFC 5246 §4.7" Some("tls.handshake.client_cert_vrfy.sig_len");
    Signature "signature" "signature" "RFC 5246 §4.7" Some("tls.handshake.client_cert_vrfy.sig");
    Finished "finished" "Finished" "RFC 5246 §7.4.9" None;
    VerifyData "verify_data" "verify_data" "RFC 5246 §7.4.9" Some("tls.handshake.verify_data");
    NewSessionTicket "new_session_ticket" "NewSessionTicket" "RFC 5077 §3.3" None;
    TicketLifetimeHint "ticket_lifetime_hint" "ticket_lifetime_hint" "RFC 5077 §3.3" Some("tls.handshake.session_ticket_lifetime_hint");
    TicketLength length "ticket_length" "length of ticket" "RFC 5077 §3.3" Some("tls.handshake.session_ticket_length");
    Ticket "ticket" "ticket" "RFC 5077 §3.3" Some("tls.handshake.session_ticket");
    // what is inside a session ticket
    SessionState "session_state" "StatePlaintext" "RFC 5077 §4" None;
    StateVersion "state_protocol_version" "protocol_version" "RFC 5077 §4" None;
    StateMasterSecret "state_master_secret" "master_secret" "RFC 5077 §4" None;
    ClientIdentityType "client_identity_type" "client_authentication_type" "RFC 5077 §4" None;
    StateTimestamp "state_timestamp" "timestamp" "RFC 5077 §4" None;
    StateExtended "state_extended_master_secret" "extended_master_secret" "RFC 7627 §5.3" None;
    // a ClientHello in the form of SSL 2.0
    Ssl2ClientHello "ssl2_client_hello" "V2ClientHello" "RFC 5246 §E.2" None;
    Ssl2Length "ssl2_msg_length" "msg_length" "RFC 5246 §E.2" None;
    Ssl2MessageType "ssl2_msg_type" "msg_type" "RFC 5246 §E.2" None;
    Ssl2Version "ssl2_version" "version" "RFC 5246 §E.2" None;
    Ssl2CipherSpecsLength "ssl2_cipher_spec_length" "cipher_spec_length" "RFC 5246 §E.2" None;
    Ssl2SessionIdLength "ssl2_session_id_length" "session_id_length" "RFC 5246 §E.2" None;
    Ssl2ChallengeLength "ssl2_challenge_length" "challenge_length" "RFC 5246 §E.2" None;
    Ssl2CipherSpecs "ssl2_cipher_specs" "cipher_specs" "RFC 5246 §E.2" None;
    Ssl2CipherSpec "ssl2_cipher_spec" "V2CipherSpec" "RFC 5246 §E.2" None;
    Ssl2SessionId "ssl2_session_id" "session_id" "RFC 5246 §E.2" None;
    Ssl2Challenge "ssl2_challenge" "challenge" "RFC 5246 §E.2" None;
    // what this program does not take apart
    OtherHandshake "other_handshake" "handshake message body" "RFC 5246 §7.4" None;
    Unparsed "unparsed" "unparsed" "RFC 5246 §4" None;
}

impl Field {
    /// The section that defines the field where a server sent it: ServerHello uses the types of
    /// ClientHello, but has a section of its own.
    pub const fn rfc_from_server(self) -> &'static str {
        use Field as F;
        match self {
            F::Random
            | F::SessionIdLength
            | F::SessionId
            | F::CipherSuite
            | F::CompressionMethod => "RFC 5246 §7.4.1.3",
            _ => self.rfc(),
        }
    }

    /// The same where a client sent it: so does its Certificate.
    pub const fn rfc_from_client(self) -> &'static str {
        use Field as F;
        match self {
            F::Certificate
            | F::CertificateListLength
            | F::CertificateList
            | F::Asn1CertLength
            | F::Asn1Cert => "RFC 5246 §7.4.6",
            _ => self.rfc(),
        }
    }
}
