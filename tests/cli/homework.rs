//! `premaster homework` and `premaster grade`: files and who may read them, lists and sheets that cannot be used, and
//! what is said of them.

use premaster::lesson::homework::{Assignment, Key, Task};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of a test.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    fn premaster(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_premaster"));
        let command = command.args(arguments).current_dir(self.0.path());
        command.output().unwrap()
    }

    /// Makes homework for these students.
    fn homework(&self, list: impl AsRef<[u8]>, arguments: &[&str]) -> Output {
        self.write("class.txt", list);
        let begin = ["homework", "--students", "class.txt", "--tasks", "4"];
        self.premaster(&[&begin, arguments].concat())
    }

    /// Two students with the class seed 5, in the folder `set`.
    fn set(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let made = self.homework("mm42\nab17\n", &["--seed", "5", "--out", "set"]);
        assert_eq!(made.status.code(), Some(0), "{made:?}");
        files(&self.path("set"))
    }

    /// The right answer to the task of a student.
    fn right(&self, student: &str) -> String {
        let key = fs::read_to_string(self.path("set/key.json")).unwrap();
        let key: Value = serde_json::from_str(&key).unwrap();
        let mut students = key["students"].as_array().unwrap().iter();
        let found = students.find(|one| one["id"] == student).unwrap();
        found["answers"][0]["value"].as_str().unwrap().to_owned()
    }

    /// The sheets of a folder, marked, and what was said beside them.
    fn graded(&self, arguments: &[&str]) -> (Option<i32>, Vec<Value>, String) {
        let output = self.premaster(&[&["grade", "--format", "json"], arguments].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        let sheets = match output.stdout.is_empty() {
            true => Vec::new(),
            false => serde_json::from_slice(&output.stdout).unwrap(),
        };
        (output.status.code(), sheets, said)
    }
}

fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => drop(found.insert(path.clone(), fs::read(&path).unwrap())),
        }
    }
    found
}

/// What a command that is refused says: one error and one hint, on standard error alone.
fn refused(output: Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("error: ") && said.contains("\nhint: "),
        "{said}"
    );
    assert!(!said.contains('\u{1b}'), "{said}");
    said
}

#[test]
fn a_set_is_written_whole_and_never_over_another() {
    let desk = Desk::new();
    let made = desk.set();
    let names = made.keys().filter(|name| name.ends_with("mm42/task.md"));
    assert_eq!(names.count(), 1, "{:?}", made.keys());
    let again = desk.homework("mm42\nab17\n", &["--seed", "6", "--out", "set"]);
    let said = refused(again);
    assert!(said.contains("set") && said.contains("--force"), "{said}");
    assert_eq!(files(&desk.path("set")), made, "nothing was touched");
    // what the students have handed in stays, unless it has the name of a file of the set
    desk.write("set/mm42.txt", "student = mm42\n");
    let again = desk.homework("mm42\nab17\n", &["--seed", "6", "--out", "set", "--force"]);
    assert_eq!(again.status.code(), Some(0), "{again:?}");
    let other = files(&desk.path("set"));
    assert_eq!(other.len(), made.len() + 1);
    assert_ne!(
        other[&desk.path("set/key.json")],
        made[&desk.path("set/key.json")]
    );
    // the same seed gives the same bytes
    let again = desk.homework("mm42\nab17\n", &["--seed", "5", "--out", "set2"]);
    assert_eq!(again.status.code(), Some(0), "{again:?}");
    let same: Vec<Vec<u8>> = files(&desk.path("set2")).into_values().collect();
    assert_eq!(same, made.into_values().collect::<Vec<_>>());
    // nothing is left beside them
    let left = fs::read_dir(desk.0.path()).unwrap();
    assert_eq!(left.count(), 3, "class.txt, set, set2");
}

/// Threads make the homework of a class, in whatever order.
#[test]
fn a_class_is_what_its_students_are_one_by_one() {
    let desk = Desk::new();
    let ids: Vec<String> = (1..=12).map(|number| format!("s{number}")).collect();
    let made = desk.homework(ids.join("\n"), &["--seed", "9", "--out", "set"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    let tasks = Task::chosen("4").unwrap();
    let mut key = Key::new(9, &tasks);
    for id in &ids {
        let assignment = Assignment::of(9, id, &tasks);
        key.add(&assignment);
        for file in assignment.files() {
            let written = fs::read(desk.path("set").join(id).join(&file.name)).unwrap();
            assert!(written == file.bytes, "{id}/{}", file.name);
        }
    }
    let written = fs::read_to_string(desk.path("set/key.json")).unwrap();
    assert_eq!(written, key.to_json());
}

#[cfg(unix)]
#[test]
fn the_key_is_its_owner_s_and_the_students_files_are_not_secret() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.set();
    let mode = |name: &str| fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("set/key.json"), 0o600);
    assert_ne!(mode("set/mm42/task.md") & 0o044, 0);
    // written over a key that others can read, it is not read by them
    fs::set_permissions(desk.path("set/key.json"), fs::Permissions::from_mode(0o644)).unwrap();
    let again = desk.homework("mm42\n", &["--seed", "5", "--out", "set", "--force"]);
    assert_eq!(again.status.code(), Some(0), "{again:?}");
    assert_eq!(mode("set/key.json"), 0o600);
}

