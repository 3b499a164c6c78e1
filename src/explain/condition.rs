//! What a text may depend on: one table of conditions, each of a run up to a step.
//!
//! `{when:failed}` and `{unless:failed}` keep or leave out the optional passage that they stand in,
//! in the texts of steps, of their fields and of their computations.
//! `[step.NAME.when.failed]` in `assets/en/steps.toml` takes the place of parts of a step's
//! text. A condition never looks past its step: a text gives nothing away early.

use super::evidence;
use super::own_formula;
use super::placeholder::Context;
use crate::crypto::mac::Mac;
use crate::crypto::prf::Prf;
use crate::crypto::record::{IvOrigin, IvSource, PaddingRule};
use crate::pki::CheckKind;
use crate::protocol::{NoCertificate, ProofRule, Rules, Suite};
use crate::trace::{
    Actor, Check, CheckName, ConnectionId, MessageName, Origin, Phase, Presented, RunKind, Side,
    Step, Topic, Trace, ValueName, Withheld,
};
use crate::wire::CipherSuite;
use crate::wire::{AlertDescription, Field, HandshakeType, KeyExchangeForm, Node, ProtocolVersion};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A condition of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Condition(fn(&Trace, &Step) -> bool);

/// In order of rank: where a step has texts for several that are met, those of the first are taken.
#[rustfmt::skip]
const CONDITIONS: &[(&str, Condition)] = &[
    // an attacker plays a side from a recording, or bluffs; a check is skipped; a generator is broken
    ("own_formula",          Condition(own_formula::in_step)),
    ("replayed_client",      Condition(|trace, step| replayed(trace, step, Side::Client))),
    ("replayed_server",      Condition(|trace, step| replayed(trace, step, Side::Server))),
    ("bluffed",              Condition(bluffed)),
    ("skipped",              Condition(|_, step| step.checks.iter().any(|check| check.skipped))),
    ("stripped",             Condition(evidence::stripped)),
    ("unequal",              Condition(unequal)),
    ("repeats",              Condition(|trace, step| Side::BOTH.into_iter().any(|side| step.actor == Actor::One(side) && trace.repeats()[side as usize]))),
    // which certificate, if any
    ("withheld",             Condition(withheld)),
    ("withheld_type",        Condition(|trace, step| withheld(trace, step) && withheld_for(trace, step) == Some(&Withheld::Type))),
    ("withheld_issuer",      Condition(|trace, step| withheld(trace, step) && matches!(withheld_for(trace, step), Some(Withheld::Issuer { .. })))),
    ("withheld_signature",   Condition(|trace, step| withheld(trace, step) && withheld_for(trace, step) == Some(&Withheld::Signature))),
    ("no_certificate",       Condition(no_certificate)),
    ("any_issuer",           Condition(any_issuer)),
    ("single",               Condition(single)),
    ("pinned",               Condition(|_, step| !asked(step, CheckKind::Signature))),
    // what a hello offers
    ("only_null",            Condition(|_, step| evidence::only_null(step))),
    ("extended",             Condition(|_, step| evidence::has_field(step, Field::Extensions))),
    ("offers_tls13",         Condition(|_, step| evidence::offers_beyond(step))),
    ("offers_older",         Condition(evidence::offers_older)),
    ("falls_back",           Condition(|_, step| evidence::offers(step, CipherSuite::FALLBACK_SCSV))),
    // what a side refuses: a record that fails verification or cannot be an encrypted one, or a message
    // out of order
    ("bad_record",           Condition(|_, step| refused(step, &[CheckName::Padding, CheckName::Mac]))),
    ("not_encrypted",        Condition(|_, step| refused(step, &[CheckName::CiphertextForm]))),
    ("out_of_order",         Condition(|_, step| refused(step, &[CheckName::Order]))),
    ("miscounted",           Condition(evidence::miscounted)),
    ("unfinished",           Condition(|_, step| step.topic == Topic::TransportClosed && step.checks.iter().any(|check| check.name == CheckName::EndOfConnection))),
    ("unread",               Condition(|trace, step| evidence::read_as_plaintext(trace, step).is_some())),
    // when a side gives up
    ("open",                 Condition(open)),
    // what is wrong in the step
    ("fallback_refused",     Condition(|_, step| step.checks.iter().any(|check| check.name == CheckName::Fallback && check.failed()))),
    ("failed",               Condition(|_, step| failed(step))),
    ("differ",               Condition(evidence::sides_differ)),
    ("one_secret",           Condition(one_secret)),
    // the message of the step
    ("lost",                 Condition(|_, step| evidence::lost(step))),
    ("fatal",                Condition(|_, step| fatal(step).is_some())),
    ("about_a_record",       Condition(|_, step| fatal(step) == Some(AlertDescription::BadRecordMac))),
    ("answers_close",        Condition(answers_close)),
    ("protected",            Condition(|_, step| step.message.as_ref().is_some_and(|message| message.protected))),
    ("revocation_asked",     Condition(|_, step| asked(step, CheckKind::RevocationList))),
    ("directory_asked",      Condition(|_, step| step.checks.iter().any(|check| check.name == CheckName::Directory))),
    // what the first failed check of a certificate is about
    ("out_of_date",          Condition(|_, step| amiss(step, &[CheckKind::Dates]))),
    ("other_name",           Condition(|_, step| amiss(step, &[CheckKind::HostName]))),
    ("no_list",              Condition(|_, step| amiss(step, &[CheckKind::RevocationList]))),
    ("withdrawn",            Condition(|_, step| amiss(step, &[CheckKind::NotRevoked]))),
    ("about_revocation",     Condition(|_, step| amiss(step, &[CheckKind::RevocationList, CheckKind::NotRevoked]))),
    ("forged",               Condition(|_, step| amiss(step, &[CheckKind::Signature]))),
    ("self_signed",          Condition(|trace, step| amiss(step, &[CheckKind::IssuerKnown]) && evidence::self_signed(trace, step))),
    ("no_issuer",            Condition(|trace, step| amiss(step, &[CheckKind::IssuerKnown]) && !evidence::self_signed(trace, step))),
    ("not_a_ca",             Condition(not_a_ca)),
    ("other_use",            Condition(|trace, step| amiss(step, &USE) && !not_a_ca(trace, step))),
    ("otherwise",            Condition(|_, step| failed(step) && !amiss(step, &TOLD))),
    ("several",              Condition(|_, step| step.checks.iter().filter(|check| check.failed()).nth(1).is_some())),
    // what the run is, and what has happened before
    ("captured",             Condition(captured)),
    ("calculated",           Condition(|trace, _| trace.run().kind == RunKind::Derivation)),
    ("tls13",                Condition(|trace, step| beyond(trace, step).is_some_and(|version| Rules::of(version).is_none()))),
    ("early_data",           Condition(evidence::early_data)),
    ("other_exchange",       Condition(|trace, step| beyond(trace, step).is_some_and(|version| Rules::of(version).is_some()) && other_exchange(trace, step))),
    ("live",                 Condition(|trace, step| foreign(trace).is_some() || captured(trace, step))),
    ("foreign_client",       Condition(|trace, _| foreign(trace) == Some(Side::Client))),
    ("negotiated",           Condition(|trace, step| trace.steps().iter().take(step.index + 1).any(|step| step.topic == Topic::Negotiate))),
    ("suite_accepted",       Condition(|trace, step| trace.so_far(step).iter().any(|step| step.topic == Topic::Negotiate && step.failure.is_none()))),
    ("alerted",              Condition(alerted)),
    ("complete",             Condition(complete)),
    ("extended_secret",      Condition(|trace, step| trace.first(step.connection, ValueName::SessionHash).is_some_and(|hash| hash.step <= step.index))),
    ("keyed",                Condition(|trace, step| trace.first(step.connection, ValueName::KeyBlock).is_some_and(|block| block.step <= step.index))),
    ("kept_silent",          Condition(|trace, step| evidence::silent_failure(trace, step).is_some())),
    ("clicked_through",      Condition(clicked_through)),
    ("server_lacks_key",     Condition(|trace, step| lacks_key(trace, step, ValueName::ServerModulus))),
    ("client_lacks_key",     Condition(|trace, step| lacks_key(trace, step, ValueName::ClientModulus))),
    ("client_authenticated", Condition(client_authenticated)),
    // what the version and the suite do, once they are agreed on
    ("agreed_older",         Condition(|trace, step| trace.connection(step.connection).rules().is_some_and(|rules| !rules.is_newest()))),
    ("two_hashes",           Condition(|trace, step| by_rules(trace, step, |rules, suite| (rules.prf)(suite) == Prf::Tls10))),
    ("hashes_twice",         Condition(|trace, step| by_rules(trace, step, |rules, suite| (rules.prf)(suite) == Prf::Ssl3))),
    ("ssl3_proof",           Condition(|trace, step| by_rules(trace, step, |rules, _| rules.proof == ProofRule::MasterSecret))),
    ("names_algorithm",      Condition(|trace, step| by_rules(trace, step, |rules, _| rules.form.signature_algorithms))),
    ("bare_hash",            Condition(|trace, step| SIGNATURE.contains(&step.topic) && by_rules(trace, step, |rules, _| !rules.form.signature_algorithms))),
    ("fills_message",        Condition(|trace, step| by_rules(trace, step, |rules, _| !rules.form.pre_master_length))),
    ("answers_by_alert",     Condition(|trace, step| by_rules(trace, step, |rules, _| rules.no_certificate == NoCertificate::Alert))),
    ("ssl3_mac",             Condition(|trace, step| by_rules(trace, step, |rules, suite| matches!(rules.algorithms(suite).mac, Mac::Ssl3(_))))),
    ("stream",               Condition(|trace, step| by_rules(trace, step, |_, suite| suite.cipher.block_len().is_none()))),
    ("no_data",              Condition(|trace, step| data_len(trace, step) == Some(0))),
    ("mac_last",             Condition(mac_last)),
    ("one_byte",             Condition(|trace, step| data_len(trace, step) == Some(1) && by_block(trace, step, |rules| rules.iv == IvSource::Chained))),
    ("own_iv",               Condition(|trace, step| by_block(trace, step, |rules| rules.iv == IvSource::InRecord))),
    ("chained_iv",           Condition(|trace, step| by_block(trace, step, |rules| rules.iv == IvSource::Chained))),
    ("first_iv",             Condition(|trace, step| evidence::iv_origin(trace, step) == Some(IvOrigin::KeyBlock))),
    ("free_padding",         Condition(|trace, step| by_block(trace, step, |rules| rules.padding == PaddingRule::Free))),
    ("padding_alert",        Condition(|trace, step| !mac_last(trace, step) && by_block(trace, step, |rules| rules.bad_padding != AlertDescription::BadRecordMac))),
    ("small_block",          Condition(|trace, step| by_rules(trace, step, |_, suite| suite.cipher.repeats_blocks_soon()))),
    // what the connection has to do with an earlier one
    ("resumed",              Condition(resumed)),
    ("kept_secret",          Condition(evidence::keeps_secret)),
    ("forgotten",            Condition(forgotten)),
    ("offers_session",       Condition(|trace, step| offered(trace, step, ValueName::OfferedSessionId) && !evidence::offers_beyond(step))),
    ("offers_ticket",        Condition(|trace, step| offered(trace, step, ValueName::OfferedTicket))),
    ("gives_ticket",         Condition(gives_ticket)),
    ("reconnected",          Condition(|_, step| step.connection != ConnectionId::FIRST)),
];

