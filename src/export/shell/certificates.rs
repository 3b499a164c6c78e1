//! Certificates, and the signatures and keys in them.

use super::literal::{literal, quoted};
use super::script::Script;
use super::section::Section;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::signature::Verification;
use crate::explain::command::{Call, Expression, Piece, key_file, openssl_hash, public_pem, text};
use crate::label;
use crate::pki::Certificate;
use crate::protocol::ProofRule;
use crate::trace::{CheckedSignature, ConnectionId, Side, Signed, Step, ValueName};
use crate::wire::display::escaped;
use std::ops::Range;

impl Script<'_> {
    /// The signatures that were checked in a step and belong in a section.
    pub(super) fn signatures(&mut self, step: &Step, section: Section) {
        for check in &step.checks {
            let Some(checked) = &check.signature else {
                continue;
            };
            let own = match checked.what {
                Signed::Certificate | Signed::RevocationList | Signed::KeyShare => {
                    Section::Certificates
                }
                Signed::Handshake => Section::Transcript,
            };
            // both sides may have checked the same
            if own != section || self.checked.iter().any(|other| other == checked) {
                continue;
            }
            self.checked.push(checked.clone());
            self.signature(step.connection, checked);
        }
    }

    fn signature(&mut self, connection: ConnectionId, checked: &CheckedSignature) {
        let verification = &checked.verification;
        let Some((name, signed, signature)) = self.place(connection, checked) else {
            let reason = label!("export.shell.not_on_the_wire");
            self.line(&format!("impossible signature {}", quoted(reason)));
            return;
        };
        let (n, e) = verification.key();
        let key = self.public_key(n, e);
        self.line(&format!("{name}_signed={signed}"));
        self.line(&format!("{name}_signature={signature}"));
        let computed = self.signed_hash(connection, checked, &format!("${name}_signed"));
        self.line(&format!(
            "{name}_hash={computed}\n\
             reproduced {name}_hash \"${name}_hash\" {}",
            literal(verification.computed_digest())
        ));
        let block = verification.block();
        if !block.is_empty() {
            // EM of PSS can be a byte shorter than the modulus
            let whole = vec![0; n.len().saturating_sub(block.len())];
            self.line(&format!(
                "{name}_block=$(rsa_public \"{key}\" \"${name}_signature\")\n\
                 reproduced {name}_block \"${name}_block\" {}",
                literal(&[whole, block.to_vec()].concat())
            ));
        }
        let verdict = match verification.is_valid() {
            true => "valid",
            false => "invalid",
        };
        let scheme = match verification {
            Verification::Pkcs1(one) => {
                if let (true, Some(at)) = (verification.is_valid(), &one.recovered_digest) {
                    let (start, len) = (at.start, at.len());
                    self.line(&format!(
                        "same {} \"$(bytes \"${name}_block\" {start} {len})\" \"${name}_hash\"",
                        quoted(&format!("{name}_hash in block"))
                    ));
                }
                ""
            }
            Verification::Pss(_) => " pss",
        };
        let signature = format!("\"${name}_signature\"");
        self.line(&match verification.hash() {
            HashAlgorithm::Md5Sha1 => format!(
                "signature_bare {name}_signature \"{key}\" \"${name}_hash\" {signature} {verdict}"
            ),
            hash => format!(
                "signature {name}_signature \"{key}\" {} \"${name}_signed\" \\\n  \
                 {signature} {verdict}{scheme}",
                openssl_hash(hash)
            ),
        });
    }

    /// The hash of what is signed, which is in a variable, as shell.
    fn signed_hash(
        &mut self,
        connection: ConnectionId,
        checked: &CheckedSignature,
        signed: &str,
    ) -> String {
        let signed = vec![Piece::Text(signed.to_owned())];
        let with_secret = (self.trace.connection(connection).rules())
            .is_some_and(|it| it.proof == ProofRule::MasterSecret);
        let secret = match checked.what {
            Signed::Handshake if with_secret => {
                self.trace
                    .named(connection, ValueName::MasterSecret, Side::Server)
            }
            _ => None,
        };
        let call = match secret {
            Some(secret) => {
                let secret = vec![Piece::Value(secret.id)];
                Call::new("ssl3_proof", vec![secret, text(""), signed])
            }
            None => {
                let hash = openssl_hash(checked.verification.hash());
                Call::new("digest", vec![text(hash), signed])
            }
        };
        Expression::Call(call).render(self)
    }

    /// What is signed, and the signature: a name for them, and both as arguments.
    fn place(
        &mut self,
        connection: ConnectionId,
        checked: &CheckedSignature,
    ) -> Option<(String, String, String)> {
        let verification = &checked.verification;
        match checked.what {
            Signed::Certificate => {
                // the same signature may occur twice, once over something that an attacker changed
                let signed = |c: &Certificate| {
                    c.signature_bytes() == verification.signature()
                        && c.tbs_bytes() == &*checked.signed
                };
                let (name, certificate) = self.certificate(signed)?;
                let cut = |range: &Range<usize>| {
                    let (start, len) = (range.start, range.len());
                    format!("$(bytes \"${name}\" {start} {len})")
                };
                let [tbs, signature] = [cut(&certificate.tbs), cut(&certificate.signature)];
                Some((name, tbs, signature))
            }
            Signed::RevocationList => {
                let count = self.lists.len() + 1;
                let name = match self.lists.get(&checked.signed) {
                    Some(name) => name.clone(),
                    None => format!("revocation_list_{count}"),
                };
                self.lists.insert(checked.signed.clone(), name.clone());
                self.line("# a revocation list, which is on no wire");
                Some((
                    name,
                    literal(&checked.signed),
                    literal(verification.signature()),
                ))
            }
            Signed::KeyShare => {
                self.line("# both randoms, and the server's share of a key");
                let (signed, signature) = (&checked.signed, verification.signature());
                Some(("key_share".to_owned(), literal(signed), literal(signature)))
            }
            Signed::Handshake => {
                let bytes = verification.signature();
                let sent = self.trace.values().iter().find(|value| {
                    value.name == ValueName::HandshakeSignature && value.bytes == bytes
                });
                let signature = match sent {
                    Some(value) => self.sent(value).unwrap_or_else(|| literal(bytes)),
                    None => literal(bytes),
                };
                let messages = self.messages(connection, Side::Server, &checked.signed);
                Some(("certificate_verify".to_owned(), messages, signature))
            }
        }
    }

    /// The file of a public key: from a certificate on the wire that has it, or else an anchor's.
    pub(super) fn public_key(&mut self, n: &[u8], e: &[u8]) -> String {
        let key = (n.to_vec(), e.to_vec());
        if let Some(file) = self.public_keys.get(&key) {
            return file.clone();
        }
        let is = |certificate: &Certificate| {
            let own = certificate.rsa_key();
            own.is_some_and(|own| own.n() == n && own.e() == e)
        };
        let file = match self.certificate(is) {
            Some((variable, certificate)) => {
                let file = format!("$dir/{variable}.pub");
                let info = &certificate.public_key_info;
                let (start, len) = (info.start, info.len());
                self.line(&format!(
                    "public_key \"{file}\" \"$(bytes \"${variable}\" {start} {len})\""
                ));
                file
            }
            None => {
                let name = format!("anchor_{}.pub", self.public_keys.len());
                self.line("# the key of a trust anchor, whose certificate need not be sent");
                let pem = public_pem(n, e).unwrap_or_default();
                self.body.push_str(&key_file("-pubin", &name, &pem));
                format!("$dir/{name}")
            }
        };
        self.public_keys.insert(key, file.clone());
        file
    }

    /// The first certificate on the wire that meets a condition, and its variable.
    fn certificate(&mut self, is: impl Fn(&Certificate) -> bool) -> Option<(String, Certificate)> {
        let connections = self.trace.connections().iter();
        for chain in connections.flat_map(|one| &one.chains) {
            for (i, der) in chain.certificates.iter().enumerate() {
                let Ok(certificate) = Certificate::from_der(der) else {
                    continue;
                };
                if !is(&certificate) {
                    continue;
                }
                if let Some(name) = self.variables.get(der) {
                    return Some((name.clone(), certificate));
                }
                let name = format!("{}_certificate_{}", chain.owner.name(), i + 1);
                let (name, digits) = match self.within_message(chain.step, der) {
                    Some(digits) => (name, digits),
                    // an attacker changed it on the way
                    None => (format!("{name}_received"), literal(der)),
                };
                self.variables.insert(der.clone(), name.clone());
                let who = escaped(certificate.short_name().as_bytes());
                self.line(&format!("# {who}\n{name}={digits}"));
                return Some((name, certificate));
            }
        }
        None
    }
}
