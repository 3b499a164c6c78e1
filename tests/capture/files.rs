//! Capture files of every form give the same packets.

use crate::build::{ACK, Frame, Order, Pcapng, client, frames, pcap};
use crate::reading::{items, read};
use flate2::Compression;
use flate2::read::GzEncoder;
use premaster::capture::{CaptureFile, Item};
use std::io::{self, Read};

const ETHERNET: u16 = 1;

fn some_frames() -> Vec<Frame> {
    let segs: Vec<_> = (0..5_u32)
        .map(|n| {
            let payload = vec![n as u8; 3 * n as usize];
            client(n, 1, ACK, &payload).at(1_700_000_000_123_456_000 + u64::from(n))
        })
        .collect();
    frames(ETHERNET, &segs)
}

/// Times as a file in microseconds has them.
fn rounded(frames: Vec<Frame>) -> Vec<Frame> {
    let rounded = |(at, bytes, len)| (at / 1000 * 1000, bytes, len);
    frames.into_iter().map(rounded).collect()
}

#[test]
fn pcap_in_both_byte_orders_and_resolutions() {
    for order in [Order::Little, Order::Big] {
        let file = pcap(order, true, ETHERNET, &some_frames());
        let (packets, _, error) = items(&file);
        assert!(error.is_none(), "{error:?}");
        assert_eq!(packets, read(ETHERNET, &some_frames()));
        let file = pcap(order, false, ETHERNET, &some_frames());
        assert_eq!(
            items(&file).0,
            read(ETHERNET, &rounded(some_frames())),
            "{order:?}"
        );
    }
}

#[test]
fn the_modified_form_of_pcap_has_longer_headers() {
    let mut file = pcap(Order::Little, false, ETHERNET, &[]);
    file[..4].copy_from_slice(&0xa1b2_cd34_u32.to_le_bytes());
    for (at, bytes, len) in some_frames() {
        let seconds = (at / 1_000_000_000) as u32;
        let micros = (at % 1_000_000_000 / 1000) as u32;
        for field in [seconds, micros, bytes.len() as u32, len, 2, 0] {
            file.extend(field.to_le_bytes());
        }
        file.extend(bytes);
    }
    let (packets, _, error) = items(&file);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(packets, read(ETHERNET, &rounded(some_frames())));
}

#[test]
fn the_length_of_a_check_sequence_is_no_part_of_the_link_type() {
    let mut file = pcap(Order::Little, false, ETHERNET, &some_frames());
    file[23] = 0x44;
    assert_eq!(items(&file).0[0].1, ETHERNET);
}

#[test]
fn pcapng_with_sections_interfaces_and_every_kind_of_packet() {
    for (first, second) in [(Order::Little, Order::Big), (Order::Big, Order::Little)] {
        let mut file = Pcapng::new(first);
        file.interface(ETHERNET, 0, &[]);
        let nanoseconds = (9, vec![9]);
        file.interface(101, 0, std::slice::from_ref(&nanoseconds));
        file.packet(0, 5, b"abcde", 5);
        file.packet(1, 6, b"fg", 20);
        file.block(0x0bad, b"a custom block is passed over");
        file.block(4, &[0; 4]);
        file.simple(b"simple", 6);
        file.secrets(0x544c_534b, b"CLIENT_RANDOM 00 11\n");
        file.secrets(0x5747_4b4c, b"of another program");
        file.section(second);
        let offset = match second {
            Order::Little => 100_i64.to_le_bytes(),
            Order::Big => 100_i64.to_be_bytes(),
        };
        file.interface(
            113,
            4,
            &[
                (2, b"lo".to_vec()),
                (9, vec![0x80 | 4]),
                (14, offset.to_vec()),
            ],
        );
        file.obsolete(0, 24, b"old", 3);
        file.simple(b"snap", 9);
        let (packets, logs, error) = items(&file.bytes);
        assert!(error.is_none(), "{error:?}");
        let expected = [
            (5_000, ETHERNET, b"abcde".to_vec(), 5),
            (6, 101, b"fg".to_vec(), 20),
            (6, ETHERNET, b"simple".to_vec(), 6),
            (101_500_000_000, 113, b"old".to_vec(), 3),
            (101_500_000_000, 113, b"snap".to_vec(), 9),
        ];
        assert_eq!(packets, expected);
        assert_eq!(logs, ["CLIENT_RANDOM 00 11\n"]);
    }
}

