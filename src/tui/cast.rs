//! A run as an asciicast, version 2 (docs.asciinema.org/manual/asciicast/v2): the screen at each step, with
//! the motion of the messages, at a pace to read. It is drawn without a terminal, and only what changes from
//! frame to frame is written. Each step has a marker, so that a player can go from step to step.

use super::key::Key;
use super::model::moment::{Moment, Way};
use super::stage::Stage;
use super::terminal::changes;
use crate::pki::time::UnixTime;
use crate::said;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::{json, to_string};
use std::time::Duration;

/// The time between two frames of a motion.
const FRAME: Duration = Duration::from_millis(50);

/// How a run is filmed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Film {
    /// Columns and rows.
    pub size: (u16, u16),
    /// How many times as fast as the screen plays it.
    pub pace: f64,
}

impl Default for Film {
    fn default() -> Self {
        Film {
            size: (120, 40),
            pace: 1.0,
        }
    }
}

/// An asciicast that is being made.
#[derive(Debug)]
pub struct Cast {
    text: String,
    last: Buffer,
    time: Duration,
}

impl Cast {
    /// Begins with an empty screen of so many columns and rows. `recorded` is the time at which the recording
    /// is said to have been made.
    pub fn new((width, height): (u16, u16), title: &str, recorded: UnixTime) -> Self {
        let mut cast = Cast {
            text: String::new(),
            last: Buffer::empty(Rect::new(0, 0, width, height)),
            time: Duration::ZERO,
        };
        let head = json!({
            "version": 2,
            "width": width,
            "height": height,
            "timestamp": recorded.0.max(0),
            "title": title,
            "env": {"TERM": "xterm-256color"},
        });
        cast.line(&head.to_string());
        // without a cursor, and on an empty screen
        cast.event("o", "\x1b[?25l\x1b[2J");
        cast
    }

    /// Draws a stage as it is at the moment.
    pub fn draw(&mut self, stage: &Stage) {
        self.frame(stage, Moment::STILL);
    }

    /// The screen stays as it is for a while.
    pub fn wait(&mut self, time: Duration) {
        self.time += time;
    }

    /// Presses a key, and shows the motion that follows.
    pub fn press(&mut self, stage: &mut Stage, key: Key) {
        let way = stage.motion_of(key);
        if way != Some(Way::Back) {
            stage.press(key);
        }
        if let Some(way) = way {
            let mut since = Duration::ZERO;
            while since < Moment::duration(way) {
                self.frame(stage, Moment::after(since, way));
                since += FRAME;
                self.time += FRAME;
            }
        }
        if way == Some(Way::Back) {
            stage.press(key);
        }
        self.draw(stage);
    }

    /// Marks this point of time with words.
    pub fn mark(&mut self, words: &str) {
        self.event("m", words);
    }

    /// The whole asciicast: lines of JSON.
    pub fn end(mut self) -> String {
        let below = self.last.area.height;
        self.event("o", &format!("\x1b[0m\x1b[{below};1H\r\n\x1b[?25h"));
        self.text
    }

    /// Adds a frame, if it differs from the last.
    fn frame(&mut self, stage: &Stage, moment: Moment) {
        let area = self.last.area;
        let next = stage.draw_at(area.width, area.height, moment);
        // a recording has no links: who plays it cannot turn them off
        let bytes = changes(&self.last, &next, false);
        if !bytes.is_empty() {
            // symbols of cells, and sequences in ASCII
            self.event("o", &String::from_utf8_lossy(&bytes));
        }
        self.last = next;
    }

    fn event(&mut self, kind: &str, what: &str) {
        // strings and numbers always have a form in JSON
        let what = to_string(what).unwrap_or_default();
        let seconds = self.time.as_secs_f64();
        self.line(&format!("[{seconds:.3}, \"{kind}\", {what}]"));
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

impl Stage {
    /// The run as an asciicast, from its first step to its last; or only the steps with these indices,
    /// ascending.
    pub fn film(&mut self, film: Film, steps: &[usize]) -> String {
        let (width, height) = film.size;
        self.resize(width, height);
        self.greeted();
        let run = self.trace().run();
        let title = said!("tui.cast.title", scenario = &*run.scenario).to_string();
        let mut cast = Cast::new(film.size, &title, run.clock);
        for step in steps {
            let follows = step.checked_sub(1) == Some(self.cursor());
            match follows {
                true => cast.press(self, Key::Right),
                false => self.go_to(*step),
            }
            cast.draw(self);
            if let Some(step) = self.step() {
                let (number, title) = (step.index + 1, step.title());
                cast.mark(&said!("tui.cast.mark", number, title).to_string());
            }
            cast.wait(self.reading_time().div_f64(film.pace));
        }
        if steps.is_empty() {
            cast.draw(self);
        }
        cast.end()
    }
}
