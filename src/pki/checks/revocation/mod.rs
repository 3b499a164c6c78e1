//! The two checks about revocation (RFC 5280 section 6.3.3): is there a list that can be believed, and is
//! the certificate absent from it.
//!
//! They are asked of the certificate in question always, even where it is trusted itself; of the CAs above
//! it where there is a list of their issuer; and never of the anchor above them, which no list speaks of. Of
//! several lists of an issuer the newest that can be used is asked, together with the list of changes that is
//! based on it. A certificate on a list that is newer still, or on any where none can be used, is revoked as
//! well, if the issuer has signed that list. What became of every list is kept: see [`Accounts`].

mod changes;

use std::cmp::Reverse;

use super::accounts::Accounts;
use super::list_signer::{self, Signer, TooMany};
use super::memory::Memory;
use super::{Finding, Place, brief, opened};
use crate::crypto::signature::Verification;
use crate::pki::certificate::Certificate;
use crate::pki::chain::CheckKind;
use crate::pki::name::{serial_number, some_of};
use crate::pki::path::{self, End, MAX_OPENED};
use crate::pki::revocation::{RevocationList, Revoked};
use crate::text::Said;
use crate::wire::AlertDescription;
use crate::{label, said};
use changes::{changes, deltas_alone};

/// What is known of a certificate's revocation: the lists of its issuer, and the issuer itself.
struct Consulted<'a> {
    /// The complete lists, the newest first.
    complete: Vec<Numbered<'a>>,
    /// The lists of changes, the newest first.
    deltas: Vec<Numbered<'a>>,
    issuer: Option<&'a Certificate>,
}

/// A list, and its place among all that are at hand.
pub(super) type Numbered<'a> = (usize, &'a RevocationList);

/// A list, judged.
struct Judged<'a> {
    list: Numbered<'a>,
    /// Why it cannot be used, or else what was found of it.
    words: Result<ListWords, Said>,
    verification: Option<Verification>,
    /// The certificate whose key verifies it.
    signer: Option<&'a Certificate>,
    /// The list of changes that goes with it.
    delta: Option<Numbered<'a>>,
}

/// `None` when nothing is asked about the certificate.
fn consulted<'a>(place: &Place<'a>, accounts: &mut Accounts) -> Option<Consulted<'a>> {
    let lists = place.policy.revocation_lists;
    let leaf = place.depth == 0;
    let is_anchor = place.end == Some(End::Anchor);
    let of_issuer = (lists.iter().enumerate())
        .filter(|(_, list)| list.issuer.matches(&place.certificate.issuer));
    // an anchor above the certificate in question is trusted because it is one: no list speaks of it
    if lists.is_empty() || is_anchor && !leaf {
        for (number, _) in of_issuer {
            accounts.unused(number, accounts_of_anchor(place));
        }
        return None;
    }
    let issuer = match is_anchor {
        true => path::signer(place.certificate, place.presented, place.policy.anchors),
        false => (place.links.get(place.depth + 1)).map(|link| link.certificate),
    };
    let (mut deltas, mut complete): (Vec<Numbered<'_>>, Vec<Numbered<'_>>) =
        of_issuer.partition(|(_, list)| list.is_delta());
    for lists in [&mut deltas, &mut complete] {
        lists.sort_by_key(|(_, list)| Reverse(list.this_update));
    }
    let asked = leaf || !complete.is_empty() || !deltas.is_empty();
    asked.then_some(Consulted {
        complete,
        deltas,
        issuer,
    })
}

fn accounts_of_anchor(place: &Place<'_>) -> Said {
    said!("pki.list.of_anchor", name = place.certificate.short_name())
}

