//! Homework: the same seed gives the same set, no two students share a value, and every task is solved from the
//! students' files alone by programs that are not ours.

use crate::peers::{remark, there, there_is_python_with};
use premaster::lesson::grade::{Grader, Sheet, Verdict};
use premaster::lesson::homework::{Assignment, File, Key, Roster, RosterError, Task, shared};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A class, its key, and a folder with a folder for each student.
pub struct Class {
    pub key: Key,
    pub assignments: Vec<Assignment>,
    pub folder: tempfile::TempDir,
}

pub fn class(seed: u64, students: usize) -> Class {
    let tasks = Task::all();
    let folder = tempfile::tempdir().unwrap();
    let mut key = Key::new(seed, &tasks);
    let assignments = (1..=students).map(|number| {
        let student = format!("s{number}");
        let assignment = Assignment::of(seed, &student, &tasks);
        key.add(&assignment);
        written(&folder.path().join(&student), &assignment.files());
        assignment
    });
    let assignments = assignments.collect();
    Class {
        key,
        assignments,
        folder,
    }
}

fn written(folder: &Path, files: &[File]) {
    fs::create_dir_all(folder).unwrap();
    for file in files {
        fs::write(folder.join(&file.name), &file.bytes).unwrap();
    }
}

/// What a command prints, if it ends well.
fn done(command: &mut Command) -> Vec<u8> {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let errors = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{command:?}: {errors}");
    stdout
}

/// A script of this folder.
pub fn python(script: &str) -> Command {
    let mut command = Command::new("python3");
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command.arg(format!(
        "{}/tests/lesson/{script}",
        env!("CARGO_MANIFEST_DIR")
    ));
    command
}

/// A class has as many students.
const CLASS: usize = 30;

/// `PREMASTER_STUDENTS=10000` sets the number of students, of whom thirty are in a class.
#[test]
fn a_class_is_solved_from_its_files_alone_and_gets_full_marks() {
    if !there_is_python_with("cryptography") {
        return;
    }
    let students = std::env::var("PREMASTER_STUDENTS").ok();
    let students = students.map_or(CLASS, |students| {
        students.parse().expect("PREMASTER_STUDENTS: a number")
    });
    let classes = students.div_ceil(CLASS);
    let answers: usize = (0..classes)
        .map(|number| solved(2026 + number as u64))
        .sum();
    remark(&format!(
        "{} students, {answers} answers, all right",
        classes * CLASS
    ));
}

/// A class whose sheets the solver has filled in. Returns how many answers were on them: all of them right.
fn solved(seed: u64) -> usize {
    let class = class(seed, CLASS);
    done(python("homework_solver.py").arg(class.folder.path()));
    let grader = Grader::new(&class.key);
    let mut answers = 0;
    for assignment in &class.assignments {
        let sheet = class
            .folder
            .path()
            .join(&assignment.student)
            .join("answers.txt");
        let sheet = Sheet::read(&fs::read_to_string(sheet).unwrap());
        let graded = grader.graded(assignment, &sheet);
        // the student's own client is tested with the servers
        let all = graded.tasks.iter().flat_map(|task| &task.answers);
        let (right, wrong): (Vec<_>, Vec<_>) = all
            .filter(|answer| answer.name != "14.report")
            .partition(|answer| answer.verdict == Verdict::Right);
        assert!(
            wrong.is_empty(),
            "{seed}, {}: {wrong:#?}",
            assignment.student
        );
        assert!((graded.points() - 13.0).abs() < 1e-9 && graded.notes.is_empty());
        answers += right.len();
    }
    if seed == 2026 {
        is_varied(&class.key);
    }
    answers
}

/// Each kind of certificate and of cause is among the thirty, but for one or two.
fn is_varied(key: &Key) {
    for (answer, fewest) in [
        ("10.check", 7),
        ("11.kind", 4),
        ("11.message", 4),
        ("9.record", 2),
    ] {
        let given = key.students.iter().flat_map(|student| &student.answers);
        let given = given.filter(|right| right.name == answer);
        let different: BTreeMap<&str, ()> = given.map(|right| (right.value.as_str(), ())).collect();
        assert!(different.len() >= fewest, "{answer}: {different:?}");
    }
}

