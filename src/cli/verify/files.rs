//! The files of `premaster verify`: certificates and revocation lists, as PEM or DER, as anyone has them.

use crate::cli::failure::Failure;
use premaster::pki::name::{MAX_SHOWN, cut, some_of};
use premaster::pki::{Certificate, RevocationList, pem};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// A file that is longer than this, in bytes, is no certificate or list.
const MAX_FILE_LEN: u64 = 16 << 20;

/// A kind of file: what it is called, and how it is read.
struct Kind<T> {
    what: &'static str,
    hint: &'static str,
    /// The labels of the blocks that are read.
    labels: &'static [&'static str],
    pem: fn(&str) -> Result<Vec<T>, String>,
    der: fn(&[u8]) -> Result<T, String>,
    /// What is easily given instead.
    instead: Instead,
}

/// What a file may be that was given in the place of another.
struct Instead {
    what: &'static str,
    is: fn(&[u8]) -> bool,
    labels: &'static [&'static str],
    hint: &'static str,
}

const LIST_LABELS: [&str; 1] = [pem::LIST_LABEL];

const CERTIFICATES: Kind<Certificate> = Kind {
    what: "certificates",
    hint: "`openssl x509 -in FILE -text` shows what is in a certificate.",
    labels: &pem::CERTIFICATE_LABELS,
    pem: |text| Certificate::from_pem_chain(text).map_err(|error| error.to_string()),
    der: |der| Certificate::from_der(der).map_err(|error| error.to_string()),
    instead: Instead {
        what: "a revocation list",
        is: |der| RevocationList::from_der(der).is_ok(),
        labels: &LIST_LABELS,
        hint: "a revocation list is given with `--crl`.",
    },
};

const LISTS: Kind<RevocationList> = Kind {
    what: "revocation lists",
    hint: "`openssl crl -in FILE -text` shows what is in a list.",
    labels: &LIST_LABELS,
    pem: |text| RevocationList::from_pem(text).map_err(|error| error.to_string()),
    der: |der| RevocationList::from_der(der).map_err(|error| error.to_string()),
    instead: Instead {
        what: "a certificate",
        is: |der| Certificate::from_der(der).is_ok(),
        labels: &pem::CERTIFICATE_LABELS,
        hint: "certificates to trust are given with `--ca`, those to check come first on the line.",
    },
};

/// The certificates of a file, at least one.
pub(super) fn certificates(path: &Path) -> Result<Vec<Certificate>, Failure> {
    read(path, &CERTIFICATES)
}

/// The revocation lists of a file, at least one.
pub(super) fn lists(path: &Path) -> Result<Vec<RevocationList>, Failure> {
    read(path, &LISTS)
}

fn read<T>(path: &Path, kind: &Kind<T>) -> Result<Vec<T>, Failure> {
    let shown = cut(path.display().to_string(), MAX_SHOWN);
    let mut bytes = Vec::new();
    let file =
        File::open(path).and_then(|file| file.take(MAX_FILE_LEN + 1).read_to_end(&mut bytes));
    if let Err(error) = file {
        let hint = "is the path right, counted from the directory that you are in?";
        return Err(Failure::usage(
            format!("cannot read {shown}: {error}"),
            hint,
        ));
    }
    let what = kind.what;
    let unusable = |why: String| {
        let message = format!("{shown}: expected {what} as PEM or DER; {why}");
        Failure::usage(message, kind.hint)
    };
    let mistaken = || {
        let message = format!("{shown}: expected {what}, got {}", kind.instead.what);
        Failure::usage(message, kind.instead.hint)
    };
    if bytes.len() as u64 > MAX_FILE_LEN {
        return Err(unusable(format!("it has more than {MAX_FILE_LEN} bytes")));
    }
    if bytes.is_empty() {
        return Err(unusable("the file is empty".to_owned()));
    }
    // a SEQUENCE that is longer than 127 bytes: the digit 0 with what is no text after it
    if matches!(bytes.as_slice(), [0x30, 0x80..=0xff, ..]) {
        return match (kind.der)(&bytes) {
            Ok(one) => Ok(vec![one]),
            Err(_) if (kind.instead.is)(&bytes) => Err(mistaken()),
            Err(why) => Err(unusable(why)),
        };
    }
    // what stands around the blocks may be in any encoding
    let text = String::from_utf8_lossy(&bytes);
    if !text.contains("-----BEGIN ") {
        return Err(unusable("it is neither".to_owned()));
    }
    let labels = pem::labels(&text);
    let among = |label: &String, known: &[&str]| known.contains(&label.as_str());
    let read = (kind.pem)(&text).map_err(|why| {
        let none = !labels.iter().any(|label| among(label, kind.labels));
        match none && labels.iter().any(|label| among(label, kind.instead.labels)) {
            true => mistaken(),
            false => unusable(why),
        }
    })?;
    let others: Vec<String> = (labels.iter())
        .filter(|label| !among(label, kind.labels))
        .cloned()
        .collect();
    if !others.is_empty() {
        note(&format!(
            "{shown}: passed over what is no part of the {what}: {}",
            some_of(&others)
        ));
    }
    if labels.iter().any(|label| label == "TRUSTED CERTIFICATE") {
        note(&format!(
            "{shown}: the trust settings of a TRUSTED CERTIFICATE are not looked at"
        ));
    }
    Ok(read)
}

/// Says something beside the answer.
fn note(what: &str) {
    let safe = premaster::wire::display::escaped(what.as_bytes());
    // when nobody can read this, there is nobody to tell
    let _ = writeln!(io::stderr(), "note: {safe}");
}
