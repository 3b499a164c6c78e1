//! Computing by a recipe. The arithmetic is that of `crypto`; what is here are the variations that
//! RFC 5246 does not allow, and that people's own implementations have all the same.

use super::facts::{Covered, Facts, Record};
use super::recipe::{
    Covers, Cut, Digest, Iv, Length, MacInput, Padding, PreMaster, Proof, Randoms, Recipe, Seed,
    Sequence, Spelled, Transcript, Whose, WriteKeys,
};
use crate::crypto::cbc;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::key_block::MASTER_SECRET_LEN;
use crate::crypto::mac::Mac;
use crate::crypto::prf::Prf;
use crate::crypto::record::Unprotection;
use crate::protocol::{ProofRule, Side};
use crate::wire::form;
use crate::wire::handshake::HEADER_LEN;
use subtle::ConstantTimeEq;

/// Length in bytes of `gmt_unix_time`, with which a random begins (RFC 5246 §7.4.1.2).
const TIME_LEN: usize = 4;
/// A `Finished` message of TLS: its header, and verify_data.
pub(super) const FINISHED_LEN: usize = HEADER_LEN + form::TLS12.verify_data_len;
/// What a `Finished` message begins with: its type, and its length of 12 bytes.
pub(super) const FINISHED_START: [u8; 4] = [0x14, 0x00, 0x00, 0x0c];

impl Recipe {
    pub(super) fn prf(&self, facts: &Facts<'_>) -> Prf {
        self.prf.unwrap_or(facts.prf())
    }

    /// A value as the recipe uses it: its bytes, or their hexadecimal digits.
    fn spelled(&self, of: Spelled, bytes: Vec<u8>) -> Vec<u8> {
        let text = match self.text {
            Some(text) if text.of == of => text,
            _ => return bytes,
        };
        let digits = bytes.iter().map(|byte| match text.upper {
            true => format!("{byte:02X}"),
            false => format!("{byte:02x}"),
        });
        digits.collect::<String>().into_bytes()
    }

    /// The pre-master secret, if the facts have one for this recipe.
    pub fn pre_master(&self, facts: &Facts<'_>) -> Option<Vec<u8>> {
        let agreed = facts.pre_master?;
        let bytes = match self.pre_master {
            PreMaster::Agreed => agreed.to_vec(),
            PreMaster::AsSent => facts.sent_pre_master.clone()?,
            PreMaster::Version(version) => [&version, agreed.get(2..)?].concat(),
            PreMaster::WithoutVersion => agreed.get(2..)?.to_vec(),
            PreMaster::Reversed => agreed.iter().rev().copied().collect(),
            PreMaster::First(len) => agreed.get(..len)?.to_vec(),
            PreMaster::UntilZero => {
                let zero = agreed.iter().position(|byte| *byte == 0)?;
                agreed[..zero].to_vec()
            }
            PreMaster::Filled(len) => {
                let zeros = len.checked_sub(agreed.len())?;
                [agreed, vec![0; zeros].as_slice()].concat()
            }
            PreMaster::Encrypted => facts.encrypted_pre_master?.to_vec(),
        };
        Some(self.spelled(Spelled::PreMaster, bytes))
    }

    /// The randoms one after the other: the client's first, or the server's.
    fn randoms(&self, facts: &Facts<'_>, first: Side) -> Option<Vec<u8>> {
        let [client, server] = facts.randoms?;
        let in_order = match first {
            Side::Client => [client, server],
            Side::Server => [server, client],
        };
        let used = |random: &[u8]| match self.randoms {
            Randoms::Whole => random.to_vec(),
            Randoms::WithoutTime => random.get(TIME_LEN..).unwrap_or_default().to_vec(),
        };
        let spelled = in_order.map(|random| self.spelled(Spelled::Randoms, used(random)));
        Some(spelled.concat())
    }

