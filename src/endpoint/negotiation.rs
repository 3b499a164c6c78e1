//! What the server chooses from the client's offer, and whether the client accepts the choice
//! (RFC 5246 §7.4.1.2 to §7.4.1.4).

use super::config::ServerConfig;
use super::core::{ActDraft, Core};
use super::fault::Fault;
use super::resumption;
use super::session::Session;
use crate::pki::Certificate;
use crate::protocol::{CheckName, Event, Rules, Suite, Switch, Switches, Versions};
use crate::record::Agreed;
use crate::text::Arg;
use crate::wire::CipherSuite;
use crate::wire::Form;
use crate::wire::alert::AlertDescription;
use crate::wire::extension::Extension;
use crate::wire::handshake::{ClientHello, ServerHello};
use crate::wire::names::{CompressionMethod, ExtensionType, ProtocolVersion};
use crate::{label, said};

/// What the server chose.
pub(super) struct Choice {
    pub rules: &'static Rules,
    pub suite: &'static Suite,
    /// The session that is resumed, if one is.
    pub session: Option<Session>,
    /// Whether the client gets a ticket.
    pub gives_ticket: bool,
    /// What is added to RFC 5246.
    pub switches: Switches,
}

/// Chooses version, suite and compression from what the client offers, and says why.
pub(super) fn choose(
    hello: &ClientHello,
    config: &ServerConfig,
    core: &Core,
    act: &mut ActDraft,
) -> Result<Choice, Fault> {
    each_once(hello.extensions.as_deref(), act)?;
    let rules = choose_version(hello, config, act)?;
    refuse_fallback(hello, config.versions, act)?;
    let session = resumption::find(hello, rules, config, core, act)?;
    let suite = match &session {
        Some(session) => session.suite,
        None => choose_suite(hello, rules, &config.suites, act)?,
    };
    let null = hello.compression_methods.contains(&CompressionMethod::Null);
    let detail = match null {
        true => said!("endpoint.check.compression.yes"),
        false => said!("endpoint.check.compression.no"),
    };
    act.check(CheckName::Compression, null, detail);
    if !null {
        let reason = said!("endpoint.fault.null_compression");
        return Err(
            Fault::new(AlertDescription::IllegalParameter, reason).at(CheckName::Compression)
        );
    }
    let gives_ticket = hello.ticket().is_some() && config.ticket_keys.is_some();
    let asked = |switch| config.switches.has(switch) && asks(hello, switch);
    let switches = Switches::of(|switch| asked(switch) && switch.is_possible(rules, suite));
    if switches.renegotiation_info {
        expect_first_handshake(hello.extensions.as_deref(), act)?;
    }
    let mut used: Vec<ExtensionType> = switches.on().map(Switch::extension_type).collect();
    used.extend(gives_ticket.then_some(ExtensionType::SessionTicket));
    tell_declined(hello, &used, act);
    if session.is_none() {
        accept_certificates(hello, &config.identity.chain, act)?;
    }
    Ok(Choice {
        rules,
        suite,
        session,
        gives_ticket,
        switches,
    })
}

/// Whether a client asks for a switch: by its extension, or for RenegotiationInfo by a pseudo-suite in its
/// place (RFC 5746 §3.3).
fn asks(hello: &ClientHello, switch: Switch) -> bool {
    let pseudo_suite = CipherSuite::EMPTY_RENEGOTIATION_INFO_SCSV;
    hello.has(switch.extension_type())
        || switch == Switch::RenegotiationInfo && hello.cipher_suites.contains(&pseudo_suite)
}

/// No extension may come twice (§7.4.1.4).
fn each_once(extensions: Option<&[Extension]>, act: &mut ActDraft) -> Result<(), Fault> {
    let types = extensions
        .unwrap_or_default()
        .iter()
        .map(Extension::extension_type);
    let types: Vec<ExtensionType> = types.collect();
    let again = types
        .iter()
        .enumerate()
        .find(|(at, kind)| types[..*at].contains(kind));
    let Some((_, kind)) = again else {
        return Ok(());
    };
    let name = kind.to_string();
    let detail = said!("endpoint.check.extensions.no_twice", name = &name);
    act.check(CheckName::Extensions, false, detail);
    let reason = said!("endpoint.fault.extension_twice", name);
    Err(Fault::new(AlertDescription::IllegalParameter, reason).at(CheckName::Extensions))
}

