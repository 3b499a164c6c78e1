//! Certificates and private keys as PEM text (RFC 7468).
//!
//! Text around the blocks is ignored, as section 2 of the RFC allows, and so are blocks of
//! another kind: certificates and their key often share a file. [`labels`] tells which there are, so
//! that nobody takes a block for read that was not. Read as widely as section 3 allows (white space
//! anywhere); but a block must end as what it began. Left out: encrypted keys, and the
//! trust settings that OpenSSL puts behind a TRUSTED CERTIFICATE.

use base64ct::{Base64, Encoding};

use super::certificate::{Certificate, CertificateError};
use super::name::shown;
use crate::crypto::rsa::{KeyError, PrivateKey};

/// What stands above a certificate: the label of RFC 7468 section 5.1, its old name, and OpenSSL's for one
/// that trust settings follow.
pub const CERTIFICATE_LABELS: [&str; 3] = ["CERTIFICATE", "X509 CERTIFICATE", TRUSTED_LABEL];

/// What stands above a certificate that trust settings follow, which only OpenSSL writes.
pub const TRUSTED_LABEL: &str = "TRUSTED CERTIFICATE";

/// What stands above a revocation list (RFC 7468 section 6).
pub const LIST_LABEL: &str = "X509 CRL";

impl Certificate {
    /// All certificates of a PEM text, in its order: at least one.
    ///
    /// # Errors
    /// When there is none, a block is broken, or one is no certificate.
    pub fn from_pem_chain(text: &str) -> Result<Vec<Certificate>, CertificateError> {
        let blocks = blocks(text).map_err(|reason| CertificateError::MalformedPem { reason })?;
        let certificates = blocks
            .iter()
            .filter(|block| CERTIFICATE_LABELS.contains(&block.label))
            .map(Certificate::from_block)
            .collect::<Result<Vec<_>, _>>()?;
        if !certificates.is_empty() {
            return Ok(certificates);
        }
        let others: Vec<String> = blocks.iter().map(|block| shown(block.label)).collect();
        let got = match others.as_slice() {
            [] => "no PEM block at all".to_owned(),
            others => super::name::some_of(others),
        };
        Err(CertificateError::NoCertificate { got })
    }

    fn from_block(block: &Block<'_>) -> Result<Certificate, CertificateError> {
        let reason = |reason| CertificateError::MalformedPem { reason };
        let der = block.content().map_err(reason)?;
        match Certificate::from_der(&der) {
            // the certificate comes first, then what OpenSSL calls its auxiliary settings
            Err(CertificateError::TrailingBytes { expected, .. })
                if block.label == TRUSTED_LABEL =>
            {
                Certificate::from_der(&der[..expected])
            }
            other => other,
        }
    }
}

/// A block as it stands in the text.
pub(super) struct Block<'t> {
    /// Of what it is: the words after BEGIN.
    pub label: &'t str,
    /// The lines between BEGIN and END.
    lines: Vec<&'t str>,
}

impl Block<'_> {
    /// What base64 stands for.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn content(&self) -> Result<Vec<u8>, String> {
        let digits: String = (self.lines.iter())
            .flat_map(|line| line.split_ascii_whitespace())
            .collect();
        Base64::decode_vec(&digits).map_err(|_| {
            format!(
                "what stands below BEGIN {} is not base64",
                shown(self.label)
            )
        })
    }

    /// The block alone, in the strict form of RFC 7468 section 3 if it is base64.
    fn strict(&self) -> String {
        let lines: Vec<String> = match self.content() {
            Ok(content) => content.chunks(48).map(Base64::encode_string).collect(),
            Err(_) => self.lines.iter().map(|line| (*line).to_owned()).collect(),
        };
        let (label, lines) = (self.label, lines.join("\n"));
        format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n")
    }
}

/// The labels of all blocks of a text, in its order, safe to show. Of a broken text those before the break.
pub fn labels(text: &str) -> Vec<String> {
    let mut labels = Vec::new();
    let _ = each_block(text, |block| labels.push(shown(block.label)));
    labels
}

/// All blocks of a text, in its order.
///
/// # Errors
/// What is wrong with a block, in words.
pub(super) fn blocks(text: &str) -> Result<Vec<Block<'_>>, String> {
    let mut blocks = Vec::new();
    each_block(text, |block| blocks.push(block))?;
    Ok(blocks)
}