    /// The master secret, 48 bytes unless the recipe has none.
    pub fn master_secret(&self, facts: &Facts<'_>) -> Option<Vec<u8>> {
        if let Some(master) = facts.master {
            // what comes before it is not known, and so no mistake there either
            let right = Recipe::right(facts);
            let same = (self.pre_master, self.master) == (right.pre_master, right.master);
            let same = same && self.session_hash == right.session_hash && !self.no_master;
            let same = same && self.randoms == right.randoms && self.chain == right.chain;
            return same.then(|| master.to_vec());
        }
        let pre_master = self.pre_master(facts)?;
        if self.no_master {
            return Some(pre_master);
        }
        let seed = match self.session_hash {
            true => self.spelled(Spelled::Hash, session_hash(facts)?),
            false => self.randoms(facts, self.master.first(Side::Client))?,
        };
        let label = self.master.label;
        Some(self.expand(facts, &pre_master, label, &seed, MASTER_SECRET_LEN))
    }

    /// The master secret as it is used.
    fn used_master_secret(&self, facts: &Facts<'_>) -> Option<Vec<u8>> {
        Some(self.spelled(Spelled::Master, self.master_secret(facts)?))
    }

    /// The first `len` bytes of the key block.
    pub fn key_block(&self, facts: &Facts<'_>, len: usize) -> Option<Vec<u8>> {
        let seed = self.randoms(facts, self.expansion.first(Side::Server))?;
        let secret = self.used_master_secret(facts)?;
        Some(self.expand(facts, &secret, self.expansion.label, &seed, len))
    }

    /// The keys with which a side writes.
    pub fn write_keys(&self, facts: &Facts<'_>, side: Side) -> Option<WriteKeys> {
        let suite = facts.suite;
        let (mac, key) = (suite.mac.output_len(), suite.cipher.key_len());
        let mac = match self.cut {
            Cut::MacKeyLen(len) => len,
            _ => mac,
        };
        let block_len = suite.cipher.block_len().unwrap_or(0);
        let block = self.key_block(facts, 2 * (mac + key + block_len))?;
        // where the part of each side begins, for the MAC key, the cipher key and the IV
        let [macs, keys, ivs] = match self.cut {
            Cut::CipherKeysFirst => [2 * key, 0, 2 * (mac + key)],
            Cut::IvsFirst => [2 * block_len, 2 * (block_len + mac), 0],
            _ => [0, 2 * mac, 2 * (mac + key)],
        };
        let other = side.peer();
        let (of_mac, of_key) = match self.cut {
            Cut::SidesSwapped => (other, other),
            Cut::MacKeysSwapped => (other, side),
            Cut::CipherKeysSwapped => (side, other),
            _ => (side, side),
        };
        let at = |start: usize, len: usize, whose: Side| match self.cut {
            Cut::BySide => {
                // MAC key, cipher key of the client, then of the server
                let within = if start == macs { 0 } else { mac };
                within + (whose as usize) * (mac + key)
            }
            _ => start + (whose as usize) * len,
        };
        let part = |start: usize, len: usize| block.get(start..start + len).map(<[u8]>::to_vec);
        let iv = ivs + (side as usize) * block_len;
        Some(WriteKeys {
            mac: part(at(macs, mac, of_mac), mac)?,
            cipher: part(at(keys, key, of_key), key)?,
            iv: part(iv, block_len)?,
        })
    }

    /// The verify_data of the peer's Finished. That of SSL 3.0 is made in another way, and left out.
    pub fn verify_data(&self, facts: &Facts<'_>) -> Option<Vec<u8>> {
        if facts.rules.proof != ProofRule::Prf {
            return None;
        }
        let hash = self.spelled(Spelled::Hash, self.handshake_hash(facts)?);
        let label = self.finished_label.unwrap_or(finished_label(facts.peer));
        let secret = self.used_master_secret(facts)?;
        let len = facts.rules.form.verify_data_len;
        match self.proof {
            Proof::Prf => Some(self.expand(facts, &secret, label, &hash, len)),
            Proof::Hash => Some(hash.get(..len)?.to_vec()),
            Proof::Hmac => {
                let mac = self.chain_hash(facts).hmac(&secret, &hash);
                Some(mac.get(..len)?.to_vec())
            }
        }
    }

