//! Machining features from the face graph: holes, pockets, slots, steps, bosses, edge breaks, blends, grooves, turned profiles, bends,
//! and what they say of the part together: its class, its clampings, its limits.
//!
//! Rules over topology and exact geometry. A group of faces that fits no rule is left without a name: a wrong feature costs more than a missing one.

mod bends;
mod blends;
mod bosses;
mod depressions;
mod graph;
mod holes;
mod limits;
mod outline;
mod part_class;
mod patterns;
mod profile;
mod regions;
mod setups;
mod turned;
mod undercuts;
mod walls;

use std::collections::HashSet;

use trusquin_domain::{FaceGraph, FeatureKind, PartClass, Recognition, SolidGeometry};

use graph::Faces;

/// Faces above which no features are looked for: an assembly, or a scan made of facets.
const MOST_FACES: usize = 20_000;

/// Everything the faces of a model say; features with the largest sorts first: turned profile, holes, depressions, bosses, blends.
pub fn recognise(graph: &FaceGraph, solid: &SolidGeometry) -> Recognition {
    let Some(limits) = limits::limits().filter(|_| graph.faces.len() <= MOST_FACES && solid.solids > 0) else {
        return Recognition::default();
    };
    let faces = Faces::new(graph);
    let mut used: HashSet<usize> = HashSet::new();
    let sheet = (solid.solids == 1).then(|| bends::sheet(&faces, solid, &limits.bending)).flatten();
    let profile = turned::profile(&faces, solid);
    // Holes come before all else, so that the places they give to one another stay those of the list.
    let mut features = holes::holes(&faces, &solid.holes, &mut used);
    features.extend(profile.iter().map(|p| p.feature.clone()));
    features.extend(turned::grooves(&faces, &mut used));
    if let Some(profile) = &profile {
        features.extend(turned::flats(&faces, profile, &mut used));
    }
    if let Some((_, bends)) = &sheet {
        used.extend(bends.iter().flat_map(|b| &b.faces).filter_map(|r| faces.find(r)));
        features.extend(bends.iter().cloned());
    }
    features.extend(regions::teeth(&faces));
    features.extend(undercuts::undercuts(&faces, &mut used));
    features.extend(depressions::depressions(&faces, &mut used));
    features.extend(bosses::bosses(&faces, &used, profile.as_ref()));
    features.extend(blends::blends(&faces, &used));
    features.extend(regions::freeform(&faces));
    let sheet = sheet.map(|(sheet, _)| sheet);
    let part_class = part_class::part_class(&faces, solid, &features, sheet.as_ref(), &limits.part_class);
    let thin = part_class.as_ref().is_none_or(|c| matches!(c.class, PartClass::Sheet | PartClass::Tube));
    if !thin {
        features.extend(walls::thin_walls(&faces, &limits.thin_walls));
    }
    let corners = features.iter().filter(|f| f.kind != FeatureKind::Bend && f.kind != FeatureKind::Round).filter_map(|f| f.radius_mm);
    Recognition {
        smallest_inside_radius_mm: corners.min_by(f64::total_cmp),
        thinnest_wall_mm: features.iter().filter_map(|f| f.thickness_mm.filter(|_| f.kind == FeatureKind::ThinWall)).min_by(f64::total_cmp),
        setups: setups::setups(&features),
        sheet: sheet.filter(|_| part_class.as_ref().is_some_and(|c| c.class == PartClass::Sheet)),
        part_class,
        features,
    }
}
