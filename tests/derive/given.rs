//! What follows from what is given, what is missing, and what cannot be used.

use crate::runs::{derived, given, handshake, messages, records, value};
use premaster::derive::{Covered, DeriveError, Given, Records, Secret, derive};
use premaster::pki::time::UnixTime;
use premaster::protocol::{Rules, SUITES, Side, Suite, Switches, TLS10, TLS12, ValueName};
use premaster::trace::{Knowledge, Trace};

const SECRETS: [ValueName; 7] = [
    ValueName::MasterSecret,
    ValueName::KeyBlock,
    ValueName::WriteMacKey(Side::Client),
    ValueName::WriteKey(Side::Server),
    ValueName::VerifyData(Side::Client),
    ValueName::RecordContent(Side::Client, 0),
    ValueName::RecordMac(Side::Client, 1),
];

fn refused(given: Given) -> DeriveError {
    derive(given, UnixTime(0)).expect_err("it cannot be used")
}

fn notes(given: Given) -> Vec<String> {
    derived(given)
        .notes
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn has(trace: &Trace, name: ValueName) -> bool {
    trace.first(trace.last_connection().id, name).is_some()
}

/// With every version, suite and switch: what is computed is what the two endpoints have, and their
/// records verify.
#[test]
fn a_calculation_gives_what_the_endpoints_have() {
    let mut compared = 0;
    for rules in Rules::all() {
        for suite in SUITES.iter().filter(|suite| suite.is_in(rules.version)) {
            for all in [false, true] {
                let run = handshake(rules, suite, Switches::of(|_| all));
                let computed = derived(given(&run));
                assert!(computed.all_right(), "{} {}", rules.version, suite.name);
                assert_eq!(computed.notes, []);
                for name in SECRETS {
                    let (got, right) = (value(&computed.trace, name), value(&run, name));
                    assert_eq!(got, right, "{} {}: {name:?}", rules.version, suite.name);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 200, "{compared}");
}

/// The server's Finished covers that of the client, and the randoms need not be given as messages.
#[test]
fn the_server_s_verify_data_follows_once_the_client_s_finished_is_among_the_messages() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let finished = value(&run, ValueName::RecordContent(Side::Client, 0));
    let all = [messages(&run).concat(), finished].concat();
    let computed = derived(Given {
        secret: Some(Secret::Master(
            value(&run, ValueName::MasterSecret).try_into().unwrap(),
        )),
        covered: Some(Covered::Messages(all)),
        ..Given::default()
    });
    for side in Side::BOTH {
        let name = ValueName::VerifyData(side);
        assert_eq!(value(&computed.trace, name), value(&run, name));
    }
    let transcript = computed.trace.last_connection().transcript(Side::Client);
    let senders: Vec<(&str, Side)> = transcript
        .iter()
        .map(|it| (it.message.name(), it.sender))
        .collect();
    let expected = [
        ("ClientHello", Side::Client),
        ("ServerHello", Side::Server),
        ("Certificate", Side::Server),
        ("ServerHelloDone", Side::Server),
        ("ClientKeyExchange", Side::Client),
        ("Finished", Side::Client),
    ];
    assert_eq!(senders, expected);
}

#[test]
fn messages_are_read_out_of_their_records() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let record = |message: &Vec<u8>| {
        let length = u16::try_from(message.len()).unwrap().to_be_bytes();
        [&[22, 3, 3][..], &length, message].concat()
    };
    let clear: Vec<u8> = messages(&run).iter().flat_map(record).collect();
    let whole = [
        clear,
        vec![20, 3, 3, 0, 1, 1],
        records(&run, Side::Client).concat(),
    ]
    .concat();
    let computed = derived(Given {
        covered: Some(Covered::Messages(whole)),
        ..given(&run)
    });
    let name = ValueName::VerifyData(Side::Client);
    assert_eq!(value(&computed.trace, name), value(&run, name));
}

/// The hash in place of the messages leads to the same, also where no random is known.
#[test]
fn a_hash_stands_for_the_messages() {
    let run = handshake(&TLS12, &SUITES[0], Switches::of(|_| true));
    let hash = value(&run, ValueName::HandshakeHash(Side::Server));
    let pre_master = value(&run, ValueName::PreMasterSecret).try_into().unwrap();
    let computed = derived(Given {
        suite: Some(&SUITES[0]),
        secret: Some(Secret::PreMaster(pre_master)),
        session_hash: Some(value(&run, ValueName::SessionHash)),
        covered: Some(Covered::Hash(hash)),
        owners: Some(vec![Side::Server]),
        ..Given::default()
    });
    for name in [ValueName::MasterSecret, ValueName::VerifyData(Side::Server)] {
        assert_eq!(value(&computed.trace, name), value(&run, name));
    }
    assert!(!has(&computed.trace, ValueName::KeyBlock));
    let missing = computed.notes[0].to_string();
    assert!(
        missing.contains("client random and server random"),
        "{missing}"
    );
}

/// A record that is not the first needs its number, and in TLS 1.0 the records before it.
#[test]
fn a_later_record_is_decrypted_by_its_number() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let second = |sequence| Given {
        records: Some(Records {
            bytes: records(&run, Side::Client)[1].clone(),
            sender: Side::Client,
            sequence,
        }),
        ..given(&run)
    };
    let computed = derived(second(1));
    assert!(computed.all_right());
    let name = ValueName::RecordContent(Side::Client, 1);
    assert_eq!(value(&computed.trace, name), value(&run, name));
    assert!(!derived(second(2)).all_right(), "the MAC covers the number");
    for (rules, suite) in [(&TLS10, &SUITES[2]), (&TLS12, &SUITES[5])] {
        let run = handshake(rules, suite, Switches::default());
        let later = Given {
            records: Some(Records {
                bytes: records(&run, Side::Client)[1].clone(),
                sender: Side::Client,
                sequence: 1,
            }),
            ..given(&run)
        };
        assert_eq!(
            refused(later),
            DeriveError::NeedsFirstRecord { sequence: 1 }
        );
    }
}

#[test]
fn what_is_missing_for_the_next_value_is_said() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let client = value(&run, ValueName::ClientRandom).try_into().ok();
    let pre_master = Secret::PreMaster(value(&run, ValueName::PreMasterSecret).try_into().unwrap());
    let master = Secret::Master(value(&run, ValueName::MasterSecret).try_into().unwrap());
    let only = |secret, client_random| Given {
        suite: Some(&SUITES[0]),
        secret: Some(secret),
        client_random,
        ..Given::default()
    };
    let both = "give the client random and server random as well";
    assert_eq!(
        notes(only(pre_master, None)),
        [format!("to get the master secret, {both}")]
    );
    assert_eq!(
        notes(only(master, None)),
        [format!("to get the key block, {both}")]
    );
    assert_eq!(
        notes(only(master, client)),
        ["to get the key block, give the server random as well"]
    );
    let extended = Given {
        extended: true,
        ..only(pre_master, client)
    };
    assert!(notes(extended)[0].contains("up to ClientKeyExchange"));
    let assumed = Given {
        suite: None,
        ..only(master, client)
    };
    assert!(notes(assumed)[0].contains(Suite::preferred(TLS12.version).name));
}

