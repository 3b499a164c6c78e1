//! Files that are written: what is there stays whole, secrets are the owner's, and a failure leaves
//! nothing behind.
#![cfg(unix)]

use crate::peers::answers;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};

/// Runs `premaster print` with these arguments after it, with room for so many blocks of a file.
fn print(blocks: &str, arguments: &[&str]) -> Output {
    let script = "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"";
    let mut command = Command::new("sh");
    command.args([
        "-c",
        script,
        "sh",
        blocks,
        env!("CARGO_BIN_EXE_premaster"),
        "print",
    ]);
    command.args(arguments).output().unwrap()
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_leaves_the_old_file_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run.txt");
    let file = path.to_str().unwrap();
    let full = print("8", &["-o", file]);
    assert_eq!(full.status.code(), Some(1), "{full:?}");
    assert!(
        String::from_utf8_lossy(&full.stderr).starts_with("error: cannot write"),
        "{full:?}"
    );
    assert!(names(dir.path()).is_empty(), "{:?}", names(dir.path()));
    // the next attempt is not refused
    let done = print("unlimited", &["-o", file]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let whole = fs::read(&path).unwrap();
    let full = print("8", &["-o", file, "--force"]);
    assert_eq!(full.status.code(), Some(1), "{full:?}");
    assert_eq!(fs::read(&path).unwrap(), whole, "the old file is as it was");
    assert_eq!(names(dir.path()), ["run.txt"]);
}

#[test]
fn a_run_holds_secrets_and_is_its_owner_s() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run.json");
    let file = path.to_str().unwrap();
    let print = |arguments: &[&str]| print("unlimited", arguments);
    assert_eq!(
        print(&["-o", file, "--format", "json"]).status.code(),
        Some(0)
    );
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    let refused = print(&["-o", file]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains(&format!("error: the file {file} already exists\n")),
        "{said}"
    );
    assert!(
        said.contains("hint: add `--force` to overwrite it."),
        "{said}"
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(print(&["-o", file, "--force"]).status.code(), Some(0));
    assert_eq!(mode(), 0o600);
    assert!(fs::read_to_string(&path).unwrap().starts_with("premaster"));
}

#[test]
fn links_and_devices_are_written_through() {
    let dir = tempfile::tempdir().unwrap();
    let (link, target) = (dir.path().join("link"), dir.path().join("sub/target"));
    fs::create_dir(dir.path().join("sub")).unwrap();
    symlink("sub/target", &link).unwrap();
    let print = |arguments: &[&str]| print("unlimited", arguments);
    // it leads to nothing yet, and then to a file
    for (format, begin) in [("text", "premaster"), ("json", "{")] {
        let printed = print(&["-o", link.to_str().unwrap(), "--force", "--format", format]);
        assert_eq!(printed.status.code(), Some(0), "{printed:?}");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(fs::read_to_string(&target).unwrap().starts_with(begin));
    }
    assert_eq!(names(dir.path()), ["link", "sub"]);
    assert_eq!(names(&dir.path().join("sub")), ["target"]);
    let endless = dir.path().join("loop");
    symlink("loop", &endless).unwrap();
    let printed = print(&["-o", endless.to_str().unwrap()]);
    assert_eq!(printed.status.code(), Some(1), "{printed:?}");
    for device in ["/dev/stdout", "/dev/fd/1"] {
        let printed = print(&["-o", device]);
        assert_eq!(printed.status.code(), Some(0), "{device}: {printed:?}");
        assert!(printed.stdout.starts_with(b"premaster"), "{device}");
    }
    assert_eq!(print(&["-o", "/dev/null"]).status.code(), Some(0));
    let full = print(&["-o", "/dev/full"]);
    assert_eq!(full.status.code(), Some(1), "{full:?}");
}

/// The file beside it has a name as well.
#[test]
fn a_name_may_be_as_long_as_names_can_be() {
    let dir = tempfile::tempdir().unwrap();
    let name = "n".repeat(255);
    let path = dir.path().join(&name);
    let printed = print("unlimited", &["-o", path.to_str().unwrap()]);
    assert_eq!(printed.status.code(), Some(0), "{printed:?}");
    assert_eq!(names(dir.path()), [name]);
}

/// Overwritten in place, the old content would be gone if the disk were full.
#[test]
fn a_file_that_cannot_be_replaced_is_left_as_it_was() {
    /// The user `nobody`, whose permissions count where those of root do not.
    const NOBODY: u32 = 65534;
    let dir = tempfile::tempdir().unwrap();
    let program = dir.path().join("premaster");
    fs::copy(env!("CARGO_BIN_EXE_premaster"), &program).unwrap();
    let closed = dir.path().join("closed");
    fs::create_dir(&closed).unwrap();
    let path = closed.join("run.txt");
    fs::write(&path, "mine").unwrap();
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(dir.path(), 0o755);
    mode(&path, 0o666);
    mode(&closed, 0o555);
    let premaster = || {
        let mut command = Command::new(&program);
        if fs::metadata(dir.path()).unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    };
    if !answers(
        "a user without the permissions of root",
        premaster().arg("--version"),
    ) {
        return;
    }
    let print = |path: &Path| {
        let mut command = premaster();
        command.args(["print", "--force", "-o"]).arg(path);
        command.output().unwrap()
    };
    let refused = print(&path);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let said = String::from_utf8(refused.stderr).unwrap();
    let file = path.display();
    let expected = format!("error: cannot replace the file {file}, which is as it was: ");
    assert!(said.starts_with(&expected), "{said}");
    assert!(said.contains("\nhint: "), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    // a pipe holds nothing that could be lost
    let pipe = closed.join("pipe");
    mode(&closed, 0o755);
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    mode(&pipe, 0o666);
    mode(&closed, 0o555);
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    let printed = print(&pipe);
    assert_eq!(printed.status.code(), Some(0), "{printed:?}");
    assert!(reader.join().unwrap().starts_with("premaster"));
    // the directory has to be emptied at the end
    mode(&closed, 0o755);
}
