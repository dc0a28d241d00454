//! Profiled blocks: an outline with a step, slots, a T-slot or a dovetail, cut through the whole length.

use trusquin_domain::FeatureKind;

use super::MachinedPart;
use super::truth::{CutTruth, MachinedTruth};
use crate::random::SplitMix64;
use crate::solid::{Outline, OutlineSegment, Placement, Solid};

pub(super) fn bar(random: &mut SplitMix64) -> MachinedPart {
    let length = random.length_mm(40.0, 120.0, 1.0);
    let height = random.length_mm(26.0, 60.0, 1.0);
    let mut truth = MachinedTruth { class: "prismatic", ..MachinedTruth::default() };
    // The top is walked from right to left; each cut leaves a land of at least 6 mm.
    let mut top: Vec<[f64; 2]> = Vec::new();
    let mut x = random.length_mm(8.0, 14.0, 1.0);
    let mut cuts: Vec<(f64, Vec<[f64; 2]>)> = Vec::new();
    let mut seen = Vec::new();
    for _ in 0..random.whole(1, 3) {
        let depth = random.length_mm(5.0, 12.0, 0.5);
        let width = random.length_mm(6.0, 16.0, 0.5);
        let low = height - depth;
        let sort = random.whole(0, 2);
        let (points, reach, kind, mouth) = match sort {
            0 => (vec![[width, height], [width, low], [0.0, low], [0.0, height]], width, FeatureKind::ThroughSlot, width),
            1 => {
                // Head of a T-slot: wider by a third on both sides, half of the depth high.
                let (side, head) = ((width / 3.0 * 2.0).round() / 2.0, (depth / 2.0 * 2.0).round() / 2.0);
                let points = vec![
                    [side + width, height],
                    [side + width, low + head],
                    [2.0 * side + width, low + head],
                    [2.0 * side + width, low],
                    [0.0, low],
                    [0.0, low + head],
                    [side, low + head],
                    [side, height],
                ];
                (points, 2.0 * side + width, FeatureKind::TSlot, width)
            }
            _ => {
                let lean = depth * f64::to_radians(*random.pick(&[30.0, 35.0])).tan();
                let points = vec![[lean + width, height], [2.0 * lean + width, low], [0.0, low], [lean, height]];
                (points, 2.0 * lean + width, FeatureKind::DovetailSlot, width)
            }
        };
        cuts.push((x, points));
        x += reach + random.length_mm(6.0, 12.0, 1.0);
        seen.push((kind, depth, mouth));
    }
    let width = x + 8.0;
    let stepped = random.chance(50);
    let ledge = [random.length_mm(4.0, 7.0, 0.5), random.length_mm(5.0, 10.0, 0.5)];
    if stepped {
        top.extend([[width, height - ledge[1]], [width - ledge[0], height - ledge[1]], [width - ledge[0], height]]);
        truth.cuts.push(CutTruth { kind: FeatureKind::Step, depth_mm: f64::NAN, length_mm: None, width_mm: None, radius_mm: None });
    } else {
        top.push([width, height]);
    }
    for (at, points) in cuts.iter().rev() {
        top.extend(points.iter().map(|p| [p[0] + at, p[1]]));
    }
    for (kind, depth, mouth) in seen {
        let length = match kind {
            FeatureKind::ThroughSlot => (length.max(mouth), length.min(mouth)),
            _ => (length, mouth),
        };
        truth.cuts.push(CutTruth { kind, depth_mm: depth, length_mm: Some(length.0), width_mm: Some(length.1), radius_mm: None });
    }
    let mut points = vec![[0.0, 0.0], [width, 0.0]];
    points.extend(top);
    points.push([0.0, height]);
    let outline = Outline { segments: points.iter().cycle().skip(1).take(points.len()).map(|p| OutlineSegment::Line(*p)).collect() };
    let mut solid = Solid::default();
    solid.extrude(Placement { origin: [0.0; 3], u: [0.0, 1.0, 0.0], v: [0.0, 0.0, 1.0] }, &outline, length);
    if stepped && let Some(step) = truth.cuts.first_mut() {
        // The larger of its two faces is the floor: depth is the other side.
        step.depth_mm = if ledge[0] >= ledge[1] { ledge[1] } else { ledge[0] };
    }
    MachinedPart { solid, truth }
}
