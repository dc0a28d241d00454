//! Holes found in the faces of a solid: concave cylinders that close around an axis, chained along it.

use trusquin_domain::{Hole, HoleKind, HoleStep};

use super::body::Prototype;
use super::face::Measured;
use super::summary::concave;
use super::surface::Surface;
use super::vector::{Placement, V3, along, cross, dot, mul, norm, sub, unit};

/// Two axes are one when they differ by less than this, mm.
const SAME_AXIS_MM: f64 = 0.01;
/// Radii and ends that differ by less are equal, mm.
const SAME_LENGTH_MM: f64 = 0.01;
/// A hole is closed around its axis from here on, degrees; a keyway or a cross hole may take the rest.
const CLOSED_DEG: f64 = 300.0;
/// A cone at the mouth counts as a countersink from this ratio of its mouth to the hole; below it is an edge break.
const COUNTERSINK_RATIO: f64 = 1.3;

/// Tangent of 5 degrees: cones that open less are drafted bores, wider ones are countersinks and tapers.
const DRAFT: f64 = 0.087;

/// A face of revolution on an axis line.
struct Ring<'m> {
    face: &'m Measured,
    /// Position along the axis.
    from: f64,
    to: f64,
    /// Radius at both positions; equal for a cylinder.
    radii: [f64; 2],
    sweep: f64,
}

struct Line<'m> {
    origin: V3,
    axis: V3,
    rings: Vec<Ring<'m>>,
}

/// A step of a hole: one cylinder closed around the axis, or a cone.
struct Step {
    from: f64,
    to: f64,
    radii: [f64; 2],
    sweep: f64,
    references: Vec<String>,
}

impl Step {
    fn is_cylinder(&self) -> bool {
        (self.radii[0] - self.radii[1]).abs() < SAME_LENGTH_MM
    }

    /// A bore with the draft of a moulded or cast part.
    fn is_drafted(&self) -> bool {
        (self.radii[0] - self.radii[1]).abs() < DRAFT * (self.to - self.from)
    }

    /// Radius at the narrower end.
    fn narrow(&self) -> f64 {
        self.radii[0].min(self.radii[1])
    }
}

/// Holes of a body where it is placed, one entry each.
pub(super) fn holes(body: &Prototype, placement: &Placement) -> Vec<Hole> {
    let scale = placement.scale();
    let mut out = Vec::new();
    for line in lines(body) {
        for chain in joined(body, &line, chains(steps(&line))) {
            if let Some(mut hole) = describe(body, &line, &chain) {
                hole.axis = canonical(unit(placement.vector(line.axis)).unwrap_or(line.axis));
                hole.diameter_mm *= scale;
                hole.depth_mm *= scale;
                for step in &mut hole.steps {
                    step.diameter_mm *= scale;
                    step.depth_mm *= scale;
                }
                out.push(hole);
            }
        }
    }
    out
}

/// Adds holes to the list, equal ones counted together; `times` is how often the body is placed.
pub(super) fn merge(into: &mut Vec<Hole>, found: Vec<Hole>, times: u32) {
    for hole in found {
        let same = into.iter_mut().find(|h| {
            h.kind == hole.kind
                && h.through == hole.through
                && (h.diameter_mm - hole.diameter_mm).abs() < SAME_LENGTH_MM
                && (h.depth_mm - hole.depth_mm).abs() < SAME_LENGTH_MM
                && norm(sub(h.axis, hole.axis)) < 1e-3
                && same_steps(&h.steps, &hole.steps)
        });
        match same {
            Some(h) => {
                h.count = h.count.saturating_add(times);
                h.references.extend(hole.references);
            }
            None => into.push(Hole { count: times, ..hole }),
        }
    }
}

