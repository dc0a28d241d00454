//! Non-uniform rational B-splines: as the file gives them by control points, or drawn through fit points.

use super::curve::{Envelope, integrate};

/// Highest degree evaluated; AutoCAD writes up to 10, CATIA up to 15, anything above is damage.
const HIGHEST_DEGREE: usize = 15;

/// A spline in N dimensions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spline<const N: usize> {
    degree: usize,
    knots: Vec<f64>,
    /// Control points.
    pub points: Vec<[f64; N]>,
    /// One per control point; empty when all are 1.
    weights: Vec<f64>,
}

impl<const N: usize> Spline<N> {
    /// A spline by control points; `None` when degree, knots and points do not belong together. Missing knots are taken as clamped and even.
    pub fn new(degree: usize, knots: Vec<f64>, points: Vec<[f64; N]>, weights: Vec<f64>) -> Option<Self> {
        let count = points.len();
        if degree == 0 || degree > HIGHEST_DEGREE || count <= degree {
            return None;
        }
        let knots = if knots.len() == count + degree + 1 { knots } else { even_knots(degree, count) };
        let rising = knots.iter().all(|knot| knot.is_finite()) && knots.windows(2).all(|pair| matches!(pair, [a, b] if a <= b));
        let range = knots.get(count)? - knots.get(degree)?;
        if !rising || range.is_nan() || range <= 0.0 || !range.is_finite() {
            return None;
        }
        let weights = if weights.len() == count && weights.iter().all(|weight| *weight > 0.0) && weights.iter().any(|weight| *weight != 1.0)
        {
            weights
        } else {
            Vec::new()
        };
        Some(Self { degree, knots, points, weights })
    }

    /// The same spline with its control points mapped (an affine map of the points maps the curve).
    pub fn mapped<const M: usize>(&self, map: impl Fn([f64; N]) -> [f64; M]) -> Spline<M> {
        Spline {
            degree: self.degree,
            knots: self.knots.clone(),
            points: self.points.iter().map(|point| map(*point)).collect(),
            weights: self.weights.clone(),
        }
    }

    /// Cubic spline through `fits` with continuous curvature and chord-length parameters, with the end tangents where given, else natural ends.
    pub fn through(fits: &[[f64; N]], start: Option<[f64; N]>, end: Option<[f64; N]>) -> Option<Self> {
        let mut points: Vec<[f64; N]> = Vec::with_capacity(fits.len());
        for fit in fits {
            if points.last() != Some(fit) {
                points.push(*fit);
            }
        }
        let last = points.len().checked_sub(1).filter(|last| *last > 0)?;
        let spans: Vec<f64> = points.windows(2).map(|pair| distance(&pair[0], &pair[1])).collect();
        let tangents = end_to_end_tangents(&points, &spans, start, end);
        // Bezier pieces end to end: inner knots three times.
        let mut knots = vec![0.0; 4];
        let mut control = vec![points[0]];
        let mut at = 0.0;
        for index in 0..last {
            let span = spans[index];
            at += span;
            let mut near = points[index];
            let mut far = points[index + 1];
            for axis in 0..N {
                near[axis] += tangents[index][axis] * span / 3.0;
                far[axis] -= tangents[index + 1][axis] * span / 3.0;
            }
            control.extend([near, far, points[index + 1]]);
            knots.extend([at; 3]);
        }
        knots.push(at);
        Self::new(3, knots, control, Vec::new())
    }

    fn domain(&self) -> (f64, f64) {
        let end = self.knots.len() - 1 - self.degree;
        (self.knots[self.degree], self.knots[end])
    }

    /// Point at a share (0 to 1) of the parameter range.
    pub fn at(&self, share: f64) -> [f64; N] {
        let (from, to) = self.domain();
        self.value(from + (to - from) * share, self.span(from + (to - from) * share)).0
    }

    fn span(&self, t: f64) -> usize {
        let last = self.points.len() - 1;
        self.knots.partition_point(|knot| *knot <= t).saturating_sub(1).clamp(self.degree, last)
    }

