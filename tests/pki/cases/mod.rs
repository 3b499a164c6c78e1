//! Chains with one defect each, and chains that only look defective.

mod lists;

use premaster::crypto::hash::HashAlgorithm;
use premaster::pki::{Certificate, CheckKind, RevocationList, demo};

use super::issue::*;
use crate::der::der;
pub use lists::{DELTA, DISTRIBUTION_POINT, limits};

/// A chain, and what is to be found.
#[derive(Clone)]
pub struct Case {
    pub what: &'static str,
    pub presented: Vec<Certificate>,
    pub anchors: Vec<Certificate>,
    /// The host, or `None` when a server checks a client.
    pub host: Option<&'static str>,
    pub now: &'static str,
    pub lists: Vec<RevocationList>,
    /// The first check that fails, or that none does.
    pub fails: Option<CheckKind>,
    /// Where OpenSSL judges otherwise, why.
    pub openssl_differs: Option<&'static str>,
    /// The lists as an OpenSSL reads them that takes a delta CRL for a complete one.
    pub deltas_as_complete: Option<Vec<RevocationList>>,
}

impl Case {
    fn good(what: &'static str) -> Case {
        Case::of(what, Issue::server(), Issue::intermediate(), Issue::root())
    }

    fn of(what: &'static str, server: Issue, intermediate: Issue, root: Issue) -> Case {
        Case {
            what,
            presented: vec![server.certificate(), intermediate.certificate()],
            anchors: vec![root.certificate()],
            host: Some("shop.example"),
            now: "2026-11-21",
            lists: Vec::new(),
            fails: None,
            openssl_differs: None,
            deltas_as_complete: None,
        }
    }

    fn server(what: &'static str, change: impl Fn(&mut Issue)) -> Case {
        let mut server = Issue::server();
        change(&mut server);
        Case::of(what, server, Issue::intermediate(), Issue::root())
    }

    fn intermediate(what: &'static str, change: impl Fn(&mut Issue)) -> Case {
        let mut intermediate = Issue::intermediate();
        change(&mut intermediate);
        Case::of(what, Issue::server(), intermediate, Issue::root())
    }

    fn root(what: &'static str, change: impl Fn(&mut Issue)) -> Case {
        let mut root = Issue::root();
        change(&mut root);
        Case::of(what, Issue::server(), Issue::intermediate(), root)
    }

    fn with(mut self, change: impl Fn(&mut Case)) -> Case {
        change(&mut self);
        self
    }

    fn host(mut self, host: &'static str) -> Case {
        self.host = Some(host);
        self
    }

    fn at(mut self, now: &'static str) -> Case {
        self.now = now;
        self
    }

    fn fails(mut self, kind: CheckKind) -> Case {
        self.fails = Some(kind);
        self
    }

    fn openssl_differs(mut self, why: &'static str) -> Case {
        self.openssl_differs = Some(why);
        self
    }
}

/// The certificates of a demonstration file.
pub fn demo(name: &str) -> Vec<Certificate> {
    Certificate::from_pem_chain(demo::file(name).unwrap()).unwrap()
}

/// The same certificate with one bit changed.
fn flipped(certificate: &Certificate, at: usize) -> Certificate {
    let mut der = certificate.der.clone();
    der[at] ^= 1;
    Certificate::from_der(&der).unwrap()
}

/// A path of so many certificates, leaf and anchor included.
pub fn long_path(certificates: usize) -> Case {
    let keys = ["client", "intermediate"];
    let authorities = certificates - 2;
    let mut presented = Vec::new();
    for i in 0..authorities {
        let (issuer, signer) = match i + 1 == authorities {
            true => ("Root".to_owned(), "root"),
            false => (format!("CA {}", i + 1), keys[i % 2]),
        };
        presented.push(Issue::ca(
            &format!("CA {i}"),
            keys[(i + 1) % 2],
            &issuer,
            signer,
        ));
    }
    let mut leaf = Issue::server();
    leaf.issuer = "CA 0".to_owned();
    let all = std::iter::once(&leaf)
        .chain(&presented)
        .map(Issue::certificate)
        .collect();
    Case::good("a long path").with(|case| case.presented = Vec::clone(&all))
}

pub fn all() -> Vec<Case> {
    let groups = [
        dates(),
        issuers(),
        signatures(),
        authorities(),
        usages(),
        names(),
        extensions(),
        ways(),
        lists::all(),
        lists::limited(),
    ];
    groups.into_iter().flatten().collect()
}