/// What is done with the signature of CertificateVerify. Before TLS 1.2 it is over a hash without DigestInfo.
const SIGNATURE: [Topic; 3] = [
    Topic::SignHandshake,
    Topic::Send(MessageName::Handshake(HandshakeType::CertificateVerify)),
    Topic::CheckCertificateVerify,
];

/// The ranks of the conditions, by their names.
static RANKS: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
    let names = CONDITIONS.iter().map(|(name, _)| *name);
    names.zip(0..).collect()
});

impl Condition {
    /// The condition of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(CONDITIONS[rank(name)?].1)
    }

    /// Whether it is met.
    pub(super) fn holds(self, context: &Context<'_>) -> bool {
        (self.0)(context.trace, context.step)
    }
}

/// The names of all conditions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    CONDITIONS.iter().map(|(name, _)| *name)
}

/// The rank of the condition of that name: of several that are met, the lowest counts.
pub(super) fn rank(name: &str) -> Option<usize> {
    RANKS.get(name).copied()
}

/// What says of a certificate what its key is for.
const USE: [CheckKind; 4] = [
    CheckKind::CaFlag,
    CheckKind::PathLength,
    CheckKind::KeyUsage,
    CheckKind::ExtendedKeyUsage,
];

/// The checks whose failure has a text of its own.
const TOLD: [CheckKind; 10] = [
    CheckKind::Dates,
    CheckKind::HostName,
    CheckKind::RevocationList,
    CheckKind::NotRevoked,
    CheckKind::Signature,
    CheckKind::IssuerKnown,
    CheckKind::CaFlag,
    CheckKind::PathLength,
    CheckKind::KeyUsage,
    CheckKind::ExtendedKeyUsage,
];

