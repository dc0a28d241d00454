//! Dimensions and callouts of a turned part: lengths from both faces, diameters beyond the ends, leaders above.

use trusquin_domain::DimensionKind;

use super::shaft::{EndThread, Shaft, Step};
use super::shaft_sheet::{TIERS, View};
use crate::order::Language;
use crate::sheet::dimensioning::Label;
use crate::sheet::symbols;
use crate::sheet::{Item, Layer, Measure, Point, Sheet};

pub(super) fn axial_dimensions(view: &View, sheet: &mut Sheet) {
    let (shaft, language) = (view.shaft, view.language);
    let (stations, length) = (shaft.stations(), shaft.length());
    let largest = largest_step(shaft);
    // Shoulders left of the largest step are measured from the left face, the others from the right one. A groove belongs to its shoulder.
    let mut spans: Vec<(f64, f64, Option<f64>)> = Vec::new();
    for (index, step) in shaft.steps.iter().enumerate() {
        let groove_after = shaft.steps.get(index + 1).is_some_and(|next| next.groove);
        if index < largest && !groove_after {
            spans.push((0.0, stations[index + 1], step.length_tolerance));
        }
        if index > largest && !step.groove {
            let groove_before = shaft.steps[index - 1].groove;
            spans.push((stations[index - usize::from(groove_before)], length, step.length_tolerance));
        }
    }
    if shaft.steps.len() > 1 && largest + 1 == shaft.steps.len() {
        spans.push((stations[largest], length, shaft.steps[largest].length_tolerance));
        spans.retain(|span| span.0 > 0.0 || span.1 < stations[largest] - 1e-9);
    }
    let mut depth = 0.0;
    for step in shaft.bore.iter().rev().skip(1) {
        depth += step.length;
        spans.push((0.0, depth, None));
    }
    spans.sort_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    let mut tiers: Vec<Vec<(f64, f64)>> = Vec::new();
    let bottom = view.origin[1] - shaft.radius() * view.scale - TIERS.0;
    let mut place = |sheet: &mut Sheet, from: f64, to: f64, tolerance: Option<f64>| {
        let free = |tier: &Vec<(f64, f64)>| tier.iter().all(|(a, b)| to <= a + 1e-9 || from >= b - 1e-9);
        // Under every shorter one it overlaps, so that extension lines do not cross dimension lines.
        let tier = tiers.iter().rposition(|tier| !free(tier)).map_or(0, |index| index + 1);
        if tier == tiers.len() {
            tiers.push(Vec::new());
        }
        tiers[tier].push((from, to));
        let mut label = Label::new(DimensionKind::Linear, to - from, language.number(to - from, 3));
        if let Some(tolerance) = tolerance {
            label = label.deviations(tolerance, -tolerance, language);
        }
        let radius_at = |x: f64| {
            let near = shaft.outside().into_iter().filter(|p| (p[0] - x).abs() < 1e-9).map(|p| p[1]);
            near.fold(0.0, f64::max)
        };
        let line = bottom - TIERS.1 * tier as f64;
        sheet.dimension(Measure::Horizontal, view.below([from, radius_at(from)]), view.below([to, radius_at(to)]), line, label);
    };
    for (from, to, tolerance) in spans {
        place(sheet, from, to, tolerance);
    }
    place(sheet, 0.0, length, None);
}

fn largest_step(shaft: &Shaft) -> usize {
    let mut largest = 0;
    for (index, step) in shaft.steps.iter().enumerate() {
        if step.diameter > shaft.steps[largest].diameter {
            largest = index;
        }
    }
    largest
}

pub(super) struct Diameter {
    x: f64,
    diameter: f64,
    label: Label,
}

/// Diameters to dimension beyond the left and the right end, smallest first.
pub(super) fn side_diameters(shaft: &Shaft, language: Language) -> [Vec<Diameter>; 2] {
    let stations = shaft.stations();
    let largest = largest_step(shaft);
    let mut sides = [Vec::new(), Vec::new()];
    for (index, step) in shaft.steps.iter().enumerate().filter(|(_, step)| !step.groove) {
        let right = index > largest || (index == largest && largest + 1 == shaft.steps.len());
        // The extension line starts at the end of the step that looks outwards; a chamfer takes its corner off.
        let x = if right {
            stations[index + 1] - if index + 1 == shaft.steps.len() { shaft.chamfers[1] } else { 0.0 }
        } else {
            stations[index] + if index == 0 { shaft.chamfers[0] } else { 0.0 }
        };
        let size = step.diameter;
        let label = if step.threaded {
            let designation = format!("M{size}");
            Label::new(DimensionKind::Thread, size, designation.clone()).thread(designation)
        } else {
            diameter_label(size, step.fit)
        };
        let label = match step.deviations {
            Some((upper, lower)) => label.deviations(upper, lower, language),
            None => label,
        };
        sides[usize::from(right)].push(Diameter { x, diameter: size, label });
    }
    let mut x = 0.0;
    for (index, step) in shaft.bore.iter().enumerate() {
        let right = index + 1 == shaft.bore.len();
        let at = if right { shaft.length() } else { x };
        sides[usize::from(right)].push(Diameter { x: at, diameter: step.diameter, label: diameter_label(step.diameter, step.fit) });
        x += step.length;
    }
    for side in &mut sides {
        side.sort_by(|a, b| a.diameter.total_cmp(&b.diameter));
    }
    sides
}

fn diameter_label(size: f64, fit: Option<&'static str>) -> Label {
    let text = format!("Ø{size}{}", fit.map(|class| format!(" {class}")).unwrap_or_default());
    Label::new(DimensionKind::Diameter, size, text).fit(fit)
}

