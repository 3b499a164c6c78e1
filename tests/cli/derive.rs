//! `premaster derive`: how values are given, what is printed, and what is refused. What is computed is tested in
//! `tests/derive`.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// The values of a run with a fixed seed, as JSON has them.
struct Values(Value);

impl Values {
    fn new() -> Self {
        let arguments = [
            "print",
            "--seed",
            "7",
            "--clock",
            "2026-11-21T00:21:43Z",
            "--format",
            "json",
        ];
        let output = run(&arguments);
        Values(serde_json::from_slice(&output.stdout).unwrap())
    }

    fn of(&self, name: &str) -> String {
        let value = &self.0["values"][name]["hex"];
        value
            .as_str()
            .unwrap_or_else(|| panic!("no {name}"))
            .to_owned()
    }
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_premaster"));
    command
        .stdin(Stdio::null())
        .args(arguments)
        .output()
        .unwrap()
}

/// Exit code, standard output and standard error.
fn derive(arguments: &[&str]) -> (i32, String, String) {
    let output = run(&[&["derive"], arguments].concat());
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn json(arguments: &[&str]) -> Value {
    let (code, out, error) = derive(&[&["--format", "json"], arguments].concat());
    assert!(code < 2, "{error}");
    serde_json::from_str(&out).unwrap()
}

/// A value as the JSON of a calculation has it.
fn value<'v>(computed: &'v Value, name: &str) -> &'v str {
    computed["values"][name]["hex"].as_str().unwrap()
}

/// The usual forms of a random all give the same master secret.
#[test]
fn hexadecimal_is_read_in_every_usual_form_and_out_of_files() {
    let values = Values::new();
    let pre_master = values.of("pre_master_secret");
    let server = values.of("server_random");
    let client = values.of("client_random");
    let pairs: Vec<&str> = (0..32).map(|i| &client[2 * i..2 * i + 2]).collect();
    let bytes: Vec<u8> = pairs
        .iter()
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect();
    let file = |content: &[u8]| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        file
    };
    let digits = file(format!("{}\n{}\n", &client[..32], &client[32..]).as_bytes());
    let binary = file(&bytes);
    let at = |file: &tempfile::NamedTempFile| format!("@{}", file.path().display());
    let forms = [
        client.clone(),
        client.to_ascii_uppercase(),
        format!("0x{client}"),
        pairs.join(" "),
        pairs.join(":"),
        format!("{{0x{}}}", pairs.join(", 0x")),
        at(&digits),
        at(&binary),
    ];
    for form in forms {
        let given = [
            "--suite",
            "AES128-SHA256",
            "--client-random",
            &form,
            "--server-random",
            &server,
            "--pre-master",
            &pre_master,
        ];
        assert_eq!(
            value(&json(&given), "master_secret"),
            values.of("master_secret"),
            "{form}"
        );
    }
}

#[test]
fn what_was_expected_and_what_came_is_said_of_an_argument() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.hex");
    std::fs::write(&file, "00").unwrap();
    let name = file.display().to_string();
    let absent = format!("@{}", folder.path().join("absent").display());
    for (arguments, expected) in [
        (
            ["--client-random", "0011"],
            "expected 32 bytes, and there are 2",
        ),
        (
            ["--master", "001"],
            "expected two digits for each byte, and there are 3",
        ),
        (["--pre-master", "03 0g"], "“g” at place 4 is none"),
        (["--pre-master", ""], "there are none"),
        (["--transcript-hash", &name], "to read the file, write @"),
        (["--messages", &absent], "cannot be read"),
        (["--got", "0011"], "expected a name and a result"),
        (["--tls", "1.3"], "expected one of"),
        (
            ["--label", "both sides"],
            "possible values: client, server, both",
        ),
    ] {
        let (code, out, error) = derive(&arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(error.contains(expected), "{arguments:?}: {error}");
    }
    let (code, out, error) = derive(&[]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        error.contains("Give the pre-master secret or the master secret"),
        "{error}"
    );
}

#[test]
fn the_exit_code_says_whether_the_results_are_right() {
    let values = Values::new();
    let [pre_master, client, server, master] = [
        "pre_master_secret",
        "client_random",
        "server_random",
        "master_secret",
    ]
    .map(|name| values.of(name));
    let given = [
        "--suite",
        "AES128-SHA256",
        "--pre-master",
        &pre_master,
        "--client-random",
        &client,
        "--server-random",
        &server,
    ];
    let block = format!("key-block={}", values.of("key_block"));
    let right = format!("master_secret={}", master.to_ascii_uppercase());
    let (code, out, error) = derive(&[&given[..], &["--got", &right, "--got", &block]].concat());
    assert_eq!((code, error.as_str()), (0, ""));
    assert!(
        out.contains("Your result is the one that is computed here."),
        "{out}"
    );
    let wrong = format!("client_write_key={}", values.of("server_write_key"));
    let (code, out, _) = derive(&[&given[..], &["--got", &right, "--got", &wrong]].concat());
    assert_eq!(code, 1);
    assert!(
        out.contains("This is the server_write_key, and not the client_write_key."),
        "{out}"
    );
    let computed = json(&[&given[..], &["--got", &wrong]].concat());
    let last = computed["steps"].as_array().unwrap().last().unwrap();
    assert_eq!(last["key"], "reader_compare_result");
    assert_eq!(last["diagnosis"]["mistakes"][0], "other_value");
    let (code, out, error) = derive(&[&given[..], &["--got", "iv=00"]].concat());
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        error.contains("No value that was computed is called iv"),
        "{error}"
    );
}

