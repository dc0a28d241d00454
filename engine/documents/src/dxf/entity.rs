//! Entities as this reader keeps them: their curves in world coordinates, insertions, texts, dimensions.

use super::curve::Curve3;
use super::dimension::DimensionEntity;
use super::layers::{LayerId, LayerRole};
use super::lettering::Lettering;
use super::placement::{Placement, Point3};

/// One entity of model space, paper space or a block.
#[derive(Debug)]
pub(super) struct Entity {
    pub layer: LayerId,
    /// Line of the file, for findings.
    pub place: u32,
    /// What its own linetype says it is for.
    pub linetype: LayerRole,
    /// Model space (0) or a layout; without meaning in a block.
    pub space: u16,
    /// Marked as not shown.
    pub invisible: bool,
    pub shape: Shape,
}

/// What an entity draws.
#[derive(Debug)]
pub(super) enum Shape {
    /// One curve that a tool can follow.
    Curve(Curve3),
    /// A polyline's or multiline's pieces.
    Curves(Vec<Curve3>),
    /// Corners of what covers a surface (SOLID, 3DFACE, hatch): in the envelope, never cut.
    Corners(Vec<Point3>),
    /// Outlines of a hatch: in the envelope, never cut.
    Outlines(Vec<Curve3>),
    /// A block.
    Insert(Box<Insert>),
    /// A text or attribute.
    Lettering(Box<Lettering>),
    /// A dimension.
    Dimension(Box<DimensionEntity>),
}

/// A block placed once or in an array.
#[derive(Debug)]
pub(super) struct Insert {
    /// Block name, upper case.
    pub block: String,
    /// From block coordinates (base point at the origin) to those of the container.
    pub placement: Placement,
    /// Columns and rows, at least 1.
    pub count: [u32; 2],
    /// Displacement from column to column and from row to row, in the container.
    pub steps: [Point3; 2],
    /// Only its texts count (the picture of a table).
    pub texts_only: bool,
}

impl Shape {
    /// Work to set it out once more, in points; splines cost more than their control points.
    pub fn effort(&self) -> u32 {
        let of_curve = |curve: &Curve3| match curve {
            Curve3::Spline(spline) => 4 * spline.points.len(),
            _ => 1,
        };
        let points = match self {
            Self::Curve(curve) => of_curve(curve),
            Self::Curves(curves) | Self::Outlines(curves) => curves.iter().map(of_curve).sum(),
            Self::Corners(points) => points.len(),
            _ => 0,
        };
        u32::try_from(points).unwrap_or(u32::MAX).saturating_add(1)
    }
}
