//! The other programs that tests compare with. Where one is missing the test says so and passes;
//! where `CI` is set every one must be there, and `.ci/run` installs them.
#![allow(dead_code, reason = "each room uses a part of it")]

use std::io::Write;
use std::process::Command;

/// Whether a program is installed.
pub fn there(program: &str) -> bool {
    // OpenSSL before version 3 knows no `--version`
    let question = match program {
        "openssl" => "version",
        _ => "--version",
    };
    answers(program, Command::new(program).arg(question))
}

/// Whether OpenSSL is installed together with RC4, which from version 3 on is in its legacy provider.
pub fn there_is_openssl_with_rc4() -> bool {
    const QUESTION: &str = "provider='-provider legacy -provider default'
        openssl list -providers >/dev/null 2>&1 || provider=
        openssl enc -rc4 -K 00 $provider </dev/null";
    let mut question = Command::new("sh");
    answers("openssl with RC4", question.args(["-c", QUESTION]))
}

/// Whether Python is installed together with a package.
pub fn there_is_python_with(package: &str) -> bool {
    let import = format!("import {package}");
    answers(
        &format!("python3 with the package {package}"),
        Command::new("python3").args(["-c", &import]),
    )
}

/// Mermaid, as one file for a browser, where `.ci/run` puts it; `None` without it or without a browser.
pub fn mermaid() -> Option<std::path::PathBuf> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/target/peers/mermaid.min.js");
    let found = there("chromium") && answers("mermaid", Command::new("test").args(["-f", file]));
    found.then(|| file.into())
}

/// Whether a question put to a peer is answered: the command runs and ends well.
pub fn answers(peer: &str, question: &mut Command) -> bool {
    let found = question.output().is_ok_and(|it| it.status.success());
    if !found {
        let demanded = std::env::var_os("CI").is_some();
        assert!(!demanded, "CI is set, so {peer} must be installed");
        say_skipped(&format!("{peer} is not installed"));
    }
    found
}

/// Says that the test that runs here is passed over, past the capture of the test harness.
pub fn say_skipped(why: &str) {
    say("skipped", why);
}

/// Says what the test that runs here found out about a peer, past the capture of the test harness.
pub fn remark(what: &str) {
    say("note", what);
}

fn say(kind: &str, what: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let mut stderr = std::io::stderr();
    writeln!(stderr, "{kind}: {test}: {what}").unwrap();
}
