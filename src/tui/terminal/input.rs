//! Keys, clicks and pastes out of the bytes that a terminal sends.
//!
//! The terminal library waits for the end of a sequence once it has begun, so that one whose end never
//! comes swallows every key after it, Ctrl-C included. Here a sequence that is not at its end when the
//! terminal falls silent is given up, and what comes next is read afresh. Keys beyond those of
//! [`Key`](crate::tui::Key) are read and dropped.
#![cfg_attr(
    not(unix),
    allow(dead_code, reason = "the console of Windows sends events")
)]

use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
#[cfg(unix)]
use std::fs::File;
use std::io;
#[cfg(unix)]
use std::io::{IsTerminal, Read};
#[cfg(unix)]
use std::os::fd::AsFd;
use std::time::Duration;
#[cfg(unix)]
use std::time::Instant;

/// How long a sequence may pause: a terminal sends it in one piece, and a slow line in a few.
pub const PAUSE: Duration = Duration::from_millis(300);

/// The longest sequence that is waited for, in bytes. Those of terminals are far shorter.
const LONGEST: usize = 64;

/// How much of a paste is kept, in bytes: more than any line here can take.
const MOST_PASTED: usize = 1 << 20;

const ESC: u8 = 0x1b;
const CTRL_C: u8 = 0x03;
const PASTE: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// The bytes that have come and are not yet a whole sequence.
#[derive(Default)]
pub struct Input {
    rest: Vec<u8>,
    /// What has been pasted so far, while a paste goes on.
    pasted: Option<Vec<u8>>,
}

/// What the first bytes are.
enum First {
    /// So many bytes, and the event that they are, if it is one that we know.
    Event(usize, Option<Event>),
    /// More has to come.
    Part,
}

impl Input {
    /// Takes what the terminal has sent: the events in it, in order. `paused` says that the terminal was
    /// silent for [`PAUSE`] before it, so that nothing belongs to a sequence that was begun earlier.
    pub fn feed(&mut self, bytes: &[u8], paused: bool) -> Vec<Event> {
        let mut events = Vec::new();
        if paused {
            self.rest.clear();
            events.extend(self.pasted.take().map(paste));
        }
        self.rest.extend_from_slice(bytes);
        let rest = std::mem::take(&mut self.rest);
        let mut at = 0;
        while at < rest.len() {
            if self.pasted.is_some() {
                let taken = self.paste(&rest[at..], &mut events);
                at += taken;
                if taken == 0 && self.pasted.is_some() {
                    break;
                }
                continue;
            }
            if rest[at..].starts_with(PASTE) {
                self.pasted = Some(Vec::new());
                at += PASTE.len();
                continue;
            }
            match first(&rest[at..]) {
                First::Event(len, event) => {
                    events.extend(event);
                    at += len;
                }
                First::Part => break,
            }
        }
        self.rest = rest[at..].to_vec();
        events
    }

    /// Takes a part of a paste; gives how many bytes that was.
    fn paste(&mut self, bytes: &[u8], events: &mut Vec<Event>) -> usize {
        let Some(pasted) = &mut self.pasted else {
            return 0;
        };
        let special = bytes.iter().position(|byte| matches!(*byte, ESC | CTRL_C));
        let text = &bytes[..special.unwrap_or(bytes.len())];
        let room = MOST_PASTED.saturating_sub(pasted.len());
        pasted.extend_from_slice(&text[..text.len().min(room)]);
        let rest = &bytes[text.len()..];
        if rest.starts_with(PASTE_END) {
            events.extend(self.pasted.take().map(paste));
            return text.len() + PASTE_END.len();
        }
        match rest.first() {
            // a terminal takes Ctrl-C out of what is pasted, so it was pressed
            Some(&CTRL_C) => {
                self.pasted = None;
                text.len()
            }
            Some(_) if PASTE_END.starts_with(rest) => text.len(),
            // another escape is no part of a text
            Some(_) => text.len() + 1,
            None => text.len(),
        }
    }
}

