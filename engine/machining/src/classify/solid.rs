//! Clues from the measured solid: coaxial share, filled envelope, constant thickness, bends, off-axis features.

use trusquin_domain::{Process, SolidGeometry};

use super::clue::Clues;
use crate::geometry::{SheetShape, TurnedShape, sheet_shape, tool_directions, turned_shape};

pub(super) fn look(solid: &SolidGeometry, clues: &mut Clues) {
    if solid.products > 1 || solid.solids > 1 {
        let weight = if solid.products > 1 { 5.0 } else { 2.5 };
        clues.add(Process::Assembly, weight, format!("{} solids of {} products in the model", solid.solids, solid.products));
        // The faces of an assembly belong to several parts: their mix says nothing about how any of them is made.
        if solid.products > 1 {
            return;
        }
    }
    let turned = turned_shape(solid);
    let sheet = sheet_shape(solid);
    let is_sheet = sheet.as_ref().is_some_and(|sheet| look_at_sheet(sheet, solid, clues));
    let is_turned = turned.as_ref().is_some_and(|turned| look_at_turned(turned, is_sheet, clues));
    let directions = tool_directions(solid);
    if directions.sculptured_share > 0.25 {
        let text = format!("{:.0} % of the area is free-form", directions.sculptured_share * 100.0);
        clues.add(Process::Additive, 0.8, text.clone());
        clues.add(Process::InjectionMoulding, 0.6, text);
    }
    look_at_walls(solid, is_sheet || is_turned, clues);
    let holes: u32 = solid.holes.iter().map(|hole| hole.count).sum();
    if holes > 0 {
        clues.add(Process::Drilling, 2.0 + f64::from(holes.min(8)) * 0.2, format!("{holes} holes in the model"));
    }
    if !is_sheet && !is_turned && solid.faces > 0 {
        let planes = solid.faces_by_kind.get(&trusquin_domain::FaceKind::Plane).copied().unwrap_or(0);
        let against_axis = turned.as_ref().map_or(1.0, |t| 1.0 - t.turned_share);
        clues.add(
            Process::Milling,
            2.2,
            format!(
                "prismatic: {planes} of {} faces are planes, {:.0} % of the area belongs to no turning axis",
                solid.faces,
                against_axis * 100.0
            ),
        );
    }
}

/// A hollow body with thin walls everywhere is moulded or cast rather than cut from the solid.
fn look_at_walls(solid: &SolidGeometry, is_explained: bool, clues: &mut Clues) {
    let (Some(volume), Some(area), Some([x, y, z])) = (solid.volume_mm3, solid.area_mm2, solid.bbox_mm) else { return };
    let (envelope, wall) = (x * y * z, 2.0 * volume / area.max(1e-9));
    if is_explained || !(envelope > 0.0 && volume < 0.2 * envelope && wall < 4.0) {
        return;
    }
    let text = format!("hollow: {:.0} % of the envelope is filled, walls of {wall:.1} mm on average (2 V / A)", volume / envelope * 100.0);
    clues.add(Process::InjectionMoulding, 2.2, text.clone());
    clues.add(Process::Additive, 1.0, text);
}

