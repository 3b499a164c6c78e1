//! The screen: on a scenario, as `premaster` without a subcommand opens it, or on a connection.

#[cfg(unix)]
use super::classroom;
use super::exports::exports;
use super::failure::Failure;
use super::picture::PictureOptions;
use super::written::Existing;
use super::{config, links, note, plain, progress, run, stages};
use clap::{Args, ValueEnum};
use premaster::label;
use premaster::lesson::course::Session;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::feed::{Feed, Update};
use premaster::trace::{Located, Place, StepRef, Trace};
use premaster::tui::{
    self, Capture, ColorChoice, Company, Ground, Keeper, Options, Source, Stage, Tab,
};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

/// What to show, and how it looks.
#[derive(Debug, Args)]
pub struct ScreenOptions {
    #[command(flatten)]
    run: run::RunOptions,
    #[command(flatten)]
    look: Look,
    /// Start at this step, counted from 1
    #[arg(long, value_name = "N", value_parser = run::step_number)]
    step: Option<usize>,
    /// Start at this place: a step by its number or key, and a field of its message or a value. The scenario and the
    /// seed may stand in front of it: classic@42/client_hello/random (docs/places.md)
    #[arg(long, value_name = "PLACE", conflicts_with = "step")]
    at: Option<Place>,
    /// Let a class follow on this machine: open a socket at this path, to which every user may connect with
    /// `premaster follow PATH`. A key puts a question to the class (docs/classroom.md)
    #[cfg(unix)]
    #[arg(long, value_name = "PATH")]
    class: Option<PathBuf>,
    /// Ask what comes before each step of weight, and let the run answer
    #[arg(long, conflicts_with_all = ["step", "at", "tab", "present"])]
    predict: bool,
    /// Write what was said and what it was worth to FILE (docs/exams.md). Only you can read it
    #[arg(long, value_name = "FILE", requires = "predict", group = "written")]
    result: Option<PathBuf>,
    /// Start with this tab open
    #[arg(long, value_enum, value_name = "NAME")]
    tab: Option<Opened>,
    #[command(flatten)]
    picture: PictureOptions,
}

impl ScreenOptions {
    /// Whether the reader is to predict the run.
    pub(super) fn predicts(&self) -> bool {
        self.predict
    }

    /// Where to write what was predicted, if anywhere.
    pub(super) fn result(&self) -> Option<(PathBuf, Existing)> {
        let file = self.result.clone()?;
        Some((file, Existing::forced(self.picture.force)))
    }

    /// What to run, and how it looks.
    pub(super) fn scenario(self) -> Result<(Scenario, Look), Failure> {
        Ok((self.run.scenario()?, self.look))
    }
}

/// A tab, as it is named on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Opened {
    /// What happens and why
    Explain,
    /// The bytes of the message, field by field
    Bytes,
    /// What every value is made from
    Map,
    /// The values so far, and who has them
    Keys,
    /// The certificates and their checks
    Certificates,
    /// The handshake messages that Finished covers
    Transcript,
    /// The computation of the step in detail
    Math,
}

impl From<Opened> for Tab {
    fn from(opened: Opened) -> Tab {
        match opened {
            Opened::Explain => Tab::Explain,
            Opened::Bytes => Tab::Bytes,
            Opened::Map => Tab::Map,
            Opened::Keys => Tab::Keys,
            Opened::Certificates => Tab::Certificates,
            Opened::Transcript => Tab::Transcript,
            Opened::Math => Tab::Math,
        }
    }
}

/// How the screen looks.
#[derive(Clone, Copy, Debug, Args)]
pub struct Look {
    /// Draw with ASCII characters only, as in a locale without UTF-8
    #[arg(long)]
    ascii: bool,
    /// How many colours to use; by default as the environment says
    #[arg(long, value_enum, value_name = "COLOURS")]
    color: Option<Colour>,
    /// Leave the mouse to the terminal, so that text can be selected (a key switches this too)
    #[arg(long)]
    no_mouse: bool,
    /// The colours of the screen; dark by default
    #[arg(long, value_enum, value_name = "NAME", conflicts_with_all = ["light", "dark"])]
    theme: Option<Theme>,
    /// Dark text on a light ground, for a bright room (a key switches this too)
    #[arg(long, conflicts_with = "dark")]
    light: bool,
    /// Light text on a dark ground, which is the default
    #[arg(long)]
    dark: bool,
    /// Whether messages travel and new values flash; by default where there are colours
    #[arg(long, value_enum, value_name = "WHETHER")]
    motion: Option<Switch>,
    /// Line by line: no screen, but an answer to each line that is typed, without boxes, colours or escape sequences.
    /// For screen readers and simple terminals (docs/plain.md)
    #[arg(long)]
    pub(super) plain: bool,
    /// Start with the presentation: large structure and few words, for a projector
    #[arg(long)]
    present: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    /// They do
    On,
    /// They do not
    Off,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Theme {
    /// Light text on a dark ground
    Dark,
    /// Dark text on a light ground
    Light,
    /// As dark, in colours that colour-blind readers can tell apart
    SafeDark,
    /// As light, in such colours
    SafeLight,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colour {
    /// As the environment says
    Auto,
    /// No colours
    Mono,
    /// The terminal's own 16 colours
    #[value(name = "16")]
    Sixteen,
    /// The palette of 256 colours
    #[value(name = "256")]
    Indexed,
    /// 24-bit colour
    Full,
}

impl From<Colour> for ColorChoice {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => ColorChoice::Auto,
            Colour::Mono => ColorChoice::Mono,
            Colour::Sixteen => ColorChoice::Ansi16,
            Colour::Indexed => ColorChoice::Indexed256,
            Colour::Full => ColorChoice::Full,
        }
    }
}

