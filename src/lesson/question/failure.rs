//! Templates about what goes wrong: who notices, where, and what follows.

use super::accepts::Accepts;
use super::asking::{Here, own_message};
use super::draft::{Draft, Offer, right, tick, wrong};
use super::given::{self, number};
use super::order::name_of;
use super::template::{At, Kind, Template};
use crate::scenario::{Change, Intercepted, Interception};
use crate::trace::{
    Actor, Fate, Outcome, SentAlert, Side, Step, StepKind, Topic, Trace, ValueName,
};
use crate::wire::AlertDescription;

/// The steps in which a side gives up by itself.
const GIVES_UP: At = At::Each(gives_up);

pub(super) const TEMPLATES: &[Template] = &[
    Template::new(
        "who-notices",
        49,
        Kind::One,
        At::Each(|step| step.fate().tampered()),
        who_notices,
    ),
    // what an edit would come to is asked at the first message
    Template::new(
        "which-alert",
        50,
        Kind::One,
        At::Each(|step| gives_up(step) || step.key() == "client_hello"),
        which_alert,
    )
    .takes(&[
        ("edit", Accepts::Place),
        ("bytes", Accepts::Hex),
        ("byte", Accepts::Number),
        ("bit", Accepts::Number),
    ]),
    Template::new("why-not-earlier", 51, Kind::One, GIVES_UP, why_not_earlier),
    Template::new(
        "after-alert",
        52,
        Kind::One,
        At::Keys(&["alert"]),
        after_alert,
    ),
    Template::new(
        "bad-secret",
        53,
        Kind::One,
        At::Keys(&["client_key_exchange", "decrypt_pre_master_secret"]),
        bad_secret,
    ),
    Template::new(
        "end-or-cut",
        54,
        Kind::One,
        At::Keys(&["client_application_data", "server_application_data"]),
        end_or_cut,
    ),
    Template::new(
        "anyone-notice",
        55,
        Kind::One,
        At::Keys(&["client_hello"]),
        anyone_notice,
    )
    .takes(&[
        ("message", Accepts::Message),
        ("field", Accepts::Field),
        ("bytes", Accepts::Hex),
        ("byte", Accepts::Number),
        ("bit", Accepts::Number),
    ])
    .asked_with(&[
        &[("message", "client_hello"), ("field", "random_bytes")],
        &[
            ("message", "client_hello"),
            ("field", "record.version"),
            ("byte", "1"),
        ],
        &[("message", "server_hello"), ("field", "random_bytes")],
        &[("message", "server_hello"), ("field", "cipher_suite")],
        &[("message", "client_hello"), ("field", "cipher_suites")],
        &[("message", "client_hello"), ("field", "handshake.type")],
    ]),
    Template::new("where-part", 56, Kind::One, GIVES_UP, where_part),
];

fn gives_up(step: &Step) -> bool {
    step.failure.is_some() && step.kind != StepKind::Alert
}

/// The last message that has arrived when a side gives up.
fn last_message<'t>(trace: &'t Trace, step: &Step) -> Option<&'t Step> {
    let mut before = trace.before(step).iter().rev();
    before.find(|other| {
        let lost = matches!(other.fate(), Fate::Dropped | Fate::Cut);
        let theirs = |sender| !step.actor.includes(sender);
        !lost
            && other
                .message
                .as_ref()
                .is_some_and(|message| theirs(message.sender))
    })
}

/// Whether what was done to the message of a step is noticed as soon as that message, or the copy of it, arrives.
fn at_once(trace: &Trace, at: usize, noticed: &Step) -> bool {
    let last = last_message(trace, noticed);
    last.is_some_and(|last| last.index == at || last.fate() == Fate::CopyOf(at))
}

