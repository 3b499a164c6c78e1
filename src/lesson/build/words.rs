//! What pieces, formulas and choices are called, and where a reader may look.

use super::bench::Spot;
use crate::label;
use crate::protocol::{Choice, Formula, Hashed, MacOver, Piece, SecondHash, Side};
use crate::said;
use crate::text::Said;

/// A message in a sentence.
pub fn named(piece: Piece) -> String {
    let (side, message) = (piece.side().name(), piece.message().name());
    said!("lesson.build.piece", side, message).to_string()
}

/// What a formula gives.
pub fn formula_title(formula: Formula) -> &'static str {
    match formula {
        Formula::Encryption => label!("lesson.build.of.encryption"),
        Formula::MasterSecret => label!("lesson.build.of.master_secret"),
        Formula::KeyBlock => label!("lesson.build.of.key_block"),
        Formula::ClientKey => label!("lesson.build.of.client_key"),
        Formula::Messages => label!("lesson.build.of.messages"),
        Formula::VerifyData(Side::Client) => label!("lesson.build.of.client_finished"),
        Formula::VerifyData(Side::Server) => label!("lesson.build.of.server_finished"),
        Formula::Second => label!("lesson.build.of.second"),
        Formula::Mac => label!("lesson.build.of.mac"),
    }
}

/// What can be picked, as it stands in the formula.
pub fn choice_title(choice: Choice) -> String {
    match choice {
        Choice::Value(name) => name.key(),
        Choice::Label(label) => label.to_owned(),
        Choice::Start(name) => said!("lesson.build.choice.start", value = name.key()).to_string(),
        Choice::Hashed(hashed) => match hashed {
            Hashed::Messages => label!("lesson.build.choice.messages"),
            Hashed::Records => label!("lesson.build.choice.records"),
            Hashed::WithChangeCipherSpec => label!("lesson.build.choice.change_cipher_spec"),
            Hashed::Bodies => label!("lesson.build.choice.bodies"),
            Hashed::Encrypted => label!("lesson.build.choice.encrypted"),
        }
        .to_owned(),
        Choice::Second(second) => match second {
            SecondHash::WithFirst => label!("lesson.build.choice.with_first"),
            SecondHash::AsFirst => label!("lesson.build.choice.as_first"),
        }
        .to_owned(),
        Choice::Mac(over) => match over {
            MacOver::Content => label!("lesson.build.choice.content"),
            MacOver::CountedOn => label!("lesson.build.choice.counted_on"),
            MacOver::Ciphertext => label!("lesson.build.choice.ciphertext"),
        }
        .to_owned(),
    }
}

/// Where to look for what belongs in a place: not what it is.
pub fn hint(spot: Spot, before: Option<Piece>) -> Said {
    match spot {
        Spot::Place(_) => match before {
            None => said!("lesson.build.hint.first"),
            Some(Piece::ClientHello) => said!("lesson.build.hint.client_hello"),
            Some(Piece::ServerHello | Piece::ServerCertificate | Piece::CertificateRequest) => {
                said!("lesson.build.hint.server_flight")
            }
            Some(Piece::ServerHelloDone | Piece::ClientCertificate | Piece::ClientKeyExchange) => {
                said!("lesson.build.hint.client_flight")
            }
            Some(Piece::ClientChangeCipherSpec | Piece::ServerChangeCipherSpec) => {
                said!("lesson.build.hint.change_cipher_spec")
            }
            Some(Piece::ClientFinished | Piece::ServerFinished) => {
                said!("lesson.build.hint.finished")
            }
            Some(_) => said!("lesson.build.hint.other"),
        },
        Spot::Blank(blank) => match blank.formula() {
            Formula::Encryption => said!("lesson.build.hint.encryption"),
            Formula::MasterSecret => said!("lesson.build.hint.master_secret"),
            Formula::KeyBlock => said!("lesson.build.hint.key_block"),
            Formula::ClientKey => said!("lesson.build.hint.client_key"),
            Formula::Messages => said!("lesson.build.hint.messages"),
            Formula::VerifyData(_) | Formula::Second => said!("lesson.build.hint.verify_data"),
            Formula::Mac => said!("lesson.build.hint.mac"),
        },
    }
}
