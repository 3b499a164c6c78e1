//! `premaster bundle`: what is in the folder, who may read it, and when it is written.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn bundle(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_premaster"));
    let settings = ["--seed", "42", "--clock", "2026-11-21T00:21:43Z"];
    command
        .arg("bundle")
        .arg(dir)
        .args(arguments)
        .args(settings);
    command.output().unwrap()
}

fn printed(arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_premaster"));
    let output = command.arg("print").args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// All files in a folder, by their names counted from it.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    fn add(dir: &Path, name: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{name}{}", entry.file_name().into_string().unwrap());
            match entry.file_type().unwrap().is_dir() {
                true => add(&entry.path(), &format!("{name}/"), found),
                false => drop(found.insert(name, fs::read(entry.path()).unwrap())),
            }
        }
    }
    let mut found = BTreeMap::new();
    add(dir, "", &mut found);
    found
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

#[test]
fn a_bundle_has_each_run_in_every_format_and_says_what_each_file_is_for() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("class");
    let done = bundle(&dir, &["classic", "mutual"]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.starts_with("2 scenarios in "), "{said}");
    let files = files(&dir);
    for name in ["classic", "mutual"] {
        let run = [
            "--seed",
            "42",
            "--clock",
            "2026-11-21T00:21:43Z",
            "--scenario",
            name,
        ];
        for (format, extension) in [
            ("text", "txt"),
            ("markdown", "md"),
            ("html", "html"),
            ("json", "json"),
            ("shell", "sh"),
            ("svg", "svg"),
            ("mermaid", "mmd"),
            ("pcapng", "pcapng"),
            ("keylog", "keylog"),
            ("cast", "cast"),
        ] {
            let alone = printed(&[&run[..], &["--format", format]].concat());
            let file = format!("{name}/{name}.{extension}");
            assert!(files[&file] == alone, "{file} is what print writes");
        }
    }
    let sheet = text(&files, "classic/classic-worksheet.html");
    let key = text(&files, "classic/classic-worksheet-key.html");
    let json: Value = serde_json::from_slice(&files["classic/classic.json"]).unwrap();
    let secret = json["values"]["master_secret"]["hex"].as_str().unwrap();
    assert!(!sheet.contains(secret), "it is left to fill in");
    assert!(
        sheet.contains(">classic@42/client_hello<"),
        "a place names its run"
    );
    assert!(key.contains(secret));
    let (readme, index) = (text(&files, "README.md"), text(&files, "index.html"));
    for file in files.keys().filter(|file| file.contains('/')) {
        assert!(readme.contains(&format!("]({file}) | ")), "{file}");
        assert!(index.contains(&format!("<a href=\"{file}\">")), "{file}");
    }
    for name in ["classic", "mutual"] {
        assert!(readme.contains(&format!("\n- [{name}](#{name}): ")));
        assert!(readme.contains(&format!("\n## {name}\n")));
        assert!(index.contains(&format!("<a href=\"#{name}\">")));
        assert!(index.contains(&format!("<section id=\"{name}\">")));
    }
    assert_eq!(
        text(&files, "mutual/certs/client.pem"),
        fs::read_to_string("certs/client.pem").unwrap()
    );
}

#[cfg(unix)]
#[test]
fn files_with_secrets_can_be_read_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("class");
    assert!(bundle(&dir, &[]).status.success());
    for file in files(&dir).keys() {
        let open = file.ends_with(".pem") || file.ends_with(".crl") || file.ends_with(".toml");
        let open = open || !file.contains('/');
        let mode = fs::metadata(dir.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077 == 0, !open, "{file}: {mode:o}");
    }
}

#[test]
fn a_folder_with_something_in_it_is_left_alone_unless_forced() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("class");
    fs::create_dir_all(dir.join("classic")).unwrap();
    // an empty folder inside is something, too
    let refused = bundle(&dir, &[]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("is not an empty folder") && said.contains("--force"),
        "{said}"
    );
    assert!(files(&dir).is_empty());
    fs::write(dir.join("notes.txt"), "mine").unwrap();
    fs::write(dir.join("classic/classic.txt"), "old").unwrap();
    assert!(bundle(&dir, &["--force"]).status.success());
    let after = files(&dir);
    assert_eq!(text(&after, "notes.txt"), "mine");
    assert!(text(&after, "classic/classic.txt").starts_with("premaster"));
    let beside: Vec<_> = fs::read_dir(home.path()).unwrap().collect();
    assert_eq!(beside.len(), 1, "nothing else is left");
    // a file in its place
    let file = home.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert_eq!(bundle(&file, &["--force"]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    // an empty folder is taken
    let empty = home.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(bundle(&empty, &[]).status.success());
    assert!(empty.join("index.html").exists());
}

#[test]
fn a_bundle_is_written_whole_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("class");
    let refused = bundle(&dir, &["classic", "no-such-scenario"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let twice = bundle(&dir, &["classic", "classic"]);
    assert_eq!(twice.status.code(), Some(2), "{twice:?}");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

/// The scenario's own files go along, so that the folder can be moved.
#[test]
fn a_scenario_in_a_bundle_runs_again_wherever_the_bundle_is() {
    let home = tempfile::tempdir().unwrap();
    let own = home.path().join("own");
    fs::create_dir_all(own.join("other")).unwrap();
    for (from, to) in [
        ("server.pem", "server.pem"),
        ("intermediate.pem", "other/server.pem"),
        ("server.key", "my.key"),
    ] {
        fs::copy(Path::new("certs").join(from), own.join(to)).unwrap();
    }
    let scenario = own.join("mine.toml");
    let text = "description = \"Mine\"\nseed = 7\nclock = \"2026-11-21T00:21:43Z\"\n[server]\n\
                certificate = [\"./server.pem\", \"other/server.pem\"]\nkey = \"./my.key\"\n";
    fs::write(&scenario, text).unwrap();
    let dir = home.path().join("class");
    let done = bundle(&dir, &[scenario.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    fs::remove_dir_all(&own).unwrap();
    let moved = home.path().join("moved");
    fs::rename(&dir, &moved).unwrap();
    let scenario = moved.join("mine/mine.toml");
    let again = printed(&[
        "--scenario",
        scenario.to_str().unwrap(),
        "--format",
        "keylog",
    ]);
    assert_eq!(again, files(&moved)["mine/mine.keylog"]);
    assert!(moved.join("mine/certs/2-server.pem").exists());
}
