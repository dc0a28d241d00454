//! Narrow places of a milled solid: two facing walls that only a small end mill passes between.

use trusquin_domain::{FaceKind, FaceSummary, SolidGeometry};

use super::vector::{model_axis, unit};

/// Volume between two facing walls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slot {
    /// Gap between the walls: the largest tool, mm.
    pub width_mm: f64,
    /// Gap times the area both walls share, mm³.
    pub volume_mm3: f64,
}

/// Walls along one model axis looked at; a part with more is no prismatic part a person would slot.
const MOST_WALLS: usize = 400;
/// Gaps below are joints between bodies or modelling noise, mm.
const LEAST_GAP_MM: f64 = 0.5;

/// A plane wall square to a model axis: position, and its box.
struct Wall<'a> {
    at: f64,
    /// The void lies towards higher coordinates.
    looks_up: bool,
    face: &'a FaceSummary,
}

/// The slots, narrowest first; a square pocket, which two pairs of walls close, counts once.
pub(crate) fn slots(solid: &SolidGeometry) -> Vec<Slot> {
    let mut found: Vec<(Slot, [f64; 3], [f64; 3])> = Vec::new();
    for axis in 0..3 {
        let walls = walls(&solid.face_summaries, axis);
        for low in walls.iter().filter(|wall| wall.looks_up) {
            // The nearest wall that looks back closes the gap.
            let nearest = walls
                .iter()
                .filter(|high| !high.looks_up && high.at - low.at > LEAST_GAP_MM)
                .filter_map(|high| Some((high.at - low.at, shared(low.face, high.face, axis)?)))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((gap, (mut from, mut to))) = nearest {
                (from[axis], to[axis]) = (low.at, low.at + gap);
                let volume = (0..3).map(|i| to[i] - from[i]).product();
                found.push((Slot { width_mm: gap, volume_mm3: volume }, from, to));
            }
        }
    }
    found.sort_by(|a, b| a.0.width_mm.total_cmp(&b.0.width_mm));
    let mut kept: Vec<(Slot, [f64; 3], [f64; 3])> = Vec::new();
    for (slot, from, to) in found {
        let middle = [0, 1, 2].map(|i: usize| (from[i] + to[i]) / 2.0);
        if !kept.iter().any(|(_, from, to)| (0..3).all(|i| from[i] <= middle[i] && middle[i] <= to[i])) {
            kept.push((slot, from, to));
        }
    }
    kept.into_iter().map(|(slot, ..)| slot).collect()
}

fn walls(faces: &[FaceSummary], axis: usize) -> Vec<Wall<'_>> {
    faces
        .iter()
        .filter(|face| face.kind == FaceKind::Plane)
        .filter_map(|face| {
            let normal = unit(face.axis?)?;
            (model_axis(normal)? == axis).then(|| Wall { at: face.min_mm[axis], looks_up: normal[axis] > 0.0, face })
        })
        .take(MOST_WALLS)
        .collect()
}

/// The box both walls share across the axis.
fn shared(a: &FaceSummary, b: &FaceSummary, axis: usize) -> Option<([f64; 3], [f64; 3])> {
    let (mut from, mut to) = ([0.0; 3], [0.0; 3]);
    for i in (0..3).filter(|i| *i != axis) {
        (from[i], to[i]) = (a.min_mm[i].max(b.min_mm[i]), a.max_mm[i].min(b.max_mm[i]));
        if to[i] - from[i] < LEAST_GAP_MM {
            return None;
        }
    }
    Some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(axis: usize, normal: f64, at: f64, [from, to]: [[f64; 2]; 2]) -> FaceSummary {
        let others: Vec<usize> = (0..3).filter(|i| *i != axis).collect();
        let (mut direction, mut min_mm, mut max_mm) = ([0.0; 3], [at; 3], [at; 3]);
        direction[axis] = normal;
        for (n, i) in others.into_iter().enumerate() {
            (min_mm[i], max_mm[i]) = (from[n], to[n]);
        }
        FaceSummary {
            reference: String::new(),
            kind: FaceKind::Plane,
            area_mm2: 1.0,
            axis: Some(direction),
            origin: Some(min_mm),
            radius_mm: None,
            concave: false,
            sweep_deg: 0.0,
            min_mm,
            max_mm,
        }
    }

    fn check(faces: Vec<FaceSummary>, expect: &[(f64, f64)]) {
        let found = slots(&SolidGeometry { face_summaries: faces, ..SolidGeometry::default() });
        assert_eq!(found.iter().map(|slot| (slot.width_mm, slot.volume_mm3)).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn facing_walls_are_a_slot_and_backs_are_not() {
        let area = [[0.0, 0.0], [80.0, 10.0]];
        // Walls at x = 30 and 36 that look at each other: 6 wide, 80 long, 10 deep.
        check(vec![wall(0, 1.0, 30.0, area), wall(0, -1.0, 36.0, area)], &[(6.0, 4800.0)]);
        // A rib of 6: its sides look away from each other.
        check(vec![wall(0, -1.0, 30.0, area), wall(0, 1.0, 36.0, area)], &[]);
        // Walls that do not overlap.
        check(vec![wall(0, 1.0, 30.0, area), wall(0, -1.0, 36.0, [[90.0, 0.0], [120.0, 10.0]])], &[]);
    }

    #[test]
    fn a_closed_pocket_counts_once() {
        let across = |from: f64, to: f64| [[from, 0.0], [to, 10.0]];
        let walls = vec![
            wall(0, 1.0, 0.0, across(0.0, 8.0)),
            wall(0, -1.0, 8.0, across(0.0, 8.0)),
            wall(1, 1.0, 0.0, across(0.0, 8.0)),
            wall(1, -1.0, 8.0, across(0.0, 8.0)),
        ];
        check(walls, &[(8.0, 640.0)]);
    }
}