fn dates() -> Vec<Case> {
    use CheckKind::Dates;
    let expired = |issue: &mut Issue| issue.not_after = "2026-11-20T23:59:59Z";
    vec![
        Case::server("an expired server", expired).fails(Dates),
        Case::intermediate("an expired intermediate", expired).fails(Dates),
        Case::root("an expired root", expired).fails(Dates),
        Case::server("not yet valid", |s| s.not_before = "2026-11-21T00:00:01Z").fails(Dates),
        Case::good("its first second").at("2020-01-01"),
        Case::good("a second too early")
            .at("2019-12-31T23:59:59Z")
            .fails(Dates),
        Case::good("its last second but one").at("2099-12-31T23:59:58Z"),
        Case::good("its last second")
            .at("2099-12-31T23:59:59Z")
            .openssl_differs("it ends validity before notAfter, RFC 5280 4.1.2.5 after it"),
        Case::good("a second too late")
            .at("2100-01-01")
            .fails(Dates),
    ]
}

fn issuers() -> Vec<Case> {
    use CheckKind::IssuerKnown;
    let of_intermediate = Some(("Root", Issue::intermediate().serial));
    let other_root = || {
        let mut other = Issue::ca("Root", "client", "Root", "client");
        other.subject_key_id = Some("client");
        other
    };
    let self_signed = || {
        let mut own = Issue::server();
        (own.issuer, own.signer, own.authority_key_id) =
            ("shop.example".to_owned(), "server", Some("server"));
        own.certificate()
    };
    let in_a_circle = [
        Issue::ca("Intermediate", "intermediate", "Other", "client"),
        Issue::ca("Other", "client", "Intermediate", "intermediate"),
    ];
    vec![
        Case::good("the chain of the tests"),
        Case::good("the demonstration chain").with(|case| {
            case.presented = [demo("server.pem"), demo("intermediate.pem")].concat();
            case.anchors = demo("root.pem");
        }),
        Case::good("an unknown CA").fails(IssuerKnown).with(|case| {
            case.anchors = vec![Issue::ca("Other", "client", "Other", "client").certificate()];
        }),
        Case::good("no anchors at all")
            .fails(IssuerKnown)
            .with(|case| case.anchors.clear()),
        Case::good("the intermediate missing")
            .fails(IssuerKnown)
            .with(|case| {
                case.presented.truncate(1);
            }),
        Case::good("the root sent as well").with(|case| {
            case.presented.push(Issue::root().certificate());
        }),
        Case::good("the root sent, but not trusted")
            .fails(IssuerKnown)
            .with(|case| {
                case.presented.append(&mut case.anchors);
            }),
        Case::good("strangers sent, and in disorder").with(|case| {
            case.presented.insert(1, Issue::root().certificate());
            case.presented.insert(1, Issue::client().certificate());
        }),
        Case::good("the leaf sent twice").with(|case| {
            let leaf = case.presented[0].clone();
            case.presented.insert(1, leaf);
        }),
        Case::good("a namesake of the root")
            .fails(IssuerKnown)
            .with(|case| {
                case.anchors = vec![other_root().certificate()];
            }),
        Case::good("a namesake of the root beside the root").with(|case| {
            case.anchors.insert(0, other_root().certificate());
        }),
        Case::intermediate("namesakes without key identifiers", |i| {
            i.authority_key_id = None
        })
        .with(|case| case.anchors.insert(0, other_root().certificate()))
        .openssl_differs("it takes the first of that name, we the one whose key fits"),
        Case::server("the wrong key identifier", |s| {
            s.authority_key_id = Some("other")
        })
        .fails(IssuerKnown),
        Case::server(
            "the issuer's certificate by issuer and serial number",
            |s| {
                s.authority_certificate = of_intermediate.clone();
            },
        ),
        Case::server("by issuer and serial number alone", |s| {
            s.authority_certificate = of_intermediate.clone();
            s.authority_key_id = None;
        }),
        Case::server("another serial number of the issuer's certificate", |s| {
            s.authority_certificate = Some(("Root", vec![7]));
        })
        .fails(IssuerKnown),
        Case::server("another serial number alone", |s| {
            s.authority_certificate = Some(("Root", vec![7]));
            s.authority_key_id = None;
        })
        .fails(IssuerKnown),
        Case::server("another issuer of the issuer's certificate", |s| {
            s.authority_certificate = Some(("Other", Issue::intermediate().serial));
        })
        .fails(IssuerKnown),
        Case::server("an intermediate with another serial number first", |s| {
            s.authority_certificate = of_intermediate.clone();
        })
        .with(|case| {
            let mut renewed = Issue::intermediate();
            renewed.serial = vec![7];
            case.presented.insert(1, renewed.certificate());
        }),
        Case::root(
            "a root that means itself by issuer and serial number",
            |r| {
                r.authority_certificate = Some(("Root", r.serial.clone()));
            },
        ),
        Case::server("a critical subjectKeyIdentifier", |s| {
            s.critical_key_ids = [true, false]
        })
        .openssl_differs("it does not count it as understood"),
        Case::server("a critical authorityKeyIdentifier", |s| {
            s.critical_key_ids = [false, true]
        })
        .openssl_differs("it does not count it as understood"),
        Case::good("a self-signed server")
            .fails(IssuerKnown)
            .with(|case| {
                case.presented = vec![self_signed()];
            }),
        Case::good("a self-signed server with a broken signature")
            .fails(IssuerKnown)
            .with(|case| {
                let own = self_signed();
                case.presented = vec![flipped(&own, own.der.len() - 1)];
            }),
        Case::good("a self-signed server that is an anchor").with(|case| {
            case.presented = vec![self_signed()];
            case.anchors = vec![self_signed()];
        }),
        Case::good("an intermediate as anchor").with(|case| {
            case.anchors = vec![Issue::intermediate().certificate()];
        }),
        Case::good("CAs that vouch for each other")
            .fails(IssuerKnown)
            .with(|case| {
                case.presented.truncate(1);
                case.presented
                    .extend(in_a_circle.iter().map(Issue::certificate));
            }),
        long_path(50),
        Case::server("issuer in other letters", |s| {
            s.issuer = "INTERMEDIATE".to_owned()
        }),
    ]
}

