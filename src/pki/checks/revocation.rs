//! The two checks about revocation (RFC 5280 section 6.3.3): is there a list to be believed, and is
//! the certificate on it.
//!
//! They are asked of the certificate in question always, even where it is trusted as it is; of the CAs above
//! it where there is a list of their issuer; and never of the anchor above them, of which nobody
//! speaks. Of several lists of an issuer the newest that can be used is asked; and who stands on one that is
//! newer still, or on any where none can be used, is revoked as well, if the issuer has signed it.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Finding, Place, opened};
use crate::crypto::signature::Verification;
use crate::pki::certificate::Certificate;
use crate::pki::chain::CheckKind;
use crate::pki::extensions::KeyUsageBit;
use crate::pki::name::{shown_hex, some_of};
use crate::pki::path::{self, End, MAX_OPENED};
use crate::pki::revocation::{RevocationList, Revoked, Scope};
use crate::wire::AlertDescription;
use crate::wire::display::count;

/// What is known of a certificate's revocation: the lists of its issuer, and the issuer itself, which must
/// have signed them.
struct Consulted<'a> {
    /// The newest first.
    lists: Vec<Numbered<'a>>,
    issuer: Option<&'a Certificate>,
}

/// A list, and its place among all that are at hand.
type Numbered<'a> = (usize, &'a RevocationList);

/// What the signatures of the lists have shown, over all paths of a chain: a list may be long, and whoever
/// sends the chain says how many CAs of the list's name are in it. No more than [`MAX_OPENED`] are opened.
#[derive(Default)]
pub(in crate::pki) struct Memory {
    /// By the list's place among all, and the subjectPublicKeyInfo of who is to have signed it.
    opened: HashMap<(usize, Vec<u8>), Option<Verification>>,
    /// What is signed of a list, by its place among all: once for all checks that show it.
    signed: HashMap<usize, Arc<[u8]>>,
}

/// There were too many signatures to open.
struct TooMany;

impl Memory {
    /// The list's signature, opened with the issuer's key; `None` when it cannot be.
    fn verification(
        &mut self,
        (number, list): Numbered<'_>,
        issuer: &Certificate,
    ) -> Result<Option<Verification>, TooMany> {
        let key = (number, issuer.public_key_info_bytes().to_vec());
        if let Some(known) = self.opened.get(&key) {
            return Ok(known.clone());
        }
        if self.opened.len() == MAX_OPENED {
            return Err(TooMany);
        }
        let verification = list.verification(issuer);
        self.opened.insert(key, verification.clone());
        Ok(verification)
    }

    /// The bytes that the list's signature is over.
    fn signed(&mut self, (number, list): Numbered<'_>) -> Arc<[u8]> {
        let signed = self.signed.entry(number);
        signed.or_insert_with(|| list.tbs_bytes().into()).clone()
    }
}

/// A list, judged.
struct Judged<'a> {
    number: usize,
    list: &'a RevocationList,
    /// Why it cannot be used, or else what was found of it.
    words: Result<String, String>,
    verification: Option<Verification>,
}

/// `None` when nothing is asked about the certificate.
fn consulted<'a>(place: &Place<'a>) -> Option<Consulted<'a>> {
    let lists = place.policy.revocation_lists;
    let leaf = place.depth == 0;
    let is_anchor = place.end == Some(End::Anchor);
    // an anchor above the certificate in question is trusted because it is one: nobody speaks of it
    if lists.is_empty() || is_anchor && !leaf {
        return None;
    }
    let issuer = match is_anchor {
        true => path::signer(place.certificate, place.presented, place.policy.anchors),
        false => (place.links.get(place.depth + 1)).map(|link| link.certificate),
    };
    let mut lists: Vec<Numbered<'_>> = (lists.iter().enumerate())
        .filter(|(_, list)| list.issuer.matches(&place.certificate.issuer))
        .collect();
    lists.sort_by_key(|(_, list)| Reverse(list.this_update));
    (leaf || !lists.is_empty()).then_some(Consulted { lists, issuer })
}

