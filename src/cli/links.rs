//! Whether a terminal gets hyperlinks: unless `--no-links` is given, the configuration says no, or it is of a kind that
//! cannot have them.

use super::{config, note};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether `--no-links` was given: it is set, once and for all, before anything else is done.
static OFF: AtomicBool = AtomicBool::new(false);

/// Turns them off.
pub(super) fn turn_off() {
    OFF.store(true, Ordering::SeqCst);
}

/// Whether the terminal gets them, as the command line, the configuration and the environment say.
pub(super) fn are_wanted() -> bool {
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
