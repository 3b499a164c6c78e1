//! `[built]` in a scenario's file: a side that follows an order and formulas of its own.

use premaster::protocol::{Blank, Piece, Side};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Outcome, StepName};
use premaster::wire::AlertDescription;

fn read(built: &str) -> Result<Scenario, String> {
    let text = format!("description = \"Built\"\n{built}");
    let read = Scenario::from_toml(&text, "built", "built.toml", Overrides::seed(42));
    read.map_err(|error| error.to_string())
}

#[test]
fn each_piece_is_called_as_its_step() {
    for piece in Piece::ALL {
        let mut names = StepName::ALL.iter();
        assert!(
            names.any(|name| name.key() == piece.key()),
            "{}",
            piece.key()
        );
        assert_eq!(Piece::named(piece.key()), Some(*piece));
        assert_eq!(Piece::of(piece.side(), piece.message()), Some(*piece));
    }
}

#[test]
fn each_blank_has_choices_of_different_names() {
    for blank in Blank::ALL {
        assert_eq!(Blank::named(blank.key()), Some(*blank));
        let mut keys: Vec<String> = blank.choices().iter().map(|it| it.key()).collect();
        let all = keys.len();
        assert!(all >= 2);
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all, "{}", blank.key());
    }
}

#[test]
fn a_file_says_what_a_side_does_and_is_written_as_it_was_read() {
    let scenario = read(
        r#"
        [built]
        side = "client"
        order = ["client_hello", "server_hello", "server_certificate", "server_hello_done",
            "client_key_exchange", "client_change_cipher_spec", "client_finished"]
        [built.formulas]
        key_block_label = "master secret"
        mac = ""
        "#,
    )
    .unwrap();
    let built = scenario.built.clone().unwrap();
    assert_eq!(built.side, Side::Client);
    assert_eq!(built.order.as_ref().unwrap().len(), 7);
    assert_eq!(built.formulas.of(Blank::MacOver), None);
    let wrong: Vec<Blank> = built.formulas.wrong().collect();
    assert_eq!(wrong, [Blank::BlockLabel, Blank::MacOver]);
    let again = Scenario::from_toml(&scenario.to_toml(), "built", "again", Overrides::default());
    assert_eq!(again.unwrap(), scenario);
}

#[test]
fn a_formula_alone_needs_no_order() {
    for (side, key, alert) in [
        (
            "client",
            "client_finished_label = \"server finished\"",
            AlertDescription::DecryptError,
        ),
        (
            "server",
            "mac = \"ciphertext\"",
            AlertDescription::BadRecordMac,
        ),
    ] {
        let text = format!("[built]\nside = \"{side}\"\nformulas = {{ {key} }}");
        let scenario = read(&text).unwrap();
        let Outcome::Failed {
            alert: Some(sent), ..
        } = simulate(&scenario).outcome().clone()
        else {
            panic!("{key} is refused");
        };
        assert_eq!(sent.alert.description, alert, "{key}");
        assert_ne!(sent.side.name(), side, "{key}");
        // beside it stands the ordinary handshake
        let good = simulate(&scenario.counterpart().unwrap());
        assert!(matches!(good.outcome(), Outcome::Established));
    }
}

#[test]
fn mistakes_in_it_say_what_was_expected() {
    for (built, words) in [
        ("[built]", "side"),
        ("[built]\nside = \"both\"", "client"),
        ("[built]\nside = \"client\"\norder = [\"hello\"]", "hello"),
        (
            "[built]\nside = \"client\"\norder = [\"client_hello\", \"client_hello\"]",
            "a second time",
        ),
        (
            "[built]\nside = \"client\"\nformulas = { label = \"x\" }",
            "master_secret_label",
        ),
        (
            "[built]\nside = \"client\"\nformulas = { mac = \"nothing\" }",
            "ciphertext",
        ),
    ] {
        let error = read(built).unwrap_err();
        assert!(error.contains(words), "{built}: {error}");
        assert!(error.contains("built.toml"), "{error}");
    }
}