fn signatures() -> Vec<Case> {
    use CheckKind::Signature;
    let hashed = |what, hash| Case::server(what, |server| server.hash = hash);
    vec![
        Case::good("a bit of the signature changed")
            .fails(Signature)
            .with(|case| {
                let leaf = &case.presented[0];
                case.presented[0] = flipped(leaf, leaf.der.len() - 1);
            }),
        Case::good("a bit of the intermediate's signature changed")
            .fails(Signature)
            .with(|case| {
                let intermediate = &case.presented[1];
                case.presented[1] = flipped(intermediate, intermediate.der.len() - 100);
            }),
        Case::good("a bit of the serial number changed")
            .fails(Signature)
            .with(|case| {
                let leaf = &case.presented[0];
                case.presented[0] = flipped(leaf, leaf.tbs.start + 4 + 5 + 2);
            }),
        Case::server("signed by another key", |s| s.signer = "client")
            .fails(Signature)
            .with(|_| ()),
        Case::server("another hash claimed inside", |s| {
            s.claimed_hash = Some(HashAlgorithm::Sha512)
        })
        .fails(Signature),
        hashed("signed over MD5", HashAlgorithm::Md5),
        hashed("signed over SHA-1", HashAlgorithm::Sha1),
        hashed("signed over SHA-224", HashAlgorithm::Sha224),
        hashed("signed over SHA-384", HashAlgorithm::Sha384),
        hashed("signed over SHA-512", HashAlgorithm::Sha512),
    ]
}

