//! How the records that come in are read: in the clear, with the keys, or without them.

use super::fault::Fault;
use super::protection::Protecting;
use crate::crypto::record::{Algorithms, DirectionKeys, Timing, Unprotection};
use crate::protocol::{CheckName, Protected, Rules};
use crate::said;
use crate::wire::ContentType;
use crate::wire::FragmentForm;
use crate::wire::alert::AlertDescription;
use crate::wire::record::{MAX_PLAINTEXT, RecordHeader};
use std::sync::Arc;

/// How the records that come in are read.
#[derive(Debug, Default)]
pub(super) enum Mode {
    /// They are in the clear.
    #[default]
    Clear,
    /// They are protected, and the keys are known.
    Opening(Protecting),
    /// They are protected, and the keys are not known.
    Sealed(Sealed),
}

/// What is known of records that cannot be decrypted.
#[derive(Debug)]
pub(super) struct Sealed {
    epoch: u16,
    /// The number of the next record.
    sequence: u64,
    /// How a fragment is built.
    form: FragmentForm,
    /// Whether every protected record says that it is application data, as in TLS 1.3: what has another type is
    /// in the clear (RFC 8446 §5).
    data_alone: bool,
}

/// A record that is refused, with the evidence if it was decrypted.
pub(super) struct Refused {
    pub fault: Fault,
    pub unprotection: Option<Arc<Unprotection>>,
}

impl Refused {
    fn of(fault: Fault, unprotection: Arc<Unprotection>) -> Self {
        Refused {
            fault,
            unprotection: Some(unprotection),
        }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Refused {
            fault,
            unprotection: None,
        }
    }
}

impl Mode {
    /// The mode that follows where the keys are known.
    pub(super) fn protected(
        &self,
        rules: &'static Rules,
        algorithms: Algorithms,
        keys: DirectionKeys,
        timing: Timing,
    ) -> Self {
        let epoch = self.epoch() + 1;
        Mode::Opening(Protecting::new(rules, algorithms, keys, epoch).in_time(timing))
    }

    /// The next record has this sequence number.
    pub(super) fn count_from(&mut self, sequence: u64) {
        match self {
            Mode::Clear => {}
            Mode::Opening(read) => read.count_from(sequence),
            Mode::Sealed(sealed) => sealed.sequence = sequence,
        }
    }

    /// The mode that follows where they are not.
    pub(super) fn sealed(&self, form: FragmentForm, data_alone: bool) -> Self {
        Mode::Sealed(Sealed {
            epoch: self.epoch() + 1,
            sequence: 0,
            form,
            data_alone,
        })
    }

    fn epoch(&self) -> u16 {
        match self {
            Mode::Clear => 0,
            Mode::Opening(read) => read.epoch(),
            Mode::Sealed(sealed) => sealed.epoch,
        }
    }

    pub(super) fn is_clear(&self) -> bool {
        matches!(self, Mode::Clear)
    }

    /// Counts the next record if it cannot be decrypted, and describes it. `len` is the length of its
    /// fragment in bytes.
    pub(super) fn pass_over(&mut self, content_type: ContentType, len: usize) -> Option<Protected> {
        let Mode::Sealed(sealed) = self else {
            return None;
        };
        if sealed.data_alone && content_type != ContentType::ApplicationData {
            return None;
        }
        let protected = Protected::sealed(sealed.epoch, sealed.sequence, len, sealed.form);
        sealed.sequence += 1;
        Some(protected)
    }

    /// Decrypts and verifies the next fragment, if it is protected.
    pub(super) fn open(
        &mut self,
        header: RecordHeader,
        fragment: &[u8],
    ) -> Result<(Vec<u8>, Option<Arc<Unprotection>>), Refused> {
        let Mode::Opening(read) = self else {
            return Ok((fragment.to_vec(), None));
        };
        let unprotected = match read.unprotect(header, fragment) {
            Ok(unprotected) => Arc::new(unprotected),
            Err(error) => {
                let fault = Fault::new(read.rules().bad_padding, error.said());
                return Err(fault.at(CheckName::CiphertextForm).into());
            }
        };
        if !unprotected.ok() {
            // for the reader alone: the alert is one for both (§7.2.2)
            let reason = match (unprotected.padding_ok, unprotected.mac_ok) {
                (false, false) => said!("record.fault.padding_and_mac"),
                (false, true) => said!("record.fault.padding"),
                (true, _) => said!("record.fault.mac", sequence = unprotected.sequence),
            };
            let alert = match unprotected.padding_ok {
                true => AlertDescription::BadRecordMac,
                false => read.rules().bad_padding,
            };
            let fault = Fault::new(alert, reason);
            return Err(Refused::of(fault, unprotected));
        }
        if unprotected.content.len() > MAX_PLAINTEXT {
            let (limit, got) = (MAX_PLAINTEXT, unprotected.content.len());
            let reason = said!("record.fault.content_length", limit, got);
            let fault = Fault::new(AlertDescription::RecordOverflow, reason);
            return Err(Refused::of(fault, unprotected));
        }
        Ok((unprotected.content().to_vec(), Some(unprotected)))
    }

    /// The description of a record that was decrypted.
    pub(super) fn opened(&self, unprotection: &Unprotection) -> Protected {
        Protected::opened(self.epoch(), unprotection)
    }

    /// The description of a record that was refused before it was decrypted; `None` if it is in the clear.
    /// `len` is the length of its fragment in bytes.
    pub(super) fn unopened(&self, len: usize) -> Option<Protected> {
        match self {
            // what is too short for an IV is not encrypted, at whatever point it comes
            Mode::Opening(read) if len >= read.iv_len() => Some(Protected::sealed(
                read.epoch(),
                read.next_sequence(),
                len,
                read.form(),
            )),
            _ => None,
        }
    }
}
