//! The turning axis of a solid: which faces are coaxial, how far the part reaches from the axis, how long it is.

use trusquin_domain::{FaceKind, FaceSummary, SolidGeometry};

use super::vector::{Vector, distance_to_line, dot, middle, minus, model_axis, parallel, unit};

/// A solid seen as a turned part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TurnedShape {
    /// Unit axis.
    pub axis: Vector,
    /// A point on it.
    pub origin: Vector,
    /// Largest outside diameter of a coaxial face, mm.
    pub diameter_mm: f64,
    /// Smallest circle around the axis that holds the part, mm; equals the diameter for a round part.
    pub swing_mm: f64,
    /// Length along the axis, mm.
    pub length_mm: f64,
    /// Narrowest extent across the axis over the diameter: 1 for a full turn, less for a shell or a segment. 1 when the axis is oblique.
    pub roundness: f64,
    /// Area of faces a lathe makes: coaxial, or flat and square to the axis within the outside diameter, over the whole area.
    pub turned_share: f64,
    /// Area of coaxial round faces alone over the whole area.
    pub coaxial_share: f64,
    /// Area made by neither: flats, cross holes, keyways, over the whole area.
    pub off_axis_share: f64,
    /// Number of different outside diameters.
    pub outside_diameters: u32,
    /// Number of different inside diameters.
    pub inside_diameters: u32,
    /// Faces whose axis is parallel to the turning axis but not on it (bolt circles), or crosses it.
    pub off_axis_holes: u32,
}

/// Largest number of candidate axes looked at: the strongest ones are found first.
const CANDIDATES: usize = 24;

struct Line {
    axis: Vector,
    origin: Vector,
    area: f64,
}

fn round(face: &FaceSummary) -> bool {
    matches!(face.kind, FaceKind::Cylinder | FaceKind::Cone | FaceKind::Torus)
}

fn lines(faces: &[FaceSummary], tolerance: f64) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for face in faces.iter().filter(|face| round(face)) {
        let (Some(axis), Some(origin)) = (face.axis.and_then(unit), face.origin) else { continue };
        let known = lines.iter().position(|line| parallel(line.axis, axis) && distance_to_line(origin, line.origin, line.axis) < tolerance);
        match known {
            Some(index) => lines[index].area += face.area_mm2,
            // Beyond this many lines the part is no simple turned part; the cap keeps the search linear.
            None if lines.len() < 2000 => lines.push(Line { axis, origin, area: face.area_mm2 }),
            None => {}
        }
    }
    lines.sort_by(|a, b| b.area.total_cmp(&a.area));
    lines.truncate(CANDIDATES);
    lines
}

/// The best turning axis of the solid, or `None` when it has no round face at all.
pub(crate) fn turned_shape(solid: &SolidGeometry) -> Option<TurnedShape> {
    let faces = &solid.face_summaries;
    let total: f64 = faces.iter().map(|face| face.area_mm2).sum();
    if total.is_nan() || total <= 0.0 {
        return None;
    }
    let size = solid.bbox_mm.map_or(100.0, |b| dot(b, b).sqrt());
    let tolerance = 0.02 + 0.0005 * size;
    let shapes = lines(faces, tolerance).into_iter().filter_map(|line| shape_around(faces, &line, total, tolerance));
    shapes.max_by(|a, b| (a.turned_share * fill(a) * a.roundness).total_cmp(&(b.turned_share * fill(b) * b.roundness)))
}

/// How much of the swing the largest round face fills: 1 for a round part, small for a plate with a hole.
fn fill(shape: &TurnedShape) -> f64 {
    if shape.swing_mm > 0.0 { (shape.diameter_mm / shape.swing_mm).min(1.0).powi(2) } else { 0.0 }
}

