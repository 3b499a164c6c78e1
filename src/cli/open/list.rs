//! The list of the connections of a capture.

use super::load::Listed;
use premaster::capture::Opening;
use premaster::capture::observer::{Ending, Summary};
use premaster::protocol::Side;
use premaster::said;
use premaster::text::Said;
use premaster::tui::Captured;
use std::io::{self, Write};

/// Writes the list: of each connection between whom it is, and below it what became of it.
pub fn write(out: &mut impl Write, listed: &[Listed]) -> io::Result<()> {
    let digits = digits(listed);
    for one in in_words(listed) {
        writeln!(out, "{}", one.between)?;
        writeln!(out, "{:digits$}  {}", "", one.became)?;
    }
    Ok(())
}

/// The connections in words, for the list and for the screen.
pub fn in_words(listed: &[Listed]) -> impl Iterator<Item = Captured> {
    let digits = digits(listed);
    listed.iter().map(move |listed| {
        let summary = &listed.summary;
        let number = format!("{:>digits$}", listed.number);
        let (client, server) = (listed.client.to_string(), listed.server.to_string());
        let name = summary.server_name.clone();
        let between = said!("cli.open.between", number, client, server, name);
        let version = summary.chosen.map(|it| it.version.to_string());
        let suite = summary.chosen.map(|it| it.suite.to_string());
        let (outcome, decrypted) = (outcome(summary), decrypted(summary));
        let opening = (listed.opening != Opening::Direct).then(|| listed.opening.said());
        let became = said!(
            "cli.open.became",
            version,
            suite,
            outcome,
            decrypted,
            opening
        );
        Captured {
            number: listed.number,
            between: between.to_string(),
            became: became.to_string(),
        }
    })
}

/// The columns of the numbers.
fn digits(listed: &[Listed]) -> usize {
    let last = listed.last().map_or(0, |last| last.number);
    last.to_string().len()
}

/// How it went, in a few words.
fn outcome(summary: &Summary) -> Said {
    if let Some(reason) = &summary.reason {
        return reason.clone();
    }
    let complete = summary.has_finished() || summary.seems_complete();
    let wrong = Side::BOTH
        .into_iter()
        .find(|side| summary.finished[*side as usize] == Some(false));
    if let Some(side) = wrong.filter(|_| complete) {
        return said!("cli.open.outcome.other_finished", side = side.name());
    }
    match (complete, summary.ending) {
        (true, Some(Ending::Reset(side))) => {
            said!("cli.open.outcome.complete_reset", side = side.name())
        }
        (true, _) => said!("cli.open.outcome.complete"),
        (false, Some(Ending::Reset(side) | Ending::Fin(side))) => {
            said!("cli.open.outcome.ended", side = side.name())
        }
        (false, None) => said!("cli.open.outcome.open"),
    }
}

/// What was decrypted, or why nothing was; `None` if the connection failed before there was anything to decrypt.
fn decrypted(summary: &Summary) -> Option<Said> {
    let records = summary.records;
    let protected = records.verified + records.refused + records.sealed.iter().sum::<u64>();
    if protected == 0 && summary.reason.is_some() {
        return None;
    }
    if let Some(why) = summary.sealed {
        return Some(why.said());
    }
    Some(match (records.verified, records.refused) {
        (0, 0) => said!("cli.open.decrypted.nothing"),
        (verified, 0) => said!("cli.open.decrypted.all", verified),
        (verified, refused) => said!("cli.open.decrypted.some", verified, refused),
    })
}
