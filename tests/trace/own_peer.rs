//! A peer of its own, as a student would write one: the bytes of TLS 1.2 by hand, with one mistake at
//! a time. It uses primitives of the crate and nothing that the diagnosis uses.

use premaster::crypto::cbc;
use premaster::crypto::hash::HashAlgorithm;
use premaster::protocol::{Side, Suite};
use premaster::text::hex;

/// The names of mistakes are those of the diagnosis, with `:` and what tells one way from another.
#[derive(Clone, Copy)]
pub struct Peer<'a> {
    pub side: Side,
    pub suite: &'static Suite,
    pub bug: &'a str,
    pub client_random: [u8; 32],
    pub server_random: [u8; 32],
}

/// A handshake message as it went over the wire.
#[derive(Clone)]
pub struct Sent {
    pub sender: Side,
    pub record_header: Vec<u8>,
    pub message: Vec<u8>,
    /// The fragment of its record, if that is encrypted.
    pub encrypted: Option<Vec<u8>>,
}

pub struct Keys {
    mac: [Vec<u8>; 2],
    cipher: [Vec<u8>; 2],
    iv: [Vec<u8>; 2],
}

pub fn record(content_type: u8, fragment: &[u8]) -> Vec<u8> {
    let length = (fragment.len() as u16).to_be_bytes();
    [&[content_type, 3, 3][..], &length, fragment].concat()
}

pub fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u32).to_be_bytes();
    [&[kind][..], &length[1..], body].concat()
}