fn authorities() -> Vec<Case> {
    use CheckKind::{CaFlag, KeyUsage, PathLength};
    vec![
        Case::intermediate("an intermediate that is no CA", |i| {
            i.basic_constraints = Some((false, None));
        })
        .fails(CaFlag),
        Case::intermediate("no basicConstraints", |i| i.basic_constraints = None).fails(CaFlag),
        Case::intermediate("an intermediate of version 1", version_1).fails(CaFlag),
        Case::root("a root of version 1", version_1),
        Case::good("a server that issues")
            .fails(CaFlag)
            .host("bank.example")
            .with(|case| {
                let mut bank = Issue::server();
                (bank.issuer, bank.signer, bank.authority_key_id) =
                    ("shop.example".to_owned(), "server", Some("server"));
                (bank.subject, bank.key, bank.dns) =
                    ("bank.example".to_owned(), "client", vec!["bank.example"]);
                case.presented.insert(0, bank.certificate());
            }),
        Case::intermediate("path length 0", |i| {
            i.basic_constraints = Some((true, Some(0)))
        }),
        Case::root("path length 1", |r| {
            r.basic_constraints = Some((true, Some(1)))
        }),
        Case::root("path length exceeded", |r| {
            r.basic_constraints = Some((true, Some(0)))
        })
        .fails(PathLength),
        Case::root("a self-issued CA, not counted", |r| {
            r.basic_constraints = Some((true, Some(1)))
        })
        .with(|case| {
            let renewed = Issue::ca("Intermediate", "client", "Intermediate", "intermediate");
            let mut leaf = Issue::server();
            (leaf.signer, leaf.authority_key_id) = ("client", Some("client"));
            case.presented = vec![
                leaf.certificate(),
                renewed.certificate(),
                Issue::intermediate().certificate(),
            ];
        }),
        Case::intermediate("may not sign certificates", |i| {
            i.key_usage = Some(CRL_SIGN)
        })
        .fails(KeyUsage),
        Case::intermediate("no keyUsage", |i| i.key_usage = None),
    ]
}

fn version_1(issue: &mut Issue) {
    issue.version = 0;
    (issue.basic_constraints, issue.key_usage) = (None, None);
    (issue.subject_key_id, issue.authority_key_id) = (None, None);
}

fn usages() -> Vec<Case> {
    use CheckKind::{ExtendedKeyUsage, KeyType, KeyUsage};
    let client = |what, client: Issue| {
        Case::of(what, client, Issue::intermediate(), Issue::root()).with(|case| case.host = None)
    };
    vec![
        Case::server("for clients only", |s| {
            s.extended_key_usage = Some(CLIENT_AUTH)
        })
        .fails(ExtendedKeyUsage),
        Case::server("for any purpose", |s| {
            s.extended_key_usage = Some(ANY_PURPOSE)
        })
        .fails(ExtendedKeyUsage),
        Case::server("no extKeyUsage", |s| s.extended_key_usage = None),
        Case::intermediate("a CA for servers", |i| {
            i.extended_key_usage = Some(SERVER_AUTH)
        }),
        Case::intermediate("a CA for clients", |i| {
            i.extended_key_usage = Some(CLIENT_AUTH)
        })
        .fails(ExtendedKeyUsage),
        Case::server("no keyUsage", |s| s.key_usage = None),
        Case::server("only keyEncipherment", |s| {
            s.key_usage = Some(KEY_ENCIPHERMENT)
        }),
        Case::server("only cRLSign", |s| s.key_usage = Some(CRL_SIGN)).fails(KeyUsage),
        Case::server("only digitalSignature", |s| {
            s.key_usage = Some(DIGITAL_SIGNATURE)
        })
        .fails(KeyUsage)
        .openssl_differs("enough for ECDHE, but RSA key exchange needs keyEncipherment"),
        Case::server("an elliptic curve", |s| {
            s.public_key_info = Some(p256_public_key_info())
        })
        .fails(KeyType)
        .openssl_differs("it can use such a key, RSA key exchange cannot"),
        client("a client", Issue::client()),
        client("a server as a client", Issue::server()).fails(ExtendedKeyUsage),
        client(
            "a client that may not sign",
            Issue {
                key_usage: Some(KEY_ENCIPHERMENT),
                ..Issue::client()
            },
        )
        .fails(KeyUsage),
    ]
}

