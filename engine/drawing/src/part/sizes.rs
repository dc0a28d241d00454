//! The lengths and diameters a model can be dimensioned with, and how telling it is that a written size is among them.
//!
//! A dimension joins two things that are plain on the solid: two parallel planes, an axis and a plane, two axes, the two sides of a
//! cylinder, the ends of the part. All such distances are listed once; a drawing of this part takes nearly all its sizes from the list.

use trusquin_domain::{Dimension, DimensionKind, FaceKind, FaceSummary, FlatGeometry, SolidGeometry};

/// Directions are the same within this cosine (0.8 degrees).
const PARALLEL: f64 = 0.9999;
/// And square to each other below this cosine.
const SQUARE: f64 = 0.01;
/// Coordinates nearer than this are one, mm.
const SAME_MM: f64 = 0.002;
/// Directions of a model that are measured along, most used first: real parts are drawn in views along few.
const MOST_DIRECTIONS: usize = 12;
/// Coordinates of one direction that are paired: beyond, every size is there by chance and nothing is told anyway.
const MOST_COORDINATES: usize = 900;
/// Share of a size on either side within which chance is measured.
const NEIGHBOURHOOD: f64 = 0.15;

/// Sizes of one model or flat file, each list sorted.
#[derive(Debug, Clone, Default)]
pub(super) struct Sizes {
    /// Extents, largest first: three of a model, two of a flat part.
    pub extents: Vec<f64>,
    lengths: Vec<f64>,
    diameters: Vec<f64>,
    /// Widest extent of a face that has every diameter up to it (cone, torus, free form); 0 when there is none.
    any_diameter_to: f64,
    /// False for a flat file, whose contours have no places.
    pub has_lengths: bool,
}

/// What a written size is to the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Match {
    /// The model has it; with the chance (0 to 1) that a size like it would be found anyway.
    Found(f64),
    /// The model has it not; with the same chance.
    Absent(f64),
    /// The size could not be compared with this model.
    Silent,
}

impl Sizes {
    /// Sizes of a solid; `None` when it has no envelope or its faces were not listed.
    pub fn of_solid(solid: &SolidGeometry) -> Option<Self> {
        let mut extents = solid.bbox_mm?.to_vec();
        extents.sort_by(|a, b| b.total_cmp(a));
        let faces = &solid.face_summaries;
        if faces.is_empty() {
            return None;
        }
        let mut lengths: Vec<f64> = extents.clone();
        for direction in directions(faces) {
            lengths.extend(differences(coordinates(faces, direction)));
        }
        let mut diameters: Vec<f64> = faces.iter().filter_map(round).map(|radius| 2.0 * radius).collect();
        lengths.extend(&diameters);
        let between = axis_distances(faces);
        // The pitch circle of holes around an axis has twice their distance from it.
        diameters.extend(between.iter().map(|distance| 2.0 * distance));
        diameters.extend(between.iter().copied());
        lengths.extend(between);
        diameters.extend(&extents);
        let any_diameter_to = faces.iter().filter(|face| any_diameter(face)).map(widest).fold(0.0, f64::max);
        Some(Self { extents, lengths: sorted(lengths), diameters: sorted(diameters), any_diameter_to, has_lengths: true })
    }

    /// Sizes of a flat part; `None` when the file shows more than one outline (a sheet with views and a frame).
    pub fn of_flat(flat: &FlatGeometry) -> Option<Self> {
        let outlines = flat.contours.iter().filter(|contour| contour.depth == 0).count();
        let mut extents = flat.cut_bbox_mm.filter(|_| outlines == 1)?.to_vec();
        extents.sort_by(|a, b| b.total_cmp(a));
        let diameters = flat.contours.iter().filter_map(|contour| contour.diameter_mm).collect();
        Some(Self { extents, diameters: sorted(diameters), ..Self::default() })
    }

    /// Whether the model has the size of a dimension.
    pub fn find(&self, dimension: &Dimension) -> Match {
        let Some(size) = dimension.nominal_mm.filter(|size| *size > 0.0) else { return Match::Silent };
        let tolerance = written_tolerance_mm(dimension);
        match dimension.kind {
            DimensionKind::Linear if self.has_lengths => look(&self.lengths, size, tolerance),
            DimensionKind::Diameter | DimensionKind::HoleCallout if dimension.thread.is_none() => {
                let found = look(&self.diameters, size, tolerance);
                if matches!(found, Match::Absent(_)) && size <= self.any_diameter_to + tolerance { Match::Silent } else { found }
            }
            DimensionKind::Radius => match look(&self.diameters, 2.0 * size, 2.0 * tolerance) {
                // Drawings round corners that models leave sharp, and call arcs of free-form edges by radius.
                Match::Absent(_) => Match::Silent,
                found => found,
            },
            _ => Match::Silent,
        }
    }

    /// The longest straight line that fits between two corners of the envelope, mm.
    pub fn diagonal(&self) -> f64 {
        self.extents.iter().map(|extent| extent * extent).sum::<f64>().sqrt()
    }
}

/// Half the last written decimal (drawings show fewer than the model has) and a twentieth of a millimetre, never more than half and a twentieth.
pub(super) fn written_tolerance_mm(dimension: &Dimension) -> f64 {
    rounding_mm(&dimension.text, dimension.nominal_mm.unwrap_or_default()) + 0.05
}

/// Half a unit of the last decimal of the written number that is `nominal` mm (or inches).
fn rounding_mm(text: &str, nominal: f64) -> f64 {
    let numbers = text.split(|character: char| !(character.is_ascii_digit() || character == '.' || character == ','));
    for number in numbers.filter(|number| !number.is_empty()) {
        let plain = number.trim_matches(['.', ',']).replace(',', ".");
        let Ok(value) = plain.parse::<f64>() else { continue };
        let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let unit = 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(6));
        if (value - nominal).abs() < 1e-6 {
            return unit;
        }
        if (value * 25.4 - nominal).abs() < 1e-3 {
            return unit * 25.4;
        }
    }
    0.01
}

