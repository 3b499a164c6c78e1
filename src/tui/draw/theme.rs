//! Colours, behind names for what they mean.
//!
//! Nothing on the screen is told by colour alone: every style here goes with a mark or a word, so
//! the monochrome theme loses nothing. In 16 colours the terminal's own palette and background
//! are used; with more, a theme brings its own background, because only then is the contrast
//! known. The terminal is never asked for anything: the environment decides, or the user.

use crate::trace::{Knowledge, Side, ValueName};
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
    /// What matters less, what is ahead, values that are not made yet.
    pub muted: Style,
    /// Arrows and lifelines of past steps.
    pub past: Style,
    /// Frames and rules, which carry no meaning.
    pub line: Style,
    /// Titles, and what the reader is at.
    pub title: Style,
    /// A row or bytes that are selected, the open tab, the band of the step.
    pub selected: Style,
    /// A row that is new in this step.
    pub fresh: Style,
    /// A row whose bytes differ between the two sides, the band of a failure.
    pub differs: Style,
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

const HUES: usize = 20;

/// The colour of a value: one place decides. Families of values are families of colours: the
/// client's are blues, the server's pinks, what both share yellow and green, parts of records greys.
fn hue(name: ValueName) -> usize {
    use ValueName as V;
    match name {
        V::ClientRandom => 0,
        V::WriteMacKey(Side::Client) => 1,
        V::WriteKey(Side::Client) => 2,
        V::HandshakeHash(Side::Client) | V::VerifyData(Side::Client) => 3,
        V::ClientModulus | V::ClientExponent => 4,
        V::ClientPrivateExponent | V::SignedHash | V::SignatureSalt | V::HandshakeSignature => 5,
        V::ServerRandom => 6,
        V::WriteMacKey(Side::Server) => 7,
        V::WriteKey(Side::Server) => 8,
        V::HandshakeHash(Side::Server) | V::VerifyData(Side::Server) => 9,
        V::ServerModulus | V::ServerExponent => 10,
        V::ServerPrivateExponent => 11,
        V::PreMasterSecret | V::PreMasterRandom => 12,
        V::EncryptedPreMasterSecret => 13,
        V::MasterSecret => 14,
        V::KeyBlock => 15,
        V::RecordContent(..) | V::ClientVersion => 16,
        V::RecordIv(..) => 17,
        V::RecordMac(..) => 18,
        V::RecordCiphertext(..) => 19,
    }
}

/// Inks and grounds of a theme that brings its own ground.
struct Palette {
    screen: u32,
    band: u32,
    fresh: u32,
    select: u32,
    differs: u32,
    text: u32,
    title: u32,
    muted: u32,
    past: u32,
    line: u32,
    good: u32,
    bad: u32,
    sealed: u32,
    layers: [u32; 3],
    hues: [u32; HUES],
    /// The grounds among 256 colours, where the nearest would not tell them apart.
    indexed: [u8; 5],
}

impl Palette {
    /// The grounds that any ink can stand on.
    const fn grounds(&self) -> [u32; 5] {
        [
            self.screen,
            self.band,
            self.fresh,
            self.select,
            self.differs,
        ]
    }
}

const DARK: Palette = Palette {
    screen: 0x0014_1a21,
    band: 0x0020_2b37,
    fresh: 0x002a_3d52,
    select: 0x001b_4063,
    differs: 0x0043_232a,
    text: 0x00d3_dae3,
    title: 0x00ff_ffff,
    muted: 0x00a8_b5c3,
    past: 0x00a0_adbb,
    line: 0x005f_6f80,
    good: 0x007e_e29a,
    bad: 0x00ff_8f87,
    sealed: 0x00c3_b1e8,
    layers: [0x0024_3a4d, 0x0031_2b48, 0x001f_3630],
    hues: [
        0x006f_d6ff, // client random
        0x007f_b0ff, // client MAC key
        0x005f_e3d0, // client key
        0x00bc_d8ff, // client verify_data
        0x004f_b8c8, // client public key
        0x009b_a7ff, // client private key, and what it signs
        0x00ff_9fd6, // server random
        0x00cf_9bff, // server MAC key
        0x00f0_7fe8, // server key
        0x00f2_cdf0, // server verify_data
        0x00cd_b06a, // server public key
        0x00ff_b38a, // server private key
        0x00ff_d23f, // pre-master secret
        0x00e8_a24c, // encrypted pre-master secret
        0x00c6_ea5a, // master secret
        0x00f3_ee9a, // key block
        0x00ff_ffff, // data of a record
        0x00b9_c7a6, // IV of a record
        0x00d7_b59a, // MAC of a record
        0x00c3_b1e8, // ciphertext of a record
    ],
    indexed: [234, 235, 237, 17, 52],
};