    /// Point and derivative at `t` in knot span `span`, by de Boor's algorithm in homogeneous coordinates.
    fn value(&self, t: f64, span: usize) -> ([f64; N], [f64; N]) {
        let degree = self.degree;
        let mut row = [([0.0; N], 0.0); HIGHEST_DEGREE + 1];
        for (index, cell) in row.iter_mut().enumerate().take(degree + 1) {
            let at = span - degree + index;
            let weight = self.weights.get(at).copied().unwrap_or(1.0);
            *cell = (self.points[at].map(|value| value * weight), weight);
        }
        let mut slope = ([0.0; N], 0.0);
        for level in 1..=degree {
            if level == degree {
                let width = self.knots[span + 1] - self.knots[span];
                let factor = if width > 0.0 { degree as f64 / width } else { 0.0 };
                let (low, high) = (row[degree - 1], row[degree]);
                slope.1 = (high.1 - low.1) * factor;
                for axis in 0..N {
                    slope.0[axis] = (high.0[axis] - low.0[axis]) * factor;
                }
            }
            for index in (level..=degree).rev() {
                let at = span - degree + index;
                let width = self.knots[at + degree - level + 1] - self.knots[at];
                let share = if width > 0.0 { (t - self.knots[at]) / width } else { 0.0 };
                let (low, high) = (row[index - 1], row[index]);
                row[index].1 = low.1 + (high.1 - low.1) * share;
                for axis in 0..N {
                    row[index].0[axis] = low.0[axis] + (high.0[axis] - low.0[axis]) * share;
                }
            }
        }
        let (point, weight) = row[degree];
        let point = point.map(|value| value / weight);
        let mut derivative = [0.0; N];
        for axis in 0..N {
            derivative[axis] = (slope.0[axis] - point[axis] * slope.1) / weight;
        }
        (point, derivative)
    }

    fn spans(&self) -> impl Iterator<Item = (usize, f64, f64)> + '_ {
        (self.degree..self.points.len()).map(|span| (span, self.knots[span], self.knots[span + 1])).filter(|(_, from, to)| to > from)
    }

    /// Chords that follow the curve for a test of inside and outside.
    pub fn chords(&self) -> usize {
        (self.points.len() * 4).clamp(8, 512)
    }
}

impl Spline<2> {
    /// Adds the curve's extremes: ends, and where a coordinate's derivative changes sign.
    pub fn extend(&self, envelope: &mut Envelope) {
        const SAMPLES: usize = 8;
        for (span, from, to) in self.spans() {
            let mut before = (from, self.value(from, span));
            envelope.add(before.1.0);
            for step in 1..=SAMPLES {
                let t = from + (to - from) * step as f64 / SAMPLES as f64;
                let here = (t, self.value(t, span));
                envelope.add(here.1.0);
                for axis in 0..2 {
                    if before.1.1[axis] * here.1.1[axis] < 0.0 {
                        envelope.add(self.turning_point(span, axis, before.0, t));
                    }
                }
                before = here;
            }
        }
    }

    fn turning_point(&self, span: usize, axis: usize, mut low: f64, mut high: f64) -> [f64; 2] {
        let rising = self.value(low, span).1[axis] > 0.0;
        for _ in 0..48 {
            let middle = (low + high) / 2.0;
            if (self.value(middle, span).1[axis] > 0.0) == rising {
                low = middle;
            } else {
                high = middle;
            }
        }
        self.value((low + high) / 2.0, span).0
    }

    /// Length.
    pub fn length(&self) -> f64 {
        self.spans()
            .map(|(span, from, to)| integrate(|t| self.value(t, span).1.iter().map(|d| d * d).sum::<f64>().sqrt(), from, to, 4))
            .sum()
    }

    /// Half the integral of x dy - y dx.
    pub fn area_share(&self) -> f64 {
        let turned = |t: f64, span: usize| {
            let (p, d) = self.value(t, span);
            (p[0] * d[1] - p[1] * d[0]) / 2.0
        };
        self.spans().map(|(span, from, to)| integrate(|t| turned(t, span), from, to, 4)).sum()
    }
}

fn distance<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

fn even_knots(degree: usize, count: usize) -> Vec<f64> {
    let inner = count - degree;
    let mut knots = vec![0.0; degree + 1];
    knots.extend((1..inner).map(|index| index as f64 / inner as f64));
    knots.extend(vec![1.0; degree + 1]);
    knots
}

