//! A walk through the program as an asciicast: `cargo run --example walk > docs/walk.cast`, and then
//! `asciinema play docs/walk.cast`. It is made by the program's own drawing, frame by frame, without a
//! terminal; the same command gives the same bytes.

mod classic;

use classic::{COLUMNS, ROWS};
use premaster::tui::{Key, Moment, Stage, Way, changes};
use ratatui::buffer::Buffer;
use std::error::Error;
use std::time::Duration;

/// The time between two frames of a motion.
const FRAME: Duration = Duration::from_millis(25);

/// Keys, and how long the screen then stays, in milliseconds.
const WALK: [(&str, u64); 26] = [
    ("Esc", 1500),
    ("Right", 1800),
    ("Right", 1200),
    ("Right", 1200),
    ("Right", 1200),
    ("Right", 800),
    ("Right", 1500),
    ("Right", 1200),
    ("Right", 1200),
    ("Right", 2200),
    ("Right", 1500),
    ("Right", 1500),
    ("Right", 2000),
    ("3", 2500),
    ("K", 3500),
    ("K", 600),
    ("2", 1500),
    ("Left", 800),
    ("Left", 800),
    ("Left", 2500),
    ("w", 2500),
    ("Esc", 500),
    ("1", 500),
    ("End", 2500),
    ("?", 2500),
    ("Esc", 1500),
];

struct Cast {
    stage: Stage,
    last: Buffer,
    time: Duration,
}

impl Cast {
    /// Adds a frame, if it differs from the last.
    fn frame(&mut self, moment: Moment) -> Result<(), Box<dyn Error>> {
        let next = self.stage.draw_at(COLUMNS, ROWS, moment);
        let bytes = changes(&self.last, &next);
        if !bytes.is_empty() {
            let text = String::from_utf8(bytes)?;
            let seconds = self.time.as_secs_f64();
            println!("{}", serde_json::to_string(&(seconds, "o", text))?);
        }
        self.last = next;
        Ok(())
    }

    fn press(&mut self, key: Key) -> Result<(), Box<dyn Error>> {
        let way = self.stage.motion_of(key);
        if way != Some(Way::Back) {
            self.stage.press(key);
        }
        if let Some(way) = way {
            let mut since = Duration::ZERO;
            while since < Moment::duration(way) {
                self.frame(Moment::after(since, way))?;
                since += FRAME;
                self.time += FRAME;
            }
        }
        if way == Some(Way::Back) {
            self.stage.press(key);
        }
        self.frame(Moment::STILL)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let stage = classic::stage()?;
    println!(
        "{}",
        serde_json::json!({"version": 2, "width": COLUMNS, "height": ROWS, "title": "premaster"})
    );
    let mut cast = Cast {
        last: Buffer::empty(stage.draw(COLUMNS, ROWS).area),
        stage,
        time: Duration::ZERO,
    };
    cast.frame(Moment::STILL)?;
    cast.time += Duration::from_secs(2);
    for (key, stays) in WALK {
        cast.press(key.parse()?)?;
        cast.time += Duration::from_millis(stays);
    }
    println!(
        "{}",
        serde_json::to_string(&(cast.time.as_secs_f64(), "o", "\u{1b}[0m"))?
    );
    Ok(())
}
