//! The extension authorityKeyIdentifier, of certificates (RFC 5280 section 4.2.1.1) and of revocation lists
//! (section 5.2.1): with which of an issuer's keys they are signed.
//!
//! Read strictly, since it decides which certificate is taken for the issuer's.

use super::certificate::Certificate;
use super::der::{DerError, DerFault, Element, Reader, tag};
use super::general_name::GeneralName;
use super::name::{Name, serial_number, shown_hex};
use std::fmt;

/// AuthorityKeyIdentifier (section 4.2.1.1): which of an issuer's keys has signed, by its own identifier, by the
/// issuer's certificate, or by both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorityKeyId {
    /// keyIdentifier: the subject key identifier in the issuer's certificate.
    pub key_id: Option<Vec<u8>>,
    /// authorityCertIssuer: who has issued the issuer's certificate; of several names the first that is
    /// distinguished.
    pub issuer: Option<Name>,
    /// authorityCertSerialNumber: the serial number of the issuer's certificate, the bytes of the INTEGER.
    pub serial: Option<Vec<u8>>,
}

impl AuthorityKeyId {
    /// What the extension holds.
    pub(super) fn read(value: Reader<'_>) -> Result<AuthorityKeyId, DerError> {
        const PART: &str = "authorityKeyIdentifier";
        let mut value = value;
        let mut inside = value.sequence(PART)?;
        value.done()?;
        let mut said = AuthorityKeyId::default();
        if let Some(id) = inside.optional(tag::primitive(0), "keyIdentifier")? {
            said.key_id = Some(id.content().to_vec());
        }
        if let Some(names) = inside.optional(tag::constructed(1), "authorityCertIssuer")? {
            said.issuer = directory_name(&names)?;
        }
        if let Some(serial) = inside.optional(tag::primitive(2), "authorityCertSerialNumber")? {
            said.serial = Some(serial.integer()?.to_vec());
        }
        inside.done().map_err(|error| DerError {
            fault: DerFault::Order,
            ..error
        })?;
        Ok(said)
    }

    /// Whether a certificate of the issuer's is the one that is meant; `None` where nothing says so or
    /// otherwise.
    pub fn means(&self, issuer: &Certificate) -> Option<bool> {
        let key_id = self
            .key_id
            .as_ref()
            .zip(issuer.extensions.subject_key_id.as_ref());
        let agreements = [
            key_id.map(|(said, is)| said == is),
            self.serial.as_ref().map(|serial| *serial == issuer.serial),
            self.issuer
                .as_ref()
                .map(|name| name.matches(&issuer.issuer)),
        ];
        agreements
            .into_iter()
            .flatten()
            .reduce(|one, other| one && other)
    }
}

/// By the names of the RFC, but for the key identifier, which stands alone: `1f:00, authorityCertSerialNumber 05`.
impl fmt::Display for AuthorityKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            self.key_id.as_ref().map(|id| shown_hex(id)),
            self.issuer
                .as_ref()
                .map(|name| format!("authorityCertIssuer {name}")),
            (self.serial.as_ref())
                .map(|serial| format!("authorityCertSerialNumber {}", serial_number(serial))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(&parts.join(", "))
    }
}

/// The first distinguished name of GeneralNames, if there is one.
fn directory_name(names: &Element<'_>) -> Result<Option<Name>, DerError> {
    let mut found = None;
    for name in GeneralName::all(names.inside())? {
        if let GeneralName::Directory(name) = name {
            found.get_or_insert(name);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_key_identifier_is_read_whole_or_not_at_all() {
        let name = [0x30, 12, 0x31, 10, 0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'R'];
        let issuer = [&[0xa1, 16 + 3, 0x82, 1, b'x', 0xa4, 14][..], &name].concat();
        let parts = [&[0x80, 2, 0x1f, 0][..], &issuer, &[0x82, 2, 0, 0x85]];
        let value = |parts: &[&[u8]]| {
            let parts = parts.concat();
            [&[0x30, parts.len() as u8][..], &parts].concat()
        };
        let read = |parts: &[&[u8]]| AuthorityKeyId::read(Reader::new(&value(parts), "value")).ok();
        let shown = |parts: &[&[u8]]| read(parts).map(|said| said.to_string());
        let all = "1f:00, authorityCertIssuer CN=R, authorityCertSerialNumber 85";
        assert_eq!(shown(&parts).as_deref(), Some(all));
        let serial = "authorityCertSerialNumber 85";
        assert_eq!(shown(&parts[2..]).as_deref(), Some(serial));
        assert_eq!(read(&[]), Some(AuthorityKeyId::default()));
        // in another order, twice, with what is unknown, with an empty number, or with half a name
        let half = [&[0xa1, 16][..], &issuer[5..18]].concat();
        for parts in [
            &[parts[2], parts[0]][..],
            &[parts[1], parts[0]],
            &[parts[2], parts[1]],
            &[parts[0], parts[0]],
            &[parts[2], parts[2]],
            &[&[0x83, 1, 1]],
            &[&[0x82, 0]],
            &[&half],
        ] {
            assert_eq!(read(parts), None, "{parts:02x?}");
        }
    }
}
