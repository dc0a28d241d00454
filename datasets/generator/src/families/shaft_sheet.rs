//! How a turned part is drawn: axis horizontal, end view on the right, steps dimensioned from both faces.

use super::shaft::{Shaft, Step};
use super::shaft_dimensions::{axial_dimensions, callouts, diameters, side_diameters};
use crate::order::Language;
use crate::sheet::hatch::hatch;
use crate::sheet::{Align, Item, Layer, Point, Sheet};

/// Distance of the first dimension line from the part and of the next ones from each other, mm.
pub(super) const TIERS: (f64, f64) = (9.0, 7.5);

/// The front view.
pub(super) struct View<'a> {
    pub(super) shaft: &'a Shaft,
    /// Sheet point of the left end of the axis.
    pub(super) origin: Point,
    pub(super) scale: f64,
    pub(super) language: Language,
}

impl View<'_> {
    pub(super) fn at(&self, [x, radius]: [f64; 2]) -> Point {
        [self.origin[0] + x * self.scale, self.origin[1] + radius * self.scale]
    }

    pub(super) fn below(&self, [x, radius]: [f64; 2]) -> Point {
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
        profile.iter().rev().copied().chain(profile.iter().map(|[d, r]| [*d, -r])).map(|point| view.at(turn(point))).collect();
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
