//! The screen of the terminal: taken whole, given back whole.

use super::encode;
use ratatui::buffer::Buffer;
use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use ratatui::crossterm::terminal::{
    self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use ratatui::crossterm::{execute, queue};
use std::io::{self, Write};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is ours. There is one terminal, and the panic hook must know.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal's screen while it is ours; dropped, it is given back.
pub struct Screen {
    last: Option<Buffer>,
    mouse: bool,
    /// Whether the terminal gets hyperlinks.
    links: bool,
}

impl Screen {
    /// Takes the terminal: raw mode, the other screen, no cursor.
    pub fn enter(mouse: bool, links: bool) -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                give_back();
                before(info);
            }));
        });
        let mut screen = Screen {
            last: None,
            mouse,
            links,
        };
        screen.enter_again()?;
        Ok(screen)
    }

    /// Takes the terminal anew after it was given back or lost.
    pub fn enter_again(&mut self) -> io::Result<()> {
        self.forget();
        TAKEN.store(true, Ordering::SeqCst);
        terminal::enable_raw_mode()?;
        execute!(
            io::stdout(),
            EnterAlternateScreen,
            Hide,
            EnableBracketedPaste
        )?;
        if self.mouse {
            self.set_mouse(true)?;
        }
        Ok(())
    }

    /// Gives the terminal back.
    pub fn leave(&mut self) {
        give_back();
    }

    /// The next frame is drawn whole.
    pub fn forget(&mut self) {
        self.last = None;
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        terminal::size().unwrap_or((80, 24))
    }

    /// Presses and the wheel; not every movement, of which there would be too many.
    #[cfg(not(windows))]
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        self.write(if on {
            b"\x1b[?1000h\x1b[?1006h"
        } else {
            b"\x1b[?1006l\x1b[?1000l"
        })
    }

    /// Presses and the wheel.
    #[cfg(windows)]
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        use ratatui::crossterm::event::EnableMouseCapture;
        self.mouse = on;
        match on {
            true => execute!(io::stdout(), EnableMouseCapture),
            false => execute!(io::stdout(), DisableMouseCapture),
        }
    }

    /// Writes bytes that draw nothing.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    }

    /// Draws a frame: what changed, within a synchronized update, in one write.
    pub fn draw(&mut self, frame: &Buffer) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(4096);
        let blank;
        let last = match &self.last {
            Some(last) if last.area == frame.area => last,
            _ => {
                queue!(bytes, Clear(ClearType::All))?;
                blank = Buffer::empty(frame.area);
                &blank
            }
        };
        bytes.extend(encode::changes(last, frame, self.links));
        if !bytes.is_empty() {
            let mut whole = Vec::with_capacity(bytes.len() + 16);
            queue!(whole, BeginSynchronizedUpdate)?;
            whole.extend(bytes);
            queue!(whole, EndSynchronizedUpdate)?;
            self.write(&whole)?;
        }
        self.last = Some(frame.clone());
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Undoes [`Screen::enter`], once. A terminal that is gone cannot be given back: errors are of no
/// use here.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            io::stdout(),
            EndSynchronizedUpdate,
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = terminal::disable_raw_mode();
    }
}