fn who_notices(here: &Here<'_>) -> Option<Draft> {
    let (tampering, at) = here.tampering()?;
    (at == here.step.index).then_some(())?;
    let noticed = here.trace.noticed(tampering)?;
    let Actor::One(side) = noticed.actor else {
        return None;
    };
    let (_, message) = own_message(here.step)?;
    let receiver = message.sender.peer();
    let last_step = last_message(here.trace, noticed)?;
    let last = last_step.message.as_ref()?;
    let immediate = at_once(here.trace, at, noticed);
    let when = |name, who: Side, sender: Side, message: &str| {
        let offer = wrong(name).with("who", who.name());
        offer.with("message", message).with("sender", sender.name())
    };
    let later = when("later", side, last.sender, name_of(last_step, last));
    let is_secret = here.step.key() == "client_key_exchange";
    let answers = [
        Some(Offer {
            right: !immediate,
            ..later
        })
        .filter(|_| !immediate),
        Some(tick("at-once", immediate).with("receiver", receiver.name())),
        Some(wrong("neither")),
        Some(wrong("sender").with("sender", message.sender.name())),
        is_secret.then(|| wrong("decrypting")),
        Some(when(
            "other-finished",
            Side::Client,
            Side::Server,
            "Finished",
        )),
    ];
    Some(
        Draft::one(answers.into_iter().flatten())
            .with("what", &tampering.what)
            .revealed(noticed.index),
    )
}

/// The alert of a run, and whether both sides had the same keys in it.
struct Ended {
    alert: Option<SentAlert>,
    keys_differ: bool,
}

fn ended(trace: &Trace, here: &Here<'_>) -> Option<Ended> {
    let connection = trace.connection(here.step.connection);
    let Outcome::Failed { alert, .. } = connection.outcome else {
        return None;
    };
    let block = |side| Some(trace.named(connection.id, ValueName::KeyBlock, side)?.id);
    Some(Ended {
        alert,
        keys_differ: block(Side::Client) != block(Side::Server),
    })
}

fn which_alert(here: &Here<'_>) -> Option<Draft> {
    let place = here
        .argument("edit")
        .and_then(|place| place.split_once('/'));
    let simulated;
    let (run, what) = match place {
        Some((message, field)) => {
            let edit = here.edit(message, field)?;
            let what = edit.describe();
            simulated = here.simulated(edit)?;
            (&simulated, Some(what))
        }
        None if gives_up(here.step) => (here.trace, None),
        None => return None,
    };
    let ended = ended(run, here)?;
    let sent = ended.alert?;
    (place.is_some() || sent.step > here.step.index).then_some(())?;
    let alert = sent.alert.description;
    let named = |name, alert: AlertDescription| wrong(name).with("alert", alert);
    let own = matches!(
        alert,
        AlertDescription::BadRecordMac | AlertDescription::DecryptError
    );
    let condition = match ended.keys_differ {
        true => "in-the-keys",
        false => "not-in-the-keys",
    };
    let draft = Draft::one([
        right("alert").with("alert", alert),
        named("decrypt-error", AlertDescription::DecryptError),
        named("bad-record-mac", AlertDescription::BadRecordMac),
        named("handshake-failure", AlertDescription::HandshakeFailure),
        wrong("none"),
        wrong("again"),
    ]);
    let draft = draft
        .with("side", sent.side.name())
        .with("right_alert", alert)
        .with("meaning", crate::explain::alert(alert));
    let draft = if own {
        draft.with(condition, "")
    } else {
        draft
    };
    Some(match what {
        Some(what) => draft.with("what", what).simulated(true),
        None => {
            let done = here.tampering().map(|(tampering, _)| &tampering.what);
            let draft = draft
                .with("gives-up", "")
                .with("here", number(here.step.index))
                .with("title", here.step.title())
                .revealed(sent.step);
            match done {
                Some(what) => draft.with("what", what),
                None => draft,
            }
        }
    })
}

