//! Two issues of a model: measures, holes, surfaces.

use std::collections::BTreeMap;

use trusquin_domain::{Change, ChangeKind, FaceKind, Hole, PlaceValue, SolidGeometry, Subject};

use super::surface::{SAME_MM, Surface, apart, surfaces};
use super::{number, whole};

/// Volumes and areas are integrals: below this share they are equal.
const SAME_SHARE: f64 = 1e-5;
/// Surfaces that are compared one by one; above, only measures and holes are.
const MOST_FACES: usize = 5_000;

/// Changes between two models, measures first.
pub(super) fn compare((old_file, old): (&str, &SolidGeometry), (new_file, new): (&str, &SolidGeometry)) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut measure = |subject, before: Option<String>, after: Option<String>| {
        let (before, after) = (before.map(|value| of(old_file, old, value)), after.map(|value| of(new_file, new, value)));
        changes.push(Change { subject, kind: ChangeKind::Changed, name: String::new(), count: 1, old: before, new: after });
    };
    if old.solids != new.solids {
        measure(Subject::Solids, Some(old.solids.to_string()), Some(new.solids.to_string()));
    }
    let box_text = |size: [f64; 3]| format!("{} mm", size.map(|side| number(side, 3)).join(" × "));
    if let (Some(before), Some(after)) = (old.bbox_mm, new.bbox_mm)
        && apart(before, after) > 2.0 * SAME_MM
    {
        measure(Subject::Envelope, Some(box_text(before)), Some(box_text(after)));
    }
    let differs = |before: f64, after: f64| (before - after).abs() > SAME_SHARE * before.abs().max(after.abs());
    for (subject, before, after, unit) in
        [(Subject::Volume, old.volume_mm3, new.volume_mm3, "mm³"), (Subject::Area, old.area_mm2, new.area_mm2, "mm²")]
    {
        if let (Some(before), Some(after)) = (before, after)
            && differs(before, after)
        {
            measure(subject, Some(format!("{} {unit}", number(before, 1))), Some(format!("{} {unit}", number(after, 1))));
        }
    }
    changes.extend(holes((old_file, &old.holes), (new_file, &new.holes)));
    changes.extend(faces((old_file, old), (new_file, new)));
    changes
}

fn of(file: &str, solid: &SolidGeometry, value: String) -> PlaceValue {
    PlaceValue { reference: solid.product_reference.clone(), ..whole(file, value) }
}

/// Equal holes with how many there are.
struct Holes<'a> {
    hole: &'a Hole,
    count: u32,
}

fn holes((old_file, old): (&str, &[Hole]), (new_file, new): (&str, &[Hole])) -> Vec<Change> {
    let (mut before, mut after) = (grouped(old), grouped(new));
    // What is there in both, as often, is no change.
    before.retain(|key, holes| match after.get_mut(key) {
        Some(other) if other.count == holes.count => {
            after.remove(key);
            false
        }
        _ => true,
    });
    let mut changes = Vec::new();
    for (key, holes) in &before {
        let diameter = holes.hole.diameter_mm;
        let near = |other: &Holes<'_>| (other.hole.diameter_mm - diameter).abs() + 0.1 * (other.hole.depth_mm - holes.hole.depth_mm).abs();
        let same = after.get(key).map(|_| key.clone());
        let candidates =
            after.iter().filter(|(other, it)| !before.contains_key(*other) && it.count == holes.count && near(it) <= 0.5 * diameter);
        let heir = same.or_else(|| candidates.min_by(|a, b| near(a.1).total_cmp(&near(b.1))).map(|(key, _)| key.clone()));
        let heir = heir.and_then(|key| after.remove(&key));
        let kind = if heir.is_some() { ChangeKind::Changed } else { ChangeKind::Removed };
        changes.push(hole_change(kind, Some(hole_place(old_file, holes)), heir.map(|heir| hole_place(new_file, &heir)), holes.count));
    }
    changes.extend(after.values().map(|holes| hole_change(ChangeKind::Added, None, Some(hole_place(new_file, holes)), holes.count)));
    changes
}

fn hole_change(kind: ChangeKind, old: Option<PlaceValue>, new: Option<PlaceValue>, count: u32) -> Change {
    Change { subject: Subject::Hole, kind, name: "hole".to_owned(), count, old, new }
}

