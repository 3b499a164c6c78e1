//! The safe palettes, seen with the eyes of readers who lack one kind of cone.
//!
//! The simulation is that of Viénot, Brettel and Mollon, "Digital video colourmaps for checking the legibility of
//! displays by dichromats", Color Research and Application 24 (1999): the response of the missing cones is put on a
//! plane through white and through a primary that looks the same without them, blue for protanopia and deuteranopia.
//! For tritanopia it is red, after Brettel, Viénot and Mollon (1997). Distances are those of CIE 1976 (L*a*b*).

use premaster::explain::palette::{DARK, LIGHT, Palette, SAFE_DARK, SAFE_LIGHT};

type Triple = [f64; 3];

/// From linear red, green and blue to the responses of the three kinds of cones (Viénot et al., 1999).
const CONES: [Triple; 3] = [
    [17.8824, 43.5161, 4.11935],
    [3.45565, 27.1554, 3.86714],
    [0.0299566, 0.184309, 1.46709],
];

/// Which cones are missing, and a primary that looks the same without them; `None` for nothing missing.
const EYES: [(&str, Option<(usize, Triple)>); 4] = [
    ("all cones", None),
    ("protanopia", Some((0, [0.0, 0.0, 1.0]))),
    ("deuteranopia", Some((1, [0.0, 0.0, 1.0]))),
    ("tritanopia", Some((2, [1.0, 0.0, 0.0]))),
];

fn times(matrix: &[Triple; 3], v: Triple) -> Triple {
    matrix.map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum())
}

fn inverse(m: &[Triple; 3]) -> [Triple; 3] {
    let minor = |r: usize, c: usize| {
        let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant: f64 = (0..3).map(|c| m[0][c] * minor(0, c)).sum();
    [0, 1, 2].map(|r| [0, 1, 2].map(|c| minor(c, r) / determinant))
}

fn linear(ink: u32) -> Triple {
    let [_, r, g, b] = ink.to_be_bytes();
    [r, g, b].map(|channel| {
        let c = f64::from(channel) / 255.0;
        match c <= 0.040_45 {
            true => c / 12.92,
            false => ((c + 0.055) / 1.055).powf(2.4),
        }
    })
}

/// What these eyes see of a colour, as linear red, green and blue.
fn seen(rgb: Triple, eyes: Option<(usize, Triple)>) -> Triple {
    let Some((missing, anchor)) = eyes else {
        return rgb;
    };
    let (white, anchor) = (times(&CONES, [1.0; 3]), times(&CONES, anchor));
    let (i, j) = ((missing + 1) % 3, (missing + 2) % 3);
    let determinant = white[i] * anchor[j] - white[j] * anchor[i];
    let a = (white[missing] * anchor[j] - white[j] * anchor[missing]) / determinant;
    let b = (white[i] * anchor[missing] - white[missing] * anchor[i]) / determinant;
    let mut cones = times(&CONES, rgb);
    cones[missing] = a * cones[i] + b * cones[j];
    times(&inverse(&CONES), cones).map(|channel| channel.clamp(0.0, 1.0))
}

fn lab(rgb: Triple) -> Triple {
    let xyz = [
        [0.4124, 0.3576, 0.1805],
        [0.2126, 0.7152, 0.0722],
        [0.0193, 0.1192, 0.9505],
    ];
    let [x, y, z] = times(&xyz, rgb);
    let f = |t: f64| match t > 216.0 / 24389.0 {
        true => t.cbrt(),
        false => (24389.0 / 27.0 * t + 16.0) / 116.0,
    };
    let [x, y, z] = [f(x / 0.95047), f(y), f(z / 1.08883)];
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How far apart two inks are for some eyes.
fn apart(one: u32, other: u32, eyes: Option<(usize, Triple)>) -> f64 {
    let [one, other] = [one, other].map(|ink| lab(seen(linear(ink), eyes)));
    let squares = one.iter().zip(other).map(|(a, b)| (a - b).powi(2));
    squares.sum::<f64>().sqrt()
}

/// Which inks must be told apart, and how far apart they are at least. 2.3 is a difference that is just noticed.
fn closest(palette: &Palette, eyes: Option<(usize, Triple)>) -> [f64; 5] {
    let (client, server, shared) = (
        &palette.hues[..6],
        &palette.hues[6..12],
        &palette.hues[12..16],
    );
    let least = |some: &[u32], others: &[u32]| {
        let pairs = some
            .iter()
            .flat_map(|one| others.iter().map(move |other| (*one, *other)));
        pairs
            .map(|(one, other)| apart(one, other, eyes))
            .fold(f64::MAX, f64::min)
    };
    [
        least(client, server),
        least(client, shared),
        least(server, shared),
        apart(palette.good, palette.bad, eyes),
        least(&[palette.sealed], &palette.hues[..16]),
    ]
}

const WHAT: [(&str, f64); 5] = [
    ("client and server", 20.0),
    ("client and shared", 10.0),
    ("server and shared", 8.0),
    ("good and bad", 50.0),
    ("sealed and known", 12.0),
];

#[test]
fn the_safe_palettes_are_told_apart_by_all_eyes() {
    for (name, palette) in [("dark", &SAFE_DARK), ("light", &SAFE_LIGHT)] {
        for (eyes, missing) in EYES {
            for (found, (what, least)) in closest(palette, missing).into_iter().zip(WHAT) {
                assert!(
                    found >= least,
                    "{name}, {eyes}: {what} are {found:.1} apart"
                );
            }
        }
    }
}

#[test]
fn the_simulation_confuses_what_such_eyes_confuse() {
    // red and green of equal lightness without the red or the green cones, blue and green without the blue ones
    let (red, green) = (0x00c0_5050, 0x0060_8840);
    let all = apart(red, green, EYES[0].1);
    assert!(apart(red, green, EYES[2].1) < all / 3.0);
    let (blue, teal) = (0x0050_80c0, 0x0040_8c88);
    let all = apart(blue, teal, EYES[0].1);
    assert!(apart(blue, teal, EYES[3].1) < all / 3.0);
    // greys and white stay as they are
    for (_, missing) in EYES {
        assert!(apart(0x00ff_ffff, 0x00ff_ffff, missing) < 1e-9);
        for grey in [0x0040_4040, 0x0080_8080, 0x00ff_ffff] {
            let moved = lab(seen(linear(grey), missing));
            assert!(moved[1].abs() < 0.1 && moved[2].abs() < 0.1, "{moved:?}");
        }
    }
    // and the usual palettes would not pass
    for palette in [&DARK, &LIGHT] {
        let fails = |(_, missing)| {
            let found = closest(palette, missing).into_iter().zip(WHAT);
            found.into_iter().any(|(found, (_, least))| found < least)
        };
        assert!(EYES.into_iter().any(fails));
    }
}
