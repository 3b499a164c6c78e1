//! Mistakes in verify_data: the record is right (RFC 5246 §7.4.9).

use super::{Case, Mistake, Stage, shown};
use crate::crypto::hash::HashAlgorithm;
use crate::endpoint::event::Side;
use crate::said;
use crate::trace::diagnosis::compute::finished_label;
use crate::trace::diagnosis::recipe::{Digest, Transcript, Whose};

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
        stage: Stage::VerifyData,
        cases: |base, facts, _| {
            let right = finished_label(facts.peer);
            let others = FINISHED_LABELS.into_iter().filter(|label| *label != right);
            others
                .map(|label| {
                    base.but(|r| r.finished_label = Some(label))
                        .detail(shown(label))
                })
                .collect()
        },
        said: |facts, case| {
            let (peer, label) = (facts.peer.name(), &case.detail);
            said!(
                "trace.mistake.finished_label",
                peer,
                label,
                right = finished_label(facts.peer)
            )
        },
    },
    Mistake {
        key: "transcript_record_headers",
        stage: Stage::VerifyData,
        cases: |base, _, _| {
            let whose = [
                Whose::All,
                Whose::First,
                Whose::SentBy(Side::Client),
                Whose::SentBy(Side::Server),
            ];
            whose
                .map(|whose| base.but(|r| r.transcript = Transcript::RecordHeaders(whose)))
                .into()
        },
        said: |facts, case| {
            let peer = facts.peer.name();
            match case.recipe.transcript {
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
            }
        },
    },
    Mistake {
        key: "transcript_change_cipher_spec",
        stage: Stage::VerifyData,
        cases: |base, _, _| {
            let forms = [false, true];
            forms
                .map(|record| base.but(|r| r.transcript = Transcript::ChangeCipherSpec { record }))
                .into()
        },
        said: |facts, _| {
            said!(
                "trace.mistake.transcript_change_cipher_spec",
                peer = facts.peer.name()
            )
        },
    },
    Mistake {
        key: "transcript_without_message",
        stage: Stage::VerifyData,
        cases: |base, facts, _| {
            let without = |index| {
                let case = base.but(|r| r.transcript = Transcript::Without(index));
                case.detail(facts.message(index).unwrap_or_default())
            };
            (0..facts.transcript.len()).map(without).collect()
        },
        said: |facts, case| {
            let (peer, message) = (facts.peer.name(), &case.detail);
            said!("trace.mistake.transcript_without_message", peer, message)
        },
    },
    Mistake {
        key: "transcript_without_headers",
        stage: Stage::VerifyData,
        cases: |base, _, _| vec![base.but(|r| r.transcript = Transcript::WithoutHeaders)],
        said: |facts, _| {
            said!(
                "trace.mistake.transcript_without_headers",
                peer = facts.peer.name()
            )
        },
    },
    Mistake {
        key: "transcript_not_hashed",
        stage: Stage::VerifyData,
        cases: |base, _, _| vec![base.but(|r| r.digest = Digest::None)],
        said: |facts, _| {
            said!(
                "trace.mistake.transcript_not_hashed",
                peer = facts.peer.name()
            )
        },
    },
    Mistake {
        key: "transcript_other_hash",
        stage: Stage::VerifyData,
        cases: |base, facts, _| {
            let others = HashAlgorithm::ALL.into_iter();
            let others = others.filter(|hash| *hash != facts.suite.prf_hash);
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
        },
        said: |facts, case| {
            let (peer, hash, right) =
                (facts.peer.name(), &case.detail, facts.suite.prf_hash.name());
            said!("trace.mistake.transcript_other_hash", peer, hash, right)
        },
    },
];
