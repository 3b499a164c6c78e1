//! What is not DER, or not what RFC 5280 says, is refused in certificates and lists alike, and the error names the
//! part. Nothing has to be signed again for that: reading comes before verifying.

use super::issue::{Issue, List};
use crate::der::{der, header_len, len_of, replaced};
use premaster::pki::{Certificate, RevocationList};

/// Something at the end of what is in an element.
fn longer(element: &[u8]) -> Vec<u8> {
    der(
        element[0],
        &[&element[header_len(element)..], &[5, 0]].concat(),
    )
}

fn refused(der: &[u8], part: &str) {
    match Certificate::from_der(der) {
        Err(error) => assert!(error.to_string().contains(part), "{part}: {error}"),
        Ok(_) => panic!("{part}"),
    }
}

const TBS: usize = 0;
const SERIAL: [usize; 2] = [TBS, 1];
const VALIDITY: [usize; 2] = [TBS, 4];

#[test]
fn the_helper_changes_nothing_else() {
    let certificate = Issue::server().der();
    assert_eq!(
        replaced(&certificate, &SERIAL, &<[u8]>::to_vec),
        certificate
    );
}

#[test]
fn integers_are_as_short_as_they_can_be() {
    let certificate = Issue::server().der();
    for serial in [
        &[2, 0][..],
        &[2, 2, 0, 3],
        &[2, 2, 0xff, 0x80],
        &[2, 3, 0, 0, 0x80],
    ] {
        refused(
            &replaced(&certificate, &SERIAL, &|_| serial.to_vec()),
            "serialNumber",
        );
    }
    for serial in [
        &[2, 1, 0][..],
        &[2, 1, 0xfb],
        &[2, 2, 0, 0xfb],
        &[2, 2, 0xff, 0x7f],
    ] {
        let good = replaced(&certificate, &SERIAL, &|_| serial.to_vec());
        assert_eq!(Certificate::from_der(&good).unwrap().serial, serial[2..]);
    }
    let mut server = Issue::server();
    server.authority_certificate = Some(("Root", vec![0, 1]));
    refused(&server.der(), "authorityCertSerialNumber");

    let list = |serials: &[&[u8]]| List::new("Root", "root", serials);
    for (bad, part) in [
        (list(&[&[0, 3]]), "userCertificate"),
        (list(&[&[1], &[]]), "userCertificate"),
    ] {
        let error = RevocationList::from_der(&bad.der())
            .unwrap_err()
            .to_string();
        assert!(error.contains(part), "{error}");
    }
    let mut other = list(&[]);
    other.authority_certificate = Some(("Root", vec![0, 1]));
    assert!(RevocationList::from_der(&other.der()).is_err());
    // the number of a list: padded, and negative
    const LIST_EXTENSIONS: [usize; 5] = [0, 5, 0, 0, 1];
    let good = list(&[]).der();
    for number in [&[2, 2, 0, 1][..], &[2, 0], &[2, 1, 0xff]] {
        let bad = replaced(&good, &LIST_EXTENSIONS, &|_| der(4, number));
        let error = RevocationList::from_der(&bad).unwrap_err().to_string();
        assert!(error.contains("cRLNumber"), "{error}");
    }
}

#[test]
fn times_have_one_form_each() {
    let certificate = Issue::server().der();
    let with = |at: usize, tag: u8, time: &str| {
        replaced(&certificate, &[VALIDITY[0], VALIDITY[1], at], &|_| {
            der(tag, time.as_bytes())
        })
    };
    for (tag, time) in [
        (0x17, "2501010000Z"),
        (0x17, "250101000000+0100"),
        (0x17, "250101000000"),
        (0x17, "251301000000Z"),
        (0x17, "250230000000Z"),
        (0x17, "250101240000Z"),
        (0x17, "250101006000Z"),
        (0x17, "2501010000 0Z"),
        (0x18, "202501010000Z"),
        (0x18, "20250101000000.5Z"),
        (0x18, "20250101000000,5Z"),
        (0x18, "20250101000000"),
        (0x18, "20250101000000-0500"),
        (0x18, "250101000000Z"),
        (0x17, ""),
        (0x0c, "250101000000Z"),
    ] {
        refused(&with(0, tag, time), "notBefore");
        refused(&with(1, tag, time), "notAfter");
    }
    for (tag, time, read) in [
        (0x17, "491231235959Z", "2049-12-31T23:59:59Z"),
        (0x17, "500101000000Z", "1950-01-01T00:00:00Z"),
        (0x18, "20490101000000Z", "2049-01-01T00:00:00Z"),
        (0x18, "99991231235959Z", "9999-12-31T23:59:59Z"),
    ] {
        let good = Certificate::from_der(&with(1, tag, time)).unwrap();
        assert_eq!(good.validity.not_after.rfc3339(), read);
    }
}

