//! The two checks about revocation (RFC 5280 section 6.3.3): is there a list to be believed, and is
//! the certificate on it.
//!
//! They are asked of the certificate in question always, even where it is trusted as it is; of the CAs above
//! it where there is a list of their issuer; and never of the anchor above them, of which nobody
//! speaks. Of several lists of an issuer the newest that can be used is asked.

use super::{Finding, Place, opened};
use crate::crypto::signature::Verification;
use crate::pki::certificate::Certificate;
use crate::pki::extensions::KeyUsageBit;
use crate::pki::name::{hex_with_colons, some_of};
use crate::pki::path::{self, End};
use crate::pki::revocation::RevocationList;
use crate::pki::time::UnixTime;
use crate::wire::AlertDescription;
use crate::wire::display::count;

/// What is known of a certificate's revocation: the lists of its issuer, and the issuer itself, which must
/// have signed them.
struct Consulted<'a> {
    lists: Vec<&'a RevocationList>,
    issuer: Option<&'a Certificate>,
}

/// A list, judged.
struct Judged<'a> {
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
    let lists: Vec<&RevocationList> = lists
        .iter()
        .filter(|list| list.issuer.matches(&place.certificate.issuer))
        .collect();
    (leaf || !lists.is_empty()).then_some(Consulted { lists, issuer })
}

/// The newest list that can be used, or else the newest.
fn chosen<'a>(place: &Place<'a>, consulted: &Consulted<'a>) -> Option<Judged<'a>> {
    let issuer = consulted.issuer?;
    let mut lists = consulted.lists.clone();
    lists.sort_by_key(|list| std::cmp::Reverse(list.this_update));
    let mut newest = None;
    for list in lists {
        let judged = judge(list, issuer, place);
        if judged.words.is_ok() {
            return Some(judged);
        }
        newest = newest.or(Some(judged));
    }
    newest
}

/// Whether a list can be used: it is the issuer's, and current.
fn judge<'a>(list: &'a RevocationList, issuer: &Certificate, place: &Place<'_>) -> Judged<'a> {
    let verification = list.verification(issuer);
    let words = match &verification {
        None => {
            let why = path::why_not_opened(&list.signature_algorithm, issuer);
            Err(format!("the list cannot be checked: {why}"))
        }
        Some(verification) => {
            let words = opened(verification, issuer, "list");
            match refusal(list, issuer, place.policy.clock) {
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
        list,
        words,
        verification,
    }
}

/// Why a list whose signature is good cannot be used all the same.
enum Refusal {
    /// Said after what was found of the signature.
    Also(String),
    /// Said alone.
    Instead(String),
}

fn refusal(list: &RevocationList, issuer: &Certificate, now: UnixTime) -> Option<Refusal> {
    let may_sign =
        (issuer.extensions.key_usage).is_none_or(|usage| usage.contains(KeyUsageBit::CrlSign));
    if !may_sign {
        let lacks = format!("but its keyUsage lacks {}", KeyUsageBit::CrlSign.name());
        return Some(Refusal::Also(lacks));
    }
    if let (Some(said), Some(is)) = (&list.authority_key_id, &issuer.extensions.subject_key_id)
        && said != is
    {
        let (said, is) = (hex_with_colons(said), hex_with_colons(is));
        return Some(Refusal::Also(format!(
            "but the list says that it is signed with the key {said}, and the issuer's is {is}"
        )));
    }
    let why = if !list.unknown_critical.is_empty() {
        let unknown = some_of(&list.unknown_critical);
        format!("the list must not be used without understanding {unknown}")
    } else if now < list.this_update {
        let from = list.this_update;
        format!("the list is of {from}, and the clock says {now}")
    } else {
        let due = list.next_update.filter(|due| now > *due)?;
        format!("the list is stale: the next was due on {due}, and the clock says {now}")
    };
    Some(Refusal::Instead(why))
}

/// Is a list of the issuer at hand, signed by it, and current? `None` when nothing is asked.
pub(super) fn list(place: &Place<'_>) -> Option<Finding> {
    let consulted = consulted(place)?;
    let unknown = AlertDescription::CertificateUnknown;
    if consulted.lists.is_empty() {
        let name = &place.certificate.issuer;
        let whose = match place.certificate.self_issued() && place.end == Some(End::Anchor) {
            true => ", which is itself",
            false => "",
        };
        let detail = format!("no list of {name}{whose} is at hand");
        return Some(Finding::new(false, unknown, detail));
    }
    let Some(judged) = chosen(place, &consulted) else {
        let detail = "not checked: without the issuer there is no key to check the list with";
        let alert = AlertDescription::UnknownCa;
        return Some(Finding::new(false, alert, detail.to_owned()));
    };
    let passed = judged.words.is_ok();
    let detail = judged.words.unwrap_or_else(|why| why);
    let mut finding = Finding::new(passed, unknown, detail);
    if judged.verification.is_some() {
        finding.signed = Some(judged.list.tbs_bytes().to_vec());
    }
    finding.verification = judged.verification;
    Some(finding)
}

/// Is the certificate not on the list? `None` when nothing is asked, or there is no list that could answer;
/// but who is on a list that the issuer has signed, was revoked, stale though it may be.
pub(super) fn not_revoked(place: &Place<'_>) -> Option<Finding> {
    let judged = chosen(place, &consulted(place)?)?;
    let list = judged.list;
    let serial = hex_with_colons(&place.certificate.serial);
    let genuine = judged.verification.is_some_and(|it| it.is_valid());
    let usable = judged.words.is_ok();
    let (passed, detail) = match list.entry(&place.certificate.serial) {
        Some(entry) if genuine && !entry.removed() => {
            let reason = entry.reason.as_deref().unwrap_or("no reason given");
            let date = entry.date.date();
            let detail = format!("serial number {serial} is on the list since {date}: {reason}");
            (false, detail)
        }
        _ if !usable => return None,
        Some(_) => {
            let why = "removeFromCRL says that it was taken off";
            (
                true,
                format!("serial number {serial} is on the list, but {why}"),
            )
        }
        None if list.revoked.is_empty() => {
            let detail = format!("nothing is on the list, so serial number {serial} is not");
            (true, detail)
        }
        None => {
            let on_it = count(list.revoked.len() as u64, "certificate");
            let detail = format!("serial number {serial} is not among the {on_it} on the list");
            (true, detail)
        }
    };
    let alert = AlertDescription::CertificateRevoked;
    Some(Finding::new(passed, alert, detail))
}