/// A client that lists signature algorithms accepts only certificates that are signed with one of
/// them (§7.4.2). Of a self-issued certificate it does not verify the signature.
fn accept_certificates(
    hello: &ClientHello,
    chain: &[Certificate],
    act: &mut ActDraft,
) -> Result<(), Fault> {
    let listed = |extension: &Extension| match extension {
        Extension::SignatureAlgorithms(listed) => Some(listed.clone()),
        _ => None,
    };
    let Some(listed) = hello.extensions.iter().flatten().find_map(listed) else {
        let detail = match Form::of(hello.client_version).signature_algorithms {
            true => said!("endpoint.check.certificate_algorithms.yes_unlisted"),
            false => said!("endpoint.check.certificate_algorithms.yes_older"),
        };
        act.check(CheckName::CertificateAlgorithms, true, detail);
        return Ok(());
    };
    let refused = chain
        .iter()
        .filter(|certificate| !certificate.self_issued());
    let refused = refused
        .map(|certificate| &certificate.signature_algorithm)
        .find(|algorithm| {
            let code_points = algorithm.code_points();
            !code_points.is_empty() && !code_points.iter().any(|one| listed.contains(one))
        });
    let Some(refused) = refused else {
        return Ok(());
    };
    let algorithm = refused.name();
    let detail = said!("endpoint.check.certificate_algorithms.no", algorithm);
    act.check(CheckName::CertificateAlgorithms, false, detail);
    let reason = said!("endpoint.fault.certificate_algorithms", algorithm);
    let fault = Fault::new(AlertDescription::HandshakeFailure, reason);
    Err(fault.at(CheckName::CertificateAlgorithms))
}

fn choose_suite(
    hello: &ClientHello,
    rules: &Rules,
    accepted: &[&'static Suite],
    act: &mut ActDraft,
) -> Result<&'static Suite, Fault> {
    let acceptable = |offered: &CipherSuite| {
        accepted
            .iter()
            .copied()
            .find(|suite| suite.id == offered.code() && suite.is_in(rules.version))
    };
    let offered = hello.cipher_suites.len();
    match hello.cipher_suites.iter().find_map(acceptable) {
        Some(suite) => {
            let suite_name = suite.name;
            let detail = match offered {
                1 => said!("endpoint.check.cipher_suite.yes_only", suite = suite_name),
                _ => said!(
                    "endpoint.check.cipher_suite.yes",
                    suite = suite_name,
                    offered
                ),
            };
            act.check(CheckName::CipherSuite, true, detail);
            Ok(suite)
        }
        None => {
            let ours: Vec<String> = accepted.iter().map(|s| s.name.to_owned()).collect();
            let theirs: Vec<String> = hello.cipher_suites.iter().map(suite_name).collect();
            let (ours, theirs) = (listed(&ours), listed(&theirs));
            let detail = said!(
                "endpoint.check.cipher_suite.no",
                theirs = theirs.clone(),
                ours = ours.clone()
            );
            act.check(CheckName::CipherSuite, false, detail);
            let reason = said!("endpoint.fault.no_common_suite", ours, theirs);
            Err(Fault::new(AlertDescription::HandshakeFailure, reason).at(CheckName::CipherSuite))
        }
    }
}

/// A suite by its name alone, or by its number where it has none that is known here.
fn suite_name(suite: &CipherSuite) -> String {
    suite
        .name()
        .map_or_else(|| suite.to_string(), str::to_owned)
}

/// The first few of many.
fn listed(all: &[String]) -> Arg {
    const MOST: usize = 4;
    let more = all.len().saturating_sub(MOST);
    match &all[..all.len().min(MOST)] {
        [] => label!("endpoint.check.cipher_suite.none").into(),
        [only] => only.into(),
        [names @ .., last] if more > 0 => {
            let names = names.to_vec();
            said!("endpoint.check.cipher_suite.some", names, last, more).into()
        }
        names => said!("endpoint.check.cipher_suite.all", names = names.to_vec()).into(),
    }
}

/// A client that falls back to an older version says so. If the server could have used a newer one, it was
/// an attacker who made it fall back (RFC 7507 §3).
fn refuse_fallback(
    hello: &ClientHello,
    versions: Versions,
    act: &mut ActDraft,
) -> Result<(), Fault> {
    if !hello.cipher_suites.contains(&CipherSuite::FALLBACK_SCSV) {
        return Ok(());
    }
    let best = versions.rules().next();
    let better = best.filter(|best| !best.offered_by(hello.client_version));
    let offered = hello.client_version.to_string();
    let Some(better) = better else {
        let detail = said!("endpoint.check.fallback.yes", offered);
        act.check(CheckName::Fallback, true, detail);
        return Ok(());
    };
    let ours = better.version.to_string();
    let detail = said!(
        "endpoint.check.fallback.no",
        offered = &offered,
        ours = &ours
    );
    act.check(CheckName::Fallback, false, detail);
    let reason = said!("endpoint.fault.fallback", offered, ours);
    Err(Fault::new(AlertDescription::InappropriateFallback, reason).at(CheckName::Fallback))
}

