//! `HOST:PORT`, as a user writes it.

use crate::pki::host_name::Reference;
use crate::said;
use crate::text::{Said, escaped};
use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// A DNS name or an IP address, without brackets.
    pub host: String,
    /// The TCP port.
    pub port: u16,
}

/// Why a text is not an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum AddressError {
    /// A URL, or something with a path.
    Url {
        /// What was given.
        got: String,
    },
    /// There is no port.
    NoPort {
        /// What was given.
        got: String,
    },
    /// An IPv6 address without brackets, so it is not clear where the port begins.
    NoBrackets {
        /// What was given.
        got: String,
    },
    /// The port is not a number from 0 to 65535.
    Port {
        /// What was given.
        got: String,
    },
    /// Neither a DNS name nor an IP address.
    Host {
        /// What was given.
        got: String,
    },
}

impl AddressError {
    fn said(&self) -> Said {
        match self {
            AddressError::Url { .. } => said!("net.address.url"),
            AddressError::NoPort { got } => {
                said!("net.address.no_port", got = escaped(got.as_bytes()))
            }
            AddressError::NoBrackets { got } => {
                said!("net.address.no_brackets", got = escaped(got.as_bytes()))
            }
            AddressError::Port { got } => said!("net.address.port", got = escaped(got.as_bytes())),
            AddressError::Host { got } => said!("net.address.host", got = escaped(got.as_bytes())),
        }
    }

    /// What to write instead, if that is clear.
    pub fn hint(&self) -> Option<Said> {
        match self {
            AddressError::Url { got } => {
                let address = without_url(got);
                let is_address = address.parse::<Address>().is_ok();
                is_address.then(|| said!("net.address.write", address))
            }
            AddressError::NoPort { got } => {
                let address = format!("{}:443", got.trim_end_matches(':'));
                let is_address = address.parse::<Address>().is_ok();
                is_address.then(|| said!("net.address.https", address))
            }
            _ => None,
        }
    }
}

/// Host and port of a URL. The port is 443 if it has none.
fn without_url(text: &str) -> String {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let has_port = match host.rsplit_once(']') {
        Some((_, behind)) => behind.starts_with(':'),
        None => host.contains(':'),
    };
    match has_port {
        true => host.to_owned(),
        false => format!("{host}:443"),
    }
}

impl FromStr for Address {
    type Err = AddressError;

    /// Reads `example.org:443`, `192.0.2.1:443` or `[2001:db8::1]:443`.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let got = || text.to_owned();
        if text.contains('/') {
            return Err(AddressError::Url { got: got() });
        }
        let bracketed = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let (host, port) = match bracketed {
            Some((host, after)) => {
                let port = after
                    .strip_prefix(':')
                    .ok_or_else(|| AddressError::NoPort { got: got() })?;
                if host.parse::<Ipv6Addr>().is_err() {
                    let got = host.to_owned();
                    return Err(AddressError::Host { got });
                }
                (host, port)
            }
            None => match text.split_once(':') {
                None => return Err(AddressError::NoPort { got: got() }),
                Some((_, rest)) if rest.contains(':') => {
                    return Err(AddressError::NoBrackets { got: got() });
                }
                Some((host, port)) => (host, port),
            },
        };
        if Reference::parse(host).is_none() {
            let got = host.to_owned();
            return Err(AddressError::Host { got });
        }
        // `u16::from_str` takes a plus sign, which no port has
        let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        match port.parse() {
            Ok(port) if digits => Ok(Address {
                host: host.to_owned(),
                port,
            }),
            _ if port.is_empty() => Err(AddressError::NoPort { got: got() }),
            _ => Err(AddressError::Port {
                got: port.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn names_and_addresses_are_read_and_written_alike() {
        for (text, host, port) in [
            ("shop.example:443", "shop.example", 443),
            ("localhost:4433", "localhost", 4433),
            ("127.0.0.1:0", "127.0.0.1", 0),
            ("[::1]:65535", "::1", 65535),
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!((address.host.as_str(), address.port), (host, port));
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let refused = |text: &str| text.parse::<Address>().unwrap_err();
        let got = |text: &str| text.to_owned();
        for text in ["shop.example", "shop.example:", "[::1]", "[::1]:", ""] {
            assert_eq!(refused(text), AddressError::NoPort { got: got(text) });
        }
        for text in ["::1:443", "::1", "a:b:1"] {
            assert_eq!(refused(text), AddressError::NoBrackets { got: got(text) });
        }
        for port in ["65536", "https", "+443", "-1", " 443"] {
            let text = format!("shop.example:{port}");
            assert_eq!(refused(&text), AddressError::Port { got: got(port) });
        }
        for (text, host) in [(":443", ""), ("a b:443", "a b"), ("[x]:443", "x")] {
            assert_eq!(refused(text), AddressError::Host { got: got(host) });
        }
        let url = refused("https://shop.example:443/cart");
        assert!(url.to_string().contains("got a URL"), "{url}");
        let hint = url.hint().map(|hint| hint.to_string());
        assert!(hint.is_some_and(|hint| hint.contains("shop.example:443")));
    }
}
