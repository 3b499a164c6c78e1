//! The program as its users meet it: exit codes, errors, files, pipes.

use premaster::protocol::Switch;
use std::fs;
use std::io::Read;
use std::process::{Command, Output, Stdio};

fn premaster() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_premaster"));
    command.stdin(Stdio::null()).env_remove("NO_COLOR");
    command
}

fn run(arguments: &[&str]) -> Output {
    premaster().args(arguments).output().unwrap()
}

/// The output of a run that must succeed, and say nothing on standard error.
fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), errors.as_str()),
        (Some(0), ""),
        "{arguments:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// What standard error says of a run that must be refused, with nothing on standard output.
fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(errors.starts_with("error: "), "{arguments:?}: {errors}");
    errors
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let format = ["print", "--format", "json"];
    serde_json::from_str(&printed(&[&format, arguments].concat())).unwrap()
}

#[test]
fn scenarios_are_listed_one_on_each_line() {
    let list = printed(&["scenarios"]);
    let names: Vec<&str> = list
        .lines()
        .map(|line| line.split_whitespace().next().unwrap())
        .collect();
    assert_eq!(names.first(), Some(&"classic"));
    for line in list.lines() {
        assert!(line.split_whitespace().count() > 3, "{line}: a description");
    }
    for name in names {
        assert_eq!(json(&["--scenario", name])["scenario"], name);
    }
}

#[test]
fn the_options_decide_the_run() {
    let clock = "2026-11-21T01:21:43+01:00";
    let document = json(&[
        "--seed",
        "42",
        "--clock",
        clock,
        "--suite",
        "aes256-sha",
        "--message",
        "--help me",
    ]);
    assert_eq!(document["seed"], 42);
    assert_eq!(document["clock"], "2026-11-21T00:21:43Z");
    assert_eq!(document["suite"]["name"], "TLS_RSA_WITH_AES_256_CBC_SHA");
    assert_eq!(document["suite"]["id"], "0x0035");
    let sent = document["steps"].as_array().unwrap().iter();
    let sent = sent.filter(|step| step["direction"] == "client_to_server");
    let mut data = sent.filter(|step| step["message"] == "ApplicationData");
    assert_eq!(data.next().unwrap()["content"], "2d2d68656c70206d65");
    assert!(data.next().is_none());
}

#[test]
fn equal_options_give_equal_bytes_and_a_seed_that_nobody_chose_varies() {
    let fixed = [
        "print",
        "--seed",
        "42",
        "--clock",
        "2026-11-21",
        "--format",
        "json",
    ];
    assert_eq!(printed(&fixed), printed(&fixed));
    let drawn = || json(&["--clock", "2026-11-21"])["seed"].as_u64().unwrap();
    let (one, other) = (drawn(), drawn());
    assert_ne!(one, other);
    assert!(one < 1 << 53 && other < 1 << 53);
}

#[test]
fn a_failed_handshake_is_still_a_printed_one() {
    let document = json(&["--seed", "1", "--clock", "2101-01-01"]);
    assert_eq!(document["outcome"], "failed");
    let text = printed(&["print", "--seed", "1", "--clock", "2101-01-01"]);
    assert!(text.contains("✗ failed"), "{text}");
    assert!(text.contains("fatal certificate_expired"), "{text}");
}

#[test]
fn what_does_not_exist_is_refused_with_what_does() {
    let error = refused(&["print", "--scenario", "clasic"]);
    assert!(
        error.contains("\"clasic\"") && error.contains("hint: "),
        "{error}"
    );
    assert!(
        error.contains("classic") && error.contains("premaster scenarios"),
        "{error}"
    );

    let error = refused(&["print", "--suite", "AES_256_CBC_SHA265"]);
    let nearest = error.find("TLS_RSA_WITH_AES_256_CBC_SHA256").unwrap();
    assert!(
        nearest < error.find("TLS_RSA_WITH_AES_128_CBC_SHA").unwrap(),
        "{error}"
    );

    assert!(refused(&["prnt"]).contains("print"));
    assert!(refused(&["print", "--sede", "1"]).contains("--seed"));
    assert!(refused(&["print", "--format", "jsn"]).contains("json"));
    assert!(refused(&["print", "--clock", "noon"]).contains("2026-11-21T00:21:43Z"));
    for seed in ["-1", "x", "1.5", "", "18446744073709551616"] {
        let error = refused(&["print", &format!("--seed={seed}")]);
        assert!(error.contains("0 to 18446744073709551615"), "{error}");
    }
    assert_eq!(json(&["--seed", "18446744073709551615"])["seed"], u64::MAX);
}

