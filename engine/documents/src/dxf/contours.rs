//! Closed outlines from loose curves: doubles dropped, ends joined within a tolerance, areas, and which outline encloses which.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::f64::consts::TAU;

use super::curve::{Curve, Envelope};
use super::nesting::nest;
use super::overlaps::{covered, merged};

/// Ends closer than this are one point: below any cutting process's kerf, above the rounding of exporters, mm.
const JOIN_MM: f64 = 0.01;
/// Widest gap closed in an outline that would stay open, mm: wider than what exporters round away, narrower than any slot that is cut.
const BRIDGE_MM: f64 = 0.5;
/// The same as a share of the drawing, so that a watch part does not close over its own features.
const BRIDGE_SHARE: f64 = 2e-3;
/// And as a share of the outline's own length: the open side of a small letter is no gap.
const BRIDGE_OF_OUTLINE: f64 = 0.02;
/// Steps spent on joining curves where many meet; a tangle of more has no outlines to find.
const WALK_STEPS: u64 = 50_000_000;

/// A closed outline, drawing units.
#[derive(Debug, Clone)]
pub(super) struct Contour {
    pub length: f64,
    pub area: f64,
    pub diameter: Option<f64>,
    pub depth: u32,
    /// The outline directly around it.
    pub parent: Option<usize>,
    /// Widest gap between its pieces, drawing units; below the joining tolerance in a clean drawing.
    pub gap: f64,
    /// A place where it does not meet.
    pub gap_at: [f64; 2],
    pub path: Loop,
    pub envelope: Envelope,
}

/// Curves that hang together and close no outline.
#[derive(Debug, Clone)]
pub(super) struct OpenChain {
    pub length: f64,
    /// Ends that meet nothing.
    pub loose: Vec<[f64; 2]>,
    /// Strokes a tool needs for it: half the ends where an odd number of curves meet.
    pub strokes: u32,
}

/// The outlines of a drawing and what did not close.
#[derive(Debug, Default)]
pub(super) struct Chained {
    /// Length of everything once, drawing units.
    pub length: f64,
    /// Ends closer than this are one point, drawing units.
    pub tolerance: f64,
    /// The curves measured: no doubles, nothing without length.
    pub counted: Vec<usize>,
    /// Length of a counted curve that lies on others, by curve.
    pub covered: HashMap<usize, f64>,
    pub contours: Vec<Contour>,
    /// Curves that drew over another one exactly.
    pub doubles: u32,
    /// Their length, drawing units.
    pub doubled_length: f64,
    /// Curves that are part of no closed outline.
    pub open: u32,
    /// The same as chains, longest first.
    pub chains: Vec<OpenChain>,
    /// The nesting was given up before its end.
    pub nesting_unfinished: bool,
}

/// Chains curves; `mm` is the length of a drawing unit. Lines made of overlapping ones, where outlines need them, are added to `curves`.
pub(super) fn chain(curves: &mut Vec<Curve>, mm: f64) -> Chained {
    let far = farthest(curves);
    let mut out = Chained { tolerance: (JOIN_MM / mm).max(far * 1e-12), ..Chained::default() };
    let tolerance = out.tolerance;
    let mut seen = HashSet::with_capacity(curves.len());
    let mut reach = Envelope::default();
    for (index, curve) in curves.iter().enumerate() {
        let length = curve.length();
        if length <= tolerance || !length.is_finite() {
            continue;
        }
        if !seen.insert(signature(curve, tolerance)) {
            out.doubles += 1;
            out.doubled_length += length;
            continue;
        }
        let [from, to] = curve.ends();
        if from.iter().chain(&to).all(|value| value.is_finite()) {
            out.length += length;
            out.counted.push(index);
            reach.add(from);
            reach.add(to);
        }
    }
    drop(seen);
    out.covered = covered(curves, &out.counted, tolerance);
    out.length -= out.covered.values().sum::<f64>();
    let linked = link(curves, &out.counted, tolerance, tolerance);
    out.contours = linked.contours;
    let mut left = linked.open;
    let size = reach.size().map_or(0.0, |[width, height]| width.hypot(height));
    let bridge = (BRIDGE_MM / mm).min(BRIDGE_SHARE * size);
    if !left.is_empty() && bridge > tolerance {
        // What only repeats another curve is no open end; lines in pieces that overlap are one line.
        left.retain(|index| {
            let repeated = out.covered.get(index).copied().unwrap_or(0.0);
            curves.get(*index).is_some_and(|curve| curve.length() - repeated > tolerance)
        });
        let left = merged(curves, &left, tolerance);
        let mut bridged = link(curves, &left, bridge, tolerance);
        out.contours.append(&mut bridged.contours);
        out.open = u32::try_from(bridged.open.len()).unwrap_or(u32::MAX);
        out.chains = bridged.chains(curves);
    } else {
        out.open = u32::try_from(left.len()).unwrap_or(u32::MAX);
    }
    out.contours.sort_by(|a, b| b.area.total_cmp(&a.area));
    out.nesting_unfinished = !nest(curves, &mut out.contours);
    out
}

/// Outlines among some curves, and the curves in none of them.
#[derive(Default)]
struct Linked {
    contours: Vec<Contour>,
    open: Vec<usize>,
    pieces: Vec<Piece>,
    points: Vec<[f64; 2]>,
}

