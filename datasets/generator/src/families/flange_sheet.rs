//! How a flange is drawn: section through the axis on the left, the face with its bolt circle on the right.

use trusquin_domain::DimensionKind;

use super::flange::Flange;
use super::times;
use crate::order::Language;
use crate::sheet::dimensioning::Label;
use crate::sheet::geometric::{self, Characteristic};
use crate::sheet::hatch::hatch;
use crate::sheet::{Align, Item, Layer, Measure, Point, Sheet, symbols};

/// Distance of the first dimension line from the part and of the next ones from each other, mm.
const TIERS: (f64, f64) = (9.0, 7.5);

struct View<'a> {
    flange: &'a Flange,
    origin: Point,
    scale: f64,
    language: Language,
}

impl View<'_> {
    fn at(&self, [x, r]: [f64; 2]) -> Point {
        [self.origin[0] + x * self.scale, self.origin[1] + r * self.scale]
    }
}

/// Draws section, face view, dimensions and callouts.
pub fn draw(flange: &Flange, sheet: &mut Sheet, language: Language) {
    let scale = sheet.scale;
    let (rim, length) = (flange.disc.0 / 2.0 * scale, flange.stations()[3] * scale);
    let high = sheet.size[1] - 10.0;
    let low = sheet.layout.covers(sheet.size)[3].max(64.0);
    // Over the views: the section's name; under them: three tiers of lengths.
    let y = ((high + low) / 2.0 + 8.0).min(high - rim - 22.0);
    let left_room = TIERS.0 + 2.0 * TIERS.1 + 20.0;
    let total = left_room + length + 52.0 + 2.0 * rim + 46.0;
    let x = 20.0 + ((sheet.size[0] - 30.0 - total) / 2.0).max(4.0) + left_room;
    let view = View { flange, origin: [x, y], scale, language };
    section(&view, sheet);
    let title = language.choose("COUPE A-A", "SECTION A-A");
    sheet.text(title, [x + length / 2.0, y + rim + 12.0], 5.0, Align::Centre, Layer::Note);
    let centre = [x + length + 52.0 + rim, y];
    face_view(&view, sheet, centre);
    lengths(&view, sheet);
    diameters(&view, sheet);
    callouts(&view, sheet, centre);
}

fn section(view: &View, sheet: &mut Sheet) {
    let flange = view.flange;
    let (outside, inside) = (flange.outside(), flange.inside());
    let [_, _, far, end] = flange.stations();
    let pitch = flange.bolts.pitch_diameter / 2.0;
    let bolt = flange.bolt_profile();
    for sign in [1.0, -1.0] {
        let at = |[x, r]: [f64; 2]| view.at([x, sign * r]);
        let ring: Vec<[f64; 2]> = outside.iter().chain(inside.iter().rev()).copied().collect();
        for index in 0..ring.len() {
            sheet.line(at(ring[index]), at(ring[(index + 1) % ring.len()]), Layer::Outline);
        }
        // A bolt hole turned into the plane of the section.
        let mut hole: Vec<[f64; 2]> = bolt.iter().map(|[height, radius]| [far + height, pitch + radius]).collect();
        hole.extend(bolt.iter().rev().map(|[height, radius]| [far + height, pitch - radius]));
        for pair in hole.windows(2) {
            sheet.line(at(pair[0]), at(pair[1]), Layer::Outline);
        }
        if bolt.len() > 2 {
            let [step, radius] = bolt[1];
            sheet.line(at([far + step, pitch + radius]), at([far + step, pitch - radius]), Layer::Outline);
        }
        hatch(sheet, &[ring.iter().map(|p| at(*p)).collect(), hole.iter().map(|p| at(*p)).collect()], 2.4);
        let reach = 3.0 / view.scale;
        sheet.line(at([flange.register.1 - reach, pitch]), at([far + reach, pitch]), Layer::Centre);
    }
    // Edges of the bore beyond the cut.
    for [x, radius] in inside {
        sheet.line(view.at([x, -radius]), view.at([x, radius]), Layer::Outline);
    }
    sheet.line(view.at([-5.0 / view.scale, 0.0]), view.at([end + 5.0 / view.scale, 0.0]), Layer::Centre);
}

