//! The script of `print --format shell`: OpenSSL computes every derived value of a run again.
//!
//! Without `openssl` these tests say that they are skipped; with `CI` set in the environment they
//! fail instead.
#![cfg(unix)]

use crate::peers::{say_skipped, there};
use crate::running::{classic, only, run, run_with, script, script_with, which, with_path};
use premaster::protocol::{SUITES, Suite};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Outcome, Side, ValueName};
use std::process::{Command, Stdio};

const SEEDS: [u64; 20] = [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    42,
    1138,
    65_537,
    0xffff_ffff,
    1 << 32,
    1 << 53,
    1 << 63,
    u64::MAX - 1,
    u64::MAX,
];

/// Every fourth seed, from one of the first four on.
fn five_seeds(suite: &'static Suite, first: usize) {
    if !there("openssl") {
        return;
    }
    for (i, seed) in SEEDS.into_iter().enumerate().skip(first).step_by(4) {
        // data of many lengths, so that every length of padding comes up
        let mut scenario = Scenario::builtin(
            "classic",
            Overrides {
                suite: Some(suite),
                ..Overrides::seed(seed)
            },
        )
        .unwrap();
        for (before, message) in scenario.messages.iter_mut().enumerate() {
            message.text = "m".repeat(1 + i + 2 * before);
        }
        let trace = simulate(&scenario);
        assert_eq!(*trace.outcome(), Outcome::Established);
        let said = run(&script(&trace));
        said.reproduces(&trace);
        // 30 derived values, the encryption block, and three for each of two certificates; what is
        // sent as data is decrypted, too
        assert!(said.counts().0 >= 37, "{:?}", said.counts());
    }
}

// a test for each suite, so that they run at once

#[test]
fn five_seeds_of_aes_128_cbc_sha256() {
    five_seeds(&SUITES[0], 0);
}

#[test]
fn five_seeds_of_aes_256_cbc_sha256() {
    five_seeds(&SUITES[1], 1);
}

#[test]
fn five_seeds_of_aes_128_cbc_sha() {
    five_seeds(&SUITES[2], 2);
}

#[test]
fn five_seeds_of_aes_256_cbc_sha() {
    five_seeds(&SUITES[3], 3);
}

#[test]
fn every_scenario_is_reproduced() {
    if !there("openssl") {
        return;
    }
    for listed in Scenario::list() {
        let scenario = Scenario::builtin(listed.name, Overrides::seed(1)).unwrap();
        println!("{}", listed.name);
        let trace = simulate(&scenario);
        let key = &scenario.server.identity.key;
        let said = run(&script_with(&trace, Some(key)));
        said.reproduces(&trace);
        // also where the server gave up before it had decrypted anything
        let sealed = (trace.values().iter()).any(|v| v.name == ValueName::EncryptedPreMasterSecret);
        let opened = said.names("ok").contains(&"encryption_block".to_owned());
        let impossible = said.lines.iter().any(|line| line.starts_with("not reprod"));
        // an impostor has no key that decrypts
        if !trace.is_impostor(Side::Server) {
            assert_eq!((opened, impossible), (sealed, false), "{}", listed.name);
        }
    }
}

#[test]
fn without_the_right_private_key_it_says_so() {
    if !there("openssl") {
        return;
    }
    let scenario = Scenario::builtin("client-revoked", Overrides::seed(1)).unwrap();
    let trace = simulate(&scenario);
    let other = premaster::pki::demo::private_key("client.key");
    let why = "not reproducible here: encryption_block: it takes the private key that belongs to \
               the certificate, and this run does not contain it";
    // without another one it takes the one of the run, which the server has had from the start
    for (key, missing) in [(None, false), (Some(&*other), true)] {
        let said = run(&script_with(&trace, key));
        said.reproduces(&trace);
        let told = said.lines.iter().any(|line| line == why);
        assert_eq!(told, missing, "{:?}", said.lines);
    }
}

#[test]
fn data_in_several_records_is_reproduced() {
    if !there("openssl") {
        return;
    }
    let message = Some("long ".repeat(8000));
    let trace = classic(Overrides {
        message,
        ..Overrides::seed(7)
    });
    run(&script(&trace)).reproduces(&trace);
}

#[test]
fn a_run_without_common_suite_has_nothing_to_reproduce() {
    if !there("openssl") {
        return;
    }
    let mut scenario = Scenario::builtin("classic", Overrides::seed(3)).unwrap();
    scenario.client.suites = vec![&SUITES[0]];
    scenario.server.suites = vec![&SUITES[3]];
    let trace = simulate(&scenario);
    assert!(matches!(*trace.outcome(), Outcome::Failed { .. }));
    let said = run(&script(&trace));
    said.reproduces(&trace);
    assert_eq!(said.counts(), (0, 0));
    assert!(said.names("read").contains(&"client_random".to_owned()));
}

#[test]
fn an_expired_certificate_has_valid_signatures() {
    if !there("openssl") {
        return;
    }
    let trace = classic(Overrides {
        clock: Some("1999-01-01".parse().unwrap()),
        ..Overrides::seed(3)
    });
    assert!(matches!(*trace.outcome(), Outcome::Failed { .. }));
    let said = run(&script(&trace));
    said.reproduces(&trace);
    // three for each of two certificates and two revocation lists
    assert_eq!(said.counts(), (12, 0));
    let valid = |line: &&String| line.contains("_signature ") && line.ends_with("  valid");
    assert_eq!(said.lines.iter().filter(valid).count(), 4);
}

