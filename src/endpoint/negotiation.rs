//! What the server chooses from the client's offer, and whether the client accepts the choice
//! (RFC 5246 §7.4.1.2 to §7.4.1.4).

use super::check::CheckName;
use super::config::ServerConfig;
use super::core::ActDraft;
use super::event::Event;
use super::fault::Fault;
use super::secrets::Agreed;
use crate::crypto::suite::Suite;
use crate::pki::Certificate;
use crate::wire::alert::AlertDescription;
use crate::wire::display;
use crate::wire::extension::Extension;
use crate::wire::handshake::{ClientHello, ServerHello};
use crate::wire::names::{CipherSuite, CompressionMethod, ExtensionType, ProtocolVersion};

/// The version that both ends offer and accept.
pub(super) const VERSION: ProtocolVersion = ProtocolVersion::Tls12;

/// What the server chose.
pub(super) struct Choice {
    pub suite: &'static Suite,
    /// Whether the client asked for secure renegotiation (RFC 5746).
    pub secure_renegotiation: bool,
}

/// Chooses version, suite and compression from what the client offers, and says why.
pub(super) fn choose(
    hello: &ClientHello,
    config: &ServerConfig,
    act: &mut ActDraft,
) -> Result<Choice, Fault> {
    each_once(hello.extensions.as_deref(), act)?;
    choose_version(hello, act)?;
    let suite = choose_suite(hello, &config.suites, act)?;
    let null = hello.compression_methods.contains(&CompressionMethod::Null);
    let detail = match null {
        true => "null: nothing is compressed",
        false => "the client does not offer null, which every client must",
    };
    act.check(CheckName::Compression, null, detail);
    if !null {
        let reason = "expected null among the compression methods, got others only";
        return Err(
            Fault::new(AlertDescription::IllegalParameter, reason).at(CheckName::Compression)
        );
    }
    let secure_renegotiation = answer_extensions(hello, act)?;
    accept_certificates(hello, &config.identity.chain, act)?;
    Ok(Choice {
        suite,
        secure_renegotiation,
    })
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
    let reason = format!("expected each extension once, got {kind} twice");
    act.check(CheckName::Extensions, false, reason.clone());
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
        let detail = "the client sends no signature_algorithms and so asks for SHA-1; like most \
                      servers, this one sends the certificates that it has";
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
    let reason = format!(
        "expected {} among the client's signature_algorithms, since a certificate of the server is \
         signed with it; got others only",
        refused.name()
    );
    act.check(CheckName::CertificateAlgorithms, false, reason.clone());
    let fault = Fault::new(AlertDescription::HandshakeFailure, reason);
    Err(fault.at(CheckName::CertificateAlgorithms))
}

