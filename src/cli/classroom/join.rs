//! The other end of the socket: what is shown, in order.

use super::{line, wire};
use premaster::said;
use premaster::text::Said;
use premaster::tui::Shared;
use std::io::BufReader;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// How long the first words of a presentation may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A presentation that is heard.
pub(super) struct Joined {
    /// What it shows, until it ends; a line that cannot be read ends it too.
    pub(super) shows: Receiver<Shared>,
    /// Where votes go.
    pub(super) stream: UnixStream,
}

/// Why a presentation cannot be heard.
pub(super) enum NotJoined {
    /// There is none.
    None(Said),
    /// There is one, but not for this program, or not any more for one more.
    Refused(Said),
}

/// Connects.
///
/// # Errors
/// [`NotJoined`].
pub(super) fn join(path: &Path) -> Result<Joined, NotJoined> {
    let shown = premaster::text::escaped(path.display().to_string().as_bytes());
    let failed = |error: std::io::Error| {
        let path = shown.as_str();
        NotJoined::None(said!(
            "cli.classroom.not_joined",
            path,
            error = error.to_string()
        ))
    };
    let stream = UnixStream::connect(path).map_err(failed)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(failed)?;
    let mut reader = BufReader::new(stream.try_clone().map_err(failed)?);
    let first = wire::line(&mut reader, line::LONGEST).ok().flatten();
    let first = first.unwrap_or_default();
    wire::greeted(&first).map_err(NotJoined::Refused)?;
    stream.set_read_timeout(None).map_err(failed)?;
    let (sender, shows) = mpsc::channel();
    thread::spawn(move || listen(reader, &sender));
    Ok(Joined { shows, stream })
}

/// Connects to listen alone: the class is not taken for one larger.
///
/// # Errors
/// As [`join`].
pub(super) fn listen_in(path: &Path) -> Result<Receiver<Shared>, NotJoined> {
    let Joined { shows, stream } = join(path)?;
    // if it is gone, that is heard at the other end
    let _ = stream.shutdown(Shutdown::Write);
    Ok(shows)
}

fn listen(mut from: BufReader<UnixStream>, sender: &Sender<Shared>) {
    while let Ok(Some(text)) = wire::line(&mut from, line::LONGEST) {
        let Ok(shared) = line::read(&text) else {
            return;
        };
        if sender.send(shared).is_err() {
            return;
        }
    }
}
