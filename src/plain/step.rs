//! What is said of a run and of a step, and going from step to step.

use super::Session;
use super::lines::Lines;
use crate::explain::PartKind;
use crate::export::report::{Block, Content, Report, Selection};
use crate::export::text::{self, Style};
use crate::pki::Certificate;
use crate::protocol::Side;
use crate::scenario::Scenario;
use crate::text::{Said, hex};
use crate::trace::{Chain, Place, PlaceError, StepKind};
use crate::{explain, label, said};
use std::io;

/// What is said where a step has nothing of a kind.
pub(super) const NO_MESSAGE: fn() -> &'static str = || label!("plain.step.no_message");
pub(super) const NO_CHECK: fn() -> &'static str = || label!("plain.step.no_check");
pub(super) const NO_MATH: fn() -> &'static str = || label!("plain.step.no_math");
pub(super) const NO_VALUE: fn() -> &'static str = || label!("plain.step.no_value");

impl Session {
    pub(super) fn style(&self) -> Style {
        Style {
            // a mark that becomes words takes more columns
            width: self.width.saturating_sub(4),
            colour: false,
            words: true,
        }
    }

    fn selection(&self, contents: &[Content]) -> Selection {
        Selection {
            steps: vec![self.cursor],
            contents: contents.to_vec(),
            meanings: false,
            blanks: false,
        }
    }

    /// What was run, and with what.
    pub(super) fn tell_run(&self, out: &mut Lines) {
        let report = Report::whole(&self.trace, &[]);
        let run = self.trace.run();
        out.said(said!(
            "plain.run.title",
            scenario = &run.scenario,
            description = &run.description
        ));
        let steps = "steps";
        for (name, fact) in report.facts() {
            if name != steps || !self.ending_is_open() {
                out.said(said!("plain.run.fact", name, fact));
            }
        }
        for warning in self.trace.not_done() {
            out.said(said!("plain.run.warning", warning));
        }
        out.add(report.standing());
        out.gap();
    }

    /// The present step: its number, its title, and what is explained of it.
    pub(super) fn tell_step(&self, out: &mut Lines) {
        let Some(step) = self.step() else {
            return out.said(said!("plain.step.none"));
        };
        let number = step.index + 1;
        let of = (!self.ending_is_open()).then_some(self.trace.steps().len());
        let phase = step.phase.title();
        out.said(said!("plain.step.number", number, of, phase));
        let mut report = Report::of(&self.trace, self.selection(&[Content::Explanations]));
        if self.ending_is_open() {
            // behind what an attacker did it tells who notices
            for block in report.steps.iter_mut().flat_map(|step| &mut step.blocks) {
                if let Block::Prose(PartKind::Middle, spans) = block {
                    spans.truncate(1);
                }
            }
        }
        let style = self.style();
        out.add(&written(|buf| text::write_steps(buf, &report, style)));
        self.tell_what_more(out);
        if number == self.trace.steps().len() {
            let report = Report::whole(&self.trace, &[Content::Explanations]);
            out.add(&written(|buf| text::write_ending(buf, &report, style)));
        }
    }

    /// Which commands have something to say of the present step.
    fn tell_what_more(&self, out: &mut Lines) {
        let Some(step) = self.step() else { return };
        let mut more = Vec::new();
        if step.message.is_some() {
            more.push("bytes");
        }
        if !self.trace.derived_in(step.index).is_empty() {
            more.push("math");
        }
        if !step.checks.is_empty() {
            more.push("checks");
        }
        if !self.trace.new_in(step).is_empty() {
            more.push("new");
        }
        if !more.is_empty() {
            out.gap();
            out.said(said!("plain.step.more", more));
        }
    }

    /// What a step has of some kinds of content.
    pub(super) fn tell(
        &mut self,
        contents: &[Content],
        none: fn() -> &'static str,
        out: &mut Lines,
    ) {
        let report = match self.trace.steps().is_empty() {
            true => return out.said(said!("plain.step.none")),
            false => Report::of(&self.trace, self.selection(contents)),
        };
        self.tell_blocks(&report, none, out);
    }

    fn tell_blocks(&self, report: &Report<'_>, none: fn() -> &'static str, out: &mut Lines) {
        match report.steps.iter().any(|step| !step.blocks.is_empty()) {
            true => {
                let style = self.style();
                out.add(&written(|buf| text::write_blocks(buf, report, style)));
            }
            false => out.add(none()),
        }
    }

    /// The fields of the message with what each is for.
    pub(super) fn tell_meanings(&mut self, out: &mut Lines) {
        if self.trace.steps().is_empty() {
            return out.said(said!("plain.step.none"));
        }
        let selection = Selection {
            meanings: true,
            ..self.selection(&[Content::Fields])
        };
        let report = Report::of(&self.trace, selection);
        self.tell_blocks(&report, NO_MESSAGE, out);
    }

    /// The handshake messages so far, as a side has hashed them.
    pub(super) fn tell_transcript(&mut self, out: &mut Lines) {
        let Some(step) = self.step() else {
            return out.said(said!("plain.step.none"));
        };
        let connection = self.trace.connection(step.connection);
        let sides = Side::BOTH.map(|side| connection.transcript(side));
        // both keep one; a message counts from when the first of them had it
        let longest = sides.into_iter().max_by_key(|entries| entries.len());
        let so_far = longest.unwrap_or_default().iter();
        let so_far: Vec<_> = so_far.take_while(|one| one.step <= self.cursor).collect();
        if so_far.is_empty() {
            return out.said(said!("plain.transcript.empty"));
        }
        for (i, entry) in so_far.into_iter().enumerate() {
            let said = said!(
                "plain.transcript.entry",
                message = entry.message.name(),
                side = entry.sender.name(),
                step = entry.step + 1,
                bytes = entry.bytes.len(),
                hash = hex(&entry.hash)
            );
            out.item(i + 1, &said.to_string());
        }
    }