/// Ends within `tolerance` join; a wider gap than `exact` must be small beside its outline.
fn link(curves: &[Curve], members: &[usize], tolerance: f64, exact: f64) -> Linked {
    let mut joints = Joints { tolerance, cells: HashMap::new(), points: Vec::new() };
    let mut pieces: Vec<Piece> = Vec::with_capacity(members.len());
    for index in members {
        let Some(curve) = curves.get(*index) else { continue };
        let [from, to] = curve.ends();
        let ends = [joints.at(from), joints.at(to)];
        // Shorter than the gaps being closed: no outline of its own.
        let dead = ends[0] == ends[1] && curve.length() <= 4.0 * tolerance;
        pieces.push(Piece { curve: *index, ends, used: false, dead });
    }
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
    let mut out = Linked::default();
    for start in 0..pieces.len() {
        if !pieces[start].used
            && steps < WALK_STEPS
            && let Some(loop_) = walk(curves, &mut pieces, &at_joint, start, &mut steps)
        {
            let found = contour(curves, loop_);
            if found.gap <= (2.0 * exact).max(BRIDGE_OF_OUTLINE * found.length) {
                out.contours.push(found);
            } else {
                let open: HashSet<usize> = found.path.iter().map(|(curve, _)| *curve).collect();
                for piece in pieces.iter_mut().filter(|piece| open.contains(&piece.curve)) {
                    (piece.used, piece.dead) = (false, true);
                }
            }
        }
    }
    out.open = pieces.iter().filter(|piece| !piece.used).map(|piece| piece.curve).collect();
    pieces.retain(|piece| !piece.used);
    Linked { pieces, points: joints.points, ..out }
}

impl Linked {
    /// The open curves as chains that hang together.
    fn chains(&self, curves: &[Curve]) -> Vec<OpenChain> {
        let mut degree: HashMap<u32, u32> = HashMap::new();
        let mut group: HashMap<u32, u32> = HashMap::new();
        fn root(group: &mut HashMap<u32, u32>, mut at: u32) -> u32 {
            while let Some(next) = group.get(&at).copied().filter(|next| *next != at) {
                // Halves the way for those who come after.
                let further = group.get(&next).copied().unwrap_or(next);
                group.insert(at, further);
                at = further;
            }
            at
        }
        for piece in &self.pieces {
            for end in piece.ends {
                *degree.entry(end).or_insert(0) += 1;
            }
            let (a, b) = (root(&mut group, piece.ends[0]), root(&mut group, piece.ends[1]));
            group.insert(a, b);
        }
        let mut chains: BTreeMap<u32, (OpenChain, u32)> = BTreeMap::new();
        let mut chain_of = |group: &mut HashMap<u32, u32>, joint: u32, change: &mut dyn FnMut(&mut (OpenChain, u32))| {
            let blank = || (OpenChain { length: 0.0, loose: Vec::new(), strokes: 1 }, 0);
            change(chains.entry(root(group, joint)).or_insert_with(blank));
        };
        for piece in &self.pieces {
            let length = curves.get(piece.curve).map_or(0.0, Curve::length);
            chain_of(&mut group, piece.ends[0], &mut |(chain, _)| chain.length += length);
        }
        for (joint, count) in degree {
            if let (1, Some(point)) = (count % 2, self.points.get(joint as usize)) {
                chain_of(&mut group, joint, &mut |(chain, odd)| {
                    *odd += 1;
                    if count == 1 {
                        chain.loose.push(*point);
                    }
                });
            }
        }
        let mut out: Vec<OpenChain> = chains.into_values().map(|(chain, odd)| OpenChain { strokes: (odd / 2).max(1), ..chain }).collect();
        for chain in &mut out {
            chain.loose.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        }
        out.sort_by(|a, b| b.length.total_cmp(&a.length));
        out
    }
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
pub(super) type Loop = Vec<(usize, bool)>;

/// Follows curves from `start` until they close, straight on where more than two meet; `None` when they do not.
fn walk(curves: &[Curve], pieces: &mut [Piece], at_joint: &[Vec<u32>], start: usize, steps: &mut u64) -> Option<Loop> {
    let piece = pieces[start];
    if piece.dead {
        return None;
    }
    if piece.ends[0] == piece.ends[1] {
        pieces[start].used = true;
        return Some(vec![(piece.curve, false)]);
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
    let (gap, gap_at) = widest_gap(curves, &path);
    let diameter = circle_diameter(curves, &path);
    Contour { length, area: area.abs(), diameter, depth: 0, parent: None, gap, gap_at, path, envelope }
}

/// The widest distance between the end of a piece and the start of the next, and where it is.
fn widest_gap(curves: &[Curve], path: &Loop) -> (f64, [f64; 2]) {
    let ends = |(index, backwards): &(usize, bool)| {
        let [from, to] = curves[*index].ends();
        if *backwards { [to, from] } else { [from, to] }
    };
    let next = path.iter().cycle().skip(1);
    path.iter()
        .zip(next)
        .map(|(here, there)| {
            let ([_, end], [start, _]) = (ends(here), ends(there));
            ((end[0] - start[0]).hypot(end[1] - start[1]), end)
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or((0.0, [0.0; 2]))
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

#[cfg(test)]
mod tests;