fn each_block<'t>(text: &'t str, mut found: impl FnMut(Block<'t>)) -> Result<(), String> {
    let mut open: Option<Block<'t>> = None;
    // a byte order mark at the start belongs to no line
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for line in text.split(['\n', '\r']) {
        let line = line.trim();
        let label = |rest: &'t str| {
            // a label has no two hyphens in a row: all on one line is no block
            rest.strip_suffix("-----")
                .filter(|label| !label.contains("--"))
                .ok_or_else(|| {
                    format!(
                        "nothing but -----BEGIN LABEL----- stands in such a line: {}",
                        shown(line)
                    )
                })
        };
        if let Some(rest) = line.strip_prefix("-----BEGIN ") {
            if let Some(block) = open {
                let (one, other) = (shown(block.label), shown(label(rest)?));
                return Err(format!(
                    "BEGIN {other} comes before BEGIN {one} has its END"
                ));
            }
            open = Some(Block {
                label: label(rest)?,
                lines: Vec::new(),
            });
        } else if let Some(block) = &mut open {
            match line.strip_prefix("-----END ") {
                None => block.lines.push(line),
                Some(rest) if label(rest)? != block.label => {
                    let (one, other) = (shown(block.label), shown(label(rest)?));
                    return Err(format!("what begins as {one} ends as {other}"));
                }
                Some(_) => open.take().into_iter().for_each(&mut found),
            }
        }
    }
    match open {
        None => Ok(()),
        Some(block) => Err(format!("BEGIN {} has no END", shown(block.label))),
    }
}