/// The newest version that both sides can use.
fn choose_version(
    hello: &ClientHello,
    config: &ServerConfig,
    act: &mut ActDraft,
) -> Result<&'static Rules, Fault> {
    let listed = hello
        .extensions
        .iter()
        .flatten()
        .find_map(|extension| match extension {
            Extension::SupportedVersions(versions) => Some(versions),
            _ => None,
        });
    // A list, where there is one, counts instead of client_version (RFC 8446 §4.2.1).
    let offered = |rules: &&Rules| match listed {
        Some(versions) => versions.contains(&rules.version),
        None => rules.offered_by(hello.client_version),
    };
    let common = config.versions.rules().find(offered);
    let (rules, offers) = (common.unwrap_or(Rules::newest()), common.is_some());
    let ours = supported(config.versions);
    let names = |versions: &Vec<ProtocolVersion>| -> Vec<String> {
        versions.iter().map(ToString::to_string).collect()
    };
    let offered = hello.client_version.to_string();
    let detail = match (offers, listed.map(names)) {
        (true, Some(offered)) => said!(
            "endpoint.check.version.yes_listed",
            offered,
            ours = ours.clone()
        ),
        (false, Some(offered)) => said!(
            "endpoint.check.version.no_listed",
            offered,
            ours = ours.clone()
        ),
        (true, None) => said!(
            "endpoint.check.version.yes",
            offered = &offered,
            ours = ours.clone()
        ),
        (false, None) => said!(
            "endpoint.check.version.no",
            offered = &offered,
            ours = ours.clone()
        ),
    };
    act.check(CheckName::Version, offers, detail);
    if !offers {
        let reason = match listed.map(names) {
            Some(offered) => said!("endpoint.fault.version_listed", ours, offered),
            None => said!("endpoint.fault.version", ours, offered),
        };
        return Err(Fault::new(AlertDescription::ProtocolVersion, reason));
    }
    Ok(rules)
}

/// `TLS 1.2`, or `TLS 1.0 to TLS 1.2`.
fn supported(versions: Versions) -> Arg {
    let (from, to) = (versions.oldest.to_string(), versions.newest.to_string());
    match from == to {
        true => to.into(),
        false => said!("endpoint.check.version.range", from, to).into(),
    }
}

/// Says which extensions of the client are not used.
fn tell_declined(hello: &ClientHello, used: &[ExtensionType], act: &mut ActDraft) {
    let names: Vec<String> = hello
        .extensions
        .iter()
        .flatten()
        .map(Extension::extension_type)
        .filter(|kind| kind.is_declined())
        .filter(|kind| !used.contains(kind))
        .map(|kind| kind.to_string())
        .collect();
    if !names.is_empty() {
        let detail = said!("endpoint.check.extensions.yes_declined", names);
        act.check(CheckName::Extensions, true, detail);
    }
}