fn choose_suite(
    hello: &ClientHello,
    accepted: &[&'static Suite],
    act: &mut ActDraft,
) -> Result<&'static Suite, Fault> {
    let acceptable = |offered: &CipherSuite| {
        accepted
            .iter()
            .copied()
            .find(|suite| suite.id == offered.code())
    };
    let offered = display::count(hello.cipher_suites.len() as u64, "suite");
    match hello.cipher_suites.iter().find_map(acceptable) {
        Some(suite) => {
            let name = suite.name;
            let detail = format!(
                "{name}: the first of the {offered} in the client's order that the server \
                 accepts"
            );
            act.check(CheckName::CipherSuite, true, detail);
            Ok(suite)
        }
        None => {
            let ours: Vec<&str> = accepted.iter().map(|s| s.name).collect();
            let theirs: Vec<String> = hello.cipher_suites.iter().map(suite_name).collect();
            let (ours, theirs) = (listed(&ours), listed(&theirs));
            let detail = format!("the client offers {theirs}; the server accepts {ours}");
            act.check(CheckName::CipherSuite, false, detail);
            let reason = format!("expected an offer of {ours}, got {theirs}");
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
fn listed<T: AsRef<str>>(all: &[T]) -> String {
    const MOST: usize = 4;
    let mut names: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
    let more = format!("{} more", names.len().saturating_sub(MOST));
    if names.len() > MOST {
        names.truncate(MOST);
        names.push(&more);
    }
    match names.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

fn choose_version(hello: &ClientHello, act: &mut ActDraft) -> Result<(), Fault> {
    let listed = hello
        .extensions
        .iter()
        .flatten()
        .find_map(|extension| match extension {
            Extension::SupportedVersions(versions) => Some(versions),
            _ => None,
        });
    // A list, where there is one, counts instead of client_version (RFC 8446 §4.2.1).
    let (offers, detail) = match listed {
        Some(versions) => {
            let names: Vec<String> = versions.iter().map(ToString::to_string).collect();
            (
                versions.contains(&VERSION),
                format!("the client lists {}", names.join(", ")),
            )
        }
        None => {
            let offers = hello.client_version.code() >= VERSION.code();
            (
                offers,
                format!("the client offers up to {}", hello.client_version),
            )
        }
    };
    act.check(
        CheckName::Version,
        offers,
        format!("{detail}; the server speaks {VERSION}"),
    );
    if !offers {
        let reason = format!("expected an offer of {VERSION}; {detail}");
        return Err(Fault::new(AlertDescription::ProtocolVersion, reason));
    }
    Ok(())
}

/// Whether the client asks for secure renegotiation, by extension or by its pseudo-suite
/// (RFC 5746 §3.6).
fn answer_extensions(hello: &ClientHello, act: &mut ActDraft) -> Result<bool, Fault> {
    let mut asked = hello
        .cipher_suites
        .contains(&CipherSuite::TlsEmptyRenegotiationInfoScsv);
    for extension in hello.extensions.iter().flatten() {
        if let Extension::RenegotiationInfo(info) = extension {
            if !info.is_empty() {
                let reason = "expected empty renegotiation_info, got another handshake's data";
                act.check(CheckName::Extensions, false, reason);
                return Err(Fault::new(AlertDescription::HandshakeFailure, reason)
                    .at(CheckName::Extensions));
            }
            asked = true;
        }
    }
    let declined: Vec<String> = hello
        .extensions
        .iter()
        .flatten()
        .map(Extension::extension_type)
        .filter(|kind| kind.is_declined())
        .map(|kind| kind.to_string())
        .collect();
    if !declined.is_empty() {
        let detail = format!("declined: {}", declined.join(", "));
        act.check(CheckName::Extensions, true, detail);
    }
    Ok(asked)
}

/// Checks that the server chose from what was offered (§7.4.1.3).
pub(super) fn accept(
    offer: &ClientHello,
    hello: &ServerHello,
    act: &mut ActDraft,
) -> Result<Agreed, Fault> {
    each_once(hello.extensions.as_deref(), act)?;
    let offered = offer.client_version;
    let version_ok = hello.server_version == VERSION && VERSION.code() <= offered.code();
    let detail = format!(
        "offered {offered}, the server chose {}",
        hello.server_version
    );
    act.check(CheckName::Version, version_ok, detail);
    if !version_ok {
        let reason = format!("expected {VERSION}, got {}", hello.server_version);
        return Err(Fault::new(AlertDescription::ProtocolVersion, reason));
    }
    let offered = offer.cipher_suites.contains(&hello.cipher_suite);
    let detail = format!(
        "the server chose {}, which was{} offered",
        hello.cipher_suite,
        not(offered)
    );
    act.check(CheckName::CipherSuite, offered, detail);
    let suite = Suite::by_id(hello.cipher_suite.code())
        .filter(|_| offered)
        .ok_or_else(|| {
            let reason = format!(
                "expected a suite that was offered, got {}",
                hello.cipher_suite
            );
            Fault::new(AlertDescription::IllegalParameter, reason).at(CheckName::CipherSuite)
        })?;
    let null = hello.compression_method == CompressionMethod::Null;
    let detail = format!("the server chose {}", hello.compression_method);
    act.check(CheckName::Compression, null, detail);
    if !null {
        let reason = format!(
            "expected null compression, got {}",
            hello.compression_method
        );
        return Err(
            Fault::new(AlertDescription::IllegalParameter, reason).at(CheckName::Compression)
        );
    }
    accept_extensions(offer, hello, act)?;
    act.events.push(Event::Agreed {
        version: VERSION,
        suite: suite.id,
    });
    Ok(Agreed {
        suite,
        client_random: offer.random,
        server_random: hello.random,
    })
}

fn not(yes: bool) -> &'static str {
    if yes { "" } else { " not" }
}

/// A server may answer only extensions that were asked for (§7.4.1.4).
fn accept_extensions(
    offer: &ClientHello,
    hello: &ServerHello,
    act: &mut ActDraft,
) -> Result<(), Fault> {
    let asked: Vec<ExtensionType> = offer
        .extensions
        .iter()
        .flatten()
        .map(Extension::extension_type)
        .collect();
    let answered = hello.extensions.as_deref().unwrap_or_default();
    for extension in answered {
        let kind = extension.extension_type();
        if !asked.contains(&kind) {
            act.check(
                CheckName::Extensions,
                false,
                format!("{kind} was not asked for"),
            );
            let reason = format!("expected only extensions that were offered, got {kind}");
            return Err(Fault::new(AlertDescription::UnsupportedExtension, reason)
                .at(CheckName::Extensions));
        }
        // "Servers MUST NOT send this extension" (§7.4.1.4.1)
        if kind == ExtensionType::SignatureAlgorithms {
            let reason = format!("expected no {kind} from a server, got one");
            act.check(CheckName::Extensions, false, reason.clone());
            let fault = Fault::new(AlertDescription::IllegalParameter, reason);
            return Err(fault.at(CheckName::Extensions));
        }
        if let Extension::RenegotiationInfo(info) = extension
            && !info.is_empty()
        {
            let reason = "expected empty renegotiation_info, got the data of another handshake";
            act.check(CheckName::Extensions, false, reason);
            return Err(
                Fault::new(AlertDescription::HandshakeFailure, reason).at(CheckName::Extensions)
            );
        }
    }
    let detail = match answered.len() {
        0 => "the server answered none".to_owned(),
        _ => {
            let names: Vec<String> = answered
                .iter()
                .map(|e| e.extension_type().to_string())
                .collect();
            format!(
                "the server answered {}, which we asked for",
                names.join(", ")
            )
        }
    };
    act.check(CheckName::Extensions, true, detail);
    Ok(())
}
