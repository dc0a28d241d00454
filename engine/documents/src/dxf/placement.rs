//! Where things stand: points in space, the object coordinate system of an extrusion, placements of blocks.

/// A point or direction in space, drawing units.
pub(super) type Point3 = [f64; 3];

pub(super) fn add(a: Point3, b: Point3) -> Point3 {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub(super) fn scale(a: Point3, by: f64) -> Point3 {
    [a[0] * by, a[1] * by, a[2] * by]
}

pub(super) fn cross(a: Point3, b: Point3) -> Point3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub(super) fn norm(a: Point3) -> f64 {
    (a[0] * a[0] + a[1] * a[1] + a[2] * a[2]).sqrt()
}

fn unit(a: Point3) -> Option<Point3> {
    let length = norm(a);
    (length > 1e-12 && length.is_finite()).then(|| scale(a, 1.0 / length))
}

/// An affine map of space: three axes and an origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement {
    /// Image of the x axis.
    pub x: Point3,
    /// Image of the y axis.
    pub y: Point3,
    /// Image of the z axis.
    pub z: Point3,
    /// Image of the origin.
    pub origin: Point3,
}

impl Placement {
    pub const IDENTITY: Self = Self { x: [1.0, 0.0, 0.0], y: [0.0, 1.0, 0.0], z: [0.0, 0.0, 1.0], origin: [0.0; 3] };

    /// The object coordinate system of an extrusion direction, by AutoCAD's arbitrary axis algorithm (DXF Reference, Object Coordinate Systems).
    pub fn object_system(extrusion: Point3) -> Self {
        let Some(normal) = unit(extrusion) else { return Self::IDENTITY };
        const NEAR_POLE: f64 = 1.0 / 64.0;
        let reference = if normal[0].abs() < NEAR_POLE && normal[1].abs() < NEAR_POLE { [0.0, 1.0, 0.0] } else { [0.0, 0.0, 1.0] };
        let Some(x) = unit(cross(reference, normal)) else { return Self::IDENTITY };
        Self { x, y: cross(normal, x), z: normal, origin: [0.0; 3] }
    }

    /// Image of a direction.
    pub fn direction(&self, d: Point3) -> Point3 {
        add(add(scale(self.x, d[0]), scale(self.y, d[1])), scale(self.z, d[2]))
    }

    /// Image of a point.
    pub fn point(&self, p: Point3) -> Point3 {
        add(self.direction(p), self.origin)
    }

    /// First `inner`, then this.
    pub fn after(&self, inner: &Self) -> Self {
        Self { x: self.direction(inner.x), y: self.direction(inner.y), z: self.direction(inner.z), origin: self.point(inner.origin) }
    }

    /// Rotation about z, degrees, then displacement.
    pub fn turned(degrees: f64, origin: Point3) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self { x: [cos, sin, 0.0], y: [-sin, cos, 0.0], z: [0.0, 0.0, 1.0], origin }
    }

    /// Scale along the axes.
    pub fn scaled(by: Point3) -> Self {
        Self { x: [by[0], 0.0, 0.0], y: [0.0, by[1], 0.0], z: [0.0, 0.0, by[2]], origin: [0.0; 3] }
    }

    /// Displacement.
    pub fn moved(by: Point3) -> Self {
        Self { origin: by, ..Self::IDENTITY }
    }

    /// Length of the image of a unit along y, for text heights.
    pub fn height_factor(&self) -> f64 {
        self.y[0].hypot(self.y[1])
    }

    /// Angle of the image of the x axis as seen from above, degrees.
    pub fn angle(&self) -> f64 {
        self.x[1].atan2(self.x[0]).to_degrees()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extrusion_downwards_mirrors_x() {
        let system = Placement::object_system([0.0, 0.0, -1.0]);
        let p = system.point([3.0, 4.0, 0.0]);
        assert!((p[0] + 3.0).abs() < 1e-12 && (p[1] - 4.0).abs() < 1e-12, "{p:?}");
        assert_eq!(Placement::object_system([0.0, 0.0, 0.0]), Placement::IDENTITY);
    }

    #[test]
    fn placements_follow_each_other() {
        let outer = Placement::turned(90.0, [10.0, 0.0, 0.0]).after(&Placement::scaled([2.0, 2.0, 2.0]));
        let p = outer.point([1.0, 0.0, 0.0]);
        assert!((p[0] - 10.0).abs() < 1e-12 && (p[1] - 2.0).abs() < 1e-12, "{p:?}");
        assert!((outer.height_factor() - 2.0).abs() < 1e-12);
        assert!((outer.angle() - 90.0).abs() < 1e-9);
    }
}