#[test]
fn a_file_that_cannot_be_read_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    for path in [dir.path().join("none.toml"), dir.path().to_owned()] {
        let path = path.to_str().unwrap();
        assert!(refused(&["print", "--scenario", path]).contains(path));
    }
    let path = dir.path().join("binary.toml");
    fs::write(&path, [0xff, 0xfe]).unwrap();
    assert!(refused(&["print", "--scenario", path.to_str().unwrap()]).contains("binary.toml"));
    fs::write(&path, "#".repeat((1 << 20) + 1)).unwrap();
    let error = refused(&["print", "--scenario", path.to_str().unwrap()]);
    assert!(error.contains("1,048,576"), "{error}");
}

#[test]
fn a_scenario_comes_from_a_file_and_its_mistakes_have_a_line() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("my lesson.toml");
    let path = path.to_str().unwrap();
    fs::write(path, "description = \"Mine\"\nseed = 7\n").unwrap();
    let document = json(&["--scenario", path]);
    assert_eq!(
        (&document["scenario"], &document["description"]),
        (&"my lesson".into(), &"Mine".into())
    );
    assert_eq!(document["seed"], 7);
    assert_eq!(json(&["--scenario", path, "--seed", "8"])["seed"], 8);

    fs::write(path, "description = \"Mine\"\n\nsede = 7\n").unwrap();
    let error = refused(&["print", "--scenario", path]);
    assert!(
        error.contains("my lesson.toml, line 3, column 1"),
        "{error}"
    );
    assert!(
        error.contains("no key \"sede\"")
            && error.contains("hint: the keys here are description, lesson, seed"),
        "{error}"
    );
}

#[test]
fn one_step_can_be_printed_and_others_are_refused() {
    let document = json(&["--seed", "42", "--step", "12"]);
    let steps = document["steps"].as_array().unwrap();
    assert_eq!((steps.len(), &steps[0]["index"]), (1, &11.into()));
    let text = printed(&["print", "--seed", "42", "--step", "12"]);
    assert!(
        text.contains("\n12/31 ") && !text.contains("\n13/31 "),
        "{text}"
    );
    for step in ["0", "32", "18446744073709551615"] {
        let error = refused(&["print", "--step", step]);
        assert!(error.contains("from 1 to 31"), "{error}");
    }
    refused(&["print", "--step", "one"]);
}

/// The numbers of the steps in a text, in order.
fn numbers(text: &str) -> Vec<usize> {
    let lines = text.lines().filter_map(|line| line.split_once("/31 "));
    lines
        .filter_map(|(number, _)| number.parse().ok())
        .collect()
}

#[test]
fn steps_are_selected_in_lists_and_ranges() {
    let all: Vec<usize> = (1..=31).collect();
    for (steps, expected) in [
        ("8", &all[7..8]),
        ("8-13", &all[7..13]),
        ("29-", &all[28..]),
        ("-3", &all[..3]),
        ("9-10,8,9", &all[7..10]),
    ] {
        let text = printed(&["print", "--seed", "42", "--steps", steps]);
        assert_eq!(numbers(&text), expected, "{steps}");
    }
    let error = refused(&["print", "--steps", "30-40"]);
    assert!(
        error.contains("no step 40") && error.contains("from 1 to 31"),
        "{error}"
    );
    let svg = printed(&[
        "print", "--seed", "42", "--format", "svg", "--steps", "8-13",
    ]);
    assert_eq!(svg.matches("data-step=").count(), 6);
    let mermaid = printed(&[
        "print", "--seed", "42", "--format", "mermaid", "--steps", "10",
    ]);
    assert!(
        mermaid.ends_with("C->>S: 10. ClientKeyExchange, 267 bytes\n"),
        "{mermaid}"
    );
}