impl From<Theme> for Ground {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::Dark => Ground::Dark,
            Theme::Light => Ground::Light,
            Theme::SafeDark => Ground::SafeDark,
            Theme::SafeLight => Ground::SafeLight,
        }
    }
}

impl Look {
    /// The colours that were asked for.
    fn ground(self) -> Option<Ground> {
        let light = self.light.then_some(Ground::Light);
        let dark = self.dark.then_some(Ground::Dark);
        self.theme.map(Ground::from).or(light).or(dark)
    }
}

impl From<Look> for Options {
    /// What the options say, or else the reader's configuration.
    fn from(look: Look) -> Self {
        let (config, mistake) = config::load();
        if let Some(mistake) = &mistake {
            note(&mistake.to_string());
        }
        let color = look.color.map(ColorChoice::from).or(config.colors);
        let motion = look.motion.map(|motion| motion == Switch::On);
        Options {
            ascii: look.ascii || config.ascii.unwrap_or_else(|| without_utf8(environment)),
            color: color.unwrap_or_default(),
            mouse: !look.no_mouse && config.mouse.unwrap_or(true),
            links: links::wanted(&config),
            motion: motion.or(config.motion),
            ground: look.ground().or(config.theme).unwrap_or_default(),
            present: look.present,
            keys: config.keys,
            pace: config.pace,
            notice: mistake,
            ..Options::default()
        }
    }
}

/// Opens the screen, and returns when the reader leaves it; or writes a picture of it.
pub fn run(options: ScreenOptions) -> Result<(), Failure> {
    let ScreenOptions {
        run,
        look,
        step,
        at,
        tab,
        predict: _,
        result: _,
        picture,
        #[cfg(unix)]
        class,
    } = options;
    let run = match &at {
        Some(place) => run.with_run_of(place)?,
        None => run,
    };
    let scenario = run.scenario()?;
    if look.plain {
        let step = step.map(|number| Place {
            run: None,
            step: StepRef::Number(number),
            name: None,
        });
        return plain::simulated(scenario, at.or(step).as_ref());
    }
    let at = match (step, at) {
        (Some(number), _) => Located {
            step: run::step_index(&simulate(&scenario), number)?,
            target: None,
        },
        (None, Some(place)) => run::locate(&simulate(&scenario), &place)?,
        (None, None) => Located::default(),
    };
    let begin = Options {
        at,
        tab: tab.map(Tab::from),
        ..look.into()
    };
    if picture.is_wanted() {
        return picture.write(&scenario, begin);
    }
    demand(&look, label!("cli.screen.print_instead"))?;
    #[cfg(unix)]
    let company = classroom::company(class.as_deref())?;
    #[cfg(not(unix))]
    let company = Company::default();
    open(
        stages::simulated(scenario, exports(begin.clone())),
        begin,
        company,
    )
}

/// Opens the screen on a connection, and returns when the reader leaves it.
pub fn watch(feed: Feed, look: Look) -> Result<(), Failure> {
    let look = Options::from(look);
    let library = stages::library(Overrides::default(), exports(look.clone()));
    open(Source::Live(feed, library), look, Company::default())
}

/// Opens the screen on a run that is over, and returns when the reader leaves it.
pub fn show(trace: Trace, name: String, look: Look) -> Result<(), Failure> {
    if look.plain {
        return plain::recorded(trace);
    }
    watch(stages::recorded(trace, name), look)
}

/// Opens the screen on a connection of a capture, with all of them to choose from.
pub fn choose(capture: Capture, trace: Trace, look: Look) -> Result<(), Failure> {
    let look = Options::from(look);
    let library = stages::library(Overrides::default(), exports(look.clone()));
    let source = Source::Capture(capture, stages::recorded_run(trace), library);
    open(source, look, Company::default())
}

/// Whether a screen can be opened.
pub fn is_there(look: &Look) -> bool {
    !look.plain && demand(look, "").is_ok()
}

