//! What later documents added to the handshake of RFC 5246, and the base lesson leaves out: each can be
//! turned on.

use super::{Rules, Suite};
use crate::label;
use crate::wire::extension::Extension;
use crate::wire::names::ExtensionType;

/// An addition that a client asks for with an extension, or with a pseudo-suite where there are none, and a server
/// agrees to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Switch {
    /// The master secret covers the handshake as well (RFC 7627).
    ExtendedMasterSecret,
    /// The MAC of a record comes last, over what is encrypted (RFC 7366).
    EncryptThenMac,
    /// A renegotiation would be tied to the handshake before it (RFC 5746).
    RenegotiationInfo,
}

impl Switch {
    /// All of them, in the order in which a client lists their extensions.
    pub const ALL: [Switch; 3] = [
        Switch::ExtendedMasterSecret,
        Switch::EncryptThenMac,
        Switch::RenegotiationInfo,
    ];

    /// Its key in scenario files, which is the name of its extension.
    pub const fn key(self) -> &'static str {
        match self {
            Switch::ExtendedMasterSecret => "extended_master_secret",
            Switch::EncryptThenMac => "encrypt_then_mac",
            Switch::RenegotiationInfo => "renegotiation_info",
        }
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Switch::ExtendedMasterSecret => label!("protocol.switch.extended_master_secret"),
            Switch::EncryptThenMac => label!("protocol.switch.encrypt_then_mac"),
            Switch::RenegotiationInfo => label!("protocol.switch.renegotiation_info"),
        }
    }

    /// The RFC that defines it.
    pub const fn rfc(self) -> &'static str {
        match self {
            Switch::ExtendedMasterSecret => "RFC 7627",
            Switch::EncryptThenMac => "RFC 7366",
            Switch::RenegotiationInfo => "RFC 5746",
        }
    }

    /// Whether it can change anything in this version and with this suite.
    pub fn is_possible(self, rules: &Rules, suite: &Suite) -> bool {
        self.hindrance(rules, suite).is_none()
    }

    /// Why it changes nothing in this version or with this suite, if it does not. RenegotiationInfo always does:
    /// it has a pseudo-suite as well.
    pub fn hindrance(self, rules: &Rules, suite: &Suite) -> Option<Hindrance> {
        match self {
            Switch::RenegotiationInfo => None,
            _ if !rules.form.extensions => Some(Hindrance::Version),
            Switch::EncryptThenMac if !suite.can_encrypt_then_mac() => Some(Hindrance::Suite),
            _ => None,
        }
    }

    /// The type of its extension.
    pub const fn extension_type(self) -> ExtensionType {
        match self {
            Switch::ExtendedMasterSecret => ExtensionType::ExtendedMasterSecret,
            Switch::EncryptThenMac => ExtensionType::EncryptThenMac,
            Switch::RenegotiationInfo => ExtensionType::RenegotiationInfo,
        }
    }

    /// The extension that asks for it in the first handshake of a connection, or agrees to it.
    pub fn extension(self) -> Extension {
        match self {
            Switch::RenegotiationInfo => Extension::RenegotiationInfo(Vec::new()),
            _ => Extension::Other(self.extension_type(), Vec::new()),
        }
    }
}

/// Why a switch changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The version has no extensions: SSL 3.0.
    Version,
    /// The suite has a stream cipher, which has no padding (RFC 7366 §3).
    Suite,
}

/// Which switches are on: of a side, or of both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Switches {
    /// Of [`Switch::ExtendedMasterSecret`].
    pub extended_master_secret: bool,
    /// Of [`Switch::EncryptThenMac`].
    pub encrypt_then_mac: bool,
    /// Of [`Switch::RenegotiationInfo`].
    pub renegotiation_info: bool,
}

impl Switches {
    /// Those for which `on` is true.
    pub fn of(on: impl Fn(Switch) -> bool) -> Self {
        Switches {
            extended_master_secret: on(Switch::ExtendedMasterSecret),
            encrypt_then_mac: on(Switch::EncryptThenMac),
            renegotiation_info: on(Switch::RenegotiationInfo),
        }
    }

    /// Whether a switch is on.
    pub const fn has(self, switch: Switch) -> bool {
        match switch {
            Switch::ExtendedMasterSecret => self.extended_master_secret,
            Switch::EncryptThenMac => self.encrypt_then_mac,
            Switch::RenegotiationInfo => self.renegotiation_info,
        }
    }

    /// Those that are on.
    pub fn on(self) -> impl Iterator<Item = Switch> {
        Switch::ALL.into_iter().filter(move |it| self.has(*it))
    }

    /// Those that are on here and there.
    pub fn and(self, other: Self) -> Self {
        Switches::of(|switch| self.has(switch) && other.has(switch))
    }

    /// Those that are on here or there.
    pub fn or(self, other: Self) -> Self {
        Switches::of(|switch| self.has(switch) || other.has(switch))
    }

    /// With a switch turned on or off.
    pub fn with(self, switch: Switch, on: bool) -> Self {
        Switches::of(|it| if it == switch { on } else { self.has(it) })
    }
}