#[test]
fn a_report_has_only_what_is_asked_for() {
    let print = ["print", "--seed", "42", "--format", "markdown"];
    let only = |contents: &[&str]| printed(&[&print[..], contents].concat());
    let checks = only(&["--only", "checks"]);
    assert!(checks.contains("#### Checks") && !checks.contains("| offset |"));
    // steps without a check are left out
    assert!(checks.contains("### 7. ") && !checks.contains("### 1. "));
    let both = only(&["--only", "fields", "--only", "values", "--steps", "2"]);
    assert!(both.contains("| offset |") && both.contains("#### New values"));
    assert!(!both.contains("#### Checks") && !both.contains("<details>"));
    let purpose = "preference";
    assert!(!only(&["--only", "fields", "--steps", "2"]).contains(purpose));
    assert!(only(&["--only", "fields", "--steps", "2", "--meanings"]).contains(purpose));
    for option in [&["--only", "fields"][..], &["--meanings"], &["--blanks"]] {
        let error = refused(&[&["print", "--format", "json"], option].concat());
        assert!(
            error.contains(option[0]) && error.contains("reports"),
            "{error}"
        );
    }
}

#[test]
fn the_key_of_a_worksheet_comes_behind_it_or_in_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("key");
    let file = key.to_str().unwrap();
    for format in ["text", "markdown", "html"] {
        let print = [
            "print", "--seed", "42", "--format", format, "--steps", "12", "--blanks",
        ];
        let secret = "297ac8b345a5df0a";
        let whole = printed(&print);
        let sheet = printed(&[&print[..], &["--key", file, "--force"]].concat());
        let answers = fs::read_to_string(&key).unwrap();
        assert!(
            whole.contains(secret) && answers.contains(secret),
            "{format}"
        );
        assert!(
            sheet.contains("____") && !sheet.contains(secret),
            "{format}"
        );
        // whatever is asked for has its answer, and the other way round
        for number in 1..50 {
            let blank = format!("({number}) _");
            let asked = sheet.contains(&blank) || sheet.contains(&blank.replace('_', "\\_"));
            let answered = match format {
                "text" => answers.contains(&format!("\n({number}) step ")),
                "markdown" => answers.contains(&format!("\n| {number} | ")),
                _ => answers.contains(&format!("<tr><th scope=\"row\">{number}</th>")),
            };
            assert_eq!(asked, answered, "{format}: blank {number}");
        }
    }
    let print = ["print", "--seed", "42", "--blanks", "--key", file];
    assert!(refused(&print).contains("--force"));
    assert!(refused(&["print", "--key", file]).contains("--blanks"));
}

#[test]
fn a_file_is_not_overwritten_unless_forced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run.json");
    let file = path.to_str().unwrap();
    let print = ["print", "--seed", "42", "--format", "json", "-o", file];
    assert_eq!(printed(&print), "");
    let written: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(written["seed"], 42);

    fs::write(&path, "mine ".repeat(1_000_000)).unwrap();
    let error = refused(&print);
    assert!(
        error.contains("run.json") && error.contains("--force"),
        "{error}"
    );
    assert!(fs::read_to_string(&path).unwrap().starts_with("mine mine"));

    assert_eq!(printed(&[&print[..], &["--force"]].concat()), "");
    let forced: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(forced["seed"], 42);
}

#[test]
fn a_capture_and_a_key_log_are_of_the_whole_run() {
    let capture = run(&["print", "--seed", "42", "--format", "pcapng"]);
    assert_eq!(capture.status.code(), Some(0));
    assert!(capture.stdout.starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]));
    let log = printed(&["print", "--seed", "42", "--format", "keylog"]);
    let labels: Vec<&str> = log
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(labels, ["RSA", "CLIENT_RANDOM"]);
    for format in ["pcapng", "keylog"] {
        let error = refused(&["print", "--step", "3", "--format", format]);
        assert!(
            error.contains("whole run") && error.contains("--step"),
            "{error}"
        );
    }
}

