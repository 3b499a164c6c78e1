//! A key log in a file says what the same log in memory says.

use premaster::capture::secrets::{KeyLog, Logged, Unread};
use proptest::prelude::*;
use std::fs::File;
use std::io::Write;

/// The same lines in memory and in a file, and which of them cannot be read.
fn both(text: &[u8]) -> ([KeyLog; 2], [Vec<Unread>; 2]) {
    let (memory, in_file) = (KeyLog::default(), KeyLog::default());
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text).unwrap();
    let unread = [
        memory.add(&String::from_utf8_lossy(text)),
        in_file.add_file(File::open(file.path()).unwrap()).unwrap(),
    ];
    ([memory, in_file], unread)
}

fn digits(byte: u8, len: usize) -> String {
    format!("{byte:02x}").repeat(len)
}

/// What both say of the connection with this client random and encrypted pre-master secret.
fn logged(logs: &[KeyLog; 2], random: u8, encrypted: Option<u8>) -> Logged {
    let encrypted = encrypted.map(|byte| [byte; 256]);
    let [memory, in_file] = logs.each_ref().map(|log| {
        let encrypted = encrypted.as_ref().map(|it| &it[..]);
        (
            log.logged(&[random; 32], encrypted),
            log.has_tls13(&[random; 32]),
        )
    });
    assert_eq!(memory, in_file, "{random}");
    in_file.0
}

#[test]
fn each_label_leads_to_its_secret() {
    let text = format!(
        "# comment\r\n\nCLIENT_RANDOM {r1} {s1}\r\nRSA {e3} {s3}\nPMS_CLIENT_RANDOM {r2} {s2}\n\
         CLIENT_TRAFFIC_SECRET_0 {r4} {s1}\nCLIENT_RANDOM {r1} {s2}",
        r1 = digits(1, 32),
        r2 = digits(2, 32),
        r4 = digits(4, 32),
        e3 = digits(3, 8),
        s1 = digits(0x51, 48),
        s2 = digits(0x52, 48),
        s3 = digits(0x53, 48),
    );
    let (logs, unread) = both(text.as_bytes());
    assert_eq!(unread, [[], []]);
    // of two lines about the same, the later one counts
    let master = Some([0x52; 48]);
    assert_eq!(logged(&logs, 1, None).master, master);
    assert_eq!(logged(&logs, 2, Some(3)).pre_master, Some([0x52; 48]));
    assert_eq!(logged(&logs, 9, Some(3)).pre_master, Some([0x53; 48]));
    assert_eq!(logged(&logs, 9, Some(1)), Logged::default());
    assert_eq!(logged(&logs, 9, None), Logged::default());
    assert!(logs[1].has_tls13(&[4; 32]) && !logs[1].has_tls13(&[1; 32]));
    assert!(!logs[1].is_empty());
}

#[test]
fn lines_that_cannot_be_read_are_told_by_number() {
    let long = "x".repeat(5000);
    let good = format!("CLIENT_RANDOM {} {}", digits(1, 32), digits(2, 48));
    let text = format!("{good}\nCLIENT_RANDOM 12 34\n{long}\n\u{fffd} 1 2\n{good}\n");
    let (logs, [memory, in_file]) = both(text.as_bytes());
    let numbers = |unread: &[Unread]| unread.iter().map(|it| it.line).collect::<Vec<_>>();
    assert_eq!(numbers(&memory), [2, 3, 4]);
    assert_eq!(numbers(&in_file), [2, 3, 4]);
    let reason = in_file[1].reason.to_string();
    assert_eq!(
        reason,
        "expected a line of at most 1024 bytes, got a longer one"
    );
    assert_eq!(logged(&logs, 1, None).master, Some([2; 48]));
    // of a file that is something else, not every line is told
    let (_, unread) = both(&b"x\n".repeat(5000));
    assert_eq!(unread.map(|it| it.len()), [100, 100]);
}

#[test]
fn a_clone_knows_what_is_added_later() {
    let log = KeyLog::default();
    let clone = log.clone();
    assert!(clone.is_empty());
    log.add(&format!(
        "CLIENT_RANDOM {} {}",
        digits(1, 32),
        digits(2, 48)
    ));
    assert_eq!(clone.logged(&[1; 32], None).master, Some([2; 48]));
}

proptest! {
    #[test]
    fn a_log_in_a_file_says_the_same(
        lines in prop::collection::vec((0..6_usize, 0..5_u8, any::<u8>(), 0..3_usize), 0..40),
    ) {
        let mut text = String::new();
        for (label, about, secret, end) in lines {
            let labels = ["CLIENT_RANDOM", "PMS_CLIENT_RANDOM", "RSA", "EXPORTER_SECRET", "OTHER", "# "];
            let len = if label == 2 { 8 } else { 32 };
            let (about, secret) = (digits(about, len), digits(secret, 48));
            text += &format!("{} {about} {secret}{}", labels[label], ["\n", "\r\n", " \n\n"][end]);
        }
        let (logs, [memory, in_file]) = both(text.as_bytes());
        prop_assert_eq!(memory, in_file);
        prop_assert_eq!(logs[0].is_empty(), logs[1].is_empty());
        for random in 0..6 {
            for encrypted in [None, Some(random), Some(random ^ 1)] {
                logged(&logs, random, encrypted);
            }
        }
    }
}
