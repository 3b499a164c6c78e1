//! `premaster grade` for a whole class: what a teacher reads, what a student is told, and a student who comes late.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The class seed of these tests.
const SEED: &str = "6193287415120337";

struct Desk(tempfile::TempDir);

impl Desk {
    /// A class with homework in the folder `set`.
    fn with(students: &[&str], tasks: &str) -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        let made = desk.homework(students, tasks, "set", &[]);
        assert_eq!(made.status.code(), Some(0), "{made:?}");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn premaster(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_premaster"));
        let command = command.args(arguments).current_dir(self.0.path());
        command.output().unwrap()
    }

    fn homework(&self, students: &[&str], tasks: &str, out: &str, more: &[&str]) -> Output {
        fs::write(self.path("class.txt"), students.join("\n")).unwrap();
        let words =
            format!("homework --students class.txt --seed {SEED} --tasks {tasks} --out {out}");
        let words: Vec<&str> = words.split(' ').chain(more.iter().copied()).collect();
        self.premaster(&words)
    }

    /// A right answer.
    fn right(&self, student: &str, name: &str) -> String {
        let key = fs::read_to_string(self.path("set/key.json")).unwrap();
        let key: Value = serde_json::from_str(&key).unwrap();
        let of = |all: &Value, key: &str, wanted: &str| {
            let all = all.as_array().unwrap().iter();
            all.clone().find(|one| one[key] == wanted).unwrap().clone()
        };
        let student = of(&key["students"], "id", student);
        let answer = of(&student["answers"], "name", name);
        answer["value"].as_str().unwrap().to_owned()
    }

    fn hand_in(&self, student: &str, answers: &str) {
        let sheet = self.path("set").join(student).join("answers.txt");
        fs::write(sheet, format!("student = {student}\n{answers}")).unwrap();
    }

    /// What is printed of the class.
    fn graded(&self, more: &[&str]) -> (String, String) {
        let output = self.premaster(&[&["grade", "set"], more].concat());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (said, noted) = (text(output.stdout), text(output.stderr));
        assert_eq!(output.status.code(), Some(0), "{noted}");
        (said, noted)
    }

    /// A class of six: all right, a usual mistake twice, a wrong answer of another, two empty sheets.
    fn of_six() -> Desk {
        let desk = Desk::with(&["s1", "s2", "s3", "s4", "s5", "s6"], "4,9");
        let nine = |student: &str, block: u64| {
            let of = |name: &str| desk.right(student, &format!("9.{name}"));
            let block = of("block").parse::<u64>().unwrap() + block;
            let (record, byte, bit, letter) = (of("record"), of("byte"), of("bit"), of("letter"));
            format!(
                "9.record = {record}\n9.block = {block}\n9.byte = {byte}\n9.bit = {bit}\n9.letter = {letter}\n"
            )
        };
        let four = |student: &str| {
            format!(
                "4.master_secret = {}\n",
                desk.right(student, "4.master_secret")
            )
        };
        desk.hand_in("s1", &(four("s1") + &nine("s1", 0)));
        desk.hand_in("s2", &(four("s2") + &nine("s2", 1)));
        desk.hand_in("s3", &nine("s3", 1));
        desk.hand_in("s4", &(four("s1") + "9.word = x\n"));
        desk
    }
}

fn lines_with<'t>(text: &'t str, words: &str) -> Vec<&'t str> {
    text.lines().filter(|line| line.contains(words)).collect()
}

/// The rows of a table, each as its words.
fn row(text: &str, begins: &str) -> Vec<String> {
    let line = text
        .lines()
        .find(|line| line.trim_start().starts_with(begins));
    let line = line.unwrap_or_else(|| panic!("no {begins} in {text}"));
    line.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_class_is_summed_up_with_a_line_for_each_student_and_one_for_all_empty_sheets() {
    let desk = Desk::of_six();
    let (said, _) = desk.graded(&[]);
    // 0.3 of task 9 is the block, and the next one is worth 0.7 of it
    assert_eq!(row(&said, "s1"), ["s1", "2.00", "1", "1"]);
    assert_eq!(row(&said, "s2"), ["s2", "1.91", "1", ".9"]);
    assert_eq!(row(&said, "s3"), ["s3", "0.91", "-", ".9"]);
    assert_eq!(row(&said, "s4"), ["s4", "0.00", "0", "-"]);
    let empty = lines_with(&said, "Nothing on the sheet");
    assert_eq!(empty, ["Nothing on the sheet (2 students): s5, s6"]);
    assert_eq!(lines_with(&said, "s5").len(), 1, "{said}");
    // (2 + 1.91 + 0.91 + 0) / 4, and the middle of 1.91 and 0.91
    let points = "The class: 4 sheets with answers. Mean 1.21, median 1.41 of 2 points.";
    assert!(said.contains(points), "{said}");
    let master = row(&said, "4 The master secret");
    assert_eq!(master[4..], ["2", "-", "1", "1"], "{said}");
    let flipped = row(&said, "9 The flipped bit");
    assert_eq!(flipped[4..], ["1", "2", "-", "1"], "{said}");
    // the mistake in words, with its count, and what it may show
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains(
            "2 Task 9, The flipped bit: This is one more than the right number: the block"
        ),
        "{said}"
    );
    assert!(
        words.contains("2 “A flipped bit changes one letter.”"),
        "{said}"
    );
    // what is the teacher's alone
    assert!(
        words.contains("s4: 4.master_secret is not right, but would be for s1."),
        "{said}"
    );
    assert!(words.contains("no answer is called 9.word"), "{said}");
    assert!(
        said.lines().all(|line| line.chars().count() <= 80),
        "{said}"
    );
}

