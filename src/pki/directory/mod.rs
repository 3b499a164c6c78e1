//! A directory: entries for users, in which the certificates stand that they may use now.
//!
//! A server can demand that the very certificate which a client shows stands in the user's entry. To
//! take it out of there locks the user out at once, long before the certificate expires, and without
//! a revocation list. The directory is a file here: LDIF (RFC 2849), with the attribute
//! `userCertificate;binary` of RFC 4523, which may have further options. A file has at least one entry. Left out: change records, values behind a URL, and a
//! directory that is asked over LDAP.

mod distinguished_name;

use super::certificate::{Certificate, CertificateError};
use super::name::shown;
use crate::{label, said};
use base64ct::{Base64, Encoding};
use distinguished_name::DistinguishedName;
use std::fmt;

/// A directory: its entries, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The entries.
    pub entries: Vec<Entry>,
}

/// The entry of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its distinguished name, as the file spells it, safe to show.
    pub dn: String,
    /// The certificates in it, as DER.
    pub certificates: Vec<Vec<u8>>,
    /// The name as it is compared.
    name: DistinguishedName,
}

/// What a directory says of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There is no entry for the certificate's subject.
    NoEntry,
    /// There is one, and the very certificate stands in it.
    Present {
        /// The entry's name.
        dn: String,
        /// How many certificates stand there.
        certificates: usize,
    },
    /// There is one, and the certificate is not in it.
    Absent {
        /// The entry's name.
        dn: String,
        /// How many certificates stand there.
        certificates: usize,
    },
}

/// Why a text is not a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LdifError {
    /// The line, from 1; of a folded line the first.
    pub line: usize,
    /// What should be there.
    pub expected: &'static str,
    /// What is.
    pub got: String,
}

impl fmt::Display for LdifError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LdifError {
            line,
            expected,
            got,
        } = self;
        said!("pki.ldif.error", line, expected = *expected, got).fmt(f)
    }
}

impl std::error::Error for LdifError {}

/// A line that has been put together again.
struct Line {
    number: usize,
    text: String,
}

impl Directory {
    /// Reads LDIF.
    ///
    /// # Errors
    /// [`LdifError`] with the first line that is not as it should be.
    pub fn from_ldif(text: &str) -> Result<Directory, LdifError> {
        let mut directory = Directory::default();
        let mut current: Option<Entry> = None;
        // a byte order mark at the start belongs to no line
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for line in unfold(text)? {
            let fault = |expected, got: &str| LdifError {
                line: line.number,
                expected,
                got: shown(got),
            };
            if line.text.is_empty() {
                directory.entries.extend(current.take());
                continue;
            }
            let parts = line
                .text
                .split_once(':')
                .filter(|(name, _)| !name.is_empty());
            let Some((name, value)) = parts else {
                return Err(fault(label!("pki.ldif.attribute"), &line.text));
            };
            let name = name.to_ascii_lowercase();
            let value = match value.strip_prefix(':') {
                Some(coded) => Base64::decode_vec(coded.trim())
                    .map_err(|_| fault(label!("pki.ldif.base64"), coded.trim()))?,
                None if value.starts_with('<') => {
                    return Err(fault(label!("pki.ldif.no_url"), value));
                }
                None => value.trim_start_matches(' ').as_bytes().to_vec(),
            };
            match (name.as_str(), &mut current) {
                ("version", None) if directory.entries.is_empty() => {
                    if value != b"1" {
                        return Err(fault(
                            label!("pki.ldif.version"),
                            &String::from_utf8_lossy(&value),
                        ));
                    }
                }
                ("dn", None) => {
                    let dn = String::from_utf8(value).map_err(|_| {
                        fault(label!("pki.ldif.utf8_name"), label!("pki.ldif.got_bytes"))
                    })?;
                    let name = DistinguishedName::parse(&dn)
                        .ok_or_else(|| fault(label!("pki.ldif.name"), &dn))?;
                    current = Some(Entry {
                        name,
                        dn: shown(&dn),
                        certificates: Vec::new(),
                    });
                }
                (_, None) => return Err(fault(label!("pki.ldif.dn"), &line.text)),
                ("changetype", Some(_)) => {
                    return Err(fault(label!("pki.ldif.no_change"), &line.text));
                }
                (description, Some(entry)) if is_certificate(description) => {
                    if let Err(error) = Certificate::from_der(&value) {
                        let expected = label!("pki.ldif.certificate");
                        return Err(fault(expected, &instead(value.len(), &error)));
                    }
                    entry.certificates.push(value);
                }
                // whatever else stands in an entry is no business of ours
                (_, Some(_)) => {}
            }
        }
        directory.entries.extend(current);
        if directory.entries.is_empty() {
            return Err(LdifError {
                line: text.lines().count().max(1),
                expected: label!("pki.ldif.entry"),
                got: label!("pki.ldif.got_end").to_owned(),
            });
        }
        Ok(directory)
    }

