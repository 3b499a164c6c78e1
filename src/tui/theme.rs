//! Colours, behind names for what they mean.
//!
//! Nothing on the screen is told by colour alone: every style here goes with a mark or a word, so
//! the monochrome theme loses nothing. In 16 colours the terminal's own palette and background
//! are used; with more, a theme brings its own background, because only then is the contrast
//! known. The terminal is never asked for anything: the environment decides, or the user.

use super::marks::Marks;
use crate::trace::{Knowledge, Side, ValueName};
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
    /// The top and bottom rows.
    pub band: Style,
    /// The program's name.
    pub badge: Style,
    /// What matters less.
    pub muted: Style,
    /// Frames and rules.
    pub line: Style,
    /// Titles.
    pub title: Style,
    /// What the reader is at: focus, the present step, the chosen tab.
    pub accent: Style,
    /// A row or bytes that are selected.
    pub selected: Style,
    /// The name of a key.
    pub key: Style,
    /// Something passed.
    pub good: Style,
    /// Something failed.
    pub bad: Style,
    /// Something seen only encrypted.
    pub sealed: Style,
    /// The grounds of the fields around the selected one, the innermost first.
    layers: [Style; 3],
    hues: [Style; HUES],
}

const HUES: usize = 20;

/// The colour of a value: one place decides.
fn hue(name: ValueName) -> usize {
    use ValueName as V;
    match name {
        V::ClientRandom => 0,
        V::ServerRandom => 1,
        V::PreMasterSecret | V::PreMasterRandom => 2,
        V::EncryptedPreMasterSecret => 3,
        V::MasterSecret => 4,
        V::KeyBlock => 5,
        V::WriteMacKey(Side::Client) => 6,
        V::WriteKey(Side::Client) => 7,
        V::WriteMacKey(Side::Server) => 8,
        V::WriteKey(Side::Server) => 9,
        V::HandshakeHash(Side::Client) | V::VerifyData(Side::Client) => 10,
        V::HandshakeHash(Side::Server) | V::VerifyData(Side::Server) => 11,
        V::ClientVersion => 12,
        V::ServerModulus | V::ServerExponent | V::ServerPrivateExponent => 13,
        V::ClientModulus | V::ClientExponent | V::ClientPrivateExponent => 18,
        V::SignedHash | V::SignatureSalt | V::HandshakeSignature => 19,
        V::RecordContent(..) => 14,
        V::RecordMac(..) => 15,
        V::RecordIv(..) => 16,
        V::RecordCiphertext(..) => 17,
    }
}

struct Palette {
    ground: u32,
    band: u32,
    select: u32,
    text: u32,
    title: u32,
    muted: u32,
    line: u32,
    accent: u32,
    good: u32,
    bad: u32,
    sealed: u32,
    layers: [u32; 3],
    hues: [u32; HUES],
}

const DARK: Palette = Palette {
    ground: 0x0014_1a21,
    band: 0x001e_2731,
    select: 0x002b_3d50,
    text: 0x00d3_dae3,
    title: 0x00f4_f7fa,
    muted: 0x0090_9dad,
    line: 0x0044_5160,
    accent: 0x006c_c4ff,
    good: 0x0084_d68b,
    bad: 0x00ff_7b72,
    sealed: 0x00b8_a4d8,
    layers: [0x0024_3a4d, 0x0031_2b48, 0x001f_3630],
    hues: [
        0x0056_d4d4, // client random
        0x00ea_8fd8, // server random
        0x00f5_c04a, // pre-master secret
        0x00dd_9a5e, // encrypted pre-master secret
        0x0095_dd66, // master secret
        0x004f_cf9e, // key block
        0x0084_b4ff, // client MAC key
        0x0062_d0ff, // client key
        0x00c3_9cff, // server MAC key
        0x00ff_a3c8, // server key
        0x00a6_e3f5, // client verify_data
        0x00f3_c1e8, // server verify_data
        0x00d8_d08a, // client_version
        0x009c_cfb8, // the server's RSA key
        0x00f2_e6c4, // content of a record
        0x00b9_c962, // MAC of a record
        0x008f_b3c7, // IV of a record
        0x00bb_98a2, // ciphertext of a record
        0x00b5_c7ff, // the client's RSA key
        0x00ff_b59a, // the client's signature
    ],
};

