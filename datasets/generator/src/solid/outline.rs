//! Closed plane outlines made of lines and tangent arcs.

/// One piece of an outline, from the end of the piece before it.
#[derive(Debug, Clone, Copy)]
pub enum OutlineSegment {
    /// Straight to the point.
    Line([f64; 2]),
    /// Arc to the point.
    Arc {
        /// End.
        to: [f64; 2],
        /// Centre.
        centre: [f64; 2],
        /// Radius, mm.
        radius: f64,
        /// Sense of travel.
        counter_clockwise: bool,
    },
}

impl OutlineSegment {
    /// Where the piece ends.
    pub fn end(&self) -> [f64; 2] {
        match self {
            Self::Line(to) | Self::Arc { to, .. } => *to,
        }
    }
}

/// A closed outline, counter-clockwise; it starts where its last segment ends.
#[derive(Debug, Clone)]
pub struct Outline {
    /// Pieces in order.
    pub segments: Vec<OutlineSegment>,
}

impl Outline {
    /// A counter-clockwise polygon `(x, y, corner radius)`; a radius of zero keeps the corner sharp.
    pub fn rounded(corners: &[[f64; 3]]) -> Self {
        let count = corners.len();
        let mut segments: Vec<OutlineSegment> = Vec::new();
        let mut at: Option<[f64; 2]> = None;
        let mut first: Option<[f64; 2]> = None;
        for index in 0..count {
            let [before, here, after] = [corners[(index + count - 1) % count], corners[index], corners[(index + 1) % count]];
            let (incoming, outgoing) = (direction(before, here), direction(here, after));
            let radius = here[2];
            let turn = incoming[0] * outgoing[1] - incoming[1] * outgoing[0];
            let cosine = incoming[0] * outgoing[0] + incoming[1] * outgoing[1];
            let setback = radius * ((1.0 - cosine) / (1.0 + cosine).max(1e-12)).sqrt();
            let start = [here[0] - setback * incoming[0], here[1] - setback * incoming[1]];
            let end = [here[0] + setback * outgoing[0], here[1] + setback * outgoing[1]];
            if let Some(from) = at
                && distance(from, start) > 1e-9
            {
                segments.push(OutlineSegment::Line(start));
            }
            first.get_or_insert(start);
            if radius > 0.0 {
                let side = turn.signum();
                let centre = [start[0] - side * radius * incoming[1], start[1] + side * radius * incoming[0]];
                segments.push(OutlineSegment::Arc { to: end, centre, radius, counter_clockwise: side > 0.0 });
            }
            at = Some(end);
        }
        if let (Some(from), Some(to)) = (at, first)
            && distance(from, to) > 1e-9
        {
            segments.push(OutlineSegment::Line(to));
        }
        Self { segments }
    }

    /// A rectangle centred at `centre` with rounded corners; a radius of half the width makes a slot with round ends.
    pub fn rectangle(centre: [f64; 2], length: f64, width: f64, radius: f64) -> Self {
        let (a, b) = (length / 2.0, width / 2.0);
        let [x, y] = centre;
        Self::rounded(&[[x - a, y - b, radius], [x + a, y - b, radius], [x + a, y + b, radius], [x - a, y + b, radius]])
    }

    /// Enclosed area, mm².
    pub fn area(&self) -> f64 {
        self.walk().map(|(from, segment)| piece_area(from, &segment)).sum()
    }

    /// Pieces with their start points.
    pub fn walk(&self) -> impl Iterator<Item = ([f64; 2], OutlineSegment)> + '_ {
        let mut at = self.segments.last().map_or([0.0; 2], OutlineSegment::end);
        self.segments.iter().map(move |segment| {
            let from = at;
            at = segment.end();
            (from, *segment)
        })
    }

    /// The outline as points, arcs in steps of 3 degrees at most.
    pub fn flattened(&self) -> Vec<[f64; 2]> {
        let mut points = Vec::new();
        for (from, segment) in self.walk() {
            if let OutlineSegment::Arc { centre, radius, .. } = segment {
                let start = (from[1] - centre[1]).atan2(from[0] - centre[0]);
                let sweep = signed_sweep(from, &segment);
                let steps = (sweep.abs().to_degrees() / 3.0).ceil().max(1.0) as i32;
                for step in 1..steps {
                    let angle = start + sweep * f64::from(step) / f64::from(steps);
                    points.push([centre[0] + radius * angle.cos(), centre[1] + radius * angle.sin()]);
                }
            }
            points.push(segment.end());
        }
        points
    }
}

/// True when the point lies inside a closed polygon (even-odd rule).
pub fn polygon_contains(polygon: &[[f64; 2]], point: [f64; 2]) -> bool {
    let mut inside = false;
    let mut before = polygon.last().copied().unwrap_or_default();
    for &here in polygon {
        let (a, b) = (before, here);
        if (a[1] > point[1]) != (b[1] > point[1]) && point[0] < a[0] + (point[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) {
            inside = !inside;
        }
        before = here;
    }
    inside
}

/// Angle travelled along an arc, radians, positive counter-clockwise; zero for a line.
pub fn signed_sweep(from: [f64; 2], segment: &OutlineSegment) -> f64 {
    let OutlineSegment::Arc { to, centre, counter_clockwise, .. } = segment else { return 0.0 };
    let start = (from[1] - centre[1]).atan2(from[0] - centre[0]);
    let end = (to[1] - centre[1]).atan2(to[0] - centre[0]);
    let turn = std::f64::consts::TAU;
    if *counter_clockwise { (end - start).rem_euclid(turn) } else { -(start - end).rem_euclid(turn) }
}

fn piece_area(from: [f64; 2], segment: &OutlineSegment) -> f64 {
    let to = segment.end();
    let chord = (from[0] * to[1] - to[0] * from[1]) / 2.0;
    match segment {
        OutlineSegment::Line(_) => chord,
        OutlineSegment::Arc { radius, .. } => {
            let sweep = signed_sweep(from, segment);
            chord + radius * radius * (sweep - sweep.sin()) / 2.0
        }
    }
}

fn direction(a: [f64; 3], b: [f64; 3]) -> [f64; 2] {
    let length = distance([a[0], a[1]], [b[0], b[1]]);
    [(b[0] - a[0]) / length, (b[1] - a[1]) / length]
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn areas_of_rounded_shapes() {
        let cases = [
            (Outline::rectangle([5.0, 3.0], 40.0, 20.0, 0.0), 800.0),
            (Outline::rectangle([5.0, 3.0], 40.0, 20.0, 4.0), 800.0 - (4.0 - PI) * 16.0),
            (Outline::rectangle([0.0, 0.0], 40.0, 10.0, 5.0), 300.0 + PI * 25.0),
            // An L with a filleted inner corner: the fillet adds material.
            (
                Outline::rounded(&[
                    [0.0, 0.0, 0.0],
                    [30.0, 0.0, 0.0],
                    [30.0, 10.0, 0.0],
                    [10.0, 10.0, 5.0],
                    [10.0, 30.0, 0.0],
                    [0.0, 30.0, 0.0],
                ]),
                500.0 + 25.0 - PI * 25.0 / 4.0,
            ),
        ];
        for (outline, area) in cases {
            assert!((outline.area() - area).abs() < 1e-9, "{} {area}", outline.area());
        }
    }
}
