//! Plane projective transforms: where a point of the sheet lands in a degraded image.

use crate::truth::Box4;

/// A 3 x 3 matrix, row by row, that maps `(x, y, 1)`.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Homography(pub [f64; 9]);

impl Homography {
    /// Leaves every point where it is.
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);

    /// Stretches both axes.
    pub fn scale(x: f64, y: f64) -> Self {
        Self([x, 0.0, 0.0, 0.0, y, 0.0, 0.0, 0.0, 1.0])
    }

    /// Shifts.
    pub fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, x, 0.0, 1.0, y, 0.0, 0.0, 1.0])
    }

    /// Turns about the origin, degrees; clockwise on an image whose y runs down.
    pub fn turn(degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self([cos, -sin, 0.0, sin, cos, 0.0, 0.0, 0.0, 1.0])
    }

    /// Maps a rectangle from the origin onto four corners: upper left, upper right, lower right, lower left
    /// (Heckbert, "Fundamentals of texture mapping and image warping", 1989, section 2.2.3).
    pub fn onto(width: f64, height: f64, [p0, p1, p2, p3]: [[f64; 2]; 4]) -> Self {
        let (sx, sy) = (p0[0] - p1[0] + p2[0] - p3[0], p0[1] - p1[1] + p2[1] - p3[1]);
        let (dx1, dx2) = (p1[0] - p2[0], p3[0] - p2[0]);
        let (dy1, dy2) = (p1[1] - p2[1], p3[1] - p2[1]);
        let det = dx1 * dy2 - dx2 * dy1;
        let (g, h) = ((sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det);
        let unit = Self([
            p1[0] - p0[0] + g * p1[0],
            p3[0] - p0[0] + h * p3[0],
            p0[0],
            p1[1] - p0[1] + g * p1[1],
            p3[1] - p0[1] + h * p3[1],
            p0[1],
            g,
            h,
            1.0,
        ]);
        Self::scale(1.0 / width, 1.0 / height).then(unit)
    }

    /// First `self`, then `next`.
    pub fn then(self, next: Self) -> Self {
        let mut product = [0.0; 9];
        for row in 0..3 {
            for column in 0..3 {
                product[3 * row + column] = (0..3).map(|k| next.0[3 * row + k] * self.0[3 * k + column]).sum();
            }
        }
        Self(product)
    }

    /// The way back.
    pub fn inverse(self) -> Self {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let cofactors = [
            e * i - f * h,
            c * h - b * i,
            b * f - c * e,
            f * g - d * i,
            a * i - c * g,
            c * d - a * f,
            d * h - e * g,
            b * g - a * h,
            a * e - b * d,
        ];
        let det = a * cofactors[0] + b * cofactors[3] + c * cofactors[6];
        Self(cofactors.map(|value| value / det))
    }

    /// Where a point lands.
    pub fn at(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let m = &self.0;
        let w = m[6] * x + m[7] * y + m[8];
        [(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w]
    }

    /// The corners of a box after the transform, clockwise from its upper left one.
    pub fn corners(&self, [x0, y0, x1, y1]: Box4) -> [[f64; 2]; 4] {
        [[x0, y0], [x1, y0], [x1, y1], [x0, y1]].map(|corner| self.at(corner))
    }

    /// The upright box round a transformed box.
    pub fn hull(&self, of: Box4) -> Box4 {
        self.corners(of)
            .iter()
            .fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |all, [x, y]| [all[0].min(*x), all[1].min(*y), all[2].max(*x), all[3].max(*y)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: [f64; 2], b: [f64; 2]) -> bool {
        (a[0] - b[0]).hypot(a[1] - b[1]) < 1e-9
    }

    #[test]
    fn corners_land_where_they_should_and_come_back() {
        let quad = [[10.0, 20.0], [300.0, 40.0], [280.0, 210.0], [30.0, 190.0]];
        let there = Homography::onto(200.0, 100.0, quad);
        for (corner, expect) in [[0.0, 0.0], [200.0, 0.0], [200.0, 100.0], [0.0, 100.0]].into_iter().zip(quad) {
            assert!(near(there.at(corner), expect), "{corner:?} {:?}", there.at(corner));
        }
        let back = there.then(there.inverse());
        assert!(near(back.at([37.0, 81.0]), [37.0, 81.0]));
    }

    #[test]
    fn turning_runs_clockwise_on_an_image() {
        assert!(near(Homography::turn(90.0).at([1.0, 0.0]), [0.0, 1.0]));
        let hull = Homography::turn(90.0).then(Homography::shift(10.0, 0.0)).hull([1.0, 2.0, 5.0, 4.0]);
        assert!(near([hull[0], hull[1]], [6.0, 1.0]) && near([hull[2], hull[3]], [8.0, 5.0]));
    }
}
