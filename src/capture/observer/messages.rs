//! What each message means to an observer.

use super::agreement::Offer;
use super::cause::Verdict;
use super::{Events, Observer};
use crate::crypto::record::Unprotection;
use crate::pki::Certificate;
use crate::pki::chain::{Policy, Purpose, verify_chain};
use crate::protocol::{
    Carrier, Check, CheckName, Event, MessageName, Party, ProofRule, Report, Side, Topic, Transfer,
    ValueName,
};
use crate::record::{
    Content, Fault, Incoming, Scheme, SignedShare, fill_carried, fill_sealed, opened,
    verify_handshake, withhold_inside,
};
use crate::said;
use crate::text::{Said, differing, short};
use crate::wire::form::Form;
use crate::wire::handshake::{CertificateVerify, Finished};
use crate::wire::names::ExtensionType;
use crate::wire::{ContentType, FragmentForm, Handshake, HandshakeType};
use std::sync::Arc;

impl Observer {
    pub(super) fn message(&mut self, sender: Side, incoming: Incoming) {
        let Incoming {
            mut transfer,
            content,
            unprotection,
        } = incoming;
        let handshake = match &content {
            Ok(Content::Handshake(message)) => Some(message),
            _ => None,
        };
        if self.keeps_entries() {
            fill_carried(&mut transfer, handshake, sender);
        }
        if unprotection.is_some() {
            // what only the keys can show is reported by the step that uses them
            withhold_inside(&mut transfer);
        }
        let name = transfer.message;
        match content {
            Ok(Content::Sealed) => self.sealed(sender, transfer),
            Ok(content) => self.readable(sender, transfer, content, unprotection),
            Err(fault) => self.faulty(sender, transfer, &fault, unprotection),
        }
        self.last = Some((sender, name));
    }

    /// A record that cannot be decrypted.
    fn sealed(&mut self, sender: Side, mut transfer: Transfer) {
        if self.keeps_entries() {
            fill_sealed(&mut transfer, sender);
        }
        self.summary.records.sealed[sender as usize] += 1;
        let (name, content_type) = (transfer.message, transfer.content_type);
        let mut events = self.events();
        events.report(|| Event::Sent(transfer));
        match content_type {
            ContentType::Handshake => events.report(|| Event::Established),
            // most likely close_notify
            ContentType::Alert => self.ends[sender as usize].closed = true,
            _ => {}
        }
        self.report(sender, Topic::Send(name), events);
    }

    fn readable(
        &mut self,
        sender: Side,
        transfer: Transfer,
        content: Content,
        unprotection: Option<Arc<Unprotection>>,
    ) {
        let name = transfer.message;
        let bytes = &transfer.content;
        let record = transfer.carriers.first().and_then(Carrier::version);
        let mut events = self.events();
        events.report(|| Event::Sent(transfer.clone()));
        match (content, unprotection) {
            (Content::Handshake(Handshake::Finished(finished)), Some(unprotection)) => {
                self.report(sender, Topic::Send(name), events);
                self.finished(sender, &finished, bytes, &unprotection);
            }
            (Content::Handshake(message), None) => {
                // the signature covers what came before it
                let signed = match &message {
                    Handshake::CertificateVerify(verify) => self.signature(verify),
                    _ => None,
                };
                if name != MessageName::Handshake(HandshakeType::HelloRequest) {
                    self.transcript.add(name, bytes, &mut events);
                }
                self.handshake(sender, name, message, events);
                if let Some(events) = signed {
                    self.report(Side::Server, Topic::CheckCertificateVerify, events);
                }
            }
            (Content::Alert(alert), unprotection) => {
                if let Some(unprotection) = &unprotection {
                    self.opened(sender, unprotection, &mut events);
                }
                self.alerted(sender, alert, record, &mut events);
                self.report(sender, Topic::Send(name), events);
            }
            (Content::ChangeCipherSpec, None) => {
                // the keys are needed now, and their steps come before the message that uses them
                self.protect(sender);
                self.report(sender, Topic::Send(name), events);
            }
            (_, Some(unprotection)) => {
                self.report(sender, Topic::Send(name), events);
                let mut events = self.events();
                self.opened(sender, &unprotection, &mut events);
                self.report(sender.peer(), Topic::OpenApplicationData, events);
            }
            (_, None) => self.report(sender, Topic::Send(name), events),
        }
    }

