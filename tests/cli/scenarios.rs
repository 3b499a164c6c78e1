//! Scenarios as they stand in files: what is read, what stands in for what is left out, and
//! where a mistake is.

use base64ct::Encoding;
use premaster::pki::time::UnixTime;
use premaster::protocol::{Suite, Switches};
use premaster::scenario::{AppMessage, Overrides, Scenario, ScenarioError, simulate, suite_named};
use premaster::trace::{Outcome, Side};

fn read(text: &str) -> Result<Scenario, ScenarioError> {
    Scenario::from_toml(text, "test", "test.toml", Overrides::default())
}

/// Line and column of what is wrong with a text, and what is said of it, hint included.
fn fault(text: &str) -> (usize, usize, String) {
    match read(text) {
        Err(ScenarioError::Malformed {
            origin,
            line,
            column,
            message,
            hint,
        }) => {
            assert_eq!(origin, "test.toml");
            let hint = hint.map_or(String::new(), |hint| format!(" · hint: {hint}"));
            (line, column, format!("{message}{hint}"))
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
    let scenario = read("description = \"Little\"").unwrap();
    let again = read("description = \"Little\"").unwrap();
    assert_eq!(scenario.clock, again.clock, "no clock is read");
    let present = Some(UnixTime(1_800_000_000));
    let overrides = Overrides {
        present,
        ..Overrides::default()
    };
    let text = "description = \"Little\"";
    let now = Scenario::from_toml(text, "test", "test.toml", overrides).unwrap();
    assert_eq!(Some(now.clock), present);
    assert_eq!(
        scenario.client.suites,
        Suite::defaults().collect::<Vec<_>>()
    );
    assert_eq!(
        scenario.server.suites,
        Suite::defaults().collect::<Vec<_>>()
    );
    assert!(scenario.messages.is_empty());
    assert_eq!(*simulate(&scenario).outcome(), Outcome::Established);
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
        ("", 1, 1, "the key description is missing"),
        (
            "description = \"\"\nsede = 1",
            2,
            1,
            "there is no key \"sede\" here · hint: the keys here are description, lesson, seed",
        ),
        (
            "description = \"\"\nseed = \"x\"",
            2,
            8,
            "expected a whole number from 0 to 18446744073709551615, got the text \"x\"",
        ),
        (
            "description = \"\"\nseed = -1",
            2,
            8,
            "expected a whole number from 0 to 18446744073709551615, got -1",
        ),
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
        (
            "description = \"\"\n[client]\nsuite = []",
            3,
            1,
            "the keys here are min, max, fallback, suites",
        ),
        (
            "description = \"\"\n[[message]]\nfrom = \"eve\"\ntext = \"\"",
            3,
            8,
            "expected one of client, server, got \"eve\"",
        ),
        (
            "description = \"\"\n[[message]]\ntext = \"\"",
            2,
            1,
            "the key from is missing",
        ),
        ("description = \"öö\" seed", 1, 20, "expected newline"),
        (
            "description = \"\"\n[lab]",
            2,
            2,
            "there is no key \"lab\" here",
        ),
        (
            "description = \"\"\ngood = \"clasic\"",
            2,
            8,
            "there is no scenario \"clasic\" in the program · hint: did you mean classic?",
        ),
        (
            "description = \"\"\n[client]\nmax = \"1.3\"",
            3,
            7,
            "expected one of 1.2, 1.1, 1.0, ssl3.0, got",
        ),
        (
            "description = \"\"\n[server]\nmin = \"2.0\"",
            3,
            7,
            "expected one of 1.2, 1.1, 1.0, ssl3.0, got",
        ),
        (
            "description = \"\"\n[server]\ncertificate = [\"sever.pem\"]",
            3,
            16,
            "the nearest first, server.pem",
        ),
        (
            "description = \"\"\n[server]\ncertificate = []",
            3,
            15,
            "expected the file of a certificate or of several, got none",
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
            "expected one of none, request, require, got \"maybe\"",
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
            "there is no message \"client_helo\" · hint: did you mean client_hello",
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
            "expected a whole number from 1 to",
        ),
        (
            "description = \"\"\n[[interception]]\nmessage = \"alert\"\nflip = { field = \"level\", bit = 8 }",
            4,
            33,
            "expected a whole number from 0 to 7, got 8",
        ),
        (
            "description = \"\"\n[[interception]]\nmessage = \"alert\"\nset = { field = \"level\", bytes = \"0\" }",
            4,
            34,
            "pairs of hexadecimal digits",
        ),
        (
            "description = \"\"\n[[interception]]\nmessage = \"alert\"\naction = \"burn\"",
            4,
            10,
            "expected one of drop, repeat, swap, cut, got \"burn\"",
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
    assert_eq!(*simulate(&scenario).outcome(), Outcome::Established);
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
        present: Some(UnixTime(1)),
        suite: Some(suite),
        min: None,
        max: None,
        switches: Switches::default(),
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
    for suite in Suite::defaults() {
        let overrides = Overrides {
            suite: Some(suite),
            ..Overrides::seed(1)
        };
        let trace = simulate(&Scenario::builtin("classic", overrides).unwrap());
        assert_eq!(trace.last_connection().suite, Some(suite));
        assert_eq!(*trace.outcome(), Outcome::Established);
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
        assert_ne!(*simulate(&scenario).outcome(), Outcome::Running);
    }
}

/// A file with an interception, and the rest of it.
fn intercepting(message: &str, rest: &str) -> String {
    format!("description = \"\"\n[[interception]]\nmessage = \"{message}\"\n{rest}")
}

#[test]
fn an_interception_that_nothing_can_come_of_is_a_mistake_of_the_file() {
    for (message, rest, column, words) in [
        (
            "client_hello",
            "flip = { field = \"radnom\", bit = 0 }",
            18,
            "client_hello has no field \"radnom\" · hint: did you mean random? The Bytes tab",
        ),
        (
            "client_hello",
            "flip = { field = \"random.rnd[1]\", bit = 0 }",
            18,
            "client_hello has no field \"rnd[1]\" as in \"random.rnd[1]\"",
        ),
        (
            "client_hello",
            "flip = { field = \"\", bit = 0 }",
            18,
            "has no field \"\"",
        ),
        (
            "client_hello",
            "replace = { field = \".\", bytes = \"00\" }",
            21,
            "has no field \"\"",
        ),
        (
            "client_hello",
            "flip = { field = \"verify_data\", bit = 0 }",
            18,
            "client_hello has no field \"verify_data\" · hint: The Bytes tab",
        ),
        // it is encrypted
        (
            "client_finished",
            "flip = { field = \"verify_data\", bit = 0 }",
            18,
            "client_finished has no field \"verify_data\"",
        ),
        (
            "client_hello",
            "flip = { field = \"random\", byte = -1, bit = 0 }",
            35,
            "expected a whole number from 0 to 16777215, got -1",
        ),
        (
            "client_hello",
            "set = { field = \"random\", byte = 9223372036854775807, bytes = \"0011\" }",
            34,
            "expected a whole number from 0 to 16777215",
        ),
        (
            "client_hello",
            "set = { field = \"random\", bytes = \"\" }",
            35,
            "expected at least one byte, got none",
        ),
        (
            "alert",
            "occurrence = 0\naction = \"drop\"",
            14,
            "from 1 to",
        ),
        ("alert", "occurrence = -1\naction = \"drop\"", 14, "got -1"),
    ] {
        let text = intercepting(message, rest);
        let (at_line, at_column, what) = fault(&text);
        assert!(what.contains(words), "{text}: {what}");
        assert_eq!((at_line, at_column), (4, column), "{text}: {what}");
    }
}

#[test]
fn an_expectation_has_to_be_one_that_a_run_can_meet() {
    for (text, column, words) in [
        (
            "[expect]\noutcome = \"failed\"\nalert = \"decrypt_eror\"",
            9,
            "there is no alert \"decrypt_eror\" · hint: did you mean decrypt_error",
        ),
        (
            "[expect]\noutcome = \"failed\"\nstep = \"check_certficate\"",
            8,
            "there is no step \"check_certficate\" · hint: did you mean check_certificate",
        ),
    ] {
        let (line, at, what) = fault(&format!("description = \"\"\n{text}"));
        assert!(what.contains(words), "{what}");
        assert_eq!((line, at), (4, column), "{what}");
    }
    let of = |expect: &str| {
        let clock = "clock = 2026-11-21";
        read(&format!(
            "description = \"\"\nseed = 1\n{clock}\n[expect]\n{expect}"
        ))
        .unwrap()
    };
    let met = of("outcome = \"established\"");
    assert_eq!(met.expect.as_ref().unwrap().unmet(&simulate(&met)), None);
    let other = of("outcome = \"failed\"\nalert = \"unknown_ca\"\nby = \"client\"");
    assert_eq!(
        other
            .expect
            .as_ref()
            .unwrap()
            .unmet(&simulate(&other))
            .unwrap()
            .to_string(),
        "expected a failure with the alert unknown_ca, noticed by the client, got an established \
         connection"
    );
}

#[test]
fn mistakes_are_told_in_plain_words_and_cut_where_they_are_long() {
    let long = "k".repeat(70_000);
    for (text, line, column, words) in [
        (
            "seed = 99999999999999999999",
            2,
            8,
            "expected a whole number from 0 to 18446744073709551615, got 99999999999999999999",
        ),
        ("seed = 1.5", 2, 8, "got the number 1.5"),
        (
            "[server]\ncertificate = \"server.pem\"",
            3,
            15,
            "expected a list in square brackets, got the text",
        ),
        (
            "[message]\nfrom = \"client\"",
            2,
            1,
            "two brackets on each side",
        ),
        ("[client]\nanchors = []", 3, 11, "the file of a certificate"),
        (
            "[server]\nclient_anchors = []",
            3,
            18,
            "the file of a certificate",
        ),
        (
            "[server]\nsignature_algorithms = []",
            3,
            24,
            "at least one signature algorithm",
        ),
        (
            "[server]\ndirectory = \"directory.ldif\"",
            3,
            13,
            "client_authentication = \"request\" or \"require\"",
        ),
        (
            "[client]\naccept_any_certificate = 1",
            3,
            26,
            "expected true or false, got the integer 1",
        ),
        ("client = 1", 2, 10, "expected a table, got the integer 1"),
        (
            "[server]\nclient_authentication = true",
            3,
            25,
            "expected one of none, request, require, got true",
        ),
        (
            "[server]\nclient_authentication = \"always\"",
            3,
            25,
            "expected one of none, request, require, got \"always\"",
        ),
        (
            "[[message]]\nfrom = true\ntext = \"\"",
            3,
            8,
            "expected one of client, server, got true",
        ),
        (
            "[[interception]]\nmessage = \"client_hello\"\naction = 1",
            4,
            10,
            "expected one of drop, repeat, swap, cut, got the integer 1",
        ),
        (
            "[expect]\noutcome = false",
            3,
            11,
            "expected one of established, failed, got false",
        ),
        (
            "[client]\nkey = \"client.key\"",
            3,
            7,
            "expected certificate = […] beside this key",
        ),
        (
            "[[interception]]\nmessage = \"alert\"\naction = \"drop\"\n\
             [[interception]]\nmessage = \"alert\"\naction = \"repeat\"",
            6,
            11,
            "one action for each message",
        ),
        (&format!("{long} = 1"), 2, 1, "… (70,000 bytes)"),
        (
            &format!("server_name = \"{long}\""),
            2,
            15,
            "… (70,000 bytes)",
        ),
        (&format!("seed = \"{long}\""), 2, 8, "bytes)"),
        (&format!("[client]\nsuites = [\"{long}\"]"), 3, 11, "bytes)"),
        (
            &format!("[client]\nanchors = [\"{long}\"]"),
            3,
            12,
            "bytes)",
        ),
        (
            &format!("[[interception]]\nmessage = \"{long}\""),
            3,
            11,
            "bytes)",
        ),
    ] {
        let (at_line, at_column, what) = fault(&format!("description = \"\"\n{text}"));
        assert!(what.contains(words), "{words}: {what}");
        assert_eq!((at_line, at_column), (line, column), "{what}");
        assert!(what.len() < 1500, "{words}: {}", what.len());
        for jargon in [
            "u64",
            "usize",
            "i128",
            "u8",
            "a sequence",
            "variant",
            "field `",
            "struct",
        ] {
            assert!(!what.contains(jargon), "{what}");
        }
    }
}

#[test]
fn a_file_that_is_no_text_says_where() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("test.toml");
    std::fs::write(&file, b"description = \"\"\nlesson = \"caf\xe9\"").unwrap();
    let error = Scenario::load(file.as_os_str(), Overrides::default()).unwrap_err();
    let words = "line 2, column 14: this is not UTF-8: the byte e9";
    assert!(error.to_string().contains(words), "{error}");
    let kept = "[client]\nanchors = [\"mine.pem\"]";
    std::fs::write(&file, format!("description = \"\"\n{kept}")).unwrap();
    std::fs::write(dir.path().join("mine.pem"), b"\n\xff").unwrap();
    let error = Scenario::load(file.as_os_str(), Overrides::default()).unwrap_err();
    let words = "mine.pem: expected certificates as PEM or DER, got neither";
    assert!(error.to_string().ends_with(words), "{error}");
}

/// What is kept in a file is told in one sentence where it cannot be used.
#[test]
fn a_file_that_holds_something_else_is_called_by_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let certs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("certs");
    for name in ["root.pem", "root.key", "root.crl", "directory.ldif"] {
        std::fs::copy(certs.join(name), dir.path().join(format!("my-{name}"))).unwrap();
    }
    std::fs::write(dir.path().join("my-empty.pem"), "").unwrap();
    let root = std::fs::read(certs.join("root.pem")).unwrap();
    std::fs::write(dir.path().join("my-half.pem"), &root[..300]).unwrap();
    let directory = "client_authentication = \"require\"\ndirectory";
    for (line, words, hint) in [
        (
            "certificate = [\"my-root.key\"]",
            "my-root.key: expected certificates as PEM or DER, got a private key",
            "a certificate begins with -----BEGIN CERTIFICATE-----",
        ),
        (
            "key = \"my-root.pem\"",
            "my-root.pem: expected an RSA private key as PEM or DER, got a certificate",
            "a private key begins with -----BEGIN PRIVATE KEY-----",
        ),
        (
            "client_revocation_lists = [\"my-directory.ldif\"]",
            "my-directory.ldif: expected revocation lists as PEM or DER, got a directory",
            "a revocation list begins with -----BEGIN X509 CRL-----",
        ),
        (
            &format!("{directory} = \"my-root.crl\""),
            "my-root.crl: expected a directory as LDIF, got a revocation list",
            "a directory is LDIF",
        ),
        (
            "certificate = [\"my-empty.pem\"]",
            "my-empty.pem: expected certificates as PEM or DER, got an empty file",
            "the program that was to write it has not done so",
        ),
        (
            "certificate = [\"my-half.pem\"]",
            "BEGIN CERTIFICATE has no END CERTIFICATE",
            "copy the whole of it once more",
        ),
        (
            "certificate = [\"./none.pem\"]",
            "(os error 2)",
            "a path counts from the folder of the scenario's file",
        ),
    ] {
        let file = dir.path().join("test.toml");
        std::fs::write(&file, format!("description = \"\"\n[server]\n{line}")).unwrap();
        let error = Scenario::load(file.as_os_str(), Overrides::default()).unwrap_err();
        let told = error.hint().map(|hint| hint.to_string());
        let told = told.unwrap_or_default();
        assert!(told.contains(hint), "{line}: {told}");
        let error = error.to_string();
        assert!(error.ends_with(words), "{error}");
        assert!(error.matches("expected").count() <= 1, "{error}");
    }
}

#[test]
fn files_of_a_scenario_may_be_der() {
    use premaster::pki::{Certificate, RevocationList, demo};
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, der: &[u8]| std::fs::write(dir.path().join(name), der).unwrap();
    let certificate = |name: &str| -> Certificate { demo::certificate(name).unwrap() };
    let list = |name: &str| -> RevocationList { demo::revocation_list(name).unwrap() };
    write("s.der", &certificate("server.pem").der);
    write("i.der", &certificate("intermediate.pem").der);
    write("r.der", &certificate("root.pem").der);
    write("i.crl", &list("intermediate.crl").der);
    let key = demo::file("server.key").unwrap();
    let coded: String = (key.lines().skip_while(|line| !line.contains("BEGIN")))
        .filter(|line| !line.contains("PRIVATE"))
        .collect();
    write("s.key", &base64ct::Base64::decode_vec(&coded).unwrap());
    let file = dir.path().join("test.toml");
    let text = "description = \"\"\nseed = 1\nclock = 2026-11-21\n[client]\nanchors = [\"r.der\"]\n\
                revocation_lists = [\"i.crl\", \"root.crl\"]\n[server]\n\
                certificate = [\"s.der\", \"i.der\"]\nkey = \"s.key\"";
    std::fs::write(&file, text).unwrap();
    let scenario = Scenario::load(file.as_os_str(), Overrides::default()).unwrap();
    assert_eq!(*simulate(&scenario).outcome(), Outcome::Established);
}

#[test]
fn a_file_beside_the_scenario_is_taken_before_the_demonstration() {
    let dir = tempfile::tempdir().unwrap();
    let certs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("certs");
    std::fs::copy(certs.join("expired.pem"), dir.path().join("server.pem")).unwrap();
    let load = |name: &str, certificate: &str| {
        let file = dir.path().join(name);
        let rest = "seed = 1\nclock = \"2026-11-21\"\n[server]";
        let list = format!("certificate = [\"{certificate}\", \"intermediate.pem\"]");
        std::fs::write(&file, format!("description = \"\"\n{rest}\n{list}")).unwrap();
        Scenario::load(file.as_os_str(), Overrides::default()).unwrap()
    };
    let [own, demonstration] = ["server.pem", "demo:server.pem"].map(|it| load("a.toml", it));
    assert_ne!(
        own.server.identity.chain.items,
        demonstration.server.identity.chain.items
    );
    assert_eq!(demonstration.server.identity.chain.files[0], "server.pem");
    assert_eq!(*simulate(&demonstration).outcome(), Outcome::Established);
    assert!(matches!(*simulate(&own).outcome(), Outcome::Failed { .. }));
    // what is kept reads back as the same, whatever lies beside it
    for scenario in [own, demonstration] {
        let other = dir.path().join("kept.toml");
        std::fs::write(&other, scenario.to_toml()).unwrap();
        let again = Scenario::load(other.as_os_str(), Overrides::default()).unwrap();
        assert_eq!(again.server, scenario.server);
    }
    // and those of the program take their own
    let classic = Scenario::builtin("classic", Overrides::seed(1)).unwrap();
    assert_eq!(classic.server.identity.chain.files[0], "server.pem");
}

/// A Certificate message counts its length in three bytes.
#[test]
fn a_chain_that_fits_into_no_message_is_a_mistake_of_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let certs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("certs");
    let one = std::fs::read_to_string(certs.join("root.pem")).unwrap();
    let block = &one[one.find("-----BEGIN").unwrap()..];
    // a file may have 1 MiB
    let times = (1 << 20) / block.len();
    std::fs::write(dir.path().join("many.pem"), block.repeat(times)).unwrap();
    let load = |files: usize| {
        let list = vec!["\"many.pem\""; files].join(", ");
        let file = dir.path().join("test.toml");
        let text = format!("description = \"\"\n[server]\ncertificate = [{list}]");
        std::fs::write(&file, text).unwrap();
        Scenario::load(file.as_os_str(), Overrides::default())
    };
    let chain = load(1).unwrap().server.identity.chain.items;
    let fit = premaster::pki::MAX_LIST_LEN / premaster::pki::list_len(&chain);
    assert!(load(fit).is_ok());
    match load(fit + 1) {
        Err(ScenarioError::Malformed {
            line,
            column,
            message,
            ..
        }) => {
            assert_eq!((line, column), (3, 15));
            let words = "expected certificates of at most 16,777,212 bytes in all";
            assert!(message.to_string().starts_with(words), "{message}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_kept_names_files_by_the_way_to_them() {
    let dir = tempfile::tempdir().unwrap();
    let (here, below) = (dir.path(), dir.path().join("below"));
    std::fs::create_dir(&below).unwrap();
    let certificate = std::fs::read("certs/server.pem").unwrap();
    // of the same name as one of the demonstration
    std::fs::write(below.join("server.pem"), &certificate).unwrap();
    std::fs::write(
        here.join("root.pem"),
        std::fs::read("certs/root.pem").unwrap(),
    )
    .unwrap();
    let text = "description = \"\"\nseed = 1\nclock = \"2026-11-21T10:05:06Z\"\n\
                [client]\nanchors = [\"../below/../root.pem\"]\n\
                [server]\ncertificate = [\"server.pem\", \"demo:intermediate.pem\"]";
    std::fs::write(below.join("a.toml"), text).unwrap();
    let load = |path: std::path::PathBuf| Scenario::load(path.as_os_str(), Overrides::default());
    let scenario = load(below.join("a.toml")).unwrap();
    let kept = scenario.to_toml_in(Some(&below));
    assert!(kept.contains("anchors = [\"../root.pem\"]"), "{kept}");
    let chain = "certificate = [\"./server.pem\", \"demo:intermediate.pem\"]";
    assert!(kept.contains(chain), "{kept}");
    assert!(kept.contains("clock = \"2026-11-21T10:05:06Z\""), "{kept}");
    // and is the same wherever all of it is moved to
    std::fs::write(below.join("kept.toml"), kept).unwrap();
    let moved = tempfile::tempdir().unwrap();
    std::fs::create_dir(moved.path().join("below")).unwrap();
    for file in ["root.pem", "below/server.pem", "below/kept.toml"] {
        std::fs::copy(here.join(file), moved.path().join(file)).unwrap();
    }
    let again = load(moved.path().join("below/kept.toml")).unwrap();
    assert_eq!(again.client.anchors.items, scenario.client.anchors.items);
    assert_eq!(
        again.server.identity.chain.items,
        scenario.server.identity.chain.items
    );
    // where nothing is in common but the root, the whole path stands
    let far = scenario.to_toml_in(Some(std::path::Path::new("/")));
    let whole = below.canonicalize().unwrap().join("server.pem");
    assert!(far.contains(whole.to_str().unwrap()), "{far}");
}

#[test]
fn a_string_without_an_end_is_told_as_that() {
    for string in ["\"abc", "'abc", "\"\"\"abc", "'''abc"] {
        let (line, _, what) = fault(&format!("description = \"\"\nlesson = {string}\n"));
        assert_eq!(
            what, "this string has no closing quotation mark",
            "{string}"
        );
        assert!(line >= 2);
    }
}

#[test]
fn a_control_character_is_named_and_deep_nesting_is_shown_where_it_is() {
    let (line, column, what) = fault("description = \"\"\nlesson = \"a\0b\"");
    assert_eq!((line, column), (2, 12), "{what}");
    assert_eq!(what, "the control character U+0000 is not allowed here");
    let deep = format!("description = \"\"\nclock = {}", "[".repeat(500));
    let (line, column, what) = fault(&deep);
    assert_eq!((line, column), (2, 89), "{what}");
    assert_eq!(what, "brackets are nested more than 80 deep here");
}

/// What would take minutes and gigabytes to run is refused when it is read.
#[test]
fn a_scenario_has_only_so_many_messages_files_and_interceptions() {
    let files = vec!["\"root.pem\""; 70_000].join(", ");
    let (line, _, what) = fault(&format!(
        "description = \"\"\n[client]\nanchors = [{files}]"
    ));
    assert_eq!(line, 3);
    assert_eq!(
        what,
        "expected at most 100 files in a list, got 70,000 files"
    );
    let suites = vec!["\"AES128-SHA\""; 101].join(", ");
    let (_, _, what) = fault(&format!(
        "description = \"\"\n[client]\nsuites = [{suites}]"
    ));
    assert_eq!(
        what,
        "expected at most 100 suites in a list, got 101 suites"
    );
    let message = "[[message]]\nfrom = \"client\"\ntext = \"\"\n";
    let (line, _, what) = fault(&format!("description = \"\"\n{}", message.repeat(28_000)));
    assert_eq!(line, 2 + 3 * 1000, "{what}");
    assert_eq!(
        what,
        "expected at most 1,000 messages of application data, got 28,000 messages"
    );
    let drop = "[[interception]]\nmessage = \"alert\"\nflip = { field = \"level\", bit = 0 }\n";
    let (_, _, what) = fault(&format!("description = \"\"\n{}", drop.repeat(1001)));
    assert_eq!(
        what,
        "expected at most 1,000 interceptions, got 1,001 interceptions"
    );
}

#[test]
fn a_file_that_is_no_scenario_at_all_is_told_as_that() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("test.toml");
    let load = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        Scenario::load(file.as_os_str(), Overrides::default()).unwrap_err()
    };
    for magic in ["a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "0a0d0d0a"] {
        let mut bytes = premaster::text::unhex(magic).unwrap();
        bytes.extend([0, 0, 2, 0]);
        let error = load(&bytes);
        let words = "is not a scenario: it is a capture";
        assert!(error.to_string().ends_with(words), "{magic}: {error}");
        let hint = error.hint().unwrap().to_string();
        let origin = file.display();
        assert_eq!(
            hint,
            format!("`premaster open {origin}` lists its connections, and opens one.")
        );
    }
    let error = load(b"\x7fELF\x02\x01\x01\x00\xff\xfe");
    assert!(
        error
            .to_string()
            .ends_with("is not a scenario: it is not a text file"),
        "{error}"
    );
    let error = load(&[b' '; (1 << 20) + 1]);
    assert!(
        error
            .to_string()
            .ends_with("it is longer than 1,048,576 bytes"),
        "{error}"
    );
}

#[test]
fn only_names_that_could_be_meant_are_offered() {
    let hint = |name: &str| {
        let error = Scenario::load(name.as_ref(), Overrides::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("there is no scenario or file named \"{name}\"")
        );
        error.hint().unwrap().to_string()
    };
    let all = "`premaster scenarios` lists all of them.";
    assert_eq!(hint("clasic"), format!("did you mean classic? {all}"));
    assert_eq!(hint("nowhere"), all);
}
