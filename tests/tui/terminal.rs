//! The program in a real pseudo-terminal: keys, signals, sizes, idleness. `tests/tui/drive.py`
//! does the driving; it needs Python 3 and a Unix.
#![cfg(unix)]

use crate::peers::there;
use std::path::Path;
use std::process::Command;

#[test]
fn the_terminal_is_always_given_back_whole() {
    if !there("python3") {
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tui/drive.py");
    // random keys may write files
    let dir = tempfile::tempdir().unwrap();
    let driven = Command::new("python3")
        .current_dir(dir.path())
        .arg(script)
        .arg(env!("CARGO_BIN_EXE_premaster"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&driven.stdout);
    let complaint = String::from_utf8_lossy(&driven.stderr);
    assert!(driven.status.success(), "{told}{complaint}");
    assert!(told.contains("all held"), "{told}{complaint}");
}