    /// The certificates that were sent so far, and how they were checked.
    pub(super) fn tell_certificates(&mut self, out: &mut Lines) {
        let Some(step) = self.step() else {
            return out.said(said!("plain.step.none"));
        };
        let connection = step.connection;
        let chains = self.trace.connection(connection).chains.iter();
        let chains: Vec<&Chain> = chains.filter(|chain| chain.step <= self.cursor).collect();
        if chains.is_empty() {
            return out.said(said!("plain.certificates.none"));
        }
        for chain in chains {
            tell_chain(chain, out);
        }
        let checked = self.trace.so_far(step).iter().rev();
        let certificate = crate::trace::Topic::CheckCertificate;
        let client = crate::trace::Topic::CheckClientCertificate;
        let mut checked = checked.filter(|step| {
            step.kind == StepKind::Check && [certificate, client].contains(&step.topic)
        });
        if let Some(step) = checked.next() {
            let selection = Selection {
                steps: vec![step.index],
                ..self.selection(&[Content::Checks])
            };
            let report = Report::of(&self.trace, selection);
            self.tell_blocks(&report, NO_CHECK, out);
        }
    }

    /// Goes on or back.
    pub(super) fn go_by(&mut self, steps: isize, out: &mut Lines) {
        let last = self.trace.steps().len().saturating_sub(1);
        let to = self.cursor.saturating_add_signed(steps).min(last);
        if to == self.cursor {
            return out.said(match steps > 0 {
                true => said!("plain.step.at_end"),
                false => said!("plain.step.at_start"),
            });
        }
        self.go_to_index(to, out);
    }

    /// Goes to a step, or to the last one if there are fewer.
    pub(super) fn go_to_index(&mut self, step: usize, out: &mut Lines) {
        self.cursor = step.min(self.trace.steps().len().saturating_sub(1));
        self.tell_step(out);
    }

    pub(super) fn go_to_number(&mut self, number: usize, out: &mut Lines) {
        match number
            .checked_sub(1)
            .filter(|step| *step < self.trace.steps().len())
        {
            Some(step) => self.go_to_index(step, out),
            None if self.ending_is_open() => out.said(said!("plain.step.no_number", number)),
            None => {
                let steps = self.trace.steps().len();
                out.said(PlaceError::NoNumber { got: number, steps }.said());
            }
        }
    }

    /// Goes to a place that was typed.
    pub(super) fn go_to(&mut self, place: &str, out: &mut Lines) {
        match place.parse::<Place>() {
            Ok(place) => self.go_to_place(&place, out),
            Err(error) => out.said(error.said()),
        }
    }

    pub(super) fn go_to_place(&mut self, place: &Place, out: &mut Lines) {
        if let Some(run) = &place.run
            && !self.open_run(run, out)
        {
            return;
        }
        match place.resolve(&self.trace) {
            Ok(located) => {
                self.go_to_index(located.step, out);
                if let Some(target) = located.target {
                    out.gap();
                    self.tell_target(&target, out);
                }
            }
            Err(_) if self.ending_is_open() => out.said(said!("plain.step.no_place")),
            Err(error) => out.said(error.said()),
        }
    }

    /// The place of the present step.
    pub(super) fn tell_place(&mut self, out: &mut Lines) {
        let run = self.scenario.as_ref().and_then(Scenario::run_name);
        match Place::of(&self.trace, self.cursor) {
            Some(place) => out.add(&place.in_run(run).to_string()),
            None => out.said(said!("plain.step.none")),
        }
    }

    /// Every step, to choose from.
    pub(super) fn list_steps(&mut self, out: &mut Lines) {
        let shown = match self.ending_is_open() {
            true => self.cursor + 1,
            false => self.trace.steps().len(),
        };
        for step in &self.trace.steps()[..shown.min(self.trace.steps().len())] {
            let here = (step.index == self.cursor).then(|| label!("plain.step.here"));
            let title = explain::title(&self.trace, step);
            let said = said!("plain.step.listed", title, here);
            out.item(step.index + 1, &said.to_string());
        }
        out.said(said!("plain.step.choose"));
    }

    /// Goes to where a side gives up.
    pub(super) fn go_to_noticed(&mut self, out: &mut Lines) {
        let mut done = self.trace.tampering().iter();
        let noticed = done.find_map(|one| one.noticed);
        let noticed = noticed.or_else(|| self.trace.given_up_since(0).map(|step| step.index));
        match noticed {
            Some(step) => self.go_to_index(step, out),
            None => out.said(said!("plain.step.not_noticed")),
        }
    }
}

fn tell_chain(chain: &Chain, out: &mut Lines) {
    let (owner, step) = (chain.owner.name(), chain.step + 1);
    out.said(said!("plain.certificates.chain", owner, step));
    for (i, der) in chain.certificates.iter().enumerate() {
        let said: Said = match Certificate::from_der(der) {
            Ok(one) => said!(
                "plain.certificates.one",
                subject = one.subject.to_string(),
                issuer = one.issuer.to_string(),
                from = one.validity.not_before.to_string(),
                until = one.validity.not_after.to_string(),
                bytes = der.len()
            ),
            Err(error) => said!("plain.certificates.unreadable", error = error.to_string()),
        };
        out.item(i + 1, &said.to_string());
    }
}

/// What is written to memory, where writing does not fail.
pub(super) fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    let done = write(&mut out);
    debug_assert!(done.is_ok());
    String::from_utf8_lossy(&out).into_owned()
}
