//! Computations laid out: prose as paragraphs, numbers in lines of a fixed-width face, messages as a
//! table. In a worksheet what comes out of a step of the computation is left blank.

use super::blanks::Blanks;
use super::{Computed, Judged, Laid};
use crate::explain;
use crate::explain::math::{
    About, Bytes, Cbc, CbcBlock, Compare, Computation, Direction, Hashed, Integer, Part, Role, Row,
    Ruler, Shown,
};
use crate::said;
use crate::trace::{Check, Trace, ValueId};
use crate::wire::display::{self, count, hex};
use unicode_width::UnicodeWidthStr;

/// Bytes in a line.
const LINE_BYTES: usize = 32;
/// A record with more blocks than this is shown by its first and its last blocks.
const WHOLE_RECORD: usize = 12;
/// How many blocks at its end are shown then.
const LAST_BLOCKS: usize = 2;
/// Digits of a long number that are shown at either end.
const DIGITS: usize = 12;

/// Lays a computation out.
pub(super) fn lay_out<'t>(
    trace: &'t Trace,
    computation: &Computation<'t>,
    blanks: &mut Blanks,
) -> Computed<'t> {
    let mut sheet = Sheet {
        trace,
        step: computation.step,
        seen: Shown::default(),
        results: results(trace, computation),
        blanks,
    };
    let sections = computation.sections.iter();
    let sections = sections.map(|section| (section.title.clone(), sheet.rows(&section.rows)));
    Computed {
        title: computation.title.clone(),
        sections: sections.collect(),
        formula: computation.formula.clone(),
    }
}

/// The checks that a computation shows.
pub(super) fn checks<'t>(computation: &Computation<'t>) -> impl Iterator<Item = &'t Check> {
    let rows = computation
        .sections
        .iter()
        .flat_map(|section| &section.rows);
    rows.filter_map(|row| match row {
        Row::Check(check) => Some(*check),
        _ => None,
    })
}

/// Something that comes out of a step of a computation.
struct Result<'t> {
    bytes: &'t [u8],
    name: String,
    value: Option<ValueId>,
    /// Its blank, once it has one.
    blank: Option<String>,
}

fn results<'t>(trace: &'t Trace, computation: &Computation<'t>) -> Vec<Result<'t>> {
    let mut out = Vec::new();
    let mut add = |bytes: &'t [u8], name: String, value: Option<ValueId>| {
        out.push(Result {
            bytes,
            name,
            value,
            blank: None,
        });
    };
    if let About::Value(id) = computation.about {
        let value = trace.value(id);
        add(&value.bytes, value.key(), Some(id));
    }
    let sections = computation.sections.iter();
    for row in sections.flat_map(|section| &section.rows) {
        match row {
            Row::Hashed(one) => add(one.output, one.name.clone(), None),
            Row::Ruler(one) => {
                for cut in &one.cuts {
                    add(
                        &one.bytes[cut.range.clone()],
                        cut.name.clone(),
                        Some(cut.value),
                    );
                }
            }
            _ => {}
        }
    }
    out
}

/// Where a computation is laid out.
struct Sheet<'a, 't> {
    trace: &'t Trace,
    step: usize,
    seen: Shown<'t>,
    results: Vec<Result<'t>>,
    blanks: &'a mut Blanks,
}

