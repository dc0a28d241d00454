//! Milled brackets: a plate or an angle with drilled, counterbored and tapped holes and a pocket.

use std::f64::consts::PI;

use trusquin_domain::{HoleKind, Process};

use super::Family;
use crate::order::Identity;
use crate::random::SplitMix64;
use crate::sheet::Sheet;
use crate::sheet::title_block::TitleBlockLayout;
use crate::solid::vector::Vec3;
use crate::solid::{Outline, Placement, Solid, polygon_contains};
use crate::standards::Thread;
use crate::truth::HoleTruth;

/// Tangent of the half tip angle of a drill (120 degrees in all).
const DRILL_TIP: f64 = 1.732_050_807_568_877_2;

/// The upright of an angle bracket, along y at x = 0.
#[derive(Debug, Clone, Copy)]
pub struct Wall {
    /// Height over the underside of the base, mm.
    pub height: f64,
    /// Thickness, mm.
    pub thickness: f64,
    /// Inner fillet, mm.
    pub fillet: f64,
}

/// Sort of hole.
#[derive(Debug, Clone, Copy)]
pub enum Drilling {
    /// Through, one diameter.
    Plain {
        /// Diameter, mm.
        diameter: f64,
        /// ISO 286 class.
        fit: Option<&'static str>,
    },
    /// Through, with a flat-bottomed counterbore.
    Counterbored {
        /// Diameter, mm.
        diameter: f64,
        /// Counterbore diameter, mm.
        bore: f64,
        /// Counterbore depth, mm.
        depth: f64,
    },
    /// Tapped; through without a depth.
    Tapped {
        /// Thread.
        thread: Thread,
        /// Thread depth and drill depth, mm.
        depths: Option<(f64, f64)>,
    },
}

/// Equal holes in one face.
#[derive(Debug, Clone)]
pub struct HolePattern {
    /// In the upright's back face (positions are y, z) instead of the base's top face (positions are x, y).
    pub in_wall: bool,
    /// Centres, mm from the lower left corner.
    pub centres: Vec<[f64; 2]>,
    /// Sort.
    pub drilling: Drilling,
}

/// A rectangular pocket in the top face, or a window through it.
#[derive(Debug, Clone, Copy)]
pub struct Pocket {
    /// Centre, mm.
    pub centre: [f64; 2],
    /// Along x, mm.
    pub length: f64,
    /// Along y, mm.
    pub width: f64,
    /// Corner radius, mm; half the width makes a slot.
    pub radius: f64,
    /// Depth, mm; `None` goes through.
    pub depth: Option<f64>,
}

/// A bracket; z is up, the base lies on z = 0.
#[derive(Debug, Clone)]
pub struct Bracket {
    /// Along x, mm.
    pub length: f64,
    /// Along y, mm.
    pub width: f64,
    /// Thickness of the base, mm, and its symmetrical tolerance when drawn.
    pub thickness: (f64, Option<f64>),
    /// Radius of the plate's four corners, mm; an angle has sharp ones.
    pub corner: f64,
    /// Upright.
    pub wall: Option<Wall>,
    /// Holes.
    pub holes: Vec<HolePattern>,
    /// Pockets and windows, apart from each other.
    pub pockets: Vec<Pocket>,
    /// Roughness of the top face, Ra in micrometres.
    pub ra: Option<f64>,
    /// Sheet size, mm.
    pub sheet_size: [f64; 2],
    /// Scale.
    pub scale: f64,
}

impl HolePattern {
    /// Thickness of material the hole crosses, mm.
    fn thickness(&self, bracket: &Bracket) -> f64 {
        if self.in_wall { bracket.wall.map_or(0.0, |wall| wall.thickness) } else { bracket.thickness.0 }
    }

    /// Removed profile from the bottom to the mouth as `(height over the mouth, radius)`, and whether it goes through.
    pub fn profile(&self, bracket: &Bracket) -> (Vec<[f64; 2]>, bool) {
        let thickness = self.thickness(bracket);
        match self.drilling {
            Drilling::Plain { diameter, .. } => (vec![[-thickness, diameter / 2.0], [0.0, diameter / 2.0]], true),
            Drilling::Counterbored { diameter, bore, depth } => {
                (vec![[-thickness, diameter / 2.0], [-depth, diameter / 2.0], [-depth, bore / 2.0], [0.0, bore / 2.0]], true)
            }
            Drilling::Tapped { thread, depths: None } => {
                (vec![[-thickness, thread.tap_drill_mm / 2.0], [0.0, thread.tap_drill_mm / 2.0]], true)
            }
            Drilling::Tapped { thread, depths: Some((_, drill)) } => {
                let radius = thread.tap_drill_mm / 2.0;
                (vec![[-drill - radius / DRILL_TIP, 0.0], [-drill, radius], [0.0, radius]], false)
            }
        }
    }

    /// Where the mouth of a hole is in the part.
    pub fn mouth(&self, bracket: &Bracket, [a, b]: [f64; 2]) -> Vec3 {
        if self.in_wall { [0.0, a, b] } else { [a, b, bracket.thickness.0] }
    }

