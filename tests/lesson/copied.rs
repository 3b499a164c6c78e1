//! Answers that are copied from what OpenSSL, tshark and Wireshark print are as good as the bare ones.

use crate::peers::there;
use premaster::lesson::grade::{Graded, Grader, Sheet, Verdict};
use premaster::lesson::homework::{Asked, Assignment, Key, Task, Wanted, wireshark_labels};
use premaster::pki::UnixTime;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Students of a class with one task, in folders of their own.
fn students(task: &str, count: usize) -> (Vec<Assignment>, tempfile::TempDir) {
    let tasks = Task::chosen(task).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let assignments: Vec<Assignment> = (0..count)
        .map(|number| Assignment::of(77, &format!("s{number}"), &tasks))
        .collect();
    for assignment in &assignments {
        let folder = folder.path().join(&assignment.student);
        fs::create_dir_all(&folder).unwrap();
        for file in assignment.files() {
            fs::write(folder.join(&file.name), &file.bytes).unwrap();
        }
    }
    (assignments, folder)
}

/// What a program prints, whether it ends well or not.
fn printed(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    let output = command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

fn graded(assignment: &Assignment, answers: &str) -> Graded {
    let key = Key::new(77, &[]);
    Grader::new(&key).graded(assignment, &Sheet::read(answers))
}

/// The verdict on one answer.
fn verdict(assignment: &Assignment, name: &str, answer: &str) -> Verdict {
    let graded = graded(assignment, &format!("{name} = {answer}\n"));
    let mut answers = graded.tasks.iter().flat_map(|task| &task.answers);
    answers.find(|one| one.name == name).unwrap().verdict
}

fn right(assignment: &Assignment, name: &str) -> String {
    let asked = assignment.asked().find(|one| one.name == name).unwrap();
    asked.wanted.right(&assignment.trace)
}

/// What stands in backticks behind some words of a task.
fn behind<'t>(text: &'t str, words: &str) -> &'t str {
    let (_, rest) = text.split_once(words).unwrap();
    rest.split('`').nth(1).unwrap()
}

#[test]
fn what_openssl_says_of_a_chain_is_the_check_and_its_subjects_are_the_certificate() {
    if !there("openssl") {
        return;
    }
    let (assignments, folder) = students("10", 40);
    let mut checks = BTreeSet::new();
    for one in &assignments {
        let folder = folder.path().join(&one.student);
        let text = &one.tasks[0].text;
        let host = behind(text, "talk to ");
        let clock = text.split("its clock shows ").nth(1).unwrap();
        let clock: UnixTime = (clock.split('Z').next().unwrap().to_owned() + "Z")
            .parse()
            .unwrap();
        let clock = clock.0.to_string();
        let verify = format!(
            "verify -CAfile root.pem -untrusted chain.pem -CRLfile crl.pem -crl_check \
             -verify_hostname {host} -attime {clock} chain.pem"
        );
        let verify: Vec<&str> = verify.split(' ').collect();
        let said = printed(&folder, "openssl", &verify);
        let check = right(one, "10.check");
        assert_eq!(
            verdict(one, "10.check", &said),
            Verdict::Right,
            "{check}: {said}"
        );
        checks.insert(check);
        let named = right(one, "10.certificate");
        let chain = fs::read_to_string(folder.join("chain.pem")).unwrap();
        for block in chain.split_inclusive("-----END CERTIFICATE-----\n") {
            fs::write(folder.join("one.pem"), block).unwrap();
            for form in ["oneline", "compat", "RFC2253", "multiline", "space_eq"] {
                let x509 = [
                    "x509", "-in", "one.pem", "-noout", "-subject", "-nameopt", form,
                ];
                let subject = printed(&folder, "openssl", &x509);
                let is_it = subject.contains(&named);
                let got = verdict(one, "10.certificate", &subject);
                assert_eq!(got == Verdict::Right, is_it, "{named}, {form}: {subject}");
            }
        }
    }
    assert!(checks.len() >= 7, "{checks:?}");
}

