//! Three-component vectors, as far as axes and planes need them.

pub(crate) type Vector = [f64; 3];

/// Cosine of one degree: directions closer than this are parallel.
pub(crate) const PARALLEL: f64 = 0.999_85;

pub(crate) fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn minus(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(crate) fn unit(a: Vector) -> Option<Vector> {
    let length = dot(a, a).sqrt();
    (length.is_finite() && length > 1e-12).then(|| [a[0] / length, a[1] / length, a[2] / length])
}

/// Same line, either sense.
pub(crate) fn parallel(a: Vector, b: Vector) -> bool {
    dot(a, b).abs() > PARALLEL
}

/// Distance of a point from the line through `origin` along the unit `axis`.
pub(crate) fn distance_to_line(point: Vector, origin: Vector, axis: Vector) -> f64 {
    let to = minus(point, origin);
    let along = dot(to, axis);
    (dot(to, to) - along * along).max(0.0).sqrt()
}

pub(crate) fn middle(a: Vector, b: Vector) -> Vector {
    [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0, (a[2] + b[2]) / 2.0]
}

/// Index of the model axis a unit direction follows within a degree.
pub(crate) fn model_axis(direction: Vector) -> Option<usize> {
    (0..3).find(|i| direction[*i].abs() > PARALLEL)
}
