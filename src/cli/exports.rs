//! What the screen can write to files: the formats of `premaster print`.

use super::film;
use super::print::{self, Format, Wanted};
use super::stages;
use super::written::Holds;
use clap::ValueEnum;
use premaster::tui::{self, Exports, Film, Options};

/// The formats, for a screen that looks like this.
pub(super) fn exports(look: Options) -> Exports {
    Exports {
        formats: Format::value_variants()
            .iter()
            .copied()
            .map(offered)
            .collect(),
        print: Box::new(move |name, trace, scenario| {
            let Ok(format) = Format::from_str(name, false) else {
                return Vec::new();
            };
            let wanted = Wanted {
                scenario,
                film: (Film::default(), film::look(look.clone())),
                ..Wanted::whole(trace, format)
            };
            print::in_memory(|out| print::print(out, trace, &wanted, Default::default()))
        }),
        write: Box::new(|name, content| stages::new_file(name, content, Holds::Secrets)),
    }
}

/// A format as the screen lists it.
fn offered(format: Format) -> tui::Format {
    let (name, doc) = words(format);
    tui::Format {
        name,
        extension: format.extension(),
        doc,
    }
}

/// What a format is called, and what it is, in the words of `--help`.
pub(super) fn words(format: Format) -> (String, String) {
    let value = format.to_possible_value().unwrap_or_default();
    let doc = value.get_help().map(ToString::to_string);
    (value.get_name().to_owned(), doc.unwrap_or_default())
}
