//! The numbers of a callout: drawn by chance, written in the hand of the sheet.

use super::Hand;
use crate::random::SplitMix64;
use crate::standards::deviations_mm;

/// Coarse sizes and a fine pitch of each (ISO 261).
const METRIC: [(&str, &str); 9] =
    [("4", "0.5"), ("5", "0.5"), ("6", "0.75"), ("8", "1"), ("10", "1.25"), ("12", "1.5"), ("16", "1.5"), ("20", "1.5"), ("24", "2")];
const HOLES: [&str; 4] = ["H7", "H8", "H9", "H11"];
const SHAFTS: [&str; 5] = ["g6", "h6", "f7", "h9", "k6"];

/// The numbers one callout may use, and which of them is its nominal.
#[derive(Debug, Clone)]
pub(super) struct Values {
    pub(super) nominal_mm: f64,
    pub(super) upper: String,
    pub(super) lower: String,
    pub(super) limits: [String; 2],
    /// Text with every place filled.
    pub(super) text: String,
    /// Degrees of an angle.
    pub(super) angle: f64,
}

impl Hand {
    /// A number as this hand writes it, with at least `least` decimals.
    pub(super) fn number(&self, value: f64, least: usize) -> String {
        let least = if self.filled && value.fract().abs() > 1e-9 { least.max(2) } else { least };
        let mut text = format!("{value:.3}");
        while text.ends_with('0') && text.len() - text.find('.').unwrap_or(0) - 1 > least {
            text.pop();
        }
        let text = text.trim_end_matches('.').to_owned();
        let text = if self.no_zero && text.starts_with("0.") { text[1..].to_owned() } else { text };
        if self.comma { text.replace('.', ",") } else { text }
    }

    fn signed(&self, value: f64) -> String {
        if value.abs() < 1e-9 {
            return "0".to_owned();
        }
        format!("{}{}", if value > 0.0 { '+' } else { '-' }, self.number(value.abs(), 2))
    }
}

/// Fills a template.
pub(super) fn fill(template: &str, hand: &Hand, random: &mut SplitMix64) -> Values {
    let length = match random.whole(0, 3) {
        0 => random.length_mm(3.0, 30.0, 0.5),
        1 => random.length_mm(30.0, 280.0, 1.0),
        2 => random.length_mm(5.0, 60.0, 0.25),
        _ => random.length_mm(10.0, 120.0, 1.0),
    };
    let diameter = *random.pick(&[3.0, 3.3, 4.2, 4.5, 5.5, 6.0, 6.6, 8.0, 9.0, 10.0, 11.0, 12.0, 14.0, 16.0, 20.0, 25.0, 32.0, 50.0]);
    let larger = diameter + *random.pick(&[3.0, 4.5, 5.0, 6.0, 8.0]);
    let depth = random.length_mm(3.0, 28.0, 0.5);
    let radius = *random.pick(&[0.4, 0.8, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0, 6.0, 10.0, 12.5, 25.0]);
    let chamfer = *random.pick(&[0.3, 0.5, 1.0, 1.5, 2.0, 3.0]);
    let angle: f64 = *random.pick(&[8.0, 15.0, 22.5, 30.0, 36.0, 45.0, 60.0, 72.0, 82.5, 118.0, 120.0]);
    let symmetric = *random.pick(&[0.02, 0.05, 0.1, 0.2, 0.5]);
    let (upper, lower) =
        *random.pick(&[(0.1, 0.0), (0.0, -0.1), (0.2, -0.1), (0.05, -0.05), (0.021, 0.0), (0.3, 0.1), (-0.02, -0.041), (0.5, 0.0)]);
    let (size, pitch) = *random.pick(&METRIC);
    let hole = *random.pick(&HOLES);
    let count = random.whole(2, 12);
    let datums = ["A", "B", "C", "D", "E", "F"];
    let first = random.whole(0, 3) as usize;
    let geometric = *random.pick(&[0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.25, 0.5]);
    let fit = deviations_mm(hole, diameter).unwrap_or((0.021, 0.0));
    let (upper, lower) = if template.contains("{H}") { fit } else { (upper, lower) };
    let width = *random.pick(&[0.02, 0.05, 0.1, 0.2]);
    let pitch = if hand.comma { pitch.replace('.', ",") } else { pitch.to_owned() };
    let base = if template.starts_with('Ø') { diameter } else { length };
    let mut text = template.to_owned();
    let texture = *random.pick(&[0.4, 0.8, 1.6, 3.2, 6.3, 12.5]);
    for (name, value) in [
        ("{l}", hand.number(length, 0)),
        ("{d}", hand.number(diameter, 0)),
        ("{D}", hand.number(larger, 0)),
        ("{t}", hand.number(depth, 0)),
        ("{r}", hand.number(radius, 0)),
        ("{c}", hand.number(chamfer, 0)),
        ("{a}", if template.contains("°30'") { angle.trunc().to_string() } else { hand.number(angle, 0) }),
        ("{n}", count.to_string()),
        ("{s}", hand.number(symmetric, 0)),
        ("{q}", hand.number(*random.pick(&[0.25, 0.5, 1.0]), 0)),
        ("{H}", hole.to_owned()),
        ("{f}", (*random.pick(&SHAFTS)).to_owned()),
        ("{u}", hand.signed(fit.0)),
        ("{w}", hand.signed(fit.1)),
        ("{M}", size.to_owned()),
        ("{p}", pitch),
        ("{k}", hand.number(texture, 0)),
        ("{z}", hand.number(*random.pick(&[4.0, 6.3, 10.0, 16.0, 25.0, 40.0]), 0)),
        ("{N}", random.whole(5, 9).to_string()),
        ("{g}", hand.number(geometric, 0)),
        ("{A}", datums[first].to_owned()),
        ("{B}", datums[first + 1].to_owned()),
        ("{C}", datums[first + 2].to_owned()),
    ] {
        text = text.replace(name, &value);
    }
    let nominal_mm = match template {
        _ if template.contains("{d}") || template.starts_with('Ø') => diameter,
        _ if template.contains("{r}") => radius,
        _ if template.contains("{c}") => chamfer,
        _ if template.contains("{M}") => size.parse().unwrap_or_default(),
        _ => length,
    };
    let limit = |value: f64| hand.number(value, 2);
    let limits = [limit(base + width), limit(base)];
    Values { nominal_mm, upper: hand.signed(upper), lower: hand.signed(lower), limits, text, angle }
}