fn grouped(holes: &[Hole]) -> BTreeMap<String, Holes<'_>> {
    let mut groups: BTreeMap<String, Holes<'_>> = BTreeMap::new();
    for hole in holes {
        let steps: Vec<String> =
            hole.steps.iter().map(|step| format!("{}x{}", number(step.diameter_mm, 2), number(step.depth_mm, 2))).collect();
        let key =
            format!("{} {} {:?} {} {}", number(hole.diameter_mm, 2), number(hole.depth_mm, 2), hole.kind, hole.through, steps.join("/"));
        groups.entry(key).and_modify(|group| group.count += hole.count).or_insert(Holes { hole, count: hole.count });
    }
    groups
}

fn hole_place(file: &str, holes: &Holes<'_>) -> PlaceValue {
    let hole = holes.hole;
    let through = if hole.through { " through" } else { "" };
    let wide: Vec<String> =
        hole.steps.iter().map(|step| format!("Ø{} x {}", number(step.diameter_mm, 3), number(step.depth_mm, 3))).collect();
    let wide = if wide.is_empty() { String::new() } else { format!(" ({})", wide.join(", ")) };
    let value = format!("{} × Ø{} depth {}{through}{wide}", holes.count, number(hole.diameter_mm, 3), number(hole.depth_mm, 3));
    PlaceValue { reference: hole.references.first().cloned(), ..whole(file, value) }
}

/// How the new model may be placed against the old one: as it is, or with one corner or the other on the old one's.
fn shifts(old: &SolidGeometry, new: &SolidGeometry) -> [[f64; 3]; 3] {
    let corner = |solid: &SolidGeometry, high: bool| {
        let faces = solid.face_summaries.iter();
        [0, 1, 2].map(|i| match high {
            true => faces.clone().map(|face| face.max_mm[i]).fold(f64::MIN, f64::max),
            false => faces.clone().map(|face| face.min_mm[i]).fold(f64::MAX, f64::min),
        })
    };
    let by = |high| {
        let (to, from) = (corner(old, high), corner(new, high));
        [0, 1, 2].map(|i| to[i] - from[i])
    };
    [[0.0; 3], by(false), by(true)]
}

fn faces((old_file, old): (&str, &SolidGeometry), (new_file, new): (&str, &SolidGeometry)) -> Vec<Change> {
    let listed = |solid: &SolidGeometry| (1..=MOST_FACES).contains(&solid.face_summaries.len());
    if !listed(old) || !listed(new) {
        return Vec::new();
    }
    let before = surfaces(&old.face_summaries, [0.0; 3]);
    // The placing that leaves most surfaces where they are.
    let placed = shifts(old, new).into_iter().map(|shift| {
        let after = surfaces(&new.face_summaries, shift);
        let kept = before.iter().filter(|one| after.iter().any(|other| one.is_on(other) && one.reaches_alike(other))).count();
        (kept, after)
    });
    let Some((_, mut after)) = placed.reduce(|best, next| if next.0 > best.0 { next } else { best }) else { return Vec::new() };
    let mut left: Vec<Surface> = Vec::new();
    let (mut extent_before, mut extent_after, mut resized) = (None, None, 0_u32);
    for surface in before {
        let on = |other: &&Surface| surface.is_on(other);
        let index = after
            .iter()
            .position(|other| on(&other) && surface.reaches_alike(other))
            .or_else(|| after.iter().position(|other| on(&other) && matches!(other.kind, FaceKind::Plane | FaceKind::Cylinder)));
        match index.map(|index| after.remove(index)) {
            Some(other) if surface.reaches_alike(&other) => {}
            Some(other) => {
                resized += 1;
                extent_before = extent_before.or(Some(surface));
                extent_after = extent_after.or(Some(other));
            }
            None => left.push(surface),
        }
    }
    let mut told: Vec<(ChangeKind, String, Option<Surface>, Option<Surface>)> = Vec::new();
    for surface in left {
        let heir = heir(&surface, &after).map(|index| after.remove(index));
        let kind = match &heir {
            None => ChangeKind::Removed,
            Some(heir) if (heir.radius - surface.radius).abs() < SAME_MM => ChangeKind::Moved,
            Some(_) => ChangeKind::Changed,
        };
        told.push((kind, word(surface.kind).to_owned(), Some(surface), heir));
    }
    told.extend(after.into_iter().map(|surface| (ChangeKind::Added, word(surface.kind).to_owned(), None, Some(surface))));
    let mut changes: Vec<Change> = Vec::new();
    for (kind, name, before, after) in told {
        let (was, is) = texts(kind, before.as_ref(), after.as_ref());
        let old = before.map(|surface| PlaceValue { reference: Some(surface.reference), ..whole(old_file, was) });
        let new = after.map(|surface| PlaceValue { reference: Some(surface.reference), ..whole(new_file, is) });
        let value = |place: &Option<PlaceValue>| place.as_ref().map(|place| place.value.clone());
        // Four bores that grew alike are one change of four.
        let same = changes
            .iter_mut()
            .find(|it| it.kind == kind && it.name == name && value(&it.old) == value(&old) && value(&it.new) == value(&new));
        match same {
            Some(same) => same.count += 1,
            None => changes.push(Change { subject: Subject::Face, kind, name, count: 1, old, new }),
        }
    }
    if let (Some(before), Some(after)) = (extent_before, extent_after) {
        let text = format!("{resized}");
        changes.push(Change {
            subject: Subject::FaceExtent,
            kind: ChangeKind::Changed,
            name: "extent".to_owned(),
            count: resized,
            old: Some(PlaceValue { reference: Some(before.reference), ..whole(old_file, text.clone()) }),
            new: Some(PlaceValue { reference: Some(after.reference), ..whole(new_file, text) }),
        });
    }
    changes
}

