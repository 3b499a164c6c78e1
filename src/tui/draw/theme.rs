//! Colours, behind names for what they mean.
//!
//! Nothing on the screen is told by colour alone: every style here goes with a mark or a word, so
//! the monochrome theme loses nothing. In 16 colours the terminal's own palette and background
//! are used; with more, a theme brings its own background, because only then is the contrast
//! known. The terminal is never asked for anything: the environment decides, or the user.

use super::palette::{
    ANSI_DARK, ANSI_LIGHT, ANSI_SAFE_DARK, ANSI_SAFE_LIGHT, INDEXED_DARK, INDEXED_LIGHT,
    INDEXED_SAFE_DARK, INDEXED_SAFE_LIGHT, Indexed, family,
};
use super::xterm::nearest_indexed;
use crate::explain::palette::{DARK, LIGHT, Palette, SAFE_DARK, SAFE_LIGHT};
use crate::protocol::HUES;
use crate::trace::{Knowledge, ValueName};
use crate::tui::draw::marks::Marks;
use ratatui::style::{Color, Modifier, Style};

/// What the user asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// By the environment.
    #[default]
    Auto,
    /// None.
    Mono,
    /// The terminal's own sixteen.
    Ansi16,
    /// The 256 of xterm.
    Indexed256,
    /// 24 bits.
    Full,
}

impl ColorChoice {
    /// As [`ColorChoice::resolved`], by the variables of this process.
    pub fn of_environment(self) -> ColorChoice {
        self.resolved(|name| {
            let value = std::env::var_os(name)?;
            Some(value.to_string_lossy().into_owned())
        })
    }

    /// The choice, with `Auto` resolved by environment variables: `NO_COLOR` not empty or
    /// `TERM=dumb` mean none, `COLORTERM=truecolor` or `24bit` all, `256color` in `TERM` 256, and
    /// anything else sixteen.
    pub fn resolved(self, env: impl Fn(&str) -> Option<String>) -> ColorChoice {
        if self != ColorChoice::Auto {
            return self;
        }
        let of = |name| env(name).unwrap_or_default();
        let term = of("TERM");
        if !of("NO_COLOR").is_empty() || term == "dumb" {
            ColorChoice::Mono
        } else if matches!(of("COLORTERM").as_str(), "truecolor" | "24bit") {
            ColorChoice::Full
        } else if term.contains("256color") {
            ColorChoice::Indexed256
        } else {
            ColorChoice::Ansi16
        }
    }
}

/// Which palette, where the theme brings its own background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Ground {
    /// Light text on a dark ground.
    #[default]
    Dark,
    /// Dark text on a light ground, as for a bright room.
    Light,
    /// As dark, in colours that readers who see fewer of them can tell apart.
    SafeDark,
    /// As light, in such colours.
    SafeLight,
}

impl Ground {
    /// All of them.
    pub const ALL: [Ground; 4] = [
        Ground::Dark,
        Ground::Light,
        Ground::SafeDark,
        Ground::SafeLight,
    ];

    /// The dark one for the light one, and the other way around.
    #[must_use]
    pub const fn turned(self) -> Ground {
        match self {
            Ground::Dark => Ground::Light,
            Ground::Light => Ground::Dark,
            Ground::SafeDark => Ground::SafeLight,
            Ground::SafeLight => Ground::SafeDark,
        }
    }
}

/// The styles of the screen.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// The marks that go with the colours.
    pub marks: Marks,
    /// The colours in use, resolved.
    pub color: ColorChoice,
    /// Which palette.
    pub ground: Ground,
    /// The ground of the screen.
    pub base: Style,
    /// Ordinary text.
    pub text: Style,
    /// The ground of the top and bottom rows.
    pub band: Style,
    /// What matters less, arrows and lifelines, what is ahead, values that are not made yet.
    pub muted: Style,
    /// Frames and rules, which carry no meaning.
    pub line: Style,
    /// Titles, and what the reader is at.
    pub title: Style,
    /// A row or bytes that are selected, the open tab, the band of the step.
    pub selected: Style,
    /// A row that is new in this step.
    pub fresh: Style,
    /// A row whose bytes differ between the two sides.
    pub differs: Style,
    /// The band of a step in which a side gives up.
    pub failure: Style,
    /// The name of a key.
    pub key: Style,
    /// Something passed, or agrees.
    pub good: Style,
    /// Something failed, or differs.
    pub bad: Style,
    /// Something that a party has only encrypted.
    pub sealed: Style,
    /// The grounds of the fields around the selected one, the innermost first.
    layers: [Style; 3],
    hues: [Style; HUES],
}

