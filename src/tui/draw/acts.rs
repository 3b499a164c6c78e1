//! What a party does in a step, in few words: at its lifeline, and as the state of its pane.

use crate::label;
use crate::trace::Topic;

/// What is done, at the party's lifeline; empty for a message.
pub fn doing(topic: Topic, short: bool) -> &'static str {
    match (topic, short) {
        (Topic::DrawClientRandom, false) => label!("tui.doing.draw_client_random"),
        (Topic::DrawClientRandom, true) => label!("tui.doing_short.draw_client_random"),
        (Topic::Negotiate, false) => label!("tui.doing.negotiate"),
        (Topic::Negotiate, true) => label!("tui.doing_short.negotiate"),
        (Topic::CheckCertificate, false) => label!("tui.doing.check_certificate"),
        (Topic::CheckClientCertificate, false) => label!("tui.doing.check_client_certificate"),
        (Topic::CheckCertificate | Topic::CheckClientCertificate, true) => {
            label!("tui.doing_short.check_certificate")
        }
        (Topic::DrawPreMasterSecret, false) => label!("tui.doing.draw_pre_master"),
        (Topic::DrawPreMasterSecret, true) => label!("tui.doing_short.draw_pre_master"),
        (Topic::EncryptPreMasterSecret, false) => label!("tui.doing.encrypt_pre_master"),
        (Topic::EncryptPreMasterSecret, true) => label!("tui.doing_short.encrypt_pre_master"),
        (Topic::SignHandshake, _) => label!("tui.doing.sign_handshake"),
        (Topic::CheckCertificateVerify, false) => label!("tui.doing.check_signature"),
        (Topic::CheckKeyShare, false) => label!("tui.doing.check_key_share"),
        (Topic::CheckCertificateVerify | Topic::CheckKeyShare, true) => {
            label!("tui.doing_short.check_signature")
        }
        (Topic::DecryptPreMasterSecret, false) => label!("tui.doing.decrypt_pre_master"),
        (Topic::DecryptPreMasterSecret, true) => label!("tui.doing_short.decrypt_pre_master"),
        (Topic::TakeSecrets, false) => label!("tui.doing.take_secrets"),
        (Topic::TakeSecrets, true) => label!("tui.doing_short.take_secrets"),
        (Topic::CompareResult, false) => label!("tui.doing.compare_result"),
        (Topic::CompareResult, true) => label!("tui.doing_short.compare_result"),
        (Topic::MissBytes, false) => label!("tui.doing.miss_bytes"),
        (Topic::MissBytes, true) => label!("tui.doing_short.miss_bytes"),
        (Topic::DeriveMasterSecret, false) => label!("tui.doing.master_secret"),
        (Topic::DeriveMasterSecret, true) => label!("tui.doing_short.master_secret"),
        (Topic::ExpandKeyBlock, false) => label!("tui.doing.key_block"),
        (Topic::ExpandKeyBlock, true) => label!("tui.doing_short.key_block"),
        (Topic::ComputeVerifyData, false) => label!("tui.doing.verify_data"),
        (Topic::ComputeVerifyData, true) => label!("tui.doing_short.verify_data"),
        (Topic::ProtectFinished, false) => label!("tui.doing.protect_finished"),
        (Topic::ProtectApplicationData, false) => label!("tui.doing.protect_data"),
        (Topic::ProtectFinished | Topic::ProtectApplicationData, true) => {
            label!("tui.doing_short.protect")
        }
        (Topic::CheckFinished, false) => label!("tui.doing.check_finished"),
        (Topic::CheckFinished, true) => label!("tui.doing_short.check_finished"),
        (Topic::OpenApplicationData, false) => label!("tui.doing.decrypt_data"),
        (Topic::OpenApplicationData, true) => label!("tui.doing_short.decrypt_data"),
        (Topic::Reject, false) => label!("tui.doing.reject"),
        (Topic::Reject, true) => label!("tui.doing_short.reject"),
        (Topic::Bluff, _) => label!("tui.doing.bluff"),
        (Topic::TransportClosed, _) => label!("tui.doing.transport_closed"),
        (Topic::Send(_) | Topic::Receive(_), _) => "",
    }
}

/// What both sides do at once.
pub fn both(topic: Topic) -> &'static str {
    match topic {
        Topic::DeriveMasterSecret => label!("tui.both.master_secret"),
        Topic::ExpandKeyBlock => label!("tui.both.key_block"),
        other => doing(other, false),
    }
}

/// What was done, in the past tense; empty for a message.
pub fn done(topic: Topic) -> &'static str {
    match topic {
        Topic::DrawClientRandom => label!("tui.done.draw_client_random"),
        Topic::Negotiate => label!("tui.done.negotiate"),
        Topic::CheckCertificate | Topic::CheckClientCertificate => {
            label!("tui.done.check_certificate")
        }
        Topic::DrawPreMasterSecret => label!("tui.done.draw_pre_master"),
        Topic::EncryptPreMasterSecret => label!("tui.done.encrypt_pre_master"),
        Topic::SignHandshake => label!("tui.done.sign_handshake"),
        Topic::CheckCertificateVerify | Topic::CheckKeyShare => {
            label!("tui.done.check_signature")
        }
        Topic::DecryptPreMasterSecret => label!("tui.done.decrypt_pre_master"),
        Topic::TakeSecrets => label!("tui.done.take_secrets"),
        Topic::CompareResult => label!("tui.done.compare_result"),
        Topic::MissBytes => label!("tui.done.miss_bytes"),
        Topic::DeriveMasterSecret => label!("tui.done.master_secret"),
        Topic::ExpandKeyBlock => label!("tui.done.key_block"),
        Topic::ComputeVerifyData => label!("tui.done.verify_data"),
        Topic::ProtectFinished => label!("tui.done.protect_finished"),
        Topic::CheckFinished => label!("tui.done.check_finished"),
        Topic::ProtectApplicationData => label!("tui.done.protect_data"),
        Topic::OpenApplicationData => label!("tui.done.decrypt_data"),
        Topic::Reject => label!("tui.done.reject"),
        Topic::Bluff => label!("tui.done.bluff"),
        Topic::TransportClosed => label!("tui.done.transport_closed"),
        Topic::Send(_) | Topic::Receive(_) => "",
    }
}
