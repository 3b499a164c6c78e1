//! `premaster exam` and `--predict --result`: what is kept and where, in which order the forms come, and the results of
//! a class with broken files among them.

use premaster::lesson::exam::{Form, Sheet};
use premaster::lesson::question::{Answer, letter};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Runs the program in a folder of its own, with something typed.
fn run(home: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_premaster"))
        .args(arguments)
        .current_dir(home)
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // a program that has already refused reads nothing
    let _ = program.stdin.take().unwrap().write_all(typed.as_bytes());
    program.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What is typed to have the first `right` places right, and to say "I don't know" to the others.
fn typed(form: Form, right: usize) -> String {
    let items = form.items().unwrap();
    let lines = items.iter().map(|item| {
        let letters = |places: &[usize]| {
            let letters = places.iter().map(|place| letter(*place).to_string());
            letters.collect::<Vec<_>>().join(" ")
        };
        match item.question.right() {
            _ if item.place > right => "?\n".to_owned(),
            Answer::One(place) => format!("{}\n3\n", letter(place)),
            Answer::Many(places) | Answer::Order(places) => format!("{}\n3\n", letters(&places)),
            answer => panic!("{answer:?}"),
        }
    });
    lines.collect()
}

fn kept(home: &Path, name: &str) -> PathBuf {
    home.join("data/premaster/exams").join(name)
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_forms_come_one_after_the_other_and_the_review_last() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let early = run(home, &["exam", "--review"], "");
    assert_eq!(early.status.code(), Some(2));
    assert!(
        stderr(&early).contains("opens once both forms are"),
        "{early:?}"
    );
    // three answers, and the input ends
    let begun: String = typed(Form::A, 12)
        .lines()
        .take(6)
        .map(|line| format!("{line}\n"))
        .collect();
    let done = run(home, &["--plain", "exam"], &begun);
    assert!(done.status.success(), "{done:?}");
    let file = kept(home, "me-A.toml");
    assert_eq!(
        Sheet::read(&fs::read_to_string(&file).unwrap())
            .unwrap()
            .answers
            .len(),
        3
    );
    #[cfg(unix)]
    assert_eq!(mode(&file), 0o600);
    // the rest
    let rest: String = typed(Form::A, 12)
        .lines()
        .skip(6)
        .map(|line| format!("{line}\n"))
        .collect();
    let done = run(home, &["exam", "--plain", "--out", "a.toml"], &rest);
    assert!(done.status.success(), "{done:?}");
    let said = stdout(&done);
    assert!(
        said.contains("Question 4 of 12") && said.contains("Form A is finished"),
        "{said}"
    );
    assert!(said.contains("The result is in a.toml."), "{said}");
    for verdict in ["Right.", "The answer is", "Normalised"] {
        assert!(!said.contains(verdict), "{said}");
    }
    assert!(!said.contains('\u{1b}'));
    let out = home.join("a.toml");
    assert_eq!(fs::read(&out).unwrap(), fs::read(&file).unwrap());
    #[cfg(unix)]
    assert_eq!(mode(&out), 0o600);
    // a form is taken once, and a file is not written over
    let again = run(home, &["exam", "--plain", "--form", "A"], "");
    assert!(
        stderr(&again).contains("Form A is finished under the name me"),
        "{again:?}"
    );
    let over = run(home, &["exam", "--plain", "--out", "a.toml"], "");
    assert_eq!(over.status.code(), Some(2));
    assert!(stderr(&over).contains("already exists"), "{over:?}");
    // the other one
    let done = run(home, &["exam", "--plain"], &typed(Form::B, 6));
    let said = stdout(&done);
    assert!(said.contains("Exam, form B"), "{said}");
    assert!(
        said.contains("First form A: 1.00. Second form B: 0.50."),
        "{said}"
    );
    assert!(said.contains("Normalised change: -0.50"), "{said}");
    let review = run(home, &["exam", "--review"], "");
    assert!(review.status.success() && stdout(&review).contains("Form B, question 12"));
    // nothing else is left once both are finished
    let over = run(home, &["exam", "--plain"], "");
    assert_eq!(stdout(&over), stdout(&review));
    for item in stdout(&review).split("\nForm ") {
        // a command stands on one line, and once
        let commands = item.lines().filter(|line| line.contains("premaster --at"));
        let mut seen = std::collections::BTreeSet::new();
        for command in commands {
            assert!(
                command.contains(" --clock 2026-11-27T12:00:00Z"),
                "{command}"
            );
            assert!(seen.insert(command), "{item}");
        }
    }
}

#[test]
fn another_name_takes_the_forms_in_the_other_order() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let b = ["exam", "--plain", "--form", "b", "--name", "mm42"];
    let done = run(home, &b, &typed(Form::B, 0));
    assert!(stdout(&done).contains("Form B is finished"), "{done:?}");
    // which came first is told by the second in which it was begun, and no one finishes a form within one
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let done = run(
        home,
        &["exam", "--plain", "--name", "mm42"],
        &typed(Form::A, 12),
    );
    let said = stdout(&done);
    assert!(
        said.contains("First form B: 0.00. Second form A: 1.00."),
        "{said}"
    );
    for name in ["../mm42", "", "a b", "x/y"] {
        let wrong = run(home, &["exam", "--plain", "--name", name], "");
        assert_eq!(wrong.status.code(), Some(2), "{name}");
        assert!(stderr(&wrong).contains("Expected a name"), "{wrong:?}");
    }
    // what was damaged is said, and not taken for a beginning
    let file = kept(home, "mm42-A.toml");
    fs::write(&file, "kind = \"exam\"\nform = \"A\"\nname = 3\n").unwrap();
    let broken = run(home, &["exam", "--plain", "--name", "mm42"], "");
    assert!(stderr(&broken).contains("line 3"), "{broken:?}");
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 3);
}

