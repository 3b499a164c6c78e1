//! Mistakes on the way to the keys: pre-master secret, master secret, key block (RFC 5246 §8.1, §6.3,
//! §7.4.7.1).

use super::row::{Mistake, Ways, shown};
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::key_block::EXTENDED_MASTER_SECRET_LABEL;
use crate::crypto::prf::Prf;
use crate::said;
use crate::text::hex;
use crate::trace::diagnosis::recipe::{Chain, Cut, PreMaster, Randoms, Recipe, Spelled, Text};

/// Length in bytes of a pre-master secret.
const PRE_MASTER_LEN: usize = 48;

/// Lengths in bytes to which a pre-master secret is cut, and up to which it is filled with zeros.
const CUT_TO: [usize; 6] = [47, 46, 40, 32, 24, 16];
const FILLED_TO: [usize; 5] = [49, 64, 128, 256, 512];

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
    EXTENDED_MASTER_SECRET_LABEL,
    "client finished",
    "server finished",
    "mastersecret",
    "keyexpansion",
];

pub(super) static MISTAKES: &[Mistake] = &[
    Mistake {
        key: "master_randoms_swapped",
        belief: Some("same-seed-order"),
        ways: Ways::One(|r| r.master.swapped = true),
        said: |peer, _, _| said!("trace.mistake.master_randoms_swapped", peer),
    },
    Mistake {
        key: "key_block_randoms_swapped",
        belief: Some("same-seed-order"),
        ways: Ways::One(|r| r.expansion.swapped = true),
        said: |peer, _, _| said!("trace.mistake.key_block_randoms_swapped", peer),
    },
    Mistake {
        key: "randoms_swapped",
        belief: Some("same-seed-order"),
        ways: Ways::One(|r| (r.master.swapped, r.expansion.swapped) = (true, true)),
        said: |peer, _, _| said!("trace.mistake.randoms_swapped", peer),
    },
    Mistake {
        key: "keys_swapped",
        belief: None,
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
        belief: None,
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
        belief: None,
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
        belief: Some("suffix-is-prf"),
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
            let version = facts.rules.version.to_string();
            match facts.rules.is_newest() {
                true => said!("trace.mistake.other_prf", peer, prf, right),
                false => said!("trace.mistake.other_prf_older", peer, prf, right, version),
            }
        },
    },
    Mistake {
        key: "extended_master_secret",
        belief: None,
        ways: Ways::One(|r| {
            (r.session_hash, r.master.label) = (true, EXTENDED_MASTER_SECRET_LABEL)
        }),
        said: |peer, _, _| said!("trace.mistake.extended_master_secret", peer),
    },
    Mistake {
        key: "no_extended_master_secret",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            let plain =
                |r: &mut Recipe| (r.session_hash, r.master.label) = (false, "master secret");
            let case = base.session_hash.then(|| base.but(plain));
            case.into_iter().collect()
        }),
        said: |peer, _, _| said!("trace.mistake.no_extended_master_secret", peer),
    },
    Mistake {
        key: "master_label",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            let others = LABELS
                .into_iter()
                .filter(|label| *label != base.master.label);
            others
                .map(|label| base.but(|r| r.master.label = label).detail(shown(label)))
                .collect()
        }),
        said: |peer, facts, case| {
            let right = Recipe::right(facts).master.label;
            said!(
                "trace.mistake.master_label",
                peer,
                label = &case.detail,
                right
            )
        },
    },
    Mistake {
        key: "key_block_label",
        belief: None,
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
        belief: Some("session-key-sent"),
        ways: Ways::One(|r| r.no_master = true),
        said: |peer, _, _| said!("trace.mistake.no_master_secret", peer),
    },
    Mistake {
        key: "pre_master_version",
        belief: Some("version-negotiated"),
        ways: Ways::Several(|base, facts, _| {
            let mut cases = Vec::new();
            if let Some(sent) = &facts.sent_pre_master
                && sent.len() == PRE_MASTER_LEN
                && facts.client_version.is_some_and(|right| sent[..2] != right)
            {
                cases.push(
                    base.but(|r| r.pre_master = PreMaster::AsSent)
                        .detail(hex(&sent[..2])),
                );
            }
            let versions = (0..=4).map(|minor| [3, minor]);
            cases.extend(
                versions
                    .filter(|version| Some(*version) != facts.client_version)
                    .map(|version| {
                        let case = base.but(|r| r.pre_master = PreMaster::Version(version));
                        case.detail(hex(&version))
                    }),
            );
            cases
        }),
        said: |peer, facts, case| {
            let got = &case.detail;
            let right = facts.client_version.map(|version| hex(&version));
            let agreed = (*got == hex(&facts.version)).then_some(got);
            said!("trace.mistake.pre_master_version", peer, got, right, agreed)
        },
    },
    Mistake {
        key: "pre_master_length",
        belief: None,
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
        belief: None,
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
    Mistake {
        key: "pre_master_bytes",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            let as_is = |kind| base.but(|r| r.pre_master = kind);
            let cut = CUT_TO.map(|len| as_is(PreMaster::First(len)).detail(len.to_string()));
            let filled = FILLED_TO.map(|len| as_is(PreMaster::Filled(len)).detail(len.to_string()));
            let others = [as_is(PreMaster::Reversed), as_is(PreMaster::UntilZero)];
            others.into_iter().chain(cut).chain(filled).collect()
        }),
        said: |peer, _, case| match case.recipe.pre_master {
            PreMaster::Reversed => said!("trace.mistake.pre_master_reversed", peer),
            PreMaster::UntilZero => said!("trace.mistake.pre_master_until_zero", peer),
            PreMaster::Filled(_) => {
                said!(
                    "trace.mistake.pre_master_filled",
                    peer,
                    length = &case.detail
                )
            }
            _ => said!("trace.mistake.pre_master_cut", peer, length = &case.detail),
        },
    },
    Mistake {
        key: "randoms_without_time",
        belief: None,
        ways: Ways::One(|r| r.randoms = Randoms::WithoutTime),
        said: |peer, _, _| said!("trace.mistake.randoms_without_time", peer),
    },
    Mistake {
        key: "prf_chain",
        belief: None,
        ways: Ways::Several(|base, facts, _| {
            let kinds = [Chain::Counter(1), Chain::Counter(0), Chain::WithoutSeed];
            let tls12 = matches!(facts.prf(), Prf::Tls12(_));
            let kinds = kinds.into_iter().filter(|_| tls12);
            kinds.map(|chain| base.but(|r| r.chain = chain)).collect()
        }),
        said: |peer, _, case| match case.recipe.chain {
            Chain::WithoutSeed => said!("trace.mistake.prf_without_seed", peer),
            _ => said!("trace.mistake.prf_counter", peer),
        },
    },
    Mistake {
        key: "ciphertext_as_secret",
        belief: None,
        ways: Ways::One(|r| r.pre_master = PreMaster::Encrypted),
        said: |peer, _, _| said!("trace.mistake.ciphertext_as_secret", peer),
    },
    Mistake {
        key: "text_for_bytes",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            let values = [Spelled::PreMaster, Spelled::Master, Spelled::Randoms];
            let spelled =
                |of| [false, true].map(|upper| base.but(|r| r.text = Some(Text { of, upper })));
            // the hash for an extended master secret
            let hash = base.session_hash.then_some(Spelled::Hash);
            values.into_iter().chain(hash).flat_map(spelled).collect()
        }),
        said: |peer, _, case| match case.recipe.text.map(|text| text.of) {
            Some(Spelled::PreMaster) => said!("trace.mistake.pre_master_as_text", peer),
            Some(Spelled::Master) => said!("trace.mistake.master_as_text", peer),
            Some(Spelled::Randoms) => said!("trace.mistake.randoms_as_text", peer),
            _ => said!("trace.mistake.hash_as_text", peer),
        },
    },
];
