//! What the commands do, and what is said where they cannot.

use crate::{means, session};
use premaster::plain::{COMMANDS, Session, table};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// The answers to commands, one after the other, as one text.
fn after(session: &mut Session, commands: &[&str]) -> String {
    let mut last = Vec::new();
    for command in commands {
        last = session.obey(command);
    }
    last.join(" ")
}

#[test]
fn commands_move_the_reader() {
    for (commands, step) in [
        (&["next"][..], 2),
        (&[""], 2),
        (&["n", "n", "b"], 2),
        (&["back"], 1),
        (&["12"], 12),
        (&["last"], 31),
        (&["last", "next"], 31),
        (&["last", "first"], 1),
        (&["go client_finished/verify_data"], 17),
        (&["99"], 1),
        (&["go nowhere"], 1),
        (&["find verify_data", "1"], 15),
        (&["STEPS", "5"], 5),
    ] {
        let mut session = session("classic", 80);
        let said = after(&mut session, commands);
        assert_eq!(session.cursor() + 1, step, "{commands:?}: {said}");
    }
}

#[test]
fn answers_have_the_values_of_the_run() {
    let mut session = session("classic", 80);
    let trace = session.trace().clone();
    let random = trace
        .values()
        .iter()
        .find(|value| value.key() == "client_random")
        .unwrap();
    let hex = premaster::wire::display::hex(&random.bytes);
    let said = after(&mut session, &["go client_hello/random"]);
    assert!(said.replace(' ', "").contains(&hex), "{said}");
    let said = after(&mut session, &["keys"]);
    assert!(said.replace(' ', "").contains(&hex), "{said}");
    let said = after(&mut session, &["11", "who pre_master_secret"]);
    assert!(said.contains("Eve, by this step: no."), "{said}");
    let said = after(&mut session, &["12", "where master_secret"]);
    assert!(
        said.contains("pre_master_random: random, by the client"),
        "{said}"
    );
}

#[test]
fn a_message_is_changed_and_the_change_is_taken_back() {
    for change in [
        "flip random 0 3",
        "message = \"client_hello\", flip = { field = \"random\", byte = 0, bit = 3 }",
    ] {
        let mut session = session("classic", 80);
        let said = after(&mut session, &["2", &format!("edit {change}")]);
        assert!(
            said.contains("flips bit 3 of byte 0 of random in ClientHello"),
            "{said}"
        );
        // who notices is for the reader to find out
        assert!(!said.contains("notices in step"), "{said}");
        assert!(!said.contains("Step 2 of"), "{said}");
        let said = after(&mut session, &["noticed"]);
        assert!(said.contains("rejects the record"), "{said}");
        let said = after(&mut session, &["undo", "last"]);
        assert!(said.contains("Step 31 of 31"), "{said}");
    }
}

#[test]
fn what_cannot_be_done_is_said() {
    for (commands, expected) in [
        (
            &["nxt"][..],
            "There is no command \"nxt\"; did you mean next?",
        ),
        (&["go"], "Usage: go PLACE"),
        (
            &["where nothing_at_all"],
            "No value up to this step is called nothing_at_all",
        ),
        (&["where client_randm"], "did you mean client_random"),
        (&["edit drop"], "The message of this step cannot be changed"),
        (&["2", "edit sing"], "Expected flip FIELD BYTE BIT"),
        (&["2", "edit flip randm 0 0"], "random"),
        (&["2", "edit flip random 99 0"], "cannot be done"),
        (
            &["2", "edit message = \"nothing\", action = \"drop\""],
            "nothing",
        ),
        (&["undo"], "There is no change to take back."),
        (&["open nothing"], "nothing"),
        (&["open 99"], "99"),
        (&["seed x"], "Expected a seed"),
        (&["export pdf file"], "The formats are text and json."),
        (&["export text taken"], "already exists"),
        (&["scenarios", "999"], "The list has no number 999"),
        (&["glossary prff"], "PRF"),
        (&["certificates"], "No certificate has been sent yet."),
        (&["bytes"], "No message crosses the wire in this step."),
    ] {
        let mut session = session("classic", 80);
        let said = after(&mut session, commands);
        assert!(said.contains(expected), "{commands:?}: {said}");
    }
}

#[test]
fn scenarios_are_chosen_by_number_and_by_name() {
    let mut session = session("classic", 80);
    let said = after(&mut session, &["scenarios", "2"]);
    assert!(said.contains("Scenario mutual."), "{said}");
    let said = after(&mut session, &["open expired"]);
    assert!(said.contains("Scenario expired."), "{said}");
    let said = after(&mut session, &["go classic@7/client_hello", "run"]);
    assert!(said.contains("seed: 7"), "{said}");
    let said = after(&mut session, &["export json run.json"]);
    assert!(said.contains("Written to run.json"), "{said}");
}

#[test]
fn a_recording_cannot_be_changed() {
    let trace = session("classic", 80).trace().clone();
    let mut session = Session::recorded(trace, means(), 80);
    for command in ["edit drop", "open mutual", "seed 3", "go mutual@1/2"] {
        let said = session.obey(command).join(" ");
        assert!(
            said.contains("This run is a recording"),
            "{command}: {said}"
        );
    }
    assert_eq!(after(&mut session, &["place"]), "draw_client_random");
}

#[test]
fn the_documentation_lists_the_commands() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/plain.md");
    let page = fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    assert!(
        page.contains(&table()),
        "expected in docs/plain.md:\n{}",
        table()
    );
    let words: Vec<&str> = COMMANDS.iter().flat_map(|row| row.words).copied().collect();
    for (i, word) in words.iter().enumerate() {
        assert!(!words[..i].contains(word), "{word} is two commands");
        assert!(word.parse::<usize>().is_err());
    }
}

#[test]
fn the_program_reads_a_pipe_to_its_end() {
    let run = |arguments: &[&str], input: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_premaster"))
            .args(arguments)
            .env("TERM", "dumb")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.is_empty(), "{errors}");
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let said = run(
        &["--plain", "--at", "classic@42/client_hello"],
        "place\nnext",
    );
    assert!(said.contains("classic@42/client_hello\n"), "{said}");
    assert!(said.contains("Step 3 of 31"), "{said}");
    assert!(!said.contains("Step 1 of"), "{said}");
    assert!(!said.contains("> "), "no prompt in a pipe: {said}");
    let said = run(&["--plain"], "quit\nnext\n");
    assert!(said.ends_with("Goodbye.\n"), "{said}");
    let said = run(&["--plain"], "\u{1b}[31mnext\n\u{0}\n");
    assert!(
        !said.contains('\u{1b}') && !said.contains('\u{0}'),
        "{said}"
    );
}
