//! Symbols that CAD systems draw as strokes beside their text: Ø, ↧, ⌴, ⌵, □, ° and the geometric characteristics.
//!
//! SolidWorks and CATIA write the numbers of a dimension as text and its symbols as lines, so the text layer alone says
//! `8.5` where the sheet says `Ø8.5 ↧20`. The shapes are those of ISO 3098 and ASME Y14.5 lettering.

use super::direction::LocalBox;
use super::strokes::LocalStroke;

/// Fewest flattened strokes that can be a circle.
const RING_STROKES: usize = 7;
/// How far points may stray from a circle, as a part of its radius.
const RING_SPREAD: f64 = 0.16;

/// Which family of symbols a cluster may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Beside the number of a dimension.
    Dimension,
    /// In the first cell of a feature control frame.
    Characteristic,
}

/// The symbol some strokes draw, `None` when they draw something else. `font_mm` is the height of the text beside them.
pub fn classify(strokes: &[LocalStroke], font_mm: f64, family: Family) -> Option<char> {
    let shape = Shape::new(strokes)?;
    let size = shape.bounds.width().max(shape.height());
    if size < 0.1 * font_mm || size > 1.9 * font_mm {
        return None;
    }
    match family {
        Family::Dimension => shape.dimension_symbol(font_mm),
        Family::Characteristic => shape.characteristic(),
    }
}

/// Strokes sorted by what they can be part of.
struct Shape {
    bounds: LocalBox,
    ring: Option<Ring>,
    inner_ring: bool,
    /// Strokes long enough to be a stem or bar, doubles removed.
    lines: Vec<LocalStroke>,
    /// The rest: pieces of curves and of arrow heads.
    bits: Vec<LocalStroke>,
}

#[derive(Clone, Copy)]
struct Ring {
    centre: (f64, f64),
    radius: f64,
}

impl Shape {
    fn new(strokes: &[LocalStroke]) -> Option<Self> {
        let first = strokes.first()?.bounds();
        let bounds = strokes.iter().fold(first, |all, stroke| all.union(&stroke.bounds()));
        let size = bounds.width().max(bounds.v1 - bounds.v0);
        let mut lines: Vec<LocalStroke> = Vec::new();
        let mut bits = Vec::new();
        for stroke in strokes.iter().filter(|s| s.length() > 1e-4) {
            if stroke.length() < 0.36 * size {
                bits.push(*stroke);
            } else if !lines.iter().any(|other| doubles(other, stroke, 0.04 * size)) {
                lines.push(*stroke);
            }
        }
        let mut ring = ring(&bits);
        if ring.is_none() && bits.len() < RING_STROKES && strokes.len() >= RING_STROKES && strokes.iter().all(|s| s.length() < 0.55 * size)
        {
            // A small circle flattened to an octagon: its pieces are as long as the stems of a sign.
            ring = self::ring(strokes);
            if ring.is_some() {
                lines.clear();
            }
        }
        let inner_ring = ring.is_none() && two_rings(&bits);
        Some(Self { bounds, ring, inner_ring, lines, bits })
    }

    fn height(&self) -> f64 {
        self.bounds.v1 - self.bounds.v0
    }

    fn level(&self) -> Vec<&LocalStroke> {
        self.lines.iter().filter(|l| !(12.0..=168.0).contains(&l.angle_deg())).collect()
    }

    fn upright(&self) -> Vec<&LocalStroke> {
        self.lines.iter().filter(|l| (80.0..=100.0).contains(&l.angle_deg())).collect()
    }

    fn rising(&self) -> Vec<&LocalStroke> {
        self.lines.iter().filter(|l| l.angle_deg() > 12.0 && l.angle_deg() < 80.0).collect()
    }

    fn falling(&self) -> Vec<&LocalStroke> {
        self.lines.iter().filter(|l| l.angle_deg() > 100.0 && l.angle_deg() < 168.0).collect()
    }

