//! What is left for the terminal to do.

/// What is left for the terminal to do after a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Draw, if something changed.
    None,
    /// Draw everything.
    Redraw,
    /// Pass this text to the clipboard.
    Copy(String),
    /// Capture the mouse, or release it.
    Mouse(bool),
    /// Suspend the program.
    Suspend,
    /// End.
    Quit,
}
