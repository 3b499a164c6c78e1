//! The forms in which Wireshark, tshark and OpenSSL print a name, a number or a subject. What a student copies from them
//! is as good as the bare answer.

/// The texts that a line may mean as a name, the line itself first: `Handshake Type: Client Hello (1)` is the name of a
/// field, and of a message; `subject=O = Example, CN = shop.example` is `shop.example`.
pub(super) fn names(line: &str) -> Vec<&str> {
    let mut parts = vec![line];
    parts.extend(common_name(line));
    parts.extend(line.trim().strip_prefix("the "));
    for mark in ["==", ": ", "="] {
        let around = [line.split_once(mark), line.rsplit_once(mark)];
        parts.extend(
            around
                .into_iter()
                .flatten()
                .flat_map(|(label, value)| [label, value]),
        );
    }
    let also = |part| [Some(part), without_number(part)];
    parts.into_iter().flat_map(also).flatten().collect()
}

/// The texts that may be the value, the text itself first: `Version: TLS 1.2 (0x0303)` is `0x0303`, `Length: 93` is `93`.
pub(super) fn values(text: &str) -> Vec<&str> {
    let text = text.trim();
    let behind = text.rsplit_once(": ").map(|(_, value)| value.trim());
    let behind_sign = text.rsplit_once("==").map(|(_, value)| value.trim());
    let all = [Some(text), behind, behind_sign].into_iter().flatten();
    all.flat_map(|text| [Some(text), in_brackets(text)])
        .flatten()
        .collect()
}

/// The common name in a distinguished name, in every form in which OpenSSL and Wireshark print one.
fn common_name(text: &str) -> Option<&str> {
    for (at, _) in text.char_indices() {
        let before = text.get(..at)?.chars().next_back();
        let begins = before.is_none_or(|c| !c.is_alphanumeric());
        let rest = text.get(at..)?;
        let key = ["commonName", "CN"].into_iter().find(|key| {
            let head = rest.get(..key.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(key))
        });
        let Some(key) = key.filter(|_| begins) else {
            continue;
        };
        if let Some(value) = rest.get(key.len()..)?.trim_start().strip_prefix('=') {
            let end = value.find([',', '/', '+', ')', '\n']);
            let value = value.get(..end.unwrap_or(value.len()))?.trim();
            return (!value.is_empty()).then_some(value);
        }
    }
    None
}

/// `Client Hello` of `Client Hello (1)`.
fn without_number(text: &str) -> Option<&str> {
    let inside = text.trim().strip_suffix(')')?;
    Some(inside.rsplit_once('(')?.0)
}

/// `0x0303` of `TLS 1.2 (0x0303)`.
fn in_brackets(text: &str) -> Option<&str> {
    let inside = text.strip_suffix(')')?;
    Some(inside.rsplit_once('(')?.1.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_its_common_name() {
        for text in [
            "CN = shop.example",
            "CN=shop.example",
            "subject=O = Premaster Demonstration, CN = shop.example",
            "subject=/O=Premaster Demonstration/CN=shop.example",
            "    commonName                = shop.example",
            "id-at-commonName=shop.example",
            "rdnSequence: 2 items (id-at-commonName=shop.example,id-at-organizationName=X)",
            "CN=shop.example,O=Premaster Demonstration",
        ] {
            assert_eq!(common_name(text), Some("shop.example"), "{text}");
        }
        for text in ["shop.example", "CN =", "ACN = x", "commonName", "", "é CN"] {
            assert_eq!(common_name(text), None, "{text}");
        }
    }

    #[test]
    fn what_wireshark_prints_is_a_label_and_a_value() {
        assert!(names("Handshake Type: Client Hello (1)").contains(&"Client Hello "));
        assert!(names("Certificate Expired (45)").contains(&"Certificate Expired "));
        let values = values("Version: TLS 1.2 (0x0303)");
        for value in ["TLS 1.2 (0x0303)", "0x0303"] {
            assert!(values.contains(&value), "{values:?}");
        }
    }
}
