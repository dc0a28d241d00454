//! The outlines of a HATCH: polylines with bulges, or edges of lines, arcs, ellipses and splines.

use super::curve::{Arc3, Curve3};
use super::entity::Shape;
use super::placement::{Placement, Point3};
use super::record::Record;
use super::shapes::{Vertex, pieces, system_of};
use super::spline::Spline;
use super::tag::Tag;

/// A cursor over the tags of the boundary paths, which mean something only in their order.
struct Cursor<'r, 'a> {
    record: &'r Record<'a>,
    tags: &'r [Tag<'a>],
    position: usize,
}

impl Cursor<'_, '_> {
    /// Value of the next tag when it has this code.
    fn take(&mut self, code: i16) -> Option<f64> {
        let tag = self.tags.get(self.position).filter(|tag| tag.code == code)?;
        self.position += 1;
        Some(self.record.real(tag))
    }

    fn point(&mut self, code: i16) -> Option<Point3> {
        let x = self.take(code)?;
        Some([x, self.take(code + 10)?, 0.0])
    }

    /// Counts come from the file: never trusted beyond the tags that are left.
    fn count(&mut self, code: i16) -> Option<usize> {
        let count = self.take(code)?;
        Some((count.max(0.0) as usize).min(self.tags.len() - self.position.min(self.tags.len())))
    }
}

/// The outlines of a hatch, as far as they can be followed.
pub(super) fn outlines(record: &Record<'_>) -> Shape {
    let body = record.body();
    let elevation = record.first_real(30).unwrap_or(0.0);
    let system = system_of(record).after(&Placement::moved([0.0, 0.0, elevation]));
    let start = body.iter().position(|tag| tag.code == 91).unwrap_or(body.len());
    let mut cursor = Cursor { record, tags: body, position: start };
    let mut out = Vec::new();
    let paths = cursor.count(91).unwrap_or(0);
    for _ in 0..paths {
        while cursor.tags.get(cursor.position).is_some_and(|tag| tag.code != 92 && tag.code != 75) {
            cursor.position += 1;
        }
        let Some(flags) = cursor.take(92) else { break };
        let followed = if flags as i64 & 2 != 0 { polyline(&mut cursor, &system, &mut out) } else { edges(&mut cursor, &system, &mut out) };
        if followed.is_none() {
            break;
        }
    }
    Shape::Outlines(out)
}

fn polyline(cursor: &mut Cursor<'_, '_>, system: &Placement, out: &mut Vec<Curve3>) -> Option<()> {
    let has_bulge = cursor.take(72)? != 0.0;
    let closed = cursor.take(73)? != 0.0;
    let count = cursor.count(93)?;
    let mut vertices = Vec::with_capacity(count.min(1024));
    for _ in 0..count {
        let at = cursor.point(10)?;
        let bulge = if has_bulge { cursor.take(42).unwrap_or(0.0) } else { 0.0 };
        vertices.push(Vertex { at, bulge });
    }
    out.extend(pieces(&vertices, closed, system));
    Some(())
}

fn edges(cursor: &mut Cursor<'_, '_>, system: &Placement, out: &mut Vec<Curve3>) -> Option<()> {
    let count = cursor.count(93)?;
    for _ in 0..count {
        out.push(match cursor.take(72)? as i64 {
            1 => Curve3::Line(system.point(cursor.point(10)?), system.point(cursor.point(11)?)),
            2 => {
                let centre = cursor.point(10)?;
                let (radius, start, end) = (cursor.take(40)?, cursor.take(50)?, cursor.take(51)?);
                // Clockwise edges count their angles the other way round.
                if cursor.take(73)? == 0.0 {
                    Curve3::circular(system, centre, radius, -end, -start)
                } else {
                    Curve3::circular(system, centre, radius, start, end)
                }
            }
            3 => ellipse(cursor, system)?,
            4 => spline(cursor, system)?,
            _ => return None,
        });
    }
    Some(())
}

fn ellipse(cursor: &mut Cursor<'_, '_>, system: &Placement) -> Option<Curve3> {
    let centre = cursor.point(10)?;
    let major = cursor.point(11)?;
    let (ratio, start, end) = (cursor.take(40)?, cursor.take(50)?, cursor.take(51)?);
    let turn = if cursor.take(73)? == 0.0 { -1.0 } else { 1.0 };
    let mut sweep = (end - start).rem_euclid(360.0);
    if sweep < 1e-9 {
        sweep = 360.0;
    }
    let minor = [-major[1] * ratio * turn, major[0] * ratio * turn, 0.0];
    let (u, v) = (system.direction(major), system.direction(minor));
    Some(Curve3::Arc(Arc3 { centre: system.point(centre), u, v, start: start.to_radians(), sweep: sweep.to_radians() }))
}

fn spline(cursor: &mut Cursor<'_, '_>, system: &Placement) -> Option<Curve3> {
    let degree = cursor.take(94)? as usize;
    let rational = cursor.take(73)? != 0.0;
    cursor.take(74)?;
    let knot_count = cursor.count(95)?;
    let point_count = cursor.count(96)?;
    let knots = (0..knot_count).map(|_| cursor.take(40)).collect::<Option<Vec<f64>>>()?;
    let mut points = Vec::with_capacity(point_count.min(1024));
    let mut weights = Vec::new();
    for _ in 0..point_count {
        points.push(system.point(cursor.point(10)?));
        if rational {
            weights.push(cursor.take(42)?);
        }
    }
    if let Some(fits) = cursor.count(97) {
        // 97 also counts the source objects of the whole path; fit points follow only here.
        for _ in 0..fits {
            if cursor.point(11).is_none() {
                break;
            }
        }
        let _ = (cursor.point(12), cursor.point(13));
    }
    Spline::new(degree, knots, points, weights).map(|spline| Curve3::Spline(Box::new(spline)))
}
