//! Flanges: a turned disc with a register, a hub, a bore and a circle of bolt holes.

use std::f64::consts::{PI, TAU};

use trusquin_domain::{HoleKind, Process};

use super::Family;
use crate::order::Identity;
use crate::random::SplitMix64;
use crate::sheet::Sheet;
use crate::solid::vector::{Vec3, cross};
use crate::solid::{Frame, Solid};
use crate::standards::Thread;
use crate::truth::HoleTruth;

/// Edge break on both ends of the bore and on the rim, mm.
const CHAMFER: f64 = 1.0;

/// Holes on a circle, drilled from the hub side.
#[derive(Debug, Clone, Copy)]
pub struct BoltCircle {
    /// How many, even, the first one at the top.
    pub count: u32,
    /// Diameter of the holes, mm.
    pub diameter: f64,
    /// Diameter of the circle, mm.
    pub pitch_diameter: f64,
    /// Diameter and depth of a counterbore on the hub side, mm.
    pub counterbore: Option<(f64, f64)>,
}

/// A flange; x runs along the axis from the register's face.
#[derive(Debug, Clone)]
pub struct Flange {
    /// Outer diameter and thickness of the disc, mm.
    pub disc: (f64, f64),
    /// Diameter, height and ISO 286 class of the register, mm.
    pub register: (f64, f64, &'static str),
    /// Diameter and height of the hub, mm; a height of zero for none.
    pub hub: (f64, f64),
    /// Diameter and class of the bore, mm.
    pub bore: (f64, &'static str),
    /// Bolt holes.
    pub bolts: BoltCircle,
    /// Two tapped holes half way between bolts, to push the flange off.
    pub jack_screws: Option<Thread>,
    /// Tolerance of the bolt holes' position, mm.
    pub position: f64,
    /// Sheet size, mm.
    pub sheet_size: [f64; 2],
    /// Scale.
    pub scale: f64,
}

impl Flange {
    /// x of the register's face, the disc's two faces and the hub's face, mm.
    pub fn stations(&self) -> [f64; 4] {
        let [register, disc, hub] = [self.register.1, self.disc.1, self.hub.1];
        [0.0, register, register + disc, register + disc + hub]
    }

    /// The outside as `(x, radius)`, left to right.
    pub fn outside(&self) -> Vec<[f64; 2]> {
        let [_, near, far, end] = self.stations();
        let (rim, register, hub) = (self.disc.0 / 2.0, self.register.0 / 2.0, self.hub.0 / 2.0);
        let mut points = vec![[0.0, register - 0.5], [0.5, register], [near, register]];
        points.extend([[near, rim - CHAMFER], [near + CHAMFER, rim], [far - CHAMFER, rim], [far, rim - CHAMFER]]);
        if end > far {
            points.extend([[far, hub], [end, hub]]);
        }
        points
    }

    /// The bore as `(x, radius)`, left to right.
    pub fn inside(&self) -> Vec<[f64; 2]> {
        let (radius, end) = (self.bore.0 / 2.0, self.stations()[3]);
        vec![[0.0, radius + CHAMFER], [CHAMFER, radius], [end - CHAMFER, radius], [end, radius + CHAMFER]]
    }

    /// Angles of the bolt holes about the axis, radians, the first at the top.
    pub fn bolt_angles(&self) -> impl Iterator<Item = f64> {
        let count = f64::from(self.bolts.count);
        (0..self.bolts.count).map(move |index| PI / 2.0 + TAU * f64::from(index) / count)
    }

    /// Angles of the jacking screws.
    pub fn jack_angles(&self) -> [f64; 2] {
        let half = PI / f64::from(self.bolts.count);
        [PI / 2.0 + half, PI / 2.0 + half + PI]
    }

    /// Removed profile of a bolt hole from the register side to the hub side as `(height over the mouth, radius)`.
    pub fn bolt_profile(&self) -> Vec<[f64; 2]> {
        let (radius, depth) = (self.bolts.diameter / 2.0, self.disc.1);
        match self.bolts.counterbore {
            Some((wide, sunk)) => vec![[-depth, radius], [-sunk, radius], [-sunk, wide / 2.0], [0.0, wide / 2.0]],
            None => vec![[-depth, radius], [0.0, radius]],
        }
    }

    /// A random flange.
    pub fn sample(random: &mut SplitMix64) -> Self {
        let bore = random.length_mm(16.0, 40.0, 2.0);
        let register = bore + random.length_mm(16.0, 30.0, 2.0);
        let hub_height = if random.chance(70) { random.length_mm(6.0, 20.0, 2.0) } else { 0.0 };
        let hub = bore + random.length_mm(12.0, 24.0, 2.0);
        let size = *random.pick(&[5.5, 6.6, 9.0, 11.0]);
        let wide = match size {
            5.5 => (10.0, 5.4),
            6.6 => (11.0, 6.5),
            9.0 => (15.0, 8.6),
            _ => (18.0, 10.6),
        };
        let counterbore = random.chance(45).then_some(wide);
        let around = counterbore.map_or(size, |(wide, _)| wide);
        let pitch = ((register.max(hub) + around + 8.0) / 2.0).ceil() * 2.0;
        let disc = ((pitch + around + 10.0) / 5.0).ceil() * 5.0;
        let thickness = random.length_mm(10.0, 18.0, 2.0).max(counterbore.map_or(0.0, |(_, sunk)| (sunk + 5.0_f64).ceil()));
        let count = *random.pick(&[4, 6, 6, 8]);
        let room = pitch * PI / f64::from(2 * count);
        let jack = Thread::coarse(*random.pick(&[5.0, 6.0, 8.0])).filter(|thread| room > (around + thread.size_mm) / 2.0 + 3.0);
        let scale = if disc <= 104.0 { 1.0 } else { 0.5 };
        let large = disc * scale > 76.0 || random.chance(40);
        Self {
            disc: (disc, thickness),
            register: (register, random.length_mm(3.0, 6.0, 1.0), random.pick::<&'static str>(&["f7", "g6", "h6", "h7"])),
            hub: (hub, hub_height),
            bore: (bore, random.pick::<&'static str>(&["H7", "H8"])),
            bolts: BoltCircle { count, diameter: size, pitch_diameter: pitch, counterbore },
            jack_screws: jack.filter(|_| random.chance(40)),
            position: *random.pick(&[0.1, 0.15, 0.2]),
            sheet_size: if large { [420.0, 297.0] } else { [297.0, 210.0] },
            scale: if large && disc <= 104.0 { 1.0 } else { scale },
        }
    }
}

fn around(radius: f64, angle: f64, x: f64) -> Vec3 {
    [x, radius * angle.cos(), radius * angle.sin()]
}

impl Family for Flange {
    fn name(&self) -> &'static str {
        "flange"
    }

    fn solid(&self) -> Solid {
        let frame = Frame { origin: [0.0; 3], axis: [1.0, 0.0, 0.0], ref_dir: [0.0, 1.0, 0.0] };
        let mut solid = Solid::default();
        let chain: Vec<[f64; 2]> = self.inside().into_iter().chain(self.outside().into_iter().rev()).collect();
        solid.revolve(frame, &chain, true);
        let [_, near, far, _] = self.stations();
        let faces = (solid.plane_at([far, 0.0, 0.0], [1.0, 0.0, 0.0]), solid.plane_at([near, 0.0, 0.0], [-1.0, 0.0, 0.0]));
        let (Some(mouth), Some(exit)) = faces else { return solid };
        let radius = self.bolts.pitch_diameter / 2.0;
        for angle in self.bolt_angles() {
            solid.drill(mouth, around(radius, angle, far), &self.bolt_profile(), Some(exit));
        }
        if let Some(thread) = self.jack_screws {
            let profile = [[-self.disc.1, thread.tap_drill_mm / 2.0], [0.0, thread.tap_drill_mm / 2.0]];
            for angle in self.jack_angles() {
                solid.drill(mouth, around(radius, angle, far), &profile, Some(exit));
            }
        }
        solid
    }

    fn volume_mm3(&self) -> f64 {
        let disc = |diameter: f64| PI * diameter * diameter / 4.0;
        // A 45 degree edge break of size c on radius r takes a ring away.
        let broken = |radius: f64, c: f64, outside: bool| {
            let inner = if outside { radius - c } else { radius + c };
            let cone = PI * c * (radius * radius + radius * inner + inner * inner) / 3.0;
            (PI * radius * radius * c - cone).abs()
        };
        let length = self.stations()[3];
        let mut volume = disc(self.disc.0) * self.disc.1 + disc(self.register.0) * self.register.1 + disc(self.hub.0) * self.hub.1;
        volume -= 2.0 * broken(self.disc.0 / 2.0, CHAMFER, true) + broken(self.register.0 / 2.0, 0.5, true);
        volume -= disc(self.bore.0) * length + 2.0 * broken(self.bore.0 / 2.0, CHAMFER, false);
        let sunk = self.bolts.counterbore.map_or(0.0, |(wide, depth)| (disc(wide) - disc(self.bolts.diameter)) * depth);
        volume -= f64::from(self.bolts.count) * (disc(self.bolts.diameter) * self.disc.1 + sunk);
        volume - self.jack_screws.map_or(0.0, |thread| 2.0 * disc(thread.tap_drill_mm) * self.disc.1)
    }

    fn holes(&self) -> Vec<HoleTruth> {
        let axis = cross([0.0, 1.0, 0.0], [0.0, 0.0, 1.0]);
        let hole = |diameter_mm: f64, depth_mm: f64, kind, count, thread| HoleTruth {
            diameter_mm,
            depth_mm,
            through: true,
            kind,
            axis,
            count,
            thread,
        };
        let kind = if self.bolts.counterbore.is_some() { HoleKind::Counterbore } else { HoleKind::Plain };
        let mut holes = vec![
            hole(self.bore.0, self.stations()[3], HoleKind::Plain, 1, None),
            hole(self.bolts.diameter, self.disc.1, kind, self.bolts.count, None),
        ];
        if let Some(thread) = self.jack_screws {
            holes.push(hole(thread.tap_drill_mm, self.disc.1, HoleKind::Plain, 2, Some(thread.designation())));
        }
        holes
    }

    fn processes(&self) -> Vec<Process> {
        vec![Process::Turning, Process::Drilling]
    }

    fn format(&self) -> ([f64; 2], f64) {
        (self.sheet_size, self.scale)
    }

    fn draw(&self, sheet: &mut Sheet, identity: &Identity) {
        super::flange_sheet::draw(self, sheet, identity.language);
    }

    fn fits(&self) -> Vec<(bool, f64, &'static str)> {
        vec![(true, self.bore.0, self.bore.1), (true, self.register.0, self.register.2)]
    }

    fn notes_at(&self, sheet: &Sheet) -> [f64; 2] {
        [24.0, if sheet.size[0] > 400.0 { 66.0 } else { 60.0 }]
    }

    fn fits_at(&self, sheet: &Sheet) -> [f64; 2] {
        [24.0, sheet.size[1] - 14.0]
    }
}
