//! Bent sheet metal: an angle or a channel with round holes and slots, and its flat pattern.

use std::f64::consts::{FRAC_PI_2, PI};

use trusquin_domain::{HoleKind, Process};

use super::Family;
use crate::order::Identity;
use crate::random::SplitMix64;
use crate::sheet::{Item, Layer, Point, Sheet};
use crate::solid::vector::Vec3;
use crate::solid::{Outline, OutlineSegment, Placement, Solid, polygon_contains};
use crate::truth::{FlatTruth, HoleTruth};

const X: Vec3 = [1.0, 0.0, 0.0];
const Y: Vec3 = [0.0, 1.0, 0.0];
const Z: Vec3 = [0.0, 0.0, 1.0];

/// An opening in a leg: a round hole, or a slot with round ends along the leg when `length` is more than `width`.
#[derive(Debug, Clone)]
pub struct Opening {
    /// In the upright leg at x = 0 (centres are y, z) instead of the base (centres are x, y).
    pub upright: bool,
    /// Centres, mm.
    pub centres: Vec<[f64; 2]>,
    /// Over all along x (base) or y (upright), mm.
    pub length: f64,
    /// Width or diameter, mm.
    pub width: f64,
}

impl Opening {
    /// True for a round hole.
    pub fn round(&self) -> bool {
        self.length <= self.width
    }

    fn outline(&self, centre: [f64; 2]) -> Outline {
        Outline::rectangle(centre, self.length, self.width, self.width / 2.0)
    }
}

/// A sheet bent up once or twice; the base lies on z = 0, the legs stand at x = 0 and, in a channel, at its other end.
#[derive(Debug, Clone)]
pub struct BentSheet {
    /// Outer length of the base, mm.
    pub base: f64,
    /// Outer height of the upright at x = 0, mm.
    pub upright: f64,
    /// Outer height of the upright at the other end; `None` for an angle.
    pub far_upright: Option<f64>,
    /// Along the bends, mm.
    pub width: f64,
    /// Sheet thickness, mm.
    pub thickness: f64,
    /// Inner bend radius, mm.
    pub radius: f64,
    /// Openings.
    pub openings: Vec<Opening>,
    /// Sheet size, mm.
    pub sheet_size: [f64; 2],
    /// Scale.
    pub scale: f64,
}

impl BentSheet {
    /// Outer bend radius, mm.
    fn outer(&self) -> f64 {
        self.radius + self.thickness
    }

    /// Number of bends.
    pub fn bends(&self) -> u32 {
        1 + u32::from(self.far_upright.is_some())
    }

    /// Length of the neutral fibre of a bend, mm (DIN 6935: k = 0,65 + lg(r/s) / 2, at most 1).
    pub fn bend_length(&self) -> f64 {
        let k = (0.65 + (self.radius / self.thickness).log10() / 2.0).clamp(0.0, 1.0);
        FRAC_PI_2 * (self.radius + k * self.thickness / 2.0)
    }

    /// Length of the flat pattern, mm.
    pub fn developed(&self) -> f64 {
        let legs = self.upright + self.far_upright.unwrap_or(0.0) + self.base;
        legs - 2.0 * f64::from(self.bends()) * self.outer() + f64::from(self.bends()) * self.bend_length()
    }

    /// x of the middle of each bend on the flat pattern, whose left edge is the top of the first upright, mm.
    pub fn bend_lines(&self) -> Vec<f64> {
        let first = self.upright - self.outer() + self.bend_length() / 2.0;
        let mut lines = vec![first];
        if self.far_upright.is_some() {
            lines.push(first + self.bend_length() + self.base - 2.0 * self.outer());
        }
        lines
    }

    /// Place of a point of the base or of the upright on the flat pattern, mm.
    pub fn unfolded(&self, upright: bool, centre: [f64; 2]) -> Point {
        if upright {
            [self.upright - centre[1], centre[0]]
        } else {
            [self.upright - self.outer() + self.bend_length() + centre[0] - self.outer(), centre[1]]
        }
    }

    /// The section across the bends, `(x, z)`.
    pub fn profile(&self) -> Outline {
        let (t, outer, inner) = (self.thickness, self.outer(), self.radius);
        let base = self.base;
        match self.far_upright {
            None => Outline::rounded(&[
                [0.0, 0.0, outer],
                [base, 0.0, 0.0],
                [base, t, 0.0],
                [t, t, inner],
                [t, self.upright, 0.0],
                [0.0, self.upright, 0.0],
            ]),
            Some(far) => Outline::rounded(&[
                [0.0, 0.0, outer],
                [base, 0.0, outer],
                [base, far, 0.0],
                [base - t, far, 0.0],
                [base - t, t, inner],
                [t, t, inner],
                [t, self.upright, 0.0],
                [0.0, self.upright, 0.0],
            ]),
        }
    }

