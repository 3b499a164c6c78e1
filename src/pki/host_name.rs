//! Is this certificate for the host the user asked for? RFC 9525 section 6.
//!
//! Only the subjectAltName counts: the common name is for people. A wildcard stands for
//! exactly one label, the left-most, and must be that whole label; RFC 9525 leaves it open
//! how much must follow, and here at least two labels must, so that `*.example` covers no host.
//! Left out: internationalised names, which must be given as A-labels (`xn--…`), and other
//! kinds of identifiers (SRV names, URIs).

use std::net::IpAddr;

use super::extensions::SubjectAltNames;

/// Whom the user asked for: the reference identifier of RFC 9525 section 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A DNS name, in lower case, without a dot at the end.
    Dns(String),
    /// An IP address, which only an iPAddress can match, never a dNSName.
    Ip(IpAddr),
}

impl Reference {
    /// Reads a host as a user writes it: a DNS name in any case, perhaps with the final dot of
    /// an absolute name; or an IP address, perhaps in the brackets of a URI. `None` when it is
    /// neither.
    pub fn parse(host: &str) -> Option<Reference> {
        let bare = host
            .strip_prefix('[')
            .and_then(|h| h.strip_suffix(']'))
            .unwrap_or(host);
        if let Ok(address) = bare.parse() {
            return Some(Reference::Ip(address));
        }
        let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        // the last label is never a number (RFC 1123 section 2.1): this is a mistyped address
        let last = name.rsplit('.').next().unwrap_or_default();
        let is_name = name.len() <= 253
            && name.split('.').all(is_label)
            && !last.bytes().all(|byte| byte.is_ascii_digit());
        is_name.then_some(Reference::Dns(name))
    }

    /// The first name of the certificate that matches, as the certificate writes it.
    pub fn matched_by(&self, names: &SubjectAltNames) -> Option<String> {
        match self {
            Reference::Dns(host) => names.dns.iter().find(|name| matches(name, host)).cloned(),
            Reference::Ip(host) => names
                .ip
                .iter()
                .find(|ip| *ip == host)
                .map(IpAddr::to_string),
        }
    }
}

/// Whether a dNSName of a certificate covers a host (in lower case).
fn matches(presented: &str, host: &str) -> bool {
    let presented = presented.to_ascii_lowercase();
    match presented.strip_prefix("*.") {
        None => presented == host,
        Some(rest) => {
            let enough = rest.split('.').count() >= 2;
            // a star anywhere else is no wildcard; the host has none, so it cannot be equal
            enough
                && host
                    .split_once('.')
                    .is_some_and(|(_, parent)| parent == rest)
        }
    }
}

/// A label of a host name as it is met in practice: LDH, and the underscore (RFC 2181 section 11).
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn covers(presented: &str, host: &str) -> bool {
        let names = SubjectAltNames {
            dns: vec![presented.to_owned()],
            ..Default::default()
        };
        Reference::parse(host).is_some_and(|reference| reference.matched_by(&names).is_some())
    }

    #[test]
    fn dns_names_match_as_rfc_9525_says() {
        for (presented, host, expected) in [
            ("shop.example", "shop.example", true),
            ("shop.example", "SHOP.Example", true),
            ("SHOP.EXAMPLE", "shop.example", true),
            ("shop.example", "shop.example.", true),
            ("shop.example", "www.shop.example", false),
            ("www.shop.example", "shop.example", false),
            ("shop.example", "shop.example.org", false),
            ("shop.example", "xshop.example", false),
            ("*.shop.example", "www.shop.example", true),
            ("*.shop.example", "www.SHOP.example.", true),
            ("*.shop.example", "a.b.shop.example", false),
            ("*.shop.example", "shop.example", false),
            ("*.shop.example", ".shop.example", false),
            ("*.example", "shop.example", false),
            ("*", "example", false),
            ("*.", "shop.", false),
            ("w*.shop.example", "www.shop.example", false),
            ("*w.shop.example", "www.shop.example", false),
            ("www.*.example", "www.shop.example", false),
            ("*.*.example", "www.shop.example", false),
            ("*.shop.example", "*.shop.example", false),
            ("xn--bcher-kva.example", "xn--bcher-kva.example", true),
            ("", "", false),
            ("192.0.2.1", "192.0.2.1", false),
        ] {
            assert_eq!(
                covers(presented, host),
                expected,
                "{presented:?} for {host:?}"
            );
        }
    }

    #[test]
    fn an_address_matches_only_the_same_address() {
        let names = SubjectAltNames {
            dns: vec!["*.0.2.1".to_owned()],
            ip: vec!["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()],
            ..Default::default()
        };
        for (host, expected) in [
            ("192.0.2.1", Some("192.0.2.1")),
            ("192.0.2.2", None),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:DB8:0::1]", Some("2001:db8::1")),
            ("::ffff:192.0.2.1", None),
        ] {
            let reference = Reference::parse(host).unwrap();
            assert_eq!(reference.matched_by(&names).as_deref(), expected, "{host}");
        }
    }

    #[test]
    fn what_is_no_host_is_none() {
        for host in [
            "",
            ".",
            "a..b",
            "a b",
            "ä.example",
            "a/b",
            "a:443",
            "192.0.2.256",
            "192.0.2.01",
            "192.0.2",
            "192.0.2.1.",
            "1",
            &"a".repeat(64),
        ] {
            assert_eq!(Reference::parse(host), None, "{host:?}");
        }
    }
}