    /// A handshake message in the clear.
    fn handshake(
        &mut self,
        sender: Side,
        name: MessageName,
        message: Handshake,
        mut events: Events,
    ) {
        let topic = Topic::Send(name);
        match message {
            Handshake::ClientHello(hello) => {
                self.summary.offered = Some(hello.client_version);
                self.summary.server_name = hello.server_name();
                if hello.has(ExtensionType::EarlyData) {
                    // data may follow at once, with a key of the earlier session (RFC 8446 §2.3)
                    let form = FragmentForm::Aead { nonce_len: 0 };
                    self.ends[sender as usize].reader.seal_data(form);
                }
                self.offer = Some(Offer::of(hello));
                self.report(sender, topic, events);
            }
            Handshake::ServerHello(hello) => {
                self.choose(&hello, &mut events);
                self.report(sender, topic, events);
            }
            Handshake::Certificate(list) => {
                let certificates = list.certificates;
                events.report(|| Event::Chain {
                    owner: sender,
                    certificates: certificates.clone(),
                });
                self.report(sender, topic, events);
                match sender {
                    // for a line it matters only if the connection fails, or if a private key may match
                    Side::Server if !self.keeps_entries() && self.setup.secrets.keys.is_empty() => {
                        self.unchecked = certificates;
                    }
                    Side::Server => self.check_chain(&certificates),
                    Side::Client => {
                        let read = certificates.iter().map(|der| Certificate::from_der(der));
                        self.client_chain = read.map_while(Result::ok).collect();
                        self.client_answered = true;
                    }
                }
            }
            Handshake::CertificateRequest(request) => {
                self.asked = Some(request);
                self.report(sender, topic, events);
            }
            Handshake::NewSessionTicket(issued) => {
                self.session.ticket = issued.ticket;
                self.remember_session();
                self.report(sender, topic, events);
            }
            Handshake::ClientKeyExchange(exchange) => {
                if let Some(offer) = &mut self.offer {
                    offer.encrypted_pre_master = Some(exchange.encrypted_pre_master_secret);
                }
                self.report(sender, topic, events);
                self.find_keys();
            }
            Handshake::Other(HandshakeType::ServerKeyExchange, body) => {
                self.share = self.signed_share(&body);
                self.report(sender, topic, events);
                if self.keeps_entries()
                    && let Some(check) = self.checked_share()
                {
                    let events = vec![Event::Checked(check)];
                    self.report(Side::Client, Topic::CheckKeyShare, events);
                }
            }
            _ => self.report(sender, topic, events),
        }
    }

    /// The server's share of a key in a ServerKeyExchange with this body, if it is signed.
    fn signed_share(&self, body: &[u8]) -> Option<SignedShare> {
        let (offer, chosen) = (self.offer.as_ref()?, self.chosen?);
        let form = Form::of(chosen.version).with(chosen.suite.key_exchange());
        SignedShare::of(body, &form, [&offer.hello.random, &self.server_random])
    }

    /// Whether the key in the server's certificate verifies its signature over its share, if that can be said.
    pub(super) fn checked_share(&self) -> Option<Check> {
        self.share.as_ref()?.check(self.server_key.as_ref()?)
    }

    /// Verifies the client's signature over the handshake, if that can be done here.
    fn signature(&self, verify: &CertificateVerify) -> Option<Vec<Event>> {
        let agreed = self.agreed.as_ref().filter(|_| self.transcript_is_whole);
        let agreed = agreed.filter(|_| self.keeps_entries())?;
        let key = self.client_chain.first()?.rsa_key()?;
        // SSL 3.0 covers the master secret too
        let master_secret = match agreed.rules.proof {
            ProofRule::Prf => None,
            ProofRule::MasterSecret => Some(&self.keys.as_ref()?.master_secret),
        };
        let parts = Scheme::of(verify, master_secret).parts()?;
        let mut events = Vec::new();
        // the check says what is wrong
        let _ = verify_handshake(
            key,
            parts,
            &verify.signature,
            master_secret,
            &self.transcript,
            &mut events,
        );
        Some(events)
    }

    /// Checks a chain that was put aside.
    pub(super) fn check_late(&mut self) {
        let certificates = std::mem::take(&mut self.unchecked);
        if !certificates.is_empty() {
            self.check_chain(&certificates);
        }
    }