    fn dimension_symbol(&self, font_mm: f64) -> Option<char> {
        let (level, upright, rising, falling) = (self.level(), self.upright(), self.rising(), self.falling());
        let (width, height) = (self.bounds.width(), self.height());
        if let Some(ring) = self.ring {
            let slash = self.lines.len() == 1
                && rising.len() == 1
                && through(&rising, ring)
                && rising.iter().all(|l| l.length() > 1.5 * ring.radius);
            if slash && (0.2 * font_mm..0.62 * font_mm).contains(&ring.radius) {
                return Some('Ø');
            }
            return (self.lines.is_empty() && ring.radius < 0.24 * font_mm).then_some('°');
        }
        match (level.len(), upright.len(), rising.len(), falling.len()) {
            // A stem, a bar on top, a head at the foot (two lines, or a filled triangle).
            (1, 1, r, f) if (r + f == 2 || self.bits.len() >= 2 && r + f <= 2) && height > 0.4 * font_mm => {
                let (bar, stem) = (level[0].bounds(), upright[0].bounds());
                let bar_on_top = (bar.v() - self.bounds.v0).abs() < 0.15 * height && bar.width() > 0.4 * width;
                let centred = (stem.u() - bar.u()).abs() < 0.15 * bar.width().max(width * 0.5);
                (bar_on_top && centred && stem.v1 - stem.v0 > 0.6 * height).then_some('↧')
            }
            (1, 2, 0, 0) if self.bits.is_empty() => {
                let floor = level[0].bounds();
                let sides = upright.iter().all(|s| (s.bounds().v1 - self.bounds.v1).abs() < 0.15 * height);
                let apart = (upright[0].bounds().u() - upright[1].bounds().u()).abs() > 0.8 * width;
                (apart && sides && (floor.v() - self.bounds.v1).abs() < 0.15 * height && width > 0.9 * height).then_some('⌴')
            }
            (2, 2, 0, 0) if self.bits.is_empty() && (width / height.max(1e-6) - 1.0).abs() < 0.15 => Some('□'),
            // An open V: equal legs, at least as wide as high (an arrow head is a third as wide).
            (0, 0, 1, 1) if self.bits.is_empty() && height > 0.3 * font_mm => {
                let (left, right) = (falling[0].bounds(), rising[0].bounds());
                let meet = (left.u1 - right.u0).abs() < 0.12 * width && (left.v1 - right.v1).abs() < 0.12 * height;
                let equal = (falling[0].length() / rising[0].length().max(1e-6) - 1.0).abs() < 0.2;
                (meet && equal && width > 0.85 * height).then_some('⌵')
            }
            _ => None,
        }
    }

    /// True when every stroke has an end at the upper right corner.
    fn one_tip(&self) -> bool {
        let tip = (self.bounds.u1, self.bounds.v0);
        let reach = 0.2 * self.height().max(self.bounds.width());
        let near = |p: (f64, f64)| (p.0 - tip.0).hypot(p.1 - tip.1) < reach;
        self.lines.len() + self.bits.len() >= 2 && self.lines.iter().chain(&self.bits).all(|s| near(s.a) || near(s.b))
    }

