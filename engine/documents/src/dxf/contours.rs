//! Closed outlines from loose curves: doubles dropped, ends joined within a tolerance, areas, and which outline encloses which.

use std::collections::{HashMap, HashSet};
use std::f64::consts::TAU;

use super::curve::{Curve, Envelope};

/// Ends closer than this are one point: below any cutting process's kerf, above the rounding of exporters, mm.
const JOIN_MM: f64 = 0.01;
/// Point-in-outline steps spent on nesting; beyond it the rest counts as outer (only drawings of many thousand nested outlines get there).
const NESTING_STEPS: u64 = 400_000_000;

/// Steps spent on joining curves where many meet; a tangle of more has no outlines to find.
const WALK_STEPS: u64 = 50_000_000;

/// A closed outline, drawing units.
#[derive(Debug, Clone)]
pub(super) struct Contour {
    pub length: f64,
    pub area: f64,
    pub diameter: Option<f64>,
    pub depth: u32,
    path: Loop,
    envelope: Envelope,
}

/// The outlines of a drawing and what did not close.
#[derive(Debug, Default)]
pub(super) struct Chained {
    /// Length of every curve once, drawing units.
    pub length: f64,
    pub contours: Vec<Contour>,
    /// Curves that drew over another one exactly.
    pub doubles: u32,
    /// Curves that are part of no closed outline.
    pub open: u32,
    /// The nesting was given up before its end.
    pub nesting_unfinished: bool,
}

/// Chains curves; `mm` is the length of a drawing unit.
pub(super) fn chain(curves: &[Curve], mm: f64) -> Chained {
    let tolerance = (JOIN_MM / mm).max(farthest(curves) * 1e-12);
    let mut out = Chained::default();
    let mut seen = HashSet::with_capacity(curves.len());
    let mut joints = Joints { tolerance, cells: HashMap::new(), points: Vec::new() };
    let mut pieces: Vec<Piece> = Vec::with_capacity(curves.len());
    for (index, curve) in curves.iter().enumerate() {
        let length = curve.length();
        if length <= tolerance || !length.is_finite() {
            continue;
        }
        if !seen.insert(signature(curve, tolerance)) {
            out.doubles += 1;
            continue;
        }
        let [from, to] = curve.ends();
        if !from.iter().chain(&to).all(|value| value.is_finite()) {
            continue;
        }
        out.length += length;
        pieces.push(Piece { curve: index, ends: [joints.at(from), joints.at(to)], used: false, dead: false });
    }
    drop(seen);
    let mut at_joint: Vec<Vec<u32>> = vec![Vec::new(); joints.points.len()];
    for (index, piece) in pieces.iter().enumerate() {
        if piece.ends[0] != piece.ends[1] {
            for end in piece.ends {
                at_joint[end as usize].push(index as u32);
            }
        }
    }
    prune_dead_ends(&mut pieces, &mut at_joint);
    let mut steps = 0;
    for start in 0..pieces.len() {
        if !pieces[start].used
            && steps < WALK_STEPS
            && let Some(loop_) = walk(curves, &mut pieces, &at_joint, start, &mut steps)
        {
            out.contours.push(contour(curves, loop_));
        }
    }
    out.open = pieces.iter().filter(|piece| !piece.used).count() as u32;
    out.contours.sort_by(|a, b| b.area.total_cmp(&a.area));
    out.nesting_unfinished = !nest(curves, &mut out.contours);
    out
}

fn farthest(curves: &[Curve]) -> f64 {
    curves.iter().flat_map(Curve::ends).flatten().fold(0.0, |far: f64, value| far.max(value.abs()))
}

/// A curve by its ends (in either order) and its middle, on a grid: equal for curves drawn twice.
fn signature(curve: &Curve, tolerance: f64) -> [i64; 6] {
    let grid = |p: [f64; 2]| p.map(|value| (value / tolerance).round() as i64);
    let [from, to] = curve.ends().map(grid);
    let middle = grid(curve.at(0.5));
    let (a, b) = if from <= to { (from, to) } else { (to, from) };
    // A circle drawn from another start is the same circle.
    match (curve, curve.radius()) {
        (Curve::Arc { centre, sweep, .. }, Some(radius)) if TAU - sweep < 1e-9 => {
            let centre = grid(*centre);
            [centre[0], centre[1], (radius / tolerance).round() as i64, i64::MAX, 0, 0]
        }
        _ => [a[0], a[1], b[0], b[1], middle[0], middle[1]],
    }
}