/// The newest list that can be used, or else the newest; `None` where there is none.
fn chosen<'a>(
    lists: &[Numbered<'a>],
    place: &Place<'_>,
    issuer: &Certificate,
    memory: &mut Memory,
) -> Option<Judged<'a>> {
    let mut newest = None;
    for list in lists {
        // of one that cannot be used whoever has signed it, and is not the newest, nothing is told
        if newest.is_some() && refusal(list.1, place, issuer).is_some() {
            continue;
        }
        let judged = judge(*list, place, issuer, memory);
        if judged.words.is_ok() {
            return Some(judged);
        }
        newest = newest.or(Some(judged));
    }
    newest
}

/// Whether a list can be used: it is the issuer's, current, and speaks of the certificate.
fn judge<'a>(
    (number, list): Numbered<'a>,
    place: &Place<'_>,
    issuer: &Certificate,
    memory: &mut Memory,
) -> Judged<'a> {
    let (verification, why_not) = match memory.verification((number, list), issuer) {
        Ok(Some(verification)) => (Some(verification), String::new()),
        Ok(None) => {
            let why = path::why_not_opened(&list.signature_algorithm, issuer);
            (None, why)
        }
        Err(TooMany) => (None, too_many()),
    };
    let words = match &verification {
        None => Err(format!("the list cannot be checked: {why_not}")),
        Some(verification) => {
            let words = opened(verification, issuer, "list");
            match refusal(list, place, issuer) {
                _ if !verification.is_valid() => Err(words),
                Some(Refusal::Also(why)) => Err(format!("{words}; {why}")),
                Some(Refusal::Instead(why)) => Err(why),
                None => Ok(match list.next_update {
                    Some(due) => format!(
                        "of {}, the next due on {}; {words}",
                        list.this_update.date(),
                        due.date()
                    ),
                    None => format!("of {}; {words}", list.this_update.date()),
                }),
            }
        }
    };
    Judged {
        number,
        list,
        words,
        verification,
    }
}

fn too_many() -> String {
    format!("{MAX_OPENED} signatures of lists were opened for this chain, and no more are")
}

/// Why a list whose signature is good cannot be used all the same.
enum Refusal {
    /// Said after what was found of the signature.
    Also(String),
    /// Said alone.
    Instead(String),
}

fn refusal(list: &RevocationList, place: &Place<'_>, issuer: &Certificate) -> Option<Refusal> {
    let now = place.policy.clock;
    let may_sign =
        (issuer.extensions.key_usage).is_none_or(|usage| usage.contains(KeyUsageBit::CrlSign));
    if !may_sign {
        let lacks = format!("but its keyUsage lacks {}", KeyUsageBit::CrlSign.name());
        return Some(Refusal::Also(lacks));
    }
    if let Some(said) = &list.authority_key_id
        && said.means(issuer) == Some(false)
    {
        return Some(Refusal::Also(format!(
            "but by its authorityKeyIdentifier the list is signed with another key of the issuer's: {said}"
        )));
    }
    let why = if !list.not_understood.is_empty() {
        let unknown = some_of(&list.not_understood);
        format!("the list must not be used without understanding {unknown}")
    } else if !list.scope.includes(place.certificate) {
        let (only, this) = match list.scope {
            Scope::CaCertificates => ("onlyContainsCACerts", "no CA's"),
            Scope::All | Scope::UserCertificates => ("onlyContainsUserCerts", "a CA's"),
        };
        format!(
            "the list does not speak of this certificate: its issuingDistributionPoint says {only}, and \
             this one is {this}"
        )
    } else if now < list.this_update {
        let from = list.this_update;
        format!("the list is of {from}, and the clock says {now}")
    } else {
        let due = list.next_update.filter(|due| now > *due)?;
        format!("the list is stale: the next was due on {due}, and the clock says {now}")
    };
    Some(Refusal::Instead(why))
}

