//! Bytes that are pasted, in the forms of the programs that write them.

use premaster::capture::paste::{self, What};
use premaster::protocol::Side;
use premaster::text::hex;
use std::fmt::Write;

/// A ClientHello in a record, of 61 bytes: one full line of every form and one that is not.
fn hello() -> Vec<u8> {
    let body = [&[3, 3][..], &[0x5a; 32], &[0, 0, 4, 0, 0x2f, 0, 0xff, 1, 0]].concat();
    let body = [&body[..], &[0, 9, 0, 0x17, 0, 0, 0xff, 1, 0, 1, 0]].concat();
    let message = [&[1, 0, 0, body.len() as u8], &body[..]].concat();
    [&[0x16, 3, 1, 0, message.len() as u8], &message[..]].concat()
}

/// Bytes in pairs of digits with something between them.
fn pairs(bytes: &[u8], before: &str, between: &str) -> String {
    let pairs = bytes.iter().map(|byte| format!("{before}{byte:02x}"));
    pairs.collect::<Vec<_>>().join(between)
}

fn letters(line: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0x20..0x7f => char::from(*byte),
        _ => '.',
    };
    line.iter().map(letter).collect()
}

/// A dump with offsets: `line` writes the bytes of a line after its offset.
fn lines(bytes: &[u8], line: impl Fn(usize, &[u8]) -> String) -> String {
    let mut out = String::new();
    for (number, bytes) in bytes.chunks(16).enumerate() {
        writeln!(out, "{}", line(number * 16, bytes)).unwrap();
    }
    out
}

fn xxd(bytes: &[u8]) -> String {
    lines(bytes, |at, line| {
        let groups: Vec<String> = line.chunks(2).map(hex).collect();
        format!("{at:08x}: {:39}  {}", groups.join(" "), letters(line))
    })
}

fn hexdump(bytes: &[u8]) -> String {
    let mut out = lines(bytes, |at, line| {
        let (left, right) = line.split_at(line.len().min(8));
        let halves = format!("{}  {}", pairs(left, "", " "), pairs(right, "", " "));
        format!("{at:08x}  {halves:48}  |{}|", letters(line))
    });
    writeln!(out, "{:08x}", bytes.len()).unwrap();
    out
}

fn wireshark(bytes: &[u8]) -> String {
    lines(bytes, |at, line| {
        format!("{at:04x}   {:47}   {}", pairs(line, "", " "), letters(line))
    })
}

fn debug(bytes: &[u8]) -> String {
    let head = format!(
        "write to 0x55d0 [0x55d1] ({0} bytes => {0} (0x{0:x}))\n",
        bytes.len()
    );
    head + &lines(bytes, |at, line| {
        let (left, right) = line.split_at(line.len().min(8));
        let halves = format!("{}-{}", pairs(left, "", " "), pairs(right, "", " "));
        format!("{at:04x} - {halves:47}   {}", letters(line))
    })
}

fn msg(arrow: &str, record: &[u8]) -> String {
    let (header, message) = record.split_at(5);
    let mut out = format!(
        "{arrow} TLS 1.0, RecordHeader [length 0005]\n    {}\n",
        pairs(header, "", " ")
    );
    writeln!(out, "{arrow} TLS 1.2, Handshake [length 0001], Message").unwrap();
    for line in message.chunks(16) {
        writeln!(out, "    {}", pairs(line, "", " ")).unwrap();
    }
    out
}

/// What is read of a dump as one record of a client.
fn read(dump: &str) -> Vec<u8> {
    let pasted = paste::read(dump.as_bytes()).unwrap_or_else(|error| panic!("{error}: {dump}"));
    let [(from, record)] = &pasted.records[..] else {
        panic!("{} records: {dump}", pasted.records.len());
    };
    assert_eq!(*from, Side::Client, "{dump}");
    record.clone()
}

#[test]
fn a_record_is_read_in_every_usual_form() {
    // with letters that look like digits, and every length of the last line
    for extra in 0..16 {
        let mut hello = hello();
        let session = vec![b'a'; extra];
        hello.splice(44..44, session.iter().copied());
        hello[43] = extra as u8;
        hello[4] += extra as u8;
        hello[8] += extra as u8;
        let forms = [
            hex(&hello),
            hex(&hello).to_uppercase(),
            pairs(&hello, "", " "),
            pairs(&hello, "", ":"),
            pairs(&hello, "", "-"),
            pairs(&hello, "0x", ", "),
            format!("\"{}\"", pairs(&hello, "\\x", "")),
            format!(
                "unsigned char hello[] = {{\n  {}\n}};\nunsigned int hello_len = 61;\n",
                pairs(&hello, "0x", ", ")
            ),
            xxd(&hello),
            hexdump(&hello),
            wireshark(&hello),
            debug(&hello),
            format!(
                "CONNECTED(00000003)\n{}---\nServer certificate\n",
                msg(">>>", &hello)
            ),
            // of a server, which reads it
            msg("<<<", &hello),
        ];
        for form in forms {
            assert_eq!(hex(&read(&form)), hex(&hello), "{form}");
        }
        assert_eq!(
            paste::read(&hello).unwrap().records[0].1,
            hello,
            "the bytes themselves"
        );
    }
}

