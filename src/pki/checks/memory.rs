//! What the signatures of revocation lists have shown, so that each is verified once.

use super::list_signer::TooMany;
use super::revocation::Numbered;
use crate::crypto::signature::Verification;
use crate::pki::certificate::Certificate;
use crate::pki::path::MAX_OPENED;
use crate::text::Said;
use std::collections::HashMap;
use std::sync::Arc;

/// What the signatures of the lists have shown, over all paths of a chain: a list may be long, and the sender
/// of the chain decides how many CAs of the list's name are in it. No more than [`MAX_OPENED`] are verified.
#[derive(Default)]
pub(in crate::pki) struct Memory {
    /// By the list's place among all, and the subjectPublicKeyInfo of the key.
    pub(super) opened: HashMap<(usize, Vec<u8>), Option<Verification>>,
    /// What is signed of a list, by its place among all: once for all checks that show it.
    signed: HashMap<usize, Arc<[u8]>>,
    /// Whether a certificate that has signed a list leads to an anchor, both as DER; and why not.
    pub(super) signers: HashMap<(Vec<u8>, Vec<u8>), Result<(), Said>>,
}

impl Memory {
    /// The list's signature, verified with the key of a certificate; `None` when it cannot be.
    pub(super) fn verification(
        &mut self,
        (number, list): Numbered<'_>,
        signer: &Certificate,
    ) -> Result<Option<Verification>, TooMany> {
        let key = (number, signer.public_key_info_bytes().to_vec());
        if let Some(known) = self.opened.get(&key) {
            return Ok(known.clone());
        }
        if self.opened.len() == MAX_OPENED {
            return Err(TooMany);
        }
        let verification = list.verification(signer);
        self.opened.insert(key, verification.clone());
        Ok(verification)
    }

    /// The bytes that the list's signature is over.
    pub(super) fn signed(&mut self, (number, list): Numbered<'_>) -> Arc<[u8]> {
        let signed = self.signed.entry(number);
        signed.or_insert_with(|| list.tbs_bytes().into()).clone()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::chain::{Policy, Purpose};
    use crate::pki::checks::accounts::Accounts;
    use crate::pki::checks::revocation::findings;
    use crate::pki::checks::{Finding, Place};
    use crate::pki::demo;
    use crate::pki::path::{End, Link, Path};

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
        let ends = Path {
            links,
            end: End::SelfSigned,
        };
        let mut accounts = Accounts::new(&policy);
        let place = |depth: usize| Place::at(&ends, depth, &path, &policy);
        (0..path.len())
            .flat_map(|depth| findings(&place(depth), memory, &mut accounts))
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
        let refused = "No: 128 signatures of lists were verified";
        let refused =
            (found.iter()).filter(|it| !it.passed && it.detail.to_string().starts_with(refused));
        assert_eq!(refused.count(), 301 - MAX_OPENED);
    }
}
