//! Two runs beside each other: what they share, and that what differs is found where it is.

use premaster::protocol::SUITES;
use premaster::scenario::{Change, Intercepted, Interception, Overrides, Scenario, simulate};
use premaster::trace::{Comparison, ConnectionId, Pair, Part, Relation, Trace, ValueName};

fn scenario(name: &str, seed: u64) -> Scenario {
    let overrides = Overrides {
        clock: Some("2026-11-21".parse().unwrap()),
        ..Overrides::seed(seed)
    };
    Scenario::builtin(name, overrides).unwrap()
}

fn relation(comparison: &Comparison, name: ValueName) -> Relation {
    let mut values = comparison.values.iter();
    values.find(|pair| pair.name == name).unwrap().relation
}

/// The row of the step with this key.
fn row<'c>(comparison: &'c Comparison, right: &Trace, key: &str) -> &'c Pair {
    let of_key = |row: &&Pair| row.right.is_some_and(|at| right.steps()[at].key() == key);
    comparison.rows.iter().find(of_key).expect(key)
}

#[test]
fn a_run_is_the_same_as_itself() {
    for listed in Scenario::list() {
        let trace = simulate(&scenario(listed.name, 7));
        let comparison = Comparison::of(&trace, &trace.clone());
        assert_eq!(comparison.first, None, "{}", listed.name);
        assert_eq!(
            comparison.rows.len(),
            trace.steps().len(),
            "{}",
            listed.name
        );
        for row in &comparison.rows {
            assert!(row.fields.is_empty(), "{}: {:?}", listed.name, row.fields);
            for one in &row.computations {
                assert_eq!(one.left, one.right, "{}", listed.name);
            }
        }
        let same = |relation| relation == Relation::Same;
        assert!(comparison.values.iter().all(|pair| same(pair.relation)));
    }
}

