//! Whether a connection resumes an earlier session (RFC 5246 §7.4.1.2, §7.4.1.3; RFC 5077 §3.4).
//!
//! The client offers a session by its id, or by the ticket that it has of it. If the server knows the
//! session and everything in it still holds, it repeats the session_id of the ClientHello, and both go on
//! with the old master secret. If not, a full handshake follows, without a word about the reason.

use super::config::{ClientAuth, ServerConfig};
use super::core::{ActDraft, Core};
use super::fault::Fault;
use super::session::Session;
use crate::crypto::ticket;
use crate::protocol::{CheckName, Event, Operation, Rules, Switch, ValueName};
use crate::record::{Agreed, MasterSecret};
use crate::said;
use crate::text::{Said, short};
use crate::wire::alert::AlertDescription;
use crate::wire::handshake::{ClientHello, ServerHello};
use crate::wire::names::ExtensionType;
use std::sync::Arc;

/// The session that the server resumes for a client, if it does. Says why, or why not.
pub(super) fn find(
    hello: &ClientHello,
    rules: &Rules,
    config: &ServerConfig,
    core: &Core,
    act: &mut ActDraft,
) -> Result<Option<Session>, Fault> {
    let ticket = hello.ticket().filter(|ticket| !ticket.is_empty());
    let (found, detail) = match (ticket.zip(config.ticket_keys.as_ref()), &config.sessions) {
        (Some((ticket, keys)), _) => {
            let opened = ticket::open(keys, ticket).ok();
            let session = opened.and_then(|opened| {
                let session = Session::of_ticket(&opened, &hello.session_id);
                report_opened(keys, opened, core, act);
                session
            });
            let detail = match session {
                Some(_) => said!("endpoint.check.resumption.yes_ticket"),
                None => said!("endpoint.check.resumption.no_ticket"),
            };
            (session, detail)
        }
        (None, Some(sessions)) if !hello.session_id.is_empty() => {
            let id = short(&hello.session_id);
            match sessions.find(&hello.session_id) {
                Some(session) => (Some(session), said!("endpoint.check.resumption.yes_id", id)),
                None => (None, said!("endpoint.check.resumption.no_id", id)),
            }
        }
        _ => return Ok(None),
    };
    if let Some(session) = &found {
        demand_extended(session, hello, act)?;
    }
    let hindered = found
        .as_ref()
        .and_then(|session| hindered(session, hello, rules, config));
    let resumed = found.filter(|_| hindered.is_none());
    // a session that is not resumed is no failure
    act.check(CheckName::Resumption, true, hindered.unwrap_or(detail));
    Ok(resumed)
}

/// A client that had an extended master secret and does not ask for one any more is refused: an attacker may
/// have taken the extension out (RFC 7627 §5.3).
fn demand_extended(
    session: &Session,
    hello: &ClientHello,
    act: &mut ActDraft,
) -> Result<(), Fault> {
    if !session.extended_master_secret || hello.has(ExtensionType::ExtendedMasterSecret) {
        return Ok(());
    }
    let detail = said!("endpoint.check.resumption.no_extended");
    act.check(CheckName::Resumption, false, detail);
    let reason = said!("endpoint.fault.no_extended");
    let fault = Fault::new(AlertDescription::HandshakeFailure, reason);
    Err(fault.at(CheckName::Resumption))
}

/// Reports how a ticket was opened.
fn report_opened(
    keys: &ticket::TicketKeys,
    opened: ticket::Ticket,
    core: &Core,
    act: &mut ActDraft,
) {
    core.report_ticket_keys(keys, act);
    let opened = Arc::new(opened);
    act.events.push(Event::derived(
        ValueName::SessionState,
        &opened.state,
        Operation::TicketOpening(opened.clone()),
        vec![
            ValueName::TicketKeyName,
            ValueName::TicketKey,
            ValueName::TicketMacKey,
            ValueName::OfferedTicket,
        ],
    ));
}