/// Whether the first check that failed says that a certificate above the server's own may not issue any.
fn not_a_ca(trace: &Trace, step: &Step) -> bool {
    let leaf = evidence::server_certificate(trace, step).map(|leaf| leaf.short_name());
    let first = step.checks.iter().find(|check| check.failed());
    amiss(step, &USE) && first.is_some_and(|check| check.subject != leaf)
}

/// The side that is a real peer, where one is.
fn foreign(trace: &Trace) -> Option<Side> {
    match trace.run().kind {
        RunKind::Connection { ours, .. } => Some(ours.peer()),
        RunKind::Simulation | RunKind::Capture { .. } | RunKind::Derivation => None,
    }
}

/// The version of a captured connection whose suite or version is not computed here, once it is chosen.
fn beyond(trace: &Trace, step: &Step) -> Option<ProtocolVersion> {
    let connection = trace.connection(step.connection);
    connection.other_suite?;
    let is_chosen = |step: &Step| {
        let message = step.message.as_ref();
        let hello = MessageName::Handshake(HandshakeType::ServerHello);
        message.is_some_and(|message| message.name == hello)
    };
    let chosen = trace.so_far(step).iter().any(is_chosen);
    connection.version.filter(|_| chosen)
}

/// Whether the suite of a connection that is not computed here exchanges keys by other means than RSA.
fn other_exchange(trace: &Trace, step: &Step) -> bool {
    let suite = trace.connection(step.connection).other_suite;
    suite.is_some_and(|suite| suite.key_exchange() != KeyExchangeForm::Rsa)
}