impl<'t> Sheet<'_, 't> {
    /// Rows, with neighbours of one kind together.
    fn rows(&mut self, rows: &[Row<'t>]) -> Vec<Laid<'t>> {
        let mut out: Vec<Laid<'t>> = Vec::new();
        for row in rows {
            let laid = self.row(row);
            match (out.last_mut(), laid) {
                (Some(Laid::Lines(lines)), Laid::Lines(more)) => {
                    lines.push(String::new());
                    lines.extend(more);
                }
                (Some(Laid::Transcript(lines)), Laid::Transcript(more)) => lines.extend(more),
                (Some(Laid::Checks(list)), Laid::Checks(more)) => list.extend(more),
                (_, laid) => out.push(laid),
            }
        }
        out
    }

    fn row(&mut self, row: &Row<'t>) -> Laid<'t> {
        Laid::Lines(match row {
            Row::Prose(prose) => {
                return Laid::Prose(self.blanks.spans(self.trace, prose.clone()));
            }
            Row::Check(one) => {
                let step = &self.trace.steps()[self.step];
                return Laid::Checks(vec![Judged::of(one, step, self.blanks)]);
            }
            Row::Transcript(line) => return Laid::Transcript(vec![line.clone()]),
            Row::Formula(formula) => vec![explain::plain(formula)],
            Row::Bytes(bytes) => self.bytes(bytes),
            Row::Integer(number) => self.integer(number),
            Row::Hashed(one) => self.hashed(one),
            Row::Ruler(one) => self.ruler(one),
            Row::Cbc(one) => self.cbc(one),
            Row::Compare(one) => self.compare(one),
        })
    }

    /// A blank for a number in which a result can be read, or a value that was asked for before.
    fn blank_around(&mut self, number: &Integer<'_>) -> Option<String> {
        let tells = |result: &Result<'_>| number.bytes.ends_with(result.bytes);
        let tells = self.results.iter().any(tells) || self.blanks.ends(self.trace, number.bytes);
        let asked = tells.then(|| number.name.to_owned());
        asked.and_then(|name| self.blanks.answer(self.step, name, hex(number.bytes)))
    }

    /// Bytes in lines, or the blank in their place if they are a result.
    fn hex_lines(&mut self, bytes: &[u8]) -> Vec<String> {
        match self.blank(bytes) {
            Some(blank) => vec![blank],
            None => hex_lines(bytes),
        }
    }

    /// The blank for bytes that are a result, or that were asked for before; `None` for others, and if it is no
    /// worksheet.
    fn blank(&mut self, bytes: &[u8]) -> Option<String> {
        if !self.blanks.asked() || bytes.is_empty() {
            return None;
        }
        let mut results = self.results.iter_mut();
        let Some(result) = results.find(|result| result.bytes == bytes) else {
            return self.blanks.asked_before(self.trace, bytes);
        };
        if result.blank.is_none() {
            result.blank = match result.value {
                Some(id) => self.blanks.value(self.trace, id),
                None => self
                    .blanks
                    .answer(self.step, result.name.clone(), hex(bytes)),
            };
        }
        result.blank.clone()
    }

    fn bytes(&mut self, bytes: &Bytes<'t>) -> Vec<String> {
        for part in &bytes.parts {
            self.seen.first(&part.name, part.bytes);
        }
        let length = count(bytes.byte_count() as u64, "byte");
        let unused = if bytes.used { "" } else { ", NOT USED" };
        let mut lines = vec![format!("{}: {length}{unused}", bytes.label)];
        lines.extend(self.parts(&bytes.parts));
        lines
    }

    /// Name and bytes of each part, the bytes below each other.
    fn parts(&mut self, parts: &[Part<'_>]) -> Vec<String> {
        let width = parts
            .iter()
            .map(|part| part.name.width())
            .max()
            .unwrap_or(0);
        let mut out = Vec::new();
        for part in parts {
            out.extend(self.named(&part.name, width, part.bytes));
            if part.role == Role::Label {
                let words = display::escaped(part.bytes);
                out.push(format!("  {}  \"{words}\"", " ".repeat(width)));
            }
        }
        out
    }

    fn named(&mut self, name: &str, width: usize, bytes: &[u8]) -> Vec<String> {
        let padding = |text: &str| " ".repeat(width.saturating_sub(text.width()));
        let lines = match bytes {
            [] => vec!["(none)".to_owned()],
            bytes => self.hex_lines(bytes),
        };
        let mut name = name;
        let mut out = Vec::new();
        for line in lines {
            out.push(format!("  {name}{}  {line}", padding(name)));
            name = "";
        }
        out
    }

    fn integer(&mut self, number: &Integer<'_>) -> Vec<String> {
        let size = count(number.bits() as u64, "bit");
        let blank = self.blank(number.bytes);
        if let Some(blank) = blank.or_else(|| self.blank_around(number)) {
            return vec![format!("{} = {blank}, {size}", number.name)];
        }
        let decimal = number.decimal();
        let shown = match decimal.len() {
            0..=20 => decimal,
            len => format!(
                "{}…{} ({len} digits)",
                &decimal[..DIGITS],
                &decimal[len - DIGITS..]
            ),
        };
        let mut lines = vec![format!("{} = {shown}, {size}", number.name)];
        lines.extend(
            self.hex_lines(number.bytes)
                .iter()
                .map(|line| format!("  {line}")),
        );
        lines
    }

    fn hashed(&mut self, one: &Hashed<'t>) -> Vec<String> {
        let names: Vec<&str> = one.data.iter().map(|part| part.name.as_str()).collect();
        let key = one.key.as_ref();
        let key = key.map_or_else(String::new, |key| format!("{}, ", key.name));
        let mut lines = vec![format!(
            "{} = {}({key}{})",
            one.name,
            one.function(),
            names.join(" + ")
        )];
        let inputs = self.seen.inputs(one);
        let new: Vec<Part<'_>> = (inputs.iter())
            .filter(|(_, new)| *new)
            .map(|(part, _)| (*part).clone())
            .collect();
        lines.extend(self.parts(&new));
        for (part, _) in inputs.iter().filter(|(_, new)| !new) {
            let length = count(part.bytes.len() as u64, "byte");
            lines.push(format!("{}  as above, {length}", part.name));
        }
        lines.extend(
            self.hex_lines(one.output)
                .iter()
                .map(|line| format!("= {line}")),
        );
        if let Some(range) = &one.gives {
            let last = range.end.saturating_sub(1);
            let cut = said!("export.markdown.of_output", first = range.start, last);
            lines.push(cut.to_string());
        }
        lines
    }

    fn ruler(&mut self, one: &Ruler<'_>) -> Vec<String> {
        let mut lines = vec![count(one.bytes.len() as u64, "byte")];
        for cut in &one.cuts {
            let last = cut.range.end.saturating_sub(1);
            lines.push(format!(
                "{:>4} to {last:<4} {}: {}",
                cut.range.start,
                cut.name,
                explain::plain(&cut.purpose)
            ));
            let bytes = &one.bytes[cut.range.clone()];
            lines.extend(
                self.hex_lines(bytes)
                    .iter()
                    .map(|line| format!("             {line}")),
            );
        }
        lines
    }

    fn cbc(&mut self, one: &Cbc<'_>) -> Vec<String> {
        let blocks = one.block_count();
        let cipher = one.cipher.map_or("AES", |cipher| cipher.name());
        let mut lines = vec![format!("{cipher}, {}", count(blocks as u64, "block"))];
        if let Some(key) = &one.key {
            lines.extend(self.parts(std::slice::from_ref(key)));
        }
        let (first, rest) = match blocks {
            0..=WHOLE_RECORD => (blocks, blocks),
            _ => (WHOLE_RECORD - LAST_BLOCKS, blocks - LAST_BLOCKS),
        };
        for i in (0..first).chain(rest..blocks) {
            if i == rest && rest > first {
                lines.push(String::new());
                lines.push(format!(
                    "… {} more …",
                    count((rest - first) as u64, "block")
                ));
            }
            if let Some(block) = one.block(i) {
                lines.push(String::new());
                lines.extend(self.cbc_block(&block, one.direction));
            }
        }
        lines
    }

    fn cbc_block(&mut self, block: &CbcBlock<'_>, direction: Direction) -> Vec<String> {
        let names: Vec<String> = block
            .parts
            .iter()
            .filter(|part| !part.bytes.is_empty())
            .map(|part| format!("{} {}", part.name, part.bytes.len()))
            .collect();
        let previous = match block.index {
            1 => "IV".to_owned(),
            i => format!("ciphertext {}", i - 1),
        };
        let line = |mark: &str, name: &str, bytes: &str| format!("  {mark:<6}{name:<16}{bytes}");
        let step = self.step;
        let mut result = |name: &str, bytes: &[u8]| {
            let what = said!("export.blank.of_block", name, index = block.index).to_string();
            let blank = self.blanks.answer(step, what, hex(bytes));
            blank.unwrap_or_else(|| hex(bytes))
        };
        let xored = result("⊕", &block.xored);
        let (plaintext, ciphertext) = match direction {
            Direction::Encrypt => (hex(block.plaintext), result("ciphertext", block.ciphertext)),
            Direction::Decrypt => (result("plaintext", block.plaintext), hex(block.ciphertext)),
        };
        let plaintext = |mark| line(mark, "plaintext", &plaintext);
        let previous = line("⊕", &previous, &hex(block.previous));
        let ciphertext = |mark| line(mark, "ciphertext", &ciphertext);
        let mut lines = vec![format!(
            "block {} of {}: {}",
            block.index,
            block.of,
            names.join(", ")
        )];
        lines.extend(match direction {
            Direction::Encrypt => [
                plaintext(""),
                previous,
                line("=", "", &xored),
                ciphertext("AES →"),
            ],
            Direction::Decrypt => [
                ciphertext(""),
                line("AES ←", "", &xored),
                previous,
                plaintext("="),
            ],
        });
        lines
    }

    fn compare(&mut self, one: &Compare<'_>) -> Vec<String> {
        let width = one.left.0.width().max(one.right.0.width());
        let mut lines = self.named(&one.left.0, width, one.left.1);
        lines.extend(self.named(&one.right.0, width, one.right.1));
        lines.push(
            if one.equal() {
                "  equal"
            } else {
                "  DIFFERENT"
            }
            .to_owned(),
        );
        lines
    }
}

/// All bytes, in lines.
fn hex_lines(bytes: &[u8]) -> Vec<String> {
    bytes.chunks(LINE_BYTES).map(hex).collect()
}