/// The same diameters and lengths, from either end: a pattern drilled from both sides is one kind of hole.
fn same_steps(a: &[HoleStep], b: &[HoleStep]) -> bool {
    let alike = |(a, b): (&HoleStep, &HoleStep)| {
        (a.diameter_mm - b.diameter_mm).abs() < SAME_LENGTH_MM && (a.depth_mm - b.depth_mm).abs() < SAME_LENGTH_MM
    };
    a.len() == b.len() && (a.iter().zip(b).all(alike) || a.iter().zip(b.iter().rev()).all(alike))
}

/// The cylinders of a hole of several diameters, each with its own length; pieces of one diameter on either side of a groove are one.
fn cylinder_steps(cylinders: &[&Step]) -> Vec<HoleStep> {
    let mut steps: Vec<HoleStep> = Vec::new();
    for cylinder in cylinders {
        let (diameter_mm, depth_mm) = (2.0 * cylinder.radii[0], cylinder.to - cylinder.from);
        match steps.last_mut().filter(|last| (last.diameter_mm - diameter_mm).abs() < SAME_LENGTH_MM) {
            Some(last) => last.depth_mm += depth_mm,
            None => steps.push(HoleStep { diameter_mm, depth_mm }),
        }
    }
    if steps.len() > 1 { steps } else { Vec::new() }
}

fn canonical(a: V3) -> V3 {
    let lead = a.iter().copied().find(|x| x.abs() > 1e-6).unwrap_or(1.0);
    // Adding zero turns minus zero into zero.
    mul(a, lead.signum()).map(|x| if x.abs() < 1e-12 { 0.0 } else { x })
}

fn lines(body: &Prototype) -> Vec<Line<'_>> {
    let mut out: Vec<Line<'_>> = Vec::new();
    for m in &body.measured {
        let frame = match &*m.face.surface {
            Surface::Cylinder(f, _) | Surface::Cone(f, ..) if concave(m, body.outward) => f,
            _ => continue,
        };
        let axis = canonical(frame.z);
        let found = out.iter().position(|l| {
            norm(cross(l.axis, axis)) < 1e-4 && {
                let d = sub(frame.o, l.origin);
                norm(sub(d, mul(l.axis, dot(d, l.axis)))) < SAME_AXIS_MM
            }
        });
        let index = found.unwrap_or_else(|| {
            out.push(Line { origin: frame.o, axis, rings: Vec::new() });
            out.len() - 1
        });
        let line = &mut out[index];
        let (a, b) = m.extent(line.axis);
        let base = dot(line.origin, line.axis);
        let radius = |t: f64| match &*m.face.surface {
            Surface::Cone(f, r, k) => (r + k * dot(sub(along(line.origin, line.axis, t), f.o), f.z)).abs(),
            Surface::Cylinder(_, r) => *r,
            _ => 0.0,
        };
        let (from, to) = (a - base, b - base);
        let ring = Ring { face: m, from, to, radii: [radius(from), radius(to)], sweep: m.sweep().to_degrees() };
        line.rings.push(ring);
    }
    out
}

/// Joins the faces of one cylinder (two halves, or pieces one after the other) and keeps what closes around the axis.
fn steps(line: &Line<'_>) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::new();
    for ring in &line.rings {
        let reference = format!("#{}", ring.face.face.id);
        let same = out.iter_mut().find(|s| {
            let alike = |a: f64, b: f64| (a - b).abs() < SAME_LENGTH_MM;
            let touching = ring.from < s.to + SAME_LENGTH_MM && ring.to > s.from - SAME_LENGTH_MM;
            if s.is_cylinder() {
                alike(ring.radii[0], ring.radii[1]) && alike(ring.radii[0], s.radii[0]) && touching
            } else {
                alike(ring.from, s.from) && alike(ring.to, s.to) && alike(ring.radii[0], s.radii[0]) && alike(ring.radii[1], s.radii[1])
            }
        });
        match same {
            Some(s) => {
                let overlap = (ring.to.min(s.to) - ring.from.max(s.from)).max(0.0);
                s.sweep = if overlap > SAME_LENGTH_MM { s.sweep + ring.sweep } else { s.sweep.max(ring.sweep) };
                s.from = s.from.min(ring.from);
                s.to = s.to.max(ring.to);
                s.references.push(reference);
            }
            None => out.push(Step { from: ring.from, to: ring.to, radii: ring.radii, sweep: ring.sweep, references: vec![reference] }),
        }
    }
    out.retain(|s| s.sweep >= CLOSED_DEG && s.to - s.from > 1e-6);
    out.sort_by(|a, b| a.from.total_cmp(&b.from).then(a.to.total_cmp(&b.to)));
    out
}

