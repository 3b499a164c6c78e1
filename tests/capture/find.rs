//! TLS is found by what is said, not by the port.

use crate::build::{ACK, Order, RST, SYN, Seg, client, frames, pcap, server};
use crate::reading::{Flow, found};
use premaster::protocol::Side;

const ISN: u32 = 100;
const PEER: u32 = 9000;

/// A conversation over a connection, each turn in segments of at most so many bytes.
struct Talk {
    segs: Vec<Seg>,
    next: [u32; 2],
    each: usize,
}

impl Talk {
    fn new(each: usize) -> Self {
        let segs = vec![
            client(ISN, 0, SYN, b""),
            server(PEER, ISN + 1, SYN | ACK, b""),
        ];
        Talk {
            segs,
            next: [ISN + 1, PEER + 1],
            each,
        }
    }

    fn say(&mut self, side: Side, bytes: &[u8]) {
        for part in bytes.chunks(self.each) {
            let [c, s] = self.next;
            self.segs.push(match side {
                Side::Client => client(c, s, ACK, part),
                Side::Server => server(s, c, ACK, part),
            });
            self.next[side as usize] += part.len() as u32;
        }
    }

    fn of(each: usize, turns: &[(Side, &[u8])]) -> Self {
        let mut talk = Talk::new(each);
        for (side, bytes) in turns {
            talk.say(*side, bytes);
        }
        talk
    }

    fn file(&self) -> Vec<u8> {
        pcap(Order::Little, true, 101, &frames(101, &self.segs))
    }

    /// The only connection that is found.
    fn one(&self) -> (String, Flow) {
        let (mut found, others) = found(&self.file());
        assert_eq!((found.len(), others.len()), (1, 0), "{found:?} {others:?}");
        found.remove(0)
    }

    /// What is said of the only flow, which has no TLS.
    fn other(&self) -> String {
        let (found, mut others) = found(&self.file());
        assert_eq!((found.len(), others.len()), (0, 1), "{found:?} {others:?}");
        others.remove(0)
    }
}

const C: Side = Side::Client;
const S: Side = Side::Server;

fn record(content_type: u8, fragment: &[u8]) -> Vec<u8> {
    let len = (fragment.len() as u16).to_be_bytes();
    [&[content_type, 3, 3][..], &len, fragment].concat()
}

fn client_hello() -> Vec<u8> {
    let body = [&[3, 3][..], &[7; 32], &[0, 0, 2, 0, 0x2f, 1, 0]].concat();
    let head = [1, 0, 0, body.len() as u8];
    record(22, &[&head[..], &body].concat())
}

fn server_hello() -> Vec<u8> {
    let body = [&[3, 3][..], &[9; 32], &[0, 0, 0x2f, 0]].concat();
    let head = [2, 0, 0, body.len() as u8];
    record(22, &[&head[..], &body].concat())
}

/// How many bytes a segment has in the tests that try several.
const SIZES: [usize; 4] = [1, 3, 64, 1400];

#[test]
fn tls_from_the_first_byte() {
    for each in SIZES {
        let (opening, flow) = Talk::of(each, &[(C, &client_hello()), (S, &server_hello())]).one();
        assert_eq!(opening, "with the first byte");
        assert_eq!(flow.streams, [client_hello(), server_hello()]);
        assert!(flow.from_start);
    }
}

#[test]
fn a_client_hello_in_many_records_or_in_the_form_of_ssl_2() {
    let hello = &client_hello()[5..];
    let tiny: Vec<u8> = hello.iter().flat_map(|byte| record(22, &[*byte])).collect();
    let lens = [0, 6, 0, 0, 0, 16];
    let body = [&[1, 3, 1][..], &lens, &[0, 0, 0x2f, 0, 0, 5], &[8; 16]].concat();
    let old = [&[0x80, body.len() as u8][..], &body].concat();
    for each in SIZES {
        for hello in [&tiny, &old] {
            let (opening, flow) = Talk::of(each, &[(C, hello), (S, &server_hello())]).one();
            assert_eq!(opening, "with the first byte");
            assert_eq!(&flow.streams[0], hello);
        }
    }
}

#[test]
fn an_answer_that_is_not_tls_is_told_too() {
    let answer = b"HTTP/1.1 400 Bad Request\r\n\r\n";
    let (_, flow) = Talk::of(1400, &[(C, &client_hello()), (S, answer)]).one();
    assert_eq!(flow.streams[1], answer);
}

