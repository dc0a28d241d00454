//! The frame of a text direction: `u` runs along the line of text, `v` down across it, both in sheet millimetres.

use trusquin_domain::{SheetBox, TextSpan};

/// Directions closer than this read as one, degrees.
const SAME_DIRECTION_DEG: f64 = 2.0;

/// A text direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Direction {
    /// Counter-clockwise as seen on the sheet, degrees, 0 to 360.
    pub degrees: f64,
    cos: f64,
    sin: f64,
}

/// A box in the frame of a direction.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LocalBox {
    /// Start of the text.
    pub u0: f64,
    /// End of the text.
    pub u1: f64,
    /// Top of the text.
    pub v0: f64,
    /// Bottom of the text.
    pub v1: f64,
}

impl LocalBox {
    /// The smallest box that holds both.
    pub fn union(&self, other: &Self) -> Self {
        Self { u0: self.u0.min(other.u0), u1: self.u1.max(other.u1), v0: self.v0.min(other.v0), v1: self.v1.max(other.v1) }
    }

    /// Middle along the text.
    pub fn u(&self) -> f64 {
        (self.u0 + self.u1) / 2.0
    }

    /// Middle across the text.
    pub fn v(&self) -> f64 {
        (self.v0 + self.v1) / 2.0
    }

    /// Length along the text.
    pub fn width(&self) -> f64 {
        self.u1 - self.u0
    }

    /// Length shared along the text; negative when there is a gap.
    pub fn shared_u(&self, other: &Self) -> f64 {
        self.u1.min(other.u1) - self.u0.max(other.u0)
    }
}

impl Direction {
    /// The direction of a rotation in degrees.
    pub fn new(degrees: f64) -> Self {
        let degrees = if degrees.is_finite() { degrees.rem_euclid(360.0) } else { 0.0 };
        // Near the axes, snap: boxes of horizontal and vertical text then stay exact.
        let nearest = (degrees / 90.0).round() * 90.0;
        let degrees = if (degrees - nearest).abs() < 0.5 { nearest.rem_euclid(360.0) } else { degrees };
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self { degrees, cos, sin }
    }

    /// True when a rotation belongs to this direction.
    pub fn holds(&self, degrees: f64) -> bool {
        let difference = (degrees - self.degrees).rem_euclid(360.0);
        difference.min(360.0 - difference) < SAME_DIRECTION_DEG
    }

    /// Sheet point to frame.
    pub fn local(&self, x: f64, y: f64) -> (f64, f64) {
        (x * self.cos - y * self.sin, x * self.sin + y * self.cos)
    }

    /// Frame point to sheet.
    pub fn sheet(&self, u: f64, v: f64) -> (f64, f64) {
        (u * self.cos + v * self.sin, v * self.cos - u * self.sin)
    }

    /// The axis-aligned sheet box of a box in this frame.
    pub fn sheet_box(&self, local: &LocalBox) -> SheetBox {
        let corners = [(local.u0, local.v0), (local.u1, local.v0), (local.u0, local.v1), (local.u1, local.v1)];
        let mut points = corners.iter().map(|(u, v)| self.sheet(*u, *v));
        let (x, y) = points.next().unwrap_or_default();
        points.fold(SheetBox::new(x, y, x, y), |all, (x, y)| all.union(&SheetBox::new(x, y, x, y)))
    }

    /// The box of a sheet-aligned box's content in this frame, when the content is a line of text `font_mm` high.
    pub fn local_box(&self, sheet: &SheetBox, font_mm: f64) -> LocalBox {
        let (x, y) = sheet.centre();
        let (u, v) = self.local(x, y);
        let (c, s) = (self.cos.abs(), self.sin.abs());
        let spread = c * c - s * s;
        let (along, across) = if spread.abs() > 0.2 {
            // Width = along·c + across·s and height = along·s + across·c, solved for the text's own extents.
            let along = (sheet.width() * c - sheet.height() * s) / spread;
            let across = (sheet.height() * c - sheet.width() * s) / spread;
            (along, across)
        } else {
            ((sheet.width() - 0.7 * font_mm * s) / c.max(0.1), 0.7 * font_mm)
        };
        let (along, across) = (along.max(0.1), across.clamp(0.05, font_mm.max(0.5) * 2.0));
        LocalBox { u0: u - along / 2.0, u1: u + along / 2.0, v0: v - across / 2.0, v1: v + across / 2.0 }
    }
}

/// The distinct directions of some spans, the commonest first.
pub fn directions(spans: &[TextSpan]) -> Vec<Direction> {
    let mut found: Vec<(Direction, usize)> = Vec::new();
    for span in spans {
        if let Some((_, count)) = found.iter_mut().find(|(direction, _)| direction.holds(span.rotation_deg)) {
            *count += 1;
        } else if found.len() < 360 {
            found.push((Direction::new(span.rotation_deg), 1));
        }
    }
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    found.into_iter().map(|(direction, _)| direction).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for degrees in [0.0, 30.0, 90.0, 135.0, 270.0, 315.0] {
            let direction = Direction::new(degrees);
            let (u, v) = direction.local(30.0, 70.0);
            let (x, y) = direction.sheet(u, v);
            assert!((x - 30.0).abs() < 1e-9 && (y - 70.0).abs() < 1e-9);
        }
        // Bottom to top: the text's start is low on the sheet, its top to the left.
        let up = Direction::new(90.0);
        assert!(up.local(10.0, 50.0).0 < up.local(10.0, 20.0).0);
        assert!(up.local(10.0, 50.0).1 < up.local(20.0, 50.0).1);
    }

    #[test]
    fn slanted_text_keeps_its_length() {
        let direction = Direction::new(30.0);
        let truth = LocalBox { u0: 0.0, u1: 20.0, v0: -2.0, v1: 2.0 };
        let got = direction.local_box(&direction.sheet_box(&truth), 4.0);
        assert!((got.width() - 20.0).abs() < 1e-6 && (got.v1 - 2.0).abs() < 1e-6, "{got:?}");
    }
}