    /// True when there is material at the point.
    pub fn material(&self) -> impl Fn(Vec3) -> bool + '_ {
        let profile = self.profile().flattened();
        let cuts: Vec<(bool, Vec<Point>)> = self
            .openings
            .iter()
            .flat_map(|opening| opening.centres.iter().map(|centre| (opening.upright, opening.outline(*centre).flattened())))
            .collect();
        move |[x, y, z]| {
            y > 0.0
                && y < self.width
                && polygon_contains(&profile, [x, z])
                && !cuts.iter().any(|(upright, outline)| {
                    if *upright {
                        x < self.thickness + 1e-6 && polygon_contains(outline, [y, z])
                    } else {
                        z < self.thickness + 1e-6 && polygon_contains(outline, [x, y])
                    }
                })
        }
    }

    /// A random angle or channel.
    pub fn sample(random: &mut SplitMix64) -> Self {
        let thickness: f64 = *random.pick(&[1.5, 2.0, 2.0, 2.5, 3.0, 4.0]);
        let radius = if thickness < 2.0 { 1.5 } else { *random.pick(&[thickness, thickness, 3.0]) };
        let channel = random.chance(35);
        let base = random.length_mm(60.0, 110.0, 5.0);
        let upright = random.length_mm(40.0, 60.0, 5.0);
        let far_upright = channel.then(|| upright - random.length_mm(0.0, 15.0, 5.0));
        let width = random.length_mm(40.0, 70.0, 5.0);
        let start: f64 = f64::ceil(radius + thickness + 14.0);
        let end = if channel { base - start } else { base - 12.0 };
        let hole = *random.pick(&[5.5, 6.6, 9.0]);
        let rows = [12.0, width - 12.0];
        let mut openings = vec![if random.chance(45) {
            let centres = rows.map(|row| [((start + end) / 2.0).round(), row]).to_vec();
            Opening { upright: false, centres, length: (hole + random.length_mm(6.0, 14.0, 2.0)).ceil(), width: hole }
        } else {
            Opening {
                upright: false,
                centres: rows.iter().flat_map(|row| [[start, *row], [end, *row]]).collect(),
                length: hole,
                width: hole,
            }
        }];
        let level = (upright * 0.68 / 2.5).round() * 2.5;
        let other = *random.pick(&[6.6, 9.0, 11.0]);
        openings.push(Opening { upright: true, centres: rows.map(|row| [row, level]).to_vec(), length: other, width: other });
        if width >= 55.0 && random.chance(50) {
            let bore = *random.pick(&[12.0, 16.0]);
            openings.push(Opening { upright: true, centres: vec![[width / 2.0, level]], length: bore, width: bore });
        }
        Self { base, upright, far_upright, width, thickness, radius, openings, sheet_size: [420.0, 297.0], scale: 1.0 }
    }
}

