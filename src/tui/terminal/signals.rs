//! The signals that a terminal program has to answer: end, stop, continue.

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::{flag, low_level};
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

const SIGNALS: [i32; 5] = [SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT];

/// What a signal asks for.
pub enum Meaning {
    /// To end.
    End,
    /// To go into the background.
    Stop,
    /// To go on: the screen may have been overwritten.
    Continue,
}

impl Meaning {
    /// What this signal asks for.
    pub fn of(signal: i32) -> Self {
        match signal {
            SIGTSTP => Meaning::Stop,
            SIGCONT => Meaning::Continue,
            _ => Meaning::End,
        }
    }
}

/// Calls `tell` for every signal, from a thread of its own, until it returns false. The handler
/// itself sets a flag and writes a byte, which is all that a handler may do.
pub fn listen(tell: impl Fn(i32) -> bool + Send + 'static) -> io::Result<()> {
    let (mut wakes, wake) = UnixStream::pair()?;
    let mut raised = Vec::new();
    for signal in SIGNALS {
        let flag = Arc::new(AtomicBool::new(false));
        flag::register(signal, Arc::clone(&flag))?;
        low_level::pipe::register(signal, wake.try_clone()?)?;
        raised.push((signal, flag));
    }
    thread::spawn(move || {
        let mut byte = [0];
        while wakes.read_exact(&mut byte).is_ok() {
            for (signal, flag) in &raised {
                if flag.swap(false, Ordering::SeqCst) && !tell(*signal) {
                    return;
                }
            }
        }
    });
    Ok(())
}

/// Stops this process as Ctrl-Z does; returns when it is continued.
pub fn stop() -> io::Result<()> {
    low_level::emulate_default_handler(SIGTSTP)
}

/// Ends this process by a signal.
pub fn die(signal: i32) -> io::Result<()> {
    low_level::emulate_default_handler(signal)
}