const LIGHT: Palette = Palette {
    ground: 0x00fb_fbf8,
    band: 0x00e9_edf0,
    select: 0x00cf_e2f3,
    text: 0x0026_2d35,
    title: 0x0008_0c10,
    muted: 0x0059_646f,
    line: 0x00a9_b4be,
    accent: 0x0000_5fb0,
    good: 0x001b_7a34,
    bad: 0x00c0_1c28,
    sealed: 0x0069_4a9e,
    layers: [0x00d0_e2f4, 0x00e3_d9f2, 0x00d6_ecdd],
    hues: [
        0x0000_7a80, // client random
        0x00a3_2a8f, // server random
        0x0094_6400, // pre-master secret
        0x009c_4d12, // encrypted pre-master secret
        0x0037_7d0c, // master secret
        0x0000_7a57, // key block
        0x002c_5cc5, // client MAC key
        0x0000_6fa8, // client key
        0x0073_3bc4, // server MAC key
        0x00b8_2266, // server key
        0x0011_6d86, // client verify_data
        0x008e_3f7c, // server verify_data
        0x006f_6510, // client_version
        0x0033_6d55, // the server's RSA key
        0x006a_571c, // content of a record
        0x0056_6600, // MAC of a record
        0x003a_6078, // IV of a record
        0x007b_4855, // ciphertext of a record
        0x003c_4fa0, // the client's RSA key
        0x009e_3d1c, // the client's signature
    ],
};

/// The terminal's own colours, in the order of [`hue`]. Red is kept for failures, and the dark
/// blue is left out: many terminals show it nearly black.
const ANSI_HUES: [Color; HUES] = [
    Color::Cyan,
    Color::Magenta,
    Color::Yellow,
    Color::LightYellow,
    Color::Green,
    Color::LightGreen,
    Color::LightBlue,
    Color::LightCyan,
    Color::LightMagenta,
    Color::LightMagenta,
    Color::LightCyan,
    Color::LightMagenta,
    Color::Yellow,
    Color::LightGreen,
    Color::LightYellow,
    Color::Green,
    Color::LightBlue,
    Color::Yellow,
    Color::LightCyan,
    Color::LightYellow,
];