fn face_view(view: &View, sheet: &mut Sheet, centre: Point) {
    let flange = view.flange;
    let scale = view.scale;
    let mut circle = |radius: f64, layer| sheet.items.push(Item::Arc(centre, radius * scale, 0.0, 360.0, layer));
    let rim = flange.disc.0 / 2.0;
    for radius in [rim, rim - 1.0, flange.register.0 / 2.0, flange.register.0 / 2.0 - 0.5, flange.bore.0 / 2.0 + 1.0, flange.bore.0 / 2.0] {
        circle(radius, Layer::Outline);
    }
    let pitch = flange.bolts.pitch_diameter / 2.0;
    circle(pitch, Layer::Centre);
    if flange.hub.1 > 0.0 && (flange.hub.0 - flange.register.0).abs() > 0.5 {
        circle(flange.hub.0 / 2.0, Layer::Hidden);
    }
    for angle in flange.bolt_angles() {
        let at = [centre[0] + pitch * scale * angle.cos(), centre[1] + pitch * scale * angle.sin()];
        sheet.items.push(Item::Arc(at, flange.bolts.diameter / 2.0 * scale, 0.0, 360.0, Layer::Outline));
        if let Some((wide, _)) = flange.bolts.counterbore {
            sheet.items.push(Item::Arc(at, wide / 2.0 * scale, 0.0, 360.0, Layer::Hidden));
        }
        spoke(sheet, centre, angle, pitch * scale, flange.bolts.diameter / 2.0 * scale + 2.5);
    }
    if let Some(thread) = flange.jack_screws {
        for angle in flange.jack_angles() {
            let at = [centre[0] + pitch * scale * angle.cos(), centre[1] + pitch * scale * angle.sin()];
            sheet.items.push(Item::Arc(at, thread.tap_drill_mm / 2.0 * scale, 0.0, 360.0, Layer::Outline));
            sheet.items.push(Item::Arc(at, thread.size_mm / 2.0 * scale, 100.0, 370.0, Layer::Thin));
            spoke(sheet, centre, angle, pitch * scale, thread.size_mm / 2.0 * scale + 2.0);
        }
    }
    let reach = rim * scale + 4.0;
    sheet.line([centre[0] - reach, centre[1]], [centre[0] + reach, centre[1]], Layer::Centre);
    sheet.line([centre[0], centre[1] - reach], [centre[0], centre[1] + reach], Layer::Centre);
    for sign in [1.0, -1.0] {
        let end = centre[1] + sign * (reach + 4.0);
        sheet.line([centre[0], end], [centre[0], end - sign * 4.0], Layer::Outline);
        sheet.line([centre[0], end], [centre[0] - 6.0, end], Layer::Dimension);
        let tip = centre[0] - 7.5;
        sheet.items.push(Item::Arrow([[tip, end], [tip + 3.3, end + 0.8], [tip + 3.3, end - 0.8]], Layer::Dimension));
        sheet.text("A", [centre[0] + 3.4, end - 1.5], 5.0, Align::Centre, Layer::Note);
    }
}

/// A radial centre line through a hole.
fn spoke(sheet: &mut Sheet, [x, y]: Point, angle: f64, radius: f64, reach: f64) {
    let at = |r: f64| [x + r * angle.cos(), y + r * angle.sin()];
    sheet.line(at(radius - reach), at(radius + reach), Layer::Centre);
}

fn lengths(view: &View, sheet: &mut Sheet) {
    let flange = view.flange;
    let [_, near, far, end] = flange.stations();
    let rim = flange.disc.0 / 2.0;
    let bottom = view.origin[1] - rim * view.scale - TIERS.0;
    let label = |value: f64| Label::new(DimensionKind::Linear, value, view.language.number(value, 3));
    let register = flange.register.0 / 2.0 - 0.5;
    let mut spans = vec![([0.0, register], [near, rim - 1.0])];
    if end > far {
        spans.push(([0.0, register], [far, rim - 1.0]));
        spans.push(([0.0, register], [end, flange.hub.0 / 2.0]));
    } else {
        spans.push(([0.0, register], [far, rim - 1.0]));
    }
    for (tier, (a, b)) in spans.into_iter().enumerate() {
        let at = |[x, r]: [f64; 2]| view.at([x, -r]);
        sheet.dimension(Measure::Horizontal, at(a), at(b), bottom - TIERS.1 * tier as f64, label(b[0] - a[0]));
    }
}