#[test]
fn a_sandbox_keeps_nothing_and_shows_the_result() {
    let home = tempfile::tempdir().unwrap();
    let done = run(
        home.path(),
        &["exam", "--plain", "--sandbox"],
        &typed(Form::A, 3),
    );
    let said = stdout(&done);
    assert!(done.status.success(), "{done:?}");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    let text = &said[said.find("kind = \"exam\"").unwrap()..];
    let sheet = Sheet::read(text).unwrap();
    assert!(sheet.is_finished());
    let out = run(
        home.path(),
        &["exam", "--plain", "--sandbox", "--out", "x"],
        "",
    );
    assert!(!out.status.success());
    assert!(
        stderr(&out).contains("in a sandbox no file is written"),
        "{out:?}"
    );
}

#[test]
fn results_are_read_from_a_folder_and_broken_files_are_named() {
    let home = tempfile::tempdir().unwrap();
    let class = home.path().join("class");
    for (name, form, right) in [
        ("s1", Form::A, 3),
        ("s1", Form::B, 9),
        ("s2", Form::B, 6),
        ("s2", Form::A, 12),
        ("s3", Form::A, 5),
    ] {
        let out = class.join(format!("{name}-{}.toml", form.name()));
        fs::create_dir_all(&class).unwrap();
        let out = out.display().to_string();
        let form_name = form.name();
        let arguments = [
            "exam", "--plain", "--name", name, "--form", form_name, "--out", &out,
        ];
        let done = run(home.path(), &arguments, &typed(form, right));
        assert!(done.status.success(), "{done:?}");
        // the clock of a file counts seconds, and the order of the forms is read from it
        let text = fs::read_to_string(&out).unwrap();
        let begun = text.lines().find(|line| line.starts_with("begun")).unwrap();
        let first = (name == "s2") == (form == Form::B);
        let day = if first { "2026-09-01" } else { "2026-12-01" };
        let text = text.replace(begun, &format!("begun = \"{day}T10:00:00Z\""));
        fs::write(&out, text).unwrap();
    }
    let dir = class.display().to_string();
    let results = |format: &str| {
        run(
            home.path(),
            &["exam", "--results", &dir, "--format", format],
            "",
        )
    };
    let good = results("text");
    assert!(good.status.success(), "{good:?}");
    let said = stdout(&good);
    let sentences = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("2 people took both forms."), "{said}");
    assert!(said.contains("s3 (form A alone)"), "{said}");
    assert!(said.contains("Offered, and never chosen: "), "{said}");
    // (0.75 − 0.25) / 0.75 and (1 − 0.5) / 0.5
    assert!(
        said.contains("s1    A           0.25    0.75   0.67"),
        "{said}"
    );
    assert!(
        said.contains("s2    B           0.50    1.00   1.00"),
        "{said}"
    );
    assert!(
        sentences.contains("Mean normalised change 0.83, standard error 0.17. Hake's g 0.80."),
        "{said}"
    );
    let json: serde_json::Value = serde_json::from_slice(&results("json").stdout).unwrap();
    assert_eq!(json["persons"][1]["first"], "B");
    assert_eq!(stdout(&results("csv")).lines().count(), 3);

    // a file of another version is used and warned of; what cannot be used is named with its line
    let s1 = class.join("s1-A.toml");
    let text = fs::read_to_string(&s1).unwrap();
    fs::write(&s1, text.replace("premaster 0", "premaster 9")).unwrap();
    let warned = results("text");
    assert!(warned.status.success());
    assert!(
        stderr(&warned).contains("It was made by premaster 9"),
        "{warned:?}"
    );
    fs::create_dir(class.join("z")).unwrap();
    fs::write(class.join("z/s1.toml"), &text).unwrap();
    fs::write(class.join("notes.toml"), "title = \"a poem\"\n").unwrap();
    fs::write(
        class.join("cut.toml"),
        &text[..text.find("[[answer]]").unwrap() + 6],
    )
    .unwrap();
    fs::write(class.join("odd.toml"), [0xff, 0xfe, 0x00, 0x1b]).unwrap();
    fs::write(class.join("readme.txt"), "not a result").unwrap();
    let bad = results("text");
    assert_eq!(bad.status.code(), Some(1));
    let said = stderr(&bad);
    for (file, why) in [
        ("z/s1.toml", "another result of s1 for form A"),
        ("notes.toml", "line 1"),
        ("cut.toml", "line 8"),
        ("odd.toml", "line 1"),
    ] {
        let line = said
            .lines()
            .find(|line| line.contains(file))
            .unwrap_or_default();
        assert!(line.contains(why), "{file}: {said}");
    }
    assert!(
        !said.contains("readme.txt") && !said.contains('\u{1b}'),
        "{said}"
    );
    assert!(stdout(&bad).contains("2 people took both forms."));
    let nothing = home.path().join("nothing");
    fs::create_dir(&nothing).unwrap();
    let none = run(
        home.path(),
        &["exam", "--results", &nothing.display().to_string()],
        "",
    );
    assert_eq!(none.status.code(), Some(2));
    assert!(stderr(&none).contains("no result file"), "{none:?}");
}