fn paste(bytes: Vec<u8>) -> Event {
    Event::Paste(String::from_utf8_lossy(&bytes).into_owned())
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Option<Event> {
    Some(Event::Key(KeyEvent::new(code, modifiers)))
}

/// The first key or sequence of some bytes, of which there is at least one.
fn first(bytes: &[u8]) -> First {
    let none = KeyModifiers::NONE;
    let one = |code, modifiers| First::Event(1, key(code, modifiers));
    match bytes {
        // Escape alone, or before something that begins no sequence
        [ESC] => one(KeyCode::Esc, none),
        [ESC, b'[', rest @ ..] => sequence(rest),
        [ESC, b'O', letter @ 0x40..=0x7e, ..] => {
            First::Event(3, named(*letter).and_then(|code| key(code, none)))
        }
        [ESC, b'O'] => First::Part,
        // Alt and a key: no command has it
        [ESC, ESC, ..] => one(KeyCode::Esc, none),
        [ESC, rest @ ..] => match first(rest) {
            First::Event(len, _) if rest[0] >= b' ' => First::Event(len + 1, None),
            First::Event(..) => one(KeyCode::Esc, none),
            First::Part => First::Part,
        },
        [b'\r' | b'\n', ..] => one(KeyCode::Enter, none),
        [b'\t', ..] => one(KeyCode::Tab, none),
        [0x7f | 0x08, ..] => one(KeyCode::Backspace, none),
        [0, ..] => one(KeyCode::Char(' '), KeyModifiers::CONTROL),
        [letter @ 1..=26, ..] => one(
            KeyCode::Char(char::from(letter - 1 + b'a')),
            KeyModifiers::CONTROL,
        ),
        [digit @ 28..=31, ..] => one(
            KeyCode::Char(char::from(digit - 28 + b'4')),
            KeyModifiers::CONTROL,
        ),
        _ => character(bytes),
    }
}

/// A character of UTF-8.
fn character(bytes: &[u8]) -> First {
    let len = match bytes[0] {
        0..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return First::Event(1, None),
    };
    let here = &bytes[..len.min(bytes.len())];
    match std::str::from_utf8(here) {
        Ok(text) => {
            let code = text.chars().next().map(KeyCode::Char);
            First::Event(len, code.and_then(|code| key(code, KeyModifiers::NONE)))
        }
        Err(error) if error.error_len().is_none() => First::Part,
        Err(_) => First::Event(1, None),
    }
}

/// What stands behind `ESC [`: parameters, and a letter at the end (ECMA-48 §5.4).
fn sequence(bytes: &[u8]) -> First {
    let parameters = bytes
        .iter()
        .take(LONGEST)
        .take_while(|byte| matches!(**byte, 0x20..=0x3f))
        .count();
    match bytes.get(parameters) {
        None => First::Part,
        Some(last @ 0x40..=0x7e) => {
            let event = event(&bytes[..parameters], *last);
            First::Event(2 + parameters + 1, event)
        }
        // whatever this is, it belongs to no sequence: read from here
        Some(_) => First::Event(2 + parameters, None),
    }
}

/// The event of a whole sequence.
fn event(parameters: &[u8], last: u8) -> Option<Event> {
    let text = std::str::from_utf8(parameters).ok()?;
    if let Some(mouse) = text.strip_prefix('<') {
        return mouse_event(mouse, last == b'm');
    }
    let mut numbers = text.split(';').map(|number| number.parse::<u8>().ok());
    let first = numbers.next().flatten();
    // 1 and a bit for each of Shift, Alt and Control
    let held = numbers.next().flatten().unwrap_or(1).saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, held & 1 != 0);
    modifiers.set(KeyModifiers::ALT, held & 2 != 0);
    modifiers.set(KeyModifiers::CONTROL, held & 4 != 0);
    let code = match (last, first) {
        (b'~', Some(1 | 7)) => KeyCode::Home,
        (b'~', Some(4 | 8)) => KeyCode::End,
        (b'~', Some(5)) => KeyCode::PageUp,
        (b'~', Some(6)) => KeyCode::PageDown,
        (b'~', _) => return None,
        (b'Z', _) => KeyCode::BackTab,
        _ => named(last)?,
    };
    key(code, modifiers)
}

/// The key of a letter at the end of a sequence.
fn named(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'M' => KeyCode::Enter,
        _ => return None,
    })
}

/// A report of the mouse (xterm's mode 1006): button, column and row, counted from 1.
fn mouse_event(text: &str, released: bool) -> Option<Event> {
    let mut numbers = text.split(';').map(str::parse::<u16>);
    let mut next = || numbers.next()?.ok();
    let (button, column, row) = (next()?, next()?, next()?);
    let kind = match button & !0b1_1100 {
        0 if !released => MouseEventKind::Down(MouseButton::Left),
        64 => MouseEventKind::ScrollUp,
        65 => MouseEventKind::ScrollDown,
        _ => return None,
    };
    Some(Event::Mouse(MouseEvent {
        kind,
        column: column.saturating_sub(1),
        row: row.saturating_sub(1),
        modifiers: KeyModifiers::NONE,
    }))
}

/// The terminal's keyboard: standard input, or the controlling terminal where that is redirected.
#[cfg(unix)]
fn keyboard() -> io::Result<File> {
    let input = io::stdin();
    match input.is_terminal() {
        true => Ok(File::from(input.as_fd().try_clone_to_owned()?)),
        false => File::open("/dev/tty"),
    }
}

