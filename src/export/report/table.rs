//! Tables that Markdown and the page in HTML have in common.

use super::Answer;
use crate::explain::math::TranscriptLine;
use crate::label;
use crate::wire::display::hex;

/// A table: the heads of its columns, and its rows.
#[derive(Debug)]
pub struct Table {
    /// The heads of the columns.
    pub head: Vec<&'static str>,
    /// The cells of each row.
    pub rows: Vec<Vec<Cell>>,
}

/// What is in a cell.
#[derive(Debug)]
pub enum Cell {
    /// Words.
    Words(String),
    /// Bytes in a fixed-width face.
    Code(String),
}

impl Table {
    /// The messages of a transcript.
    pub fn of_transcript(lines: &[TranscriptLine<'_>]) -> Self {
        let row = |line: &TranscriptLine<'_>| {
            let words = [
                (line.step + 1).to_string(),
                line.message.name().to_owned(),
                line.sender.name().to_owned(),
                line.wire_len.to_string(),
                line.bytes.len().to_string(),
            ];
            let hash = match line.running_hash {
                Some(hash) => Cell::Code(hex(hash)),
                None => Cell::Words(label!("export.markdown.not_hashed").to_owned()),
            };
            words.map(Cell::Words).into_iter().chain([hash]).collect()
        };
        Table {
            head: vec![
                "step",
                "message",
                "from",
                label!("export.markdown.on_the_wire"),
                "hashed",
                label!("export.markdown.hash"),
            ],
            rows: lines.iter().map(row).collect(),
        }
    }

    /// The key of a worksheet.
    pub fn of_key(answers: &[Answer]) -> Self {
        let row = |one: &Answer| {
            let (number, step) = (one.number.to_string(), (one.step + 1).to_string());
            let words = [number, step, one.what.clone(), one.answer.clone()];
            words.map(Cell::Words).into()
        };
        Table {
            head: vec![
                label!("export.blank.number"),
                "step",
                label!("export.blank.what"),
                label!("export.blank.answer"),
            ],
            rows: answers.iter().map(row).collect(),
        }
    }
}
