//! Other programs as peers, and ours as a process: run on loopback, and ended with the test.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// So long is waited for what must come: much longer than it takes.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A file of the demonstration PKI.
pub fn cert(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("certs")
        .join(name)
}

/// A file with a certificate of the demonstration PKI and the intermediate, in a folder of the test.
pub fn chain(folder: &Path, own: &str) -> PathBuf {
    let path = folder.join(own);
    let text = [own, "intermediate.pem"].map(|name| std::fs::read(cert(name)).unwrap());
    std::fs::write(&path, text.concat()).unwrap();
    path
}

/// Our program.
pub fn premaster() -> Command {
    Command::new(env!("CARGO_BIN_EXE_premaster"))
}

/// A process with pipes, which ends with the test.
pub struct Process {
    child: Child,
    name: String,
    /// Standard output and standard error together.
    said: Arc<Mutex<Vec<u8>>>,
    readers: Vec<thread::JoinHandle<()>>,
}

impl Process {
    pub fn start(command: &mut Command) -> Self {
        let name = format!("{command:?}");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let said = Arc::new(Mutex::new(Vec::new()));
        let collect = |mut from: Box<dyn Read + Send>| {
            let said = said.clone();
            thread::spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(n @ 1..) = from.read(&mut buffer) {
                    said.lock().unwrap().extend_from_slice(&buffer[..n]);
                }
            })
        };
        let readers = vec![
            collect(Box::new(child.stdout.take().unwrap())),
            collect(Box::new(child.stderr.take().unwrap())),
        ];
        Process {
            child,
            name,
            said,
            readers,
        }
    }

    /// What it has written so far.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().unwrap()).into_owned()
    }

    /// Waits until it has written this.
    pub fn expect(&self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let said = self.said();
            if said.contains(text) {
                return said;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "{}\nno {text:?} in:\n{said}",
                self.name
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Types something.
    pub fn say(&mut self, text: &str) {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(text.as_bytes()).unwrap();
        stdin.flush().unwrap();
    }

    /// A client sends a greeting, which must come back, and closes properly: all it has written.
    pub fn greets(mut self) -> String {
        self.say("good day\n");
        self.expect("\ngood day");
        let name = self.name.clone();
        let (code, said) = self.end();
        assert_eq!(code, Some(0), "{name}: {said}");
        said
    }

    /// Ends its input.
    pub fn hush(&mut self) {
        self.child.stdin.take();
    }

    /// Waits until it ends: its exit code, and all it has written.
    pub fn end(mut self) -> (Option<i32>, String) {
        self.hush();
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "{} goes on:\n{}",
                self.name,
                self.said()
            );
            thread::sleep(Duration::from_millis(5));
        };
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        (status.code(), self.said())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // it may have ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The port in the first `…:PORT` after a text.
pub fn port_after(said: &str, text: &str) -> u16 {
    let (_, rest) = said
        .split_once(text)
        .unwrap_or_else(|| panic!("no {text:?} in {said}"));
    let word = rest.split_whitespace().next().unwrap();
    let (_, port) = word.trim_end_matches(',').rsplit_once(':').unwrap();
    port.parse()
        .unwrap_or_else(|_| panic!("no port in {word:?}"))
}

/// `premaster serve --headless` on a port of its own.
pub fn serve(arguments: &[&str]) -> (Process, u16) {
    let mut command = premaster();
    command
        .args(["serve", "--headless", "--listen", "127.0.0.1:0"])
        .args(arguments);
    let server = Process::start(&mut command);
    let said = server.expect("\n");
    (server, port_after(&said, "listening on "))
}

/// What `premaster connect --headless --format json` came to.
pub struct Connected {
    pub code: Option<i32>,
    pub document: serde_json::Value,
    pub notes: String,
}

impl Connected {
    /// Our program as a client of the demonstration server at this port.
    pub fn to<S: AsRef<OsStr>>(port: u16, arguments: impl IntoIterator<Item = S>) -> Self {
        let output = premaster()
            .args([
                "connect",
                &format!("127.0.0.1:{port}"),
                "--headless",
                "--format",
                "json",
            ])
            .args(arguments)
            .output()
            .unwrap();
        let notes = String::from_utf8(output.stderr).unwrap();
        let document = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: no document; {notes}"));
        Connected {
            code: output.status.code(),
            document,
            notes,
        }
    }

    /// The names of the messages, in order, each with its sender.
    pub fn messages(&self) -> Vec<String> {
        let steps = self.document["steps"].as_array().unwrap();
        let messages = steps.iter().filter(|step| step["message"].is_string());
        messages
            .map(|step| format!("{} {}", step["side"], step["message"]).replace('"', ""))
            .collect()
    }

    /// The application data of a side, all together.
    pub fn data(&self, side: &str) -> String {
        let steps = self.document["steps"].as_array().unwrap();
        let hex: String = steps
            .iter()
            .filter(|step| step["message"] == "ApplicationData" && step["side"] == side)
            .map(|step| step["content"].as_str().unwrap())
            .collect();
        let byte = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).unwrap();
        String::from_utf8((0..hex.len()).step_by(2).map(byte).collect()).unwrap()
    }
}
