//! How a turned part is drawn: axis horizontal, end view on the right, steps dimensioned from both faces.

use trusquin_domain::DimensionKind;

use super::shaft::{Shaft, Step};
use crate::order::Language;
use crate::sheet::dimensioning::Label;
use crate::sheet::hatch::hatch;
use crate::sheet::symbols;
use crate::sheet::{Align, Item, Layer, Measure, Point, Sheet};

/// Distance of the first dimension line from the part and of the next ones from each other, mm.
const TIERS: (f64, f64) = (9.0, 7.5);

struct View<'a> {
    shaft: &'a Shaft,
    /// Sheet point of the left end of the axis.
    origin: Point,
    scale: f64,
    language: Language,
}

impl View<'_> {
    fn at(&self, [x, radius]: [f64; 2]) -> Point {
        [self.origin[0] + x * self.scale, self.origin[1] + radius * self.scale]
    }

    fn below(&self, [x, radius]: [f64; 2]) -> Point {
        self.at([x, -radius])
    }
}

/// Draws front view, end view, dimensions and callouts.
pub fn draw(shaft: &Shaft, sheet: &mut Sheet, language: Language) {
    let (length, radius) = (shaft.length() * sheet.scale, shaft.radius() * sheet.scale);
    let [left_side, right_side] = side_diameters(shaft, language);
    let left_room = TIERS.0 + TIERS.1 * left_side.len() as f64;
    let right_room = TIERS.0 + TIERS.1 * right_side.len() as f64;
    let gap = right_room + 14.0;
    let total = left_room + length + gap + 2.0 * radius;
    let x = 20.0 + (sheet.size[0] - 30.0 - total) / 2.0 + left_room;
    let y = 62.0 + (sheet.size[1] - 10.0 - 62.0) * 0.53;
    let view = View { shaft, origin: [x, y], scale: sheet.scale, language };
    outline(&view, sheet);
    if !shaft.bore.is_empty() {
        section(&view, sheet);
        let title = language.choose("COUPE A-A", "SECTION A-A");
        sheet.text(title, [x + length / 2.0, y + radius + 32.0], 5.0, Align::Centre, Layer::Note);
    }
    for (end, hole) in shaft.tapped.iter().enumerate() {
        if let Some(hole) = hole {
            tapped_end(&view, sheet, end == 1, hole);
        }
    }
    let centre = [x + length + gap + radius, y];
    end_view(&view, sheet, centre);
    axial_dimensions(&view, sheet);
    diameters(&view, sheet, &left_side, false);
    diameters(&view, sheet, &right_side, true);
    callouts(&view, sheet);
}

fn outline(view: &View, sheet: &mut Sheet) {
    let points = view.shaft.outside();
    for pair in points.windows(2) {
        sheet.line(view.at(pair[0]), view.at(pair[1]), Layer::Outline);
        sheet.line(view.below(pair[0]), view.below(pair[1]), Layer::Outline);
    }
    // Every corner is an edge all the way across, except where a bore is cut open.
    let inner = |x: f64| view.shaft.inside().iter().filter(|p| (p[0] - x).abs() < 1e-9).map(|p| p[1]).fold(0.0, f64::max);
    let length = view.shaft.length();
    for corner in &points {
        let face = corner[0] < 1e-9 || corner[0] > length - 1e-9;
        if view.shaft.bore.is_empty() || face {
            let least = if face && !view.shaft.bore.is_empty() { inner(corner[0]) } else { 0.0 };
            sheet.line(view.at([corner[0], least]), view.at(*corner), Layer::Outline);
            sheet.line(view.below([corner[0], least]), view.below(*corner), Layer::Outline);
        }
    }
    sheet.line(view.at([-4.0 / view.scale, 0.0]), view.at([length + 4.0 / view.scale, 0.0]), Layer::Centre);
    for (index, step) in view.shaft.steps.iter().enumerate().filter(|(_, step)| step.threaded) {
        external_thread(view, sheet, index, step);
    }
}

fn external_thread(view: &View, sheet: &mut Sheet, index: usize, step: &Step) {
    let Some(thread) = crate::standards::Thread::coarse(step.diameter) else { return };
    let stations = view.shaft.stations();
    let (minor, mut from, mut to) = (thread.minor_mm() / 2.0, stations[index], stations[index + 1]);
    let cut = |chamfer: f64| (chamfer - (step.diameter / 2.0 - minor)).max(0.0);
    if index == 0 {
        from += cut(view.shaft.chamfers[0]);
    }
    if index + 1 == view.shaft.steps.len() {
        to -= cut(view.shaft.chamfers[1]);
    }
    sheet.line(view.at([from, minor]), view.at([to, minor]), Layer::Thin);
    sheet.line(view.below([from, minor]), view.below([to, minor]), Layer::Thin);
}

fn section(view: &View, sheet: &mut Sheet) {
    let (inside, outside) = (view.shaft.inside(), view.shaft.outside());
    for pair in inside.windows(2) {
        sheet.line(view.at(pair[0]), view.at(pair[1]), Layer::Outline);
        sheet.line(view.below(pair[0]), view.below(pair[1]), Layer::Outline);
    }
    // Behind the cut the bore's shoulders and ends show as full edges.
    for corner in &inside {
        sheet.line(view.below(*corner), view.at(*corner), Layer::Outline);
    }
    let ring: Vec<[f64; 2]> = outside.iter().chain(inside.iter().rev()).copied().collect();
    hatch(sheet, &[ring.iter().map(|p| view.at(*p)).collect()], 2.2);
    hatch(sheet, &[ring.iter().map(|p| view.below(*p)).collect()], 2.2);
}

