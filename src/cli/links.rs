//! Hyperlinks in a terminal: it gets them unless `--no-links` is given, the configuration says no, or it is of a kind that
//! cannot have them.

use super::failure::Failure;
use super::{config, note, to_stdout};
use premaster::text::hyperlink;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether `--no-links` was given: it is set, once and for all, before anything else is done.
static OFF: AtomicBool = AtomicBool::new(false);

/// Turns them off.
pub(super) fn turn_off() {
    OFF.store(true, Ordering::SeqCst);
}

/// Writes text for a reader to standard output. In a terminal the references to RFCs in it are hyperlinks.
pub(super) fn text_to_stdout(
    write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut text = Vec::new();
    let written = write(&mut text);
    to_stdout(|out| {
        match std::str::from_utf8(&text) {
            Ok(text) if io::stdout().is_terminal() && are_wanted() => {
                out.write_all(hyperlink::linked(text).as_bytes())?;
            }
            _ => out.write_all(&text)?,
        }
        written
    })
}

/// Whether the terminal gets them, as the command line, the configuration and the environment say.
fn are_wanted() -> bool {
    let (config, mistake) = config::load();
    let wanted = wanted(&config);
    if let Some(mistake) = mistake.filter(|_| wanted) {
        note(&mistake.to_string());
    }
    wanted
}

/// As [`are_wanted`], with a configuration that was read.
pub(super) fn wanted(config: &config::Config) -> bool {
    let kind = std::env::var("TERM").unwrap_or_default();
    !OFF.load(Ordering::SeqCst) && config.links.unwrap_or(true) && has_links(&kind)
}

/// Whether a terminal of this kind leaves out the sequence of a link where it cannot follow it. The console of Linux
/// writes a part of it, and of a terminal without a name nothing is known.
fn has_links(kind: &str) -> bool {
    let console = kind == "linux" || kind.starts_with("linux-");
    !console && !matches!(kind, "" | "dumb" | "unknown")
}

#[cfg(test)]
mod tests {
    use super::has_links;

    #[test]
    fn simple_terminals_have_no_links() {
        for kind in ["", "dumb", "linux", "linux-16color", "unknown"] {
            assert!(!has_links(kind), "{kind}");
        }
        for kind in ["xterm-256color", "tmux-256color", "screen", "alacritty"] {
            assert!(has_links(kind), "{kind}");
        }
    }
}
