//! What sort of part a single solid is, decided by measures that are told with the answer.

use trusquin_domain::{ClassifiedPart, FaceKind, Feature, FeatureKind, PartClass, SheetMetal, SolidGeometry};

use super::graph::{Faces, off_axis, parallel};
use super::limits::PartClasses;
use crate::geometry::{TurnedShape, turned_shape};

/// The class of a single solid; none for an assembly or a model without measures.
pub(super) fn part_class(
    faces: &Faces,
    solid: &SolidGeometry,
    features: &[Feature],
    sheet: Option<&SheetMetal>,
    limits: &PartClasses,
) -> Option<ClassifiedPart> {
    if solid.solids != 1 {
        return None;
    }
    let total: f64 = solid.face_summaries.iter().map(|f| f.area_mm2).sum();
    (total > 0.0).then_some(())?;
    let free: f64 =
        solid.face_summaries.iter().filter(|f| matches!(f.kind, FaceKind::Bspline | FaceKind::Other)).map(|f| f.area_mm2).sum::<f64>()
            / total;
    let mut evidence = Vec::new();
    if free > limits.freeform_share {
        return Some(ClassifiedPart {
            class: PartClass::Freeform,
            evidence: vec![format!("{:.0} % of the area is free-form", 100.0 * free)],
        });
    }
    if let Some(tube) = tube(solid, total, limits) {
        return Some(tube);
    }
    let blind = features.iter().filter(|f| is_cut_into(f)).map(|f| f.count).sum::<u32>();
    let is_sheet = sheet.is_some_and(|s| blind == 0 && (s.bends > 0 || s.thickness_mm < limits.flat_sheet_mm));
    let turned = turned_shape(solid);
    let profile = features.iter().any(|f| f.kind == FeatureKind::TurnedProfile);
    if let Some(shape) = turned.as_ref().filter(|_| profile) {
        evidence.push(format!(
            "{:.0} % of the area is turned about one axis, Ø{:.2} x {:.2} mm",
            100.0 * shape.turned_share,
            shape.diameter_mm,
            shape.length_mm
        ));
        let disc = shape.length_mm < limits.disc_ratio * shape.diameter_mm && is_sheet;
        if !disc {
            let off: Vec<&Feature> = features.iter().filter(|f| is_off_axis(faces, f, shape)).collect();
            let cut: f64 = shape.off_axis_share;
            if off.is_empty() && cut < limits.milled_share {
                return Some(ClassifiedPart { class: PartClass::Turned, evidence });
            }
            let work: u32 = off.iter().map(|f| f.count).sum();
            evidence.push(format!("{work} features and {:.0} % of the area are off the axis", 100.0 * cut));
            return Some(ClassifiedPart { class: PartClass::MillTurn, evidence });
        }
    }
    if let Some(sheet) = sheet {
        if is_sheet {
            evidence.push(format!("one thickness of {:.2} mm all over, {} bends", sheet.thickness_mm, sheet.bends));
            return Some(ClassifiedPart { class: PartClass::Sheet, evidence });
        }
        evidence.push(format!("one thickness of {:.2} mm, but {blind} features are cut into it", sheet.thickness_mm));
    }
    let planes = solid.face_summaries.iter().filter(|f| f.kind == FaceKind::Plane).map(|f| f.area_mm2).sum::<f64>() / total;
    evidence.push(format!("{:.0} % of the area is flat", 100.0 * planes));
    if let Some(shape) = turned {
        evidence.push(format!("{:.0} % of the area at most belongs to one turning axis", 100.0 * shape.turned_share));
    }
    Some(ClassifiedPart { class: PartClass::Prismatic, evidence })
}

/// Work no lathe does while the part turns: holes beside the axis or across it, flats, pockets, slots, teeth.
fn is_off_axis(faces: &Faces, feature: &Feature, shape: &TurnedShape) -> bool {
    use FeatureKind as K;
    match feature.kind {
        K::Hole | K::CounterboredHole | K::CountersunkHole | K::SteppedHole => !on_axis(faces, feature, shape),
        K::Pocket
        | K::OpenPocket
        | K::ThroughPocket
        | K::ThroughSlot
        | K::BlindSlot
        | K::RoundEndedSlot
        | K::TSlot
        | K::DovetailSlot
        | K::Flat
        | K::Teeth => true,
        _ => false,
    }
}

/// Every bore of the feature stands on the turning axis.
fn on_axis(faces: &Faces, feature: &Feature, shape: &TurnedShape) -> bool {
    feature.faces.iter().filter_map(|r| faces.cylinder(faces.find(r)?)).all(|(axis, origin, _)| {
        // As loose as the turning axis itself is found.
        parallel(axis, shape.axis) && off_axis(origin, shape.origin, shape.axis) < 0.05
    })
}

/// Blind or stepped work a laser or a punch does not do.
fn is_cut_into(feature: &Feature) -> bool {
    use FeatureKind as K;
    match feature.kind {
        K::Hole => feature.through == Some(false),
        K::CounterboredHole | K::SteppedHole | K::Pocket | K::TSlot | K::DovetailSlot => true,
        _ => false,
    }
}

/// Outside and inside cylinders of one wall make most of the area, and the part is long against that wall.
fn tube(solid: &SolidGeometry, total: f64, limits: &PartClasses) -> Option<ClassifiedPart> {
    let of = |concave: bool| {
        solid
            .face_summaries
            .iter()
            .filter(|f| f.kind == FaceKind::Cylinder && f.concave == concave)
            .filter_map(|f| f.radius_mm)
            .fold(0.0, f64::max)
    };
    let (outer, inner) = (of(false), of(true));
    let area = |radius: f64, concave: bool| -> f64 {
        solid
            .face_summaries
            .iter()
            .filter(|f| {
                f.concave == concave
                    && matches!(f.kind, FaceKind::Cylinder | FaceKind::Torus)
                    && f.radius_mm.is_some_and(|r| (r - radius).abs() < 0.01)
            })
            .map(|f| f.area_mm2)
            .sum()
    };
    let (outside, inside) = (area(outer, false), area(inner, true));
    let wall = outer - inner;
    let length = outside / (std::f64::consts::TAU * outer.max(1e-9));
    let share = (outside + inside) / total;
    (wall > 0.0
        && inner > 0.0
        && share > limits.tube_share
        && wall < limits.tube_wall_ratio * outer
        && length > limits.tube_length_ratio * 2.0 * outer)
        .then(|| ClassifiedPart {
            class: PartClass::Tube,
            evidence: vec![format!(
                "Ø{:.2} with a wall of {wall:.2} mm over {length:.1} mm makes {:.0} % of the area",
                2.0 * outer,
                100.0 * share
            )],
        })
}
