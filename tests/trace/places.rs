//! Places: what is read is what was written, each field and value has one, and a wrong one says what is wrong.

use premaster::pki::time::UnixTime;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{BufferKind, Place, PlaceError, StepName, StepRef, Target, Trace};
use premaster::wire::node;

fn run(name: &str) -> Trace {
    let overrides = Overrides {
        clock: Some(UnixTime(1_795_220_503)),
        ..Overrides::seed(42)
    };
    simulate(&Scenario::builtin(name, overrides).unwrap())
}

fn resolve(trace: &Trace, place: &str) -> Result<(usize, String), String> {
    let place: Place = place.parse().map_err(|e: PlaceError| e.to_string())?;
    let located = place.resolve(trace).map_err(|error| error.to_string())?;
    let target = match located.target {
        None => String::new(),
        Some(Target::Field { buffer, path, .. }) => format!("{} {path}", buffer.name()),
        Some(Target::Value(id)) => trace.value(id).key(),
    };
    Ok((located.step + 1, target))
}

#[test]
fn a_place_leads_to_its_step_field_or_value() {
    let trace = run("classic");
    let key = |n: usize| trace.steps()[n - 1].key();
    for (place, expected) in [
        ("2", ""),
        ("client_hello", ""),
        ("classic@42/client_hello", ""),
        (
            "classic/2/random",
            "record record.handshake.client_hello.random",
        ),
        (
            "some/folder/my.toml@7/client_hello/extension[1].extension_type",
            "record record.handshake.client_hello.extensions.extension[1].extension_type",
        ),
        (
            "client_hello/cipher_suite",
            "record record.handshake.client_hello.cipher_suites.cipher_suite[0]",
        ),
        (
            "client_key_exchange/handshake.client_key_exchange",
            "record record.handshake.client_key_exchange",
        ),
        ("client_key_exchange/pre_master_secret", "pre_master_secret"),
        ("client_finished/iv", "record protected_record.fragment.iv"),
        (
            "client_finished/verify_data",
            "plaintext block_ciphered.handshake.finished.verify_data",
        ),
        (
            "client_compute_verify_data/client_verify_data",
            "client_verify_data",
        ),
    ] {
        let (step, target) = resolve(&trace, place).unwrap();
        assert_eq!(target, expected, "{place}");
        let wanted = place
            .split('/')
            .find(|part| StepName::ALL.iter().any(|n| n.key() == *part));
        assert_eq!(key(step), wanted.unwrap_or("client_hello"), "{place}");
    }
}

#[test]
fn steps_of_a_kind_are_counted_over_all_connections() {
    let trace = run("two-connections");
    let of_kind = |key: &str| -> Vec<usize> {
        let steps = trace.steps().iter().filter(|step| step.key() == key);
        steps.map(|step| step.index + 1).collect()
    };
    let hellos = of_kind("client_hello");
    assert_eq!(hellos.len(), 2);
    let step = |place: &str| resolve(&trace, place).unwrap().0;
    assert_eq!(step("client_hello"), hellos[0]);
    assert_eq!(step("client_hello#1"), hellos[0]);
    assert_eq!(step("client_hello#2"), hellos[1]);
    assert_eq!(step("client_hello#last"), hellos[1]);
    // a value is that of the step's connection, unless it says which
    let value = |place: &str| resolve(&trace, place).unwrap().1;
    assert_eq!(
        value("derive_master_secret#2/master_secret"),
        "master_secret@connection_2"
    );
    assert_eq!(
        value("derive_master_secret#2/master_secret@connection_1"),
        "master_secret"
    );
}