/// The surface that an old one became: another radius on the same axis, or the same face elsewhere along or beside it.
fn heir(surface: &Surface, after: &[Surface]) -> Option<usize> {
    let alike = || after.iter().enumerate().filter(|(_, other)| surface.is_like(other));
    if surface.kind == FaceKind::Cylinder {
        let coaxial = alike().filter(|(_, other)| {
            apart(other.at, surface.at) < SAME_MM && other.radius < 2.0 * surface.radius && surface.radius < 2.0 * other.radius
        });
        if let Some((index, _)) = coaxial.min_by(|a, b| (a.1.radius - surface.radius).abs().total_cmp(&(b.1.radius - surface.radius).abs()))
        {
            return Some(index);
        }
    }
    let same = alike()
        .filter(|(_, other)| (other.radius - surface.radius).abs() < SAME_MM && (other.area - surface.area).abs() <= 0.02 * surface.area);
    same.min_by(|a, b| apart(a.1.at, surface.at).total_cmp(&apart(b.1.at, surface.at))).map(|(index, _)| index)
}

fn texts(kind: ChangeKind, before: Option<&Surface>, after: Option<&Surface>) -> (String, String) {
    let text = |surface: Option<&Surface>| surface.map(|surface| describe(surface, kind == ChangeKind::Moved)).unwrap_or_default();
    (text(before), text(after))
}

/// What a person calls the surface.
fn describe(surface: &Surface, with_place: bool) -> String {
    let side = [0, 1, 2].map(|i| number(surface.max[i] - surface.min[i], 3)).join(" × ");
    let middle = [0, 1, 2].map(|i| number((surface.max[i] + surface.min[i]) / 2.0, 3)).join("; ");
    match surface.kind {
        FaceKind::Plane => {
            match surface.axis.and_then(|axis| ["x", "y", "z"].into_iter().zip(axis).find(|(_, part)| part.abs() > 0.999_999)) {
                Some((name, _)) => format!("{name} = {}", number(surface.at[0], 3)),
                None => format!("{side} mm at ({middle})"),
            }
        }
        FaceKind::Cylinder if with_place => format!("Ø{} at ({middle})", number(2.0 * surface.radius, 3)),
        FaceKind::Cylinder => format!("Ø{}", number(2.0 * surface.radius, 3)),
        _ => format!("{side} mm at ({middle})"),
    }
}

fn word(kind: FaceKind) -> &'static str {
    match kind {
        FaceKind::Plane => "plane",
        FaceKind::Cylinder => "cylinder",
        FaceKind::Cone => "cone",
        FaceKind::Sphere => "sphere",
        FaceKind::Torus => "torus",
        FaceKind::Bspline => "bspline",
        FaceKind::Other => "other",
    }
}