/// Whether the step is of a connection that was captured.
fn captured(trace: &Trace, step: &Step) -> bool {
    trace.connection(step.connection).is_captured()
}

/// Whether the step's Certificate contains no more than one certificate.
fn single(trace: &Trace, step: &Step) -> bool {
    let mut chains = trace.connection(step.connection).chains.iter();
    let chain = chains.find(|chain| chain.step == step.index);
    chain.is_none_or(|chain| chain.certificates.len() < 2)
}

/// What the rules of the version say of the suite; `false` as long as nothing is agreed on.
fn by_rules(trace: &Trace, step: &Step, of: impl Fn(&Rules, &Suite) -> bool) -> bool {
    let agreed = trace.connection(step.connection).agreed();
    agreed.is_some_and(|(rules, suite)| of(rules, suite))
}

/// The same, of suites with a block cipher.
fn by_block(trace: &Trace, step: &Step, of: impl Fn(&Rules) -> bool) -> bool {
    by_rules(trace, step, |rules, suite| {
        suite.cipher.block_len().is_some() && of(rules)
    })
}

/// Whether both sides encrypt first, and the MAC comes last.
fn mac_last(trace: &Trace, step: &Step) -> bool {
    trace.connection(step.connection).switches.encrypt_then_mac && by_block(trace, step, |_| true)
}

/// The length in bytes of the application data that a step sends or opens, if its record is readable.
fn data_len(trace: &Trace, step: &Step) -> Option<usize> {
    match (step.topic, &step.message) {
        (_, Some(message)) if message.name == MessageName::ApplicationData => {
            message.is_readable().then_some(message.content.len())
        }
        (Topic::OpenApplicationData, _) => Some(evidence::block(trace, step)?.content),
        _ => None,
    }
}

/// Whether a step's message is a close_notify.
fn closes(step: &Step) -> bool {
    let message = step.message.as_ref();
    let alert = message.filter(|message| message.name == MessageName::Alert);
    let close_notify = AlertDescription::CloseNotify.code();
    alert.is_some_and(|alert| alert.content.get(1) == Some(&close_notify))
}

/// Whether the step's close_notify answers one that has arrived before.
fn answers_close(trace: &Trace, step: &Step) -> bool {
    let mut before = trace.before(step).iter().rev();
    closes(step)
        && before.any(|other| closes(other) && other.actor != step.actor && !evidence::lost(other))
}