/// The newest complete list that can be used, or else the newest; `None` where there is none.
fn chosen<'a>(
    lists: &[Numbered<'a>],
    place: &Place<'a>,
    issuer: &'a Certificate,
    memory: &mut Memory,
    accounts: &mut Accounts,
) -> Option<Judged<'a>> {
    let mut newest: Option<Judged<'a>> = None;
    for (at, list) in lists.iter().enumerate() {
        // where the list itself says that it cannot be used, its signature need not be verified
        if newest.is_some()
            && let Some(why) = refusal(list.1, place)
        {
            accounts.unused(list.0, why);
            continue;
        }
        let judged = judge(*list, place, issuer, memory);
        match &judged.words {
            Ok(_) => {
                let date = list.1.this_update.date();
                for (older, _) in &lists[at + 1..] {
                    accounts.unused(*older, said!("pki.list.older", date = &date));
                }
                return Some(judged);
            }
            Err(why) => accounts.unused(list.0, why.clone()),
        }
        newest = newest.or(Some(judged));
    }
    newest
}

/// Whether a list can be used: it is signed by its issuer, current, and speaks of the certificate.
fn judge<'a>(
    list: Numbered<'a>,
    place: &Place<'a>,
    issuer: &'a Certificate,
    memory: &mut Memory,
) -> Judged<'a> {
    let mut judged = Judged {
        list,
        words: Err(too_many()),
        verification: None,
        signer: None,
        delta: None,
    };
    judged.words = match list_signer::find(list, place, issuer, memory) {
        Err(TooMany) => Err(too_many()),
        Ok(Signer::Cannot(why)) => Err(said!("pki.list.unverifiable", why)),
        Ok(Signer::Refused(verification, why)) => {
            judged.verification = Some(verification);
            Err(why)
        }
        Ok(Signer::Found(signer, verification)) => {
            let words = said_of(list.1, signer, issuer, &verification);
            judged.verification = Some(verification);
            judged.signer = Some(signer);
            match refusal(list.1, place) {
                Some(why) => Err(why),
                None => Ok(words),
            }
        }
    };
    judged
}

/// What is said of a list that can be used.
struct ListWords {
    date: String,
    due: Said,
    verified: Said,
    other: Option<Said>,
    /// The date of the list of changes that goes with it.
    delta: Option<String>,
}

impl ListWords {
    fn said(self) -> Said {
        let ListWords {
            date,
            due,
            verified,
            other,
            delta,
        } = self;
        let list = said!("pki.list.used", date, due, verified, other, delta);
        said!("pki.check.revocation_list.yes", list)
    }
}

fn said_of(
    list: &RevocationList,
    signer: &Certificate,
    issuer: &Certificate,
    verification: &Verification,
) -> ListWords {
    let serial = || serial_number(&signer.serial);
    ListWords {
        date: list.this_update.date(),
        due: match list.next_update {
            Some(due) => said!("pki.list.due", date = due.date()),
            None => said!("pki.list.no_due"),
        },
        verified: opened(verification, signer, label!("pki.signature.list")),
        other: (signer != issuer).then(|| said!("pki.list.other_signer", serial = serial())),
        delta: None,
    }
}

pub(super) fn too_many() -> Said {
    said!("pki.list.too_many", max = MAX_OPENED)
}

/// Why a list cannot be used, whatever its signature.
fn refusal(list: &RevocationList, place: &Place<'_>) -> Option<Said> {
    let now = place.policy.clock;
    if !list.not_understood.is_empty() {
        let names = brief(some_of(&list.not_understood));
        return Some(said!("pki.list.not_understood", names));
    }
    if let Some(why) = silent_about(list, place.certificate) {
        return Some(said!("pki.list.silent", why));
    }
    let clock = now.to_string();
    if now < list.this_update {
        return Some(said!(
            "pki.list.early",
            date = list.this_update.to_string(),
            clock
        ));
    }
    let due = list.next_update.filter(|due| now > *due)?;
    Some(said!("pki.list.stale", due = due.to_string(), clock))
}

