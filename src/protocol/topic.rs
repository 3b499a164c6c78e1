//! What an endpoint works at.

use super::message_name::MessageName;

/// What a unit of work is about. It decides the step's phase, kind and explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The client generates `client_random`.
    DrawClientRandom,
    /// The server chooses version, suite and compression, and generates `server_random`.
    Negotiate,
    /// The client checks the server's certificate chain.
    CheckCertificate,
    /// The server checks the client's certificate chain, or what to do without one.
    CheckClientCertificate,
    /// The client generates the pre-master secret.
    DrawPreMasterSecret,
    /// The client pads it and encrypts it under the server's public key.
    EncryptPreMasterSecret,
    /// The client signs the handshake messages so far with its private key.
    SignHandshake,
    /// The server checks that signature with the key in the client's certificate.
    CheckCertificateVerify,
    /// The server decrypts the pre-master secret with its private key.
    DecryptPreMasterSecret,
    /// The pre-master secret becomes the master secret.
    DeriveMasterSecret,
    /// The master secret becomes the key block, cut into keys.
    ExpandKeyBlock,
    /// A side computes the `verify_data` of its own Finished.
    ComputeVerifyData,
    /// A side MACs, pads and encrypts its Finished.
    ProtectFinished,
    /// A side decrypts and checks the other's Finished.
    CheckFinished,
    /// A side MACs, pads and encrypts application data.
    ProtectApplicationData,
    /// A side decrypts and checks application data.
    OpenApplicationData,
    /// A side cannot accept what came.
    Reject,
    /// A side cannot decrypt the other's Finished, and goes on as if it had been right.
    Bluff,
    /// A message goes out.
    Send(MessageName),
    /// A message comes in.
    Receive(MessageName),
    /// The transport ended.
    TransportClosed,
}
