//! Turned shafts and bushes: steps along one axis, grooves, chamfers, a bore or tapped ends.

use std::f64::consts::PI;

use trusquin_domain::{HoleKind, Process};

use super::Family;
use crate::order::Identity;
use crate::random::SplitMix64;
use crate::sheet::Sheet;
use crate::sheet::title_block::TitleBlockLayout;
use crate::solid::{Frame, Solid};
use crate::standards::Thread;
use crate::truth::HoleTruth;

/// Half the tip angle of a drill, degrees (118 degree drills are drawn and modelled at 120).
const DRILL_HALF_ANGLE_DEG: f64 = 60.0;

/// One step of the outside.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// Length, mm.
    pub length: f64,
    /// Diameter, mm.
    pub diameter: f64,
    /// ISO 286 class.
    pub fit: Option<&'static str>,
    /// Upper and lower deviation of the diameter written on it, mm.
    pub deviations: Option<(f64, f64)>,
    /// Roughness of its own, Ra in micrometres.
    pub ra: Option<f64>,
    /// Cut as an external thread of this diameter.
    pub threaded: bool,
    /// A groove or undercut: called out by width and diameter, not dimensioned along the chain.
    pub groove: bool,
    /// Tolerance on the length, mm, symmetrical; drawn on the dimension that ends the step.
    pub length_tolerance: Option<f64>,
}

/// One step of a through bore, from the left.
#[derive(Debug, Clone, Copy)]
pub struct BoreStep {
    /// Length, mm; the last step takes the rest.
    pub length: f64,
    /// Diameter, mm.
    pub diameter: f64,
    /// ISO 286 class.
    pub fit: Option<&'static str>,
    /// Roughness, Ra in micrometres.
    pub ra: Option<f64>,
}

/// A tapped hole on the axis.
#[derive(Debug, Clone, Copy)]
pub struct EndThread {
    /// Thread.
    pub thread: Thread,
    /// Full thread depth, mm.
    pub depth: f64,
    /// Depth of the drilled hole, without its tip, mm.
    pub drill_depth: f64,
}

/// A turned part; x runs along the axis from the left face.
#[derive(Debug, Clone)]
pub struct Shaft {
    /// Outside, left to right.
    pub steps: Vec<Step>,
    /// Chamfers at 45 degrees on both ends, mm.
    pub chamfers: [f64; 2],
    /// Through bore; empty for none.
    pub bore: Vec<BoreStep>,
    /// Tapped hole in the left and in the right face.
    pub tapped: [Option<EndThread>; 2],
    /// Sheet size, mm.
    pub sheet_size: [f64; 2],
    /// Scale.
    pub scale: f64,
}

impl Shaft {
    /// Length, mm.
    pub fn length(&self) -> f64 {
        self.steps.iter().map(|step| step.length).sum()
    }

    /// Greatest radius, mm.
    pub fn radius(&self) -> f64 {
        self.steps.iter().map(|step| step.diameter / 2.0).fold(0.0, f64::max)
    }

    /// x of every boundary between steps, both ends included, mm.
    pub fn stations(&self) -> Vec<f64> {
        let mut x = 0.0;
        std::iter::once(0.0)
            .chain(self.steps.iter().map(|step| {
                x += step.length;
                x
            }))
            .collect()
    }