    /// Whether a certificate stands in the entry of its subject. Where there are several entries of that
    /// name, all are looked at.
    pub fn holds(&self, certificate: &Certificate) -> Answer {
        let wanted = DistinguishedName::of(&certificate.subject);
        let own = || self.entries.iter().filter(|entry| entry.name == wanted);
        let there = own().find(|entry| entry.certificates.contains(&certificate.der));
        let Some(entry) = there.or_else(|| own().next()) else {
            return Answer::NoEntry;
        };
        let dn = entry.dn.clone();
        match there {
            Some(entry) => Answer::Present {
                dn,
                certificates: entry.certificates.len(),
            },
            None => Answer::Absent {
                dn,
                certificates: own().map(|entry| entry.certificates.len()).sum(),
            },
        }
    }
}

/// Whether an attribute description, in lower case, is that of userCertificate, by its name or its object
/// identifier. `binary` and other options may stand behind it in any order (RFC 4512 section 2.5).
fn is_certificate(description: &str) -> bool {
    let attribute = description.split(';').next();
    matches!(attribute, Some("usercertificate" | "2.5.4.36"))
}

/// What stands where a certificate was expected.
fn instead(len: usize, error: &CertificateError) -> String {
    let said = match error {
        _ if len == 0 => said!("pki.ldif.got_nothing"),
        CertificateError::Malformed { error, .. } => {
            said!("pki.ldif.got_malformed", len, error = error.said())
        }
        CertificateError::TrailingBytes { expected, .. } => {
            said!("pki.ldif.got_trailing", len, expected)
        }
        CertificateError::DuplicateExtension { name } => said!("pki.ldif.got_duplicate", name),
        other => other.said(),
    };
    said.to_string()
}