#[test]
fn every_shell_and_every_set_of_tools_says_the_same() {
    if !there("openssl") {
        return;
    }
    let trace = classic(Overrides::seed(42));
    let script = script(&trace);
    let expected = run(&script).lines;
    for shell in [
        &["dash"][..],
        &["bash", "--posix"],
        &["busybox", "sh"],
        &["ksh"],
        &["yash"],
    ] {
        if which(shell[0]).is_some() {
            let said = run_with(shell, &script);
            said.reproduces(&trace);
            assert_eq!(said.lines, expected, "{shell:?}");
        }
    }
    for digits in ["xxd", "od"] {
        // od is part of every Unix
        if digits == "xxd" && !there(digits) {
            continue;
        }
        let dir = tempfile::tempdir().unwrap();
        only(&["openssl", "mktemp", "rm", digits], dir.path());
        let said = with_path(dir.path(), &script);
        said.reproduces(&trace);
        assert_eq!(said.lines, expected, "{digits}");
    }
}

#[test]
fn a_missing_tool_is_named() {
    if !there("openssl") {
        return;
    }
    let script = script(&classic(Overrides::seed(1)));
    let mut found: Vec<&str> = Vec::new();
    for (tool, named) in [
        ("openssl", "openssl"),
        ("mktemp", "mktemp"),
        ("rm", "rm"),
        ("od", "xxd or od"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        only(&found, dir.path());
        let said = with_path(dir.path(), &script);
        assert_eq!((said.code, said.lines.len()), (2, 0), "{tool}");
        assert!(said.errors.contains(named), "{tool}: {}", said.errors);
        found.push(tool);
    }
}

#[test]
fn nothing_is_left_behind() {
    if !there("openssl") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), script(&classic(Overrides::seed(1)))).unwrap();
    let status = Command::new("sh")
        .arg(file.path())
        .env("TMPDIR", dir.path())
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

/// What is left in the directory for temporary files after a script whose output goes on as `into` says.
fn left_behind(shell: &str, into: &str) -> (Option<i32>, String, usize) {
    let dir = tempfile::tempdir().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), script(&classic(Overrides::seed(1)))).unwrap();
    let output = Command::new("sh")
        .args(["-c", &format!("{shell} \"$1\" {into}"), "sh"])
        .arg(file.path())
        .env("TMPDIR", dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
    // the reader of a pipe ends before the script does
    let mut left = 1;
    for _ in 0..200 {
        left = std::fs::read_dir(dir.path()).unwrap().count();
        if left == 0 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    (output.status.code(), said, left)
}

#[test]
fn nothing_is_left_behind_when_the_reader_has_seen_enough() {
    if !there("openssl") {
        return;
    }
    for shell in ["sh", "dash", "bash", "ksh", "yash"] {
        if which(shell).is_some() {
            let (_, said, left) = left_behind(shell, "| head -n 3");
            assert_eq!((left, said.lines().count()), (0, 3), "{shell}: {said}");
        }
    }
}

#[test]
fn output_that_is_lost_is_an_error() {
    if !there("openssl") {
        return;
    }
    if !std::path::Path::new("/dev/full").exists() {
        say_skipped("there is no /dev/full");
        return;
    }
    for shell in ["sh", "dash", "bash", "ksh", "yash"] {
        if which(shell).is_some() {
            let (code, said, left) = left_behind(shell, ">/dev/full");
            assert_eq!((code, left), (Some(2), 0), "{shell}: {said}");
            assert_eq!(said, "the lines could not all be written\n", "{shell}");
        }
    }
}

#[test]
fn a_name_cannot_become_a_command() {
    let mut scenario = Scenario::builtin("classic", Overrides::seed(1)).unwrap();
    scenario.name = "x\necho owned\r\n$(echo owned)\u{85}`echo owned`".into();
    let trace = simulate(&scenario);
    let text = script(&trace);
    let owned: Vec<&str> = text.lines().filter(|l| l.contains("owned")).collect();
    assert_eq!(owned.len(), 1);
    assert!(owned[0].starts_with("# The run "), "{owned:?}");
}

#[test]
fn the_program_prints_it_whole_and_for_a_step() {
    if !there("openssl") {
        return;
    }
    let printed = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_premaster"))
            .args(["print", "--format", "shell", "--seed", "42"])
            .args(["--clock", "2026-11-21T00:21:43Z"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let trace = classic(Overrides {
        clock: Some("2026-11-21T00:21:43Z".parse().unwrap()),
        ..Overrides::seed(42)
    });
    let key = premaster::pki::demo::private_key("server.key");
    assert_eq!(printed(&[]), script_with(&trace, Some(&key)));
    let step = trace
        .steps()
        .iter()
        .find(|s| s.key() == "derive_master_secret");
    let said = run(&printed(&[
        "--step",
        &(step.unwrap().index + 1).to_string(),
    ]));
    assert_eq!(said.code, 0, "{}", said.errors);
    let ok = said.names("ok");
    assert_eq!(ok.last().unwrap(), "master_secret");
    assert!(!ok.contains(&"key_block".to_owned()), "{ok:?}");
}
