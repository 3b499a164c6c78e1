//! A presentation and those who look along: the speaker with notes in a second terminal, and a class that follows on
//! terminals of its own, all on one machine.

mod follow;
mod hub;
mod join;
mod line;
mod notes;
mod place;
mod reply;
mod wire;

pub(super) use follow::FollowOptions;
pub(super) use notes::NotesOptions;

use super::failure::{Failure, refuse_in_sandbox};
use super::sandbox;
use hub::Hub;
use line::Audience;
use premaster::said;
use premaster::tui::{Company, Shared};
use std::path::Path;
use std::sync::mpsc;

/// Opens `premaster notes`.
pub(super) fn notes(options: NotesOptions) -> Result<(), Failure> {
    notes::run(options)
}

/// Opens `premaster follow`.
pub(super) fn follow(options: FollowOptions) -> Result<(), Failure> {
    follow::run(options)
}

/// What a presenting screen tells: a class on a socket that the teacher has named, and the notes of the same user as
/// soon as the presentation, or a lesson, is on.
///
/// # Errors
/// The socket for the class cannot be opened.
pub(super) fn company(class: Option<&Path>) -> Result<Company, Failure> {
    if class.is_some() {
        refuse_in_sandbox("--class")?;
    }
    let (votes, counted) = mpsc::channel();
    let class = class
        .map(|path| {
            Hub::open(path, Audience::Class, Some(votes)).map_err(|error| {
                let (path, error) = (path.display().to_string(), error.to_string());
                let message = said!("cli.classroom.not_opened", path, error);
                let hint = said!("cli.classroom.another_name");
                Failure::usage(message.to_string(), hint.to_string())
            })
        })
        .transpose()?;
    let counted = class.as_ref().map(|_| counted);
    let mut notes = Notes::Unopened;
    let tell = move |shared: &Shared| {
        if let Some(class) = &class {
            class.tell(shared);
        }
        let spoken = shared.presenting.on || shared.lesson.is_some();
        if spoken && !sandbox::is_closed() && matches!(notes, Notes::Unopened) {
            let opened = place::new().and_then(|path| Hub::open(&path, Audience::Speaker, None));
            notes = match opened {
                Ok(hub) => Notes::Open(hub),
                // the audience is not told: `premaster notes` says where it looks
                Err(_) => Notes::Impossible,
            };
        }
        if let Notes::Open(hub) = &notes {
            hub.tell(shared);
        }
    };
    Ok(Company::telling(Box::new(tell), counted))
}

/// The socket for the speaker's notes.
enum Notes {
    Unopened,
    Open(Hub),
    Impossible,
}