#[test]
fn what_was_predicted_is_counted_looked_at_again_and_written() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let arguments = [
        "--scenario",
        "stripped-suites",
        "--seed",
        "42",
        "--plain",
        "--predict",
        "--result",
        "p.toml",
    ];
    // a guess, and on, to the end
    let typed = "a\n?\nnext\n".repeat(60) + "quit\n";
    let done = run(home, &arguments, &typed);
    assert!(done.status.success(), "{done:?}");
    let said = stdout(&done);
    assert!(said.contains("What was not as you said"), "{said}");
    assert!(said.contains("were as you said"), "{said}");
    assert!(said.contains("The result is in p.toml."), "{said}");
    let file = home.join("p.toml");
    #[cfg(unix)]
    assert_eq!(mode(&file), 0o600);
    let text = fs::read_to_string(&file).unwrap();
    let sheet = Sheet::read(&text).unwrap();
    assert!(sheet.answers.len() > 3, "{text}");
    assert!(sheet.answers.iter().all(|one| one.score.is_some()));
    assert!(text.contains("run = \"stripped-suites@42\""), "{text}");
    // not over a file that exists, unless that is said
    let again = run(home, &arguments, "quit\n");
    assert_eq!(again.status.code(), Some(2), "{again:?}");
    let forced = run(
        home,
        &[&arguments[..], &["--force"]].concat(),
        "next\na\n?\nquit\n",
    );
    assert!(forced.status.success(), "{forced:?}");
    let fewer = Sheet::read(&fs::read_to_string(&file).unwrap()).unwrap();
    assert!(fewer.answers.len() < sheet.answers.len());
    // predictions are no form of the exam
    let results = run(home, &["exam", "--results", "."], "");
    assert_eq!(results.status.code(), Some(1));
    assert!(stderr(&results).contains("form of the exam"), "{results:?}");
}