fn names() -> Vec<Case> {
    use CheckKind::HostName;
    let named = |what, name| Case::server(what, |server| server.dns = vec![name]);
    vec![
        Case::good("another host")
            .host("bank.example")
            .fails(HostName),
        Case::good("capital letters").host("SHOP.Example"),
        Case::server("the second name", |s| {
            s.dns = vec!["a.example", "shop.example"]
        }),
        named("a wildcard", "*.shop.example").host("www.shop.example"),
        named("a wildcard is one label", "*.shop.example")
            .host("a.b.shop.example")
            .fails(HostName),
        named("a wildcard is not nothing", "*.shop.example").fails(HostName),
        named("a wildcard for all of .example", "*.example").fails(HostName),
        named("a wildcard in the middle", "www.*.example")
            .host("www.shop.example")
            .fails(HostName),
        named("a wildcard in a label", "w*.shop.example")
            .host("www.shop.example")
            .fails(HostName)
            .openssl_differs("it still takes partial wildcards, RFC 9525 section 6.3 forbids them"),
        Case::server("a common name beside other names", |s| {
            s.dns = vec!["www.shop.example"]
        })
        .fails(HostName),
        Case::server("a common name alone", |s| s.dns.clear())
            .fails(HostName)
            .openssl_differs("it falls back on the common name, RFC 9525 section 2 does not"),
        Case::server("an address", |s| s.ip = vec![vec![192, 0, 2, 1]]).host("192.0.2.1"),
        Case::server("another address", |s| s.ip = vec![vec![192, 0, 2, 1]])
            .host("192.0.2.2")
            .fails(HostName),
        named("an address as a name", "192.0.2.1")
            .host("192.0.2.1")
            .fails(HostName),
        named("a name with a zero byte", "shop.example\0.bank.example").fails(HostName),
    ]
}

/// Extensions that OpenSSL takes where they are critical and that are not understood here, by name, object
/// identifier and value.
pub fn not_understood() -> [(&'static str, &'static [u8], Vec<u8>); 5] {
    let point = der(0xa0, &der(0xa0, &der(0x86, b"http://a.example/list")));
    let policy = || der(0x06, &[0x2a, 0x03, 0x04]);
    let mapped = [policy(), policy()].concat();
    [
        (
            "cRLDistributionPoints",
            &[0x55, 0x1d, 31],
            der(0x30, &der(0x30, &point)),
        ),
        (
            "policyMappings",
            &[0x55, 0x1d, 33],
            der(0x30, &der(0x30, &mapped)),
        ),
        (
            "policyConstraints",
            &[0x55, 0x1d, 36],
            der(0x30, &der(0x80, &[0])),
        ),
        ("inhibitAnyPolicy", &[0x55, 0x1d, 54], der(0x02, &[0])),
        (
            "OCSP no-check",
            &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5],
            der(0x05, &[]),
        ),
    ]
}

fn extensions() -> Vec<Case> {
    use CheckKind::CriticalExtensions;
    const UNKNOWN: &[u8] = &[0x2a, 0x03, 0x04];
    const POLICIES: &[u8] = &[0x55, 0x1d, 32];
    const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 30];
    let any_policy = der(0x30, &der(0x30, &der(0x06, &[0x55, 0x1d, 0x20, 0x00])));
    let only_example = der(0x30, &der(0xa0, &der(0x30, &der(0x82, b"example"))));
    let more = |oid, critical, value: &[u8]| {
        let value = value.to_vec();
        move |issue: &mut Issue| issue.more = vec![(oid, critical, value.clone())]
    };
    let only_openssl = not_understood().map(|(name, oid, value)| {
        Case::server(name, more(oid, true, &value))
            .fails(CriticalExtensions)
            .openssl_differs("it understands the extension")
    });
    let mut cases = vec![
        Case::server("unknown, critical", more(UNKNOWN, true, &[5, 0])).fails(CriticalExtensions),
        Case::intermediate(
            "unknown, critical, in the intermediate",
            more(UNKNOWN, true, &[5, 0]),
        )
        .fails(CriticalExtensions),
        Case::server("unknown, not critical", more(UNKNOWN, false, &[5, 0])),
        Case::server("critical policies", more(POLICIES, true, &any_policy)),
        Case::intermediate(
            "name constraints",
            more(NAME_CONSTRAINTS, true, &only_example),
        )
        .fails(CriticalExtensions)
        .openssl_differs("it processes name constraints, premaster refuses them"),
    ];
    cases.extend(only_openssl);
    cases
}