/// The text lays every computation open, and says what is missing on standard error.
#[test]
fn a_computation_is_laid_open_and_what_is_missing_is_said() {
    let values = Values::new();
    let [pre_master, client] = ["pre_master_secret", "client_random"].map(|name| values.of(name));
    let given = [
        "--suite",
        "AES128-SHA256",
        "--pre-master",
        &pre_master,
        "--client-random",
        &client,
    ];
    let (code, out, error) = derive(&given);
    assert_eq!(code, 0);
    assert_eq!(
        error,
        "note: to get the master secret, give the server random as well\n"
    );
    assert!(!out.contains("The PRF, HMAC by HMAC"), "{out}");
    let server = values.of("server_random");
    let (_, out, error) = derive(&[&given[..], &["--server-random", &server]].concat());
    assert_eq!(error, "");
    for part in [
        "The PRF, HMAC by HMAC",
        "A(1) = HMAC_SHA-256(pre_master_secret",
        "client_write_key",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    for format in ["markdown", "html"] {
        let (code, out, _) = derive(&[&given[..], &["--format", format]].concat());
        assert_eq!(code, 0);
        assert!(out.contains(&client[..8]), "{format}");
    }
}

/// Each command of `docs/derive.md` does what the text beside it says: its exit code, and a line of its output.
#[test]
fn the_examples_of_the_documentation_run() {
    let text = include_str!("../../docs/derive.md");
    let folder = tempfile::tempdir().unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_premaster"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let mut examples = 0;
    let mut blocks = text.split("```sh\n").skip(1);
    while let Some((script, after)) = blocks.next().and_then(|block| block.split_once("```")) {
        let said = after
            .split("```text\n")
            .nth(1)
            .and_then(|it| it.split_once("```"));
        let output = Command::new("sh")
            .args(["-c", script])
            .env("PATH", &path)
            .current_dir(&folder)
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code().unwrap() < 2, "{script}: {errors}");
        if let Some((said, _)) = said {
            for line in said.lines() {
                let found = printed
                    .lines()
                    .chain(errors.lines())
                    .any(|it| it.trim() == line.trim());
                assert!(found, "{script}: no line {line:?} in\n{printed}{errors}");
            }
        }
        examples += 1;
    }
    assert!(examples >= 4, "{examples}");
}

#[test]
fn what_is_printed_is_selected_as_of_any_run() {
    let values = Values::new();
    let [pre_master, client, server] =
        ["pre_master_secret", "client_random", "server_random"].map(|name| values.of(name));
    let given = [
        "--suite",
        "AES128-SHA256",
        "--pre-master",
        &pre_master,
        "--client-random",
        &client,
        "--server-random",
        &server,
    ];
    let printed = |more: &[&str]| derive(&[&given, more].concat());
    let lines = |text: &str| text.split_whitespace().collect::<String>();
    let master = values.of("master_secret");
    let (code, whole, _) = printed(&[]);
    assert_eq!(code, 0);
    assert!(lines(&whole).contains(&master));
    // the first step has what was given, the second the master secret
    let (code, first, error) = printed(&["--steps", "1"]);
    assert_eq!(code, 0, "{error}");
    assert!(
        lines(&first).contains(&client) && !lines(&first).contains(&master),
        "{first}"
    );
    let (code, worksheet, error) = printed(&["--only", "values", "--blanks"]);
    assert_eq!(code, 0, "{error}");
    let (sheet, key) = worksheet.split_once('\x0c').unwrap();
    assert!(!lines(sheet).contains(&master), "{sheet}");
    assert!(lines(key).contains(&master), "{key}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.txt");
    let (code, sheet, error) = printed(&["--blanks", "--key", file.to_str().unwrap()]);
    assert_eq!(code, 0, "{error}");
    assert!(!lines(&sheet).contains(&master), "{sheet}");
    assert!(lines(&std::fs::read_to_string(file).unwrap()).contains(&master));
    let (code, _, error) = printed(&["--steps", "99"]);
    assert_eq!(code, 2);
    assert!(error.contains("99"), "{error}");
    let (code, _, error) = printed(&["--format", "json", "--blanks"]);
    assert_eq!(code, 2);
    assert!(error.contains("--blanks"), "{error}");
}
