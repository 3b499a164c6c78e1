//! The terminal's clipboard, by the escape sequence OSC 52 (xterm, "Operating System Commands"):
//! it works over SSH too. Left out: reading it.

use base64ct::{Base64, Encoding as _};

/// The sequence that puts a text into the clipboard.
pub fn osc52(text: &str) -> Vec<u8> {
    format!("\x1b]52;c;{}\x07", Base64::encode_string(text.as_bytes())).into_bytes()
}
