//! Mistakes on the way to the keys: pre-master secret, master secret, key block (RFC 5246 §8.1, §6.3,
//! §7.4.7.1).

use super::row::{Mistake, Ways, shown};
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::prf::Prf;
use crate::said;
use crate::text::hex;
use crate::trace::diagnosis::recipe::{Cut, PreMaster};

/// Length in bytes of a pre-master secret.
const PRE_MASTER_LEN: usize = 48;

/// Labels that are mistaken for the right ones, in any call of the PRF.
const LABELS: [&str; 14] = [
    "",
    "master secret",
    "key expansion",
    "master_secret",
    "key_expansion",
    "Master secret",
    "Key expansion",
    "master secret\0",
    "key expansion\0",
    "extended master secret",
    "client finished",
    "server finished",
    "mastersecret",
    "keyexpansion",
];

pub(super) static MISTAKES: &[Mistake] = &[
    Mistake {
        key: "master_randoms_swapped",
        ways: Ways::One(|r| r.master.swapped = true),
        said: |peer, _, _| said!("trace.mistake.master_randoms_swapped", peer),
    },
    Mistake {
        key: "key_block_randoms_swapped",
        ways: Ways::One(|r| r.expansion.swapped = true),
        said: |peer, _, _| said!("trace.mistake.key_block_randoms_swapped", peer),
    },
    Mistake {
        key: "randoms_swapped",
        ways: Ways::One(|r| (r.master.swapped, r.expansion.swapped) = (true, true)),
        said: |peer, _, _| said!("trace.mistake.randoms_swapped", peer),
    },
    Mistake {
        key: "keys_swapped",
        ways: Ways::Several(|base, _, _| {
            let kinds = [
                Cut::SidesSwapped,
                Cut::MacKeysSwapped,
                Cut::CipherKeysSwapped,
            ];
            kinds.map(|cut| base.but(|r| r.cut = cut)).into()
        }),
        said: |peer, facts, case| {
            let ours = facts.peer.peer().name();
            match case.recipe.cut {
                Cut::SidesSwapped => said!("trace.mistake.keys_swapped", peer, ours),
                Cut::MacKeysSwapped => said!("trace.mistake.mac_keys_swapped", peer, ours),
                _ => said!("trace.mistake.cipher_keys_swapped", peer, ours),
            }
        },
    },
    Mistake {
        key: "key_block_order",
        ways: Ways::Several(|base, _, _| {
            let kinds = [Cut::CipherKeysFirst, Cut::BySide, Cut::IvsFirst];
            kinds.map(|cut| base.but(|r| r.cut = cut)).into()
        }),
        said: |peer, _, case| match case.recipe.cut {
            Cut::CipherKeysFirst => said!("trace.mistake.cipher_keys_first", peer),
            Cut::BySide => said!("trace.mistake.keys_by_side", peer),
            _ => said!("trace.mistake.ivs_first", peer),
        },
    },
    Mistake {
        key: "mac_key_length",
        ways: Ways::Several(|base, facts, _| {
            let lengths = [16, 20, 24, 32, 48, 64].into_iter();
            let others = lengths.filter(|len| *len != facts.suite.mac.output_len());
            let with = |len| {
                base.but(|r| r.cut = Cut::MacKeyLen(len))
                    .detail(len.to_string())
            };
            others.map(with).collect()
        }),
        said: |peer, facts, case| {
            let (got, hash) = (&case.detail, facts.suite.mac.name());
            said!(
                "trace.mistake.mac_key_length",
                peer,
                got,
                hash,
                right = facts.suite.mac.output_len()
            )
        },
    },
    Mistake {
        key: "other_prf",
        ways: Ways::Several(|base, facts, _| {
            let hashes = HashAlgorithm::ALL
                .into_iter()
                .map(Prf::Tls12)
                .chain([Prf::Tls10]);
            let others = hashes.filter(|prf| *prf != facts.prf());
            others
                .map(|prf| base.but(|r| r.prf = Some(prf)).detail(prf.name()))
                .collect()
        }),
        said: |peer, facts, case| {
            let (prf, right) = (&case.detail, facts.prf().name());
            said!("trace.mistake.other_prf", peer, prf, right)
        },
    },
    Mistake {
        key: "extended_master_secret",
        ways: Ways::One(|r| (r.session_hash, r.master.label) = (true, "extended master secret")),
        said: |peer, _, _| said!("trace.mistake.extended_master_secret", peer),
    },
    Mistake {
        key: "master_label",
        ways: Ways::Several(|base, _, _| {
            let others = LABELS
                .into_iter()
                .filter(|label| *label != base.master.label);
            others
                .map(|label| base.but(|r| r.master.label = label).detail(shown(label)))
                .collect()
        }),
        said: |peer, _, case| said!("trace.mistake.master_label", peer, label = &case.detail),
    },
    Mistake {
        key: "key_block_label",
        ways: Ways::Several(|base, _, _| {
            let others = LABELS
                .into_iter()
                .filter(|label| *label != base.expansion.label);
            others
                .map(|label| base.but(|r| r.expansion.label = label).detail(shown(label)))
                .collect()
        }),
        said: |peer, _, case| said!("trace.mistake.key_block_label", peer, label = &case.detail),
    },
    Mistake {
        key: "no_master_secret",
        ways: Ways::One(|r| r.no_master = true),
        said: |peer, _, _| said!("trace.mistake.no_master_secret", peer),
    },
    Mistake {
        key: "pre_master_version",
        ways: Ways::Several(|base, facts, _| {
            let mut cases = Vec::new();
            if let Some(sent) = &facts.sent_pre_master
                && sent.len() == PRE_MASTER_LEN
                && sent[..2] != facts.client_version
            {
                cases.push(
                    base.but(|r| r.pre_master = PreMaster::AsSent)
                        .detail(hex(&sent[..2])),
                );
            }
            let versions = (0..=4).map(|minor| [3, minor]);
            cases.extend(
                versions
                    .filter(|version| *version != facts.client_version)
                    .map(|version| {
                        let case = base.but(|r| r.pre_master = PreMaster::Version(version));
                        case.detail(hex(&version))
                    }),
            );
            cases
        }),
        said: |peer, facts, case| {
            let got = &case.detail;
            let right = hex(&facts.client_version);
            let agreed = (*got == hex(&facts.version)).then_some(got);
            said!("trace.mistake.pre_master_version", peer, got, right, agreed)
        },
    },
    Mistake {
        key: "pre_master_length",
        ways: Ways::Several(|base, facts, _| {
            let sent = facts
                .sent_pre_master
                .iter()
                .filter(|sent| sent.len() != PRE_MASTER_LEN);
            sent.map(|sent| {
                let case = base.but(|r| r.pre_master = PreMaster::AsSent);
                case.detail(sent.len().to_string())
            })
            .chain([base
                .but(|r| r.pre_master = PreMaster::WithoutVersion)
                .detail("46")])
            .collect()
        }),
        said: |peer, _, case| said!("trace.mistake.pre_master_length", peer, got = &case.detail),
    },
    Mistake {
        key: "pre_master_padding",
        ways: Ways::Several(|base, facts, _| {
            let sent = facts
                .sent_pre_master
                .iter()
                .filter(|sent| sent.len() == PRE_MASTER_LEN);
            sent.map(|_| base.but(|r| r.pre_master = PreMaster::AsSent))
                .collect()
        }),
        said: |peer, _, _| said!("trace.mistake.pre_master_padding", peer),
    },
];