/// Whether an alert was sent before this step.
fn alerted(trace: &Trace, step: &Step) -> bool {
    let mut before = trace.steps()[..step.index].iter().rev();
    before.any(|other| {
        let message = other.message.as_ref();
        message.is_some_and(|message| message.name == MessageName::Alert)
    })
}

/// Whether the handshake was complete before this step: for the client, or else for the server where
/// the client is a real peer.
fn complete(trace: &Trace, step: &Step) -> bool {
    let before = trace.before(step).last();
    let [client, server] = before.map_or([None, None], |before| before.states);
    let state = match foreign(trace) {
        Some(Side::Client) => server,
        _ => client,
    };
    state.is_some_and(|state| state.is_open())
}

/// Whether a step asked this about a certificate.
fn asked(step: &Step, kind: CheckKind) -> bool {
    step.checks.iter().any(|check| check.name.is_of_chain(kind))
}

/// Whether the first failed check, which decides the alert, is one of these.
fn amiss(step: &Step, kinds: &[CheckKind]) -> bool {
    let first = step.checks.iter().find(|check| check.failed());
    first.is_some_and(|check| kinds.iter().any(|kind| check.name.is_of_chain(*kind)))
}

/// The fatal alert that the step's message is.
fn fatal(step: &Step) -> Option<AlertDescription> {
    let alert = step.message.as_ref()?.fatal_alert()?;
    Some(alert.description)
}

/// Whether the handshake was complete for the side that works in a step.
fn open(trace: &Trace, step: &Step) -> bool {
    let Actor::One(side) = step.actor else {
        return false;
    };
    let before = trace.before(step).last();
    let state = before.and_then(|before| before.states[side as usize]);
    state.is_some_and(|state| state.is_open())
}

/// Whether a side gave up in a step, or a check failed. A certificate that fails its checks while the client
/// goes on is no failure: the handshake does go on.
fn failed(step: &Step) -> bool {
    let amiss = step.checks.iter().any(Check::failed);
    let goes_on = matches!(step.topic, Topic::CheckCertificate | Topic::Bluff);
    // the reader of a capture never goes on in spite of something
    let goes_on = goes_on && step.actor != Actor::Reader;
    step.failure.is_some() || amiss && !goes_on
}

/// Whether an attacker plays a side from a recording, and what the step says of that is true: what is
/// refused is a record under the keys of another run, and everything else is accepted.
fn replayed(trace: &Trace, step: &Step, side: Side) -> bool {
    let replayed = trace
        .replayed()
        .is_some_and(|replayed| replayed.side == side);
    let repeats = trace.repeats()[side.peer() as usize];
    replayed
        && match step.topic {
            Topic::Reject => !repeats && refused(step, &[CheckName::Padding, CheckName::Mac]),
            _ => step.failure.is_none(),
        }
}

/// Whether the two sides have computed different verify_data for the Finished that is checked in a step.
fn unequal(trace: &Trace, step: &Step) -> bool {
    let Actor::One(side) = step.actor else {
        return false;
    };
    let values = trace.of_name(step.connection, ValueName::VerifyData(side.peer()));
    values.filter(|value| value.step <= step.index).count() > 1
}

/// Whether a server has gone on by now with a Finished that it could not decrypt.
fn bluffed(trace: &Trace, step: &Step) -> bool {
    let bluffed = handshake_of(trace, step).any(|step| step.topic == Topic::Bluff);
    bluffed && (step.topic != Topic::Reject || refused(step, &[CheckName::Padding, CheckName::Mac]))
}

/// Whether the client has gone on although the server's certificate failed a check.
fn clicked_through(trace: &Trace, step: &Step) -> bool {
    evidence::of_session(trace, step).any(Step::clicks_through)
}

/// Whether a side has turned out to use another private key than that of its certificate: its stored
/// values then include two moduli.
fn lacks_key(trace: &Trace, step: &Step, modulus: ValueName) -> bool {
    let kept = trace
        .of_name(step.connection, modulus)
        .filter(|value| value.step <= step.index && matches!(value.origin, Origin::Stored { .. }));
    kept.count() > 1
}

