//! Finding the blocks of a text, one after the other, also after one that is broken.

use super::{Block, Broken, PemFault};
use crate::pki::name::shown;

/// The lines of a text with their numbers, without the white space around them; a line that ends a block and
/// begins another is two.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // a byte order mark at the start belongs to no line
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut number = 1;
    let mut after_return = false;
    let numbered = text.split_inclusive(['\n', '\r']).filter_map(move |line| {
        // a line feed after a carriage return is the same line break
        let same_break = after_return && line == "\n";
        after_return = line.ends_with('\r');
        let this = number;
        number += usize::from(!same_break);
        (!same_break).then_some((this, line.trim()))
    });
    numbered.flat_map(|(number, line)| {
        let joint = line
            .strip_prefix("-----END ")
            .and_then(|rest| rest.find("----------BEGIN "));
        let (one, other) = line.split_at(joint.map_or(line.len(), |at| "-----END ".len() + at + 5));
        [one, other]
            .into_iter()
            .enumerate()
            .filter(|(i, part)| *i == 0 || !part.is_empty())
            .map(move |(_, part)| (number, part))
    })
}

/// The label of a line that begins or ends a block; `None` where there is more in it.
fn label(rest: &str) -> Option<&str> {
    rest.strip_suffix("-----")
        .filter(|label| !label.contains("--"))
}

/// Reads the blocks of a text, one after the other; after one that is broken it goes on with the next BEGIN.
pub(in crate::pki) fn scan(text: &str) -> Vec<Result<Block<'_>, Broken>> {
    let mut found = Vec::new();
    let mut open: Option<Block<'_>> = None;
    let mut in_header = false;
    for (number, line) in lines(text) {
        let broken = |fault| Broken {
            line: number,
            label: String::new(),
            fault,
        };
        let has_begin = line.contains("-----BEGIN ");
        if has_begin && (line.contains("-----\\n") || line.contains("-----\\r\\n")) {
            open = None;
            found.push(Err(broken(PemFault::LiteralBreaks)));
            continue;
        }
        if let Some(rest) = line.strip_prefix("-----BEGIN ") {
            if let Some(block) = open.take() {
                found.push(Err(block.broken(PemFault::Nested)));
            }
            match label(rest) {
                Some(label) => {
                    in_header = true;
                    open = Some(Block {
                        label,
                        line: number,
                        lines: Vec::new(),
                    });
                }
                None => found.push(Err(broken(PemFault::OneLine))),
            }
            continue;
        }
        if has_begin && line.contains("-----END ") {
            open = None;
            found.push(Err(broken(PemFault::OneLine)));
            continue;
        }
        let Some(block) = &mut open else { continue };
        match line.strip_prefix("-----END ") {
            Some(rest) => {
                let same = label(rest) == Some(block.label);
                let other = label(rest).map(shown);
                if let Some(block) = open.take() {
                    found.push(match (same, other) {
                        (true, _) => Ok(block),
                        (false, Some(label)) => Err(block.broken(PemFault::OtherEnd { label })),
                        (false, None) => Err(block.broken(PemFault::NoEnd)),
                    });
                }
            }
            // base64 has no colon: `friendlyName: example`, up to an empty line
            None if in_header && line.contains(':') => {}
            None => {
                in_header &= line.is_empty() && block.lines.is_empty();
                block.lines.push((number, line));
            }
        }
    }
    if let Some(block) = open {
        found.push(Err(block.broken(PemFault::NoEnd)));
    }
    found
}
