//! Records of geometry become shapes: LINE, CIRCLE, ARC, ELLIPSE, LWPOLYLINE, POLYLINE, SPLINE, POINT, SOLID, INSERT and their kin.

use super::code_page::CodePage;
use super::curve::{Arc3, Curve3};
use super::entity::{Insert, Shape};
use super::placement::{Placement, Point3, add, cross, norm, scale};
use super::record::Record;
use super::spline::Spline;

/// Vertex of a polyline with the bulge of the piece that follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vertex {
    pub at: Point3,
    pub bulge: f64,
}

/// Rows or columns of one insertion; more is damage.
const LARGEST_ARRAY: i64 = 100_000;

/// The shape of a record that stands alone, `None` when its coordinates are missing or its type draws nothing we measure.
pub(super) fn shape_of(kind: &str, record: &Record<'_>, page: &CodePage) -> Option<Shape> {
    match kind {
        "LINE" | "3DLINE" => Some(Shape::Curve(Curve3::Line(record.point(10)?, record.point(11)?))),
        "CIRCLE" => circle(record, 0.0, 360.0),
        "ARC" => circle(record, record.first_real(50)?, record.first_real(51)?),
        "ELLIPSE" => ellipse(record),
        "LWPOLYLINE" => light_polyline(record),
        "SPLINE" => spline(record),
        "POINT" => Some(Shape::Corners(vec![record.point(10)?])),
        "SOLID" | "TRACE" => corners(record, &system_of(record)),
        "3DFACE" => corners(record, &Placement::IDENTITY),
        "MLINE" => multiline(record),
        "INSERT" => insert(record, page),
        "ACAD_TABLE" => table(record, page),
        _ => None,
    }
}

/// True for the types `shape_of` must give a shape for: without one the record is damaged.
pub(super) fn must_have_shape(kind: &str) -> bool {
    matches!(
        kind,
        "LINE" | "3DLINE" | "CIRCLE" | "ARC" | "ELLIPSE" | "LWPOLYLINE" | "SPLINE" | "POINT" | "SOLID" | "TRACE" | "3DFACE" | "INSERT"
    )
}

/// Extrusion direction of a record as an object coordinate system.
pub(super) fn system_of(record: &Record<'_>) -> Placement {
    record.point(210).map_or(Placement::IDENTITY, Placement::object_system)
}

fn circle(record: &Record<'_>, start: f64, end: f64) -> Option<Shape> {
    let radius = record.first_real(40)?.abs();
    Some(Shape::Curve(Curve3::circular(&system_of(record), record.point(10)?, radius, start, end)))
}

fn ellipse(record: &Record<'_>) -> Option<Shape> {
    let major = record.point(11)?;
    let ratio = record.first_real(40)?;
    let normal = record.point(210).filter(|normal| norm(*normal) > 1e-12).unwrap_or([0.0, 0.0, 1.0]);
    let minor = scale(cross(scale(normal, 1.0 / norm(normal)), major), ratio);
    let start = record.first_real(41).unwrap_or(0.0);
    let end = record.first_real(42).unwrap_or(std::f64::consts::TAU);
    let mut sweep = (end - start).rem_euclid(std::f64::consts::TAU);
    if sweep < 1e-9 {
        sweep = std::f64::consts::TAU;
    }
    Some(Shape::Curve(Curve3::Arc(Arc3 { centre: record.point(10)?, u: major, v: minor, start, sweep })))
}

fn light_polyline(record: &Record<'_>) -> Option<Shape> {
    let mut vertices: Vec<Vertex> = Vec::new();
    let mut elevation = 0.0;
    let mut closed = false;
    for tag in record.body() {
        match tag.code {
            10 => vertices.push(Vertex { at: [record.real(tag), 0.0, 0.0], bulge: 0.0 }),
            20 => {
                if let Some(vertex) = vertices.last_mut() {
                    vertex.at[1] = record.real(tag);
                }
            }
            42 => {
                if let Some(vertex) = vertices.last_mut() {
                    vertex.bulge = record.real(tag);
                }
            }
            38 => elevation = record.real(tag),
            70 => closed = tag.int().is_some_and(|flags| flags & 1 != 0),
            _ => {}
        }
    }
    for vertex in &mut vertices {
        vertex.at[2] = elevation;
    }
    Some(Shape::Curves(pieces(&vertices, closed, &system_of(record)))).filter(|_| !vertices.is_empty())
}