#[test]
fn nothing_follows_what_a_definition_has() {
    let certificate = Issue::server().der();
    for (path, part) in [
        (&[][..], "Certificate"),
        (&[TBS], "tbsCertificate"),
        (&[TBS, 0], "version"),
        (&[TBS, 2], "signature"),
        (&VALIDITY, "validity"),
        (&[TBS, 3, 0, 0], "AttributeTypeAndValue"),
        (&[TBS, 5, 0, 0], "AttributeTypeAndValue"),
        (&[TBS, 6], "subjectPublicKeyInfo"),
        (&[TBS, 7], "extensions"),
        (&[TBS, 7, 0, 0], "Extension"),
        (&[1], "signatureAlgorithm"),
    ] {
        refused(&replaced(&certificate, path, &longer), part);
    }
    // in a relative distinguished name and among extensions there may be more, of the same kind
    refused(
        &replaced(&certificate, &[TBS, 3, 0], &longer),
        "AttributeTypeAndValue",
    );
    refused(&replaced(&certificate, &[TBS, 7, 0], &longer), "Extension");
}

#[test]
fn an_extension_has_its_parts_in_their_order() {
    let certificate = Issue::server().der();
    let with = |content: &[u8]| replaced(&certificate, &[TBS, 7, 0, 0], &|_| der(0x30, content));
    let (oid, critical, value) = (der(6, &[0x2a, 3, 4]), der(1, &[0xff]), der(4, &[5, 0]));
    let of = |parts: &[&[u8]]| with(&parts.concat());
    assert!(Certificate::from_der(&of(&[&oid, &critical, &value])).is_ok());
    refused(&of(&[&oid, &value, &critical]), "Extension");
    refused(&of(&[&critical, &value]), "extnID");
    refused(&of(&[&value]), "extnID");
    refused(&of(&[&oid, &critical]), "extnValue");
    refused(&of(&[&oid, &der(1, &[1]), &value]), "critical");
    refused(&of(&[&oid, &der(1, &[0xff, 0xff]), &value]), "critical");
    refused(&of(&[&der(6, &[0x80, 1]), &value]), "extnID");
    refused(&of(&[&der(6, &[]), &value]), "extnID");
    // the same in the list of another structure
    let list = List::new("Root", "root", &[]).der();
    let bad = replaced(&list, &[0, 5, 0, 0], &|_| {
        der(0x30, &[&oid[..], &value, &critical].concat())
    });
    assert!(RevocationList::from_der(&bad).is_err());
}

/// Versions 1 and 2 have no extensions.
#[test]
fn an_old_version_has_no_extensions() {
    for version in [0, 1] {
        let mut server = Issue::server();
        server.version = version;
        let error = Certificate::from_der(&server.der())
            .unwrap_err()
            .to_string();
        let said = format!("it is of version {} and has fields", version + 1);
        assert!(error.contains(&said), "{error}");
    }
    let mut server = Issue::server();
    server.version = 3;
    refused(&server.der(), "version");
    let list = List::new("Root", "root", &[]).der();
    // without its version a list is of version 1
    let content = &list[header_len(&list)..];
    let tbs = &content[..len_of(content)];
    let old = der(0x30, &tbs[header_len(tbs) + 3..]);
    let old = der(0x30, &[&old, &content[len_of(content)..]].concat());
    let error = RevocationList::from_der(&old).unwrap_err().to_string();
    assert!(error.contains("version 1"), "{error}");
}

/// Another reader, which is lenient, reads whatever ours reads.
#[test]
fn what_is_read_here_is_read_by_another_reader() {
    for (name, _) in premaster::pki::demo::FILES {
        let Some(certificate) = premaster::pki::demo::certificate(name) else {
            continue;
        };
        let (rest, parsed) = x509_parser::parse_x509_certificate(&certificate.der).unwrap();
        assert!(rest.is_empty());
        assert_eq!(parsed.raw_serial(), certificate.serial, "{name}");
        assert_eq!(
            parsed.validity().not_after.timestamp(),
            certificate.validity.not_after.0
        );
        assert_eq!(
            parsed.extensions().len(),
            certificate.extensions.present.len()
        );
        assert_eq!(parsed.tbs_certificate.as_ref(), certificate.tbs_bytes());
    }
}
