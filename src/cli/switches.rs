//! The options for what later documents added to RFC 5246.

use clap::Args;
use premaster::protocol::Switches;

/// What is switched on in a run of a scenario, on both sides.
#[derive(Clone, Copy, Debug, Args)]
pub struct SwitchOptions {
    /// Switch the extended master secret on, on both sides (RFC 7627)
    #[arg(long)]
    pub extended_master_secret: bool,
    /// Switch encrypt-then-MAC on, on both sides (RFC 7366)
    #[arg(long)]
    pub encrypt_then_mac: bool,
    /// Switch renegotiation_info on, on both sides (RFC 5746)
    #[arg(long)]
    pub renegotiation_info: bool,
}

/// What is switched on with a real peer.
#[derive(Clone, Copy, Debug, Args)]
pub struct LiveSwitchOptions {
    /// Use an extended master secret if the peer wants one, too (RFC 7627)
    #[arg(long)]
    extended_master_secret: bool,
    /// Encrypt records before authenticating them if the peer wants that, too (encrypt-then-MAC, RFC 7366)
    #[arg(long)]
    encrypt_then_mac: bool,
    /// Leave renegotiation_info out, or unanswered (RFC 5746). It is on by default because current clients,
    /// OpenSSL's among them, refuse a server that does not answer it
    #[arg(long)]
    no_renegotiation_info: bool,
}

impl From<SwitchOptions> for Switches {
    fn from(options: SwitchOptions) -> Switches {
        Switches {
            extended_master_secret: options.extended_master_secret,
            encrypt_then_mac: options.encrypt_then_mac,
            renegotiation_info: options.renegotiation_info,
        }
    }
}

impl From<LiveSwitchOptions> for Switches {
    fn from(options: LiveSwitchOptions) -> Switches {
        Switches {
            extended_master_secret: options.extended_master_secret,
            encrypt_then_mac: options.encrypt_then_mac,
            renegotiation_info: !options.no_renegotiation_info,
        }
    }
}