/// Why a session that the server knows is not resumed.
fn hindered(
    session: &Session,
    hello: &ClientHello,
    rules: &Rules,
    config: &ServerConfig,
) -> Option<Said> {
    if session.has_expired(config.clock) {
        return Some(said!("endpoint.check.resumption.no_expired"));
    }
    if session.version != rules.version {
        let (session, version) = (session.version.to_string(), rules.version.to_string());
        return Some(said!(
            "endpoint.check.resumption.no_version",
            session,
            version
        ));
    }
    let offered = hello
        .cipher_suites
        .iter()
        .any(|suite| suite.code() == session.suite.id);
    if !offered || !config.suites.contains(&session.suite) {
        let suite = session.suite.name;
        return Some(said!("endpoint.check.resumption.no_suite", suite));
    }
    let extended = hello.has(ExtensionType::ExtendedMasterSecret);
    // a server without the extension does not see it: RFC 7627 §5.3 speaks of those that know it
    let switch = Switch::ExtendedMasterSecret;
    let knows = config.switches.has(switch) && switch.is_possible(rules, session.suite);
    match (session.extended_master_secret, knows) {
        (false, true) if extended => return Some(said!("endpoint.check.resumption.no_usual")),
        (true, false) => return Some(said!("endpoint.check.resumption.no_longer")),
        _ => {}
    }
    let required = matches!(config.client_auth, ClientAuth::Require(_));
    if required && session.client_chain.is_empty() {
        return Some(said!("endpoint.check.resumption.no_certificate"));
    }
    None
}

/// Whether the server resumes the session that the client has offered. Says so, and refuses a server that
/// goes on with another version or suite.
pub(super) fn accepted(
    session: Option<&Session>,
    offer: &ClientHello,
    hello: &ServerHello,
    agreed: &Agreed,
    act: &mut ActDraft,
) -> Result<bool, Fault> {
    let Some(session) = session else {
        return Ok(false);
    };
    if offer.session_id.is_empty() || hello.session_id != offer.session_id {
        let detail = said!("endpoint.check.resumption.no_chosen");
        act.check(CheckName::Resumption, true, detail);
        return Ok(false);
    }
    let (version, suite) = (agreed.rules.version, agreed.suite);
    let problem = if version != session.version {
        let (session, version) = (session.version.to_string(), version.to_string());
        Some(said!(
            "endpoint.check.resumption.other_version",
            session,
            version
        ))
    } else if suite != session.suite {
        let (session, suite) = (session.suite.name, suite.name);
        Some(said!(
            "endpoint.check.resumption.other_suite",
            session,
            suite
        ))
    } else if agreed.switches.extended_master_secret != session.extended_master_secret {
        Some(said!("endpoint.check.resumption.other_secret"))
    } else {
        None
    };
    if let Some(problem) = problem {
        act.check(CheckName::Resumption, false, problem);
        let (version, suite) = (session.version.to_string(), session.suite.name);
        let reason = said!("endpoint.fault.resumed_otherwise", version, suite);
        let fault = Fault::new(AlertDescription::IllegalParameter, reason);
        return Err(fault.at(CheckName::Resumption));
    }
    act.check(
        CheckName::Resumption,
        true,
        said!("endpoint.check.resumption.yes_chosen"),
    );
    Ok(true)
}

/// Goes on with the master secret of a session, and keeps what belongs to it.
pub(super) fn resume(session: &Session, agreed: Agreed, core: &mut Core) -> MasterSecret {
    core.keeping.client_chain = session.client_chain.clone();
    core.keeping.ticket = session.ticket.clone();
    core.keeping.since = Some(session.since);
    MasterSecret {
        agreed,
        bytes: session.master_secret.clone(),
        kept: true,
    }
}

/// What a client offers to resume its session: the session_id of its ClientHello. Reports it, and the
/// ticket.
pub(super) fn offer(session: &Session, core: &mut Core, act: &mut ActDraft) -> Vec<u8> {
    let name = ValueName::OfferedSessionId;
    if session.ticket.is_empty() {
        let bytes = session.id.clone();
        act.events.push(Event::Kept { name, bytes });
        return session.id.clone();
    }
    // the server repeats it if it accepts the ticket (RFC 5077 §3.4)
    let id = core.draw::<32>().to_vec();
    act.events.push(Event::Generated {
        name,
        bytes: id.clone(),
    });
    act.events.push(Event::Kept {
        name: ValueName::OfferedTicket,
        bytes: session.ticket.clone(),
    });
    id
}