fn chains(steps: Vec<Step>) -> Vec<Vec<Step>> {
    let mut out: Vec<Vec<Step>> = Vec::new();
    for step in steps {
        match out.last_mut() {
            Some(chain) if chain.last().is_some_and(|l| step.from <= l.to + SAME_LENGTH_MM) => chain.push(step),
            _ => out.push(vec![step]),
        }
    }
    out
}

/// Pieces of one drilling that another bore runs across are one hole: the void between them is that bore, and both pieces end in it.
fn joined(body: &Prototype, line: &Line<'_>, chains: Vec<Vec<Step>>) -> Vec<Vec<Step>> {
    let mut out: Vec<Vec<Step>> = Vec::new();
    for chain in chains {
        let before = out.last().and_then(|c| c.last());
        let across = before.zip(chain.first()).is_some_and(|(a, b)| {
            a.is_cylinder() && b.is_cylinder() && (a.radii[0] - b.radii[0]).abs() < SAME_LENGTH_MM && is_bored(body, line, a.to, b.from)
        });
        match out.last_mut() {
            Some(last) if across => last.extend(chain),
            _ => out.push(chain),
        }
    }
    out
}

/// True when a bore across the line is what is empty from one position to the other.
fn is_bored(body: &Prototype, line: &Line<'_>, from: f64, to: f64) -> bool {
    let middle = along(line.origin, line.axis, f64::midpoint(from, to));
    body.measured.iter().filter(|m| concave(m, body.outward)).any(|m| {
        let Surface::Cylinder(f, r) = &*m.face.surface else { return false };
        let lean = norm(cross(f.z, line.axis));
        if lean < 0.1 || m.sweep().to_degrees() < 90.0 {
            return false;
        }
        // The two axes pass each other at the middle of the void, which the bore cuts out of the line.
        let to_axis = sub(f.o, middle);
        let beside = sub(to_axis, mul(f.z, dot(to_axis, f.z)));
        let off = dot(beside, cross(f.z, line.axis)).abs() / lean;
        let place = dot(sub(middle, f.o), f.z);
        let (low, high) = m.extent(f.z);
        let base = dot(f.o, f.z);
        let half = (r * r - off * off).max(0.0).sqrt() / lean;
        (norm(beside) - off).abs() < 5.0 * SAME_LENGTH_MM
            && to - from < 2.0 * half + SAME_LENGTH_MM
            && place > low - base - SAME_LENGTH_MM
            && place < high - base + SAME_LENGTH_MM
    })
}

/// Where the rounded foot or mouth that continues a bore ends; the end of the bore itself without one.
fn rounded_end(body: &Prototype, line: &Line<'_>, at: f64, upwards: bool) -> f64 {
    let base = dot(line.origin, line.axis);
    body.measured
        .iter()
        .filter_map(|m| {
            let Surface::Torus(f, ..) = &*m.face.surface else { return None };
            let d = sub(f.o, line.origin);
            let coaxial = norm(cross(f.z, line.axis)) < 1e-4 && norm(sub(d, mul(line.axis, dot(d, line.axis)))) < SAME_AXIS_MM;
            let (low, high) = m.extent(line.axis);
            let (low, high) = (low - base, high - base);
            let (near, far) = if upwards { (low, high) } else { (high, low) };
            (coaxial && (near - at).abs() < SAME_LENGTH_MM).then_some(far)
        })
        .next()
        .unwrap_or(at)
}

