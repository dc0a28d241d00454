//! Pocketed plates: a milled plate with pockets and windows, fitted bores, through and tapped holes on a grid.

use trusquin_domain::Process;

use super::Family;
use super::bracket::{Bracket, Drilling, HolePattern, Pocket};
use crate::order::Identity;
use crate::random::SplitMix64;
use crate::sheet::Sheet;
use crate::solid::Solid;
use crate::standards::Thread;
use crate::truth::HoleTruth;

/// Holes keep this far from the edge of the plate, mm.
const EDGE: f64 = 12.0;

/// A plate with two or three pockets; made and drawn as a bracket without an upright.
#[derive(Debug, Clone)]
pub struct PocketedPlate(pub Bracket);

impl PocketedPlate {
    /// A random plate.
    pub fn sample(random: &mut SplitMix64) -> Self {
        let (length, width) = (random.length_mm(120.0, 190.0, 10.0), random.length_mm(70.0, 110.0, 10.0));
        let thickness = random.length_mm(12.0, 25.0, 1.0);
        let number = if length >= 150.0 && random.chance(50) { 3 } else { 2 };
        // One column per pocket, between the rows of holes along the edges.
        let (near, far) = (EDGE, width - EDGE);
        let column = (length - 2.0 * EDGE - 14.0) / f64::from(number);
        let mut pockets = Vec::new();
        let mut bores = Vec::new();
        let middle = width / 2.0;
        let deepest = (thickness * 0.7).floor();
        for index in 0..number {
            let centre = [EDGE + 7.0 + column * (f64::from(index) + 0.5), middle];
            let centre = [(centre[0] * 2.0).round() / 2.0, centre[1]];
            if bores.is_empty() && number == 3 && index == 1 && random.chance(70) {
                let diameter = random.length_mm(12.0, (column - 10.0).clamp(14.0, 30.0), 2.0);
                bores.push((centre, diameter));
                continue;
            }
            let long = (column - 10.0 - random.length_mm(0.0, 8.0, 2.0)).floor();
            let high = (width - 2.0 * EDGE - 16.0 - random.length_mm(0.0, 8.0, 2.0)).floor();
            let radius = *random.pick(&[4.0, 5.0, 6.0, 8.0]);
            let depth = if random.chance(20) { None } else { Some(random.length_mm(4.0, deepest, 1.0)) };
            pockets.push(Pocket { centre, length: long, width: high, radius, depth });
        }
        let fixing = *random.pick(&[
            Drilling::Plain { diameter: 6.6, fit: None },
            Drilling::Plain { diameter: 9.0, fit: None },
            Drilling::Counterbored { diameter: 6.6, bore: 11.0, depth: 6.5 },
            Drilling::Counterbored { diameter: 5.5, bore: 10.0, depth: 5.4 },
        ]);
        let corners = vec![[EDGE, near], [length - EDGE, near], [length - EDGE, far], [EDGE, far]];
        let mut holes = vec![HolePattern { in_wall: false, centres: corners, drilling: fixing }];
        if let Some((centre, diameter)) = bores.first() {
            let drilling = Drilling::Plain { diameter: *diameter, fit: Some(random.pick::<&'static str>(&["H7", "H8"])) };
            holes.push(HolePattern { in_wall: false, centres: vec![*centre], drilling });
        }
        if let Some(thread) = Thread::coarse(*random.pick(&[4.0, 5.0, 6.0])) {
            let apart = (length / 4.0 / 5.0).round() * 5.0;
            let depth = (2.0 * thread.size_mm).min(thickness - thread.size_mm - 3.0).floor();
            let blind = random.chance(60) && depth >= thread.size_mm;
            let depths = blind.then_some((depth, depth + 3.0));
            let centres = vec![[apart, near], [length - apart, near], [length - apart, far], [apart, far]];
            if apart - EDGE > 12.0 {
                holes.push(HolePattern { in_wall: false, centres, drilling: Drilling::Tapped { thread, depths } });
            }
        }
        if random.chance(60) {
            let drilling = Drilling::Plain { diameter: *random.pick(&[5.0, 6.0, 8.0]), fit: Some("H7") };
            let half = length / 2.0;
            holes.push(HolePattern { in_wall: false, centres: vec![[half, near], [half, far]], drilling });
        }
        let (sheet_size, scale) = room(length, width, thickness, &holes, &pockets);
        Self(Bracket {
            length,
            width,
            thickness: (thickness, random.chance(50).then_some(*random.pick(&[0.02, 0.05, 0.1]))),
            corner: *random.pick(&[0.0, 3.0, 5.0, 8.0]),
            wall: None,
            holes,
            pockets,
            ra: Some(*random.pick(&[0.8, 1.6, 3.2])),
            sheet_size,
            scale,
        })
    }
}

/// The smallest sheet that holds top and front view with their dimensions and the column of callouts, and the scale to fill it.
fn room(length: f64, width: f64, thickness: f64, holes: &[HolePattern], pockets: &[Pocket]) -> ([f64; 2], f64) {
    let distinct = |axis: usize| {
        let places = holes.iter().flat_map(|pattern| pattern.centres.iter()).chain(pockets.iter().map(|pocket| &pocket.centre));
        let mut places: Vec<i64> = places.map(|centre| (centre[axis] * 100.0).round() as i64).collect();
        places.sort_unstable();
        places.dedup();
        places.len() as f64
    };
    let (tiers_x, tiers_y) = (9.0 + 7.5 * (distinct(0) + 1.0), 9.0 + 7.5 * (distinct(1) + 1.0));
    let callouts = (holes.len() + pockets.len() + 1) as f64 * 12.0;
    for (sheet, scale) in [([420.0, 297.0], 1.0), ([594.0, 420.0], 2.0)] {
        let across = 32.0 + tiers_y + length * scale + 14.0 + 76.0;
        let up = 40.0 + tiers_x + width * scale + 34.0 + thickness * scale + 16.0;
        // Callouts end above the notes.
        let notes = 40.0 + tiers_x + width * scale - callouts;
        if across < sheet[0] && up < sheet[1] && notes > 104.0 {
            return (sheet, scale);
        }
    }
    ([594.0, 420.0], 1.0)
}

impl Family for PocketedPlate {
    fn name(&self) -> &'static str {
        "pocketed_plate"
    }

    fn solid(&self) -> Solid {
        self.0.solid()
    }

    fn volume_mm3(&self) -> f64 {
        self.0.volume_mm3()
    }

    fn holes(&self) -> Vec<HoleTruth> {
        self.0.holes()
    }

    fn processes(&self) -> Vec<Process> {
        vec![Process::Milling]
    }

    fn format(&self) -> ([f64; 2], f64) {
        self.0.format()
    }

    fn draw(&self, sheet: &mut Sheet, identity: &Identity) {
        super::bracket_sheet::draw(&self.0, sheet, identity.language);
    }

    fn fits(&self) -> Vec<(bool, f64, &'static str)> {
        self.0.fits()
    }

    fn notes_at(&self, sheet: &Sheet) -> [f64; 2] {
        self.0.notes_at(sheet)
    }

    fn fits_at(&self, sheet: &Sheet) -> [f64; 2] {
        self.0.fits_at(sheet)
    }
}
