//! Places on the screen: typed, they lead to a step and select what they name; copied, they lead back.

use crate::stages::{classic, press, stage, stage_on, text};
use premaster::trace::Place;
use premaster::tui::{ColorChoice, Effect, Stage, Tab};

fn typed(stage: &mut Stage, place: &str) {
    press(stage, &format!("g text:{place} Enter"));
}

fn copied(stage: &mut Stage) -> String {
    match press(stage, "@") {
        Effect::Copy(place) => place,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_place_is_gone_to_and_copied_again() {
    for (place, tab, again) in [
        ("12", Tab::Explain, "classic@42/derive_master_secret"),
        (
            "client_hello/random",
            Tab::Bytes,
            "classic@42/client_hello/random",
        ),
        (
            "client_hello/client_hello.cipher_suites.cipher_suite[1]",
            Tab::Bytes,
            "classic@42/client_hello/cipher_suite[1]",
        ),
        (
            "client_finished/verify_data",
            Tab::Bytes,
            "classic@42/client_finished/verify_data",
        ),
        (
            "13/master_secret",
            Tab::Keys,
            "classic@42/expand_key_block/master_secret",
        ),
        (
            "server_application_data#last",
            Tab::Explain,
            "classic@42/server_application_data",
        ),
    ] {
        let mut stage = stage();
        typed(&mut stage, place);
        assert_eq!(stage.tab(), tab, "{place}: {:?}", stage.notice());
        if tab != Tab::Explain {
            assert_eq!(copied(&mut stage), again, "{place}");
            let notice = stage.notice().unwrap();
            assert_eq!(notice, format!("Copied the place {again}"));
            let screen = text(&stage.draw(120, 40)).join("\n");
            assert!(screen.contains(&notice), "{screen}");
        } else {
            let found = copied(&mut stage);
            assert!(found.starts_with(again), "{found}");
        }
    }
}

#[test]
fn another_run_is_opened_by_its_place_and_can_be_undone() {
    let mut stage = stage();
    typed(&mut stage, "expired@7/check_certificate");
    let scenario = stage.scenario().unwrap();
    assert_eq!((&*scenario.name, scenario.seed), ("expired", 7));
    assert_eq!(stage.step().unwrap().key(), "check_certificate");
    press(&mut stage, "U");
    assert_eq!(stage.scenario().unwrap().name, "classic");
}

#[test]
fn a_run_that_was_changed_has_no_name() {
    let mut changed = classic();
    changed.server_name = "bank.example".into();
    let mut stage = stage_on(changed, ColorChoice::Full, false);
    typed(&mut stage, "client_hello");
    assert!(copied(&mut stage).starts_with("client_hello"));
    assert!(stage.notice().unwrap().contains("has no name"));
}

#[test]
fn a_wrong_place_leaves_the_reader_where_they_are() {
    for (place, said) in [
        ("99", "there is no step 99; this run has 31 steps"),
        ("client_helo", "did you mean client_hello?"),
        ("nope@1/2", "nope"),
        ("client_hello/randm", "did you mean random?"),
        ("2/master_secret", "comes up in step 12"),
        ("", "the place is empty"),
    ] {
        let mut stage = stage();
        press(&mut stage, "Right Right");
        typed(&mut stage, place);
        let notice = stage.notice().unwrap();
        assert!(notice.contains(said), "{place}: {notice}");
        assert_eq!(stage.cursor(), 2, "{place}");
        assert_eq!(stage.scenario().unwrap().name, "classic");
    }
}

#[test]
fn the_screen_opens_at_a_place() {
    let trace = stage().trace().clone();
    let place: Place = "client_key_exchange/encrypted_pre_master_secret"
        .parse()
        .unwrap();
    let mut stage = stage();
    stage.go_to_located(&place.resolve(&trace).unwrap());
    assert_eq!(stage.tab(), Tab::Bytes);
    assert_eq!(
        copied(&mut stage),
        "classic@42/client_key_exchange/encrypted_pre_master_secret"
    );
}