/// Unit-speed tangents at the points of an interpolating cubic: one tridiagonal system per axis (Thomas's algorithm).
fn end_to_end_tangents<const N: usize>(
    points: &[[f64; N]],
    spans: &[f64],
    start: Option<[f64; N]>,
    end: Option<[f64; N]>,
) -> Vec<[f64; N]> {
    let count = points.len();
    let last = count - 1;
    let unit = |tangent: [f64; N]| {
        let length = distance(&tangent, &[0.0; N]);
        (length > 1e-12).then(|| tangent.map(|value| value / length))
    };
    let (start, end) = (start.and_then(unit), end.and_then(unit));
    let slope = |index: usize, axis: usize| (points[index + 1][axis] - points[index][axis]) / spans[index];
    let mut tangents = vec![[0.0; N]; count];
    for axis in 0..N {
        let mut upper = vec![0.0; count];
        let mut value = vec![0.0; count];
        for index in 0..count {
            let (below, diagonal, above, right) = if index == 0 {
                match start {
                    Some(tangent) => (0.0, 1.0, 0.0, tangent[axis]),
                    None => (0.0, 2.0, 1.0, 3.0 * slope(0, axis)),
                }
            } else if index == last {
                match end {
                    Some(tangent) => (0.0, 1.0, 0.0, tangent[axis]),
                    None => (1.0, 2.0, 0.0, 3.0 * slope(last - 1, axis)),
                }
            } else {
                let (before, after) = (spans[index - 1], spans[index]);
                let right = 3.0 * (after * slope(index - 1, axis) + before * slope(index, axis));
                (after, 2.0 * (before + after), before, right)
            };
            let (upper_before, value_before) = if index == 0 { (0.0, 0.0) } else { (upper[index - 1], value[index - 1]) };
            let pivot = diagonal - below * upper_before;
            upper[index] = above / pivot;
            value[index] = (right - below * value_before) / pivot;
        }
        for index in (0..count).rev() {
            let next = if index == last { 0.0 } else { tangents[index + 1][axis] };
            tangents[index][axis] = value[index] - upper[index] * next;
        }
    }
    tangents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rational_quadratic_is_a_circle() {
        let w = 0.5f64.sqrt();
        let points = vec![[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [-1.0, 1.0], [-1.0, 0.0], [-1.0, -1.0], [0.0, -1.0], [1.0, -1.0], [1.0, 0.0]];
        let weights = vec![1.0, w, 1.0, w, 1.0, w, 1.0, w, 1.0];
        let knots = vec![0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 4.0];
        let circle = Spline::new(2, knots, points, weights).unwrap();
        assert!((circle.length() - std::f64::consts::TAU).abs() < 1e-9, "{}", circle.length());
        assert!((circle.area_share() - std::f64::consts::PI).abs() < 1e-9);
        let mut envelope = Envelope::default();
        circle.extend(&mut envelope);
        assert!((envelope.size().unwrap()[0] - 2.0).abs() < 1e-12);
    }

    #[test]
    fn fit_points_are_passed_through() {
        let fits = [[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [4.0, 4.0]];
        let spline = Spline::through(&fits, Some([1.0, 0.0]), None).unwrap();
        let (from, to) = spline.domain();
        let mut at = from;
        for index in 0..fits.len() {
            let p = spline.at((at - from) / (to - from));
            assert!(distance(&p, &fits[index]) < 1e-9, "{p:?}");
            at += fits.get(index + 1).map_or(0.0, |next| distance(next, &fits[index]));
        }
        let (_, tangent) = spline.value(0.0, spline.span(0.0));
        assert!(tangent[1].abs() < 1e-9 && tangent[0] > 0.0);
        assert!(Spline::through(&[[1.0, 1.0], [1.0, 1.0]], None, None).is_none());
    }

    #[test]
    fn nonsense_is_refused() {
        let points = vec![[0.0, 0.0], [1.0, 1.0], [2.0, 0.0], [3.0, 1.0]];
        assert!(Spline::new(3, vec![0.0, 1.0], points.clone(), vec![]).is_some(), "missing knots are even");
        assert!(Spline::new(3, vec![f64::NAN; 8], points.clone(), vec![]).is_none());
        assert!(Spline::new(3, vec![1.0; 8], points.clone(), vec![]).is_none());
        assert!(Spline::new(0, vec![], points.clone(), vec![]).is_none());
        assert!(Spline::new(9, vec![], points, vec![]).is_none(), "more than the points allow");
    }
}