fn round_label(size: f64, fit: Option<&str>, language: Language) -> Label {
    let class = fit.map(|class| format!(" {class}")).unwrap_or_default();
    Label::new(DimensionKind::Diameter, size, format!("Ø{}{class}", language.number(size, 3))).fit(fit)
}

fn diameters(view: &View, sheet: &mut Sheet) {
    let flange = view.flange;
    let [_, near, far, end] = flange.stations();
    let language = view.language;
    let mut dimension = |x: f64, size: f64, line: f64, label: Label| {
        sheet.dimension(Measure::Vertical, view.at([x, -size / 2.0]), view.at([x, size / 2.0]), line, label);
    };
    let left = view.origin[0] - TIERS.0;
    dimension(1.0, flange.bore.0, left, round_label(flange.bore.0, Some(flange.bore.1), language));
    dimension(0.5, flange.register.0, left - TIERS.1, round_label(flange.register.0, Some(flange.register.2), language));
    let right = view.at([end, 0.0])[0] + TIERS.0;
    let mut tier = 0.0;
    if end > far {
        dimension(end, flange.hub.0, right, round_label(flange.hub.0, None, language));
        tier = 1.0;
    }
    dimension(far - 1.0, flange.disc.0, right + TIERS.1 * tier, round_label(flange.disc.0, None, language));
    let foot = view.at([near, -(flange.disc.0 / 2.0 - 2.5)]);
    geometric::datum(sheet, foot, [-1.0, 0.0], 7.0, 'A');
}

fn callouts(view: &View, sheet: &mut Sheet, centre: Point) {
    let (flange, language) = (view.flange, view.language);
    let (count, scale) = (flange.bolts.count, view.scale);
    let number = |value: f64| language.number(value, 2);
    let pitch = flange.bolts.pitch_diameter;
    let many = times(count);
    let (through, on, deep) = (language.choose("débouchant", "through"), language.choose("sur", "on"), language.choose("prof.", "depth"));
    let mut labels = vec![
        Label::new(DimensionKind::HoleCallout, flange.bolts.diameter, format!("{many}Ø{} {through}", number(flange.bolts.diameter)))
            .count(count),
    ];
    if let Some((wide, sunk)) = flange.bolts.counterbore {
        let text = format!("{} Ø{} {deep} {}", language.choose("lamage", "c'bore"), number(wide), number(sunk));
        labels.push(Label::new(DimensionKind::HoleCallout, wide, text).depth(Some(sunk)).count(count));
    }
    let circle = format!("{} {on} Ø{}", language.choose("équidistants", "equally spaced"), number(pitch));
    labels.push(Label::new(DimensionKind::Diameter, pitch, circle));
    // From the first hole right of the top.
    let angle = flange.bolt_angles().filter(|angle| angle.cos() > 0.2).max_by(|a, b| a.sin().total_cmp(&b.sin())).unwrap_or(0.0);
    let hole = [centre[0] + pitch / 2.0 * scale * angle.cos(), centre[1] + pitch / 2.0 * scale * angle.sin()];
    let radius = flange.bolts.diameter / 2.0 * scale;
    let rim = flange.disc.0 / 2.0 * scale;
    let width = Sheet::shelf_width(&labels);
    let elbow_x = (centre[0] + rim + 5.0).min(sheet.size[0] - 12.0 - width);
    let elbow = [elbow_x, centre[1] + rim + 6.0];
    let (dx, dy) = (elbow[0] - hole[0], elbow[1] - hole[1]);
    let away = dx.hypot(dy).max(1e-9);
    let tip = [hole[0] + dx / away * radius, hole[1] + dy / away * radius];
    let lines = labels.len() as f64;
    sheet.leader(tip, elbow, false, &labels);
    let under = elbow[1] - 3.4 - (lines - 2.0) * 4.4 - 6.2;
    geometric::frame(sheet, [elbow[0] + 0.5, under], Characteristic::Position, flange.position, true, &['A', 'B'], language);
    if let Some(thread) = flange.jack_screws {
        let angle = flange.jack_angles()[1];
        let hole = [centre[0] + pitch / 2.0 * scale * angle.cos(), centre[1] + pitch / 2.0 * scale * angle.sin()];
        let elbow = [centre[0] + rim + 6.0, centre[1] - rim * 0.8];
        let (dx, dy) = (elbow[0] - hole[0], elbow[1] - hole[1]);
        let away = dx.hypot(dy).max(1e-9);
        let radius = thread.size_mm / 2.0 * scale;
        let size = thread.designation();
        let label = Label::new(DimensionKind::Thread, thread.size_mm, format!("2x {size} {through}")).thread(size).count(2);
        sheet.leader([hole[0] + dx / away * radius, hole[1] + dy / away * radius], elbow, false, &[label]);
    }
    chamfer_and_texture(view, sheet);
}