    fn characteristic(&self) -> Option<char> {
        let (level, upright, rising, falling) = (self.level(), self.upright(), self.rising(), self.falling());
        let counts = (level.len(), upright.len(), rising.len(), falling.len());
        if self.inner_ring {
            return Some('◎');
        }
        if let Some(ring) = self.ring {
            return match counts {
                (l, u, 0, 0) if l >= 1 && u >= 1 => Some('⌖'),
                (0, 0, 2, 0) if !through(&rising, ring) => Some('⌭'),
                (0, 0, 0, 0) => Some('○'),
                _ => None,
            };
        }
        let arc = self.bits.len() >= 5;
        match counts {
            (2, 0, 2, 0) => Some('⏥'),
            (0, 0, 2, 0) if !self.one_tip() => {
                let heads = self.bits.len() >= 2;
                Some(if heads { '⌰' } else { '∥' })
            }
            (1, 0, 2, 0) if self.bits.len() >= 2 && !self.one_tip() => Some('⌰'),
            (1, 1, 0, 0) if !arc => Some('⊥'),
            (1, 0, 1, 0) if !arc => Some('∠'),
            (3, 0, 0, 0) => Some('⌯'),
            (1, 0, 0, 0) if arc => Some('⌓'),
            (1, 0, 0, 0) => Some('⏤'),
            (0, 0, 0, 0) if arc && self.bounds.width() > 1.3 * self.height() => Some('⌒'),
            // The arrow of run-out with an open head: all three strokes end at its tip.
            (0, 0, 2 | 3, 0) | (1, 0, 2, 0) | (0, 1, 2, 0) if self.one_tip() => Some('↗'),
            (l, u, 1, 0) if l + u <= 2 && (!self.bits.is_empty() || l + u == 2) => Some('↗'),
            _ => None,
        }
    }
}

fn doubles(a: &LocalStroke, b: &LocalStroke, slack: f64) -> bool {
    let near = |p: (f64, f64), q: (f64, f64)| (p.0 - q.0).hypot(p.1 - q.1) < slack;
    near(a.a, b.a) && near(a.b, b.b) || near(a.a, b.b) && near(a.b, b.a)
}

fn through(lines: &[&LocalStroke], ring: Ring) -> bool {
    lines.iter().any(|line| {
        let (du, dv) = (line.b.0 - line.a.0, line.b.1 - line.a.1);
        let cross = du * (ring.centre.1 - line.a.1) - dv * (ring.centre.0 - line.a.0);
        cross.abs() / line.length().max(1e-9) < 0.35 * ring.radius
    })
}

fn ring(bits: &[LocalStroke]) -> Option<Ring> {
    if bits.len() < RING_STROKES {
        return None;
    }
    let bounds = bits.iter().skip(1).fold(bits.first()?.bounds(), |all, stroke| all.union(&stroke.bounds()));
    let (width, height) = (bounds.width(), bounds.v1 - bounds.v0);
    if (width - height).abs() > 0.18 * width.max(height) {
        return None;
    }
    let ring = Ring { centre: (bounds.u(), bounds.v()), radius: (width + height) / 4.0 };
    let mut seen = [false; 12];
    for stroke in bits {
        let middle = ((stroke.a.0 + stroke.b.0) / 2.0 - ring.centre.0, (stroke.a.1 + stroke.b.1) / 2.0 - ring.centre.1);
        if (stroke.a.0 - ring.centre.0).hypot(stroke.a.1 - ring.centre.1) / ring.radius.max(1e-9) < 1.0 - RING_SPREAD {
            return None;
        }
        let turn = middle.1.atan2(middle.0).rem_euclid(std::f64::consts::TAU) / std::f64::consts::TAU;
        let sector = ((turn * 12.0) as usize).min(11);
        seen[sector] = true;
    }
    (seen.iter().filter(|s| **s).count() >= if bits.len() >= 12 { 11 } else { 6 }).then_some(ring)
}

fn two_rings(bits: &[LocalStroke]) -> bool {
    let Some(first) = bits.first() else { return false };
    let bounds = bits.iter().fold(first.bounds(), |all, stroke| all.union(&stroke.bounds()));
    let radius = bounds.width() / 2.0;
    let (outer, inner): (Vec<LocalStroke>, Vec<LocalStroke>) =
        bits.iter().partition(|s| (s.a.0 - bounds.u()).hypot(s.a.1 - bounds.v()) > 0.82 * radius);
    ring(&outer).is_some() && ring(&inner).is_some()
}

