//! Captures that are cut off, damaged, or something else.

use crate::build::{ACK, Order, Pcapng, SYN, client, frames, pcap, server};
use crate::reading::{found, items};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A file in each format, with everything in it that is read.
fn files() -> Vec<Vec<u8>> {
    let segs = [
        client(1, 0, SYN, b""),
        server(7, 2, SYN | ACK, b""),
        client(
            2,
            8,
            ACK,
            b"\x16\x03\x01\x00\x30\x01\x00\x00\x2c\x03\x03 and so on",
        ),
        server(8, 40, ACK, b"\x16\x03\x03\x00\x30\x02\x00\x00\x2c\x03\x03"),
    ];
    let mut ng = Pcapng::new(Order::Little);
    ng.interface(1, 0, &[(9, vec![9])]);
    for (at, bytes, len) in frames(1, &segs) {
        ng.packet(0, at, &bytes, len);
        ng.simple(&bytes, len);
        ng.obsolete(0, at, &bytes, len);
    }
    ng.secrets(0x544c_534b, b"CLIENT_RANDOM 00 11\n");
    ng.block(0x0bad, b"custom");
    let mut big = Pcapng::new(Order::Big);
    big.interface(113, 0, &[]);
    for (at, bytes, len) in frames(113, &segs) {
        big.packet(0, at, &bytes, len);
    }
    vec![
        pcap(Order::Little, true, 1, &frames(1, &segs)),
        pcap(Order::Big, false, 276, &frames(276, &segs)),
        ng.bytes,
        big.bytes,
    ]
}

#[test]
fn a_file_that_is_cut_off_gives_what_comes_before() {
    for file in files() {
        let (whole, _, error) = items(&file);
        assert!(error.is_none());
        for len in 0..file.len() {
            let (packets, _, error) = items(&file[..len]);
            assert_eq!(packets, whole[..packets.len()], "{len}");
            // between two packets nothing tells that more should come
            let Some(error) = error else { continue };
            let said = error.to_string();
            let expected = match len {
                0 => "an empty file",
                1..4 => "expected a capture (pcap or pcapng), got ",
                _ => "ends in the middle",
            };
            assert!(said.contains(expected), "{len}: {said}");
        }
    }
}

#[test]
fn damage_does_no_harm() {
    let mut rng = ChaCha8Rng::seed_from_u64(13);
    let recorded = std::fs::read("tests/data/captures/tls12-resumed.dsb.pcapng").unwrap();
    for file in files().into_iter().chain([recorded]) {
        for _ in 0..400 {
            let mut damaged = file.clone();
            for _ in 0..rng.random_range(1..6) {
                let at = rng.random_range(0..damaged.len());
                damaged[at] = match rng.random_range(0..3) {
                    0 => rng.random(),
                    1 => damaged[at] ^ 1 << rng.random_range(0..8),
                    _ => 0xff,
                };
            }
            if let Some(error) = items(&damaged).2 {
                assert!(!error.to_string().is_empty());
            }
            found(&damaged);
        }
    }
}

fn said(file: &[u8]) -> String {
    items(file).2.unwrap().to_string()
}

#[test]
fn what_is_no_capture_is_named() {
    let expect = |file: &[u8], what: &str| {
        let said = said(file);
        assert_eq!(
            said,
            format!("expected a capture (pcap or pcapng), got {what}")
        );
    };
    let keys = std::fs::read("tests/data/captures/tls13.keys").unwrap();
    let log = "a key log: give the capture, and name the key log with `--keylog`";
    expect(&keys, log);
    let pem = std::fs::read("tests/data/captures/server.pem").unwrap();
    expect(&pem, "PEM, which holds certificates or keys");
    let toml = std::fs::read("assets/scenarios/classic.toml").unwrap();
    expect(&toml, "a scenario: `premaster --scenario FILE` opens it");
    expect(b"hello\n", "text");
    expect("Grüße".as_bytes(), "text");
    expect(&"Grüße".as_bytes()[..3], "text");
    expect(
        b"\x7fELF\x02\x01\x01\x00more",
        "a file that begins with the bytes 7f454c4602010100",
    );
    expect(
        b"\x28\xb5\x2f\xfd.....",
        "a file compressed with zstd: unpack it first",
    );
    let mut packed = Vec::new();
    let mut gzip = flate2::read::GzEncoder::new(&keys[..], flate2::Compression::fast());
    std::io::Read::read_to_end(&mut gzip, &mut packed).unwrap();
    expect(&packed, &format!("a gzip file of {log}"));
}

#[test]
fn lengths_that_lie_are_told_with_their_place() {
    let mut file = pcap(
        Order::Little,
        true,
        1,
        &[(0, vec![1; 10], 10), (0, vec![2; 10], 10)],
    );
    let second = 24 + 16 + 10;
    file[second + 8..second + 12].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
    assert_eq!(items(&file).0.len(), 1);
    assert_eq!(
        said(&file),
        "expected a packet or block of at most 1,048,576 bytes at byte 50 of the capture, got one of \
         2,147,483,663 bytes; what comes before it was read"
    );

    let mut file = Pcapng::new(Order::Little);
    file.interface(1, 0, &[]);
    file.packet(0, 0, b"abc", 3);
    let at = file.bytes.len();
    // more content than the block has
    file.packet(0, 0, b"abc", 3);
    let mut long = file.bytes.clone();
    long[at + 20] = 200;
    let block = format!(
        "the block of type 0x00000006 at byte {at} of the capture contradicts itself; what comes before it was read"
    );
    assert_eq!(said(&long), block);
    // two lengths that differ
    let mut two = file.bytes.clone();
    *two.last_mut().unwrap() = 1;
    assert_eq!(said(&two), block);
    // a block that is passed over
    let mut custom = Pcapng::new(Order::Little);
    custom.block(0x0bad, b"custom");
    let last = custom.bytes.len() - 4;
    custom.bytes[last] = 0;
    assert!(said(&custom.bytes).contains("0x00000bad"));
    // an interface that is not there
    file.packet(3, 0, b"abc", 3);
    assert!(said(&file.bytes).contains("names interface 3, but 1 interface was described"));
}
