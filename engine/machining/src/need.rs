//! What the part needs, in the workshop's terms: shape, volume, tolerance grade, roughness, holes with depth.

use trusquin_domain::{HoleNeed, Part, Process};

use crate::fixturing::{Clamping, clampings};
use crate::geometry::{MilledAreas, Slot, ToolDirections, milled_areas, parallel, sheet_shape, slots, tool_directions, turned_shape};
use crate::seat::{Seat, seats};
use crate::tables::{GrindingPractice, Tables};
use crate::thread::{self, Thread};

/// The shape that sets blank, fixturings and removal. Lengths in mm.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    Turned(Turned),
    Prismatic(Prismatic),
    Sheet(Sheet),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Turned {
    /// Bar that holds the part without allowance.
    pub swing_mm: f64,
    /// Largest turned diameter.
    pub diameter_mm: f64,
    pub length_mm: f64,
    /// Area to finish on the lathe, mm².
    pub area_mm2: f64,
    /// Share of the area that is off the axis (flats, cross holes).
    pub off_axis_share: f64,
    pub axis: Option<[f64; 3]>,
    /// True when the profile is one outside and at most one inside diameter: parted off complete in one fixturing.
    pub is_plain: bool,
    /// Surfaces to cut one by one: diameters and the two end faces.
    pub surfaces: u32,
    /// Narrowest diameter of a bore that goes through along the axis, mm.
    pub bore_mm: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prismatic {
    /// Longest side first.
    pub sides_mm: [f64; 3],
    /// Areas to finish, by the way they are cut.
    pub areas: MilledAreas,
    pub directions: ToolDirections,
    /// Gaps between facing walls, narrowest first.
    pub slots: Vec<Slot>,
    /// The directions come from a model.
    pub from_model: bool,
    /// Sides to cut from, by the recognised features: the main one, its back, the others. Empty when none were recognised.
    pub clampings: Vec<Clamping>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    pub thickness_mm: f64,
    /// Blank, longest side first.
    pub sides_mm: [f64; 2],
    pub cut_length_mm: f64,
    /// Contours to pierce.
    pub contours: u32,
    pub bends: u32,
}

/// A hole ready to be timed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WorkHole {
    /// Drilled diameter (core diameter of a thread), mm.
    pub drill_mm: f64,
    pub depth_mm: f64,
    pub count: u32,
    pub thread: Option<(String, Thread)>,
    pub enlarged: bool,
    /// Widens a hole that is drilled already: a step of it.
    pub widens: bool,
    pub axis: Option<[f64; 3]>,
    /// The depth was assumed.
    pub depth_assumed: bool,
}

/// An outside thread ready to be timed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WorkThread {
    pub name: String,
    pub thread: Thread,
    pub length_mm: f64,
    pub count: u32,
}

/// Everything the operations need of the part.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    pub shape: Shape,
    /// Volume of the finished part, mm³, when measured.
    pub volume_mm3: Option<f64>,
    /// Area of the finished part, mm²: measured, or the envelope's.
    pub area_mm2: f64,
    pub area_measured: bool,
    /// ISO 286 grade of the tightest size.
    pub grade: Option<u8>,
    /// Size that carries the tightest tolerance, mm.
    pub tight_mm: Option<f64>,
    pub ra_um: Option<f64>,
    pub holes: Vec<WorkHole>,
    /// Threads turned on the outside.
    pub outside_threads: Vec<WorkThread>,
    /// Toleranced diameters, with their grade and the length of their seat.
    pub seats: Vec<Seat>,
    /// Envelope sides, mm.
    pub envelope_mm: [f64; 3],
}

impl Need {
    /// The fitted diameters that go to the grinder.
    pub fn ground_seats<'a>(&'a self, hardened: bool, rule: &'a GrindingPractice) -> impl Iterator<Item = &'a Seat> {
        self.seats.iter().filter(move |seat| seat.is_ground(hardened, rule))
    }
}

/// Holes beyond this many kinds are read no further: a real part has tens, a broken file millions.
const MOST_HOLES: usize = 2000;

/// ISO grade of the tightest tolerance: a fit names it (`H7`), a width needs a size to read the table at.
pub(crate) fn grade(part: &Part, tables: &Tables) -> Option<u8> {
    let text = part.tolerances.tightest_text.as_deref().unwrap_or_default();
    if let Some(grade) = fit_grade(text) {
        return Some(grade);
    }
    let nominal = first_number(text).filter(|nominal| *nominal > 0.0)?;
    tables.iso286.grade(nominal, part.tolerances.tightest_mm.filter(|width| *width > 0.0)?)
}