    /// The outside from left to right as `(x, radius)`, chamfers included.
    pub fn outside(&self) -> Vec<[f64; 2]> {
        let (stations, last) = (self.stations(), self.steps.len() - 1);
        let [left, right] = self.chamfers;
        let mut points = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            let radius = step.diameter / 2.0;
            if index == 0 && left > 0.0 {
                points.extend([[0.0, radius - left], [left, radius]]);
            } else {
                points.push([stations[index], radius]);
            }
            if index == last && right > 0.0 {
                points.extend([[stations[index + 1] - right, radius], [stations[index + 1], radius - right]]);
            } else {
                points.push([stations[index + 1], radius]);
            }
        }
        points.dedup_by(|a, b| (a[0] - b[0]).abs() < 1e-9 && (a[1] - b[1]).abs() < 1e-9);
        points
    }

    /// The bore from left to right as `(x, radius)`; empty without a bore.
    pub fn inside(&self) -> Vec<[f64; 2]> {
        let mut x = 0.0;
        let mut points = Vec::new();
        for (index, step) in self.bore.iter().enumerate() {
            points.push([x, step.diameter / 2.0]);
            x = if index + 1 == self.bore.len() { self.length() } else { x + step.length };
            points.push([x, step.diameter / 2.0]);
        }
        points
    }

    /// A tapped hole from the axis to its mouth as `(depth, radius)`.
    pub fn tapped_profile(hole: &EndThread) -> Vec<[f64; 2]> {
        let radius = hole.thread.tap_drill_mm / 2.0;
        let tip = radius / DRILL_HALF_ANGLE_DEG.to_radians().tan();
        vec![[hole.drill_depth + tip, 0.0], [hole.drill_depth, radius], [0.0, radius]]
    }

    /// A random shaft: a collar with seats on both sides.
    pub fn sample(random: &mut SplitMix64) -> Self {
        let collar = random.length_mm(30.0, 44.0, 2.0);
        let [left_seat, right_seat] = [random.length_mm(20.0, 28.0, 1.0), random.length_mm(16.0, 26.0, 2.0)];
        let seat =
            |length: f64, diameter: f64, fit: &'static str| Step { length, diameter, fit: Some(fit), ra: Some(0.8), ..Step::default() };
        let groove = |diameter: f64| Step { length: 2.0, diameter: diameter - 1.0, groove: true, ..Step::default() };
        let mut steps =
            vec![seat(random.length_mm(32.0, 44.0, 2.0), left_seat, random.pick::<&'static str>(&["h6", "k6", "g6"])), groove(left_seat)];
        steps.push(Step { length: random.length_mm(8.0, 20.0, 2.0), diameter: collar, ..Step::default() });
        steps.push(groove(right_seat));
        steps.push(seat(random.length_mm(24.0, 40.0, 2.0), right_seat, random.pick::<&'static str>(&["h6", "k6", "m6"])));
        let size = *random.pick(&[5.0, 6.0, 8.0]);
        let tapped = Thread::coarse(size).filter(|_| random.chance(60));
        let tapped = tapped.map(|thread| EndThread { thread, depth: 2.0 * size, drill_depth: 2.0 * size + 4.0 });
        Self { steps, chamfers: [1.0, 1.0], bore: Vec::new(), tapped: [tapped, None], sheet_size: [297.0, 210.0], scale: 1.0 }
    }
}

impl Family for Shaft {
    fn name(&self) -> &'static str {
        "turned_shaft"
    }

    fn solid(&self) -> Solid {
        let mut chain: Vec<[f64; 2]> = Vec::new();
        let length = self.length();
        let closed = !self.bore.is_empty();
        // Material on the left of travel: inwards from the right face, then back along the outside.
        match &self.tapped[1] {
            Some(hole) => chain.extend(Self::tapped_profile(hole).iter().map(|[depth, radius]| [length - depth, *radius])),
            None if !closed => chain.push([length, 0.0]),
            None => {}
        }
        if closed {
            chain.extend(self.inside());
        }
        chain.extend(self.outside().iter().rev());
        match &self.tapped[0] {
            Some(hole) => chain.extend(Self::tapped_profile(hole).iter().rev()),
            None if !closed => chain.push([0.0, 0.0]),
            None => {}
        }
        let mut solid = Solid::default();
        solid.revolve(Frame { origin: [0.0; 3], axis: [1.0, 0.0, 0.0], ref_dir: [0.0, 1.0, 0.0] }, &chain, closed);
        solid
    }

    fn volume_mm3(&self) -> f64 {
        let frustum = |length: f64, a: f64, b: f64| PI * length * (a * a + a * b + b * b) / 3.0;
        let mut volume: f64 = self.steps.iter().map(|step| PI * step.diameter.powi(2) / 4.0 * step.length).sum();
        for (step, chamfer) in [(self.steps.first(), self.chamfers[0]), (self.steps.last(), self.chamfers[1])] {
            let radius = step.map_or(0.0, |step| step.diameter / 2.0);
            volume -= PI * radius * radius * chamfer - frustum(chamfer, radius, radius - chamfer);
        }
        let mut rest = self.length();
        for (index, step) in self.bore.iter().enumerate() {
            let length = if index + 1 == self.bore.len() { rest } else { step.length };
            volume -= PI * step.diameter.powi(2) / 4.0 * length;
            rest -= length;
        }
        for hole in self.tapped.iter().flatten() {
            let radius = hole.thread.tap_drill_mm / 2.0;
            volume -= PI * radius * radius * hole.drill_depth + frustum(radius / DRILL_HALF_ANGLE_DEG.to_radians().tan(), radius, 0.0);
        }
        volume
    }

    fn holes(&self) -> Vec<HoleTruth> {
        let axis = [1.0, 0.0, 0.0];
        let mut holes: Vec<HoleTruth> = self
            .tapped
            .iter()
            .flatten()
            .map(|hole| HoleTruth {
                diameter_mm: hole.thread.tap_drill_mm,
                depth_mm: hole.drill_depth,
                through: false,
                kind: HoleKind::Plain,
                axis,
                count: 1,
                thread: Some(hole.thread.designation()),
            })
            .collect();
        if let Some(least) = self.bore.iter().map(|step| step.diameter).min_by(f64::total_cmp) {
            let kind = if self.bore.len() == 1 {
                HoleKind::Plain
            } else if self.bore.len() == 2 {
                HoleKind::Counterbore
            } else {
                HoleKind::Stepped
            };
            holes.push(HoleTruth { diameter_mm: least, depth_mm: self.length(), through: true, kind, axis, count: 1, thread: None });
        }
        holes
    }

    fn processes(&self) -> Vec<Process> {
        vec![Process::Turning]
    }

    fn format(&self) -> ([f64; 2], f64) {
        (self.sheet_size, self.scale)
    }

    fn draw(&self, sheet: &mut Sheet, identity: &Identity) {
        super::shaft_sheet::draw(self, sheet, identity.language);
    }

    fn fits(&self) -> Vec<(bool, f64, &'static str)> {
        let outside = self.steps.iter().filter_map(|step| Some((true, step.diameter, step.fit?)));
        let mut fits: Vec<_> = outside.chain(self.bore.iter().filter_map(|step| Some((true, step.diameter, step.fit?)))).collect();
        fits.dedup();
        fits
    }

    fn notes_at(&self, sheet: &Sheet) -> [f64; 2] {
        // Five notes stand over a strip.
        [24.0, if sheet.layout == TitleBlockLayout::Strip { 63.0 } else { 58.0 }]
    }

    fn fits_at(&self, sheet: &Sheet) -> [f64; 2] {
        [sheet.size[0] - 10.0 - 58.0 - 4.0, sheet.size[1] - 14.0]
    }
}
