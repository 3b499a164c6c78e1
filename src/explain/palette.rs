//! The colours of a run, wherever it is shown with a ground of its own: on the screen, in a page and in a
//! diagram. Any ink can be read on any ground: a test of the screen's theme computes their contrast.

use crate::protocol::HUES;

/// Inks and grounds in 24 bits of red, green and blue, `0xRRGGBB`.
pub struct Palette {
    /// The ground of everything.
    pub screen: u32,
    /// The ground of bars.
    pub band: u32,
    /// The ground of what is new in a step.
    pub fresh: u32,
    /// The ground of what is selected.
    pub select: u32,
    /// The ground of what differs, and of a failure.
    pub differs: u32,
    /// Ordinary text.
    pub text: u32,
    /// Titles.
    pub title: u32,
    /// What matters less.
    pub muted: u32,
    /// Rules and frames, which carry no meaning.
    pub line: u32,
    /// Something passed.
    pub good: u32,
    /// Something failed.
    pub bad: u32,
    /// Something that a party has only encrypted.
    pub sealed: u32,
    /// The grounds of the fields around a selected one, the innermost first.
    pub layers: [u32; 3],
    /// The colours of values, by [`ValueName::hue`](crate::protocol::ValueName::hue).
    pub hues: [u32; HUES],
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
};

/// As [`DARK`], for readers who see fewer colours: the client's values are blue, the server's orange, and good and bad
/// differ as these do, so that no two of them look alike with protanopia, deuteranopia or tritanopia.
pub const SAFE_DARK: Palette = Palette {
    good: 0x005f_d8ff,
    bad: 0x00ff_9a60,
    sealed: 0x0099_ffdd,
    hues: [
        // the client's
        0x00b7_dde9,
        0x0082_a8fd,
        0x004a_f9fd,
        0x003e_bdf0,
        0x009c_acd1,
        0x003c_c1cf,
        // the server's
        0x00e2_ba8f,
        0x00fe_9526,
        0x00fd_8876,
        0x00fe_be65,
        0x00f2_9253,
        0x00ee_a398,
        // what both share
        0x00df_e588,
        0x00d2_cbb1,
        0x00ef_fe66,
        0x00f1_fcc6,
        // parts of records
        DARK.hues[16],
        DARK.hues[17],
        DARK.hues[18],
        0x0099_ffdd,
    ],
    ..DARK
};

/// As [`LIGHT`], for readers who see fewer colours, in the way of [`SAFE_DARK`].
pub const SAFE_LIGHT: Palette = Palette {
    good: 0x0000_5a8c,
    bad: 0x00a8_1800,
    sealed: 0x0055_2266,
    hues: [
        // the client's
        0x001b_5995,
        0x0001_28a6,
        0x000b_2333,
        0x0001_1458,
        0x0008_6574,
        0x0013_47a6,
        // the server's
        0x0056_2019,
        0x00b0_0200,
        0x0091_4714,
        0x00a2_2935,
        0x0068_0600,
        0x0073_4422,
        // what both share
        0x001d_1d1d,
        0x0043_6134,
        0x005c_5c5a,
        0x0065_5c3c,
        // parts of records
        LIGHT.hues[16],
        LIGHT.hues[17],
        LIGHT.hues[18],
        0x0055_2266,
    ],
    ..LIGHT
};
