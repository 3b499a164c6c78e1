//! Certificates, revocation lists and private keys as PEM text (RFC 7468).
//!
//! Text around the blocks is ignored, as section 2 of the RFC allows, and so are blocks of another kind:
//! certificates and their key often share a file. [`labels`] tells which blocks there are, so that none is
//! taken for read that was not. Read as widely as section 3 allows (white space anywhere), and beyond it
//! where nothing is lost: headers as of RFC 1421 are passed over, and an END and a BEGIN in one line are two
//! lines. Everything else that is wrong with a block is a [`PemFault`] that names the cause. Left out:
//! encrypted keys, and the trust settings that OpenSSL writes after a TRUSTED CERTIFICATE.

mod fault;
mod scan;

pub use fault::{Broken, PemFault};
pub(super) use scan::scan;

use base64ct::{Base64, Encoding};

use super::certificate::{Certificate, CertificateError};
use super::name::shown;
use crate::crypto::rsa::{KeyError, PrivateKey};
use crate::label;

/// The labels of a certificate: that of RFC 7468 section 5.1, its old name, and OpenSSL's for one with trust
/// settings.
pub const CERTIFICATE_LABELS: [&str; 3] = ["CERTIFICATE", "X509 CERTIFICATE", TRUSTED_LABEL];

/// The label of a certificate with trust settings, which only OpenSSL writes.
pub const TRUSTED_LABEL: &str = "TRUSTED CERTIFICATE";

/// The label of a revocation list (RFC 7468 section 6).
pub const LIST_LABEL: &str = "X509 CRL";

impl Certificate {
    /// All certificates of a PEM text, in its order: at least one.
    ///
    /// # Errors
    /// When there is none, a block is broken, or one is not a certificate.
    pub fn from_pem_chain(text: &str) -> Result<Vec<Certificate>, CertificateError> {
        let blocks = blocks(text).map_err(CertificateError::MalformedPem)?;
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
            [] => label!("pki.pem.none").to_owned(),
            others => super::name::some_of(others),
        };
        Err(CertificateError::NoCertificate { got })
    }

    pub(super) fn from_block(block: &Block<'_>) -> Result<Certificate, CertificateError> {
        let der = block.content().map_err(CertificateError::MalformedPem)?;
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
    /// The line of BEGIN, counted from 1.
    pub line: usize,
    /// The lines between BEGIN and END, without headers, each with its number.
    lines: Vec<(usize, &'t str)>,
}

impl Block<'_> {
    /// What base64 stands for.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn content(&self) -> Result<Vec<u8>, Broken> {
        let digits: String = (self.lines.iter())
            .flat_map(|(_, line)| line.split_ascii_whitespace())
            .collect();
        Base64::decode_vec(&digits).map_err(|_| {
            let odd = |c: &char| !(c.is_ascii_alphanumeric() || "+/= \t".contains(*c));
            let found =
                (self.lines.iter()).find_map(|(line, text)| Some((*line, text.chars().find(odd)?)));
            self.broken(match found {
                Some((line, character)) => PemFault::Character { character, line },
                None => PemFault::Incomplete,
            })
        })
    }

    fn broken(&self, fault: PemFault) -> Broken {
        Broken {
            line: self.line,
            label: shown(self.label),
            fault,
        }
    }

    /// The block alone, in the strict form of RFC 7468 section 3 if it is base64.
    fn strict(&self) -> String {
        let lines: Vec<String> = match self.content() {
            Ok(content) => content.chunks(48).map(Base64::encode_string).collect(),
            Err(_) => self
                .lines
                .iter()
                .map(|(_, line)| (*line).to_owned())
                .collect(),
        };
        let (label, lines) = (self.label, lines.join("\n"));
        format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n")
    }
}

/// The labels of all blocks of a text, in its order, safe to show. What is broken is left out.
pub fn labels(text: &str) -> Vec<String> {
    let blocks = scan(text).into_iter().flatten();
    blocks.map(|block| shown(block.label)).collect()
}

/// All blocks of a text, in its order.
///
/// # Errors
/// The first that is broken.
pub(super) fn blocks(text: &str) -> Result<Vec<Block<'_>>, Broken> {
    scan(text).into_iter().collect()
}

