//! A CA for tests: writes the DER of a certificate field by field and signs it with one of the
//! demonstration keys, so that a test can make any defect it needs.

use crate::der::der;
use premaster::crypto::hash::HashAlgorithm;
use premaster::crypto::pkcs1;
use premaster::pki::pem::private_key_from_pem;
use premaster::pki::{Certificate, RevocationList, UnixTime, demo};

/// The key usage bits, as the first byte of the BIT STRING has them.
pub const DIGITAL_SIGNATURE: u8 = 0x80;
pub const KEY_ENCIPHERMENT: u8 = 0x20;
pub const KEY_CERT_SIGN: u8 = 0x04;
pub const CRL_SIGN: u8 = 0x02;

pub const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
pub const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
pub const ANY_PURPOSE: &[u8] = &[0x55, 0x1d, 0x25, 0x00];

/// What to put into a certificate. Keys are named by the demonstration file they are in.
#[derive(Clone)]
pub struct Issue {
    pub subject: String,
    pub issuer: String,
    pub key: &'static str,
    pub signer: &'static str,
    pub not_before: &'static str,
    pub not_after: &'static str,
    /// The number in the certificate: 2 is version 3.
    pub version: u8,
    pub hash: HashAlgorithm,
    /// Signed with PSS, the salt as long as the hash, instead of PKCS#1 v1.5.
    pub pss: bool,
    pub serial: Vec<u8>,
    /// The hash that the signed part claims, when it is to differ.
    pub claimed_hash: Option<HashAlgorithm>,
    pub basic_constraints: Option<(bool, Option<u8>)>,
    pub key_usage: Option<u8>,
    pub extended_key_usage: Option<&'static [u8]>,
    pub dns: Vec<&'static str>,
    pub ip: Vec<Vec<u8>>,
    /// Key identifiers of subject and issuer; for the former `None` is none at all.
    pub subject_key_id: Option<&'static str>,
    pub authority_key_id: Option<&'static str>,
    /// authorityCertIssuer and authorityCertSerialNumber.
    pub authority_certificate: Option<(&'static str, Vec<u8>)>,
    /// Whether the two key identifiers are marked as critical.
    pub critical_key_ids: [bool; 2],
    /// Object identifier (content), critical, value.
    pub more: Vec<(&'static [u8], bool, Vec<u8>)>,
    /// Another subjectPublicKeyInfo than that of `key`.
    pub public_key_info: Option<Vec<u8>>,
}

impl Issue {
    fn new(subject: &str, key: &'static str, issuer: &str, signer: &'static str) -> Issue {
        Issue {
            subject: subject.to_owned(),
            issuer: issuer.to_owned(),
            key,
            signer,
            not_before: "2020-01-01",
            not_after: "2099-12-31T23:59:59Z",
            version: 2,
            hash: HashAlgorithm::Sha256,
            pss: false,
            serial: vec![0x50, 0x4b],
            claimed_hash: None,
            basic_constraints: None,
            key_usage: None,
            extended_key_usage: None,
            dns: Vec::new(),
            ip: Vec::new(),
            subject_key_id: Some(key),
            authority_key_id: Some(signer),
            authority_certificate: None,
            critical_key_ids: [false; 2],
            more: Vec::new(),
            public_key_info: None,
        }
    }

    pub fn root() -> Issue {
        Issue::ca("Root", "root", "Root", "root")
    }

    pub fn intermediate() -> Issue {
        Issue::ca("Intermediate", "intermediate", "Root", "root")
    }

    pub fn ca(subject: &str, key: &'static str, issuer: &str, signer: &'static str) -> Issue {
        Issue {
            basic_constraints: Some((true, None)),
            key_usage: Some(KEY_CERT_SIGN | CRL_SIGN),
            ..Issue::new(subject, key, issuer, signer)
        }
    }

    pub fn server() -> Issue {
        Issue {
            basic_constraints: Some((false, None)),
            key_usage: Some(DIGITAL_SIGNATURE | KEY_ENCIPHERMENT),
            extended_key_usage: Some(SERVER_AUTH),
            dns: vec!["shop.example"],
            ..Issue::new("shop.example", "server", "Intermediate", "intermediate")
        }
    }

    pub fn client() -> Issue {
        Issue {
            key_usage: Some(DIGITAL_SIGNATURE),
            extended_key_usage: Some(CLIENT_AUTH),
            dns: Vec::new(),
            subject: "client-7".to_owned(),
            key: "client",
            subject_key_id: Some("client"),
            ..Issue::server()
        }
    }

    pub fn certificate(&self) -> Certificate {
        Certificate::from_der(&self.der()).unwrap()
    }

    pub fn der(&self) -> Vec<u8> {
        let mut tbs = Vec::new();
        if self.version > 0 {
            tbs.extend(der(0xa0, &der(0x02, &[self.version])));
        }
        tbs.extend(der(0x02, &self.serial));
        tbs.extend(algorithm(self.claimed_hash.unwrap_or(self.hash), self.pss));
        tbs.extend(name(&self.issuer));
        tbs.extend(der(
            0x30,
            &[time(self.not_before), time(self.not_after)].concat(),
        ));
        tbs.extend(name(&self.subject));
        tbs.extend(self.public_key_info.clone().unwrap_or_else(|| {
            let demo = demo::file(&format!("{}.pem", self.key)).unwrap();
            Certificate::from_pem_chain(demo).unwrap()[0]
                .public_key_info_bytes()
                .to_vec()
        }));
        let extensions = self.extensions();
        if !extensions.is_empty() {
            tbs.extend(der(0xa3, &der(0x30, &extensions)));
        }
        let tbs = der(0x30, &tbs);

        signed(tbs, self.signer, self.hash, self.pss)
    }

    fn extensions(&self) -> Vec<u8> {
        let mut all = Vec::new();
        if let Some((ca, path_len)) = self.basic_constraints {
            let ca = if ca { der(0x01, &[0xff]) } else { Vec::new() };
            let path_len = path_len.map(|n| der(0x02, &[n])).unwrap_or_default();
            all.extend(extension(
                &[0x55, 0x1d, 19],
                true,
                &der(0x30, &[ca, path_len].concat()),
            ));
        }
        if let Some(bits) = self.key_usage {
            let unused = bits.trailing_zeros() as u8;
            all.extend(extension(
                &[0x55, 0x1d, 15],
                true,
                &der(0x03, &[unused, bits]),
            ));
        }
        if let Some(purpose) = self.extended_key_usage {
            all.extend(extension(
                &[0x55, 0x1d, 37],
                false,
                &der(0x30, &der(0x06, purpose)),
            ));
        }
        let dns = self.dns.iter().map(|name| der(0x82, name.as_bytes()));
        let names: Vec<u8> = dns
            .chain(self.ip.iter().map(|ip| der(0x87, ip)))
            .flatten()
            .collect();
        if !names.is_empty() {
            all.extend(extension(&[0x55, 0x1d, 17], false, &der(0x30, &names)));
        }
        if let Some(id) = self.subject_key_id {
            all.extend(extension(
                &[0x55, 0x1d, 14],
                self.critical_key_ids[0],
                &der(0x04, id.as_bytes()),
            ));
        }
        let authority = authority(self.authority_key_id, self.authority_certificate.as_ref());
        if !authority.is_empty() {
            let critical = self.critical_key_ids[1];
            all.extend(extension(
                &[0x55, 0x1d, 35],
                critical,
                &der(0x30, &authority),
            ));
        }
        for (oid, critical, value) in &self.more {
            all.extend(extension(oid, *critical, value));
        }
        all
    }
}

/// The content of an authorityKeyIdentifier.
fn authority(key_id: Option<&str>, certificate: Option<&(&str, Vec<u8>)>) -> Vec<u8> {
    let key_id = key_id.map(|id| der(0x80, id.as_bytes()));
    let certificate = certificate.map(|(issuer, serial)| {
        let issuer = der(0xa1, &der(0xa4, &name(issuer)));
        [issuer, der(0x82, serial)].concat()
    });
    key_id.into_iter().chain(certificate).flatten().collect()
}

/// What is to be signed, how it is signed, and the signature.
fn signed(tbs: Vec<u8>, signer: &str, hash: HashAlgorithm, pss: bool) -> Vec<u8> {
    let key = private_key_from_pem(demo::file(&format!("{signer}.key")).unwrap()).unwrap();
    let signature = match pss {
        false => pkcs1::sign(&key, hash, &tbs).unwrap().signature,
        true => {
            let salt = vec![0x5a; hash.output_len()];
            premaster::crypto::pss::sign(&key, hash, &salt, &tbs)
                .unwrap()
                .signature
        }
    };
    let signature = der(0x03, &[&[0], &signature[..]].concat());
    der(0x30, &[tbs, algorithm(hash, pss), signature].concat())
}

/// A revocation list.
#[derive(Clone)]
pub struct List {
    pub issuer: String,
    pub signer: &'static str,
    pub this_update: &'static str,
    pub next_update: &'static str,
    pub serials: Vec<Vec<u8>>,
    /// cRLNumber, and whether it is marked as critical.
    pub number: u8,
    pub critical_number: bool,
    /// CRLReason of every entry.
    pub reason: Option<u8>,
    /// Whether the reason is marked as critical.
    pub critical_reason: bool,
    /// More extensions of the list: object identifier (content), critical, value.
    pub more: Vec<(&'static [u8], bool, Vec<u8>)>,
    /// An extension of every entry, not critical.
    pub of_entries: Option<(&'static [u8], Vec<u8>)>,
    pub authority_key_id: Option<&'static str>,
    pub authority_certificate: Option<(&'static str, Vec<u8>)>,
}

impl List {
    /// A list that is current in 2026.
    pub fn new(issuer: &str, signer: &'static str, serials: &[&[u8]]) -> List {
        List {
            issuer: issuer.to_owned(),
            signer,
            this_update: "2026-01-01",
            next_update: "2027-01-01",
            serials: serials.iter().map(|serial| serial.to_vec()).collect(),
            number: 1,
            critical_number: false,
            reason: None,
            critical_reason: false,
            more: Vec::new(),
            of_entries: None,
            authority_key_id: None,
            authority_certificate: None,
        }
    }

    pub fn list(&self) -> RevocationList {
        RevocationList::from_der(&self.der()).unwrap()
    }

    pub fn der(&self) -> Vec<u8> {
        let hash = HashAlgorithm::Sha256;
        let mut tbs = der(0x02, &[1]);
        tbs.extend(algorithm(hash, false));
        tbs.extend(name(&self.issuer));
        tbs.extend(time(self.this_update));
        tbs.extend(time(self.next_update));
        let entries = self.serials.iter().map(|serial| {
            let since = time("2021-01-01");
            let reason = self.reason.map(|reason| {
                extension(
                    &[0x55, 0x1d, 21],
                    self.critical_reason,
                    &der(0x0a, &[reason]),
                )
            });
            let other = (self.of_entries.as_ref()).map(|(oid, value)| extension(oid, false, value));
            let extensions: Vec<u8> = reason.into_iter().chain(other).flatten().collect();
            let extensions = match extensions.is_empty() {
                true => extensions,
                false => der(0x30, &extensions),
            };
            der(0x30, &[der(0x02, serial), since, extensions].concat())
        });
        let entries: Vec<u8> = entries.flatten().collect();
        if !entries.is_empty() {
            tbs.extend(der(0x30, &entries));
        }
        let number = der(0x02, &[self.number]);
        let mut extensions = extension(&[0x55, 0x1d, 20], self.critical_number, &number);
        let authority = authority(self.authority_key_id, self.authority_certificate.as_ref());
        if !authority.is_empty() {
            extensions.extend(extension(&[0x55, 0x1d, 35], false, &der(0x30, &authority)));
        }
        for (oid, critical, value) in &self.more {
            extensions.extend(extension(oid, *critical, value));
        }
        tbs.extend(der(0xa0, &der(0x30, &extensions)));
        signed(der(0x30, &tbs), self.signer, hash, false)
    }
}

/// The subjectPublicKeyInfo of a demonstration key as one for PSS signatures alone, with any hash or
/// with one.
pub fn pss_public_key_info(key: &str, only: Option<HashAlgorithm>) -> Vec<u8> {
    let demo = demo::file(&format!("{key}.pem")).unwrap();
    let info = Certificate::from_pem_chain(demo).unwrap()[0]
        .public_key_info_bytes()
        .to_vec();
    // SEQUENCE (4 bytes), the algorithm (15 bytes), the BIT STRING
    let any = der(
        0x30,
        &der(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 10]),
    );
    let algorithm = only.map_or(any, pss_algorithm);
    der(0x30, &[&algorithm, &info[4 + 15..]].concat())
}

/// A subjectPublicKeyInfo on P-256, the key being the curve's base point (FIPS 186-4 D.1.2.3).
pub fn p256_public_key_info() -> Vec<u8> {
    let point = "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
                 4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
    let point: Vec<u8> = (0..point.len() / 2)
        .map(|i| u8::from_str_radix(&point[2 * i..2 * i + 2], 16).unwrap())
        .collect();
    let ec_public_key = der(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]);
    let prime256v1 = der(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]);
    let algorithm = der(0x30, &[ec_public_key, prime256v1].concat());
    der(
        0x30,
        &[algorithm, der(0x03, &[&[0], &point[..]].concat())].concat(),
    )
}

fn algorithm(hash: HashAlgorithm, pss: bool) -> Vec<u8> {
    if pss {
        return pss_algorithm(hash);
    }
    let last = match hash {
        HashAlgorithm::Md5 => 4,
        HashAlgorithm::Sha1 => 5,
        HashAlgorithm::Sha224 => 14,
        HashAlgorithm::Sha256 => 11,
        HashAlgorithm::Sha384 => 12,
        HashAlgorithm::Sha512 => 13,
        HashAlgorithm::Md5Sha1 => panic!("no certificate is signed so"),
    };
    let oid = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last];
    der(0x30, &[der(0x06, &oid), der(0x05, &[])].concat())
}

/// id-RSASSA-PSS with its parameters (RFC 4055 section 3.1).
fn pss_algorithm(hash: HashAlgorithm) -> Vec<u8> {
    let last = match hash {
        HashAlgorithm::Sha384 => 2,
        HashAlgorithm::Sha512 => 3,
        _ => 1,
    };
    let oid = der(
        0x06,
        &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last],
    );
    let hash_algorithm = der(0x30, &[oid, der(0x05, &[])].concat());
    let mgf1 = der(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 8]);
    let mask = der(0x30, &[mgf1, hash_algorithm.clone()].concat());
    let salt_len = der(0x02, &[hash.output_len() as u8]);
    let parameters = [
        der(0xa0, &hash_algorithm),
        der(0xa1, &mask),
        der(0xa2, &salt_len),
    ];
    let pss = der(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 10]);
    der(0x30, &[pss, der(0x30, &parameters.concat())].concat())
}

pub fn name(common_name: &str) -> Vec<u8> {
    let value = der(0x0c, common_name.as_bytes());
    der(
        0x30,
        &der(
            0x31,
            &der(0x30, &[der(0x06, &[0x55, 0x04, 3]), value].concat()),
        ),
    )
}

fn time(text: &str) -> Vec<u8> {
    let digits: String = text
        .parse::<UnixTime>()
        .unwrap()
        .rfc3339()
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == 'Z')
        .collect();
    match &digits[..4] < "2050" {
        true => der(0x17, &digits.as_bytes()[2..]),
        false => der(0x18, digits.as_bytes()),
    }
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical {
        der(0x01, &[0xff])
    } else {
        Vec::new()
    };
    der(0x30, &[der(0x06, oid), critical, der(0x04, value)].concat())
}
