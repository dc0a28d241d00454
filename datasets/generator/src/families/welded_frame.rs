//! Welded frames: square tubes butted into a rectangle, legs under its corners, foot plates with holes; an assembly of placed parts.

use std::f64::consts::PI;

use trusquin_domain::{HoleKind, Process};

use super::Family;
use super::box_views::Member;
use crate::order::{Identity, Language};
use crate::random::SplitMix64;
use crate::sheet::Sheet;
use crate::sheet::welding::Line;
use crate::solid::vector::Vec3;
use crate::solid::{Assembly, Frame, Outline, Placement, Solid};
use crate::truth::HoleTruth;

const X: Vec3 = [1.0, 0.0, 0.0];
const Y: Vec3 = [0.0, 1.0, 0.0];
const Z: Vec3 = [0.0, 0.0, 1.0];

/// A frame; x along the long tubes, z up from the underside of the feet.
#[derive(Debug, Clone)]
pub struct WeldedFrame {
    /// Length of the long tubes, mm.
    pub length: f64,
    /// Over the long tubes, mm.
    pub width: f64,
    /// Length of the legs, mm.
    pub leg: f64,
    /// Side and wall of the square tube, mm (EN 10219-2).
    pub tube: (f64, f64),
    /// x of the middle of each cross tube between the two at the ends, mm.
    pub crossbars: Vec<f64>,
    /// Side and thickness of the foot plates, mm.
    pub foot: (f64, f64),
    /// Diameter of their four holes and distance from the edges, mm.
    pub foot_holes: (f64, f64),
    /// Throat of the fillet welds, mm.
    pub throat: f64,
    /// Sheet size, mm.
    pub sheet_size: [f64; 2],
    /// Scale.
    pub scale: f64,
}

impl WeldedFrame {
    /// Height over all, mm.
    pub fn height(&self) -> f64 {
        self.foot.1 + self.leg + self.tube.0
    }

    /// Length of a cross tube, mm.
    pub fn cross_length(&self) -> f64 {
        self.width - 2.0 * self.tube.0
    }

    /// x of the middle of every cross tube, mm.
    pub fn cross_places(&self) -> Vec<f64> {
        let half = self.tube.0 / 2.0;
        let mut places = vec![half];
        places.extend(&self.crossbars);
        places.push(self.length - half);
        places
    }

    /// Middles of the legs, mm.
    pub fn leg_places(&self) -> [[f64; 2]; 4] {
        let half = self.tube.0 / 2.0;
        let (far_x, far_y) = (self.length - half, self.width - half);
        [[half, half], [far_x, half], [half, far_y], [far_x, far_y]]
    }

    /// Members as boxes, in the order long tubes, cross tubes, legs, feet.
    pub fn members(&self) -> Vec<Member> {
        let (side, z) = (self.tube.0, self.foot.1 + self.leg);
        let half = side / 2.0;
        let mut members: Vec<Member> =
            [0.0, self.width - side].map(|y| Member { low: [0.0, y, z], high: [self.length, y + side, z + side] }).to_vec();
        members
            .extend(self.cross_places().iter().map(|x| Member { low: [x - half, side, z], high: [x + half, self.width - side, z + side] }));
        let legs = self.leg_places();
        members.extend(legs.map(|[x, y]| Member { low: [x - half, y - half, self.foot.1], high: [x + half, y + half, z] }));
        let reach = self.foot.0 / 2.0;
        members.extend(legs.map(|[x, y]| Member { low: [x - reach, y - reach, 0.0], high: [x + reach, y + reach, self.foot.1] }));
        members
    }

    fn tube_solid(&self, length: f64) -> Solid {
        let (side, wall) = self.tube;
        let mut solid = Solid::default();
        let place = Placement { origin: [0.0; 3], u: Y, v: Z };
        let body = solid.extrude(place, &Outline::rectangle([0.0; 2], side, side, 2.0 * wall), length);
        let mouth = Placement { origin: [length, 0.0, 0.0], u: Y, v: Z };
        let inside = side - 2.0 * wall;
        solid.pocket(body.end, mouth, &Outline::rectangle([0.0; 2], inside, inside, wall), length, Some(body.start));
        solid
    }

    fn foot_solid(&self) -> Solid {
        let (side, thickness) = self.foot;
        let mut solid = Solid::default();
        let place = Placement { origin: [0.0; 3], u: X, v: Y };
        let body = solid.extrude(place, &Outline::rectangle([0.0; 2], side, side, 0.0), thickness);
        let radius = self.foot_holes.0 / 2.0;
        for [x, y] in self.foot_hole_places() {
            solid.drill(body.end, [x, y, thickness], &[[-thickness, radius], [0.0, radius]], Some(body.start));
        }
        solid
    }

    /// Places of the four holes from the middle of a foot plate, mm.
    pub fn foot_hole_places(&self) -> [[f64; 2]; 4] {
        let reach = self.foot.0 / 2.0 - self.foot_holes.1;
        [[-reach, -reach], [reach, -reach], [reach, reach], [-reach, reach]]
    }