fn chamfer_and_texture(view: &View, sheet: &mut Sheet) {
    let (flange, language) = (view.flange, view.language);
    let [_, near, far, _] = flange.stations();
    let rim = flange.disc.0 / 2.0;
    let label = Label::new(DimensionKind::Chamfer, 1.0, "2x 1 x 45°".to_owned()).second(45.0).count(2);
    let tip = view.at([far - 0.5, rim - 0.5]);
    sheet.leader(tip, [tip[0] + 4.0, tip[1] + 6.0], false, &[label]);
    // The bore is too dark with hatching around it: the symbol stands on the lower line of the bore, on the axis side.
    let width = symbols::roughness_width(1.6, language);
    let room = flange.stations()[3] * view.scale;
    let x = view.at([0.0, 0.0])[0] + (room - width).max(0.0) / 2.0 + 2.0;
    if room > width + 4.0 && flange.bore.0 * view.scale > 20.0 {
        symbols::roughness(sheet, [x, view.at([0.0, -flange.bore.0 / 2.0])[1]], 1.6, language, false);
    }
    // The register: a symbol on the extension line of its upper edge.
    let top = view.at([near, flange.register.0 / 2.0]);
    let foot = [view.origin[0] - TIERS.0 - TIERS.1 - 16.0, top[1]];
    sheet.line([view.origin[0] - TIERS.0 - TIERS.1 - 1.5, top[1]], [foot[0] - 3.0, top[1]], Layer::Dimension);
    symbols::roughness(sheet, foot, 1.6, language, false);
    let perpendicular = view.at([near, rim]);
    let frame_at = [perpendicular[0] - 46.0, perpendicular[1] + 4.0];
    let end = frame_at[0] + geometric::frame_width(&language.number(0.03, 2), &['B']);
    geometric::frame(sheet, frame_at, Characteristic::Perpendicularity, 0.03, false, &['B'], language);
    let tip = view.at([near, rim - 3.0]);
    sheet.line([end, frame_at[1]], [tip[0] - 8.0, frame_at[1]], Layer::Dimension);
    sheet.line([tip[0] - 8.0, frame_at[1]], [tip[0] - 8.0, tip[1]], Layer::Dimension);
    sheet.line([tip[0] - 8.0, tip[1]], tip, Layer::Dimension);
    sheet.items.push(Item::Arrow([tip, [tip[0] - 2.8, tip[1] + 0.47], [tip[0] - 2.8, tip[1] - 0.47]], Layer::Dimension));
    // Datum B: the axis of the bore, on its dimension line.
    let foot = [view.origin[0] - TIERS.0, view.at([0.0, -flange.bore.0 / 2.0])[1]];
    // The letter stands between bore and register, or under both where they are close.
    let room = (flange.register.0 - flange.bore.0) / 2.0 * view.scale;
    geometric::datum(sheet, foot, [0.0, -1.0], if room > 13.0 { 5.0 } else { room + 3.0 }, 'B');
}