    /// The hash of the handshake messages.
    pub fn handshake_hash(&self, facts: &Facts<'_>) -> Option<Vec<u8>> {
        if let Some(hash) = facts.handshake_hash {
            // what was hashed is not known, and so no mistake there either
            let right = self.transcript == Transcript::Rfc5246 && self.digest == Digest::Prf;
            return right.then(|| hash.to_vec());
        }
        let transcript = self.covered(facts).filter(|bytes| !bytes.is_empty())?;
        let hash = match (self.digest, self.prf) {
            (Digest::None, _) => return Some(transcript),
            (Digest::Other(hash), _) => hash,
            (Digest::Md5Sha1, _) | (Digest::Prf, Some(Prf::Tls10)) => HashAlgorithm::Md5Sha1,
            (Digest::Prf, Some(Prf::Tls12(hash))) => hash,
            (Digest::Prf, Some(Prf::Ssl3) | None) => facts.transcript_hash(),
        };
        Some(hash.digest(&transcript))
    }

    /// The MAC that is computed for a record of the peer, from its right content. That of SSL 3.0 is made in
    /// another way, and left out.
    pub fn record_mac(&self, facts: &Facts<'_>, record: &Unprotection) -> Option<Vec<u8>> {
        let Mac::Hmac(right) = (facts.rules.mac)(facts.suite.mac) else {
            return None;
        };
        let hash = self.mac_hash.unwrap_or(right);
        let encrypted = &record.fragment[..record.encrypted.end];
        let (before, data): (&[u8], _) = match self.mac.covers {
            Covers::Content => (&[], record.content()),
            Covers::IvAndContent => (&record.iv, record.content()),
            Covers::ContentAndPadding => (
                record.content(),
                record.plaintext.get(record.padding.clone())?,
            ),
            Covers::Ciphertext => (&[], encrypted),
            Covers::NoMac => return None,
        };
        let whole = Record::of(record);
        let padded = record.plaintext.len();
        let content = match self.mac.covers {
            Covers::Ciphertext => data.len(),
            _ => record.content.len(),
        };
        let header = self.mac.pseudo_header(&whole, content, hash, padded);
        let keys = self.write_keys(facts, facts.peer)?;
        Some(hash.hmac(&keys.mac, &[&header, before, data].concat()))
    }

    /// What a record of the peer is decrypted to: the content and what is behind it. Left out are stream
    /// ciphers.
    pub fn record_plaintext(&self, facts: &Facts<'_>, record: &Unprotection) -> Option<Vec<u8>> {
        let keys = self.write_keys(facts, facts.peer)?;
        let block_len = facts.suite.cipher.block_len()?;
        let iv = match self.iv {
            right if right == Recipe::right(facts).iv => record.iv.clone(),
            Iv::FromKeyBlock | Iv::FromKeyBlockBesides => keys.iv,
            Iv::InRecord | Iv::Zero | Iv::NotSent => vec![0; block_len],
        };
        let cipher = facts.suite.cipher;
        cbc::decrypt(cipher, &keys.cipher, &iv, record.ciphertext()).ok()
    }

    /// The bytes that the hash in verify_data covers.
    fn covered(&self, facts: &Facts<'_>) -> Option<Vec<u8>> {
        let messages = &facts.transcript;
        let bodies = |part: for<'c> fn(&'c Covered<'_>) -> &'c [u8]| {
            let parts: Vec<&[u8]> = messages.iter().map(part).collect();
            parts.concat()
        };
        Some(match self.transcript {
            Transcript::Rfc5246 => bodies(|message| message.bytes),
            Transcript::WithoutHeaders => {
                bodies(|message| message.bytes.get(4..).unwrap_or_default())
            }
            Transcript::Without(index) => {
                messages.get(index)?;
                let kept = messages.iter().enumerate().filter(|(i, _)| *i != index);
                kept.flat_map(|(_, message)| message.bytes)
                    .copied()
                    .collect()
            }
            Transcript::RecordHeaders(whose) => {
                let mut bytes = Vec::new();
                for (i, message) in messages.iter().enumerate() {
                    let with = match whose {
                        Whose::All => true,
                        Whose::First => i == 0,
                        Whose::SentBy(side) => message.sender == side,
                    };
                    if with {
                        bytes.extend_from_slice(&message.record_header);
                    }
                    bytes.extend_from_slice(message.bytes);
                }
                bytes
            }
            Transcript::EncryptedFinished => {
                let mut protected = messages.iter().filter_map(|message| message.protected);
                protected.next()?;
                bodies(|message| message.protected.unwrap_or(message.bytes))
            }
            Transcript::ChangeCipherSpec { record } => {
                let [major, minor] = facts.version;
                let spec: &[u8] = match record {
                    true => &[0x14, major, minor, 0x00, 0x01, 0x01],
                    false => &[0x01],
                };
                let mut bytes = Vec::new();
                for message in messages {
                    if message.finished {
                        bytes.extend_from_slice(spec);
                    }
                    bytes.extend_from_slice(message.bytes);
                }
                // and its own, which goes before its Finished
                [bytes.as_slice(), spec].concat()
            }
        })
    }

