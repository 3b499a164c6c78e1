//! Mistakes in verify_data: the record is right (RFC 5246 §7.4.9).

use super::row::{Case, Mistake, Ways, shown};
use crate::crypto::hash::HashAlgorithm;
use crate::protocol::Side;
use crate::said;
use crate::trace::diagnosis::compute::finished_label;
use crate::trace::diagnosis::recipe::{Digest, Proof, Spelled, Text, Transcript, Whose};

/// Labels that are mistaken for that of verify_data.
const FINISHED_LABELS: [&str; 9] = [
    "client finished",
    "server finished",
    "client_finished",
    "server_finished",
    "client finished\0",
    "server finished\0",
    "finished",
    "",
    "master secret",
];

pub(super) static MISTAKES: &[Mistake] = &[
    Mistake {
        key: "finished_label",
        belief: Some("finished-equal"),
        ways: Ways::Several(|base, facts, _| {
            let right = finished_label(facts.peer);
            let others = FINISHED_LABELS.into_iter().filter(|label| *label != right);
            others
                .map(|label| {
                    base.but(|r| r.finished_label = Some(label))
                        .detail(shown(label))
                })
                .collect()
        }),
        said: |peer, facts, case| {
            let label = &case.detail;
            said!(
                "trace.mistake.finished_label",
                peer,
                label,
                right = finished_label(facts.peer),
                side = facts.peer.name()
            )
        },
    },
    Mistake {
        key: "transcript_record_headers",
        belief: Some("transcript-is-wire"),
        ways: Ways::Several(|base, _, _| {
            let whose = [
                Whose::All,
                Whose::First,
                Whose::SentBy(Side::Client),
                Whose::SentBy(Side::Server),
            ];
            whose
                .map(|whose| base.but(|r| r.transcript = Transcript::RecordHeaders(whose)))
                .into()
        }),
        said: |peer, _, case| match case.recipe.transcript {
            Transcript::RecordHeaders(Whose::First) => {
                said!("trace.mistake.transcript_first_record_header", peer)
            }
            Transcript::RecordHeaders(Whose::SentBy(side)) => {
                said!(
                    "trace.mistake.transcript_record_headers_of",
                    peer,
                    sender = side.name()
                )
            }
            _ => said!("trace.mistake.transcript_record_headers", peer),
        },
    },
    Mistake {
        key: "transcript_change_cipher_spec",
        belief: Some("ccs-is-handshake"),
        ways: Ways::Several(|base, _, _| {
            let forms = [false, true];
            forms
                .map(|record| base.but(|r| r.transcript = Transcript::ChangeCipherSpec { record }))
                .into()
        }),
        said: |peer, _, _| said!("trace.mistake.transcript_change_cipher_spec", peer),
    },
    Mistake {
        key: "transcript_without_client_finished",
        belief: Some("finished-equal"),
        ways: Ways::Several(|base, facts, _| {
            let mut finished = facts.transcript.iter();
            let at = finished.position(|message| message.finished && message.sender != facts.peer);
            let without = |index| base.but(|r| r.transcript = Transcript::Without(index));
            at.map(without).into_iter().collect()
        }),
        said: |peer, facts, _| {
            let (side, other) = (facts.peer.name(), facts.peer.peer().name());
            said!(
                "trace.mistake.transcript_without_client_finished",
                peer,
                side,
                other
            )
        },
    },
    Mistake {
        key: "transcript_encrypted_finished",
        belief: Some("transcript-is-wire"),
        ways: Ways::One(|r| r.transcript = Transcript::EncryptedFinished),
        said: |peer, _, _| said!("trace.mistake.transcript_encrypted_finished", peer),
    },
    Mistake {
        key: "verify_data_without_prf",
        belief: Some("hash-is-proof"),
        ways: Ways::Several(|base, _, _| {
            [Proof::Hash, Proof::Hmac]
                .map(|proof| base.but(|r| r.proof = proof))
                .into()
        }),
        said: |peer, _, case| match case.recipe.proof {
            Proof::Hmac => said!("trace.mistake.verify_data_hmac", peer),
            _ => said!("trace.mistake.verify_data_hash", peer),
        },
    },
    Mistake {
        key: "transcript_without_message",
        belief: None,
        ways: Ways::Several(|base, facts, _| {
            let without = |index| {
                let case = base.but(|r| r.transcript = Transcript::Without(index));
                case.detail(facts.message(index).unwrap_or_default())
            };
            (0..facts.transcript.len()).map(without).collect()
        }),
        said: |peer, _, case| {
            said!(
                "trace.mistake.transcript_without_message",
                peer,
                message = &case.detail
            )
        },
    },
    Mistake {
        key: "transcript_without_headers",
        belief: None,
        ways: Ways::One(|r| r.transcript = Transcript::WithoutHeaders),
        said: |peer, _, _| said!("trace.mistake.transcript_without_headers", peer),
    },
    Mistake {
        key: "transcript_not_hashed",
        belief: None,
        ways: Ways::One(|r| r.digest = Digest::None),
        said: |peer, _, _| said!("trace.mistake.transcript_not_hashed", peer),
    },
    Mistake {
        key: "transcript_other_hash",
        belief: None,
        ways: Ways::Several(|base, facts, _| {
            let others = HashAlgorithm::ALL.into_iter();
            let others = others.filter(|hash| *hash != facts.transcript_hash());
            let mut cases: Vec<Case> = others
                .map(|hash| {
                    base.but(|r| r.digest = Digest::Other(hash))
                        .detail(hash.name())
                })
                .collect();
            cases.push(
                base.but(|r| r.digest = Digest::Md5Sha1)
                    .detail("MD5 + SHA-1"),
            );
            cases
        }),
        said: |peer, facts, case| {
            let (hash, right) = (&case.detail, facts.transcript_hash().name());
            let version = facts.rules.version.to_string();
            said!(
                "trace.mistake.transcript_other_hash",
                peer,
                hash,
                right,
                version
            )
        },
    },
    Mistake {
        key: "hash_as_text",
        belief: None,
        ways: Ways::Several(|base, _, _| {
            let of = Spelled::Hash;
            let spelled = |upper| base.but(|r| r.text = Some(Text { of, upper }));
            [false, true].map(spelled).into()
        }),
        said: |peer, _, _| said!("trace.mistake.hash_as_text", peer),
    },
];
