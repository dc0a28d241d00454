//! Clampings: the fewest tool directions that reach every feature, chosen greedily, the one with most work first.

use trusquin_domain::{Feature, Setup};

use super::graph::parallel;
use crate::geometry::vector::dot;

/// Clampings of the features that say where a tool can come from. Features that ask for none (bends, thin walls) are in none.
pub(super) fn setups(features: &[Feature]) -> Vec<Setup> {
    let mut left: Vec<usize> = (0..features.len()).filter(|i| features.get(*i).is_some_and(|f| !f.access.is_empty())).collect();
    let mut directions: Vec<[f64; 3]> = Vec::new();
    for direction in features.iter().flat_map(|f| &f.access) {
        if !directions.iter().any(|known| same(*known, *direction)) {
            directions.push(*direction);
        }
    }
    let reached = |index: usize, direction: [f64; 3]| features.get(index).is_some_and(|f| f.access.iter().any(|a| same(*a, direction)));
    let mut out: Vec<Setup> = Vec::new();
    while !left.is_empty() {
        let weight = |direction: &[f64; 3]| -> u32 {
            left.iter().filter(|i| reached(**i, *direction)).filter_map(|i| features.get(*i)).map(|f| f.count).sum()
        };
        // The first of equals, so that the answer does not depend on chance.
        let Some(best) = directions.iter().copied().rev().max_by_key(weight).filter(|d| weight(d) > 0) else { break };
        let (here, rest): (Vec<usize>, Vec<usize>) = left.iter().partition(|i| reached(**i, best));
        out.push(Setup { direction: best, features: here });
        left = rest;
    }
    // Equal holes that open to opposite sides are one feature in two clampings; so is a profile turned from both ends.
    for (index, feature) in features.iter().enumerate() {
        if needs_all(feature) {
            for direction in &feature.access {
                match out.iter_mut().find(|s| same(s.direction, *direction)) {
                    Some(setup) if !setup.features.contains(&index) => setup.features.push(index),
                    Some(_) => {}
                    None => out.push(Setup { direction: *direction, features: vec![index] }),
                }
            }
        }
    }
    for setup in &mut out {
        setup.features.sort_unstable();
    }
    out
}

/// A through hole or slot can be cut from any of its sides; blind work that lists several sides is several cuts.
fn needs_all(feature: &Feature) -> bool {
    use trusquin_domain::FeatureKind as K;
    match feature.kind {
        K::TurnedProfile | K::Flat => true,
        K::Hole => feature.through == Some(false) && feature.access.len() > 1,
        K::CounterboredHole | K::CountersunkHole | K::SteppedHole => {
            feature.access.len() > 1 && feature.access.iter().all(|a| parallel(*a, feature.axis.unwrap_or(*a)))
        }
        _ => false,
    }
}

fn same(a: [f64; 3], b: [f64; 3]) -> bool {
    dot(a, b) > 0.999
}