/// `Ø50 H7`, `20g6`: letters of a deviation followed by a grade from 1 to 18.
pub(crate) fn fit_grade(text: &str) -> Option<u8> {
    let characters: Vec<char> = text.chars().collect();
    for (index, letter) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|i| characters[i]);
        let deviation = "abcdefghjkmnprstuvxyz".contains(letter.to_ascii_lowercase()) && before.is_none_or(|c| !c.is_alphabetic());
        if !deviation || !characters[..index].iter().any(char::is_ascii_digit) {
            continue;
        }
        let rest = &characters[index + 1..];
        let rest = rest.strip_prefix(&['s']).or(rest.strip_prefix(&['S'])).unwrap_or(rest);
        let digits: String = rest.iter().take_while(|c| c.is_ascii_digit()).collect();
        let ends = rest.get(digits.len()).is_none_or(|c| !matches!(c, '.' | ','));
        if let Ok(grade @ 1..=18) = digits.parse::<u8>()
            && ends
            && *letter != 'x'
            && *letter != 'X'
        {
            return Some(grade);
        }
    }
    None
}

pub(crate) fn first_number(text: &str) -> Option<f64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits: String = text[start..].chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    digits.trim_end_matches(['.', ',']).replace(',', ".").parse().ok()
}

/// Sides, longest first; `None` unless all are positive and finite.
fn sorted(sides: [f64; 3]) -> Option<[f64; 3]> {
    let mut sides = sides;
    sides.sort_by(|a, b| b.total_cmp(a));
    sides.iter().all(|side| side.is_finite() && *side > 0.0 && *side < 1e6).then_some(sides)
}

fn box_area([a, b, c]: [f64; 3]) -> f64 {
    2.0 * (a * b + a * c + b * c)
}

/// The need of a part made by a process, or a French question saying what is missing.
pub(crate) fn need(part: &Part, process: Process, tables: &Tables) -> Result<Need, String> {
    let envelope = part.solid.as_ref().and_then(|solid| solid.bbox_mm).or(part.envelope_mm);
    let Some(envelope) = envelope else {
        return Err("Dimensions hors tout de la pièce ? Ni le plan ni le modèle ne les donnent.".to_owned());
    };
    let shape = match process {
        Process::Turning | Process::MillTurn => turned(part, envelope, tables),
        Process::SheetMetal => sheet(part, envelope),
        _ => prismatic(part, envelope, tables),
    }?;
    let area = part.solid.as_ref().and_then(|solid| solid.area_mm2).filter(|area| *area > 0.0);
    let envelope_area = match &shape {
        Shape::Turned(turned) => turned.area_mm2,
        Shape::Prismatic(prismatic) => box_area(prismatic.sides_mm),
        Shape::Sheet(sheet) => 2.0 * sheet.sides_mm[0] * sheet.sides_mm[1],
    };
    Ok(Need {
        volume_mm3: part.solid.as_ref().and_then(|solid| solid.volume_mm3).filter(|volume| *volume > 0.0),
        area_mm2: area.unwrap_or(envelope_area),
        area_measured: area.is_some(),
        grade: grade(part, tables),
        tight_mm: part.tolerances.tightest_text.as_deref().and_then(first_number).filter(|size| *size > 0.0),
        ra_um: part.tolerances.finest_ra_um.filter(|ra| *ra > 0.0),
        holes: part.holes.iter().take(MOST_HOLES).flat_map(|hole| work_holes(hole, &shape, tables)).collect(),
        outside_threads: outside_threads(part, &shape, tables),
        seats: seats(part, &shape, tables),
        envelope_mm: sorted(envelope).unwrap_or(envelope),
        shape,
    })
}

fn turned(part: &Part, envelope: [f64; 3], tables: &Tables) -> Result<Shape, String> {
    if let Some(solid) = &part.solid
        && let Some(turned) = turned_shape(solid)
    {
        let area = solid.area_mm2.unwrap_or_else(|| cylinder_area(turned.diameter_mm, turned.length_mm));
        return Ok(Shape::Turned(Turned {
            swing_mm: turned.swing_mm,
            diameter_mm: turned.diameter_mm,
            length_mm: turned.length_mm,
            area_mm2: area * turned.turned_share,
            off_axis_share: turned.off_axis_share,
            axis: Some(turned.axis),
            is_plain: turned.outside_diameters <= 1 && turned.inside_diameters <= 1,
            surfaces: turned.outside_diameters.saturating_add(turned.inside_diameters).saturating_add(2),
            bore_mm: bore(part, turned.axis, turned.length_mm),
        }));
    }
    let [a, b, c] = sorted(envelope).ok_or("Diamètre et longueur de la pièce tournée ?")?;
    // Two equal sides are the diameter; otherwise the longest side is the length and the next one the diameter.
    let (diameter, length) = if (a - b).abs() <= 0.02 * a { (a, c) } else { (b, a) };
    Ok(Shape::Turned(Turned {
        swing_mm: diameter,
        diameter_mm: diameter,
        length_mm: length,
        area_mm2: cylinder_area(diameter, length),
        off_axis_share: 0.0,
        axis: None,
        is_plain: false,
        surfaces: 2
            + (f64::from(part.dimension_count) / tables.practice.programming.dimensions_per_feature).round().clamp(1.0, 15.0) as u32,
        bore_mm: None,
    }))
}

