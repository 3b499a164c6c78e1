//! The extensions that this program can tell apart, by their object identifiers (RFC 5280 §4.2.1,
//! §5.2, §5.3).

macro_rules! extension_ids {
    ($($name:ident $oid:literal;)*) => {
        /// An extension of a certificate, of a revocation list or of one of its entries.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum ExtensionId {
            $($name,)*
        }

        impl ExtensionId {
            /// The extension with an object identifier, if it is one of these.
            pub(super) fn of(oid: &str) -> Option<ExtensionId> {
                match oid {
                    $($oid => Some(ExtensionId::$name),)*
                    _ => None,
                }
            }
        }
    };
}

extension_ids! {
    SubjectKeyIdentifier "2.5.29.14";
    KeyUsage "2.5.29.15";
    SubjectAltName "2.5.29.17";
    BasicConstraints "2.5.29.19";
    CrlNumber "2.5.29.20";
    ReasonCode "2.5.29.21";
    DeltaCrlIndicator "2.5.29.27";
    IssuingDistributionPoint "2.5.29.28";
    CertificateIssuer "2.5.29.29";
    NameConstraints "2.5.29.30";
    CrlDistributionPoints "2.5.29.31";
    CertificatePolicies "2.5.29.32";
    AuthorityKeyIdentifier "2.5.29.35";
    ExtKeyUsage "2.5.29.37";
}
