//! The messages that can be intercepted.

use crate::label;
use crate::protocol::{Side, Transfer};
use crate::trace::StepName;

/// Makes the enum, its list and its match with steps from one table.
macro_rules! targets {
    ($($step:ident $title:literal;)*) => {
        /// A message that can be intercepted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Intercepted {
            $(#[doc = concat!("See [`StepName::", stringify!($step), "`].")] $step,)*
        }

        impl Intercepted {
            /// All of them, in the order of a handshake.
            pub const ALL: &'static [Intercepted] = &[$(Intercepted::$step),*];

            /// The step in which it is sent.
            pub const fn step(self) -> StepName {
                match self {
                    $(Intercepted::$step => StepName::$step,)*
                }
            }

            /// The message of a step; `None` where the step has none that can be intercepted.
            pub const fn of(step: StepName) -> Option<Intercepted> {
                match step {
                    $(StepName::$step => Some(Intercepted::$step),)*
                    _ => None,
                }
            }

            /// Its name in a sentence.
            pub fn title(self) -> &'static str {
                match self {
                    $(Intercepted::$step => label!($title),)*
                }
            }
        }
    };
}

targets! {
    ClientHello "scenario.message.client_hello";
    ServerHello "scenario.message.server_hello";
    ServerCertificate "scenario.message.server_certificate";
    CertificateRequest "scenario.message.certificate_request";
    ServerHelloDone "scenario.message.server_hello_done";
    ClientCertificate "scenario.message.client_certificate";
    ClientKeyExchange "scenario.message.client_key_exchange";
    CertificateVerify "scenario.message.certificate_verify";
    ClientChangeCipherSpec "scenario.message.client_change_cipher_spec";
    ClientFinished "scenario.message.client_finished";
    NewSessionTicket "scenario.message.new_session_ticket";
    ServerChangeCipherSpec "scenario.message.server_change_cipher_spec";
    ServerFinished "scenario.message.server_finished";
    ClientApplicationData "scenario.message.client_application_data";
    ServerApplicationData "scenario.message.server_application_data";
    ClientCloseNotify "scenario.message.client_close_notify";
    ServerCloseNotify "scenario.message.server_close_notify";
    Alert "scenario.message.alert";
}

impl Intercepted {
    /// The key of its step, as a scenario's file has it.
    pub const fn key(self) -> &'static str {
        self.step().key()
    }

    /// The message that a side sends; `None` if it cannot be intercepted.
    pub fn of_transfer(sender: Side, transfer: &Transfer) -> Option<Intercepted> {
        Intercepted::of(StepName::of_transfer(sender, transfer))
    }

    /// The message of a step with this key; `None` if the step has none that can be intercepted.
    pub fn named(key: &str) -> Option<Intercepted> {
        Intercepted::ALL
            .iter()
            .copied()
            .find(|target| target.key() == key)
    }
}