    /// Parts list as written.
    pub fn parts_list(&self, language: Language) -> Vec<Line> {
        let number = |value: f64| language.number(value, 1);
        let (side, wall) = (number(self.tube.0), number(self.tube.1));
        let tube = |length: f64, french, english| {
            let what = language.choose(french, english);
            format!("{what} {side}x{side}x{wall} Lg {}", number(length)).replace("Lg", language.choose("Lg", "L"))
        };
        let plate =
            format!("{} {}x{}x{}", language.choose("Platine", "Foot plate"), number(self.foot.0), number(self.foot.0), number(self.foot.1));
        let (hollow, flat) = ("S235JRH".to_owned(), "S235JR".to_owned());
        vec![
            (1, 2, tube(self.length, "Longeron tube", "Side rail SHS"), hollow.clone()),
            (2, self.cross_places().len() as u32, tube(self.cross_length(), "Traverse tube", "Cross tube SHS"), hollow.clone()),
            (3, 4, tube(self.leg, "Pied tube", "Leg SHS"), hollow),
            (4, 4, plate, flat),
        ]
    }

    /// A random frame.
    pub fn sample(random: &mut SplitMix64) -> Self {
        let tube = *random.pick(&[(40.0, 3.0), (50.0, 3.0), (50.0, 4.0), (60.0, 3.0), (60.0, 4.0), (80.0, 4.0)]);
        let (length, width) = (random.length_mm(700.0, 1300.0, 50.0), random.length_mm(450.0, 800.0, 50.0));
        let leg = random.length_mm(300.0, 700.0, 50.0);
        let crossbars = match random.whole(0, 2) {
            0 => Vec::new(),
            1 => vec![length / 2.0],
            _ => [1.0, 2.0].map(|third: f64| (third * length / 3.0 / 10.0).round() * 10.0).to_vec(),
        };
        let hole = *random.pick(&[11.0, 13.5]);
        Self {
            length,
            width,
            leg,
            tube,
            crossbars,
            foot: (tube.0 + 60.0, *random.pick(&[6.0, 8.0, 10.0])),
            foot_holes: (hole, 15.0),
            throat: if tube.1 > 3.5 { 4.0 } else { 3.0 },
            sheet_size: [420.0, 297.0],
            scale: 0.1,
        }
    }
}

impl Family for WeldedFrame {
    fn name(&self) -> &'static str {
        "welded_frame"
    }

    fn solid(&self) -> Solid {
        self.assembly().map(|assembly| assembly.joined()).unwrap_or_default()
    }

    fn assembly(&self) -> Option<Assembly> {
        let names = ["side rail", "cross tube", "leg", "foot plate"].map(str::to_owned);
        let solids = [self.tube_solid(self.length), self.tube_solid(self.cross_length()), self.tube_solid(self.leg), self.foot_solid()];
        let parts = names.into_iter().zip(solids).collect();
        let half = self.tube.0 / 2.0;
        let z = self.foot.1 + self.leg + half;
        let mut instances = vec![
            (0, Frame { origin: [0.0, half, z], axis: Z, ref_dir: X }),
            (0, Frame { origin: [0.0, self.width - half, z], axis: Z, ref_dir: X }),
        ];
        instances.extend(self.cross_places().iter().map(|x| (1, Frame { origin: [*x, self.tube.0, z], axis: Z, ref_dir: Y })));
        // A leg's own x runs up.
        instances.extend(self.leg_places().map(|[x, y]| (2, Frame { origin: [x, y, self.foot.1], axis: X, ref_dir: Z })));
        instances.extend(self.leg_places().map(|[x, y]| (3, Frame { origin: [x, y, 0.0], axis: Z, ref_dir: X })));
        Some(Assembly { parts, instances })
    }

    fn volume_mm3(&self) -> f64 {
        let (side, wall) = self.tube;
        let rounded = |side: f64, radius: f64| side * side - (4.0 - PI) * radius * radius;
        let section = rounded(side, 2.0 * wall) - rounded(side - 2.0 * wall, wall);
        let tubes = 2.0 * self.length + self.cross_places().len() as f64 * self.cross_length() + 4.0 * self.leg;
        let foot = (self.foot.0.powi(2) - PI * self.foot_holes.0.powi(2)) * self.foot.1;
        section * tubes + 4.0 * foot
    }

    fn holes(&self) -> Vec<HoleTruth> {
        let (diameter_mm, depth_mm) = (self.foot_holes.0, self.foot.1);
        vec![HoleTruth { diameter_mm, depth_mm, through: true, kind: HoleKind::Plain, axis: Z, count: 16, thread: None }]
    }

    fn processes(&self) -> Vec<Process> {
        vec![Process::Welding, Process::Sawing, Process::Drilling]
    }

    fn format(&self) -> ([f64; 2], f64) {
        (self.sheet_size, self.scale)
    }

    fn draw(&self, sheet: &mut Sheet, identity: &Identity) {
        super::welded_frame_sheet::draw(self, sheet, identity.language);
    }

    fn fits(&self) -> Vec<(bool, f64, &'static str)> {
        Vec::new()
    }

    fn notes_at(&self, sheet: &Sheet) -> [f64; 2] {
        let [x, y] = super::welded_frame_sheet::list_corner(sheet);
        [x - 130.0, y + 6.0 * 5.0 + 28.0]
    }

    fn fits_at(&self, sheet: &Sheet) -> [f64; 2] {
        sheet.size
    }
}
