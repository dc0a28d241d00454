//! Random holes: through, blind with tip or flat, counterbored, countersunk, stepped, with broken edge.

use trusquin_domain::{HoleKind, StepKind};

use super::truth::{HoleCutTruth, StepTruth};
use crate::random::SplitMix64;

/// Diameters of drills, tap drills and reamers of the shop, mm.
const DIAMETERS: [f64; 18] = [2.5, 3.0, 3.3, 4.0, 4.2, 5.0, 5.5, 6.0, 6.6, 6.8, 7.8, 8.0, 8.5, 9.0, 10.0, 10.2, 11.0, 12.0];
/// Half of the 118 degrees of a twist drill (DIN 1897, type N).
const TIP_HALF_ANGLE_DEG: f64 = 59.0;

/// A hole as the chain [`crate::solid::Solid::drill`] revolves, and what is true of it.
#[derive(Debug, Clone)]
pub(super) struct Drilling {
    pub chain: Vec<[f64; 2]>,
    pub truth: HoleCutTruth,
}

impl Drilling {
    /// Widest radius.
    pub fn reach(&self) -> f64 {
        self.chain.iter().map(|p| p[1]).fold(0.0, f64::max)
    }

    /// How far it goes into the material, tip included.
    pub fn bottom(&self) -> f64 {
        self.chain.first().map_or(0.0, |p| -p[0])
    }
}

/// A random hole; `through` is the thickness to go through.
pub(super) fn drilling(random: &mut SplitMix64, through: Option<f64>, largest: f64) -> Drilling {
    let fits: Vec<f64> = DIAMETERS.iter().copied().filter(|d| *d <= largest).collect();
    let diameter = *random.pick(&fits);
    let depth = through.unwrap_or_else(|| random.length_mm((1.5 * diameter).ceil().max(6.0), (4.0 * diameter).ceil().max(8.0), 0.5));
    // From the mouth inwards: (depth, radius) of the wall.
    let r = diameter / 2.0;
    let mut wall: Vec<[f64; 2]> = Vec::new();
    let (mut kind, mut second, mut angle) = (HoleKind::Plain, None, None);
    let half = |x: f64| (x * 2.0).round() / 2.0;
    match random.whole(0, 6) {
        0 => {
            let (wide, deep) = (half(1.7 * diameter), half(0.9 * diameter).min(half(depth / 2.0)));
            wall.extend([[0.0, wide / 2.0], [deep, wide / 2.0], [deep, r]]);
            (kind, second) = (HoleKind::Counterbore, Some(wide));
        }
        1 => {
            let (wide, whole) = (half(1.9 * diameter), *random.pick(&[82.0, 90.0, 120.0]));
            let deep = (wide / 2.0 - r) / f64::to_radians(whole / 2.0).tan();
            if deep < depth - 1.0 {
                wall.extend([[0.0, wide / 2.0], [deep, r]]);
                (kind, second, angle) = (HoleKind::Countersink, Some(wide), Some(whole));
            } else {
                wall.push([0.0, r]);
            }
        }
        2 => {
            let (middle, wide) = (diameter + 2.0, diameter + 5.0);
            let (first, next) = (half(depth * 0.25), half(depth * 0.6));
            wall.extend([[0.0, wide / 2.0], [first, wide / 2.0], [first, middle / 2.0], [next, middle / 2.0], [next, r]]);
            (kind, second) = (HoleKind::Stepped, Some(wide));
        }
        3 => {
            let edge = if diameter > 6.0 { 0.5 } else { 0.3 };
            wall.extend([[0.0, r + edge], [edge, r]]);
        }
        _ => wall.push([0.0, r]),
    }
    wall.push([depth, r]);
    if through.is_none() {
        if random.chance(70) {
            wall.push([depth + r / TIP_HALF_ANGLE_DEG.to_radians().tan(), 0.0]);
        } else {
            wall.push([depth, 0.0]);
        }
    }
    let chain = wall.iter().rev().map(|[depth, radius]| [-depth, *radius]).collect();
    let truth = HoleCutTruth {
        kind,
        diameter_mm: diameter,
        depth_mm: depth,
        through: through.is_some(),
        second_diameter_mm: second,
        angle_deg: angle,
        steps: steps(&wall, true),
    };
    Drilling { chain, truth }
}

/// Steps of a wall given as (place along the axis, radius).
pub(super) fn steps(wall: &[[f64; 2]], inside: bool) -> Vec<StepTruth> {
    wall.windows(2)
        .filter(|w| (w[1][0] - w[0][0]).abs() > 1e-9)
        .map(|w| StepTruth {
            kind: if (w[0][1] - w[1][1]).abs() < 1e-9 { StepKind::Cylinder } else { StepKind::Cone },
            inside,
            at_mm: w[0][0],
            length_mm: w[1][0] - w[0][0],
            diameter_mm: 2.0 * w[0][1],
            end_diameter_mm: 2.0 * w[1][1],
        })
        .collect()
}
