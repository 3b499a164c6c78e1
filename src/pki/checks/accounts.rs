//! What became of each revocation list that was at hand: used, or not used and why.

use crate::pki::chain::{ListAccount, ListUse, Policy};
use crate::said;
use crate::text::Said;

/// The accounts of all lists, for one path.
pub(super) struct Accounts {
    uses: Vec<Option<ListUse>>,
}

impl Accounts {
    pub fn new(policy: &Policy<'_>) -> Accounts {
        Accounts {
            uses: vec![None; policy.revocation_lists.len()],
        }
    }

    /// The list was used for the certificate at that place of the path.
    pub fn used(&mut self, number: usize, depth: usize) {
        match &mut self.uses[number] {
            Some(ListUse::Used(depths)) if depths.contains(&depth) => {}
            Some(ListUse::Used(depths)) => depths.push(depth),
            other => *other = Some(ListUse::Used(vec![depth])),
        }
    }

    /// The list was not used; the first reason counts, unless it is used for another certificate.
    pub fn unused(&mut self, number: usize, why: Said) {
        self.uses[number].get_or_insert(ListUse::NotUsed(why));
    }

    /// The accounts, in the order of the lists.
    pub fn all(self, policy: &Policy<'_>) -> Vec<ListAccount> {
        let lists = self.uses.into_iter().zip(policy.revocation_lists);
        lists
            .map(|(used, list)| ListAccount {
                issuer: list.issuer.clone(),
                this_update: list.this_update,
                next_update: list.next_update,
                is_delta: list.is_delta(),
                used: used.unwrap_or_else(|| {
                    let issuer = super::brief(&list.issuer);
                    ListUse::NotUsed(said!("pki.list.of_other", issuer))
                }),
            })
            .collect()
    }
}