/// Reads the keyboard until it ends or `tell` returns false.
#[cfg(unix)]
pub fn listen(tell: impl Fn(Event) -> bool) -> io::Result<()> {
    let mut keyboard = keyboard()?;
    let mut input = Input::default();
    let mut bytes = [0; 1 << 14];
    let mut heard = Instant::now();
    loop {
        let len = match keyboard.read(&mut bytes) {
            Ok(0) => return Ok(()),
            Ok(len) => len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let paused = heard.elapsed() > PAUSE;
        for event in input.feed(&bytes[..len], paused) {
            if !tell(event) {
                return Ok(());
            }
        }
        heard = Instant::now();
    }
}

/// Reads the console until it ends or `tell` returns false.
#[cfg(not(unix))]
pub fn listen(tell: impl Fn(Event) -> bool) -> io::Result<()> {
    while tell(ratatui::crossterm::event::read()?) {}
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::tui::Key;
    use proptest::prelude::*;

    fn keys(events: &[Event]) -> Vec<String> {
        let told = |event: &Event| match event {
            Event::Key(key) => Key::of(*key).unwrap().to_string(),
            Event::Paste(text) => format!("pasted {text}"),
            Event::Mouse(mouse) => format!("{:?} {} {}", mouse.kind, mouse.column, mouse.row),
            other => format!("{other:?}"),
        };
        events.iter().map(told).collect()
    }

    fn read(bytes: &[u8]) -> Vec<String> {
        keys(&Input::default().feed(bytes, false))
    }

    #[test]
    fn keys_are_read() {
        let all =
            b"aZ \xc3\xa9\xe2\x9c\x93\r\t\x7f\x03\x1b[A\x1b[B\x1b[C\x1b[D\x1bOA\x1b[H\x1b[F\x1b[Z";
        let told = read(all);
        assert_eq!(
            told.join(" "),
            "a Z Space é ✓ Enter Tab Backspace Ctrl-c Up Down Right Left Up Home End Shift-Tab"
        );
        let told = read(b"\x1b[5~\x1b[6~\x1b[1~\x1b[4~\x1b[1;5C\x1b");
        assert_eq!(told.join(" "), "PageUp PageDown Home End Right Esc");
        // unknown ones are dropped: Delete, F5, Alt-x, a report of the cursor
        assert_eq!(read(b"\x1b[3~\x1b[15~\x1bx\x1b[12;40Rq"), ["q"]);
        assert_eq!(read(b"\x1b\x1b"), ["Esc", "Esc"]);
        assert_eq!(read(b"\xff\xfeq"), ["q"]);
    }

    #[test]
    fn the_mouse_and_pastes_are_read() {
        let told = read(b"\x1b[<0;3;5M\x1b[<0;3;5m\x1b[<64;1;1M\x1b[<65;80;24M");
        assert_eq!(told, ["Down(Left) 2 4", "ScrollUp 0 0", "ScrollDown 79 23"]);
        assert_eq!(read(b"\x1b[200~a\r\nq\x1b[201~x"), ["pasted a\r\nq", "x"]);
        // an escape sequence within a paste drives nothing
        assert_eq!(read(b"\x1b[200~a\x1b[Ab\x1b[201~"), ["pasted a[Ab"]);
    }

    #[test]
    fn sequences_may_come_in_pieces() {
        let whole = b"\x1b[200~ab\x1b[201~\x1b[<0;3;5M\x1b[1;5C\xe2\x9c\x93q";
        for cut in 0..whole.len() {
            // a lone Escape is the key, as a chunk of its own
            if cut > 0 && whole[cut - 1] == ESC && cut != 9 {
                continue;
            }
            let mut input = Input::default();
            let mut events = input.feed(&whole[..cut], false);
            events.extend(input.feed(&whole[cut..], false));
            assert_eq!(
                keys(&events),
                ["pasted ab", "Down(Left) 2 4", "Right", "✓", "q"],
                "cut at {cut}"
            );
        }
    }

    /// Without an end to it, a sequence swallows no key that is pressed later.
    #[test]
    fn unterminated_sequences_swallow_nothing() {
        for begun in [
            "\x1b[<",
            "\x1b[?",
            "\x1b[",
            "\x1bO",
            "\x1b[<0;3",
            "\x1b[200~",
            "\x1b[200~abc",
            "\x1b[200",
            "\x1b[201",
            "\x1b[1;",
            "\u{1b}[38:2:",
            "é",
        ] {
            let mut input = Input::default();
            // the first byte of two
            let begun = if begun == "é" {
                &[0xc3][..]
            } else {
                begun.as_bytes()
            };
            input.feed(begun, false);
            let after = keys(&input.feed(b"q", true));
            assert_eq!(after.last().map(String::as_str), Some("q"), "{begun:?}");
            // Ctrl-C does not even have to wait
            let mut input = Input::default();
            input.feed(begun, false);
            let after = keys(&input.feed(&[CTRL_C], false));
            assert_eq!(after, ["Ctrl-c"], "{begun:?}");
        }
    }

    #[test]
    fn a_paste_is_kept_up_to_a_limit() {
        let mut input = Input::default();
        let mut events = input.feed(PASTE, false);
        for _ in 0..5000 {
            events.extend(input.feed(&[b'a'; 1024], false));
        }
        events.extend(input.feed(PASTE_END, false));
        let [Event::Paste(text)] = events.as_slice() else {
            panic!("{}", events.len());
        };
        assert_eq!(text.len(), MOST_PASTED);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_stop(chunks: Vec<(Vec<u8>, bool)>) {
            let mut input = Input::default();
            for (bytes, paused) in &chunks {
                input.feed(bytes, *paused);
            }
            let after = input.feed(b"q", true);
            prop_assert_eq!(keys(&after[after.len() - 1..]), ["q"]);
        }
    }
}
