//! Certificates, and the signatures and keys in them.

use super::literal::{literal, quoted};
use super::script::Script;
use crate::explain::command::{key_file, openssl_hash, public_pem};
use crate::pki::Certificate;
use crate::trace::Step;
use crate::wire::display::escaped;
use std::ops::Range;

impl Script<'_> {
    /// The signatures that were checked in a step.
    pub(super) fn signatures(&mut self, step: &Step) {
        for check in &step.checks {
            let Some(verification) = &check.signature else {
                continue;
            };
            // the same signature may be there twice, with something that somebody has changed
            let signed = |c: &Certificate| {
                c.signature_bytes() == verification.signature
                    && verification.hash.digest(c.tbs_bytes()) == verification.computed_digest
            };
            let Some((name, certificate)) = self.certificate(signed) else {
                let reason = "what was signed is not among the certificates on the wire";
                self.line(&format!("impossible signature {}", quoted(reason)));
                continue;
            };
            let key = self.public_key(&verification.n, &verification.e);
            let hash = openssl_hash(verification.hash);
            let cut = |range: &Range<usize>| {
                let (start, len) = (range.start, range.len());
                format!("$(bytes \"${name}\" {start} {len})")
            };
            let [tbs, signature] = [cut(&certificate.tbs), cut(&certificate.signature)];
            self.line(&format!("{name}_signed={tbs}"));
            self.line(&format!("{name}_signature={signature}"));
            self.line(&format!(
                "{name}_hash=$(digest {hash} \"${name}_signed\")\n\
                 reproduced {name}_hash \"${name}_hash\" {}",
                literal(&verification.computed_digest)
            ));
            if !verification.block.is_empty() {
                self.line(&format!(
                    "{name}_block=$(rsa_public \"{key}\" \"${name}_signature\")\n\
                     reproduced {name}_block \"${name}_block\" {}",
                    literal(&verification.block)
                ));
            }
            let verdict = match &verification.outcome {
                Ok(()) => "valid",
                Err(_) => "invalid",
            };
            if let (Ok(()), Some(at)) = (&verification.outcome, &verification.recovered_digest) {
                let (start, len) = (at.start, at.len());
                self.line(&format!(
                    "same {} \"$(bytes \"${name}_block\" {start} {len})\" \"${name}_hash\"",
                    quoted(&format!("{name}_hash in block"))
                ));
            }
            self.line(&format!(
                "signature {name}_signature \"{key}\" {hash} \"${name}_signed\" \\\n  \
                 \"${name}_signature\" {verdict}"
            ));
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
                self.line("# the key of a trusted anchor, whose certificate nobody has to send");
                let pem = public_pem(n, e).unwrap_or_default();
                self.body.push_str(&key_file("-pubin", &name, &pem));
                format!("$dir/{name}")
            }
        };
        self.public_keys.insert(key, file.clone());
        file
    }

    /// The first certificate on the wire of which something holds, and its variable.
    fn certificate(&mut self, is: impl Fn(&Certificate) -> bool) -> Option<(String, Certificate)> {
        for chain in &self.trace.chains {
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
                    // somebody changed it on its way
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