impl Family for BentSheet {
    fn name(&self) -> &'static str {
        "bent_sheet"
    }

    fn solid(&self) -> Solid {
        let mut solid = Solid::default();
        solid.extrude(Placement { origin: [0.0, self.width, 0.0], u: X, v: Z }, &self.profile(), self.width);
        let t = self.thickness;
        let faces = [
            (solid.plane_at([0.0, 0.0, t], Z), solid.plane_at([0.0; 3], [0.0, 0.0, -1.0])),
            (solid.plane_at([0.0; 3], [-1.0, 0.0, 0.0]), solid.plane_at([t, 0.0, 0.0], X)),
        ];
        for opening in &self.openings {
            let (Some(mouth), Some(exit)) = faces[usize::from(opening.upright)] else { continue };
            for &[a, b] in &opening.centres {
                let radius = opening.width / 2.0;
                if opening.round() {
                    let centre = if opening.upright { [0.0, a, b] } else { [a, b, t] };
                    solid.drill(mouth, centre, &[[-t, radius], [0.0, radius]], Some(exit));
                } else if opening.upright {
                    // Seen from outside, y runs left: the outline lies in z, y.
                    let place = Placement { origin: [0.0; 3], u: Z, v: Y };
                    solid.pocket(mouth, place, &Outline::rectangle([b, a], opening.width, opening.length, radius), t, Some(exit));
                } else {
                    let place = Placement { origin: [0.0, 0.0, t], u: X, v: Y };
                    solid.pocket(mouth, place, &opening.outline([a, b]), t, Some(exit));
                }
            }
        }
        solid
    }

    fn volume_mm3(&self) -> f64 {
        let (t, bends) = (self.thickness, f64::from(self.bends()));
        let straight = self.base + self.upright + self.far_upright.unwrap_or(0.0) - 2.0 * bends * self.outer();
        let ring = PI / 4.0 * (self.outer().powi(2) - self.radius.powi(2));
        let cut: f64 = self
            .openings
            .iter()
            .map(|opening| {
                let one = PI * opening.width.powi(2) / 4.0 + (opening.length - opening.width).max(0.0) * opening.width;
                one * opening.centres.len() as f64
            })
            .sum();
        (straight * t + bends * ring) * self.width - cut * t
    }

    fn flat_pattern(&self) -> Option<(Sheet, FlatTruth)> {
        let (length, width) = (self.developed(), self.width);
        let mut sheet = Sheet::new([length, width], 1.0);
        let mut cut = 0.0;
        let outlines = self.openings.iter().flat_map(|opening| {
            opening.centres.iter().map(|centre| {
                let place = self.unfolded(opening.upright, *centre);
                let [a, b] = if opening.upright { [opening.width, opening.length] } else { [opening.length, opening.width] };
                (opening.round(), Outline::rectangle(place, a, b, opening.width / 2.0), place, opening.width / 2.0)
            })
        });
        let border = Outline::rectangle([length / 2.0, width / 2.0], length, width, 0.0);
        let mut contours = 0;
        for (round, outline, place, radius) in std::iter::once((false, border, [0.0; 2], 0.0)).chain(outlines) {
            contours += 1;
            if round {
                sheet.items.push(Item::Arc(place, radius, 0.0, 360.0, Layer::Outline));
                cut += 2.0 * PI * radius;
                continue;
            }
            for (from, segment) in outline.walk() {
                match segment {
                    OutlineSegment::Line(to) => {
                        sheet.line(from, to, Layer::Outline);
                        cut += (to[0] - from[0]).hypot(to[1] - from[1]);
                    }
                    OutlineSegment::Arc { to, centre, radius, .. } => {
                        let angle = |[x, y]: Point| (y - centre[1]).atan2(x - centre[0]).to_degrees();
                        let sweep = (angle(to) - angle(from)).rem_euclid(360.0);
                        sheet.items.push(Item::Arc(centre, radius, angle(from), angle(from) + sweep, Layer::Outline));
                        cut += sweep.to_radians() * radius;
                    }
                }
            }
        }
        for x in self.bend_lines() {
            sheet.line([x, 0.0], [x, width], Layer::Bend);
        }
        let truth = FlatTruth {
            size_mm: [length, width].map(|value| (value * 1000.0).round() / 1000.0),
            cut_length_mm: (cut * 1000.0).round() / 1000.0,
            closed_contours: contours,
            bends: self.bends(),
            thickness_mm: self.thickness,
            bend_radius_mm: self.radius,
        };
        Some((sheet, truth))
    }

    fn holes(&self) -> Vec<HoleTruth> {
        let round = self.openings.iter().filter(|opening| opening.round());
        round
            .map(|opening| HoleTruth {
                diameter_mm: opening.width,
                depth_mm: self.thickness,
                through: true,
                kind: HoleKind::Plain,
                axis: if opening.upright { [-1.0, 0.0, 0.0] } else { Z },
                count: opening.centres.len() as u32,
                thread: None,
            })
            .collect()
    }

    fn processes(&self) -> Vec<Process> {
        vec![Process::SheetMetal]
    }

    fn format(&self) -> ([f64; 2], f64) {
        (self.sheet_size, self.scale)
    }

    fn draw(&self, sheet: &mut Sheet, identity: &Identity) {
        super::bent_sheet_views::draw(self, sheet, identity.language);
    }

    fn fits(&self) -> Vec<(bool, f64, &'static str)> {
        Vec::new()
    }

    fn notes_at(&self, sheet: &Sheet) -> [f64; 2] {
        [sheet.size[0] - 84.0, sheet.size[1] - 18.0]
    }

    fn fits_at(&self, sheet: &Sheet) -> [f64; 2] {
        [sheet.size[0] - 72.0, 100.0]
    }
}
