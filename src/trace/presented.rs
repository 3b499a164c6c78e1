//! What the client has shown of who it is.

use super::{Chain, ConnectionId, MessageName, Phase, Side, Trace};
use crate::wire::HandshakeType;

/// What was in the client's Certificate message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented<'t> {
    /// An empty list: it shows no certificate (RFC 5246 §7.4.6).
    Nothing,
    /// A chain.
    Chain(&'t Chain),
    /// Something that is not a list of certificates.
    Unreadable,
}

impl Trace {
    /// What was in the client's last Certificate message on a connection up to a step, as it was sent; `None`
    /// while there is none: usually because the server has not asked for one.
    pub fn presented(&self, connection: ConnectionId, step: usize) -> Option<Presented<'_>> {
        let steps = &self.steps[..self.steps.len().min(step.saturating_add(1))];
        let steps = steps.iter().filter(|step| step.connection == connection);
        let certificate = MessageName::Handshake(HandshakeType::Certificate);
        // there may be much application data, and no certificate is in it
        let handshake = steps.take_while(|step| step.phase != Phase::Data);
        let shown = handshake.filter_map(|step| {
            let message = step.message.as_ref()?;
            (message.sender == Side::Client && message.name == certificate).then_some(message)
        });
        let message = shown.last()?;
        // a header of four bytes, and three of length
        if message.content.get(4..) == Some(&[0, 0, 0]) {
            return Some(Presented::Nothing);
        }
        let mut chains = self.connection(connection).chains.iter();
        let chain = chains.find(|chain| chain.owner == Side::Client && chain.step <= step);
        Some(chain.map_or(Presented::Unreadable, Presented::Chain))
    }
}