/// The pieces between vertices.
pub(super) fn pieces(vertices: &[Vertex], closed: bool, system: &Placement) -> Vec<Curve3> {
    let mut out: Vec<Curve3> = vertices
        .windows(2)
        .filter_map(|pair| match pair {
            [from, to] => Some(Curve3::bulged(system, from.at, to.at, from.bulge)),
            _ => None,
        })
        .collect();
    if closed
        && vertices.len() > 1
        && let (Some(last), Some(first)) = (vertices.last(), vertices.first())
        && last.at != first.at
    {
        out.push(Curve3::bulged(system, last.at, first.at, last.bulge));
    }
    out
}

fn spline(record: &Record<'_>) -> Option<Shape> {
    let degree = record.first_int(71).and_then(|degree| usize::try_from(degree).ok()).unwrap_or(3);
    let numbers = |code: i16| record.body().iter().filter(|tag| tag.code == code).map(|tag| record.real(tag)).collect::<Vec<f64>>();
    let control = points_of(record, 10);
    let fits = points_of(record, 11);
    let drawn = Spline::new(degree, numbers(40), control, numbers(41))
        .or_else(|| Spline::through(&fits, record.point(12), record.point(13)))
        .or_else(|| Spline::new(1, Vec::new(), fits, Vec::new()))?;
    Some(Shape::Curve(Curve3::Spline(Box::new(drawn))))
}

/// Repeated points of one x code.
pub(super) fn points_of(record: &Record<'_>, code: i16) -> Vec<Point3> {
    let mut out: Vec<Point3> = Vec::new();
    for tag in record.body() {
        if tag.code == code {
            out.push([record.real(tag), 0.0, 0.0]);
        } else if tag.code == code + 10 {
            if let Some(point) = out.last_mut() {
                point[1] = record.real(tag);
            }
        } else if tag.code == code + 20
            && let Some(point) = out.last_mut()
        {
            point[2] = record.real(tag);
        }
    }
    out
}

fn corners(record: &Record<'_>, system: &Placement) -> Option<Shape> {
    let points: Vec<Point3> = [10, 11, 12, 13].into_iter().filter_map(|code| record.point(code)).map(|point| system.point(point)).collect();
    (points.len() >= 3).then_some(Shape::Corners(points))
}

/// A multiline by its reference line: the offsets of its elements stand in a style this reader does not follow.
fn multiline(record: &Record<'_>) -> Option<Shape> {
    let vertices: Vec<Vertex> = points_of(record, 11).into_iter().map(|at| Vertex { at, bulge: 0.0 }).collect();
    let closed = record.first_int(71).is_some_and(|flags| flags & 2 != 0);
    Some(Shape::Curves(pieces(&vertices, closed, &Placement::IDENTITY)))
}

fn insert(record: &Record<'_>, page: &CodePage) -> Option<Shape> {
    let block = page.decode(record.first(2)?.bytes()).to_uppercase();
    let factor = |code: i16| record.first_real(code).filter(|factor| *factor != 0.0).unwrap_or(1.0);
    let factors = [factor(41), factor(42), factor(43)];
    let system = system_of(record);
    let turned = system.after(&Placement::turned(record.first_real(50).unwrap_or(0.0), [0.0; 3]));
    let origin = system.point(record.point(10).unwrap_or([0.0; 3]));
    let mut placement = turned.after(&Placement::scaled(factors));
    placement.origin = origin;
    let count = |code: i16| record.first_int(code).unwrap_or(1).clamp(1, LARGEST_ARRAY) as u32;
    let steps = [
        turned.direction([record.first_real(44).unwrap_or(0.0), 0.0, 0.0]),
        turned.direction([0.0, record.first_real(45).unwrap_or(0.0), 0.0]),
    ];
    Some(Shape::Insert(Box::new(Insert { block, placement, count: [count(70), count(71)], steps, texts_only: false })))
}

/// A table is drawn by a block of its own; only its texts are wanted.
fn table(record: &Record<'_>, page: &CodePage) -> Option<Shape> {
    let block = page.decode(record.first(2)?.bytes()).to_uppercase();
    let angle = record.point(11).map_or(0.0, |x| x[1].atan2(x[0]).to_degrees());
    let placement = Placement::turned(angle, record.point(10).unwrap_or([0.0; 3]));
    Some(Shape::Insert(Box::new(Insert { block, placement, count: [1, 1], steps: [[0.0; 3]; 2], texts_only: true })))
}

/// Displacement of one member of an array.
pub(super) fn array_offset(insert: &Insert, column: u32, row: u32) -> Point3 {
    add(scale(insert.steps[0], f64::from(column)), scale(insert.steps[1], f64::from(row)))
}