#[test]
fn nothing_is_created_when_the_run_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run.txt");
    refused(&["print", "--step", "99", "-o", path.to_str().unwrap()]);
    assert!(!path.exists());
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("no folder/run.txt");
    let output = run(&["print", "-o", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .starts_with("error: cannot write to ")
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_a_device_needs_no_force() {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = premaster()
        .arg("print")
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("standard output")
    );
    assert_eq!(printed(&["print", "-o", "/dev/null"]), "");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    for arguments in [
        &["print"][..],
        &["print", "--format", "json"],
        &["scenarios"],
    ] {
        let mut child = premaster()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut errors = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut errors)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), errors.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn without_a_terminal_the_screen_points_to_print() {
    for arguments in [
        &[][..],
        &["--scenario", "classic", "--seed", "1", "--ascii"],
    ] {
        let error = refused(arguments);
        assert!(
            error.contains("terminal") && error.contains("premaster print"),
            "{error}"
        );
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    assert!(printed(&["--help"]).contains("print"));
    assert!(printed(&["print", "--help"]).contains("--force"));
    assert_eq!(
        printed(&["--version"]),
        format!("premaster {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_text_are_refused_or_taken_for_a_file() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let bad = OsStr::from_bytes(b"\xff\x1b[31m");
    for option in [
        "--seed",
        "--clock",
        "--suite",
        "--message",
        "--step",
        "--format",
        "--scenario",
    ] {
        let output = premaster()
            .args(["print", option])
            .arg(bad)
            .output()
            .unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{option}: {errors}");
        assert!(!errors.contains('\x1b'), "{option}: {errors:?}");
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(OsStr::from_bytes(b"\xff.toml"));
    if fs::write(&path, "description = \"Mine\"").is_ok() {
        let output = premaster()
            .args(["print", "--scenario"])
            .arg(&path)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
    }
}

/// A file's name and content are foreign: what is quoted of them cannot drive the terminal.
#[test]
fn errors_hold_no_control_characters() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.toml");
    fs::write(&path, "description = \"\"\n\"a\\u001b[31mb\" = 1\n").unwrap();
    let error = refused(&["print", "--scenario", path.to_str().unwrap()]);
    assert!(
        error.contains("line 2") && !error.contains('\x1b'),
        "{error:?}"
    );
    let error = refused(&["print", "--scenario", "\x1b[31m.toml"]);
    assert!(!error.contains('\x1b'), "{error:?}");
}

/// What a run of a scenario in a file prints, and what standard error says of it.
fn of_file(text: &str, arguments: &[&str]) -> (String, String) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("test.toml");
    fs::write(&file, text).unwrap();
    let output = premaster().args(arguments).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    let [out, err] = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap());
    (out, err)
}

#[test]
fn an_interception_that_did_not_take_place_is_said_everywhere() {
    let head = "description = \"\"\nseed = 1\nclock = 2026-11-21\n";
    for (message, action, what) in [
        (
            "client_hello",
            "flip = { field = \"protocol_name\", bit = 0 }",
            "it has no field protocol_name",
        ),
        (
            "client_hello",
            "occurrence = 9\naction = \"drop\"",
            "only 1 such message was sent",
        ),
        (
            "certificate_verify",
            "action = \"drop\"",
            "no such message was sent",
        ),
        (
            "client_hello",
            &format!(
                "replace = {{ field = \"random\", bytes = \"{}\" }}",
                "00".repeat(70_000)
            ),
            "a length of 2 bytes cannot be",
        ),
    ] {
        let text = format!("{head}[[interception]]\nmessage = \"{message}\"\n{action}\n");
        for command in [
            &["print", "--scenario"][..],
            &["print", "--format", "markdown", "--scenario"],
            &["compare"],
        ] {
            let (out, err) = of_file(&text, command);
            let words = |text: &str| {
                let text = text.replace('\\', "");
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            };
            for said in [&out, &err] {
                let said = words(said);
                let told = "a change was not made: the attacker";
                assert!(said.contains(told), "{command:?}: {said}");
                assert!(said.contains(what), "{command:?}: {said}");
            }
            assert!(err.starts_with("warning: ") && err.len() < 600, "{err}");
        }
    }
}

/// No run with such a field has that byte: the file is wrong, and nothing is printed.
#[test]
fn a_change_behind_the_end_of_a_field_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("byte.toml");
    for action in [
        "flip = { field = \"random\", byte = 32, bit = 0 }",
        "set = { field = \"random\", byte = 31, bytes = \"0011\" }",
    ] {
        let text = format!(
            "description = \"\"\nseed = 1\nclock = 2026-11-21\n[[interception]]\n\
             message = \"client_hello\"\n{action}\n"
        );
        fs::write(&file, text).unwrap();
        for command in [&["print", "--scenario"][..], &["compare"]] {
            let error = refused(&[command, &[file.to_str().unwrap()]].concat());
            let said = "the change to ClientHello was not made: random is 32 bytes long, so there is no \
                        byte 32\nhint: bytes are counted from 0.\n";
            assert_eq!(error, format!("error: {}: {said}", file.display()));
        }
    }
}

#[test]
fn an_end_other_than_expected_is_said() {
    let text = "description = \"\"\nseed = 1\n[expect]\noutcome = \"failed\"\nby = \"client\"\n";
    let (_, err) = of_file(text, &["print", "--scenario"]);
    assert_eq!(
        err,
        "warning: the run does not end as the scenario says: expected a failure without an alert, \
         noticed by the client, got an established connection\n"
    );
    let text = "description = \"\"\nseed = 1\n[expect]\noutcome = \"established\"\n";
    assert_eq!(of_file(text, &["print", "--scenario"]).1, "");
}

#[test]
fn a_switch_that_changes_nothing_is_said() {
    let text = "description = \"\"\nseed = 1\n";
    let with = |suite: &str| {
        let old = ["print", "--min=ssl3.0", "--max=ssl3.0", "--suite", suite];
        let switches = ["--encrypt-then-mac", "--renegotiation-info", "--scenario"];
        of_file(text, &[&old[..], &switches].concat()).1
    };
    assert_eq!(
        with("AES128-SHA"),
        "warning: encrypt_then_mac changes nothing with TLS_RSA_WITH_AES_128_CBC_SHA in SSL 3.0\n"
    );
    let newer = ["print", "--encrypt-then-mac", "--scenario"];
    assert_eq!(of_file(text, &newer).1, "");
}

#[test]
fn a_step_is_a_number_from_one_on() {
    for step in ["x", "1.5", "", "-", "1-2-3", "1,,2"] {
        let error = refused(&["print", &format!("--steps={step}")]);
        assert!(error.contains("such as 8, 8-13"), "{error}");
    }
    let error = refused(&["print", "--steps", "13-8"]);
    assert!(error.contains("ends before it begins"), "{error}");
    let error = refused(&["print", "--step", "999"]);
    assert!(error.contains("steps are numbered from 1 to"), "{error}");
}

#[test]
fn the_screen_begins_where_it_is_told_to() {
    for step in ["0", "32"] {
        let error = refused(&["--seed", "42", "--step", step]);
        assert!(error.contains("numbered from 1 to 31"), "{error}");
    }
    let error = refused(&["--tab", "bits"]);
    for name in [
        "explain",
        "bytes",
        "map",
        "keys",
        "certificates",
        "transcript",
        "math",
    ] {
        assert!(error.contains(name), "{error}");
    }
    // all that is wrong with these is that there is no terminal
    for arguments in [
        &["--present", "--step", "31", "--tab", "map"][..],
        &["--light", "--present"],
        &["connect", "127.0.0.1:1", "--present"],
        &["serve", "--present"],
    ] {
        let error = refused(arguments);
        assert!(error.contains("needs a terminal"), "{error}");
    }
    // a connection has no steps to begin at
    for command in [&["connect", "127.0.0.1:1"][..], &["serve"]] {
        let error = refused(&[command, &["--step", "3"]].concat());
        assert!(error.contains("--step"), "{error}");
    }
}

#[test]
fn help_says_what_there_is_and_what_the_default_is() {
    for (arguments, words) in [
        (
            &["--help"][..],
            "as a document, a page, a picture, a recording",
        ),
        (
            &["print", "--help"],
            "The same seed and clock give the same run",
        ),
        (&["serve", "--help"], "given more than once"),
        (&["serve", "--help"], "revocation is not checked"),
        (&["connect", "--help"], "revocation is not checked"),
        (&["compare", "--help"], "on the left"),
        (&["compare", "--help"], "The seed of the second run"),
    ] {
        let help = printed(arguments);
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(words), "{arguments:?}: {help}");
    }
}

/// Two runs have the same seed and clock unless the second is given its own.
#[test]
fn any_two_runs_can_be_compared() {
    let compared = |arguments: &[&str]| -> serde_json::Value {
        let format = ["compare", "--format", "json", "--clock", "2026-11-21"];
        serde_json::from_str(&printed(&[&format, arguments].concat())).unwrap()
    };
    let both = compared(&["classic", "mutual"]);
    assert_eq!(both["left"]["scenario"], "classic");
    assert_eq!(both["right"]["scenario"], "mutual");
    assert_eq!(both["left"]["seed"], both["right"]["seed"]);
    let seeds = compared(&["classic", "--seed", "42", "--other-seed", "7"]);
    assert_eq!(
        (&seeds["left"]["seed"], &seeds["right"]["seed"]),
        (&42.into(), &7.into())
    );
    assert_eq!(seeds["right"]["scenario"], "classic");
    let suites = compared(&["classic", "classic", "--other-suite", "AES256-SHA"]);
    assert_eq!(suites["right"]["suite"]["id"], "0x0035");
    assert_eq!(suites["left"]["suite"]["id"], "0x003c");
    let clocks = compared(&["classic", "--other-clock", "2026-11-22"]);
    assert_eq!(clocks["left"]["clock"], "2026-11-21T00:00:00Z");
    assert_eq!(clocks["right"]["clock"], "2026-11-22T00:00:00Z");
    let versions = compared(&["classic", "--max", "1.0", "--other-max", "1.2"]);
    assert_eq!(
        (&versions["left"]["version"], &versions["right"]["version"]),
        (&"TLS 1.0".into(), &"TLS 1.2".into())
    );
    let same = compared(&["mutual", "mutual"]);
    assert_eq!(same["same"], true);
    for switch in Switch::ALL {
        let option = format!("--other-{}", switch.key().replace('_', "-"));
        let switched = compared(&["classic", &option]);
        assert_eq!(switched["same"], false, "{option}");
        // what is switched on in both runs is no difference
        let both = format!("--{}", switch.key().replace('_', "-"));
        let switched = compared(&["classic", &both, &option]);
        assert_eq!(switched["same"], true, "{option}");
    }
    // alone it stands beside a run in which all is well
    let good = compared(&["impostor"]);
    assert_eq!(
        (&good["left"]["scenario"], &good["right"]["scenario"]),
        (&"classic".into(), &"impostor".into())
    );
    let text = printed(&["compare", "classic", "mutual", "--seed", "1"]);
    assert!(text.contains("37 steps, 6 only here"), "{text}");
    let document = printed(&["compare", "classic", "mutual", "--format", "markdown"]);
    assert!(
        document.starts_with("# Two TLS handshakes: classic and mutual\n"),
        "{document}"
    );
}

/// A clock that one of the two files sets is that of both.
#[test]
fn a_clock_that_one_scenario_sets_is_the_clock_of_both() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("then.toml");
    fs::write(
        &file,
        "description = \"\"\nseed = 9\nclock = 2026-01-02T03:04:05Z\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    for arguments in [["classic", file], [file, "classic"]] {
        let text = printed(&[&["compare", "--format", "json"][..], &arguments].concat());
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        for side in ["left", "right"] {
            assert_eq!(
                document[side]["clock"], "2026-01-02T03:04:05Z",
                "{arguments:?}"
            );
        }
    }
}