/// The commands that a student types.
#[test]
fn openssl_and_tshark_alone_solve_the_tasks() {
    if !there("openssl") || !there("tshark") {
        return;
    }
    let class = class(7, 2);
    for assignment in &class.assignments {
        let folder = class.folder.path().join(&assignment.student);
        let right = |name: &str| {
            let student = class.key.student(&assignment.student).unwrap();
            let found = student.answers.iter().find(|right| right.name == name);
            found.unwrap().value.clone()
        };
        let capture = folder.join("capture.pcapng");
        let field = |name: &str| {
            let out = done(Command::new("tshark").arg("-r").arg(&capture).args([
                "-Y",
                name,
                "-T",
                "fields",
                "-e",
                name,
                "-E",
                "occurrence=f",
            ]));
            let text = String::from_utf8(out).unwrap();
            text.lines()
                .map(|line| line.replace(':', ""))
                .collect::<Vec<String>>()
        };
        let encrypted = field("tls.handshake.epms").concat();
        fs::write(
            folder.join("epms"),
            premaster::text::unhex(&encrypted).unwrap(),
        )
        .unwrap();
        let pre_master = done(
            Command::new("openssl")
                .args(["pkeyutl", "-decrypt", "-inkey", "server.key", "-in", "epms"])
                .current_dir(&folder),
        );
        let pre_master = premaster::text::hex(&pre_master);
        assert_eq!(pre_master, right("3.pre_master_secret"));
        let randoms = field("tls.handshake.random").concat();
        let kdf = |len: usize, secret: &str, label: &str, seed: &str| {
            let out = done(Command::new("openssl").args([
                "kdf",
                "-keylen",
                &len.to_string(),
                "-kdfopt",
                "digest:SHA256",
                "-kdfopt",
                &format!("hexsecret:{secret}"),
                "-kdfopt",
                &format!("seed:{label}"),
                "-kdfopt",
                &format!("hexseed:{seed}"),
                "TLS1-PRF",
            ]));
            String::from_utf8(out).unwrap()
        };
        // it is handed in as it is printed, with its colons
        let master = kdf(48, &pre_master, "master secret", &randoms);
        let plain = master.trim().replace(':', "").to_lowercase();
        assert_eq!(plain, right("4.master_secret"));
        let sheet = format!(
            "student = {}\n4.master_secret = {master}",
            assignment.student
        );
        let graded = Grader::new(&class.key).grade(&Sheet::read(&sheet)).unwrap();
        assert!((graded.points() - 1.0).abs() < 1e-9, "{graded:?}");
        // Wireshark decrypts the application data with the private key
        let key = format!(
            "uat:rsa_keys:\"{}\",\"\"",
            folder.join("server.key").display()
        );
        let data = done(Command::new("tshark").arg("-r").arg(&capture).args([
            "-o",
            &key,
            "-Y",
            "tls.app_data",
            "-T",
            "fields",
            "-e",
            "data.data",
            "-e",
            "tls.segment.data",
        ]));
        let shown = String::from_utf8_lossy(&data).to_string();
        let text = premaster::text::hex(right("8.client_text").as_bytes());
        assert!(shown.contains(&text), "{shown}");
    }
}

#[test]
fn the_same_seed_gives_the_same_set() {
    let tasks = Task::all();
    let made = |seed: u64, student: &str| Assignment::of(seed, student, &tasks).files();
    assert_eq!(made(1, "mm42"), made(1, "mm42"));
    for (other_seed, other_student) in [(2, "mm42"), (1, "mm43")] {
        let (one, other) = (made(1, "mm42"), made(other_seed, other_student));
        let capture = |files: &[File]| {
            let found = files.iter().find(|file| file.name == "capture.pcapng");
            found.unwrap().bytes.clone()
        };
        assert_ne!(capture(&one), capture(&other));
    }
    // a task is the same whatever else is asked for
    let some = Task::chosen("8, mac").unwrap();
    let few = Assignment::of(1, "mm42", &some);
    let all = Assignment::of(1, "mm42", &tasks);
    let names: Vec<&str> = few.asked().map(|asked| asked.name.as_str()).collect();
    assert_eq!(names, ["7.mac", "8.client_text", "8.server_text"]);
    for asked in few.asked() {
        assert_eq!(
            all.asked().find(|other| other.name == asked.name),
            Some(asked)
        );
    }
}

