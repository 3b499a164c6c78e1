//! The colours themselves: which hue each value has, and the inks and grounds of both themes.

use crate::trace::{Side, ValueName};
use ratatui::style::Color;

/// How many colours values have.
pub const HUES: usize = 20;

/// The colour of a value: one place decides. Families of values are families of colours: the
/// client's are blues, the server's pinks, what both share yellow and green, parts of records greys.
pub fn hue(name: ValueName) -> usize {
    use ValueName as V;
    match name {
        V::ClientRandom => 0,
        V::WriteMacKey(Side::Client) => 1,
        V::WriteKey(Side::Client) | V::WriteIv(Side::Client) => 2,
        V::HandshakeHash(Side::Client) | V::VerifyData(Side::Client) => 3,
        V::ClientModulus | V::ClientExponent => 4,
        V::ClientPrivateExponent | V::SignedHash | V::SignatureSalt | V::HandshakeSignature => 5,
        V::ServerRandom => 6,
        V::WriteMacKey(Side::Server) => 7,
        V::WriteKey(Side::Server) | V::WriteIv(Side::Server) => 8,
        V::HandshakeHash(Side::Server) | V::VerifyData(Side::Server) => 9,
        V::ServerModulus | V::ServerExponent => 10,
        V::ServerPrivateExponent => 11,
        V::PreMasterSecret | V::PreMasterRandom => 12,
        V::EncryptedPreMasterSecret => 13,
        V::SessionHash => 12,
        V::MasterSecret => 14,
        V::KeyBlock => 15,
        V::Ticket | V::OfferedTicket | V::SessionState => 13,
        V::TicketKeyName | V::TicketKey | V::TicketMacKey => 11,
        V::SessionId | V::OfferedSessionId => 16,
        V::RecordContent(..) | V::ClientVersion => 16,
        V::RecordIv(..) => 17,
        V::RecordMac(..) => 18,
        V::RecordCiphertext(..) => 19,
    }
}

/// Inks and grounds of a theme that brings its own ground.
pub struct Palette {
    pub screen: u32,
    pub band: u32,
    pub fresh: u32,
    pub select: u32,
    pub differs: u32,
    pub text: u32,
    pub title: u32,
    pub muted: u32,
    pub line: u32,
    pub good: u32,
    pub bad: u32,
    pub sealed: u32,
    pub layers: [u32; 3],
    pub hues: [u32; HUES],
    /// The same among the 256 colours of xterm, where the nearest ones would not tell them apart.
    pub indexed: Indexed,
}

/// Inks and grounds of a theme among the 256 colours of xterm.
pub struct Indexed {
    /// As [`Palette::grounds`].
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

impl Palette {
    /// The grounds that any ink can stand on.
    pub const fn grounds(&self) -> [u32; 5] {
        [
            self.screen,
            self.band,
            self.fresh,
            self.select,
            self.differs,
        ]
    }
}

/// Light text on a dark ground.
pub const DARK: Palette = Palette {
    screen: 0x0014_1a21,
    band: 0x0020_2b37,
    fresh: 0x002a_3d52,
    select: 0x001b_4063,
    differs: 0x0043_232a,
    text: 0x00d3_dae3,
    title: 0x00ff_ffff,
    muted: 0x00a8_b5c3,
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
    indexed: Indexed {
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
    },
};

/// Dark text on a light ground.
pub const LIGHT: Palette = Palette {
    screen: 0x00fb_faf7,
    band: 0x00e6_eaef,
    fresh: 0x00d8_e7f7,
    select: 0x00bc_d9f5,
    differs: 0x00fa_dedb,
    text: 0x001f_2937,
    title: 0x0000_0000,
    muted: 0x004b_5768,
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
    indexed: Indexed {
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
    },
};

/// The families of [`hue`] in the terminal's own colours on a dark ground: client, server, shared,
/// record. Colours that many terminals show too dark or too light to read are left out.
pub const ANSI_DARK: [Color; 4] = [
    Color::LightCyan,
    Color::LightMagenta,
    Color::LightYellow,
    Color::Reset,
];
/// The same on a light ground.
pub const ANSI_LIGHT: [Color; 4] = [Color::Blue, Color::Magenta, Color::Reset, Color::Reset];

/// The family of a colour: client, server, shared, record.
pub const fn family(hue: usize) -> usize {
    match hue {
        0..=5 => 0,
        6..=11 => 1,
        12..=15 => 2,
        _ => 3,
    }
}
