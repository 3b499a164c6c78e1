//! The values of a connection by name: randoms, secrets, keys, and the parts of protected records.

use super::side::Side;
use crate::label;

/// Makes the names of a table, each with its key in exports and its name to show. Of the values that
/// each side has, key and name follow the name of the side; of those that each protected record has,
/// also the record's number.
macro_rules! value_names {
    (
        of_connection { $($(#[$doc:meta])* $name:ident $key:literal $title:expr;)* }
        of_side { $($(#[$side_doc:meta])* $of_side:ident $side_key:literal $side_title:literal;)* }
        of_record { $($(#[$record_doc:meta])* $of_record:ident $record_key:literal $record_title:literal;)* }
    ) => {
        /// The name of a value. Two sides that hold the same name should hold the same bytes; where an
        /// attack or an error makes them differ, each keeps its own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ValueName {
            $($(#[$doc])* $name,)*
            $($(#[$side_doc])* $of_side(Side),)*
            $($(#[$record_doc])* $of_record(Side, u64),)*
        }

        impl ValueName {
            /// The key in exports and in explanation texts: `client_write_MAC_key`.
            pub fn key(self) -> String {
                match self {
                    $(Self::$name => $key.to_owned(),)*
                    $(Self::$of_side(side) => format!("{}{}", side.name(), $side_key),)*
                    $(Self::$of_record(side, n) => {
                        format!("{}_record_{n}_{}", side.name(), $record_key)
                    })*
                }
            }

            /// The side that it belongs to; `None` for what both have.
            pub fn side(self) -> Option<Side> {
                match self {
                    $(Self::$name => None,)*
                    $(Self::$of_side(side) => Some(side),)*
                    $(Self::$of_record(side, _) => Some(side),)*
                }
            }

            /// The name to show: the RFC's where it has one.
            pub fn title(self) -> String {
                match self {
                    $(Self::$name => $title.to_owned(),)*
                    $(Self::$of_side(side) => format!("{}{}", side.name(), $side_title),)*
                    $(Self::$of_record(side, n) => {
                        format!("{} record {n} {}", side.name(), $record_title)
                    })*
                }
            }
        }
    };
}

value_names! {
    of_connection {
        /// 32 bytes, ClientHello.random.
        ClientRandom "client_random" "client random";
        /// 32 bytes, ServerHello.random.
        ServerRandom "server_random" "server random";
        /// 2 bytes, ClientHello.client_version.
        ClientVersion "client_version" "client_version";
        /// The modulus of the key in the server's certificate, big-endian.
        ServerModulus "server_modulus" "server's modulus n";
        /// Its public exponent, big-endian.
        ServerExponent "server_exponent" "server's exponent e";
        /// The private exponent that the server keeps, big-endian.
        ServerPrivateExponent "server_private_exponent" label!("protocol.value.server_private_exponent");
        /// The modulus of the key in the client's certificate, big-endian.
        ClientModulus "client_modulus" "client's modulus n";
        /// Its public exponent, big-endian.
        ClientExponent "client_exponent" "client's exponent e";
        /// The private exponent that the client keeps, big-endian.
        ClientPrivateExponent "client_private_exponent" label!("protocol.value.client_private_exponent");
        /// Hash of the handshake messages that the client signs, up to ClientKeyExchange.
        SignedHash "signed_hash" label!("protocol.value.signed_hash");
        /// The random bytes in a PSS signature, as long as the hash.
        SignatureSalt "signature_salt" "salt";
        /// The signature in CertificateVerify, as long as the client's modulus.
        HandshakeSignature "handshake_signature" "client's signature";
        /// The 46 random bytes of the pre-master secret.
        PreMasterRandom "pre_master_random" "46 random bytes";
        /// 48 bytes: client_version and the 46 random bytes.
        PreMasterSecret "pre_master_secret" "pre-master secret";
        /// As long as the modulus: the pre-master secret under the server's public key.
        EncryptedPreMasterSecret "encrypted_pre_master_secret" "encrypted pre-master";
        /// Hash of the handshake messages up to ClientKeyExchange, from which an extended master secret is
        /// derived (RFC 7627 §3).
        SessionHash "session_hash" "session_hash";
        /// 48 bytes.
        MasterSecret "master_secret" "master secret";
        /// The server's name for the session, up to 32 bytes.
        SessionId "session_id" "session id";
        /// The session that the client wants to resume, by its id; with a ticket, 32 random bytes by which the
        /// server says that it accepts it (RFC 5077 §3.4).
        OfferedSessionId "offered_session_id" label!("protocol.value.offered_session_id");
        /// The ticket with the session in it, as the server gives it to the client.
        Ticket "ticket" "ticket";
        /// The ticket of an earlier connection, by which the client wants to resume its session.
        OfferedTicket "offered_ticket" label!("protocol.value.offered_ticket");
        /// What is in the ticket: the server's state of the session.
        SessionState "session_state" label!("protocol.value.session_state");
        /// The name of the keys of the server's tickets, 16 bytes.
        TicketKeyName "ticket_key_name" label!("protocol.value.ticket_key_name");
        /// The key that encrypts the server's tickets, 16 bytes.
        TicketKey "ticket_key" "ticket key";
        /// The key that authenticates the server's tickets, 32 bytes.
        TicketMacKey "ticket_MAC_key" label!("protocol.value.ticket_mac_key");
        /// All key material, one after the other.
        KeyBlock "key_block" "key block";
    }
    of_side {
        /// The MAC key of what this side writes.
        WriteMacKey "_write_MAC_key" "_write_MAC_key";
        /// The cipher key of what this side writes.
        WriteKey "_write_key" "_write_key";
        /// The IV of the first record that this side protects, where it is in the key block.
        WriteIv "_write_IV" "_write_IV";
        /// Hash of the transcript that this side's Finished covers.
        HandshakeHash "_handshake_hash" " handshake hash";
        /// 12 bytes, or 36 in SSL 3.0: the content of this side's Finished.
        VerifyData "_verify_data" " verify_data";
    }
    of_record {
        /// What this side's protected record with this sequence number carries: a handshake message,
        /// an alert or application data.
        RecordContent "content" "content";
        /// The MAC of this side's protected record with this sequence number.
        RecordMac "mac" "MAC";
        /// The IV of this side's protected record with this sequence number, if it is not in the key
        /// block.
        RecordIv "iv" "IV";
        /// The encrypted part of this side's protected record with this sequence number.
        RecordCiphertext "ciphertext" "ciphertext";
    }
}

impl ValueName {
    /// Whether it is a part of a side's own key pair, which that side has had before the run.
    pub fn is_of_own_key(self, side: Side) -> bool {
        match side {
            Side::Server => matches!(
                self,
                Self::ServerModulus | Self::ServerExponent | Self::ServerPrivateExponent
            ),
            Side::Client => matches!(
                self,
                Self::ClientModulus | Self::ClientExponent | Self::ClientPrivateExponent
            ),
        }
    }
}
