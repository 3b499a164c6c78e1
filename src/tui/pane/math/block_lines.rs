//! The blocks of a record on their way through CBC, as lines of text.

use super::computation_lines::ComputationLines;
use crate::explain::math::{Cbc, Direction};
use crate::tui::command::Command;
use crate::{label, said};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

impl ComputationLines<'_> {
    /// One block of a record on its way through CBC; keys go to the others.
    pub(super) fn cbc(&self, one: &Cbc<'_>, lines: &mut Vec<Line<'static>>) {
        let last = one.block_count().saturating_sub(1);
        if let Some(key) = &one.key {
            self.part(key, lines);
        }
        let chosen = self.model.picks.block.min(last);
        let blocks = match self.all_blocks {
            true => 0..one.block_count(),
            false => chosen..chosen + 1,
        };
        for i in blocks {
            if i == chosen && self.block_at.get().is_none() {
                self.block_at.set(Some(lines.len()));
            }
            self.cbc_block(one, i, lines);
        }
        if last > 0 && !self.all_blocks {
            let previous = self.model.key_of(Command::PreviousBlock);
            let next = self.model.key_of(Command::NextBlock);
            let words = format!("  {}", said!("tui.math.other_blocks", previous, next));
            lines.push(self.plain(&words, self.model.theme.muted));
        }
    }

    fn cbc_block(&self, one: &Cbc<'_>, i: usize, lines: &mut Vec<Line<'static>>) {
        let theme = &self.model.theme;
        let Some(block) = one.block(i) else {
            return;
        };
        let parts: Vec<String> = block
            .parts
            .iter()
            .filter(|part| !part.bytes.is_empty())
            .map(|part| {
                let bytes = part.bytes.len();
                said!("tui.math.part", bytes, name = &part.name).to_string()
            })
            .collect();
        let chosen = i
            == self
                .model
                .picks
                .block
                .min(one.block_count().saturating_sub(1));
        let style = if chosen { theme.title } else { theme.text };
        lines.push(Line::from(vec![
            Span::styled(
                said!("tui.math.block", n = block.index, of = block.of).to_string(),
                style,
            ),
            Span::styled(format!("  {}", parts.join(", ")), theme.muted),
        ]));
        let previous = match block.index {
            1 => said!("tui.math.iv"),
            i => said!("tui.math.previous", n = i - 1),
        };
        let cipher = one.cipher.map_or("AES", |cipher| cipher.name());
        // the chaining stands beside it, line by line
        let cipher = cipher.trim_end_matches("-CBC");
        let rows: [(String, &[u8], Style); 4] = match one.direction {
            Direction::Encrypt => [
                (
                    label!("tui.math.plaintext").into(),
                    block.plaintext,
                    theme.text,
                ),
                (format!("⊕ {previous}"), block.previous, theme.sealed),
                (
                    format!("= {}", label!("tui.math.into_cipher")),
                    &block.xored,
                    theme.muted,
                ),
                (format!("{cipher} →"), block.ciphertext, theme.sealed),
            ],
            Direction::Decrypt => [
                (
                    label!("tui.math.ciphertext").into(),
                    block.ciphertext,
                    theme.sealed,
                ),
                (format!("{cipher} ←"), &block.xored, theme.muted),
                (format!("⊕ {previous}"), block.previous, theme.sealed),
                (
                    format!("= {}", label!("tui.math.plaintext")),
                    block.plaintext,
                    theme.text,
                ),
            ],
        };
        for (name, bytes, style) in rows {
            self.named(&name, bytes, style, lines);
        }
    }
}