/// True when the sheet is the most likely reading.
fn look_at_sheet(sheet: &SheetShape, solid: &SolidGeometry, clues: &mut Clues) -> bool {
    let t = sheet.thickness_mm;
    let largest = solid.bbox_mm.map_or(0.0, |b| b.iter().copied().fold(0.0, f64::max));
    let slender = if t > 0.0 { largest / t } else { 0.0 };
    let constant = format!("{:.0} % of the area lies on parallel faces {t:.2} mm apart", sheet.paired_share * 100.0);
    if sheet.paired_share < 0.7 || t > 25.0 || slender < 6.0 {
        return false;
    }
    if sheet.bends > 0 && t <= 10.0 {
        clues.add(Process::SheetMetal, 4.5, format!("{constant}, {} bends (concentric cylinders {t:.2} mm apart)", sheet.bends));
        clues.add(Process::Milling, -2.0, constant);
        return true;
    }
    // A flat plate: thin ones are cut from sheet, thick ones milled. Counterbores and blind holes need a mill.
    let worked = solid
        .holes
        .iter()
        .filter(|hole| !hole.through || hole.kind != trusquin_domain::HoleKind::Plain)
        .map(|hole| hole.count)
        .sum::<u32>();
    let along_side = off_normal_holes(solid);
    let weight = match t {
        t if t <= 3.2 => 3.4,
        t if t <= 5.2 => 2.2,
        t if t <= 8.2 => 0.9,
        t if t <= 12.2 => -0.4,
        _ => -2.0,
    } - 0.8 * f64::from(worked.min(3))
        - 1.5 * f64::from(along_side.min(2));
    clues.add(
        Process::SheetMetal,
        weight,
        format!(
            "flat, {constant}, {slender:.0} times wider than thick, {worked} holes that are blind or enlarged, {along_side} in the edge"
        ),
    );
    clues.add(
        Process::Milling,
        1.4 - weight,
        format!("flat plate {t:.2} mm thick with {worked} blind or enlarged holes and {along_side} in the edge"),
    );
    weight > 0.7
}

/// Holes whose axis lies in the plane of the plate: drilled into its edge.
fn off_normal_holes(solid: &SolidGeometry) -> u32 {
    let Some(bbox) = solid.bbox_mm else { return 0 };
    let thin = (0..3).min_by(|a, b| bbox[*a].total_cmp(&bbox[*b])).unwrap_or(2);
    solid.holes.iter().filter(|hole| hole.axis[thin].abs() < 0.5).map(|hole| hole.count).sum()
}

/// True when turning gives the part its shape.
fn look_at_turned(turned: &TurnedShape, is_sheet: bool, clues: &mut Clues) -> bool {
    let fills = turned.diameter_mm / turned.swing_mm.max(1e-6);
    let share = format!(
        "{:.0} % of the area is turned around one axis: Ø{:.2} outside, {:.1} mm long, {} outside and {} inside diameters",
        turned.turned_share * 100.0,
        turned.diameter_mm,
        turned.length_mm,
        turned.outside_diameters,
        turned.inside_diameters
    );
    if turned.turned_share < 0.45 || fills < 0.8 || turned.roundness < 0.7 {
        let text = format!(
            "no dominant turning axis: {:.0} % of the area at best, which fills {:.0} % of the swing and {:.0} % of the turn",
            turned.turned_share * 100.0,
            fills * 100.0,
            turned.roundness * 100.0
        );
        clues.add(Process::Turning, -2.5, text);
        return false;
    }
    let disc = turned.length_mm < 0.08 * turned.diameter_mm || is_sheet;
    let round = if fills > 0.985 { 1.6 } else { 0.2 };
    let weight = 6.0 * (turned.turned_share - 0.45) + round - if disc { 2.5 } else { 0.0 };
    clues.add(Process::Turning, weight, format!("{share}; the round faces fill {:.0} % of the swing", fills * 100.0));
    if !is_sheet {
        clues.add(Process::Milling, -1.2 * (turned.turned_share - 0.3), share.clone());
    }
    if turned.off_axis_share > 0.03 || turned.off_axis_holes > 0 {
        let off =
            format!("{:.0} % of the area and {} holes are off the turning axis", turned.off_axis_share * 100.0, turned.off_axis_holes);
        clues.add(Process::MillTurn, 2.4 + (6.0 * turned.off_axis_share).min(1.6), off.clone());
        clues.add(Process::Turning, -2.0 * turned.off_axis_share, off.clone());
        clues.add(Process::Milling, 0.4 + 2.5 * turned.off_axis_share, off);
    }
    !disc && weight > 0.5
}
