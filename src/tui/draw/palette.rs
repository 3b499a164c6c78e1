//! The colours of terminals that do not have all of them: see [`crate::explain::palette`] for the rest.

use crate::protocol::HUES;
use ratatui::style::Color;

/// Inks and grounds of a theme among the 256 colours of xterm.
pub struct Indexed {
    /// As [`Palette::grounds`](crate::explain::palette::Palette::grounds).
    pub grounds: [u8; 5],
    pub layers: [u8; 3],
    pub text: u8,
    pub title: u8,
    pub muted: u8,
    pub good: u8,
    pub bad: u8,
    pub sealed: u8,
    pub hues: [u8; HUES],
}

/// Light text on a dark ground.
pub const INDEXED_DARK: Indexed = Indexed {
    grounds: [234, 235, 237, 17, 52],
    layers: [236, 53, 233],
    text: 253,
    title: 231,
    muted: 249,
    good: 114,
    bad: 210,
    sealed: 146,
    hues: [
        81, 111, 80, 153, 116, 147, // the client's
        218, 177, 213, 225, 179, 216, // the server's
        221, 215, 191, 229, // what both share
        231, 187, 180, 146, // parts of records
    ],
};

/// Dark text on a light ground.
pub const INDEXED_LIGHT: Indexed = Indexed {
    grounds: [231, 254, 189, 159, 224],
    layers: [195, 225, 194],
    text: 235,
    title: 16,
    muted: 240,
    good: 22,
    bad: 124,
    sealed: 54,
    hues: [
        25, 19, 23, 24, 17, 18, // the client's
        89, 55, 90, 53, 126, 125, // the server's
        58, 58, 22, 22, // what both share: few of its colours are dark enough
        16, 236, 238, 54, // parts of records
    ],
};

/// As [`INDEXED_DARK`], for readers who see fewer colours.
pub const INDEXED_SAFE_DARK: Indexed = Indexed {
    good: 81,
    bad: 209,
    sealed: 82,
    hues: [
        195, 111, 87, 74, 146, 45, // the client's
        223, 208, 210, 215, 216, 217, // the server's
        229, 252, 227, 230, // what both share
        231, 187, 180, 82, // parts of records
    ],
    ..INDEXED_DARK
};

/// As [`INDEXED_LIGHT`], for readers who see fewer colours.
pub const INDEXED_SAFE_LIGHT: Indexed = Indexed {
    good: 24,
    bad: 124,
    sealed: 53,
    hues: [
        25, 18, 234, 17, 23, 25, // the client's
        52, 88, 88, 88, 52, 52, // the server's
        232, 58, 237, 237, // what both share
        16, 236, 238, 53, // parts of records
    ],
    ..INDEXED_LIGHT
};

/// The families of [`ValueName::hue`](crate::protocol::ValueName::hue) in the terminal's own colours on a dark ground: client, server, shared,
/// record. Colours that many terminals show too dark or too light to read are left out.
pub const ANSI_DARK: [Color; 4] = [
    Color::LightCyan,
    Color::LightMagenta,
    Color::LightYellow,
    Color::Reset,
];
/// The same on a light ground.
pub const ANSI_LIGHT: [Color; 4] = [Color::Blue, Color::Magenta, Color::Reset, Color::Reset];
/// On a dark ground, for readers who see fewer colours.
pub const ANSI_SAFE_DARK: [Color; 4] = [
    Color::LightCyan,
    Color::LightYellow,
    Color::Reset,
    Color::Reset,
];
/// The same on a light ground.
pub const ANSI_SAFE_LIGHT: [Color; 4] = [Color::Blue, Color::Red, Color::Reset, Color::Reset];

/// The family of a colour: client, server, shared, record.
pub const fn family(hue: usize) -> usize {
    match hue {
        0..=5 => 0,
        6..=11 => 1,
        12..=15 => 2,
        _ => 3,
    }
}
