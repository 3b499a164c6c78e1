//! A socket of this machine on which a presenting screen tells what it shows. All who connect hear the same, from
//! what is shown now on. It only speaks: nothing that they send is read.

use super::line;
use premaster::tui::Shared;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Who may connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// The user who presents.
    Owner,
    /// Every user of this machine.
    Everyone,
}

/// The most who listen at once.
const MOST: usize = 500;
/// How many lines wait for one that is slow. It loses the connection with the next.
const WAITING: usize = 64;
/// How long a line may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The socket; it is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Hub {
    path: PathBuf,
    heard: Arc<Mutex<Heard>>,
}

/// What was told last, and those who are told.
#[derive(Debug, Default)]
struct Heard {
    last: Option<Arc<str>>,
    listeners: Vec<SyncSender<Arc<str>>>,
}

impl Hub {
    /// Opens the socket. One that is left behind by a program that is gone is replaced.
    pub(super) fn open(path: &Path, open: Open) -> io::Result<Hub> {
        if is_stale(path) {
            fs::remove_file(path)?;
        }
        let listener = UnixListener::bind(path)?;
        let mode = match open {
            Open::Owner => 0o600,
            Open::Everyone => 0o666,
        };
        fs::set_permissions(path, Permissions::from_mode(mode))?;
        let heard = Arc::new(Mutex::new(Heard::default()));
        let hub = Hub {
            path: path.to_owned(),
            heard: Arc::clone(&heard),
        };
        thread::spawn(move || {
            for stream in listener.incoming() {
                match stream {
                    Ok(stream) => welcome(stream, &heard),
                    // it may go on for a while, as when there are too many open files
                    Err(_) => thread::sleep(Duration::from_millis(100)),
                }
            }
        });
        Ok(hub)
    }

    /// Tells everyone what is shown.
    pub(super) fn tell(&self, shared: &Shared) {
        let line: Arc<str> = line::write(shared).into();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard
            .listeners
            .retain(|listener| listener.try_send(Arc::clone(&line)).is_ok());
        heard.last = Some(line);
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // if it is gone already, all is well
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether a socket is there and no program behind it.
fn is_stale(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let socket = fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket());
    let refused = |error: io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    socket && UnixStream::connect(path).is_err_and(refused)
}

/// Takes one more listener, who hears first what is shown now.
fn welcome(stream: UnixStream, heard: &Mutex<Heard>) {
    let (sender, lines) = mpsc::sync_channel(WAITING);
    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    if heard.listeners.len() >= MOST {
        return;
    }
    if let Some(last) = &heard.last {
        let _ = sender.try_send(Arc::clone(last));
    }
    heard.listeners.push(sender);
    thread::spawn(move || speak(stream, &lines));
}

/// Writes to one listener until it is gone or too slow.
fn speak(mut stream: UnixStream, lines: &Receiver<Arc<str>>) {
    if stream.set_write_timeout(Some(PATIENCE)).is_err() {
        return;
    }
    for line in lines {
        if stream.write_all(line.as_bytes()).is_err() {
            return;
        }
    }
}
