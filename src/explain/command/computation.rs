//! Which function computes a value, and from what.

use super::expression::{Block, Call, Expression, Piece, PrivateNumbers, Word, text};
use super::openssl_hash;
use super::record::{self, Begin};
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::pkcs1;
use crate::crypto::prf::{Expansion, Prf};
use crate::crypto::record::Algorithms;
use crate::crypto::signature::Signing;
use crate::crypto::ssl3::{Proof, sender_bytes};
use crate::protocol::Input;
use crate::trace::{Connection, Operation, Origin, Party, Side, Trace, Value, ValueId, ValueName};
use crate::wire::display::{escaped, hex};
use std::ops::Range;

/// How a value is computed, as its formula says. `None` for one that was not derived, and where the
/// run lacks an input.
pub fn expression(trace: &Trace, value: &Value) -> Option<Expression> {
    let Origin::Derived {
        operation,
        inputs,
        output,
    } = &value.origin
    else {
        return None;
    };
    let derived = Derived {
        trace,
        value,
        operation,
        inputs,
        output,
    };
    if let Operation::Join | Operation::Keep = operation {
        let parts = inputs.iter().map(|id| Piece::Value(*id)).collect();
        return Some(Expression::Join(parts));
    }
    derived.call().map(Expression::Call)
}

/// A value with the operation that gives it.
struct Derived<'t> {
    trace: &'t Trace,
    value: &'t Value,
    operation: &'t Operation,
    inputs: &'t [ValueId],
    output: &'t Range<usize>,
}