/// Why a change is noticed where it is and not before. What the two sides have and have computed decides it.
fn reason(here: &Here<'_>, at: usize, noticed: &Step) -> Option<&'static str> {
    let secret = here.step_of("decrypt_pre_master_secret");
    let bad_secret = secret.is_some_and(|step| step.checks.iter().any(|check| check.failed()));
    let alert = given::alert(here)?.alert.description;
    let block = |side| Some(here.value(ValueName::KeyBlock, side)?.id);
    let keys = block(Side::Client).zip(block(Side::Server));
    let fate = here.trace.steps()[at].fate();
    match noticed.topic {
        Topic::CheckFinished if alert == AlertDescription::DecryptError => Some("finished"),
        _ if alert != AlertDescription::BadRecordMac => None,
        _ if bad_secret => Some("secret"),
        _ if keys.is_some_and(|(client, server)| client != server) => Some("keys"),
        _ if matches!(fate, Fate::Dropped | Fate::Repeated | Fate::HeldBack) => Some("count"),
        _ => None,
    }
}

fn why_not_earlier(here: &Here<'_>) -> Option<Draft> {
    let (at, noticed) = blamed(here)?;
    (noticed.index == here.step.index && !at_once(here.trace, at, noticed)).then_some(())?;
    let right = reason(here, at, noticed)?;
    let reasons = ["finished", "keys", "secret", "count"];
    let mut answers: Vec<Offer> = reasons.map(|name| tick(name, name == right)).into();
    answers.push(wrong("waiting"));
    Some(
        Draft::one(answers)
            .with("from", number(at))
            .with("to", number(noticed.index)),
    )
}

/// What is to blame, and where it is noticed: what an attacker did, or the message of an impostor.
fn blamed<'a>(here: &Here<'a>) -> Option<(usize, &'a Step)> {
    let (tampering, at) = here.tampering()?;
    Some((at, here.trace.noticed(tampering)?))
}

fn after_alert(here: &Here<'_>) -> Option<Draft> {
    let sent = given::alert(here)?;
    (sent.step == here.step.index).then_some(())?;
    let last = here.later().all(|step| step.message.is_none());
    let end = here.steps().last()?;
    last.then_some(())?;
    Some(
        Draft::one([
            right("nothing"),
            wrong("again"),
            wrong("starts-over"),
            wrong("goes-on"),
            wrong("close-notify"),
        ])
        .with("alert", sent.alert.description)
        .with("last", number(end.index))
        .revealed(end.index),
    )
}

fn bad_secret(here: &Here<'_>) -> Option<Draft> {
    let encrypted = here.past("client_key_exchange")?;
    let own = here.step_of("decrypt_pre_master_secret");
    let bad = |step: &Step| step.checks.iter().any(|check| check.failed());
    let draft = Draft::one([
        right("goes-on"),
        wrong("alert"),
        wrong("asks-again"),
        wrong("as-it-is"),
        wrong("checksum"),
    ]);
    if let Some(own) = own.filter(|step| bad(step)) {
        (own.failure.is_none()).then_some(())?;
        let end = given::alert(here)?.step;
        return Some(draft.with("this-run", "").revealed(end));
    }
    // in a run in which nothing is wrong: what would be
    (here.step.index == encrypted.index && here.is_untouched()).then_some(())?;
    let flipped = here.simulated(Interception {
        message: Intercepted::ClientKeyExchange,
        occurrence: 1,
        change: Change::Flip {
            field: "encrypted_pre_master_secret".into(),
            byte: 1,
            bit: 0,
        },
    })?;
    let mut decrypted = flipped.steps().iter();
    let decrypted = decrypted.find(|step| step.key() == "decrypt_pre_master_secret")?;
    let went_on = bad(decrypted) && decrypted.failure.is_none();
    went_on.then(|| draft.simulated(true))
}