    /// Outward direction at the mouth.
    pub fn axis(&self) -> Vec3 {
        if self.in_wall { [-1.0, 0.0, 0.0] } else { [0.0, 0.0, 1.0] }
    }
}

impl Bracket {
    /// Height over all, mm.
    pub fn height(&self) -> f64 {
        self.wall.map_or(self.thickness.0, |wall| wall.height)
    }

    fn outline(&self) -> Outline {
        let (length, thickness) = (self.length, self.thickness.0);
        match self.wall {
            None => Outline::rectangle([length / 2.0, self.width / 2.0], length, self.width, self.corner),
            Some(wall) => Outline::rounded(&[
                [0.0, 0.0, 0.0],
                [length, 0.0, 0.0],
                [length, thickness, 0.0],
                [wall.thickness, thickness, wall.fillet],
                [wall.thickness, wall.height, 0.0],
                [0.0, wall.height, 0.0],
            ]),
        }
    }

    pub(super) fn pocket_outline(pocket: &Pocket) -> Outline {
        Outline::rectangle(pocket.centre, pocket.length, pocket.width, pocket.radius)
    }

    /// True when there is material at the point.
    pub fn material(&self) -> impl Fn(Vec3) -> bool + '_ {
        let outline = self.outline().flattened();
        let pockets: Vec<_> = self.pockets.iter().map(|pocket| (Self::pocket_outline(pocket).flattened(), pocket)).collect();
        let profiles: Vec<_> = self.holes.iter().map(|pattern| (pattern, pattern.profile(self).0)).collect();
        move |point| {
            let [x, y, z] = point;
            let in_body = match self.wall {
                None => z > 0.0 && z < self.thickness.0 && polygon_contains(&outline, [x, y]),
                Some(_) => y > 0.0 && y < self.width && polygon_contains(&outline, [x, z]),
            };
            let in_hole = |pattern: &HolePattern, profile: &[[f64; 2]], centre: &[f64; 2]| {
                let (height, across) = if pattern.in_wall {
                    (-x, (y - centre[0]).hypot(z - centre[1]))
                } else {
                    (z - self.thickness.0, (x - centre[0]).hypot(y - centre[1]))
                };
                height <= 0.0
                    && profile.windows(2).any(|pair| {
                        let ([h0, r0], [h1, r1]) = (pair[0], pair[1]);
                        h1 > h0 && height >= h0 && height <= h1 && across < r0 + (height - h0) / (h1 - h0) * (r1 - r0)
                    })
            };
            in_body
                && !pockets.iter().any(|(outline, pocket)| {
                    z > self.thickness.0 - pocket.depth.unwrap_or(self.thickness.0)
                        && z <= self.thickness.0
                        && polygon_contains(outline, [x, y])
                })
                && !profiles.iter().any(|(pattern, profile)| pattern.centres.iter().any(|centre| in_hole(pattern, profile, centre)))
        }
    }

    /// A random plate or angle.
    pub fn sample(random: &mut SplitMix64) -> Self {
        let (length, width) = (random.length_mm(90.0, 130.0, 5.0), random.length_mm(50.0, 70.0, 5.0));
        let thickness = random.length_mm(10.0, 16.0, 2.0);
        let wall = random.chance(50).then(|| Wall {
            height: random.length_mm(45.0, 60.0, 5.0),
            thickness: random.length_mm(10.0, 14.0, 2.0),
            fillet: 5.0,
        });
        let first = wall.map_or(0.0, |wall| wall.thickness + 6.0) + 12.0;
        let (near, far) = (12.0, width - 12.0);
        let corners = vec![[first, near], [length - 12.0, near], [length - 12.0, far], [first, far]];
        let mut holes = vec![HolePattern {
            in_wall: false,
            centres: corners,
            drilling: *random
                .pick(&[Drilling::Plain { diameter: 9.0, fit: None }, Drilling::Counterbored { diameter: 6.6, bore: 11.0, depth: 6.5 }]),
        }];
        if let (Some(wall), Some(thread)) = (wall, Thread::coarse(*random.pick(&[5.0, 6.0, 8.0]))) {
            let height = thickness + (wall.height - thickness) * 0.6;
            let height = (height / 2.5).round() * 2.5;
            holes.push(HolePattern {
                in_wall: true,
                centres: vec![[15.0, height], [width - 15.0, height]],
                drilling: Drilling::Tapped { thread, depths: None },
            });
        }
        let centre = [(first + length - 12.0) / 2.0, width / 2.0];
        let pocket = random.chance(60).then(|| Pocket { centre, length: 30.0, width: 16.0, radius: 5.0, depth: Some(thickness / 2.0) });
        let corner = if wall.is_none() { 6.0 } else { 0.0 };
        Self {
            length,
            width,
            thickness: (thickness, None),
            corner,
            wall,
            holes,
            pockets: pocket.into_iter().collect(),
            ra: Some(1.6),
            sheet_size: [420.0, 297.0],
            scale: 1.0,
        }
    }
}

