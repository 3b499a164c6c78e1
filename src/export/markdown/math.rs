//! Computations as Markdown: prose as paragraphs, numbers between fences, the transcript as a
//! table.

use super::escape::{code, fenced, text};
use super::{hex_lines, spans, table};
use crate::explain;
use crate::explain::math::{
    Bytes, Cbc, CbcBlock, Compare, Computation, Direction, Hashed, Integer, Part, Role, Row, Ruler,
    Shown, TranscriptLine,
};
use crate::trace::Check;
use crate::wire::display::{self, count, hex};
use crate::{label, said};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// A record with more blocks than this is shown by its first and its last blocks.
const WHOLE_RECORD: usize = 12;
/// How many blocks at its end are shown then.
const LAST_BLOCKS: usize = 2;
/// Digits of a long number that are shown at either end.
const DIGITS: usize = 12;

/// Writes a computation under a heading of the fourth level.
pub(super) fn write(out: &mut impl Write, computation: &Computation<'_>) -> io::Result<()> {
    writeln!(out, "#### {}\n", text(&computation.title))?;
    writeln!(out, "{}", fenced(&[explain::plain(&computation.formula)]))?;
    let mut seen = Shown::default();
    for section in &computation.sections {
        writeln!(out, "**{}**\n", text(&section.title))?;
        rows(out, &section.rows, &mut seen)?;
    }
    Ok(())
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

/// What a check says, as an item of a list.
pub(super) fn check(check: &Check) -> String {
    let mark = match (check.passed, check.skipped) {
        (true, _) => "✓",
        (false, true) => "– **skipped:**",
        (false, false) => "✗ **failed:**",
    };
    let asked = explain::checks::asked(check);
    format!(
        "- {mark} {} {}",
        text(&asked.question),
        text(&asked.sentence())
    )
}

/// What rows are written as. Neighbours of one kind come between the same fences, or into one
/// table or list.
enum Block<'r, 't> {
    Paragraph(String),
    Numbers(Vec<String>),
    Table(Vec<&'r TranscriptLine<'t>>),
    List(Vec<String>),
}

fn rows<'t>(out: &mut impl Write, rows: &[Row<'t>], seen: &mut Shown<'t>) -> io::Result<()> {
    let mut blocks: Vec<Block<'_, 't>> = Vec::new();
    for row in rows {
        let block = block(row, seen);
        match (blocks.last_mut(), block) {
            (Some(Block::Numbers(lines)), Block::Numbers(more)) => {
                lines.push(String::new());
                lines.extend(more);
            }
            (Some(Block::Table(lines)), Block::Table(more)) => lines.extend(more),
            (Some(Block::List(lines)), Block::List(more)) => lines.extend(more),
            (_, block) => blocks.push(block),
        }
    }
    for block in blocks {
        match block {
            Block::Paragraph(text) => writeln!(out, "{text}\n")?,
            Block::Numbers(lines) => writeln!(out, "{}", fenced(&lines))?,
            Block::List(lines) => writeln!(out, "{}\n", lines.join("\n"))?,
            Block::Table(lines) => transcript(out, &lines)?,
        }
    }
    Ok(())
}

fn block<'r, 't>(row: &'r Row<'t>, seen: &mut Shown<'t>) -> Block<'r, 't> {
    Block::Numbers(match row {
        Row::Prose(prose) => return Block::Paragraph(spans(prose)),
        Row::Check(one) => return Block::List(vec![check(one)]),
        Row::Transcript(line) => return Block::Table(vec![line]),
        Row::Formula(formula) => vec![explain::plain(formula)],
        Row::Bytes(bytes) => self::bytes(bytes, seen),
        Row::Integer(number) => integer(number),
        Row::Hashed(one) => hashed(one, seen),
        Row::Ruler(one) => ruler(one),
        Row::Cbc(one) => cbc(one),
        Row::Compare(one) => compare(one),
    })
}

fn bytes<'t>(bytes: &Bytes<'t>, seen: &mut Shown<'t>) -> Vec<String> {
    for part in &bytes.parts {
        seen.first(&part.name, part.bytes);
    }
    let length = count(bytes.byte_count() as u64, "byte");
    let unused = if bytes.used { "" } else { ", NOT USED" };
    let mut lines = vec![format!("{}: {length}{unused}", bytes.label)];
    lines.extend(parts(&bytes.parts));
    lines
}