/// Is a list of the issuer at hand, signed by it, and current? And is the certificate not on it? Empty when
/// nothing is asked; without the second where there is no list that could answer.
pub(super) fn findings(place: &Place<'_>, memory: &mut Memory) -> Vec<(CheckKind, Finding)> {
    let Some(consulted) = consulted(place) else {
        return Vec::new();
    };
    let of_list = |finding| (CheckKind::RevocationList, finding);
    let lists = &consulted.lists;
    let chosen =
        (consulted.issuer).and_then(|issuer| Some((issuer, chosen(lists, place, issuer, memory)?)));
    let Some((issuer, mut judged)) = chosen else {
        return vec![of_list(nobody_to_ask(place, &consulted))];
    };
    let revoked = match revoking(place, &judged, lists, issuer, memory) {
        Ok(revoked) => revoked,
        Err(TooMany) => {
            judged.words = Err(format!("not all lists can be checked: {}", too_many()));
            None
        }
    };
    let not_revoked =
        not_revoked(place, &judged, revoked).map(|finding| (CheckKind::NotRevoked, finding));
    [of_list(list(judged, memory))]
        .into_iter()
        .chain(not_revoked)
        .collect()
}

/// Why no list can be asked: there is none, or no issuer to check it with.
fn nobody_to_ask(place: &Place<'_>, consulted: &Consulted<'_>) -> Finding {
    if !consulted.lists.is_empty() {
        let detail = "not checked: without the issuer there is no key to check the list with";
        return Finding::new(false, AlertDescription::UnknownCa, detail.to_owned());
    }
    let name = &place.certificate.issuer;
    let whose = match place.certificate.self_issued() && place.end == Some(End::Anchor) {
        true => ", which is itself",
        false => "",
    };
    let detail = format!("no list of {name}{whose} is at hand");
    Finding::new(false, AlertDescription::CertificateUnknown, detail)
}

/// The finding of a list that was judged.
fn list(judged: Judged<'_>, memory: &mut Memory) -> Finding {
    let passed = judged.words.is_ok();
    let detail = judged.words.unwrap_or_else(|why| why);
    let mut finding = Finding::new(passed, AlertDescription::CertificateUnknown, detail);
    if judged.verification.is_some() {
        finding.signed = Some(memory.signed((judged.number, judged.list)));
    }
    finding.verification = judged.verification;
    finding
}

/// The entry that says that the certificate is revoked, and its list. An older list than the one that is used
/// does not count, because an entry may be taken off, nor one that is to come; where none can be used, each
/// counts that the issuer has signed, stale though it may be. What must not be used without being understood
/// never counts (section 5.2), nor what speaks of other certificates.
fn revoking<'a>(
    place: &Place<'_>,
    judged: &Judged<'a>,
    lists: &[Numbered<'a>],
    issuer: &Certificate,
    memory: &mut Memory,
) -> Result<Option<(&'a RevocationList, &'a Revoked)>, TooMany> {
    let counts = |list: &RevocationList| {
        let current = judged.list.this_update..=place.policy.clock;
        let in_time = judged.words.is_err() || current.contains(&list.this_update);
        let speaks = list.not_understood.is_empty() && list.scope.includes(place.certificate);
        in_time && speaks
    };
    for (number, list) in lists.iter().copied().filter(|(_, list)| counts(list)) {
        let entry = list.entry(&place.certificate.serial);
        let Some(entry) = entry.filter(|entry| !entry.removed()) else {
            continue;
        };
        let verification = memory.verification((number, list), issuer)?;
        if verification.is_some_and(|it| it.is_valid()) {
            return Ok(Some((list, entry)));
        }
    }
    Ok(None)
}

