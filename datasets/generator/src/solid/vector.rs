//! Three-component vectors for building solids.

/// A point or direction, mm.
pub type Vec3 = [f64; 3];

/// `a + k b`.
pub fn along(a: Vec3, k: f64, b: Vec3) -> Vec3 {
    [a[0] + k * b[0], a[1] + k * b[1], a[2] + k * b[2]]
}

/// Scalar product.
pub fn dot(a: Vec3, b: Vec3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Vector product.
pub fn cross(a: Vec3, b: Vec3) -> Vec3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// `a - b`.
pub fn minus(a: Vec3, b: Vec3) -> Vec3 {
    along(a, -1.0, b)
}

/// `k a`.
pub fn times(k: f64, a: Vec3) -> Vec3 {
    along([0.0; 3], k, a)
}

/// `a` with length 1; a null vector stays null.
pub fn unit(a: Vec3) -> Vec3 {
    let length = dot(a, a).sqrt();
    if length > 0.0 { times(1.0 / length, a) } else { a }
}