#[test]
fn a_list_that_cannot_be_used_is_refused_with_its_line_and_writes_nothing() {
    let desk = Desk::new();
    let cases: [(&[u8], &[&str]); 13] = [
        (b"", &["no student"]),
        (b"# no one yet\n\n , Some Name\n", &["no student"]),
        (b"mm42\nab17\n\nMM42\n", &["ine 4", "MM42", "line 1"]),
        (b"mm42\n../key\n", &["ine 2", "../key"]),
        (b"mm42\na/b\n", &["ine 2", "a/b"]),
        (b"mm42\na\\b\n", &["ine 2"]),
        (b"mm42\n/etc\n", &["ine 2", "/etc"]),
        (b"mm42\n.\n", &["ine 2"]),
        (b"ok\nok2\n..\n", &["ine 3"]),
        (b"mm42\nnul\0byte\n", &["ine 2"]),
        (b"mm42\n\x1b[2Jred\n", &["ine 2"]),
        (b"mm42\n\xff\xfe\xfd\n", &["ine 2"]),
        (b"two words, Name\n", &["ine 1", "two words"]),
    ];
    for (list, expected) in cases {
        let said = refused(desk.homework(list, &["--seed", "5", "--out", "set"]));
        let shown = String::from_utf8_lossy(list);
        assert!(said.contains("class.txt"), "{shown}: {said}");
        for part in expected {
            assert!(said.contains(part), "{shown}: no {part:?} in {said}");
        }
        assert!(!desk.path("set").exists(), "{shown}");
    }
    let long = format!("ok\n{}\n", "x".repeat(65));
    assert!(refused(desk.homework(long, &["--out", "set"])).contains("ine 2"));
    let missing = desk.premaster(&["homework", "--students", "none.txt", "--out", "set"]);
    assert!(refused(missing).contains("none.txt"));
    let folder = desk.premaster(&["homework", "--students", ".", "--out", "set"]);
    refused(folder);
    let tasks = ["--out", "set", "--tasks", "4,15"];
    let unknown = [&["homework", "--students", "class.txt"][..], &tasks].concat();
    desk.write("class.txt", "mm42\n");
    let said = refused(desk.premaster(&unknown));
    assert!(
        said.contains("15") && said.contains("14 own-client"),
        "{said}"
    );
}

#[test]
fn sheets_that_cannot_be_marked_are_named_and_the_others_are_marked() {
    let desk = Desk::new();
    desk.set();
    let right = desk.right("mm42");
    desk.write(
        "set/mm42/answers.txt",
        format!("student = mm42\n4.master_secret = {right}\n"),
    );
    // of another class, of no one, nothing, and bytes of anything
    desk.write("set/zz99.txt", "student = zz99\n4.master_secret = 00\n");
    desk.write("set/no-one.txt", "4.master_secret = 00\n");
    desk.write("set/empty.txt", "");
    let garbage: Vec<u8> = (0..50_000_u32).map(|n| (n * n / 7 + n) as u8).collect();
    desk.write("set/garbage.txt", garbage);
    let (code, sheets, said) = desk.graded(&["set"]);
    assert_eq!(code, Some(1), "{said}");
    let students: Vec<&str> = sheets
        .iter()
        .map(|one| one["student"].as_str().unwrap())
        .collect();
    assert_eq!(students, ["ab17", "mm42"]);
    assert_eq!(sheets[0]["points"], 0.0);
    assert_eq!(sheets[1]["points"], 1.0);
    for (file, expected) in [
        ("zz99.txt", "zz99"),
        ("no-one.txt", "student = mm42"),
        ("empty.txt", "student = mm42"),
        ("garbage.txt", "student = mm42"),
    ] {
        let line = said.lines().find(|line| line.contains(file));
        let line = line.unwrap_or_else(|| panic!("{file}: {said}"));
        assert!(line.contains(expected), "{line}");
    }
    assert!(!said.contains('\u{1b}'), "{said}");
    // the same without a student's file
    fs::remove_dir_all(desk.path("set/ab17")).unwrap();
    let (_, _, said) = desk.graded(&["set"]);
    assert!(
        said.lines().any(|line| line.contains("No sheet of: ab17")),
        "{said}"
    );
}

