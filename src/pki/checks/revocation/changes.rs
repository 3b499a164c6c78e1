//! Lists of changes: with which complete list they go, and what is said where there is none.

use super::{Consulted, Judged, judge, refusal, too_many};
use crate::pki::certificate::Certificate;
use crate::pki::checks::Place;
use crate::pki::checks::accounts::Accounts;
use crate::pki::checks::list_signer::TooMany;
use crate::pki::checks::memory::Memory;
use crate::pki::name::serial_number;
use crate::pki::revocation::{Apart, RevocationList};
use crate::said;

/// What is said where only lists of changes are at hand.
pub(super) fn deltas_alone<'a>(
    consulted: &Consulted<'a>,
    place: &Place<'a>,
    issuer: &'a Certificate,
    memory: &mut Memory,
    accounts: &mut Accounts,
) -> Judged<'a> {
    let why = |list: &RevocationList| said!("pki.list.delta_alone", base = base_of(list));
    for (number, list) in &consulted.deltas {
        accounts.unused(*number, why(list));
    }
    let newest = consulted.deltas[0];
    let mut judged = judge(newest, place, issuer, memory);
    if judged.words.is_ok() {
        judged.words = Err(said!("pki.list.only_delta", why = why(newest.1)));
    }
    judged
}

/// The number of the complete list that a list of changes is based on.
fn base_of(list: &RevocationList) -> Option<String> {
    list.base.as_deref().map(serial_number)
}

/// Adds the newest list of changes that can be used together with the complete list (section 6.3.3 (c) and (h)).
pub(super) fn changes<'a>(
    judged: &mut Judged<'a>,
    consulted: &Consulted<'a>,
    place: &Place<'a>,
    memory: &mut Memory,
    accounts: &mut Accounts,
) {
    let (Ok(words), Some(signer)) = (&mut judged.words, judged.signer) else {
        for (number, list) in &consulted.deltas {
            accounts.unused(
                *number,
                said!("pki.list.delta_in_vain", base = base_of(list)),
            );
        }
        return;
    };
    let complete = judged.list.1;
    for delta in consulted.deltas.iter().copied() {
        let (number, list) = delta;
        if let Some((_, newer)) = judged.delta {
            let date = newer.this_update.date();
            accounts.unused(number, said!("pki.list.delta_older", date));
            continue;
        }
        let why = match list.cannot_extend(complete) {
            Some(Apart::NoNumber) => Some(said!("pki.list.delta_no_number")),
            Some(Apart::Scope) => Some(said!("pki.list.delta_scope")),
            Some(Apart::BaseTooOld) => Some(said!("pki.list.delta_base", base = base_of(list))),
            Some(Apart::NotNewer) => Some(said!("pki.list.delta_not_newer")),
            None => refusal(list, place),
        };
        let why = match (why, memory.verification(delta, signer)) {
            (Some(why), _) => why,
            (None, Err(TooMany)) => too_many(),
            (None, Ok(Some(verification))) if verification.is_valid() => {
                words.delta = Some(list.this_update.date());
                judged.delta = Some(delta);
                continue;
            }
            (None, Ok(_)) => said!("pki.list.delta_signature"),
        };
        accounts.unused(number, why);
    }
}
