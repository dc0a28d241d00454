//! What is compared of a part: numbers in a fixed order, written with their version. A number that is not known is NaN.

use trusquin_domain::{FaceKind, Part, Process};

/// Version of the order and meaning of the numbers; a descriptor of another version is made anew from the part.
pub const DESCRIPTOR_VERSION: u32 = 1;

/// Largest diameter of each class of holes, mm: small drills, usual drills and taps to M8, M12 and M16, large drills, bores.
const HOLE_CLASSES_MM: [f64; 5] = [3.0, 6.0, 10.0, 16.0, 30.0];

/// Groups of ISO 513, and `O` for plastics and wood.
const MATERIAL_GROUPS: [&str; 7] = ["P", "M", "K", "N", "S", "H", "O"];

const FACE_KINDS: [FaceKind; 7] =
    [FaceKind::Plane, FaceKind::Cylinder, FaceKind::Cone, FaceKind::Sphere, FaceKind::Torus, FaceKind::Bspline, FaceKind::Other];

const PROCESSES: [Process; 13] = [
    Process::Turning,
    Process::Milling,
    Process::MillTurn,
    Process::Drilling,
    Process::Grinding,
    Process::Sawing,
    Process::SheetMetal,
    Process::TubeBending,
    Process::Welding,
    Process::Edm,
    Process::InjectionMoulding,
    Process::Additive,
    Process::Assembly,
];

/// First number of each group, in their order.
pub(super) mod place {
    /// Natural logarithms of the three extents in mm, largest first.
    pub const SIZE: std::ops::Range<usize> = 0..3;
    /// Volume in its box, 0 to 1; logarithm of area^1.5 over volume (13.4 for a cylinder, 14.7 for a cube, more the thinner).
    pub const SHAPE: std::ops::Range<usize> = 3..5;
    /// Shares of the seven surface kinds, and the logarithm of the number of faces.
    pub const FACES: std::ops::Range<usize> = 5..13;
    /// Logarithm of one and the number of holes in each of six classes of diameter, then of threads.
    pub const HOLES: std::ops::Range<usize> = 13..20;
    /// Probability of each process.
    pub const PROCESS: std::ops::Range<usize> = 20..33;
    /// One for the material's ISO 513 group; logarithm of the density in kg/dm³ after them.
    pub const MATERIAL: std::ops::Range<usize> = 33..41;
    /// Decimal logarithms of 1 mm over the tightest tolerance and of 100 µm over the finest Ra; 0 when none is written, unknown without a drawing.
    pub const TOLERANCE: std::ops::Range<usize> = 41..43;
    /// All of them.
    pub const COUNT: usize = 43;
}

/// The numbers of one part.
#[derive(Debug, Clone, PartialEq)]
pub struct Descriptor {
    values: Vec<f32>,
}

impl Descriptor {
    /// Describes a part whose processes are known; `None` when not even its size is: there is nothing to find it by.
    pub fn new(part: &Part) -> Option<Self> {
        let mut extents = part.envelope_mm.filter(|size| size.iter().all(|side| side.is_finite() && *side >= 0.0))?;
        extents.sort_by(|a, b| b.total_cmp(a));
        let mut values = vec![f32::NAN; place::COUNT];
        let mut put = |at: usize, value: f64| {
            if let Some(slot) = values.get_mut(at) {
                *slot = value as f32;
            }
        };
        for (index, side) in extents.iter().enumerate() {
            // A flat file says no thickness.
            put(place::SIZE.start + index, if *side > 0.0 { side.ln() } else { f64::NAN });
        }
        if let Some(solid) = &part.solid {
            let [x, y, z] = extents;
            if let (Some(volume), Some(area)) = (solid.volume_mm3.filter(|volume| *volume > 0.0), solid.area_mm2.filter(|area| *area > 0.0))
            {
                put(place::SHAPE.start, (volume / (x * y * z)).clamp(0.0, 1.0));
                put(place::SHAPE.start + 1, (area.powf(1.5) / volume).ln());
            }
            let faces: u32 = solid.faces_by_kind.values().sum();
            for (index, kind) in FACE_KINDS.iter().enumerate() {
                let share = f64::from(solid.faces_by_kind.get(kind).copied().unwrap_or(0)) / f64::from(faces.max(1));
                put(place::FACES.start + index, share);
            }
            put(place::FACES.end - 1, f64::from(faces).ln_1p());
        }
        let mut holes = [0_u32; HOLE_CLASSES_MM.len() + 1];
        for hole in &part.holes {
            let class = HOLE_CLASSES_MM.iter().position(|largest| hole.diameter_mm <= *largest).unwrap_or(HOLE_CLASSES_MM.len());
            if let Some(count) = holes.get_mut(class) {
                *count = count.saturating_add(hole.count);
            }
        }
        for (index, count) in holes.iter().enumerate() {
            put(place::HOLES.start + index, f64::from(*count).ln_1p());
        }
        let tapped = part.holes.iter().filter(|hole| hole.thread.is_some()).map(|hole| hole.count);
        let threads: u32 = tapped.chain(part.outside_threads.iter().map(|thread| thread.count)).sum();
        put(place::HOLES.end - 1, f64::from(threads).ln_1p());
        for (index, process) in PROCESSES.iter().enumerate() {
            let guess = part.processes.iter().find(|guess| guess.process == *process);
            put(place::PROCESS.start + index, guess.map_or(0.0, |guess| guess.probability));
        }
        let meaning = part.material.as_ref().and_then(|need| need.written.normalized.as_ref());
        if let Some(group) = meaning.and_then(|meaning| meaning.get("iso513")?.as_str()) {
            for (index, letter) in MATERIAL_GROUPS.iter().enumerate() {
                put(place::MATERIAL.start + index, f64::from(u8::from(group.starts_with(letter))));
            }
        }
        if let Some(density) = meaning.and_then(|meaning| meaning.get("density_kg_dm3")?.as_f64()) {
            put(place::MATERIAL.end - 1, density.max(0.01).ln());
        }
        let decades =
            |value: Option<f64>, from: f64| value.filter(|value| *value > 0.0).map_or(0.0, |value| (from / value).log10().clamp(0.0, 4.0));
        // Without a drawing nobody knows; a drawing without tolerances asks for none.
        if part.dimension_count > 0 {
            put(place::TOLERANCE.start, decades(part.tolerances.tightest_mm, 1.0));
            put(place::TOLERANCE.end - 1, decades(part.tolerances.finest_ra_um, 100.0));
        }
        Some(Self { values })
    }

    /// The numbers as the store keeps them: 32-bit little endian, in order.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    /// Reads what [`Descriptor::to_bytes`] wrote; `None` when it is of another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let values: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
        (bytes.len() == 4 * place::COUNT).then_some(Self { values })
    }

    pub(super) fn group(&self, range: &std::ops::Range<usize>) -> &[f32] {
        self.values.get(range.clone()).unwrap_or_default()
    }
}