#[test]
fn students_share_no_value_and_get_no_secret() {
    let class = class(5, 25);
    assert_eq!(shared(&class.key), None);
    let mut copied = class.key.clone();
    let mut twin = copied.students[0].clone();
    twin.id = "twin".to_owned();
    copied.students.push(twin);
    let found = shared(&copied).unwrap();
    assert_eq!(
        (found.first.as_str(), found.second.as_str()),
        ("s1", "twin")
    );
    for assignment in &class.assignments {
        let student = class.key.student(&assignment.student).unwrap();
        for file in assignment.files() {
            let text = premaster::text::hex(&file.bytes);
            // the text for a client of their own they have to send as it is
            let own = student
                .answers
                .iter()
                .filter(|right| right.unique && right.name != "14.report");
            for right in own {
                assert!(
                    !text.contains(&right.value),
                    "{} is in {}",
                    right.name,
                    file.name
                );
                let words = String::from_utf8_lossy(&file.bytes);
                assert!(
                    !words.contains(&right.value),
                    "{} is in {}",
                    right.name,
                    file.name
                );
            }
        }
    }
}

#[test]
fn a_list_of_students_is_read_and_mistakes_are_named_with_their_line() {
    let read = Roster::read("# class 3b\nmm42, Some Name\n\nab-1;x\n  zz.9  # late\n").unwrap();
    assert_eq!(read.students, ["mm42", "ab-1", "zz.9"]);
    assert_eq!(Roster::read("# none\n\n"), Err(RosterError::Empty));
    for bad in [
        "../up",
        "a/b",
        ".hidden",
        "a b",
        "é",
        "",
        &"x".repeat(65),
        "a\u{1b}[2J",
    ] {
        let read = Roster::read(&format!("ok1\n{bad}"));
        match bad.is_empty() {
            true => assert!(read.is_ok()),
            false => assert!(
                matches!(read, Err(RosterError::Id { line: 2, .. })),
                "{bad}: {read:?}"
            ),
        }
    }
    let twice = Roster::read("mm42\nMM42").unwrap_err();
    assert!(matches!(
        twice,
        RosterError::Twice {
            line: 2,
            first: 1,
            ..
        }
    ));
    assert!(twice.to_string().contains("line 1"), "{twice}");
}

#[test]
fn tasks_are_chosen_by_number_or_name() {
    let keys = |list: &str| -> Vec<&str> {
        let chosen = Task::chosen(list).unwrap();
        chosen.iter().map(|task| task.key).collect()
    };
    assert_eq!(keys("8,3"), ["premaster", "decrypt"]);
    assert_eq!(keys("who-can 1"), ["order", "who-can"]);
    let unknown = Task::chosen("3,15").unwrap_err().to_string();
    assert!(
        unknown.contains("15") && unknown.contains("12 who-can"),
        "{unknown}"
    );
    assert!(Task::chosen(" , ").is_err());
}

/// Of 140 labels a few may have changed with the version of tshark.
#[test]
fn fields_are_labelled_as_tshark_labels_them() {
    if !there("tshark") {
        return;
    }
    let output = done(Command::new("tshark").args(["-G", "fields"]));
    let output = String::from_utf8(output).unwrap();
    let known: std::collections::BTreeSet<(&str, &str)> = output
        .lines()
        .filter_map(|line| {
            let mut columns = line.strip_prefix("F\t")?.split('\t');
            let label = columns.next()?;
            Some((columns.next()?, label))
        })
        .collect();
    let labels: Vec<_> = premaster::lesson::homework::wireshark_labels().collect();
    let other: Vec<_> = labels.iter().filter(|one| !known.contains(*one)).collect();
    assert!(other.len() * 10 < labels.len(), "{other:?}");
}