fn shape_around(faces: &[FaceSummary], line: &Line, total: f64, tolerance: f64) -> Option<TurnedShape> {
    let on_axis = |face: &FaceSummary| match (face.kind, face.axis.and_then(unit), face.origin) {
        (FaceKind::Sphere, _, Some(centre)) => distance_to_line(centre, line.origin, line.axis) < tolerance,
        (_, Some(axis), Some(origin)) if round(face) => {
            parallel(axis, line.axis) && distance_to_line(origin, line.origin, line.axis) < tolerance
        }
        _ => false,
    };
    let (mut coaxial, mut flat, mut off_axis_holes) = (0.0, 0.0, 0);
    let (mut outside, mut inside): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for face in faces {
        if on_axis(face) {
            coaxial += face.area_mm2;
            let radius = reach(face, line).min(face.radius_mm.filter(|_| face.kind == FaceKind::Cylinder).unwrap_or(f64::MAX));
            if face.concave { &mut inside } else { &mut outside }.push((radius * 2000.0).round() / 1000.0);
        } else if face.kind == FaceKind::Cylinder && face.concave && face.sweep_deg > 170.0 {
            off_axis_holes += 1;
        }
    }
    let radius = outside.iter().copied().fold(0.0, f64::max) / 2.0;
    if radius.is_nan() || radius <= 0.0 {
        return None;
    }
    let mut swing = radius;
    for face in faces.iter().filter(|face| !on_axis(face)) {
        swing = swing.max(reach(face, line));
        if face.kind == FaceKind::Plane && square(face, line) && reach(face, line) <= radius * 1.03 + tolerance {
            flat += face.area_mm2;
        }
    }
    let length = length_along(faces, line)?;
    Some(TurnedShape {
        axis: line.axis,
        origin: line.origin,
        diameter_mm: radius * 2.0,
        swing_mm: swing * 2.0,
        length_mm: length,
        roundness: narrowest_across(faces, line).map_or(1.0, |extent| (extent / (2.0 * radius)).min(1.0)),
        turned_share: (coaxial + flat) / total,
        coaxial_share: coaxial / total,
        off_axis_share: (1.0 - (coaxial + flat) / total).max(0.0),
        outside_diameters: distinct(outside),
        inside_diameters: distinct(inside),
        off_axis_holes,
    })
}

fn square(face: &FaceSummary, line: &Line) -> bool {
    face.axis.and_then(unit).is_some_and(|normal| parallel(normal, line.axis))
}

/// Farthest coordinate of the face's box from the axis along the model axes: exact for faces centred on an axis that follows a model axis.
fn reach(face: &FaceSummary, line: &Line) -> f64 {
    match model_axis(line.axis) {
        Some(along) => (0..3)
            .filter(|i| *i != along)
            .map(|i| (face.max_mm[i] - line.origin[i]).abs().max((face.min_mm[i] - line.origin[i]).abs()))
            .fold(0.0, f64::max),
        None => match face.radius_mm {
            // The origin of a cylinder lies anywhere on its own axis: only where that is parallel does it tell the distance.
            Some(radius) if round(face) => {
                let along = face.axis.and_then(unit).is_some_and(|axis| parallel(axis, line.axis));
                let place = face.origin.filter(|_| along).unwrap_or_else(|| middle(face.min_mm, face.max_mm));
                radius + distance_to_line(place, line.origin, line.axis)
            }
            _ => distance_to_line(middle(face.min_mm, face.max_mm), line.origin, line.axis),
        },
    }
}

/// Narrowest extent of all faces across an axis that follows a model axis, mm.
fn narrowest_across(faces: &[FaceSummary], line: &Line) -> Option<f64> {
    let along = model_axis(line.axis)?;
    let extent = |i: usize| {
        let low = faces.iter().map(|face| face.min_mm[i]).fold(f64::MAX, f64::min);
        faces.iter().map(|face| face.max_mm[i]).fold(f64::MIN, f64::max) - low
    };
    (0..3).filter(|i| *i != along).map(extent).min_by(f64::total_cmp)
}

fn distinct(mut values: Vec<f64>) -> u32 {
    values.sort_by(f64::total_cmp);
    values.dedup_by(|a, b| (*a - *b).abs() < 0.02);
    u32::try_from(values.len()).unwrap_or(u32::MAX)
}

/// Length along the axis, from the boxes when it follows a model axis, else from square planes and the ends of coaxial cylinders.
fn length_along(faces: &[FaceSummary], line: &Line) -> Option<f64> {
    let (mut low, mut high) = (f64::MAX, f64::MIN);
    let mut widen = |value: f64| {
        low = low.min(value);
        high = high.max(value);
    };
    if let Some(along) = model_axis(line.axis) {
        for face in faces {
            widen(face.min_mm[along]);
            widen(face.max_mm[along]);
        }
    } else {
        let strongest = (0..3).max_by(|a, b| line.axis[*a].abs().total_cmp(&line.axis[*b].abs()))?;
        for face in faces {
            match (face.kind, face.origin, face.radius_mm) {
                (FaceKind::Plane, Some(origin), _) if square(face, line) => widen(dot(minus(origin, line.origin), line.axis)),
                (FaceKind::Cylinder, Some(_), Some(radius)) if square(face, line) => {
                    let extent = face.max_mm[strongest] - face.min_mm[strongest];
                    let across = 2.0 * radius * (1.0 - line.axis[strongest].powi(2)).max(0.0).sqrt();
                    let half = ((extent - across) / line.axis[strongest].abs()).max(0.0) / 2.0;
                    let centre = dot(minus(middle(face.min_mm, face.max_mm), line.origin), line.axis);
                    widen(centre - half);
                    widen(centre + half);
                }
                _ => {}
            }
        }
    }
    (high > low).then_some(high - low)
}
