//! The messages that can be intercepted, by the keys of their steps.

use crate::label;

/// Makes the enum, its list and its keys from one table.
macro_rules! targets {
    ($($variant:ident = $key:literal, $title:literal;)*) => {
        /// A message that can be intercepted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Intercepted {
            $(#[doc = concat!("`", $key, "`")] $variant,)*
        }

        impl Intercepted {
            /// All of them, in the order of a handshake.
            pub const ALL: &'static [Intercepted] = &[$(Intercepted::$variant),*];

            /// The key of its step, as a scenario's file has it.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Intercepted::$variant => $key,)*
                }
            }

            /// Its name in a sentence.
            pub fn title(self) -> &'static str {
                match self {
                    $(Intercepted::$variant => label!($title),)*
                }
            }
        }

        /// The messages that can be intercepted, by the keys of their steps.
        pub const MESSAGES: [&str; Intercepted::ALL.len()] = [$($key),*];
    };
}

targets! {
    ClientHello = "client_hello", "scenario.message.client_hello";
    ServerHello = "server_hello", "scenario.message.server_hello";
    ServerCertificate = "server_certificate", "scenario.message.server_certificate";
    CertificateRequest = "certificate_request", "scenario.message.certificate_request";
    ServerHelloDone = "server_hello_done", "scenario.message.server_hello_done";
    ClientCertificate = "client_certificate", "scenario.message.client_certificate";
    ClientKeyExchange = "client_key_exchange", "scenario.message.client_key_exchange";
    CertificateVerify = "certificate_verify", "scenario.message.certificate_verify";
    ClientChangeCipherSpec = "client_change_cipher_spec", "scenario.message.client_change_cipher_spec";
    ClientFinished = "client_finished", "scenario.message.client_finished";
    ServerChangeCipherSpec = "server_change_cipher_spec", "scenario.message.server_change_cipher_spec";
    ServerFinished = "server_finished", "scenario.message.server_finished";
    ClientApplicationData = "client_application_data", "scenario.message.client_application_data";
    ServerApplicationData = "server_application_data", "scenario.message.server_application_data";
    ClientCloseNotify = "client_close_notify", "scenario.message.client_close_notify";
    ServerCloseNotify = "server_close_notify", "scenario.message.server_close_notify";
    Alert = "alert", "scenario.message.alert";
}

impl Intercepted {
    /// The message of a step with this key; `None` if the step has none that can be intercepted.
    pub fn named(key: &str) -> Option<Intercepted> {
        Intercepted::ALL
            .iter()
            .copied()
            .find(|target| target.key() == key)
    }
}
