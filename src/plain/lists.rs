//! What is chosen by its number: scenarios, places that were found, terms of the glossary.

use super::Session;
use super::lines::Lines;
use crate::explain::{self, glossary};
use crate::said;
use crate::scenario::Scenario;
use crate::text::{cut, escaped};
use crate::trace::{Place, Target};
use crate::wire::node;

/// Maximum number of places that are listed.
const MOST: usize = 30;

impl Session {
    /// The scenarios of the program.
    pub(super) fn list_scenarios(&mut self, out: &mut Lines) {
        let mut group = "";
        for (i, listed) in Scenario::list().into_iter().enumerate() {
            if listed.group.title() != group {
                group = listed.group.title();
                out.gap();
                out.add(group);
            }
            let (name, description) = (listed.name, listed.description);
            let said = said!("plain.list.scenario", name, description);
            out.item(i + 1, &said.to_string());
            self.menu.push(format!("open {name}"));
        }
        out.gap();
        out.said(said!("plain.list.open"));
    }

    /// The steps, fields and values up to the end of the run in whose names or contents a word occurs.
    pub(super) fn find(&mut self, word: &str, out: &mut Lines) {
        let wanted = word.to_lowercase();
        let places = self.places_with(&wanted);
        if places.is_empty() {
            let word = cut(&escaped(word.as_bytes()), 60);
            return out.said(said!("plain.list.not_found", word));
        }
        for (i, (place, words)) in places.iter().take(MOST).enumerate() {
            self.menu.push(Session::go(place));
            let found = said!("plain.list.found", place = place.to_string(), words);
            out.item(i + 1, &found.to_string());
        }
        if places.len() > MOST {
            out.said(said!("plain.list.more", count = places.len() - MOST));
        }
        out.said(said!("plain.list.choose"));
    }

    /// The places in which a word occurs, in the order of steps; no further than the present step while the end is
    /// open.
    fn places_with(&self, wanted: &str) -> Vec<(Place, String)> {
        let last = match self.ending_is_open() {
            true => self.cursor + 1,
            false => self.trace.steps().len(),
        };
        let mut out = Vec::new();
        let has = |words: &str| words.to_lowercase().contains(wanted);
        for step in self.trace.steps().iter().take(last) {
            let Some(place) = Place::of(&self.trace, step.index) else {
                continue;
            };
            let title = explain::title(&self.trace, step);
            if has(&title) || has(step.key()) {
                out.push((place.clone(), title));
            }
            let buffers = step.message.iter().flat_map(|message| &message.buffers);
            for buffer in buffers {
                for placed in node::walk(&buffer.tree) {
                    if placed.node.is_leaf() && has(placed.node.field.name()) {
                        let name = placed.node.field.name().to_owned();
                        let target = Target::Field {
                            buffer: buffer.kind,
                            arrived: false,
                            path: placed.path,
                        };
                        out.push((place.clone().pointing(&self.trace, &target), name));
                    }
                }
            }
            for value in self.trace.new_in(step) {
                if has(&value.key()) || has(&value.title()) {
                    let target = Target::Value(value.id);
                    let place = place.clone().pointing(&self.trace, &target);
                    out.push((place, value.title()));
                }
            }
        }
        out
    }

    /// A term of the glossary, or all of them.
    pub(super) fn tell_term(&mut self, word: &str, out: &mut Lines) {
        if word.is_empty() {
            for (i, term) in glossary::terms().iter().enumerate() {
                out.item(i + 1, &term.name);
                self.menu.push(format!("glossary {}", term.short_name()));
            }
            return out.said(said!("plain.list.choose"));
        }
        let Some(term) = glossary::find(word) else {
            let near = glossary::nearest(word);
            let word = cut(&escaped(word.as_bytes()), 60);
            return out.said(said!("plain.list.no_term", word, near));
        };
        out.add(&term.name);
        out.add(&term.text);
        out.said(said!("plain.list.read_on", rfc = &term.rfc));
        let related: Vec<&str> = term.related().map(|term| term.short_name()).collect();
        if !related.is_empty() {
            out.said(said!("plain.list.see", related));
        }
        let key = term.step.as_deref();
        let mut steps = self.trace.steps().iter();
        let hidden = self.ending_is_open();
        let at_work = steps.find(|step| Some(step.key()) == key && !hidden);
        if let Some(step) = at_work {
            let title = explain::title(&self.trace, step);
            let place = step.key();
            out.said(said!(
                "plain.list.at_work",
                step = step.index + 1,
                title,
                place
            ));
        }
    }
}