/// A hole is through when it is at least this share of the length deep.
const THROUGH: f64 = 0.98;

/// The one hole along the turning axis that goes from end to end.
fn bore(part: &Part, axis: [f64; 3], length_mm: f64) -> Option<f64> {
    let through = |hole: &&HoleNeed| {
        hole.count == 1
            && hole.axis.is_some_and(|other| parallel(other, axis))
            && hole.depth_mm.is_some_and(|depth| depth >= THROUGH * length_mm)
    };
    let narrowest = |hole: &HoleNeed| hole.steps.iter().map(|step| step.diameter_mm).fold(hole.diameter_mm, f64::min);
    part.holes.iter().take(MOST_HOLES).filter(through).map(narrowest).filter(|bore| *bore > 0.0).max_by(f64::total_cmp)
}

fn cylinder_area(diameter: f64, length: f64) -> f64 {
    std::f64::consts::PI * diameter * (length + diameter / 2.0)
}

fn prismatic(part: &Part, envelope: [f64; 3], tables: &Tables) -> Result<Shape, String> {
    let sides = sorted(envelope).ok_or("Épaisseur de la pièce ? Le plan ne donne que deux dimensions hors tout.")?;
    let solid = part.solid.as_ref().filter(|solid| !solid.face_summaries.is_empty());
    let areas = solid.map(milled_areas).unwrap_or_else(|| {
        let [long, wide, thin] = sides;
        let inner = tables.practice.milling.inner_area_share * box_area(sides);
        MilledAreas { faced_mm2: 2.0 * long * wide, wall_mm2: 2.0 * thin * (long + wide), inner_mm2: inner, sculptured_mm2: 0.0 }
    });
    Ok(Shape::Prismatic(Prismatic {
        sides_mm: sides,
        areas,
        directions: solid.map(tool_directions).unwrap_or_default(),
        slots: solid.map(slots).unwrap_or_default(),
        from_model: solid.is_some(),
        clampings: clampings(part),
    }))
}

fn sheet(part: &Part, envelope: [f64; 3]) -> Result<Shape, String> {
    let holes: u32 = part.holes.iter().fold(0, |sum, hole| sum.saturating_add(hole.count));
    if let Some(solid) = &part.solid
        && let Some(sheet) = sheet_shape(solid)
    {
        let [a, b, _] = sorted(envelope).ok_or("Dimensions de la tôle ?")?;
        // A bent part unrolls along its longest side: the developed area over that side, never less than the folded width.
        let sides = if sheet.bends > 0 { [a, (sheet.developed_mm2 / a).max(b)] } else { [a, b] };
        return Ok(Shape::Sheet(Sheet {
            thickness_mm: sheet.thickness_mm,
            sides_mm: if sides[0] >= sides[1] { sides } else { [sides[1], sides[0]] },
            cut_length_mm: part.cut_length_mm.filter(|length| *length > 0.0).unwrap_or(sheet.edge_length_mm),
            contours: holes.saturating_add(1),
            bends: sheet.bends,
        }));
    }
    let [a, b, c] = sorted(envelope).ok_or("Épaisseur de la tôle ? Elle n'est ni sur le plan ni dans le fichier.")?;
    let cut = part.cut_length_mm.filter(|length| *length > 0.0).unwrap_or_else(|| {
        2.0 * (a + b)
            + part.holes.iter().take(MOST_HOLES).map(|hole| std::f64::consts::PI * hole.diameter_mm * f64::from(hole.count)).sum::<f64>()
    });
    Ok(Shape::Sheet(Sheet { thickness_mm: c, sides_mm: [a, b], cut_length_mm: cut, contours: holes.saturating_add(1), bends: 0 }))
}