#[test]
fn what_cannot_be_used_is_refused_with_what_was_expected() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let with = |change: &dyn Fn(&mut Given)| {
        let mut given = given(&run);
        change(&mut given);
        let error = refused(given);
        assert!(!error.to_string().is_empty() && !error.hint().to_string().is_empty());
        error
    };
    let cut = with(&|it| it.covered = Some(Covered::Messages(messages(&run)[0][..40].to_vec())));
    assert!(
        matches!(cut, DeriveError::MessageCut { at: 0, got: 40, .. }),
        "{cut:?}"
    );
    let nonsense = with(&|it| it.covered = Some(Covered::Messages(b"GET / HTTP".to_vec())));
    assert_eq!(nonsense, DeriveError::NoMessage { at: 0, got: b'G' });
    let random = with(&|it| it.client_random = Some([7; 32]));
    assert!(matches!(random, DeriveError::Differs { .. }), "{random:?}");
    let suite = with(&|it| it.suite = Some(&SUITES[1]));
    assert!(matches!(suite, DeriveError::Differs { .. }), "{suite:?}");
    let version = with(&|it| it.version = Some(TLS10.version));
    assert!(
        matches!(version, DeriveError::Differs { .. }),
        "{version:?}"
    );
    let short = with(&|it| it.covered = Some(Covered::Hash(vec![1; 20])));
    assert!(
        matches!(
            short,
            DeriveError::HashLength {
                expected: 32,
                got: 20,
                ..
            }
        ),
        "{short:?}"
    );
    let record = with(&|it| it.records.as_mut().unwrap().bytes.truncate(20));
    assert!(
        matches!(record, DeriveError::RecordCut { at: 0, got: 20, .. }),
        "{record:?}"
    );
    let record = with(&|it| it.records.as_mut().unwrap().bytes = Vec::new());
    assert!(
        matches!(record, DeriveError::RecordCut { at: 0, got: 0, .. }),
        "{record:?}"
    );
    let record = with(&|it| it.records.as_mut().unwrap().bytes = vec![0x47; 40]);
    assert_eq!(record, DeriveError::NoRecord { at: 0, got: 0x47 });
    assert_eq!(with(&|it| it.secret = None), DeriveError::NoKeys);
    let nothing = with(&|it| (it.secret, it.covered) = (None, None));
    assert_eq!(nothing, DeriveError::Nothing);
    let unknown = with(&|it| it.results = vec![("premaster".into(), vec![1])]);
    assert!(
        matches!(unknown, DeriveError::NoSuchValue { .. }),
        "{unknown:?}"
    );
    let several = with(&|it| it.results = vec![("write_key".into(), vec![1])]);
    assert!(
        matches!(several, DeriveError::SeveralValues { .. }),
        "{several:?}"
    );
    let newer = refused(Given {
        version: Some(TLS10.version),
        suite: Some(&SUITES[0]),
        secret: Some(Secret::Master([1; 48])),
        ..Given::default()
    });
    assert!(matches!(newer, DeriveError::NewerSuite { .. }), "{newer:?}");
    let hash = refused(Given {
        version: Rules::by_name("ssl3").map(|rules| rules.version),
        secret: Some(Secret::Master([1; 48])),
        covered: Some(Covered::Hash(vec![1; 36])),
        ..Given::default()
    });
    assert_eq!(hash, DeriveError::NeedsMessages);
}