const LDAP_REQUEST: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
const LDAP_ANSWER: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";

#[test]
fn tls_after_starttls() {
    type Turns<'a> = &'a [(Side, &'a [u8])];
    let cases: [(&str, Turns<'_>); 8] = [
        (
            "after STARTTLS (SMTP)",
            &[
                (S, b"220 mail ESMTP\r\n"),
                (C, b"EHLO me\r\n"),
                (S, b"250-mail\r\n250 STARTTLS\r\n"),
                (C, b"STARTTLS\r\n"),
                (S, b"220 go ahead\r\n"),
            ],
        ),
        (
            "after STARTTLS (IMAP)",
            &[
                (S, b"* OK ready\r\n"),
                (C, b"a1 CAPABILITY\r\n"),
                (S, b"* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n"),
                (C, b"a2 starttls\r\n"),
                (S, b"a2 OK begin\r\n"),
            ],
        ),
        (
            "after STARTTLS (POP3)",
            &[
                (S, b"+OK ready\r\n"),
                (C, b"CAPA\r\n"),
                (S, b"+OK\r\nSTLS\r\n.\r\n"),
                (C, b"STLS\r\n"),
                (S, b"+OK begin\r\n"),
            ],
        ),
        (
            "after STARTTLS (FTP)",
            &[
                (S, b"220 FTP\r\n"),
                (C, b"AUTH TLS\r\n"),
                (S, b"234 go\r\n"),
            ],
        ),
        (
            "after STARTTLS (LDAP)",
            &[(C, LDAP_REQUEST), (S, LDAP_ANSWER)],
        ),
        (
            "after STARTTLS (PostgreSQL)",
            &[(C, b"\x00\x00\x00\x08\x04\xd2\x16\x2f"), (S, b"S")],
        ),
        (
            "in a tunnel through a proxy (HTTP CONNECT)",
            &[
                (
                    C,
                    b"CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example\r\n\r\n",
                ),
                (S, b"HTTP/1.1 200 Connection established\r\n\r\n"),
            ],
        ),
        (
            "after bytes of another protocol",
            &[
                (S, b"<?xml?><features/>"),
                (C, b"<starttls/>"),
                (S, b"<proceed/>"),
            ],
        ),
    ];
    for (expected, before) in cases {
        for each in SIZES {
            let mut talk = Talk::of(each, before);
            talk.say(C, &client_hello());
            talk.say(S, &server_hello());
            let (opening, flow) = talk.one();
            assert_eq!(opening, expected, "in segments of {each}");
            assert_eq!(flow.streams, [client_hello(), server_hello()], "{expected}");
        }
    }
}

#[test]
fn a_refused_request_is_no_beginning() {
    let talk = Talk::of(
        1400,
        &[
            (S, b"220 mail\r\n"),
            (C, b"STARTTLS\r\n"),
            (S, b"454 not now\r\n"),
            (C, b"MAIL FROM:<a@b>\r\n"),
            (S, b"250 ok\r\n"),
        ],
    );
    assert_eq!(
        talk.other(),
        "10.0.0.2:443: text that begins with \"STARTTLS\""
    );
}

#[test]
fn in_the_other_direction_when_the_server_has_connected() {
    // FTP in active mode: the server connects, and the client sends the ClientHello
    let (_, flow) = Talk::of(1400, &[(S, &client_hello()), (C, &server_hello())]).one();
    assert_eq!(
        (flow.client.as_str(), flow.server.as_str()),
        ("10.0.0.2:443", "10.0.0.1:50000")
    );
    assert_eq!(flow.streams, [client_hello(), server_hello()]);
}

#[test]
fn what_is_not_tls_is_named() {
    type Said<'a> = &'a [(Side, &'a [u8])];
    let cases: [(Said<'_>, &str); 6] = [
        (
            &[(C, b"GET / HTTP/1.1\r\n\r\n"), (S, b"HTTP/1.1 200 OK\r\n")],
            "HTTP in the clear",
        ),
        (&[(S, b"SSH-2.0-OpenSSH_9\r\n")], "SSH"),
        (
            &[(C, b"hello \x07\r\n")],
            "bytes that begin with 68656c6c6f20070d0a",
        ),
        (&[(C, b"hello\r\n")], "text that begins with \"hello\""),
        (
            &[(C, b"\x16\x02\x01\x00\x05")],
            "bytes that begin with 1602010005",
        ),
        (&[(C, b"\x16\x03\x01")], "bytes that begin with 160301"),
    ];
    for (turns, expected) in cases {
        let said = Talk::of(1400, turns).other();
        assert_eq!(said, format!("10.0.0.2:443: {expected}"));
    }
    // a connection that carries nothing is not worth a word
    let mut talk = Talk::new(1);
    talk.segs.push(server(PEER + 1, ISN + 1, RST | ACK, b""));
    assert_eq!(found(&talk.file()), (vec![], vec![]));
}

#[test]
fn long_talk_without_tls_is_given_up() {
    let mut talk = Talk::new(1400);
    for _ in 0..100 {
        talk.say(C, &[b'x'; 1000]);
        talk.say(S, b"\r\n");
    }
    talk.say(C, &client_hello());
    assert!(talk.other().contains("text that begins"));
}

/// A connection in its middle: the segments from this one on.
fn from(talk: &Talk, segment: usize) -> (Vec<(String, Flow)>, Vec<String>) {
    let segs = &talk.segs[segment..];
    found(&pcap(Order::Little, true, 101, &frames(101, segs)))
}

#[test]
fn without_the_beginning_tls_is_found_by_its_records() {
    let data = record(23, &[5; 300]);
    let turns = [
        (C, client_hello()),
        (S, server_hello()),
        (C, data.clone()),
        (S, data.clone()),
    ];
    let mut talk = Talk::new(1400);
    for (side, bytes) in &turns {
        talk.say(*side, bytes);
    }
    // SYN and SYN/ACK are missing
    let (mut found, _) = from(&talk, 2);
    let (opening, flow) = found.remove(0);
    assert_eq!(
        (opening.as_str(), flow.from_start),
        ("with the first byte", false)
    );
    assert_eq!(flow.streams[0], [client_hello(), data.clone()].concat());
    // the ClientHello too: it is a server that sends a ServerHello
    let (mut found, _) = from(&talk, 3);
    let (opening, flow) = found.remove(0);
    assert_eq!(opening, "before the capture: its ClientHello is missing");
    assert_eq!(flow.client, "10.0.0.1:50000");
    assert_eq!(flow.streams[1], [server_hello(), data.clone()].concat());
    assert_eq!(flow.streams[0], data);
}

#[test]
fn without_the_beginning_a_stream_begins_with_a_whole_record() {
    let data = record(23, &[5; 300]);
    let mut talk = Talk::new(100);
    talk.say(C, &data);
    talk.say(S, &data);
    talk.say(C, &data);
    talk.say(S, &data);
    // the first segment that is left is the second of its record
    let (mut found, others) = from(&talk, 3);
    assert!(others.is_empty());
    let (_, flow) = found.remove(0);
    assert_eq!(flow.streams, [data.clone(), [data.clone(), data].concat()]);
}

#[test]
fn a_lost_client_hello_leaves_the_rest() {
    let mut talk = Talk::of(1400, &[(C, &client_hello()), (S, &server_hello())]);
    talk.say(C, &record(22, &[16; 200]));
    talk.segs.remove(2);
    let (opening, flow) = talk.one();
    assert_eq!(opening, "before the capture: its ClientHello is missing");
    assert_eq!(flow.streams, [record(22, &[16; 200]), server_hello()]);
}

#[test]
fn a_late_client_hello_comes_first() {
    let mut talk = Talk::of(1400, &[(C, &client_hello()), (S, &server_hello())]);
    talk.segs.swap(2, 3);
    let (opening, flow) = talk.one();
    assert_eq!(opening, "with the first byte");
    assert_eq!(flow.streams, [client_hello(), server_hello()]);
}

#[test]
fn every_recorded_session_is_found() {
    let mut files: Vec<_> = std::fs::read_dir("tests/data/captures")
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "pcapng"))
        .collect();
    files.sort();
    assert!(files.len() > 12);
    for path in files {
        let (found, others) = found(&std::fs::read(&path).unwrap());
        let resumed = path.to_str().unwrap().contains("resumed");
        assert_eq!(found.len(), if resumed { 2 } else { 1 }, "{path:?}");
        assert!(others.is_empty());
        for (opening, flow) in found {
            assert_eq!(opening, "with the first byte");
            assert_eq!((flow.missing, flow.differing), ([0, 0], 0));
            assert_eq!(flow.streams[0][..2], [22, 3]);
            assert_eq!(flow.closed.len(), 2, "{path:?}");
        }
    }
}