/// Outside threads a lathe can cut: on the turning axis of a turned part. The others are asked about in [`crate::plan`].
fn outside_threads(part: &Part, shape: &Shape, tables: &Tables) -> Vec<WorkThread> {
    let Shape::Turned(turned) = shape else { return Vec::new() };
    let coaxial = |axis: [f64; 3]| turned.axis.is_none_or(|of_part| parallel(axis, of_part));
    part.outside_threads
        .iter()
        .take(MOST_HOLES)
        .filter(|found| found.length_mm > 0.0 && found.length_mm <= turned.length_mm + 0.01 && coaxial(found.axis))
        .filter_map(|found| {
            let thread = thread::parse(&found.thread, &tables.threads)?;
            Some(WorkThread { name: found.thread.clone(), thread, length_mm: found.length_mm, count: found.count.min(100) })
        })
        .collect()
}

/// Steps of one hole looked at; more is a broken model.
const MOST_STEPS: usize = 20;

/// A hole of several diameters is one piece of work for each, with its own depth: the narrowest is drilled (and carries the
/// thread), the wider ones are counterbored. A hole whose steps are not known is one.
fn work_holes(hole: &HoleNeed, shape: &Shape, tables: &Tables) -> Vec<WorkHole> {
    let sound = hole.steps.iter().take(MOST_STEPS).filter(|step| step.diameter_mm > 0.0 && step.depth_mm >= 0.0);
    let Some(narrowest) = sound.clone().map(|step| step.diameter_mm).min_by(f64::total_cmp).filter(|_| hole.steps.len() > 1) else {
        return work_hole(hole, shape, tables).into_iter().collect();
    };
    // A thread shown at its nominal diameter with its pilot hole beyond is one drilled and tapped hole.
    let thread = hole.thread.as_deref().and_then(|text| thread::parse(text, &tables.threads));
    let core_mm = thread.map_or(narrowest, |thread| thread.major_mm.max(narrowest)) + 0.05;
    let piece = |diameter_mm: f64, depth_mm: f64, widens: bool| {
        let thread = hole.thread.clone().filter(|_| !widens);
        // A step without a depth (a callout that writes only its counterbore's) is as deep as such holes are assumed to be.
        let depth_mm = Some(depth_mm).filter(|depth| *depth > 0.0);
        let one = HoleNeed { diameter_mm, depth_mm, thread, enlarged: false, steps: Vec::new(), ..hole.clone() };
        work_hole(&one, shape, tables).map(|work| WorkHole { widens, ..work })
    };
    let core_depth = sound.clone().filter(|step| step.diameter_mm <= core_mm).map(|step| step.depth_mm).sum();
    let wide = sound.filter(|step| step.diameter_mm > core_mm).filter_map(|step| piece(step.diameter_mm, step.depth_mm, true));
    piece(narrowest, core_depth, false).into_iter().chain(wide).collect()
}

fn work_hole(hole: &HoleNeed, shape: &Shape, tables: &Tables) -> Option<WorkHole> {
    if !(hole.diameter_mm > 0.0 && hole.diameter_mm < 10_000.0) || hole.count == 0 {
        return None;
    }
    let read = hole.thread.as_deref().and_then(|text| Some((text.to_owned(), thread::parse(text, &tables.threads)?)));
    let drill = match &read {
        Some((_, thread)) => hole.diameter_mm.min(thread.major_mm - thread.pitch_mm).max(0.5),
        None => hole.diameter_mm,
    };
    let through = match shape {
        Shape::Turned(turned) => turned.length_mm,
        Shape::Prismatic(prismatic) => prismatic.sides_mm[2],
        Shape::Sheet(sheet) => sheet.thickness_mm,
    };
    let assumed = (drill * tables.practice.drilling.default_depth_ratio).min(through);
    let depth = hole.depth_mm.filter(|depth| depth.is_finite() && *depth > 0.0);
    Some(WorkHole {
        drill_mm: drill,
        depth_mm: depth.unwrap_or(assumed).min(10_000.0),
        count: hole.count.min(100_000),
        thread: read,
        enlarged: hole.enlarged,
        widens: false,
        axis: hole.axis,
        depth_assumed: depth.is_none(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_names_its_grade() {
        for (text, expect) in [
            ("Ø50 H7", Some(7)),
            ("20g6", Some(6)),
            ("Ø12 js5", Some(5)),
            ("Ø40 ±0.008", None),
            ("4x Ø5", None),
            ("M10x1.5", None),
            ("M8 6H", None),
            ("30 h11 (0/-0.13)", Some(11)),
            ("", None),
        ] {
            assert_eq!(fit_grade(text), expect, "{text}");
        }
    }
}