/// A tapped hole shown in a broken-out section.
fn tapped_end(view: &View, sheet: &mut Sheet, right: bool, hole: &super::shaft::EndThread) {
    let length = view.shaft.length();
    let turn = |[depth, radius]: [f64; 2]| if right { [length - depth, radius] } else { [depth, radius] };
    let profile = Shaft::tapped_profile(hole);
    let major = hole.thread.size_mm / 2.0;
    for sign in [1.0, -1.0] {
        let at = |point: [f64; 2]| view.at(turn([point[0], sign * point[1]]));
        for pair in profile.windows(2) {
            sheet.line(at(pair[0]), at(pair[1]), Layer::Outline);
        }
        sheet.line(at([hole.drill_depth, 0.0]), at(profile[1]), Layer::Outline);
        sheet.line(at([0.0, major]), at([hole.depth, major]), Layer::Thin);
        sheet.line(at([hole.depth, profile[1][1]]), at([hole.depth, major]), Layer::Outline);
    }
    // The break line wanders round the hole; it stays inside the end step.
    let step = if right { view.shaft.steps.last() } else { view.shaft.steps.first() };
    let Some(step) = step else { return };
    let chamfer = view.shaft.chamfers[usize::from(right)];
    let reach = (major + 2.6 / view.scale).min(step.diameter / 2.0 - chamfer - 0.4);
    let depth = profile[0][0] + 3.0 / view.scale;
    let wave = |t: f64| 0.55 / view.scale * (t * 1.15).sin();
    let mut border: Vec<[f64; 2]> = Vec::new();
    let count = 90;
    for index in 0..=count {
        let t = f64::from(index) / f64::from(count);
        border.push([t * depth, reach + if index == 0 { 0.0 } else { wave(t * depth * view.scale) }]);
    }
    for index in 1..count {
        let t = f64::from(index) / f64::from(count);
        border.push([depth + wave(t * 2.0 * reach * view.scale), reach - 2.0 * reach * t]);
    }
    for index in (0..=count).rev() {
        let t = f64::from(index) / f64::from(count);
        border.push([t * depth, -reach - if index == 0 { 0.0 } else { wave(t * depth * view.scale) }]);
    }
    let border: Vec<Point> = border.into_iter().map(|point| view.at(turn(point))).collect();
    let cavity: Vec<Point> =
        profile.iter().rev().map(|p| *p).chain(profile.iter().map(|[d, r]| [*d, -r])).map(|point| view.at(turn(point))).collect();
    hatch(sheet, &[border.clone(), cavity], 2.0);
    sheet.items.push(Item::Polyline(border, Layer::Thin));
}

fn end_view(view: &View, sheet: &mut Sheet, centre: Point) {
    let mut seen = 0.0;
    let circle = |sheet: &mut Sheet, radius: f64, layer| sheet.items.push(Item::Arc(centre, radius * view.scale, 0.0, 360.0, layer));
    for [_, radius] in view.shaft.outside() {
        if radius > seen + 1e-9 {
            circle(sheet, radius, Layer::Outline);
            seen = radius;
        }
    }
    let mut open = f64::MAX;
    for [_, radius] in view.shaft.inside() {
        if radius < open - 1e-9 {
            circle(sheet, radius, Layer::Outline);
            open = radius;
        }
    }
    if let Some(hole) = &view.shaft.tapped[0] {
        circle(sheet, hole.thread.tap_drill_mm / 2.0, Layer::Outline);
        sheet.items.push(Item::Arc(centre, hole.thread.size_mm / 2.0 * view.scale, 100.0, 370.0, Layer::Thin));
    }
    let reach = seen * view.scale + 4.0;
    sheet.line([centre[0] - reach, centre[1]], [centre[0] + reach, centre[1]], Layer::Centre);
    sheet.line([centre[0], centre[1] - reach], [centre[0], centre[1] + reach], Layer::Centre);
    if !view.shaft.bore.is_empty() {
        cutting_plane(sheet, centre, reach);
    }
}

/// Section line A-A through the end view: thick ends, arrows in the sense of viewing.
fn cutting_plane(sheet: &mut Sheet, [x, y]: Point, reach: f64) {
    for sign in [1.0, -1.0] {
        let end = y + sign * (reach + 4.0);
        sheet.line([x, end], [x, end - sign * 4.0], Layer::Outline);
        sheet.line([x, end], [x - 6.0, end], Layer::Dimension);
        sheet.items.push(Item::Arrow([[x - 7.5, end], [x - 4.2, end + 0.8], [x - 4.2, end - 0.8]], Layer::Dimension));
        sheet.text("A", [x + 3.0, end - 1.5], 5.0, Align::Centre, Layer::Note);
    }
}

fn axial_dimensions(view: &View, sheet: &mut Sheet) {
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

struct Diameter {
    x: f64,
    diameter: f64,
    label: Label,
}

/// Diameters to dimension beyond the left and the right end, smallest first.
fn side_diameters(shaft: &Shaft, language: Language) -> [Vec<Diameter>; 2] {
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

fn diameters(view: &View, sheet: &mut Sheet, side: &[Diameter], right: bool) {
    let length = view.shaft.length();
    for (tier, diameter) in side.iter().enumerate() {
        let away = TIERS.0 + TIERS.1 * tier as f64;
        let line = if right { view.at([length, 0.0])[0] + away } else { view.origin[0] - away };
        let radius = diameter.diameter / 2.0;
        sheet.dimension(Measure::Vertical, view.below([diameter.x, radius]), view.at([diameter.x, radius]), line, diameter.label.clone());
    }
}

/// Roughness on seats, chamfers, grooves and tapped holes, above the view.
fn callouts(view: &View, sheet: &mut Sheet) {
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

fn tapped_labels(hole: &super::shaft::EndThread, language: Language) -> Vec<Label> {
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