/// A class that has handed in nothing yet is one line.
#[test]
fn a_class_of_empty_sheets_is_one_line() {
    let desk = Desk::with(&["s1", "s2", "s3"], "4");
    let (said, _) = desk.graded(&[]);
    assert_eq!(said.trim(), "Nothing on the sheet (3 students): s1, s2, s3");
}

#[cfg(unix)]
#[test]
fn feedback_is_a_file_for_each_student_that_tells_nothing_of_what_was_not_tried() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::of_six();
    let (_, noted) = desk.graded(&["--feedback", "told"]);
    assert!(noted.contains("told: feedback for 6 students."), "{noted}");
    let told = |student: &str| {
        fs::read_to_string(desk.path("told").join(format!("{student}.md"))).unwrap()
    };
    for student in ["s1", "s2", "s3", "s4", "s5", "s6"] {
        let file = desk.path("told").join(format!("{student}.md"));
        let mode = fs::metadata(file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{student}");
        assert!(told(student).starts_with(&format!("# Feedback for {student}\n")));
    }
    assert!(told("s1").contains("2.00 of 2 points") && told("s1").contains("Right."));
    let block = desk.right("s2", "9.block").parse::<u64>().unwrap();
    let words = format!("Right is `{block}`; you have `{}`.", block + 1);
    assert!(told("s2").contains(&words), "{}", told("s2"));
    // s3 has not tried task 4, and s4 not task 9; s4 is not told whose answer theirs is
    let beginning = |student: &str| desk.right(student, "4.master_secret")[..8].to_owned();
    assert!(!told("s3").contains(&beginning("s3")), "{}", told("s3"));
    assert!(told("s4").contains(&beginning("s4")), "{}", told("s4"));
    assert!(
        !told("s4").contains(&desk.right("s4", "9.letter")[..]) || !told("s4").contains("9.letter")
    );
    assert!(!told("s4").contains("s1"), "{}", told("s4"));
    assert!(told("s5").contains("Nothing was handed in."));
    assert_eq!(told("s5").matches("##").count(), 0, "{}", told("s5"));
    // never over what is there, but with --force
    let again = desk.premaster(&["grade", "set", "--feedback", "told"]);
    assert_eq!(again.status.code(), Some(2), "{again:?}");
    assert!(String::from_utf8_lossy(&again.stderr).contains("--force"));
    desk.graded(&["--feedback", "told", "--force"]);
    // and --force alone means nothing
    let alone = desk.premaster(&["grade", "set", "--force"]);
    assert_eq!(alone.status.code(), Some(2), "{alone:?}");
}

/// What a student types becomes no markup in the feedback.
#[test]
fn feedback_holds_what_a_student_has_typed_as_text() {
    let desk = Desk::with(&["s1"], "4,9");
    desk.hand_in("s1", "4.master_secret = <b>*x*</b>\n9.letter = `<i>`\n");
    desk.graded(&["--feedback", "told"]);
    let told = fs::read_to_string(desk.path("told/s1.md")).unwrap();
    assert!(told.contains(r"\<b\>\*x\*\</b\>"), "{told}");
    assert!(told.contains(r"<code>\`\<i\>\`</code>"), "{told}");
}