impl Peer<'_> {
    fn is(&self, bug: &str) -> bool {
        self.bug == bug
    }

    fn p_hash(hash: HashAlgorithm, secret: &[u8], seed: &[u8], len: usize) -> Vec<u8> {
        let (mut a, mut out) = (seed.to_vec(), Vec::new());
        while out.len() < len {
            a = hash.hmac(secret, &a);
            out.extend(hash.hmac(secret, &[a.as_slice(), seed].concat()));
        }
        out.truncate(len);
        out
    }

    fn prf(&self, secret: &[u8], label: &str, seed: &[u8], len: usize) -> Vec<u8> {
        let seed = [label.as_bytes(), seed].concat();
        let sha256 = |input: &[u8]| HashAlgorithm::Sha256.hmac(secret, input);
        let half = secret.len() / 2;
        match self.bug {
            "other_prf:sha1" => Self::p_hash(HashAlgorithm::Sha1, secret, &seed, len),
            "other_prf:sha384" => Self::p_hash(HashAlgorithm::Sha384, secret, &seed, len),
            "prf_chain:counter" => {
                let blocks = (1..=8).map(|n: u8| sha256(&[seed.as_slice(), &[n]].concat()));
                blocks.flatten().take(len).collect()
            }
            "prf_chain:without_seed" => {
                let blocks = std::iter::successors(Some(sha256(&seed)), |a| Some(sha256(a)));
                blocks.take(8).flatten().take(len).collect()
            }
            "other_prf:tls10" => {
                let md5 = Self::p_hash(HashAlgorithm::Md5, &secret[..half], &seed, len);
                let sha1 = Self::p_hash(HashAlgorithm::Sha1, &secret[half..], &seed, len);
                md5.iter().zip(sha1).map(|(a, b)| a ^ b).collect()
            }
            _ => Self::p_hash(HashAlgorithm::Sha256, secret, &seed, len),
        }
    }

    pub fn master(&self, pre_master: &[u8], log: &[Sent]) -> Vec<u8> {
        let (c, s) = (self.client_random, self.server_random);
        let pre_master = match self.bug {
            "pre_master_version:derived" => [&[3, 1], &pre_master[2..]].concat(),
            "pre_master_length:derived" => pre_master[2..].to_vec(),
            "pre_master_bytes:reversed" => pre_master.iter().rev().copied().collect(),
            "pre_master_bytes:cut" => pre_master[..32].to_vec(),
            "text_for_bytes:pre_master" => text(pre_master),
            "ciphertext_as_secret" => {
                let exchange = log.iter().find(|sent| sent.message[0] == 16).unwrap();
                exchange.message[6..].to_vec()
            }
            _ => pre_master.to_vec(),
        };
        if self.is("no_master_secret") {
            return pre_master;
        }
        let label = match self.bug {
            "master_label:underscore" => "master_secret",
            "master_label:other" => "key expansion",
            "extended_master_secret" => "extended master secret",
            _ => "master secret",
        };
        let seed = match self.bug {
            "master_randoms_swapped" | "randoms_swapped" => [s, c].concat(),
            "randoms_without_time" => [&c[4..], &s[4..]].concat(),
            "extended_master_secret" => {
                let until = log.iter().position(|sent| sent.message[0] == 16).unwrap();
                let all: Vec<u8> = log[..=until]
                    .iter()
                    .flat_map(|sent| sent.message.clone())
                    .collect();
                HashAlgorithm::Sha256.digest(&all)
            }
            _ => [c, s].concat(),
        };
        self.prf(&pre_master, label, &seed, 48)
    }

    pub fn keys(&self, master: &[u8]) -> Keys {
        let (c, s) = (self.client_random, self.server_random);
        let seed = match self.bug {
            "key_block_randoms_swapped" | "randoms_swapped" => [c, s].concat(),
            "randoms_without_time" => [&s[4..], &c[4..]].concat(),
            _ => [s, c].concat(),
        };
        let spelled = text(master);
        let master = match self.bug {
            "text_for_bytes:master" => &spelled,
            _ => master,
        };
        let label = match self.bug {
            "key_block_label:empty" => "",
            "key_block_label:nul" => "key expansion\0",
            _ => "key expansion",
        };
        let block = self.prf(master, label, &seed, 256);
        let mac = match self.bug {
            "mac_key_length" if self.suite.mac.output_len() == 20 => 32,
            "mac_key_length" => 20,
            "mac_other_hash:key" => 20,
            _ => self.suite.mac.output_len(),
        };
        let key = self.suite.cipher.key_len();
        let mut at = 0;
        let mut take = |len: usize| {
            at += len;
            block[at - len..at].to_vec()
        };
        let two = |a, b| [a, b];
        match self.bug {
            "key_block_order:cipher_first" => {
                let cipher = two(take(key), take(key));
                let mac = two(take(mac), take(mac));
                Keys {
                    mac,
                    cipher,
                    iv: two(take(16), take(16)),
                }
            }
            "key_block_order:by_side" => {
                let (cm, ck, sm, sk) = (take(mac), take(key), take(mac), take(key));
                Keys {
                    mac: two(cm, sm),
                    cipher: two(ck, sk),
                    iv: two(take(16), take(16)),
                }
            }
            "key_block_order:ivs_first" => {
                let iv = two(take(16), take(16));
                let mac = two(take(mac), take(mac));
                Keys {
                    mac,
                    cipher: two(take(key), take(key)),
                    iv,
                }
            }
            _ => {
                let mac = two(take(mac), take(mac));
                let cipher = two(take(key), take(key));
                Keys {
                    mac,
                    cipher,
                    iv: two(take(16), take(16)),
                }
            }
        }
    }

    pub fn finished(&self, master: &[u8], log: &[Sent]) -> Vec<u8> {
        let mut covered = Vec::new();
        for (i, sent) in log.iter().enumerate() {
            let finished = sent.message[0] == 20;
            let with_header = match self.bug {
                "transcript_record_headers:all" => true,
                "transcript_record_headers:first" => i == 0,
                "transcript_record_headers:client" => sent.sender == Side::Client,
                "transcript_record_headers:server" => sent.sender == Side::Server,
                _ => false,
            };
            if finished && self.is("transcript_change_cipher_spec:byte") {
                covered.push(1);
            }
            if finished && self.is("transcript_change_cipher_spec:record") {
                covered.extend([0x14, 3, 3, 0, 1, 1]);
            }
            let left_out = match self.bug {
                "transcript_without_message:ClientHello" => 1,
                "transcript_without_message:ServerHello" => 2,
                "transcript_without_message:Certificate" => 11,
                "transcript_without_message:ServerHelloDone" => 14,
                "transcript_without_message:ClientKeyExchange" => 16,
                "transcript_without_client_finished" => 20,
                _ => 255,
            };
            if sent.message[0] == left_out {
                continue;
            }
            if with_header {
                covered.extend(&sent.record_header);
            }
            let from = if self.is("transcript_without_headers") {
                4
            } else {
                0
            };
            match &sent.encrypted {
                Some(fragment) if self.is("transcript_encrypted_finished") => {
                    covered.extend(fragment);
                }
                _ => covered.extend(&sent.message[from..]),
            }
        }
        match self.bug {
            "transcript_change_cipher_spec:byte" => covered.push(1),
            "transcript_change_cipher_spec:record" => covered.extend([0x14, 3, 3, 0, 1, 1]),
            _ => {}
        }
        let hash = match self.bug {
            "hash_as_text" => text(&HashAlgorithm::Sha256.digest(&covered)),
            "transcript_not_hashed" => covered,
            "transcript_other_hash:sha1" => HashAlgorithm::Sha1.digest(&covered),
            "other_prf:sha1" => HashAlgorithm::Sha1.digest(&covered),
            "other_prf:sha384" => HashAlgorithm::Sha384.digest(&covered),
            "transcript_other_hash:both" | "other_prf:tls10" => {
                let md5 = HashAlgorithm::Md5.digest(&covered);
                [md5, HashAlgorithm::Sha1.digest(&covered)].concat()
            }
            _ => HashAlgorithm::Sha256.digest(&covered),
        };
        let label = match (self.side, self.bug) {
            (Side::Client, "finished_label:swapped") => "server finished",
            (Side::Server, "finished_label:swapped") => "client finished",
            (_, "finished_label:short") => "finished",
            (Side::Client, _) => "client finished",
            (Side::Server, _) => "server finished",
        };
        let spelled = text(master);
        let master = match self.bug {
            "text_for_bytes:master" => &spelled,
            _ => master,
        };
        let verify_data = match self.bug {
            "verify_data_without_prf:hash" => hash[..12].to_vec(),
            "verify_data_without_prf:hmac" => {
                HashAlgorithm::Sha256.hmac(master, &hash)[..12].to_vec()
            }
            _ => self.prf(master, label, &hash, 12),
        };
        message(20, &verify_data)
    }

    fn mac(
        &self,
        key: &[u8],
        sequence: u64,
        content_type: u8,
        content: &[u8],
        iv: &[u8],
    ) -> Vec<u8> {
        let hash = match self.bug {
            "mac_other_hash" | "mac_other_hash:key" => HashAlgorithm::Sha1,
            _ => self.suite.mac,
        };
        let mac_len = self.suite.mac.output_len();
        let padded = (content.len() + mac_len + 1).next_multiple_of(16);
        let length = match self.bug {
            "mac_wrong_length:mac" => content.len() + mac_len,
            "mac_wrong_length:padded" => padded,
            "mac_wrong_length:fragment" => padded + 16,
            _ => content.len(),
        };
        let mut length = (length as u16).to_be_bytes().to_vec();
        if self.is("mac_wrong_length:little") {
            length.reverse();
        }
        let mut seq = sequence.to_be_bytes().to_vec();
        let mut content_type = vec![content_type];
        let mut version = vec![3, 3];
        let mut content = content.to_vec();
        match self.bug {
            "mac_without_sequence" => seq.clear(),
            "mac_sequence_little_endian" => seq.reverse(),
            "mac_sequence_four_bytes" => seq.drain(..4).for_each(drop),
            "mac_other_sequence:first" => seq = (sequence + 1).to_be_bytes().to_vec(),
            "mac_other_sequence:counted_on" => seq = (sequence + 3).to_be_bytes().to_vec(),
            "mac_other_sequence:stays" => seq = vec![0; 8],
            "mac_part_left_out:type" => content_type.clear(),
            "mac_part_left_out:version" => version.clear(),
            "mac_part_left_out:length" => length.clear(),
            "mac_other_version" => version = vec![3, 1],
            "mac_over_iv" => content = [iv, &content].concat(),
            "mac_over_padding" => {
                let n = padded - content.len() - mac_len;
                content.extend(vec![n as u8 - 1; n]);
            }
            "mac_content_alone" => {
                seq.clear();
                content_type.clear();
                version.clear();
                length.clear();
            }
            _ => {}
        }
        hash.hmac(key, &[seq, content_type, version, length, content].concat())
    }

    /// A record, protected as this peer does it.
    pub fn protect(&self, keys: &Keys, sequence: u64, content_type: u8, content: &[u8]) -> Vec<u8> {
        if self.is("finished_in_the_clear") && content_type == 22 {
            return record(content_type, content);
        }
        let (own, other) = (self.side as usize, self.side.peer() as usize);
        let (of_mac, of_cipher) = match self.bug {
            "keys_swapped:both" => (other, other),
            "keys_swapped:mac" => (other, own),
            "keys_swapped:cipher" => (own, other),
            _ => (own, own),
        };
        let iv: [u8; 16] = match self.bug {
            "iv_left_out:zero" => [0; 16],
            "iv_from_key_block" | "iv_from_key_block:besides" => {
                keys.iv[own].clone().try_into().unwrap()
            }
            _ => std::array::from_fn(|i| (i * 37 + 11) as u8),
        };
        let mut plaintext = content.to_vec();
        if !self.is("no_mac") && !self.is("encrypt_then_mac") {
            plaintext.extend(self.mac(&keys.mac[of_mac], sequence, content_type, content, &iv));
        }
        let n = 16 - plaintext.len() % 16;
        match self.bug {
            "pkcs7_padding" => plaintext.extend(vec![n as u8; n]),
            "zero_padding:length" => plaintext.extend([vec![0; n - 1], vec![n as u8 - 1]].concat()),
            "zero_padding:x923" => plaintext.extend([vec![0; n - 1], vec![n as u8]].concat()),
            "zero_padding:zeros" => plaintext.extend(vec![0; n]),
            "other_padding:iso" => plaintext.extend([vec![0x80], vec![0; n - 1]].concat()),
            "other_padding:random" => {
                let noise = (0..n - 1).map(|i| (i * 91 + 7) as u8);
                plaintext.extend(noise.chain([n as u8 - 1]));
            }
            "no_padding" if n == 16 => {}
            _ => plaintext.extend(vec![n as u8 - 1; n]),
        }
        let cipher = &keys.cipher[of_cipher];
        let ciphertext = cbc::encrypt(self.suite.cipher, cipher, &iv, &plaintext);
        let fragment = match self.bug {
            "iv_left_out" | "iv_left_out:zero" | "iv_from_key_block" => ciphertext,
            "iv_from_key_block:besides" => [vec![9; 16], ciphertext].concat(),
            _ => [iv.to_vec(), ciphertext].concat(),
        };
        if self.is("encrypt_then_mac") {
            let mac = self.mac(&keys.mac[of_mac], sequence, content_type, &fragment, &iv);
            return record(content_type, &[fragment, mac].concat());
        }
        record(content_type, &fragment)
    }
}

/// The hexadecimal digits of bytes, as text.
fn text(bytes: &[u8]) -> Vec<u8> {
    hex(bytes).into_bytes()
}

/// Records in bytes: their whole bytes.
pub fn records(bytes: &[u8]) -> Vec<&[u8]> {
    let (mut rest, mut out) = (bytes, Vec::new());
    while rest.len() >= 5 {
        let end = 5 + usize::from(u16::from_be_bytes([rest[3], rest[4]]));
        out.push(&rest[..end]);
        rest = &rest[end..];
    }
    out
}

/// Handshake messages in a record, the first with the header of the record.
pub fn messages(sender: Side, record: &[u8]) -> Vec<Sent> {
    let (mut header, mut rest, mut out) = (record[..5].to_vec(), &record[5..], Vec::new());
    while !rest.is_empty() {
        let end =
            4 + usize::from(rest[1]) * 65536 + usize::from(rest[2]) * 256 + usize::from(rest[3]);
        out.push(Sent {
            sender,
            record_header: std::mem::take(&mut header),
            message: rest[..end].to_vec(),
            encrypted: None,
        });
        rest = &rest[end..];
    }
    out
}