const LIGHT: Palette = Palette {
    screen: 0x00fb_faf7,
    band: 0x00e6_eaef,
    fresh: 0x00d8_e7f7,
    select: 0x00bc_d9f5,
    differs: 0x00fa_dedb,
    text: 0x001f_2937,
    title: 0x0000_0000,
    muted: 0x004b_5768,
    past: 0x004f_5c6c,
    line: 0x009a_a5b1,
    good: 0x0014_622f,
    bad: 0x00a3_161c,
    sealed: 0x005b_3f94,
    layers: [0x00d0_e2f4, 0x00e3_d9f2, 0x00d6_ecdd],
    hues: [
        0x0000_549e, // client random
        0x0043_38ca, // client MAC key
        0x0000_606e, // client key
        0x003d_5573, // client verify_data
        0x000e_5f45, // client public key
        0x002b_2fa8, // client private key, and what it signs
        0x009c_1468, // server random
        0x006a_21b8, // server MAC key
        0x0096_159a, // server key
        0x0073_466f, // server verify_data
        0x006b_5a2a, // server public key
        0x007d_2b4a, // server private key
        0x006e_4f00, // pre-master secret
        0x0087_4300, // encrypted pre-master secret
        0x003f_5c00, // master secret
        0x0035_603a, // key block
        0x0000_0000, // data of a record
        0x0048_582f, // IV of a record
        0x006e_3b3b, // MAC of a record
        0x005b_3f94, // ciphertext of a record
    ],
    indexed: [231, 254, 189, 153, 224],
};

/// The families of [`hue`] in the terminal's own colours: client, server, shared, record. Those are
/// left out that many terminals show too dark or too light to read.
const ANSI_DARK: [Color; 4] = [
    Color::LightCyan,
    Color::LightMagenta,
    Color::LightYellow,
    Color::Reset,
];
const ANSI_LIGHT: [Color; 4] = [Color::Blue, Color::Magenta, Color::Reset, Color::Reset];

/// The family of a colour: client, server, shared, record.
const fn family(hue: usize) -> usize {
    match hue {
        0..=5 => 0,
        6..=11 => 1,
        12..=15 => 2,
        _ => 3,
    }
}

impl Theme {
    /// The theme for a terminal; [`ColorChoice::Auto`] counts as sixteen colours.
    pub fn new(color: ColorChoice, ground: Ground, ascii: bool) -> Self {
        let marks = Marks::new(ascii);
        match color {
            ColorChoice::Mono => Self::mono(marks, ground),
            ColorChoice::Ansi16 | ColorChoice::Auto => Self::ansi(marks, ground),
            ColorChoice::Indexed256 => {
                let palette = palette(ground);
                Self::of(marks, color, ground, |rgb| {
                    Color::Indexed(nearest_readable(rgb, &palette.indexed))
                })
            }
            ColorChoice::Full => Self::of(marks, color, ground, |rgb| {
                let [_, r, g, b] = rgb.to_be_bytes();
                Color::Rgb(r, g, b)
            }),
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
            past: plain,
            line: plain.add_modifier(Modifier::DIM),
            title: bold,
            selected: bold.add_modifier(Modifier::REVERSED),
            fresh: bold,
            differs: plain,
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
            past: plain,
            line: plain.add_modifier(Modifier::DIM),
            title: bold,
            selected: bold.add_modifier(Modifier::REVERSED),
            fresh: bold,
            differs: plain,
            key: bold,
            good: plain.fg(good),
            bad: bold.fg(bad),
            sealed: plain.add_modifier(Modifier::ITALIC),
            layers: [plain; 3],
            hues,
        }
    }

