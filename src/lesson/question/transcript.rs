//! Templates about the transcript, Finished and CertificateVerify.

use super::accepts::Accepts;
use super::asking::Here;
use super::draft::{Draft, Offer, right, tick, wrong};
use super::given::number;
use super::template::{At, Kind, Template};
use crate::text::short;
use crate::trace::diagnosis::{Recipe, Transcript, Whose};
use crate::trace::{MessageName, Side, TranscriptEntry, ValueName};
use crate::wire::HandshakeType;
use crate::wire::handshake::HEADER_LEN;

/// The steps in which a Finished is computed.
const COMPUTED: At = At::Keys(&["client_compute_verify_data", "server_compute_verify_data"]);
/// Whose Finished is asked about; without it, that of the step.
const FINISHED: &[(&str, Accepts)] = &[("finished", Accepts::Side)];

pub(super) const TEMPLATES: &[Template] = &[
    Template::new("in-transcript", 31, Kind::Many, COMPUTED, in_transcript).takes(FINISHED),
    Template::new(
        "transcript-size",
        32,
        Kind::Number,
        COMPUTED,
        transcript_size,
    )
    .takes(FINISHED),
    Template::new(
        "finished-differ",
        33,
        Kind::One,
        At::Established,
        finished_differ,
    ),
    Template::new(
        "finished-proves",
        34,
        Kind::One,
        At::Keys(&["client_check_finished"]),
        finished_proves,
    ),
    Template::new(
        "finished-made-of",
        35,
        Kind::One,
        COMPUTED,
        finished_made_of,
    )
    .takes(FINISHED),
    Template::new(
        "signed-covers",
        36,
        Kind::Many,
        At::Keys(&["sign_handshake", "certificate_verify"]),
        signed_covers,
    ),
];

/// Whose Finished is asked about, once it is computed.
fn whose(here: &Here<'_>) -> Option<Side> {
    let by_step = || {
        let sides = Side::BOTH.into_iter();
        let mut sides = sides.filter(|side| here.step.key() == computed(*side));
        sides.next()
    };
    let side = here.side("finished").or_else(by_step)?;
    here.past(computed(side))?;
    here.connection().is_simulated().then_some(side)
}

fn computed(side: Side) -> &'static str {
    match side {
        Side::Client => "client_compute_verify_data",
        Side::Server => "server_compute_verify_data",
    }
}

/// The messages that a side's Finished covers, as that side has seen them; none of them was replayed or torn.
fn covered<'a>(here: &Here<'a>, side: Side) -> Option<Vec<&'a TranscriptEntry>> {
    let covered = here.covered(side, side);
    let own = |entry: &&TranscriptEntry| {
        let step = here.trace.steps().get(entry.step);
        step.is_some_and(|step| !step.fate().tampered())
    };
    covered.iter().all(own).then_some(covered)
}

fn is_finished(entry: &TranscriptEntry) -> bool {
    entry.message == MessageName::Handshake(HandshakeType::Finished)
}

/// A message of a transcript, to be ticked.
fn entry(name: &'static str, ticked: bool, message: &str, sender: Side) -> Offer {
    let offer = tick(name, ticked);
    offer.with("message", message).with("sender", sender.name())
}

fn in_transcript(here: &Here<'_>) -> Option<Draft> {
    let side = whose(here)?;
    let covered = covered(here, side)?;
    let mut answers: Vec<Offer> = covered
        .iter()
        .map(|one| {
            let name = match is_finished(one) {
                true => "other-finished",
                false => "message",
            };
            entry(name, true, one.message.name(), one.sender)
        })
        .collect();
    let verify = |mistake: &str, transcript| {
        let is = |r: &Recipe| r.transcript == transcript;
        let gives = here.mistaken(side, (mistake, is), Recipe::verify_data);
        gives.map(|bytes| short(&bytes))
    };
    let plain = here.plain(side).is_some();
    let with = |offer: Offer, gives: Option<String>| match gives.filter(|_| plain) {
        Some(gives) => offer.with("gives", gives),
        None => offer,
    };
    answers.push(with(
        wrong("change-cipher-spec"),
        verify(
            "transcript_change_cipher_spec",
            Transcript::ChangeCipherSpec { record: false },
        ),
    ));
    answers.push(with(
        wrong("record-headers"),
        verify(
            "transcript_record_headers",
            Transcript::RecordHeaders(Whose::All),
        ),
    ));
    answers.push(entry("own-finished", false, "Finished", side));
    let verify_data = here.value(ValueName::VerifyData(side), side)?;
    Some(
        Draft::many(answers)
            .with("side", side.name())
            .with("verify_data", short(&verify_data.bytes)),
    )
}