impl Theme {
    /// The theme for a terminal; [`ColorChoice::Auto`] counts as sixteen colours.
    pub fn new(color: ColorChoice, ground: Ground, ascii: bool) -> Self {
        let marks = Marks::new(ascii);
        match color {
            ColorChoice::Mono => Self::mono(marks, ground),
            ColorChoice::Ansi16 | ColorChoice::Auto => Self::ansi(marks, ground),
            ColorChoice::Indexed256 | ColorChoice::Full => {
                let inks = match color {
                    ColorChoice::Indexed256 => {
                        Inks::indexed(palette(ground), indexed_palette(ground))
                    }
                    _ => Inks::full(palette(ground)),
                };
                Self::of(marks, color, ground, inks)
            }
        }
    }

    fn mono(marks: Marks, ground: Ground) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        Theme {
            marks,
            color: ColorChoice::Mono,
            ground,
            base: plain,
            text: plain,
            band: plain,
            muted: plain,
            line: plain.add_modifier(Modifier::DIM),
            title: bold,
            selected: bold.add_modifier(Modifier::REVERSED),
            fresh: bold,
            differs: plain,
            failure: bold.add_modifier(Modifier::REVERSED),
            key: bold,
            good: plain,
            bad: bold.add_modifier(Modifier::UNDERLINED),
            sealed: plain.add_modifier(Modifier::ITALIC),
            layers: [plain; 3],
            hues: [plain; HUES],
        }
    }

    fn ansi(marks: Marks, ground: Ground) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let (families, good, bad) = match ground {
            Ground::Dark => (ANSI_DARK, Color::LightGreen, Color::LightRed),
            Ground::Light => (ANSI_LIGHT, Color::Reset, Color::Red),
            Ground::SafeDark => (ANSI_SAFE_DARK, Color::LightCyan, Color::LightRed),
            Ground::SafeLight => (ANSI_SAFE_LIGHT, Color::Blue, Color::Red),
        };
        let mut hues = [plain; HUES];
        for (hue, style) in hues.iter_mut().enumerate() {
            *style = plain.fg(families[family(hue)]);
        }
        Theme {
            marks,
            color: ColorChoice::Ansi16,
            ground,
            base: plain,
            text: plain,
            band: plain,
            muted: plain,
            line: plain.add_modifier(Modifier::DIM),
            title: bold,
            selected: bold.add_modifier(Modifier::REVERSED),
            fresh: bold,
            differs: plain,
            failure: bold.fg(bad).add_modifier(Modifier::REVERSED),
            key: bold,
            good: plain.fg(good),
            bad: bold.fg(bad),
            sealed: plain.add_modifier(Modifier::ITALIC),
            layers: [plain; 3],
            hues,
        }
    }

    fn of(marks: Marks, color: ColorChoice, ground: Ground, inks: Inks) -> Self {
        let fg = |ink| Style::new().fg(ink);
        let bold = |ink| fg(ink).add_modifier(Modifier::BOLD);
        let bg = |ink| Style::new().bg(ink);
        let [screen, band, fresh, select, differs] = inks.grounds;
        Theme {
            marks,
            color,
            ground,
            base: fg(inks.text).bg(screen),
            text: fg(inks.text),
            band: fg(inks.text).bg(band),
            muted: fg(inks.muted),
            line: fg(inks.line),
            title: bold(inks.title),
            selected: bg(select).add_modifier(Modifier::BOLD),
            fresh: bg(fresh).add_modifier(Modifier::BOLD),
            differs: bg(differs),
            failure: bg(differs),
            key: bold(inks.title),
            good: fg(inks.good),
            bad: bold(inks.bad),
            sealed: fg(inks.sealed),
            layers: inks.layers.map(bg),
            hues: inks.hues.map(fg),
        }
    }

    /// The colour of a value, the same wherever it is shown.
    pub fn value(&self, name: ValueName) -> Style {
        self.hues[name.hue()]
    }

    /// The style of what a party knows of a value of this name.
    pub fn knowledge(&self, name: ValueName, knowledge: Knowledge) -> Style {
        match knowledge {
            Knowledge::Known => self.value(name),
            Knowledge::Sealed => self.sealed,
            Knowledge::Unknown => self.muted,
        }
    }

    /// The ground of a field around the selected one: of the next one out it is level 1. Nothing where
    /// there are no colours to spare: marks stand there.
    pub fn around(&self, level: usize) -> Style {
        match level {
            0 => self.selected,
            1..=3 => self.layers[level - 1],
            _ => self.layers[2],
        }
    }

    /// Whether fields stand on grounds of their own.
    pub fn has_grounds(&self) -> bool {
        self.band.bg.is_some()
    }

    /// The style of a check.
    pub fn check(&self, passed: bool) -> Style {
        if passed { self.good } else { self.bad }
    }
}