/// Checks that the server chose from what was offered (§7.4.1.3).
pub(super) fn accept(
    offer: &ClientHello,
    hello: &ServerHello,
    versions: Versions,
    act: &mut ActDraft,
) -> Result<Agreed, Fault> {
    each_once(hello.extensions.as_deref(), act)?;
    let offered = offer.client_version;
    let mut acceptable = versions.up_to(offered);
    let rules = acceptable.find(|rules| rules.version == hello.server_version);
    let (offered, chosen) = (offered.to_string(), hello.server_version.to_string());
    let detail = match rules {
        Some(_) => said!(
            "endpoint.check.version.yes_chosen",
            offered,
            chosen = &chosen
        ),
        None => said!(
            "endpoint.check.version.no_chosen",
            offered,
            chosen = &chosen
        ),
    };
    act.check(CheckName::Version, rules.is_some(), detail);
    let Some(rules) = rules else {
        let expected = supported(versions);
        let reason = said!("endpoint.fault.expected", expected, got = chosen);
        return Err(Fault::new(AlertDescription::ProtocolVersion, reason));
    };
    let offered = offer.cipher_suites.contains(&hello.cipher_suite);
    let suite = Suite::by_id(hello.cipher_suite.code()).filter(|_| offered);
    let newer = suite.is_some_and(|suite| !suite.is_in(rules.version));
    let got = hello.cipher_suite.to_string();
    let detail = match (offered, newer) {
        (true, false) => said!("endpoint.check.cipher_suite.yes_chosen", suite = &got),
        (true, true) => said!(
            "endpoint.check.cipher_suite.no_newer",
            suite = &got,
            version = rules.version.to_string()
        ),
        (false, _) => said!("endpoint.check.cipher_suite.no_chosen", suite = &got),
    };
    act.check(CheckName::CipherSuite, offered && !newer, detail);
    let suite = suite.filter(|_| !newer).ok_or_else(|| {
        let reason = said!("endpoint.fault.chosen_suite", got);
        Fault::new(AlertDescription::IllegalParameter, reason).at(CheckName::CipherSuite)
    })?;
    let null = hello.compression_method == CompressionMethod::Null;
    let method = hello.compression_method.to_string();
    let detail = match null {
        true => said!("endpoint.check.compression.yes"),
        false => said!("endpoint.check.compression.no_chosen", method = &method),
    };
    act.check(CheckName::Compression, null, detail);
    if !null {
        let reason = said!("endpoint.fault.chosen_compression", got = method);
        return Err(
            Fault::new(AlertDescription::IllegalParameter, reason).at(CheckName::Compression)
        );
    }
    accept_extensions(offer, hello, act)?;
    let switches = Switches::of(|switch| {
        hello.has(switch.extension_type()) && switch.is_possible(rules, suite)
    });
    act.events.push(Event::Agreed {
        version: rules.version,
        suite,
        switches,
    });
    Ok(Agreed {
        rules,
        suite,
        client_random: offer.random,
        server_random: hello.random,
        switches,
    })
}

/// Refuses the data of an earlier handshake in renegotiation_info: there was none (RFC 5746 §3.4, §3.6).
fn expect_first_handshake(
    extensions: Option<&[Extension]>,
    act: &mut ActDraft,
) -> Result<(), Fault> {
    let info = |extension: &Extension| match extension {
        Extension::RenegotiationInfo(info) => !info.is_empty(),
        _ => false,
    };
    if !extensions.unwrap_or_default().iter().any(info) {
        return Ok(());
    }
    let detail = said!("endpoint.check.extensions.no_renegotiation");
    act.check(CheckName::Extensions, false, detail);
    let reason = said!("endpoint.fault.renegotiation");
    Err(Fault::new(AlertDescription::HandshakeFailure, reason).at(CheckName::Extensions))
}

/// A server may answer only extensions that were asked for (§7.4.1.4).
fn accept_extensions(
    offer: &ClientHello,
    hello: &ServerHello,
    act: &mut ActDraft,
) -> Result<(), Fault> {
    let asked = |kind| {
        let by_switch = Switch::ALL.into_iter();
        let mut by_switch = by_switch.filter(|switch| switch.extension_type() == kind);
        offer.has(kind) || by_switch.any(|switch| asks(offer, switch))
    };
    let answered = hello.extensions.as_deref().unwrap_or_default();
    for extension in answered {
        let kind = extension.extension_type();
        let name = kind.to_string();
        if !asked(kind) {
            let detail = said!("endpoint.check.extensions.no_unsolicited", name = &name);
            act.check(CheckName::Extensions, false, detail);
            let reason = said!("endpoint.fault.unsolicited", name);
            let fault = Fault::new(AlertDescription::UnsupportedExtension, reason);
            return Err(fault.at(CheckName::Extensions));
        }
        // "Servers MUST NOT send this extension" (§7.4.1.4.1)
        if kind == ExtensionType::SignatureAlgorithms {
            let detail = said!("endpoint.check.extensions.no_forbidden", name = &name);
            act.check(CheckName::Extensions, false, detail);
            let reason = said!("endpoint.fault.forbidden", name);
            let fault = Fault::new(AlertDescription::IllegalParameter, reason);
            return Err(fault.at(CheckName::Extensions));
        }
    }
    expect_first_handshake(hello.extensions.as_deref(), act)?;
    let names = answered.iter().map(|e| e.extension_type().to_string());
    let detail = match answered.len() {
        0 => said!("endpoint.check.extensions.yes_none"),
        _ => said!(
            "endpoint.check.extensions.yes",
            names = names.collect::<Vec<_>>()
        ),
    };
    act.check(CheckName::Extensions, true, detail);
    Ok(())
}
