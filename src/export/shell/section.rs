//! The sections of a script, with titles and introductions in `assets/shell/`.

use crate::protocol::Rules;
use crate::trace::ValueName;

/// Titles and introductions of the sections, in their order, separated by empty lines, for each family of
/// versions: those of TLS have the same sections in their RFCs. `{rfc}` is the RFC of the version.
const TEXTS: [(&str, &str); 2] = [
    (
        "tls",
        include_str!("../../../assets/shell/sections-tls.txt"),
    ),
    (
        "ssl",
        include_str!("../../../assets/shell/sections-ssl3.txt"),
    ),
];

/// The parts of the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Hellos,
    Certificates,
    KeyExchange,
    Keys,
    Records,
    Transcript,
}

impl Section {
    pub(super) const ALL: [Section; 6] = [
        Section::Hellos,
        Section::Certificates,
        Section::KeyExchange,
        Section::Keys,
        Section::Records,
        Section::Transcript,
    ];

    pub(super) fn of(name: ValueName) -> Self {
        use ValueName as N;
        match name {
            N::ClientRandom | N::ServerRandom | N::ClientVersion => Section::Hellos,
            N::SessionId | N::OfferedSessionId => Section::Hellos,
            N::Ticket | N::OfferedTicket | N::SessionState => Section::Transcript,
            N::TicketKeyName | N::TicketKey | N::TicketMacKey => Section::Transcript,
            N::ServerModulus | N::ServerExponent | N::ClientModulus | N::ClientExponent => {
                Section::Certificates
            }
            N::ServerPrivateExponent
            | N::PreMasterRandom
            | N::PreMasterSecret
            | N::EncryptedPreMasterSecret => Section::KeyExchange,
            N::SessionHash
            | N::MasterSecret
            | N::KeyBlock
            | N::WriteMacKey(_)
            | N::WriteKey(_)
            | N::WriteIv(_) => Section::Keys,
            N::RecordContent(..) | N::RecordMac(..) | N::RecordIv(..) | N::RecordCiphertext(..) => {
                Section::Records
            }
            N::ClientPrivateExponent
            | N::SignedHash
            | N::SignatureSalt
            | N::HandshakeSignature
            | N::HandshakeHash(_)
            | N::VerifyData(_) => Section::Transcript,
        }
    }

    /// The title and the introduction, in lines.
    pub(super) fn lines(self, rules: &Rules) -> Vec<String> {
        let mut families = TEXTS.into_iter();
        let texts = families.find(|(family, _)| *family == rules.name.0);
        let paragraph = texts.and_then(|(_, texts)| texts.split("\n\n").nth(self as usize));
        let rfc = rules.rfc;
        let lines = paragraph.unwrap_or_default().lines();
        lines.map(|line| line.replace("{rfc}", rfc)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_has_a_title_and_an_introduction() {
        for (_, texts) in TEXTS {
            assert_eq!(texts.split("\n\n").count(), Section::ALL.len());
        }
        for rules in Rules::all() {
            for section in Section::ALL {
                let lines = section.lines(rules);
                let title = lines[0].as_str();
                assert!(title.contains(&format!("{} ", rules.rfc)), "{title}");
                assert!(lines.len() > 2, "{title}");
            }
        }
    }
}