fn look(sizes: &[f64], size: f64, tolerance: f64) -> Match {
    let first = sizes.partition_point(|known| *known < size - tolerance);
    let chance = chance(sizes, size, tolerance);
    if sizes.get(first).is_some_and(|known| *known <= size + tolerance) { Match::Found(chance) } else { Match::Absent(chance) }
}

/// Share of the sizes around this one that the list would also have.
fn chance(sizes: &[f64], size: f64, tolerance: f64) -> f64 {
    let (low, high) = (size * (1.0 - NEIGHBOURHOOD) - tolerance, size * (1.0 + NEIGHBOURHOOD) + tolerance);
    let first = sizes.partition_point(|known| *known < low);
    let (mut covered, mut reached) = (0.0, low);
    for known in sizes.iter().skip(first).take_while(|known| **known <= high) {
        let (from, to) = ((known - tolerance).max(reached), (known + tolerance).min(high));
        covered += (to - from).max(0.0);
        reached = reached.max(to);
    }
    (covered / (high - low)).clamp(0.02, 0.98)
}

/// Radius of a face that has one diameter.
pub(super) fn round(face: &FaceSummary) -> Option<f64> {
    face.radius_mm.filter(|radius| matches!(face.kind, FaceKind::Cylinder | FaceKind::Sphere) && *radius > 0.0)
}

/// A face that has a range of diameters, or none that is known.
pub(super) fn any_diameter(face: &FaceSummary) -> bool {
    !matches!(face.kind, FaceKind::Cylinder | FaceKind::Sphere | FaceKind::Plane)
}

/// Largest side of the box of a face, mm.
pub(super) fn widest(face: &FaceSummary) -> f64 {
    face.min_mm.iter().zip(face.max_mm).map(|(low, high)| high - low).fold(0.0, f64::max)
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The model's axes and the directions its faces stand in, most used first.
fn directions(faces: &[FaceSummary]) -> Vec<[f64; 3]> {
    let mut known: Vec<([f64; 3], usize)> = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].map(|axis| (axis, usize::MAX / 2)).to_vec();
    for axis in faces.iter().filter_map(|face| face.axis) {
        let full = known.len() >= 200;
        match known.iter_mut().find(|(other, _)| dot(*other, axis).abs() > PARALLEL) {
            Some((_, uses)) => *uses += 1,
            None if full => {}
            None => known.push((axis, 1)),
        }
    }
    known.sort_by_key(|(_, uses)| std::cmp::Reverse(*uses));
    known.into_iter().take(MOST_DIRECTIONS).map(|(axis, _)| axis).collect()
}

/// Where something plain lies along a direction.
fn coordinates(faces: &[FaceSummary], direction: [f64; 3]) -> Vec<f64> {
    let lead = direction.iter().position(|part| part.abs() > PARALLEL);
    let mut places = Vec::new();
    for face in faces {
        if let (Some(axis), Some(origin)) = (face.axis, face.origin) {
            let (along, place) = (dot(axis, direction).abs(), dot(origin, direction));
            match face.kind {
                FaceKind::Plane if along > PARALLEL => places.push(place),
                FaceKind::Plane => {}
                _ if along < SQUARE => {
                    places.push(place);
                    if let Some(radius) = round(face) {
                        places.extend([place - radius, place + radius]);
                    }
                }
                _ => {}
            }
        }
        // Ends of faces are edges: a chamfer, a step, the end of a curve.
        if let Some(lead) = lead {
            places.extend([face.min_mm[lead], face.max_mm[lead]]);
        }
    }
    let mut places = sorted(places);
    places.dedup_by(|a, b| (*a - *b).abs() < SAME_MM);
    places.truncate(MOST_COORDINATES);
    places
}

fn differences(places: Vec<f64>) -> Vec<f64> {
    let mut found = Vec::new();
    for (index, first) in places.iter().enumerate() {
        found.extend(places.iter().skip(index + 1).map(|second| second - first));
    }
    found
}

/// Distances between parallel axes of round faces.
fn axis_distances(faces: &[FaceSummary]) -> Vec<f64> {
    let mut axes: Vec<([f64; 3], [f64; 3])> = Vec::new();
    for face in faces.iter().filter(|face| round(face).is_some() && face.kind == FaceKind::Cylinder) {
        let (Some(axis), Some(origin)) = (face.axis, face.origin) else { continue };
        if axes.len() < 300 && !axes.iter().any(|(other, at)| across(*other, axis, *at, origin).is_some_and(|gap| gap < SAME_MM)) {
            axes.push((axis, origin));
        }
    }
    let mut found = Vec::new();
    for (index, (axis, origin)) in axes.iter().enumerate() {
        found.extend(axes.iter().skip(index + 1).filter_map(|(other, at)| across(*axis, *other, *origin, *at)));
    }
    found
}

/// Distance between two axes when they are parallel.
pub(super) fn across(axis: [f64; 3], other: [f64; 3], origin: [f64; 3], at: [f64; 3]) -> Option<f64> {
    if dot(axis, other).abs() <= PARALLEL {
        return None;
    }
    let gap = [at[0] - origin[0], at[1] - origin[1], at[2] - origin[2]];
    let along = dot(gap, axis);
    Some((dot(gap, gap) - along * along).max(0.0).sqrt())
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.retain(|value| value.is_finite());
    values.sort_by(f64::total_cmp);
    values.dedup_by(|a, b| (*a - *b).abs() < 1e-6);
    values
}