#[test]
fn the_answers_of_another_class_are_wrong_or_those_of_another_student_are_named() {
    let desk = Desk::new();
    desk.set();
    let right = desk.right("mm42");
    // the same student in a class with another seed: a sheet of last year
    let other = desk.homework("mm42\n", &["--seed", "6", "--out", "other"]);
    assert_eq!(other.status.code(), Some(0), "{other:?}");
    desk.write(
        "other/mm42/answers.txt",
        format!("student = mm42\n4.master_secret = {right}\n"),
    );
    let (code, sheets, said) = desk.graded(&["other"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(sheets[0]["points"], 0.0);
    let answer = &sheets[0]["tasks"][0]["answers"][0];
    assert_eq!(
        (&answer["verdict"], &answer["right_for"]),
        (&"wrong".into(), &Value::Null)
    );
    // and by the key that it belongs to, it is right
    let (_, sheets, _) = desk.graded(&["other/mm42/answers.txt", "--key", "set/key.json"]);
    assert_eq!(sheets[0]["points"], 1.0);
    // copied from a neighbour
    desk.write(
        "set/ab17/answers.txt",
        format!("student = ab17\n4.master_secret = {right}\n"),
    );
    let (_, sheets, _) = desk.graded(&["set/ab17/answers.txt"]);
    assert_eq!(sheets[0]["tasks"][0]["answers"][0]["right_for"], "mm42");
}

#[test]
fn a_sheet_of_ten_megabytes_is_marked_and_one_beyond_the_limit_refused() {
    let desk = Desk::new();
    desk.set();
    let right = desk.right("mm42");
    let filler = "# nothing of interest in this line\n".repeat(300_000);
    let answers = format!("student = mm42\n{filler}4.master_secret = {right}\n");
    assert!(answers.len() > 10 << 20);
    desk.write("big.txt", answers);
    let (code, sheets, said) = desk.graded(&["big.txt", "--key", "set/key.json"]);
    assert_eq!(
        (code, &sheets[0]["points"]),
        (Some(0), &1.0.into()),
        "{said}"
    );
    // an answer as long, and as many answers that there are not
    let long = format!(
        "student = mm42\n4.master_secret = {}\n",
        "5e ".repeat(1 << 20)
    );
    desk.write("big.txt", long);
    let (code, sheets, said) = desk.graded(&["big.txt", "--key", "set/key.json"]);
    assert_eq!(
        (code, &sheets[0]["points"]),
        (Some(0), &0.0.into()),
        "{said}"
    );
    let file = fs::File::create(desk.path("big.txt")).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let said = refused(desk.premaster(&["grade", "big.txt", "--key", "set/key.json"]));
    assert!(
        said.contains("big.txt") && said.contains("67,108,864"),
        "{said}"
    );
}

#[test]
fn a_place_without_sheets_or_without_a_key_is_refused() {
    let desk = Desk::new();
    desk.set();
    fs::create_dir(desk.path("none")).unwrap();
    let said = refused(desk.premaster(&["grade", "none", "--key", "set/key.json"]));
    assert!(said.contains("no sheets in none"), "{said}");
    assert!(refused(desk.premaster(&["grade", "none"])).contains("key.json"));
    let said = refused(desk.premaster(&["grade", "not-there.txt", "--key", "set/key.json"]));
    assert!(said.contains("not-there.txt"), "{said}");
    desk.write("bad.json", "{\"format\": \"something else\"}");
    for bad in ["bad.json", "class.txt", "set/mm42/capture.pcapng"] {
        let said = refused(desk.premaster(&["grade", "set", "--key", bad]));
        assert!(said.contains(bad), "{said}");
    }
}

#[test]
fn a_sheet_with_answers_is_never_overwritten() {
    let desk = Desk::new();
    desk.write("class.txt", "mm42\n");
    let make = |seed: &str| {
        let words = "homework --tasks 3 --force --students class.txt --out set --seed";
        let words = words.split(' ').chain([seed]);
        desk.premaster(&words.collect::<Vec<_>>())
    };
    assert!(make("1").status.success());
    // an empty sheet is made once more
    assert!(make("2").status.success());
    let sheet = desk.path("set/mm42/answers.txt");
    let filled = fs::read_to_string(&sheet).unwrap() + "3.pre_master_secret = 0303\n";
    fs::write(&sheet, &filled).unwrap();
    // the same set again is the same but for the sheet
    assert!(make("2").status.success());
    assert_eq!(fs::read_to_string(&sheet).unwrap(), filled);
    let refused = make("3");
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("answers.txt has answers"), "{said}");
    assert_eq!(fs::read_to_string(&sheet).unwrap(), filled);
}