    /// Decrypts and verifies the peer's record by this recipe. `Some` if everything in it is
    /// confirmed by its MAC or, if the recipe has none, by the verify_data.
    pub fn open(&self, facts: &Facts<'_>, record: &Record<'_>) -> Option<Vec<u8>> {
        if self.clear {
            let expected = self.finished(facts)?;
            return (record.fragment == expected).then_some(expected);
        }
        let keys = self.write_keys(facts, facts.peer)?;
        if self.mac.covers == Covers::Ciphertext {
            return self.open_encrypted_first(facts, record, &keys);
        }
        let suite = facts.suite;
        let block_len = suite.cipher.block_len()?;
        let (iv, ciphertext) = self.iv_and_ciphertext(record, &keys, block_len)?;
        let mut plaintext = cbc::decrypt(suite.cipher, &keys.cipher, &iv, ciphertext).ok()?;
        if self.iv == Iv::NotSent {
            // the first block cannot be decrypted, but its plaintext is known
            let finished = self.finished(facts)?;
            plaintext
                .get_mut(..FINISHED_LEN)?
                .copy_from_slice(&finished);
        }
        let mac_len = self.mac_hash.unwrap_or(suite.mac).output_len();
        let unpadded = self.padding.strip(&plaintext, mac_len, block_len)?;
        if self.mac.covers == Covers::NoMac {
            let expected = self.finished(facts)?;
            return (plaintext[..unpadded] == expected).then_some(expected);
        }
        let hash = self.mac_hash.unwrap_or(suite.mac);
        let content_len = unpadded.checked_sub(hash.output_len())?;
        let (content, mac) = plaintext[..unpadded].split_at(content_len);
        let mut input = self
            .mac
            .pseudo_header(record, content_len, hash, plaintext.len());
        if self.mac.covers == Covers::IvAndContent {
            input.extend_from_slice(&iv);
        }
        input.extend_from_slice(content);
        if self.mac.covers == Covers::ContentAndPadding {
            input.extend_from_slice(&plaintext[unpadded..]);
        }
        let same: bool = hash.hmac(&keys.mac, &input).ct_eq(mac).into();
        same.then(|| content.to_vec())
    }

    /// The Finished that the peer should have sent.
    fn finished(&self, facts: &Facts<'_>) -> Option<Vec<u8>> {
        Some([FINISHED_START.as_slice(), &self.verify_data(facts)?].concat())
    }

    /// A record that was encrypted first and then authenticated (RFC 7366).
    fn open_encrypted_first(
        &self,
        facts: &Facts<'_>,
        record: &Record<'_>,
        keys: &WriteKeys,
    ) -> Option<Vec<u8>> {
        let hash = self.mac_hash.unwrap_or(facts.suite.mac);
        let encrypted = record.fragment.len().checked_sub(hash.output_len())?;
        let (encrypted, mac) = record.fragment.split_at(encrypted);
        let mut input = self.mac.pseudo_header(record, encrypted.len(), hash, 0);
        input.extend_from_slice(encrypted);
        let same: bool = hash.hmac(&keys.mac, &input).ct_eq(mac).into();
        if !same {
            return None;
        }
        let block_len = facts.suite.cipher.block_len()?;
        let (iv, ciphertext) = encrypted.split_at_checked(block_len)?;
        let plaintext = cbc::decrypt(facts.suite.cipher, &keys.cipher, iv, ciphertext).ok()?;
        let unpadded = self.padding.strip(&plaintext, 0, block_len)?;
        Some(plaintext[..unpadded].to_vec())
    }