impl Theme {
    /// The theme for a terminal; [`ColorChoice::Auto`] counts as sixteen colours.
    pub fn new(color: ColorChoice, ground: Ground, ascii: bool) -> Self {
        let marks = Marks::new(ascii);
        match color {
            ColorChoice::Mono => Self::mono(marks, ground),
            ColorChoice::Ansi16 | ColorChoice::Auto => Self::ansi(marks, ground),
            ColorChoice::Indexed256 => Self::of(marks, color, ground, |rgb| {
                Color::Indexed(nearest_indexed(rgb))
            }),
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
            badge: bold.add_modifier(Modifier::REVERSED),
            muted: plain.add_modifier(Modifier::DIM),
            line: plain.add_modifier(Modifier::DIM),
            title: bold,
            accent: bold,
            selected: bold.add_modifier(Modifier::REVERSED),
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
        Theme {
            marks,
            color: ColorChoice::Ansi16,
            ground,
            base: plain,
            text: plain,
            band: plain,
            badge: bold.fg(Color::Cyan).add_modifier(Modifier::REVERSED),
            muted: plain.add_modifier(Modifier::DIM),
            line: plain.add_modifier(Modifier::DIM),
            title: bold,
            accent: bold.fg(Color::Cyan),
            selected: bold.add_modifier(Modifier::REVERSED),
            key: bold.fg(Color::Cyan),
            good: plain.fg(Color::Green),
            bad: bold.fg(Color::Red),
            sealed: plain.fg(Color::Magenta),
            layers: [plain; 3],
            hues: ANSI_HUES.map(|color| plain.fg(color)),
        }
    }

    fn of(marks: Marks, color: ColorChoice, ground: Ground, ink: impl Fn(u32) -> Color) -> Self {
        let palette = match ground {
            Ground::Dark => &DARK,
            Ground::Light => &LIGHT,
        };
        let fg = |rgb| Style::new().fg(ink(rgb));
        let bold = |rgb| fg(rgb).add_modifier(Modifier::BOLD);
        // The greys change most often from one cell to the next, and their numbers are short.
        let grey = |rgb| Style::new().fg(Color::Indexed(nearest_indexed(rgb)));
        Theme {
            marks,
            color,
            ground,
            base: grey(palette.text).bg(ink(palette.ground)),
            text: grey(palette.text),
            band: grey(palette.text).bg(ink(palette.band)),
            badge: bold(palette.ground).bg(ink(palette.accent)),
            muted: grey(palette.muted),
            line: grey(palette.line),
            title: grey(palette.title).add_modifier(Modifier::BOLD),
            accent: bold(palette.accent),
            selected: Style::new()
                .bg(ink(palette.select))
                .add_modifier(Modifier::BOLD),
            key: bold(palette.accent),
            good: fg(palette.good),
            bad: bold(palette.bad),
            sealed: fg(palette.sealed),
            layers: palette.layers.map(|rgb| Style::new().bg(ink(rgb))),
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

/// The colour of xterm's 6x6x6 cube or grey ramp that is nearest to an RGB value. A grey stays a
/// grey and a colour a colour: by distance alone, a bluish grey would come out as teal.
fn nearest_indexed(rgb: u32) -> u8 {
    const STEPS: [i32; 6] = [0, 95, 135, 175, 215, 255];
    let [_, r, g, b] = rgb.to_be_bytes();
    let wanted = [i32::from(r), i32::from(g), i32::from(b)];
    let is_grey = r.max(g).max(b) - r.min(g).min(b) < 40;
    let distance = |have: [i32; 3]| -> i32 {
        wanted
            .iter()
            .zip(have)
            .map(|(w, h)| (w - h) * (w - h))
            .sum()
    };
    let cube = (16..=231_u8).map(|n| {
        let i = usize::from(n - 16);
        (n, [STEPS[i / 36], STEPS[i / 6 % 6], STEPS[i % 6]])
    });
    let greys = (232..=255_u8).map(|n| (n, [8 + 10 * i32::from(n - 232); 3]));
    cube.chain(greys)
        .filter(|(_, [r, g, b])| (r == g && g == b) == is_grey)
        .min_by_key(|(_, have)| distance(*have))
        .map_or(7, |(n, _)| n)
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

    #[test]
    fn colours_map_to_the_nearest_of_256() {
        assert_eq!(nearest_indexed(0x0000_0000), 16);
        assert_eq!(nearest_indexed(0x00ff_ffff), 231);
        assert_eq!(nearest_indexed(0x005f_87af), 67);
        assert_eq!(nearest_indexed(0x0080_8080), 244);
        assert_eq!(nearest_indexed(0x0090_9dad), 247, "a bluish grey");
    }

    /// WCAG's relative luminance.
    fn luminance(rgb: u32) -> f64 {
        let [_, r, g, b] = rgb.to_be_bytes();
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    #[test]
    fn every_ink_has_the_contrast_of_readable_text() {
        for palette in [&DARK, &LIGHT] {
            let inks = [
                palette.text,
                palette.title,
                palette.muted,
                palette.accent,
                palette.good,
            ];
            let more = [palette.bad, palette.sealed];
            for ink in inks.into_iter().chain(more).chain(palette.hues) {
                for ground in [palette.ground, palette.band, palette.select] {
                    let (a, b) = (luminance(ink), luminance(ground));
                    let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                    let least = if ground == palette.ground { 4.5 } else { 3.0 };
                    assert!(ratio >= least, "{ink:06x} on {ground:06x}: {ratio:.2}");
                }
            }
        }
    }
}
