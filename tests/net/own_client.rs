//! The homework task in which students write a client: `serve --homework` says how far it gets, and `grade` comes to
//! the same from the capture, whose bytes it computes again.

use crate::openssl::{cipher, s_client};
use crate::peers::{there, there_is_python_with};
use crate::processes::{PATIENCE, Process, premaster, serve};
use premaster::lesson::homework::{CONNECTIONS, Key, Served};
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A class of two, in a folder.
struct Class {
    folder: tempfile::TempDir,
}

impl Class {
    fn new() -> Class {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("class.txt"), "mm42\nab17\n").unwrap();
        let class = Class { folder };
        let mut made = premaster();
        made.args(["homework", "--seed", "5", "--tasks", "own-client"]);
        made.arg("--students").arg(class.path("class.txt"));
        let made = made.arg("--out").arg(class.path("set")).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        class
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where a student's connections belong.
    fn capture(&self, student: &str) -> PathBuf {
        self.path("set").join(student).join(CONNECTIONS)
    }

    /// The server of a student, as their task has it, for so many connections.
    fn serve(&self, student: &str, count: usize) -> Server {
        let text = fs::read_to_string(self.path("set").join(student).join("task.md")).unwrap();
        let (_, behind) = text.split_once("--homework ").unwrap();
        let code = behind.split_whitespace().next().unwrap();
        let served: Served = code.parse().unwrap();
        assert!(text.contains(&served.text()) && text.contains(served.suite().unwrap().name));
        let capture = self.capture(student);
        let (process, port) = serve(&[
            "--homework",
            code,
            "--force",
            "--count",
            &count.to_string(),
            "--pcapng",
            capture.to_str().unwrap(),
        ]);
        Server {
            process,
            port,
            served,
        }
    }

    /// What `grade` says of a student's task.
    fn graded(&self, student: &str) -> Value {
        let sheet = self.path("set").join(student).join("answers.txt");
        let mut grade = premaster();
        grade.arg("grade").arg(sheet).args(["--format", "json"]);
        grade.arg("--key").arg(self.path("set/key.json"));
        let output = grade.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let mut graded: Value = serde_json::from_slice(&output.stdout).unwrap();
        graded[0]["tasks"][0]["answers"][0].take()
    }
}

struct Server {
    process: Process,
    port: u16,
    served: Served,
}

impl Server {
    /// The client of `own_client.py`, with a mistake if one is named. What it prints.
    fn python(&self, mistake: Option<&str>) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/net/own_client.py");
        let mut client = Command::new("python3");
        client.arg(script).arg(self.port.to_string());
        client.arg(self.served.suite().unwrap().name);
        client.arg(self.served.text()).args(mistake);
        let output = client.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{mistake:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }
}

fn share(answer: &Value) -> f64 {
    answer["share"].as_f64().unwrap()
}

fn mistakes(answer: &Value) -> Vec<&str> {
    let faults = answer["faults"].as_array().unwrap();
    let named = faults
        .iter()
        .map(|fault| fault["mistake"].as_str().unwrap());
    named.collect()
}

#[test]
fn openssl_completes_the_task() {
    if !there("openssl") {
        return;
    }
    let class = Class::new();
    let server = class.serve("mm42", 2);
    let suite = cipher(server.served.suite().unwrap());
    for text in [&server.served.text(), "something else"] {
        let mut client = s_client(server.port, &["-tls1_2", "-cipher", &suite]);
        client.say(&format!("{text}\n"));
        client.expect(&format!("\n{text}"));
        assert_eq!(client.end().0, Some(0));
    }
    let (code, said) = server.process.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("stage 7 of 8") && said.contains("all 8 stages"),
        "{said}"
    );
    let answer = class.graded("mm42");
    assert_eq!(answer["verdict"], "right", "{answer}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(class.capture("mm42"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn each_mistake_gets_its_stage_and_its_name() {
    if !there_is_python_with("cryptography") {
        return;
    }
    let class = Class::new();
    for (mistake, stage) in [
        ("no_common_suite", 0),
        ("stops_after_hello", 1),
        ("encrypted_pre_master_without_length", 1),
        ("pre_master_version", 2),
        ("no_change_cipher_spec", 3),
        ("randoms_swapped", 4),
        ("keys_swapped", 4),
        ("mac_wrong_length", 4),
        ("pkcs7_padding", 4),
        ("finished_label", 5),
        ("transcript_change_cipher_spec", 5),
        ("transcript_without_message", 5),
        ("counts_finished_twice", 6),
        ("other_text", 7),
    ] {
        let server = class.serve("mm42", 1);
        let printed = server.python(Some(mistake));
        let (code, said) = server.process.end();
        let failed = !matches!(mistake, "other_text");
        assert_eq!(
            code,
            Some(i32::from(failed)),
            "{mistake}: {printed}\n{said}"
        );
        let reached = match stage {
            0 => "none of the 8 stages".to_owned(),
            _ => format!("stage {stage} of 8"),
        };
        assert!(said.contains(&reached), "{mistake}: {printed}\n{said}");
        let answer = class.graded("mm42");
        let expected = f64::from(stage) / 8.0;
        assert!(
            (share(&answer) - expected).abs() < 1e-9,
            "{mistake}: {answer}"
        );
        assert_eq!(answer["verdict"], "known_mistake", "{mistake}");
        // those that leave no trace in the arithmetic have no name of their own
        let named = match mistake {
            "no_common_suite" | "stops_after_hello" | "other_text" => None,
            "randoms_swapped" => Some("master_randoms_swapped"),
            "pre_master_version" => Some("pre_master_version"),
            "counts_finished_twice" => Some("mac_other_sequence"),
            other => Some(other),
        };
        let found = mistakes(&answer);
        assert_eq!(
            found[0],
            named.unwrap_or("unfinished"),
            "{mistake}: {answer}"
        );
        assert!(found.contains(&"unfinished"), "{answer}");
        if mistake == "other_text" {
            assert_eq!(answer["got"], "Something else.", "{answer}");
        }
    }
}