    fn iv_and_ciphertext<'r>(
        &self,
        record: &Record<'r>,
        keys: &WriteKeys,
        block_len: usize,
    ) -> Option<(Vec<u8>, &'r [u8])> {
        let fragment = record.fragment;
        let behind = fragment.split_at_checked(block_len);
        let (iv, ciphertext) = match self.iv {
            Iv::InRecord => (behind?.0.to_vec(), behind?.1),
            Iv::FromKeyBlockBesides => (keys.iv.clone(), behind?.1),
            Iv::FromKeyBlock => (keys.iv.clone(), fragment),
            Iv::Zero | Iv::NotSent => (vec![0; block_len], fragment),
        };
        let whole = !ciphertext.is_empty() && ciphertext.len().is_multiple_of(block_len);
        whole.then_some((iv, ciphertext))
    }
}

impl Seed {
    /// The side whose random comes first, if it should be that of `right`.
    fn first(self, right: Side) -> Side {
        match self.swapped {
            false => right,
            true => right.peer(),
        }
    }
}

/// The hash for the extended master secret.
fn session_hash(facts: &Facts<'_>) -> Option<Vec<u8>> {
    if let Some(hash) = facts.session_hash {
        return Some(hash.to_vec());
    }
    let messages = facts.until_key_exchange();
    (!messages.is_empty()).then(|| facts.transcript_hash().digest(&messages))
}

/// The label of a side's Finished (RFC 5246 §7.4.9).
pub(super) const fn finished_label(side: Side) -> &'static str {
    match side {
        Side::Client => "client finished",
        Side::Server => "server finished",
    }
}

impl MacInput {
    /// What is MACed before the content.
    fn pseudo_header(
        self,
        record: &Record<'_>,
        content: usize,
        hash: HashAlgorithm,
        padded: usize,
    ) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.sequence {
            Sequence::Right => bytes.extend(record.sequence.to_be_bytes()),
            Sequence::LeftOut => {}
            Sequence::LittleEndian => bytes.extend(record.sequence.to_le_bytes()),
            Sequence::FourBytes => bytes.extend((record.sequence as u32).to_be_bytes()),
            Sequence::Other(number) => bytes.extend(number.to_be_bytes()),
        }
        if self.content_type {
            bytes.push(record.content_type);
        }
        if let Some(version) = self.version {
            bytes.extend(version.unwrap_or(record.version));
        }
        let length = self.length.map(|length| {
            let bytes = |length: usize| (length as u16).to_be_bytes();
            match length {
                Length::Content => bytes(content),
                Length::WithMac => bytes(content + hash.output_len()),
                Length::Padded => bytes(padded),
                Length::Fragment => bytes(record.fragment.len()),
                Length::LittleEndian => (content as u16).to_le_bytes(),
            }
        });
        bytes.extend(length.into_iter().flatten());
        bytes
    }
}

impl Padding {
    /// How many bytes are left of a plaintext without its padding; `None` if it has no such padding.
    fn strip(self, plaintext: &[u8], mac_len: usize, block_len: usize) -> Option<usize> {
        let (&last, before) = plaintext.split_last()?;
        let n = usize::from(last);
        let filled = |count: usize, value: u8| {
            let start = before.len().checked_sub(count)?;
            let all = before[start..].iter().all(|byte| *byte == value);
            all.then_some(start)
        };
        match self {
            Padding::Tls => filled(n, last),
            Padding::Pkcs7 if (1..=block_len).contains(&n) => filled(n - 1, last),
            Padding::X923 if (1..=block_len).contains(&n) => filled(n - 1, 0),
            Padding::ZerosAndLength => filled(n, 0),
            Padding::AnyAndLength => before.len().checked_sub(n),
            Padding::Pkcs7 | Padding::X923 => None,
            Padding::Iso7816 => {
                let zeros = plaintext
                    .iter()
                    .rev()
                    .take_while(|byte| **byte == 0)
                    .count();
                let mark = plaintext.len().checked_sub(zeros + 1)?;
                (plaintext[mark] == 0x80).then_some(mark)
            }
            // only the length of a Finished shows where such padding begins
            Padding::Zeros => {
                let (end, finished) = (FINISHED_LEN + mac_len, FINISHED_START.as_slice());
                let zeros = plaintext.get(end..)?.iter().all(|byte| *byte == 0);
                (zeros && end < plaintext.len() && plaintext.starts_with(finished)).then_some(end)
            }
            Padding::None => Some(plaintext.len()),
        }
    }
}