/// Several ways up.
fn ways() -> Vec<Case> {
    use CheckKind::{Dates, IssuerKnown, Signature};
    let expired = |mut issue: Issue| {
        issue.not_after = "2021-01-01";
        issue.certificate()
    };
    // without key identifiers, so that only the signature tells
    let silent = |mut issue: Issue| {
        (issue.subject_key_id, issue.authority_key_id) = (None, None);
        issue
    };
    let forged = |mut issue: Issue| {
        (issue.signer, issue.authority_key_id) = ("client", None);
        issue.certificate()
    };
    vec![
        Case::good("an expired intermediate before the renewed one").with(|case| {
            case.presented.insert(1, expired(Issue::intermediate()));
        }),
        Case::good("an expired intermediate after the renewed one").with(|case| {
            case.presented.push(expired(Issue::intermediate()));
        }),
        Case::good("an expired root before the renewed one").with(|case| {
            case.anchors.insert(0, expired(Issue::root()));
        }),
        Case::good("an intermediate that leads nowhere before the one that leads to the root")
            .with(|case| {
                let elsewhere = Issue::ca("Intermediate", "intermediate", "Nobody", "client");
                case.presented.insert(1, elsewhere.certificate());
            })
            .openssl_differs("it does not go back"),
        Case::good("a namesake of the intermediate with another key first")
            .with(|case| {
                let mut leaf = Issue::server();
                leaf.authority_key_id = None;
                let namesake = silent(Issue::ca("Intermediate", "client", "Root", "root"));
                case.presented = vec![
                    leaf.certificate(),
                    namesake.certificate(),
                    Issue::intermediate().certificate(),
                ];
            })
            .openssl_differs("it takes the first of that name, we the one whose key fits"),
        Case::good("an intermediate that is no CA before the same as a CA")
            .with(|case| {
                let mut first = Issue::intermediate();
                first.basic_constraints = Some((false, None));
                case.presented.insert(1, first.certificate());
            })
            .openssl_differs("it does not go back"),
        Case::good("eight copies of an intermediate that is no CA before the same as a CA")
            .with(|case| {
                let mut first = Issue::intermediate();
                first.basic_constraints = Some((false, None));
                let copies = std::iter::repeat_n(first.certificate(), 8);
                case.presented.splice(1..1, copies);
            })
            .openssl_differs("it does not go back"),
        Case::good("four expired roots, sent as well, before a way to another root")
            .with(|case| {
                let old = |serial| {
                    let mut root = Issue::root();
                    root.serial = vec![serial];
                    expired(root)
                };
                let other_root = Issue::ca("Other", "client", "Other", "client");
                let cross = Issue::ca("Root", "root", "Other", "client");
                case.anchors = (1..5).map(old).collect();
                case.presented.extend(case.anchors.clone());
                case.presented.push(cross.certificate());
                case.anchors.push(other_root.certificate());
            })
            .openssl_differs("it does not go back"),
        Case::good("both ways bad, the one within its dates comes first")
            .fails(Signature)
            .with(|case| {
                let other = forged(Issue::intermediate());
                case.presented[1] = expired(Issue::intermediate());
                case.presented.push(other);
            }),
        Case::good("a forged copy of the expired root, with other dates")
            .fails(Dates)
            .with(|case| {
                case.anchors = vec![expired(Issue::root())];
                case.presented.push(forged(Issue::root()));
            }),
        Case::good("the name and the key of a trusted server, and another host")
            .host("bank.example")
            .fails(IssuerKnown)
            .with(|case| {
                case.anchors = vec![case.presented[0].clone()];
                let mut other = Issue::server();
                other.dns = vec!["bank.example"];
                case.presented = vec![forged(other)];
            }),
        Case::intermediate("an intermediate with a key for PSS", |i| {
            i.public_key_info = Some(pss_public_key_info("intermediate", None));
        })
        .with(|case| {
            let mut leaf = Issue::server();
            leaf.pss = true;
            case.presented[0] = leaf.certificate();
        }),
        Case::intermediate("a key for PSS with SHA-256, that signs with it", |i| {
            let only = Some(HashAlgorithm::Sha256);
            i.public_key_info = Some(pss_public_key_info("intermediate", only));
        })
        .with(|case| {
            let mut leaf = Issue::server();
            leaf.pss = true;
            case.presented[0] = leaf.certificate();
        }),
        Case::intermediate("a key for PSS with SHA-384, that signs with SHA-256", |i| {
            let only = Some(HashAlgorithm::Sha384);
            i.public_key_info = Some(pss_public_key_info("intermediate", only));
        })
        .fails(Signature)
        .with(|case| {
            let mut leaf = Issue::server();
            leaf.pss = true;
            case.presented[0] = leaf.certificate();
        }),
        Case::intermediate("a key for PSS that signs in the old way", |i| {
            i.public_key_info = Some(pss_public_key_info("intermediate", None));
        })
        .fails(Signature)
        .openssl_differs("it finds no issuer with a fitting key, we one whose key is not for it"),
    ]
}
