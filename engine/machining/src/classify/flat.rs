//! Clues from a two-dimensional file: a closed outline with holes and nothing else is a profile to cut.

use trusquin_domain::{FlatGeometry, Process};

use super::clue::Clues;

pub(super) fn look(flat: &FlatGeometry, has_solid: bool, clues: &mut Clues) {
    let outer: Vec<_> = flat.contours.iter().filter(|contour| contour.depth == 0).collect();
    let inner = flat.contours.iter().filter(|contour| contour.depth > 0).count();
    let annotations: u32 = flat
        .entities
        .iter()
        .filter(|(kind, _)| ["DIMENSION", "TEXT", "MTEXT", "LEADER", "MULTILEADER", "HATCH"].contains(&kind.as_str()))
        .map(|(_, count)| *count)
        .sum();
    let Some(largest) = outer.first() else { return };
    let enclosed = flat.bbox_mm.map_or(0.0, |[x, y]| if x * y > 0.0 { largest.area_mm2 / (x * y) } else { 0.0 });
    let text = format!(
        "flat file: {} outlines, the largest {:.0} mm² ({:.0} % of the envelope), {inner} inside contours, cut length {:.0} mm, {annotations} annotations",
        outer.len(),
        largest.area_mm2,
        enclosed * 100.0,
        flat.cut_length_mm
    );
    // Contours alone, without dimensions or texts, are meant for a cutting machine; an annotated sheet is a drawing with several views.
    let is_profile = annotations == 0 && enclosed > 0.2;
    let weight = match (is_profile, has_solid) {
        (true, false) => 3.2,
        (true, true) => 1.0,
        (false, _) if outer.len() <= 2 && enclosed > 0.3 => 0.8,
        (false, _) => return,
    };
    clues.add(Process::SheetMetal, weight, text);
}