#[test]
fn both_directions_of_a_session_are_told_apart() {
    let hello = hello();
    let done = [0x16, 3, 3, 0, 4, 14, 0, 0, 0];
    let session = format!("{}{}", msg(">>>", &hello), msg("<<<", &done));
    for dump in [
        session,
        format!("{}\n{}", hex(&hello), hex(&done)),
        xxd(&hello) + &xxd(&done),
    ] {
        let pasted = paste::read(dump.as_bytes()).unwrap();
        let expected = [(Side::Client, hello.clone()), (Side::Server, done.to_vec())];
        assert_eq!(pasted.records, expected, "{dump}");
        assert_eq!(pasted.what, What::Records);
    }
}

#[test]
fn what_openssl_shows_decrypted_is_left_out() {
    let header = ">>> TLS 1.2, RecordHeader [length 0005]\n    16 03 03 00 40\n";
    let finished = ">>> TLS 1.2, Handshake [length 0010], Finished\n    14 00 00 0c 01 02 03 04 05 06 07 08 09 0a 0b 0c\n";
    let dump = format!("{}{header}{finished}", msg(">>>", &hello()));
    assert_eq!(read(&dump), hello());
}

#[test]
fn messages_alerts_and_certificates_get_a_record() {
    let hello = hello();
    let pasted = paste::read(hex(&hello[5..]).as_bytes()).unwrap();
    assert_eq!(pasted.what, What::Messages);
    assert_eq!(pasted.records, [(Side::Client, hello)]);
    let pasted = paste::read(b"02 28").unwrap();
    assert_eq!(pasted.what, What::Alert);
    assert_eq!(
        pasted.records,
        [(Side::Server, vec![0x15, 3, 3, 0, 2, 2, 0x28])]
    );
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/certs");
    let pem = std::fs::read(format!("{folder}/server.pem")).unwrap();
    let der = premaster::pki::file::certificates(&pem)
        .unwrap()
        .remove(0)
        .der;
    for input in [pem, der.clone(), xxd(&der).into_bytes()] {
        let pasted = paste::read(&input).unwrap();
        assert_eq!(pasted.what, What::Certificate);
        let [(Side::Server, record)] = &pasted.records[..] else {
            panic!("one record");
        };
        // record, message, list and certificate each have a header
        assert_eq!(record[15..], der);
        assert_eq!(record[5], 11);
    }
}

#[test]
fn a_packet_as_wireshark_copies_it_is_opened() {
    let hello = hello();
    let ip_len = (40 + hello.len()) as u8;
    let ethernet = [&[0; 12][..], &[8, 0]].concat();
    let ip = [
        0x45, 0, 0, ip_len, 0, 0, 0x40, 0, 64, 6, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1,
    ];
    let tcp = [
        0x9c, 0x40, 1, 0xbb, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 2, 0, 0, 0, 0, 0,
    ];
    let packet = [&ethernet[..], &ip, &tcp, &hello].concat();
    assert_eq!(read(&wireshark(&packet)), hello);
    assert_eq!(read(&wireshark(&packet[14..])), hello);
}

#[test]
fn what_is_no_dump_is_named() {
    for (input, words) in [
        ("", "got nothing"),
        ("  \n", "got nothing"),
        ("16 03\nhello", "in line 2, got \"hello\""),
        ("16 03 0", "in line 1, got \"0\""),
        ("00 11 22 33", "got 4 bytes that begin with 00112233"),
        (
            "-----BEGIN CERTIFICATE-----\nMIIB\n",
            "the PEM block cannot be read",
        ),
    ] {
        let error = paste::read(input.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(words), "{input:?}: {error}");
    }
}

#[test]
fn no_beginning_of_a_dump_panics() {
    for dump in [
        xxd(&hello()),
        msg(">>>", &hello()),
        debug(&hello()),
        hexdump(&hello()),
    ] {
        for end in 0..=dump.len() {
            // what is cut off is read as far as it goes, or refused
            let _ = paste::read(&dump.as_bytes()[..end]);
        }
    }
    let odd = [
        "é+1",
        "0x",
        "0000  ",
        "{",
        ">>> é",
        "write to 0x\n0000 - ",
        "\u{feff}1",
    ];
    for dump in odd {
        let _ = paste::read(dump.as_bytes());
    }
}
