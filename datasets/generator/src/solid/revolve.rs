//! Faces of revolution about an axis: what a lathe or a drill leaves.

use std::f64::consts::{PI, TAU};

use super::vector::{along, dot, times};
use super::{Curve, Frame, Measured, Solid, Surface};

/// First and last circle of an open chain, by edge index; `None` where the chain begins or ends on the axis.
pub type ChainEnds = (Option<usize>, Option<usize>);

impl Solid {
    /// Revolves a chain of points `(position along the axis, radius)`, mm, with the material on the left of travel.
    ///
    /// Every face is a full turn with one seam edge in the frame's reference direction. A closed chain makes a ring.
    pub fn revolve(&mut self, frame: Frame, chain: &[[f64; 2]], closed: bool) -> ChainEnds {
        let circles: Vec<(usize, Option<usize>)> = chain.iter().map(|&[x, radius]| self.circle(frame, x, radius)).collect();
        let pieces = if closed { chain.len() } else { chain.len().saturating_sub(1) };
        for index in 0..pieces {
            let next = (index + 1) % chain.len();
            self.band(frame, (chain[index], circles[index]), (chain[next], circles[next]));
        }
        (circles.first().and_then(|c| c.1), circles.last().and_then(|c| c.1))
    }

    fn circle(&mut self, frame: Frame, x: f64, radius: f64) -> (usize, Option<usize>) {
        let centre = along(frame.origin, x, frame.axis);
        let vertex = self.add_vertex(along(centre, radius, frame.ref_dir));
        if radius <= 0.0 {
            return (vertex, None);
        }
        let edge = self.add_edge(vertex, vertex, Curve::Circle(Frame { origin: centre, ..frame }, radius));
        (vertex, Some(edge))
    }

    fn band(&mut self, frame: Frame, a: ([f64; 2], (usize, Option<usize>)), b: ([f64; 2], (usize, Option<usize>))) {
        let ([x0, r0], (vertex0, circle0)) = a;
        let ([x1, r1], (vertex1, circle1)) = b;
        let (dx, dr) = (x1 - x0, r1 - r0);
        if circle0.is_none() && circle1.is_none() {
            return; // a piece of the axis
        }
        let length = dx.hypot(dr);
        let (normal_x, normal_r) = (dr / length, -dx / length);
        if dx.abs() < 1e-12 {
            let plane =
                Frame { origin: along(frame.origin, x0, frame.axis), axis: times(normal_x.signum(), frame.axis), ref_dir: frame.ref_dir };
            let mut rings: Vec<(f64, (usize, bool))> = [(r0, circle0.map(|e| (e, false))), (r1, circle1.map(|e| (e, true)))]
                .into_iter()
                .filter_map(|(radius, edge)| edge.map(|edge| (radius, edge)))
                .collect();
            rings.sort_by(|p, q| q.0.total_cmp(&p.0));
            self.add_face(Surface::Plane(plane), true, rings.into_iter().map(|(_, edge)| vec![edge]).collect(), None);
            return;
        }
        let seam = self.add_edge(vertex0, vertex1, Curve::Line);
        let mut bound = vec![(seam, true)];
        bound.extend(circle1.map(|edge| (edge, true)));
        bound.push((seam, false));
        bound.extend(circle0.map(|edge| (edge, false)));
        let area = PI * (r0 + r1) * length;
        // Simpson is exact here: the integrand is quadratic along the band.
        let density = |t: f64| (normal_x * (x0 + t * dx + dot(frame.origin, frame.axis)) + normal_r * (r0 + t * dr)) * TAU * (r0 + t * dr);
        let flux = length * (density(0.0) + 4.0 * density(0.5) + density(1.0)) / 6.0;
        let surface = if dr.abs() < 1e-12 {
            Surface::Cylinder(Frame { origin: along(frame.origin, x0.min(x1), frame.axis), ..frame }, r0)
        } else {
            // STEP wants the radius to grow along the axis; the origin stays off the apex.
            let (x_wide, r_wide) = if r1 > r0 { (x1, r1) } else { (x0, r0) };
            let axis = times((dr / dx).signum(), frame.axis);
            Surface::Cone(
                Frame { origin: along(frame.origin, x_wide, frame.axis), axis, ref_dir: frame.ref_dir },
                r_wide,
                (dr / dx).abs().atan(),
            )
        };
        let measured = Measured { area, flux, normal: times(normal_x * area, frame.axis) };
        self.add_face(surface, normal_r > 0.0, vec![bound], Some(measured));
    }
}