/// Groups strokes whose boxes touch within `slack` mm.
pub fn clusters(strokes: &[LocalStroke], slack: f64) -> Vec<Vec<LocalStroke>> {
    let mut groups: Vec<(LocalBox, Vec<LocalStroke>)> = Vec::new();
    for stroke in strokes.iter().take(600) {
        let mut bounds = stroke.bounds();
        let mut members = vec![*stroke];
        let touches =
            |a: &LocalBox, b: &LocalBox| a.u0 - slack <= b.u1 && b.u0 - slack <= a.u1 && a.v0 - slack <= b.v1 && b.v0 - slack <= a.v1;
        let mut i = 0;
        while i < groups.len() {
            if touches(&groups[i].0, &bounds) {
                let (other, strokes) = groups.swap_remove(i);
                bounds = bounds.union(&other);
                members.extend(strokes);
                i = 0;
            } else {
                i += 1;
            }
        }
        groups.push((bounds, members));
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(u: f64, v: f64, r: f64, pieces: usize) -> Vec<LocalStroke> {
        let at = |i: usize| {
            let turn = std::f64::consts::TAU * i as f64 / pieces as f64;
            (u + r * turn.cos(), v + r * turn.sin())
        };
        (0..pieces).map(|i| LocalStroke { a: at(i), b: at(i + 1) }).collect()
    }

    fn line(a: (f64, f64), b: (f64, f64)) -> LocalStroke {
        LocalStroke { a, b }
    }

    #[test]
    fn dimension_symbols() {
        let mut diameter = circle(2.0, 2.0, 1.5, 32);
        diameter.push(line((1.0, 4.2), (3.0, -0.2)));
        let depth =
            vec![line((0.0, 0.0), (3.6, 0.0)), line((1.8, 0.0), (1.8, 3.6)), line((0.4, 1.5), (1.8, 3.6)), line((3.1, 1.5), (1.8, 3.6))];
        let counterbore = vec![line((0.0, 0.0), (0.0, 2.0)), line((0.0, 2.0), (4.0, 2.0)), line((4.0, 2.0), (4.0, 0.0))];
        let countersink = vec![line((0.0, 0.0), (2.0, 2.0)), line((2.0, 2.0), (4.0, 0.0))];
        let arrow_head = vec![line((0.0, 0.0), (0.5, 3.0)), line((0.5, 3.0), (1.0, 0.0))];
        for (strokes, expect) in [
            (diameter, Some('Ø')),
            (depth, Some('↧')),
            (counterbore, Some('⌴')),
            (countersink, Some('⌵')),
            (circle(0.0, 0.0, 0.5, 16), Some('°')),
            (arrow_head, None),
        ] {
            assert_eq!(classify(&strokes, 4.5, Family::Dimension), expect);
        }
    }

    #[test]
    fn characteristics() {
        let mut position = circle(2.0, 2.0, 1.3, 24);
        position.extend([line((0.0, 2.0), (4.0, 2.0)), line((2.0, 0.0), (2.0, 4.0))]);
        let mut concentric = circle(2.0, 2.0, 1.8, 24);
        concentric.extend(circle(2.0, 2.0, 0.9, 24));
        let flat =
            vec![line((0.0, 3.0), (3.0, 3.0)), line((3.0, 3.0), (4.0, 1.0)), line((4.0, 1.0), (1.0, 1.0)), line((1.0, 1.0), (0.0, 3.0))];
        for (strokes, expect) in [
            (position, '⌖'),
            (concentric, '◎'),
            (flat, '⏥'),
            (vec![line((0.0, 4.0), (1.5, 0.0)), line((2.0, 4.0), (3.5, 0.0))], '∥'),
            (vec![line((0.0, 4.0), (4.0, 4.0)), line((2.0, 4.0), (2.0, 0.0))], '⊥'),
            (vec![line((0.0, 4.0), (4.0, 4.0)), line((0.0, 4.0), (3.0, 0.0))], '∠'),
        ] {
            assert_eq!(classify(&strokes, 4.5, Family::Characteristic), Some(expect));
        }
    }
}
