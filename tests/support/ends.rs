//! The two ends of the handshake that the tests drive by hand, with the demonstration PKI. A test
//! changes what it is about.
#![allow(dead_code, reason = "each room uses a part of it")]

use premaster::crypto::random;
use premaster::endpoint::config::CERTIFICATE_ALGORITHMS;
use premaster::endpoint::{ClientAuth, ClientConfig, Identity, ServerConfig};
use premaster::pki::demo;
use premaster::pki::time::UnixTime;
use premaster::protocol::{Suite, Switches, Versions};

/// 2026-11-21, when every certificate is valid.
pub const NOW: UnixTime = UnixTime(1_795_220_503);

/// A client that asks for shop.example and trusts the demonstration's root.
pub fn client_config() -> ClientConfig {
    ClientConfig {
        session: None,
        wants_ticket: false,
        switches: Switches {
            renegotiation_info: true,
            ..Switches::default()
        },
        falls_back: false,
        versions: Versions::default(),
        rng: random::seeded(1, 0),
        clock: NOW,
        signature_algorithms: CERTIFICATE_ALGORITHMS.to_vec(),
        suites: Suite::defaults().collect(),
        server_name: "shop.example".into(),
        anchors: demo::certificates(&["root.pem"]),
        revocation_lists: [].into(),
        accept_any_certificate: false,
        identity: None,
    }
}

/// The server shop.example, which does not ask who the client is.
pub fn server_config() -> ServerConfig {
    ServerConfig {
        sessions: None,
        ticket_keys: None,
        switches: Switches {
            renegotiation_info: true,
            ..Switches::default()
        },
        versions: Versions::default(),
        rng: random::seeded(1, 1),
        clock: NOW,
        suites: Suite::defaults().collect(),
        identity: Identity {
            chain: demo::certificates(&["server.pem", "intermediate.pem"]),
            certificate_path: "certs/server.pem".into(),
            key: demo::private_key("server.key"),
            key_path: "certs/server.key".into(),
        },
        client_auth: ClientAuth::None,
    }
}
