//! Text from outside, made safe to show.

use std::fmt::Write as _;

/// Foreign text made safe to show: control characters, line breaks, marks that change the
/// direction of text, and bytes that are not UTF-8 become escapes.
pub fn escaped(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if is_unsafe(c) => {
                    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// Whether a character must not be shown as it is: it controls, it reorders the text around it, or
/// it has no width and could make one name look like another.
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The ASCII spelling of a character that our texts use beyond ASCII; `None` for any other.
pub fn spelled(character: char) -> Option<&'static str> {
    Some(match character {
        '‖' => "||",
        '…' => "..",
        '–' | '—' | '−' | '‑' => "-",
        '“' | '”' => "\"",
        '‘' | '’' => "'",
        '→' | '▶' => "->",
        '←' | '◀' => "<-",
        '§' => "section ",
        '×' => "x",
        '⊕' => "xor",
        '≤' => "<=",
        '≥' => ">=",
        '\u{a0}' => " ",
        _ => return None,
    })
}
