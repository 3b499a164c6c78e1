//! What later documents added to RFC 5246: an end that has it switched on asks for it or agrees to it, and
//! one that has it switched off neither asks nor looks.

use crate::ends::{client_config, server_config};
use crate::flights::{exchange, flight, records};
use crate::malformed::{RENEGOTIATION, client_hello, extension, handshake, vector};
use premaster::endpoint::{Client, ClientConfig, Endpoint, Server, ServerConfig};
use premaster::protocol::{Act, Event, Rules, Switch, Switches, Versions};
use premaster::wire::CipherSuite;
use premaster::wire::handshake::{ClientHello, ServerHello};
use premaster::wire::names::ExtensionType;
use premaster::wire::{Handshake, form, record};

/// The message in the first record of a flight.
fn first_message(flight: &[u8]) -> Handshake {
    let record = &records(flight)[0];
    let (message, _) = Handshake::parse(&record[record::HEADER_LEN..], &form::TLS12);
    message.unwrap()
}

fn offer_of(versions: Versions, switches: Switches) -> ClientHello {
    let mut client = Client::new(ClientConfig {
        versions,
        switches,
        ..client_config()
    });
    match first_message(&flight(&mut client).1) {
        Handshake::ClientHello(hello) => hello,
        other => panic!("{other:?}"),
    }
}

/// What a server with these switches answers to a ClientHello.
fn answer_to(hello: &[u8], switches: Switches) -> Option<ServerHello> {
    let mut server = Server::new(ServerConfig {
        switches,
        ..server_config()
    });
    server.feed(&handshake(hello));
    let (acts, sent) = flight(&mut server);
    if acts.iter().any(fails) {
        return None;
    }
    match first_message(&sent) {
        Handshake::ServerHello(hello) => Some(hello),
        other => panic!("{other:?}"),
    }
}

fn fails(act: &Act) -> bool {
    let failed = |event: &Event| matches!(event, Event::Failed(_));
    act.events.iter().any(failed)
}

fn only(switch: Switch) -> Switches {
    Switches::of(|it| it == switch)
}

#[test]
fn a_client_offers_what_is_switched_on_and_nothing_else() {
    for switch in Switch::ALL {
        let hello = offer_of(Versions::default(), only(switch));
        for other in Switch::ALL {
            assert_eq!(hello.has(other.extension_type()), other == switch);
        }
    }
}

/// With a version that has no extensions, the pseudo-suite asks in its place (RFC 5746 §3.3).
#[test]
fn renegotiation_info_is_a_pseudo_suite_where_there_are_no_extensions() {
    for rules in Rules::all() {
        let versions = Versions::only(rules.version);
        let by_suite = |hello: &ClientHello| {
            let pseudo_suite = CipherSuite::EMPTY_RENEGOTIATION_INFO_SCSV;
            hello.cipher_suites.contains(&pseudo_suite)
        };
        let on = offer_of(versions, only(Switch::RenegotiationInfo));
        let by_extension = on.has(ExtensionType::RenegotiationInfo);
        assert_eq!(
            (by_extension, by_suite(&on)),
            (rules.form.extensions, !rules.form.extensions)
        );
        let off = offer_of(versions, Switches::default());
        assert!(!off.has(ExtensionType::RenegotiationInfo) && !by_suite(&off));
    }
}

#[test]
fn a_server_answers_renegotiation_info_and_its_pseudo_suite_only_if_it_is_switched_on() {
    let info = extension(RENEGOTIATION, &vector(1, &[]));
    let by_extension = client_hello(&[0, 0x3c], &[0], &info);
    let by_suite = client_hello(&[0, 0x3c, 0, 0xff], &[0], &[]);
    let unasked = client_hello(&[0, 0x3c], &[0], &[]);
    let answers = |hello: &[u8], switches| {
        let hello = answer_to(hello, switches).unwrap();
        hello.has(ExtensionType::RenegotiationInfo)
    };
    let on = only(Switch::RenegotiationInfo);
    for hello in [&by_extension, &by_suite] {
        assert!(answers(hello, on));
        assert!(!answers(hello, Switches::default()));
    }
    assert!(!answers(&unasked, on));
}

/// A server that does not know the extension does not look into it, either.
#[test]
fn the_data_of_another_handshake_is_refused_only_if_renegotiation_info_is_switched_on() {
    let info = extension(RENEGOTIATION, &vector(1, &[0; 12]));
    let hello = client_hello(&[0, 0x3c], &[0], &info);
    assert!(answer_to(&hello, only(Switch::RenegotiationInfo)).is_none());
    let answer = answer_to(&hello, Switches::default()).unwrap();
    assert!(!answer.has(ExtensionType::RenegotiationInfo));
}

/// A client accepts a server without it (RFC 5746 §3.4), and a server such a client (§3.6). In SSL 3.0 the
/// answer to the pseudo-suite is an extension, too.
#[test]
fn both_ends_finish_whichever_of_them_has_renegotiation_info() {
    for rules in Rules::all() {
        for (asks, agrees) in [(false, true), (true, false), (true, true)] {
            let switches = |renegotiation_info| Switches {
                renegotiation_info,
                ..Switches::default()
            };
            let versions = Versions::only(rules.version);
            let mut client = Client::new(ClientConfig {
                versions,
                switches: switches(asks),
                ..client_config()
            });
            let mut server = Server::new(ServerConfig {
                versions,
                switches: switches(agrees),
                ..server_config()
            });
            client.send(b"hello");
            let mut all = Vec::new();
            exchange(&mut client, &mut server, |_, acts, sent| {
                all.extend(acts);
                sent
            });
            let at = format!("{} {asks} {agrees}", rules.version);
            let failed = all.iter().find(|act| fails(act));
            assert!(failed.is_none(), "{at}: {failed:?}");
            assert_eq!(server.take_received(), b"hello", "{at}");
        }
    }
}
