//! Curves and surfaces of the instance graph in millimetres. A broken instance gives none, never an error.

use std::collections::HashMap;
use std::rc::Rc;

use step_io::parser::Attribute;
use trusquin_domain::FaceKind;

use super::curve::{Curve, Profile};
use super::nurbs::{Knots, NurbsCurve, NurbsSurface};
use super::surface::{Surface, swept_line};
use super::syntax::{Instances, flag, integer, list, real, reference, references};
use super::units::Units;
use super::vector::{Frame, Placement, V3, cross, dot, mul, norm, square_to, unit};

/// Deepest chain of geometry built on other geometry (trimmed of offset of trimmed ...).
const MAX_DEPTH: u32 = 16;

/// Reads geometry in the units of one context.
pub(super) struct Geometry<'m> {
    pub model: &'m Instances,
    pub units: &'m Units,
}

impl Geometry<'_> {
    pub(super) fn point(&self, id: u64) -> Option<V3> {
        let a = self.model.part(id, "CARTESIAN_POINT")?;
        let coordinates = a.iter().rev().find(|x| matches!(x, Attribute::List(_)));
        let mut out = [0.0; 3];
        for (slot, value) in out.iter_mut().zip(list(coordinates)) {
            *slot = real(Some(value))? * self.units.length;
        }
        (list(coordinates).len() >= 2).then_some(out)
    }

    fn direction(&self, id: u64) -> Option<V3> {
        let a = self.model.part(id, "DIRECTION")?;
        let mut out = [0.0; 3];
        for (slot, value) in out.iter_mut().zip(list(a.last())) {
            *slot = real(Some(value))?;
        }
        Some(out)
    }

    fn vector(&self, id: u64) -> Option<V3> {
        let a = self.model.part(id, "VECTOR")?;
        let d = unit(self.direction(reference(a.get(1))?)?)?;
        Some(mul(d, real(a.get(2))? * self.units.length))
    }

    pub(super) fn frame(&self, id: u64) -> Option<Frame> {
        let (name, a) = self.model.any(id, &["AXIS2_PLACEMENT_3D", "AXIS2_PLACEMENT_2D", "AXIS1_PLACEMENT"])?;
        let origin = self.point(reference(a.get(1))?)?;
        let turn = |k: usize| reference(a.get(k)).and_then(|d| self.direction(d));
        Some(match name {
            "AXIS2_PLACEMENT_3D" => Frame::new(origin, turn(2), turn(3)),
            "AXIS2_PLACEMENT_2D" => Frame::new(origin, None, turn(2)),
            _ => Frame::new(origin, turn(2), None),
        })
    }

    /// A placement item: an axis placement, or a transformation operator with its scale.
    pub(super) fn placement(&self, id: u64) -> Option<Placement> {
        if let Some(frame) = self.frame(id) {
            return Some(frame.placement());
        }
        let (_, a) = self.model.any(id, &["CARTESIAN_TRANSFORMATION_OPERATOR_3D", "CARTESIAN_TRANSFORMATION_OPERATOR"])?;
        // Simple form: item name, operator name and description, then axis1, axis2, origin, scale, axis3.
        let first = a.iter().position(|x| matches!(x, Attribute::EntityRef(_)))?;
        let offset = if a.len() >= 8 { 3 } else { first.min(2) };
        let turn = |k: usize| reference(a.get(offset + k)).and_then(|d| self.direction(d)).and_then(unit);
        let origin = self.point(reference(a.get(offset + 2))?)?;
        let scale = real(a.get(offset + 3)).unwrap_or(1.0);
        let z = turn(4).or_else(|| Some(cross(turn(0)?, turn(1)?))).unwrap_or([0.0, 0.0, 1.0]);
        let frame = Frame::new(origin, Some(z), turn(0));
        let y = turn(1).map_or(frame.y, |y| if dot(y, frame.y) < 0.0 { mul(frame.y, -1.0) } else { frame.y });
        Some(Placement { columns: [mul(frame.x, scale), mul(y, scale), mul(frame.z, scale)], t: origin })
    }

    pub(super) fn curve(&self, id: u64, depth: u32) -> Option<Curve> {
        if depth > MAX_DEPTH {
            return None;
        }
        if let Some(n) = self.nurbs_curve(id) {
            return Some(Curve::Nurbs(n));
        }
        let at = |a: &[Attribute], k: usize| reference(a.get(k));
        let length = |a: &[Attribute], k: usize| real(a.get(k)).map(|x| x * self.units.length).filter(|x| *x > 0.0);
        let names = [
            "LINE",
            "CIRCLE",
            "ELLIPSE",
            "HYPERBOLA",
            "PARABOLA",
            "POLYLINE",
            "TRIMMED_CURVE",
            "COMPOSITE_CURVE",
            "COMPOSITE_CURVE_ON_SURFACE",
            "BOUNDARY_CURVE",
            "OUTER_BOUNDARY_CURVE",
            "SURFACE_CURVE",
            "SEAM_CURVE",
            "INTERSECTION_CURVE",
            "BOUNDED_SURFACE_CURVE",
            "PCURVE",
        ];
        let (name, a) = self.model.any(id, &names)?;
        Some(match name {
            "LINE" => {
                let d = self.vector(at(a, 2)?)?;
                Curve::Line(self.point(at(a, 1)?)?, (norm(d) > 0.0).then_some(d)?)
            }
            "CIRCLE" => {
                let r = length(a, 2)?;
                Curve::Ellipse(self.frame(at(a, 1)?)?, r, r)
            }
            "ELLIPSE" => Curve::Ellipse(self.frame(at(a, 1)?)?, length(a, 2)?, length(a, 3)?),
            "HYPERBOLA" => Curve::Hyperbola(self.frame(at(a, 1)?)?, length(a, 2)?, length(a, 3)?),
            "PARABOLA" => Curve::Parabola(self.frame(at(a, 1)?)?, real(a.get(2))? * self.units.length),
            "POLYLINE" => {
                let points: Vec<V3> = references(a.get(1)).filter_map(|p| self.point(p)).collect();
                (points.len() >= 2).then_some(Curve::Polyline(points))?
            }
            "TRIMMED_CURVE" => {
                let base = self.curve(at(a, 1)?, depth + 1)?;
                let sense = flag(a.get(4), true);
                let (mut t0, mut t1) = (self.trim(&base, a.get(2))?, self.trim(&base, a.get(3))?);
                if let Some(period) = base.period() {
                    if sense && t1 <= t0 + 1e-9 {
                        t1 += period * (((t0 - t1) / period).floor() + 1.0);
                    } else if !sense && t0 <= t1 + 1e-9 {
                        t0 += period * (((t1 - t0) / period).floor() + 1.0);
                    }
                }
                ((t1 - t0).abs() > 0.0).then_some(Curve::Trimmed(Rc::new(base), t0, t1))?
            }
            "SURFACE_CURVE" | "SEAM_CURVE" | "INTERSECTION_CURVE" | "BOUNDED_SURFACE_CURVE" => return self.curve(at(a, 1)?, depth + 1),
            "PCURVE" => {
                let surface = self.surface(at(a, 1)?, depth + 1)?.1;
                let definition = self.model.part(at(a, 2)?, "DEFINITIONAL_REPRESENTATION")?;
                let flat = references(definition.get(1)).next()?;
                // Parameters are not lengths, except that a plane's are; angles keep the file's unit and are mostly radians.
                let plain = Units { length: 1.0, ..self.units.clone() };
                let curve = Geometry { model: self.model, units: &plain }.curve(flat, depth + 1)?;
                Curve::OnSurface(Rc::new(surface), Rc::new(curve))
            }
            _ => {
                let mut pieces = Vec::new();
                for segment in references(a.get(1)) {
                    let s = self.model.part(segment, "COMPOSITE_CURVE_SEGMENT")?;
                    let piece = self.curve(at(s, 2)?, depth + 1)?;
                    piece.range()?;
                    pieces.push((Rc::new(piece), flag(s.get(1), true)));
                }
                (!pieces.is_empty()).then_some(Curve::Composite(pieces))?
            }
        })
    }

    /// A trimming select: a point is preferred, its parameter is in the file's angle unit.
    fn trim(&self, base: &Curve, select: Option<&Attribute>) -> Option<f64> {
        let items = list(select);
        if let Some(p) = items.iter().find_map(|i| reference(Some(i))).and_then(|p| self.point(p)) {
            return Some(base.nearest(p));
        }
        let t = items.iter().find_map(|i| real(Some(i)))?;
        Some(if matches!(base, Curve::Ellipse(..)) { t * self.units.angle } else { t })
    }

    fn nurbs_curve(&self, id: u64) -> Option<NurbsCurve> {
        let m = self.model;
        let simple = m.any(id, &["B_SPLINE_CURVE_WITH_KNOTS", "QUASI_UNIFORM_CURVE", "UNIFORM_CURVE", "BEZIER_CURVE"]);
        let base = m.part(id, "B_SPLINE_CURVE").or(simple.map(|s| s.1).filter(|a| a.len() >= 6).map(|a| &a[1..]))?;
        let degree = usize::try_from(integer(base.first())?).ok()?;
        let points: Vec<V3> = references(base.get(1)).map(|p| self.point(p)).collect::<Option<_>>()?;
        let (name, tail) = simple.map(|(n, a)| (n, if a.len() >= 6 { &a[6..] } else { a })).unwrap_or(("QUASI_UNIFORM_CURVE", &[]));
        let values = knot_values(name, degree, points.len(), tail.first(), tail.get(1))?;
        let knots = Knots::new(degree, values, points.len())?;
        let weights: Vec<f64> = match m.part(id, "RATIONAL_B_SPLINE_CURVE") {
            Some(a) => list(a.last()).iter().map(|w| real(Some(w))).collect::<Option<_>>()?,
            None => vec![1.0; points.len()],
        };
        Some(NurbsCurve { knots, poles: homogeneous(&points, &weights)? })
    }

    fn nurbs_surface(&self, id: u64) -> Option<NurbsSurface> {
        let m = self.model;
        let simple = m.any(id, &["B_SPLINE_SURFACE_WITH_KNOTS", "QUASI_UNIFORM_SURFACE", "UNIFORM_SURFACE", "BEZIER_SURFACE"]);
        let base = m.part(id, "B_SPLINE_SURFACE").or(simple.map(|s| s.1).filter(|a| a.len() >= 8).map(|a| &a[1..]))?;
        let degree = |k: usize| integer(base.get(k)).and_then(|d| usize::try_from(d).ok());
        let (du, dv) = (degree(0)?, degree(1)?);
        let rows = list(base.get(2));
        let mut points = Vec::new();
        let columns = list(rows.first()).len();
        for row in rows {
            if list(Some(row)).len() != columns {
                return None;
            }
            for p in references(Some(row)) {
                points.push(self.point(p)?);
            }
        }
        if points.len() != rows.len() * columns {
            return None;
        }
        let (name, tail) = simple.map(|(n, a)| (n, if a.len() >= 8 { &a[8..] } else { a })).unwrap_or(("QUASI_UNIFORM_SURFACE", &[]));
        let u = Knots::new(du, knot_values(name, du, rows.len(), tail.first(), tail.get(2))?, rows.len())?;
        let v = Knots::new(dv, knot_values(name, dv, columns, tail.get(1), tail.get(3))?, columns)?;
        let weights: Vec<f64> = match m.part(id, "RATIONAL_B_SPLINE_SURFACE") {
            Some(a) => list(a.last()).iter().flat_map(|row| list(Some(row))).map(|w| real(Some(w))).collect::<Option<_>>()?,
            None => vec![1.0; points.len()],
        };
        Some(NurbsSurface { u, v, poles: homogeneous(&points, &weights)? })
    }

    /// Surface, its family, and the parameter rectangle of a rectangular trimmed one.
    pub(super) fn surface(&self, id: u64, depth: u32) -> Option<(FaceKind, Surface, Option<[f64; 4]>)> {
        if depth > MAX_DEPTH {
            return None;
        }
        if let Some(n) = self.nurbs_surface(id) {
            return Some((FaceKind::Bspline, Surface::nurbs(n), None));
        }
        let names = [
            "PLANE",
            "CYLINDRICAL_SURFACE",
            "CONICAL_SURFACE",
            "SPHERICAL_SURFACE",
            "TOROIDAL_SURFACE",
            "DEGENERATE_TOROIDAL_SURFACE",
            "SURFACE_OF_LINEAR_EXTRUSION",
            "SURFACE_OF_REVOLUTION",
            "OFFSET_SURFACE",
            "RECTANGULAR_TRIMMED_SURFACE",
            "CURVE_BOUNDED_SURFACE",
            "ORIENTED_SURFACE",
        ];
        let (name, a) = self.model.any(id, &names)?;
        let frame = || reference(a.get(1)).and_then(|f| self.frame(f));
        let length = |k: usize| real(a.get(k)).map(|x| x * self.units.length);
        let positive = |k: usize| length(k).filter(|x| *x > 0.0);
        Some(match name {
            "PLANE" => (FaceKind::Plane, Surface::Plane(frame()?), None),
            "CYLINDRICAL_SURFACE" => (FaceKind::Cylinder, Surface::Cylinder(frame()?, positive(2)?), None),
            "CONICAL_SURFACE" => {
                let k = (real(a.get(3))? * self.units.angle).tan();
                let (f, r) = (frame()?, length(2)?);
                if k.abs() < 1e-9 {
                    (FaceKind::Cone, Surface::Cylinder(f, (r > 0.0).then_some(r)?), None)
                } else {
                    (FaceKind::Cone, Surface::Cone(f, r, k), None)
                }
            }
            "SPHERICAL_SURFACE" => (FaceKind::Sphere, Surface::Sphere(frame()?, positive(2)?), None),
            "TOROIDAL_SURFACE" | "DEGENERATE_TOROIDAL_SURFACE" => {
                (FaceKind::Torus, Surface::Torus(frame()?, length(2)?, positive(3)?), None)
            }
            "SURFACE_OF_LINEAR_EXTRUSION" => {
                let d = self.vector(reference(a.get(2))?)?;
                let profile = self.curve(reference(a.get(1))?, depth + 1)?;
                let surface = match &profile {
                    Curve::Line(o, t) => Surface::Plane(Frame::new(*o, Some(cross(*t, d)), Some(*t))),
                    _ => Surface::Extrusion(Rc::new(Profile::new(profile)), d),
                };
                (FaceKind::Other, surface, None)
            }
            "SURFACE_OF_REVOLUTION" => {
                let profile = self.curve(reference(a.get(1))?, depth + 1)?;
                let axis = self.frame(reference(a.get(2))?)?;
                let axis = Frame::new(axis.o, Some(axis.z), Some(square_to(axis.z)));
                let simple = if let Curve::Line(o, t) = &profile { swept_line(*o, *t, &axis) } else { None };
                (FaceKind::Other, simple.unwrap_or_else(|| Surface::Revolution(Rc::new(Profile::new(profile)), axis)), None)
            }
            "OFFSET_SURFACE" => {
                let (_, base, _) = self.surface(reference(a.get(1))?, depth + 1)?;
                (FaceKind::Other, Surface::Offset(Rc::new(base), length(2)?), None)
            }
            "RECTANGULAR_TRIMMED_SURFACE" => {
                let (kind, base, _) = self.surface(reference(a.get(1))?, depth + 1)?;
                let angular = |direction: usize| match (&base, direction) {
                    (Surface::Cylinder(..) | Surface::Cone(..) | Surface::Sphere(..) | Surface::Torus(..) | Surface::Revolution(..), 0)
                    | (Surface::Sphere(..) | Surface::Torus(..), 1) => self.units.angle,
                    (Surface::Plane(_), _) | (Surface::Cylinder(..) | Surface::Cone(..), _) => self.units.length,
                    _ => 1.0,
                };
                let edge = |k: usize| real(a.get(k)).map(|x| x * angular((k - 2) / 2));
                let (mut u, mut v) = ([edge(2)?, edge(3)?], [edge(4)?, edge(5)?]);
                for (pair, period) in [&mut u, &mut v].into_iter().zip(base.periods()) {
                    if pair[0] > pair[1] {
                        match period {
                            Some(p) => pair[1] += p * ((pair[0] - pair[1]) / p).ceil(),
                            None => pair.swap(0, 1),
                        }
                    }
                }
                (kind, base, Some([u[0], u[1], v[0], v[1]]))
            }
            _ => {
                let (kind, base, _) = self.surface(reference(a.get(1))?, depth + 1)?;
                (kind, base, None)
            }
        })
    }
}