/// Whether the certificate is on no list; `None` when there is none that could answer.
fn not_revoked(
    place: &Place<'_>,
    judged: &Judged<'_>,
    revoked: Option<(&RevocationList, &Revoked)>,
) -> Option<Finding> {
    let list = judged.list;
    let serial = shown_hex(&place.certificate.serial);
    let detail = match (revoked, list.entry(&place.certificate.serial)) {
        (Some((by, entry)), _) => {
            let which = match by == list {
                true => String::new(),
                false => format!(" of {}", by.this_update.date()),
            };
            let reason = entry.reason.as_deref().unwrap_or("no reason given");
            let date = entry.date.date();
            format!("serial number {serial} is on the list{which} since {date}: {reason}")
        }
        _ if judged.words.is_err() => return None,
        (None, Some(_)) => {
            let why = "removeFromCRL says that it was taken off";
            format!("serial number {serial} is on the list, but {why}")
        }
        (None, None) if list.revoked.is_empty() => {
            format!("nothing is on the list, so serial number {serial} is not")
        }
        (None, None) if list.revoked.len() == 1 => {
            format!("serial number {serial} is not the one that is on the list")
        }
        (None, None) => {
            let on_it = count(list.revoked.len() as u64, "certificate");
            format!("serial number {serial} is not among the {on_it} on the list")
        }
    };
    let alert = AlertDescription::CertificateRevoked;
    Some(Finding::new(revoked.is_none(), alert, detail))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::chain::{Policy, Purpose};
    use crate::pki::demo;
    use crate::pki::path::Link;

    /// What is found on a path of server, intermediate, and roots, for so many of which a key is made up.
    fn findings_of(roots: std::ops::Range<u16>, memory: &mut Memory) -> Vec<Finding> {
        let root = |number: u16| {
            let mut root = demo::certificate("root.pem").unwrap();
            let in_modulus = root.public_key_info.start + 100;
            root.der[in_modulus..in_modulus + 2].copy_from_slice(&number.to_be_bytes());
            root
        };
        let below = ["server.pem", "intermediate.pem"].map(|file| demo::certificate(file).unwrap());
        let path: Vec<Certificate> = below.into_iter().chain(roots.map(root)).collect();
        let links: Vec<Link<'_>> = (path.iter())
            .map(|certificate| Link {
                certificate,
                presented: Some(0),
            })
            .collect();
        let lists =
            ["intermediate.crl", "root.crl"].map(|file| demo::revocation_list(file).unwrap());
        let policy = Policy {
            anchors: &[],
            purpose: Purpose::Client,
            clock: lists[1].this_update,
            revocation_lists: &lists,
        };
        let place = |depth: usize| Place {
            links: &links,
            presented: &path,
            depth,
            certificate: links[depth].certificate,
            end: (depth + 1 == links.len()).then_some(End::SelfSigned),
            policy: &policy,
        };
        (0..links.len())
            .flat_map(|depth| findings(&place(depth), memory))
            .map(|(_, finding)| finding)
            .collect()
    }

    /// One opening for each list and key, whatever is asked of them and on however many paths.
    #[test]
    fn a_list_is_opened_once_for_each_key() {
        let mut memory = Memory::default();
        for _ in 0..8 {
            // two findings each, but for the last, of whose issuer nothing is known
            let found = findings_of(0..60, &mut memory);
            assert_eq!(found.len(), 2 * 61 + 1);
            assert_eq!(found.iter().filter(|finding| !finding.passed).count(), 1);
            assert_eq!(memory.opened.len(), 61);
            // and what is shown of the list of so many CAs is the same bytes
            let signed = found.iter().filter_map(|finding| finding.signed.as_ref());
            let mut signed: Vec<*const u8> = signed.map(|it| it.as_ptr()).collect();
            assert_eq!(signed.len(), 61);
            signed.sort();
            signed.dedup();
            assert_eq!(signed.len(), 2);
        }
        // other keys on another path
        findings_of(30..90, &mut memory);
        assert_eq!(memory.opened.len(), 91);
    }

    #[test]
    fn so_many_keys_and_no_more_are_tried() {
        let mut memory = Memory::default();
        let found = findings_of(0..300, &mut memory);
        assert_eq!(memory.opened.len(), MAX_OPENED);
        let refused = "the list cannot be checked: 128 signatures of lists were opened";
        let refused = (found.iter()).filter(|it| !it.passed && it.detail.starts_with(refused));
        assert_eq!(refused.count(), 301 - MAX_OPENED);
    }
}