/// Opens the screen in a lesson, or in the menu of lessons, and returns when the reader leaves it.
pub fn teach(session: Option<Session>, keeper: Keeper, look: Look) -> Result<(), Failure> {
    let look = Options::from(look);
    let scenario = Scenario::builtin("classic", Overrides::default())?;
    let source = stages::simulated(scenario, exports(look.clone()));
    let begin = |stage: &mut Stage| {
        stage.keep_lessons(keeper);
        match session {
            Some(session) => stage.learn(session),
            None => stage.offer_lessons(),
        }
    };
    self::begin(source, look, begin)
}

/// Opens the screen in a lesson about a run that is over, and returns when the reader leaves it.
pub(super) fn teach_recorded(
    session: Session,
    trace: Trace,
    name: &str,
    look: Look,
) -> Result<(), Failure> {
    let look = Options::from(look);
    let library = stages::library(Overrides::default(), exports(look.clone()));
    let run = Arc::new(trace.clone());
    let source = Source::Live(stages::recorded(trace, name.to_owned()), library);
    self::begin(source, look, |stage: &mut Stage| {
        stage.keep_lessons(Keeper::default());
        // the lesson looks at the run before the news of it come
        stage.update(Update::Trace(run));
        stage.learn(session);
    })
}

/// Opens the screen on something that is not there by itself, and returns when the reader leaves it.
pub(super) fn begin(
    source: Source,
    options: Options,
    begin: impl FnOnce(&mut Stage),
) -> Result<(), Failure> {
    // what is on the projector has its notes in a second terminal
    #[cfg(unix)]
    let company = classroom::company(None)?;
    #[cfg(not(unix))]
    let company = Company::default();
    enter(source, options, company, begin)
}

/// Opens the screen with those who look along, and returns when the reader leaves it.
pub(super) fn open(source: Source, options: Options, company: Company) -> Result<(), Failure> {
    enter(source, options, company, |_| {})
}

/// Opens the screen. What is done in lessons is kept, whichever command they are opened from.
fn enter(
    source: Source,
    options: Options,
    company: Company,
    begin: impl FnOnce(&mut Stage),
) -> Result<(), Failure> {
    let begin = |stage: &mut Stage| {
        stage.keep_lessons(progress::Place::of_user().keeper());
        begin(stage);
    };
    tui::run(source, options, company, begin)
        .map_err(|error| Failure::usage(error.to_string(), label!("cli.screen.print_needs_none")))
}

/// As [`demand`], for a connection that is still going on: it cannot be followed line by line.
pub fn demand_live(look: &Look, instead: &str) -> Result<(), Failure> {
    if look.plain {
        let message = label!("cli.plain.no_connection");
        return Err(Failure::usage(message, label!("cli.plain.instead")));
    }
    demand(look, instead)
}

/// Makes sure that there is a terminal, if one is needed. `instead` says what does not need one.
pub fn demand(look: &Look, instead: &str) -> Result<(), Failure> {
    if look.plain {
        return Ok(());
    }
    if !io::stdout().is_terminal() {
        let message = label!("cli.screen.no_terminal");
        return Err(Failure::usage(message, instead));
    }
    if environment("TERM") == "dumb" {
        return Err(Failure::usage(label!("cli.screen.dumb"), instead));
    }
    Ok(())
}

/// A variable of the environment; empty where it is not set.
fn environment(name: &str) -> String {
    let value = std::env::var_os(name).unwrap_or_default();
    value.to_string_lossy().into_owned()
}

/// Whether the locale names a character set, and not UTF-8. Of LC_ALL, LC_CTYPE and LANG the first that is
/// not empty decides (POSIX.1-2017 §8.2). If none is set, the terminal is assumed to use UTF-8.
fn without_utf8(of: impl Fn(&str) -> String) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(of);
    let locale = locale.into_iter().find(|value| !value.is_empty());
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase().replace('-', "");
        // macOS has a locale that is called UTF-8
        !locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::without_utf8;

    #[test]
    fn the_locale_decides_whether_there_is_more_than_ascii() {
        for (set, expected) in [
            (&[("LANG", "C")][..], true),
            (&[("LANG", "POSIX")], true),
            (&[("LANG", "en_US.ISO-8859-1")], true),
            (&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")], true),
            (&[("LC_CTYPE", "C"), ("LANG", "en_GB.UTF-8")], true),
            (&[("LC_ALL", ""), ("LANG", "en_GB.UTF-8")], false),
            (&[("LANG", "C.utf8")], false),
            (&[("LC_CTYPE", "UTF-8")], false),
            (&[], false),
        ] {
            let of = |name: &str| {
                let found = set.iter().find(|(set, _)| *set == name);
                found
                    .map(|(_, value)| (*value).to_owned())
                    .unwrap_or_default()
            };
            assert_eq!(without_utf8(of), expected, "{set:?}");
        }
    }
}
