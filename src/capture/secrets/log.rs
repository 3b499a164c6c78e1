//! What key logs say.

use super::file::LogFile;
use super::line::{Line, Start, start};
use super::{RANDOM_LEN, Secret};
use crate::text::Said;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Of how many lines of a log it is told that they cannot be read.
const MAX_UNREAD: usize = 100;

/// What key logs say. A clone is the same log: what is added to the one is known to the other.
#[derive(Clone, Debug, Default)]
pub struct KeyLog(Arc<Mutex<Known>>);

/// What a key log says of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logged {
    /// Its master secret.
    pub master: Option<Secret>,
    /// Its pre-master secret.
    pub pre_master: Option<Secret>,
}

/// A line of a key log that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its number, from 1.
    pub line: usize,
    /// What was expected and what came.
    pub reason: Said,
}

/// The lines that are known. Later ones count.
#[derive(Debug, Default)]
struct Known {
    masters: HashMap<[u8; RANDOM_LEN], Secret>,
    pre_masters: HashMap<[u8; RANDOM_LEN], Secret>,
    by_encrypted: HashMap<Start, Secret>,
    tls13: HashSet<[u8; RANDOM_LEN]>,
    files: Vec<LogFile>,
}

impl KeyLog {
    /// Adds the lines of a key log, and returns the first of those that cannot be read. Comments and empty lines
    /// are passed over.
    pub fn add(&self, text: &str) -> Vec<Unread> {
        let mut unread = Vec::new();
        let mut known = self.known();
        for (number, line) in (1..).zip(text.lines()) {
            match Line::read(line) {
                Ok(line) => known.add(line),
                Err(reason) => tell(&mut unread, number, reason),
            }
        }
        unread
    }

    /// Adds the lines of a key log that stays in its file, and returns the first of those that cannot be read.
    /// The file must be one in which a place can be found again, and not a pipe.
    ///
    /// # Errors
    /// The system's.
    pub fn add_file(&self, file: File) -> io::Result<Vec<Unread>> {
        let mut unread = Vec::new();
        let file = LogFile::open(file, |number, reason| tell(&mut unread, number, reason))?;
        self.known().files.push(file);
        Ok(unread)
    }

    /// What is known of the connection with this client random, whose encrypted pre-master secret is
    /// `encrypted` if it has one.
    pub fn logged(&self, random: &[u8; RANDOM_LEN], encrypted: Option<&[u8]>) -> Logged {
        self.known().logged(random, encrypted)
    }

    /// Whether it has secrets of TLS 1.3 for the connection with this client random.
    pub fn has_tls13(&self, random: &[u8; RANDOM_LEN]) -> bool {
        let known = self.known();
        let mut found = known.tls13.contains(random);
        for file in &known.files {
            file.about(start(random), |line| found |= line == Line::Tls13(*random));
        }
        found
    }

    /// Whether nothing is known at all.
    pub fn is_empty(&self) -> bool {
        let known = self.known();
        let secrets = [&known.masters, &known.pre_masters];
        secrets.iter().all(|map| map.is_empty())
            && known.by_encrypted.is_empty()
            && known.tls13.is_empty()
            && known.files.iter().all(LogFile::is_empty)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tell(unread: &mut Vec<Unread>, line: usize, reason: Said) {
    if unread.len() < MAX_UNREAD {
        unread.push(Unread { line, reason });
    }
}

impl Known {
    fn add(&mut self, line: Option<Line>) {
        match line {
            Some(Line::Master(random, secret)) => {
                self.masters.insert(random, secret);
            }
            Some(Line::PreMaster(random, secret)) => {
                self.pre_masters.insert(random, secret);
            }
            Some(Line::Encrypted(start, secret)) => {
                self.by_encrypted.insert(start, secret);
            }
            Some(Line::Tls13(random)) => {
                self.tls13.insert(random);
            }
            None => {}
        }
    }

    fn logged(&self, random: &[u8; RANDOM_LEN], encrypted: Option<&[u8]>) -> Logged {
        let encrypted = encrypted.and_then(|it| it.first_chunk()).copied();
        let (mut master, mut pre_master, mut by_encrypted) = (None, None, None);
        for file in &self.files {
            for start in [Some(start(random)), encrypted].into_iter().flatten() {
                file.about(start, |line| match line {
                    Line::Master(of, secret) if of == *random => master = Some(secret),
                    Line::PreMaster(of, secret) if of == *random => pre_master = Some(secret),
                    Line::Encrypted(_, secret) if encrypted == Some(start) => {
                        by_encrypted = Some(secret);
                    }
                    _ => {}
                });
            }
        }
        let in_memory = encrypted.and_then(|start| self.by_encrypted.get(&start));
        let by_encrypted = in_memory.copied().or(by_encrypted);
        let pre_master = self.pre_masters.get(random).copied().or(pre_master);
        Logged {
            master: self.masters.get(random).copied().or(master),
            pre_master: pre_master.or(by_encrypted),
        }
    }
}
