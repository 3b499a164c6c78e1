//! `--sandbox`: what a stranger is given writes no file, opens no socket and reads none of the files that are typed.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the program in a folder of its own, as a stranger's home, with something typed.
fn run(home: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_premaster"))
        .args(arguments)
        .current_dir(home)
        .env("HOME", home)
        .env_remove("XDG_DATA_HOME")
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_RUNTIME_DIR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // a program that has already refused reads nothing
    let _ = program.stdin.take().unwrap().write_all(typed.as_bytes());
    program.wait_with_output().unwrap()
}

fn is_empty(home: &Path) -> bool {
    fs::read_dir(home).unwrap().next().is_none()
}

#[test]
fn what_would_write_or_connect_is_refused() {
    for arguments in [
        &["print", "--sandbox", "-o", "run.txt"][..],
        &["bundle", "--sandbox", "class", "classic"],
        &["connect", "--sandbox", "127.0.0.1:1", "--headless"],
        &["serve", "--sandbox", "--headless"],
        &["--sandbox", "--screenshot", "screen.svg"],
    ] {
        let home = tempfile::tempdir().unwrap();
        let done = run(home.path(), arguments, "");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(!done.status.success(), "{arguments:?}");
        assert!(
            said.to_lowercase().contains("in a sandbox"),
            "{arguments:?}: {said}"
        );
        assert!(is_empty(home.path()), "{arguments:?}");
    }
}

#[test]
fn a_lesson_can_be_done_and_nothing_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let typed = "?\nskip\nskip\nquit\n";
    let done = run(
        home.path(),
        &["lesson", "handshake", "--plain", "--sandbox"],
        typed,
    );
    assert!(done.status.success(), "{done:?}");
    assert!(is_empty(home.path()), "something was kept");
    // without the sandbox it is
    let done = run(home.path(), &["lesson", "handshake", "--plain"], typed);
    assert!(done.status.success(), "{done:?}");
    assert!(!is_empty(home.path()));
}

#[test]
fn no_file_that_is_typed_is_read_or_written() {
    let home = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let secret = other.path().join("secret.toml");
    fs::write(&secret, "word = \"swordfish\"\n").unwrap();
    let typed = format!(
        "open {}\nexport text run.txt\nopen mutual\nrun\nquit\n",
        secret.display()
    );
    let done = run(home.path(), &["--plain", "--sandbox"], &typed);
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{done:?}");
    assert!(
        !said.contains("swordfish") && !said.contains("word ="),
        "{said}"
    );
    assert!(said.contains("in a sandbox no file is written"), "{said}");
    assert!(
        said.contains("mutual"),
        "scenarios of the program can be opened: {said}"
    );
    assert!(is_empty(home.path()));
}