#[test]
fn key_logs_embedded_by_wireshark_are_handed_out() {
    for name in ["tls12-resumed", "tls12-ecdhe-gcm"] {
        let folder = "tests/data/captures";
        let file = std::fs::read(format!("{folder}/{name}.dsb.pcapng")).unwrap();
        let plain = std::fs::read(format!("{folder}/{name}.pcapng")).unwrap();
        let keys = std::fs::read_to_string(format!("{folder}/{name}.keys")).unwrap();
        let (packets, logs, error) = items(&file);
        assert!(error.is_none(), "{error:?}");
        assert_eq!(logs, [keys]);
        assert_eq!(packets, items(&plain).0);
        assert!(packets.len() > 10);
    }
}

#[test]
fn gzip_is_unpacked() {
    let file = pcap(Order::Little, true, ETHERNET, &some_frames());
    let (one, two) = file.split_at(100);
    // two members, one after the other (RFC 1952 §2.2)
    let mut packed = Vec::new();
    for part in [one, two] {
        GzEncoder::new(part, Compression::fast())
            .read_to_end(&mut packed)
            .unwrap();
    }
    assert_eq!(items(&packed).0, read(ETHERNET, &some_frames()));
    let (packets, _, error) = items(&packed[..packed.len() - 30]);
    assert!(packets.len() < some_frames().len());
    let error = error.unwrap().to_string();
    assert!(error.contains("ends in the middle"), "{error}");
    // the check sum of the last member
    let at = packed.len() - 6;
    packed[at] ^= 0xff;
    let error = items(&packed).2.unwrap().to_string();
    assert!(error.contains("gzip"), "{error}");
}

/// One byte at a time, as a slow pipe gives them.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer.len().min(1).min(self.0.len());
        self.0.read(&mut buffer[..len])
    }
}

#[test]
fn a_slow_source_gives_the_same() {
    let mut file = Pcapng::new(Order::Big);
    file.interface(ETHERNET, 0, &[(9, vec![9])]);
    for (at, bytes, len) in some_frames() {
        file.packet(0, at, &bytes, len);
    }
    for bytes in [
        file.bytes,
        pcap(Order::Little, true, ETHERNET, &some_frames()),
    ] {
        let mut packets = Vec::new();
        crate::reading::each(Slow(&bytes), |item| {
            if let Item::Packet(it) = item {
                packets.push((it.at, it.link.0, it.bytes.to_vec(), it.len));
            }
        })
        .unwrap();
        assert_eq!(packets, read(ETHERNET, &some_frames()));
    }
}

/// A source that must not be asked for more than the packets that are wanted.
#[test]
fn a_packet_is_given_before_the_next_is_there() {
    struct Growing<'a>(&'a [u8], bool);
    impl Read for Growing<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(!self.0.is_empty() || !self.1, "nothing more is there yet");
            self.0.read(buffer)
        }
    }
    let file = pcap(Order::Little, true, ETHERNET, &some_frames());
    let mut file = CaptureFile::open(Growing(&file, true)).unwrap();
    for _ in some_frames() {
        assert!(matches!(file.next_item(), Ok(Some(Item::Packet(_)))));
    }
}

#[test]
fn a_system_error_is_passed_on() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let file = pcap(Order::Little, true, ETHERNET, &some_frames());
    let error = crate::reading::each((&file[..200]).chain(Broken), |_| {}).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the capture cannot be read: the disk is gone"
    );
}