/// The private key of a PEM text: its first block whose label ends in `PRIVATE KEY`, whatever
/// else the text holds.
///
/// # Errors
/// Those of [`PrivateKey::from_pem`], to which the block, or else the whole text, is given.
pub fn private_key_from_pem(text: &str) -> Result<PrivateKey, KeyError> {
    let mut key = None;
    // what is broken behind the key does not matter
    let _ = each_block(text, |block| {
        if key.is_none() && block.label.ends_with("PRIVATE KEY") {
            key = Some(block.strict());
        }
    });
    PrivateKey::from_pem(key.as_deref().unwrap_or(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::demo;
    use proptest::prelude::*;

    #[test]
    fn each_demonstration_key_belongs_to_its_certificate() {
        for name in ["root", "intermediate", "server", "client"] {
            let certificates = demo::file(&format!("{name}.pem")).unwrap();
            let certificates = Certificate::from_pem_chain(certificates).unwrap();
            assert_eq!(certificates.len(), 1, "{name}.pem holds one certificate");
            let key = private_key_from_pem(demo::file(&format!("{name}.key")).unwrap()).unwrap();
            assert_eq!(
                key.public().n(),
                certificates[0].rsa_key().unwrap().n(),
                "{name}"
            );
        }
    }

    #[test]
    fn every_demonstration_file_says_that_it_is_worth_nothing() {
        for (name, text) in demo::FILES {
            let first = text.lines().next().unwrap().trim_start_matches("# ");
            assert!(first.starts_with("Demonstration"), "{name}: {first}");
            assert!(
                first.contains("worth nothing") || first.contains("Worth nothing"),
                "{name}"
            );
            assert!(first.contains("never to be trusted"), "{name}");
        }
    }

    #[test]
    fn a_file_may_hold_a_chain_and_its_key() {
        let file = |name| demo::file(name).unwrap();
        let all = [
            file("server.pem"),
            file("server.key"),
            file("intermediate.pem"),
        ]
        .concat();
        let chain = Certificate::from_pem_chain(&all).unwrap();
        let names: Vec<_> = chain.iter().map(Certificate::short_name).collect();
        assert_eq!(
            names,
            ["shop.example", "Premaster Demonstration Intermediate"]
        );
        assert!(private_key_from_pem(&all).is_ok());
    }

    #[test]
    fn what_is_no_certificate_is_refused_with_what_it_is() {
        let refuse = |text| Certificate::from_pem_chain(text).unwrap_err();
        assert_eq!(
            refuse(demo::file("server.key").unwrap()),
            CertificateError::NoCertificate {
                got: "PRIVATE KEY".to_owned()
            }
        );
        assert_eq!(
            refuse("hello"),
            CertificateError::NoCertificate {
                got: "no PEM block at all".to_owned()
            }
        );
        let half = &demo::file("root.pem").unwrap()[..400];
        assert!(matches!(
            refuse(half),
            CertificateError::MalformedPem { .. }
        ));
        let block = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
        assert!(matches!(
            refuse(block),
            CertificateError::MalformedPem { .. }
        ));
        assert!(private_key_from_pem("hello").is_err());
    }

    /// A block of the demonstration server under another label.
    fn labelled(label: &str) -> String {
        let file = demo::file("server.pem").unwrap();
        file.replace(" CERTIFICATE-----", &format!(" {label}-----"))
    }

    #[test]
    fn a_certificate_goes_by_three_names() {
        let server = demo::certificate("server.pem").unwrap();
        let chain = |text: &str| Certificate::from_pem_chain(text);
        for label in ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"] {
            assert_eq!(chain(&labelled(label)), Ok(vec![server.clone()]), "{label}");
        }
        // behind a trusted one there may be settings; behind another nothing may be
        let more = Base64::encode_string(&[&server.der[..], &[0x30, 0x00]].concat());
        let block = |label| format!("-----BEGIN {label}-----\n{more}\n-----END {label}-----");
        assert_eq!(
            chain(&block("TRUSTED CERTIFICATE")),
            Ok(vec![server.clone()])
        );
        assert!(chain(&block("CERTIFICATE")).is_err());
        assert_eq!(
            chain(&labelled("CERTIFICATE REQUEST")),
            Err(CertificateError::NoCertificate {
                got: "CERTIFICATE REQUEST".to_owned()
            })
        );
        let both = labelled("PKCS7") + &labelled("CERTIFICATE");
        assert_eq!(labels(&both), ["PKCS7", "CERTIFICATE"]);
    }

    #[test]
    fn white_space_and_text_around_do_not_matter() {
        let server = demo::certificate("server.pem").unwrap();
        let text = demo::file("server.pem").unwrap();
        let start = text.find("-----BEGIN").unwrap();
        for text in [
            text.replace('\n', "\r\n"),
            text.replace('\n', "\r"),
            text.replace('\n', "\n\n  \t"),
            text.replace('\n', " \n "),
            format!("\u{feff}{}", &text[start..]),
            format!("Subject: O=Caf\u{fffd}\n{text}-- \nbye"),
            text.trim_end().to_owned(),
        ] {
            assert_eq!(
                Certificate::from_pem_chain(&text),
                Ok(vec![server.clone()]),
                "{text}"
            );
        }
    }

    /// A key is read as widely as a certificate, and both from one file.
    #[test]
    fn white_space_and_text_around_a_key_do_not_matter() {
        let file = |name| demo::file(name).unwrap();
        let text = file("server.key");
        let start = text.find("-----BEGIN").unwrap();
        let modulus = demo::key("server.key").unwrap().public().n();
        for text in [
            text.replace('\n', "\r\n"),
            text.replace('\n', "\r"),
            text.replace('\n', "\n\n  \t"),
            text.replace('\n', " \n "),
            format!("\u{feff}{}", &text[start..]),
            format!("  {}", &text[start..]),
            format!("{}{text}", file("server.pem")),
            format!("{text}{}", file("client.key")),
            format!("{text}-----BEGIN CERTIFICATE-----\n"),
            text.trim_end().to_owned(),
        ] {
            let read = private_key_from_pem(&text).map(|key| key.public().n());
            assert_eq!(read, Ok(modulus.clone()), "{text}");
        }
        // what is wrong with it is said of the key itself
        let other = text.replace("PRIVATE KEY", "EC PRIVATE KEY");
        let error = private_key_from_pem(&other).unwrap_err();
        assert!(matches!(error, KeyError::Label { .. }), "{error}");
        let broken = text.replacen("MII", "M!I", 1);
        let error = private_key_from_pem(&broken).unwrap_err();
        assert!(matches!(error, KeyError::Pem(_)), "{error}");
    }

    #[test]
    fn a_block_must_end_as_what_it_began() {
        let text = demo::file("server.pem").unwrap();
        // all on one line, with a text before it: no line begins a block
        let no_line = Certificate::from_pem_chain(&text.replace('\n', ""));
        let got = "no PEM block at all".to_owned();
        assert_eq!(no_line, Err(CertificateError::NoCertificate { got }));
        for (broken, expected) in [
            (
                text.replace("END CERT", "END X509 CERT"),
                "ends as X509 CERTIFICATE",
            ),
            (text.replace("-----END", "----END"), "has no END"),
            (
                text.replace("-----END CERTIFICATE-----", text),
                "before BEGIN CERTIFICATE has",
            ),
            (
                text[text.find("-----BEGIN").unwrap()..].replace('\n', ""),
                "stands in such a line",
            ),
        ] {
            match Certificate::from_pem_chain(&broken) {
                Err(CertificateError::MalformedPem { reason }) => {
                    assert!(reason.contains(expected), "{reason}");
                    assert!(reason.len() < 1000);
                }
                other => panic!("{expected}: {other:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(
            text: String,
            lines in prop::collection::vec(prop::sample::select(vec![
                "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "-----BEGIN -----",
                "-----BEGIN ", "-----END X-----", "-----BEGIN X509 CRL-----", "AAAA", "MA==", "", "ä",
            ]), 0..8),
        ) {
            for text in [text, lines.join("\n")] {
                prop_assert!(Certificate::from_pem_chain(&text).is_err());
                prop_assert!(crate::pki::RevocationList::from_pem(&text).is_err());
                prop_assert!(labels(&text).len() <= 4);
            }
        }
    }
}