/// Why the list does not speak of the certificate, by its issuingDistributionPoint (section 6.3.3 (b)(2)).
fn silent_about(list: &RevocationList, certificate: &Certificate) -> Option<Said> {
    let constraints = certificate.extensions.basic_constraints;
    let is_ca = constraints.is_some_and(|constraints| constraints.ca);
    if list.scope.only_users && is_ca {
        return Some(said!("pki.list.silent_users"));
    }
    if list.scope.only_authorities && !is_ca {
        return Some(said!("pki.list.silent_authorities"));
    }
    let meets = list
        .scope
        .meets(&certificate.extensions.distribution_points);
    (meets == Some(false)).then(|| said!("pki.list.silent_point"))
}

/// Is there a list of the issuer, signed by it, and current? And is the certificate absent from it? Empty when
/// nothing is asked; without the second where no list can answer.
pub(super) fn findings(
    place: &Place<'_>,
    memory: &mut Memory,
    accounts: &mut Accounts,
) -> Vec<(CheckKind, Finding)> {
    let Some(consulted) = consulted(place, accounts) else {
        return Vec::new();
    };
    let of_list = |finding| (CheckKind::RevocationList, finding);
    let Some(issuer) = consulted.issuer else {
        return vec![of_list(nothing_to_ask(place, &consulted, accounts))];
    };
    let chosen = chosen(&consulted.complete, place, issuer, memory, accounts);
    let mut judged = match chosen {
        Some(judged) => judged,
        None if consulted.deltas.is_empty() => {
            return vec![of_list(nothing_to_ask(place, &consulted, accounts))];
        }
        None => deltas_alone(&consulted, place, issuer, memory, accounts),
    };
    changes(&mut judged, &consulted, place, memory, accounts);
    let revoked = match revoking(place, &judged, &consulted, issuer, memory) {
        Ok(revoked) => revoked,
        Err(TooMany) => {
            judged.words = Err(said!("pki.list.not_all", why = too_many()));
            None
        }
    };
    if let Some((number, ..)) = revoked {
        accounts.used(number, place.depth);
    }
    if judged.words.is_ok() {
        accounts.used(judged.list.0, place.depth);
        if let Some((delta, _)) = judged.delta {
            accounts.used(delta, place.depth);
        }
    }
    let not_revoked =
        not_revoked(place, &judged, revoked).map(|finding| (CheckKind::NotRevoked, finding));
    [of_list(list(judged, memory))]
        .into_iter()
        .chain(not_revoked)
        .collect()
}

/// Why no list can be asked: there is none, or no issuer to verify it with.
fn nothing_to_ask(
    place: &Place<'_>,
    consulted: &Consulted<'_>,
    accounts: &mut Accounts,
) -> Finding {
    let lists = || consulted.complete.iter().chain(&consulted.deltas);
    if lists().next().is_some() {
        let why = said!("pki.list.no_issuer");
        for (number, _) in lists() {
            accounts.unused(*number, why.clone());
        }
        let detail = said!("pki.check.revocation_list.no_issuer", why);
        return Finding::new(false, AlertDescription::UnknownCa, detail);
    }
    let issuer = brief(&place.certificate.issuer);
    let own = place.certificate.self_issued() && place.end == Some(End::Anchor);
    let own = own.then_some(label!("pki.check.revocation_list.own"));
    let detail = said!("pki.check.revocation_list.no_list", issuer, own);
    Finding::new(false, AlertDescription::CertificateUnknown, detail)
}

/// The finding of a list that was judged.
fn list(judged: Judged<'_>, memory: &mut Memory) -> Finding {
    let passed = judged.words.is_ok();
    let detail = match judged.words {
        Ok(words) => words.said(),
        Err(why) => said!("pki.check.revocation_list.no", why),
    };
    let mut finding = Finding::new(passed, AlertDescription::CertificateUnknown, detail);
    if judged.verification.is_some() {
        finding.signed = Some(memory.signed(judged.list));
    }
    finding.verification = judged.verification;
    finding
}

/// The place of a list, the list, and an entry of it.
type Entry<'a> = (usize, &'a RevocationList, &'a Revoked);