/// Notepad saves UTF-16 where it is told "Unicode".
#[test]
fn sheets_and_lists_in_utf_16_are_read() {
    let wide = |text: &str, begin: &[u8]| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        begin.iter().copied().chain(units).collect::<Vec<u8>>()
    };
    let desk = Desk::with(&["s1", "s2"], "4");
    for (student, begin) in [("s1", &[0xff, 0xfe][..]), ("s2", &[])] {
        let right = desk.right(student, "4.master_secret");
        let sheet = format!("# Blätter\r\nstudent = {student}\r\n4.master_secret = {right}\r\n");
        let sheet = match begin.is_empty() {
            // without a mark it has to be recognized by its first letters
            true => sheet.replace("# Blätter\r\n", ""),
            false => sheet,
        };
        fs::write(
            desk.path("set").join(student).join("answers.txt"),
            wide(&sheet, begin),
        )
        .unwrap();
    }
    let (said, _) = desk.graded(&[]);
    assert_eq!(row(&said, "s1"), ["s1", "1.00", "1"]);
    assert_eq!(row(&said, "s2"), ["s2", "1.00", "1"]);
    // such a sheet has answers too, and is not overwritten by another set
    let again = [
        "homework",
        "--students",
        "class.txt",
        "--seed",
        "1",
        "--out",
        "set",
        "--force",
    ];
    let again = desk.premaster(&again);
    assert_eq!(again.status.code(), Some(2), "{again:?}");
    fs::write(
        desk.path("wide.txt"),
        wide("s1, Grün\r\ns3\r\n", &[0xff, 0xfe]),
    )
    .unwrap();
    let made = desk.premaster(&[
        "homework",
        "--students",
        "wide.txt",
        "--out",
        "other",
        "--tasks",
        "4",
    ]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    assert!(desk.path("other/s3/task.md").is_file());
}

#[test]
fn capitals_of_an_id_make_no_difference() {
    let desk = Desk::with(&["mm42", "s2"], "4");
    let right = desk.right("mm42", "4.master_secret");
    let sheet = format!("student = MM42\r\n4.Master_Secret = {right}\r\n");
    fs::write(desk.path("set/mm42/answers.txt"), sheet).unwrap();
    let (said, _) = desk.graded(&[]);
    assert_eq!(row(&said, "mm42"), ["mm42", "1.00", "1"]);
}

/// A handed-in sheet lies beside the empty one of the set.
#[test]
fn of_two_sheets_of_a_student_the_one_with_answers_counts() {
    let desk = Desk::with(&["s1", "s2"], "4");
    let right = desk.right("s1", "4.master_secret");
    let sheet = format!("student = s1\n4.master_secret = {right}\n");
    fs::write(desk.path("set/s1.txt"), &sheet).unwrap();
    let (said, _) = desk.graded(&["--feedback", "told"]);
    assert_eq!(row(&said, "s1"), ["s1", "1.00", "1"]);
    assert!(said.contains("The class: 1 sheet with answers."), "{said}");
    // of two with answers one is not used, and that is said
    fs::write(desk.path("set/s1/answers.txt"), sheet).unwrap();
    let output = desk.premaster(&["grade", "set"]);
    let noted = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{noted}");
    assert!(
        noted.contains("s1.txt") && noted.contains("the sheet of s1 was read"),
        "{noted}"
    );
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push((path.clone(), fs::read(path).unwrap())),
        }
    }
    found.sort();
    found
}

#[test]
fn a_student_who_comes_late_changes_nothing_for_the_others() {
    let desk = Desk::with(&["s1", "s2"], "3,4,10");
    let right = desk.right("s1", "4.master_secret");
    desk.hand_in("s1", &format!("4.master_secret = {right}\n"));
    let before = [files(&desk.path("set/s1")), files(&desk.path("set/s2"))];
    // a line in the middle of the list, the same seed and tasks, the same folder
    let late = ["s1", "late", "s2"];
    let made = desk.homework(&late, "3,4,10", "set", &["--force"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    let after = [files(&desk.path("set/s1")), files(&desk.path("set/s2"))];
    assert_eq!(
        before, after,
        "the files of the others, and the sheet that was handed in"
    );
    assert!(desk.path("set/late/task.md").is_file());
    let sheet = format!(
        "4.master_secret = {}\n",
        desk.right("late", "4.master_secret")
    );
    desk.hand_in("late", &sheet);
    let (said, _) = desk.graded(&[]);
    assert_eq!(row(&said, "s1"), ["s1", "1.00", "-", "1", "-"]);
    assert_eq!(row(&said, "late"), ["late", "1.00", "-", "1", "-"]);
    // with other tasks or another seed it would be another set: then the sheet is in the way
    let made = desk.homework(&late, "3,4", "set", &["--force"]);
    assert_eq!(made.status.code(), Some(2), "{made:?}");
    let said = String::from_utf8(made.stderr).unwrap();
    assert!(said.contains("--seed"), "{said}");
}