fn describe(body: &Prototype, line: &Line<'_>, chain: &[Step]) -> Option<Hole> {
    let mut cylinders: Vec<&Step> = chain.iter().filter(|s| s.is_cylinder()).collect();
    if cylinders.is_empty() {
        cylinders = chain.iter().filter(|s| s.is_drafted()).collect();
    }
    let narrow = cylinders.iter().min_by(|a, b| a.narrow().total_cmp(&b.narrow()))?;
    let (first, last) = (chain.first()?, chain.last()?);
    // A cone that runs to a point at an end is the tip of the drill: it closes the hole and adds no depth.
    let tip = |s: &Step, end: usize| !s.is_cylinder() && s.radii[end] < 0.25 * narrow.narrow();
    let (tip_low, tip_high) = (tip(first, 0), tip(last, 1));
    let from = if tip_low { first.to } else { rounded_end(body, line, first.from, false) };
    let to = if tip_high { last.from } else { rounded_end(body, line, last.to, true) };
    let open_low = !tip_low && !floor(body, line, from, 1.0);
    let open_high = !tip_high && !floor(body, line, to, -1.0);
    let mouth = |s: &Step, outer: usize, open: bool| open && !s.is_cylinder() && s.radii[outer] >= COUNTERSINK_RATIO * s.radii[1 - outer];
    let sunk = mouth(first, 0, open_low) || mouth(last, 1, open_high);
    let mut diameters: Vec<f64> = cylinders.iter().map(|c| c.narrow()).collect();
    diameters.dedup_by(|a, b| (*a - *b).abs() < SAME_LENGTH_MM);
    let wide_at_mouth = |s: &Step, open: bool| open && s.is_cylinder() && s.radii[0] > narrow.narrow() + SAME_LENGTH_MM;
    let widest = cylinders.iter().map(|c| c.narrow()).fold(0.0, f64::max);
    let kind = match diameters.len() {
        0 | 1 if sunk => HoleKind::Countersink,
        0 | 1 => HoleKind::Plain,
        2 if wide_at_mouth(cylinders[0], open_low) || wide_at_mouth(cylinders[cylinders.len() - 1], open_high) => {
            // A cone from one diameter to the other is a taper; one that leaves a shoulder breaks the edge of the smaller.
            let taper = |s: &Step| !s.is_cylinder() && s.radii[0].max(s.radii[1]) > widest - SAME_LENGTH_MM;
            let coned = chain.iter().enumerate().any(|(i, s)| i > 0 && i + 1 < chain.len() && taper(s));
            if coned { HoleKind::Stepped } else { HoleKind::Counterbore }
        }
        _ => HoleKind::Stepped,
    };
    Some(Hole {
        diameter_mm: 2.0 * narrow.narrow(),
        depth_mm: to - from,
        through: open_low && open_high,
        kind,
        axis: line.axis,
        count: 1,
        references: cylinders.iter().flat_map(|c| c.references.iter().cloned()).collect(),
        steps: cylinder_steps(&cylinders),
    })
}

/// True when a face square to the axis closes the hole at this position. It looks into the hole: a face flush with the mouth that looks
/// away belongs to something beyond.
fn floor(body: &Prototype, line: &Line<'_>, at: f64, inwards: f64) -> bool {
    let p = along(line.origin, line.axis, at);
    body.measured.iter().any(|m| match &*m.face.surface {
        Surface::Plane(f) => {
            let looks_in = m.normal([0.0, 0.0]).is_some_and(|n| inwards * body.outward * dot(n, line.axis) > 0.0);
            looks_in && dot(f.z, line.axis).abs() > 0.99 && dot(sub(p, f.o), f.z).abs() < SAME_LENGTH_MM && {
                let q = f.local(p);
                m.contains([q[0], q[1]])
            }
        }
        Surface::Sphere(f, r) => {
            let d = sub(f.o, line.origin);
            let t = dot(d, line.axis);
            concave(m, body.outward) && norm(sub(d, mul(line.axis, t))) < SAME_AXIS_MM && (t - at).abs() < r + SAME_LENGTH_MM
        }
        _ => false,
    })
}
