//! Machining features from the face graph: holes, pockets, slots, steps, bosses, edge breaks, blends, grooves, turned profiles.
//!
//! Rules over topology and exact geometry. A group of faces that fits no rule is left without a name: a wrong feature costs more than a missing one.

mod blends;
mod bosses;
mod depressions;
mod graph;
mod holes;
mod turned;

use std::collections::HashSet;

use trusquin_domain::{FaceGraph, Feature, SolidGeometry};

use graph::Faces;

/// Faces above which no features are looked for: an assembly, or a scan made of facets.
const MOST_FACES: usize = 20_000;

/// Features of the solids of a model, the largest sorts first: turned profile, holes, depressions, bosses, blends.
pub fn features(graph: &FaceGraph, solid: &SolidGeometry) -> Vec<Feature> {
    if graph.faces.len() > MOST_FACES || solid.solids == 0 {
        return Vec::new();
    }
    let faces = Faces::new(graph);
    let mut used: HashSet<usize> = HashSet::new();
    let mut found = Vec::new();
    let profile = turned::profile(&faces, solid);
    found.extend(profile.iter().map(|p| p.feature.clone()));
    found.extend(turned::grooves(&faces, &mut used));
    found.extend(holes::holes(&faces, &solid.holes, &mut used));
    found.extend(depressions::depressions(&faces, &mut used));
    found.extend(bosses::bosses(&faces, &used, profile.as_ref()));
    found.extend(blends::blends(&faces, &used));
    found
}