    fn of(marks: Marks, color: ColorChoice, ground: Ground, ink: impl Fn(u32) -> Color) -> Self {
        let palette = palette(ground);
        let ground_ink = |rgb| match color {
            ColorChoice::Indexed256 => {
                let own = palette.grounds().iter().position(|ground| *ground == rgb);
                let own = own.map(|at| palette.indexed[at]);
                Color::Indexed(own.unwrap_or_else(|| nearest_indexed(rgb)))
            }
            _ => {
                let [_, r, g, b] = u32::to_be_bytes(rgb);
                Color::Rgb(r, g, b)
            }
        };
        let fg = |rgb| Style::new().fg(ink(rgb));
        let bold = |rgb| fg(rgb).add_modifier(Modifier::BOLD);
        let bg = |rgb| Style::new().bg(ground_ink(rgb));
        Theme {
            marks,
            color,
            ground,
            base: fg(palette.text).bg(ground_ink(palette.screen)),
            text: fg(palette.text),
            band: fg(palette.text).bg(ground_ink(palette.band)),
            muted: fg(palette.muted),
            past: fg(palette.past),
            line: Style::new().fg(ground_ink(palette.line)),
            title: bold(palette.title),
            selected: bg(palette.select).add_modifier(Modifier::BOLD),
            fresh: bg(palette.fresh).add_modifier(Modifier::BOLD),
            differs: bg(palette.differs),
            key: bold(palette.title),
            good: fg(palette.good),
            bad: bold(palette.bad),
            sealed: fg(palette.sealed),
            layers: palette.layers.map(bg),
            hues: palette.hues.map(fg),
        }
    }

    /// The colour of a value, the same wherever it is shown.
    pub fn value(&self, name: ValueName) -> Style {
        self.hues[hue(name)]
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

fn palette(ground: Ground) -> &'static Palette {
    match ground {
        Ground::Dark => &DARK,
        Ground::Light => &LIGHT,
    }
}

/// The levels of each channel in xterm's cube of 216 colours.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The red, green and blue of one of the colours 16 to 255, which are the same in every terminal.
fn indexed(n: u8) -> [u8; 3] {
    match n {
        16..=231 => {
            let i = usize::from(n - 16);
            [STEPS[i / 36], STEPS[i / 6 % 6], STEPS[i % 6]]
        }
        _ => [(10 * u16::from(n.max(232) - 232) + 8) as u8; 3],
    }
}

fn distance(rgb: u32, n: u8) -> i32 {
    let [_, r, g, b] = rgb.to_be_bytes();
    let pairs = [r, g, b].into_iter().zip(indexed(n));
    let each = pairs.map(|(wanted, have)| i32::from(wanted) - i32::from(have));
    each.map(|apart| apart * apart).sum()
}

/// The contrast that everything has that carries meaning (WCAG 2.1, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// The contrast of two colours by WCAG 2.1: from 1, none, to 21, black on white.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let luminance = |[r, g, b]: [u8; 3]| {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            match c <= 0.040_45 {
                true => c / 12.92,
                false => ((c + 0.055) / 1.055).powf(2.4),
            }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The nearest of the 256 colours that can be read on each of these grounds.
fn nearest_readable(rgb: u32, grounds: &[u8]) -> u8 {
    let mut all: Vec<u8> = (16..=255).collect();
    all.sort_by_key(|n| distance(rgb, *n));
    let readable = |n: &&u8| {
        let mut each = grounds.iter();
        each.all(|ground| contrast(indexed(**n), indexed(*ground)) >= LEAST_CONTRAST)
    };
    all.iter().find(readable).copied().unwrap_or(all[0])
}

/// The nearest of the 256 colours. A grey stays a grey and a colour a colour: by distance alone, a
/// bluish grey would come out as teal.
fn nearest_indexed(rgb: u32) -> u8 {
    let [_, r, g, b] = rgb.to_be_bytes();
    let is_grey = r.max(g).max(b) - r.min(g).min(b) < 14;
    let all = (16..=255).filter(|n| {
        let [r, g, b] = indexed(*n);
        (r == g && g == b) == is_grey
    });
    all.min_by_key(|n| distance(rgb, *n)).unwrap_or(7)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            None | Some(Color::Reset) => match is_ground == (ground == Ground::Dark) {
                true => by_number(0),
                false => by_number(15),
            },
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
            for ground in [Ground::Dark, Ground::Light] {
                let theme = Theme::new(color, ground, false);
                let inks = [
                    theme.text,
                    theme.title,
                    theme.muted,
                    theme.past,
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
                    for (j, under) in grounds.iter().enumerate() {
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
        for ground in [Ground::Dark, Ground::Light] {
            let mut seen = palette(ground).indexed.to_vec();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 5, "{ground:?}");
        }
    }
}