#[test]
fn the_furthest_of_several_connections_counts_and_garbage_is_worth_nothing() {
    if !there_is_python_with("cryptography") {
        return;
    }
    let class = Class::new();
    let server = class.serve("mm42", 5);
    for garbage in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        &[0xff; 3000],
        &[0x16, 3, 3, 0, 4, 1, 0, 0],
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // the server may have closed it by then
        let _ = stream.write_all(garbage);
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
    let came = server.python(None);
    assert_eq!(came.trim_end(), server.served.text());
    server.python(Some("pkcs7_padding"));
    assert_eq!(server.process.end().0, Some(1));
    assert_eq!(class.graded("mm42")["verdict"], "right");

    // nothing but garbage
    let server = class.serve("ab17", 1);
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.write_all(b"\x16\x03\x03\x00\x02\x01\x00").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
    assert_eq!(server.process.end().0, Some(1));
    assert!(share(&class.graded("ab17")) < 1e-9);
}

#[test]
fn a_file_that_was_edited_or_is_another_students_gets_nothing_for_it() {
    if !there_is_python_with("cryptography") {
        return;
    }
    let class = Class::new();
    assert_eq!(class.graded("ab17")["verdict"], "missing");
    let server = class.serve("mm42", 1);
    server.python(None);
    assert_eq!(server.process.end().0, Some(0));
    let own = fs::read(class.capture("mm42")).unwrap();
    // handed in by another student
    let other = class.capture("ab17");
    fs::write(&other, &own).unwrap();
    let answer = class.graded("ab17");
    assert!(share(&answer) < 1e-9, "{answer}");
    assert_eq!(
        (&answer["verdict"], &answer["right_for"]),
        (&"wrong".into(), &"mm42".into())
    );
    // what the client sent cannot be changed without losing marks: it is computed again. One byte in each of its
    // records, in the frames of a packet each
    let mut places = Vec::new();
    for at in 0..own.len() - 3 {
        let record = matches!(own[at..at + 3], [0x14 | 0x16 | 0x17, 3, 3]);
        // behind addresses and ports: the client's are 192.0.2.1 and its own
        if record && from_client(&own, at) {
            places.push(at);
        }
    }
    assert_eq!(
        places.len(),
        5,
        "ClientHello, ClientKeyExchange, ChangeCipherSpec, Finished, data"
    );
    for at in places {
        let mut edited = own.clone();
        edited[at + 5] ^= 1;
        fs::write(class.capture("mm42"), &edited).unwrap();
        let answer = class.graded("mm42");
        assert!(share(&answer) < 1.0, "byte {at}: {answer}");
    }
    // cut off anywhere, it is read as far as it goes, or refused with a reason
    for len in [0, 1, 3, 4, 27, own.len() / 2, own.len() - 1] {
        fs::write(class.capture("mm42"), &own[..len]).unwrap();
        let answer = class.graded("mm42");
        assert_eq!(answer["verdict"], "unreadable", "{len}: {answer}");
        let said = answer["faults"][0]["said"].as_str().unwrap();
        assert!(said.contains(CONNECTIONS), "{said}");
    }
    for garbage in [
        &b"\x1f\x8b\x08\x00"[..],
        b"established = yes\n",
        &[0; 10_000],
    ] {
        fs::write(class.capture("mm42"), garbage).unwrap();
        assert_eq!(class.graded("mm42")["verdict"], "unreadable");
    }
}

/// Whether the TCP segment that begins its data at a place was sent to the port 4433 or any other that the server had:
/// the client's address comes first in the IP header before it.
fn from_client(capture: &[u8], at: usize) -> bool {
    // IPv4 without options and TCP without options
    let Some(ip) = at.checked_sub(40) else {
        return false;
    };
    capture[ip] == 0x45 && capture[ip + 12..ip + 16] < capture[ip + 16..ip + 20]
}

#[test]
fn a_code_with_a_slip_and_a_file_that_exists_are_refused() {
    let class = Class::new();
    let key = Key::read(&fs::read_to_string(class.path("set/key.json")).unwrap()).unwrap();
    let code = Served::of_student(key.seed, "mm42").code();
    let refused = |arguments: &[&str], folder: &Path| {
        let mut command = premaster();
        command.args([
            "serve",
            "--headless",
            "--listen",
            "127.0.0.1:0",
            "--count",
            "1",
        ]);
        let output = command
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let here = class.folder.path();
    let said = refused(&["--homework", "mm42"], here);
    assert!(
        said.contains("mm42:3f9a1c0e5b7d4a21") && said.contains("came"),
        "{said}"
    );
    let said = refused(&["--homework", &code.replacen("mm", "mn", 1)], here);
    assert!(said.contains("a slip in it"), "{said}");
    // what would make it another server than the task has
    for option in [
        &["--suite", "AES128-SHA"][..],
        &["--reply", "http"],
        &["--max", "1.0"],
    ] {
        let said = refused(&[&["--homework", &code], option].concat(), here);
        assert!(said.contains("cannot be used with"), "{said}");
    }
    fs::write(here.join(CONNECTIONS), "mine").unwrap();
    let said = refused(&["--homework", &code], here);
    assert!(
        said.contains(CONNECTIONS) && said.contains("--force"),
        "{said}"
    );
    assert_eq!(fs::read(here.join(CONNECTIONS)).unwrap(), b"mine");
}