/// Whether it is certain by now that the connection resumes a session.
fn resumed(trace: &Trace, step: &Step) -> bool {
    answered(trace, step) && trace.is_resumed(step.connection)
}

/// Whether it is certain by now that the session which the client offered is not resumed.
fn forgotten(trace: &Trace, step: &Step) -> bool {
    let offered = offered(trace, step, ValueName::OfferedSessionId);
    offered && answered(trace, step) && !trace.is_resumed(step.connection)
}

/// Whether the server has made its choice by now.
fn answered(trace: &Trace, step: &Step) -> bool {
    let hello = Topic::Send(MessageName::Handshake(HandshakeType::ServerHello));
    handshake_of(trace, step).any(|step| step.topic == Topic::Negotiate || step.topic == hello)
}

/// Whether the client has offered a value of an earlier session by now: its name or its ticket. The
/// session_id that goes with a ticket is random.
fn offered(trace: &Trace, step: &Step, name: ValueName) -> bool {
    let hello = Topic::Send(MessageName::Handshake(HandshakeType::ClientHello));
    let value = trace.first(step.connection, name);
    value.is_some_and(|value| {
        let offers = |other: &Step| other.topic == hello && other.index == value.step;
        handshake_of(trace, step).any(offers)
    })
}

/// Whether the server has given the client a ticket by now.
fn gives_ticket(trace: &Trace, step: &Step) -> bool {
    let ticket = Topic::Send(MessageName::Handshake(HandshakeType::NewSessionTicket));
    handshake_of(trace, step).any(|step| step.topic == ticket)
}

/// The steps of the connection's handshake up to a step.
fn handshake_of<'t>(trace: &'t Trace, step: &Step) -> impl Iterator<Item = &'t Step> + use<'t> {
    let so_far = trace.so_far(step).iter();
    so_far.take_while(|step| step.phase != Phase::Data)
}

/// Whether both sides have the same master secret.
fn one_secret(trace: &Trace, step: &Step) -> bool {
    let of = |side| {
        trace
            .named(step.connection, ValueName::MasterSecret, side)
            .map(|secret| secret.id)
    };
    of(Side::Client).is_some() && of(Side::Client) == of(Side::Server)
}

/// Whether the client's signature over the handshake has been verified: in this one, or in the one in which the
/// session began that is resumed.
fn client_authenticated(trace: &Trace, step: &Step) -> bool {
    let verified =
        |step: &Step| step.topic == Topic::CheckCertificateVerify && step.failure.is_none();
    evidence::of_session(trace, step).any(verified)
}

/// Whether the last Certificate of the client is empty, or it has sent the alert no_certificate instead.
fn no_certificate(trace: &Trace, step: &Step) -> bool {
    let description = AlertDescription::NoCertificate.code();
    let instead = |step: &Step| {
        let message = step.message.as_ref();
        let alert = message.filter(|message| message.name == MessageName::Alert);
        alert.is_some_and(|alert| alert.content.get(1) == Some(&description))
    };
    let presented = trace.presented(step.connection, step.index);
    presented == Some(Presented::Nothing) || handshake_of(trace, step).any(instead)
}

/// Why the client, which is ours, shows no certificate.
fn withheld_for<'t>(trace: &'t Trace, step: &Step) -> Option<&'t Withheld> {
    trace.connection(step.connection).withheld.as_ref()
}

/// Whether the last Certificate of the client is empty although the client, which is ours, has one.
fn withheld(trace: &Trace, step: &Step) -> bool {
    let why = withheld_for(trace, step);
    no_certificate(trace, step) && !matches!(why, None | Some(Withheld::NoneThere))
}

/// Whether the step's CertificateRequest names no issuer.
fn any_issuer(_: &Trace, step: &Step) -> bool {
    fn none_named(node: &Node) -> bool {
        node.field == Field::CertificateAuthorities && node.children.is_empty()
            || node.children.iter().any(none_named)
    }
    let buffers = step.message.iter().flat_map(|message| &message.buffers);
    buffers.flat_map(|buffer| &buffer.tree).any(none_named)
}

/// Whether a side refuses what has arrived because of one of these checks.
fn refused(step: &Step, checks: &[CheckName]) -> bool {
    let mut failed = step.checks.iter().filter(|check| check.failed());
    step.topic == Topic::Reject && failed.any(|check| checks.contains(&check.name))
}
