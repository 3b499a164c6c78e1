//! Scenarios as they stand in files: what is read, what stands in for what is left out, and
//! where a mistake is.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use premaster::crypto::suite::{SUITES, Suite};
use premaster::pki::time::UnixTime;
use premaster::scenario::{AppMessage, Overrides, Scenario, ScenarioError, simulate, suite_named};
use premaster::trace::{Outcome, Side};

fn read(text: &str) -> Result<Scenario, ScenarioError> {
    Scenario::from_toml(text, "test", "test.toml", Overrides::default())
}

/// Line, column and message of what is wrong with a text.
fn fault(text: &str) -> (usize, usize, String) {
    match read(text) {
        Err(ScenarioError::Malformed {
            origin,
            line,
            column,
            message,
        }) => {
            assert_eq!(origin, "test.toml");
            (line, column, message)
        }
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn every_key_is_read() {
    let scenario = read(
        r#"
        description = "All of it"
        seed = 42
        clock = "2026-11-21T00:21:43Z"
        server_name = "www.shop.example"
        [client]
        suites = ["AES256-SHA", "0x003c"]
        [server]
        suites = ["TLS_RSA_WITH_AES_128_CBC_SHA256"]
        [[message]]
        from = "server"
        text = "Welcome"
        [[message]]
        from = "client"
        text = "Thanks"
        "#,
    );
    let suite = |name| Suite::by_name(name).unwrap();
    let message = |from, text: &str| AppMessage {
        from,
        text: text.into(),
    };
    let scenario = scenario.unwrap();
    assert_eq!(scenario.name, "test");
    assert_eq!(scenario.description, "All of it");
    assert_eq!(scenario.seed, 42);
    assert_eq!(scenario.clock, UnixTime(1_795_220_503));
    assert_eq!(scenario.server_name, "www.shop.example");
    let offered = [suite("AES256-SHA"), suite("AES128-SHA256")];
    assert_eq!(scenario.client.suites, offered);
    assert_eq!(scenario.server.suites, [suite("AES128-SHA256")]);
    let messages = [
        message(Side::Server, "Welcome"),
        message(Side::Client, "Thanks"),
    ];
    assert_eq!(scenario.messages, messages);
    let again = read(&scenario.to_toml()).unwrap();
    assert_eq!(again, scenario);
}

#[test]
fn a_description_is_enough() {
    let before = UnixTime::now();
    let scenario = read("description = \"Little\"").unwrap();
    assert!(scenario.clock >= before && scenario.clock <= UnixTime::now());
    assert_eq!(scenario.client.suites, SUITES.iter().collect::<Vec<_>>());
    assert_eq!(scenario.server.suites, SUITES.iter().collect::<Vec<_>>());
    assert!(scenario.messages.is_empty());
    assert_eq!(simulate(&scenario).outcome, Outcome::Established);
    assert_ne!(
        scenario.seed,
        read("description = \"Little\"").unwrap().seed
    );
}

#[test]
fn a_clock_needs_no_quotes() {
    let of = |clock: &str| {
        read(&format!("description = \"\"\nclock = {clock}"))
            .unwrap()
            .clock
    };
    for clock in [
        "\"2026-11-21T00:21:43Z\"",
        "2026-11-21T00:21:43Z",
        "\"@1795220503\"",
    ] {
        assert_eq!(of(clock), UnixTime(1_795_220_503), "{clock}");
    }
    assert_eq!(of("2026-11-21"), UnixTime(1_795_219_200));
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    for (text, line, column, words) in [
        ("", 1, 1, "missing field `description`"),
        ("description = \"\"\nsede = 1", 2, 1, "`seed`"),
        ("description = \"\"\nseed = \"x\"", 2, 8, "expected u64"),
        ("description = \"\"\nseed = -1", 2, 8, "-1"),
        (
            "description = \"\"\nclock = \"noon\"",
            2,
            9,
            "expected a time",
        ),
        (
            "description = \"\"\nclock = 12",
            2,
            9,
            "expected a time, got integer",
        ),
        (
            "description = \"\"\nserver_name = \"a b\"",
            2,
            15,
            "expected a DNS name",
        ),
        (
            "description = \"\"\nserver_name = \"\"",
            2,
            15,
            "expected a DNS name",
        ),
        (
            "description = \"\"\n[client]\nsuites = []",
            3,
            10,
            "at least one",
        ),
        (
            "description = \"\"\n[server]\nsuites = [\"AES128-SHA\",\n  \"RC4\"]",
            4,
            3,
            "AES_128_CBC_SHA",
        ),
        ("description = \"\"\n[client]\nsuite = []", 3, 1, "`suites`"),
        (
            "description = \"\"\n[[message]]\nfrom = \"eve\"\ntext = \"\"",
            3,
            8,
            "`client` or `server`",
        ),
        (
            "description = \"\"\n[[message]]\ntext = \"\"",
            2,
            1,
            "missing field `from`",
        ),
        ("description = \"öö\" seed", 1, 20, "expected newline"),
        ("description = \"\"\n[lab]", 2, 2, "`lab`"),
        (
            "description = \"\"\ngood = \"clasic\"",
            2,
            8,
            "the nearest are classic",
        ),
        (
            "description = \"\"\n[client]\nversion = \"1.3\"",
            3,
            11,
            "expected one of 1.2, 1.1, 1.0, got",
        ),
        (
            "description = \"\"\n[server]\nversion = \"1.1\"",
            3,
            11,
            "expected one of 1.2, got",
        ),
        (
            "description = \"\"\n[server]\ncertificate = [\"sever.pem\"]",
            3,
            16,
            "the nearest first, server.pem",
        ),
        (
            "description = \"\"\n[server]\ncertificate = []",
            1,
            1,
            "at least one certificate",
        ),
        (
            "description = \"\"\n[server]\nkey = \"./nowhere.key\"",
            3,
            7,
            "cannot read",
        ),
        (
            "description = \"\"\n[server]\nclient_authentication = \"maybe\"",
            3,
            25,
            "`none`, `request`, `require`",
        ),
        (
            "description = \"\"\n[server]\nsignature_algorithms = [\"ed25519\"]",
            3,
            25,
            "expected one of rsa_pkcs1_sha256",
        ),
        (
            "description = \"\"\n[[interception]]\nmessage = \"client_helo\"\naction = \"drop\"",
            3,
            11,
            "expected one of client_hello",
        ),
        (
            "description = \"\"\n[[interception]]\nmessage = \"client_hello\"",
            3,
            11,
            "expected one of flip, set, replace and action, got 0",
        ),
        (
            "description = \"\"\n[[interception]]\nmessage = \"alert\"\noccurrence = 0\naction = \"cut\"",
            4,
            14,
            "expected a number from 1 on",
        ),
        (
            "description = \"\"\n[[interception]]\nmessage = \"alert\"\nflip = { field = \"x\", bit = 8 }",
            4,
            29,
            "expected a bit from 0 to 7, got 8",
        ),
        (
            "description = \"\"\n[[interception]]\nmessage = \"alert\"\nset = { field = \"x\", bytes = \"0\" }",
            4,
            30,
            "pairs of hexadecimal digits",
        ),
        (
            "description = \"\"\n[[interception]]\nmessage = \"alert\"\naction = \"burn\"",
            4,
            10,
            "`drop`, `repeat`, `swap`, `cut`",
        ),
    ] {
        let (at_line, at_column, message) = fault(text);
        assert!(message.contains(words), "{text}: {message}");
        assert_eq!((at_line, at_column), (line, column), "{text}: {message}");
    }
}

#[test]
fn paths_count_from_the_folder_of_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let certs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("certs");
    std::fs::create_dir(dir.path().join("mine")).unwrap();
    for (from, to) in [("expired.pem", "mine/shop.pem"), ("server.key", "shop.key")] {
        std::fs::copy(certs.join(from), dir.path().join(to)).unwrap();
    }
    let file = dir.path().join("test.toml");
    let text = "description = \"\"\nseed = 1\nclock = \"2020-06-01\"\n[server]\n\
                certificate = [\"mine/shop.pem\", \"intermediate.pem\"]\nkey = \"shop.key\"";
    std::fs::write(&file, text).unwrap();
    let scenario = Scenario::load(file.as_os_str(), Overrides::default()).unwrap();
    assert_eq!(simulate(&scenario).outcome, Outcome::Established);
    // kept elsewhere it is still the same
    let other = dir.path().join("mine").join("kept.toml");
    std::fs::write(&other, scenario.to_toml()).unwrap();
    let again = Scenario::load(other.as_os_str(), Overrides::default()).unwrap();
    assert_eq!(again.server, scenario.server);
}

#[test]
fn overrides_win_over_the_file() {
    let text = "description = \"\"\nseed = 1\nclock = \"2020-01-01\"\n[client]\n\
                suites = [\"AES128-SHA\"]\n[[message]]\nfrom = \"server\"\ntext = \"one\"\n\
                [[message]]\nfrom = \"client\"\ntext = \"two\"\n\
                [[message]]\nfrom = \"client\"\ntext = \"three\"\n";
    let suite = suite_named("aes256-sha256").unwrap();
    let overrides = Overrides {
        seed: Some(2),
        clock: Some(UnixTime(0)),
        suite: Some(suite),
        message: Some("mine".into()),
    };
    let scenario = Scenario::from_toml(text, "test", "test.toml", overrides).unwrap();
    assert_eq!((scenario.seed, scenario.clock), (2, UnixTime(0)));
    assert_eq!(
        scenario.client.suites,
        [suite, suite_named("AES128-SHA").unwrap()]
    );
    assert_eq!(scenario.server.suites, [suite]);
    let texts: Vec<&str> = scenario
        .messages
        .iter()
        .map(|message| &*message.text)
        .collect();
    assert_eq!(texts, ["one", "mine", "three"]);
}

#[test]
fn a_message_for_a_scenario_without_one_is_sent_first() {
    let text = "description = \"\"\n[[message]]\nfrom = \"server\"\ntext = \"one\"";
    let overrides = Overrides {
        message: Some("mine".into()),
        ..Overrides::default()
    };
    let scenario = Scenario::from_toml(text, "test", "test.toml", overrides).unwrap();
    assert_eq!(
        scenario.messages[0],
        AppMessage {
            from: Side::Client,
            text: "mine".into()
        }
    );
    assert_eq!(scenario.messages.len(), 2);
}

#[test]
fn every_suite_can_be_forced() {
    for suite in &SUITES {
        let overrides = Overrides {
            suite: Some(suite),
            ..Overrides::seed(1)
        };
        let trace = simulate(&Scenario::builtin("classic", overrides).unwrap());
        assert_eq!(trace.suite, Some(suite));
        assert_eq!(trace.outcome, Outcome::Established);
    }
}

#[test]
fn every_listed_scenario_can_be_run() {
    let list = Scenario::list();
    assert_eq!(list[0].name, "classic");
    for listed in list {
        let scenario = Scenario::builtin(listed.name, Overrides::seed(1)).unwrap();
        assert_eq!(
            (&*scenario.name, &scenario.description),
            (listed.name, &listed.description)
        );
        assert!(!listed.description.is_empty() && !listed.description.contains('\n'));
        assert_ne!(simulate(&scenario).outcome, Outcome::Running);
    }
}
