//! The whole family with other programs: each version, with each of its suites, in both roles, with and
//! without a certificate of the client, with and without the switches, in full handshakes and resumed
//! sessions. OpenSSL, GnuTLS, and tlslite-ng, the only one that has SSL 3.0.
//!
//! Each test prints its matrix. Our ends are in this process, the peers listen on loopback alone.

use crate::loopback::served;
use crate::matrix::{By, Cell, full, is_abbreviated, our_service, print, resumed, switched};
use crate::openssl::{cipher, s_client};
use crate::peers::{there, there_is_python_with};
use crate::{gnutls, openssl, tlslite};
use premaster::net::Service;
use premaster::trace::ConnectionId;

const BOTH_WAYS: [By; 2] = [By::SessionId, By::Ticket];

/// Speaks with a peer, in the role that `speak` is for, and prints what was spoken.
fn speak(peer: &str, role: &str, speak: fn(&[Cell]), cells: Vec<Cell>) {
    speak(&cells);
    print(peer, role, &cells);
}

// ---- OpenSSL

#[test]
fn openssl_serves_us_the_family() {
    if there("openssl") {
        speak("OpenSSL", "server", openssl::serves_us, full(openssl::has));
    }
}

#[test]
fn openssl_serves_us_with_the_switches() {
    if there("openssl") {
        speak(
            "OpenSSL",
            "server",
            openssl::serves_us,
            switched(openssl::has),
        );
    }
}

#[test]
fn openssl_resumes_our_client_s_sessions() {
    if there("openssl") {
        speak(
            "OpenSSL",
            "server",
            openssl::serves_us,
            resumed(openssl::has, &BOTH_WAYS),
        );
    }
}

#[test]
fn openssl_asks_us_for_the_family() {
    if there("openssl") {
        speak("OpenSSL", "client", openssl::asks_us, full(openssl::has));
    }
}

#[test]
fn openssl_asks_us_with_the_switches() {
    if there("openssl") {
        speak(
            "OpenSSL",
            "client",
            openssl::asks_us,
            switched(openssl::has),
        );
    }
}

#[test]
fn openssl_has_our_server_resume_its_sessions() {
    if there("openssl") {
        speak(
            "OpenSSL",
            "client",
            openssl::asks_us,
            resumed(openssl::has, &BOTH_WAYS),
        );
    }
}

// ---- GnuTLS

#[test]
fn gnutls_serves_us_the_family() {
    if gnutls::server_is_there() {
        speak("GnuTLS", "server", gnutls::serves_us, full(gnutls::has));
    }
}

#[test]
fn gnutls_serves_us_with_the_switches() {
    if gnutls::server_is_there() {
        speak("GnuTLS", "server", gnutls::serves_us, switched(gnutls::has));
    }
}

#[test]
fn gnutls_resumes_our_client_s_sessions() {
    if gnutls::server_is_there() {
        speak(
            "GnuTLS",
            "server",
            gnutls::serves_us,
            resumed(gnutls::has, &gnutls::SERVER_RESUMES_BY),
        );
    }
}

#[test]
fn gnutls_asks_us_for_the_family() {
    if there("gnutls-cli") {
        speak("GnuTLS", "client", gnutls::asks_us, full(gnutls::has));
    }
}

#[test]
fn gnutls_asks_us_with_the_switches() {
    if there("gnutls-cli") {
        speak("GnuTLS", "client", gnutls::asks_us, switched(gnutls::has));
    }
}

#[test]
fn gnutls_has_our_server_resume_its_sessions() {
    if there("gnutls-cli") {
        speak(
            "GnuTLS",
            "client",
            gnutls::asks_us,
            resumed(gnutls::has, &BOTH_WAYS),
        );
    }
}

// ---- tlslite-ng

#[test]
fn tlslite_serves_us_the_family() {
    if there_is_python_with("tlslite") {
        speak(
            "tlslite-ng",
            "server",
            tlslite::serves_us,
            full(tlslite::has),
        );
    }
}

#[test]
fn tlslite_serves_us_with_the_switches() {
    if there_is_python_with("tlslite") {
        speak(
            "tlslite-ng",
            "server",
            tlslite::serves_us,
            switched(tlslite::has),
        );
    }
}

#[test]
fn tlslite_resumes_our_client_s_sessions() {
    if there_is_python_with("tlslite") {
        speak(
            "tlslite-ng",
            "server",
            tlslite::serves_us,
            resumed(tlslite::has, &BOTH_WAYS),
        );
    }
}

#[test]
fn tlslite_asks_us_for_the_family() {
    if there_is_python_with("tlslite") {
        speak("tlslite-ng", "client", tlslite::asks_us, full(tlslite::has));
    }
}

#[test]
fn tlslite_asks_us_with_the_switches() {
    if there_is_python_with("tlslite") {
        speak(
            "tlslite-ng",
            "client",
            tlslite::asks_us,
            switched(tlslite::has),
        );
    }
}

#[test]
fn tlslite_has_our_server_resume_its_sessions() {
    if there_is_python_with("tlslite") {
        speak(
            "tlslite-ng",
            "client",
            tlslite::asks_us,
            resumed(tlslite::has, &BOTH_WAYS),
        );
    }
}

/// `s_client -reconnect` connects six times with one session.
#[test]
fn openssl_reconnects_five_times() {
    if !there("openssl") {
        return;
    }
    let cell = resumed(openssl::has, &[By::SessionId])[0];
    let (port, reports) = served(Service {
        count: Some(6),
        ..our_service(cell)
    });
    let suite = cipher(cell.suite);
    let client = s_client(port, &["-tls1_2", "-cipher", &suite, "-reconnect"]);
    let abbreviated: Vec<bool> = (0..5)
        .map(|_| is_abbreviated(&reports.recv().unwrap().trace, ConnectionId::FIRST))
        .collect();
    let (code, said) = client.end();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("Reused, ").count(), 5, "{said}");
    assert_eq!(abbreviated, [false, true, true, true, true]);
}