#[test]
fn every_step_field_and_value_has_a_place_that_leads_back_to_it() {
    for name in ["two-connections", "flipped-record"] {
        let trace = run(name);
        let refs = StepRef::all(&trace);
        for step in trace.steps() {
            let place = Place::of(&trace, step.index).unwrap();
            assert_eq!(place.step, refs[step.index]);
            let targets = targets(&trace, step.index);
            for target in std::iter::once(None).chain(targets.into_iter().map(Some)) {
                let place = match &target {
                    Some(target) => place.clone().pointing(&trace, target),
                    None => place.clone(),
                };
                let read: Place = place.to_string().parse().unwrap();
                assert_eq!(read, place, "{name}");
                let located = read
                    .resolve(&trace)
                    .unwrap_or_else(|e| panic!("{place}: {e}"));
                assert_eq!(
                    (located.step, located.target),
                    (step.index, target),
                    "{place}"
                );
            }
        }
    }
}

/// All that can be pointed at in a step: the fields as they were sent, and the values that no field is named like.
fn targets(trace: &Trace, step: usize) -> Vec<Target> {
    let step = &trace.steps()[step];
    let buffers = step.message.iter().flat_map(|message| &message.buffers);
    let fields = buffers.flat_map(|buffer| {
        node::walk(&buffer.tree)
            .into_iter()
            .map(|placed| Target::Field {
                buffer: buffer.kind,
                arrived: false,
                path: placed.path,
            })
    });
    let named = |name: &str| {
        let mut buffers = step.message.iter().flat_map(|message| &message.buffers);
        buffers.any(|buffer| {
            node::walk(&buffer.tree)
                .iter()
                .any(|p| p.node.field.key() == name)
        })
    };
    let values = step.values.iter().filter(|id| {
        let key = trace.value(**id).key_from(step.connection);
        !named(&key)
    });
    let values = values.map(|id| Target::Value(*id));
    // a message that is also in one of its records is found there
    let whole = |target: &Target| {
        !matches!(
            target,
            Target::Field {
                buffer: BufferKind::Message,
                ..
            }
        )
    };
    fields.filter(whole).chain(values).collect()
}

#[test]
fn no_scenario_is_called_like_a_step() {
    for listed in Scenario::list() {
        assert!(listed.name.parse::<StepRef>().is_err(), "{}", listed.name);
    }
}

#[test]
fn a_wrong_place_says_what_was_expected() {
    let trace = run("classic");
    let long = "x".repeat(100_000);
    for (place, expected) in [
        (
            "",
            "the place is empty; a place is [SCENARIO[@SEED]/]STEP[/NAME]",
        ),
        ("classic@42", "'classic@42' is no step"),
        (
            "classic@x/2",
            "the seed 'x' is not a whole number from 0 to 18446744073709551615",
        ),
        ("classic@-1/2", "the seed '-1' is not"),
        (
            "client_helo",
            "'client_helo' is no step; expected a number, or a key such as client_hello; did you mean client_hello?",
        ),
        ("client_helo/random", "'client_helo' is no step"),
        ("classic/client_helo", "'client_helo' is no step"),
        (
            "classic/2/random/1",
            "'classic/2/random/1' has too many parts",
        ),
        ("2/random/1", "'2/random/1' has too many parts"),
        ("client_hello#0", "'#0' does not say which step of its kind"),
        ("client_hello#x", "'#x' does not say"),
        (
            "client_hello#2",
            "this run has only 1 step of the kind client_hello",
        ),
        (
            "0",
            "there is no step 0; this run has 31 steps, counted from 1",
        ),
        ("32", "there is no step 32"),
        (
            "new_session_ticket",
            "this run has no step new_session_ticket",
        ),
        (
            "client_certificate",
            "this run has no step client_certificate; did you mean check_certificate or server_certificate?",
        ),
        (
            "2/randm",
            "step 2 has no field randm, and no value up to it is called that; did you mean random?",
        ),
        (
            "2/master_secret",
            "the value master_secret is not there yet in step 2; it comes up in step 12",
        ),
        ("2/\u{1b}[31m", "step 2 has no field \\u{1b}[31m"),
        (&long, "xxx…' is no step"),
    ] {
        let error = resolve(&trace, place).unwrap_err();
        assert!(error.contains(expected), "{place:.40}: {error}");
        assert!(error.len() < 300, "{error}");
    }
}