/// The alerts as Wireshark spells them, and those that OpenSSL sends where RFC 5246 has another.
#[test]
fn alerts_are_read_as_wireshark_spells_them_and_those_of_openssl_are_known() {
    let (assignments, _folder) = students("10", 40);
    let mut by_check: BTreeMap<String, usize> = BTreeMap::new();
    for one in &assignments {
        let alert = right(one, "10.alert");
        let words: Vec<String> = alert.split('_').map(capital).collect();
        let words = words.join(" ");
        for form in [
            alert.clone(),
            words.clone(),
            format!("Description: {words} (45)"),
            format!("Alert (Level: Fatal, Description: {words})"),
            format!("tls.alert_message.desc == {alert}"),
        ] {
            assert_eq!(verdict(one, "10.alert", &form), Verdict::Right, "{form}");
        }
        let check = right(one, "10.check");
        let openssl = match check.as_str() {
            "host_name" => "bad_certificate",
            "signature" => "decrypt_error",
            "revocation_list" => "certificate_expired",
            _ => continue,
        };
        assert_eq!(verdict(one, "10.alert", openssl), Verdict::Known, "{check}");
        assert_eq!(
            verdict(one, "10.alert", "unknown_ca"),
            Verdict::Wrong,
            "{check}"
        );
        *by_check.entry(check).or_default() += 1;
    }
    assert_eq!(by_check.len(), 3, "{by_check:?}");
}

fn capital(word: &str) -> String {
    match word {
        "ca" => "CA".to_owned(),
        word => word[..1].to_uppercase() + &word[1..],
    }
}

/// Every field of the hello as tshark shows it, as a name and as a value.
#[test]
fn fields_are_read_as_tshark_shows_them() {
    if !there("tshark") {
        return;
    }
    let (assignments, folder) = students("2", 12);
    let labels: BTreeMap<&str, &str> = wireshark_labels().collect();
    let mut seen = BTreeSet::new();
    for one in &assignments {
        let folder = folder.path().join(&one.student);
        let pdml = printed(&folder, "tshark", &["-r", "capture.pcapng", "-T", "pdml"]);
        let shown: Vec<BTreeMap<&str, String>> = pdml.lines().filter_map(field).collect();
        let letters: Vec<&Asked> = one.asked().collect();
        for pair in letters.chunks(2) {
            let [name, value] = pair else {
                panic!("{pair:?}");
            };
            let (Wanted::Word { right, .. }, Wanted::Bytes { right: bytes, .. }) =
                (&name.wanted, &value.wanted)
            else {
                panic!("{pair:?}");
            };
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let found = shown.iter().find(|field| {
                labels.contains_key(&*field["name"])
                    && right.contains(&field["name"])
                    && field.get("value") == Some(&digits)
            });
            let Some(field) = found else {
                continue;
            };
            let (filter, label) = (&field["name"], &field["showname"]);
            for form in [
                filter.clone(),
                label.clone(),
                format!("{filter} == {}", field["show"]),
            ] {
                assert_eq!(verdict(one, &name.name, &form), Verdict::Right, "{form}");
            }
            // a time is shown as a date; its bytes are what is asked for
            if filter != "tls.handshake.random_time" {
                for form in [label, &field["show"], &field["value"]] {
                    let got = verdict(one, &value.name, form);
                    assert_eq!(got, Verdict::Right, "{digits}: {form}");
                }
            }
            seen.insert(filter.clone());
        }
    }
    assert!(seen.len() >= 8, "{seen:?}");
}

/// The attributes of a field in PDML.
fn field(line: &str) -> Option<BTreeMap<&str, String>> {
    let inside = line.trim().strip_prefix("<field ")?;
    let parts = inside.split("\" ");
    let pairs = parts.filter_map(|part| part.split_once("=\""));
    let unescaped = |value: &str| {
        let value = value.trim_end_matches(['>', '/', '"']);
        value
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    };
    let all: BTreeMap<&str, String> = pairs
        .map(|(name, value)| (name, unescaped(value)))
        .collect();
    ["name", "show", "showname"]
        .iter()
        .all(|name| all.contains_key(name))
        .then_some(all)
}