fn transcript_size(here: &Here<'_>) -> Option<Draft> {
    let side = whose(here)?;
    let covered = covered(here, side)?;
    here.plain(side)?;
    let sizes: Vec<usize> = covered.iter().map(|one| one.bytes.len()).collect();
    let (all, count): (usize, usize) = (sizes.iter().sum(), sizes.len());
    let listed: Vec<String> = covered
        .iter()
        .map(|one| format!("{} {}", one.message.name(), one.bytes.len() - HEADER_LEN))
        .collect();
    let hash = here.value(ValueName::HandshakeHash(side), side)?;
    Some(
        Draft::number(
            all,
            [
                (all.checked_add(5 * count), wrong("record-headers")),
                (all.checked_sub(HEADER_LEN * count), wrong("no-headers")),
                (all.checked_add(1), wrong("change-cipher-spec")),
                (Some(hash.bytes.len()), wrong("hash")),
            ],
        )
        .with("side", side.name())
        .with("messages", listed.join(", "))
        .with("count", count),
    )
}

fn finished_differ(here: &Here<'_>) -> Option<Draft> {
    (here.is_untouched() && here.both_have(ValueName::MasterSecret)).then_some(())?;
    let of = |side| here.value(ValueName::VerifyData(side), side);
    (of(Side::Client)?.bytes != of(Side::Server)?.bytes).then_some(())?;
    // in a resumed session the server's Finished comes first
    let first = here
        .sent()
        .find(|(_, sent)| sent.name == MessageName::Handshake(HandshakeType::Finished));
    let first = first?.1.sender;
    Some(
        Draft::one([
            right("label-and-transcript")
                .with("later", first.peer().name())
                .with("earlier", first.name()),
            wrong("other-master"),
            wrong("signatures"),
            wrong("mac-keys"),
            wrong("changed"),
        ])
        .with("first", first.name()),
    )
}

fn finished_proves(here: &Here<'_>) -> Option<Draft> {
    let passed = here.step.failure.is_none() && here.step.checks.iter().all(|check| check.passed);
    let good = here.step.key() == "client_check_finished" && passed;
    let trusted = here.past("check_certificate")?;
    (good && trusted.checks.iter().all(|check| check.passed)).then_some(())?;
    // the one who holds the key is the one in the certificate
    (here.is_untouched() && here.has_keys()).then_some(())?;
    Some(
        Draft::one([
            right("key-and-transcript"),
            wrong("certificate-valid"),
            wrong("honest"),
            wrong("signed"),
            wrong("nothing"),
        ])
        .with("checked", number(trusted.index)),
    )
}

fn finished_made_of(here: &Here<'_>) -> Option<Draft> {
    let side = whose(here)?;
    let plain = here.plain(side)?;
    here.value(ValueName::PreMasterSecret, side)?;
    let data = here.value(ValueName::VerifyData(side), side)?;
    let hash = here.value(ValueName::HandshakeHash(side), side)?;
    let len = plain.rules.form.verify_data_len;
    let start = |bytes: &[u8]| bytes.get(..len).map(<[u8]>::to_vec);
    let gives = |name, bytes: Option<Vec<u8>>| {
        let bytes = bytes.filter(|bytes| *bytes != data.bytes)?;
        Some(wrong(name).with("gives", short(&bytes)))
    };
    let no_master = ("no_master_secret", |_: &Recipe| true);
    let pre_master = here.mistaken(side, no_master, Recipe::verify_data);
    let others = match side {
        Side::Client => "server finished",
        Side::Server => "client finished",
    };
    let is_others = |r: &Recipe| r.finished_label == Some(others);
    let other = here.mistaken(side, ("finished_label", is_others), Recipe::verify_data);
    let answers = [
        Some(right("prf")),
        gives("hash", start(&hash.bytes)),
        Some(wrong("encrypted-hash")),
        gives("pre-master", pre_master),
        gives("other-label", other),
        Some(wrong("hmac")),
    ];
    Some(
        Draft::one(answers.into_iter().flatten())
            .with("side", side.name())
            .with("other", side.peer().name())
            .with("length", len)
            .with("verify_data", short(&data.bytes)),
    )
}

fn signed_covers(here: &Here<'_>) -> Option<Draft> {
    here.past("sign_handshake")?;
    let client = here.transcript(Side::Client);
    let last = MessageName::Handshake(HandshakeType::ClientKeyExchange);
    let end = client.iter().position(|entry| entry.message == last)?;
    let covered = client.get(..=end)?;
    here.is_untouched().then_some(())?;
    let mut answers: Vec<Offer> = covered
        .iter()
        .map(|one| {
            let name = match one.sender {
                Side::Client => "client-message",
                Side::Server => "server-message",
            };
            entry(name, true, one.message.name(), one.sender)
        })
        .collect();
    answers.push(wrong("certificate-verify"));
    answers.push(wrong("change-cipher-spec"));
    Some(Draft::many(answers))
}