/// Points where curves end, each standing for all ends within the tolerance.
struct Joints {
    tolerance: f64,
    cells: HashMap<(i64, i64), Vec<u32>>,
    points: Vec<[f64; 2]>,
}

/// Side of a cell of joints, in tolerances: wide enough that a point seldom has to look into a second cell.
const CELL: f64 = 16.0;

impl Joints {
    fn at(&mut self, p: [f64; 2]) -> u32 {
        let side = CELL * self.tolerance;
        let [x, y] = p.map(|value| (value / side).floor() as i64);
        let reach = |value: f64| {
            let share = (value / side - (value / side).floor()) * CELL;
            (-i64::from(share < 1.0), i64::from(share > CELL - 1.0))
        };
        let ((left, right), (below, above)) = (reach(p[0]), reach(p[1]));
        for dx in left..=right {
            for dy in below..=above {
                for joint in self.cells.get(&(x.saturating_add(dx), y.saturating_add(dy))).into_iter().flatten() {
                    let q = self.points[*joint as usize];
                    if (p[0] - q[0]).hypot(p[1] - q[1]) <= self.tolerance {
                        return *joint;
                    }
                }
            }
        }
        let joint = self.points.len() as u32;
        self.points.push(p);
        self.cells.entry((x, y)).or_default().push(joint);
        joint
    }
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    curve: usize,
    ends: [u32; 2],
    /// In a closed outline.
    used: bool,
    /// Leads nowhere: in no outline.
    dead: bool,
}

/// Takes away, again and again, curves with an end that joins nothing.
fn prune_dead_ends(pieces: &mut [Piece], at_joint: &mut [Vec<u32>]) {
    let mut degree: Vec<usize> = at_joint.iter().map(Vec::len).collect();
    let mut loose: Vec<u32> = (0..at_joint.len() as u32).filter(|joint| degree[*joint as usize] == 1).collect();
    while let Some(joint) = loose.pop() {
        let Some(index) = at_joint[joint as usize].iter().copied().find(|index| !pieces[*index as usize].dead) else { continue };
        pieces[index as usize].dead = true;
        for end in pieces[index as usize].ends {
            degree[end as usize] -= 1;
            if degree[end as usize] == 1 {
                loose.push(end);
            }
        }
    }
    for list in at_joint {
        list.retain(|index| !pieces[*index as usize].dead);
    }
}

/// Curves in order, each with whether it runs backwards.
type Loop = Vec<(usize, bool)>;

/// Follows curves from `start` until they close, straight on where more than two meet; `None` when they do not.
fn walk(curves: &[Curve], pieces: &mut [Piece], at_joint: &[Vec<u32>], start: usize, steps: &mut u64) -> Option<Loop> {
    let piece = pieces[start];
    if piece.ends[0] == piece.ends[1] {
        pieces[start].used = true;
        return Some(vec![(piece.curve, false)]);
    }
    if piece.dead {
        return None;
    }
    let home = piece.ends[0];
    let mut here = piece.ends[1];
    let mut path = vec![(start, false)];
    pieces[start].used = true;
    while here != home {
        let Some(&(last, backwards)) = path.last() else { break };
        let heading = direction(&curves[pieces[last].curve], !backwards).map(|value| -value);
        let next = at_joint[here as usize]
            .iter()
            .map(|index| *index as usize)
            .filter(|index| !pieces[*index].used)
            .map(|index| {
                let backwards = pieces[index].ends[0] != here;
                let leaving = direction(&curves[pieces[index].curve], backwards);
                (index, backwards, leaving[0] * heading[0] + leaving[1] * heading[1])
            })
            .max_by(|a, b| a.2.total_cmp(&b.2));
        *steps += 1 + at_joint[here as usize].len() as u64;
        let Some((index, backwards, _)) = next.filter(|_| *steps < WALK_STEPS) else {
            for (index, _) in path {
                pieces[index].used = false;
            }
            return None;
        };
        pieces[index].used = true;
        here = pieces[index].ends[usize::from(!backwards)];
        path.push((index, backwards));
    }
    Some(path.into_iter().map(|(index, backwards)| (pieces[index].curve, backwards)).collect())
}

/// Direction into the curve from its start, or from its end.
fn direction(curve: &Curve, from_end: bool) -> [f64; 2] {
    let (at, into) = if from_end { (1.0, 0.999) } else { (0.0, 0.001) };
    let (p, q) = (curve.at(at), curve.at(into));
    let (x, y) = (q[0] - p[0], q[1] - p[1]);
    let length = x.hypot(y);
    if length > 0.0 { [x / length, y / length] } else { [0.0; 2] }
}

