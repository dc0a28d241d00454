//! How far two parts are from each other, by traits a person would name, and the nearest of many by exact search.

use super::descriptor::{Descriptor, place};

/// What two parts have in common or not; the words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    /// Extents.
    Size,
    /// How the volume fills the box.
    Shape,
    /// Sorts of surfaces and how many.
    Faces,
    /// Holes by diameter, threads.
    Holes,
    /// How it is made.
    Process,
    /// Material group.
    Material,
    /// Tightest tolerance and finest surface.
    Tolerance,
}

impl Trait {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Shape => "shape",
            Self::Faces => "faces",
            Self::Holes => "holes",
            Self::Process => "process",
            Self::Material => "material",
            Self::Tolerance => "tolerance",
        }
    }
}

/// A trait, its numbers, and what one unit of their difference weighs. Weights are set so that 1 is what makes an estimator look for
/// another part to compare with: a third larger on every side, another process, another material group, a decade of tolerance.
const TRAITS: [(Trait, std::ops::Range<usize>, f32); 7] = [
    (Trait::Size, place::SIZE, 2.0),
    (Trait::Shape, place::SHAPE, 1.5),
    (Trait::Faces, place::FACES, 0.8),
    (Trait::Holes, place::HOLES, 0.5),
    (Trait::Process, place::PROCESS, 0.8),
    (Trait::Material, place::MATERIAL, 0.5),
    (Trait::Tolerance, place::TOLERANCE, 0.4),
];

/// A trait known of one part and not (or not wholly) of the other: so far from each other are they in it.
const UNKNOWN: f32 = 0.35;

/// Traits nearer than this are why the parts are alike.
const ALIKE: f32 = 0.15;

/// Below this two parts are the same: what is left is the rounding of the numbers.
const REPEAT: f32 = 1e-4;

/// How near an earlier part is.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// 0 for the same part, 1 for one an estimator would not compare with; no upper end.
    pub distance: f32,
    /// The traits they share.
    pub shared: Vec<Trait>,
    /// The traits that tell them apart, farthest first.
    pub apart: Vec<Trait>,
}

impl Likeness {
    /// True for the same part quoted again.
    pub fn is_repeat(&self) -> bool {
        self.distance <= REPEAT
    }
}

fn trait_distance(one: &Descriptor, other: &Descriptor, range: &std::ops::Range<usize>, weight: f32) -> f32 {
    let mut unknown = 0.0;
    let squares = one.group(range).iter().zip(other.group(range)).map(|(a, b)| match (a.is_nan(), b.is_nan()) {
        (true, true) => 0.0,
        (false, false) => (weight * (a - b)).powi(2),
        _ => {
            unknown = UNKNOWN;
            0.0
        }
    });
    let known: f32 = squares.sum();
    (known + unknown * unknown).sqrt()
}

fn distance(one: &Descriptor, other: &Descriptor) -> f32 {
    TRAITS.iter().map(|(_, range, weight)| trait_distance(one, other, range, *weight).powi(2)).sum::<f32>().sqrt()
}

/// How alike two parts are, and in what.
pub fn likeness(one: &Descriptor, other: &Descriptor) -> Likeness {
    let mut traits: Vec<(f32, Trait)> =
        TRAITS.iter().map(|(name, range, weight)| (trait_distance(one, other, range, *weight), *name)).collect();
    let shared = traits.iter().filter(|(far, _)| *far < ALIKE).map(|(_, name)| *name).collect();
    traits.retain(|(far, _)| *far >= ALIKE);
    traits.sort_by(|a, b| b.0.total_cmp(&a.0));
    Likeness { distance: distance(one, other), shared, apart: traits.into_iter().map(|(_, name)| name).collect() }
}

/// The `count` nearest of many, nearest first, equal ones in the order given: positions and distances. Every one is measured.
pub fn nearest(wanted: &Descriptor, known: &[Descriptor], count: usize) -> Vec<(usize, f32)> {
    let mut all: Vec<(usize, f32)> = known.iter().enumerate().map(|(index, other)| (index, distance(wanted, other))).collect();
    let order = |a: &(usize, f32), b: &(usize, f32)| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0));
    if count < all.len() && count > 0 {
        all.select_nth_unstable_by(count - 1, order);
    }
    all.truncate(count);
    all.sort_by(order);
    all
}