/// The messages as Wireshark lists them: the messages of a packet behind each other, with blanks in their names.
#[test]
fn an_order_is_read_as_wireshark_lists_the_messages_of_packets() {
    let (assignments, _folder) = students("1", 12);
    for one in &assignments {
        let messages = right(one, "1.order");
        let messages: Vec<(&str, &str)> = messages
            .split(", ")
            .map(|message| message.split_once(' ').unwrap())
            .collect();
        let with = |between: &str, begin: fn(&str) -> String, name: fn(&str) -> String| {
            let mut out = String::new();
            let mut last = "";
            for (sender, message) in &messages {
                out += &match *sender == last {
                    true => format!(", {}", name(message)),
                    false => format!("{between}{}{}", begin(sender), name(message)),
                };
                last = sender;
            }
            out
        };
        let spaced = |name: &str| {
            let apart: String = name
                .chars()
                .flat_map(|c| [' ', c].into_iter().skip(usize::from(!c.is_uppercase())))
                .collect();
            apart.trim().to_owned()
        };
        let as_it_is = |name: &str| name.to_owned();
        for form in [
            with("\n", |side| format!("{side}: "), spaced),
            with("\n", |side| format!("{side} "), as_it_is),
            with("\n", |side| side[..1].to_uppercase() + " ", spaced),
            with(
                "\n",
                |side| match side {
                    "client" => "Client -> Server: ".to_owned(),
                    _ => "Server → Client: ".to_owned(),
                },
                spaced,
            ),
        ] {
            assert_eq!(verdict(one, "1.order", &form), Verdict::Right, "{form}");
        }
        // the other side for all of them is not right
        let swapped = with(
            "\n",
            |side| match side {
                "client" => "server ".to_owned(),
                _ => "client ".to_owned(),
            },
            as_it_is,
        );
        assert_ne!(
            verdict(one, "1.order", &swapped),
            Verdict::Right,
            "{swapped}"
        );
    }
}

/// Numbers, sides and messages with the words that Wireshark puts around them.
#[test]
fn numbers_and_names_may_have_their_labels() {
    let (assignments, _folder) = students("9,11", 8);
    for one in &assignments {
        let byte = right(one, "9.byte");
        for form in [
            byte.clone(),
            format!("byte: {byte}"),
            format!("Byte {byte} ({byte})"),
            format!("0x{:x}", byte.parse::<u64>().unwrap()),
        ] {
            assert_eq!(verdict(one, "9.byte", &form), Verdict::Right, "{form}");
        }
        let (message, side) = (right(one, "11.message"), right(one, "11.side"));
        for form in [
            format!("Handshake Type: {message} (1)"),
            format!("{message} (16)"),
        ] {
            assert_eq!(verdict(one, "11.message", &form), Verdict::Right, "{form}");
        }
        assert_eq!(
            verdict(one, "11.side", &format!("the {side}")),
            Verdict::Right
        );
    }
}

/// A shell and its programs, as a student uses them.
fn shell(folder: &Path, commands: &str) -> String {
    printed(folder, "sh", &["-c", commands])
}

/// The pre-master secret as every program prints it that a student may decrypt it with.
#[test]
fn bytes_are_read_as_programs_print_them() {
    if !there("openssl") || !there("tshark") || !there("xxd") || !there("python3") {
        return;
    }
    let (assignments, folder) = students("3", 2);
    for one in &assignments {
        let folder = folder.path().join(&one.student);
        let encrypted =
            "tshark -r capture.pcapng -Y tls.handshake.type==16 -T fields -e tls.handshake.epms";
        shell(
            &folder,
            &format!("{encrypted} 2>/dev/null | tr -d ':\\n' | xxd -r -p > epms"),
        );
        let decrypt = "openssl pkeyutl -decrypt -inkey server.key -in epms";
        shell(&folder, &format!("{decrypt} -out secret"));
        for command in [
            &format!("{decrypt} -hexdump"),
            "xxd secret",
            "xxd -p secret",
            "xxd -i secret",
            "xxd -u -g1 secret",
            "xxd -c 8 secret",
            "od -An -tx1 secret",
            "od -tx1 secret",
            "od -Ax -tx1 secret",
            "base64 secret",
            "openssl base64 -in secret",
            "python3 -c \"print(open('secret','rb').read())\"",
            "python3 -c \"print(open('secret','rb').read().hex(' '))\"",
            "python3 -c \"print(list(map(hex,open('secret','rb').read())))\"",
        ] {
            let shown = shell(&folder, command);
            let got = verdict(one, "3.pre_master_secret", &shown);
            assert_eq!(got, Verdict::Right, "{command}: {shown}");
        }
    }
}
