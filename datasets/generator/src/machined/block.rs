//! Blocks and plates: holes on several faces, patterns, pockets with holes in their floor, round-ended slots, windows, cross holes into pockets.

use trusquin_domain::FeatureKind;

use super::MachinedPart;
use super::drilling::{Drilling, drilling};
use super::truth::{CutTruth, HoleCutTruth, MachinedTruth};
use crate::random::SplitMix64;
use crate::solid::vector::{Vec3, along, dot, minus, times};
use crate::solid::{Outline, Placement, Solid, Surface};

/// Side of the places work is put in, mm.
const CELL: f64 = 32.0;
/// Least distance between two cuts, mm.
const APART: f64 = 1.0;

/// A face of the block: its corner, its directions, size and the material behind it.
struct Side {
    face: usize,
    opposite: usize,
    place: Placement,
    size: [f64; 2],
    thickness: f64,
}

struct Work {
    solid: Solid,
    truth: MachinedTruth,
    /// Boxes in the block that are cut already.
    taken: Vec<(Vec3, Vec3)>,
}

pub(super) fn block(random: &mut SplitMix64) -> MachinedPart {
    let size = [random.length_mm(66.0, 168.0, 1.0), random.length_mm(50.0, 130.0, 1.0), random.length_mm(12.0, 60.0, 1.0)];
    let mut solid = Solid::default();
    let place = Placement { origin: [0.0; 3], u: [1.0, 0.0, 0.0], v: [0.0, 1.0, 0.0] };
    let body = solid.extrude(place, &Outline::rectangle([size[0] / 2.0, size[1] / 2.0], size[0], size[1], 0.0), size[2]);
    let mut sides = Vec::new();
    for axis in 0..3 {
        for far in [false, true] {
            let mut outwards = [0.0; 3];
            outwards[axis] = if far { 1.0 } else { -1.0 };
            let mut corner = [0.0; 3];
            corner[axis] = if far { size[axis] } else { 0.0 };
            // u x v looks outwards.
            let (mut u, mut v) = ([0.0; 3], [0.0; 3]);
            let (first, second) = if far { ((axis + 1) % 3, (axis + 2) % 3) } else { ((axis + 2) % 3, (axis + 1) % 3) };
            u[first] = 1.0;
            v[second] = 1.0;
            let find = |point: Vec3, normal: Vec3| solid.plane_at(point, normal).unwrap_or(body.end);
            let mut beyond = corner;
            beyond[axis] = size[axis] - corner[axis];
            sides.push(Side {
                face: find(corner, outwards),
                opposite: find(beyond, times(-1.0, outwards)),
                place: Placement { origin: corner, u, v },
                size: [size[first], size[second]],
                thickness: size[axis],
            });
        }
    }
    let truth = MachinedTruth { class: "prismatic", ..MachinedTruth::default() };
    let mut work = Work { solid, truth, taken: Vec::new() };
    // A pattern comes first, while there is room.
    if random.chance(40)
        && let Some(side) = sides.last()
    {
        pattern(random, &mut work, side);
    }
    let busy = random.whole(1, 4);
    for _ in 0..busy {
        let index = usize::try_from(random.whole(0, 5)).unwrap_or(0);
        let Some(side) = sides.get(index) else { continue };
        for _ in 0..random.whole(1, 4) {
            cut(random, &mut work, side);
        }
    }
    MachinedPart { solid: work.solid, truth: work.truth }
}

impl Work {
    /// Claims a box under a face; false when something is cut there already.
    fn claim(&mut self, side: &Side, low: [f64; 2], high: [f64; 2], depth: f64) -> bool {
        let (a, b) = (side.place.point(low, 0.0), side.place.point(high, -depth));
        let (low, high): (Vec3, Vec3) = (std::array::from_fn(|k| a[k].min(b[k]) - APART), std::array::from_fn(|k| a[k].max(b[k]) + APART));
        let free = !self.taken.iter().any(|(l, h)| (0..3).all(|k| low[k] < h[k] && l[k] < high[k]));
        if free {
            self.taken.push((low, high));
        }
        free
    }

    fn drill(&mut self, random: &mut SplitMix64, side: &Side, at: [f64; 2], hole: &Drilling) {
        let exit = hole.truth.through.then_some(side.opposite);
        let plain = hole.chain.len() == 2 && hole.truth.through;
        if plain && random.chance(30) {
            // Some exporters write a bore in quarters.
            let d = hole.truth.diameter_mm;
            self.solid.pocket(side.face, side.place, &Outline::rectangle(at, d, d, d / 2.0), side.thickness, exit);
        } else {
            self.solid.drill(side.face, side.place.point(at, 0.0), &hole.chain, exit);
        }
        self.truth.holes.push(hole.truth.clone());
    }
}

