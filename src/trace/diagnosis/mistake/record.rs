//! Mistakes in padding, MAC and IV: the keys are right (RFC 5246 §6.2.3).

use super::row::{Mistake, Ways};
use crate::crypto::hash::HashAlgorithm;
use crate::said;
use crate::text::hex;
use crate::trace::diagnosis::recipe::{Covers, Cut, Iv, Length, Padding, Recipe, Sequence};

/// How many records before ChangeCipherSpec a peer may have counted on.
const COUNTED_ON: u64 = 16;

pub(super) static MISTAKES: &[Mistake] = &[
    Mistake {
        key: "finished_in_the_clear",
        belief: None,
        ways: Ways::One(|r| r.clear = true),
        said: |peer, _, _| said!("trace.mistake.finished_in_the_clear", peer),
    },
    Mistake {
        key: "pkcs7_padding",
        belief: Some("pkcs7-padding"),
        ways: Ways::One(|r| r.padding = Padding::Pkcs7),
        said: |peer, _, _| said!("trace.mistake.pkcs7_padding", peer),
    },
    Mistake {
        key: "zero_padding",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            let kinds = [Padding::ZerosAndLength, Padding::X923, Padding::Zeros];
            kinds.map(|kind| base.but(|r| r.padding = kind)).into()
        }),
        said: |peer, _, _| said!("trace.mistake.zero_padding", peer),
    },
    Mistake {
        key: "other_padding",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            let kinds = [Padding::Iso7816, Padding::AnyAndLength];
            kinds.map(|kind| base.but(|r| r.padding = kind)).into()
        }),
        said: |peer, _, _| said!("trace.mistake.other_padding", peer),
    },
    Mistake {
        key: "no_padding",
        belief: None,
        ways: Ways::One(|r| r.padding = Padding::None),
        said: |peer, _, _| said!("trace.mistake.no_padding", peer),
    },
    Mistake {
        key: "mac_without_sequence",
        belief: Some("valid-mac-enough"),
        ways: Ways::One(|r| r.mac.sequence = Sequence::LeftOut),
        said: |peer, _, _| said!("trace.mistake.mac_without_sequence", peer),
    },
    Mistake {
        key: "mac_sequence_little_endian",
        belief: None,
        ways: Ways::One(|r| r.mac.sequence = Sequence::LittleEndian),
        said: |peer, _, _| said!("trace.mistake.mac_sequence_little_endian", peer),
    },
    Mistake {
        key: "mac_sequence_four_bytes",
        belief: None,
        ways: Ways::One(|r| r.mac.sequence = Sequence::FourBytes),
        said: |peer, _, _| said!("trace.mistake.mac_sequence_four_bytes", peer),
    },
    Mistake {
        key: "mac_other_sequence",
        belief: Some("number-is-sent"),
        ways: Ways::Several(|base, _, record| {
            let Some(record) = record else {
                return Vec::new();
            };
            let others = (0..COUNTED_ON).chain(record.sequence + 1..=record.sequence + 2);
            let others = others.filter(|other| *other != record.sequence);
            let with = |other| {
                let case = base.but(|r| r.mac.sequence = Sequence::Other(other));
                case.detail(other.to_string())
            };
            others.map(with).collect()
        }),
        said: |peer, facts, case| {
            let number = &case.detail;
            match facts.is_first_record() {
                true => said!("trace.mistake.mac_first_sequence", peer, number),
                false => said!("trace.mistake.mac_other_sequence", peer, number),
            }
        },
    },
    Mistake {
        key: "mac_content_alone",
        belief: None,
        ways: Ways::One(content_alone),
        said: |peer, _, _| said!("trace.mistake.mac_content_alone", peer),
    },
    Mistake {
        key: "mac_wrong_length",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            let lengths = [
                Length::WithMac,
                Length::Padded,
                Length::Fragment,
                Length::LittleEndian,
            ];
            lengths
                .map(|length| base.but(|r| r.mac.length = Some(length)))
                .into()
        }),
        said: |peer, _, case| match case.recipe.mac.length {
            Some(Length::WithMac) => said!("trace.mistake.mac_length_with_mac", peer),
            Some(Length::Padded) => said!("trace.mistake.mac_length_padded", peer),
            Some(Length::Fragment) => said!("trace.mistake.mac_length_fragment", peer),
            _ => said!("trace.mistake.mac_length_little_endian", peer),
        },
    },
    Mistake {
        key: "mac_part_left_out",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            vec![
                base.but(|r| r.mac.content_type = false).detail("type"),
                base.but(|r| r.mac.version = None).detail("version"),
                base.but(|r| r.mac.length = None).detail("length"),
            ]
        }),
        said: |peer, _, case| said!("trace.mistake.mac_part_left_out", peer, part = &case.detail),
    },
    Mistake {
        key: "mac_other_version",
        belief: None,
        ways: Ways::Several(|base, _, record| {
            let right = record.map_or([0, 0], |record| record.version);
            let versions = (0..=4).map(|minor| [3, minor]);
            let others = versions.filter(|version| *version != right);
            let with = |version| {
                let case = base.but(|r| r.mac.version = Some(Some(version)));
                case.detail(hex(&version))
            };
            others.map(with).collect()
        }),
        said: |peer, _, case| {
            said!(
                "trace.mistake.mac_other_version",
                peer,
                version = &case.detail
            )
        },
    },
    Mistake {
        key: "mac_over_iv",
        belief: None,
        ways: Ways::One(|r| r.mac.covers = Covers::IvAndContent),
        said: |peer, _, _| said!("trace.mistake.mac_over_iv", peer),
    },
    Mistake {
        key: "mac_over_padding",
        belief: None,
        ways: Ways::One(|r| r.mac.covers = Covers::ContentAndPadding),
        said: |peer, _, _| said!("trace.mistake.mac_over_padding", peer),
    },
    Mistake {
        key: "encrypt_then_mac",
        belief: Some("encrypt-then-mac"),
        ways: Ways::One(|r| r.mac.covers = Covers::Ciphertext),
        said: |peer, _, _| said!("trace.mistake.encrypt_then_mac", peer),
    },
    Mistake {
        key: "mac_then_encrypt",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            let last = base.mac.covers == Covers::Ciphertext;
            let case = last.then(|| base.but(|r| r.mac.covers = Covers::Content));
            case.into_iter().collect()
        }),
        said: |peer, _, _| said!("trace.mistake.mac_then_encrypt", peer),
    },
    Mistake {
        key: "no_mac",
        belief: Some("encryption-is-integrity"),
        ways: Ways::One(|r| r.mac.covers = Covers::NoMac),
        said: |peer, _, _| said!("trace.mistake.no_mac", peer),
    },
    Mistake {
        key: "mac_other_hash",
        belief: None,
        ways: Ways::Several(|base, facts, _| {
            let others = HashAlgorithm::ALL.into_iter();
            let others = others.filter(|hash| *hash != facts.suite.mac);
            let with = |hash: HashAlgorithm| {
                [Cut::Rfc5246, Cut::MacKeyLen(hash.output_len())].map(|cut| {
                    let case = base.but(|r| (r.mac_hash, r.cut) = (Some(hash), cut));
                    case.detail(hash.name())
                })
            };
            others.flat_map(with).collect()
        }),
        said: |peer, facts, case| {
            let (hash, right) = (&case.detail, facts.suite.mac.name());
            said!("trace.mistake.mac_other_hash", peer, hash, right)
        },
    },
    Mistake {
        key: "iv_from_key_block",
        belief: Some("iv-secret"),
        ways: Ways::Several(|base, _, _| {
            let kinds = [Iv::FromKeyBlock, Iv::FromKeyBlockBesides];
            kinds.map(|iv| base.but(|r| r.iv = iv)).into()
        }),
        said: |peer, _, _| said!("trace.mistake.iv_from_key_block", peer),
    },
    Mistake {
        key: "iv_left_out",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            [Iv::Zero, Iv::NotSent]
                .map(|iv| base.but(|r| r.iv = iv))
                .into()
        }),
        said: |peer, _, case| match case.recipe.iv {
            Iv::Zero => said!("trace.mistake.iv_zero", peer),
            _ => said!("trace.mistake.iv_left_out", peer),
        },
    },
];

/// A MAC that is `HMAC(key, content)` and nothing besides.
fn content_alone(recipe: &mut Recipe) {
    recipe.mac.sequence = Sequence::LeftOut;
    recipe.mac.content_type = false;
    recipe.mac.version = None;
    recipe.mac.length = None;
}
