//! Points, frames and rigid or scaled placements in space. No geometry kernel lives here, only the arithmetic.

/// A point or a direction, millimetres where it is a length.
pub(super) type V3 = [f64; 3];

pub(super) fn add(a: V3, b: V3) -> V3 {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub(super) fn sub(a: V3, b: V3) -> V3 {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(super) fn mul(a: V3, k: f64) -> V3 {
    [a[0] * k, a[1] * k, a[2] * k]
}

/// `a + b·k`.
pub(super) fn along(a: V3, b: V3, k: f64) -> V3 {
    [a[0] + b[0] * k, a[1] + b[1] * k, a[2] + b[2] * k]
}

pub(super) fn dot(a: V3, b: V3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn cross(a: V3, b: V3) -> V3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub(super) fn norm(a: V3) -> f64 {
    dot(a, a).sqrt()
}

pub(super) fn distance(a: V3, b: V3) -> f64 {
    norm(sub(a, b))
}

/// The direction of `a`, or none when it has no length.
pub(super) fn unit(a: V3) -> Option<V3> {
    let n = norm(a);
    (n > 1e-300 && n.is_finite()).then(|| mul(a, 1.0 / n))
}

/// Any direction square to `z`.
pub(super) fn square_to(z: V3) -> V3 {
    let seed = if z[0].abs() < 0.9 { [1.0, 0.0, 0.0] } else { [0.0, 1.0, 0.0] };
    unit(cross(z, seed)).unwrap_or([0.0, 1.0, 0.0])
}

/// A right-handed orthonormal frame: AXIS2_PLACEMENT_3D once its defaults are filled in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub o: V3,
    pub x: V3,
    pub y: V3,
    pub z: V3,
}

impl Frame {
    pub(super) const WORLD: Self = Self { o: [0.0; 3], x: [1.0, 0.0, 0.0], y: [0.0, 1.0, 0.0], z: [0.0, 0.0, 1.0] };

    /// Builds the frame the way ISO 10303-42 does: `x` is projected square to `z`.
    pub(super) fn new(o: V3, z: Option<V3>, x: Option<V3>) -> Self {
        let z = z.and_then(unit).unwrap_or([0.0, 0.0, 1.0]);
        let x = x.unwrap_or(if z[0].abs() > 0.999_999 { [0.0, 1.0, 0.0] } else { [1.0, 0.0, 0.0] });
        let x = sub(x, mul(z, dot(x, z)));
        let x = if norm(x) > 1e-9 { unit(x).unwrap_or_else(|| square_to(z)) } else { square_to(z) };
        Self { o, x, y: cross(z, x), z }
    }

    pub(super) fn local(&self, p: V3) -> V3 {
        let d = sub(p, self.o);
        [dot(d, self.x), dot(d, self.y), dot(d, self.z)]
    }

    pub(super) fn point(&self, a: f64, b: f64, c: f64) -> V3 {
        along(along(along(self.o, self.x, a), self.y, b), self.z, c)
    }

    /// `x·cos u + y·sin u`.
    pub(super) fn radial(&self, u: f64) -> V3 {
        let (s, c) = u.sin_cos();
        along(mul(self.x, c), self.y, s)
    }

    pub(super) fn placement(&self) -> Placement {
        Placement { columns: [self.x, self.y, self.z], t: self.o }
    }
}

/// An affine map: where a part sits in its assembly. A mirrored or scaled placement is legal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement {
    pub columns: [V3; 3],
    pub t: V3,
}

impl Placement {
    pub(super) const IDENTITY: Self = Self { columns: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], t: [0.0; 3] };

    pub(super) fn vector(&self, v: V3) -> V3 {
        along(along(mul(self.columns[0], v[0]), self.columns[1], v[1]), self.columns[2], v[2])
    }

    pub(super) fn point(&self, p: V3) -> V3 {
        add(self.vector(p), self.t)
    }

    /// First `inner`, then `self`.
    pub(super) fn after(&self, inner: &Self) -> Self {
        Self {
            columns: [self.vector(inner.columns[0]), self.vector(inner.columns[1]), self.vector(inner.columns[2])],
            t: self.point(inner.t),
        }
    }

    pub(super) fn determinant(&self) -> f64 {
        dot(self.columns[0], cross(self.columns[1], self.columns[2]))
    }

    pub(super) fn inverse(&self) -> Option<Self> {
        let [a, b, c] = self.columns;
        let det = self.determinant();
        if !det.is_finite() || det.abs() < 1e-30 {
            return None;
        }
        let rows = [mul(cross(b, c), 1.0 / det), mul(cross(c, a), 1.0 / det), mul(cross(a, b), 1.0 / det)];
        let columns = [[rows[0][0], rows[1][0], rows[2][0]], [rows[0][1], rows[1][1], rows[2][1]], [rows[0][2], rows[1][2], rows[2][2]]];
        let inverse = Self { columns, t: [0.0; 3] };
        Some(Self { t: mul(inverse.vector(self.t), -1.0), ..inverse })
    }

    /// Row `axis` of the linear part: the direction, in the part, that becomes this axis of the assembly.
    pub(super) fn row(&self, axis: usize) -> V3 {
        [self.columns[0][axis], self.columns[1][axis], self.columns[2][axis]]
    }

    /// Length scale of the map.
    pub(super) fn scale(&self) -> f64 {
        self.determinant().abs().cbrt()
    }
}