/// A cell of a face at random.
fn cell(random: &mut SplitMix64, side: &Side) -> Option<[f64; 2]> {
    let count = side.size.map(|s| (s / CELL).floor() as i64);
    if count.iter().any(|c| *c < 1) {
        return None;
    }
    let mut at = |k: usize| (random.whole(0, count[k] - 1) as f64 + 0.5) * CELL + (side.size[k] - count[k] as f64 * CELL) / 2.0;
    Some([at(0), at(1)].map(|x| (x * 2.0).round() / 2.0))
}

fn cut(random: &mut SplitMix64, work: &mut Work, side: &Side) {
    let thin = [side.size[0], side.size[1]].iter().any(|s| *s < CELL);
    let Some(at) = cell(random, side).or(thin.then_some([side.size[0] / 2.0, side.size[1] / 2.0])) else { return };
    let narrow = side.size[0].min(side.size[1]);
    match if thin { 0 } else { random.whole(0, 9) } {
        0..=5 => {
            let through = random.chance(40).then_some(side.thickness);
            let hole = drilling(random, through, (narrow / 3.0).min(12.0));
            let r = hole.reach();
            if 2.0 * r + 4.0 < narrow
                && (hole.truth.through || hole.bottom() < side.thickness - 2.0)
                && work.claim(side, [at[0] - r, at[1] - r], [at[0] + r, at[1] + r], hole.bottom())
            {
                work.drill(random, side, at, &hole);
            }
        }
        6 | 7 => pocket(random, work, side, at),
        8 => slot(random, work, side, at),
        _ => window(random, work, side, at),
    }
}

fn pocket(random: &mut SplitMix64, work: &mut Work, side: &Side, at: [f64; 2]) {
    let (length, width) = (random.length_mm(20.0, 28.0, 1.0), random.length_mm(14.0, 19.0, 1.0));
    let radius = *random.pick(&[0.0, 2.0, 3.0, 4.0, 5.0]);
    let depth = random.length_mm(3.0, (side.thickness * 0.4).max(3.0), 0.5);
    let (low, high) = ([at[0] - length / 2.0, at[1] - width / 2.0], [at[0] + length / 2.0, at[1] + width / 2.0]);
    // The hole in its floor goes further.
    let below = random
        .chance(50)
        .then(|| drilling(random, None, 6.0))
        .filter(|hole| depth + hole.bottom() < side.thickness - 2.0 && hole.reach() < 6.0);
    let reach = depth + below.as_ref().map_or(0.0, Drilling::bottom);
    if depth > side.thickness - 2.0 || !work.claim(side, low, high, reach) {
        return;
    }
    work.solid.pocket(side.face, side.place, &Outline::rectangle(at, length, width, radius), depth, None);
    work.truth.cuts.push(CutTruth {
        kind: FeatureKind::Pocket,
        depth_mm: depth,
        length_mm: Some(length),
        width_mm: Some(width),
        radius_mm: (radius > 0.0).then_some(radius),
    });
    if let Some(hole) = below {
        // The floor is the face added last.
        let floor = work.solid.faces.len() - 1;
        work.solid.drill(floor, side.place.point(at, -depth), &hole.chain, None);
        work.truth.holes.push(hole.truth);
    } else if random.chance(50) {
        from_beside(work, side, at, [length, width], depth);
    }
}

/// A cross hole from the side of the block into the wall of a pocket, when nothing is in its way.
fn from_beside(work: &mut Work, side: &Side, at: [f64; 2], [length, _]: [f64; 2], depth: f64) {
    let (radius, level) = (1.5, -depth / 2.0);
    if depth < 5.0 {
        return;
    }
    let thick = at[0] - length / 2.0;
    let outwards = times(-1.0, side.place.u);
    let mouth = side.place.point([0.0, at[1]], level);
    let wall = side.place.point([thick, at[1]], level);
    // Another pocket may have a wall in the same plane: this one's was added last.
    let (Some(from), Some(to)) = (work.solid.plane_at(mouth, outwards), last_plane_at(&work.solid, wall, side.place.u)) else { return };
    let (low, high): (Vec3, Vec3) = {
        let (a, b) = (along(mouth, radius + APART, side.place.v), along(wall, -radius - APART, side.place.v));
        let (a, b) = (along(a, radius + APART, side.place.w()), along(b, -radius - APART, side.place.w()));
        // It ends in the wall of the pocket, which is claimed already.
        let b = along(b, -2.0 * APART, side.place.u);
        (std::array::from_fn(|k| a[k].min(b[k])), std::array::from_fn(|k| a[k].max(b[k])))
    };
    if work.taken.iter().any(|(l, h)| (0..3).all(|k| low[k] < h[k] && l[k] < high[k])) {
        return;
    }
    work.taken.push((low, high));
    work.solid.drill(from, mouth, &[[-thick, radius], [0.0, radius]], Some(to));
    let steps = super::drilling::steps(&[[0.0, radius], [thick, radius]], true);
    work.truth.holes.push(HoleCutTruth {
        kind: trusquin_domain::HoleKind::Plain,
        diameter_mm: 2.0 * radius,
        depth_mm: thick,
        through: true,
        second_diameter_mm: None,
        angle_deg: None,
        steps,
    });
}