fn contour(curves: &[Curve], path: Loop) -> Contour {
    let mut length = 0.0;
    let mut area = 0.0;
    let mut envelope = Envelope::default();
    for (index, backwards) in &path {
        let curve = &curves[*index];
        length += curve.length();
        area += if *backwards { -curve.area_share() } else { curve.area_share() };
        curve.extend(&mut envelope);
    }
    Contour { length, area: area.abs(), diameter: circle_diameter(curves, &path), depth: 0, path, envelope }
}

/// The outline as a polygon, close enough to tell inside from outside.
fn polygon(curves: &[Curve], path: &Loop) -> Vec<[f64; 2]> {
    let mut out = Vec::with_capacity(path.len());
    for (index, backwards) in path {
        let curve = &curves[*index];
        let chords = curve.chords();
        for step in 0..chords {
            let share = step as f64 / chords as f64;
            out.push(curve.at(if *backwards { 1.0 - share } else { share }));
        }
    }
    out
}

/// Three points spread over the outline.
fn samples(curves: &[Curve], path: &Loop) -> [[f64; 2]; 3] {
    let at = |share: f64| {
        let place = share * path.len() as f64;
        let (index, backwards) = path[(place as usize).min(path.len() - 1)];
        let within = place.fract();
        curves[index].at(if backwards { 1.0 - within } else { within })
    };
    [at(0.1), at(0.43), at(0.77)]
}

/// The diameter when all pieces are arcs of one circle that add up to one turn.
fn circle_diameter(curves: &[Curve], path: &Loop) -> Option<f64> {
    let mut first: Option<([f64; 2], f64)> = None;
    let mut turn = 0.0;
    for (index, _) in path {
        let curve = &curves[*index];
        let (Curve::Arc { centre, sweep, .. }, Some(radius)) = (curve, curve.radius()) else { return None };
        let (known, size) = *first.get_or_insert((*centre, radius));
        let same = (radius - size).abs() <= 1e-4 * size && (centre[0] - known[0]).hypot(centre[1] - known[1]) <= 1e-4 * size;
        if !same {
            return None;
        }
        turn += sweep;
    }
    first.filter(|_| (turn - TAU).abs() < 1e-3).map(|(_, radius)| 2.0 * radius)
}

/// Counts for every outline how many larger ones enclose it, sweeping from left to right; false when the work was cut short.
fn nest(curves: &[Curve], contours: &mut [Contour]) -> bool {
    // Polygons are made only for outlines that have something in their envelope.
    let mut polygons: Vec<Option<Vec<[f64; 2]>>> = vec![None; contours.len()];
    let mut order: Vec<usize> = (0..contours.len()).collect();
    order.sort_by(|a, b| contours[*a].envelope.low[0].total_cmp(&contours[*b].envelope.low[0]));
    let mut steps = 0;
    let mut open: Vec<usize> = Vec::new();
    for index in order {
        let here = contours[index].envelope;
        open.retain(|other| contours[*other].envelope.high[0] >= here.low[0]);
        let mut depth = 0;
        for other in &open {
            steps += 1;
            let around = &contours[*other];
            let fits =
                around.envelope.low[1] <= here.low[1] && around.envelope.high[1] >= here.high[1] && around.envelope.high[0] >= here.high[0];
            // Contours stand largest first: a smaller index is a larger outline.
            if fits && *other < index {
                let outer = polygons[*other].get_or_insert_with(|| polygon(curves, &around.path));
                steps += 3 * outer.len() as u64;
                // Two of three points decide: one alone may lie on the outline where two touch.
                let inside = samples(curves, &contours[index].path).iter().filter(|point| is_inside(outer, **point)).count();
                depth += u32::from(inside >= 2);
            }
            if steps > NESTING_STEPS {
                return false;
            }
        }
        contours[index].depth = depth;
        open.push(index);
    }
    true
}

/// Crossings of a ray to the right (W. R. Franklin's PNPOLY).
fn is_inside(outline: &[[f64; 2]], p: [f64; 2]) -> bool {
    let mut inside = false;
    let Some(mut a) = outline.last() else { return false };
    for b in outline {
        if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0] {
            inside = !inside;
        }
        a = b;
    }
    inside
}

#[cfg(test)]
mod tests;
