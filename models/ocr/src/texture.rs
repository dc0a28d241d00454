//! The surface texture symbol beside a figure: two legs that rise from one point at sixty degrees (ISO 21920-1, formerly ISO 1302), found on the ink.
//!
//! It gives the legs as strokes; what they mean is told where strokes of vector drawings are read.

use trusquin_domain::GreyRaster;

use crate::detection::TextBox;
use crate::preprocess::Stroke;
use crate::rows::{Patch, patch};

/// How far around the figure is looked, in heights of its box: before and behind, above and below.
const AROUND: (f64, f64) = (1.9, 1.9);
/// Slopes of the long leg that are tried, degrees; the short leg mirrors it.
const SLOPES_DEG: [f64; 3] = [60.0, 57.0, 63.0];
/// Shortest short leg and longest long leg, in heights of the box.
const LEGS: std::ops::Range<f64> = 0.3..3.4;
/// The long leg is at least so many times the short one.
const LONGER: f64 = 1.45;

/// The two legs of a symbol beside the figure in `place`, the short one first; `None` when none is drawn there.
pub fn texture_legs(sheet: &GreyRaster, place: &TextBox) -> Option<[Stroke; 2]> {
    let patch = patch(sheet, place, AROUND)?;
    let height = patch.core.height();
    let (from, to) = (LEGS.start * height, LEGS.end * height);
    let (middle, half) = ((patch.core.u0 + patch.core.u1) / 2.0, (patch.core.u1 - patch.core.u0) / 2.0);
    let mut best: Option<(f64, [(f64, f64); 3])> = None;
    for at in 0..patch.ink.len() {
        if !patch.ink[at] {
            continue;
        }
        let (u, v) = ((at % patch.columns) as f64 + 0.5, (at / patch.columns) as f64 + 0.5);
        // The point stands under the figure, or over it when the whole symbol hangs from a lower side.
        let hangs = v < (patch.core.v0 + patch.core.v1) / 2.0;
        let inside = v > patch.core.v0 + 0.25 * height && v < patch.core.v1 - 0.25 * height;
        if inside || (u - middle).abs() > half + 1.9 * height {
            continue;
        }
        let up = if hangs { -1.0 } else { 1.0 };
        for slope in SLOPES_DEG {
            let (sin, cos) = slope.to_radians().sin_cos();
            let long = patch.run((u, v), (up * cos, -up * sin), to);
            if long < LONGER * from {
                continue;
            }
            let short = patch.run((u, v), (-up * cos, -up * sin), to);
            let is_symbol = short >= from && long >= LONGER * short && long <= to;
            // A filled arrow head has ink between its flanks, a crossing line goes on below.
            let hollow = patch.run((u, v), (0.0, -up), to) < 0.5 * short;
            let ends = patch.run((u, v), (-up * cos, up * sin), to).max(patch.run((u, v), (up * cos, up * sin), to)) < 0.35 * short;
            if is_symbol && hollow && ends && best.is_none_or(|(length, _)| long + short > length) {
                best = Some((
                    long + short,
                    [(u, v), (u - up * cos * short, v - up * sin * short), (u + up * cos * long, v - up * sin * long)],
                ));
            }
        }
    }
    let (_, points) = best?;
    let [foot, left, right] = points.map(|(u, v)| patch.on_sheet(place, u, v));
    Some([[foot, left], [foot, right]])
}

impl Patch {
    /// How far ink goes on from a point in a direction, cells; gaps of two cells are noise.
    fn run(&self, (u, v): (f64, f64), (along_u, along_v): (f64, f64), most: f64) -> f64 {
        let dark = |u: f64, v: f64| {
            u >= 0.0 && v >= 0.0 && u < self.columns as f64 && v < self.rows as f64 && self.ink[v as usize * self.columns + u as usize]
        };
        let (mut length, mut gap, mut at) = (0.0, 0.0, 1.0);
        while gap < 2.5 && at < most + 3.0 {
            let (x, y) = (u + at * along_u, v + at * along_v);
            // Half a cell aside: the foot is not hit exactly.
            if dark(x, y) || dark(x - along_v * 0.8, y + along_u * 0.8) && dark(x + along_v * 0.8, y - along_u * 0.8) {
                (length, gap) = (at, 0.0);
            } else {
                gap += 1.0;
            }
            at += 1.0;
        }
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ends of a stroke, pixels.
    type Ends = ((f64, f64), (f64, f64));

    fn sheet(strokes: &[Ends]) -> GreyRaster {
        let (width, height) = (300, 200);
        let near = |x: f64, y: f64, (a, b): Ends| {
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            let part = (((x - a.0) * dx + (y - a.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            (x - a.0 - part * dx).hypot(y - a.1 - part * dy) < 1.2
        };
        let pixel = |at: usize| {
            let (x, y) = ((at % width) as f64 + 0.5, (at / width) as f64 + 0.5);
            if strokes.iter().any(|stroke| near(x, y, *stroke)) { 0 } else { 255 }
        };
        GreyRaster::new(width, height, (0..width * height).map(pixel).collect()).unwrap()
    }

    /// A figure of three upright strokes at (150, 80), 20 high.
    fn figure() -> Vec<((f64, f64), (f64, f64))> {
        [140.0, 150.0, 160.0].map(|x| ((x, 70.0), (x, 90.0))).to_vec()
    }

    const PLACE: TextBox = TextBox { x: 150.0, y: 80.0, width: 34.0, height: 29.0, angle_deg: 0.0, score: 1.0 };

    #[test]
    fn legs_are_found_and_an_arrow_head_is_none() {
        let slope = 60_f64.to_radians().tan();
        let (foot, short, long) = ((155.0, 125.0), 25.0, 58.0);
        let mut strokes = figure();
        strokes.push((foot, (foot.0 - short / slope, foot.1 - short)));
        strokes.push((foot, (foot.0 + long / slope, foot.1 - long)));
        let [left, right] = texture_legs(&sheet(&strokes), &PLACE).unwrap();
        assert!((left[0].0 - foot.0).abs() < 3.0 && (left[0].1 - foot.1).abs() < 4.0, "{left:?}");
        assert!((right[1].0 - 188.5).abs() < 5.0 && (right[1].1 - 67.0).abs() < 7.0, "{right:?}");
        // A line through the foot: hatching.
        let mut strokes = figure();
        strokes.push(((120.0, 125.0 + 35.0 * slope), (190.0, 125.0 - 35.0 * slope)));
        assert_eq!(texture_legs(&sheet(&strokes), &PLACE), None);
        assert_eq!(texture_legs(&sheet(&figure()), &PLACE), None);
    }
}