/// The face added last that lies in the plane through a point with this outward normal.
fn last_plane_at(solid: &Solid, point: Vec3, normal: Vec3) -> Option<usize> {
    solid.faces.iter().rposition(|face| match face.surface {
        Surface::Plane(frame) => dot(frame.axis, normal) > 0.999_999 && dot(minus(point, frame.origin), normal).abs() < 1e-9,
        _ => false,
    })
}

fn slot(random: &mut SplitMix64, work: &mut Work, side: &Side, at: [f64; 2]) {
    let (length, width) = (random.length_mm(18.0, 28.0, 1.0), *random.pick(&[5.0, 6.0, 8.0, 10.0]));
    let through = random.chance(40);
    let depth = if through { side.thickness } else { random.length_mm(3.0, (side.thickness * 0.5).max(3.0), 0.5) };
    let (low, high) = ([at[0] - length / 2.0, at[1] - width / 2.0], [at[0] + length / 2.0, at[1] + width / 2.0]);
    if !work.claim(side, low, high, depth) {
        return;
    }
    let outline = Outline::rectangle(at, length, width, width / 2.0);
    work.solid.pocket(side.face, side.place, &outline, depth, through.then_some(side.opposite));
    work.truth.cuts.push(CutTruth {
        kind: FeatureKind::RoundEndedSlot,
        depth_mm: depth,
        length_mm: Some(length),
        width_mm: Some(width),
        radius_mm: Some(width / 2.0),
    });
}

fn window(random: &mut SplitMix64, work: &mut Work, side: &Side, at: [f64; 2]) {
    let (length, width) = (random.length_mm(20.0, 28.0, 1.0), random.length_mm(12.0, 19.0, 1.0));
    let radius = *random.pick(&[0.0, 2.0, 4.0]);
    let (low, high) = ([at[0] - length / 2.0, at[1] - width / 2.0], [at[0] + length / 2.0, at[1] + width / 2.0]);
    if !work.claim(side, low, high, side.thickness) {
        return;
    }
    work.solid.pocket(side.face, side.place, &Outline::rectangle(at, length, width, radius), side.thickness, Some(side.opposite));
    work.truth.cuts.push(CutTruth {
        kind: FeatureKind::ThroughPocket,
        depth_mm: side.thickness,
        length_mm: Some(length),
        width_mm: Some(width),
        radius_mm: (radius > 0.0).then_some(radius),
    });
}

/// A grid or a bolt circle of equal through holes on the top.
fn pattern(random: &mut SplitMix64, work: &mut Work, side: &Side) {
    // A diameter no other hole has, so that the pattern is told apart from the holes around it.
    let radius = *random.pick(&[2.25, 2.35, 3.15]);
    let mut places: Vec<[f64; 2]> = Vec::new();
    let middle = [side.size[0] / 2.0, side.size[1] / 2.0];
    let mut truth = (None, None);
    if random.chance(50) {
        let counts = [random.whole(2, 4), random.whole(2, 3)];
        let pitches = [random.length_mm(9.0, 14.0, 0.5), random.length_mm(14.5, 18.0, 0.5)];
        for x in 0..counts[0] {
            for y in 0..counts[1] {
                let at = |k: usize, i: i64| middle[k] + (i as f64 - (counts[k] - 1) as f64 / 2.0) * pitches[k];
                places.push([at(0, x), at(1, y)]);
            }
        }
        truth.0 = Some((counts.map(|c| u32::try_from(c).unwrap_or(0)), pitches));
    } else {
        let (count, circle) = (random.whole(5, 8), random.length_mm(32.0, 40.0, 1.0));
        for k in 0..count {
            let angle = std::f64::consts::TAU * k as f64 / count as f64;
            places.push([middle[0] + circle / 2.0 * angle.cos(), middle[1] + circle / 2.0 * angle.sin()]);
        }
        truth.1 = Some((u32::try_from(count).unwrap_or(0), circle));
    }
    let (low, high) = places.iter().fold(([f64::MAX; 2], [f64::MIN; 2]), |(l, h), p| {
        ([l[0].min(p[0] - radius), l[1].min(p[1] - radius)], [h[0].max(p[0] + radius), h[1].max(p[1] + radius)])
    });
    if low.iter().any(|x| *x < 3.0)
        || high[0] > side.size[0] - 3.0
        || high[1] > side.size[1] - 3.0
        || !work.claim(side, low, high, side.thickness)
    {
        return;
    }
    let wall = [[0.0, radius], [side.thickness, radius]];
    for at in places {
        let chain = vec![[-side.thickness, radius], [0.0, radius]];
        let truth = HoleCutTruth {
            kind: trusquin_domain::HoleKind::Plain,
            diameter_mm: 2.0 * radius,
            depth_mm: side.thickness,
            through: true,
            second_diameter_mm: None,
            angle_deg: None,
            steps: super::drilling::steps(&wall, true),
        };
        work.drill(random, side, at, &Drilling { chain, truth });
    }
    (work.truth.grid, work.truth.bolt_circle) = truth;
}