/// A palette in the colours of a terminal.
struct Inks {
    grounds: [Color; 5],
    layers: [Color; 3],
    line: Color,
    text: Color,
    title: Color,
    muted: Color,
    good: Color,
    bad: Color,
    sealed: Color,
    hues: [Color; HUES],
}

impl Inks {
    fn full(palette: &Palette) -> Inks {
        let rgb = |rgb: u32| {
            let [_, r, g, b] = rgb.to_be_bytes();
            Color::Rgb(r, g, b)
        };
        Inks {
            grounds: palette.grounds().map(rgb),
            layers: palette.layers.map(rgb),
            line: rgb(palette.line),
            text: rgb(palette.text),
            title: rgb(palette.title),
            muted: rgb(palette.muted),
            good: rgb(palette.good),
            bad: rgb(palette.bad),
            sealed: rgb(palette.sealed),
            hues: palette.hues.map(rgb),
        }
    }

    fn indexed(palette: &Palette, own: &Indexed) -> Inks {
        let nearest = |rgb: u32| Color::Indexed(nearest_indexed(rgb));
        Inks {
            grounds: own.grounds.map(Color::Indexed),
            layers: own.layers.map(Color::Indexed),
            line: nearest(palette.line),
            text: Color::Indexed(own.text),
            title: Color::Indexed(own.title),
            muted: Color::Indexed(own.muted),
            good: Color::Indexed(own.good),
            bad: Color::Indexed(own.bad),
            sealed: Color::Indexed(own.sealed),
            hues: own.hues.map(Color::Indexed),
        }
    }
}

/// The palette of a ground.
pub fn palette(ground: Ground) -> &'static Palette {
    match ground {
        Ground::Dark => &DARK,
        Ground::Light => &LIGHT,
        Ground::SafeDark => &SAFE_DARK,
        Ground::SafeLight => &SAFE_LIGHT,
    }
}