fn homogeneous(points: &[V3], weights: &[f64]) -> Option<Vec<[f64; 4]>> {
    let sound = points.len() == weights.len() && weights.iter().all(|w| *w > 1e-12);
    sound.then(|| points.iter().zip(weights).map(|(p, w)| [p[0] * w, p[1] * w, p[2] * w, *w]).collect())
}

/// Full knot vector: from multiplicities where the file has them, else by the rule its type names.
fn knot_values(name: &str, degree: usize, count: usize, multiplicities: Option<&Attribute>, knots: Option<&Attribute>) -> Option<Vec<f64>> {
    let total = count.checked_add(degree)?.checked_add(1)?;
    if name.ends_with("WITH_KNOTS") {
        let mut out = Vec::with_capacity(total.min(1 << 20));
        for (m, k) in list(multiplicities).iter().zip(list(knots)) {
            let (m, k) = (usize::try_from(integer(Some(m))?).ok()?, real(Some(k))?);
            if out.len() + m > total {
                return None;
            }
            out.extend(std::iter::repeat_n(k, m));
        }
        return (out.len() == total).then_some(out);
    }
    Some(match name {
        n if n.starts_with("UNIFORM") => (0..total).map(|i| i as f64 - degree as f64).collect(),
        n if n.starts_with("BEZIER") => {
            let last = count.saturating_sub(1) / degree.max(1);
            (0..total).map(|i| (i.saturating_sub(1) / degree.max(1)).min(last) as f64).collect()
        }
        _ => (0..total).map(|i| i.saturating_sub(degree).min(count.saturating_sub(degree)) as f64).collect(),
    })
}

/// Edges already followed, by EDGE_CURVE instance.
pub(super) type EdgeCache = HashMap<u64, Option<Rc<super::face::Edge>>>;
