//! The signals that a terminal program has to answer: end, stop, continue.

use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1,
    SIGUSR2, SIGVTALRM, SIGWINCH, SIGXCPU,
};
use signal_hook::{flag, low_level};
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Every signal that by default ends or stops a process and can be handled, and two that tell something.
const SIGNALS: [i32; 14] = [
    SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGUSR1,
    SIGUSR2, SIGTSTP, SIGCONT, SIGWINCH,
];

/// What a signal asks for.
pub enum Meaning {
    /// To end.
    End,
    /// To go into the background.
    Stop,
    /// To go on: the screen may have been overwritten.
    Continue,
    /// The terminal has another size.
    Resize,
}

impl Meaning {
    /// What this signal asks for.
    pub fn of(signal: i32) -> Self {
        match signal {
            SIGTSTP => Meaning::Stop,
            SIGCONT => Meaning::Continue,
            SIGWINCH => Meaning::Resize,
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

/// Whether a shell is there that can continue this process once it has stopped. An orphaned process
/// group (POSIX.1-2017 §3.264), as in `xterm -e premaster`, would stay stopped: there, no member of the
/// group has a parent in another group of the same session.
pub fn may_stop() -> bool {
    let Some(own) = Process::read("self") else {
        // without /proc: a parent that has ended leaves its children to process 1
        return std::os::unix::process::parent_id() > 1;
    };
    let Ok(all) = std::fs::read_dir("/proc") else {
        return true;
    };
    all.flatten()
        .filter_map(|entry| Process::read(entry.file_name().to_str()?))
        .filter(|member| member.group == own.group)
        .filter_map(|member| Process::read(&member.parent.to_string()))
        .any(|parent| parent.session == own.session && parent.group != own.group)
}

/// What is known of a process (proc_pid_stat(5)).
struct Process {
    parent: u32,
    group: u32,
    session: u32,
}

impl Process {
    fn read(id: &str) -> Option<Process> {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // the name in parentheses may contain anything
        let (_, rest) = stat.rsplit_once(')')?;
        let mut numbers = rest.split_whitespace().skip(1).map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Process {
            parent: next()?,
            group: next()?,
            session: next()?,
        })
    }
}

/// Stops this process as Ctrl-Z does; returns when it is continued.
pub fn stop() -> io::Result<()> {
    low_level::emulate_default_handler(SIGTSTP)
}

/// Ends this process by a signal.
pub fn die(signal: i32) -> io::Result<()> {
    low_level::emulate_default_handler(signal)
}