/// The lines of a file: what is folded put together, comments left out. Entries are separated by an
/// empty line.
fn unfold(text: &str) -> Result<Vec<Line>, LdifError> {
    let mut lines: Vec<Line> = Vec::new();
    let mut comment = false;
    for (i, raw) in text.lines().enumerate() {
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        if let Some(more) = raw.strip_prefix(' ') {
            match lines.last_mut() {
                _ if comment => {}
                Some(line) if !line.text.is_empty() => line.text.push_str(more),
                _ => {
                    return Err(LdifError {
                        line: i + 1,
                        expected: label!("pki.ldif.line"),
                        got: label!("pki.ldif.got_space").to_owned(),
                    });
                }
            }
            continue;
        }
        comment = raw.starts_with('#');
        if !comment {
            lines.push(Line {
                number: i + 1,
                text: raw.to_owned(),
            });
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::demo;

    fn base64(bytes: &[u8]) -> String {
        Base64::encode_string(bytes)
    }

    #[test]
    fn the_demonstration_directory_knows_who_may_come_in() {
        let directory = demo::directory("directory.ldif").unwrap();
        let holds = |name: &str| directory.holds(&demo::certificate(name).unwrap());
        let dn = |name: &str| format!("CN={name},O=Premaster Demonstration");
        let present = Answer::Present {
            dn: dn("client-7"),
            certificates: 1,
        };
        assert_eq!(holds("client.pem"), present);
        let absent = Answer::Absent {
            dn: dn("client-8"),
            certificates: 0,
        };
        assert_eq!(holds("other-client.pem"), absent);
        assert_eq!(holds("server.pem"), Answer::NoEntry);
    }

    /// The forms of RFC 2849: folded lines, comments (folded as well), base64, spaces, line ends of
    /// both kinds, names in any case.
    #[test]
    fn every_form_of_a_line_is_read() {
        let certificate = demo::certificate("client.pem").unwrap();
        let coded = base64(&certificate.der);
        let (first, rest) = coded.split_at(40);
        let dn = base64("cn=CLIENT-7 ,  o=premaster demonstration".as_bytes());
        let text = format!(
            "version: 1\r\n# a comment\r\n  that goes on\r\ndn:: {dn}\r\nobjectClass: top\r\n\
             # another\r\nUserCertificate;Binary:: {first}\r\n {rest}\r\ndescription:none\r\n\r\n\
             dn: cn=x\r\n"
        );
        for text in [text.clone(), text.replace("\r\n", "\n")] {
            let directory = Directory::from_ldif(&text).unwrap();
            assert_eq!(directory.entries.len(), 2);
            assert_eq!(directory.entries[0].certificates.concat(), certificate.der);
            let answer = directory.holds(&certificate);
            assert!(matches!(answer, Answer::Present { .. }), "{answer:?}");
        }
    }

    /// In any order, under the attribute's number too; and a mark before the first line is none of it.
    #[test]
    fn a_certificate_may_have_further_options() {
        let certificate = demo::certificate("client.pem").unwrap();
        let coded = base64(&certificate.der);
        for attribute in [
            "userCertificate",
            "userCertificate;binary;x-a",
            "userCertificate;x-a;binary",
            "2.5.4.36;binary",
        ] {
            let entry = "\u{feff}dn: CN=client-7,O=Premaster Demonstration";
            let text = format!("{entry}\n{attribute}:: {coded}\nuserCertificates:: AAAA\n");
            let directory = Directory::from_ldif(&text).unwrap();
            let answer = directory.holds(&certificate);
            assert!(
                matches!(answer, Answer::Present { .. }),
                "{attribute}: {answer:?}"
            );
        }
    }

    #[test]
    fn what_is_no_certificate_is_told_whole() {
        let der = demo::certificate("client.pem").unwrap().der;
        let line = |value: &[u8]| format!("dn: cn=x\nuserCertificate;binary:: {}", base64(value));
        let long = [&der[..], &[0]].concat();
        for (value, got) in [
            (&[][..], "an empty value".to_owned()),
            (&[0; 3], "3 bytes that are not a certificate: ".to_owned()),
            (
                &long,
                format!(
                    "{} bytes, of which the first {} are one",
                    der.len() + 1,
                    der.len()
                ),
            ),
        ] {
            let error = Directory::from_ldif(&line(value)).unwrap_err().to_string();
            let start = "line 2: expected a certificate, its DER in base64 after `::`, got ";
            assert!(error.starts_with(&format!("{start}{got}")), "{error}");
        }
        // what is long is cut, and says so
        let text = format!("dn: cn=x\nuserCertificate:: {}", "%".repeat(1000));
        let error = Directory::from_ldif(&text).unwrap_err().to_string();
        assert!(error.ends_with("%… (1,000 bytes)"), "{error}");
    }

    #[test]
    fn a_second_entry_of_the_name_is_looked_at_too() {
        let certificate = demo::certificate("client.pem").unwrap();
        let coded = base64(&certificate.der);
        let empty = "dn: CN=client-7,O=Premaster Demonstration\ncn: client-7\n";
        let full = format!("{empty}userCertificate;binary:: {coded}\n");
        for text in [format!("{empty}\n{full}"), format!("{full}\n{empty}")] {
            let answer = Directory::from_ldif(&text).unwrap().holds(&certificate);
            assert!(matches!(answer, Answer::Present { .. }), "{answer:?}");
        }
        let other = base64(&demo::certificate("server.pem").unwrap().der);
        let other = format!("{empty}userCertificate;binary:: {other}\n");
        let answer = Directory::from_ldif(&format!("{other}\n{other}")).unwrap();
        assert!(matches!(
            answer.holds(&certificate),
            Answer::Absent {
                certificates: 2,
                ..
            }
        ));
    }

    #[test]
    fn a_mistake_is_shown_with_its_line() {
        for (text, line, expected) in [
            ("version: 2", 1, "version 1"),
            ("version: 1\n\ncn: x", 3, "`dn:` at the start of an entry"),
            (
                "dn: cn=x\nnothing",
                2,
                "`attribute: value` or `attribute:: base64`",
            ),
            (
                "dn: cn=x\njpegPhoto:< file:///x",
                2,
                "a value in the file, not a URL",
            ),
            (
                "dn: cn=x\nchangetype: delete",
                2,
                "an entry, not a change to one",
            ),
            (
                "dn: cn=x\nuserCertificate;binary:: %%%",
                2,
                "base64 after `::`",
            ),
            (
                "dn: cn=x\nuserCertificate;binary:: AAAA",
                2,
                "a certificate, its DER in base64 after `::`",
            ),
            (
                "dn: cn=x\n: y",
                2,
                "`attribute: value` or `attribute:: base64`",
            ),
            ("", 1, "an entry, which begins with `dn:`"),
            (
                "\u{feff}version: 1\n# nobody\n",
                2,
                "an entry, which begins with `dn:`",
            ),
            (" x", 1, "a line that this one goes on"),
            (
                "dn: nobody",
                1,
                "a name such as `CN=client-7, O=Shop` (RFC 4514)",
            ),
        ] {
            let error = Directory::from_ldif(text).unwrap_err();
            assert_eq!((error.line, error.expected), (line, expected), "{text}");
        }
    }
}