/// The private key of a PEM text: its first block whose label ends in `PRIVATE KEY`, whatever
/// else the text has.
///
/// # Errors
/// Those of [`PrivateKey::from_pem`], to which the block, or else the whole text, is given.
pub fn private_key_from_pem(text: &str) -> Result<PrivateKey, KeyError> {
    // what else is broken does not matter
    let mut blocks = scan(text).into_iter().flatten();
    let key = blocks.find(|block| block.label.ends_with("PRIVATE KEY"));
    let key = key.map(|block| block.strict());
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
        assert!(matches!(refuse(half), CertificateError::MalformedPem(_)));
        let block = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
        assert!(matches!(refuse(block), CertificateError::MalformedPem(_)));
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

    /// Each mistake is named by its cause and its line.
    #[test]
    fn a_broken_block_is_named_with_its_cause() {
        let text = demo::file("server.pem").unwrap();
        let block = &text[text.find("-----BEGIN").unwrap()..];
        for (broken, expected) in [
            (
                block.replace("END CERT", "END X509 CERT"),
                "ends as X509 CERTIFICATE",
            ),
            (
                block.replace("-----END", "----END"),
                "line 1: BEGIN CERTIFICATE has no END",
            ),
            (
                block.replace("-----END CERTIFICATE-----", block),
                "line 1: another block begins before BEGIN CERTIFICATE has its END",
            ),
            (
                block.replace('\n', ""),
                "line 1: BEGIN, base64 and END stand in one line",
            ),
            (
                block.replace('\n', " "),
                "line 1: BEGIN, base64 and END stand in one line",
            ),
            (
                text.replace('\n', ""),
                "line 1: BEGIN, base64 and END stand in one line",
            ),
            (block.replace('\n', "\\n"), "the two characters \\n"),
            (block.replace('\n', "\\r\\n"), "the two characters \\n"),
            (format!("{{\"pem\": {block:?}}}"), "the two characters \\n"),
            (
                block.replacen("MII", "M!I", 1),
                "line 2: the block CERTIFICATE has a character that is not base64",
            ),
            (block.replacen("MII", "MI", 1), "characters are missing"),
        ] {
            match Certificate::from_pem_chain(&broken) {
                Err(CertificateError::MalformedPem(broken)) => {
                    let said = broken.to_string();
                    assert!(said.contains(expected), "{said}");
                    assert!(said.len() < 200);
                }
                other => panic!("{expected}: {other:?}"),
            }
        }
    }

    /// Where nothing is lost, a block is read as it is met.
    #[test]
    fn headers_and_joined_blocks_are_read() {
        let text = demo::file("server.pem").unwrap();
        let block = &text[text.find("-----BEGIN").unwrap()..];
        let one = || vec![demo::certificate("server.pem").unwrap()];
        let begin = "-----BEGIN CERTIFICATE-----\n";
        for header in [
            "friendlyName: example\n\n",
            "friendlyName: example\nlocalKeyID: 01 02\n\n",
            "friendlyName: example\n",
        ] {
            let text = block.replace(begin, &format!("{begin}{header}"));
            assert_eq!(Certificate::from_pem_chain(&text), Ok(one()), "{header:?}");
        }
        let joined = format!("{}{}", block.trim_end(), block);
        assert_eq!(
            Certificate::from_pem_chain(&joined),
            Ok([one(), one()].concat())
        );
        let three = format!("{}{}{}", block.trim_end(), block.trim_end(), block);
        assert_eq!(
            Certificate::from_pem_chain(&three).map(|all| all.len()),
            Ok(3)
        );
    }

    /// What is broken does not hide what comes after it; lines are counted with every kind of line break.
    #[test]
    fn a_broken_block_hides_no_other() {
        let block = demo::file("server.pem").unwrap();
        let half = "-----BEGIN CERTIFICATE-----\nMIIB\n";
        for (broken, lines) in [(half, 2), ("-----BEGIN X-----\n!\n-----END Y-----\n", 3)] {
            for ends in ["\n", "\r\n", "\r"] {
                let text = format!("{broken}{block}").replace('\n', ends);
                let found = scan(&text);
                assert!(matches!(&found[0], Err(Broken { line: 1, .. })));
                let second = found[1]
                    .as_ref()
                    .unwrap_or_else(|broken| panic!("{broken}"));
                let begin = 1 + block
                    .lines()
                    .position(|line| line.starts_with("-----BEGIN"))
                    .unwrap();
                assert_eq!(second.line, lines + begin);
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
