//! The two checks about revocation (RFC 5280 section 6.3.3): is there a list to be believed, and is
//! the certificate on it.

use super::{Finding, Place, opened};
use crate::pki::certificate::Certificate;
use crate::pki::extensions::KeyUsageBit;
use crate::pki::name::{hex_with_colons, some_of};
use crate::pki::path::End;
use crate::pki::revocation::RevocationList;
use crate::wire::AlertDescription;

/// The list that is asked about a certificate, with the issuer that must have signed it.
fn consulted<'a>(
    place: &Place<'a>,
) -> Option<(Option<&'a RevocationList>, Option<&'a Certificate>)> {
    let lists = place.policy.revocation_lists;
    // an anchor is trusted because it is one, and no list of its own could change that
    if lists.is_empty() || place.end == Some(End::Anchor) {
        return None;
    }
    let issuer = place
        .links
        .get(place.depth + 1)
        .map(|link| link.certificate);
    let named = lists
        .iter()
        .filter(|list| list.issuer.matches(&place.certificate.issuer));
    // the newest of those that speak of the issuer
    let list = named.max_by_key(|list| list.this_update);
    (list.is_some() || place.depth == 0).then_some((list, issuer))
}

/// Is a list of the issuer at hand, signed by it, and current? `None` when nothing is asked.
pub(super) fn list(place: &Place<'_>) -> Option<Finding> {
    let (list, issuer) = consulted(place)?;
    let refused = |alert, detail| Some(Finding::new(false, alert, detail));
    let unknown = AlertDescription::CertificateUnknown;
    let name = &place.certificate.issuer;
    let Some(list) = list else {
        return refused(unknown, format!("no list of {name} is at hand"));
    };
    let Some(issuer) = issuer else {
        let detail = "not checked: without the issuer there is no key to check the list with";
        return refused(AlertDescription::UnknownCa, detail.to_owned());
    };
    let Some(verification) = list.verification(issuer) else {
        let detail = format!(
            "the list of {name} is signed by {}, which cannot be checked here",
            list.signature_algorithm.name()
        );
        return refused(unknown, detail);
    };
    let words = opened(&verification, issuer, "list");
    let may_sign = issuer
        .extensions
        .key_usage
        .is_none_or(|usage| usage.contains(KeyUsageBit::CrlSign));
    let now = place.policy.clock;
    let (passed, detail) = if !verification.is_valid() {
        (false, words)
    } else if !may_sign {
        let lacks = format!("but its keyUsage lacks {}", KeyUsageBit::CrlSign.name());
        (false, format!("{words}; {lacks}"))
    } else if !list.unknown_critical.is_empty() {
        let unknown = some_of(&list.unknown_critical);
        (
            false,
            format!("the list must not be used without understanding {unknown}"),
        )
    } else if now < list.this_update {
        let from = list.this_update;
        (
            false,
            format!("the list is of {from}, and the clock says {now}"),
        )
    } else {
        match list.next_update {
            Some(due) if now > due => (
                false,
                format!("the list is stale: the next was due on {due}, and the clock says {now}"),
            ),
            Some(due) => (
                true,
                format!(
                    "of {}, the next due on {}; {words}",
                    list.this_update.date(),
                    due.date()
                ),
            ),
            None => (true, format!("of {}; {words}", list.this_update.date())),
        }
    };
    let mut finding = Finding::new(passed, unknown, detail);
    finding.verification = Some(verification);
    finding.signed = Some(list.tbs_bytes().to_vec());
    Some(finding)
}

/// Is the certificate not on the list? `None` when nothing is asked, or there is no list to look at.
pub(super) fn not_revoked(place: &Place<'_>) -> Option<Finding> {
    let (list, _) = consulted(place)?;
    let list = list?;
    let serial = hex_with_colons(&place.certificate.serial);
    let on_it = crate::wire::display::count(list.revoked.len() as u64, "certificate");
    let (passed, detail) = match list.entry(&place.certificate.serial) {
        Some(entry) => {
            let reason = entry.reason.as_deref().unwrap_or("no reason given");
            let date = entry.date.date();
            (
                false,
                format!("serial number {serial} is on the list since {date}: {reason}"),
            )
        }
        None => (
            true,
            format!("serial number {serial} is not among the {on_it} on the list"),
        ),
    };
    Some(Finding::new(
        passed,
        AlertDescription::CertificateRevoked,
        detail,
    ))
}