impl Family for Bracket {
    fn name(&self) -> &'static str {
        "milled_bracket"
    }

    fn solid(&self) -> Solid {
        let mut solid = Solid::default();
        let outline = self.outline();
        let (x, y, z) = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]);
        let (top, bottom, back, inner) = if self.wall.is_some() {
            let body = solid.extrude(Placement { origin: [0.0, self.width, 0.0], u: x, v: z }, &outline, self.width);
            let sides = &body.sides;
            (sides[2], sides[0], sides[sides.len() - 1], sides[sides.len() - 3])
        } else {
            let body = solid.extrude(Placement { origin: [0.0; 3], u: x, v: y }, &outline, self.thickness.0);
            (body.end, body.start, body.end, body.start)
        };
        for pocket in &self.pockets {
            let place = Placement { origin: [0.0, 0.0, self.thickness.0], u: x, v: y };
            let depth = pocket.depth.unwrap_or(self.thickness.0);
            solid.pocket(top, place, &Self::pocket_outline(pocket), depth, pocket.depth.is_none().then_some(bottom));
        }
        for pattern in &self.holes {
            let (profile, through) = pattern.profile(self);
            let (mouth, exit) = if pattern.in_wall { (back, inner) } else { (top, bottom) };
            for centre in &pattern.centres {
                solid.drill(mouth, pattern.mouth(self, *centre), &profile, through.then_some(exit));
            }
        }
        solid
    }

    fn volume_mm3(&self) -> f64 {
        let thickness = self.thickness.0;
        let mut volume = match self.wall {
            None => (self.length * self.width - (4.0 - PI) * self.corner.powi(2)) * thickness,
            Some(wall) => {
                let fillet = (1.0 - PI / 4.0) * wall.fillet.powi(2);
                (self.length * thickness + (wall.height - thickness) * wall.thickness + fillet) * self.width
            }
        };
        for pocket in &self.pockets {
            volume -= (pocket.length * pocket.width - (4.0 - PI) * pocket.radius.powi(2)) * pocket.depth.unwrap_or(thickness);
        }
        for pattern in &self.holes {
            let depth = pattern.thickness(self);
            let disc = |diameter: f64| PI * diameter * diameter / 4.0;
            let one = match pattern.drilling {
                Drilling::Plain { diameter, .. } => disc(diameter) * depth,
                Drilling::Counterbored { diameter, bore, depth: sunk } => disc(diameter) * depth + (disc(bore) - disc(diameter)) * sunk,
                Drilling::Tapped { thread, depths: None } => disc(thread.tap_drill_mm) * depth,
                Drilling::Tapped { thread, depths: Some((_, drill)) } => {
                    disc(thread.tap_drill_mm) * (drill + thread.tap_drill_mm / 2.0 / DRILL_TIP / 3.0)
                }
            };
            volume -= one * pattern.centres.len() as f64;
        }
        volume
    }

    fn holes(&self) -> Vec<HoleTruth> {
        let one = |pattern: &HolePattern| {
            let depth = pattern.thickness(self);
            let (diameter_mm, depth_mm, kind, thread) = match pattern.drilling {
                Drilling::Plain { diameter, .. } => (diameter, depth, HoleKind::Plain, None),
                Drilling::Counterbored { diameter, .. } => (diameter, depth, HoleKind::Counterbore, None),
                Drilling::Tapped { thread, depths } => {
                    (thread.tap_drill_mm, depths.map_or(depth, |d| d.1), HoleKind::Plain, Some(thread.designation()))
                }
            };
            HoleTruth {
                diameter_mm,
                depth_mm,
                through: pattern.profile(self).1,
                kind,
                axis: pattern.axis(),
                count: pattern.centres.len() as u32,
                thread,
            }
        };
        self.holes.iter().map(one).collect()
    }

    fn processes(&self) -> Vec<Process> {
        vec![Process::Milling]
    }

    fn format(&self) -> ([f64; 2], f64) {
        (self.sheet_size, self.scale)
    }

    fn draw(&self, sheet: &mut Sheet, identity: &Identity) {
        super::bracket_sheet::draw(self, sheet, identity.language);
    }

    fn fits(&self) -> Vec<(bool, f64, &'static str)> {
        self.holes
            .iter()
            .filter_map(|pattern| match pattern.drilling {
                Drilling::Plain { diameter, fit } => Some((true, diameter, fit?)),
                _ => None,
            })
            .collect()
    }

    fn notes_at(&self, sheet: &Sheet) -> [f64; 2] {
        [sheet.size[0] - 190.0, 96.0]
    }

    fn fits_at(&self, sheet: &Sheet) -> [f64; 2] {
        // Over a narrow column, else beside the notes.
        let x = sheet.size[0] - 10.0 - 58.0 - 4.0;
        match sheet.layout {
            TitleBlockLayout::Column => [x, sheet.layout.covers(sheet.size)[3] + 5.2 * (self.fits().len() as f64 + 1.0) + 4.0],
            _ => [x, 100.0],
        }
    }
}