fn end_or_cut(here: &Here<'_>) -> Option<Draft> {
    let message = here.message().filter(|message| message.protected)?;
    Some(
        Draft::one([
            right("close-notify"),
            wrong("closed"),
            wrong("length"),
            wrong("finished"),
            wrong("decrypted"),
        ])
        .with("receiver", message.sender.peer().name())
        .with("writer", message.sender.name()),
    )
}

fn anyone_notice(here: &Here<'_>) -> Option<Draft> {
    let (message, field) = (here.argument("message")?, here.argument("field")?);
    here.is_established().then_some(())?;
    let edit = here.edit(message, field)?;
    let what = edit.describe();
    let run = here.simulated(edit)?;
    let [tampering] = run.tampering() else {
        return None;
    };
    let at = *tampering.done.as_ref().ok()?;
    let right = match (run.outcome(), run.noticed(tampering)) {
        (Outcome::Established, None) => "never",
        (Outcome::Failed { alert, .. }, Some(noticed)) => match (noticed.topic, (*alert)?) {
            _ if at_once(&run, at, noticed) => "at-once",
            (Topic::CheckFinished, sent)
                if sent.alert.description == AlertDescription::DecryptError =>
            {
                "finished"
            }
            (_, sent) if sent.alert.description == AlertDescription::BadRecordMac => "record",
            _ => return None,
        },
        _ => return None,
    };
    let names = ["at-once", "finished", "record", "never"];
    let mut answers: Vec<Offer> = names.map(|name| tick(name, name == right)).into();
    answers.push(wrong("gain"));
    let receiver = run.steps()[at].message.as_ref()?.sender.peer();
    Some(
        Draft::one(answers)
            .with("what", what)
            .with("receiver", receiver.name())
            .with(right, "")
            .simulated(true),
    )
}

/// The values of both sides, in the order in which each follows from those before it.
const CHAIN: [(&str, ValueName); 9] = [
    ("random", ValueName::ClientRandom),
    ("random", ValueName::ServerRandom),
    ("secret", ValueName::PreMasterSecret),
    ("master", ValueName::MasterSecret),
    ("keys", ValueName::KeyBlock),
    ("hash", ValueName::HandshakeHash(Side::Client)),
    ("verify", ValueName::VerifyData(Side::Client)),
    ("hash", ValueName::HandshakeHash(Side::Server)),
    ("verify", ValueName::VerifyData(Side::Server)),
];

fn where_part(here: &Here<'_>) -> Option<Draft> {
    here.connection().is_simulated().then_some(())?;
    let block = |side| here.value(ValueName::KeyBlock, side);
    block(Side::Client).zip(block(Side::Server))?;
    let of = |name| {
        Some((
            here.value(name, Side::Client)?,
            here.value(name, Side::Server)?,
        ))
    };
    let differs = |name: &ValueName| {
        let pair = of(*name);
        pair.is_some_and(|(client, server)| client.bytes != server.bytes)
    };
    let first = CHAIN.iter().find(|(_, name)| differs(name))?.1;
    let (client, server) = of(first)?;
    let offered = CHAIN.iter().filter(|(_, name)| of(*name).is_some());
    // a hash, and what the server adds, are offered only where they are what differs first
    let seldom = |name: &ValueName| {
        let server = [ValueName::ServerRandom, ValueName::VerifyData(Side::Server)];
        matches!(name, ValueName::HandshakeHash(_)) || server.contains(name)
    };
    let offered = offered.filter(|(_, name)| *name == first || !seldom(name));
    let mut answers: Vec<Offer> = offered
        .map(|(name, value)| tick(name, *value == first).with("value", value.title()))
        .collect();
    // where it shows is what most would say
    answers.sort_by_key(|offer| (!offer.right, offer.name != "verify"));
    answers.push(wrong("none"));
    let (at_client, at_server) = crate::text::differing(&client.bytes, &server.bytes);
    Some(
        Draft::one(answers)
            .with("first", first.title())
            .with("at_client", at_client)
            .with("at_server", at_server),
    )
}
