//! A connection served again, from what the client sent: with random numbers from the same seed the server says and
//! finds the same.

use super::error::NetError;
use super::link::MAX_STEPS;
use super::reply::Part;
use super::server::{self, Service};
use crate::endpoint::{Endpoint, Progress};
use crate::pki::time::UnixTime;
use crate::protocol::Side;
use crate::trace::journal::Entry;
use crate::trace::{Findings, Recorder, Trace};

/// What happens when a client has sent these bytes and nothing else on the connection with this number.
///
/// # Errors
/// [`NetError`] if the service takes its random numbers from the operating system, which has none.
pub fn serve_again(
    service: &Service,
    number: u64,
    clock: UnixTime,
    sent: &[u8],
) -> Result<Trace, NetError> {
    let mut server = server::server(service, number, clock)?;
    let mut recorder = Recorder::new(server::run("", clock));
    recorder.record(Entry::Brings {
        side: Side::Server,
        key_pair: service.identity.key_pair(Side::Server),
    });
    let mut part = Part::answers(service.reply.clone());
    server.feed(sent);
    let mut ended = false;
    while recorder.trace().steps().len() < MAX_STEPS {
        let mut acts = Vec::new();
        let progress = server.work(&mut acts);
        acts.into_iter().for_each(|act| recorder.record(act));
        let data = server.take_received();
        if !data.is_empty() {
            server.send(&part.answer(data, recorder.trace()).data);
            continue;
        }
        match progress {
            Progress::Worked => {}
            Progress::Waits if !ended => {
                ended = true;
                server.end_of_input();
            }
            Progress::Waits | Progress::Ended => break,
        }
    }
    Ok(recorder.finish(Findings::default()))
}