/// Every byte of a hello and of a key exchange, changed one at a time: the field that holds it differs, and
/// no other.
#[test]
fn what_one_flip_changes_is_one_field() {
    let good = scenario("classic", 3);
    let left = simulate(&good);
    let mut tried = 0;
    for (key, every) in [
        ("client_hello", 1),
        ("server_hello", 1),
        ("client_key_exchange", 17),
    ] {
        let step = left.steps().iter().find(|step| step.key() == key).unwrap();
        let buffer = &step.message.as_ref().unwrap().buffers[0];
        let leaves: Vec<(String, usize)> = buffer
            .fields()
            .into_iter()
            .filter(|placed| placed.node.is_leaf() && !placed.node.field.is_length())
            .map(|placed| (placed.path, placed.node.len()))
            .collect();
        for (path, len) in leaves {
            for byte in (0..len).step_by(every) {
                let mut bad = good.clone();
                let field = path
                    .strip_prefix("record.handshake.")
                    .unwrap_or(&path)
                    .to_owned();
                bad.interceptions = vec![Interception {
                    message: Intercepted::named(key).unwrap(),
                    occurrence: 1,
                    change: Change::Flip {
                        field,
                        byte,
                        bit: 0,
                    },
                }];
                let right = simulate(&bad);
                if right.tampering()[0].done.is_err() {
                    continue;
                }
                let comparison = Comparison::of(&left, &right);
                let row = &comparison.rows[step.index];
                assert_eq!(row.left, Some(step.index), "{path} {byte}");
                assert_eq!(row.right, Some(step.index), "{path} {byte}");
                assert!(row.differs.is_some(), "{path} {byte}");
                let found: Vec<&str> = row.fields.iter().map(|pair| pair.path()).collect();
                // a type decides how what follows is laid out
                if path.ends_with("_type") || path.ends_with("type") || path.contains("version") {
                    assert!(!found.is_empty(), "{path} {byte}");
                    continue;
                }
                assert_eq!(found, [path.as_str()], "{path} {byte}");
                let pair = &row.fields[0];
                assert_eq!(pair.relation(), Relation::Bytes);
                let (a, b) = (pair.left.as_ref().unwrap(), pair.right.as_ref().unwrap());
                let apart: Vec<usize> = (0..len).filter(|i| a.bytes[*i] != b.bytes[*i]).collect();
                assert_eq!(apart, [byte], "{path}");
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn with_the_same_seed_and_another_suite_the_randoms_are_equal_and_the_keys_differ() {
    let one = scenario("classic", 42);
    let mut other = one.clone();
    other.server.suites = vec![&SUITES[3]];
    let (left, right) = (simulate(&one), simulate(&other));
    let suite = |trace: &Trace| trace.last_connection().suite;
    assert_ne!(suite(&left), suite(&right));
    let comparison = Comparison::of(&left, &right);
    use ValueName as V;
    for name in [
        V::ClientRandom,
        V::ServerRandom,
        V::PreMasterSecret,
        V::MasterSecret,
    ] {
        assert_eq!(relation(&comparison, name), Relation::Same, "{name:?}");
    }
    assert_eq!(relation(&comparison, V::KeyBlock), Relation::Length);
    for side in premaster::trace::Side::BOTH {
        assert!(relation(&comparison, V::WriteMacKey(side)).differs());
        assert!(relation(&comparison, V::VerifyData(side)).differs());
    }
    // the hello that selects the suite differs in the suite alone
    let hello = row(&comparison, &right, "server_hello");
    let paths: Vec<&str> = hello.fields.iter().map(|pair| pair.path()).collect();
    assert_eq!(paths, ["record.handshake.server_hello.cipher_suite"]);
}

#[test]
fn with_another_seed_the_steps_are_the_same_and_the_secrets_differ() {
    let (left, right) = (
        simulate(&scenario("classic", 1)),
        simulate(&scenario("classic", 2)),
    );
    let comparison = Comparison::of(&left, &right);
    assert!(
        comparison
            .rows
            .iter()
            .all(|row| row.left.is_some() && row.left == row.right)
    );
    assert_eq!(comparison.first, Some(0));
    use ValueName as V;
    for name in [
        V::ClientRandom,
        V::PreMasterSecret,
        V::MasterSecret,
        V::KeyBlock,
    ] {
        assert_eq!(relation(&comparison, name), Relation::Bytes, "{name:?}");
    }
    assert_eq!(relation(&comparison, V::ServerModulus), Relation::Same);
}

/// An entry that a list lacks is reported as missing, and those after it are not reported as different.
#[test]
fn entries_of_a_list_are_paired_by_what_they_are() {
    let one = scenario("classic", 5);
    let mut other = one.clone();
    other.client.suites.remove(0);
    other.server.suites = vec![other.client.suites[0]];
    let mut first = one.clone();
    first.server.suites = other.server.suites.clone();
    let (left, right) = (simulate(&first), simulate(&other));
    let comparison = Comparison::of(&left, &right);
    let hello = row(&comparison, &right, "client_hello");
    let content: Vec<_> = hello
        .fields
        .iter()
        .filter(|pair| !pair.field.is_length())
        .collect();
    let [suite] = content[..] else {
        panic!("{content:?}");
    };
    assert_eq!(suite.relation(), Relation::OnlyLeft);
    assert!(
        suite.path().ends_with("cipher_suite[0]"),
        "{}",
        suite.path()
    );
}

/// A message that comes in another place is the same message: in a resumed handshake the server's Finished
/// comes before the client's.
#[test]
fn a_step_at_another_point_is_found_there() {
    let left = simulate(&scenario("two-connections", 9));
    let right = simulate(&scenario("resumed", 9));
    let comparison = Comparison::of(&left, &right);
    let moved: Vec<&Pair> = comparison
        .rows
        .iter()
        .filter(|row| row.elsewhere.is_some())
        .collect();
    assert!(!moved.is_empty());
    for row in &moved {
        let (l, r) = row.steps().unwrap();
        let (l, r) = (&left.steps()[l], &right.steps()[r]);
        assert_eq!((l.key(), l.connection), (r.key(), r.connection));
        assert_eq!(l.connection, left.last_connection().id);
        assert!(row.differs.is_some());
    }
    let finished = moved.iter().filter_map(|row| row.right);
    let keys: Vec<&str> = finished.map(|at| right.steps()[at].key()).collect();
    assert!(
        keys.contains(&"server_finished") || keys.contains(&"client_finished"),
        "{keys:?}"
    );
    // each row of the one run has one of the other
    let rows = |left: bool| {
        moved
            .iter()
            .filter(move |row| row.left.is_some() == left)
            .count()
    };
    assert_eq!(rows(true), rows(false));
    // of what the second handshake leaves out, nothing is found in the first
    let alone = comparison.rows.iter().filter(|row| row.steps().is_none());
    let alone: Vec<&str> = alone
        .filter_map(|row| Some(left.steps()[row.left?].key()))
        .collect();
    assert!(alone.contains(&"server_certificate"), "{alone:?}");
    assert!(alone.contains(&"client_key_exchange"), "{alone:?}");
}

/// Where an attacker makes the two sides hold different bytes, each side's is compared with what that side
/// holds in the other run.
#[test]
fn what_two_sides_hold_is_compared_side_by_side() {
    let bad = scenario("flipped-pre-master", 42);
    let (left, right) = (simulate(&bad.counterpart().unwrap()), simulate(&bad));
    let comparison = Comparison::of(&left, &right);
    let of = |name| {
        let pairs = comparison
            .values
            .iter()
            .filter(move |pair| pair.name == name);
        pairs
            .map(|pair| (pair.holder.side(), pair.relation))
            .collect::<Vec<_>>()
    };
    use premaster::trace::Side::{Client, Server};
    assert_eq!(
        of(ValueName::MasterSecret),
        [
            (Some(Client), Relation::Same),
            (Some(Server), Relation::Bytes)
        ]
    );
    // what the client does before the message is on its way is the same
    let step = row(&comparison, &right, "encrypt_pre_master_secret");
    let values = step.values.iter().map(|at| comparison.values[*at].relation);
    assert!(
        values
            .into_iter()
            .all(|relation| relation == Relation::Same)
    );
}

/// Two connections of one run: of what a full handshake and a resumed one compute, the master secret is the
/// same, and everything with new randoms in it is not.
#[test]
fn a_resumed_connection_beside_the_full_one() {
    let trace = simulate(&scenario("resumed", 5));
    let [full, resumed] = [0, 1].map(|at| Part::of(&trace, ConnectionId(at)));
    let comparison = Comparison::of(full, resumed);
    let of = |name| relation(&comparison, name);
    assert_eq!(of(ValueName::MasterSecret), Relation::Same);
    assert_eq!(of(ValueName::SessionId), Relation::Same);
    assert_eq!(of(ValueName::PreMasterSecret), Relation::OnlyLeft);
    for name in [
        ValueName::ClientRandom,
        ValueName::ServerRandom,
        ValueName::KeyBlock,
    ] {
        assert_eq!(of(name), Relation::Bytes, "{name:?}");
    }
    // every step of both is there once, and none of another connection
    for (part, of) in [(full, 0), (resumed, 1)] {
        let rows = comparison.rows.iter();
        let at = |row: &Pair| if of == 0 { row.left } else { row.right };
        let mut steps: Vec<usize> = rows.filter_map(at).collect();
        steps.sort_unstable();
        assert_eq!(
            steps,
            part.steps().map(|step| step.index).collect::<Vec<_>>()
        );
    }
    // the server's Finished comes first where a session is resumed
    let finished = row(&comparison, &trace, "server_finished");
    assert!(finished.elsewhere.is_some(), "{finished:?}");
}

#[test]
fn two_full_connections_share_no_secret() {
    let trace = simulate(&scenario("two-connections", 5));
    let [one, other] = [0, 1].map(|at| Part::of(&trace, ConnectionId(at)));
    let comparison = Comparison::of(one, other);
    assert!(comparison.rows.iter().all(|row| row.steps().is_some()));
    for pair in &comparison.values {
        let name = pair.name;
        let lasting = matches!(
            name,
            ValueName::ClientVersion
                | ValueName::ServerModulus
                | ValueName::ServerExponent
                | ValueName::ServerPrivateExponent
        );
        let content = matches!(name, ValueName::RecordContent(..));
        let same = pair.relation == Relation::Same;
        assert!(content || same == lasting, "{name:?}: {:?}", pair.relation);
    }
}