    /// Checks the server's chain as a client would that trusts what the reader trusts.
    fn check_chain(&mut self, certificates: &[Vec<u8>]) {
        let read = certificates.iter().map(|der| Certificate::from_der(der));
        let Ok(chain) = read.collect::<Result<Vec<_>, _>>() else {
            return;
        };
        self.server_key = chain.first().and_then(Certificate::rsa_key).cloned();
        if self.setup.anchors.get().is_empty() {
            self.server_verdict = Verdict::Unchecked;
            return;
        }
        let name = self.server_name();
        let verdict = verify_chain(
            &chain,
            &Policy {
                anchors: self.setup.anchors.get(),
                purpose: Purpose::Server {
                    name: name.as_deref(),
                },
                clock: self.clock,
                revocation_lists: &self.setup.revocation_lists,
            },
        );
        let checks: Vec<Check> = verdict.checks.iter().map(Check::of_chain).collect();
        self.server_verdict = Verdict::of(&verdict.checks, &chain);
        let mut events: Vec<Event> = checks.into_iter().map(Event::Checked).collect();
        events.extend(verdict.anchor().map(|anchor| Event::Anchored {
            owner: Side::Server,
            certificate: anchor.der.clone(),
        }));
        self.report(Side::Client, Topic::CheckCertificate, events);
    }

    /// A record of a side that was decrypted.
    fn opened(&mut self, sender: Side, unprotection: &Arc<Unprotection>, events: &mut Events) {
        match unprotection.ok() {
            true => self.summary.records.verified += 1,
            false => self.summary.records.refused += 1,
        }
        if let Some(events) = events {
            let rules = self.agreed.as_ref().map(|agreed| agreed.rules);
            opened(unprotection, rules, sender, Party::Reader, events);
        }
    }

    /// The Finished of a side, which the other side checks, and so does the reader.
    fn finished(
        &mut self,
        sender: Side,
        message: &Finished,
        bytes: &[u8],
        unprotection: &Arc<Unprotection>,
    ) {
        let mut events = self.events();
        self.opened(sender, unprotection, &mut events);
        let Some(keys) = &self.keys else { return };
        if !self.transcript_is_whole {
            // a message of the handshake is missing: there is nothing to compare with
            events.report(|| Event::Established);
            return self.report(sender.peer(), Topic::CheckFinished, events);
        }
        let expected = keys.verify_data(&self.transcript, sender, &mut events);
        let same = expected == message.verify_data;
        events.report(|| {
            let detail = compared(&expected, &message.verify_data);
            Event::Checked(Check::new(CheckName::VerifyData, same, detail))
        });
        let name = MessageName::Handshake(HandshakeType::Finished);
        self.transcript.add(name, bytes, &mut events);
        let content = ValueName::RecordContent(sender, unprotection.sequence);
        self.transcript.last_was_protected(content);
        if same {
            events.report(|| Event::Established);
        }
        self.summary.finished[sender as usize] = Some(same);
        self.report(sender.peer(), Topic::CheckFinished, events);
    }

    /// What cannot be accepted: it is shown, and what is wrong with it.
    fn faulty(
        &mut self,
        sender: Side,
        transfer: Transfer,
        fault: &Fault,
        unprotection: Option<Arc<Unprotection>>,
    ) {
        let (name, content_type) = (transfer.message, transfer.content_type);
        let other = self.other_protocol(sender, fault, &transfer);
        self.report(sender, Topic::Send(name), vec![Event::Sent(transfer)]);
        let mut events = self.events();
        if let Some(reason) = other {
            let check = Check::new(fault.check, false, reason.clone());
            events.report(|| Event::Checked(check));
            let failed = self.fails(reason);
            events.report(|| failed);
            return self.report(sender.peer(), Topic::Reject, events);
        }
        let topic = match (&unprotection, content_type) {
            (None, _) => Topic::Reject,
            (Some(_), ContentType::Handshake) => Topic::CheckFinished,
            (Some(_), _) => Topic::OpenApplicationData,
        };
        match unprotection.filter(|opened| !opened.ok()) {
            Some(unprotection) => self.opened(sender, &unprotection, &mut events),
            None => {
                let check = Check::new(fault.check, false, fault.reason.clone());
                events.report(|| Event::Checked(check));
            }
        }
        self.report(sender.peer(), topic, events);
    }
}

/// What the reader's comparison of a Finished shows.
fn compared(expected: &[u8], got: &[u8]) -> Said {
    let side = Party::Reader.name();
    if expected == got {
        let got = short(expected);
        return said!("endpoint.check.verify_data.yes", got, side);
    }
    let (expected, got) = differing(expected, got);
    said!("endpoint.check.verify_data.no", got, side, expected)
}
