//! Alerts (RFC 5246 §7.2): how a connection says what is wrong, or that it ends.

use super::names::code_points;
use super::{Field, ParseError, Reader, Writer};

code_points! {
    /// `AlertLevel`.
    AlertLevel: u8 {
        Warning = 0x01 => "warning",
        Fatal = 0x02 => "fatal",
    }
}

code_points! {
    /// `AlertDescription` (RFC 5246 §7.2, with the reserved ones older versions used).
    AlertDescription: u8 {
        CloseNotify = 0x00 => "close_notify",
        UnexpectedMessage = 0x0a => "unexpected_message",
        BadRecordMac = 0x14 => "bad_record_mac",
        DecryptionFailed = 0x15 => "decryption_failed_RESERVED",
        RecordOverflow = 0x16 => "record_overflow",
        DecompressionFailure = 0x1e => "decompression_failure",
        HandshakeFailure = 0x28 => "handshake_failure",
        NoCertificate = 0x29 => "no_certificate_RESERVED",
        BadCertificate = 0x2a => "bad_certificate",
        UnsupportedCertificate = 0x2b => "unsupported_certificate",
        CertificateRevoked = 0x2c => "certificate_revoked",
        CertificateExpired = 0x2d => "certificate_expired",
        CertificateUnknown = 0x2e => "certificate_unknown",
        IllegalParameter = 0x2f => "illegal_parameter",
        UnknownCa = 0x30 => "unknown_ca",
        AccessDenied = 0x31 => "access_denied",
        DecodeError = 0x32 => "decode_error",
        DecryptError = 0x33 => "decrypt_error",
        ExportRestriction = 0x3c => "export_restriction_RESERVED",
        ProtocolVersion = 0x46 => "protocol_version",
        InsufficientSecurity = 0x47 => "insufficient_security",
        InternalError = 0x50 => "internal_error",
        InappropriateFallback = 0x56 => "inappropriate_fallback",
        UserCanceled = 0x5a => "user_canceled",
        NoRenegotiation = 0x64 => "no_renegotiation",
        UnsupportedExtension = 0x6e => "unsupported_extension",
        UnrecognizedName = 0x70 => "unrecognized_name",
    }
}

/// An alert message: two bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Warning or fatal.
    pub level: AlertLevel,
    /// What is the matter.
    pub description: AlertDescription,
}

impl Alert {
    /// A fatal alert: the sender closes the connection at once.
    pub const fn fatal(description: AlertDescription) -> Self {
        Alert {
            level: AlertLevel::Fatal,
            description,
        }
    }

    /// A warning; `close_notify` is one.
    pub const fn warning(description: AlertDescription) -> Self {
        Alert {
            level: AlertLevel::Warning,
            description,
        }
    }

    /// Whether nothing may follow: every fatal alert, and any level that is no level at all.
    pub fn is_fatal(self) -> bool {
        self.level != AlertLevel::Warning
    }

    /// Reads the two bytes.
    pub fn read(r: &mut Reader<'_>) -> Result<Self, ParseError> {
        r.node(Field::Alert, |r| {
            let level = AlertLevel::of(r.u8(Field::AlertLevel)?);
            let description = AlertDescription::of(r.u8(Field::AlertDescription)?);
            Ok(Alert { level, description })
        })
    }

    /// Writes the two bytes.
    pub fn write(self, w: &mut Writer) {
        w.node(Field::Alert, |w| {
            w.u8(Field::AlertLevel, self.level.code());
            w.u8(Field::AlertDescription, self.description.code());
        });
    }
}