#[test]
fn connections_of_runs_are_compared_by_their_numbers() {
    let steps = |arguments: &[&str]| {
        let all = [&["compare", "--seed", "1", "--format", "json"], arguments].concat();
        let document: serde_json::Value = serde_json::from_str(&printed(&all)).unwrap();
        ["left", "right"].map(|side| document[side]["steps"].as_u64().unwrap())
    };
    let with_itself = ["resumed", "--connection", "1", "--other-connection", "2"];
    assert_eq!(steps(&with_itself), [31, 23]);
    let another = ["classic", "resumed", "--other-connection", "2"];
    assert_eq!(steps(&another), [31, 23]);
    // beside a run in which all is well, which has one connection
    assert_eq!(steps(&["resumed", "--connection", "2"]), [31, 23]);
    assert_eq!(
        steps(&["resumed", "resumed", "--connection", "1"]),
        [31, 31]
    );
}

#[test]
fn what_cannot_be_compared_is_refused_with_what_to_do() {
    for (arguments, words) in [
        (&[][..], "<NAME|FILE>"),
        (&["clasic", "mutual"], "did you mean classic?"),
        (&["classic", "mutal"], "did you mean mutual?"),
        (&["classic", "/no/such/file.toml"], "/no/such/file.toml"),
        (&["classic", "--other-seed", "x"], "expected a whole number"),
        (&["classic", "--other-suite", "nothing"], "nothing"),
        (&["classic", "--other-max", "1.9"], "1.9"),
        (&["classic", "--format", "shell"], "text, markdown, json"),
        (&["classic", "mutual", "expired"], "unexpected argument"),
        (&["resumed", "--connection", "0"], "expected a whole number"),
        (
            &["resumed", "--connection", "3"],
            "resumed has 2 connections",
        ),
        (
            &["classic", "resumed", "--connection", "2"],
            "classic has 1 connection,",
        ),
    ] {
        let error = refused(&[&["compare"], arguments].concat());
        assert!(error.contains(words), "{arguments:?}: {error}");
    }
}