impl Derived<'_> {
    fn call(&self) -> Option<Call> {
        match self.operation {
            Operation::Join | Operation::Keep => None,
            Operation::Ticket(ticket) => {
                let words = vec![
                    self.input(Input::KeyName)?,
                    self.input(Input::Key)?,
                    self.input(Input::MacKey)?,
                    text(hex(ticket.bytes.get(ticket.iv.clone())?)),
                    self.input(Input::Content)?,
                ];
                Some(Call::new("ticket", words))
            }
            Operation::TicketOpening(_) => {
                let words = vec![self.input(Input::Key)?, self.input(Input::Ciphertext)?];
                Some(Call::new("ticket_state", words))
            }
            Operation::Cut => {
                let (start, len) = (text(self.output.start), text(self.output.len()));
                let words = vec![self.input(Input::Source)?, start, len];
                Some(Call::new("bytes", words))
            }
            Operation::Encode => {
                let kind = text(hex(self.value.bytes.get(..1)?));
                let words = vec![kind, self.input(Input::Source)?];
                Some(Call::new("handshake", words))
            }
            Operation::RsaEncryption(encryption) => self.encrypted(encryption),
            Operation::RsaDecryption(recovery) => self.decrypted(recovery),
            Operation::Signing(signing) => self.signed(signing),
            Operation::Prf(expansion) => self.expanded(expansion),
            Operation::TranscriptHash { hash, messages } => {
                let words = vec![text(openssl_hash(*hash)), self.messages(*messages)?];
                Some(Call::new("digest", words))
            }
            Operation::Ssl3Proof { proof, messages } => self.proved(proof, *messages),
            Operation::Protection(one) => match self.value.name {
                ValueName::RecordMac(..) => self.mac(&one.pseudo_header),
                _ => {
                    let begin = self.begin(one.keystream_position);
                    // without a MAC if that comes last
                    let plaintext = self.inputs(&[Input::Content, Input::Mac])?;
                    let key = self.input(Input::Key)?;
                    record::encrypt(self.algorithms()?, key, begin, plaintext)
                }
            },
            Operation::Unprotection(one) => match self.value.name {
                ValueName::RecordMac(..) => self.mac(&one.pseudo_header),
                _ => {
                    let begin = self.begin(one.keystream_position);
                    let (key, algorithms) = (self.input(Input::Key)?, self.algorithms()?);
                    let ciphertext = self.input(Input::Ciphertext)?;
                    let plaintext = record::decrypt(algorithms, key, begin, ciphertext);
                    Some(record::content(algorithms, vec![Piece::Call(plaintext)]))
                }
            },
        }
    }

    fn connection(&self) -> &Connection {
        self.trace.connection(self.value.connection)
    }

    fn named(&self, name: Input) -> &[ValueId] {
        self.operation.named(self.value.name, self.inputs, name)
    }

    /// An input as an argument.
    fn input(&self, name: Input) -> Option<Word> {
        let first = self.named(name).first();
        first.map(|id| vec![Piece::Value(*id)])
    }

    /// All inputs of these names, one after the other, if there are any.
    fn inputs(&self, names: &[Input]) -> Option<Word> {
        let named = names.iter().flat_map(|name| self.named(*name));
        let word: Word = named.map(|id| Piece::Value(*id)).collect();
        (!word.is_empty()).then_some(word)
    }

    fn bytes(&self, name: Input) -> Option<Vec<u8>> {
        let first = self.named(name).first();
        first.map(|id| self.trace.value(*id).bytes.clone())
    }

    fn encrypted(&self, encryption: &pkcs1::Encryption) -> Option<Call> {
        let key = Piece::PublicKey {
            n: self.bytes(Input::Modulus)?,
            e: self.bytes(Input::Exponent)?,
        };
        let block = Piece::Block(Block {
            bytes: encryption.block.clone(),
            ciphertext: encryption.ciphertext.clone(),
            n: encryption.n.clone(),
            opened: None,
        });
        Some(Call::new("rsa_public", vec![vec![key], vec![block]]))
    }

    fn decrypted(&self, recovery: &pkcs1::PreMasterRecovery) -> Option<Call> {
        let key = self.private_key(ValueName::ServerExponent, Side::Server)?;
        let ciphertext = self.input(Input::Ciphertext)?;
        let block = Piece::Block(Block {
            bytes: (recovery.decryption.as_ref()).map_or(vec![], |d| d.block.clone()),
            ciphertext: self.bytes(Input::Ciphertext)?,
            n: self.bytes(Input::Modulus)?,
            opened: Some(Call::new("rsa_private", vec![key, ciphertext])),
        });
        let version = text(hex(&recovery.expected_version));
        let drawn = match self.named(Input::Substitute) {
            [version, random] => vec![Piece::Value(*version), Piece::Value(*random)],
            _ => text(hex(&recovery.fallback)),
        };
        Some(Call::new("pre_master", vec![vec![block], version, drawn]))
    }

    fn signed(&self, signing: &Signing) -> Option<Call> {
        let key = self.private_key(ValueName::ClientExponent, Side::Client)?;
        match signing {
            Signing::Pkcs1(one) => {
                let digest = self.input(Input::Digest)?;
                Some(match one.hash {
                    HashAlgorithm::Md5Sha1 => Call::new("rsa_sign_bare", vec![key, digest]),
                    hash => Call::new("rsa_sign", vec![key, text(openssl_hash(hash)), digest]),
                })
            }
            // the salt makes each signature different, so this one needs its own block
            Signing::Pss(one) => {
                let block = &one.block.bytes;
                let whole = vec![0; one.n.len().saturating_sub(block.len())];
                let block = text(hex(&[whole, block.clone()].concat()));
                Some(Call::new("rsa_private", vec![key, block]))
            }
        }
    }

    /// The file of the private key that the operation is made with.
    fn private_key(&self, exponent: ValueName, owner: Side) -> Option<Word> {
        Some(vec![Piece::PrivateKey(PrivateNumbers {
            n: self.bytes(Input::Modulus)?,
            e: (self
                .trace
                .named(self.connection().id, exponent, owner)?
                .bytes)
                .clone(),
            d: self.bytes(Input::PrivateExponent)?,
        })])
    }

    fn expanded(&self, expansion: &Expansion) -> Option<Call> {
        // every secret is the beginning of what the PRF gives
        if self.output.start != 0 {
            return None;
        }
        let secret = self.input(Input::Secret)?;
        let label = text(expansion.label);
        let seed = self.named(Input::Seed).iter();
        let seed = seed.map(|id| Piece::Value(*id)).collect();
        let len = text(self.output.end);
        Some(match expansion.prf {
            Prf::Tls12(hash) => {
                let hash = text(openssl_hash(hash));
                Call::new("prf_tls12", vec![hash, secret, label, seed, len])
            }
            Prf::Tls10 => Call::new("prf_tls10", vec![secret, label, seed, len]),
            Prf::Ssl3 => Call::new("prf_ssl3", vec![secret, seed, len]),
        })
    }

    fn proved(&self, proof: &Proof, messages: usize) -> Option<Call> {
        let sender = proof
            .sender
            .map_or(String::new(), |sender| escaped(sender_bytes(sender)));
        let words = vec![
            self.input(Input::Secret)?,
            text(sender),
            self.messages(messages)?,
        ];
        Some(Call::new("ssl3_proof", words))
    }

    /// What protects the records of the run.
    fn algorithms(&self) -> Option<Algorithms> {
        self.connection().algorithms()
    }

    /// Where the cipher begins with the record.
    fn begin(&self, keystream_position: u64) -> Begin {
        let iv = self.input(Input::Iv);
        iv.map_or(Begin::Keystream(keystream_position), Begin::Iv)
    }

    fn mac(&self, header: &[u8]) -> Option<Call> {
        // of the one or of the other: see `Operation::input_names`
        let maced = self.inputs(&[Input::Content, Input::Ciphertext])?;
        let (key, mac) = (self.input(Input::MacKey)?, self.algorithms()?.mac);
        Some(record::mac(mac, key, header, maced))
    }

    /// The first handshake messages of the side that computed the value: the first that knew it.
    fn messages(&self, count: usize) -> Option<Word> {
        let knows = |side: &Side| {
            let since = self.value.known_since(Party::from(*side));
            since.unwrap_or(usize::MAX)
        };
        let first = || Side::BOTH.into_iter().min_by_key(knows);
        let side = self
            .value
            .holder
            .side()
            .or_else(first)
            .unwrap_or(Side::Client);
        let connection = self.connection();
        let message = |i| Piece::Message(connection.id, side, i);
        let whole = connection.transcript(side).len() >= count;
        whole.then(|| (0..count).map(message).collect())
    }
}
