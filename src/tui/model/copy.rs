//! The forms in which bytes can be copied. Left out: a command for bytes that are not computed.

use crate::label;
use crate::trace::{Trace, Value};
use crate::wire::display::hex;
use base64ct::{Base64, Encoding as _};
use std::fmt::Write as _;

/// A form of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Two digits a byte.
    Hex,
    /// Base64 (RFC 4648 §4), with padding.
    Base64,
    /// The declaration of an array in C.
    CArray,
    /// The shell command that computes the same bytes and prints them in hexadecimal.
    Command,
}

impl Form {
    /// In the order in which they are offered.
    pub const ALL: [Form; 4] = [Form::Hex, Form::Base64, Form::CArray, Form::Command];

    /// The name of the form.
    pub fn title(self) -> &'static str {
        match self {
            Form::Hex => label!("tui.copy.hex"),
            Form::Base64 => label!("tui.copy.base64"),
            Form::CArray => label!("tui.copy.c_array"),
            Form::Command => label!("tui.copy.command"),
        }
    }

    /// What it is, in a few words.
    pub fn doc(self) -> &'static str {
        match self {
            Form::Hex => label!("tui.copy.hex_doc"),
            Form::Base64 => label!("tui.copy.base64_doc"),
            Form::CArray => label!("tui.copy.c_array_doc"),
            Form::Command => label!("tui.copy.command_doc"),
        }
    }
}

/// A value in a form; `None` for the command of a value that nothing here computes.
pub fn value(trace: &Trace, value: &Value, form: Form) -> Option<String> {
    match form {
        Form::Hex => Some(hex(&value.bytes)),
        Form::Base64 => Some(Base64::encode_string(&value.bytes)),
        Form::CArray => Some(c_array(&value.name.key(), &value.bytes)),
        Form::Command => crate::explain::command::command(trace, value.id),
    }
}

/// The declaration of an array in C, twelve bytes a line.
pub fn c_array(name: &str, bytes: &[u8]) -> String {
    let mut out = format!("static const unsigned char {name}[{}] = {{\n", bytes.len());
    for row in bytes.chunks(12) {
        let cells: Vec<String> = row.iter().map(|byte| format!("0x{byte:02x}")).collect();
        let _ = writeln!(out, "    {},", cells.join(", "));
    }
    out.push_str("};\n");
    out
}