/// Any bytes at all in place of messages or records are an answer, and no panic.
#[test]
fn damaged_input_never_panics() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let whole = messages(&run).concat();
    let records = records(&run, Side::Client).concat();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x81;
        for bytes in [changed, whole[..at].to_vec()] {
            let given = Given {
                covered: Some(Covered::Messages(bytes)),
                records: None,
                ..given(&run)
            };
            let _ = derive(given, UnixTime(0));
        }
    }
    for at in 0..records.len() {
        let mut bytes = records.clone();
        bytes[at] ^= 0x81;
        let given = Given {
            records: Some(Records {
                bytes,
                sender: Side::Client,
                sequence: 0,
            }),
            ..given(&run)
        };
        let right = derive(given, UnixTime(0)).is_ok_and(|computed| computed.all_right());
        assert!(!right, "byte {at} is covered");
    }
}

/// Nothing that is computed from a secret is known to an eavesdropper.
#[test]
fn an_eavesdropper_learns_no_secret() {
    use premaster::protocol::Party;
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let computed = derived(given(&run));
    let last = computed.trace.steps().len();
    for name in SECRETS {
        let id = computed.trace.last_connection().id;
        let value = computed.trace.first(id, name).unwrap();
        assert_ne!(
            value.known_to(Party::Eavesdropper, last),
            Knowledge::Known,
            "{name:?}"
        );
    }
}