/// Name and bytes of each part, the bytes below each other.
fn parts(parts: &[Part<'_>]) -> Vec<String> {
    let width = parts
        .iter()
        .map(|part| part.name.width())
        .max()
        .unwrap_or(0);
    let line = |part: &Part<'_>| {
        let words = (part.role == Role::Label).then(|| display::escaped(part.bytes));
        let words = words.map(|words| format!("  {}  \"{words}\"", " ".repeat(width)));
        let bytes = named(&part.name, width, part.bytes);
        bytes.into_iter().chain(words).collect::<Vec<_>>()
    };
    parts.iter().flat_map(line).collect()
}

fn named(name: &str, width: usize, bytes: &[u8]) -> Vec<String> {
    let padding = |text: &str| " ".repeat(width.saturating_sub(text.width()));
    let lines = match bytes {
        [] => vec!["(none)".to_owned()],
        bytes => hex_lines(bytes),
    };
    let mut name = name;
    let mut out = Vec::new();
    for line in lines {
        out.push(format!("  {name}{}  {line}", padding(name)));
        name = "";
    }
    out
}

fn integer(number: &Integer<'_>) -> Vec<String> {
    let decimal = number.decimal();
    let size = count(number.bits() as u64, "bit");
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
        hex_lines(number.bytes)
            .iter()
            .map(|line| format!("  {line}")),
    );
    lines
}

fn hashed<'t>(one: &Hashed<'t>, seen: &mut Shown<'t>) -> Vec<String> {
    let names: Vec<&str> = one.data.iter().map(|part| part.name.as_str()).collect();
    let key = one.key.as_ref();
    let key = key.map_or_else(String::new, |key| format!("{}, ", key.name));
    let mut lines = vec![format!(
        "{} = {}({key}{})",
        one.name,
        one.function(),
        names.join(" + ")
    )];
    let inputs = seen.inputs(one);
    let new: Vec<Part<'_>> = (inputs.iter())
        .filter(|(_, new)| *new)
        .map(|(part, _)| (*part).clone())
        .collect();
    lines.extend(parts(&new));
    for (part, _) in inputs.iter().filter(|(_, new)| !new) {
        let length = count(part.bytes.len() as u64, "byte");
        lines.push(format!("{}  as above, {length}", part.name));
    }
    lines.extend(hex_lines(one.output).iter().map(|line| format!("= {line}")));
    if let Some(range) = &one.gives {
        let last = range.end.saturating_sub(1);
        let cut = said!("export.markdown.of_output", first = range.start, last);
        lines.push(cut.to_string());
    }
    lines
}

fn ruler(one: &Ruler<'_>) -> Vec<String> {
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
            hex_lines(bytes)
                .iter()
                .map(|line| format!("             {line}")),
        );
    }
    lines
}

fn cbc(one: &Cbc<'_>) -> Vec<String> {
    let blocks = one.block_count();
    let cipher = one.cipher.map_or("AES", |cipher| cipher.name());
    let mut lines = vec![format!("{cipher}, {}", count(blocks as u64, "block"))];
    if let Some(key) = &one.key {
        lines.extend(parts(std::slice::from_ref(key)));
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
            lines.extend(cbc_block(&block, one.direction));
        }
    }
    lines
}

fn cbc_block(block: &CbcBlock<'_>, direction: Direction) -> Vec<String> {
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
    let line =
        |mark: &str, name: &str, bytes: &[u8]| format!("  {mark:<6}{name:<16}{}", hex(bytes));
    let plaintext = |mark| line(mark, "plaintext", block.plaintext);
    let previous = line("⊕", &previous, block.previous);
    let ciphertext = |mark| line(mark, "ciphertext", block.ciphertext);
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
            line("=", "", &block.xored),
            ciphertext("AES →"),
        ],
        Direction::Decrypt => [
            ciphertext(""),
            line("AES ←", "", &block.xored),
            previous,
            plaintext("="),
        ],
    });
    lines
}

fn compare(one: &Compare<'_>) -> Vec<String> {
    let width = one.left.0.width().max(one.right.0.width());
    let mut lines = named(&one.left.0, width, one.left.1);
    lines.extend(named(&one.right.0, width, one.right.1));
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

fn transcript(out: &mut impl Write, lines: &[&TranscriptLine<'_>]) -> io::Result<()> {
    let head = [
        "step",
        "message",
        "from",
        label!("export.markdown.on_the_wire"),
        "hashed",
        label!("export.markdown.hash"),
    ];
    let row = |line: &&TranscriptLine<'_>| {
        let hash = match line.running_hash {
            Some(hash) => code(&hex(hash)),
            None => label!("export.markdown.not_hashed").to_owned(),
        };
        vec![
            (line.step + 1).to_string(),
            text(line.message.name()),
            line.sender.name().to_owned(),
            line.wire_len.to_string(),
            line.bytes.len().to_string(),
            hash,
        ]
    };
    let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
    table(out, &head, &rows)
}
