//! Whether a point of the parameter plane lies inside a trimmed face. The boundary's direction tells, as on a map.

use super::face::Measured;

/// A boundary met on the way: how far along the line, and which way it runs there.
type Met = Option<(f64, f64)>;

impl Measured {
    /// True when the parameters lie inside the trimmed face: the nearest boundary above them tells by its direction.
    pub(super) fn contains(&self, uv: [f64; 2]) -> bool {
        let periods = self.face.surface.periods();
        if self.whole {
            let inside = |k: usize| uv[k] >= self.low[k] - 1e-9 && uv[k] <= self.high[k] + 1e-9;
            return (inside(0) || periods[0].is_some()) && (inside(1) || periods[1].is_some());
        }
        // A point exactly over a corner of the boundary would count it twice.
        let u = uv[0] + (self.high[0] - self.low[0]) * 1.234e-7;
        let (above, below) = self.crossings([u, uv[1]], 1);
        if let Some((_, direction)) = above {
            return direction < 0.0;
        }
        if let Some((_, direction)) = below {
            return direction > 0.0;
        }
        // A hole in a closed surface may lie beside this meridian: go along it, meeting nothing, to the height of the boundary.
        let paths = self.loops.iter().flat_map(|l| l.runs.iter().zip(&l.seams)).filter(|(_, seam)| !**seam).map(|(run, _)| &run.0);
        let Some(v) = paths
            .flat_map(|path| path.windows(2))
            .max_by(|a, b| (a[1][1] - a[0][1]).abs().total_cmp(&(b[1][1] - b[0][1]).abs()))
            .map(|w| (w[0][1] + w[1][1]) / 2.0)
        else {
            return false;
        };
        match self.crossings([u, v], 0) {
            (Some((_, direction)), _) => direction > 0.0,
            (None, Some((_, direction))) => direction < 0.0,
            _ => false,
        }
    }

    /// Nearest boundaries after and before the point on the line through it along one parameter (0 is u), with their direction across it.
    fn crossings(&self, uv: [f64; 2], along: usize) -> (Met, Met) {
        let across = 1 - along;
        let periods = self.face.surface.periods();
        let (mut after, mut before): (Met, Met) = (None, None);
        // Both sides of a seam are the same line of the surface: it bounds nothing.
        for ((path, _), _) in self.loops.iter().flat_map(|l| l.runs.iter().zip(&l.seams)).filter(|(_, seam)| !**seam) {
            for w in path.windows(2) {
                let (a, b) = (w[0], w[1]);
                let (low, high) = (a[across].min(b[across]), a[across].max(b[across]));
                if low == high {
                    continue;
                }
                let x = uv[across] + periods[across].map_or(0.0, |p| p * ((low - uv[across]) / p).ceil());
                if x < low || x >= high {
                    continue;
                }
                let mut at = a[along] + (b[along] - a[along]) * (x - a[across]) / (b[across] - a[across]);
                let direction = (b[across] - a[across]).signum() * self.handed;
                if let Some(p) = periods[along] {
                    at = uv[along] + (at - uv[along]).rem_euclid(p);
                }
                if at >= uv[along] && after.is_none_or(|m| at < m.0) {
                    after = Some((at, direction));
                }
                if at < uv[along] && before.is_none_or(|m| at > m.0) {
                    before = Some((at, direction));
                }
            }
        }
        (after, before)
    }
}