fn indexed_palette(ground: Ground) -> &'static Indexed {
    match ground {
        Ground::Dark => &INDEXED_DARK,
        Ground::Light => &INDEXED_LIGHT,
        Ground::SafeDark => &INDEXED_SAFE_DARK,
        Ground::SafeLight => &INDEXED_SAFE_LIGHT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::draw::xterm::{LEAST_CONTRAST, contrast, indexed};

    fn resolved(vars: &[(&str, &str)]) -> ColorChoice {
        ColorChoice::Auto.resolved(|name| {
            vars.iter()
                .find(|(var, _)| *var == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_decides_on_colours() {
        assert_eq!(resolved(&[("TERM", "xterm")]), ColorChoice::Ansi16);
        assert_eq!(
            resolved(&[("TERM", "xterm-256color")]),
            ColorChoice::Indexed256
        );
        assert_eq!(resolved(&[("COLORTERM", "truecolor")]), ColorChoice::Full);
        assert_eq!(resolved(&[("TERM", "dumb")]), ColorChoice::Mono);
        let both = [("NO_COLOR", "1"), ("COLORTERM", "truecolor")];
        assert_eq!(resolved(&both), ColorChoice::Mono);
        assert_eq!(
            ColorChoice::Full.resolved(|_| Some("1".into())),
            ColorChoice::Full
        );
    }

    /// The colours of xterm as it comes: what a terminal of sixteen colours most likely shows.
    const XTERM: [[u8; 3]; 16] = [
        [0, 0, 0],
        [205, 0, 0],
        [0, 205, 0],
        [205, 205, 0],
        [0, 0, 238],
        [205, 0, 205],
        [0, 205, 205],
        [229, 229, 229],
        [127, 127, 127],
        [255, 0, 0],
        [0, 255, 0],
        [255, 255, 0],
        [92, 92, 255],
        [255, 0, 255],
        [0, 255, 255],
        [255, 255, 255],
    ];

    fn shown(color: Option<Color>, ground: Ground, is_ground: bool) -> [u8; 3] {
        let by_number = |n: usize| XTERM[n];
        match color {
            Some(Color::Rgb(r, g, b)) => [r, g, b],
            Some(Color::Indexed(n)) => indexed(n),
            Some(Color::Red) => by_number(1),
            Some(Color::Blue) => by_number(4),
            Some(Color::Magenta) => by_number(5),
            Some(Color::LightRed) => by_number(9),
            Some(Color::LightGreen) => by_number(10),
            Some(Color::LightYellow) => by_number(11),
            Some(Color::LightMagenta) => by_number(13),
            Some(Color::LightCyan) => by_number(14),
            None | Some(Color::Reset) => {
                match is_ground == matches!(ground, Ground::Dark | Ground::SafeDark) {
                    true => by_number(0),
                    false => by_number(15),
                }
            }
            other => panic!("{other:?} is in no theme"),
        }
    }

    #[test]
    fn everything_that_carries_meaning_can_be_read_on_every_ground() {
        for color in [
            ColorChoice::Full,
            ColorChoice::Indexed256,
            ColorChoice::Ansi16,
        ] {
            for ground in Ground::ALL {
                let theme = Theme::new(color, ground, false);
                let inks = [
                    theme.text,
                    theme.title,
                    theme.muted,
                    theme.good,
                    theme.bad,
                    theme.sealed,
                    theme.key,
                ];
                let grounds = [
                    theme.base,
                    theme.band,
                    theme.fresh,
                    theme.selected,
                    theme.differs,
                ];
                for (i, ink) in inks.into_iter().chain(theme.hues).enumerate() {
                    for (j, under) in grounds.iter().chain(&theme.layers).enumerate() {
                        let (ink, under) =
                            (shown(ink.fg, ground, false), shown(under.bg, ground, true));
                        let ratio = contrast(ink, under);
                        assert!(
                            ratio >= LEAST_CONTRAST,
                            "{color:?} {ground:?}: ink {i} {ink:?} on ground {j} {under:?}: {ratio:.2}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn grounds_differ_from_each_other() {
        for ground in Ground::ALL {
            let mut seen = indexed_palette(ground).grounds.to_vec();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 5, "{ground:?}");
        }
    }

    #[test]
    fn among_256_colours_a_family_keeps_its_own() {
        for ground in Ground::ALL {
            let inks = indexed_palette(ground);
            let of = |wanted: usize| {
                let hues = (0..HUES).filter(move |hue| family(*hue) == wanted);
                hues.map(|hue| inks.hues[hue]).collect::<Vec<u8>>()
            };
            for one in 0..4 {
                let alone = |ink: &u8| ![inks.muted, inks.bad].contains(ink);
                assert!(of(one).iter().all(alone), "{ground:?}: family {one}");
                let others = (0..4).filter(|other| *other != one).flat_map(of);
                let shared: Vec<u8> = others.filter(|ink| of(one).contains(ink)).collect();
                assert!(
                    shared.is_empty(),
                    "{ground:?}: family {one} shares {shared:?}"
                );
            }
        }
    }
}