pub(super) fn diameters(view: &View, sheet: &mut Sheet, side: &[Diameter], right: bool) {
    let length = view.shaft.length();
    for (tier, diameter) in side.iter().enumerate() {
        let away = TIERS.0 + TIERS.1 * tier as f64;
        let line = if right { view.at([length, 0.0])[0] + away } else { view.origin[0] - away };
        let radius = diameter.diameter / 2.0;
        sheet.dimension(Measure::Vertical, view.below([diameter.x, radius]), view.at([diameter.x, radius]), line, diameter.label.clone());
    }
}

/// Roughness on seats, chamfers, grooves and tapped holes, above the view.
pub(super) fn callouts(view: &View, sheet: &mut Sheet) {
    let (shaft, language) = (view.shaft, view.language);
    let stations = shaft.stations();
    for (index, step) in shaft.steps.iter().enumerate() {
        if let Some(ra) = step.ra {
            seat_roughness(view, sheet, (index, step), ra);
        }
    }
    let length = shaft.length();
    let mut notes: Vec<(Point, Vec<Label>)> = Vec::new();
    let chamfer_text = |size: f64| format!("{} x 45°", language.number(size, 2));
    for (end, size) in shaft.chamfers.iter().enumerate().filter(|(_, size)| **size > 0.0) {
        let step = if end == 0 { &shaft.steps[0] } else { &shaft.steps[shaft.steps.len() - 1] };
        let x = if end == 0 { size / 2.0 } else { length - size / 2.0 };
        let label = Label::new(DimensionKind::Chamfer, *size, chamfer_text(*size)).second(45.0);
        notes.push((view.at([x, step.diameter / 2.0 - size / 2.0]), vec![label]));
    }
    for (index, step) in shaft.steps.iter().enumerate().filter(|(_, step)| step.groove) {
        let text =
            format!("{} {} x Ø{}", language.choose("gorge", "groove"), language.number(step.length, 2), language.number(step.diameter, 2));
        let label = Label::new(DimensionKind::Diameter, step.diameter, text).second(step.length);
        notes.push((view.at([(stations[index] + stations[index + 1]) / 2.0, step.diameter / 2.0]), vec![label]));
    }
    for (end, hole) in shaft.tapped.iter().enumerate() {
        if let Some(hole) = hole {
            notes.push((
                view.at([if end == 0 { hole.depth * 0.35 } else { length - hole.depth * 0.35 }, hole.thread.size_mm / 2.0]),
                tapped_labels(hole, language),
            ));
        }
    }
    notes.sort_by(|a, b| a.0[0].total_cmp(&b.0[0]));
    let base = view.origin[1] + shaft.radius() * view.scale + 13.0;
    let middle = view.at([length / 2.0, 0.0])[0];
    // Left half: shelves run left and the leftmost leader is lowest; right half mirrored.
    let (left, right): (Vec<_>, Vec<_>) = notes.into_iter().partition(|(tip, _)| tip[0] <= middle);
    for (leftward, group) in [(true, left), (false, right.into_iter().rev().collect::<Vec<_>>())] {
        let mut level = base;
        for (tip, labels) in group {
            let elbow = [tip[0] + if leftward { -4.0 } else { 4.0 }, level + 4.4 * (labels.len() as f64 - 1.0)];
            sheet.leader(tip, elbow, leftward, &labels);
            level = elbow[1] + 6.0;
        }
    }
}

/// The symbol stands on the seat, near the collar; where an extension line of a larger diameter would cross it, on a shelf above the part.
fn seat_roughness(view: &View, sheet: &mut Sheet, (index, step): (usize, &Step), ra: f64) {
    let (shaft, width) = (view.shaft, symbols::roughness_width(ra, view.language));
    let stations = shaft.stations();
    let left_of_collar = index < largest_step(shaft);
    let margin = 5.0;
    let x =
        if left_of_collar { view.at([stations[index + 1], 0.0])[0] - margin - width } else { view.at([stations[index], 0.0])[0] + margin };
    let surface = view.at([0.0, step.diameter / 2.0])[1];
    let crossed = side_diameters(shaft, view.language)[usize::from(!left_of_collar)].iter().any(|other| {
        let over = (other.diameter - step.diameter) / 2.0 * view.scale;
        over > 0.1 && over < 9.0
    });
    if !crossed {
        symbols::roughness(sheet, [x, surface], ra, view.language, false);
        return;
    }
    let shelf = view.at([0.0, shaft.radius()])[1] + 3.0;
    let foot = x - 2.5;
    sheet.line([foot, surface], [foot, shelf], Layer::Dimension);
    sheet.line([foot, shelf], [x + 3.0, shelf], Layer::Dimension);
    sheet.items.push(Item::Arrow([[foot, surface], [foot - 0.47, surface + 2.8], [foot + 0.47, surface + 2.8]], Layer::Dimension));
    symbols::roughness(sheet, [x, shelf], ra, view.language, false);
}

fn tapped_labels(hole: &EndThread, language: Language) -> Vec<Label> {
    let size = hole.thread.designation();
    let deep = language.choose("prof.", "depth");
    let text = format!("{size} {deep} {}", language.number(hole.depth, 2));
    let drill = hole.thread.tap_drill_mm;
    let under =
        format!("{} Ø{} {deep} {}", language.choose("perçage", "drill"), language.number(drill, 2), language.number(hole.drill_depth, 2));
    vec![
        Label::new(DimensionKind::Thread, hole.thread.size_mm, text).thread(size).depth(Some(hole.depth)),
        Label::new(DimensionKind::Diameter, drill, under).depth(Some(hole.drill_depth)),
    ]
}