/// The entry that says that the certificate is revoked, and its list.
///
/// The list of changes that is used comes first: an entry of it stands instead of that of the complete list
/// (section 6.3.3 (i) to (k)). An older list than the one that is used does not count, because an entry may be
/// taken off, nor one that is to come; where none can be used, each counts that the issuer has signed, stale
/// though it may be. What must not be used without being understood never counts (section 5.2), nor what
/// speaks of other certificates.
fn revoking<'a>(
    place: &Place<'a>,
    judged: &Judged<'a>,
    consulted: &Consulted<'a>,
    issuer: &'a Certificate,
    memory: &mut Memory,
) -> Result<Option<Entry<'a>>, TooMany> {
    let usable = judged.words.is_ok();
    let (used, used_list) = judged.list;
    let delta = judged.delta.filter(|_| usable);
    let mut taken_off = false;
    if let Some((number, list)) = delta
        && let Some(entry) = list.entry(&place.certificate.serial)
    {
        taken_off = entry.removed();
        if !taken_off {
            return Ok(Some((number, list, entry)));
        }
    }
    let counts = |number: usize, list: &RevocationList| {
        let understood = list.not_understood.is_empty();
        let speaks = understood && silent_about(list, place.certificate).is_none();
        let in_time = match usable {
            false => true,
            true if number == used => !taken_off,
            true => {
                let newest = delta.map_or(used_list, |(_, delta)| delta);
                list.this_update <= place.policy.clock && at_least_as_new(list, newest)
            }
        };
        speaks && in_time && delta.is_none_or(|(delta, _)| delta != number)
    };
    let all = consulted.complete.iter().chain(&consulted.deltas).copied();
    for (number, list) in all.filter(|(number, list)| counts(*number, list)) {
        let entry = list.entry(&place.certificate.serial);
        let Some(entry) = entry.filter(|entry| !entry.removed()) else {
            continue;
        };
        if let Signer::Found(..) = list_signer::find((number, list), place, issuer, memory)? {
            return Ok(Some((number, list, entry)));
        }
    }
    Ok(None)
}

/// Whether a list is not older than another.
fn at_least_as_new(list: &RevocationList, other: &RevocationList) -> bool {
    !other.is_newer_than(list) && list.this_update >= other.this_update
}

/// Whether the certificate is on no list; `None` when there is none that could answer.
fn not_revoked(
    place: &Place<'_>,
    judged: &Judged<'_>,
    revoked: Option<Entry<'_>>,
) -> Option<Finding> {
    let list = judged.list.1;
    let serial = serial_number(&place.certificate.serial);
    let detail = match (revoked, list.entry(&place.certificate.serial)) {
        (Some((_, by, entry)), _) => {
            let date = by.this_update.date();
            let of = (by != list && !by.is_delta()).then(|| date.clone());
            let of_changes = by.is_delta().then_some(date);
            let reason = entry.reason.clone();
            let reason = reason.unwrap_or(label!("pki.check.not_revoked.no_reason").to_owned());
            let date = entry.date.date();
            said!(
                "pki.check.not_revoked.no",
                serial,
                of,
                of_changes,
                date,
                reason
            )
        }
        _ if judged.words.is_err() => return None,
        (None, Some(_)) => {
            let by = match judged.delta {
                Some((_, delta)) => {
                    let date = delta.this_update.date();
                    said!("pki.check.not_revoked.by_delta", date)
                }
                None => said!("pki.check.not_revoked.by_entry"),
            };
            said!("pki.check.not_revoked.yes_taken_off", serial, by)
        }
        (None, None) if list.revoked.is_empty() => said!("pki.check.not_revoked.yes_empty", serial),
        (None, None) if list.revoked.len() == 1 => said!("pki.check.not_revoked.yes_one", serial),
        (None, None) => {
            said!(
                "pki.check.not_revoked.yes",
                serial,
                count = list.revoked.len()
            )
        }
    };
    let alert = AlertDescription::CertificateRevoked;
    Some(Finding::new(revoked.is_none(), alert, detail))
}
