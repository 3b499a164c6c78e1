//! The 256 colours of xterm: which of them is nearest to another colour, and can be read.

/// The levels of each channel in xterm's cube of 216 colours.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The red, green and blue of one of the colours 16 to 255, which are the same in every terminal.
pub fn indexed(n: u8) -> [u8; 3] {
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

/// The least contrast of anything that carries meaning (WCAG 2.1, 1.4.3).
#[cfg(test)]
pub const LEAST_CONTRAST: f64 = 4.5;

/// The contrast of two colours by WCAG 2.1: from 1, none, to 21, black on white.
#[cfg(test)]
pub fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
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

/// The nearest of the 256 colours. A grey stays a grey and a colour a colour: by distance alone, a
/// bluish grey would come out as teal.
pub fn nearest_indexed(rgb: u32) -> u8 {
    let [_, r, g, b] = rgb.to_be_bytes();
    let is_grey = r.max(g).max(b) - r.min(g).min(b) < 14;
    let all = (16..=255).filter(|n| {
        let [r, g, b] = indexed(*n);
        (r == g && g == b) == is_grey
    });
    all.min_by_key(|n| distance(rgb, *n)).unwrap_or(7)
}
