//! The program in a real pseudo-terminal: keys, signals, sizes, idleness. `tests/terminal/drive.py`
//! does the driving; it needs Python 3 and a Unix.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(unix)]

use std::path::Path;
use std::process::Command;

#[test]
fn the_terminal_is_always_given_back_whole() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terminal/drive.py");
    let driven = Command::new("python3")
        .arg(script)
        .arg(env!("CARGO_BIN_EXE_premaster"))
        .output();
    let driven = match driven {
        Ok(driven) => driven,
        Err(error) if std::env::var_os("CI").is_none() => {
            println!("skipped: python3 drives the terminal, and there is none ({error})");
            return;
        }
        Err(error) => panic!("python3 is needed to drive the terminal: {error}"),
    };
    let told = String::from_utf8_lossy(&driven.stdout);
    let complaint = String::from_utf8_lossy(&driven.stderr);
    assert!(driven.status.success(), "{told}{complaint}");
    assert!(told.contains("all held"), "{told}{complaint}");
}
